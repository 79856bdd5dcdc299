"""How wide each column of a table becomes, from what stands in it. All widths in points."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from desk.papers import fonts
from desk.papers.fonts import Role
from desk.papers.lines import longest
from desk.papers.model import Column

PAD = 3.0
"""Room between a cell's border and its text, each side."""
_SHORT = 6.0
"""A column whose texts are no wider than this many characters should not wrap."""
_OFTEN = 0.85
"""The part of a column's cells that should stand in one line if there is room."""
_USUAL = 0.97
"""The part of a column's cells that should need no more than three lines."""
_CAP = 24.0
"""A column wider than this many characters may wrap without shame."""


def measure(columns: Sequence[Column], sample: Sequence[Sequence[str]], role: Role, size: float
            ) -> list[tuple[float, float]]:
    """For each column the least width it can do with and the width at which (nearly) nothing wraps, a number never."""
    return [_measure(column, [row[i] for row in sample], role, size) for i, column in enumerate(columns)]


def _measure(column: Column, cells: Sequence[str], role: Role, size: float) -> tuple[float, float]:
    widths = sorted(max(fonts.width(part, role, size) for part in text.split("\n")) for text in cells)
    often, usual = (widths[ceil((1.0 if column.numeric else part) * (len(widths) - 1))] if widths else 0.0
                    for part in (_OFTEN, _USUAL))
    parts = title_lines(column.title, often, role, size).split("\n")
    title = max(fonts.width(part, role, size) for part in parts)
    most = min(max(title, often), _CAP * size)
    whole = min(max((longest(text, role, size) for text in cells), default=0.0), 14 * size)
    if most <= _SHORT * size and usual <= _SHORT * size:
        least = max(usual, whole, min(title, 2.0 * size))
    else:
        least = max(whole, min(title, 3.0 * size), min(usual / 3 + size, 10 * size))
    return least + 2 * PAD + 0.1, max(least, most) + 2 * PAD + 0.1


def title_lines(title: str, room: float, role: Role, size: float) -> str:
    """The heading with a line end before its brackets when it is wider than the room."""
    return title if fonts.width(title, role, size) <= room else title.replace("（", "\n（").lstrip("\n")


def best_size(columns: Sequence[Column], rows: Sequence[Sequence[str]], role: Role, sizes: Sequence[float], room: float
              ) -> float:
    """The largest of the sizes (largest first) at which hardly anything wraps; else one at which little does."""
    wishes = {size: sum(most for _, most in measure(columns, rows, role, size)) for size in sizes}
    return next((s for part in (1.0, 1.3) for s in sizes if wishes[s] <= part * room), sizes[-1])


def share(needs: Sequence[tuple[float, float]], weights: Sequence[float], room: float) -> list[float]:
    """Divide the room: everyone its wish if that is possible (the rest by weight), else its least and part of the rest.

    When even the least is too much, all shrink in proportion; the texts are then set smaller or wrapped.
    """
    least, most = [n[0] for n in needs], [n[1] for n in needs]
    if sum(most) <= room:
        return _spread(most, weights, room)
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    widths = list(least)
    for _ in range(len(widths)):
        wants = [max(m - w, 0.0) * weight for w, m, weight in zip(widths, most, weights, strict=True)]
        rest = room - sum(widths)
        if rest < 0.01 or not sum(wants):
            break
        widths = [min(m, w + rest * want / sum(wants)) if want else w
                  for w, m, want in zip(widths, most, wants, strict=True)]
    return _spread(widths, weights, room)


def _spread(widths: Sequence[float], weights: Sequence[float], room: float) -> list[float]:
    """Give what is left over in proportion to weight and width, so that short columns stay short."""
    parts = [weight * width for weight, width in zip(weights, widths, strict=True)]
    rest = room - sum(widths)
    return [width + rest * part / (sum(parts) or 1.0) for width, part in zip(widths, parts, strict=True)]
