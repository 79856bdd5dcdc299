"""one employer

Where somebody works stands with the person alone: 用工单位 of a registration as 流动人口 moves there. Where the
person's own says otherwise it stays, and the other is kept in the registration's note.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from desk import clock

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


Pairs = dict[str, list[Any]]


def upgrade() -> None:
    conn = op.get_bind()
    found = conn.execute(sa.text(
        "SELECT id, uid, resident, extra, note FROM standing WHERE category IN ('floating', 'permit') "
        "AND json_extract(extra, '$.employer') IS NOT NULL ORDER BY deleted, start DESC, id DESC")).all()
    if not found:
        return
    save = _change_set()
    for id, uid, resident, text, note in found:
        extra = json.loads(text)
        employer = extra.pop("employer")
        pairs: Pairs = {"x.employer": [employer, None]}
        person = conn.execute(sa.text("SELECT uid, employer FROM resident WHERE id = :id"), {"id": resident}).first()
        if person and not person.employer:
            conn.execute(sa.text("UPDATE resident SET employer = :employer WHERE id = :id"),
                         {"employer": employer, "id": resident})
            _log(save, "resident", resident, person.uid, {"employer": [None, employer]})
        elif person and person.employer != employer:
            pairs["note"] = [note, "；".join(filter(None, (note, f"用工单位：{employer}")))]
        conn.execute(sa.text("UPDATE standing SET extra = :extra, note = :note WHERE id = :id"), {
            "extra": json.dumps(extra, ensure_ascii=False) if extra else None, "id": id,
            "note": pairs["note"][1] if "note" in pairs else note})
        _log(save, "standing", id, uid, pairs)
    conn.execute(sa.text("UPDATE setting SET value = '' WHERE key = 'tokens'"))


def _change_set() -> int:
    """One save of the program's own, of the moment of the upgrade."""
    conn = op.get_bind()
    station = conn.execute(sa.text("SELECT value FROM setting WHERE key = 'station'")).scalar() or "A"
    id = int(conn.execute(sa.text("SELECT coalesce(max(id), 0) + 1 FROM change_set")).scalar_one())
    conn.execute(sa.text(
        "INSERT INTO change_set (id, uid, station, worker, at, reason) "
        "VALUES (:id, :uid, :station, '程序升级', :at, '用工单位并入工作单位')"),
        {"id": id, "uid": uuid4().hex, "station": station, "at": clock.now().isoformat(sep=" ")})
    return id


def _log(save: int, record: str, id: int, uid: str, pairs: Pairs) -> None:
    op.get_bind().execute(
        sa.text('INSERT INTO change (change_set, record, record_id, uid, "values") '
                'VALUES (:s, :record, :id, :uid, :v)'),
        {"s": save, "record": record, "id": id, "uid": uid,
         "v": json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))})


def downgrade() -> None:
    """Newer databases are not taken back."""
