"""Columns of rows in memory, also through links, as they read on a day; it agrees with `desk.spec.reading`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress, repeat
from typing import Any

from desk.spec import Day
from desk.spec.catalog import Resolved, Step
from desk.spec.dates import age_on, date_part, days_between, months_between, shifted
from desk.store.scan import Coded, Led, Memory, Values

_BETWEEN = {"days": days_between, "months": months_between}


class View:
    """The rows as seen on one day (states) and over one period (events): what is in force, what columns hold."""

    def __init__(self, memory: Memory, on: str, since: str = "", until: str = "") -> None:
        self.memory, self.catalog = memory, memory.catalog
        self.on, self.since, self.until = on, since, until
        self._columns: dict[tuple[str, str], Coded] = {}
        self._in_force: dict[str, int] = {}
        self._current: dict[Step, list[int]] = {}
        self._ages: dict[Any, int | None] = {}

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
            begun, ended = rows.column(spec.span[0]), rows.column(spec.span[1])
            lasting = rows.all & ~begun.between(self.on, None, above=True) & ~ended.between(None, self.on)
            never = self.catalog.never_in_force(record)
            return lasting & ~rows.column(spec.state).among(never) if never else lasting
        return rows.column(spec.event).between(None, self.on) if spec.event else rows.all

    # columns

    def values(self, record: str, path: str) -> Values:
        return self.coded(record, self.catalog.column(record, path)).values

    def coded(self, record: str, column: Resolved) -> Coded:
        at = (record, column.path)
        if at not in self._columns:
            self._columns[at] = self._timeless(record, column)
        return self._columns[at]

    def _timeless(self, record: str, column: Resolved) -> Coded:
        """A column that says the same on every day is read once for all of them."""
        if column.varies or column.dated or column.form not in ("field", "extra", "id"):
            return self._walk(record, column, column.steps)
        at = (record, column.path)
        if at not in self.memory.kept:
            self.memory.kept[at] = self._walk(record, column, column.steps)
        kept: Coded = self.memory.kept[at]
        return kept

    def _walk(self, record: str, column: Resolved, steps: tuple[Step, ...]) -> Coded:
        if not steps:
            return self._leaf(record, column)
        step, rows = steps[0], self.memory.rows(record)
        target = self.memory.rows(step.target)
        if step.current:
            places = self._currents(step)
        elif step.dated:
            places = list(map(target.place.get, self._stored(record, step.link).values, repeat(-1)))
        else:
            places = rows.leads(step.link, target)
        return Led(self._beyond(step.target, column, steps[1:]), places)

    def _beyond(self, record: str, column: Resolved, steps: tuple[Step, ...]) -> Coded:
        """The rest of the way; the last leg is read once for all who come by it."""
        if steps or column.form in ("first", "days", "months", "count", "list"):
            return self._walk(record, column, steps)
        at = (record, f"{column.form} {column.key}")
        if at not in self._columns:
            self._columns[at] = self._leaf(record, column)
        return self._columns[at]

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
                for birth in set(births).difference(self._ages):
                    self._ages[birth] = age_on(birth, self.on) if birth else None
                return Coded(list(map(self._ages.__getitem__, births)))
            case "first":
                found, *others = (self.coded(record, one).values for one in column.inner)
                for other in others:
                    found = [own if own is not None else held for own, held in zip(found, other, strict=True)]
                return Coded(found)
            case "days" | "months" | "weekday" | "month_of" | "day_of":
                held = [self.coded(record, one).values for one in column.inner]
                return Coded(self.of_dates(column.form, held))
            case "count" | "list":
                return self._gathered(record, column)
        return self._stored(record, column.key) if column.dated else rows.column(column.key)

    def _stored(self, record: str, key: str) -> Coded:
        """A dated field as it was on the day."""
        rows = self.memory.rows(record)
        own = rows.column(key)
        if self.on >= self.memory.today:
            return own
        older = [one for one in self.memory.past(record, key) if one[1] > self.on and one[0] in rows.place]
        if not older:
            return own
        values = list(own.values)
        for id, _, value in older:
            values[rows.place[id]] = value
        return Coded(values)

    def of_dates(self, form: str, held: Sequence[Values]) -> Values:
        """What columns of dates come to: a part of a date, the time from one to another or to the day."""
        if form in _BETWEEN:
            between, until = _BETWEEN[form], held[1] if len(held) > 1 else repeat(self.on)
            return [between(a, b) if a and b else None for a, b in zip(held[0], until, strict=False)]
        return [date_part(form, day) if day else None for day in held[0]]

    def _gathered(self, record: str, column: Resolved) -> Coded:
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
