"""由文字推定: fields that an import or an upgrade read out of a row's texts, until a person confirms them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.spec.inferring import BLANK, marked, marks
from desk.store.changes import with_extra

_CHUNK = 400
_MOST = 40
"""Characters of a text that are shown."""


@dataclass(frozen=True)
class Inferred:
    """The rows of a record of which a field was inferred: record, id, and the row's title with the value."""

    record: str
    field: str
    title: str
    sources: str
    rows: tuple[tuple[str, int, str], ...]


def inferred(desk: Desk, conn: Connection) -> list[Inferred]:
    """What waits for a person, by record and field; rows that the caller may not see are left out."""
    found = []
    for record in desk.catalog.records:
        known = desk.catalog.fields(record) | desk.catalog.extra_fields(record)
        by_field: dict[str, list[Mapping[str, Any]]] = {}
        for row in _marked(desk, conn, record):
            for key in marks(row):
                if key in known and row.get(key) not in BLANK:
                    by_field.setdefault(key, []).append(row)
        for key in (key for key in known if key in by_field):
            field, rows = known[key], by_field[key]
            names = titles(desk, record, [row["id"] for row in rows])
            sources = [one for one in (field.inference.sources if field.inference else ()) if one in known]
            said = tuple((record, row["id"], "　".join((
                names.get(row["id"], ""), f"{_told(row, sources)}{field.kind.show(row[key])}"))) for row in rows)
            found.append(Inferred(record, key, field.title, "、".join(known[one].title for one in sources), said))
    return found


def _told(row: Mapping[str, Any], sources: Sequence[str]) -> str:
    """The texts that a value was read from."""
    text = "，".join(str(row[one]) for one in sources if row.get(one))
    return f"「{text[:_MOST]}{'…' if len(text) > _MOST else ''}」→ " if text else ""


def _marked(desk: Desk, conn: Connection, record: str) -> list[dict[str, Any]]:
    """The living rows with a mark, their categories' fields laid open."""
    reader = desk.reader()
    t = reader.source(record)
    stmt = select(t).where(t.c.inferred.is_not(None), reader.alive(record, t)).order_by(t.c.id)
    return [with_extra(row) for row in conn.execute(stmt).mappings()]


def confirm(desk: Desk, record: str, field: str, ids: Sequence[int]) -> dict[str, list[int]]:
    """A person has looked at the values and found them right. The rows written, by record; undone as one change.

    Raises Invalid: "unknown_record", "unknown_id" for a row that is not there, or not for the caller."""
    spec, wanted = desk.catalog.record(record), list(dict.fromkeys(ids))
    with desk.write(f"核对：{_title(desk, record, field)}") as writer:
        reader = desk.reader()
        t = reader.source(spec.key)
        alive = select(t).where(reader.alive(record, t))
        for start in range(0, len(wanted), _CHUNK):
            own = wanted[start:start + _CHUNK]
            rows = {row["id"]: with_extra(row) for row in writer.conn.execute(alive.where(t.c.id.in_(own))).mappings()}
            if set(own) - set(rows):
                raise Invalid("unknown_id", "没有这条记录，可能已被删除")
            for id in own:
                left = marked(key for key in marks(rows[id]) if key != field)
                writer.update(record, id, rows[id], {**rows[id], "inferred": left})
    return dict(writer.touched)


def _title(desk: Desk, record: str, field: str) -> str:
    known = desk.catalog.fields(record) | desk.catalog.extra_fields(record)
    return known[field].title if field in known else field


__all__ = ["Inferred", "confirm", "inferred"]
