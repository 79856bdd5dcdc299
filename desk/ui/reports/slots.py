"""How a template's sentence looks while it is edited: figures and marks stand out, mistakes are underlined."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from desk.service.reports.notation import MARK, SLOT
from desk.ui.parts.theme import C


class Marker(QSyntaxHighlighter):
    """`wrong` are the places, first and last character of the whole text, of what is wrong."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.wrong: list[tuple[int, int]] = []

    def highlightBlock(self, text: str) -> None:
        mark, figure, bad = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        mark.setForeground(QColor(C.good))
        figure.setForeground(QColor(C.accent_dark))
        figure.setBackground(QColor(C.accent_soft))
        figure.setFontWeight(QFont.Weight.DemiBold)
        bad.setBackground(QColor(C.bad_soft))
        bad.setUnderlineColor(QColor(C.bad))
        bad.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        for look, pattern in ((mark, MARK), (figure, SLOT)):
            for found in pattern.finditer(text):
                self.setFormat(found.start(), found.end() - found.start(), look)
        first = self.currentBlock().position()
        for start, end in self.wrong:
            if first <= end and start <= first + len(text):
                self.setFormat(max(0, start - first), max(1, end - max(start, first)), bad)
