"""What will be read for some figures: the columns of each record, and from which day on."""

from __future__ import annotations

from collections.abc import Callable

from desk.kinds import Code, Link
from desk.spec import And, AsOf, Children, Compare, Condition, Day, Is, Linked, Not, Or
from desk.spec.as_of import own_day
from desk.spec.catalog import Catalog, Resolved


class Plan:
    """Which columns of which records will be read, and from which day on their events."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.columns: dict[str, set[str]] = {}
        self.floors: dict[str, str] = {}
        self.only: dict[str, tuple[str, tuple[str, ...]] | None] = {}
        """The codes of one column that rows must have, where nobody asks for others."""

    def rows(self, record: str, floor: str = "", where: Condition | None = None) -> None:
        """The record will be read; "" is from the beginning. `where` is what every row in question satisfies."""
        self.columns.setdefault(record, {"id"})
        self.floors[record] = min(self.floors.get(record, floor), floor)
        only = self._codes(record, where)
        self.only[record] = only if self.only.setdefault(record, only) == only else None

    def _codes(self, record: str, where: Condition | None) -> tuple[str, tuple[str, ...]] | None:
        column = self.catalog.column(record, where.path) if isinstance(where, Is) else None
        if column is None or column.steps or column.form != "field" or type(column.kind) is not Code:
            return None
        assert isinstance(where, Is)
        return column.key, tuple(sorted({one for code in where.codes for one in column.kind.codes.below(str(code))}))

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
        if self.catalog.never_in_force(record):
            self.key(record, spec.state)

    def own_day(self, record: str) -> None:
        """What tells a row's own date."""
        if path := own_day(self.catalog, record):
            self.path(record, path)

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
            case "first" | "days" | "months" | "weekday" | "month_of" | "day_of":
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
            case AsOf(_, where):
                self.own_day(record)
                self.term(record, where, day)
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
        if term.own_day:
            self.own_day(term.record)
        if not term.ever:
            self.in_force(term.record)
        self.path(term.record, term.via)
        self.term(term.record, term.where, day)
        if term.below:
            self.rows(record)
            self.key(record, "parent")

    def _floor(self, term: Children, day: Callable[[Day], str]) -> str:
        """The first day whose events the condition can count."""
        spec = self.catalog.record(term.record)
        event = f"owner.{self.catalog.record(spec.part_of).event}" if spec.part_of else spec.event
        terms = term.where.terms if isinstance(term.where, And) else (term.where,)
        found = [day(one.value) if isinstance(one.value, Day) else str(one.value) for one in terms
                 if isinstance(one, Compare) and event and one.path == event and one.op in (">", ">=", "=")]
        return max(found, default="")
