"""Rows made for a condition: some that satisfy it, and for each of its terms one that misses by just that term.

`Demand` gathers what must hold of one row and of the rows linked to it, then finds values by
trying; nothing of how the program reads conditions is used, only their words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from desk.kinds import Code, Codes, Date, Link, Storage
from desk.spec import (
    And,
    Blank,
    Children,
    Classed,
    Compare,
    Condition,
    Day,
    Has,
    Is,
    Linked,
    Not,
    Or,
)
from desk.spec.catalog import Catalog, Resolved
from desk.spec.dates import age_on, shifted

ON, SINCE, UNTIL = "2026-12-31", "2026-01-01", "2026-12-31"
INSIDE, OUTSIDE = "2026-03-15", "2025-03-15"
Test = Callable[[Any], bool]
_OPS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


class Impossible(Exception):
    """No row can be like that."""


def moment(value: Any) -> Any:
    """What a relative day means in the fixtures' period, the year 2026."""
    if not isinstance(value, Day):
        return value
    return shifted({"on": ON, "since": SINCE, "until": UNTIL}[value.anchor], value.years, value.months, value.days)


@dataclass
class Demand:
    """What must hold of a row of `record`."""

    catalog: Catalog
    record: str
    tests: dict[str, list[Test]] = field(default_factory=dict)
    pools: dict[str, list[Any]] = field(default_factory=dict)
    links: dict[str, Demand | int] = field(default_factory=dict)
    spells: dict[str, Demand] = field(default_factory=dict)
    hung: list[tuple[str, Demand]] = field(default_factory=list)
    none: set[str] = field(default_factory=set)
    found: dict[str, Any] | None = None

    # what is asked

    def must(self, term: Condition | None, truth: bool = True, way: int = 0) -> None:
        """A term that must hold (or must not); `way` chooses among alternatives."""
        match term:
            case None:
                return
            case And(terms) if truth:
                for one in terms:
                    self.must(one, True, way)
            case Or(terms) if truth:
                self.must(terms[way % len(terms)], True, way)
                for at, one in enumerate(terms):
                    if at != way % len(terms):
                        self.must(one, False)
            case Or(terms):
                for one in terms:
                    self.must(one, False)
            case And(terms):
                for one in terms[:-1]:
                    self.must(one, True, way)
                self.must(terms[-1], False)
            case Not(inner):
                self.must(inner, not truth, way)
            case Children():
                self._children(term, truth, way)
            case Linked(path, where):
                self._at(self.catalog.column(self.record, path)).must(where, truth, way)
            case _:
                self._test(term, truth)

    def _children(self, term: Children, truth: bool, way: int) -> None:
        wanted = term.count if term.op in (">=", "=") else term.count + (term.op == ">")
        if (term.op in (">=", "=", ">") and wanted > 0) is not truth:
            self.none.add(term.record)
            return
        current = self._current(term)
        if current is not None:
            current.must(term.where, True, way)
            return
        for _ in range(max(wanted, 1)):
            self.hang(term.record, term.via).must(term.where, True, way)

    def _current(self, term: Children) -> Demand | None:
        for key, one in self.catalog.record(self.record).currents.items():
            if (one.target, one.by) == (term.record, term.via):
                return self.spells.setdefault(key, Demand(self.catalog, one.target))
        return None

    def hang(self, record: str, via: str) -> Demand:
        """A new row of another record that leads here."""
        made = Demand(self.catalog, record)
        self.hung.append((via, made))
        return made

    def _at(self, column: Resolved) -> Demand:
        """The row that a path to a link leads to."""
        owner = self._over(column)
        if column.form == "id":
            return owner
        assert isinstance(column.kind, Link)
        return owner.link(column.key, column.kind.record)

    def link(self, key: str, record: str) -> Demand:
        made = self.links.setdefault(key, Demand(self.catalog, record))
        assert isinstance(made, Demand)
        return made

    def _over(self, column: Resolved) -> Demand:
        """The row in which a path ends."""
        here = self
        for step in column.steps:
            if step.current:
                key = next(k for k, c in here.catalog.record(here.record).currents.items()
                           if (c.target, c.by) == (step.target, step.link))
                here = here.spells.setdefault(key, Demand(self.catalog, step.target))
            else:
                here = here.link(step.link, step.target)
        return here

    def _test(self, term: Condition, truth: bool) -> None:
        column = self.catalog.column(self.record, term.path)  # type: ignore[attr-defined]
        if column.form == "first":
            column = column.inner[0]
        if column.form == "days":
            return self._days(column, term, truth)
        holds = _meaning(self.catalog, column, term)
        owner = self._over(column)
        if isinstance(term, Blank) and isinstance(column.kind, Link) and column.form == "field":
            if truth:
                owner.none.add(column.key)
            else:
                owner.link(column.key, column.kind.record)
            return
        key = f"x.{column.key}" if column.form == "extra" else column.key
        if column.form == "age":
            inner = column.inner[0]
            key = inner.key
            ages = [int(getattr(term, "value", 30)) + more for more in (0, 1, -1)] + [5, 30, 50, 70]
            owner.pools.setdefault(key, []).extend(f"{int(ON[:4]) - age}-01-01" for age in ages if age >= 0)
            owner.tests.setdefault(key, []).append(
                lambda birth: (birth is not None and holds(age_on(birth, ON))) is truth)
            return
        if column.form == "day_of":
            key = column.inner[0].key
            owner.pools.setdefault(key, []).extend(("2026-03-20", "2026-03-21"))
            owner.tests.setdefault(key, []).append(lambda day: (day is not None and holds(day[8:])) is truth)
            return
        owner.pools.setdefault(key, []).extend(_near(column, term))
        owner.tests.setdefault(key, []).append(lambda value: bool(holds(value)) is truth)

    def _days(self, column: Resolved, term: Condition, truth: bool) -> None:
        assert isinstance(term, Compare)
        since, until = (one.key for one in column.inner)
        wanted = next(days for days in (3, 100, 40) if _OPS[term.op](days, term.value) is truth)
        self.value(since, INSIDE)
        self.value(until, shifted(INSIDE, days=wanted))

    def value(self, path: str, wanted: Any) -> None:
        """A column that must hold just this."""
        column = self.catalog.column(self.record, path)
        owner = self._over(column)
        key = f"x.{column.key}" if column.form == "extra" else column.key
        owner.pools.setdefault(key, []).insert(0, wanted)
        owner.tests.setdefault(key, []).append(lambda value: value == wanted)

    # what is made

    def _choose(self) -> dict[str, Any]:
        """Values by trying; the same each time the demand is made again."""
        spec, fields = self.catalog.record(self.record), self.catalog.fields(self.record)
        if self.found is None:
            self.found = {}
            for key, tests in self.tests.items():
                kind = fields[key].kind if key in fields else self.catalog.column(self.record, key).kind
                pool = [*self.pools.get(key, ()), *_pool(kind), None]
                chosen = [value for value in pool if all(test(value) for test in tests)]
                if not chosen:
                    raise Impossible(f"{self.record}.{key}")
                self.found[key] = chosen[0]
            if spec.event and spec.event not in self.found:
                self.found[spec.event] = INSIDE
        return dict(self.found)

    def make(self, rows: dict[str, list[dict[str, Any]]]) -> int:
        """Add the row and all that belongs to it; its id."""
        spec, values = self.catalog.record(self.record), self._choose()
        gone = [key for key, one in self.spells.items() if one.record in self.none]
        if any(key in self.none for key in self.links) or not all(self.spells[key].needless() for key in gone):
            raise Impossible
        for key, to in self.links.items():
            values[key] = to if isinstance(to, int) else to.make(rows)
        if spec.part_of and "owner" not in values:
            values["owner"] = Demand(self.catalog, spec.part_of).make(rows)
        id = values["id"] = len(rows.setdefault(self.record, [])) + 1
        rows[self.record].append(values)
        for key, spell in self.spells.items():
            if key in gone:
                continue
            spell.links[spec.currents[key].by] = id
            spell.make(rows)
        for via, one in self.hung:
            one._lead(via, id)
            one.make(rows)
        return id

    def needless(self) -> bool:
        """Whether what is asked also holds where there is no such row."""
        return not self.links and not self.spells and not self.hung and all(
            test(None) for tests in self.tests.values() for test in tests)

    def _lead(self, via: str, id: int) -> None:
        """Point the path `via` at a row that is there."""
        column = self.catalog.column(self.record, via)
        owner = self._over(replace_last(column)) if column.form == "id" else self._over(column)
        owner.links[column.steps[-1].link if column.form == "id" else column.key] = id


