"""Steps: which may come next, taking one, and what a changed course refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desk.errors import Problem
from desk.service.desk import Desk
from desk.service.entries.gate import seen
from desk.service.look import full_row
from desk.spec import Field, Record
from desk.spec.course import Course, Deadline, deadlines, follow
from desk.spec.lifecycle import EARLIER, STEPS, UNITS, Lifecycle, Move

Draft = Mapping[str, Any]


def life_of(desk: Desk, spec: Record, draft: Draft) -> Lifecycle | None:
    """The lifecycle that a draft's category has; None for a record without states."""
    if not spec.state:
        return None
    return desk.catalog.lifecycle(spec.key, draft.get(spec.category) if spec.category else None)


def step_problems(
    desk: Desk, spec: Record, old: Draft, new: Draft, given: Sequence[Draft] = (), jump: bool = False
) -> list[Problem]:
    """What is wrong with the steps of a completed draft that was `old` before.

    A *new* step must be allowed where it stands; one that was `given` as such must have what it needs (what a first
    entry's dates tell may be less). Of the steps that stood
    before, one that a correction leaves without its footing is named. With `jump` (an import)
    steps may stand anywhere: they happened.
    """
    life = life_of(desk, spec, new)
    if life is None or _same_steps(old, new):
        return []
    course = follow(life, new.get(STEPS) or ())
    known = {row["id"]: row for row in old.get(STEPS) or ()}
    before = follow(life, old.get(STEPS) or ())
    loose = {before.rows[at].get("id") for at in before.skips}
    found = [] if jump else list(_misplaced(life, course, known, loose))
    asked = {(row.get("date"), row.get("step")) for row in given}
    for at, row in enumerate(course.rows):
        move = life.move(row["step"])
        if move and row.get("id") not in known and (row["date"], row["step"]) in asked and not jump:
            found += _missing(desk, spec, new, move, row, at)
    return found


def early(desk: Desk, spec: Record, old: Draft, new: Draft) -> list[Problem]:
    """Warnings of new steps taken before a shortest time was over (公示七日); what happened is kept all the same."""
    life = life_of(desk, spec, new)
    if life is None or _same_steps(old, new):
        return []
    known = {row["id"] for row in old.get(STEPS) or ()}
    course, found = follow(life, new.get(STEPS) or ()), []
    for at, row in enumerate(course.rows):
        if row.get("id") not in known:
            before = follow(life, course.rows[:at])
            found += [
                Problem(STEPS, "step_early", f"{one.limit.title}要满{one.limit.count}{UNITS[one.limit.unit]}，"
                        f"到{one.day}才满，现在登记的「{_title(life, row)}」是{row['date']}", warning=True)
                for one in deadlines(life, before, new, lambda day, count: desk.workdays.add(day, count).date)
                if one.limit.least and row["step"] in one.limit.until and str(row["date"]) < one.day]
    return found


def unreached(desk: Desk, spec: Record, old: Draft, draft: Draft, new: Draft) -> list[Problem]:
    """A state that was asked for and that no single step leads to from where the record stands."""
    wanted = draft.get(spec.state) if spec.state else None
    life = life_of(desk, spec, new)
    if life is None or not wanted or wanted in (old.get(spec.state), new.get(spec.state)) or not life.state(wanted):
        return []
    if not _same_steps(old, new):
        return []
    here = str(new.get(spec.state))
    return [Problem(spec.state, "step", f"现在是「{_state(life, here)}」，不能变为「{_state(life, wanted)}」"
                                        f"{_instead(life, here)}")]


def _same_steps(old: Draft, new: Draft) -> bool:
    keys = ("date", "step", "note", "worker")
    return [[r.get(k) for k in keys] for r in old.get(STEPS) or ()] == [
        [r.get(k) for k in keys] for r in new.get(STEPS) or ()]


def _misplaced(
    life: Lifecycle, course: Course, known: Mapping[Any, Draft], loose: set[Any]
) -> Iterator[Problem]:
    for at in course.skips:
        row = course.rows[at]
        state = course.rows[at - 1]["state"] if at else life.first
        title, here = _title(life, row), _state(life, state)
        was = known.get(row.get("id"))
        if was is None or (was["step"], was["date"]) != (row["step"], row["date"]):
            yield Problem(STEPS, "step", f"现在是「{here}」，不能「{title}」{_instead(life, state)}")
        elif row.get("id") not in loose:
            yield Problem(STEPS, "step_after", 
                f"这样改以后，{row['date']}的「{title}」就接不上了（前面是「{here}」），请先改那一步")


def _instead(life: Lifecycle, state: str) -> str:
    titles = [m.title for m in life.moves if m.to and m.follows(state)]
    return f"；下一步可以是：{'、'.join(titles)}" if titles else ""


