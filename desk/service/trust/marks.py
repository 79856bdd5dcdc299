"""What a list of a closed period says of itself: the rows that came later, each marked 补记."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from desk.service.desk import Desk
from desk.service.figures.spans import calendar_name
from desk.service.lists.query import Query, time_of
from desk.service.periods import Period, spoken
from desk.service.trust.frozen import closings
from desk.service.trust.late import ADDED, DELETED, Late, late_entries
from desk.service.trust.told import Foot, foot

HEAD = "补记"
WIDTH = 15

@dataclass(frozen=True)
class Marks:
    """`said` are the marks of rows, as 「补记 2026-06-30」; `note` says what they mean; `foot` what was given out."""

    said: Mapping[int, str] = field(default_factory=dict)
    note: str = ""
    foot: Foot = field(default_factory=Foot)
    changed: bool = False
    """Whether anything came later, deletions too."""


def marks(desk: Desk, query: Query) -> Marks:
    """What a list shows of closed periods: nothing where none is in sight."""
    period = _closed_part(desk, query)
    if period is None or not closings(desk, period):
        return Marks()
    late = _late(desk, query, period)
    said = {id: f"{one.what} {one.at[:10]}" for id, one in late.items() if one.what != DELETED}
    gone = sum(one.what == DELETED for one in late.values())
    whole = query.where is None and not query.text.strip() and not query.late
    known = foot(desk, query.ledger, period) if whole else Foot()
    return Marks(said, _note(desk, period, len(said), gone), known, bool(late))


def marked(desk: Desk, query: Query) -> list[int]:
    """The rows of a query's record that came after their period was closed."""
    period = _closed_part(desk, query)
    return [] if period is None else sorted(_late(desk, query, period))


def foretold(desk: Desk, record: str, draft: Mapping[str, Any], stored: Mapping[str, Any]) -> str:
    """What saving a record will mean for closed periods, by its own date or beginning; "" where nothing.

    A change counts by the date that it had (`stored`, empty of a new record) too.
    """
    spec = desk.catalog.record(record)
    key = spec.event or (spec.span[0] if spec.span else "")
    days = [str(day) for day in (stored.get(key), draft.get(key)) if day]
    for one in [one for day in days for one in closings(desk, Period(day, day))]:
        when = calendar_name(one.period, desk.today)
        return f"{when}已结账，这{'次修改会列为补改' if stored else '条会列为补记'}"
    return ""


def recounted(desk: Desk, query: Query, measure: str, period: Period) -> str:
    """What a table that is counted anew says of a closed time; "" where nothing of it is closed."""
    state = time_of(desk, desk.catalog.ledger(query.ledger)) == "state"
    when = replace(query, since=period.since, until=period.until,
                   on=period.day(desk.today) if state and (period.until or period.on) else period.on)
    seen = marks(desk, when)
    if not seen.note:
        return ""
    path = {"count": "", "total": measure.partition(":")[2]}.get(measure.partition(":")[0], measure)
    then = f"，合计的{seen.foot.remarks[path]}" if path in seen.foot.remarks else ""
    return f"{seen.note}本表按现在的记录重算{f'，可能与结账时不同{then}' if seen.changed else '，与结账时相同'}。"


def _closed_part(desk: Desk, query: Query) -> Period | None:
    """The time that a list shows; the running state of today is never closed."""
    if time_of(desk, desk.catalog.ledger(query.ledger)) == "event":
        return Period(query.since, query.until or query.on)
    return Period(on=query.on) if query.on else None


def _late(desk: Desk, query: Query, period: Period) -> dict[int, Late]:
    record = desk.catalog.ledger(query.ledger).record
    owner, _, part = record.partition(".")
    late = late_entries(desk, period, owner)
    if part:
        title = desk.catalog.record(owner).parts[part].title
        late = [one for one in late if one.what == ADDED or title in one.fields]
        return _rows_through(desk, record, "owner", late, back=False)
    made = {one.id: one for one in late}
    for current in desk.catalog.record(record).currents.values():  # who was entered as living here later
        late = late_entries(desk, period, current.target)
        made = _rows_through(desk, current.target, current.by, late, back=True) | made
    return made


def _rows_through(desk: Desk, record: str, link: str, late: list[Late], back: bool) -> dict[int, Late]:
    """The rows that late ones lead to by a link of their own, or (not `back`) that lead to them by one."""
    by, table = {one.id: one for one in late}, desk.meta.tables[desk.catalog.record(record).table]
    near, far = (table.c.id, table.c[link]) if back else (table.c[link], table.c.id)
    with desk.read() as conn:
        return {far_id: by[near_id] for near_id, far_id in conn.execute(select(near, far).where(near.in_(list(by))))
                if far_id is not None}


def _note(desk: Desk, period: Period, shown: int, gone: int) -> str:
    closed = closings(desk, period)
    one = closed[0]
    when = f"{Period(one.since, one.until).text(desk.today)}已于{spoken(one.at[:10])}结账" if len(closed) == 1 else (
        f"这里有{len(closed)}段已经结账的时间")
    said = "、".join(text for number, text in ((shown, f"补记、补改{shown}条"), (gone, f"补删{gone}条")) if number)
    return f"{when}，{f'结账后又{said}，已标出' if said else '结账后没有补记'}。"


__all__ = ["HEAD", "WIDTH", "Marks", "foretold", "marked", "marks", "recounted"]
