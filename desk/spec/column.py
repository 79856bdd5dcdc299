"""Columns: what a declaration may point at.

A column is named by a dotted path from the record it is read from: ``birth``,
``resident.birth``, ``home.household.head.name``, ``x.grade`` (a category's own field),
``age(birth)``. Declarations write them with references (`Visit.resident / Resident.birth`),
stored specs as that text; `Catalog.column` gives both the same meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from desk.kinds import Code, CodeEntry, CodeList, Kind, Whole
from desk.spec.condition import And, Blank, Classed, Compare, Condition, Day, Has, Is, Linked, Not


class Column:
    """Anything with a dotted `path`; the comparisons build conditions."""

    @property
    def path(self) -> str:
        """The dotted path from the record it is read from."""
        raise AssertionError(type(self).__name__)

    def is_(self, *codes: str) -> Condition:
        """One of the codes, or below one of them."""
        return Is(self.path, codes)

    def eq(self, value: str | int) -> Condition:
        return Compare(self.path, "=", value)

    def ne(self, value: str | int) -> Condition:
        return Compare(self.path, "!=", value)

    def __ge__(self, value: str | int | Day) -> Condition:
        return Compare(self.path, ">=", value)

    def __gt__(self, value: str | int | Day) -> Condition:
        return Compare(self.path, ">", value)

    def __le__(self, value: str | int | Day) -> Condition:
        return Compare(self.path, "<=", value)

    def __lt__(self, value: str | int | Day) -> Condition:
        return Compare(self.path, "<", value)

    def between(self, low: str | int | Day, high: str | int | Day) -> Condition:
        return And((self >= low, self <= high))

    def last(self, *, years: int = 0, months: int = 0, days: int = 0) -> Condition:
        """A date within the time before the day of the reading."""
        return self.between(Day("on", -years, -months, -days), Day("on"))

    def next(self, *, years: int = 0, months: int = 0, days: int = 0) -> Condition:
        """A date from the day of the reading on, within the time."""
        return self.between(Day("on"), Day("on", years, months, days))

    def in_period(self) -> Condition:
        """A date within the period of the reading."""
        return self.between(Day("since"), Day("until"))

    def blank(self) -> Condition:
        return Blank(self.path)

    def filled(self) -> Condition:
        return Not(Blank(self.path))

    def has(self, text: str) -> Condition:
        """The text stands in it."""
        return Has(self.path, text)

    def such(self, where: Condition) -> Condition:
        """A link to a row that satisfies a condition of its own."""
        return Linked(self.path, where)

    def classed(self, state_class: str) -> Condition:
        """A lifecycle state of that class: open, waiting, done, failed, void."""
        return Classed(self.path, state_class)


@dataclass(frozen=True, eq=False)
class Named:
    """Takes its key from the class attribute it stands in, and its record from the class."""

    key: str = field(default="", init=False)
    record: str = field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "key", name)


@dataclass(frozen=True)
class Inference:
    """What the words of a record's own texts say of a field that is blank.

    `sources` are the fields of the texts. `words` are words and the value each stands for; without any, the labels
    and words of the field's own codes. A value so found is marked as inferred until a person confirms it."""

    sources: tuple[str, ...]
    words: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, eq=False)
class Field(Named, Column):
    """One value of a record.

    `find` says how it is searched for: "name" (text, pinyin), "number" (by its tail),
    "address", "text", or "". `dated` fields keep their past values for readings as of a
    past date. `aliases` are other titles under which spreadsheets carry it.
    """

    title: str
    kind: Kind
    required: bool = False
    aliases: tuple[str, ...] = ()
    find: str = ""
    dated: bool = False
    derived: bool = False
    """Filled by the program; forms show it read-only."""
    help: str = ""
    group: str = ""
    """The heading under which a form puts it."""

    default: str | int | None = None
    unique: bool = False
    sensitive: bool = False
    """Shown masked in lists and copies (the kind masks it)."""

    inference: Inference | None = None
    """Where an imported row says it in words only."""

    def named(self, key: str, record: str) -> Self:
        """Give a field made from data its key and record."""
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "record", record)
        return self

    @property
    def path(self) -> str:
        return self.key

    @property
    def sort_column(self) -> str:
        """The column of the stored sort key: names sort by pinyin, addresses by their numbers."""
        return f"{self.key}_sort" if self.find in ("name", "address") else ""

    def __truediv__(self, other: Column) -> Path:
        return Path(f"{self.key}.{other.path}")


