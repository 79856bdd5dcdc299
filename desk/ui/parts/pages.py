"""The pages of a PDF as a scrolling view. The PDF is the one truth of print: these are its own pages."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from desk.errors import Trouble
from desk.ui.parts.theme import C, em

if TYPE_CHECKING:
    from desk.papers.model import Spot

POINT = 96 / 72
"""Device-independent pixels of a point at 100 %."""
KEPT = 12
"""Rendered pages kept."""


class PdfPages:
    """A PDF file opened for rendering."""

    def __init__(self, file: Path) -> None:
        import pypdfium2

        try:
            self._pdf: Any = pypdfium2.PdfDocument(file.read_bytes())
        except (OSError, pypdfium2.PdfiumError):
            raise Trouble("file_damaged", f"「{file.name}」打不开，可能已损坏") from None
        self.sizes: list[tuple[float, float]] = [self._pdf.get_page_size(i) for i in range(len(self._pdf))]

    def image(self, page: int, scale: float) -> QImage:
        """A page as a picture; `scale` is pixels per point."""
        bitmap = self._pdf[page].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        data = bytes(bitmap.buffer)
        return QImage(data, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888).copy()

    def close(self) -> None:
        self._pdf.close()


class PageView(QAbstractScrollArea):
    """Pages below each other; only those in sight are rendered. `moved` carries the page in sight, from 1."""

    moved = Signal(int)
    picked = Signal(str)
    """A figure on the page was clicked; carries its key."""

    def __init__(self) -> None:
        super().__init__()
        self._pdf: PdfPages | None = None
        self._zoom = 0.0
        self.spots: Sequence[Spot] = ()
        """Where figures stand, in points from the lower left corner of their pages."""
        self._tops: list[int] = []
        self._cache: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("打印预览")
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.moved.emit(self.page() + 1))

    def show_pdf(self, pdf: PdfPages) -> None:
        """Show another document from its first page."""
        self._pdf = pdf
        self._cache.clear()
        self._measure()
        self.verticalScrollBar().setValue(0)
        self.moved.emit(1)

    def scale(self) -> float:
        """Device-independent pixels per point: as chosen, or so that the width fits."""
        if self._zoom or self._pdf is None or not self._pdf.sizes:
            return (self._zoom or 1.0) * POINT
        widest = max(w for w, _ in self._pdf.sizes)
        return max(0.2, min(2.2, (self.viewport().width() - 2 * em(1)) / widest))

    def zoom(self, factor: float | None) -> None:
        """Grow or shrink; None fits the width."""
        here = self.page()
        self._zoom = 0.0 if factor is None else max(0.3, min(4.0, self.scale() / POINT * factor))
        self._measure()
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[here])

    def page(self) -> int:
        """The page in sight, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max(0, bisect_right(self._tops, middle) - 1)

    def go(self, page: int) -> None:
        """To a page, from 0."""
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[max(0, min(page, len(self._tops) - 1))])

    def _measure(self) -> None:
        self._cache.clear()
        self._tops, top = [], em(0.8)
        sizes = self._pdf.sizes if self._pdf else []
        scale = self.scale()
        for _, height in sizes:
            self._tops.append(top)
            top += round(height * scale) + em(0.8)
        wide = max((round(w * scale) for w, _ in sizes), default=0) + 2 * em(1)
        view = self.viewport().size()
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(em(3))
        self.verticalScrollBar().setRange(0, max(0, top - view.height()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.horizontalScrollBar().setRange(0, max(0, wide - view.width()))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(C.side))
        if self._pdf is None:
            return
        scale, offset = self.scale(), self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, offset) - 1)
        for place in range(first, len(self._tops)):
            top = self._tops[place] - offset
            if top > self.viewport().height():
                break
            width, height = (round(x * scale) for x in self._pdf.sizes[place])
            left = max(em(1), (self.viewport().width() - width) // 2) - self.horizontalScrollBar().value()
            box = QRect(left, top, width, height)
            painter.fillRect(box.adjusted(-1, -1, 1, 1), QColor(C.line))
            painter.drawImage(box, self._picture(place, scale))

    def _spot(self, at: QPoint) -> str:
        """The key of the figure at a place in the view, or ""."""
        if self._pdf is None or not self._tops:
            return ""
        scale, offset = self.scale(), self.verticalScrollBar().value()
        page = max(0, bisect_right(self._tops, at.y() + offset) - 1)
        width, height = self._pdf.sizes[page]
        left = max(em(1), (self.viewport().width() - round(width * scale)) // 2) - self.horizontalScrollBar().value()
        x, y = (at.x() - left) / scale, height - (at.y() + offset - self._tops[page]) / scale
        found = (s.figure_key for s in self.spots if s.page == page and s.x0 <= x <= s.x1 and s.y0 <= y <= s.y1)
        return next(found, "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = bool(self._spot(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if key := self._spot(event.position().toPoint()):
            self.picked.emit(key)

    def _picture(self, place: int, scale: float) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (place, round(scale * ratio * 1000))
        if key not in self._cache:
            assert self._pdf is not None
            self._cache[key] = self._pdf.image(place, scale * ratio)
            if len(self._cache) > KEPT:
                self._cache.popitem(last=False)
        self._cache.move_to_end(key)
        return self._cache[key]

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        jumps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in jumps:
            self.go(self.page() + jumps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if event.key() == Qt.Key.Key_Home else len(self._tops) - 1)
        else:
            super().keyPressEvent(event)
