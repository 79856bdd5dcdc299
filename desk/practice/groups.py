"""Standings of households, rooms and units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from desk.practice.calendar import between
from desk.practice.making import Making
from desk.practice.people import Family, Town
from desk.practice.words import words
from desk.spec.dates import shifted

_FEES = {"one_child": 10_000, "lost_child": 120_000}
"""Monthly, in 分."""


def _one_child(family: Family, today: str) -> bool:
    children = family.of("child", "left")
    return family.owns and len(children) == 1 and family.head.age(today) >= 32 and bool(family.of("spouse"))


def _single_parent(family: Family, today: str) -> bool:
    return bool(family.of("child")) and not family.of("spouse") and any(p.age(today) < 18 for p in family.of("child"))


_PLANS: tuple[tuple[str, float, float, Callable[[Family, str], bool], str], ...] = (
    ("one_child", 72, 8, _one_child, "独生子女证"),
    ("lost_child", 2, 0, lambda f, d: len(f.members) == 2 and f.head.age(d) >= 55 and bool(f.of("spouse")),
        "区卫健局认定"),
    ("single_parent", 1, 3, _single_parent, "入户走访核实"),
    ("zero_job", 2, 2, lambda f, d: f.owns and 30 <= f.head.age(d) <= 55, "人社部门认定"),
    ("dog", 42, 6, lambda f, d: f.head.age(d) >= 25, "养犬登记"),
    ("model_family", 12, 4, lambda f, d: f.owns and len(f.members) >= 3, "居民评选"),
)
"""Category, usual number (1: everyone), number of those who no longer belong, who fits, basis."""


def write_groups(make: Making, town: Town) -> Iterator[None]:
    """Families first, then rooms let, then the units that signed this year's pledges."""
    rng = make.rng("groups")
    families = [f for f in town.families if f.living]
    for category, usual, ended, fits, basis in _PLANS:
        fit = [f for f in families if fits(f, make.today)]
        chosen = fit if usual == 1 else rng.sample(fit, min(len(fit), make.count(usual + ended)))
        for place, family in enumerate(chosen):
            over = usual != 1 and place >= make.count(usual)
            make.add("standing", **_of_family(make, rng, category, family, basis, over))
            yield
    yield from _rooms(make, rng, town)
    yield from _pledges(make, rng, town)


def _of_family(make: Making, rng: Random, category: str, family: Family, basis: str, over: bool) -> dict[str, Any]:
    start = between(rng, max(family.start, shifted(make.today, years=-8)), shifted(make.today, days=-60))
    end = between(rng, shifted(start, days=30), shifted(make.today, days=-3)) if over else ""
    made: dict[str, Any] = {
        "category": category, "household": family.id, "basis": basis, "start": start, "end": end,
        "amount": _FEES.get(category), "reason": "情况变化" if end else ""}
    if category == "dog":
        vaccinated = between(rng, max(start, shifted(make.today, days=-380)), make.today)
        made |= {"certificate": f"QZ{start[:4]}{make.done:05d}", "x_breed": rng.choice(words("phrases", "breed")),
                 "x_vaccinated": vaccinated, "expires": "" if end else shifted(vaccinated, years=1)}
    if category == "model_family":
        made["x_award"] = rng.choice(words("phrases", "award"))
    return made


def _rooms(make: Making, rng: Random, town: Town) -> Iterator[None]:
    """Every room that is let, and some that were."""
    for room in town.rooms:
        if not room.rented or room.family is None:
            continue
        make.add("standing", category="rental", place=room.id, start=room.family.start, basis="租赁合同",
                 x_landlord=room.owner, x_landlord_phone=room.owner_phone, x_rent_use="02")
        yield


def _pledges(make: Making, rng: Random, town: Town) -> Iterator[None]:
    """责任书 are signed in spring for a year."""
    for year in make.calendar.years:
        signed = make.calendar.workday(f"{year}-03-{rng.randint(8, 20):02d}")
        if not make.calendar.holds(signed):
            continue
        end = shifted(signed, years=1)
        for category in ("shop", "enterprise", "outlet"):
            for id, _ in town.units.get(category, []):
                if rng.random() < 0.85:
                    make.add("standing", category="responsibility", unit=id, start=signed, end=end, basis="签订责任书",
                             x_pledge=rng.choice(words("phrases", "pledge")),
                             reason="期满" if end <= make.today else "")
                    yield
