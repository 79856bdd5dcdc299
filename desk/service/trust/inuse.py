"""Which record kinds were in use during a period: only of those 「没有」 may be said."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, exists, func, select

from desk.service.desk import Desk
from desk.service.periods import Period

_SETTING = "in_use"


def confirmed(desk: Desk) -> dict[str, str]:
    """The records that the office says it has kept, each with the day since when."""
    found: dict[str, str] = json.loads(desk.settings.get(_SETTING, "{}"))
    return found


def confirm_in_use(desk: Desk, record: str, since: str) -> None:
    """The office says that it has kept a record since a day, though nothing may have happened yet."""
    desk.catalog.record(record)
    desk.set(**{_SETTING: json.dumps({**confirmed(desk), record: since})})


def in_use(desk: Desk, period: Period, figures: Iterable[str]) -> frozenset[str]:
    """The figures whose record was kept all the period: since 建账日 or earlier, and with a row by its end."""
    since, until = str(period.since), min(str(period.until), desk.today)
    records = {key: desk.catalog.ledger(desk.catalog.figure(key).ledger).record for key in figures}
    told = confirmed(desk)
    with desk.read() as conn:
        used = {record: _used(desk, conn, record, until) for record in set(records.values())}
    begun = bool(desk.started) and desk.started <= since
    return frozenset(
        key for key, record in records.items()
        if (begun and used[record]) or told.get(record.partition(".")[0], "9999") <= since)


def _used(desk: Desk, conn: Connection, record: str, until: str) -> bool:
    """Whether a row happened or was entered by a day."""
    spec = desk.catalog.record(record)
    owner = desk.catalog.record(spec.part_of) if spec.part_of else spec
    table = desk.meta.tables[owner.table]
    there = [table.c.deleted == 0]
    if spec.part_of:
        part = desk.meta.tables[spec.table]
        there.append(exists().where(part.c.owner == table.c.id))
    if owner.event and conn.execute(select(table.c.id).where(*there, table.c[owner.event] <= until).limit(1)).first():
        return True
    change, save = desk.meta.tables["change"], desk.meta.tables["change_set"]
    first = select(func.min(change.c.change_set)).where(
        change.c.record == owner.key, change.c.record_id.in_(select(table.c.id).where(*there)))
    at = conn.execute(select(save.c.at).where(save.c.id == first.scalar_subquery())).scalar()
    return at is not None and str(at)[:10] <= until
