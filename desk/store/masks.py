"""Conditions read over rows in memory; it agrees with `desk.spec.reading` and `desk.store.sql`.

A mask is a number with one byte a row, 1 where the row satisfies: "and", "or" and "not" of
30,000 rows are one operation each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from desk.kinds import Code, Codes, Link
from desk.spec import And, AsOf, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.as_of import own_day, varies
from desk.spec.catalog import Resolved
from desk.spec.dates import born_by
from desk.store.frames import Frame
from desk.store.scan import Coded, Memory, Rows, Values
from desk.store.views import View

Test = Callable[[Any], bool]

_HIGHEST = 20
"""How many levels a tree has at most."""

_OPS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class Sight(View):
    """Conditions on the rows as seen on one day and over one period."""

    def __init__(self, memory: Memory, on: str, since: str = "", until: str = "") -> None:
        super().__init__(memory, on, since, until)
        self._masks: dict[tuple[str, Condition], int] = {}
        self._by_row: dict[tuple[str, str], ByRow] = {}

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
            if not column.steps and column.form in ("field", "extra") and not (column.varies or column.dated):
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
            case AsOf(day, where):
                return (self.by_row(record) if day == "row" else self).mask(record, where)
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
        if isinstance(term, Compare) and column.form == "age" and isinstance(term.value, int):
            return self._aged(self._birth(record, column), term.op, term.value)
        return self.tested(self.coded(record, column), term, column)

    def tested(self, held: Coded, term: Compare | Is | Blank | Has | Classed, column: Resolved) -> int:
        """The rows whose value of a column passes."""
        if isinstance(term, Blank):
            return held.blank
        if isinstance(term, Compare) and term.op != "!=":
            wanted = self.day(term.value) if isinstance(term.value, Day) else term.value
            low, high = (wanted if term.op in ops else None for ops in ((">", ">=", "="), ("<", "<=", "=")))
            return held.between(low, high, above=term.op == ">", below=term.op == "<")
        if isinstance(term, Is) and not isinstance(column.kind, Codes):
            return held.among(self._meant(column, term.codes))
        return held.mask(self._passes(column, term))

    def _birth(self, record: str, column: Resolved) -> Coded:
        """The birth dates that a column of ages is computed from."""
        at = (record, f"birth of {column.path}")
        kept = self._columns if any(step.varies for step in column.steps) else self.memory.kept
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

    def _passes(self, column: Resolved, term: Compare | Is | Has | Classed) -> Test:
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
            return {id for id in self.memory.rows(tree).ids if not wanted.isdisjoint(self.above(tree, id))}
        return set(codes)

    def above(self, record: str, id: int) -> list[int]:
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
        read = self.by_row(term.record) if term.own_day else self
        alive = source.all if term.ever else 0 if term.after else self.in_force(term.record)
        inside = read.mask(term.record, term.where) & alive
        leads: Iterable[int] = compress(read.values(term.record, term.via), source.bytes(inside))
        if term.below:
            leads = (place for one in leads if one is not None for place in self.above(record, one))
        if term.op == ">=" and term.count == 1:
            return _within(rows, set(leads))
        test = _OPS[term.op]
        made = bytearray(b"\1" if test(0, term.count) else b"\0") * rows.size
        for id, number in Counter(leads).items():
            if id in rows.place:
                made[rows.place[id]] = test(number, term.count)
        return int.from_bytes(made, "little")

    def inherited(self, record: str, path: str, key: str) -> Values:
        """A field of the row of a tree that a column leads to, or of the nearest above it that has something in it."""
        to = self.catalog.column(record, path).kind
        assert isinstance(to, Link)
        rows, led = self.memory.rows(to.record), list(zip(self.values(record, path), self.days(record), strict=True))
        parents, known = rows.column("parent").values, dict[tuple[Any, str], Any]()
        at = {pair: rows.place[pair[0]] for pair in dict.fromkeys(led) if pair[0] in rows.place}
        for _ in range(_HIGHEST):
            held = self.read_on(to.record, key, list(at.values()), [day for _, day in at])
            known |= {pair: value for pair, value in zip(at, held, strict=True) if value}
            at = {pair: rows.place[parents[place]] for pair, place in at.items()
                  if pair not in known and parents[place] in rows.place}
        return [known.get(pair) for pair in led]

    def days(self, record: str) -> Sequence[str]:
        """The day that each row is read as of."""
        return [self.on] * self.memory.rows(record).size

    def read_on(self, record: str, path: str, places: Sequence[int], days: Sequence[str]) -> Values:
        """What a column holds in rows as they are read on such days: here all on the same."""
        values = self.values(record, path)
        return [values[place] for place in places]

    def counted(self, term: Children, numbers: Iterable[int]) -> int:
        """The rows with so many rows as the term wants."""
        test = _OPS[term.op]
        return int.from_bytes(bytes(test(number, term.count) for number in numbers), "little")

    # rows as of their own dates

    def by_row(self, record: str, by: str = "") -> Sight:
        """The same, with rows of the record as of their own dates, or of the date that they count `by`."""
        by = by or own_day(self.catalog, record)
        if not by:
            return self
        if (record, by) not in self._by_row:
            self._by_row[record, by] = ByRow(self, record, by)
        return self._by_row[record, by]


class ByRow(Sight):
    """The same rows, those of one record and its parts as of their own dates."""

    def __init__(self, sight: Sight, record: str, by: str) -> None:
        super().__init__(sight.memory, sight.on, sight.since, sight.until)
        self._sight, self._frames = sight, dict[str, Frame]()
        parts = self.catalog.record(record).parts
        self._by = {record: by} | {f"{record}.{part}": f"owner.{by}" for part in parts}

    def in_force(self, record: str) -> int:
        return self._sight.in_force(record)

    def coded(self, record: str, column: Resolved) -> Coded:
        if record in self._by and column.varies:
            return self.frame(record).coded(column)
        return self._sight.coded(record, column)

    def mask(self, record: str, term: Condition | None) -> int:
        if record in self._by and varies(self.catalog, record, term):
            return self.frame(record).mask(term)
        return self._sight.mask(record, term)

    def days(self, record: str) -> Sequence[str]:
        return self.frame(record).days

    def read_on(self, record: str, path: str, places: Sequence[int], days: Sequence[str]) -> Values:
        return Frame(self._sight, record, places, days).values(self.catalog.column(record, path))

    def frame(self, record: str) -> Frame:
        """The rows of the record on their own dates; those without one on the day."""
        if record not in self._frames:
            dates = self._sight.values(record, self._by[record])
            blank = "" if all(dates) else self.on
            kept = self.memory.kept.setdefault(("by row", record, self._by[record], blank), {})
            days = [day or self.on for day in dates]
            self._frames[record] = Frame(self._sight, record, range(len(days)), days, kept)
        return self._frames[record]


def _within(rows: Rows, ids: set[int]) -> int:
    """The rows with these ids."""
    if len(ids) * 8 > rows.size:
        return int.from_bytes(bytes(map(ids.__contains__, rows.ids)), "little")
    made = bytearray(rows.size)
    for id in ids:
        if id in rows.place:
            made[rows.place[id]] = 1
    return int.from_bytes(made, "little")
