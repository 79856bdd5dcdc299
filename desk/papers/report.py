"""Work reports as PDF, laid out after GB/T 9704-2012: A4, 22 lines of 28 characters, 仿宋 3号, headings 黑体 and 楷体.

Every figure in the text is a link to its row in the annex 数据来源, and its place is told back so that a window can
make it clickable. The same paper gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desk.papers import chart as charts
from desk.papers import fonts, outline
from desk.papers.columns import PAD, best_size
from desk.papers.files import replacing
from desk.papers.flow import Piece, pages
from desk.papers.fonts import Role
from desk.papers.lines import Line, break_lines, draw, draw_at, offset, spacing
from desk.papers.model import Chart, Column, Link, ReportPages, ReportPaper, Spot, Table
from desk.papers.table import Box, Mark, table_pieces

_MM = 72 / 25.4
LEFT, WIDTH = 28 * _MM, 156 * _MM
TOP, HEIGHT = 37 * _MM, 225 * _MM
PITCH = HEIGHT / 22
SIZE = WIDTH / 28
"""3号 (16 pt) drawn 0.2 pt smaller, so that exactly 28 characters fill the type area's 156 mm."""
TITLE = 22.0
NUMBER = 14.0
TABLE_SIZES = (12.0, 10.5, 9.0)
SMALL = 10.5
_MIDDLE = 0.38
_CHART_LINES = 9


