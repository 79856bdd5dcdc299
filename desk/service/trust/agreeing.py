"""One figure has one value everywhere: at its ledger's foot, as a figure, in a report; parts make up the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from desk.kinds import code_list
from desk.records import Case, Resident
from desk.service.desk import Desk
from desk.service.figures import FigureValue, compute
from desk.service.lists.query import Query, count, ids, totals
from desk.service.periods import Period
from desk.service.reports.writing import build
from desk.spec import Condition, Count, Figure, Total, all_of

Row = tuple[str, int, str]
"""A record, an id and the row's title."""


@dataclass(frozen=True)
class Check:
    """One reckoning: `expected` = `opening` + `added` − `removed`, held against `closing`.

    Where there is no balance, only two values of one thing, opening, added and removed are None.
    `parts` say what came in and went out, as 「迁入 7」; `rows` are those that break it."""

    title: str
    opening: int | float | None
    added: int | float | None
    removed: int | float | None
    closing: int | float
    expected: int | float
    ok: bool
    unit: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    rows: tuple[Row, ...] = ()


_SUMS: tuple[tuple[str, str, tuple[str, ...], Condition], ...] = (
    ("在册居民＝男性＋女性", "resident_count", ("male_count", "female_count"), ~Resident.sex.is_("1", "2")),
    ("纠纷＝各类型之和", "case_count", tuple(f"case_kind_{e.code}" for e in code_list("dispute_kind").entries),
     Case.kind.blank()),
)
"""A title, the whole, its parts, and the rows that fall into none of them."""


def agreements(desk: Desk, period: Period) -> list[Check]:
    """The parts of wholes; ledgers against figures; the yearly report against figures."""
    values = {v.key: v for v in compute(desk, period)}
    return [*_sums(desk, period, values), *_ledgers(desk, period, values), *_report(desk, period, values)]


def _query(desk: Desk, figure: Figure, period: Period) -> Query:
    return Query(figure.ledger, figure.where, since=period.since, until=period.until, on=period.day(desk.today))


def _sums(desk: Desk, period: Period, values: dict[str, FigureValue]) -> Iterator[Check]:
    for title, key, parts, loose in _SUMS:
        figure, whole = desk.catalog.figure(key), values[key]
        if whole.value is None:
            continue
        query = _query(desk, figure, period)
        rows = ids(desk, replace(query, where=all_of(figure.where, loose)))
        made = sum(values[part].value or 0 for part in parts)
        record = desk.catalog.ledger(figure.ledger).record
        yield Check(title, None, None, None, whole.value or 0, made, (whole.value or 0) == made, whole.unit,
                    rows=tuple((record, id, "") for id in rows))


def _ledgers(desk: Desk, period: Period, values: dict[str, FigureValue]) -> Iterator[Check]:
    """The count of a ledger, and the totals at its foot, against the figures that say the same.

    What is unknown, as before 建账日, can be held against nothing."""
    told = []
    for figure in desk.catalog.figures.values():
        known = values[figure.key].value is not None
        if known and figure.where is None and (foot := _foot(desk, figure, period)) is not None:
            value, ledger = values[figure.key].value or 0, desk.catalog.ledger(figure.ledger)
            title = f"「{ledger.title}」＝指标「{figure.title}」"
            told.append(Check(title, None, None, None, value, foot, value == foot, figure.unit))
    yield _together("台账＝指标", told)
    yield from (one for one in told if not one.ok)


def _foot(desk: Desk, figure: Figure, period: Period) -> int | float | None:
    """The ledger's own number of what a figure counts or sums; None where its foot does not say it."""
    query = _query(desk, figure, period)
    if figure.measure == Count():
        return count(desk, query)
    if isinstance(figure.measure, Total) and figure.measure.path in desk.catalog.ledger(figure.ledger).totals:
        number = Decimal(totals(desk, query)[figure.measure.path].replace(",", "") or "0")
        return int(number) if number == int(number) else float(number)
    return None


def _report(desk: Desk, period: Period, values: dict[str, FigureValue]) -> Iterator[Check]:
    """What the yearly report prints; a closed period prints what it did before."""
    report = build(desk, "annual", period)
    if report.closed_on:
        return
    printed = {key for _, said in report.sections for s in said for key, _, _ in s.figures}
    told = [Check(f"报告＝指标「{values[key].title}」", None, None, None, report.values[key].value or 0,
                  values[key].value or 0, report.values[key].value == values[key].value, values[key].unit)
            for key in report.values if key in printed]
    yield _together("报告＝指标", told)
    yield from (one for one in told if not one.ok)


def _together(title: str, told: list[Check]) -> Check:
    good = sum(one.ok for one in told)
    return Check(f"{title}（{len(told)}项）", None, None, None, good, len(told), good == len(told), "项")
