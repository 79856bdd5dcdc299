"""What links and dated fields of the rows in memory held over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desk.spec.catalog import Resolved, Step

if TYPE_CHECKING:
    from desk.store.scan import Memory

Spell = tuple[str, str, int]
"""The first day, the day after the last one ("" is open), and the place among the rows of its record."""

Past = tuple[Sequence[str], Sequence[Any]]
"""The days until which a field held something else, the earliest first, and what it held."""


class Histories:
    """Histories of links and fields, each read when it is first asked for."""

    def __init__(self, memory: Memory) -> None:
        self._memory, self._catalog = memory, memory.catalog
        self._spells: dict[Step, Mapping[int, Sequence[Spell]]] = {}
        self._past: dict[tuple[str, str], Mapping[int, Past]] = {}

    def spells(self, step: Step) -> Mapping[int, Sequence[Spell]]:
        """The spells that a row (by its place) has led to, the latest first."""
        if step not in self._spells:
            self._spells[step] = self._read_spells(step)
        return self._spells[step]

    def _read_spells(self, step: Step) -> Mapping[int, Sequence[Spell]]:
        spec, rows = self._catalog.record(step.target), self._memory.rows(step.target)
        keys = spec.span or ((spec.event, "") if spec.event else ("", ""))
        since, until = (rows.column(key).values if key else [""] * rows.size for key in keys)
        never = self._catalog.never_in_force(step.target)
        states = rows.column(spec.state).values if never else ()
        found: dict[int, list[Spell]] = defaultdict(list)
        for place, owner in enumerate(rows.leads(step.link, self._memory.rows(step.record))):
            if never and states[place] in never:
                continue
            if since[place] or spec.span or not spec.event:
                found[owner].append((since[place] or "", until[place] or "", place))
        for spells in found.values():
            spells.sort(key=lambda one: (one[0] if spec.span else "", one[2]), reverse=True)
        found.pop(-1, None)
        return dict(found)

    def past(self, record: str, key: str) -> Mapping[int, Past]:
        """What a dated field of a row (by its place) held before."""
        at = (record, key)
        if at not in self._past:
            made: dict[int, tuple[list[str], list[Any]]] = {}
            places = self._memory.rows(record).place
            for id, until, value in reversed(self._memory.past(record, key)):
                if id in places:
                    untils, values = made.setdefault(places[id], ([], []))
                    untils.append(until)
                    values.append(value)
            self._past[at] = made
        return self._past[at]

    def ever(self, record: str, column: Resolved) -> Iterator[tuple[int, int]]:
        """(place, id): wherever a column of links of each row has led on any day, or can lead."""
        if column.form == "first":
            yield from dict.fromkeys(pair for one in column.inner for pair in self.ever(record, one))
            return
        ways: Iterable[tuple[int, int]] = ((place, place) for place in range(self._memory.rows(record).size))
        for step in column.steps:
            ends = self._ends(step)
            ways = [(start, end) for start, at in ways for end in ends(at)]
        held = self._held(column.record, column.key)
        yield from dict.fromkeys((start, id) for start, at in ways for id in held(at) if id is not None)

    def _ends(self, step: Step) -> Callable[[int], Iterable[int]]:
        """The places that one step has led to from a place."""
        if step.current:
            spells = self.spells(step)
            return lambda at: [place for _, _, place in spells.get(at, ())]
        held, places = self._held(step.record, step.link), self._memory.rows(step.target).place
        return lambda at: [places[id] for id in held(at) if id in places]

    def _held(self, record: str, key: str) -> Callable[[int], Iterable[Any]]:
        """Everything that a field of the row at a place has held."""
        own = self._memory.rows(record).column(key).values
        field = self._catalog.record(record).fields.get(key)
        past = self.past(record, key) if field is not None and field.dated else {}
        return lambda at: (own[at], *past[at][1]) if at in past else (own[at],)

