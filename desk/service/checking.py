"""Is a draft fit to be saved: its kinds, what is required, its category, its own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.errors import Invalid, Problem
from desk.service.desk import Desk
from desk.service.look import StoreLook
from desk.spec import Field, Record
from desk.spec.column import SUBJECTS

Draft = dict[str, Any]


def completed(desk: Desk, record: str, draft: Mapping[str, Any], look: StoreLook) -> Draft:
    """The draft with what the program fills in."""
    spec = desk.catalog.record(record)
    made = dict(draft)
    category = desk.catalog.category(record, made.get(spec.category)) if spec.category else None
    if "workdays" in spec.fields and category is not None and made.get("workdays") is None and not made.get("matter"):
        made["workdays"] = _limit(desk, record, category.key)
    for fill in spec.fills:
        made.update(fill(made, look))
    return made


def _limit(desk: Desk, record: str, category: str) -> int | None:
    own = desk.catalog.category(record, category)
    while own is not None and own.limit is None:
        own = desk.catalog.category(record, own.parent)
    return own.limit if own else None


def problems(desk: Desk, record: str, draft: Mapping[str, Any], look: StoreLook) -> list[Problem]:
    """Everything wrong with a completed draft; warnings among them do not stop the save."""
    spec = desk.catalog.record(record)
    fields = desk.catalog.fields(record, draft.get(spec.category) if spec.category else None)
    found = [p for key, field in fields.items() for p in _of_field(field, key, draft.get(key))]
    for part in spec.parts:
        own = desk.catalog.part_fields(record, part)
        for place, row in enumerate(draft.get(part) or (), 1):
            found += [
                Problem(part, p.code, f"第{place}行：{p.text}", p.warning)
                for key, field in own.items() if key != "owner" for p in _of_field(field, key, row.get(key))]
    found += _of_category(desk, spec, draft)
    if not any(not p.warning for p in found):
        found += [p for rule in spec.rules for p in rule(draft, look)]
        found += _of_links(desk, fields, draft, look)
    return found


def _of_field(field: Field, key: str, value: Any) -> Iterator[Problem]:
    if value in (None, ""):
        if field.required:
            yield Problem(key, "required", f"请填写{field.title}")
        return
    try:
        field.kind.check(value)
    except Invalid as error:
        yield Problem(key, error.code, error.text)


def _of_category(desk: Desk, spec: Record, draft: Mapping[str, Any]) -> list[Problem]:
    category = desk.catalog.category(spec.key, draft.get(spec.category)) if spec.category else None
    if category is None or not category.subjects:
        return []
    wrong = [key for key in spec.subjects if draft.get(key) and key not in category.subjects]
    meant = "或".join(SUBJECTS[s] for s in category.subjects)
    return [Problem(key, "subject_kind", f"「{category.title}」的对象应当是{meant}") for key in wrong]


def _of_links(desk: Desk, fields: Mapping[str, Field], draft: Mapping[str, Any], look: StoreLook) -> list[Problem]:
    found = []
    for key, field in fields.items():
        linked = getattr(field.kind, "record", "")
        if linked and draft.get(key) and look.row(linked, draft[key]) is None:
            found.append(Problem(key, "link_missing", f"{field.title}所指的记录不存在，请重新选择"))
    return found
