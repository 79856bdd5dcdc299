"""首页: what is due today, what is late, and this month at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from desk.service.desk import Desk
from desk.service.entries.titles import labels
from desk.service.lists.query import Query, count, ids
from desk.service.periods import Period
from desk.spec import Condition, Day, all_of
from desk.spec.column import Path


@dataclass(frozen=True)
class Card:
    """A number and the rows behind it."""

    title: str
    value: int
    unit: str
    query: Query


@dataclass(frozen=True)
class Task:
    """Something to do: its day, what it is, and the record it opens."""

    date: str
    record: str
    id: int
    title: str
    detail: str


@dataclass(frozen=True)
class Overview:
    """The start page."""

    cards: tuple[Card, ...]
    month: tuple[Card, ...]
    due: tuple[Task, ...]
    late: tuple[Task, ...]
    coming: tuple[Task, ...]


_NOW = (("resident", "在册居民", "人"), ("household", "户", "户"), ("elder_80", "80岁以上老人", "人"),
        ("living_alone", "独居老人", "人"), ("dibao", "低保对象", "人"), ("party_member", "党员", "人"))
_MONTH = (("visit", "走访", "次"), ("request", "受理事项", "件"), ("case", "调解纠纷", "件"),
          ("activity", "活动", "场"), ("grant", "发放与捐赠", "笔"))
_TASKS = (
    ("request", "due", Path("state").classed("open")),
    ("visit", "next", None),
    ("standing", "review", None),
    ("standing", "expires", None),
    ("activity", "date", Path("state").is_("planned")),
)
"""Dates that ask for something: record, field, and the condition under which it still does."""


def overview(desk: Desk, limit: int = 30) -> Overview:
    """The start page of today. Late things are those of the last 90 days, coming ones of the next 7."""
    month = Period(desk.today[:8] + "01", desk.today)
    return Overview(
        _cards(desk, _NOW, Period()),
        _cards(desk, _MONTH, month),
        _tasks(desk, Day("on"), Day("on"), limit),
        _tasks(desk, Day("on", days=-90), Day("on", days=-1), limit),
        _tasks(desk, Day("on", days=1), Day("on", days=7), limit),
    )


def _cards(desk: Desk, wanted: Sequence[tuple[str, str, str]], period: Period) -> tuple[Card, ...]:
    made = []
    for key, title, unit in wanted:
        if key in desk.catalog.ledgers:
            query = Query(key, since=period.since, until=period.until)
            made.append(Card(title, count(desk, query), unit, query))
    return tuple(made)


def _tasks(desk: Desk, first: Day, last: Day, limit: int) -> tuple[Task, ...]:
    made: list[Task] = []
    for record, field, still in _TASKS:
        where: Condition | None = all_of(Path(field).between(first, last), still)
        found = ids(desk, Query(record, where, order=(field,)))[:limit]
        days = _days(desk, record, field, found)
        known = labels(desk, record, found)
        title = desk.catalog.column(record, field).title
        made += [
            Task(days.get(id, ""), record, id, f"{title}：{known[id][0]}", known[id][1]) for id in found if id in known]
    return tuple(sorted(made, key=lambda task: task.date)[:limit])


def _days(desk: Desk, record: str, field: str, found: Sequence[int]) -> dict[int, str]:
    table = desk.meta.tables[record]
    with desk.read() as conn:
        rows = conn.execute(select(table.c.id, table.c[field]).where(table.c.id.in_(found)))
        return dict(tuple(row) for row in rows)
