"""the log by row

Child rows get a uid. The log keeps them one by one (``steps/<uid>``) and a category's fields by
key (``x.cause``), where it kept whole lists and one text.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PARTS = {
    "matter": ("materials",), "request": ("steps", "materials"), "case": ("parties", "sessions", "followups"),
    "activity": ("attendance",),
}
"""The records that had parts at this step."""

Row = dict[str, Any]


def upgrade() -> None:
    for record, parts in PARTS.items():
        for part in parts:
            _give_uids(f"{record}_{part}")
    _lay_open_extras()
    for record, parts in PARTS.items():
        _lay_out_rows(record, parts)
    for record, parts in PARTS.items():
        for part in parts:
            with op.batch_alter_table(f"{record}_{part}") as batch:
                batch.alter_column("uid", existing_type=sa.Text(), nullable=False)
                batch.drop_index(f"ix_{record}_{part}_owner")
                batch.create_unique_constraint(f"uq_{record}_{part}_owner", ["owner", "uid"])


def _give_uids(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("uid", sa.Text(), nullable=True))
    op.execute(sa.text(f"UPDATE {table} SET uid = printf('%016x', id)"))


def _lay_open_extras() -> None:
    """``extra: [text, text]`` becomes ``x.key: [value, value]``."""
    conn = op.get_bind()
    found = conn.execute(sa.text("""SELECT id, "values" FROM change WHERE "values" LIKE '%"extra":%'""")).all()
    for id, text in found:
        values = json.loads(text)
        if "extra" in values:
            old, new = (json.loads(one or "{}") for one in values.pop("extra"))
            pairs = {f"x.{key}": [old.get(key), new.get(key)] for key in dict.fromkeys((*old, *new))}
            _write(id, values | {key: pair for key, pair in pairs.items() if pair[0] != pair[1]})


def _lay_out_rows(record: str, parts: Sequence[str]) -> None:
    """Lists of child rows become changes of single rows, known from list to list by what they say."""
    conn = op.get_bind()
    rows = conn.execute(
        sa.text('SELECT id, record_id, "values" FROM change WHERE record = :record ORDER BY record_id, id'),
        {"record": record}).all()
    known: dict[str, list[Row]] = {}
    before = None
    for id, owner, text in rows:
        if owner != before:
            _settle(record, before, known)
            known, before = {}, owner
        values = json.loads(text)
        lists = {part: values.pop(part) for part in parts if part in values}
        for part, (_, new) in lists.items():
            known[part] = _matched(known.get(part, []), new or [], f"{id:012x}")
            values |= {f"{part}/{uid}": pairs for uid, pairs in _changes(known[part])}
            known[part] = [one for one in known[part] if one["new"] is not None]
        if lists:
            _write(id, values)
    _settle(record, before, known)


def _matched(known: list[Row], new: list[Row], seed: str) -> list[Row]:
    """{uid, old, new, from, to} for every row before or after: equal ones first, the others in their order."""
    left = [{"uid": one["uid"], "old": one["new"], "from": one["to"]} for one in known]
    made: list[Row | None] = []
    for row in new:
        same = next((one for one in left if one["old"] == row), None)
        if same:
            left.remove(same)
        made.append(same)
    result = []
    for place, (row, met) in enumerate(zip(new, made, strict=True)):
        if met is None:
            fresh = {"uid": f"{seed}{place:04x}", "old": None, "from": None}
            met = left.pop(0) if left else fresh
        result.append({**met, "new": row, "to": place})
    return [*result, *({**one, "new": None, "to": None} for one in left)]


def _changes(rows: list[Row]) -> Iterator[tuple[str, Row]]:
    for one in rows:
        old, new = one["old"] or {}, one["new"] or {}
        pairs = {key: [old.get(key), new.get(key)] for key in dict.fromkeys((*old, *new))
                 if old.get(key) != new.get(key)}
        if one["from"] != one["to"]:
            pairs["position"] = [one["from"], one["to"]]
        if pairs:
            yield one["uid"], pairs


def _settle(record: str, owner: int | None, known: dict[str, list[Row]]) -> None:
    """The stored rows take the uids under which the log knows them."""
    conn = op.get_bind()
    for part, rows in known.items():
        query = sa.text(f"SELECT id FROM {record}_{part} WHERE owner = :owner ORDER BY position, id")
        stored = conn.execute(query, {"owner": owner}).all()
        if len(stored) == len(rows):
            for (id,), one in zip(stored, rows, strict=True):
                conn.execute(sa.text(f"UPDATE {record}_{part} SET uid = :uid WHERE id = :id"),
                             {"uid": one["uid"], "id": id})


def _write(id: int, values: Row) -> None:
    op.get_bind().execute(
        sa.text('UPDATE change SET "values" = :text WHERE id = :id'),
        {"id": id, "text": json.dumps(values, ensure_ascii=False, separators=(",", ":"))})


def downgrade() -> None:
    """Newer databases are not taken back."""
