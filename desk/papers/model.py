"""What a paper holds, as plain values: the service fills these in, the other modules of this room draw them.

All texts are ready for print (formatted, masked where masking is wanted). Nothing here imports a heavy library.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]

FOOT_LABELS = ("负责人", "审核人", "填表人", "联系电话", "填报日期")


def empty_foot() -> tuple[tuple[str, str], ...]:
    """The foot line of a ledger with nothing filled in, to be written by hand."""
    return tuple((label, "") for label in FOOT_LABELS)


# ---------------------------------------------------------------- ledgers


@dataclass(frozen=True)
class Column:
    """One column of a ledger or table. `group` is a heading over neighbouring columns of the same group."""

    title: str
    width_weight: float = 1.0
    align: Align = "left"
    numeric: bool = False
    group: str = ""

    @property
    def side(self) -> Align:
        """Where the cells stand: numbers to the right unless another place was asked for."""
        return "right" if self.numeric and self.align == "left" else self.align


@dataclass(frozen=True)
class LedgerPaper:
    """A printed ledger (台账).

    `rows` may be a generator and is read once; each row has a text for each column, without 序号, which is added.
    `row_count` is only used for progress. `totals`: one text a column, "" where there is no total.
    """

    title: str
    community: str
    period_text: str
    unit_text: str
    columns: tuple[Column, ...]
    rows: Iterable[list[str]]
    row_count: int
    totals: list[str] | None = None
    foot: tuple[tuple[str, str], ...] = field(default_factory=empty_foot)
    masked_note: str = ""
    empty_text: str = "本期无记录"


@dataclass(frozen=True)
class LedgerPages:
    """What was printed: the number of pages, and the characters that no font here can draw (shown as 〓).

    `size` is that of the text in points, as small as it gets where the columns hardly find room.
    """

    pages: int
    missing: str
    size: float = 10.5


# ---------------------------------------------------------------- charts


@dataclass(frozen=True)
class Series:
    """One row of values, one a label; None where the value is unknown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A bar or line chart; told apart in grey by shade and pattern, not by colour."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["bar", "line"] = "bar"
    unit: str = ""


# ---------------------------------------------------------------- reports


@dataclass(frozen=True)
class Link:
    """Characters start..end (end not included) of a text show the value of this figure."""

    start: int
    end: int
    figure_key: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of body text and the figures that stand in it."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class CellLink:
    """The cell of this row and column (from 0, head not counted) shows the value of this figure."""

    row: int
    column: int
    figure_key: str


@dataclass(frozen=True)
class Table:
    """A table in a report; `numeric` names the columns (from 0) that hold numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[CellLink, ...] = ()
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading (level 1 to 4) and what stands under it, in the order text, tables, chart.

    The number (一、 （一） 1. （1）) is put before the heading unless the heading brings its own.
    An empty heading gives text without one.
    """

    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    chart: Chart | None = None
    level: int = 1


@dataclass(frozen=True)
class Source:
    """One row of the annex 数据来源: where a figure comes from. `rows_count` is "" where nothing is counted.

    `before` is last year's value where the text compares with it."""

    figure_key: str
    title: str
    definition: str
    period: str
    rows_count: str
    value: str
    before: str = ""


@dataclass(frozen=True)
class ReportPaper:
    """A work report laid out after GB/T 9704-2012. Without `annex_rows` there is no annex and no link in the PDF.

    `addressee` (主送机关) stands flush left under the title, with its colon; "" leaves it out. `notes` say how the
    figures are to be read; they stand above the table of the annex, or at the end of the text where there is none.
    """

    title: str
    organisation: str
    date_text: str
    period_text: str
    sections: tuple[Section, ...]
    annex_rows: tuple[Source, ...] = ()
    addressee: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spot:
    """Where a figure stands on a page: page from 0; points (1/72 inch) from the lower left corner of the page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    figure_key: str


@dataclass(frozen=True)
class ReportPages:
    """What was printed: pages, the places of the figures (for clicking), characters that no font can draw."""

    pages: int
    spots: tuple[Spot, ...]
    missing: str


# ---------------------------------------------------------------- slips


@dataclass(frozen=True)
class SlipPaper:
    """A form of one page: 受理回执, 一次性告知书, 受理登记表, 口头协议登记表, 领取签字 …

    `rows`: label and value; short neighbours share a line. An empty value leaves room for a pen.
    `body`: paragraphs parted by line ends. `signatures`: the texts before the lines to sign on.
    `notes`: small print at the foot. `seal`: the text in brackets where the seal goes, "" for none.
    `organisation` stands above the title.
    """

    title: str
    number: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    body: str = ""
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    organisation: str = ""
    seal: str = ""
    size: Literal["A4", "A5"] = "A4"
    grid: tuple[tuple[str, ...], ...] = ()
    """A list under the rows, its first line the head: materials to bring, goods handed out, people who sign."""
    lists: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    """More lists, each with its heading, not to be written in: the papers of a person's page."""


@dataclass(frozen=True)
class SlipPages:
    """What was printed: pages (one, unless the text is very long) and the characters that no font can draw."""

    pages: int
    missing: str
