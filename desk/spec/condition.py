"""The one language of conditions: data in a small closed set of nodes.

A condition is read three ways: as SQL (`desk.store.sql`), as plain Python over loaded rows
(`desk.spec.reading`), and as a Chinese sentence (`desk.spec.sentence`). Tests hold the
readings together. Stored as JSON by `to_json`, made from it by `from_json`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from desk.errors import Invalid


class Condition:
    """Any node; `&`, `|` and `~` combine."""

    def __and__(self, other: Condition) -> Condition:
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: Condition) -> Condition:
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> Condition:
        return Not(self)


@dataclass(frozen=True)
class Day:
    """A date relative to the reading: its day (`on`), or its period's `since` / `until`."""

    anchor: str = "on"
    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Compare(Condition):
    """`path op value`; blank never satisfies it."""

    path: str
    op: str
    value: str | int | Day


@dataclass(frozen=True)
class Is(Condition):
    """The code is one of `codes` or below one of them (for a tree of places: within)."""

    path: str
    codes: tuple[str | int, ...]


@dataclass(frozen=True)
class Blank(Condition):
    """Nothing is filled in."""

    path: str


@dataclass(frozen=True)
class Has(Condition):
    """The text contains `text`."""

    path: str
    text: str


@dataclass(frozen=True)
class Classed(Condition):
    """The lifecycle state is of a class: open, waiting, done, failed, void."""

    path: str
    state_class: str


@dataclass(frozen=True)
class Children(Condition):
    """How many rows of `record` lead here by their `via` path and satisfy `where`.

    Event rows count up to the day that groups are read as of; state rows when in force on it, unless
    `ever`. `below` also counts rows that lead to a place below this one. `own_day`: the rows and their way here are
    read as of their own dates. `after`: events after that day instead, up to that of the reading (what came of it
    since). `record` may be the part of a record, named ``case.parties``; its `via` back to its
    record is ``owner``.
    """

    record: str
    via: str
    op: str = ">="
    count: int = 1
    where: Condition | None = None
    ever: bool = False
    below: bool = False
    own_day: bool = False
    after: bool = False


@dataclass(frozen=True)
class Linked(Condition):
    """The row that the link `path` leads to satisfies `where`; where it leads nowhere, not."""

    path: str
    where: Condition


@dataclass(frozen=True)
class AsOf(Condition):
    """`where` with links, dated fields, groups and ages as of another day: the row's own date (``row``), or the day of
    the reading (``on``). Without it rows of an event ledger are read as of their own dates, others as of the day."""

    day: str
    where: Condition


@dataclass(frozen=True)
class And(Condition):
    """Every term holds."""

    terms: tuple[Condition, ...]


@dataclass(frozen=True)
class Or(Condition):
    """At least one term holds."""

    terms: tuple[Condition, ...]


@dataclass(frozen=True)
class Not(Condition):
    """The term does not hold."""

    term: Condition


OPS = ("=", "!=", "<", "<=", ">", ">=")
ANCHORS = ("on", "since", "until")
AS_OF = ("row", "on")


def _parts(term: Condition, node: type[And] | type[Or]) -> tuple[Condition, ...]:
    return term.terms if isinstance(term, node) else (term,)


def all_of(*terms: Condition | None) -> Condition | None:
    """The terms joined by "and"; None terms are left out, no term at all is None."""
    kept = [p for t in terms if t is not None for p in _parts(t, And)]
    return None if not kept else kept[0] if len(kept) == 1 else And(tuple(kept))


