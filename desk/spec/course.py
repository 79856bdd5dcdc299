"""The course of a record: its dated steps in their order, and what follows from them.

The steps are the truth: the state after each, the state now, and the fields that steps fill
(办结日期, 结果) are worked out here and nowhere else. Read the other way, a field that a form or a
spreadsheet fills (a 结案日期 without its step) becomes the step that it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk.kinds import Value
from desk.spec.catalog import Catalog
from desk.spec.dates import shifted
from desk.spec.lifecycle import EARLIER, STEPS, Lifecycle, Limit, Move
from desk.spec.record import Record

Row = Mapping[str, Any]
Rows = list[Row]


@dataclass(frozen=True)
class Course:
    """The steps in order, each with the state after it; `skips` are the places of those not allowed there."""

    rows: tuple[dict[str, Any], ...]
    state: str
    skips: tuple[int, ...]


def follow(life: Lifecycle, steps: Sequence[Row]) -> Course:
    """The course of the dated steps; those without a date or a step have not happened.

    Steps of one day keep their order. One that is not allowed where it stands moves all the
    same (it happened), and is named in `skips`.
    """
    rows = sorted((dict(r) for r in steps if r.get("date") and r.get("step")), key=lambda r: str(r["date"]))
    state, skips = life.first, []
    for at, row in enumerate(rows):
        move = life.move(row["step"])
        if row["step"] == EARLIER:
            state = str(row.get("state") or state)
        elif move is None or not move.follows(state):
            skips.append(at)
        state = move.to if move and move.to else state
        row["state"] = state
    return Course(tuple(rows), state, tuple(skips))


def past_states(life: Lifecycle, course: Course) -> dict[str, str]:
    """The states of past days: by day, the state that held until (and without) it; "" is unknown (before 此前)."""
    made: dict[str, str] = {}
    state = life.first
    for row in course.rows:
        if row["step"] == EARLIER and not made:
            made[str(row["date"])] = ""
        elif row["state"] != state:
            made.setdefault(str(row["date"]), state)
        state = row["state"]
    return made


@dataclass(frozen=True)
class Deadline:
    """A limit that runs: since which day, and the day it falls on (of a shortest time: the first day allowed)."""

    limit: Limit
    since: str
    day: str


def deadlines(
    life: Lifecycle, course: Course, draft: Row, add_workdays: Callable[[str, int], str]
) -> Iterator[Deadline]:
    """The limits that run: begun, not ended by a step since, and one of the steps that would may still be taken."""
    for limit in life.limits:
        at, since = -1, ""
        for key in limit.since:
            places = [n for n, row in enumerate(course.rows) if any(m.key == key for m in _moves_of(life, row))]
            if places and places[-1] >= at:
                at, since = places[-1], str(course.rows[places[-1]]["date"])
            elif not places and life.move(key) is None and draft.get(key):
                since = since or str(draft[key])
        ended = any(row["step"] in limit.until for row in course.rows[at + 1:])
        if since and not ended and any(m.key in limit.until and m.follows(course.state) for m in life.moves):
            yield Deadline(limit, since, _after(since, limit, add_workdays))


def _after(since: str, limit: Limit, add_workdays: Callable[[str, int], str]) -> str:
    if limit.unit == "workdays":
        return add_workdays(since, limit.count)
    return shifted(since, **{limit.unit: limit.count})


def filled(life: Lifecycle, course: Course, draft: Row, spec: Record) -> dict[str, Value]:
    """The values that steps give to fields; a move back from a final state empties what the ending gave.

    A code that is finer than the one a step sets stays. 此前 says that a state was there by its
    day, not since: a start that is unknown stays so.
    """
    made: dict[str, Value] = {}
    for row in course.rows:
        for move in _moves_of(life, row):
            if move.to and not life.is_final(move.to):
                made |= {key: None for end in life.moves if life.is_final(end.to) for key in _keys(end)
                         if key in made and not _required(spec, key)}
            made |= {key: _finer(spec, key, draft.get(key), code) for key, code in move.sets.items()}
            if move.date and row["step"] == EARLIER and spec.span:
                made |= {move.date: draft[move.date]} if draft.get(move.date) else {}
            elif move.date:
                made[move.date] = row["date"]
    return made


def _keys(move: Move) -> Iterator[str]:
    yield from move.sets
    if move.date:
        yield move.date


def _required(spec: Record, key: str) -> bool:
    return key in spec.fields and spec.fields[key].required


def _moves_of(life: Lifecycle, row: Row) -> Sequence[Move]:
    """The move of a step; of 此前 the one that leads to its state, where one says when."""
    if row["step"] != EARLIER:
        return [m for m in life.moves if m.key == row["step"]]
    leading = [m for m in life.moves if m.to and m.to == row.get("state")]
    return leading if len(leading) == 1 else [m for m in leading if m.date][:1]


def _finer(spec: Record, key: str, value: Value, code: str) -> Value:
    codes = getattr(getattr(spec.fields.get(key), "kind", None), "codes", None)
    return value if codes is not None and value in codes.below(code) else code


def settled(
    spec: Record, life: Lifecycle, old: Row, draft: Row, today: str, jump: bool = False
) -> dict[str, Any]:
    """Steps, state and filled fields of a draft that was `old` before.

    Where the steps were changed they decide; else fields that differ from them tell steps. With
    `jump` (an import) a state that no single step reaches is entered by 此前.
    """
    before = _entered(old)
    rows = list(draft.get(STEPS) or ())
    if _entered(draft) == before or (not before and not rows):
        wanted = draft.get(spec.state) if draft.get(spec.state) != old.get(spec.state) else None
        rows = implied(spec, life, {**draft, spec.state: wanted}, today, jump)
    course = follow(life, rows)
    gone = filled(life, follow(life, old.get(STEPS) or ()), old, spec).keys()
    rest = [row for row in rows if not (row.get("date") and row.get("step"))]
    emptied = dict.fromkeys(key for key in gone if not _required(spec, key))
    return {**emptied, **filled(life, course, draft, spec), STEPS: [*course.rows, *rest], spec.state: course.state}


def course(catalog: Catalog, spec: Record, old: Row, draft: Row, today: str, jump: bool = False) -> dict[str, Any]:
    """`settled` by the lifecycle of the draft's category; nothing for a record that has none."""
    life = catalog.lifecycle(spec.key, draft.get(spec.category) if spec.category else None) if spec.state else None
    return settled(spec, life, old, draft, today, jump) if life else {}


