"""Lists: the ids of a ledger's rows, and the formatted text of some of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.sql.selectable import FromClause

from desk.kinds import Code, Codes, Kind, Link
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.spec import Condition, Ledger
from desk.spec.as_of import counted_by
from desk.spec.catalog import Resolved
from desk.spec.sentence import sentence as in_words
from desk.store.joins import Joins
from desk.store.search import matches
from desk.store.sql import Reader

_CHUNK = 400


@dataclass(frozen=True)
class Query:
    """A ledger, narrowed: clicked filters, a typed text, a period or a day, an order.

    `order` are paths, "-" before one reverses it. Dates are ISO text.
    """

    ledger: str
    where: Condition | None = None
    text: str = ""
    since: str | None = None
    until: str | None = None
    on: str | None = None
    order: tuple[str, ...] = ()
    late: bool = False
    """Only the rows that came after their period was closed (补记)."""


@dataclass(frozen=True)
class ColumnView:
    """A column of a list; `width` in half-width characters."""

    path: str
    title: str
    kind: Kind
    numeric: bool
    width: int


@dataclass(frozen=True)
class LedgerView:
    """A ledger as the lists of ledgers show it."""

    key: str
    title: str
    tab: str
    record: str
    time: str
    everyday: bool
    note: str


@dataclass(frozen=True)
class Choice:
    """A column to filter by clicking: its options with the rows each has."""

    path: str
    title: str
    options: tuple[tuple[str, str, int], ...]


def time_of(desk: Desk, ledger: Ledger) -> str:
    """"event" when rows count by a date within a period, else "state"."""
    return "event" if counted_by(desk.catalog, ledger) else "state"


def ledgers(desk: Desk, tab: str | None = None) -> list[LedgerView]:
    """The ledgers of a tab, or all, in their declared order."""
    made = []
    for one in desk.catalog.ledgers.values():
        own_tab = one.tab or desk.catalog.record(one.record).tab
        if tab in (None, own_tab):
            made.append(LedgerView(one.key, one.title, own_tab, one.record, time_of(desk, one), one.everyday, one.note))
    return made


def resolved(desk: Desk, ledger: Ledger) -> list[Resolved]:
    """The ledger's columns, under its own heads."""
    made = [(desk.catalog.column(ledger.record, path), title) for path, title in ledger.columns]
    return [replace(column, title=title) if title else column for column, title in made]


def columns(desk: Desk, ledger: str) -> list[ColumnView]:
    """The columns of a list."""
    return [_view(c) for c in resolved(desk, desk.catalog.ledger(ledger))]


def _view(column: Resolved) -> ColumnView:
    return ColumnView(column.path, column.title, column.kind, column.kind.numeric, column.kind.width)


def source_of(desk: Desk, query: Query) -> tuple[Reader, FromClause]:
    """The reader of a query's day and period, and the source of its rows. Of an event ledger as of a day, those up to
    it, each read as of its own date."""
    ledger = desk.catalog.ledger(query.ledger)
    by = counted_by(desk.catalog, ledger)
    until = query.until or (query.on if by else "") or ""
    reader = desk.reader(query.on, query.since or "", until)
    t = reader.source(ledger.record)
    return (reader.by_row(ledger.record, t, by) if by else reader), t


def base_of(reader: Reader, t: FromClause, desk: Desk, ledger: Ledger, query: Query) -> ColumnElement[bool]:
    """The rows of a ledger's record that are there, in time, and may be seen by the caller."""
    return and_(reader.alive(ledger.record, t), _in_time(reader, t, desk, ledger, query))


def rows_of(reader: Reader, t: FromClause, desk: Desk, query: Query) -> ColumnElement[bool]:
    """The condition of a query's rows on a source of its record."""
    ledger = desk.catalog.ledger(query.ledger)
    tests = [base_of(reader, t, desk, ledger, query)]
    tests += [reader.where(ledger.record, t, one) for one in (ledger.where, query.where) if one]
    if query.text.strip():
        tests.append(matches(reader, ledger.record, t, query.text))
    if query.late:
        from desk.service.trust.marks import marked

        tests.append(t.c.id.in_(marked(desk, query)))
    return and_(true(), *tests)


def _in_time(reader: Reader, t: FromClause, desk: Desk, ledger: Ledger, query: Query) -> ColumnElement[bool]:
    spec, by = desk.catalog.record(ledger.record), counted_by(desk.catalog, ledger)
    if not by:
        return reader.in_force(ledger.record, t) if spec.span else true()
    date = reader.column(ledger.record, t, by)
    tests: list[ColumnElement[bool]] = [date.is_not(None)] if ledger.event else []
    if query.since:
        tests.append(date >= query.since)
    if until := query.until or query.on:
        tests.append(date <= until)
    return and_(true(), *tests)


def count(desk: Desk, query: Query) -> int:
    """How many rows the query has."""
    with desk.read() as conn:
        reader, t = source_of(desk, query)
        found = conn.execute(select(func.count()).select_from(t).where(rows_of(reader, t, desk, query))).scalar()
    return int(found or 0)