def to_json(term: Condition) -> dict[str, Any]:
    """The stored form: ``{"op": "age(birth) >=", …}`` as one object a node."""
    match term:
        case Compare(path, op, value):
            return {"path": path, "op": op, "value": _day_json(value) if isinstance(value, Day) else value}
        case Is(path, codes):
            return {"path": path, "is": list(codes)}
        case Blank(path):
            return {"path": path, "blank": True}
        case Has(path, text):
            return {"path": path, "has": text}
        case Classed(path, state_class):
            return {"path": path, "class": state_class}
        case Linked(path, where):
            return {"path": path, "such": to_json(where)}
        case AsOf(day, where):
            return {"as_of": day, "where": to_json(where)}
        case Children():
            return _children_json(term)
        case And(terms):
            return {"and": [to_json(t) for t in terms]}
        case Or(terms):
            return {"or": [to_json(t) for t in terms]}
        case Not(inner):
            return {"not": to_json(inner)}
    raise TypeError(f"not a condition: {term!r}")


def _day_json(day: Day) -> dict[str, Any]:
    shift = {k: v for k, v in (("years", day.years), ("months", day.months), ("days", day.days)) if v}
    return {"day": day.anchor, **shift}


def _children_json(term: Children) -> dict[str, Any]:
    made: dict[str, Any] = {"rows": term.record, "via": term.via, "op": term.op, "count": term.count}
    if term.where is not None:
        made["where"] = to_json(term.where)
    return made | {k: True for k in ("ever", "below", "own_day", "after") if getattr(term, k)}


def from_json(data: Any) -> Condition:
    """The condition of a stored form. Raises Invalid("condition") where it is not one."""
    try:
        return _from_json(data)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise Invalid("condition", "这个条件的内容不完整，请重新设置") from None


def _from_json(data: dict[str, Any]) -> Condition:
    if "and" in data:
        return And(tuple(_from_json(t) for t in data["and"]))
    if "or" in data:
        return Or(tuple(_from_json(t) for t in data["or"]))
    if "not" in data:
        return Not(_from_json(data["not"]))
    if "rows" in data:
        where = _from_json(data["where"]) if "where" in data else None
        return Children(data["rows"], data["via"], _one_of(OPS, data["op"]), int(data["count"]), where,
                        bool(data.get("ever")), bool(data.get("below")), bool(data.get("own_day")),
                        bool(data.get("after")))
    if "as_of" in data:
        return AsOf(_one_of(AS_OF, data["as_of"]), _from_json(data["where"]))
    path = str(data["path"])
    if "op" in data:
        return Compare(path, _one_of(OPS, data["op"]), _value(data["value"]))
    if "is" in data:
        return Is(path, _codes(data["is"]))
    if "such" in data:
        return Linked(path, _from_json(data["such"]))
    if "has" in data:
        return Has(path, str(data["has"]))
    if "class" in data:
        return Classed(path, str(data["class"]))
    if data["blank"]:
        return Blank(path)
    raise KeyError("blank")


def _codes(codes: Any) -> tuple[str | int, ...]:
    if not isinstance(codes, list) or not codes:
        raise TypeError(codes)
    return tuple(codes)


def _one_of(known: tuple[str, ...], word: str) -> str:
    if word not in known:
        raise KeyError(word)
    return word


def _value(value: Any) -> str | int | Day:
    if isinstance(value, dict):
        if value["day"] not in ANCHORS:
            raise KeyError(value["day"])
        return Day(value["day"], *(int(value.get(k, 0)) for k in ("years", "months", "days")))
    if isinstance(value, str | int):
        return value
    raise TypeError(value)


def any_row(record: str, via: str, where: Condition | None = None, **options: bool) -> Children:
    """At least one such row."""
    return Children(record, via, ">=", 1, where, **options)


def no_row(record: str, via: str, where: Condition | None = None, **options: bool) -> Children:
    """No such row."""
    return Children(record, via, "=", 0, where, **options)


def denied(term: Children) -> Children | None:
    """For a term that rows without any child may satisfy: the term it denies, in operators that count what exists."""
    if term.op == "=":
        return replace(term, op=">=", count=1) if term.count == 0 else None
    op, more = {"<": (">=", 0), "<=": (">=", 1), "!=": ("=", 0)}.get(term.op, ("", 0))
    return replace(term, op=op, count=term.count + more) if op else None
