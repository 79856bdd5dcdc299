"""Who moved in when, who was born, married, died, left or came back in the five years."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from desk.practice.calendar import between
from desk.practice.families import Composer, sizes
from desk.practice.making import Making
from desk.practice.names import given, surname
from desk.practice.people import Family, Person, Room, Spell, Town
from desk.practice.words import table, weighted, words
from desk.spec.dates import shifted

_DEATHS, _LEAVERS, _FORMER, _MOVES, _RETURNS = 75, 60, 110, 14, 9
"""Usual numbers of five years."""
_BOUGHT, _RENTED, _BORN, _MARRIED, _JOINED, _BACK = "03", "04", "02", "05", "06", "09"
_LEFT, _DIED, _MOVED, _ENDED = "01", "02", "03", "04"


def plan_lives(make: Making, rooms: list[Room]) -> Town:
    """The whole town: families in rooms, with everybody's stays; then those who are gone."""
    rng = make.rng("lives")
    composer = Composer(make, "families")
    families = [composer.family(size) for size in sizes(make.rng("sizes"), make.residents)]
    places = rng.sample(rooms, len(rooms))
    for family, room in zip(families, places, strict=False):
        _move_in(rng, make, composer, family, room)
    vacant = places[len(families):]
    town = Town(rooms, families)
    _absent(rng, make, families)
    _deaths(rng, make, composer, families)
    _leavers(rng, make, composer, families)
    _moves(rng, make, families, vacant)
    town.families += _former(rng, make, composer, families, vacant)
    town.people = [person for family in town.families for person in family.members]
    return town


def _move_in(rng: Random, make: Making, composer: Composer, family: Family, room: Room) -> None:
    """The family's day, then each member's own: birth, marriage, or to live with the children."""
    family.room, room.family = room, family
    grown = shifted(family.head.birth, years=23)
    latest = shifted(make.today, days=-20)
    if family.owns:
        built = f"{room.built}-06-01"
        early = between(rng, built, min(shifted(built, years=9), latest))
        family.start = early if rng.random() < 0.72 else between(rng, built, latest)
        room.owner = family.head.name
    else:
        family.start = shifted(make.today, days=-20 - int(rng.random() ** 1.4 * 2600))
        room.rented = True
    family.start = max(family.start, min(grown, latest))
    for person in family.members:
        _first_spell(rng, make, composer, family, person, room)
    family.start = family.head.start


def _first_spell(
    rng: Random, make: Making, composer: Composer, family: Family, person: Person, room: Room
) -> None:
    start, reason = family.start, _BOUGHT if family.owns else _RENTED
    come_from = "" if family.owns else person.origin["prefix"]
    if person.birth > start:
        start, reason, come_from = person.birth, _BORN, ""
    elif person.role in ("spouse", "wife"):
        wedding = _wedding(rng, make, family, person)
        if wedding > start:
            start, reason, come_from = wedding, _MARRIED, rng.choice(words("places", "city"))
            if make.calendar.holds(wedding):
                _wed(family, person, wedding)
    elif person.role in ("parent", "elder") and rng.random() < 0.5:
        start, reason, come_from = between(rng, start, shifted(make.today, days=-20)), _JOINED, "外省老家"
    person.spells.append(Spell(start, reason, room, come_from=come_from))


def _wedding(rng: Random, make: Making, family: Family, person: Person) -> str:
    """Of age, and before the first child."""
    pair = family.of("head", "spouse") if person.role == "spouse" else family.of("son", "wife")
    first = max(shifted(p.birth, years=21) for p in pair)
    children = family.of("child", "adult", "son") if person.role == "spouse" else family.of("grandson")
    last = min([shifted(p.birth, days=-280) for p in children] or [shifted(first, years=8)])
    return min(max(first, between(rng, first, max(first, last))), shifted(make.today, days=-20))


def _wed(family: Family, person: Person, day: str) -> None:
    pair = family.of("head", "spouse") if person.role == "spouse" else family.of("son", "wife")
    for one in pair:
        one.past.append(("marital", day, "10"))


def _absent(rng: Random, make: Making, families: list[Family]) -> None:
    """Grown children who are on the register and live elsewhere (户在人不在); the marital status of singles."""
    for family in families:
        for person in family.members:
            age = person.age(make.today)
            if family.owns and person.nature == "01" and person.role == "child" and age >= 19 and rng.random() < 0.3:
                person.nature = "03"
            if person.marital == "10" and age >= 25:
                person.marital = weighted(rng, _single(person, family, age))


def _single(person: Person, family: Family, age: int) -> dict[str, float]:
    """Chances of never married, widowed, divorced for one who lives without a partner."""
    if person.role in ("parent", "elder") or (age >= 60 and len(family.members) > 1):
        return {"30": 1.0}
    if person.role == "head" and family.of("child"):
        return {"40": 80.0, "30": 20.0}
    if age >= 60:
        return {"30": 74.0, "40": 16.0, "10": 10.0}
    return {"10": 70.0, "40": 30.0} if age >= 38 else {"10": 94.0, "40": 6.0}


