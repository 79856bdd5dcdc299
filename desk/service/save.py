"""Entering and changing records. Forms edit drafts of plain values; nothing live leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.errors import Invalid, Problem
from desk.service.checking import completed, problems
from desk.service.desk import Desk
from desk.service.gate import closed
from desk.service.look import StoreLook, current_row, full_row
from desk.service.titles import titles
from desk.spec import Record
from desk.store.changes import Writer

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
    draft |= {key: None for key in spec.shown} | {part: [] for part in spec.parts}
    if spec.event:
        draft[spec.event] = desk.today
    return draft | preset


def load(desk: Desk, record: str, id: int) -> Loaded:
    """A record's draft. Raises Invalid("unknown_id") where there is none, or no right to it."""
    with desk.read() as conn:
        row = full_row(desk, conn, record, id)
        if row is None or row.get(desk.catalog.record(record).category or "id") in closed(desk, record):
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
        whole = completed(desk, record, {**draft, "id": id} if id else draft, look)
        return problems(desk, record, whole, look)


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
    whole = completed(desk, record, {**old, **draft}, look)
    found = [*problems(desk, record, whole, look), *_moves(desk, spec, old, whole)]
    if bad := [p for p in found if not p.warning]:
        raise Invalid(bad[0].code, bad[0].text, found)
    if id is None:
        _number(desk, writer, spec, whole)
        id = writer.insert(record, whole)
    else:
        _keep_past(writer, spec, id, old, whole, since)
        writer.update(record, id, old, whole)
    _put_spells(desk, writer, spec, id, draft, since, new=not old)
    return id, found


def _old(desk: Desk, writer: Writer, record: str, id: int | None, version: int | None) -> Draft:
    if id is None:
        return {}
    old = full_row(desk, writer.conn, record, id)
    if old is None:
        raise Invalid("unknown_id", "没有这条记录，可能已被删除")
    if version is not None and old["version"] != version:
        raise Invalid("stale", "这条记录刚被别人修改过，请重新打开后再改")
    return old


def _number(desk: Desk, writer: Writer, spec: Record, draft: Draft) -> None:
    """Give a paper number from the yearly book; one that was typed (an old register) is kept."""
    if spec.number and not draft.get(spec.number):
        year = int(str(draft[spec.event])[:4])
        draft[spec.number] = spec.number_form.format(year=year, n=writer.number(spec.key, year))


def _moves(desk: Desk, spec: Record, old: Draft, new: Draft) -> list[Problem]:
    """A lifecycle's state may be reached from where the record stands."""
    if not spec.state or not old or old[spec.state] == new.get(spec.state):
        return []
    life = desk.catalog.lifecycle(spec.key, new.get(spec.category) if spec.category else None)
    if life is None or not life.moves or new.get(spec.state) in _reachable(life.moves, old[spec.state]):
        return []
    names = desk.catalog.states(spec.key)
    before, after = names[old[spec.state]].title, names[str(new[spec.state])].title
    return [Problem(spec.state, "move", f"「{before}」之后不能变为「{after}」", warning=True)]


def _reachable(moves: frozenset[tuple[str, str]], start: object) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        fresh = {b for a, b in moves if a == here} - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _keep_past(writer: Writer, spec: Record, id: int, old: Draft, new: Draft, since: str | None) -> None:
    for key, one in spec.fields.items():
        if since and one.dated and key in new and old.get(key) != new.get(key):
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
            continue
        if all(spell.get(of) == value for of, value in given.items()):
            continue
        if since and since > str(spell.get("start") or ""):
            writer.update(current.target, spell["id"], spell, {**spell, "end": since})
            kept = {k: v for k, v in spell.items() if k not in ("id", "uid", "version", "deleted", "extra")}
            put(desk, writer, current.target, {**kept, **given, "start": since, "end": None})
        else:
            put(desk, writer, current.target, _relinked(spell, given), spell["id"])


def _relinked(spell: Draft, given: Draft) -> Draft:
    """A changed address finds its room anew."""
    moved = given.get("address") not in (None, spell.get("address")) and given.get("place") in (None, spell.get("place"))
    return {**given, **({"place": None} if moved and "place" in spell else {})}
