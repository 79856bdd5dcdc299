"""走访 by named workers, and what was given at them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from desk.practice.calendar import festival
from desk.practice.crowd import Crowd, slots
from desk.practice.making import Making
from desk.practice.people import Town
from desk.practice.words import Drawer, Line, table
from desk.spec.dates import shifted

_ROUTINE = 300
"""Visits of a year without those of the holidays."""
_SEASON = (1.2, 1.0, 0.9, 0.9, 1.0, 1.0, 1.1, 1.1, 0.9, 1.0, 1.0, 1.1)
_WATCHED = 8
_HOLIDAYS: tuple[tuple[str, str, int, int, int], ...] = (
    ("春节慰问", "spring", -14, -3, 44), ("重阳慰问", "elder", -6, 0, 24), ("七一慰问", "07-01", -7, -1, 8),
    ("八一慰问", "08-01", -6, -1, 6), ("中秋慰问", "moon", -6, -1, 8), ("六一慰问", "06-01", -6, 0, 4),
    ("助残日慰问", "05-19", -4, 3, 6),
)
"""Occasion, festival or month-day, first and last day about it, usual number a year."""


def write_visits(make: Making, town: Town) -> Iterator[None]:
    """The daily ones, then the condolence visits of each holiday with their gifts, in the order of days."""
    rng = make.rng("visits")
    crowd = Crowd(town)
    plans = [*_routine(make, rng), *_holidays(make, rng)]
    seen: set[tuple[str, str, int]] = set()
    for day, line in sorted(plans, key=lambda one: one[0]):
        values = _visit(make, rng, crowd, day, line)
        subject = next((values[key] for key in ("resident", "household", "place", "unit") if values.get(key)), 0)
        if subject and (day[:7], line["occasion"], subject) not in seen:
            seen.add((day[:7], line["occasion"], subject))
            make.add("visit", **values)
            _gift(make, rng, values, line)
        yield


def _routine(make: Making, rng: Random) -> Iterator[tuple[str, Line]]:
    sensitive = [line for line in table("visits") if line["category"] == "support_talk"]
    holidays = {one[0] for one in _HOLIDAYS}
    usual = Drawer([line for line in table("visits") if line not in sensitive and line["occasion"] not in holidays])
    for _ in range(make.count(_ROUTINE * 5)):
        line = usual.draw(rng)
        yield make.calendar.draw(rng, make.calendar.season(line["months"], _SEASON)), line
    for _ in range(make.count(_WATCHED * 5)):
        yield make.calendar.draw(rng), rng.choice(sensitive)


def _holidays(make: Making, rng: Random) -> Iterator[tuple[str, Line]]:
    for occasion, when, first, last, usual in _HOLIDAYS:
        lines = [line for line in table("visits") if line["occasion"] == occasion]
        for year in make.calendar.years:
            feast = f"{year}-{when}" if "-" in when else festival(when, year)
            low, high = shifted(feast, days=first), shifted(feast, days=last)
            if low <= make.since or high > make.today:
                continue
            for _ in range(make.count(usual)):
                yield make.calendar.near(rng, low, high), rng.choice(lines)


def _visit(make: Making, rng: Random, crowd: Crowd, day: str, line: Line) -> dict[str, Any]:
    visitor = crowd.worker(rng, day, "grid" if line["category"] == "inspect" else "worker").name
    if line["category"] in ("condolence", "inspect") and rng.random() < 0.5:
        other = crowd.worker(rng, day).name
        visitor += f"、{other}" if other != visitor else ""
    subject, said = _subject(rng, crowd, day, line["who"])
    if not subject:
        return {}
    made: dict[str, Any] = {
        "date": day, "category": line["category"], "visitor": visitor, "occasion": line["occasion"], **subject,
        "situation": line["situation"].format_map(said), "problem": line["problem"], "handling": line["handling"],
    }
    if line["problem"] and make.calendar.after(day, 5) <= make.today:
        made["feedback"] = make.calendar.after(day, rng.randint(1, 5))
    if line["who"] in ("living_alone", "hardship") and rng.random() < 0.3:
        made["next"] = make.calendar.workday(shifted(day, days=rng.choice((30, 60, 90))))
    return made


def _subject(rng: Random, crowd: Crowd, day: str, who: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Whom or what it concerns, and the words for the text."""
    town = crowd.town
    if who == "unit":
        id, name = rng.choice(town.units["shop"] + town.units["enterprise"])
        return {"unit": id}, {"unit": name}
    if who in ("rental", "building"):
        rooms = [r for r in (rng.choice(town.rooms) for _ in range(60)) if r.rented or who == "building"]
        if not rooms:
            return {}, {}
        return ({"place": rooms[0].id}, {"place": rooms[0].full}) if who == "rental" else (
            {"place": rooms[0].building_id}, {"place": rooms[0].block})
    person = crowd.someone(rng, "22" if who == "household" else who, day)
    if person is None:
        return {}, {}
    subject = {"household": person.family.id} if who == "household" else {"resident": person.id}
    return subject, slots(rng, town, person, day)


def _gift(make: Making, rng: Random, visit: dict[str, Any], line: Line) -> None:
    """Goods or money of a condolence visit."""
    goods = [one for one in table("goods") if one["occasion"] == line["occasion"]]
    if line["category"] != "condolence" or not goods:
        return
    common = {"date": visit["date"], "direction": "out", "resident": visit["resident"], "occasion": line["occasion"],
              "worker": visit["visitor"], "signed": 1}
    if rng.random() < 0.35:
        make.add("grant", category="condolence_money", amount=rng.choice((20_000, 30_000, 50_000, 80_000, 100_000)),
            **common)
        return
    one = rng.choice(goods)
    make.add("grant", category="condolence_goods", goods=one["goods"], quantity=int(one["quantity"]),
        measure=one["measure"],
             amount=int(one["price"]) * int(one["quantity"]) * 100, **common)
