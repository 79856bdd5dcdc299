"""Rare characters of names: the last font is unpacked when a character needs it, beside the window."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from desk.ui.parts.background import Background
from desk.ui.parts.theme import THEME


def _font() -> bytes:
    from desk.papers.fonts import rare_font

    return rare_font()


class Rare:
    """Watches the texts that are shown."""

    def __init__(self) -> None:
        self._back = Background()
        self._asked = False

    def look(self, text: str) -> None:
        """A text is about to be shown: is every character in our font?"""
        if not self._asked and any(c > "\uffff" and not _known(c) for c in text):
            self._asked = True
            self._back.ask("font", _font, self._register)  # without it a rare character stays a box

    def _register(self, font: bytes) -> None:
        QFontDatabase.addApplicationFontFromData(font)
        for widget in QApplication.topLevelWidgets():
            widget.update()
        THEME.changed.emit()

    def settle(self) -> None:
        """Wait for the font and register it."""
        self._back.settle()


@lru_cache(maxsize=512)
def _known(character: str) -> bool:
    return bool(QFontMetrics(THEME.font()).inFontUcs4(ord(character)))


RARE = Rare()
