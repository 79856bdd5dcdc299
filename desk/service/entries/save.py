"""Entering and changing records. Forms edit drafts of plain values; nothing live leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.errors import Invalid, Problem
from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.entries.checking import completed, problems
from desk.service.entries.effects import following
from desk.service.entries.gate import closed, seen
from desk.service.entries.history import history, undo
from desk.service.entries.recycling import delete, deleted, undelete
from desk.service.entries.steps import closed_steps, early, step_problems, unreached
from desk.service.entries.titles import titles
from desk.service.look import StoreLook, current_row, full_row
from desk.spec import Record
from desk.spec.course import course
from desk.spec.inferring import marked, marks
from desk.spec.lifecycle import STEPS
from desk.store.changes import Writer
from desk.store.tables import COMMON

Draft = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """A record opened for its form."""

    draft: Draft
    version: int
    title: str


@dataclass(frozen=True)
class Saved:
    """What a save did; `problems` are its warnings."""

    id: int
    changes: dict[str, list[int]]
    problems: tuple[Problem, ...] = field(default=())


def blank(desk: Desk, record: str, **preset: Any) -> Draft:
    """A new draft: defaults, today's date for an event, and what the caller knows already."""
    spec = desk.catalog.record(record)
    draft: Draft = {key: f.default for key, f in desk.catalog.fields(record).items()}
    draft |= dict.fromkeys(spec.shown) | {part: [] for part in spec.parts}
    if spec.event:
        draft[spec.event] = desk.today
    return draft | preset


def load(desk: Desk, record: str, id: int) -> Loaded:
    """A record's draft. Raises Invalid("unknown_id") where there is none, or no right to it."""
    with desk.read() as conn:
        row = full_row(desk, conn, record, id)
        if row is None or not seen(desk, record, row):
            raise Invalid("unknown_id", "没有这条记录，可能已被删除")
        row |= _shown(desk, conn, record, id)
    return Loaded(row, row["version"], titles(desk, record, [id]).get(id, ""))


def _shown(desk: Desk, conn: Any, record: str, id: int) -> Draft:
    made: Draft = {}
    for key, one in desk.catalog.record(record).shown.items():
        spell = current_row(desk, conn, record, one.via.key, id)
        made[key] = spell[one.of] if spell else None
    return made


def check(desk: Desk, record: str, draft: Mapping[str, Any], id: int | None = None) -> list[Problem]:
    """What is wrong with a draft, without saving it."""
    with desk.read() as conn:
        look = StoreLook(desk, conn)
        old = (full_row(desk, conn, record, id) or {}) if id else {}
        whole = completed(desk, record, {**draft, "id": id} if id else draft, look, old)
        return [*problems(desk, record, whole, look), *step_problems(
            desk, desk.catalog.record(record), old, whole, draft.get(STEPS) or ())]


def complete(desk: Desk, record: str, draft: Mapping[str, Any]) -> Draft:
    """The draft with what the program fills in (birth date, due day), for the form to show."""
    with desk.read() as conn:
        return completed(desk, record, draft, StoreLook(desk, conn))


def save(
    desk: Desk, record: str, draft: Mapping[str, Any], id: int | None = None, version: int | None = None,
    since: str | None = None,
) -> Saved:
    """Add a record, or change one (更正; from `since` on: 变更, the past keeps what it was).

    Raises Invalid with every problem at its field; nothing is written then.
    """
    with desk.write("录入" if id is None else "变更" if since else "修改") as writer:
        new_id, found = put(desk, writer, record, draft, id, version, since)
    return Saved(new_id, dict(writer.touched), tuple(found))


def put(
    desk: Desk, writer: Writer, record: str, draft: Mapping[str, Any], id: int | None = None,
    version: int | None = None, since: str | None = None,
) -> tuple[int, list[Problem]]:
    """`save` within a transaction of the caller's. The id, and the warnings."""
    spec = desk.catalog.record(record)
    look = StoreLook(desk, writer.conn)
    old = _old(desk, writer, record, id, version)
    whole = completed(desk, record, {**old, **_entered(spec, old, draft)}, look, old)
    whole["inferred"] = marked(key for key in marks(old) if key not in draft)
    found = [*_in_time(desk, since), *_allowed(desk, spec, whole)]
    found += [*problems(desk, record, whole, look), *step_problems(
        desk, spec, old, whole, draft.get(STEPS) or ())]
    found += [*closed_steps(desk, writer.conn, old, whole), *unreached(desk, spec, old, draft, whole),
              *early(desk, spec, old, whole)]
    if bad := [p for p in found if not p.warning]:
        raise Invalid(bad[0].code, bad[0].text, found)
    if id is None:
        give_number(desk, writer, spec, whole)
        id = writer.insert(record, whole)
    else:
        _keep_past(writer, spec, id, old, whole, since)
        writer.update(record, id, old, whole)
    _put_spells(desk, writer, spec, id, draft, since, new=not old)
    if spec.over and whole.get(spec.over) and not old.get(spec.over):
        end_states(desk, writer, spec, id, str(whole[spec.over]))
    for along in following(desk, look, spec, old, whole):
        put(desk, writer, along.record, along.draft, along.id)
    return id, found


