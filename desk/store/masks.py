"""Conditions and columns read over rows in memory; it agrees with `desk.spec.reading` and `desk.store.sql`.

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
from desk.spec.catalog import Resolved, Step
from desk.spec.dates import age_on, born_by, days_between, months_between, shifted
from desk.store.scan import Coded, Memory, Rows, Values

Test = Callable[[Any], bool]

_OPS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_BETWEEN = {"days": days_between, "months": months_between}


class Sight:
    """The rows as seen on one day (states) and over one period (events)."""

    def __init__(self, memory: Memory, on: str, since: str = "", until: str = "") -> None:
        self.memory, self.catalog = memory, memory.catalog
        self.on, self.since, self.until = on, since, until
        self._columns: dict[tuple[str, str], Coded] = {}
        self._masks: dict[tuple[str, Condition], int] = {}
        self._in_force: dict[str, int] = {}
        self._current: dict[Step, list[int]] = {}

    def day(self, day: Day) -> str:
        anchor = {"on": self.on, "since": self.since or "0001-01-01", "until": self.until or self.on}[day.anchor]
        return shifted(anchor, day.years, day.months, day.days)

    def in_force(self, record: str) -> int:
        """States on the day; events up to the day; parts as their owners."""
        if record not in self._in_force:
            self._in_force[record] = self._lasting(record)
        return self._in_force[record]

    def _lasting(self, record: str) -> int:
        spec, rows = self.catalog.record(record), self.memory.rows(record)
        if spec.part_of:
            owners = self.memory.rows(spec.part_of)
            inside = owners.bytes(self.in_force(spec.part_of)) + b"\0"
            return int.from_bytes(bytes(map(inside.__getitem__, rows.leads("owner", owners))), "little")
        if spec.span:
            return rows.all & ~rows.column(spec.span[0]).mask(self.on.__lt__) & ~rows.column(spec.span[1]).mask(
                self.on.__ge__)
        return rows.column(spec.event).mask(self.on.__ge__) if spec.event else rows.all

    # columns

    def values(self, record: str, path: str) -> Values:
        """What a column holds in each row."""
        return self.coded(record, self.catalog.column(record, path)).values

    def coded(self, record: str, column: Resolved) -> Coded:
        at = (record, column.path)
        if at not in self._columns:
            self._columns[at] = self._walk(record, column, column.steps)
        return self._columns[at]

    def _walk(self, record: str, column: Resolved, steps: tuple[Step, ...]) -> Coded:
        if not steps:
            return self._leaf(record, column)
        step, rows = steps[0], self.memory.rows(record)
        target = self.memory.rows(step.target)
        places = self._currents(step) if step.current else rows.leads(step.link, target)
        beyond = [*self._walk(step.target, column, steps[1:]).values, None]
        return Coded([beyond[at] for at in places])

    def _currents(self, step: Step) -> list[int]:
        """The place of the latest spell in force of each row, -1 for none."""
        if step not in self._current:
            rows, spells = self.memory.rows(step.record), self.memory.rows(step.target)
            span = self.catalog.record(step.target).span
            starts: Values = spells.column(span[0]).values if span else []
            owners, found, latest = spells.leads(step.link, rows), [-1] * rows.size, [""] * rows.size
            inside = spells.bytes(self.in_force(step.target))
            for at in compress(range(spells.size), inside):
                owner, start = owners[at], (starts[at] or "") if span else ""
                if owner >= 0 and start >= latest[owner]:
                    found[owner], latest[owner] = at, start
            self._current[step] = found
        return self._current[step]

    def _leaf(self, record: str, column: Resolved) -> Coded:
        rows = self.memory.rows(record)
        match column.form:
            case "id":
                return rows.column("id")
            case "extra":
                return rows.extra(column.key, column.kind)
            case "age":
                births = self._leaf(record, column.inner[0]).values
                return Coded([age_on(birth, self.on) if birth else None for birth in births])
            case "first":
                found = [self.coded(record, one).values for one in column.inner]
                return Coded([next((v for v in row if v is not None), None) for row in zip(*found, strict=True)])
            case "days" | "months":
                return self._between(record, column)
            case "count" | "list":
                return self._gathered(record, column)
        return self._stored(record, rows, column)

    def _stored(self, record: str, rows: Rows, column: Resolved) -> Coded:
        own = rows.column(column.key)
        if not column.dated or self.on >= self.memory.today:
            return own
        older = [one for one in self.memory.past(record, column.key) if one[1] > self.on and one[0] in rows.place]
        if not older:
            return own
        values = own.values.copy()
        for id, _, value in older:
            values[rows.place[id]] = value or None
        return Coded(values)

    def _between(self, record: str, column: Resolved) -> Coded:
        between = _BETWEEN[column.form]
        since = self.coded(record, column.inner[0]).values
        until = self.coded(record, column.inner[1]).values if len(column.inner) > 1 else [self.on] * len(since)
        return Coded([between(a, b) if a and b else None for a, b in zip(since, until, strict=True)])

    def _gathered(self, record: str, column: Resolved) -> Coded:
        """How many rows lead to each row, or what they hold, one after the other."""
        rows, source = self.memory.rows(record), self.memory.rows(column.rows)
        leads = self.values(column.rows, column.via)
        inside = list(compress(range(source.size), source.bytes(self.in_force(column.rows))))
        if column.form == "count":
            counts = Counter(leads[at] for at in inside)
            return Coded([counts.get(id, 0) for id in rows.ids])
        if self.catalog.record(column.rows).part_of:
            positions = source.column("position").values
            inside.sort(key=lambda at: (positions[at] or 0, source.ids[at]))
        held, texts = self.coded(column.rows, column.inner[0]).values, {id: list[str]() for id in rows.ids}
        for at in inside:
            if held[at] is not None and leads[at] in texts:
                texts[leads[at]].append(column.inner[0].kind.show(held[at]))
        return Coded(["、".join(texts[id]) or None for id in rows.ids])

    # conditions

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
                return self.coded(record, to).mask(good.__contains__)
            case Compare():
                return self._test(record, term, self.catalog.column(record, term.path))
        raise TypeError(f"not a condition: {term!r}")

    def _test(self, record: str, term: Compare | Is | Blank | Has | Classed, column: Resolved) -> int:
        if isinstance(term, Blank):
            rows = self.memory.rows(record)
            return rows.all ^ self.coded(record, column).mask(lambda value: value != "")
        if isinstance(term, Compare) and column.form == "age" and isinstance(term.value, int):
            at = (record, f"birth of {column.path}")
            if at not in self._columns:
                self._columns[at] = self._walk(record, column.inner[0], column.steps)
            return self._columns[at].mask(self._aged(term.op, term.value))
        return self.coded(record, column).mask(self._tested(column, term))

    def _aged(self, op: str, years: int) -> Test:
        """Ages are compared by birth dates."""
        exactly, over = born_by(self.on, years), born_by(self.on, years + 1)
        tests: dict[str, Test] = {
            ">=": lambda birth: birth <= exactly, ">": lambda birth: birth <= over,
            "<": lambda birth: birth > exactly, "<=": lambda birth: birth > over,
            "=": lambda birth: over < birth <= exactly, "!=": lambda birth: not over < birth <= exactly,
        }
        return tests[op]

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
                if isinstance(column.kind, Codes):
                    return lambda value: not meant.isdisjoint(str(value).split(","))
                return meant.__contains__

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
        test = _OPS[term.op]
        made = bytearray(b"\1" if test(0, term.count) else b"\0") * rows.size
        for id, number in Counter(leads).items():
            if id in rows.place:
                made[rows.place[id]] = test(number, term.count)
        return int.from_bytes(made, "little")
