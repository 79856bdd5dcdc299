"""A small table inside a report or slip, as pieces of one row each; the head comes again on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from desk.papers import fonts
from desk.papers.cells import LEADING, Fitted, fit, fit_title, pen_cell, place
from desk.papers.columns import PAD, measure, share
from desk.papers.flow import Piece
from desk.papers.fonts import Role
from desk.papers.model import Align, Column

Box = tuple[float, float, float, float]
Mark = Callable[[Any, int, int, Box], None]
"""Told (canvas, page, column, rectangle of the text in points) for each cell drawn."""
_ROLE: Role = "song"
_HEAD: Role = "hei"


def table_pieces(columns: Sequence[Column], rows: Sequence[Sequence[str]], left: float, room: float, size: float,
                 most: float, mark: Callable[[int], Mark] | None = None, least: float = 0.0, gap: float = PAD
                 ) -> list[Piece]:
    """The rows as pieces, the head first unless all titles are empty.

    `most` is the height of a page: a row higher than that is set in parts; `least` the lowest height of a row,
    `gap` the room above and below its text.
    `mark(row)` is told where its cells were drawn.
    """
    widths = share(measure(columns, rows, _ROLE, size), [c.width_weight for c in columns], room)
    titles = [fit_title(c.title, w - 2 * PAD, _HEAD, size) for c, w in zip(columns, widths, strict=True)]
    head = None
    if any(c.title for c in columns):
        head = _row(titles, ["center"] * len(columns), left, widths, _HEAD, least, None, None, keep=True, gap=gap)
    sides = [c.side for c in columns]
    pieces = [head] if head else []
    for number, cells in enumerate(rows):
        fitted = [fit(text, w - 2 * PAD, _ROLE, size) for text, w in zip(cells, widths, strict=True)]
        for part in slices(fitted, most - (head.height if head else 0.0) - 2 * PAD):
            pieces.append(_row(part, sides, left, widths, _ROLE, least, head, mark(number) if mark else None, gap=gap))
    return pieces


def slices(fitted: list[Fitted], room: float) -> list[list[Fitted]]:
    """A row in parts no higher than `room` points: one, unless it is higher than a page."""
    steps = [max(int(room / (cell.size * LEADING)), 1) for cell in fitted]
    count = max(-(-len(cell.lines) // step) for cell, step in zip(fitted, steps, strict=True))
    return [[Fitted(cell.lines[i * step : (i + 1) * step] or ("",), cell.size)
             for cell, step in zip(fitted, steps, strict=True)] for i in range(count)]


def _row(cells: Sequence[Fitted], sides: Sequence[Align], left: float, widths: Sequence[float], role: Role,
         least: float, head: Piece | None, mark: Mark | None, keep: bool = False, gap: float = PAD) -> Piece:
    height = max(max(cell.height for cell in cells) + 2 * gap, least)

    def paint(canvas: Any, y: float, page: int) -> None:
        x = left
        pen = canvas.beginText()
        for i, (cell, side, width) in enumerate(zip(cells, sides, widths, strict=True)):
            pen_cell(pen, cell, x, y, width, height, side, role)
            if mark:
                start = min(place(line, width, side, role, cell.size) for line in cell.lines)
                wide = max(fonts.width(line, role, cell.size) for line in cell.lines)
                low = y - (height + cell.height) / 2
                mark(canvas, page, i, (x + start, low, x + start + wide, low + cell.height))
            x += width
        canvas.drawText(pen)
        canvas.setLineWidth(0.5)
        canvas.grid([left + sum(widths[:i]) for i in range(len(widths) + 1)], [y, y - height])

    return Piece(height, paint, keep, head)
