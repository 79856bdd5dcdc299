"""What a form shows: the record's fields in groups, its category's own, its child rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from desk.kinds import Kind, Link
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.lists.find import Hit, find
from desk.spec import Field
from desk.spec.inferring import marks


@dataclass(frozen=True)
class Entry:
    """One field of a form."""

    key: str
    title: str
    kind: Kind
    required: bool = False
    readonly: bool = False
    help: str = ""
    dated: bool = False
    inferred: bool = False
    """Read out of the row's texts, and not confirmed by a person yet."""


@dataclass(frozen=True)
class PartView:
    """Child rows of a form. `defaults` are what a new row has already, by key."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    defaults: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class FormView:
    """A form: groups with headings, and child rows."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    parts: tuple[PartView, ...]


_BY_STEPS = "由办理步骤填写，请用档案页上「下一步」的按钮登记"


def form(desk: Desk, record: str, draft: Mapping[str, Any]) -> FormView:
    """The form of a draft; the category chosen brings its own fields and its kinds of subject."""
    spec = desk.catalog.record(record)
    chosen = draft.get(spec.category) if spec.category else None
    category = desk.catalog.category(record, chosen)
    groups: dict[str, list[Entry]] = {}
    life = desk.catalog.lifecycle(record, chosen) if spec.state else None
    stepped = {*life.filled, spec.state} if life and draft.get("id") else set()
    for key, field in desk.catalog.fields(record, chosen).items():
        own = key.startswith("x.") and category is not None
        if _belongs(field, key, category.subjects if category else (), spec.subjects, draft):
            heading = field.group or (f"{category.title}信息" if own and category else "")
            entry = _entry(key, field, key in marks(draft))
            if key == spec.state:
                entry = replace(entry, dated=False)
            if key in stepped and not (field.required and key != spec.state):
                entry = replace(entry, readonly=True, help=entry.help or _BY_STEPS)
            groups.setdefault(heading, []).append(entry)
    for key, one in spec.shown.items():
        column = desk.catalog.column(record, key)
        field = desk.catalog.fields(column.record)[column.key]
        shown = Entry(key, one.title, field.kind, one.required, False, field.help, True)
        groups.setdefault(one.group, []).append(shown)
    parts = tuple(
        PartView(key, part.title, _entries(desk, record, key), _defaults(desk, record, key))
        for key, part in spec.parts.items())
    return FormView(tuple((heading, tuple(entries)) for heading, entries in groups.items()), parts)


def _entries(desk: Desk, record: str, part: str) -> tuple[Entry, ...]:
    fields = desk.catalog.part_fields(record, part)
    return tuple(_entry(key, field) for key, field in fields.items() if key != "owner")


def _defaults(desk: Desk, record: str, part: str) -> tuple[tuple[str, Any], ...]:
    fields = desk.catalog.part_fields(record, part)
    return tuple((key, field.default) for key, field in fields.items() if field.default is not None)


def _belongs(
    field: Field, key: str, meant: tuple[str, ...], subjects: tuple[str, ...], draft: Mapping[str, Any]
) -> bool:
    return key not in subjects or not meant or key in meant or bool(draft.get(key))


def _entry(key: str, field: Field, inferred: bool = False) -> Entry:
    return Entry(key, field.title, field.kind, field.required, field.derived, field.help, field.dated, inferred)


def link_title(desk: Desk, record: str, id: int) -> str:
    """What a link field shows."""
    return titles(desk, record, [id]).get(id, "")


def candidates(desk: Desk, record: str, text: str, limit: int = 20) -> list[Hit]:
    """The rows a link field offers for a typed text."""
    return find(desk, text, limit, record)


def linked_records(desk: Desk, record: str) -> dict[str, str]:
    """Field -> record of the record's links."""
    return {key: f.kind.record for key, f in desk.catalog.fields(record).items() if isinstance(f.kind, Link)}


def edited_in(desk: Desk, record: str, id: int | None = None) -> tuple[str, int | None]:
    """The record that a row is edited in: a child row's owner, any other row itself."""
    part_of = desk.catalog.record(record).part_of
    if not part_of or id is None:
        return part_of or record, id
    with desk.read() as conn:
        rows = desk.meta.tables[desk.catalog.record(record).table]
        return part_of, conn.execute(select(rows.c.owner).where(rows.c.id == id)).scalar()
