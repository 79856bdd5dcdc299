"""纠纷案件: neighbours, families, property companies, employers; nearly all of them end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from desk.practice.crowd import Crowd, room_on
from desk.practice.making import Making
from desk.practice.names import given, somebody
from desk.practice.people import Person, Room, Town
from desk.practice.words import Line, table, weighted, words
from desk.spec.dates import shifted

_A_YEAR = 35
_SOURCES = {"01": 55.0, "02": 33.0, "0301": 3.0, "0303": 5.0, "0304": 4.0}
_RESULTS = {"01": 90.0, "02": 6.0, "03": 3.0, "04": 1.0}
_GRADES = {"01": 60.0, "02": 34.0, "03": 6.0}
_WEIGHTS = {"neighbours": 5.0, "couple": 4.0, "parent_child": 3.0, "property": 4.0, "residents": 3.0, "tenant": 3.0}
"""How often a story comes, by its parties; the others once."""
_TALKS = ("听取双方陈述，核对事实", "实地查看现场并拍照", "双方情绪激动，分开劝说", "讲解法律规定，提出方案")
"""What happens at the sessions, in this order; the last at the last one."""
_FOLLOWED = ("双方已按协议履行，关系缓和。", "履行完毕，当事人表示满意。", "电话回访，未再发生矛盾。")


@dataclass
class Side:
    """One party: a resident, or an outsider by name."""

    person: Person | None = None
    name: str = ""
    sex: str = ""
    unit: str = ""
    phone: str = ""
    address: str = ""

    @property
    def title(self) -> str:
        return self.person.name if self.person else self.name or self.unit

    def row(self, side: str) -> dict[str, Any]:
        if self.person:
            return {"side": side, "resident": self.person.id, "phone": self.person.facts.get("phone")}
        return {"side": side, "name": self.title, "sex": self.sex or None, "phone": self.phone or None,
                "address": self.address or None}


class Casting:
    """Finds the parties of a story."""

    def __init__(self, make: Making, rng: Random, crowd: Crowd) -> None:
        self.make, self.rng, self.crowd = make, rng, crowd
        self._homes: dict[int, list[Person]] = defaultdict(list)
        for room in crowd.town.rooms:
            if room.family:
                self._homes[room.building_id].append(room.family.head)

    def sides(self, kind: str, day: str) -> list[Side]:
        """Two parties, now and then three or four; empty where nobody fits."""
        pairs: dict[str, Callable[[Person, str], Side | None]] = {
            "neighbours": self._neighbour, "residents": self._resident, "couple": self._partner,
            "parent_child": self._kin,
        }
        who = {"couple": "couple", "parent_child": "parents", "tenant": "floating", "exes": "divorced"}.get(kind, "any")
        first = self._first(who, day)
        if first is None:
            return []
        second = pairs[kind](first, day) if kind in pairs else self._outsider(kind, first)
        if second is None:
            return []
        made = [Side(first), second]
        if kind == "worker":
            made[0] = self._stranger() if self.rng.random() < 0.5 else made[0]
        if kind in ("neighbours", "siblings", "residents") and self.rng.random() < 0.22:
            made.append(self._third(first, second, day))
        if kind == "siblings" and self.rng.random() < 0.3:
            made.append(self._sibling(first))
        return made

    def _first(self, who: str, day: str) -> Person | None:
        for _ in range(60):
            person = self.crowd.someone(self.rng, who if who in ("floating", "divorced") else "22", day)
            if person is None:
                return None
            if person.surname == person.name:
                continue
            if who == "couple" and (person.sex == "1" or not self._partner(person, day)):
                continue
            if who == "parents" and not self._kin(person, day):
                continue
            if person.age(day) <= 82 and (who != "floating" or person.age(day) >= 20):
                return person
        return None

    def _partner(self, person: Person, day: str) -> Side | None:
        pair = [p for p in person.family.of("head", "spouse") if p.here(day)]
        other = [p for p in pair if p is not person]
        return Side(other[0]) if person in pair and other and person.marital == "20" else None

    def _kin(self, person: Person, day: str) -> Side | None:
        """The grown child of an old person."""
        grown = [p for p in person.family.of("adult", "son", "child") if p.here(day) and p.age(day) >= 24]
        if person.role in ("head", "spouse") and person.age(day) >= 55 and grown:
            return Side(grown[0])
        return None

    def _neighbour(self, person: Person, day: str) -> Side | None:
        """Of another family in the same building."""
        near = self._homes[room_on(person, day).building_id]
        fit = [p for p in near if p.family is not person.family and p.here(day)]
        return Side(self.rng.choice(fit)) if fit else None

    def _resident(self, person: Person, day: str) -> Side | None:
        for _ in range(20):
            other = self.crowd.someone(self.rng, "22", day)
            if other is not None and other.family is not person.family:
                return Side(other)
        return None

    def _outsider(self, kind: str, first: Person) -> Side:
        units = {"property": "property", "shop": "shop", "worker": "shop", "clinic": "clinic"}
        if kind in units:
            return Side(unit=self.rng.choice(self.crowd.town.units[units[kind]])[1], phone=self.make.numbers.phone())
        if kind == "agency":
            return Side(unit="旧城改造指挥部", phone=self.make.numbers.phone())
        if kind == "trader":
            return Side(unit=self.rng.choice(("优居家具网店", "好物百货网店", "轻享家电网店")))
        if kind == "siblings":
            return self._sibling(first)
        return self._stranger("21"[int(first.sex) - 1] if kind == "exes" else "")

    def _stranger(self, sex: str = "") -> Side:
        name, sex = somebody(self.rng, sex)
        road = self.rng.choice(words("places", "road"))
        return Side(name=name, sex=sex, phone=self.make.numbers.phone(), address=f"{road}{self.rng.randint(1, 180)}号")

    def _sibling(self, person: Person) -> Side:
        made = self._stranger()
        taken = {person.name[len(person.surname):]}
        made.name = person.surname + given(self.rng, made.sex, int(person.birth[:4]), taken)
        return made

    def _third(self, first: Person, second: Side, day: str) -> Side:
        other = self._resident(first, day)
        return other if other and second.person is not other.person else self._stranger()


def write_cases(make: Making, town: Town) -> Iterator[None]:
    """In the order of acceptance, so that the numbers are."""
    rng = make.rng("cases")
    casting = Casting(make, rng, Crowd(town))
    lines = table("disputes")
    weights = [_WEIGHTS.get(line["parties"], 1.5) for line in lines]
    recent = [make.calendar.near(rng, shifted(make.today, days=-18), make.today) for _ in range(make.count(3, 1))]
    days = sorted([make.calendar.draw(rng) for _ in range(make.count(_A_YEAR * 5))] + recent)
    for day in days:
        for _ in range(5):
            line = rng.choices(lines, weights=weights)[0]
            sides = casting.sides(line["parties"], day)
            if sides:
                make.add("case", **_case(make, rng, casting.crowd, day, line, sides))
                break
        yield


def _case(make: Making, rng: Random, crowd: Crowd, day: str, line: Line, sides: list[Side]) -> dict[str, Any]:
    a, b = sides[0].title, sides[1].title
    money = _money(rng, line)
    said = {"a": a, "b": b, "money": str(money)}
    room = next((room_on(s.person, day) for s in sides if s.person), None)
    mediator = crowd.worker(rng, day, "mediator").name
    parties = [s.row(side) for s, side in zip(sides, ("applicant", "respondent", "other", "other"), strict=False)]
    made: dict[str, Any] = {
        "date": day, "title": f"{a}与{b}{line['title']}{'' if line['title'].endswith('纠纷') else '纠纷'}",
        "source": weighted(rng, _SOURCES), "kind": line["kind"], "event_kind": line["event"], "scale": "01",
        "grade": weighted(rng, _GRADES), **_where(room), "summary": line["summary"].format_map(said),
        "request": line["request"].format_map(said), "mediator": mediator, "parties": parties,
        "escalated": 1 if rng.random() < 0.01 else 0,
        "people": len(parties) + rng.choice((0, 0, 1, 2)),
    }
    return made | _course(make, rng, day, line, said, mediator, made["grade"], money)


def _money(rng: Random, line: Line) -> int:
    """The sum of the agreement in 元; 0 where it names none."""
    low, high = int(line["low"]), int(line["high"])
    return rng.randrange(low, high + 1, 100 if high > 900 else 10) if "{money}" in line["agreement"] else 0


def _where(room: Room | None) -> dict[str, Any]:
    """The home of the first resident among the parties."""
    return {"place": room.id, "scene": room.full} if room else {"scene": "沿街商铺"}


def _course(
    make: Making, rng: Random, day: str, line: Line, said: dict[str, str], mediator: str, grade: str, money: int
) -> dict[str, Any]:
    """Sessions, result, agreement, performance, call-back, filing: as far as they lie before today."""
    calendar = make.calendar
    result = weighted(rng, _RESULTS)
    length = rng.randint(0, 3) if grade == "01" or result == "04" else rng.randint(4, 14)
    dates = sorted({calendar.after(day, round(length * i / 3)) for i in range(1 if length < 3 else rng.randint(2, 4))})
    talks = [*_TALKS[:len(dates) - 1], _TALKS[-1]]
    kinds = ["inquire" if len(dates) > 1 else "mediate", *["mediate"] * (len(dates) - 1)]
    sessions: list[dict[str, Any]] = [
        {"date": at, "kind": kind, "attendees": f"{said['a']}、{said['b']}、{mediator}", "record": talk}
        for at, kind, talk in zip(dates, kinds, talks, strict=True) if at <= make.today and result != "04"]
    ended = max(calendar.after(day, length), day)
    made: dict[str, Any] = {"sessions": sessions}
    if ended > make.today or (ended > shifted(make.today, days=-12) and rng.random() < 0.5):
        return made
    made |= {"result": result, "concluded": ended, "form": "03"}
    if sessions:
        sessions[-1]["outcome"] = {"01": "达成协议", "02": "未达成协议", "03": "当事人撤回"}[result]
    if result == "01":
        made |= _agreed(make, rng, ended, line, said, grade, money)
    return made | _filed(make, rng, ended, mediator, result)


def _agreed(
    make: Making, rng: Random, ended: str, line: Line, said: dict[str, str], grade: str, money: int
) -> dict[str, Any]:
    written = bool(money) or grade != "01"
    made: dict[str, Any] = {
        "form": "01" if written else "02", "agreement": line["agreement"].format_map(said),
        "amount": money * 100 or None}
    performed = make.calendar.after(ended, rng.randint(0, 15))
    chance = rng.random()
    if performed <= make.today and chance < 0.93:
        made |= {"performance": "01" if performed == ended else "03", "performed": performed}
    else:
        made["performance"] = "02" if performed > make.today or chance < 0.97 else "05" if chance < 0.99 else "04"
    confirmed = make.calendar.after(ended, rng.randint(3, 15))
    if money >= 5000 and rng.random() < 0.12 and confirmed <= make.today:
        made["confirmed"] = confirmed
    return made


def _filed(make: Making, rng: Random, ended: str, mediator: str, result: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    visited = make.calendar.after(ended, rng.randint(8, 25))
    if result == "01" and visited <= make.today and rng.random() < 0.85:
        made["followups"] = [{"date": visited, "by": mediator, "situation": rng.choice(_FOLLOWED)}]
    filed = make.calendar.after(ended, rng.randint(15, 40))
    if result != "04" and filed <= make.today:
        made["filed"] = filed
    return made
