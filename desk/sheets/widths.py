"""How wide the columns of a register become, from what stands in them, so that the page stays readable on paper.

All widths are in half-width characters of the cells' size (10 points), as spreadsheets count them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from math import ceil
from typing import Protocol

from desk.sheets.model import Cell

PORTRAIT, LANDSCAPE = 92, 138
"""Characters that fit on A4, upright and on its side."""
_SHRUNK = 1.15
"""So many times more is still well to read: the page is printed at 8.7 points then."""
_SHORT, _CAP = 12, 40
"""What is no longer than this does not wrap; what is longer than that always may."""
_USUAL = 0.9
"""The part of a column's cells that should stand in one line if there is room."""
_STRETCH = 1.25
"""How much wider than it needs a column becomes at most where there is room left."""
_RUN = re.compile("[!-~]+")
"""What no program breaks: numbers, Latin words."""


class Wish(Protocol):
    """What is to be known of a column; `width` 0 leaves it to its cells."""

    @property
    def title(self) -> str: ...
    @property
    def excel_format(self) -> str: ...
    @property
    def width(self) -> float: ...
    @property
    def numeric(self) -> bool: ...


def half(text: str) -> int:
    """The length of a line in half-width characters."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; one character is kept free for the cell's own edge."""
    width = max(1, width - 1)
    parts = text.split("\n") if "\n" in text else (text,)
    return sum(-(-half(part) // width) or 1 for part in parts)


def fitted(columns: Sequence[Wish], sample: Sequence[Sequence[Cell]]) -> tuple[list[float], bool]:
    """The widths, and whether the page lies on its side."""
    needs = [_needs(column, [row[place] for row in sample]) for place, column in enumerate(columns)]
    most = sum(high for _, high in needs)
    wide = most > PORTRAIT * _SHRUNK
    room = LANDSCAPE if wide else PORTRAIT
    if most <= room:
        by = min(_STRETCH, room / (most or 1))
        return [high if column.width else high * by
                for column, (_, high) in zip(columns, needs, strict=True)], wide
    cap = next((float(cap) for cap in range(_CAP, 0, -1) if _sum(needs, cap) <= room * _SHRUNK), 0.0)
    return [max(low, min(high, cap)) for low, high in needs], wide


def _sum(needs: Sequence[tuple[float, float]], cap: float) -> float:
    """The width of the table when none is wider than `cap` unless it must: the long ones give way first."""
    return sum(max(low, min(high, cap)) for low, high in needs)


def _needs(column: Wish, cells: Sequence[Cell]) -> tuple[float, float]:
    """The least width a column can do with, and that at which hardly anything wraps."""
    if column.width:
        return column.width, column.width
    found = [(_shown(cell, column.excel_format), type(cell) is str) for cell in cells if cell is not None]
    sizes = sorted(max(map(half, text.split("\n"))) for text, _ in found)
    usual = sizes[ceil(_USUAL * (len(sizes) - 1))] if sizes else 0
    title = half(column.title)
    whole = max((max(map(len, _RUN.findall(text)), default=0) if broken else len(text) for text, broken in found),
                default=0)
    most = min(max(title, usual), _CAP)
    low = most if most <= _SHORT and most > title else min(most, max(_SHORT, usual / 3))
    least = max(min(whole, _CAP // 2), min(low, most), -(-title // 2) + 1)
    edge = 2.5 if column.numeric else 1.5
    return least + edge, max(least, most) + edge


def _shown(cell: Cell, number_format: str) -> str:
    """A cell as spreadsheets show it, near enough for its length."""
    if isinstance(cell, bool):
        return "是"
    if isinstance(cell, int | float):
        return f"{cell:,.2f}" if "#,##0" in number_format else f"{cell:g}"
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)
