"""What a new step does to other records: opens one, or takes a step of one, for the same subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desk.service.desk import Desk
from desk.service.entries.steps import life_of
from desk.service.look import StoreLook, full_row
from desk.spec import Record
from desk.spec.lifecycle import EARLIER, STEPS, Effect, Lifecycle

Draft = dict[str, Any]


@dataclass(frozen=True)
class Following:
    """A record to be written along: a new one without an id."""

    record: str
    draft: Draft
    id: int | None = None


def following(
    desk: Desk, look: StoreLook, spec: Record, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[Following]:
    """What the new steps of a saved draft do to others, in their order."""
    life = life_of(desk, spec, new)
    if life is None:
        return []
    known = {row["id"] for row in old.get(STEPS) or ()}
    made: list[Following] = []
    for row in new.get(STEPS) or ():
        if row.get("id") not in known:
            for effect in _effects(desk, spec, life, new, row):
                made += _follow(desk, look, effect, spec, new, row, bool(made))
    return made


def _effects(
    desk: Desk, spec: Record, life: Lifecycle, draft: Mapping[str, Any], row: Mapping[str, Any]
) -> Iterator[Effect]:
    move = life.move(row["step"])
    if move is not None:
        yield from move.effects
        for category in desk.catalog.ancestry(spec.key, draft.get(spec.category)) if spec.category else ():
            yield from category.effects.get(move.key, ())


def _follow(
    desk: Desk, look: StoreLook, effect: Effect, spec: Record, draft: Mapping[str, Any], row: Mapping[str, Any],
    already: bool,
) -> Iterator[Following]:
    """The effect, where it fits: a step only where it may be taken, an opening only where nothing is open."""
    target = desk.catalog.record(effect.record)
    subject = {key: draft[key] for key in target.subjects or ("resident",) if draft.get(key)}
    life = desk.catalog.lifecycle(effect.record, effect.category)
    if not subject or life is None:
        return
    copied = {new: draft[old] for new, old in effect.copies.items() if draft.get(old) is not None}
    below = {c for c in desk.catalog.categories[effect.record]
             if any(a.key == effect.category for a in desk.catalog.ancestry(effect.record, c))}
    there = [one for one in look.rows(effect.record, **subject)
             if one.get(target.category) in below and not life.is_final(one.get(target.state))]
    note = f"随「{spec.title}」{row['date']}「{_title(desk, spec, draft, row)}」"
    if effect.do == "open" and not there and not already:
        step = {"date": row["date"], "step": EARLIER, "state": effect.state, "by": row.get("by"), "note": note}
        begun = {target.span[0]: row["date"]} if target.span else {}
        yield Following(effect.record, {**begun, target.category: effect.category, **subject, **copied, STEPS: [step]})
    move = life.move(effect.step)
    for one in there if effect.do == "step" and move else ():
        if move and move.follows(str(one.get(target.state))):
            whole = full_row(desk, look.conn, effect.record, one["id"]) or {}
            step = {"date": row["date"], "step": effect.step, "by": row.get("by"), "note": note}
            yield Following(effect.record, {**copied, STEPS: [*whole[STEPS], step]}, one["id"])


def _title(desk: Desk, spec: Record, draft: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    life = life_of(desk, spec, draft)
    move = life.move(row["step"]) if life else None
    return move.title if move else str(row["step"])
