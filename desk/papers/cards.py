"""Papers to carry and to write on: cards one below the other, and lists to sign with room for a pen."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desk.papers import fonts
from desk.papers.files import replacing
from desk.papers.flow import Piece, pages
from desk.papers.lines import draw_at
from desk.papers.model import Column, SlipPages, SlipPaper
from desk.papers.slip import _Slip, _texts
from desk.papers.table import table_pieces

_MARGIN = 42.5
_SIZE, _TITLE, _SMALL = 10.5, 16.0, 9.0
_PEN = 26.0
"""Points of a row that somebody signs in."""
_CARD, _EDGE, _GAP = 9.0, 38.0, 16.0
"""Size of a card's text, margin of its page, room below it: two usual families share a page."""
_STEP = 50


class _Card(_Slip):
    """A slip that shares its page with others."""

    def __init__(self, paper: SlipPaper, size: float) -> None:
        super().__init__(paper, size)
        self.margin = _EDGE
        self.room, self.height = A4[0] - 2 * _EDGE, A4[1] - 2 * _EDGE


@dataclass(frozen=True)
class SignPaper:
    """A list to be signed: `columns` with the texts of `rows`; cells left "" are for the pen."""

    title: str
    community: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]


def cards_pdf(cards: Iterable[SlipPaper], total: int, out: Path) -> Generator[tuple[int, int], None, SlipPages]:
    """Cards on A4, none torn by the end of a page unless it is longer than one; yields (cards done, `total`).

    Raises Trouble when `out` cannot be written; closing the generator leaves nothing.
    """
    pieces: list[Piece] = []
    seen: set[str] = set()
    title = ""
    for done, card in enumerate(cards, 1):
        own = _Card(card, _CARD).build()
        pieces += [*(replace(piece, keep=True) for piece in own[:-1]), own[-1], Piece(_GAP, skip=True)]
        seen.update(_texts(card))
        title = card.title
        if done % _STEP == 0:
            yield done, total
    count = _print(pieces, _EDGE, title, out)
    yield total, total
    return SlipPages(count, fonts.missing("".join(sorted(seen))))


def sign_pdf(paper: SignPaper, out: Path) -> Generator[tuple[int, int], None, SlipPages]:
    """A list to sign on A4, its head on every page; yields (rows done, rows in all). Raises as `cards_pdf`."""
    room, height = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN
    pieces = list(_above(paper, room))
    yield 0, len(paper.rows)
    pieces += table_pieces(paper.columns, paper.rows, _MARGIN, room, _SIZE, height, least=_PEN)
    count = _print(pieces, _MARGIN, paper.title, out)
    yield len(paper.rows), len(paper.rows)
    cells = (text for row in (*paper.rows, [c.title for c in paper.columns]) for text in row)
    seen = set("".join((paper.title, paper.community, paper.note, *cells)))
    return SlipPages(count, fonts.missing("".join(sorted(seen))))


def _above(paper: SignPaper, room: float) -> Iterator[Piece]:
    """The title, and the line over the table."""

    def title(canvas: Any, y: float, _page: int) -> None:
        draw_at(canvas, A4[0] / 2, y - 20, paper.title, "title", _TITLE, "center")

    def line(canvas: Any, y: float, _page: int) -> None:
        draw_at(canvas, _MARGIN, y - 12, paper.community, "song", _SIZE)
        draw_at(canvas, _MARGIN + room, y - 12, paper.note, "song", _SIZE, "right")

    yield Piece(32, title, keep=True)
    yield Piece(18, line, keep=True)


def _print(pieces: Sequence[Piece], margin: float, title: str, out: Path) -> int:
    def edge(canvas: Any, page: int) -> None:
        draw_at(canvas, A4[0] / 2, margin / 2, f"第 {page + 1} 页", "song", _SMALL, "center")

    with replacing(out) as part:
        canvas = Canvas(str(part), pagesize=A4)
        canvas.setTitle(title)
        canvas.setCreator("居务台")
        count = pages(canvas, pieces, A4[1] - margin, margin, edge)
        canvas.save()
    return count
