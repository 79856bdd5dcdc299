"""The search box: it searches what is committed, not what an input method is still composing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit

from desk.ui.parts.icons import icon
from desk.ui.parts.theme import C, em

PAUSE = 180
"""Milliseconds after the last committed letter before it searches."""


class SearchBox(QLineEdit):
    """`sought` carries the text once typing pauses; Enter searches at once, Esc empties, Down leaves for the table."""

    sought = Signal(str)
    left_down = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setPlaceholderText(hint)
        self.setAccessibleName("查找")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(em(13))
        self.addAction(icon("search", C.accent), QLineEdit.ActionPosition.LeadingPosition)
        self._composing = False
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(lambda _: self._timer.start())

    def event(self, event: QEvent) -> bool:
        """Copied cells are no words to search for: Ctrl+V is then the window's, which imports them."""
        if (event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
                and event.matches(QKeySequence.StandardKey.Paste) and _cells_copied()):
            event.ignore()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._composing:
            self._timer.stop()
        elif event.commitString():
            self._timer.start()

    def _search(self) -> None:
        if not self._composing and self.text().strip() != self._last:
            self._last = self.text().strip()
            self.sought.emit(self._last)

    def reset(self) -> None:
        """Empty it without searching."""
        self._last = ""
        self.clear()
        self._timer.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._timer.stop()
            self._search()
            self.left_down.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)


def _cells_copied() -> bool:
    lines = QApplication.clipboard().text().strip("\r\n").splitlines()
    return len(lines) > 1 and all("\t" in line for line in lines[:2])