def _entered(row: Row) -> list[tuple[Any, ...]]:
    """What the steps of a row say, without what follows from them."""
    return [tuple((k, v) for k, v in sorted(one.items())
                  if v is not None and k not in ("id", "owner", "uid", "position", "state")) + (
                  (("state", one.get("state")),) if one.get("step") == EARLIER else ())
            for one in row.get(STEPS) or ()]


def implied(spec: Record, life: Lifecycle, draft: Row, today: str, jump: bool = False) -> Rows:
    """The steps of a draft with those that its fields tell.

    A date that a step would have filled becomes that step; a changed one corrects it, an emptied
    one takes it away. A value that a step sets, or a state, becomes the step that leads there;
    where none does, 此前 for a row without steps.
    """
    rows: Rows = [_redated(life, row, draft) if spec.span else row for row in draft.get(STEPS) or ()]
    told = filled(life, follow(life, rows), draft, spec)
    dates = [key for key in dict.fromkeys(m.date for m in life.moves if m.date)
             if key in draft and (draft[key] != told.get(key) or _turned(life, draft, told, key))]
    for key in sorted(dates, key=lambda one: str(draft[one] or "")):
        rows = _by_date(spec, life, rows, draft, key)
    rows = _by_value(spec, life, rows, draft, today)
    rows = _by_parts(life, rows, draft)
    return _by_state(spec, life, rows, draft, today, jump)


def _redated(life: Lifecycle, row: Row, draft: Row) -> Row:
    """此前 of a state that lasts is dated by its start, where that is known."""
    days = [draft.get(m.date) for m in _moves_of(life, row) if m.date] if row.get("step") == EARLIER else []
    return {**row, "date": days[0]} if days and days[0] else row


def _turned(life: Lifecycle, draft: Row, told: Row, date: str) -> bool:
    """Whether a value that steps of a date field set is another now: 调解成功 becomes 调解不成."""
    keys = {key for m in life.moves if m.date == date for key in m.sets}
    return bool(draft[date]) and any(draft.get(key) and draft[key] != told.get(key) for key in keys)