class _Report:
    """Collects the pieces of one report, and the places of its figures while they are drawn."""

    def __init__(self, paper: ReportPaper) -> None:
        self.paper = paper
        self.pieces: list[Piece] = []
        self.spots: list[Spot] = []
        self.seen: set[str] = set()
        self.depth = -1
        self.targets = {source.figure_key: f"source-{i}" for i, source in enumerate(paper.annex_rows)}

    def build(self) -> list[Piece]:
        """All pieces, in order."""
        paper = self.paper
        for line in outline.title_lines(paper.title, WIDTH, TITLE):
            self.single(line, "title", "center", TITLE, keep=True)
        if paper.period_text:
            self.single(f"（{paper.period_text}）", "kai", "center", keep=True)
        self.blank()
        if paper.addressee:
            self.text(paper.addressee, "fang", indent=0.0)
        for section, heading in outline.headings(paper):
            if heading:
                self.heading(heading, section.level)
            for paragraph in section.paragraphs:
                self.text(paragraph.text, "fang", paragraph.links)
            for table in section.tables:
                self.table(table)
            if section.chart:
                self.chart(section.chart)
        self.sign()
        if paper.annex_rows:
            self.annex()
        return self.pieces

    def blank(self, lines: float = 1.0) -> None:
        self.pieces.append(Piece(PITCH * lines, skip=True))

    def single(self, text: str, role: Role, side: str, size: float = SIZE, right: float = 0.0, keep: bool = False,
               turn: bool = False) -> None:
        """One line of text; `right` is the room to leave at its right end when it stands there."""
        self.seen.update(text)
        x = {"left": LEFT, "center": LEFT + WIDTH / 2, "right": LEFT + WIDTH - right}[side]

        def paint(canvas: Any, y: float, _page: int) -> None:
            draw_at(canvas, x, y - PITCH / 2 - _MIDDLE * size, text, role, size, side)

        self.pieces.append(Piece(PITCH, paint, keep, turn=turn))

    def text(self, text: str, role: Role, links: Sequence[Link] = (), indent: float = 2 * SIZE, keep: bool = False,
             mark: int = 0) -> None:
        """A paragraph with justified lines; `mark` is the level of a heading, for the reader's list of contents."""
        self.seen.update(text)
        for number, line in enumerate(break_lines(text, WIDTH, role, SIZE, indent)):
            self.pieces.append(Piece(PITCH, self._painter(text, line, role, links, 0 if number else mark), keep))

    def _painter(self, text: str, line: Line, role: Role, links: Sequence[Link], mark: int) -> Any:
        space = spacing(line, text, WIDTH, SIZE)

        def paint(canvas: Any, y: float, page: int) -> None:
            x, base = LEFT + line.indent, y - PITCH / 2 - _MIDDLE * SIZE
            draw(canvas, x, base, text[line.start : line.end], role, SIZE, space)
            if mark:
                self._contents(canvas, text, mark, y)
            for link in links:
                start, end = max(link.start, line.start), min(link.end, line.end)
                if start < end:
                    x0 = x + offset(text[line.start : start], role, SIZE, space)
                    x1 = x0 + offset(text[start:end], role, SIZE, space)
                    self.spot(canvas, page, (x0, base - 0.2 * SIZE, x1, base + 0.95 * SIZE), link.figure_key)

        return paint

    def spot(self, canvas: Any, page: int, box: Box, key: str) -> None:
        """A figure was drawn in this rectangle: remember it, and link it to its row in the annex."""
        self.spots.append(Spot(page, *box, key))
        if key in self.targets:
            canvas.linkRect("", self.targets[key], box, relative=0, thickness=0)

    def _contents(self, canvas: Any, text: str, level: int, y: float) -> None:
        name = f"heading-{len(self.spots)}-{canvas.getPageNumber()}-{y:.0f}"
        canvas.bookmarkPage(name, fit="XYZ", left=0, top=y, zoom=0)
        self.depth = min(level - 1, self.depth + 1)
        canvas.addOutlineEntry(text, name, self.depth)

    def heading(self, text: str, level: int) -> None:
        """A heading stays with the line after it."""
        self.text(text, outline.HEAD_ROLES[level - 1], keep=True, mark=level)

    def table(self, table: Table) -> None:
        """Caption, head and rows, and a little room below."""
        columns = outline.table_columns(table)
        keys = {(link.row, link.column): link.figure_key for link in table.links}
        if table.caption:
            self.single(table.caption, "hei", "center", 12.0, keep=True)
        self.rows(columns, table.rows, keys)
        self.blank(0.5)

    def rows(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], keys: dict[tuple[int, int], str],
             names: Sequence[str] = (), sizes: Sequence[float] = TABLE_SIZES, gap: float = PAD) -> None:
        """A table, its last row never alone on a page; `names` are the link targets of its rows."""
        for cells in rows:
            self.seen.update(*cells)
        size = best_size(columns, rows, "song", sizes, WIDTH)

        def mark(row: int) -> Mark:
            def drawn(canvas: Any, page: int, column: int, box: Box) -> None:
                if (row, column) in keys:
                    self.spot(canvas, page, box, keys[row, column])
                if column == 0 and names:
                    canvas.bookmarkPage(names[row], fit="XYZ", left=0, top=box[3] + PITCH, zoom=0)

            return drawn

        pieces = table_pieces(columns, rows, LEFT, WIDTH, size, HEIGHT, mark, gap=gap)
        self.pieces += [replace(p, keep=p.keep or i == len(pieces) - 2) for i, p in enumerate(pieces)]

    def chart(self, chart: Chart) -> None:
        for text in charts.texts(chart):
            self.seen.update(text)
        height = _CHART_LINES * PITCH
        self.pieces.append(Piece(height, lambda canvas, y, _page: charts.draw_chart(
            canvas, chart, LEFT, y - height + 6, WIDTH, height - 12)))

    def sign(self) -> None:
        """附件说明 (or the notes, without an annex), then the signature and the date; they stay with the last line."""
        paper, first = self.paper, len(self.pieces) - 1
        if paper.annex_rows:
            self.blank()
            self.text(f"附件：{outline.ANNEX_TITLE}", "fang")
        else:
            self.notes(paper.notes)
        if not paper.organisation and not paper.date_text:
            return
        self.blank(2.0)
        self.pieces[first:] = [replace(piece, keep=True) for piece in self.pieces[first:]]
        after_name, after_date = outline.signature_indents(paper.organisation, paper.date_text, SIZE)
        self.single(paper.organisation, "fang", "right", right=after_name, keep=True)
        self.single(paper.date_text, "fang", "right", right=after_date)

    def annex(self) -> None:
        """数据来源 on a page of its own: each figure with its definition, period, number of records and value."""
        sources = self.paper.annex_rows
        self.single("附件", "hei", "left", turn=True, keep=True)
        self.single(outline.ANNEX_TITLE, "title", "center", TITLE, keep=True)
        self.pieces.append(Piece(PITCH / 2))
        self.notes((outline.annex_period(self.paper), *self.paper.notes))
        columns = outline.annex_columns(self.paper)
        keys = {(i, outline.annex_value(self.paper)): source.figure_key for i, source in enumerate(sources)}
        names = [self.targets[source.figure_key] for source in sources]
        self.rows(columns, outline.annex_rows(self.paper), keys, names, outline.ANNEX_SIZES, PAD / 2)

    def notes(self, texts: Sequence[str]) -> None:
        """Small lines about how to read the figures."""
        for text in filter(None, texts):
            self.seen.update(text)
            lines = break_lines(text, WIDTH, "song", SMALL)
            for line in lines:
                self.pieces.append(Piece(SMALL * 1.6, self._small(text[line.start:line.end]), keep=True))

    def _small(self, text: str) -> Any:
        return lambda canvas, y, _page: draw(canvas, LEFT, y - SMALL * 1.2, text, "song", SMALL)


def _edge(canvas: Any, page: int) -> None:
    """Page number: 4号, a dash each side, 7 mm below the type area; odd pages right, even left, one character in."""
    text = f"— {page + 1} —"
    y = A4[1] - TOP - HEIGHT - 7 * _MM - 2 * _MIDDLE * NUMBER
    if page % 2 == 0:
        draw_at(canvas, LEFT + WIDTH - NUMBER, y, text, "song", NUMBER, "right")
    else:
        draw_at(canvas, LEFT + NUMBER, y, text, "song", NUMBER)


def report_pdf(paper: ReportPaper, out: Path) -> ReportPages:
    """Write the report to `out`, which appears only when it is complete. Raises Trouble when it cannot be written."""
    report = _Report(paper)
    with replacing(out) as part:
        canvas = Canvas(str(part), pagesize=A4, invariant=1)
        canvas.setTitle(paper.title)
        canvas.setAuthor(paper.organisation)
        canvas.setCreator("居务台")
        count = pages(canvas, report.build(), A4[1] - TOP, A4[1] - TOP - HEIGHT, _edge)
        canvas.save()
    return ReportPages(count, tuple(report.spots), fonts.missing("".join(sorted(report.seen))))
