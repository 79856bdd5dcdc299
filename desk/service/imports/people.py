"""Who a row speaks of: by number, else by name with birth date, address or telephone, in the register and the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from desk.kinds import Value, birth_of
from desk.kinds.address import normalise
from desk.service.desk import Desk
from desk.service.imports.store import Row, current_spells, rows_by, some_columns

if TYPE_CHECKING:
    from desk.service.imports.homes import House

_ASIDE = str.maketrans("", "", "·•. \u3000")
PREFIX = 15
"""Digits that a spreadsheet keeps of a number."""


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """A name for comparison: without dots and blanks."""
    return name.translate(_ASIDE).casefold()


@lru_cache(maxsize=50_000)
def address_key(address: str) -> str:
    """An address for comparison: one spelling for all."""
    return normalise(address)


@dataclass(slots=True)
class Person:
    """Somebody of the register or of this file. `given` is what the file says, with the row that said it last."""

    id: int = 0
    stored: Row | None = None
    home: Row | None = None
    given: dict[str, tuple[Any, int]] = field(default_factory=dict)
    house: House | None = None
    key: int = 0
    """A provisional id by which other records of the import are linked to somebody new."""
    elsewhere: bool = False
    """Known, but living elsewhere: somebody new without a spell here."""

    def value(self, key: str) -> Value:
        """A field of the person as known so far."""
        if key in self.given:
            return self.given[key][0]  # type: ignore[no-any-return]
        return self.stored.get(key) if self.stored else None

    @property
    def name(self) -> str:
        return str(self.value("name") or "")

    @property
    def address(self) -> str:
        """Where they live, as known so far."""
        if "address" in self.given:
            return str(self.given["address"][0] or "")
        return str(self.home["address"] or "") if self.home else ""


@dataclass(slots=True)
class Evidence:
    """What a row says of its person's identity."""

    number: str = ""
    name: str = ""
    birth: str = ""
    address: str = ""
    phone: str = ""
    other_number: str = ""
    masked: str = ""
    """A number with hidden digits."""
    house: House | None = None
    """The household that the row belongs to."""


class Many(Exception):
    """Several people fit."""


class People:
    """The people whom the rows of a file may mean, and those the file has brought so far."""

    def __init__(self) -> None:
        self.by_number: dict[str, Person] = {}
        self.by_other: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = {}
        self.by_id: dict[int, Person] = {}
        self.rescue: dict[tuple[str, str], list[str]] = {}

    def load(self, desk: Desk, conn: Connection, numbers: Collection[str], names: Mapping[str, bool]) -> None:
        """Fetch those with one of the numbers, or one of the names; a name that is False only where the register
        has no number (the row has one itself)."""
        wanted = []
        for id, name, number, other in some_columns(desk, conn, "resident", "id", "name", "id_number", "other_number"):
            key = name_key(name or "")
            if number in numbers or other in numbers or (key in names and (names[key] or not number)):
                wanted.append(id)
            if number and key in names and names[key]:
                self.rescue.setdefault((key, number[:PREFIX]), []).append(number)
        homes = current_spells(desk, conn, wanted)
        for row in rows_by(desk, conn, "resident", "id", wanted):
            self.add(Person(row["id"], row, homes.get(row["id"])))

    def add(self, person: Person) -> None:
        """Make somebody known under their number and name."""
        if person.id:
            self.by_id[person.id] = person
        if number := person.value("id_number"):
            self.by_number.setdefault(str(number), person)
        if other := person.value("other_number"):
            self.by_other.setdefault(str(other), person)
        self.by_name.setdefault(name_key(person.name), []).append(person)

    def find(self, seen: Evidence) -> Person | None:
        """The person that is meant; None is nobody known. Raises Many."""
        if seen.number:
            return self.by_number.get(seen.number) or self._unnumbered(seen)
        if seen.other_number and seen.other_number in self.by_other:
            return self.by_other[seen.other_number]
        namesakes = self.by_name.get(name_key(seen.name), []) if seen.name else []
        if seen.masked:
            pattern = _pattern(seen.masked)
            namesakes = [p for p in namesakes if pattern and pattern.fullmatch(str(p.value("id_number") or ""))]
            return _only(namesakes)
        return self._by_words(namesakes, seen)

    def _unnumbered(self, seen: Evidence) -> Person | None:
        """Somebody without a number so far, of the same name and birth date, or of the same address or telephone."""
        namesakes = [p for p in self.by_name.get(name_key(seen.name), ()) if not p.value("id_number")]
        if not namesakes:
            return None
        birth = birth_of(seen.number)
        same = [p for p in namesakes if p.value("birth") == birth]
        unknown = [p for p in namesakes if not p.value("birth") and _close(p, seen)]
        try:
            return _only(same) or _only(unknown)
        except Many:
            return None

    def _by_words(self, namesakes: list[Person], seen: Evidence) -> Person | None:
        if seen.birth:
            born = [p for p in namesakes if p.value("birth") == seen.birth]
            near = [p for p in born if _close(p, seen)]
            undated = [p for p in namesakes if not p.value("birth") and _close(p, seen)]
            return _only(near) or _only(born) or _only(undated)
        return _only([p for p in namesakes if _close(p, seen)])

    def rescued(self, name: str, digits: str) -> str:
        """The one number of that name which begins as a damaged one does; "" without one."""
        found = self.rescue.get((name_key(name), digits[:PREFIX]), [])
        return found[0] if len(found) == 1 else ""


def _only(found: Iterable[Person]) -> Person | None:
    some = list(found)
    if len(some) > 1:
        raise Many
    return some[0] if some else None


def _close(person: Person, seen: Evidence) -> bool:
    """Whether address, telephone or household agree."""
    if seen.house is not None and seen.house is person.house:
        return True
    if seen.address and person.address and address_key(seen.address) == address_key(person.address):
        return True
    return bool(seen.phone and numbers_of(seen.phone) & numbers_of(person.value("phone")))


def numbers_of(phone: object) -> set[str]:
    """The telephone numbers of a value, without notes."""
    return {one.partition("(")[0] for one in str(phone or "").split("、")} - {""}


def _pattern(masked: str) -> re.Pattern[str] | None:
    """What a number with hidden digits may be; None when too little of it is left."""
    bare = re.sub(r"\s", "", masked).upper()
    if len(bare) != 18 or sum(sign.isdigit() for sign in bare) < 8:
        return None
    shown = (sign.isdigit() or (sign == "X" and at == 17) for at, sign in enumerate(bare))
    return re.compile("".join(sign if seen else "." for sign, seen in zip(bare, shown, strict=True)))
