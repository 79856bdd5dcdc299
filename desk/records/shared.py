"""Small lists and rules that several records use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desk.errors import Problem
from desk.kinds import Code, CodeEntry, CodeList, Date, LongText, Text
from desk.spec import Draft, Field, Look, Part, Rule, part
from desk.spec.lifecycle import ACTORS

CATEGORY = CodeList("category", "类别", ())
"""Stands for the record's own categories; the catalog puts the real list in."""

STATE = CodeList("state", "状态", ())
"""Stands for the states of the record's lifecycles."""

STEP = CodeList("step", "步骤", ())
"""Stands for the steps of the record's lifecycles."""

ACTOR = CodeList("actor", "办理方", tuple(CodeEntry(key, title) for key, title in ACTORS.items()))


def state_field(title: str = "状态", aliases: tuple[str, ...] = (), **options: Any) -> Field:
    """The state that the steps have brought; a past day's is kept, from the steps' dates."""
    return Field(title, Code(codes=STATE), derived=True, dated=True, aliases=aliases, **options)


def steps_part(title: str = "办理过程", aliases: tuple[str, ...] = (), **more: Field) -> Part:
    """The dated steps of a record's lifecycle; `more` are fields of its own."""
    return part(
        title, aliases,
        date=Field("日期", Date(), required=True),
        step=Field("步骤", Code(codes=STEP), required=True, aliases=("办理步骤", "环节")),
        state=Field("之后状态", Code(codes=STATE), derived=True),
        by=Field("办理方", Code(codes=ACTOR)),
        worker=Field("经办人", Text(max=40)),
        **more,
        note=Field("说明", LongText()),
    )


def listed(key: str, title: str, *entries: str) -> CodeList:
    """A short list of the program's own: each entry is "code label word|word"."""
    return CodeList(key, title, tuple(_entry(one) for one in entries))


def _entry(text: str) -> CodeEntry:
    code, label, *words = text.split(" ")
    return CodeEntry(code, label, words=tuple(words[0].split("|")) if words else ())


def in_order(start: str, end: str, sentence: str) -> Rule:
    """The date `end` may not lie before `start`."""

    def rule(draft: Draft, look: Look) -> list[Problem]:
        first, last = draft.get(start), draft.get(end)
        if first and last and str(last) < str(first):
            return [Problem(end, "date_order", sentence)]
        return []

    return rule


def not_future(field: str, title: str) -> Rule:
    """An event that has happened cannot lie in the future."""

    def rule(draft: Draft, look: Look) -> list[Problem]:
        if draft.get(field) and str(draft[field]) > look.today:
            return [Problem(field, "date_future", f"{title}不能晚于今天")]
        return []

    return rule


def one_subject(*links: str) -> Rule:
    """Exactly one of the links says whom or what the record concerns."""

    def rule(draft: Draft, look: Look) -> list[Problem]:
        filled = [key for key in links if draft.get(key)]
        if len(filled) == 1:
            return []
        if not filled:
            return [Problem(links[0], "subject_missing", "请选择对象（居民、家庭、房屋或单位中的一个）")]
        return [Problem(filled[1], "subject_twice", "对象只能选一个，请清空多余的")]

    return rule


def people(draft: Draft, part: str) -> Iterator[dict[str, object]]:
    """The child rows of a part that name somebody."""
    for row in draft.get(part) or ():
        if row.get("resident") or row.get("name"):
            yield row
