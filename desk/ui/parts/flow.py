"""Widgets that follow each other and wrap like words.

No QLayout of our own: PySide loses a reference to None each time a Python `itemAt` answers
"no such item" (seen with 6.12), which ends the program after a while.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.ui.parts.theme import em


class Flow(QWidget):
    """Left to right, then on the next line; filled again as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Replace what stands there."""
        for old in self._widgets:
            if old not in widgets:
                old.hide()
                old.deleteLater()
        self._widgets = list(widgets)
        for widget in self._widgets:
            widget.setParent(self)
            widget.show()
        self._settle()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > em(6) else em(30)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(em(6), self.heightForWidth(max(self.width(), em(6))))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._settle()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width(), move=True)
        if self.height() != self.heightForWidth(self.width()):
            self.updateGeometry()

    def _settle(self) -> None:
        self._place(self.width(), move=True)
        self.updateGeometry()

    def _place(self, width: int, move: bool) -> int:
        """Put the widgets in lines of a width; the height they need."""
        gap, y = em(0.35), 0
        lines = self._lines(width, gap)
        for line in lines:
            x, tall = 0, max(size.height() for _, size in line)
            for widget, size in line:
                if move:
                    widget.setGeometry(x, y + (tall - size.height()) // 2, size.width(), size.height())
                x += size.width() + gap
            y += tall + gap
        return y - gap if lines else 0

    def _lines(self, width: int, gap: int) -> list[list[tuple[QWidget, QSize]]]:
        """The widgets that are shown, line by line, each with its size."""
        lines: list[list[tuple[QWidget, QSize]]] = []
        x = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            size.setWidth(min(size.width(), width))
            if not lines or x + size.width() > width:
                lines.append([])
                x = 0
            lines[-1].append((widget, size))
            x += size.width() + gap
        return lines
