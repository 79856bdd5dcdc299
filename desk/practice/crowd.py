"""Finds somebody fit: by age, by standing, living here on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from random import Random

from desk.practice.names import called
from desk.practice.people import Person, Room, Town, Worker

_SINGLE = ("10", "30", "40")
_TESTS: dict[str, Callable[[Person, str], bool]] = {
    "any": lambda p, day: p.age(day) >= 18,
    "wife": lambda p, day: p.sex == "2" and p.marital == "20" and 22 <= p.age(day) <= 38,
    "worker": lambda p, day: 20 <= p.age(day) <= 56,
    "grad": lambda p, day: 21 <= p.age(day) <= 25,
    "single": lambda p, day: p.marital in _SINGLE and 25 <= p.age(day) <= 45,
    "divorced": lambda p, day: p.role == "head" and p.marital == "40" and bool(p.family.of("child")),
    "child": lambda p, day: 6 <= p.age(day) <= 14,
    "parent": lambda p, day: p.role in ("head", "spouse") and any(
        c.birth <= day and c.age(day) <= 12 for c in p.family.of("child")),
    "mother": lambda p, day: p.sex == "2" and p.role in ("head", "spouse") and any(
        0 <= _days(c.birth, day) <= 150 for c in p.family.of("child")),
}
_RELATED = {"hardship": ("dibao", "hardship", "dibao_edge", "tekun"), "disabled": ("disability",),
    "party": ("party_member",),
            "watched": ("correction", "released", "drug", "mental")}
"""Words of the lists that stand for other categories of standing."""


def _days(first: str, last: str) -> int:
    return date.fromisoformat(last).toordinal() - date.fromisoformat(first).toordinal()


class Crowd:
    """Draws people of the town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._people = [p for p in town.people if p.nature != "03"]
        self._fit: dict[str, list[Person]] = {}

    def someone(self, rng: Random, who: str, day: str) -> Person | None:
        """Somebody of `who` (an age, a standing, or a word of the tests) who lives here on the day."""
        pool = self._pool(who)
        test = self._test(who)
        for _ in range(min(len(pool) * 2, 300)):
            person = rng.choice(pool)
            if person.here(day) and test(person, day):
                return person
        return None

    def all(self, who: str, day: str) -> list[Person]:
        """All of them."""
        test = self._test(who)
        return [p for p in self._pool(who) if p.here(day) and test(p, day)]

    def _pool(self, who: str) -> list[Person]:
        if who not in self._fit:
            today = max(s.start for p in self._people for s in p.spells)
            self._fit[who] = list(self._likely(who, today)) or self._people
        return self._fit[who]

    def _likely(self, who: str, today: str) -> Iterable[Person]:
        if who.isdigit():
            return (p for p in self._people if p.age(today) >= int(who))
        if who in _TESTS:
            return self._people
        groups = _RELATED.get(who, (who,))
        return (p for p in self._people if any(g in p.groups for g in groups))

    def _test(self, who: str) -> Callable[[Person, str], bool]:
        if who.isdigit():
            least = int(who)
            return lambda p, day: p.age(day) >= least
        if who in _TESTS:
            return _TESTS[who]
        groups = _RELATED.get(who, (who,))
        return lambda p, day: any(p.within(g, day) for g in groups)

    def worker(self, rng: Random, day: str, post: str = "worker") -> Worker:
        """A worker in office on the day."""
        here = [w for w in self.town.workers if w.since <= day and (not w.until or w.until > day)]
        return rng.choice([w for w in here if post in w.posts] or here or self.town.workers)


def room_on(person: Person, day: str) -> Room:
    """Where the person lived on the day."""
    return next((s.room for s in reversed(person.spells) if s.start <= day), person.spells[0].room)


def slots(rng: Random, town: Town, person: Person, day: str) -> dict[str, str]:
    """What the sentences of the lists may name of somebody: name, age, address, building …"""
    room = room_on(person, day)
    shops = town.units.get("shop") or [(0, "沿街店铺")]
    return {
        "name": called(person.name, person.sex, person.age(day)) if rng.random() < 0.4 else person.name,
        "age": str(person.age(day)), "address": room.full, "building": room.block, "estate": room.estate,
        "floor": str(room.floor), "shop": rng.choice(shops)[1],
    }
