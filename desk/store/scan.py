"""One pass over a record for many questions at once.

Every simple term of all the conditions becomes a column of one materialised query, each
computed once a row however many figures use it; the figures are sums over those columns.
A spreadsheet answers a COUNTIF in a glance: a query a figure would not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, case, column, func, select, true
from sqlalchemy.sql.selectable import FromClause

from desk.spec import Blank, Children, Classed, Compare, Condition, Has, Is
from desk.store.sql import Reader

_MOST = 400
"""Answers a statement gives; SQLite allows 2,000 columns."""


class Scan:
    """A pass over the rows of one record that satisfy `base`."""

    def __init__(self, reader: Reader, record: str, t: FromClause, base: ColumnElement[bool]) -> None:
        self._reader, self._record, self._t, self._base = reader, record, t, base
        self._terms = _Terms(reader, self)
        self._columns: dict[object, ColumnElement[Any]] = {}
        self._inner: list[ColumnElement[Any]] = []
        self._answers: list[ColumnElement[Any]] = []
        self._counted: dict[tuple[Condition | None, ...], int] = {}

    def holds(self, term: Condition | None) -> ColumnElement[bool]:
        """A condition over the pass's columns."""
        return self._terms.where(self._record, self._t, term)

    def value(self, path: str) -> ColumnElement[Any]:
        """A column's value as a column of the pass."""
        found = self._reader.catalog.column(self._record, path)
        return self._named(("value", path), lambda: self._reader.read(found, self._t))

    def ask(self, answer: ColumnElement[Any]) -> int:
        """Add an aggregate over the pass's columns; its place among the answers."""
        self._answers.append(answer)
        return len(self._answers) - 1

    def count(self, *terms: Condition | None) -> int:
        """Ask how many rows satisfy all the terms."""
        if terms not in self._counted:
            self._counted[terms] = self.ask(func.coalesce(func.sum(case((self._all(terms), 1), else_=0)), 0))
        return self._counted[terms]

    def over(self, aggregate: Any, path: str, *terms: Condition | None) -> int:
        """Ask for an aggregate of a column over the rows that satisfy all the terms."""
        return self.ask(aggregate(case((self._all(terms), self.value(path)))))

    def _all(self, terms: Sequence[Condition | None]) -> ColumnElement[bool]:
        return and_(true(), *(self.holds(t) for t in terms if t is not None))

    def _named(self, key: object, make: Callable[[], ColumnElement[Any]]) -> ColumnElement[Any]:
        """The pass's column of a term; the term's own SQL stands once, inside the pass."""
        if key not in self._columns:
            name = f"c{len(self._columns)}"
            made = make()
            self._columns[key] = column(name, made.type)
            self._inner.append(made.label(name))
        return self._columns[key]

    def term(self, term: Condition) -> ColumnElement[bool]:
        """A simple term as a column of the pass that is 1 where it holds."""
        return self._named(
            term, lambda: case((self._reader.where(self._record, self._t, term), 1), else_=0)) == 1

    def answers(self, conn: Connection) -> list[Any]:
        """What was asked, in order."""
        inner: Select[Any] = select(*self._inner) if self._inner else select(self._t.c.id.label("c0"))
        rows: CTE = inner.select_from(self._t).where(self._base).cte("pass").prefix_with("MATERIALIZED")
        made: list[Any] = []
        for start in range(0, len(self._answers), _MOST):
            asked = [one.label(f"a{i}") for i, one in enumerate(self._answers[start:start + _MOST])]
            made += conn.execute(select(*asked).select_from(rows)).one()
        return made


class _Terms(Reader):
    """Reads conditions on the pass's rows: simple terms become its columns."""

    def __init__(self, plain: Reader, scan: Scan) -> None:
        super().__init__(plain.catalog, plain.meta, plain.on, plain.since, plain.until, plain.past)
        self._scan = scan

    def where(self, record: str, t: FromClause, term: Condition | None) -> ColumnElement[bool]:
        if isinstance(term, Compare | Is | Blank | Has | Classed | Children):
            return self._scan.term(term)
        return super().where(record, t, term)