def _title(life: Lifecycle, row: Draft) -> str:
    move = life.move(row["step"])
    return move.title if move else "此前" if row["step"] == EARLIER else str(row["step"])


def _state(life: Lifecycle, key: object) -> str:
    state = life.state(key)
    return state.title if state else str(key)


def _missing(desk: Desk, spec: Record, draft: Draft, move: Move, row: Draft, at: int) -> Iterator[Problem]:
    """What a step needs and has not: of its own row, or of the record."""
    own = desk.catalog.part_fields(spec.key, STEPS)
    fields = desk.catalog.fields(spec.key, draft.get(spec.category) if spec.category else None)
    for key in move.needs:
        if key in own and row.get(key) in (None, ""):
            yield Problem(STEPS, "step_needs", f"「{move.title}」要填写{own[key].title}")
        elif key not in own and key in fields and draft.get(key) in (None, ""):
            yield Problem(key, "step_needs", f"「{move.title}」要填写{fields[key].title}")


@dataclass(frozen=True)
class Next:
    """A step that may be taken now: its title, the state it leads to ("" beside the line), what is entered with it."""

    key: str
    title: str
    to: str
    actor: str
    asks: tuple[tuple[str, Field], ...]
    """The record's fields by key."""
    own: tuple[tuple[str, Field], ...]
    """The step's own fields, besides its date, by key."""
    needs: tuple[str, ...]


def next_steps(desk: Desk, record: str, draft: Draft) -> tuple[Next, ...]:
    """The steps that a saved record may take now, the main line first."""
    spec = desk.catalog.record(record)
    life = life_of(desk, spec, draft)
    if life is None:
        return ()
    state = follow(life, draft.get(STEPS) or ()).state
    fields = desk.catalog.fields(record, draft.get(spec.category) if spec.category else None)
    own = desk.catalog.part_fields(record, STEPS)
    usual = ("worker", "note", "by")
    may = sorted((m for m in life.moves if m.follows(state)), key=lambda m: m.side)
    return tuple(
        Next(m.key, m.title, _state(life, m.to) if m.to else "", m.actor,
             tuple((key, fields[key]) for key in (*m.asks, *(k for k in m.needs if k not in own and k not in m.asks))
                   if key in fields),
             tuple((key, own[key]) for key in dict.fromkeys((*(k for k in m.needs if k in own), *usual)) if key in own),
             m.needs)
        for m in may)


@dataclass(frozen=True)
class Progress:
    """Where a record stands: its state, since when, what may come next, and the limits that run (title, day)."""

    state: str
    since: str
    next: tuple[Next, ...]
    limits: tuple[tuple[str, str], ...]


def progress(desk: Desk, record: str, id: int) -> Progress | None:
    """Where a saved record stands; None for a record without a lifecycle, or one that may not be seen."""
    spec = desk.catalog.record(record)
    if not spec.state:
        return None
    with desk.read() as conn:
        row = full_row(desk, conn, record, id)
    life = life_of(desk, spec, row) if row and seen(desk, record, row) else None
    if row is None or life is None:
        return None
    course = follow(life, row[STEPS])
    turns = [str(one["date"]) for one in course.rows if (move := life.move(one["step"])) is None or move.to]
    begun = row.get(spec.event) or (row.get(spec.span[0]) if spec.span else None)
    limits = deadlines(life, course, row, lambda day, count: desk.workdays.add(day, count).date)
    return Progress(_state(life, course.state), turns[-1] if turns else str(begun or ""), next_steps(desk, record, row),
                    tuple((_limit_title(one), one.day) for one in limits))


def _limit_title(one: Deadline) -> str:
    return f"{one.limit.title}满（{one.limit.count}{UNITS[one.limit.unit]}）" if one.limit.least else (
        f"{one.limit.title}到期（{one.limit.count}{UNITS[one.limit.unit]}）")


def closed_steps(desk: Desk, conn: Connection, old: Draft, new: Draft) -> list[Problem]:
    """Steps within a closed period are neither changed nor taken out: a new step counters them."""
    kept = {row.get("id"): row for row in new.get(STEPS) or ()}
    gone = [row for row in old.get(STEPS) or ()
            if (now := kept.get(row["id"])) is None or (now["date"], now["step"]) != (row["date"], row["step"])]
    if not gone:
        return []
    closing = desk.meta.tables["closing"]
    for row in gone:
        within = (closing.c.since <= row["date"], closing.c.until >= row["date"])
        if conn.execute(select(closing.c.id).where(*within)).first():
            return [Problem(STEPS, "step_closed", 
                f"{row['date']}所在的期间已经结账，这一步不能改也不能删，请登记新的一步来更正")]
    return []
