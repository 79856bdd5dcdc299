"""What a report's PDF and Word file have in common: numbered headings, title lines, where the signature stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.papers import fonts
from desk.papers.fonts import Role
from desk.papers.model import Align, Column, ReportPaper, Section, Table
from desk.papers.numbering import numbered

HEAD_ROLES: tuple[Role, ...] = ("hei", "kai", "fang", "fang")
"""Face of the headings of level 1 to 4."""
ANNEX_TITLE = "数据来源"
ANNEX_SIZES = (9.0,)
"""Points; one size, for the definitions decide nothing about the look of the page."""
_SHORT = 8
"""Texts of a table with no more characters than this stand in the middle of their cell."""
_SENSE = re.compile(r"[会区年度的和与、）》]$")
"""What a line of a title may well end with."""


def headings(paper: ReportPaper) -> Iterator[tuple[Section, str]]:
    """Each section with its heading numbered by level."""
    told = numbered((section.heading, section.level) for section in paper.sections)
    return zip(paper.sections, told, strict=True)


def title_lines(title: str, room: float, size: float) -> list[str]:
    """The title in as few lines as it needs, of about equal length, parted by sense where that is near."""
    lines: list[str] = []
    rest = title.strip()
    while True:
        count = int(fonts.width(rest, "title", size) / room) + 1
        if count == 1:
            return [*lines, rest]
        aim = fonts.width(rest, "title", size) / count

        def badness(at: int, text: str = rest, wish: float = aim) -> float:
            head = text[:at]
            wide = fonts.width(head, "title", size)
            torn = head[-1:].isascii() and text[at].isascii()
            return abs(wide - wish) + (0 if _SENSE.search(head) else 3 * size) + (1e6 if wide > room or torn else 0)

        cut = min(range(1, len(rest)), key=badness)
        lines.append(rest[:cut])
        rest = rest[cut:]


def signature_indents(organisation: str, date: str, size: float) -> tuple[float, float]:
    """Room in points right of the signature and of the date (GB/T 9704-2012, 7.3.5.2, without a seal).

    The signature ends two characters from the right and the date begins two characters right of it; a date that is too
    long for that ends two characters from the right and pushes the signature.
    """
    name, day = fonts.width(organisation, "fang", size), fonts.width(date, "fang", size)
    right = 2 * size
    after = right + name - 2 * size - day
    return (right, after) if after >= right else (right + day + 2 * size - name, right)


def table_columns(table: Table) -> list[Column]:
    """The columns of a table of a report: numbers right, short texts in the middle, names of rows left."""

    def side(i: int) -> Align:
        short = all(len(row[i]) <= _SHORT for row in table.rows)
        name = i == 0 and not all(row[i].isdigit() for row in table.rows)
        return "center" if short and not name and i not in table.numeric else "left"

    return [Column(title, align=side(i), numeric=i in table.numeric) for i, title in enumerate(table.head)]


def annex_period(paper: ReportPaper) -> str:
    """The line above the annex's table: the period that its figures share."""
    shared = {source.period for source in paper.annex_rows}
    return f"统计期间：{shared.pop()}" if len(shared) == 1 else ""


def annex_columns(paper: ReportPaper) -> list[Column]:
    """The columns of 数据来源; definitions may wrap first. Periods and last year have one where they are needed."""
    numbers = ("记录数", "数值", "上年数")
    head = ("序号", "指标", "口径", *(() if annex_period(paper) else ("统计期间",)), "记录数", "数值",
            *(("上年数",) if _compares(paper) else ()))
    return [Column(title, 20.0 if title == "口径" else 1.0, "center" if title == "序号" else "left", title in numbers)
            for title in head]


def annex_rows(paper: ReportPaper) -> list[list[str]]:
    """The rows of 数据来源."""
    own, compares = bool(annex_period(paper)), _compares(paper)
    return [[str(i), s.title, s.definition, *(() if own else (s.period,)), s.rows_count, s.value,
             *((s.before,) if compares else ())]
            for i, s in enumerate(paper.annex_rows, 1)]


def annex_value(paper: ReportPaper) -> int:
    """The column, from 0, that holds the figures' values."""
    return 4 if annex_period(paper) else 5


def _compares(paper: ReportPaper) -> bool:
    return any(source.before for source in paper.annex_rows)
