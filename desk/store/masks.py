"""Conditions read over rows in memory; it agrees with `desk.spec.reading` and `desk.store.sql`.

A mask is a number with one byte a row, 1 where the row satisfies: "and", "or" and "not" of
30,000 rows are one operation each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import compress
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from desk.kinds import Code, Codes, Link
from desk.spec import And, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.catalog import Resolved
from desk.spec.dates import born_by
from desk.store.scan import Coded, Memory, Rows
from desk.store.views import View

Test = Callable[[Any], bool]

_OPS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class Sight(View):
    """Conditions on the rows as seen on one day and over one period."""

    def __init__(self, memory: Memory, on: str, since: str = "", until: str = "") -> None:
        super().__init__(memory, on, since, until)
        self._masks: dict[tuple[str, Condition], int] = {}

    def mask(self, record: str, term: Condition | None) -> int:
        """The rows that satisfy the condition."""
        match term:
            case None:
                return self.memory.rows(record).all
            case And(terms):
                made = self.memory.rows(record).all
                for one in terms:
                    made &= self.mask(record, one)
                return made
            case Or(terms):
                made = 0
                for one in terms:
                    made |= self.mask(record, one)
                return made
            case Not(inner):
                return self.memory.rows(record).all ^ self.mask(record, inner)
        at = (record, term)
        if at not in self._masks:
            self._masks[at] = self._kept(record, term)
        return self._masks[at]

    def _kept(self, record: str, term: Condition) -> int:
        """A test of a stored value says the same on every day."""
        if isinstance(term, Is | Has | Classed | Blank) or (
                isinstance(term, Compare) and not isinstance(term.value, Day)):
            column = self.catalog.column(record, term.path)
            if not column.steps and column.form in ("field", "extra") and not column.dated:
                at = (record, term)
                if at not in self.memory.kept:
                    self.memory.kept[at] = self._test(record, term, column)
                return int(self.memory.kept[at])
            return self._test(record, term, column)
        return self._read(record, term)

    def _read(self, record: str, term: Condition) -> int:
        match term:
            case Children():
                return self._children(record, term)
            case Linked(path, where):
                to = self.catalog.column(record, path)
                assert isinstance(to.kind, Link)
                target = self.memory.rows(to.kind.record)
                good = set(compress(target.ids, target.bytes(self.mask(to.kind.record, where))))
                return self.coded(record, to).among(good)
            case Compare():
                return self._test(record, term, self.catalog.column(record, term.path))
        raise TypeError(f"not a condition: {term!r}")

    def _test(self, record: str, term: Compare | Is | Blank | Has | Classed, column: Resolved) -> int:
        if isinstance(term, Blank):
            return self.coded(record, column).blank
        if isinstance(term, Compare) and column.form == "age" and isinstance(term.value, int):
            return self._aged(self._birth(record, column), term.op, term.value)
        if isinstance(term, Compare) and term.op != "!=":
            wanted = self.day(term.value) if isinstance(term.value, Day) else term.value
            low, high = (wanted if term.op in ops else None for ops in ((">", ">=", "="), ("<", "<=", "=")))
            return self.coded(record, column).between(low, high, above=term.op == ">", below=term.op == "<")
        if isinstance(term, Is) and not isinstance(column.kind, Codes):
            return self.coded(record, column).among(self._meant(column, term.codes))
        return self.coded(record, column).mask(self._tested(column, term))

    def _birth(self, record: str, column: Resolved) -> Coded:
        """The birth dates that a column of ages is computed from."""
        at = (record, f"birth of {column.path}")
        kept = self._columns if any(step.current for step in column.steps) else self.memory.kept
        if at not in kept:
            kept[at] = self._walk(record, column.inner[0], column.steps)
        found: Coded = kept[at]
        return found

    def _aged(self, birth: Coded, op: str, years: int) -> int:
        """Ages are compared by birth dates: who has completed so many years was born by a day."""
        exactly, over = born_by(self.on, years), born_by(self.on, years + 1)
        match op:
            case ">=" | ">":
                return birth.between(None, exactly if op == ">=" else over)
            case "<" | "<=":
                return birth.between(exactly if op == "<" else over, None, above=True)
        inside = birth.between(over, exactly, above=True)
        return inside if op == "=" else birth.between(None, None) ^ inside

    def _tested(self, column: Resolved, term: Compare | Is | Has | Classed) -> Test:
        match term:
            case Compare(_, op, value):
                wanted = self.day(value) if isinstance(value, Day) else value
                return lambda held, test=_OPS[op]: test(held, wanted)  # type: ignore[misc]
            case Has(_, text):
                return lambda value: text in str(value)
            case Classed(_, state_class):
                states = self.catalog.states(column.record).values()
                return {s.key for s in states if s.state_class == state_class}.__contains__
            case Is(_, codes):
                meant = self._meant(column, codes)
                return lambda value: not meant.isdisjoint(str(value).split(","))

    def _meant(self, column: Resolved, codes: tuple[str | int, ...]) -> set[object]:
        kind = column.kind
        if isinstance(kind, Code | Codes):
            return {one for code in codes for one in kind.codes.below(str(code))}
        if isinstance(kind, Link) and "parent" in self.catalog.record(kind.record).fields:
            wanted, tree = set(codes), kind.record
            return {id for id in self.memory.rows(tree).ids if not wanted.isdisjoint(self._above(tree, id))}
        return set(codes)

    def _above(self, record: str, id: int) -> list[int]:
        """A tree's row and everything above it."""
        rows, found, at = self.memory.rows(record), [], id
        parents = rows.column("parent").values
        while at in rows.place and at not in found:
            found.append(at)
            at = parents[rows.place[at]]
        return found

    def _children(self, record: str, term: Children) -> int:
        """Each row by how many rows lead to it."""
        rows, source = self.memory.rows(record), self.memory.rows(term.record)
        inside = self.mask(term.record, term.where) & (source.all if term.ever else self.in_force(term.record))
        leads: Iterable[int] = compress(self.values(term.record, term.via), source.bytes(inside))
        if term.below:
            leads = (place for one in leads if one is not None for place in self._above(record, one))
        if term.op == ">=" and term.count == 1:
            return _within(rows, set(leads))
        test = _OPS[term.op]
        made = bytearray(b"\1" if test(0, term.count) else b"\0") * rows.size
        for id, number in Counter(leads).items():
            if id in rows.place:
                made[rows.place[id]] = test(number, term.count)
        return int.from_bytes(made, "little")


def _within(rows: Rows, ids: set[int]) -> int:
    """The rows with these ids."""
    if len(ids) * 8 > rows.size:
        return int.from_bytes(bytes(map(ids.__contains__, rows.ids)), "little")
    made = bytearray(rows.size)
    for id in ids:
        if id in rows.place:
            made[rows.place[id]] = 1
    return int.from_bytes(made, "little")
