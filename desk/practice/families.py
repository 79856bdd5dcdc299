"""Families: who lives together, how old they are, what they are called."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from random import Random

from desk.practice.calendar import between
from desk.practice.making import Making
from desk.practice.names import given, surname, western
from desk.practice.people import Family, Person
from desk.practice.words import Drawer, Line, drawer, table, weighted
from desk.spec.dates import shifted

_HOUSEHOLDS = 1009 / 2597
"""Households a resident."""
_SIZES = {1: 19.0, 2: 32.0, 3: 31.0, 4: 12.0, 5: 5.0, 6: 0.9, 7: 0.1}
_YOUNGEST_PARENT, _OLDEST_PARENT = 22, 38
_OLDEST = 97


def household_count(residents: int) -> int:
    """How many households so many residents live in."""
    return max(1, round(residents * _HOUSEHOLDS))


def sizes(rng: Random, residents: int) -> list[int]:
    """As many sizes as households, that make up the residents exactly."""
    made = [weighted(rng, _SIZES) for _ in range(household_count(residents))]
    missing = residents - sum(made)
    while missing:
        at, step = rng.randrange(len(made)), 1 if missing > 0 else -1
        if made[at] + step in _SIZES:
            made[at] += step
            missing -= step
    return made


@lru_cache(maxsize=8)
def _kinds(size: int) -> Drawer:
    return Drawer([line for line in table("families") if line["size"] == str(size)])


class Composer:
    """Puts families together."""

    def __init__(self, make: Making, area: str) -> None:
        self.rng = make.rng(area)
        self.today = make.today
        self.count = 100_000
        self._home = Drawer([line for line in table("origins") if line["home"] == "1"])
        self._away = Drawer([line for line in table("origins") if line["home"] == "0"])
        self._adders: dict[str, Callable[[Family], Person]] = {
            "spouse": self._spouse, "child": self._child, "adult": self._adult, "grand": self._grand,
            "parent": self._parent, "son": self._son, "wife": self._wife, "grandson": self._grandson,
            "elder": self._parent, "mate": self._mate,
        }

    def family(self, size: int, line: Line | None = None) -> Family:
        """A family of that size, of a kind drawn from the list or given."""
        line = line or _kinds(size).draw(self.rng)
        self.count += 1
        family = Family(str(self.count), self.rng.random() >= float(line["rent"]))
        roles = line["members"].split()
        self._head(family, int(line["low"]), int(line["high"]), roles)
        for role in roles[1:]:
            family.members.append(self._adders[role](family))
        _relate(family)
        self._settle(family)
        return family

    def person(self, family: Family, role: str, sex: str, birth: str, name: str = "") -> Person:
        """A person with a name that no other of the family bears."""
        own = name or surname(self.rng)
        taken = {p.name[len(p.surname):] for p in family.members}
        made = own + given(self.rng, sex, int(birth[:4]), taken)
        return Person(own, made, sex, birth, role, family)

    def _head(self, family: Family, low: int, high: int, roles: list[str]) -> None:
        age = self.rng.randint(low, high)
        if age >= 70:
            age = round(age - (age - 70) * 0.5 * self.rng.random())
        birth = between(self.rng, shifted(self.today, years=-age - 1, days=1), shifted(self.today, years=-age))
        man = 0.82 if "spouse" in roles else 0.32 if low >= 60 or "child" in roles else 0.55
        family.members.append(self.person(family, "head", "1" if self.rng.random() < man else "2", birth))

    def _spouse(self, family: Family) -> Person:
        return self._partner(family.head, "spouse")

    def _wife(self, family: Family) -> Person:
        return self._partner(family.of("son")[0], "wife")

    def _partner(self, of: Person, role: str) -> Person:
        """Close in age, the man mostly a little older, both of age."""
        gap = round(self.rng.triangular(-700, 2200, 600))
        birth = shifted(of.birth, days=gap if of.sex == "1" else -gap)
        birth = max(min(birth, shifted(self.today, years=-_YOUNGEST_PARENT - 1)), shifted(self.today, years=-_OLDEST))
        return self.person(of.family, role, "2" if of.sex == "1" else "1", birth, surname(self.rng, of.surname))

    def window(self, parents: list[Person]) -> tuple[str, str]:
        """First and last day on which a child of these may be born."""
        first = max(shifted(p.birth, years=_YOUNGEST_PARENT) for p in parents)
        last = min(shifted(p.birth, years=_OLDEST_PARENT) for p in parents)
        return first, min(last, self.today)

    def born(self, family: Family, role: str, parents: list[Person], youngest: int = 0, oldest: int = 90) -> Person:
        """A child of one or two parents, of an age between the two, with the surname of one of them."""
        first, last = self.window(parents)
        low = max(first, shifted(self.today, years=-oldest - 1, days=1))
        high = max(min(last, shifted(self.today, years=-youngest)), first)
        others = [p.birth for p in family.members if p.role == role]
        birth = between(self.rng, low, high)
        for _ in range(30):
            if all(abs(_days(birth) - _days(other)) > 320 for other in others):
                break
            birth = between(self.rng, low, high)
        men = [p for p in parents if p.sex == "1"]
        of = men[0] if men and self.rng.random() < 0.94 else parents[-1]
        return self.person(family, role, self.rng.choice("12"), birth, of.surname)

    def couple(self, family: Family) -> list[Person]:
        return family.of("head", "spouse")

    def _child(self, family: Family) -> Person:
        return self.born(family, "child", self.couple(family), oldest=30)

    def _adult(self, family: Family) -> Person:
        return self.born(family, "adult", self.couple(family), youngest=23)

    def _son(self, family: Family) -> Person:
        made = self.born(family, "son", self.couple(family), youngest=27)
        if made.sex == "2":
            made.sex = "1"
            made.name = made.surname + given(self.rng, "1", int(made.birth[:4]))
        return made

    def _grandson(self, family: Family) -> Person:
        return self.born(family, "grandson", family.of("son", "wife"))

    def _grand(self, family: Family) -> Person:
        """A grandchild whose parents are away."""
        youngest = min(p.age(self.today) for p in family.members)
        age = self.rng.randint(3, max(3, min(14, youngest - 46)))
        birth = between(self.rng, shifted(self.today, years=-age - 1, days=1), shifted(self.today, years=-age))
        men = [p for p in family.members if p.sex == "1"] or family.members
        return self.person(family, "grand", self.rng.choice("12"), birth, men[0].surname)

    def _parent(self, family: Family) -> Person:
        """The head's mother, and if there are two, the father first."""
        head, first = family.head, family.of("parent")
        low = max(shifted(head.birth, years=-_OLDEST_PARENT), shifted(self.today, years=-_OLDEST))
        high = shifted(head.birth, years=-_YOUNGEST_PARENT)
        if first:
            low, high = max(low, shifted(first[0].birth, years=-5)), min(high, shifted(first[0].birth, years=6))
            sex = "2" if first[0].sex == "1" else "1"
        else:
            sex = "2" if self.rng.random() < 0.7 else "1"
        birth = max(between(self.rng, low, high), between(self.rng, low, high))
        return self.person(family, "parent", sex, birth, head.surname if sex == "1" else "")

    def _mate(self, family: Family) -> Person:
        birth = between(self.rng, shifted(self.today, years=-36), shifted(self.today, years=-20))
        made = self.person(family, "mate", self.rng.choice("12"), birth)
        if self.rng.random() < 0.03:
            made.name = western(self.rng, made.sex)
            made.surname = made.name
        return made

    def _settle(self, family: Family) -> None:
        """Where each is from, and so what they are to the register here."""
        away = not family.owns and self.rng.random() < 0.85
        registered = family.owns and self.rng.random() < 0.9
        common = (self._away if away else self._home).draw(self.rng)
        for person in family.members:
            alone = person.role == "mate" or (person.role in ("spouse", "wife") and self.rng.random() < 0.3)
            person.origin = dict((self._away if away else drawer("origins")).draw(self.rng) if alone else common)
            if person.surname == person.name:
                person.origin = dict(next(line for line in table("origins") if line["code"] == "650199"))
            person.nature = "01" if registered else "02" if family.owns or person.origin["home"] == "1" else "04"
            if family.owns and person.role == "parent" and self.rng.random() < 0.25:
                person.nature = "05"


