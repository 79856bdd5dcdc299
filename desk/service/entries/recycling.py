"""The recycle bin: a deleted record can be brought back, with all that went with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from desk.errors import Invalid
from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.entries.checking import problems
from desk.service.entries.gate import seen
from desk.service.entries.titles import titles
from desk.service.look import StoreLook, full_row
from desk.spec import Record
from desk.store.changes import Writer
from desk.store.difference import flat, flattened, patched

_REASON = "删除"


@dataclass(frozen=True)
class Gone:
    """A record in the bin: who put it there, and when."""

    record: str
    id: int
    title: str
    at: str
    worker: str


def delete(desk: Desk, record: str, id: int) -> dict[str, list[int]]:
    """Put a record into the bin, with the states that go with it; what changed, by record.

    Raises Invalid("in_use") while anything else refers to it, "unknown_id" where there is none.
    """
    with desk.write(_REASON) as writer:
        row = full_row(desk, writer.conn, record, id)
        if row is None or not seen(desk, record, row):
            raise Invalid("unknown_id", "没有这条记录，可能已被删除")
        _refuse_in_use(desk, writer, record, id)
        writer.update(record, id, row, {**row, "deleted": 1})
        leading = [(spec, key, one) for spec, key, ids in _leading_here(desk, writer, record, id) for one in ids]
        for spec, key, one in sorted(leading, key=lambda found: found[1] in found[0].lets_go):
            child = full_row(desk, writer.conn, spec.key, one) or {}
            writer.update(spec.key, one, child, {**child, **({key: None} if key in spec.lets_go else {"deleted": 1})})
            if key in spec.lets_go:
                _delete_if_empty(desk, writer, spec.key, one)
    return dict(writer.touched)


def _leading_here(desk: Desk, writer: Writer, record: str, id: int) -> Iterator[tuple[Record, str, list[int]]]:
    """(record kind, link, ids) of the live rows that refer to a row, parts' owners included."""
    for spec in desk.catalog.records.values():
        table = desk.meta.tables[spec.table]
        for key in _links(spec, record):
            yield spec, key, list(writer.conn.execute(
                select(table.c.id).where(table.c[key] == id, table.c.deleted == 0)).scalars())
        for part in spec.parts:
            child = desk.meta.tables[f"{spec.table}_{part}"]
            for key in (k for k in _links(spec.as_record(part), record) if k != "owner"):
                owners = select(child.c.owner).where(child.c[key] == id)
                yield spec, f"{part}.{key}", list(writer.conn.execute(
                    select(table.c.id).where(table.c.id.in_(owners), table.c.deleted == 0)).scalars())


def _links(spec: Record, record: str) -> list[str]:
    return [key for key, f in spec.fields.items() if isinstance(f.kind, Link) and f.kind.record == record]


def _refuse_in_use(desk: Desk, writer: Writer, record: str, id: int) -> None:
    found: dict[str, set[int]] = {}
    for spec, key, ids in _leading_here(desk, writer, record, id):
        if ids and key not in (*spec.goes_with, *spec.lets_go):
            found.setdefault(spec.title, set()).update(ids)
    if found:
        told = "、".join(f"{title}{len(ids)}条" for title, ids in found.items())
        raise Invalid("in_use", f"还有关联的记录（{told}），不能删除；请先删除这些记录")


def _delete_if_empty(desk: Desk, writer: Writer, record: str, id: int) -> None:
    """A household that nobody refers to any more goes too."""
    if not any(ids for _, _, ids in _leading_here(desk, writer, record, id)):
        row = full_row(desk, writer.conn, record, id) or {}
        writer.update(record, id, row, {**row, "deleted": 1})


def undelete(desk: Desk, record: str, id: int) -> dict[str, list[int]]:
    """Bring a record back, with what went with it; what changed, by record.

    Raises Invalid: "unknown_id" when it is not in the bin, "link_missing" while something it
    refers to is.
    """
    change, change_set = desk.meta.tables["change"], desk.meta.tables["change_set"]
    with desk.write("恢复") as writer:
        last = writer.conn.execute(
            select(func.max(change.c.change_set)).join(change_set, change_set.c.id == change.c.change_set)
            .where(change.c.record == record, change.c.record_id == id, change_set.c.reason == _REASON)).scalar()
        row = full_row(desk, writer.conn, record, id)
        if last is None or not _in_bin(desk, row, record):
            raise Invalid("unknown_id", "回收站里没有这条记录")
        rows = writer.conn.execute(select(change).where(change.c.change_set == last).order_by(change.c.id.desc())).all()
        for one in rows:
            _bring_back(desk, writer, one.record, one.record_id, json.loads(one.values))
        writer.flush()
        _refuse_misfit(desk, writer, record, id)
    return dict(writer.touched)


def _bring_back(desk: Desk, writer: Writer, record: str, id: int, values: dict[str, Any]) -> None:
    """Undo one change of a deletion, as far as nothing else was put there since."""
    row = full_row(desk, writer.conn, record, id)
    if row is not None:
        spec = desk.catalog.record(record)
        now = flat(spec, row)
        back = {k: old for k, (old, new) in flattened(values).items() if now.get(k) == new}
        writer.update(record, id, row, patched(spec, row, back))


def _refuse_misfit(desk: Desk, writer: Writer, record: str, id: int) -> None:
    """What it refers to may be gone by now, or its number be somebody else's."""
    look = StoreLook(desk, writer.conn)
    row = full_row(desk, writer.conn, record, id) or {}
    for key, field in desk.catalog.record(record).fields.items():
        there = look.row(field.kind.record, row[key]) if isinstance(field.kind, Link) and row[key] else None
        if there is not None and there["deleted"]:
            raise Invalid("link_missing", f"它的{field.title}也已删除，请先恢复{field.title}")
    for problem in problems(desk, record, row, look):
        if not problem.warning:
            raise Invalid(problem.code, f"不能恢复：{problem.text}")


def deleted(desk: Desk) -> list[Gone]:
    """What is in the bin, newest first."""
    change, change_set = desk.meta.tables["change"], desk.meta.tables["change_set"]
    first = select(func.min(change.c.id)).group_by(change.c.change_set)
    stmt = (
        select(change.c.record, change.c.record_id, change_set.c.at, change_set.c.worker)
        .join(change_set, change_set.c.id == change.c.change_set)
        .where(change.c.id.in_(first), change_set.c.reason == _REASON).order_by(change.c.id.desc()))
    with desk.read() as conn:
        rows = conn.execute(stmt).all()
        newest = {(r.record, r.record_id): r for r in reversed(rows)}
        kept = [r for r in rows if newest[r.record, r.record_id] is r
                and _in_bin(desk, full_row(desk, conn, r.record, r.record_id), r.record)]
    return [
        Gone(r.record, r.record_id, titles(desk, r.record, [r.record_id]).get(r.record_id, ""), r.at, r.worker)
        for r in kept]


def _in_bin(desk: Desk, row: dict[str, object] | None, record: str) -> bool:
    return row is not None and bool(row["deleted"]) and seen(desk, record, {**row, "deleted": 0})
