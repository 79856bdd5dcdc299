"""After the last row: what the file says last, against what the register holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desk.service.imports.homes import House
from desk.service.imports.model import Remark
from desk.service.imports.people import Person
from desk.service.imports.residents import ResidentPlanner


@dataclass(slots=True)
class _Difference:
    """One value that the file would change, and the row that says so."""

    index: int
    key: str
    old: Any
    new: Any
    person: Person | None = None
    house: House | None = None


def settle(planner: ResidentPlanner) -> dict[str, int]:
    """Turn what was said into what is written. How many households and residences are made beside the people."""
    _seat_households(planner)
    found = [*_of_people(planner), *_of_houses(planner)]
    if planner.existing == "ask":
        found = _asked(planner, found)
    for one in found:
        if one.old is None or _way(planner, one.index) != "fill":
            _apply(planner, one)
    planner.plan.new_houses = _new_houses(planner)
    spells = len(planner.plan.new) + sum(1 for p, _, home in planner.plan.changed.values() if home and p.home is None)
    made = {"household": len(planner.plan.new_houses), "residence": spells}
    return {key: count for key, count in made.items() if count}


def _seat_households(planner: ResidentPlanner) -> None:
    """The households that somebody lives in; one without number and head is none."""
    plan = planner.plan
    people = [*plan.new, *plan.known.values()]
    houses = list(dict.fromkeys(p.given["household"][0] for p in people if "household" in p.given))
    plan.houses.find_heads(houses)
    lost = {id(h) for h in houses if not h.id and not h.number and h.head is None}
    for person in people:
        house, index = person.given.get("household", (None, 0))
        if house is not None and id(house) in lost:
            del person.given["household"]
            if house.sheet:
                _warn_headless(planner, house, index)


def _new_houses(planner: ResidentPlanner) -> list[House]:
    """The households to be made: those that somebody is put into."""
    plan = planner.plan
    joined = [p.given["household"][0] for p in plan.new if "household" in p.given]
    joined += [home["household"] for _, _, home in plan.changed.values() if "household" in home]
    return [house for house in dict.fromkeys(joined) if not house.id]


def _warn_headless(planner: ResidentPlanner, house: House, index: int) -> None:
    """Once for a household."""
    row, table = planner.rows[index], planner.tables[index]
    text = f"第{row.number}行：户主“{house.head_name}”不在登记簿里，没有建户"
    key = "home.household.head.name"
    planner.warnings.append(Remark(row.sheet, row.number, table.title(key), house.head_name, "head_unknown", text, key))
    house.sheet = ""


def _of_people(planner: ResidentPlanner) -> Iterator[_Difference]:
    where = planner.plan.where
    for person in planner.plan.known.values():
        for key, (value, index) in person.given.items():
            of_home, column = where[key]
            row = person.home if of_home else person.stored
            if of_home and person.home is None and person.stored and person.stored["death"]:
                continue
            old = row[column] if row else None
            same = isinstance(value, House) and value.id and value.id == old
            if not same and old != value:
                yield _Difference(index, key, old, value, person=person)


def _of_houses(planner: ResidentPlanner) -> Iterator[_Difference]:
    for house in planner.plan.houses.by_id.values():
        for key, (value, index) in house.given.items():
            old = house.stored[key] if house.stored else None
            new = value.id if isinstance(value, Person) and value.id else value
            if old != new and planner.results[index].outcome != "waiting":
                yield _Difference(index, key, old, value, house=house)


def _way(planner: ResidentPlanner, index: int) -> str:
    """What a row does to somebody known."""
    return planner.rows[index].way or planner.existing


def _asked(planner: ResidentPlanner, found: list[_Difference]) -> list[_Difference]:
    """Rows that would change something filled wait, with all they say, until the user has decided about them."""
    asked: dict[int, list[_Difference]] = {}
    for one in found:
        if one.old is not None and planner.results[one.index].outcome != "new":
            asked.setdefault(one.index, []).append(one)
    for index, own in asked.items():
        row = planner.rows[index]
        lines = [_line(planner, one) for one in own]
        planner.results[index].asked = tuple(lines)
        if row.way:
            continue
        text = "；".join(f"{title}登记为“{old}”，表里是“{new}”" for title, old, new in lines)
        reason = f"第{row.number}行：{text}"
        planner.hold(index, Remark(
            row.sheet, row.number, lines[0][0], lines[0][2], "existing_differs", reason, own[0].key))
    left = [one for one in found if one.index not in asked or planner.rows[one.index].way]
    return [one for one in left if one.old is None or planner.results[one.index].outcome != "new"]


def _line(planner: ResidentPlanner, one: _Difference) -> tuple[str, str, str]:
    """Title, old and new text of a difference."""
    if one.house is not None and one.key == "head":
        stored = planner.plan.people.by_id.get(one.old)
        return "户主", stored.name if stored else "", one.new.name
    if one.key == "household":
        before = planner.plan.houses.by_id.get(one.old)
        return "户", _called(before) if before else "", _called(one.new)
    if one.house is not None:
        own = planner.desk.catalog.fields("household")[one.key]
        return own.title, own.kind.show(one.old), own.kind.show(one.new)
    of_home, column = planner.plan.where[one.key]
    field = planner.desk.catalog.fields("residence" if of_home else "resident")[column]
    title = planner.tables[one.index].title(one.key) or field.title
    return title, field.kind.show(one.old), field.kind.show(one.new)


def _called(house: House) -> str:
    return " ".join(one for one in (house.known_head, house.number) if one)


def _apply(planner: ResidentPlanner, one: _Difference) -> None:
    plan = planner.plan
    if one.person is not None:
        of_home, column = plan.where[one.key]
        _, own, home = plan.changed.setdefault(one.person.id, (one.person, {}, {}))
        (home if of_home else own)[column] = one.new
    elif one.house is not None:
        plan.changed_houses.setdefault(one.house.id, (one.house, {}))[1][one.key] = one.new
    result = planner.results[one.index]
    result.changes += (_line(planner, one),)
    if result.outcome == "unchanged":
        result.outcome = "updated"
