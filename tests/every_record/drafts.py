"""Valid drafts made from the declarations alone, so that a new record kind is under test at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desk.kinds import CitizenId, Date, Kind, Link, PersonName, Text
from desk.kinds.papers import check_character
from desk.service.desk import Desk
from desk.service.entries.save import blank, save
from desk.spec import Field, Record
from desk.spec.lifecycle import STEPS

DAY = "2026-03-12"
_CHARACTERS = "娟梅兰竹菊松柏杨柳桃李杏枫桂莲荷芳芸萍茹蓉薇蔷莉茜菁华英雄杰俊豪"
_NAMES = [f"钱{a}{b}" for a in _CHARACTERS for b in _CHARACTERS]


class Maker:
    """Makes drafts with every field filled; links lead to rows made for them, with only what is required."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.made = 0

    def draft(self, record: str, category: str | None = None, full: bool = True) -> dict[str, Any]:
        """A draft that can be saved. Without `full` only what is required is in it."""
        spec = self.desk.catalog.record(record)
        draft = blank(self.desk, record, **({spec.event: DAY} if spec.event else {}))
        if spec.category:
            draft[spec.category] = category or next(iter(self.desk.catalog.categories[record]))
        chosen = draft.get(spec.category) if spec.category else None
        for key, field in self.desk.catalog.fields(record, chosen).items():
            if self._wanted(spec, key, field, full) and draft.get(key) is None:
                draft[key] = self.value(field.kind)
        self._subject(spec, draft, chosen)
        for part in (key for key in spec.parts if key != STEPS) if full else {"case": ("parties",)}.get(record, ()):
            draft[part] = [self.child(record, part) for _ in range(2)]
        if full:
            for key in spec.shown:
                draft[key] = self.value(self.desk.catalog.column(record, key).kind)
        elif record == "grant":
            draft["goods"] = "米"
        elif record == "post":
            draft["name"] = self.value(PersonName())
        return draft

    def _wanted(self, spec: Record, key: str, field: Field, full: bool) -> bool:
        """Ends stay open: what is over does not stand in its ledger."""
        closing = (*(spec.span or ())[1:], spec.over)
        return not field.derived and key not in (*closing, *spec.subjects) and (full or field.required)

    def _subject(self, spec: Record, draft: dict[str, Any], category: object) -> None:
        """One of the links that say whom it concerns; the category says which may be meant."""
        own = self.desk.catalog.category(spec.key, category)
        meant = (own.subjects if own else ()) or spec.subjects
        if meant:
            draft[meant[0]] = self.row(spec.fields[meant[0]].kind)

    def child(self, record: str, part: str) -> dict[str, Any]:
        """A child row with every field filled."""
        own = self.desk.catalog.part_fields(record, part)
        return {key: self.value(f.kind) for key, f in own.items() if key != "owner"}

    def row(self, kind: Kind) -> int:
        """The id of a row made for a link."""
        assert isinstance(kind, Link)
        return save(self.desk, kind.record, self.draft(kind.record, full=False)).id

    def value(self, kind: Kind) -> Any:
        """A value of a kind; names, texts and citizen numbers are new each time."""
        self.made += 1
        if isinstance(kind, Link):
            return self.row(kind)
        if isinstance(kind, PersonName):
            return _NAMES[self.made % len(_NAMES)]
        if isinstance(kind, CitizenId):
            born = date(1949, 1, 1) + timedelta(days=self.made // 900)
            first17 = f"110105{born:%Y%m%d}{self.made % 900:03d}"
            return first17 + check_character(first17)
        if isinstance(kind, Date):
            return DAY
        return f"样{self.made}" if type(kind) is Text else kind.samples()[0][1]