def _deaths(rng: Random, make: Making, composer: Composer, families: list[Family]) -> None:
    """The late husband or wife of somebody widowed in these years."""
    widowed = [p for f in families for p in f.members
               if p.marital == "30" and p.age(make.today) >= 62 and p.start < make.since]
    for person in rng.sample(widowed, min(len(widowed), make.count(_DEATHS))):
        family, sex = person.family, "2" if person.sex == "1" else "1"
        birth = shifted(person.birth, days=rng.randint(-1800, 900) * (1 if sex == "1" else -1))
        own = _late_surname(person) or surname(rng, person.surname)
        late = Person(own, own + given(rng, sex, int(birth[:4])), sex, birth, "late", family)
        day = max(between(rng, shifted(make.since, days=20), shifted(make.today, days=-15)), shifted(birth, years=58))
        if not make.calendar.holds(day):
            continue
        late.relation = {"51": "52", "52": "51"}.get(person.relation, "11" if sex == "1" else "12")
        late.origin, late.nature, late.marital, late.death = person.origin, person.nature, "20", day
        late.spells.append(Spell(person.start, person.spells[0].in_reason, person.spells[0].room, day, _DIED))
        person.past.append(("marital", day, "20"))
        family.members.append(late)


def _late_surname(person: Person) -> str:
    """A late father has the name of his grown child; a late husband the one that the children bear."""
    children = person.family.of("head") if person.role in ("parent", "elder") else person.family.of("child", "adult")
    return children[0].surname if person.sex == "2" and children else ""


def _leavers(rng: Random, make: Making, composer: Composer, families: list[Family]) -> None:
    """Grown children who left for work, study, marriage or the army; a few came back."""
    fit = [f for f in families if f.owns and len(f.of("spouse")) == 1 and 46 <= f.head.age(make.today) <= 68
           and f.start < shifted(make.since, years=-1) and not f.of("grand", "wife", "adult")]
    for family in rng.sample(fit, min(len(fit), make.count(_LEAVERS))):
        person = composer.born(family, "left", composer.couple(family), youngest=21, oldest=32)
        day = between(rng, max(make.since, shifted(person.birth, years=18)), shifted(make.today, days=-10))
        if not make.calendar.holds(day):
            continue
        person.relation = "20" if person.sex == "1" else "30"
        person.origin, person.nature = family.head.origin, family.head.nature
        reason = weighted(rng, {"08": 55.0, "01": 25.0, _MARRIED: 14.0, "06": 6.0})
        start, why = max(family.start, person.birth), _BORN if person.birth > family.start else _BOUGHT
        room = family.room
        assert room is not None
        person.spells.append(Spell(start, why, room, day, reason, gone_to=rng.choice(words("places", "city"))))
        family.members.append(person)
    grown = [p for f in families for p in f.of("child") if p.age(make.today) >= 23 and p.nature == "01"
             and p.start < shifted(make.since, years=-3)]
    for person in rng.sample(grown, min(len(grown), make.count(_RETURNS))):
        _came_back(rng, make, person)


def _came_back(rng: Random, make: Making, person: Person) -> None:
    last = person.spells[-1]
    away = between(rng, shifted(make.since, days=-300), shifted(make.today, days=-500))
    back = between(rng, shifted(away, days=250), shifted(make.today, days=-30))
    last.end, last.out_reason, last.gone_to = away, "08", rng.choice(words("phrases", "away"))
    person.spells.append(Spell(back, _BACK, last.room, come_from=last.gone_to))


def _moves(rng: Random, make: Making, families: list[Family], vacant: list[Room]) -> None:
    """Families who changed their home within the community."""
    fit = [f for f in families if f.owns and f.start < make.since and all(len(p.spells) == 1 for p in f.members)
           and all(not p.end for p in f.members)]
    chosen = rng.sample(fit, min(len(fit), make.count(_MOVES), len(vacant) // 2))
    for family, old in zip(chosen, vacant, strict=False):
        day = between(rng, make.since, shifted(make.today, days=-30))
        if any(p.start > day for p in family.members) or f"{old.built + 1}" > family.start[:4]:
            continue
        for person in family.members:
            first = person.spells[0]
            person.spells.insert(0, Spell(first.start, first.in_reason, old, day, _MOVED, first.come_from))
            first.start, first.in_reason, first.come_from = day, _BOUGHT, ""


def _former(
    rng: Random, make: Making, composer: Composer, families: list[Family], vacant: list[Room]
) -> Iterator[Family]:
    """Tenants of earlier years, in rooms that others rent now or that stand empty."""
    kinds = [line for line in table("families") if float(line["rent"]) >= 0.2 and int(line["size"]) <= 4]
    later = {f.room: f.start for f in families if f.room and not f.owns}
    open_rooms = [r for r in later if later[r] > shifted(make.since, days=200)] + vacant[len(vacant) // 2:]
    count = min(len(open_rooms), make.count(_FORMER))
    for room in rng.sample(open_rooms, count):
        line = rng.choice(kinds)
        family = composer.family(int(line["size"]), {**line, "rent": "1"})
        free = later.get(room) or between(rng, shifted(make.since, days=90), shifted(make.today, days=-5))
        family.end = between(rng, max(shifted(make.since, days=5), shifted(free, days=-150)), shifted(free, days=-5))
        family.start = shifted(family.end, days=-rng.randint(120, 1300))
        family.room = room
        for person in family.members:
            late = person.birth > family.start
            person.spells.append(Spell(
                max(family.start, person.birth), _BORN if late else _RENTED, room, family.end, _ENDED,
                "" if late else person.origin["prefix"], rng.choice(words("places", "city"))))
        family.members = [p for p in family.members if p.start < family.end] or family.members[:1]
        yield family
