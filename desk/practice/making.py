"""What the parts of the practice community share: the writer, chance, and the fills of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from desk.kinds import Value
from desk.practice.calendar import Calendar
from desk.practice.numbers import Numbers
from desk.spec import Field
from desk.spec.course import course
from desk.spec.dates import shifted
from desk.spec.inferring import infer
from desk.store.changes import Writer

DEFAULT = 2597
"""The residents to whom all the usual quantities belong."""
YEARS = 5
_KEPT = ("place", "matter")
"""Records that the fills of others look up."""


@dataclass
class MadeLook:
    """A `Look` over what has been made so far."""

    today: str
    calendar: Calendar
    made: dict[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)

    def row(self, record: str, id: int) -> Mapping[str, Any] | None:
        return self.made.get((record, id))

    def rows(self, record: str, **where: Value) -> Sequence[Mapping[str, Any]]:
        return [row for (kind, _), row in self.made.items()
                if kind == record and all(row.get(key) == value for key, value in where.items())]

    def add_workdays(self, since: str, days: int) -> str:
        return self.calendar.workdays.add(since, days).date

    def below(self, record: str, field: str, code: str) -> frozenset[str]:
        return frozenset({code})

    def state_class(self, record: str, category: Value, state: Value) -> str:
        return ""


class Making:
    """Adds records as a person would have saved them: with the records' own fills."""

    def __init__(self, writer: Writer, residents: int, seed: int, today: str) -> None:
        self.writer = writer
        self.residents = residents
        self.seed = seed
        self.today = today
        self.since = shifted(today, years=-YEARS)
        self.scale = residents / DEFAULT
        self.calendar = Calendar(self.since, today)
        self.numbers = Numbers(seed)
        self.look = MadeLook(today, self.calendar)
        self.done = 0
        self._uids = Random(f"{seed}:uids")
        self._inferring: dict[tuple[str, str], dict[str, Field]] = {}

    def rng(self, area: str) -> Random:
        """Chance of one area's own: a change in one leaves the others as they were."""
        return Random(f"{self.seed}:{area}")

    def count(self, usual: float, least: int = 0) -> int:
        """A quantity in proportion to the residents."""
        return max(least, round(usual * self.scale))

    def add(self, record: str, **values: Any) -> int:
        """Insert a record with its fills and its paper number. The id."""
        spec = self.writer.catalog.record(record)
        draft = {key.replace("x_", "x.", 1) if key.startswith("x_") else key: value
                 for key, value in values.items() if value not in (None, "")}
        draft |= course(self.writer.catalog, spec, {}, draft, self.today)
        for fill in spec.fills:
            draft |= fill(draft, self.look)
        draft |= infer(self._told(record, draft.get(spec.category)), draft)
        if spec.number:
            year = int(str(draft[spec.event])[:4])
            draft[spec.number] = spec.number_form.format(year=year, n=self.writer.number(spec.key, year))
        draft = dict.fromkeys(spec.fields) | draft
        for part in spec.parts:
            draft[part] = [{**row, "uid": f"{self._uids.getrandbits(64):016x}"} for row in draft.get(part) or ()]
        id = self.writer.insert(record, draft, uid=f"{self._uids.getrandbits(128):032x}")
        if record in _KEPT:
            self.look.made[record, id] = {key: draft.get(key) for key in spec.fields}
        self.done += 1
        return id

    def _told(self, record: str, category: object) -> dict[str, Field]:
        """The fields that the practice community's texts tell; a person would have chosen them."""
        at = (record, str(category or ""))
        if at not in self._inferring:
            fields = self.writer.catalog.fields(record, category)
            self._inferring[at] = {key: one for key, one in fields.items() if one.inference}
        return self._inferring[at]

    def limit(self, category: str) -> int | None:
        """The promised working days of a request's category, its own or its ancestor's."""
        own = self.writer.catalog.category("request", category)
        while own is not None and own.limit is None:
            own = self.writer.catalog.category("request", own.parent)
        return own.limit if own else None
