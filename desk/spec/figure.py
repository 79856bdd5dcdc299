"""Figures: measures over a ledger, of a period or as of a date."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.spec.column import Column
from desk.spec.condition import Condition


class Measure:
    """What is computed over the rows of a figure."""


@dataclass(frozen=True)
class Count(Measure):
    """The number of rows."""


@dataclass(frozen=True)
class Total(Measure):
    """The sum of a column, in the column's unit; blanks count nothing."""

    path: str


@dataclass(frozen=True)
class Average(Measure):
    """The mean of a column over rows where it is filled; None over no row."""

    path: str


@dataclass(frozen=True)
class Extreme(Measure):
    """The largest (`largest=True`) or smallest value of a column; None over no row."""

    path: str
    largest: bool = True


@dataclass(frozen=True)
class Distinct(Measure):
    """The number of different values of a column (人数, 户数 against 人次), blanks left out."""

    path: str


@dataclass(frozen=True)
class Share(Measure):
    """The rows that satisfy `part`, per cent of all rows of the figure; None over no row."""

    part: Condition


@dataclass(frozen=True)
class Median(Measure):
    """The middle value of a column (the mean of the two middle ones); None over no row."""

    path: str


@dataclass(frozen=True)
class PartTotal(Measure):
    """The sum of a column of child rows (or their number, without one) over the rows.

    `different` counts the different values of the column instead: the people in all the rows' parts.
    """

    part: str
    field: str = ""
    where: Condition | None = None
    different: bool = False


@dataclass(frozen=True)
class Balance(Measure):
    """What came in (`into`) less what went out, from the first row on; rows count as one without `path`.

    At the end of the period, or (`opening`) at its beginning.
    """

    into: Condition
    path: str = ""
    opening: bool = False


@dataclass(frozen=True)
class Stock(Measure):
    """The number of rows there are at the end of the period, whenever they happened: what is still open then."""


@dataclass(frozen=True)
class PersonMonths(Measure):
    """The calendar months of the period in which each different `path` (a person) had a row in force, added up.

    A month counts from one day in force on. With `least` the people with at least so many
    months, 0 meaning every month of the period.
    """

    path: str
    least: int | None = None


@dataclass(frozen=True)
class Streak(Measure):
    """How many periods one after the other had a row (`having`) or had none: the longest, or (`current`) up to the day.

    A period that is not over counts only when it has its row. A run without reaches back to
    the first day of the books at most. States count by their beginning.
    """

    unit: str = "year"
    having: bool = False
    current: bool = True


@dataclass(frozen=True)
class Grouped(Measure):
    """A measure for each group of the rows, and one answer over the groups.

    `by` is a grouping (see `desk.spec.groups`). Calendar groups are those of the period up to the
    day, empty ones too (states: as they stood at each one's end); others are those that have a row, or exactly those of
    the ledger `among` (in force on the day, or of the period), with or without a row. Its rows are the groups, or what
    their column ``ledger:path`` leads to: ``dibao:resident.home.household`` are the households on 低保.
    `how` is a key of `HOWS`; `target` is what "reach" and "below" compare with, `floor` and `rate` belong to "excess".
    """

    by: str
    measure: Measure = field(default_factory=Count)
    how: str = "max"
    target: float = 1
    floor: float = 0
    rate: float = 1
    among: str = ""

    @property
    def universe(self) -> tuple[str, str]:
        """The ledger of all groups, and the path from its rows to the groups; ("", "id") without one."""
        ledger, _, path = self.among.partition(":")
        return ledger, path or "id"


@dataclass(frozen=True)
class Formula(Measure):
    """Arithmetic over figures: ``a / (b + 2 * c)``; see `desk.spec.formula`. `percent` times a hundred."""

    text: str
    percent: bool = False


@dataclass(frozen=True)
class Growth(Measure):
    """The difference of a figure on the same time last year, or on the period before; `percent` of that one."""

    of: str
    on: str = "last_year"
    percent: bool = False


@dataclass(frozen=True)
class Against(Measure):
    """A figure against its target: `how` is "rate" (完成率), "reached" (达标) or "gap".

    Without `target` it is the one entered for the year. `at_most`: it is reached by staying below.
    """

    of: str
    target: float | None = None
    how: str = "rate"
    at_most: bool = False


UNITS = {"day": "天", "week": "周", "month": "个月", "quarter": "个季度", "half": "个半年", "year": "年"}
"""The calendar units, with their counting words."""

HOWS = {
    "max": "最大", "min": "最小", "average": "平均", "median": "中位数", "sum": "合计", "number": "个数",
    "reach": "达到目标的个数", "below": "不到目标的个数", "reach_share": "达到目标的比例",
    "excess": "超出部分乘以标准后合计",
    "which_max": "最大的一组", "which_min": "最小的一组", "names": "名单", "each": "各组的数",
}
"""The answers over groups."""


@dataclass(frozen=True)
class Figure:
    """A measure over the rows of `ledger` that also satisfy `where`.

    Its time is the ledger's: events count in the period by their own date, states in force
    on the day. `unit` is the counting word of a report sentence.
    """

    key: str
    title: str
    ledger: str
    measure: Measure
    unit: str
    where: Condition | None = None
    note: str = ""
    made_here: bool = False

    def __hash__(self) -> int:
        return hash((self.key, type(self.measure)))


def count(key: str, title: str, ledger: str, unit: str, where: Condition | None = None, note: str = "") -> Figure:
    """A figure that counts rows."""
    return Figure(key, title, ledger, Count(), unit, where, note)


def total(key: str, title: str, ledger: str, of: Column, unit: str, where: Condition | None = None) -> Figure:
    """A figure that sums a column."""
    return Figure(key, title, ledger, Total(of.path), unit, where)


def distinct(
    key: str, title: str, ledger: str, of: Column, unit: str, where: Condition | None = None, note: str = ""
) -> Figure:
    """A figure of different people, households, places."""
    return Figure(key, title, ledger, Distinct(of.path), unit, where, note)


def average(key: str, title: str, ledger: str, of: Column, unit: str, where: Condition | None = None) -> Figure:
    """A figure of a mean."""
    return Figure(key, title, ledger, Average(of.path), unit, where)


def share(key: str, title: str, ledger: str, part: Condition, where: Condition | None = None, note: str = "") -> Figure:
    """A figure in per cent of its ledger's rows."""
    return Figure(key, title, ledger, Share(part), "%", where, note)


def months_with(key: str, title: str, ledger: str, least: int = 1, unit: str = "month", *, share: bool = False,
                where: Condition | None = None, note: str = "") -> Figure:
    """The calendar periods with at least so many rows, or their share of those of the period up to the day."""
    measure = Grouped(unit, how="reach_share" if share else "reach", target=least)
    return Figure(key, title, ledger, measure, "%" if share else UNITS[unit], where, note)


def names(key: str, title: str, ledger: str, by: str, unit: str, where: Condition | None = None, note: str = "",
          *, each: bool = False) -> Figure:
    """The different values of a column (or the calendar periods) that rows have, by name; `each` with their numbers."""
    return Figure(key, title, ledger, Grouped(by, how="each" if each else "names"), unit, where, note)


def computed(key: str, title: str, ledger: str, text: str, unit: str, note: str = "") -> Figure:
    """Arithmetic over figures; `ledger` is that of the first. In "%" it is a share."""
    return Figure(key, title, ledger, Formula(text, unit == "%"), unit, None, note)
