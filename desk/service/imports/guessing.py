"""Which record kind a table is about: by its heads first, helped by the words over it; people where that is unclear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desk.service.desk import Desk
from desk.service.imports.targets import targets
from desk.service.imports.told import category_of_list, category_told, may_be_unsaid, own_list, speaks_of
from desk.sheets.matching import match_columns
from desk.sheets.model import Layout, SheetData, Table, Target
from desk.sheets.tables import score
from desk.sheets.words import vocabulary

PEOPLE = "resident"
_OF_TENANTS = re.compile("出租房|出租屋|房屋出租|房屋租赁|承租人|租客|租户|租住人")
"""Words of a title by which the people of a list live here as tenants."""
_TENANTS = ("承租", "租客", "租户", "房客", "租住人")
_NATURE, _TENANT = "nature", "流入"
_CLEARLY = 0.1
"""By how much another record must fit a table better than people do."""
_TOLD = 0.2
"""What it counts that the title speaks of the record."""
_NEARLY = 0.15
"""Another record that fits worse by less than this is named as possible."""


@dataclass(frozen=True)
class Guess:
    """What a table was taken for. `fit` is 0 when it is nothing known; `given` are fields told beforehand, as text by
    key; `others` are the records that it may be as well, the likeliest first."""

    record: str
    fit: float
    given: dict[str, str]
    others: tuple[str, ...] = field(default=())


class Guesser:
    """The fields of every record that a table may be about."""

    def __init__(self, desk: Desk, record: str | None, preset: Mapping[str, str]) -> None:
        self.desk, self.preset = desk, preset
        every = {key: targets(desk, key) for key in _every(desk)}
        self.by_record = {record: every.get(record) or targets(desk, record)} if record else every
        self.fallback = record or PEOPLE
        self.words = [t for one in every.values() for t in one]
        self.known = vocabulary(self.words)
        """Words that mean something in a head: a column under one of them is not guessed at by its values."""

    def guess(
        self, sheet: SheetData, layout: Layout, mapping: Mapping[int, str] | None, texts: Sequence[str], day: str = ""
    ) -> Guess:
        """What the table is about; `texts` are the words over it, the nearest first, `day` the one they give."""
        ours = own_list(self.desk, texts)
        given = {key: self.told_of(key, texts, day, ours) for key in self.by_record}
        fits = {key: self._score(sheet, layout, key, mapping, given[key]) for key in self.by_record}
        if ours and (record := self.desk.catalog.ledger(ours).record) in fits:
            return Guess(record, fits[record], given[record])
        told = {key for key in fits if key != self.fallback and speaks_of(self.desk, key, texts)}
        scores = {key: fit + _TOLD * bool(fit and key in told) for key, fit in fits.items()}
        ranked = sorted(scores, key=lambda key: -scores[key])
        best, people = ranked[0], scores.get(self.fallback, 0.0)
        if not scores[best] or (people and best not in told and scores[best] < people + _CLEARLY):
            best = self.fallback
        if "place" in told and scores["place"] and of_tenants(layout):
            best = "place"
        others = tuple(key for key in ranked if key != best and scores[key] and scores[key] > scores[best] - _NEARLY)
        return Guess(best, fits.get(best, 0.0), given.get(best, {}), others)

    def told_of(self, record: str, texts: Sequence[str], day: str, ours: str = "") -> dict[str, str]:
        """Fields of all rows by the words over the table and by the caller's: the category, the day of an event; a
        list of ours says what it holds."""
        spec = self.desk.catalog.record(record)
        told = category_of_list(self.desk, ours, record) if ours else category_told(self.desk, record, texts)
        dated = {spec.event: day} if spec.event and day and not ours and not spec.part_of else {}
        lets = {_NATURE: _TENANT} if record == PEOPLE and any(_OF_TENANTS.search(text) for text in texts) else {}
        return lets | dated | ({spec.category: told} if told else {}) | dict(self.preset)

    def _score(
        self, sheet: SheetData, layout: Layout, record: str, mapping: Mapping[int, str] | None, given: dict[str, str]
    ) -> float:
        own = [replace(one, required=one.required and one.key not in given and not may_be_unsaid(
            self.desk, record, one.key)) for one in self.by_record[record]]
        matches = match_columns(sheet, layout, own, mapping, self.known)
        if "." in record and not _whole(own, {match.target for match in matches}):
            return 0.0
        return score(Table(sheet.name, layout.header_rows, 0, matches, []), own)


def names_tenants(titles: Iterable[str]) -> bool:
    """Whether the heads of a list of rooms name those who rent them."""
    return any(title.strip().startswith(_TENANTS) for title in titles)


def of_tenants(layout: Layout) -> dict[int, str]:
    """The columns of a table that are about those who rent, left out: nothing of the room or its owner."""
    return {column: "" for column, titles in layout.titles.items() if names_tenants(titles[-1:])}


def _every(desk: Desk) -> list[str]:
    """Every record kind, and every kind of child rows."""
    own = desk.catalog.records
    return [*own, *(f"{key}.{part}" for key, spec in own.items() for part in spec.parts)]


def _whole(own: Sequence[Target], found: set[str | None]) -> bool:
    """Whether a table of child rows says whose they are and something of their own."""
    keys = {one.key for one in own} & found
    return any(key.startswith("owner") for key in keys) and any(not key.startswith("owner") for key in keys)
