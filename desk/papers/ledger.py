"""The printed ledger (台账): A4, head on every page, 序号, grid, totals, foot line, 第 x 页 共 y 页.

Drawn straight on reportlab's canvas, one text object a row, in one pass over the rows: the number of pages is a small
form that every page shows and that is filled in at the end. 30,000 rows of 12 columns take a few seconds.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from desk.papers import fonts
from desk.papers.cells import LEADING, Fitted, fit, fit_title, pen_cell
from desk.papers.columns import PAD, best_size, measure, share
from desk.papers.files import replacing
from desk.papers.fonts import Role
from desk.papers.lines import draw_at
from desk.papers.model import Column, LedgerPages, LedgerPaper
from desk.papers.table import slices

_MARGIN = 42.5  # 15 mm
_TITLE = 18.0
_NOTE = 10.5
_SMALL = 9.0
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_ROLE: Role = "song"
_HEAD: Role = "hei"
_SAMPLE = 300
"""Rows that the widths of the columns are taken from."""
_STEP = 100
"""Rows between two reports of progress."""
_PORTRAIT_COLUMNS = 7


class _Layout:
    """Where everything stands on a page; all in points from the lower left corner."""

    def __init__(self, paper: LedgerPaper, sample: list[list[str]]) -> None:
        digits = max(len(str(max(paper.row_count, len(sample)))), 4)
        number = Column("序号", 0.0, "center")
        self.columns = (number, *paper.columns)
        rows = [["0" * digits, *row] for row in sample]
        rows += [["合计", *paper.totals]] if paper.totals else []
        self.page = A4
        wish = sum(most for _, most in measure(self.columns, rows, _ROLE, _SIZES[0]))
        if len(paper.columns) > _PORTRAIT_COLUMNS or wish > A4[0] - 2 * _MARGIN:
            self.page = landscape(A4)
        room = self.page[0] - 2 * _MARGIN
        self.size = best_size(self.columns, rows, _ROLE, _SIZES, room)
        needs = measure(self.columns, rows, _ROLE, self.size)
        self.smallest = self.size * min(1.0, room / sum(least for least, _ in needs))
        self.widths = share(needs, [c.width_weight for c in self.columns], room)
        self.lefts = [_MARGIN + sum(self.widths[:i]) for i in range(len(self.widths) + 1)]
        self.sides = [c.side for c in self.columns]
        self.titles = [fit_title(c.title, w - 2 * PAD, _HEAD, self.size)
                       for c, w in zip(self.columns, self.widths, strict=True)]
        self.grouped = any(c.group for c in self.columns)
        self.line = self.size * LEADING + 2 * PAD
        self.head_height = max(t.height for t in self.titles) + 2 * PAD
        self.title = fit(paper.title, room, "title", _TITLE)
        self.top = self.page[1] - _MARGIN - self.title.height - 6 - _NOTE * 1.8
        self.bottom = _MARGIN + 2.6 * _NOTE + (_SMALL * 1.5 if paper.masked_note else 0)
        self.first = self.top - self.head_height - (self.line if self.grouped else 0)
        self.body = self.first - self.bottom


class _Printer:
    """Draws rows one after another and begins pages as they fill."""

    def __init__(self, paper: LedgerPaper, layout: _Layout, canvas: Any) -> None:
        self.paper, self.at, self.canvas = paper, layout, canvas
        self.pages = 0
        self.seen: set[str] = set(paper.title + paper.community)
        self.rooms = [w - 2 * PAD for w in layout.widths]
        self.levels: list[float] = []
        self.y = 0.0
        self.begin()

    def begin(self) -> None:
        """A new page: title, lines above the table, head, foot."""
        if self.pages:
            self.end()
        self.pages += 1
        self._above()
        self._head()
        self._below()
        self.y = self.at.first
        self.levels = [self.y]

    def _above(self) -> None:
        """Title, then who fills in, the period and the unit."""
        at, paper, canvas = self.at, self.paper, self.canvas
        middle, right = at.page[0] / 2, at.page[0] - _MARGIN
        y = at.page[1] - _MARGIN
        for line in at.title.lines:
            y -= at.title.size * LEADING
            draw_at(canvas, middle, y + 4, line, "title", at.title.size, "center")
        y = at.top + 6
        unit = f"填报单位（盖章）：{paper.community}"
        period = f"统计期间：{paper.period_text}" if paper.period_text else ""
        scale = min(1.0, (right - _MARGIN - 30) / (fonts.width(unit + period + paper.unit_text, _ROLE, _NOTE)))
        draw_at(canvas, _MARGIN, y, unit, _ROLE, _NOTE * scale)
        if period and scale == 1.0:
            left = _MARGIN + fonts.width(unit, _ROLE, _NOTE)
            end = right - fonts.width(paper.unit_text, _ROLE, _NOTE)
            draw_at(canvas, (left + end) / 2, y, period, _ROLE, _NOTE, "center")
        elif period:
            left = _MARGIN + fonts.width(unit, _ROLE, _NOTE * scale) + 15
            draw_at(canvas, left, y, period, _ROLE, _NOTE * scale)
        draw_at(canvas, right, y, paper.unit_text, _ROLE, _NOTE * scale, "right")

    def _head(self) -> None:
        """The head of the table; with groups, a line of group headings over it."""
        at = self.at
        pen = self.canvas.beginText()
        lines: list[tuple[float, float, float, float]] = []
        low = at.first
        if at.grouped:
            for group, items in groupby(range(len(at.columns)), key=lambda i: at.columns[i].group or f"\0{i}"):
                members = list(items)
                left, end = at.lefts[members[0]], at.lefts[members[-1] + 1]
                if not group.startswith("\0"):
                    text = fit(group, end - left - 2 * PAD, _HEAD, at.size)
                    pen_cell(pen, text, left, at.top, end - left, at.line, "center", _HEAD)
                    lines.append((left, at.top - at.line, end, at.top - at.line))
                lines.append((end, at.top, end, at.top - at.line))
        for i, title in enumerate(at.titles):
            top = at.top - (at.line if at.columns[i].group else 0)
            pen_cell(pen, title, at.lefts[i], top, at.widths[i], top - low, "center", _HEAD)
            if i and not (at.grouped and at.columns[i].group == at.columns[i - 1].group != ""):
                lines.append((at.lefts[i], at.top, at.lefts[i], low))
            elif i:
                lines.append((at.lefts[i], top, at.lefts[i], low))
        self.canvas.drawText(pen)
        left, right = at.lefts[0], at.lefts[-1]
        frame = [(left, at.top, right, at.top), (left, at.top, left, low), (right, at.top, right, low)]
        self.canvas.setLineWidth(0.5)
        self.canvas.lines([*frame, *lines])

    def _below(self) -> None:
        """Foot line to sign, the note on masking, the page number."""
        at, canvas = self.at, self.canvas
        room = at.page[0] - 2 * _MARGIN
        y = at.bottom - 1.4 * _NOTE
        foot = [(f"{label}：{value}") for label, value in self.paper.foot]
        total = sum(fonts.width(text, _ROLE, _NOTE) for text in foot)
        scale = min(1.0, (room - 8 * len(foot)) / total) if total else 1.0
        x, gap = _MARGIN, (room - total * scale) / max(len(foot), 1)
        for text in foot:
            draw_at(canvas, x, y, text, _ROLE, _NOTE * scale)
            x += fonts.width(text, _ROLE, _NOTE * scale) + gap
        if self.paper.masked_note:
            note = fit(self.paper.masked_note, room, _ROLE, _SMALL)
            draw_at(canvas, _MARGIN, y - 1.5 * _SMALL, note.lines[0], _ROLE, note.size)
        x = at.page[0] / 2
        draw_at(canvas, x, _MARGIN - 12, f"第 {self.pages} 页　", _ROLE, _SMALL, "right")
        canvas.saveState()
        canvas.translate(x, _MARGIN - 12)
        canvas.doForm("pages")
        canvas.restoreState()

    def row(self, cells: list[str], role: Role = _ROLE) -> None:
        """One row, 序号 first; on the next page when it does not fit; over several when it is higher than a page."""
        at = self.at
        self.seen.update(*cells)
        fitted = [fit(text, room, role, at.size) for text, room in zip(cells, self.rooms, strict=True)]
        height = max(max(f.height for f in fitted) + 2 * PAD, at.line)
        if height > at.body:
            for piece in slices(fitted, at.body - 2 * PAD):
                self._put(piece, max(f.height for f in piece) + 2 * PAD, role)
        else:
            self._put(fitted, height, role)

    def _put(self, fitted: list[Fitted], height: float, role: Role) -> None:
        at = self.at
        if self.y - height < at.bottom - 0.01:
            self.begin()
        pen = self.canvas.beginText()
        for cell, x, width, side in zip(fitted, at.lefts, at.widths, at.sides, strict=False):
            if cell.lines[0] or len(cell.lines) > 1:
                pen_cell(pen, cell, x, self.y, width, height, side, role)
        self.canvas.drawText(pen)
        self.y -= height
        self.levels.append(self.y)

    def nothing(self) -> None:
        """One wide row that says that there is nothing."""
        at, height = self.at, 2 * self.at.line
        draw_at(self.canvas, at.page[0] / 2, self.y - height / 2 - 4, self.paper.empty_text, _ROLE, at.size, "center")
        left, right = at.lefts[0], at.lefts[-1]
        self.canvas.lines([(x, self.y, x, self.y - height) for x in (left, right)]
                          + [(left, self.y, right, self.y), (left, self.y - height, right, self.y - height)])
        self.y -= height
        self.levels = [self.y]

    def end(self) -> None:
        """The grid of the page, then the page is done."""
        if len(self.levels) > 1:
            self.canvas.setLineWidth(0.5)
            self.canvas.grid(self.at.lefts, self.levels)
        self.canvas.showPage()

    def finish(self) -> None:
        """Close the last page and fill in the number of pages."""
        self.end()
        self.canvas.beginForm("pages")
        draw_at(self.canvas, 0, 0, f"共 {self.pages} 页", _ROLE, _SMALL)
        self.canvas.endForm()


def ledger_pdf(paper: LedgerPaper, out: Path) -> Generator[tuple[int, int], None, LedgerPages]:
    """Print the ledger to `out`, yielding (rows done, rows in all); the value of the generator is what was printed.

    The file appears only at the end; closing the generator before leaves nothing. Raises Trouble when `out` cannot be
    written.
    """
    rows = iter(paper.rows)
    sample = list(islice(rows, _SAMPLE))
    with replacing(out) as part:
        canvas = Canvas(str(part), pagesize=A4)
        layout = _Layout(paper, sample)
        canvas.setPageSize(layout.page)
        canvas.setTitle(paper.title)
        canvas.setAuthor(paper.community)
        canvas.setCreator("居务台")
        printer = _Printer(paper, layout, canvas)
        done = 0
        for done, row in enumerate(chain(sample, rows), 1):
            printer.row([str(done), *row])
            if done % _STEP == 0:
                yield done, max(paper.row_count, done)
        if not done:
            printer.nothing()
        if paper.totals:
            printer.row(["合计", *paper.totals], _HEAD)
        printer.finish()
        yield done, max(paper.row_count, done)
        canvas.save()
    return LedgerPages(printer.pages, fonts.missing("".join(sorted(printer.seen))), layout.smallest)


