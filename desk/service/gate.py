"""The one gate: what a caller may see. Every list, count, page, history and export passes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.service.desk import Desk
from desk.spec import Condition, Is, Not


def closed(desk: Desk, record: str) -> tuple[str, ...]:
    """The sensitive categories of a record that the caller has no right to."""
    own = desk.catalog.categories.get(record, {}).values()
    return tuple(c.key for c in own if c.sensitive and f"{record}:{c.key}" not in desk.caller.rights)


def allowed(desk: Desk, record: str) -> Condition | None:
    """The condition that rows must satisfy to be seen; None lets all through."""
    spec = desk.catalog.record(record)
    shut = closed(desk, record)
    return Not(Is(spec.category, shut)) if shut and spec.category else None


def seen(desk: Desk, record: str, row: Mapping[str, Any] | None) -> bool:
    """Whether a stored row is there for the caller: not deleted, not of a closed category."""
    if row is None or row["deleted"]:
        return False
    category = desk.catalog.record(record).category
    return not category or row[category] not in closed(desk, record)
