"""Rare characters of names: the last font is unpacked when a character needs it, beside the window."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from desk.ui.parts.log import note
from desk.ui.parts.theme import THEME


class _Unpack(QRunnable):
    def __init__(self, home: Rare) -> None:
        super().__init__()
        self._home = home

    def run(self) -> None:
        try:
            from desk.papers.fonts import rare_font

            self._home.unpacked.emit(rare_font())
        except Exception as error:  # without it a rare character stays a box, which is no reason to stop
            note(error)


class Rare(QObject):
    """Watches the texts that are shown."""

    unpacked = Signal(bytes)

    def __init__(self) -> None:
        super().__init__()
        self._pool = QThreadPool()
        self._asked = False
        self.unpacked.connect(self._register)

    def look(self, text: str) -> None:
        """A text is about to be shown: is every character in our font?"""
        if not self._asked and any(c > "\uffff" and not _known(c) for c in text):
            self._asked = True
            self._pool.start(_Unpack(self))

    def _register(self, font: bytes) -> None:
        QFontDatabase.addApplicationFontFromData(font)
        for widget in QApplication.topLevelWidgets():
            widget.update()
        THEME.changed.emit()

    def settle(self) -> None:
        """Wait for the font; it is registered with the next events."""
        self._pool.waitForDone()


@lru_cache(maxsize=512)
def _known(character: str) -> bool:
    return bool(QFontMetrics(THEME.font()).inFontUcs4(ord(character)))


RARE = Rare()