def _by_date(spec: Record, life: Lifecycle, rows: Rows, draft: Row, key: str) -> Rows:
    """The steps after a date has had its say."""
    moves, day = [m for m in life.moves if m.date == key], draft[key]
    taken = [r for r in rows if any(m.date == key for m in _moves_of(life, r))]
    if not day:
        return [r for r in rows if not taken or r is not taken[-1]]
    move = _meant(spec, life, moves, draft, [r for r in rows if str(r["date"]) <= str(day)])
    if move is None:
        return rows
    if not taken:
        return rows if _required(spec, key) else _with(life, rows, move, str(day))
    mended = {**taken[-1], "date": day, **({} if taken[-1]["step"] == EARLIER else {"step": move.key})}
    return [mended if r is taken[-1] else r for r in rows]


def _meant(spec: Record, life: Lifecycle, moves: Sequence[Move], draft: Row, before: Rows) -> Move | None:
    """Which of the steps that share a date field is told: by the values they set, the state, else what is allowed."""
    if fit := [m for m in moves if m.sets and _agrees(spec, m, draft)]:
        return fit[0]
    left = [m for m in moves if not any(draft.get(key) for key in m.sets)]
    state = follow(life, before).state
    best = [m for m in left if m.to == draft.get(spec.state)] or [m for m in left if m.follows(state)] or left
    return best[0] if best else None


def _agrees(spec: Record, move: Move, draft: Row) -> bool:
    """Whether a draft has the values that a step sets."""
    return all(draft.get(key) and _finer(spec, key, draft[key], code) == draft[key] for key, code in move.sets.items())


def _with(life: Lifecycle, rows: Rows, move: Move, day: str) -> Rows:
    """The steps and one more; 此前 where it is the first and cannot be taken there."""
    if rows or move.follows(life.first):
        return [*rows, {"date": day, "step": move.key}]
    return [{"date": day, "step": EARLIER, "state": move.to}]


def _by_value(spec: Record, life: Lifecycle, rows: Rows, draft: Row, today: str) -> Rows:
    """A value that some step sets and none has set tells that step."""
    course = follow(life, rows)
    told = filled(life, course, draft, spec)
    for move in life.moves:
        if move.sets and not move.date and _agrees(spec, move, draft) and any(
                told.get(key) != draft[key] for key in move.sets):
            return _with(life, rows, move, _day(spec, draft, course, today))
    return rows


def _by_parts(life: Lifecycle, rows: Rows, draft: Row) -> Rows:
    """The first child row of a part that is a step tells it: a session is mediation."""
    for move in (m for m in life.moves if m.part):
        days = sorted(str(r["date"]) for r in draft.get(move.part) or () if r.get("date"))
        if days and not any(r.get("step") == move.key for r in rows):
            more = [*rows, {"date": days[0], "step": move.key}]
            if len(follow(life, more).skips) <= len(follow(life, rows).skips):
                rows = more
    return rows


def _by_state(spec: Record, life: Lifecycle, rows: Rows, draft: Row, today: str, jump: bool) -> Rows:
    """A state other than the steps' tells the step that leads there."""
    wanted, course = draft.get(spec.state), follow(life, rows)
    if not wanted or wanted == course.state or life.state(wanted) is None:
        return rows
    move = next((m for m in life.moves if m.to == wanted and m.follows(course.state)), None)
    day = _day(spec, draft, course, today)
    own = str(draft.get(move.date) or "") if move else ""
    if move and not own and _required(spec, move.date):
        return rows
    if move and own and (own <= today or _required(spec, move.date)):
        day = max(str(draft[move.date]), str(course.rows[-1]["date"]) if course.rows else "")
    if move and (rows or not jump):
        return [*rows, {"date": day, "step": move.key}]
    return [*rows, {"date": day, "step": EARLIER, "state": wanted}] if jump or not rows else rows


def _day(spec: Record, draft: Row, course: Course, today: str) -> str:
    """The day of a step that has none of its own: a first one is dated by the row, a later one today."""
    own = str(draft.get(spec.event) or (draft.get(spec.span[0]) if spec.span else "") or "")
    return str(course.rows[-1]["date"] if course.rows and course.rows[-1]["date"] > today else today) if (
        course.rows or not own or own > today) else own