def _days(day: str) -> int:
    """A rough number of days, good for comparing births."""
    return int(day[:4]) * 365 + int(day[5:7]) * 30 + int(day[8:])


_CODES = {
    ("spouse", "1"): "11", ("spouse", "2"): "12", ("adult", "1"): "20", ("adult", "2"): "30", ("son", "1"): "20",
    ("wife", "2"): "38", ("grand", "1"): "41", ("grand", "2"): "42", ("grandson", "1"): "41", ("grandson", "2"): "42",
    ("parent", "1"): "51", ("parent", "2"): "52", ("elder", "1"): "51", ("elder", "2"): "52", ("mate", "1"): "99",
    ("mate", "2"): "99",
}


def _relate(family: Family) -> None:
    """与户主关系 (GB/T 4761), and who is married to whom."""
    family.head.relation = "02"
    for person in family.members[1:]:
        person.relation = _CODES.get((person.role, person.sex), "")
    children = sorted(family.of("child"), key=lambda p: p.birth)
    for sex, only, first in (("1", "21", 22), ("2", "31", 32)):
        own = [p for p in children if p.sex == sex]
        for place, person in enumerate(own):
            person.relation = only if len(children) == 1 else str(first + place)
    for pair in (family.of("head", "spouse"), family.of("son", "wife"), family.of("parent")):
        if len(pair) == 2:
            for person in pair:
                person.marital = "20"
