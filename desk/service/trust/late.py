"""补记: what was entered, changed or deleted for a closed period after its closing. Read from the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from desk.kinds import Date
from desk.service.desk import Desk
from desk.service.entries.gate import closed
from desk.service.entries.titles import titles
from desk.service.periods import Period
from desk.service.trust.frozen import Frozen, closings
from desk.spec import Record

ADDED, CHANGED, DELETED = "补记", "补改", "补删"


@dataclass(frozen=True)
class Late:
    """A record of a closed period that was touched afterwards. `date` is its day in the period."""

    record: str
    id: int
    title: str
    date: str
    what: str
    """补记 (added), 补改 (changed), 补删 (deleted)."""
    at: str
    worker: str
    fields: tuple[str, ...]
    """The titles of the changed fields."""


@dataclass
class _Net:
    """What the saves since a closing did to one row."""

    at: str
    worker: str
    added: bool = False
    values: dict[str, list[Any]] = field(default_factory=dict)


def late_entries(desk: Desk, period: Period) -> list[Late]:
    """What came later for the closed periods that share days with a period, by date."""
    found: dict[tuple[str, int], Late] = {}
    with desk.read() as conn:
        for one in closings(desk, period):
            days = (max(one.since, period.since or one.since), min(one.until, period.until or one.until))
            for late in _since(desk, conn, one, days):
                found.setdefault((late.record, late.id), late)
    return sorted(_titled(desk, list(found.values())), key=lambda late: (late.date, late.record, late.id))


def late_ids(desk: Desk, record: str) -> frozenset[int]:
    """The rows of a record to be marked 补记 in a list."""
    found: set[int] = set()
    with desk.read() as conn:
        for one in closings(desk):
            found |= {late.id for late in _since(desk, conn, one, (one.since, one.until), record)}
    return frozenset(found)


def _since(
    desk: Desk, conn: Connection, one: Frozen, days: tuple[str, str], record: str = ""
) -> Iterator[Late]:
    for (key, id), net in _nets(desk, conn, one.log, record).items():
        spec = desk.catalog.record(key)
        table = desk.meta.tables[spec.table]
        row = conn.execute(select(table).where(table.c.id == id)).mappings().first()
        if row is None or (net.added and row["deleted"]) or _hidden(desk, spec, row):
            continue
        told = [*_days_of(desk, spec, row, net), *_turned(desk, conn, spec, id, net)]
        if within := sorted(str(day) for day in told if day and days[0] <= str(day) <= days[1]):
            what = ADDED if net.added else DELETED if row["deleted"] else CHANGED
            changed = () if net.added else tuple(net.values)
            yield Late(key, id, "", within[0], what, net.at, net.worker, changed)


def _hidden(desk: Desk, spec: Record, row: Mapping[Any, Any]) -> bool:
    return bool(spec.category) and row[spec.category] in closed(desk, spec.key)


def _nets(desk: Desk, conn: Connection, log: int, record: str) -> dict[tuple[str, int], _Net]:
    change, save = desk.meta.tables["change"], desk.meta.tables["change_set"]
    stmt = (
        select(change.c.record, change.c.record_id, change.c["values"], save.c.at, save.c.worker)
        .join(save, save.c.id == change.c.change_set).where(save.c.id > log).order_by(change.c.id))
    if record:
        stmt = stmt.where(change.c.record == record)
    made: dict[tuple[str, int], _Net] = {}
    for key, id, text, at, worker in conn.execute(stmt):
        net = made.setdefault((key, id), _Net(at, worker))
        net.at, net.worker = at, worker
        for name, (old, new) in json.loads(text).items():
            net.added = net.added or (name == "deleted" and old is None)
            net.values.setdefault(name, [old, new])[1] = new
    return {key: net for key, net in made.items() if net.added or _differs(net)}


def _differs(net: _Net) -> bool:
    """Undone changes are none."""
    net.values = {key: pair for key, pair in net.values.items() if pair[0] != pair[1]}
    return bool(net.values)


def _days_of(desk: Desk, spec: Record, row: Mapping[Any, Any], net: _Net) -> list[Any]:
    """The days of a row that the change concerns.

    A state that merely ends after the period was turned, not corrected: its beginning is no 补记."""
    by = [spec.event] if spec.event else list(spec.span or ())
    moved = [key for key in by if key in net.values and not net.added]
    told = [day for key in moved for day in net.values[key]]
    if spec.event or net.added or not moved:
        told += [row[key] for key in by]
    return [*told, *_part_days(desk, spec, net)]


def _turned(desk: Desk, conn: Connection, spec: Record, id: int, net: _Net) -> Iterable[str]:
    """The days on which dated fields that were touched took their values (变更)."""
    past = desk.meta.tables["past"]
    dated = [key for key, field in spec.fields.items() if field.dated and key in net.values]
    return conn.execute(select(past.c.until).where(
        past.c.record == spec.key, past.c.record_id == id, past.c.field.in_(dated))).scalars() if dated else ()


def _part_days(desk: Desk, spec: Record, net: _Net) -> Iterator[str]:
    """The dates of child rows that came or went."""
    for part in spec.parts:
        dated = [k for k, f in desk.catalog.part_fields(spec.key, part).items() if isinstance(f.kind, Date)]
        old, new = (rows or [] for rows in net.values.get(part, ((), ())))
        for row in (*(r for r in new if r not in old), *(r for r in old if r not in new)):
            yield from (row[key] for key in dated if row.get(key))


def _titled(desk: Desk, found: list[Late]) -> Iterator[Late]:
    for record in dict.fromkeys(late.record for late in found):
        own = [late for late in found if late.record == record]
        names = titles(desk, record, [late.id for late in own])
        known = desk.catalog.fields(record) | desk.catalog.record(record).parts
        for late in own:
            fields = tuple(known[key].title for key in late.fields if key in known)
            yield Late(record, late.id, names.get(late.id, ""), late.date, late.what, late.at, late.worker, fields)
