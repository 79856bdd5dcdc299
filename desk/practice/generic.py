"""Rows of a record kind that has no maker of its own: from its declaration, its categories, and a file of its texts.

`resources/demo/<record>.json` holds `a_year` (rows a year among 2,597 residents), `over` (of a state: the share that
has ended) and `rows`: what belongs together in one row, by field, each with an optional `weight`. A text may name
what `crowd.slots` knows: "{name}家门口堆放杂物"; a list is one of several. `parts` holds such rows for child rows, with
`least` and `most`; `steps` the words of a step's 说明, the steps themselves follow the category's lifecycle.
What the file does not say is drawn by the kind of the field; texts that it does not say stay blank. So a new kind of
record comes into the practice community by its declaration and one file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, Decimal, Kind, Link, Money, PersonName, Text, Value, Whole, YesNo
from desk.paths import RESOURCES
from desk.practice.calendar import between
from desk.practice.crowd import Crowd, slots
from desk.practice.making import Making
from desk.practice.people import Person, Town
from desk.practice.walking import walk
from desk.spec import Field
from desk.spec.dates import shifted
from desk.spec.lifecycle import STEPS

FOLDER = RESOURCES / "demo"
_FILLED = 0.8
"""Share of fields that are filled though nothing asks for it."""
_LATER = 30
"""Days after the row's own within which its other dates lie."""
Texts = Mapping[str, Any]


def write_rest(make: Making, town: Town, folder: Path = FOLDER) -> Iterator[None]:
    """Every record kind with a file of texts, in the order of their declarations."""
    for key in make.writer.catalog.records:
        if (folder / f"{key}.json").is_file():
            yield from Maker(make, town, key, _texts(folder, key)).write()


@cache
def _texts(folder: Path, record: str) -> Texts:
    made: Texts = json.loads((folder / f"{record}.json").read_text(encoding="utf-8"))
    return made


