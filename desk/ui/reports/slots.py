"""Figures in a template's sentence as people read them, 「{走访次数}」 for ``{visit_count}``, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from desk.ui.parts.theme import C

SHOWN = re.compile(r"\{(?P<form>[@+~]?)(?P<name>[^{}@+~][^{}]*?)(?P<bare>:n)?\}")


@dataclass(frozen=True)
class Stored:
    """A sentence as it is kept, with (start, end) of each slot there and in the text that was shown."""

    text: str
    spans: tuple[tuple[int, int, int, int], ...]

    def shown_at(self, place: int) -> int:
        """Where a character of the kept text stands in the text shown."""
        shift = 0
        for start, end, first, last in self.spans:
            if place >= end:
                shift = last - end
            elif place > start:
                return first
        return place + shift


def shown(text: str, titles: Mapping[str, str]) -> str:
    """The text with the figures' titles; `titles` by key."""
    return SHOWN.sub(lambda m: f"{{{m['form']}{titles.get(m['name'], m['name'])}{m['bare'] or ''}}}", text)


def stored(text: str, titles: Mapping[str, str]) -> Stored:
    """The text as it is kept; a title that is none stays and will be refused at its place."""
    keys = {title: key for key, title in titles.items()}
    made, at, spans = "", 0, []
    for slot in SHOWN.finditer(text):
        made += text[at:slot.start()]
        start = len(made)
        made += f"{{{slot['form']}{keys.get(slot['name'], slot['name'])}{slot['bare'] or ''}}}"
        spans.append((start, len(made), slot.start(), slot.end()))
        at = slot.end()
    return Stored(made + text[at:], tuple(spans))


class Marker(QSyntaxHighlighter):
    """Figures stand out; what is wrong is underlined."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.wrong: list[tuple[int, int]] = []

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setForeground(QColor(C.accent_dark))
        look.setBackground(QColor(C.accent_soft))
        look.setFontWeight(QFont.Weight.DemiBold)
        for slot in SHOWN.finditer(text):
            self.setFormat(slot.start(), slot.end() - slot.start(), look)
        bad = QTextCharFormat()
        bad.setBackground(QColor(C.bad_soft))
        bad.setUnderlineColor(QColor(C.bad))
        bad.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        first = self.currentBlock().position()
        for start, end in self.wrong:
            self.setFormat(max(0, start - first), max(1, end - start), bad)
