"""The one-line titles of rows: 「汤红旺」, 「(2026)人调字第001号 楼上漏水」."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from desk.kinds import Link
from desk.service.desk import Desk
from desk.spec.catalog import Resolved

_CHUNK = 400


def titles(desk: Desk, record: str, ids: Iterable[int]) -> dict[int, str]:
    """The titles of rows by id; rows that are gone are missing."""
    return {id: title for id, (title, _) in labels(desk, record, ids).items()}


def labels(desk: Desk, record: str, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Title and telling detail of rows by id."""
    spec = desk.catalog.record(record)
    names = [desk.catalog.column(record, path) for path in spec.name]
    details = [desk.catalog.column(record, path) for path in spec.detail]
    wanted = sorted(set(ids))
    made: dict[int, tuple[str, str]] = {}
    with desk.read() as conn:
        for start in range(0, len(wanted), _CHUNK):
            reader = desk.reader()
            t = reader.source(record)
            some = t.c.id.in_(wanted[start:start + _CHUNK])
            stmt = select(t.c.id, *(reader.read(c, t) for c in (*names, *details))).where(some)
            for row in conn.execute(stmt):
                made[row[0]] = (_line(names, row[1:]), _line(details, row[1 + len(names):]))
    return made


def _line(columns: Sequence[Resolved], values: Sequence[Any]) -> str:
    shown = (_text(c, v) for c, v in zip(columns, values, strict=False) if v not in (None, ""))
    return " ".join(text for text in shown if text)


def _text(column: Resolved, value: Any) -> str:
    if isinstance(column.kind, Link):
        return ""
    text = column.kind.masked(value) if column.sensitive else column.kind.show(value)
    return f"{text}岁" if column.form == "age" and not text.endswith("岁") else text
