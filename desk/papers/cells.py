"""Text in a table cell: one line when it fits, else wrapped, else smaller; never cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desk.papers import fonts
from desk.papers.columns import PAD, title_lines
from desk.papers.fonts import Role
from desk.papers.lines import break_lines, longest, move, put
from desk.papers.model import Align

LEADING = 1.25
"""Distance of lines in parts of the size."""
_MIDDLE = 0.38
"""Middle of a Chinese character above the baseline, in parts of the size."""
_USUAL_LINES = 3


@dataclass(frozen=True)
class Fitted:
    """A cell's text ready to draw: its lines and their size in points."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING


@lru_cache(maxsize=20_000)
def fit(text: str, room: float, role: Role, size: float) -> Fitted:
    """Fit the text into `room` points of width.

    Up to three lines at full size or, if that is enough, at a size down to 3/4 of it; a text that is longer still takes
    as many lines as it needs. A number or word too wide for the cell is set down to 6/10 before it is broken.
    """
    if "\n" not in text and fonts.width(text, role, size) <= room:
        return Fitted((text,), size)
    at = size
    while at > 0.6 * size and longest(text, role, at) > room:
        at -= 0.25
    small = [at - step * 0.5 for step in range(8) if at - step * 0.5 >= 0.75 * size]
    at = next((s for s in small if len(break_lines(text, room, role, s)) <= _USUAL_LINES), 0.85 * at)
    return Fitted(tuple(text[line.start : line.end] for line in break_lines(text, room, role, at)), at)


def fit_title(text: str, room: float, role: Role, size: float) -> Fitted:
    """Fit a heading: what stands in brackets goes to a line of its own rather than being torn."""
    return fit(title_lines(text, room, role, size), room, role, size)


def pen_cell(pen: Any, fitted: Fitted, x: float, top: float, width: float, height: float, align: Align,
             role: Role) -> None:
    """Write the lines into the cell whose upper left corner is x, top; vertically centred."""
    step = fitted.size * LEADING
    y = top - (height - len(fitted.lines) * step) / 2 - step / 2 - _MIDDLE * fitted.size
    for line in fitted.lines:
        move(pen, x + place(line, width, align, role, fitted.size), y)
        put(pen, line, role, fitted.size)
        y -= step


def place(line: str, width: float, align: Align, role: Role, size: float) -> float:
    """How far from the cell's left border the line begins."""
    if align == "left":
        return PAD
    rest = width - fonts.width(line, role, size)
    return rest / 2 if align == "center" else rest - PAD
