"""The steps that a row of the practice community has taken: along its category's lifecycle, up to today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from desk.practice.calendar import Calendar
from desk.spec.lifecycle import Lifecycle, Move

_USUAL = 0.9
"""Share in which the first step listed is the one taken."""
_STAYS = 0.7
"""Share of the states in force that last."""
_MOST = 12
_PAUSE = (1, 8)
"""Working days from one step to the next."""


def walk(
    rng: Random, calendar: Calendar, life: Lifecycle, day: str, worker: str, notes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The dated steps from a day on, until nothing more is due or the next would lie ahead.

    `notes` are the words of a step's 说明, by its key; one that needs them has its title without.
    """
    state = life.first
    for _ in range(_MOST):
        move = _next(rng, life, state)
        if move is None or day > calendar.today:
            return
        note = notes.get(move.key) or (move.title if "note" in move.needs else None)
        yield {"date": day, "step": move.key, "by": move.actor, "worker": worker, "note": note}
        state, day = move.to, calendar.after(day, rng.randint(*_PAUSE))


def _next(rng: Random, life: Lifecycle, state: str) -> Move | None:
    if state in life.of_class("in_force") and rng.random() < _STAYS:
        return None
    moves = [move for move in life.moves if not move.side and move.follows(state) and move.to != state]
    if life.is_final(state) or not moves:
        return None
    return moves[0] if rng.random() < _USUAL else rng.choice(moves)
