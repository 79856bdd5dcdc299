"""Figures: measures over a ledger, of a period or as of a date."""

from __future__ import annotations

from dataclasses import dataclass

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
class PartTotal(Measure):
    """The sum of a column of child rows (or their number, without one) over the rows."""

    part: str
    field: str = ""
    where: Condition | None = None


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


def count(key: str, title: str, ledger: str, unit: str, where: Condition | None = None, note: str = "") -> Figure:
    """A figure that counts rows."""
    return Figure(key, title, ledger, Count(), unit, where, note)


def total(key: str, title: str, ledger: str, of: Column, unit: str, where: Condition | None = None) -> Figure:
    """A figure that sums a column."""
    return Figure(key, title, ledger, Total(of.path), unit, where)


def distinct(key: str, title: str, ledger: str, of: Column, unit: str, where: Condition | None = None) -> Figure:
    """A figure of different people, households, places."""
    return Figure(key, title, ledger, Distinct(of.path), unit, where)


def average(key: str, title: str, ledger: str, of: Column, unit: str, where: Condition | None = None) -> Figure:
    """A figure of a mean."""
    return Figure(key, title, ledger, Average(of.path), unit, where)


def share(key: str, title: str, ledger: str, part: Condition, where: Condition | None = None, note: str = "") -> Figure:
    """A figure in per cent of its ledger's rows."""
    return Figure(key, title, ledger, Share(part), "%", where, note)
