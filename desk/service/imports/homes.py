"""Which household a row belongs to: by its number, its head, or the block of rows it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from desk.service.desk import Desk
from desk.service.imports.model import ParsedRow
from desk.service.imports.people import People, Person, address_key, name_key
from desk.service.imports.store import Row, current_spells, rows_by

NUMBER, HEAD, HEAD_ID, KIND = (
    "home.household.number", "home.household.head.name", "home.household.head.id_number", "home.household.kind")
HEADS = ("01", "02")
"""本人 and 户主 of GB/T 4761."""
HEAD_OF_HOUSEHOLD = "02"
_SELF = frozenset(("本人", "户主", "户主本人", "本户户主"))
_SERIAL = 4
"""A number of so few digits is a running number of one sheet, not one of the register."""


@dataclass(slots=True, eq=False)
class House:
    """A household of the register or of this file; `given` is what the file says, with the row that said it last."""

    id: int = 0
    stored: Row | None = None
    sheet: str = ""
    head: Person | None = None
    head_name: str = ""
    head_number: str = ""
    address: str = ""
    given: dict[str, tuple[Any, int]] = field(default_factory=dict)
    key: int = 0
    """A provisional id, as of a person."""

    @property
    def number(self) -> str:
        found = self.given["number"][0] if "number" in self.given else self.stored and self.stored["number"]
        return str(found or "")

    @property
    def known_head(self) -> str:
        """The head's name, as far as it is known."""
        return self.head.name if self.head else self.head_name


@dataclass(slots=True)
class _Seen:
    """What a row says of its household."""

    number: str
    head_name: str
    head_number: str
    address: str
    is_head: bool
    has_relation: bool


