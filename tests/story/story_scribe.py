"""A program that draws words as the window draws them: what `story_eyes` looks for on the screen.

Run under the same X server as the window. For each line of standard input, a JSON list of a text
and the combinations of font and colours it is wanted in, it answers with a pickled list of pairs:
the combination, and the text's lines of green values.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication

from desk.ui.parts.theme import THEME, C, load_fonts

STRIPE = "#FBFAF7"
"""Every second row of a table."""
LIGHT = (C.ground, C.paper, C.select, C.accent_soft, C.side, C.soft_line, STRIPE)

INKS: tuple[tuple[float, bool, str, tuple[str, ...]], ...] = (
    (1.0, False, C.ink, LIGHT),
    (1.0, False, C.quiet, (C.ground, C.paper, STRIPE, C.select)),
    (1.0, False, C.accent, (C.ground, C.paper, C.accent_soft, C.side)),
    (1.0, False, C.accent_dark, (C.paper, C.ground, C.select, C.accent_soft)),
    (1.0, False, C.faint, (C.paper, C.ground)),
    (1.0, False, C.bad, (C.paper, C.ground, C.bad_soft)),
    (1.0, False, C.paper, (C.accent, C.accent_dark, C.ink, C.accent_line)),
    (1.0, False, "#BFE0E6", (C.ink,)),
    (1.0, True, C.accent, (C.ground, C.paper)),
    (1.0, True, C.accent_dark, (C.paper,)),
    (1.0, True, C.bad, (C.paper,)),
    (1.0, True, C.quiet, (C.paper,)),
    (0.9, False, C.quiet, (C.ground, C.paper, C.accent_soft)),
    (0.9, False, C.bad, (C.ground, C.paper)),
    (0.9, False, C.warn, (C.ground, C.paper)),
    (1.1, False, C.ink, (C.paper,)),
    (1.1, False, C.accent, (C.paper,)),
    (1.2, True, C.ink, (C.ground, C.paper, C.accent_soft)),
    (1.2, True, C.accent_dark, (C.paper,)),
    (1.2, False, C.quiet, (C.ground, C.paper)),
    (1.5, True, C.ink, (C.ground, C.paper)),
    (2.2, False, C.accent, (C.ground, C.paper)),
)
"""Size beside the body's, bold, colour, grounds: the looks that words have in the window."""


def drawn(text: str, font: QFont, ink: str, ground: str, part: float = 0.0) -> QImage:
    """The text with a margin of ground around it, beginning `part` of a pixel late: a centred one may."""
    metrics = QFontMetrics(font)
    image = QImage(metrics.horizontalAdvance(text) + 8, metrics.height() + 8, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(QPointF(4 + part, metrics.ascent() + 4), text)
    painter.end()
    return image


def rows(image: QImage) -> list[bytes]:
    """Green values, line by line, without the ground around the text."""
    step, green = image.bytesPerLine() // 4, bytes(image.constBits())[1::4]
    lines = [green[y * step : y * step + image.width()] for y in range(image.height())]
    ground = lines[0][:1]
    inked = [y for y, line in enumerate(lines) if line.strip(ground)]
    lines = lines[inked[0] : inked[-1] + 1]
    left = min(len(line) - len(line.lstrip(ground)) for line in lines)
    right = max(len(line.rstrip(ground)) for line in lines)
    return [line[left:right] for line in lines]


def beginnings(text: str, font: QFont) -> list[float]:
    """Parts of a pixel at which a text may begin and look different: glyphs stand on quarter pixels."""
    seen = {tuple(rows(drawn(text, font, C.ink, C.paper, n / 64))): n / 64 for n in reversed(range(64))}
    return sorted(seen.values())


COMBINATIONS = [(factor, bold, ink, ground) for factor, bold, ink, grounds in INKS for ground in grounds]


def looks(text: str, wanted: Sequence[int]) -> Iterator[tuple[int, list[bytes]]]:
    """The text in some combinations (all, where none is named), at every beginning."""
    known: dict[tuple[float, bool], list[float]] = {}
    for place in wanted or range(len(COMBINATIONS)):
        factor, bold, ink, ground = COMBINATIONS[place]
        font = THEME.font(factor, bold)
        if (factor, bold) not in known:
            known[factor, bold] = beginnings(text, font)
        for part in known[factor, bold]:
            yield place, rows(drawn(text, font, ink, ground, part))


def main() -> None:
    app = QApplication(sys.argv[:1])
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    load_fonts()
    for line in sys.stdin:
        pickle.dump(list(looks(*json.loads(line))), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
