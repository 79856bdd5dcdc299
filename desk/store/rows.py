"""Stored rows as plain values: their category's fields laid open, their child rows in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, select

from desk.spec import Record
from desk.store.changes import with_extra


def full_rows(conn: Connection, meta: MetaData, spec: Record, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Rows with their categories' fields and child rows by id; at most a thousand at once."""
    table = meta.tables[spec.table]
    made = {row["id"]: with_extra(row) for row in conn.execute(select(table).where(table.c.id.in_(ids))).mappings()}
    for part in spec.parts:
        child = meta.tables[f"{spec.table}_{part}"]
        for row in made.values():
            row[part] = []
        stmt = select(child).where(child.c.owner.in_(made)).order_by(child.c.position)
        for one in conn.execute(stmt).mappings():
            made[one["owner"]][part].append(dict(one))
    return made
