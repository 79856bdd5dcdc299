"""首页: what is due today, what is late, and this month at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select, true

from desk.service.desk import Desk
from desk.service.entries.gate import closed
from desk.service.entries.titles import labels
from desk.service.figures import FigureValue
from desk.service.holidays.arrangement import missing_year
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.service.trust.told import told
from desk.spec import Condition, Day, all_of
from desk.spec.column import Path
from desk.spec.dates import shifted


@dataclass(frozen=True)
class Card:
    """A figure on the start page: its number as it is said everywhere, and of a closed time what it would be now."""

    figure: str
    title: str
    value: FigureValue
    period: Period
    remark: str = ""


@dataclass(frozen=True)
class Task:
    """Something to do: its day, what it is, and the record, or the command of the window, that it opens."""

    date: str
    record: str
    id: int
    title: str
    detail: str
    command: str = ""


@dataclass(frozen=True)
class Overview:
    """The start page."""

    cards: tuple[Card, ...]
    month: tuple[Card, ...]
    due: tuple[Task, ...]
    late: tuple[Task, ...]
    coming: tuple[Task, ...]


_NOW = (("resident_count", "在册居民"), ("household_count", "户"), ("elder_80_count", "80岁以上老人"),
        ("living_alone_count", "独居老人"), ("dibao_count", "低保对象"), ("party_member_count", "党员"))
_MONTH = (("visit_count", "走访"), ("request_count", "受理事项"), ("case_count", "调解纠纷"),
          ("activity_count", "举办活动"), ("given_count", "发放"))


def overview(desk: Desk, limit: int = 30) -> Overview:
    """The start page of today. Late things are those of the last 90 days, coming ones of the next 7."""
    month = Period(desk.today[:8] + "01", desk.today)
    return Overview(
        _cards(desk, _NOW, Period()),
        _cards(desk, _MONTH, month),
        (*_office(desk), *_tasks(desk, Day("on"), Day("on"), limit)),
        _tasks(desk, Day("on", days=-90), Day("on", days=-1), limit),
        _tasks(desk, Day("on", days=1), Day("on", days=7), limit),
    )


def _cards(desk: Desk, wanted: Sequence[tuple[str, str]], period: Period) -> tuple[Card, ...]:
    seen = told(desk, period, [key for key, _ in wanted])
    return tuple(Card(key, title, seen.values[key], period, seen.remark(key)) for key, title in wanted)


def _office(desk: Desk) -> tuple[Task, ...]:
    """What the office itself has to do: from December on next year's holidays are announced."""
    year = missing_year(desk)
    if year is None:
        return ()
    return (Task(desk.today, "", 0, f"录入{year}年放假安排", "没有录入以前，承诺办结日按周一至周五推算", "holidays"),)


def _tasks(desk: Desk, first: Day, last: Day, limit: int) -> tuple[Task, ...]:
    made: list[Task] = []
    for record, due in ((spec.key, due) for spec in desk.catalog.records.values() for due in spec.due):
        where: Condition | None = all_of(Path(due.date).between(first, last), due.still)
        found = ids(desk, Query(record, where, order=(due.date,)))[:limit]
        days = _days(desk, record, due.date, found)
        known = labels(desk, record, found)
        title = desk.catalog.column(record, due.date).title
        made += [
            Task(days.get(id, ""), record, id, f"{title}：{known[id][0]}", known[id][1]) for id in found if id in known]
    made += _limits(desk, first, last, limit)
    return tuple(sorted(made, key=lambda task: task.date)[:limit])


def _limits(desk: Desk, first: Day, last: Day, limit: int) -> Iterator[Task]:
    """The limits of lifecycles that fall within the days: 调解期限, 年度复核."""
    due = desk.meta.tables["due"]
    since, until = (shifted(desk.today, days=day.days) for day in (first, last))
    for spec in (one for one in desk.catalog.records.values() if one.state):
        own = desk.meta.tables[spec.table]
        open_to = own.c[spec.category].not_in(closed(desk, spec.key)) if spec.category else true()
        stmt = (select(due.c.date, due.c.record_id, due.c.limit).join(own, own.c.id == due.c.record_id)
                .where(due.c.record == spec.key, due.c.date.between(since, until), own.c.deleted == 0, open_to)
                .order_by(due.c.date).limit(limit))
        with desk.read() as conn:
            rows = conn.execute(stmt).all()
        known = labels(desk, spec.key, list(dict.fromkeys(row.record_id for row in rows)))
        titles = {one.key: one.title for life in desk.catalog.lives(spec.key) for one in life.limits}
        for row in rows:
            if row.record_id in known:
                title, detail = known[row.record_id]
                yield Task(row.date, spec.key, row.record_id, f"{titles.get(row.limit, '期限')}：{title}", detail)


def _days(desk: Desk, record: str, field: str, found: Sequence[int]) -> dict[int, str]:
    table = desk.meta.tables[record]
    with desk.read() as conn:
        rows = conn.execute(select(table.c.id, table.c[field]).where(table.c.id.in_(found)))
        return dict(tuple(row) for row in rows)
