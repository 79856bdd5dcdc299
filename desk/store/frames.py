"""Rows in memory, each read as of a day of its own; it agrees with `desk.spec.reading`.

What a day does not change is read from the columns and masks of all rows; links with a past, groups and ages are
looked up row by row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any

from desk.kinds import Link
from desk.spec import And, Blank, Children, Classed, Compare, Condition, Has, Is, Linked, Not, Or
from desk.spec.as_of import varies
from desk.spec.catalog import Resolved, Step
from desk.spec.dates import age_on
from desk.store.scan import Coded, Values

if TYPE_CHECKING:
    from desk.store.masks import Sight


class Frame:
    """Rows of one record by their places (-1: none), each on its day; a row may stand here on several days.

    A mask of a frame has one byte a row as it stands here. `kept` holds columns that the day of the reading does not
    change, for the next reading of the same rows.
    """

    def __init__(self, sight: Sight, record: str, places: Sequence[int], days: Sequence[str],
                 kept: dict[Any, Any] | None = None) -> None:
        self.sight, self.record, self.places, self.days = sight, record, places, days
        self._memory, self._catalog = sight.memory, sight.catalog
        self._kept: dict[Any, Any] = {} if kept is None else kept
        self._own: dict[Any, Any] = {}
        self._masks: dict[Condition, int] = {}
        self.all = _mask(map((-1).__lt__, places))

    # columns

    def coded(self, column: Resolved) -> Coded:
        kept = self._own if column.form in ("days", "months", "first") else self._kept
        if column.path not in kept:
            kept[column.path] = Coded(self._read(column))
        coded: Coded = kept[column.path]
        return coded

    def values(self, column: Resolved) -> Values:
        return self.coded(column).values

    def _read(self, column: Resolved) -> Values:
        if not column.varies:
            return self._here(self.sight.coded(self.record, column).values)
        if column.steps:
            return self._along(column.steps[0]).values(_beyond(column))
        match column.form:
            case "age":
                born = _beyond(column.inner[0], len(column.inner[0].steps))
                births = self._here(self.sight.coded(self.record, born).values)
                return [age_on(birth, day) if birth else None for birth, day in zip(births, self.days, strict=True)]
            case "first":
                found, *others = map(self.values, column.inner)
                for other in others:
                    found = [own if own is not None else held for own, held in zip(found, other, strict=True)]
                return found
            case "days" | "months" | "weekday" | "month_of" | "day_of":
                return self.sight.of_dates(column.form, [self.values(one) for one in column.inner])
            case "count" | "list":
                return self._gathered(column)
        return self._dated(column.key)

    def _here(self, values: Values) -> Values:
        return list(map([*values, None].__getitem__, self.places))

    def _dated(self, key: str) -> Values:
        """What a dated field held on each day."""
        own = list(self._here(self._memory.rows(self.record).column(key).values))
        past = self._memory.histories.past(self.record, key)
        for at, place in enumerate(self.places if past else ()):
            if place in past:
                untils, values = past[place]
                if (found := bisect_right(untils, self.days[at])) < len(untils):
                    own[at] = values[found]
        return own

    # links

    def _along(self, step: Step) -> Frame:
        """The rows that a step leads to, on the same days."""
        if step not in self._kept:
            self._kept[step] = (self._ends(step), dict[Any, Any]())
        places, kept = self._kept[step]
        return Frame(self.sight, step.target, places, self.days, kept)

    def _ends(self, step: Step) -> list[int]:
        if step.current:
            return self._latest(step)
        target = self._memory.rows(step.target)
        if step.dated:
            return list(map(target.place.get, self._dated(step.link), repeat(-1)))
        leads = [*self._memory.rows(self.record).leads(step.link, target), -1]
        return list(map(leads.__getitem__, self.places))

    def _latest(self, step: Step) -> list[int]:
        """The latest spell in force of each row, -1 for none."""
        spells, found, none = self._memory.histories.spells(step), list[int](), ()
        for place, day in zip(self.places, self.days, strict=True):
            for start, end, spell in spells.get(place, none):
                if start <= day and (not end or end > day):
                    found.append(spell)
                    break
            else:
                found.append(-1)
        return found

    def in_force(self) -> int:
        """States on the day; events up to the day; parts as their owners."""
        spec, rows = self._catalog.record(self.record), self._memory.rows(self.record)
        if spec.part_of:
            return self._along(Step(self.record, "owner", spec.part_of)).in_force()
        if spec.span:
            begun, ended = (self._here(rows.column(key).values) for key in spec.span)
            lasting = self.all & _mask((not start or start <= day) and (not end or end > day)
                                       for start, end, day in zip(begun, ended, self.days, strict=True))
            never = self._catalog.never_in_force(self.record)
            return lasting & _mask(state not in never for state in self._here(
                rows.column(spec.state).values)) if never else lasting
        if not spec.event:
            return self.all
        dates = self._here(rows.column(spec.event).values)
        return self.all & _mask(bool(date) and date <= day for date, day in zip(dates, self.days, strict=True))

    def since(self) -> int:
        """Events after each day, up to the day of the reading."""
        dates = self._here(self._memory.rows(self.record).column(self._catalog.record(self.record).event).values)
        return self.all & _mask(bool(date) and day < date <= self.sight.on
                                for date, day in zip(dates, self.days, strict=True))

    # conditions

    def mask(self, term: Condition | None) -> int:
        """The rows that satisfy the condition."""
        if term is None:
            return self.all
        if term not in self._masks:
            self._masks[term] = self.all & self._holds(term)
        return self._masks[term]

    def _holds(self, term: Condition) -> int:
        if not varies(self._catalog, self.record, term):
            inside = self._memory.rows(self.record).bytes(self.sight.mask(self.record, term)) + b"\0"
            return int.from_bytes(bytes(map(inside.__getitem__, self.places)), "little")
        match term:
            case And(terms):
                made = self.all
                for one in terms:
                    made &= self.mask(one)
                return made
            case Or(terms):
                made = 0
                for one in terms:
                    made |= self.mask(one)
                return made
            case Not(inner):
                return self.all ^ self.mask(inner)
            case Linked(path, where):
                return self._linked(self._catalog.column(self.record, path), where)
            case Children():
                owners, rows = self._hanging(term.record, term.via, term)
                alive = rows.all if term.ever else rows.since() if term.after else rows.in_force()
                return self.sight.counted(term, self._numbers(owners, rows, alive))
        assert isinstance(term, Compare | Is | Blank | Has | Classed), term
        column = self._catalog.column(self.record, term.path)
        return self.sight.tested(self.coded(column), term, column)

    def _linked(self, to: Resolved, where: Condition) -> int:
        assert isinstance(to.kind, Link)
        places = self._memory.rows(to.kind.record).place
        return Frame(self.sight, to.kind.record, [places.get(id, -1) for id in self.values(to)], self.days).mask(where)

    # rows that lead here

    def _numbers(self, owners: Sequence[int], rows: Frame, alive: int) -> list[int]:
        """How many of the rows each row here has."""
        found = Counter(compress(owners, alive.to_bytes(len(owners), "little")))
        return [found.get(at, 0) for at in range(len(self.places))]

    def _hanging(self, record: str, via: str, term: Children | None = None) -> tuple[list[int], Frame]:
        """The rows that lead here (and satisfy the term): by where their owners stand here, and they themselves."""
        below, own_day, where = (term.below, term.own_day, term.where) if term else (False, False, None)
        sight = self.sight.by_row(record) if own_day else self.sight
        column = self._catalog.column(record, via)
        sure = own_day or not column.varies
        ways = enumerate(sight.coded(record, column).values) if sure else self._memory.histories.ever(record, column)
        held = own_day or not varies(self._catalog, record, where)
        rows = self._memory.rows(record)
        children = self._by_owner(ways, rows.bytes(sight.mask(record, where) if held else rows.all), below)
        ids = self._here(self._memory.rows(self.record).ids)
        owners = [at for at, id in enumerate(ids) for _ in children.get(id, ())]
        places = [place for id in ids for place in children.get(id, ())]
        made = Frame(self.sight, record, places, [self.days[at] for at in owners])
        if not sure:
            reached = [() if id is None else self.sight.above(self.record, id) if below else (id,)
                       for id in made.values(column)]
            made = made._only(_mask(ids[at] in there for at, there in zip(owners, reached, strict=True)))
        return owners, made if held else made._only(made.mask(where))

    def _by_owner(self, ways: Iterable[tuple[int, Any]], inside: bytes, below: bool) -> dict[Any, dict[int, None]]:
        """The places of the rows inside by the ids they lead to."""
        found: dict[Any, dict[int, None]] = defaultdict(dict)
        for place, id in ways:
            if id is not None and inside[place]:
                for owner in self.sight.above(self.record, id) if below else (id,):
                    found[owner][place] = None
        return found

    def _only(self, mask: int) -> Frame:
        """The same rows; those outside the mask are none."""
        kept = mask.to_bytes(len(self.places), "little")
        places = [place if keep else -1 for place, keep in zip(self.places, kept, strict=True)]
        return Frame(self.sight, self.record, places, self.days)

    def _gathered(self, column: Resolved) -> Values:
        owners, rows = self._hanging(column.rows, column.via)
        alive = rows.in_force()
        if column.form == "count":
            return [None if place < 0 else number for place, number in zip(
                self.places, self._numbers(owners, rows, alive), strict=True)]
        inside = list(compress(range(len(owners)), alive.to_bytes(len(owners), "little")))
        source, inner = self._memory.rows(column.rows), column.inner[0]
        if self._catalog.record(column.rows).part_of:
            positions = source.column("position").values
            inside.sort(key=lambda at: (positions[rows.places[at]] or 0, source.ids[rows.places[at]]))
        held, texts = rows.values(inner), [list[str]() for _ in self.places]
        for at in inside:
            if held[at] is not None:
                texts[owners[at]].append(inner.kind.show(held[at]))
        return ["、".join(one) or None for one in texts]


def _mask(held: Iterable[bool]) -> int:
    return int.from_bytes(bytes(held), "little")


def _beyond(column: Resolved, steps: int = 1) -> Resolved:
    """The rest of a column's way, under a name of its own."""
    return replace(column, steps=column.steps[steps:], path=f"{column.path} from {len(column.steps) - steps}")
