"""The program's own line icons, tinted when they are drawn."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desk.paths import RESOURCES
from desk.ui.parts.theme import C


@cache
def _svg(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))


class _Engine(QIconEngine):
    """Draws the vector at whatever size and screen scale is asked for."""

    def __init__(self, name: str, colour: str, on: str) -> None:
        super().__init__()
        self._name, self._colour, self._on = name, colour, on

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour, self._on)

    def paint(self, painter, rect, mode, state) -> None:  # type: ignore[no-untyped-def]
        colour = C.faint if mode == QIcon.Mode.Disabled else self._colour
        if state == QIcon.State.On:
            colour = self._on
        side = min(rect.width(), rect.height())
        box = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        _renderer(self._name, colour).render(painter, box)

    def pixmap(self, size, mode, state) -> QPixmap:  # type: ignore[no-untyped-def]
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRectF(0, 0, size.width(), size.height()).toRect(), mode, state)
        painter.end()
        return made


def icon(name: str, colour: str = C.quiet, on: str = C.accent) -> QIcon:
    """The icon `name` in a colour, in `on` where it is checked."""
    return QIcon(_Engine(name, colour, on))


def pixmap(name: str, size: int, colour: str = C.quiet, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` device-independent pixels."""
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, colour).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made
