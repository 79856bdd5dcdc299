"""Rows in memory, column by column: what many questions at once are answered from.

A figure is not worth a query: all figures of a year read the same few columns of the same
records, so each record is read once, only the columns that some figure names, and only the
events since the earliest day that anybody asks for. `desk.store.masks` reads conditions on them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData

from desk.kinds import Kind, Link, Storage
from desk.spec import And, Children, Compare, Condition, Day, Is, Linked, Not, Or
from desk.spec.catalog import Catalog, Resolved

Values = list[Any]
_FEW = 255


class Coded:
    """A column. Few different values are kept as one byte a row, so that a test is a table of bytes."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._known: Values = []
        self._bytes: bytes | None = None

    def mask(self, test: Callable[[Any], bool]) -> int:
        """The rows whose value passes; a blank never does."""
        if not self._known:
            self._known = list(dict.fromkeys(self.values))
            if len(self._known) <= _FEW:
                codes = {value: code for code, value in enumerate(self._known)}
                self._bytes = bytes(map(codes.__getitem__, self.values))
        passed = bytes(value is not None and test(value) for value in self._known)
        if self._bytes is not None:
            return int.from_bytes(self._bytes.translate(passed.ljust(256, b"\0")), "little")
        good = {value for value, passes in zip(self._known, passed, strict=True) if passes}
        return int.from_bytes(bytes(map(good.__contains__, self.values)), "little")


class Rows:
    """The rows of a record that are not deleted, by id. A mask is a number with one byte a row, the first lowest."""

    def __init__(self, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in keys]
        self._columns = dict(zip(keys, map(Coded, columns), strict=True))
        self.ids: list[int] = self._columns["id"].values
        self.size = len(self.ids)
        self.place = {id: at for at, id in enumerate(self.ids)}
        self.all = int.from_bytes(b"\1" * self.size, "little")
        self._extra: list[dict[str, Any] | None] | None = None
        self._places: dict[tuple[str, int], list[int]] = {}

    def column(self, key: str) -> Coded:
        return self._columns[key]

    def extra(self, key: str, kind: Kind) -> Coded:
        """A category's own field."""
        at = f"x.{key}"
        if at not in self._columns:
            if self._extra is None:
                self._extra = [json.loads(text) if text else None for text in self._columns["extra"].values]
            whole = kind.storage is Storage.INTEGER
            self._columns[at] = Coded([_cast(row.get(key), whole) if row else None for row in self._extra])
        return self._columns[at]

    def bytes(self, mask: int) -> bytes:
        """A mask as one byte a row."""
        return mask.to_bytes(self.size, "little")

    def leads(self, key: str, to: Rows) -> list[int]:
        """Where a link of each row leads among the rows of `to`: their places, -1 for none."""
        at = (key, id(to))
        if at not in self._places:
            self._places[at] = [to.place.get(one, -1) for one in self._columns[key].values]
        return self._places[at]


def _cast(value: Any, whole: bool) -> Any:
    if value is None:
        return None
    try:
        return int(value) if whole else str(value)
    except ValueError:
        return None


