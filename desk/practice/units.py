"""Units and posts: shops, teams, party branches; workers, building heads, deputies, mediators."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from desk.practice.calendar import between
from desk.practice.making import Making
from desk.practice.names import somebody
from desk.practice.people import Person, Town, Worker
from desk.practice.words import Line, table, words
from desk.spec.dates import shifted

_CREDIT = {"property": "91", "enterprise": "91", "shop": "92", "school": "12", "clinic": "52", "outlet": "92"}
_BIG = ("shop", "enterprise", "outlet", "clinic", "school")
_LEADS = (("secretary", "director"), ("deputy_secretary", "deputy_director"), ("member", "mediator"),
    ("member", "grid"))
"""Posts that the first workers hold besides 社区工作者."""


def write_units(make: Making, town: Town) -> Iterator[None]:
    """The units, each estate's own among them."""
    rng = make.rng("units")
    estates = sorted({room.estate for room in town.rooms}, key=[r.estate for r in town.rooms].index)
    wanted = max(1, round(make.scale))
    above: dict[str, int] = {}
    for line in table("units"):
        for name in _names(line, estates, wanted):
            id = make.add("unit", **_unit(make, rng, line, name, above))
            town.units.setdefault(line["category"], []).append((id, name))
            above.setdefault(line["category"], id)
            yield
    for number in range(make.count(4)):
        start = between(rng, shifted(make.since, years=-4), make.since)
        make.add("unit", category="shop", name=f"老街小店{number + 1}号", founded_for="百货零售", people=2, start=start,
                 end=make.calendar.draw(rng), person=somebody(rng)[0],
                 address=f"{words('places', 'road')[0]}{number + 3}号")
        yield


def _names(line: Line, estates: list[str], wanted: int) -> list[str]:
    if line["each"] == "estate":
        return [line["name"].format(estate=estate) for estate in estates]
    branches = ("", "（二店）", "（三店）", "（四店）", "（五店）")
    copies = min(wanted, len(branches)) if line["each"] == "shop" else 1
    return [line["name"] + branches[i] for i in range(copies)]


def _unit(make: Making, rng: Random, line: Line, name: str, above: dict[str, int]) -> dict[str, Any]:
    category = line["category"]
    roads = words("places", "road")
    upper = {"party_branch": "party_committee", "party_group": "party_branch"}.get(category, "")
    return {
        "category": category, "name": name, "founded_for": line["scope"], "person": somebody(rng)[0],
        "credit_code": make.numbers.credit(_CREDIT[category]) if category in _CREDIT else "",
        "phone": make.numbers.phone(), "people": rng.randint(int(line["low"]), int(line["high"])) or None,
        "address": f"{rng.choice(roads)}{rng.randint(1, 199)}号" if category in _BIG else "社区服务中心",
        "above": above.get(upper), "start": between(rng, shifted(make.since, years=-8), shifted(make.since, days=-30)),
    }


def plan_workers(make: Making, town: Town) -> None:
    """The paid workers of the five years; one of them left and two came later."""
    rng = make.rng("workers")
    count = min(40, make.count(9, 5))
    for place in range(count):
        name, sex = somebody(rng, year=rng.randint(1975, 1998))
        posts = ("worker", *(_LEADS[place] if place < len(_LEADS) else ("grid",) if place % 2 else ()))
        since = between(rng, shifted(make.since, years=-6), shifted(make.since, days=-10))
        until = ""
        if place >= count - 2:
            since = between(rng, shifted(make.since, years=1), shifted(make.since, years=3))
        elif place == count - 3:
            until = between(rng, shifted(make.since, years=1), shifted(make.since, years=3))
        town.workers.append(Worker(name, sex, make.numbers.phone(), since, until, posts))


def write_posts(make: Making, town: Town) -> Iterator[None]:
    """Who holds what; voluntary posts are held by residents."""
    rng = make.rng("posts")
    party = town.units["party_committee"][0][0]
    for worker in town.workers:
        for post in worker.posts:
            make.add("post", category=post, name=worker.name, phone=worker.phone, start=worker.since, end=worker.until,
                     reason="工作调动" if worker.until else "", employed="合同制" if post == "worker" else "",
                     unit=party if "secretary" in post else None, salary=380_000 + 10_000 * len(worker.posts)
                     if post == "worker" else None, term=rng.choice((8, 9)) if post in ("director", "member") else None)
            yield
    for values in (*_buildings(make, rng, town), *_volunteers(make, rng, town), *_outsiders(make, rng, town)):
        make.add("post", **values)
        yield