class Houses:
    """The households that the rows of a file may mean."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.by_number: dict[str, list[House]] = {}
        self.by_head: dict[int, House] = {}
        self.by_id: dict[int, House] = {}
        self.by_key: dict[tuple[str, ...], House] = {}
        self._block: tuple[str, int, House | None] = ("", 0, None)

    def load(self, desk: Desk, conn: Connection, numbers: set[str]) -> None:
        """Fetch the households of the known people, and those with one of the numbers, with their heads."""
        people = self.people.by_id
        own = {p.home["household"] for p in people.values() if p.home and p.home["household"]}
        for column, values in (("id", own), ("number", numbers), ("head", set(people))):
            for row in rows_by(desk, conn, "household", column, values):
                self.by_id.setdefault(row["id"], House(row["id"], row))
        missing = {h.stored["head"] for h in self.by_id.values() if h.stored and h.stored["head"]} - set(people)
        homes = current_spells(desk, conn, missing)
        for row in rows_by(desk, conn, "resident", "id", missing):
            self.people.add(Person(row["id"], row, homes.get(row["id"])))
        for house in self.by_id.values():
            self._know(house)
        for person in people.values():
            person.house = self.by_id.get(person.home["household"]) if person.home else None

    def _know(self, house: House) -> None:
        stored = house.stored or {}
        house.head = self.people.by_id.get(stored["head"]) if stored["head"] else None
        house.address = address_key(house.head.address) if house.head else ""
        if stored["head"]:
            self.by_head[stored["head"]] = house
        if stored["number"]:
            self.by_number.setdefault(stored["number"], []).append(house)

    def of_row(self, row: ParsedRow) -> tuple[House | None, bool]:
        """The household a row names, and whether the row is its head. One that is not known yet is made."""
        seen = _seen(row)
        house = self._named(row, seen) or self._of_block(row, seen)
        if house is not None:
            house.sheet = row.sheet
            house.address = house.address or seen.address
        self._block = (row.sheet, row.number, house)
        return house, seen.is_head

    def of_head(self, row: ParsedRow, person: Person) -> House:
        """The household of a head not named: the one they lead, or live in without another head, else a new one."""
        house = self.by_head.get(person.id) if person.id else None
        if house is None and person.house is not None and person.house.head in (None, person):
            house = person.house
        house = house or House(sheet=row.sheet, address=address_key(str(row.values.get("address") or "")))
        self._block = (row.sheet, row.number, house)
        return house

    def _named(self, row: ParsedRow, seen: _Seen) -> House | None:
        keys = [("no", seen.number, row.sheet), ("no", seen.number)] if seen.number else []
        if seen.head_number:
            keys.append(("id", seen.head_number))
        if seen.head_name:
            keys.append(("head", name_key(seen.head_name), seen.address or row.sheet))
        if not keys:
            return None
        house = next((h for key in keys if (h := self.by_key.get(key)) and _fits(h, seen, row.sheet)), None)
        house = house or self._stored(row, seen) or House()
        house.head_name = house.head_name or seen.head_name
        house.head_number = house.head_number or seen.head_number
        for key in keys:
            self.by_key.setdefault(key, house)
        return house

    def _stored(self, row: ParsedRow, seen: _Seen) -> House | None:
        """A household of the register: by its number, as the person's own under that head, or by its head."""
        for house in self.by_number.get(seen.number, ()):
            if _fits(house, seen, row.sheet):
                return house
        person = self.people.by_number.get(str(row.values.get("id_number") or ""))
        led = self.by_head.get(person.id) if person and seen.is_head else None
        head = self.people.by_number.get(seen.head_number) if seen.head_number else None
        if head is None and seen.head_name:
            head = self._namesake(seen.head_name, seen.address)
        of_head = self.by_head.get(head.id) if head is not None and head.id else None
        for found in (led, person.house if person else None, of_head):
            named = found is not None and name_key(found.known_head) == name_key(seen.head_name)
            if found is not None and (found is led or named) and found.number in ("", seen.number or found.number):
                return found
        return None

    def _namesake(self, name: str, address: str) -> Person | None:
        """The one person of that name at that address."""
        namesakes = self.people.by_name.get(name_key(name), ()) if address else ()
        found = [p for p in namesakes if address_key(p.address) == address]
        return found[0] if len(found) == 1 else None

    def _of_block(self, row: ParsedRow, seen: _Seen) -> House | None:
        """A member in the row below, without a number or head of its own, belongs to the household above."""
        sheet, last, house = self._block
        if house is None or seen.is_head or not seen.has_relation or (sheet, last) != (row.sheet, row.number - 1):
            return None
        return house if seen.address in ("", house.address) else None

    def find_heads(self, houses: list[House]) -> None:
        """Give households without a head the person whom the file names as it."""
        for house in houses:
            if house.head is None and house.head_number:
                house.head = self.people.by_number.get(house.head_number)
        headless = [h for h in houses if h.head is None and h.head_name and h.address]
        living: dict[tuple[str, str], list[Person]] = {}
        for name in {name_key(house.head_name) for house in headless}:
            for person in self.people.by_name.get(name, ()):
                living.setdefault((name, address_key(person.address)), []).append(person)
        for house in headless:
            found = living.get((name_key(house.head_name), house.address), [])
            house.head = found[0] if len(found) == 1 else None


def _seen(row: ParsedRow) -> _Seen:
    values = row.values
    number, relation = str(values.get(NUMBER) or ""), values.get("relation")
    head_name, head_number = str(values.get(HEAD) or ""), str(values.get(HEAD_ID) or "")
    if not (number or relation or head_name or head_number):
        return _NOTHING
    name = str(values.get("name") or "")
    if head_name in _SELF:
        head_name = name
    named = bool(head_name) and name_key(head_name) == name_key(name)
    is_head = (relation in HEADS and (named or not head_name)) or (
        named and not relation and values.get(HEAD_ID) in (None, values.get("id_number")))
    address = address_key(str(values["address"])) if "address" in values else ""
    return _Seen(number, head_name, head_number, address, is_head, bool(relation))


_NOTHING = _Seen("", "", "", "", False, False)


def _fits(house: House, seen: _Seen, sheet: str) -> bool:
    """Whether a household of the same number is the one: running numbers begin anew in every sheet."""
    if house.sheet == sheet or not seen.number or not (seen.number.isdigit() and len(seen.number) <= _SERIAL):
        return True
    if seen.head_name and house.known_head:
        return name_key(seen.head_name) == name_key(house.known_head)
    return not (seen.address and house.address) or seen.address == house.address
