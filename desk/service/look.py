"""What rules may look up while a record is saved: the rows of the transaction itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desk.kinds import Code, Value
from desk.service.desk import Desk
from desk.store import rows
from desk.store.changes import with_extra


@dataclass
class StoreLook:
    """A `Look` over one connection."""

    desk: Desk
    conn: Connection

    @property
    def today(self) -> str:
        return self.desk.today

    def row(self, record: str, id: int) -> Mapping[str, Any] | None:
        table = self.desk.meta.tables[self.desk.catalog.record(record).table]
        found = self.conn.execute(select(table).where(table.c.id == id)).mappings().first()
        return with_extra(found) if found else None

    def rows(self, record: str, **where: Value) -> Sequence[Mapping[str, Any]]:
        table = self.desk.meta.tables[self.desk.catalog.record(record).table]
        tests = [table.c[key] == value for key, value in where.items()]
        found = self.conn.execute(select(table).where(table.c.deleted == 0, *tests)).mappings()
        return [with_extra(row) for row in found]

    def add_workdays(self, since: str, days: int) -> str:
        return self.desk.workdays.add(since, days).date

    def below(self, record: str, field: str, code: str) -> frozenset[str]:
        kind = self.desk.catalog.column(record, field).kind
        return kind.codes.below(code) if isinstance(kind, Code) else frozenset({code})

    def state_class(self, record: str, category: Value, state: Value) -> str:
        known = self.desk.catalog.states(record).get(str(state))
        return known.state_class if known else ""


def full_row(desk: Desk, conn: Connection, record: str, id: int) -> dict[str, Any] | None:
    """A stored row with its category's fields and child rows; None where there is none."""
    return full_rows(desk, conn, record, [id]).get(id)


def full_rows(desk: Desk, conn: Connection, record: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Stored rows with their categories' fields and child rows by id; at most a thousand at once."""
    return rows.full_rows(conn, desk.meta, desk.catalog.record(record), ids)


def current_row(desk: Desk, conn: Connection, record: str, current: str, id: int) -> dict[str, Any] | None:
    """The spell in force of a row (居住登记 of a resident); None where there is none."""
    column = desk.catalog.column(record, current)
    reader = desk.reader()
    t = reader.source(record)
    found = conn.execute(select(reader.read(column, t)).where(t.c.id == id)).scalar()
    return full_row(desk, conn, column.record, found) if found else None
