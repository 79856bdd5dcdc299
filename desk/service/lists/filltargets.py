"""What the columns of a form, or of somebody's list, may mean when they are about a ledger's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk.errors import Invalid
from desk.kinds import Files, Kind, Link, Text
from desk.service.desk import Desk
from desk.service.imports.targets import targets
from desk.service.lists.query import resolved
from desk.sheets.model import Target
from desk.sheets.words import role_of_target
from desk.spec.catalog import Resolved

_ROLES = {"person_name": "name", "citizen_id": "number", "phone": "phone", "address": "address", "birth": "birth"}
"""What tells a person, by the role of a column."""


def fill_targets(desk: Desk, ledger: str) -> list[Target]:
    """The ledger's columns, the record's fields, and those of the person it concerns; one of each path."""
    record = desk.catalog.ledger(ledger).record
    made: dict[str, Target] = {}
    own = desk.catalog.ledger(ledger)
    found = [Target(c.path, c.title, _kind(c), _aliases(desk, c)) for c in resolved(desk, own)]
    found += _derived(desk, record)
    found += _subject(desk, record)
    base = desk.catalog.record(record)
    found += [one for one in ([] if base.part_of else targets(desk, record)) if _is_column(desk, record, one.key)]
    for link in _people(desk, record):
        more = [*targets(desk, "resident"), *_derived(desk, "resident")]
        moved = [replace(one, key=f"{link}.{one.key}") for one in more]
        found += [one for one in moved if _is_column(desk, record, one.key)]
    for one in found:
        known = made.setdefault(one.key, replace(one, required=False))
        if known.title != one.title:
            made[one.key] = replace(known, aliases=(*known.aliases, one.title, *one.aliases))
    return list(made.values())


def identity(found: Sequence[Target]) -> dict[str, str]:
    """The paths of name, number, telephone, address and birth among targets, the first of each."""
    made: dict[str, str] = {}
    for one in found:
        if (known := _ROLES.get(role_of_target(one))) and known not in made:
            made[known] = one.key
    return made


def _subject(desk: Desk, record: str) -> list[Target]:
    """The person a row concerns, or the head of the household that it concerns."""
    fields = desk.catalog.record(record).fields
    if "resident" not in fields or "household" not in fields:
        return []
    more = [*targets(desk, "resident"), *_derived(desk, "resident")]
    both = [replace(one, key=f"first(resident.{one.key}|household.head.{one.key})") for one in more]
    return [one for one in both if _is_column(desk, record, one.key)]


def _people(desk: Desk, record: str) -> list[str]:
    """The links to the person whom a row concerns."""
    fields = desk.catalog.record(record).fields
    return [key for key in ("resident", "head") if key in fields]


def _derived(desk: Desk, record: str) -> list[Target]:
    """What is worked out of a record: ages and lists."""
    found = [desk.catalog.column(record, key) for key in desk.catalog.record(record).extras]
    return [Target(c.path, c.title, _kind(c)) for c in found]


def _kind(column: Resolved) -> Kind:
    return Text() if isinstance(column.kind, Link | Files) else column.kind


def _aliases(desk: Desk, column: Resolved) -> tuple[str, ...]:
    if column.form not in ("field", "extra"):
        return ()
    key = f"x.{column.key}" if column.form == "extra" else column.key
    fields = desk.catalog.extra_fields(column.record) if column.form == "extra" else desk.catalog.fields(column.record)
    return fields[key].aliases if key in fields else ()


def _is_column(desk: Desk, record: str, path: str) -> bool:
    try:
        desk.catalog.column(record, path)
    except Invalid:
        return False
    return True