def counts(desk: Desk, keys: Sequence[str]) -> dict[str, int]:
    """The live counts of several ledgers."""
    return {key: count(desk, Query(key)) for key in keys}


def ids(desk: Desk, query: Query) -> array[int]:
    """The ids of the rows, in order: a stable snapshot for a table or an export."""
    with desk.read() as conn:
        reader, t = source_of(desk, query)
        ledger = desk.catalog.ledger(query.ledger)
        order = query.order or ledger.order or desk.catalog.record(ledger.record).order
        stmt = select(t.c.id).where(rows_of(reader, t, desk, query)).order_by(*_order(reader, t, ledger.record, order))
        return array("q", conn.execute(stmt).scalars())


def _order(reader: Reader, t: FromClause, record: str, order: Sequence[str]) -> list[ColumnElement[Any]]:
    made = []
    for path in order:
        key = reader.sort_key(reader.catalog.column(record, path.lstrip("-")), t)
        made.append(key.desc() if path.startswith("-") else key)
    return [*made, t.c.id]


def values(desk: Desk, query: Query, ids: Sequence[int]) -> list[list[Any]]:
    """The plain values of the rows' columns, in the order of `ids`."""
    ledger = desk.catalog.ledger(query.ledger)
    found = resolved(desk, ledger)
    with desk.read() as conn:
        rows: dict[int, list[Any]] = {}
        for start in range(0, len(ids), _CHUNK):
            reader, t = source_of(desk, query)
            joins = Joins(reader, t)
            read = [joins.read(c) for c in found]
            wanted = t.c.id.in_(ids[start:start + _CHUNK])
            stmt: Select[Any] = select(t.c.id, *read).select_from(joins.source).where(wanted)
            rows |= {row[0]: list(row[1:]) for row in conn.execute(stmt)}
    return [rows[one] for one in ids if one in rows]


def texts(desk: Desk, query: Query | str, ids: Sequence[int], full: bool = False) -> list[list[str]]:
    """The rows' columns as formatted text, masked unless `full`; a row gone since is blank."""
    query = Query(query) if isinstance(query, str) else query
    found = resolved(desk, desk.catalog.ledger(query.ledger))
    return shown(desk, found, values(desk, query, ids), full)


def shown(desk: Desk, found: Sequence[Resolved], rows: list[list[Any]], full: bool) -> list[list[str]]:
    """Plain values of columns as text; links by the titles of their rows."""
    for place, column in enumerate(found):
        if isinstance(column.kind, Link):
            names = titles(desk, column.kind.record, {row[place] for row in rows if row[place]})
            for row in rows:
                row[place] = names.get(row[place], "") if row[place] else None
    makers = [_maker(column, full) for column in found]
    return [[make(value) for make, value in zip(makers, row, strict=True)] for row in rows]


def _maker(column: Resolved, full: bool) -> Any:
    if isinstance(column.kind, Link):
        return lambda value: value or ""
    masked = not full and (column.sensitive or any(one.sensitive for one in column.inner))
    return column.kind.masked if masked else column.kind.show


def totals(desk: Desk, query: Query) -> dict[str, str]:
    """The sums of the ledger's totalled columns, as text by path."""
    ledger = desk.catalog.ledger(query.ledger)
    found = [c for c in resolved(desk, ledger) if c.path in ledger.totals]
    if not found:
        return {}
    with desk.read() as conn:
        reader, t = source_of(desk, query)
        wanted = rows_of(reader, t, desk, query)
        stmt = select(*(func.sum(reader.read(c, t)) for c in found)).select_from(t).where(wanted)
        sums = conn.execute(stmt).one()
    return {c.path: c.kind.show(int(value or 0)) for c, value in zip(found, sums, strict=True)}


def sentence(desk: Desk, query: Query) -> str:
    """The clicked filters as a Chinese sentence."""
    if query.where is None:
        return ""
    ledger = desk.catalog.ledger(query.ledger)
    return in_words(desk.catalog, ledger.record, query.where, by=counted_by(desk.catalog, ledger))


def choices(desk: Desk, query: Query, limit: int = 8) -> list[Choice]:
    """The columns of codes that a ledger can be filtered by, with counts; at most `limit`."""
    ledger = desk.catalog.ledger(query.ledger)
    spec = desk.catalog.record(ledger.record)
    paths = list(dict.fromkeys([p for p in (spec.category, spec.state) if p] + [p for p, _ in ledger.columns]))
    made: list[Choice] = []
    for path in paths:
        column = desk.catalog.column(ledger.record, path)
        if isinstance(column.kind, Code) and not isinstance(column.kind, Codes) and len(made) < limit:
            options = _options(desk, query, column)
            if len(options) > 1:
                made.append(Choice(path, column.title, options))
    return made


def _options(desk: Desk, query: Query, column: Resolved) -> tuple[tuple[str, str, int], ...]:
    with desk.read() as conn:
        reader, t = source_of(desk, query)
        value = reader.read(column, t).label("value")
        wanted = rows_of(reader, t, desk, query)
        stmt = select(value, func.count()).where(wanted).group_by(value).order_by(func.count().desc())
        found = conn.execute(stmt).all()
    return tuple((code, column.kind.show(code), number) for code, number in found if code is not None)
