"""Reading specs that are data: categories of `resources/categories`, and the office's own.

A kind is written as text: ``text``, ``text:60``, ``long``, ``whole``, ``whole:人``, ``money``,
``decimal:2:平方米``, ``yesno``, ``date``, ``month``, ``phone``, ``code:ethnic``, ``codes:topic``,
``choice:甲|乙`` (a short list that is its own labels).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from desk.errors import Invalid
from desk.kinds import (
    Code,
    CodeEntry,
    CodeList,
    Codes,
    Date,
    Decimal,
    Kind,
    LongText,
    Money,
    Month,
    PersonName,
    Phone,
    Text,
    Whole,
    YesNo,
    code_list,
)
from desk.paths import RESOURCES
from desk.spec.category import Category
from desk.spec.column import Field, Inference
from desk.spec.condition import from_json, to_json
from desk.spec.figure import Figure
from desk.spec.ledger import Ledger
from desk.spec.lifecycle import Effect, Lifecycle, Limit, Move, State
from desk.spec.measures import json_of, of_json


def _choice(text: str) -> CodeList:
    return CodeList(f"choice:{text}", "", tuple(CodeEntry(one, one) for one in text.split("|")))


_KINDS: dict[str, Callable[[str], Kind]] = {
    "text": lambda rest: Text(max=int(rest or 200)),
    "long": lambda rest: LongText(),
    "name": lambda rest: PersonName(),
    "whole": lambda rest: Whole(unit=rest),
    "money": lambda rest: Money(),
    "decimal": lambda rest: Decimal(places=int(rest.split(":")[0] or 2), unit=rest.partition(":")[2]),
    "yesno": lambda rest: YesNo(),
    "date": lambda rest: Date(),
    "month": lambda rest: Month(),
    "phone": lambda rest: Phone(),
    "code": lambda rest: Code(codes=code_list(rest)),
    "codes": lambda rest: Codes(codes=code_list(rest)),
    "choice": lambda rest: Code(codes=_choice(rest)),
}


def kind_of(text: str) -> Kind:
    """The kind that a stored spec names. Raises Invalid("unknown_kind")."""
    word, _, rest = text.partition(":")
    try:
        return _KINDS[word](rest)
    except (KeyError, ValueError):
        raise Invalid("unknown_kind", f"没有这种字段类型：{text}") from None


def field_of(record: str, data: Mapping[str, Any]) -> Field:
    """A category's own field."""
    made = Field(
        data["title"], kind_of(data["kind"]), bool(data.get("required")), tuple(data.get("aliases", ())),
        group=data.get("group", ""), help=data.get("help", ""), inference=_inference_of(data.get("inferred")))
    return made.named(data["key"], record)


def _inference_of(data: Mapping[str, Any] | None) -> Inference | None:
    """``{"from": ["name"], "words": {"查摆": 1}}``"""
    return Inference(tuple(data["from"]), tuple(data.get("words", {}).items())) if data else None


def category_of(record: str, data: Mapping[str, Any]) -> Category:
    """A category from its stored form. Raises Invalid("category") where it is incomplete."""
    try:
        return Category(
            record, data["key"], data["title"], data.get("parent", ""), tuple(data.get("words", ())),
            tuple(field_of(record, one) for one in data.get("fields", ())), tuple(data.get("subjects", ())),
            bool(data.get("sensitive")), lifecycle_of(data.get("lifecycle")), data.get("limit"), data.get("hint", ""),
            {key: _effects(own) for key, own in data.get("effects", {}).items()})
    except (KeyError, TypeError):
        raise Invalid("category", "这个类别的内容不完整，请重新设置") from None


def lifecycle_of(data: Mapping[str, Any] | None) -> Lifecycle | None:
    """A lifecycle from its stored form; None where there is none. Raises Invalid("lifecycle") for an incomplete one."""
    if not data:
        return None
    try:
        return Lifecycle(
            tuple(State(one[0], one[1], one[2], tuple(one[3:])) for one in data["states"]),
            tuple(_move(one) for one in data.get("steps", ())),
            tuple(_limit(one) for one in data.get("limits", ())), data.get("begin", ""))
    except (KeyError, TypeError, IndexError):
        raise Invalid("lifecycle", "这套办理步骤的内容不完整，请重新设置") from None


def _limit(data: Mapping[str, Any]) -> Limit:
    since = data["since"]
    return Limit(**_lists({**data, "since": [since] if isinstance(since, str) else since}))


def _move(data: Mapping[str, Any]) -> Move:
    told = _lists(data)
    told["sources"] = told.pop("from", ())
    told["effects"] = _effects(told.get("effects", ()))
    return Move(**told)


def _effects(data: Iterable[Mapping[str, Any]]) -> tuple[Effect, ...]:
    return tuple(Effect(**one) for one in data)


def _lists(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


@lru_cache(maxsize=1)
def built_in() -> tuple[dict[str, tuple[Category, ...]], dict[str, Lifecycle]]:
    """Our own categories and lifecycles by record."""
    categories: dict[str, tuple[Category, ...]] = {}
    lifecycles: dict[str, Lifecycle] = {}
    for path in sorted((RESOURCES / "categories").glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        categories[path.stem] = tuple(category_of(path.stem, one) for one in data["categories"])
        if (life := lifecycle_of(data.get("lifecycle"))) is not None:
            lifecycles[path.stem] = life
    return categories, lifecycles


def ledger_of(data: Mapping[str, Any]) -> Ledger:
    """A ledger from its stored form. Raises Invalid("ledger") where it is incomplete."""
    try:
        return Ledger(
            data["key"], data["title"], data["record"], tuple((c[0], c[1]) for c in data["columns"]),
            from_json(data["where"]) if data.get("where") else None, tuple(data.get("order", ())),
            tuple(data.get("totals", ())), data.get("tab", ""), data.get("event", ""), bool(data.get("everyday", True)),
            data.get("note", ""), True)
    except (KeyError, TypeError, IndexError):
        raise Invalid("ledger", "这个台账的内容不完整，请重新设置") from None


def figure_of(data: Mapping[str, Any]) -> Figure:
    """A figure from its stored form. Raises Invalid("figure") where it is incomplete."""
    try:
        measure = of_json(data["measure"])
        where = from_json(data["where"]) if data.get("where") else None
        return Figure(data["key"], data["title"], data["ledger"], measure, data.get("unit", ""), where,
                      data.get("note", ""), True)
    except (KeyError, TypeError):
        raise Invalid("figure", "这个指标的内容不完整，请重新设置") from None


def ledger_json(one: Ledger) -> dict[str, Any]:
    """The stored form of a ledger, without its key."""
    return {
        "title": one.title, "record": one.record, "columns": [list(column) for column in one.columns],
        "where": to_json(one.where) if one.where is not None else None, "order": list(one.order),
        "totals": list(one.totals), "tab": one.tab, "event": one.event, "everyday": one.everyday, "note": one.note}


def figure_json(one: Figure) -> dict[str, Any]:
    """The stored form of a figure, without its key."""
    return {
        "title": one.title, "ledger": one.ledger, "measure": json_of(one.measure), "unit": one.unit,
        "where": to_json(one.where) if one.where is not None else None, "note": one.note}
