"""活动: what the community held in five years, who came, and what is planned for the coming weeks."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from desk.practice.calendar import festival
from desk.practice.crowd import Crowd
from desk.practice.making import Making
from desk.practice.names import somebody
from desk.practice.people import Person, Town
from desk.practice.words import Line, table
from desk.spec.dates import shifted

_AHEAD = 28
"""Days of which activities are planned already."""
_AUDIENCES = {
    "老年居民": "60", "中老年居民": "55", "妇女居民": "women_service", "少年儿童": "child", "少年儿童和家长": "parent",
    "退役军人和军属": "veteran", "党员": "party", "残疾居民和家属": "disabled", "家长": "parent", "育龄家庭": "parent",
    "育龄妇女": "women_service", "独居老人和志愿者": "living_alone", "志愿者和居民": "volunteer", "青年居民": "worker",
    "求职居民": "worker", "困难学生家庭": "parent", "居民代表": "45", "文艺队伍": "50",
}
"""Who comes, in the words of `Crowd`; to the others everybody grown."""
_NOT_NAMED = ("社区工作人员", "沿街商户", "共建单位代表", "网格员", "快递员和外卖员", "学生和家长")
"""Audiences of whom no list of residents is kept."""
_PASSING = ("leaflet", "publicity")
"""Where people pass by and nobody signs."""


def write_activities(make: Making, town: Town) -> Iterator[None]:
    """In the order of days."""
    rng = make.rng("activities")
    crowd = Crowd(town)
    plans = sorted(_plans(make, rng), key=lambda one: (one[0], one[1]["title"]))
    for day, line in plans:
        make.add("activity", **_activity(make, rng, crowd, day, line))
        yield


def _plans(make: Making, rng: Random) -> Iterator[tuple[str, Line]]:
    """Each title as often a year as its list says, in proportion; every other year where that is a half."""
    last = shifted(make.today, days=_AHEAD)
    for year in range(int(make.since[:4]), int(last[:4]) + 1):
        for place, line in enumerate(table("activities")):
            times = float(line["times"]) if float(line["times"]) >= 1 else float((place + year) % 2)
            for _ in range(_times(make, rng, times)):
                day = _day(make, rng, line["when"], year)
                if make.since < day <= last:
                    yield day, line


def _times(make: Making, rng: Random, times: float) -> int:
    exact = times * make.scale
    return int(exact) + (rng.random() < exact - int(exact))


def _day(make: Making, rng: Random, when: str, year: int) -> str:
    """A festival and days from it, a month (m9), or any day; nearly always a working day."""
    if when == "any":
        day = f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    elif when[1:].isdigit():
        day = f"{year}-{int(when[1:]):02d}-{rng.randint(1, 28):02d}"
    else:
        name = when.rstrip("-0123456789")
        return shifted(festival(name, year), days=int(when[len(name):]))
    return day if rng.random() < 0.12 else make.calendar.workday(day)


def _activity(make: Making, rng: Random, crowd: Crowd, day: str, line: Line) -> dict[str, Any]:
    planned = day > make.today
    cancelled = not planned and rng.random() < 0.008
    made: dict[str, Any] = {
        "date": day, "name": line["title"], "category": line["category"], "topics": line["topics"].replace("|", ","),
        "state": "planned" if planned else "cancelled" if cancelled else "held", "place": line["place"],
        "organiser": "社区居民委员会", "partner": line["partner"], "leader": crowd.worker(rng,
            min(day, make.today)).name,
        "lecturer": line["lecturer"], "audience": line["audience"], "hours": int(line["hours"]) or None,
        "series": _series(line), "summary": line["summary"],
    }
    if planned or cancelled:
        return made | ({"note": "因天气原因取消"} if cancelled else {})
    came = _who_came(rng, crowd, day, line)
    attendance = _attendance(rng, crowd, day, line, came)
    people = max(rng.randint(int(line["low"]), int(line["high"])), len(attendance))
    cost = int(line["cost"])
    return made | {
        "attendance": attendance, "people": people,
        "party_members": sum(p.within("party_member", day) for p in came) or None,
        "volunteers": sum(p.within("volunteer", day) for p in came) or None,
        "handed": round(int(line["handed"]) * rng.uniform(0.7, 1.2)) or None,
        "cost": round(cost * rng.uniform(0.8, 1.2)) * 100 or None,
        "effect": rng.choice(("居民反映良好。", "现场气氛热烈，居民希望多办。", "达到预期效果。", "")),
    }


def _series(line: Line) -> str:
    if line["category"].endswith("lecture"):
        return "社区大讲堂"
    return "邻里节" if "邻里节" in line["title"] else "学雷锋" if "学雷锋" in line["title"] else ""


def _who_came(rng: Random, crowd: Crowd, day: str, line: Line) -> list[Person]:
    """10 to 40 residents, as many as the hall holds."""
    if not _keeps_a_list(line):
        return []
    wanted = min(rng.randint(10, 40), int(line["high"]))
    found: dict[int, Person] = {}
    who = _AUDIENCES.get(line["audience"], "18")
    for _ in range(wanted * 2):
        person = crowd.someone(rng, who, day) or crowd.someone(rng, "18", day)
        if person is not None and len(found) < wanted:
            found[person.id] = person
    return list(found.values())


def _keeps_a_list(line: Line) -> bool:
    return line["audience"] not in _NOT_NAMED and line["category"] not in _PASSING


def _attendance(rng: Random, crowd: Crowd, day: str, line: Line, came: list[Person]) -> list[dict[str, Any]]:
    """The residents by name, an organiser and sometimes an outsider."""
    if not _keeps_a_list(line):
        return []
    rows: list[dict[str, Any]] = [
        {"resident": p.id, "role": "04" if p.within("volunteer", day) and rng.random() < 0.3 else "01",
         "phone": p.facts.get("phone")} for p in came]
    rows.append({"name": crowd.worker(rng, day).name, "role": "02"})
    if line["lecturer"]:
        rows.append({"name": somebody(rng)[0], "role": "03"})
    return rows