class Plan:
    """Which columns of which records will be read, and from which day on their events."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.columns: dict[str, set[str]] = {}
        self.floors: dict[str, str] = {}

    def rows(self, record: str, floor: str = "") -> None:
        """The record will be read; "" is from the beginning."""
        self.columns.setdefault(record, {"id"})
        self.floors[record] = min(self.floors.get(record, floor), floor)

    def key(self, record: str, *keys: str) -> None:
        self.columns.setdefault(record, {"id"}).update(keys)

    def in_force(self, record: str) -> None:
        """What tells whether a row is in force."""
        spec = self.catalog.record(record)
        if spec.part_of:
            self.key(record, "owner")
            self.rows(spec.part_of, self.floors.get(record, ""))
            self.in_force(spec.part_of)
        self.key(record, *(spec.span or ()), *([spec.event] if spec.event else ()))

    def path(self, record: str, path: str) -> None:
        self.column(record, self.catalog.column(record, path))

    def column(self, record: str, column: Resolved) -> None:
        """A column, and the rows that the links on its way lead through."""
        here = record
        for step in column.steps:
            if step.current:
                self.rows(step.target)
                self.key(step.target, step.link)
                self.in_force(step.target)
            else:
                self.key(here, step.link)
                owned = step.link == "owner" and bool(self.catalog.record(here).part_of)
                self.rows(step.target, self.floors.get(here, "") if owned else "")
            here = step.target
        self._leaf(here, column)

    def _leaf(self, here: str, column: Resolved) -> None:
        match column.form:
            case "age":
                self._leaf(here, column.inner[0])
            case "first" | "days" | "months":
                for one in column.inner:
                    self.column(here, one)
            case "count" | "list":
                self.rows(column.rows)
                self.in_force(column.rows)
                self.path(column.rows, column.via)
                for one in column.inner:
                    self.column(column.rows, one)
                if self.catalog.record(column.rows).part_of:
                    self.key(column.rows, "position")
            case "extra":
                self.key(here, "extra")
            case "field":
                self.key(here, column.key)

    def term(self, record: str, term: Condition | None, day: Callable[[Day], str]) -> None:
        """A condition on rows of a record; `day` tells what its relative days mean."""
        match term:
            case None:
                return
            case And(terms) | Or(terms):
                for one in terms:
                    self.term(record, one, day)
            case Not(inner):
                self.term(record, inner, day)
            case Linked(path, where):
                self.path(record, path)
                kind = self.catalog.column(record, path).kind
                assert isinstance(kind, Link)
                self.rows(kind.record)
                self.term(kind.record, where, day)
            case Children():
                self._children(record, term, day)
            case _:
                path = str(getattr(term, "path"))  # noqa: B009
                self.path(record, path)
                kind = self.catalog.column(record, path).kind
                tree = kind.record if isinstance(kind, Link) else ""
                if isinstance(term, Is) and tree and "parent" in self.catalog.record(tree).fields:
                    self.rows(tree)
                    self.key(tree, "parent")

    def _children(self, record: str, term: Children, day: Callable[[Day], str]) -> None:
        self.rows(term.record, self._floor(term, day))
        if not term.ever:
            self.in_force(term.record)
        self.path(term.record, term.via)
        self.term(term.record, term.where, day)
        if term.below:
            self.rows(record)
            self.key(record, "parent")

    def _floor(self, term: Children, day: Callable[[Day], str]) -> str:
        """The first day whose events the condition can count."""
        event = self.catalog.record(term.record).event
        terms = term.where.terms if isinstance(term.where, And) else (term.where,)
        found = [day(one.value) if isinstance(one.value, Day) else str(one.value) for one in terms
                 if isinstance(one, Compare) and event and one.path == event and one.op in (">", ">=", "=")]
        return max(found, default="")


class Memory:
    """The planned rows, read when they are first asked for."""

    def __init__(self, conn: Connection, catalog: Catalog, meta: MetaData, plan: Plan, today: str,
                 closed: Mapping[str, Sequence[str]] | None = None) -> None:
        self.conn, self.catalog, self.meta, self.plan, self.today = conn, catalog, meta, plan, today
        self.closed = closed or {}
        """Categories by record whose rows are not there for the caller."""
        self.kept: dict[object, Any] = {}
        """What readings of other days can use again: it does not depend on the day."""
        self._rows: dict[str, Rows] = {}
        self._past: dict[tuple[str, str], list[tuple[int, str, str]]] = {}

    def rows(self, record: str) -> Rows:
        if record not in self._rows:
            self._rows[record] = self._load(record)
        return self._rows[record]

    def _load(self, record: str) -> Rows:
        """One reading of the table. A part lives with its owner."""
        spec = self.catalog.record(record)
        keys = sorted(self.plan.columns[record])
        owner = self.catalog.record(spec.part_of) if spec.part_of else spec
        source, whose = f'"{spec.table}" t', "t"
        if spec.part_of:
            source, whose = f'{source} JOIN "{owner.table}" o ON o.id = t.owner', "o"
        tests, given = [f"{whose}.deleted = 0"], list[str]()
        if (floor := self.plan.floors.get(record, "")) and owner.event:
            tests.append(f'{whose}."{owner.event}" >= ?')
            given.append(floor)
        if shut := self.closed.get(owner.key):
            tests.append(f"""coalesce({whose}."{owner.category}", '') NOT IN ({', '.join('?' * len(shut))})""")
            given += shut
        chosen = ", ".join(f't."{key}"' for key in keys)
        found = self.conn.exec_driver_sql(
            f"SELECT {chosen} FROM {source} WHERE {' AND '.join(tests)} ORDER BY t.id", tuple(given)).cursor
        return Rows(keys, found.fetchall() if found is not None else [])

    def past(self, record: str, field: str) -> list[tuple[int, str, str]]:
        """(record id, until, value) of what a dated field held before, the latest first."""
        at = (record, field)
        if at not in self._past:
            t = self.meta.tables["past"]
            stmt = t.select().where(t.c.record == record, t.c.field == field).order_by(t.c.until.desc())
            self._past[at] = [(r.record_id, r.until, r.value) for r in self.conn.execute(stmt)]
        return self._past[at]
