"""The stored rows that a file's rows may mean, fetched in few large questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from desk.service.desk import Desk
from desk.store.changes import with_extra

Row = dict[str, Any]
_CHUNK = 900
"""Values in one question; SQLite takes 32,766, older ones 999."""


def rows_by(desk: Desk, conn: Connection, record: str, column: str, values: Iterable[Any]) -> Iterator[Row]:
    """The living rows whose column is one of the values."""
    table = desk.meta.tables[desk.catalog.record(record).table]
    wanted = sorted(values)
    keys = [c.name for c in table.c]
    for start in range(0, len(wanted), _CHUNK):
        stmt = select(table).where(table.c.deleted == 0, table.c[column].in_(wanted[start:start + _CHUNK]))
        for row in conn.execute(stmt):
            yield dict(zip(keys, row, strict=True))


def all_rows(desk: Desk, conn: Connection, record: str) -> list[Row]:
    """Every living row, with its category's fields laid open."""
    table = desk.meta.tables[desk.catalog.record(record).table]
    return [with_extra(row) for row in conn.execute(select(table).where(table.c.deleted == 0)).mappings()]


def some_columns(desk: Desk, conn: Connection, record: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """A few columns of every living row."""
    table = desk.meta.tables[desk.catalog.record(record).table]
    for row in conn.execute(select(*(table.c[c] for c in columns)).where(table.c.deleted == 0)):
        yield tuple(row)


def current_spells(desk: Desk, conn: Connection, ids: Iterable[int]) -> dict[int, Row]:
    """The residence in force today of each of the people, as stored."""
    table = desk.meta.tables["residence"]
    keys = [c.name for c in table.c]
    wanted, day = sorted(ids), desk.today
    made: dict[int, Row] = {}
    started = or_(table.c.start.is_(None), table.c.start <= day)
    lasting = or_(table.c.end.is_(None), table.c.end > day)
    for start in range(0, len(wanted), _CHUNK):
        whose = table.c.resident.in_(wanted[start:start + _CHUNK])
        for found in conn.execute(select(table).where(and_(table.c.deleted == 0, started, lasting, whose))):
            row = dict(zip(keys, found, strict=True))
            other = made.get(row["resident"])
            if other is None or (row["start"] or "", row["id"]) > (other["start"] or "", other["id"]):
                made[row["resident"]] = row
    return made
