"""A short notice at the window's foot that goes away by itself, with a way back where there is one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from desk.ui.parts import errors
from desk.ui.parts.small import button, label, row
from desk.ui.parts.theme import em

_ABOVE = 3.6
"""In em: the buttons at the foot of a form, and what is said beside them, stay in sight."""
STAYS, WITH_WAY_BACK = 6000, 30_000
"""Milliseconds; the next notice takes its place sooner."""


class Notice(QFrame):
    """Lies over the window's lower edge."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = label("")
        self._undo = button("撤销", self._go_back)
        self._back: Callable[[], None] | None = None
        self.setLayout(row(self._text, self._undo, edge=0.5))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        self._over = parent
        parent.installEventFilter(self)

    def say(self, text: str, back: Callable[[], None] | None) -> None:
        """Show a notice; `back` undoes what it tells of."""
        self._text.setText(text)
        self._back = back
        self._undo.setVisible(back is not None)
        self.adjustSize()
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(WITH_WAY_BACK if back else STAYS)

    def _go_back(self) -> None:
        self.hide()
        if self._back is not None:
            with errors.told(self._over):
                self._back()

    def _settle(self) -> None:
        room = self._over.rect()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - em(_ABOVE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False
