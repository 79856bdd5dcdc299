"""What a record kind is: its fields, parts, time and rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Protocol

from desk.errors import Problem
from desk.kinds import Link, Value
from desk.spec.column import Age, Current, Field, Listed, Part, Shown
from desk.spec.facts import Button, Due, Importing, Lack, Presets, Words

Draft = Mapping[str, Any]
"""Plain values by field key; child rows as a list of such mappings by part key."""


class Look(Protocol):
    """What a rule may look up while a record is saved."""

    @property
    def today(self) -> str:
        """ISO text."""

    def row(self, record: str, id: int) -> Mapping[str, Any] | None:
        """The stored plain values of a row."""

    def rows(self, record: str, **where: Value) -> Sequence[Mapping[str, Any]]:
        """The stored rows whose fields equal the values, deleted ones left out."""

    def add_workdays(self, since: str, days: int) -> str:
        """The date that many working days after `since` (the office's calendar)."""

    def below(self, record: str, field: str, code: str) -> frozenset[str]:
        """A code of a field, with all that lie below it (the office's own too)."""

    def state_class(self, record: str, category: Value, state: Value) -> str:
        """The class of a lifecycle state."""


Fill = Callable[[Draft, Look], Mapping[str, Value]]
"""Values the program derives from a draft; they replace the draft's."""

Rule = Callable[[Draft, Look], Sequence[Problem]]
"""What is wrong with a draft."""


@dataclass(frozen=True)
class Record:
    """One kind of thing that really happened or exists, as the program reads it.

    Written in an `Entry` class; the table, form, search, Excel in and out, ledgers, history
    and tests follow from it.

    `tab` is residents, services, mediation, activities or committee. `event` is the field of
    an event's own date. `span` are the fields (start, end) of a state: in force on d when
    start <= d < end, blanks being open. `name` are the columns of a row's one-line title,
    `detail` those that tell namesakes apart, `order` the usual order ("-" reverses a column).
    `category` and `state` are the fields that hold them. `known_by` are sets of fields by
    which an imported row is known again, best first. `number` is the field of a paper number
    that restarts yearly without gaps and reads as `number_form` says.
    """

    key: str
    title: str
    tab: str
    event: str = ""
    span: tuple[str, str] | None = None
    name: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    category: str = ""
    state: str = ""
    known_by: tuple[tuple[str, ...], ...] = ()
    fills: tuple[Fill, ...] = ()
    rules: tuple[Rule, ...] = ()
    number: str = ""
    number_form: str = ""
    subjects: tuple[str, ...] = ()
    """Link fields of which exactly one says whom the record concerns."""
    goes_with: tuple[str, ...] = ()
    """Link fields whose row takes this one along when it is deleted: a residence goes with its resident."""
    lets_go: tuple[str, ...] = ()
    """Link fields that are emptied when their row is deleted: a household lets its head go."""
    turn: tuple[Mapping[str, Value], Mapping[str, Value]] = ({}, {})
    """Of a state: what 变更 writes into the spell that ends, and into the one that begins."""
    over: str = ""
    """The date that ends every state which goes with the record: a death."""
    last: Mapping[str, Value] = field(default_factory=dict)
    """Of a state: what is written into it when it ends with its subject."""
    concerned: tuple[str, ...] = ()
    """Of a subject: the ways by which an event concerns one: named itself, or the one that the person belongs to."""
    led_from: tuple[tuple[str, str], ...] = ()
    """(record, way): what leads here from the rows of its ledgers: 「低保台账」 has the households on 低保."""
    words: Words = field(default_factory=Words)
    rank: int = 100
    """In a search over everything: the lowest first, `NOT_SEARCHED` not at all."""
    button: Button | None = None
    due: tuple[Due, ...] = ()
    lacks: tuple[Lack, ...] = ()
    importing: Importing = field(default_factory=Importing)
    presets: Presets = field(default_factory=Presets)
    part_of: str = ""
    """For the child rows of a part seen as a record: the record that owns them."""
    fields: dict[str, Field] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    currents: dict[str, Current] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    extras: dict[str, Age | Listed] = field(default_factory=dict)

    @cached_property
    def found_by(self) -> tuple[Field, ...]:
        """The fields that a search looks into."""
        return tuple(f for f in self.fields.values() if f.find)

    @cached_property
    def sorted_by(self) -> tuple[Field, ...]:
        """The fields with a stored sort key."""
        return tuple(f for f in self.fields.values() if f.sort_column)

    @cached_property
    def table(self) -> str:
        """The name of its table."""
        return self.key.replace(".", "_")

    def as_record(self, part: str) -> Record:
        """A part's child rows as a record of their own, linked back by ``owner``."""
        own = self.parts[part]
        owner = Field(self.title, Link(record=self.key), required=True).named("owner", f"{self.key}.{part}")
        return Record(
            f"{self.key}.{part}", f"{self.title}{own.title}", self.tab, part_of=self.key,
            order=("owner", "id"), fields={"owner": owner} | {f.key: f for f in own.fields},
        )


class Entry:
    """The base of a record's file: class attributes are its fields, parts and derived columns."""

    spec: ClassVar[Record]

    def __init_subclass__(cls) -> None:
        def of(*kinds: type) -> dict[str, Any]:
            return {key: value for key, value in vars(cls).items() if isinstance(value, kinds)}

        for one in of(Field, Part, Current, Shown, Age, Listed).values():
            object.__setattr__(one, "record", cls.spec.key)
        cls.spec = replace(
            cls.spec, fields=of(Field), parts=of(Part), currents=of(Current), shown=of(Shown),
            extras=of(Age, Listed),
        )
