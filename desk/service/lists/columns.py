"""Any columns of a record's rows, read in pages: what forms, rosters and the whole export are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.sql.selectable import FromClause

from desk.kinds import Cell, Files, Link
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.lists.query import Query, source_of
from desk.spec.catalog import Resolved
from desk.store.joins import Joins
from desk.store.sql import Reader

PAGE = 500

Source = tuple[Reader, FromClause]


def rows_of_query(desk: Desk, query: Query, found: Sequence[Resolved], ids: Sequence[int]) -> Iterator[list[Any]]:
    """The plain values of the columns for the ids of a query, in their order; links as titles."""
    yield from (row for _, row in _paged(desk, lambda: source_of(desk, query), found, ids))


def rows_by_id(desk: Desk, record: str, found: Sequence[Resolved], ids: Sequence[int]) -> dict[int, list[Any]]:
    """The same for any rows of a record as of today, by id; rows that are gone are missing."""
    def source() -> Source:
        reader = desk.reader()
        return reader, reader.source(record)

    return dict(_paged(desk, source, found, ids))


def all_ids(desk: Desk, record: str) -> list[int]:
    """Every row of a record that is there for the caller, whether in force or not; of a part by its owners."""
    with desk.read() as conn:
        reader = desk.reader()
        t = reader.source(record)
        order = [t.c.owner, t.c.position, t.c.id] if desk.catalog.record(record).part_of else [t.c.id]
        return list(conn.execute(select(t.c.id).where(reader.alive(record, t)).order_by(*order)).scalars())


def _paged(
    desk: Desk, source: Callable[[], Source], found: Sequence[Resolved], ids: Sequence[int]
) -> Iterator[tuple[int, list[Any]]]:
    """Page by page; a fresh reader a page makes the same statement again, which SQLAlchemy has compiled."""
    for start in range(0, len(ids), PAGE):
        rows = _values(desk, source(), found, ids[start:start + PAGE])
        for place, column in enumerate(found):
            if isinstance(column.kind, Link):
                names = titles(desk, column.kind.record, {row[place] for _, row in rows if row[place]})
                for _, row in rows:
                    row[place] = names.get(row[place], "") if row[place] else None
        yield from rows


def _values(desk: Desk, source: Source, found: Sequence[Resolved], ids: Sequence[int]) -> list[tuple[int, list[Any]]]:
    reader, t = source
    with desk.read() as conn:
        joins = Joins(reader, t)
        read = [joins.read(c) for c in found]
        stmt: Select[Any] = select(t.c.id, *read).select_from(joins.source).where(t.c.id.in_(ids))
        rows = {row[0]: list(row[1:]) for row in conn.execute(stmt)}
    return [(one, rows[one]) for one in ids if one in rows]


def is_masked(column: Resolved, full: bool) -> bool:
    """Whether a column is shown with hidden digits."""
    return not full and (column.sensitive or any(one.sensitive for one in column.inner))


def cell_maker(column: Resolved, full: bool) -> Callable[[Any], Cell]:
    """How a column's values become spreadsheet cells; links have come as titles."""
    if isinstance(column.kind, Link):
        return lambda value: value or None
    if is_masked(column, full):
        return column.kind.masked
    return column.kind.show if isinstance(column.kind, Files) else column.kind.excel


def cell_of(column: Resolved, value: Any, full: bool) -> Cell:
    """A value as a spreadsheet cell."""
    return cell_maker(column, full)(value)


def cells(
    desk: Desk, query: Query, found: Sequence[Resolved], ids: Sequence[int], full: bool
) -> Iterator[list[Cell]]:
    """The rows of a query as spreadsheet cells."""
    makers = [cell_maker(column, full) for column in found]
    for row in rows_of_query(desk, query, found, ids):
        yield [make(value) for make, value in zip(makers, row, strict=True)]


def text_of(column: Resolved, value: Any, full: bool) -> str:
    """A value as text."""
    if isinstance(column.kind, Link):
        return value or ""
    return column.kind.masked(value) if is_masked(column, full) else column.kind.show(value)
