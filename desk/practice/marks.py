"""What is known of a person besides the family: education, work, party, numbers, telephone."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from desk.practice.making import Making
from desk.practice.names import surname
from desk.practice.people import Family, Person, Town
from desk.practice.words import Drawer, table, weighted, words
from desk.spec.dates import born_by, shifted

_SCHOOL = ((1950, {"80": 45.0, "70": 30.0, "60": 12.0, "90": 10.0, "21": 3.0}),
           (1965, {"80": 20.0, "70": 40.0, "60": 25.0, "41": 8.0, "31": 5.0, "21": 2.0}),
           (1980, {"80": 5.0, "70": 38.0, "60": 22.0, "41": 12.0, "31": 14.0, "21": 8.0, "14": 1.0}),
           (2100, {"70": 14.0, "60": 16.0, "44": 10.0, "31": 26.0, "21": 28.0, "14": 5.0, "11": 1.0}))
"""Education (GB/T 4658) of those born before a year."""
_MINORITIES = {"01": 970.0, "03": 8.0, "11": 5.0, "08": 4.0, "15": 4.0, "06": 3.0, "22": 3.0, "02": 1.0, "12": 1.0,
    "09": 1.0}
_WORK = (
    (("11", "14", "21", "31"), ("11", "13", "17", "21", "51")), (("41", "44", "60"), ("17", "21", "24", "51", "54")),
    (("70", "80", "90"), ("24", "51", "54")))
"""Schooling, and the kinds of work (GB/T 2261.4) that go with it."""
_RETIRES = {"1": 60, "2": 55}
_PARTY = 36


def finish(make: Making, town: Town) -> None:
    """Fill in everybody of the town. Party members come first: work and party go together."""
    rng = make.rng("marks")
    _choose_party(make, rng, town)
    for family in town.families:
        ethnic = weighted(rng, _MINORITIES)
        for person in family.members:
            _fill(make, rng, person, ethnic)
        _contacts(rng, family, make.today)


def _choose_party(make: Making, rng: Random, town: Town) -> None:
    fit = [p for p in town.people if p.lives_here and p.nature in ("01", "02") and p.turned(24,
        make.today) and p.family.owns]
    fit.sort(key=lambda p: p.age(make.today) // 10 * -rng.random())
    for place, person in enumerate(fit[:make.count(_PARTY, 1)]):
        youngest = shifted(person.birth, years=rng.randint(20, 34))
        person.joined = min(youngest, shifted(make.today, days=-200 - rng.randrange(1500)))
        if place % 18 == 17:
            person.joined = shifted(make.today, days=-rng.randint(40, 330))


def _fill(make: Making, rng: Random, person: Person, ethnic: str) -> None:
    age = person.age(person.death or make.today)
    facts = person.facts
    facts["id_number"] = make.numbers.citizen(person.origin["code"], person.birth, person.sex)
    own = weighted(rng, _MINORITIES) if person.role == "mate" else ethnic
    facts["ethnic"] = "05" if person.surname == person.name else own
    facts["native_place"] = person.origin["province"]
    if age >= 14 or (age >= 10 and rng.random() < 0.3):
        facts["phone"] = make.numbers.phone() if age < 70 or rng.random() < 0.85 else None
    if age >= 18:
        facts["phone"] = facts.get("phone") or (make.numbers.phone() if age < 60 else None)
    facts["education"] = _education(rng, person, age)
    _work(make, rng, person, age)
    _political(make, rng, person, age)
    facts["hukou_kind"] = weighted(rng, {"L01": 88.0, "1": 8.0, "2": 4.0}) if person.nature != "04" else weighted(
        rng, {"L01": 70.0, "2": 30.0})
    if age >= 60:
        facts["health"] = weighted(rng, {"01": 8.0, "02": 40.0, "03": 38.0, "04": 12.0, "05": 2.0})
    if rng.random() < 0.004:
        facts["former_name"] = person.surname + rng.choice("小大阿") + person.name[-1]


def _education(rng: Random, person: Person, age: int) -> str | None:
    if age < 18:
        return None if age < 6 else "80" if age < 12 else "70" if age < 15 else "60"
    chosen = weighted(rng, next(share for before, share in _SCHOOL if int(person.birth[:4]) < before))
    return "60" if age < 21 and chosen in ("21", "31", "14", "11") else "21" if age < 24 and chosen in ("14",
        "11") else chosen


def _work(make: Making, rng: Random, person: Person, age: int) -> None:
    """从业状况 (GB/T 2261.4), work and employer; those retired in these years worked until then."""
    facts = person.facts
    if 6 <= age < 18 or (18 <= age < 23 and rng.random() < 0.55):
        facts["employment"] = "31"
        facts["occupation"] = "学生"
        return
    if age < 18:
        return
    line = _jobs(str(facts["education"])).draw(rng)
    retires = shifted(person.birth, years=_RETIRES[person.sex])
    if retires <= (person.death or make.today):
        facts["employment"] = "80" if rng.random() < 0.88 else "70"
        person.worked_at = line["employer"]
        if make.calendar.holds(retires) and facts["employment"] == "80":
            person.past.append(("employment", retires, line["employment"]))
    elif rng.random() < 0.09:
        facts["employment"] = "70"
    else:
        facts |= {"employment": line["employment"], "occupation": line["occupation"], "employer": line["employer"]}


@lru_cache(maxsize=32)
def _jobs(education: str) -> Drawer:
    """The work that goes with an education."""
    fit = next(codes for schools, codes in _WORK if education in schools)
    return Drawer([line for line in table("work") if line["employment"] in fit])


def _political(make: Making, rng: Random, person: Person, age: int) -> None:
    facts = person.facts
    usual = "03" if 14 <= age <= 28 and rng.random() < 0.55 else "13"
    if not person.joined:
        facts["political"] = rng.choice(("04", "05", "07", "10", "12")) if age > 35 and rng.random() < 0.006 else usual
        return
    full = shifted(person.joined, years=1)
    facts["political"] = "01" if full <= make.today else "02"
    if make.calendar.holds(person.joined):
        person.past.append(("political", person.joined, "13"))
        if full <= make.today:
            person.past.append(("political", full, "02"))


def _contacts(rng: Random, family: Family, today: str) -> None:
    """Old people who live without younger ones name a child to call."""
    old = [p for p in family.living if p.birth <= born_by(today, 70)]
    if len(old) < len(family.living):
        return
    for person in old:
        word = rng.choice(("儿子", "女儿"))
        own = person.surname if person.sex == "1" else surname(rng, person.surname)
        person.facts["contact"] = f"{word} {own}{rng.choice(words('phrases', 'kin'))}"