@dataclass(frozen=True, eq=False)
class Path(Column):
    """A column reached through links."""

    dotted: str
    title: str = ""

    @property
    def path(self) -> str:
        return self.dotted

    def __truediv__(self, other: Column) -> Path:
        return Path(f"{self.dotted}.{other.path}")

    def titled(self, title: str) -> Path:
        """The same column under another head."""
        return Path(self.dotted, title)


@dataclass(frozen=True, eq=False)
class Current(Named, Column):
    """The linked row in force on the day of the reading: the latest spell of a state
    record that points back here. It turns a one-to-many history into one link."""

    target: str
    by: str
    title: str

    @property
    def path(self) -> str:
        return self.key

    def __truediv__(self, other: Column | str) -> Path:
        return Path(f"{self.key}.{other if isinstance(other, str) else other.path}")


@dataclass(frozen=True, eq=False)
class Shown(Named, Column):
    """A field of the current spell, edited in this record's own form.

    Saving it asks 更正 (the spell is corrected) or 变更 (a new spell from a date)."""

    via: Current
    of: str
    title: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    required: bool = False

    @property
    def path(self) -> str:
        return f"{self.via.key}.{self.of}"


@dataclass(frozen=True, eq=False)
class Age(Named, Column):
    """Completed years on the day of the reading, from a birth date.

    Born on 29 February counts from 1 March in common years (domain practice)."""

    birth: Column
    title: str = "年龄"

    @property
    def path(self) -> str:
        return f"age({self.birth.path})"


@dataclass(frozen=True, eq=False)
class Listed(Named, Column):
    """A text that lists a column of parts or linked rows, in order: 「张三、李四」.

    `rows` is a part's key, or ``record:via`` for records whose `via` path leads here
    (states: those in force)."""

    rows: str
    of: str
    title: str

    @property
    def path(self) -> str:
        return f"list({self.rows}/{self.of})"


@dataclass(frozen=True, eq=False)
class Part(Named):
    """Child rows edited inside a record."""

    title: str
    fields: tuple[Field, ...]
    aliases: tuple[str, ...] = ()

    def field(self, key: str) -> Field:
        return next(f for f in self.fields if f.key == key)


def part(title: str, aliases: tuple[str, ...] = (), **fields: Field) -> Part:
    """Declare child rows: ``parties = part("当事人", name=Field(...), ...)``."""
    for key, one in fields.items():
        object.__setattr__(one, "key", key)
    return Part(title, tuple(fields.values()), aliases)


AGE = Whole(unit="岁")
"""The kind of an age."""


def _numbered(key: str, labels: Sequence[str], digits: int) -> Code:
    return Code(codes=CodeList(key, "", tuple(
        CodeEntry(f"{at:0{digits}d}", told) for at, told in enumerate(labels, 1))))


DATE_PARTS: dict[str, tuple[str, Code]] = {
    "weekday": ("星期", _numbered("weekday", [f"星期{one}" for one in "一二三四五六日"], 1)),
    "month_of": ("月份", _numbered("month_of", [f"{one}月" for one in range(1, 13)], 2)),
    "day_of": ("日子", _numbered("day_of", [f"{one}日" for one in range(1, 32)], 2)),
}
"""What a date says without its year, as codes: ``weekday(date)``, ``month_of(birth)``, ``day_of(date)``."""

OVER: dict[str, tuple[str, Kind] | None] = {
    "first": None, "days": ("天数", Whole(unit="天")), "months": ("月数", Whole(unit="个月")), **DATE_PARTS}
"""Columns over others: the first that is filled; whole days and months from one date to another, or to the day;
parts of one date."""
