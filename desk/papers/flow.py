"""Setting pieces one below the other and turning the page: what reports and slips share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Piece:
    """Something that stands across the page and is never parted: a line, a table row, a picture.

    `draw(canvas, y, page)`: y is its upper edge in points, page counts from 0. `keep` ties it to the next piece.
    `head` is drawn again (above it) when the piece comes first on a page: the head of its table.
    `skip` pieces (blank lines) are left out at the top of a page. `turn` begins a new page.
    """

    height: float
    draw: Callable[[Any, float, int], None] | None = None
    keep: bool = False
    head: Piece | None = None
    skip: bool = False
    turn: bool = False


def pages(canvas: Any, pieces: Sequence[Piece], top: float, bottom: float, edge: Callable[[Any, int], None]) -> int:
    """Draw the pieces between top and bottom (points from the lower edge) of as many pages as they need.

    `edge(canvas, page)` draws what stands around the text of each page. Returns the number of pages.
    """
    page, y = 0, top
    for i, piece in enumerate(pieces):
        if piece.turn or (y < top and y - _block(pieces, i, top - bottom) < bottom - 0.1):
            edge(canvas, page)
            canvas.showPage()
            page, y = page + 1, top
        if y == top and piece.skip:
            continue
        if y == top and piece.head and piece.head is not piece:
            y = _set(canvas, piece.head, y, page)
        y = _set(canvas, piece, y, page)
    edge(canvas, page)
    canvas.showPage()
    return page + 1


def _set(canvas: Any, piece: Piece, y: float, page: int) -> float:
    if piece.draw:
        piece.draw(canvas, y, page)
    return y - piece.height


def _block(pieces: Sequence[Piece], at: int, most: float) -> float:
    """The height of a piece and of those it is tied to; a block higher than a page falls apart."""
    height = 0.0
    for piece in pieces[at:]:
        if height + piece.height > most:
            break
        height += piece.height
        if not piece.keep:
            break
    return height
