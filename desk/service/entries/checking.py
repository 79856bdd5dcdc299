"""Is a draft fit to be saved: its kinds, what is required, its category, its own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.errors import Invalid, Problem
from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.look import StoreLook
from desk.spec import Field, Record
from desk.spec.course import course

Draft = dict[str, Any]


def completed(
    desk: Desk, record: str, draft: Mapping[str, Any], look: StoreLook, old: Mapping[str, Any] = {}, jump: bool = False,
) -> Draft:
    """The draft with what the program fills in; `old` is what it was, `jump` as for `desk.spec.course.settled`."""
    spec = desk.catalog.record(record)
    made = _tidy(spec, draft)
    if any(_unfit(desk, spec, made)):
        return made
    category = desk.catalog.category(record, made.get(spec.category)) if spec.category else None
    if "workdays" in spec.fields and category is not None and made.get("workdays") is None and not made.get("matter"):
        made["workdays"] = _limit(desk, record, category.key)
    made.update(course(desk.catalog, spec, old, made, look.today, jump))
    for fill in spec.fills:
        made.update(fill(made, look))
    return made


def _tidy(spec: Record, draft: Mapping[str, Any]) -> Draft:
    """A blank text is nothing."""
    made = {key: None if value == "" else value for key, value in draft.items()}
    for part in spec.parts:
        rows: list[Draft] = made.get(part) or []
        if rows:
            made[part] = [{k: None if v == "" else v for k, v in row.items()} for row in rows]
    return made


def _unfit(desk: Desk, spec: Record, draft: Draft) -> Iterator[Problem]:
    """Values that their kinds cannot hold; nothing is worked out from such a draft."""
    fields = desk.catalog.fields(spec.key, draft.get(spec.category) if spec.category else None)
    for key, field in fields.items():
        if draft.get(key) is not None:
            yield from _of_field(field, key, draft[key])
    for part in spec.parts:
        yield from (p for p in _of_part(desk, spec, part, draft) if p.code != "required")


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
        found += _of_part(desk, spec, part, draft)
    found += _of_category(desk, spec, draft)
    if not any(not p.warning for p in found):
        found += [p for rule in spec.rules for p in rule(draft, look)]
        found += _of_links(desk, spec, fields, draft, look)
    return found


def _of_part(desk: Desk, spec: Record, part: str, draft: Mapping[str, Any]) -> Iterator[Problem]:
    own = desk.catalog.part_fields(spec.key, part)
    for place, row in enumerate(draft.get(part) or (), 1):
        for key, field in own.items():
            if key != "owner":
                for found in _of_field(field, key, row.get(key)):
                    yield Problem(part, found.code, f"第{place}行：{found.text}")


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
    meant = "或".join(desk.catalog.record(s).words.subject for s in category.subjects)
    return [Problem(key, "subject_kind", f"「{category.title}」的对象应当是{meant}") for key in wrong]


def _of_links(
    desk: Desk, spec: Record, fields: Mapping[str, Field], draft: Mapping[str, Any], look: StoreLook
) -> Iterator[Problem]:
    for key, field in fields.items():
        if _leads_nowhere(field, draft.get(key), look):
            yield Problem(key, "link_missing", f"{field.title}所指的记录不存在，请重新选择")
    for part in spec.parts:
        own = [f for f in spec.parts[part].fields if isinstance(f.kind, Link)]
        for place, row in enumerate(draft.get(part) or (), 1):
            for field in own:
                if _leads_nowhere(field, row.get(field.key), look):
                    yield Problem(part, "link_missing", f"第{place}行：{field.title}所指的记录不存在，请重新选择")


def _leads_nowhere(field: Field, value: Any, look: StoreLook) -> bool:
    if value is None or not isinstance(field.kind, Link):
        return False
    row = look.row(field.kind.record, value)
    return row is None or bool(row.get("deleted"))
