"""Forms of one page: receipts, notices, registration forms, lists to sign; and the printed recovery code.

Set at 12 points on A4 (10.5 on A5) and smaller when it must be to stay on one page; a text that is still too long goes
on overleaf rather than being cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, A5
from reportlab.pdfgen.canvas import Canvas

from desk.papers import fonts
from desk.papers.cells import Fitted, fit, pen_cell
from desk.papers.columns import PAD
from desk.papers.files import replacing
from desk.papers.flow import Piece, pages
from desk.papers.fonts import Role
from desk.papers.lines import break_lines, draw, draw_at, spacing
from desk.papers.model import SlipPages, SlipPaper, Table
from desk.papers.outline import table_columns
from desk.papers.table import table_pieces

_PAGES = {"A4": (A4, 56.7, (12.0, 11.0, 10.0, 9.0, 8.0)), "A5": (A5, 36.9, (10.5, 9.5, 8.5, 7.5))}
"""Page, margin and the sizes to try, in points."""
_LEAD = 1.6
_ROW, _PEN = 2.1, 2.6
"""Lowest height of a row, and of one to write in, in parts of the size."""
_MIDDLE = 0.38


class _Slip:
    """The pieces of one slip at one size."""

    def __init__(self, paper: SlipPaper, size: float) -> None:
        self.paper, self.size = paper, size
        self.page, self.margin, _ = _PAGES[paper.size]
        self.room = self.page[0] - 2 * self.margin
        self.height = self.page[1] - 2 * self.margin
        self.step = size * _LEAD
        self.pieces: list[Piece] = []

    def build(self) -> list[Piece]:
        paper, size = self.paper, self.size
        if paper.organisation:
            self.text(paper.organisation, "song", 1.15 * size, "center")
        self.text(paper.title, "title", 1.6 * size, "center")
        if paper.number:
            self.text(f"编号：{paper.number}", "song", size, "right")
        self.gap(0.3)
        self.rows()
        if paper.body:
            self.gap(0.5)
            for paragraph in paper.body.split("\n"):
                self.paragraph(paragraph)
        if paper.grid:
            self.grid(paper.grid, _PEN)
        for heading, grid in paper.lists:
            self.gap(0.5)
            self.text(heading, "hei", 1.1 * size, "left", keep=True)
            self.grid(grid, _ROW)
        self.sign()
        if paper.notes:
            self.gap(0.5)
            for note in paper.notes:
                self.text(note, "song", 0.85 * size, "left")
        return self.pieces

    def gap(self, lines: float) -> None:
        self.pieces.append(Piece(self.step * lines, skip=True))

    def text(self, text: str, role: Role, size: float, side: str, keep: bool = False) -> None:
        """Short text, broken where it must be; `keep` with what follows."""
        x = self.margin + {"left": 0.0, "center": 0.5, "right": 1.0}[side] * self.room
        for line in break_lines(text, self.room, role, size):
            self._line(text[line.start : line.end], role, size, x, side, keep)

    def _line(self, text: str, role: Role, size: float, x: float, side: str, keep: bool) -> None:
        height = size * _LEAD

        def paint(canvas: Any, y: float, _page: int) -> None:
            draw_at(canvas, x, y - height / 2 - _MIDDLE * size, text, role, size, side)

        self.pieces.append(Piece(height, paint, keep))

    def paragraph(self, text: str) -> None:
        """Body text: two characters in, justified."""
        for line in break_lines(text, self.room, "fang", self.size, 2 * self.size):
            space = spacing(line, text, self.room, self.size)
            part, x = text[line.start : line.end], self.margin + line.indent

            def paint(canvas: Any, y: float, _page: int, part: str = part, x: float = x, space: float = space) -> None:
                draw(canvas, x, y - self.step / 2 - _MIDDLE * self.size, part, "fang", self.size, space)

            self.pieces.append(Piece(self.step, paint))

    def rows(self) -> None:
        """Labels and values in boxes; two short neighbours share a line."""
        label = max([4.0 * self.size, *(min(fonts.width(name, "hei", self.size), 6 * self.size)
                                        for name, _ in self.paper.rows)]) + 4 * PAD
        half = self.room / 2 - label - 2 * PAD
        waiting: tuple[str, str] | None = None
        for row in self.paper.rows:
            name, value = row
            short = (fonts.width(value, "song", self.size) <= half and "\n" not in value
                     and fonts.width(name, "hei", self.size) <= label)
            if waiting and short:
                self._boxes([waiting, row], label)
                waiting = None
                continue
            if waiting:
                self._boxes([waiting], label)
            waiting = row if short else None
            if not short:
                self._boxes([row], label)
        if waiting:
            self._boxes([waiting], label)

    def _boxes(self, pairs: Sequence[tuple[str, str]], label: float) -> None:
        value = self.room / len(pairs) - label
        edges = [self.margin]
        cells: list[tuple[Fitted, Role]] = []
        for name, text in pairs:
            cells += [(fit(name, label - 2 * PAD, "hei", self.size), "hei"), (_whole(text, value, self.size), "song")]
            edges += [edges[-1] + label, edges[-1] + label + value]
        height = max(max(cell.height for cell, _ in cells) + 4 * PAD, _ROW * self.size)

        def paint(canvas: Any, y: float, _page: int) -> None:
            pen = canvas.beginText()
            for (cell, role), x, end in zip(cells, edges, edges[1:], strict=False):
                pen_cell(pen, cell, x, y, end - x, height, "center" if role == "hei" else "left", role)
            canvas.drawText(pen)
            canvas.setLineWidth(0.5)
            canvas.grid(edges, [y, y - height])

        self.pieces.append(Piece(height, paint))

    def grid(self, grid: Sequence[tuple[str, ...]], pen: float) -> None:
        """A list; rows with an empty cell are as high as `pen` says, in parts of the size."""
        head, *rows = grid
        self.gap(0.4)
        columns = table_columns(Table("", head, tuple(rows)))
        tall = (pen if any("" in row for row in rows) else _ROW) * self.size
        self.pieces += table_pieces(columns, rows, self.margin, self.room, self.size, self.height, least=tall)

    def sign(self) -> None:
        """Lines to sign on, one or two beside each other, then the place of the seal and of the date."""
        paper = self.paper
        if paper.signatures or paper.seal:
            self.gap(0.8)
        for start in range(0, len(paper.signatures), 2):
            self._signatures(paper.signatures[start : start + 2])
        if paper.seal:
            self.gap(0.6)
            self.text(f"（{paper.seal}）", "song", self.size, "right")
            self.text("年　　月　　日", "song", self.size, "right")

    def _signatures(self, texts: Sequence[str]) -> None:
        height, size = 2.2 * self.size, self.size

        def paint(canvas: Any, y: float, _page: int) -> None:
            base = y - height / 2 - _MIDDLE * size
            for i, text in enumerate(texts):
                x = self.margin + i * self.room / 2
                draw_at(canvas, x, base, f"{text}：", "song", size)
                start = x + fonts.width(f"{text}：", "song", size)
                canvas.setLineWidth(0.5)
                canvas.line(start, base - 2, x + self.room / 2 - 12, base - 2)

        self.pieces.append(Piece(height, paint))


def _whole(text: str, width: float, size: float) -> Fitted:
    """A value in its box, at full size with as many lines as it needs: forms are to be read, not to be dense."""
    lines = break_lines(text, width - 2 * PAD, "song", size)
    return Fitted(tuple(text[line.start : line.end] for line in lines), size)


def _texts(paper: SlipPaper) -> str:
    grids = (*paper.grid, *(row for _, grid in paper.lists for row in grid))
    cells = [text for row in (*paper.rows, *grids, [heading for heading, _ in paper.lists]) for text in row]
    return "".join([paper.title, paper.number, paper.organisation, paper.body, paper.seal,
                    *cells, *paper.signatures, *paper.notes])


def slip_pdf(paper: SlipPaper, out: Path) -> SlipPages:
    """Write the form to `out`. Raises Trouble when it cannot be written."""
    (page, margin, sizes) = _PAGES[paper.size]
    height = page[1] - 2 * margin
    tries = (_Slip(paper, size).build() for size in sizes)
    pieces = next((p for p in tries if sum(piece.height for piece in p) <= height), None)
    pieces = pieces or _Slip(paper, sizes[1]).build()
    several = sum(piece.height for piece in pieces) > height

    def edge(canvas: Any, number: int) -> None:
        if several:
            draw_at(canvas, page[0] / 2, margin / 2, f"第 {number + 1} 页", "song", 9, "center")

    with replacing(out) as part:
        canvas = Canvas(str(part), pagesize=page)
        canvas.setTitle(paper.title)
        canvas.setAuthor(paper.organisation)
        canvas.setCreator("居务台")
        count = pages(canvas, pieces, page[1] - margin, margin, edge)
        canvas.save()
    return SlipPages(count, fonts.missing(_texts(paper)))
