"""受理件: what people asked of the desk, each through its steps; the last ones are still under way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from desk.practice.crowd import Crowd, slots
from desk.practice.making import Making
from desk.practice.people import Person, Town, Worker
from desk.practice.words import Line, drawer, table, weighted

_A_YEAR = 300
_FORBIDDEN = 0.03
"""Share of requests for a certificate that must not be issued."""
_BUSY = (0.7, 0.6, 1.1, 1.0, 1.0, 1.0, 1.1, 0.9, 1.2, 1.1, 1.1, 1.0)
_SOURCES = {"01": 52.0, "02": 18.0, "03": 9.0, "04": 9.0, "05": 5.0, "06": 4.0, "08": 1.0, "09": 2.0}
_PLEASED = {"5": 60.0, "4": 28.0, "3": 9.0, "2": 2.0, "1": 1.0}
_GRUMPY = {"4": 10.0, "3": 50.0, "2": 30.0, "1": 10.0}
_OFFICES = {
    "property": "物业公司", "repair": "物业公司", "environment": "街道城管办", "noise": "街道执法中队",
    "safety": "物业公司",
    "legal": "区法律援助中心", "petition": "街道信访办", "opinion": "街道办事处"}
_FAMILY_MATTERS = ("dibao_apply", "relief_apply", "housing_apply")


@dataclass
class Plan:
    """A request that is to be written: its day and what it is about."""

    day: str
    line: Line
    ready: int
    """Working days until it is settled."""
    forbidden: Line | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)


def write_requests(make: Making, town: Town) -> Iterator[None]:
    """In the order of their days, so that the numbers are."""
    rng = make.rng("requests")
    crowd = Crowd(town)
    for plan in sorted(_plans(make, rng, town), key=lambda p: p.day):
        values = _request(make, rng, crowd, plan)
        if values:
            make.add("request", **values)
        yield


def _promise(make: Making, town: Town, line: Line) -> int:
    """The promised working days: the matter's, else the category's."""
    matter = town.matters.get(line["matter"])
    return int(matter["workdays"]) if matter else make.limit(line["category"]) or 5


def _plans(make: Making, rng: Random, town: Town) -> Iterator[Plan]:
    """Spread over the years, some of them late; then those that are due around today."""
    for _ in range(make.count(_A_YEAR * 5)):
        if rng.random() < _FORBIDDEN:
            forbidden = rng.choice(table("forbidden"))
            yield Plan(make.calendar.draw(rng, _BUSY), _certificate(forbidden), 0, forbidden)
            continue
        line = drawer("requests").draw(rng)
        day = make.calendar.draw(rng, make.calendar.season(line["months"], _BUSY))
        days = _promise(make, town, line)
        late = rng.random() < 0.035
        yield Plan(day, line, days + rng.randint(1, 8) if late else round(days * rng.triangular(0.1, 1.0, 0.6)))
    slow = [line for line in table("requests") if not line["months"] and _promise(make, town, line) >= 5]
    for due in (0, 0, 1, 1, 2, 3, 5, -2, -4) * make.count(1, 1):
        line = rng.choice(slow)
        day = make.calendar.after(make.today, due - _promise(make, town, line))
        if make.calendar.since < day <= make.today:
            yield Plan(day, line, _promise(make, town, line) + 12)


def _certificate(forbidden: Line) -> Line:
    return {
        "category": "certificate", "matter": forbidden["name"], "subject": f"要求开具{forbidden['name']}", "who": "20",
        "way": "01", "content": f"{{name}}要求社区开具{forbidden['name']}，用于{forbidden['purpose']}。", "result": "",
        "fail": "",
    }


def _request(make: Making, rng: Random, crowd: Crowd, plan: Plan) -> dict[str, Any]:
    line, day, town = plan.line, plan.day, crowd.town
    person = crowd.someone(rng, line["who"], day) or crowd.someone(rng, "18", day)
    if person is None:
        return {}
    said = slots(rng, town, person, day)
    matter = town.matters.get(line["matter"])
    first, handler = crowd.worker(rng, day), crowd.worker(rng, day)
    ends = _steps(make, rng, plan, first, handler, person)
    values = {
        "date": day, "category": line["category"], "matter": matter["id"] if matter else None,
        "subject": line["subject"],
        "source": weighted(rng, _SOURCES), **_asked_by(rng, town, person, line),
        "phone": person.facts.get("phone"), "content": line["content"].format_map(said), "way": line["way"],
        "first_asked": first.name, "handler": handler.name,
        "workdays": None if matter else make.limit(line["category"]), "steps": plan.steps,
        **_agent(rng, person, day), **_end(rng, plan, ends, said),
    }
    if matter and matter["materials"]:
        values["materials"] = [
            {"name": name, "received": 1,
                "returned": 1 if ends and rng.random() < 0.7 else 0} for name in matter["materials"]]
    if line["category"] == "job":
        values |= {"x_wish": rng.choice(("文员", "营业员", "仓库管理", "保安", "驾驶员")),
            "x_employed": 1 if ends == "done" else 0}
    if line["category"] == "petition":
        values["x_petition_level"] = rng.choice(("本社区", "街道", "街道", "区县"))
    return values


def _asked_by(rng: Random, town: Town, person: Person, line: Line) -> dict[str, int]:
    """Mostly the person; a family for relief and housing, a shop for a hazard now and then."""
    chance = rng.random()
    if line["category"] in _FAMILY_MATTERS and chance < 0.4:
        return {"household": person.family.id}
    if line["category"] == "safety" and chance < 0.08:
        return {"unit": rng.choice(town.units["shop"])[0]}
    return {"resident": person.id}


def _agent(rng: Random, person: Person, day: str) -> Mapping[str, str]:
    """Old people often send somebody."""
    grown = [p for p in person.family.members if p is not person and p.here(day) and p.age(day) >= 18]
    if person.age(day) < 75 or rng.random() < 0.55 or not grown:
        return {}
    agent = rng.choice(grown)
    word = "配偶" if agent.role in ("spouse", "head") and person.role in ("spouse", "head") else "家属"
    return {"agent": agent.name, "agent_relation": word}


def _steps(make: Making, rng: Random, plan: Plan, first: Worker, handler: Worker, person: Person) -> str:
    """The dated steps up to today; the name of the last one if it ended."""
    calendar, line = make.calendar, plan.line
    ending = "decline" if plan.forbidden else _ending(rng, line)
    done = calendar.after(plan.day, plan.ready)
    steps: list[tuple[str, str, str, str]] = []
    if plan.forbidden:
        why = f"不属于社区出具证明的范围，已引导到{plan.forbidden['elsewhere']}办理"
        steps.append((plan.day, "decline", first.name, why))
    else:
        steps.append((plan.day, "accept", first.name, ""))
        steps += _middle(make, rng, plan, handler, done)
        why = line["fail"] if ending == "failed" else "本人自行撤回" if ending == "withdrawn" else ""
        steps.append((done, ending, handler.name, why))
    steps.append((done, "reply", handler.name, rng.choice(("电话告知", "当面告知", "短信告知"))))
    if ending in ("done", "failed") and rng.random() < 0.45:
        steps.append((calendar.after(done, rng.randint(3, 15)), "revisit", first.name, "电话回访"))
    to = _OFFICES.get(line["category"], "街道便民服务中心")
    for day, step, worker, note in steps:
        if day <= make.today:
            plan.steps.append({"date": day, "step": step, "worker": worker, "note": note or None,
                               "to": to if step == "transfer" else None})
    return ending if done <= make.today else ""


def _ending(rng: Random, line: Line) -> str:
    if line["fail"] and rng.random() < 0.22:
        return "failed"
    return "withdrawn" if rng.random() < 0.012 else "done"


def _middle(make: Making, rng: Random, plan: Plan, handler: Worker, done: str) -> Iterator[tuple[str, str, str, str]]:
    """What happens between acceptance and the end: materials, handling, urging."""
    calendar, day = make.calendar, plan.day
    if plan.line["matter"] and plan.ready >= 4 and rng.random() < 0.12:
        yield calendar.after(day, 1), "supply", handler.name, "缺身份证复印件一份，已一次性告知"
    start = min(calendar.after(day, 2 if plan.ready >= 4 else 0), done)
    yield start, {"01": "do", "02": "agent", "03": "transfer"}[plan.line["way"]], handler.name, ""
    if plan.ready >= 8 and (plan.line["way"] == "03" or rng.random() < 0.15):
        yield calendar.after(day, plan.ready * 2 // 3), "urge", handler.name, "电话催办"


def _end(rng: Random, plan: Plan, ends: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Result, way of the reply, and what the applicant thought of it."""
    if not ends:
        return {}
    made: dict[str, Any] = {"reply_way": rng.choice(("电话", "当面", "短信"))}
    if ends == "done":
        made["result"] = plan.line["result"].format_map(said)
    elif ends == "failed":
        made["result"] = plan.line["fail"]
    if ends in ("done", "failed") and (rng.random() < 0.78):
        made["satisfaction"] = weighted(rng, _PLEASED if ends == "done" and plan.ready < 25 else _GRUMPY)
    return made
