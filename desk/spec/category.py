"""Categories: varieties inside a record kind, as data, with fields and a lifecycle of their own."""

from __future__ import annotations

from dataclasses import dataclass

from desk.spec.column import Field

STATE_CLASSES = {"open": "办理中", "waiting": "等待", "done": "已办成", "failed": "未办成", "void": "作废"}


@dataclass(frozen=True)
class State:
    """A state of a lifecycle. `final` states need `date` (办结日期)."""

    key: str
    title: str
    state_class: str


@dataclass(frozen=True)
class Lifecycle:
    """The states of a category and the moves between them; the first state is the beginning.

    A move not listed is refused. `needs` names the fields that a move into a state needs.
    `workdays` is the promised time limit in working days; None has no limit.
    """

    states: tuple[State, ...]
    moves: frozenset[tuple[str, str]]
    needs: dict[str, tuple[str, ...]]
    workdays: int | None = None

    def state(self, key: str) -> State | None:
        return next((s for s in self.states if s.key == key), None)

    def of_class(self, state_class: str) -> tuple[str, ...]:
        return tuple(s.key for s in self.states if s.state_class == state_class)


@dataclass(frozen=True)
class Category:
    """A variety of a record: `key` is stored, `parent` makes a tree.

    `subjects` limits who it may concern; `fields` (keys ``x.…``) are its own;
    `sensitive` ones are seen only by those with the right, which starts empty.
    """

    record: str
    key: str
    title: str
    parent: str = ""
    words: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    subjects: tuple[str, ...] = ()
    sensitive: bool = False
    lifecycle: Lifecycle | None = None
    limit: int | None = None
    """The promised time in working days, where the category has one of its own."""
    hint: str = ""