def take(
    desk: Desk, record: str, id: int, step: str, row: Mapping[str, Any], values: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Saved:
    """Take a step of a record: `row` holds the step's own fields (its date is today without one), `values` those of
    the record that are entered with it.

    Raises Invalid where the step may not come next, or lacks what it needs.
    """
    with desk.write("办理") as writer:
        old = _old(desk, writer, record, id, version)
        steps = [*(old.get(STEPS) or ()), {"date": desk.today, "worker": desk.caller.worker, **row, "step": step}]
        new_id, found = put(desk, writer, record, {**(values or {}), STEPS: steps}, id)
    return Saved(new_id, dict(writer.touched), tuple(found))


def _entered(spec: Record, old: Draft, draft: Mapping[str, Any]) -> Draft:
    """What a draft may change. A child row keeps its id only where it stood before."""
    made = {key: value for key, value in draft.items() if key not in COMMON}
    for part in spec.parts:
        if made.get(part):
            known = [row["id"] for row in old.get(part) or ()]
            made[part] = [{**row, "id": _taken(known, row.get("id"))} for row in made[part]]
    return made


def _taken(known: list[int], id: int | None) -> int | None:
    if id not in known:
        return None
    known.remove(id)
    return id


def _allowed(desk: Desk, spec: Record, draft: Draft) -> list[Problem]:
    """Nobody writes what they may not see."""
    if spec.category and draft.get(spec.category) in closed(desk, spec.key):
        return [Problem(spec.category, "no_right", "没有登记这一类别的权限，请找管理员开通")]
    return []


def _in_time(desk: Desk, since: str | None) -> list[Problem]:
    if since and since > desk.today:
        return [Problem("", "date_future", "变更日期不能晚于今天，请到那一天再改")]
    return []


def _old(desk: Desk, writer: Writer, record: str, id: int | None, version: int | None) -> Draft:
    if id is None:
        return {}
    old = full_row(desk, writer.conn, record, id)
    if old is None or not seen(desk, record, old):
        raise Invalid("unknown_id", "没有这条记录，可能已被删除")
    if version is not None and old["version"] != version:
        raise Invalid("stale", "这条记录刚被别人修改过，请重新打开后再改")
    return old


def give_number(desk: Desk, writer: Writer, spec: Record, draft: Draft) -> None:
    """Give a paper number from the yearly book; one that was typed (an old register) is kept."""
    if spec.number and not draft.get(spec.number):
        year = int(str(draft[spec.event])[:4])
        used = True
        while used:
            draft[spec.number] = spec.number_form.format(year=year, n=writer.number(spec.key, year))
            used = bool(StoreLook(desk, writer.conn).rows(spec.key, **{spec.number: draft[spec.number]}))


def _keep_past(writer: Writer, spec: Record, id: int, old: Draft, new: Draft, since: str | None) -> None:
    for key, one in spec.fields.items():
        if since and one.dated and key != spec.state and key in new and old.get(key) != new.get(key):
            writer.keep_past(spec.key, id, key, since, old.get(key))


def _put_spells(
    desk: Desk, writer: Writer, spec: Record, id: int, draft: Mapping[str, Any], since: str | None, new: bool
) -> None:
    """The fields shown from a current spell: corrected in it, or a new spell from a date."""
    for key, current in spec.currents.items():
        given = {one.of: draft[k] for k, one in spec.shown.items() if one.via is current and k in draft}
        if not given:
            continue
        writer.flush()
        spell = None if new else current_row(desk, writer.conn, spec.key, key, id)
        if spell is None:
            if any(value not in (None, "") for value in given.values()):
                put(desk, writer, current.target, {**given, current.by: id, **({"start": since} if since else {})})
        elif any(spell.get(of) != value for of, value in given.items()):
            _put_spell(desk, writer, desk.catalog.record(current.target), spell, _relinked(spell, given), since)


def _put_spell(desk: Desk, writer: Writer, spec: Record, spell: Draft, given: Draft, since: str | None) -> None:
    """Correct a spell; or end it on a day, and begin the next one there."""
    start, end = spec.span or ("", "")
    if not since or since <= str(spell.get(start) or ""):
        put(desk, writer, spec.key, given, spell["id"])
        return
    before, after = spec.turn
    writer.update(spec.key, spell["id"], spell, {**spell, **before, end: since})
    kept = {key: spell[key] for key in spec.fields}
    put(desk, writer, spec.key, {**kept, **given, **after, start: since, end: None})


def _relinked(spell: Draft, given: Draft) -> Draft:
    """A changed address finds its room anew."""
    moved = given.get("address") not in (None, spell.get("address"))
    stale = moved and "place" in spell and given.get("place") in (None, spell["place"])
    return {**given, **({"place": None} if stale else {})}


def end_states(desk: Desk, writer: Writer, spec: Record, id: int, day: str) -> None:
    """What holds of a record ends with it: a death ends residence, standings and posts."""
    writer.flush()
    for one in desk.catalog.records.values():
        for link in (k for k in one.goes_with if one.span and one.fields[k].kind == Link(record=spec.key)):
            for row in StoreLook(desk, writer.conn).rows(one.key, **{link: id}):
                start, end = one.span or ("", "")
                if not row[end] and str(row[start] or "") <= day:
                    whole = full_row(desk, writer.conn, one.key, row["id"]) or {}
                    ended = {**whole, **one.last, end: day}
                    ended |= course(desk.catalog, one, whole, ended, desk.today)
                    writer.update(one.key, row["id"], whole, ended)


__all__ = [
    "Loaded", "Saved", "blank", "check", "complete", "delete", "deleted", "history", "load", "put", "save", "take",
    "undelete", "undo",
]