def _buildings(make: Making, rng: Random, town: Town) -> Iterator[dict[str, Any]]:
    """A 楼栋长 for each building, living in it; some had another before."""
    fit: dict[int, list[Person]] = {}
    for person in town.people:
        if person.lives_here and 42 <= person.age(make.today) <= 76 and person.family.owns:
            fit.setdefault(person.spells[-1].room.building_id, []).append(person)
    for building, people in sorted(fit.items()):
        person, changed = rng.choice(people), ""
        before = [p for p in people if p is not person and p.start < make.since]
        if before and rng.random() < 0.25:
            changed = between(rng, max(make.since, person.start), make.today)
            former = rng.choice(before)
            began = max(former.start, shifted(make.since, days=-rng.randint(0, 900)))
            yield _held(former, "building", began, changed, place=building, reason="本人提出",
                        duty=words("phrases", "building_duty")[0])
        began = changed or max(person.start, shifted(make.since, days=-rng.randint(100, 1400)))
        yield _held(person, "building", began, place=building, duty=words("phrases", "building_duty")[0])


def _held(person: Person, category: str, start: str, end: str = "", **more: Any) -> dict[str, Any]:
    return {"category": category, "resident": person.id, "phone": person.facts.get("phone"), "start": start,
        "end": end, **more}


_ROLES = (("deputy", 42, 30, 80, ""), ("mediator", 4, 40, 70, ""), ("patrol_member", 14, 35, 66, "patrol"),
          ("team_leader", 9, 45, 72, "team"), ("team_member", 60, 45, 76, "team"), ("supervisor", 3, 40, 68, ""),
          ("group_leader", 3, 45, 75, "party_group"), ("welfare", 4, 42, 58, ""))
"""Post, usual number, ages, category of the unit it belongs to."""


def _volunteers(make: Making, rng: Random, town: Town) -> Iterator[dict[str, Any]]:
    for category, usual, low, high, unit in _ROLES:
        fit = [p for p in town.people if p.lives_here and low <= p.age(make.today) <= high
               and (p.joined or category != "group_leader") and p.nature != "04"]
        chosen = rng.sample(fit, min(len(fit), make.count(usual, 1)))
        for place, person in enumerate(chosen):
            began = between(rng, max(person.start, shifted(make.since, years=-2)), shifted(make.today, days=-30))
            end = between(rng, began, make.today) if place % 12 == 11 else ""
            units = town.units.get(unit) or [(0, "")]
            yield _held(person, category, began, end, unit=units[place % len(units)][0] or None,
                        duty=words("phrases", "deputy_duty")[0] if category == "deputy" else "",
                        term=9 if category in ("deputy", "supervisor") else None, reason="身体原因" if end else "")


def _outsiders(make: Making, rng: Random, town: Town) -> Iterator[dict[str, Any]]:
    for category, duty in (("police", "社区治安"), ("doctor", words("phrases", "doctor_duty")[0])):
        yield {"category": category, "name": somebody(rng)[0], "phone": make.numbers.phone(), "duty": duty,
               "start": between(rng, shifted(make.since, years=-2), shifted(make.since, years=1))}


def write_matters(make: Making, town: Town) -> Iterator[None]:
    """The catalogue of services, and the twenty certificates that must not be issued (民发〔2020〕20号)."""
    for line in table("matters"):
        materials = [{"name": name, "required": 1, "copies": 1} for name in line["materials"].split("|")]
        id = make.add("matter", name=line["name"], line=line["line"], way=line["way"], workdays=int(line["workdays"]),
                      decider=line["decider"], audience=line["audience"], guide=line["guide"], open=1, forbidden=0,
                      materials=materials)
        town.matters[line["name"]] = {"id": id, "materials": [m["name"] for m in materials],
            "workdays": int(line["workdays"])}
        yield
    for line in table("forbidden"):
        id = make.add("matter", name=line["name"], line="不得开具的证明", workdays=0, forbidden=1, open=0,
                      elsewhere=line["elsewhere"],
                      guide=f"按民发〔2020〕20号，社区不开具此项证明，请到{line['elsewhere']}办理。")
        town.matters[line["name"]] = {"id": id, "materials": [], "workdays": 0, "elsewhere": line["elsewhere"]}
        yield
