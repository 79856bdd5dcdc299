"""What a caller may see. Lists, counts, pages, figures and exports pass `Reader.alive`; single rows pass here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.service.desk import Desk


def closed(desk: Desk, record: str) -> tuple[str, ...]:
    """The sensitive categories of a record that the caller has no right to."""
    return desk.closed(record)


def seen(desk: Desk, record: str, row: Mapping[str, Any] | None) -> bool:
    """Whether a stored row is there for the caller: not deleted, not of a closed category."""
    if row is None or row["deleted"]:
        return False
    category = desk.catalog.record(record).category
    return not category or row[category] not in closed(desk, record)
