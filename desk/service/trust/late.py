"""补记: what was entered, changed or deleted for a closed period after its closing. Read from the log.

An event belongs to the period by its date. A state belongs to every day on which it was in force, and
so to a period that it only reaches into; one without a beginning, and a row without any dates (a
resident, a place), to all time. What reaches in without a date of the period concerns it only where
a figure reads what was changed: another telephone number makes no number another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from desk.kinds import Date
from desk.service.desk import Desk
from desk.service.entries.gate import closed
from desk.service.entries.titles import titles
from desk.service.figures.planning import Planner
from desk.service.periods import Period
from desk.service.trust.frozen import Frozen, closings
from desk.spec import Record
from desk.store.changes import PROGRAM
from desk.store.difference import MARK, flattened, row_of

ADDED, CHANGED, DELETED = "补记", "补改", "补删"
_CHUNK = 500
_PRESENT = {"resident": "residence"}
"""Rows without dates that are there by the dated rows of another record: adding one concerns no day."""
Days = tuple[str, str]


@dataclass(frozen=True)
class Late:
    """A record of a closed period that was touched afterwards.

    `date` is its day in the period; of a state that only reaches in its beginning, "" where there is none."""

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


def late_entries(desk: Desk, period: Period, record: str = "") -> list[Late]:
    """What came later for the closed periods that share days with a period, by date; of one record, or of all."""
    found: dict[tuple[str, int], Late] = {}
    with desk.read() as conn:
        for one in closings(desk, period):
            days = (max(one.since, period.since or period.on or one.since),
                    min(one.until, period.until or period.on or one.until))
            if days[0] <= days[1]:
                for late in _since(desk, conn, one, days, record):
                    found.setdefault((late.record, late.id), late)
    return sorted(_titled(desk, list(found.values())), key=lambda late: (late.date, late.record, late.id))


def _since(desk: Desk, conn: Connection, one: Frozen, days: Days, record: str) -> Iterator[Late]:
    nets = _nets(desk, conn, one.log, record)
    counted = _counted(desk, one.period) if nets else {}
    for key in dict.fromkeys(key for key, _ in nets):
        own = {id: net for (of, id), net in nets.items() if of == key}
        yield from _of_record(desk, conn, desk.catalog.record(key), own, days, counted.get(key, frozenset()))


def _counted(desk: Desk, period: Period) -> dict[str, frozenset[str]]:
    """The fields of each record that the figures of a period read."""
    planner = Planner(desk)
    for figure in desk.catalog.figures.values():
        planner.figure(figure, period)
    return {record: frozenset(columns) for record, columns in planner.plan.columns.items()}


def _of_record(
    desk: Desk, conn: Connection, spec: Record, nets: Mapping[int, _Net], days: Days, counted: frozenset[str]
) -> Iterator[Late]:
    rows = {row["id"]: row for row in _rows(conn, desk.meta.tables[spec.table], list(nets))}
    for id, net in nets.items():
        row = rows.get(id)
        if row is None or (net.added and row["deleted"]) or _hidden(desk, spec, row):
            continue
        turned = _turned(desk, conn, spec, id, net)
        told = [*_days_of(desk, conn, spec, row, net), *turned.values()]
        within = sorted(str(day) for day in told if day and days[0] <= str(day) <= days[1])
        later = {key for key, day in turned.items() if day > days[1]}
        touched = counted & {_column(key) for key in net.values.keys() - later}
        if within or _reaches(spec, row, net, days, bool(touched)):
            date = within[0] if within else str(row[spec.span[0]] or "") if spec.span else ""
            what = ADDED if net.added else DELETED if row["deleted"] else CHANGED
            fields = () if net.added else tuple(dict.fromkeys(key.partition("/")[0] for key in net.values))
            yield Late(spec.key, id, "", date, what, net.at, net.worker, fields)


def _column(key: str) -> str:
    """The stored column, or the part, in which a logged key stands."""
    return "extra" if key.startswith("x.") else key.partition("/")[0]


def _rows(conn: Connection, table: Any, ids: Sequence[int]) -> Iterator[Mapping[Any, Any]]:
    for start in range(0, len(ids), _CHUNK):
        yield from conn.execute(select(table).where(table.c.id.in_(ids[start:start + _CHUNK]))).mappings()


def _hidden(desk: Desk, spec: Record, row: Mapping[Any, Any]) -> bool:
    return bool(spec.category) and row[spec.category] in closed(desk, spec.key)


def _nets(desk: Desk, conn: Connection, log: int, record: str) -> dict[tuple[str, int], _Net]:
    change, save = desk.meta.tables["change"], desk.meta.tables["change_set"]
    stmt = (
        select(change.c.record, change.c.record_id, change.c["values"], save.c.at, save.c.worker)
        .join(save, save.c.id == change.c.change_set)
        .where(save.c.id > log, save.c.worker != PROGRAM).order_by(change.c.id))
    if record:
        stmt = stmt.where(change.c.record == record)
    made: dict[tuple[str, int], _Net] = {}
    for key, id, text, at, worker in conn.execute(stmt):
        net = made.setdefault((key, id), _Net(at, worker))
        net.at, net.worker = at, worker
        for name, (old, new) in flattened(json.loads(text)).items():
            if name.startswith(MARK):
                continue
            net.added = net.added or (name == "deleted" and old is None)
            net.values.setdefault(name, [old, new])[1] = new
    return {key: net for key, net in made.items() if net.added or _differs(net)}


def _differs(net: _Net) -> bool:
    """Undone changes are none."""
    net.values = {key: pair for key, pair in net.values.items() if pair[0] != pair[1]}
    return bool(net.values)


def _days_of(desk: Desk, conn: Connection, spec: Record, row: Mapping[Any, Any], net: _Net) -> list[Any]:
    """The days of a row that the change concerns.

    A state that merely ends after the period was turned, not corrected: its beginning is no 补记."""
    by = [spec.event] if spec.event else list(spec.span or ())
    moved = [key for key in by if key in net.values and not net.added]
    told = [day for key in moved for day in net.values[key]]
    if spec.event or net.added or not moved:
        told += [row[key] for key in by]
    return [*told, *_part_days(desk, conn, spec, net)]


def _reaches(spec: Record, row: Mapping[Any, Any], net: _Net, days: Days, counted: bool) -> bool:
    """Whether a change without a day of its own in the period makes it another: who was there, or how they count."""
    if spec.event or spec.part_of:
        return False
    there, gone = not net.added, bool(row["deleted"])
    if not spec.span:
        return gone or (counted if there else spec.key not in _PRESENT)
    old = [net.values[key][0] if key in net.values else row[key] for key in spec.span]
    before = _clipped(old, days) if there else None
    after = None if gone else _clipped([row[key] for key in spec.span], days)
    moved = any(key in net.values for key in spec.span)
    return before != after or (after is not None and counted and not moved)


def _clipped(span: Sequence[Any], days: Days) -> Days | None:
    """The days of a period on which a state was in force; ends are exclusive."""
    begin, end = span
    first, last = max(str(begin or ""), days[0]), min(str(end or "9999"), f"{days[1]}~")
    return (first, last) if first < last else None


def _turned(desk: Desk, conn: Connection, spec: Record, id: int, net: _Net) -> dict[str, str]:
    """The last days on which dated fields that were touched took another value (变更)."""
    past = desk.meta.tables["past"]
    dated = [key for key, field in spec.fields.items() if field.dated and key in net.values]
    found = conn.execute(select(past.c.field, past.c.until).where(
        past.c.record == spec.key, past.c.record_id == id, past.c.field.in_(dated)).order_by(past.c.until)
    ) if dated else ()
    return {str(key): str(day) for key, day in found}


def _part_days(desk: Desk, conn: Connection, spec: Record, net: _Net) -> Iterator[Any]:
    """The dates, old and new, of child rows that came, went or changed."""
    for part in spec.parts:
        dated = [k for k, f in desk.catalog.part_fields(spec.key, part).items() if isinstance(f.kind, Date)]
        uids = {row_of(key).partition("/")[2] for key in net.values if key.startswith(f"{part}/")}
        if dated and uids:
            yield from (day for key, pair in net.values.items() if row_of(key) and key.rpartition("/")[2] in dated
                        for day in pair)
            table = desk.meta.tables[f"{spec.table}_{part}"]
            for row in conn.execute(select(*(table.c[key] for key in dated)).where(table.c.uid.in_(uids))):
                yield from row


def _titled(desk: Desk, found: list[Late]) -> Iterator[Late]:
    for record in dict.fromkeys(late.record for late in found):
        own = [late for late in found if late.record == record]
        names = titles(desk, record, [late.id for late in own])
        known = desk.catalog.fields(record) | desk.catalog.extra_fields(record) | desk.catalog.record(record).parts
        for late in own:
            fields = tuple(known[key].title for key in late.fields if key in known)
            yield Late(record, late.id, names.get(late.id, ""), late.date, late.what, late.at, late.worker, fields)