def replace_last(column: Resolved) -> Resolved:
    """The way to the row before the last link."""
    return replace(column, steps=column.steps[:-1])


def _pool(kind: Any) -> list[Any]:
    if isinstance(kind, Code | Codes):
        return [entry.code for entry in kind.codes.entries]
    if isinstance(kind, Date):
        return [INSIDE, "1950-01-01", OUTSIDE, "2027-06-15"]
    if kind.storage is Storage.INTEGER:
        return [0, 1, 5]
    return ["其他"]


def _near(column: Resolved, term: Condition) -> list[Any]:
    """Values beside what a test names."""
    match term:
        case Compare(_, _, value):
            day = moment(value)
            if isinstance(day, str) and isinstance(column.kind, Date):
                return [shifted(day, days=-1), day, shifted(day, days=1)]
            return [day, day + 1, day - 1] if isinstance(day, int) else [day]
        case Has(_, text):
            return [text]
        case Is(_, codes):
            return list(codes)
    return []


def _meaning(catalog: Catalog, column: Resolved, term: Condition) -> Test:
    match term:
        case Blank():
            return lambda value: value in (None, "")
        case Compare(_, op, value):
            return lambda held: held is not None and _OPS[op](held, moment(value))
        case Has(_, text):
            return lambda value: value is not None and text in value
        case Classed(_, state_class):
            states = {s.key for s in catalog.states(column.record).values() if s.state_class == state_class}
            return lambda value: value in states
        case Is(_, codes):
            assert isinstance(column.kind, Code | Codes)
            meant = {one for code in codes for one in column.kind.codes.below(str(code))}
            return lambda value: value is not None and bool(set(value.split(",")) & meant)
    raise TypeError(f"not a test: {term!r}")
