"""Breakdown tables on paper: as .xlsx, as PDF with its chart, as a chart for the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.figures.breakdowns import Breakdown, Line
from desk.service.figures.values import Number
from desk.service.jobs import Job, Step
from desk.service.periods import spoken
from desk.spec.figure import UNITS
from desk.spec.render import POINTS, change_unit, digits

if TYPE_CHECKING:
    from desk.papers.model import Chart

_UNKNOWN, BEFORE = "—", "上年同期"
"""What is not known; the head of last year's numbers."""


def head(table: Breakdown) -> tuple[str, ...]:
    """The titles of the columns."""
    made, is_share = [table.by_titles[0], *table.heads], change_unit(table.unit) == POINTS
    made.append("合计" if table.heads else "比例（%）" if is_share else table.unit or "数量")
    if table.shares:
        made.append("占比（%）")
    if table.last_years:
        made += [BEFORE, f"增减（{POINTS}）"] if is_share else [BEFORE, "增减", "增减（%）"]
    return tuple(made)


def cells(table: Breakdown, line: Line) -> tuple[str | Number | None, ...]:
    """A line under the head's titles; None is unknown."""
    made: list[str | Number | None] = [line.title, *line.cells, line.total]
    if table.shares:
        made.append(line.share)
    if table.last_years:
        made += [line.last_year, line.change, line.rate][:2 if change_unit(table.unit) == POINTS else 3]
    return tuple(made)


def texts(table: Breakdown) -> list[tuple[str, ...]]:
    """Every line as text, the total last; per cents to one decimal."""
    return [tuple(_text(cell, title.endswith("（%）")) for title, cell in zip(head(table), cells(table, line),
                                                                              strict=True)) for line in lines(table)]


def lines(table: Breakdown) -> Sequence[Line]:
    """The lines with the last one, where there is something to add up."""
    return table.lines if table.whole.total is None and table.lines else (*table.lines, table.whole)


def _text(cell: str | Number | None, per_cent: bool) -> str:
    if cell is None or isinstance(cell, str):
        return _UNKNOWN if cell is None else cell
    return f"{cell:.1f}" if per_cent else digits(cell)


def chart(table: Breakdown) -> Chart:
    """The chart of the table as bars: the groups of the second grouping, or this year beside the last.

    Of many groups that are no time the largest; the title says what the others come to, where numbers add up.
    """
    from desk.papers.model import Chart, Series

    reads: dict[str, Callable[[Line], Number | None]] = {"本期": lambda line: line.total}
    if 1 <= len(table.heads) <= 4:
        reads = {name: partial(_cell, at) for at, name in enumerate(table.heads)}
    elif table.last_years and any(line.last_year is not None for line in table.lines):
        reads[BEFORE] = lambda line: line.last_year
    shown, title, most = list(table.lines), table.title, max(6, min(16, 24 // len(reads)))
    if len(shown) > most and table.by[0] not in UNITS:
        largest = sorted(shown, key=lambda line: -(line.total or 0))
        shown, others = largest[:most], largest[most:]
        title += f"，最大的{most}项"
        if table.adds:
            title += f"，其余{len(others)}项合计{digits(sum(line.total or 0 for line in others))}{table.unit}"
    series = tuple(Series(name, tuple(map(read, shown))) for name, read in reads.items())
    return Chart(title, tuple(line.title for line in shown), series, "bar", table.unit)


def _cell(at: int, line: Line) -> Number | None:
    return line.cells[at]


def write(desk: Desk, table: Breakdown, out: Path) -> Job[int]:
    """Write the table as .xlsx, or as .pdf with its chart; how many pages (a workbook has one).

    Raises Invalid for another kind of file, Trouble when the disk refuses.
    """
    kinds = {".xlsx": _workbook, ".pdf": _pdf}
    if out.suffix.lower() not in kinds:
        raise Invalid("usage", "分组表只能写成 .xlsx 或 .pdf 文件")
    yield Step(0, 1, f"正在写出「{table.title}」")
    return kinds[out.suffix.lower()](desk, table, out)


def _workbook(desk: Desk, table: Breakdown, out: Path) -> int:
    from desk.sheets.writing import OutColumn, Register, write_register

    titles = head(table)
    columns = [OutColumn(titles[0], "@", max(12, *(2 * len(line.title) + 2 for line in lines(table))))]
    columns += [OutColumn(title, "0.0" if title.endswith("（%）") else "General", max(10, 2 * len(title) + 2), True)
                for title in titles[1:]]
    rows: list[list[Any]] = [list(cells(table, line)) for line in lines(table)]
    total = rows.pop() if lines(table) and lines(table)[-1] is table.whole else None
    unit = f"　单位：{table.unit}" if table.unit else ""
    made = Register(
        f"{desk.name}{table.title}", f"填报单位（盖章）：{desk.name}居民委员会{unit}", table.period_text, columns, rows,
        total,
        f"填表人：　　审核人：　　日期：{spoken(desk.today)}", len(rows), [table.note] if table.note else [])
    for _ in write_register(out, made):
        pass
    return 1


def _pdf(desk: Desk, table: Breakdown, out: Path) -> int:
    from desk.papers.model import Paragraph, ReportPaper, Section, Table
    from desk.papers.report import report_pdf

    titles = head(table)
    body = Table("", titles, tuple(texts(table)), numeric=tuple(range(1, len(titles))))
    unit = f"单位：{table.unit}。" if table.unit else ""
    note = unit + (f"{table.note}。" if table.note else "")
    said = (Paragraph(f"统计口径：{table.measure}。{note}"),)
    section = Section("", said, (body,), chart(table) if table.lines else None)
    paper = ReportPaper(
        f"{desk.name}{table.title}", f"{desk.name}居民委员会", spoken(desk.today), table.period_text, (section,))
    return report_pdf(paper, out).pages
