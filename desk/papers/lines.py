"""Breaking text into lines by the rules of Chinese typesetting (避头尾), and drawing them justified.

A line never begins with a closing mark nor ends with an opening one, and a run of digits or Latin letters stays whole
unless it is wider than a line by itself. reportlab's own breaker knows neither rule (measured: 105 bad line starts in
1,220 lines) and does not stretch Chinese text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from desk.papers import fonts
from desk.papers.fonts import Role

_OPENING = re.escape("《〈「『【〔〖“‘（([{｛［￥¥$＄№")
_CLOSING = (
    re.escape("，。、；：？！》〉」』】〕〗”’）)]}｝］…—·・％%‰℃°～〜,.;:?!／")
    + "\u0300-\u036f\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_LETTER = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f*"
_RUN = rf"[+-]?[{_LETTER}](?:[{_LETTER}@#&_+\-./:,'~=]*[{_LETTER}])?"
_ATOM = re.compile(rf"[{_OPENING}]*(?:{_RUN}|\s|[^{_OPENING}{_CLOSING}])?[{_CLOSING}]*", re.DOTALL)
_SLACK = 0.01
"""Points by which a line may be too wide: rounding, not ink."""
_MOST_SPACE = 0.5
"""Widest gap between characters, in parts of the size, that justification may make; beyond it a line stays ragged."""


@dataclass(frozen=True)
class Line:
    """Characters start..end of the text in one line; `width` and `indent` in points; `last` of its paragraph."""

    start: int
    end: int
    width: float
    indent: float
    last: bool


@lru_cache(maxsize=4_000)
def _atoms(text: str, role: Role) -> tuple[tuple[int, int, float, float], ...]:
    """The parts between which a line may end: start, end, width, width at a line's end (1/1000 of the size)."""
    parts = []
    start, end = 0, len(text)
    while start < end:
        found = _ATOM.match(text, start)
        stop = found.end() if found and found.end() > start else start + 1
        wide = fonts.width(text[start:stop], role, 1000)
        parts.append((start, stop, wide, 0.0 if text[start:stop] == " " else wide))
        start = stop
    return tuple(parts)


def longest(text: str, role: Role, size: float) -> float:
    """The width in points of the widest part that should stay whole: the narrowest column the text can do with."""
    return max((bare for *_, bare in _atoms(text, role)), default=0.0) * size / 1000


def break_lines(text: str, room: float, role: Role, size: float, first_indent: float = 0.0) -> list[Line]:
    """Lines no wider than `room` points. A line end in the text begins a new paragraph, with its first indent."""
    lines: list[Line] = []
    at, scale = 0, size / 1000
    for paragraph in text.split("\n"):
        cuts = [*_cuts(paragraph, (room + _SLACK) / scale, role, first_indent / scale), len(paragraph)]
        for i, (start, end) in enumerate(pairwise(cuts)):
            while end > start and paragraph[end - 1] == " ":
                end -= 1
            wide = fonts.width(paragraph[start:end], role, size)
            lines.append(Line(at + start, at + end, wide, first_indent if i == 0 else 0.0, i == len(cuts) - 2))
        at += len(paragraph) + 1
    return lines


def _cuts(text: str, room: float, role: Role, indent: float) -> list[int]:
    """Where the lines of one paragraph begin; room and indent in 1/1000 of the size."""
    cuts, used = [0], indent
    for start, end, wide, bare in _atoms(text, role):
        if used + bare > room and start > cuts[-1]:
            cuts.append(start)
            used = 0.0
        if used + bare > room:
            used = _force(text, start, end, room, role, cuts, used)
        else:
            used += wide
    return cuts


def _force(text: str, start: int, end: int, room: float, role: Role, cuts: list[int], used: float) -> float:
    """Cut a part that is wider than a whole line, after at least one character a line; the width used of the last."""
    for at in range(start, end):
        wide = fonts.width(text[at], role, 1000)
        if used + wide > room and at > cuts[-1]:
            cuts.append(at)
            used = 0.0
        used += wide
    return used


def spacing(line: Line, text: str, room: float, size: float) -> float:
    """Points to add after each character so that the line fills the room; 0 for the last line of a paragraph."""
    gaps = fonts.drawn(text[line.start : line.end]) - 1
    rest = room - line.indent - line.width
    if line.last or gaps < 1 or rest <= 0:
        return 0.0
    space = rest / gaps
    return space if space <= _MOST_SPACE * size else 0.0


def offset(text: str, role: Role, size: float, space: float) -> float:
    """How far the pen moves over this text, with the space of justification."""
    return fonts.width(text, role, size) + space * fonts.drawn(text)


def put(pen: Any, text: str, role: Role, size: float) -> None:
    """Write the text at the pen of a reportlab text object, changing fonts where needed.

    textOut would measure the text once more, only to know where the pen is, which nobody asks, and format the size at
    each change of subset: together a third of a ledger's time.
    """
    document, escape, code = pen._canvas._doc, pen._canvas._escape, pen._code
    for name, piece in fonts.runs(text, role):
        font = fonts.registered(name)
        for subset, raw in font.splitString(piece, document):
            if (pen._fontname, pen._fontsize, pen._curSubset) != (name, size, subset):
                pen._fontname, pen._fontsize, pen._curSubset = name, size, subset
                code.append(f"{font.getSubsetInternalName(subset, document)} {size:.3f} Tf")
            code.append(f"({escape(raw)}) Tj")


def move(pen: Any, x: float, y: float) -> None:
    """Put the pen at x, y (points)."""
    pen._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")


def draw(canvas: Any, x: float, y: float, text: str, role: Role, size: float, space: float = 0.0) -> None:
    """Draw the text in one line with its left end at x and its baseline at y (points)."""
    pen = canvas.beginText(x, y)
    if space:
        pen.setCharSpace(space)
    put(pen, text, role, size)
    if space:
        pen.setCharSpace(0)
    canvas.drawText(pen)


def draw_at(canvas: Any, x: float, y: float, text: str, role: Role, size: float, align: str = "left") -> None:
    """Draw the text with its left end, middle or right end at x."""
    part = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    draw(canvas, x - part * fonts.width(text, role, size), y, text, role, size)
