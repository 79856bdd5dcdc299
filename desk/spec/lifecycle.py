"""Lifecycles: what states a record passes through, by which dated steps, within what limits. Data, not code.

One main line of states moves by steps; side steps (催办, 回访, 复核, 履行) never move it and may be
repeated. The steps a record has taken are its part ``steps``; what follows from them is worked
out in `desk.spec.course`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STATE_CLASSES = {
    "open": "办理中", "waiting": "等待", "done": "已办成", "failed": "未办成", "void": "作废",
    "applied": "申请中", "in_force": "有效", "suspended": "暂停", "ended": "已终止",
}
FINAL = ("done", "failed", "void", "ended")
"""Classes of states in which nothing more is due."""
NOT_IN_FORCE = ("applied", "failed", "void")
"""Classes of a state record that is not, and has never been, in force: an applicant for 低保 receives none."""

STEPS = "steps"
"""The part that holds the steps of every record with a lifecycle."""
EARLIER = "earlier"
"""此前: the step of a first or imported row that begins in some state. What lay before is unknown."""

ACTORS = {"committee": "居委会", "street": "街道（镇）", "county": "县（区）部门", "other": "外单位", "self": "本人"}
"""Who took a step: the committee enters what others decided."""
UNITS = {"workdays": "个工作日", "days": "天", "months": "个月", "years": "年"}


@dataclass(frozen=True)
class State:
    """A state; `words` are other names under which a spreadsheet's column 状态 carries it."""

    key: str
    title: str
    state_class: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a step does to another record, in the same save.

    `do` is "open" (a new row of `record` and `category` for the same subject, in `state` from the
    step's date), or "step" (the subject's row in force there takes the step `step`: ended, renewed).
    `copies` are fields of the new row by the field of this one that fills them.
    """

    do: str
    record: str
    category: str
    state: str = ""
    step: str = ""
    copies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """A step: from one of the states `sources` to the state `to`, or beside the main line (`to` is "").

    `date` is the record's field that holds this step's date, `sets` are fields it gives a value
    (codes), `asks` fields of the record entered with it, `needs` what must be filled then, of
    those and of the step's own row. `actor` is who takes it as a rule. `part` names child rows
    whose first one is this step (a session is mediation).
    """

    key: str
    title: str
    sources: tuple[str, ...] = ()
    to: str = ""
    date: str = ""
    sets: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    actor: str = "committee"
    words: tuple[str, ...] = ()
    part: str = ""
    effects: tuple[Effect, ...] = ()

    @property
    def side(self) -> bool:
        """It moves nothing and may be repeated."""
        return not self.to

    def follows(self, state: str) -> bool:
        """Whether it may be taken in a state."""
        return state in self.sources or (self.side and not self.sources)


@dataclass(frozen=True)
class Limit:
    """A time limit: `count` units from `since` (the latest of these steps, else a date field) until one of the steps
    `until`.

    With `least` it is the shortest time instead (公示七日). `duty` limits are tasks; others are told only.
    """

    key: str
    title: str
    since: tuple[str, ...]
    until: tuple[str, ...]
    count: int
    unit: str = "days"
    least: bool = False
    duty: bool = True


@dataclass(frozen=True)
class Lifecycle:
    """The states of a category, the moves between them, their limits. `begin` is where a new row stands."""

    states: tuple[State, ...]
    moves: tuple[Move, ...] = ()
    limits: tuple[Limit, ...] = ()
    begin: str = ""

    @property
    def first(self) -> str:
        return self.begin or self.states[0].key

    def state(self, key: object) -> State | None:
        return next((s for s in self.states if s.key == key), None)

    def move(self, key: object) -> Move | None:
        return next((m for m in self.moves if m.key == key), None)

    def of_class(self, *classes: str) -> tuple[str, ...]:
        return tuple(s.key for s in self.states if s.state_class in classes)

    def is_final(self, state: object) -> bool:
        known = self.state(state)
        return known is not None and known.state_class in FINAL

    @property
    def filled(self) -> tuple[str, ...]:
        """The record's fields that steps fill; forms show them read-only."""
        return tuple(dict.fromkeys(
            key for m in self.moves for key in (*([m.date] if m.date else ()), *m.sets)))
