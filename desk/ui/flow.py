"""Widgets that follow each other and wrap like words.

No QLayout of our own: PySide loses a reference to None each time a Python `itemAt` answers
"no such item" (seen with 6.12), which ends the program after a while.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.ui.theme import em


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
        x, y, line, gap = 0, 0, 0, em(0.35)
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            taken = min(size.width(), width)
            if x and x + taken > width:
                x, y, line = 0, y + line + gap, 0
            if move:
                widget.setGeometry(x, y, taken, size.height())
            x += taken + gap
            line = max(line, size.height())
        return y + line