class Maker:
    """Makes the rows of one record kind."""

    def __init__(self, make: Making, town: Town, record: str, texts: Texts) -> None:
        self.make, self.town, self.texts = make, town, texts
        self.catalog = make.writer.catalog
        self.spec = self.catalog.record(record)
        self.crowd = Crowd(town)
        self.rng = make.rng(record)

    def write(self) -> Iterator[None]:
        """In the order of their days, so that numbers run with them."""
        days = sorted(self.make.calendar.draw(self.rng) for _ in range(self.make.count(self.texts["a_year"] * 5, 1)))
        for day in days:
            if values := self.row(day):
                self.make.add(self.spec.key, **{_argument(key): value for key, value in values.items()})
            yield

    def row(self, day: str) -> dict[str, Any]:
        """The values of one row; empty where nobody fits."""
        spec, line = self.spec, _draw(self.rng, self.texts["rows"])
        person = self.crowd.someone(self.rng, str(line.get("who", "22")), day)
        if person is None:
            return {}
        made: dict[str, Any] = self._time(day)
        if spec.category:
            made[spec.category] = line.get(spec.category) or self.rng.choice(list(self.catalog.categories[spec.key]))
        made |= self._subject(made.get(spec.category), person, day)
        said = slots(self.rng, self.town, person, day)
        for key, field in self.catalog.fields(spec.key, made.get(spec.category)).items():
            if made.get(key) is None and not field.derived and key not in (*spec.subjects, *(spec.span or ())):
                made[key] = self._value(key, field, line, said, day)
        made |= {part: self._children(part, day) for part in spec.parts}
        return made | self._steps(made, day)

    def _time(self, day: str) -> dict[str, Any]:
        """The date of an event, or the span of a state."""
        if self.spec.span is None:
            return {self.spec.event: day} if self.spec.event else {}
        over = self.rng.random() < self.texts.get("over", 0)
        end = between(self.rng, shifted(day, days=1), self.make.today) if over and day < self.make.today else None
        return dict(zip(self.spec.span, (day, end), strict=True))

    def _subject(self, category: object, person: Person, day: str) -> dict[str, int]:
        """Whom or what it concerns, as the category allows."""
        own = self.catalog.category(self.spec.key, category)
        allowed = (own.subjects if own else ()) or self.spec.subjects
        return {allowed[0]: link} if allowed and (link := self._link(allowed[0], person)) else {}

    def _link(self, record: str, person: Person | None = None) -> int | None:
        """A row of another record made before: of the person, else any."""
        if person is not None and record in ("resident", "household"):
            return person.id if record == "resident" else person.family.id
        if record == "place":
            return self.rng.choice(self.town.rooms).id
        if record == "unit":
            return self.rng.choice([id for units in self.town.units.values() for id, _ in units])
        return None

    def _steps(self, made: Mapping[str, Any], day: str) -> dict[str, Any]:
        """The steps of the category's lifecycle, and what they need that is still blank."""
        spec = self.spec
        life = self.catalog.lifecycle(spec.key, made.get(spec.category)) if spec.state else None
        if life is None or made.get(STEPS):
            return {}
        worker = self.crowd.worker(self.rng, day).name
        steps = list(walk(self.rng, self.make.calendar, life, day, worker, self.texts.get("steps", {})))
        taken = [move for row in steps if (move := life.move(row["step"])) is not None]
        fields = self.catalog.fields(spec.key, made.get(spec.category))
        needed = [(key, move) for move in taken for key in move.needs if key in fields and made.get(key) is None]
        more = {key: self._drawn(fields[key].kind, day) or move.title for key, move in needed}
        filled = (key for key in life.filled if key in fields and not fields[key].required)
        return {**dict.fromkeys(filled), **more, STEPS: steps}

    def _children(self, part: str, day: str) -> list[dict[str, Any]]:
        texts = self.texts.get("parts", {}).get(part)
        if texts is None:
            return []
        fields = self.catalog.part_fields(self.spec.key, part)
        made = []
        for _ in range(self.rng.randint(texts.get("least", 0), texts.get("most", 1))):
            person = self.crowd.someone(self.rng, "22", day)
            if person is None:
                continue
            line, said = _draw(self.rng, texts["rows"]), slots(self.rng, self.town, person, day)
            row = {key: self._value(key, field, line, said, day) for key, field in fields.items() if key != "owner"}
            made.append(row | {key: self._link(field.kind.record, person) for key, field in fields.items()
                               if isinstance(field.kind, Link) and key != "owner"})
        return made

    def _value(self, key: str, field: Field, line: Texts, said: Mapping[str, str], day: str) -> Value:
        """What the file says, else something of the field's kind; a required one is always filled."""
        given = line.get(key)
        if isinstance(given, list):
            given = self.rng.choice(given)
        if given is not None:
            value: Value = given.format_map(said) if isinstance(given, str) else given
        elif field.default is not None:
            value = field.default
        elif field.required or self.rng.random() < _FILLED:
            value = self._drawn(field.kind, day)
        else:
            return None
        if value is None and field.required:
            raise Invalid("demo_incomplete", f"{self.spec.title}的练习数据里没有「{field.title}」")
        return value

    def _drawn(self, kind: Kind, day: str) -> Value:
        """Something of the kind; None where only the file could say it."""
        match kind:
            case Code() | Codes():
                return self.rng.choice([one.code for one in kind.codes.offered])
            case Date():
                later = between(self.rng, day, shifted(day, days=_LATER))
                return later if later <= self.make.today else None
            case YesNo():
                return int(self.rng.random() < 0.5)
            case Whole() | Decimal() | Money():
                return self.rng.randint(kind.min, min(kind.max, kind.min + 50)) * kind.scale
            case PersonName():
                return self.crowd.worker(self.rng, day).name
            case Text() if kind.names:
                return self.crowd.worker(self.rng, day).name
            case Link():
                return self._link(kind.record)
        return None


def _draw(rng: Random, lines: Sequence[Texts]) -> Texts:
    return rng.choices(lines, weights=[float(line.get("weight", 1)) for line in lines])[0]


def _argument(key: str) -> str:
    """A category's field as `Making.add` takes it: by a word of Python."""
    return key.replace("x.", "x_", 1) if key.startswith("x.") else key

