"""What a record declares about itself besides its fields: how it is spoken of, found, begun, due, and what it may lack.

Screens, searches, imports and reports read these; none of them keeps a list of records of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.kinds import Value
from desk.spec.condition import Condition


@dataclass(frozen=True)
class Words:
    """How the rows of a record are spoken of.

    `counter` counts them: 3起. `row` is what one is called where the title alone is the act: 走访记录.
    `subject` is its name as the one whom other records concern: 家庭 (of 户); only such records have one.
    `file` heads its page on paper: 一户一档. `tables` are words in the titles of tables that hold such rows.
    `through` is whose rows are meant that lead to this record over another: 成员, by that record's key.
    `by` is what rows are called to the one that a link leads to, with the counter: {"household": ("家庭成员", "人")}.
    """

    counter: str = "条"
    row: str = ""
    subject: str = ""
    file: str = ""
    tables: tuple[str, ...] = ()
    through: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Button:
    """Begins a new row on the page of whatever it concerns: its words, and its place among the buttons."""

    words: str
    place: int


@dataclass(frozen=True)
class Due:
    """A date that asks for something on the start page, while the condition holds."""

    date: str
    still: Condition | None = None


@dataclass(frozen=True)
class Lack:
    """What a report finds missing: rows of a ledger (that of the record's own key without one) under a condition.

    `text` follows the number: 「3」件纠纷没有调解结果; `mend` says what to do.
    """

    text: str
    where: Condition
    mend: str
    ledger: str = ""


@dataclass(frozen=True)
class Importing:
    """What tables from elsewhere may say of a record, and leave out.

    `beside_people`: a list of people may be a list of such rows too. `named_by_category`: titles speak of them by the
    words of their categories. `unsaid` is the category of a row that tells
    none. `derived` are required fields that the rest of a row tells. `as_text` are the fields that keep a link's words
    where they name nothing known. `sides` are columns of a wide table that fill child rows: (part:role, title, words).
    `aliases` replace those of fields. `not_in_roster` are fields of a spell that a roster of people does not say.
    """

    beside_people: bool = False
    named_by_category: bool = False
    unsaid: str = ""
    derived: tuple[str, ...] = ()
    as_text: Mapping[str, str] = field(default_factory=dict)
    sides: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_in_roster: tuple[str, ...] = ()


@dataclass(frozen=True)
class Presets:
    """What a new row has already: `worker` are fields that name who writes it down; `by_category` are values that
    rows of a category (and those below it) have."""

    worker: tuple[str, ...] = ()
    by_category: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


NOT_SEARCHED = 0
"""The rank of records whose rows are found through others: a residence through its resident."""
