"""Which record kinds were in use during a period: only of those 「没有」 may be said."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, exists, func, select

from desk.service.desk import Desk
from desk.service.periods import Period
from desk.service.registers import Kept, confirm_in_use, confirmed


def in_use(desk: Desk, period: Period, figures: Iterable[str]) -> frozenset[str]:
    """The figures whose registers were kept all the period: as the office said, else since 建账日 or earlier and with
    a row by its end."""
    since, until = str(period.since), min(str(period.until), desk.today)
    wanted, kept = [desk.catalog.figure(key) for key in figures], Kept(desk)
    records = {one.key: desk.catalog.ledger(one.ledger).record for one in wanted}
    with desk.read() as conn:
        used = {record: _used(desk, conn, record, until) for record in set(records.values())}
    return frozenset(
        one.key for one in wanted
        if (day := kept.since(one)) and day <= since and (kept.said(one) or used[records[one.key]]))


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


__all__ = ["confirm_in_use", "confirmed", "in_use"]
