"""Write what was decided: people, households, spells, in one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.kinds import Link, Value
from desk.service.desk import Desk
from desk.service.entries.save import end_states, give_number
from desk.service.imports.homes import House
from desk.service.imports.look import PlanLook
from desk.service.imports.people import Person
from desk.service.imports.plan import Plan
from desk.service.imports.records import RecordPlan
from desk.service.imports.residents import ResidentPlan
from desk.service.jobs import Job, Step
from desk.store.changes import Writer

_STEP = 500


def write_all(desk: Desk, writer: Writer, plan: Plan) -> Job[None]:
    """Everything that a plan says."""
    if plan.people is not None:
        yield from write_people(desk, writer, plan.people)
    fresh = {key: one.id for key, one in plan.people.keys.items()} if plan.people else {}
    for one in plan.records:
        yield from write_records(desk, writer, one, fresh)


def write_people(desk: Desk, writer: Writer, plan: ResidentPlan) -> Job[None]:
    """The people first, then their households, then where they live."""
    total = len(plan.new) + len(plan.changed)
    own = _columns(plan, of_home=False)
    for count, person in enumerate(plan.new):
        if count % _STEP == 0:
            yield Step(count, total, "正在写入居民")
        values = {own[key]: value for key, (value, _) in person.given.items() if key in own}
        person.id = writer.insert("resident", values)
    writer.flush()
    for count, (person, own, _) in enumerate(plan.changed.values(), len(plan.new)):
        if count % _STEP == 0:
            yield Step(count, total, "正在更新居民")
        if own and person.stored is not None:
            writer.update("resident", person.id, person.stored, {**person.stored, **own})
    _write_houses(writer, plan)
    yield from _write_homes(desk, writer, plan, total)



def _columns(plan: ResidentPlan, of_home: bool) -> dict[str, str]:
    """The columns of the person's own row, or of their spell, by target."""
    return {key: column for key, (home, column) in plan.where.items() if home is of_home}


def _write_houses(writer: Writer, plan: ResidentPlan) -> None:
    for house in plan.new_houses:
        values = {key: _plain(value) for key, (value, _) in house.given.items()}
        values["head"] = house.head.id if house.head and house.head.id else None
        house.id = writer.insert("household", values)
    writer.flush()
    for house, changes in plan.changed_houses.values():
        if house.stored is not None:
            plain = {key: _plain(value) for key, value in changes.items()}
            writer.update("household", house.id, house.stored, {**house.stored, **plain})


def _plain(value: Any) -> Value:
    return value.id if isinstance(value, Person | House) else value


def _write_homes(desk: Desk, writer: Writer, plan: ResidentPlan, total: int) -> Job[None]:
    look, spell = PlanLook(desk, writer.conn), _columns(plan, of_home=True)
    for count, person in enumerate(plan.new):
        if count % _STEP == 0:
            yield Step(count, total, "正在登记住址")
        if person.elsewhere:
            continue
        home = {spell[key]: _plain(value) for key, (value, _) in person.given.items() if key in spell}
        if "death" in person.given:
            home |= {**desk.catalog.record("residence").last, "end": person.value("death")}
        writer.insert("residence", _with_room(desk, look, {**home, "resident": person.id}))
    writer.flush()
    for person, _, changes in plan.changed.values():
        home = {key: _plain(value) for key, value in changes.items()}
        if home and person.home is None:
            writer.insert("residence", _with_room(desk, look, {**home, "resident": person.id}))
        elif home and person.home is not None:
            if "address" in home:
                home = _with_room(desk, look, {**home, "place": None})
            writer.update("residence", person.home["id"], person.home, {**person.home, **home})
    writer.flush()
    for person, own, _ in plan.changed.values():
        if own.get("death"):
            end_states(desk, writer, desk.catalog.record("resident"), person.id, str(own["death"]))


def _with_room(desk: Desk, look: PlanLook, home: Mapping[str, Any]) -> dict[str, Any]:
    """The spell with its room, when the tree of places has the address."""
    made = dict(home)
    for fill in desk.catalog.record("residence").fills:
        made.update(fill(made, look))
    return made


def write_records(desk: Desk, writer: Writer, plan: RecordPlan, fresh: Mapping[int, int]) -> Job[None]:
    """The rows of one record in the order of the file, so that a row may be linked to one above it; `fresh` are the
    ids of the people and households just written, by their provisional ones."""
    spec = desk.catalog.record(plan.record)
    links = [key for key, f in spec.fields.items() if isinstance(f.kind, Link) and f.kind.record in (
        plan.record, "resident", "household")]
    ids = dict(fresh)
    total = len(plan.new) + len(plan.changed)
    for count, row in enumerate(plan.new):
        if count % _STEP == 0:
            yield Step(count, total, f"正在写入{spec.title}")
        values = row | {key: ids.get(row[key], row[key]) for key in links if row.get(key)}
        give_number(desk, writer, spec, values)
        ids[row["id"]] = writer.insert(plan.record, values)
    writer.flush()
    for count, (old, new) in enumerate(plan.changed, len(plan.new)):
        if count % _STEP == 0:
            yield Step(count, total, f"正在更新{spec.title}")
        linked = {key: ids.get(new[key], new[key]) for key in links if new.get(key)}
        writer.update(plan.record, old["id"], old, new | linked)
    writer.flush()
