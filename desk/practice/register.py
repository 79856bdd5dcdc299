"""Writes the residents, households and residences that were planned."""

from __future__ import annotations

from collections.abc import Iterator

from desk.practice.making import Making
from desk.practice.people import Family, Person, Town
from desk.practice.words import words


def write_register(make: Making, town: Town) -> Iterator[None]:
    """People first, then their households, then where they live."""
    rng = make.rng("register")
    home = {family: rng.random() for family in town.families}
    for person in town.people:
        chance = rng.random() if person.role == "mate" else home[person.family]
        person.id = make.add("resident", **_resident(make, person, chance))
        for field, until, value in person.past:
            make.writer.keep_past("resident", person.id, field, until, value)
        yield
    for family in town.families:
        phone = f"0571-8000{rng.randrange(10_000):04d}" if rng.random() < 0.08 else ""
        family.id = make.add(
            "household", number=family.number, head=family.head.id, kind=_kind(family), phone=phone,
            start=family.start, end=family.end)
        yield
    for person in town.people:
        for values in _residences(person):
            make.add("residence", **values)
        yield


def _kind(family: Family) -> str:
    return "2" if family.of("mate") else "1"


def _resident(make: Making, person: Person, chance: float) -> dict[str, object]:
    facts = person.facts
    values = {
        "name": person.name, "marital": person.marital, "death": person.death, "hukou_address": _hukou(person, chance),
        **facts,
    }
    if facts.get("contact"):
        values["contact_phone"] = make.numbers.phone()
    return values


def _hukou(person: Person, chance: float) -> str:
    """户籍地址: here, in another street of the city, or far away in a village."""
    room = person.spells[-1].room
    if person.nature in ("01", "03"):
        return room.full
    pick = int(chance * 1_000_000)
    if person.origin["home"] == "1" and person.nature != "04":
        roads = words("places", "road")
        return f"{person.origin['prefix']}{roads[pick % len(roads)]}{pick % 180 + 1}号"
    towns, villages = words("places", "town"), words("places", "village")
    return f"{person.origin['prefix']}{towns[pick % len(towns)]}{villages[pick // 7 % len(villages)]}{pick % 9 + 1}组"


def _residences(person: Person) -> Iterator[dict[str, object]]:
    housing = {"05": "04", "04": "02"}.get(person.nature, "01" if person.family.owns else "02")
    for spell in person.spells:
        yield {
            "resident": person.id, "nature": person.nature, "household": person.family.id,
            "relation": person.relation, "place": spell.room.id, "housing": housing, "start": spell.start,
            "in_reason": spell.in_reason, "come_from": spell.come_from, "end": spell.end,
            "out_reason": spell.out_reason, "gone_to": spell.gone_to,
            "note": "户口在此，本人在外地工作" if person.nature == "03" else "",
        }
