"""Any columns of a record's rows, read in pages: what forms, rosters and the whole export are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from desk.kinds import Cell, Files, Link
from desk.service.desk import Desk
from desk.service.query import Query, reader_for
from desk.service.titles import titles
from desk.spec.catalog import Resolved
from desk.store.joins import Joins
from desk.store.sql import Reader

PAGE = 500
_CHUNK = 400


def rows_of_query(desk: Desk, query: Query, found: Sequence[Resolved], ids: Sequence[int]) -> Iterator[list[Any]]:
    """The plain values of the columns for the ids of a query, in their order; links as titles."""
    record = desk.catalog.ledger(query.ledger).record
    yield from (row for _, row in _paged(desk, reader_for(desk, query), record, found, ids))


def rows_by_id(desk: Desk, record: str, found: Sequence[Resolved], ids: Sequence[int]) -> dict[int, list[Any]]:
    """The same for any rows of a record as of today, by id; rows that are gone are missing."""
    return dict(_paged(desk, desk.reader(), record, found, ids))


def all_ids(desk: Desk, record: str) -> list[int]:
    """Every row of a record that is there for the caller, whether in force or not; of a part by its owners."""
    with desk.read() as conn:
        reader = desk.reader()
        t = reader.source(record)
        order = [t.c.owner, t.c.position, t.c.id] if desk.catalog.record(record).part_of else [t.c.id]
        return list(conn.execute(select(t.c.id).where(reader.alive(record, t)).order_by(*order)).scalars())


def _paged(
    desk: Desk, reader: Reader, record: str, found: Sequence[Resolved], ids: Sequence[int]
) -> Iterator[tuple[int, list[Any]]]:
    for start in range(0, len(ids), PAGE):
        rows = _values(desk, reader, record, found, ids[start:start + PAGE])
        for place, column in enumerate(found):
            if isinstance(column.kind, Link):
                names = titles(desk, column.kind.record, {row[place] for _, row in rows if row[place]})
                for _, row in rows:
                    row[place] = names.get(row[place], "") if row[place] else None
        yield from rows


def _values(desk: Desk, reader: Reader, record: str, found: Sequence[Resolved], ids: Sequence[int]
            ) -> list[tuple[int, list[Any]]]:
    rows: dict[int, list[Any]] = {}
    with desk.read() as conn:
        t = reader.source(record)
        for start in range(0, len(ids), _CHUNK):
            chunk = list(ids[start:start + _CHUNK])
            joins = Joins(reader, t)
            read = [joins.read(c) for c in found]
            stmt: Select[Any] = select(t.c.id, *read).select_from(joins.source).where(t.c.id.in_(chunk))
            rows |= {row[0]: list(row[1:]) for row in conn.execute(stmt)}
    return [(one, rows[one]) for one in ids if one in rows]


def is_masked(column: Resolved, full: bool) -> bool:
    """Whether a column is shown with hidden digits."""
    return not full and (column.sensitive or any(one.sensitive for one in column.inner))


def cell_of(column: Resolved, value: Any, full: bool) -> Cell:
    """A value as a spreadsheet cell; links have come as titles."""
    if isinstance(column.kind, Link):
        return value or None
    if is_masked(column, full):
        return column.kind.masked(value)
    return column.kind.show(value) if isinstance(column.kind, Files) else column.kind.excel(value)


def cells(
    desk: Desk, query: Query, found: Sequence[Resolved], ids: Sequence[int], full: bool
) -> Iterator[list[Cell]]:
    """The rows of a query as spreadsheet cells."""
    for row in rows_of_query(desk, query, found, ids):
        yield [cell_of(column, value, full) for column, value in zip(found, row, strict=True)]


def text_of(column: Resolved, value: Any, full: bool) -> str:
    """A value as text."""
    if isinstance(column.kind, Link):
        return value or ""
    return column.kind.masked(value) if is_masked(column, full) else column.kind.show(value)
