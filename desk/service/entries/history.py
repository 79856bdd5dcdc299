"""What happened to a record, and taking a change back. All of it is read from the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desk.errors import Invalid
from desk.kinds import Link
from desk.service.desk import UPGRADE, Desk
from desk.service.entries.gate import closed
from desk.service.entries.titles import titles
from desk.service.entries.undoing import Undo, Undone, kept_rows
from desk.service.look import full_row
from desk.spec import Field, Record
from desk.store.difference import MARK, POSITION, flattened

Line = tuple[str, str, str]
"""A field's title, its old and its new text."""


@dataclass(frozen=True)
class Past:
    """One save that touched a record. `undoes` is the save it takes back."""

    set_id: int
    at: str
    worker: str
    reason: str
    lines: tuple[Line, ...]
    undoes: int | None = None


def history(desk: Desk, record: str, id: int) -> list[Past]:
    """The saves that touched a record or its spells, the newest first.

    Raises Invalid("unknown_id") where there is no such record, or no right to it.
    """
    spec = desk.catalog.record(record)
    with desk.read() as conn:
        row = full_row(desk, conn, record, id)
        if row is None or (spec.category and row.get(spec.category) in closed(desk, record)):
            raise Invalid("unknown_id", "没有这条记录，可能已被删除")
        found = list(_changes(desk, conn, _with_spells(desk, conn, record, id)))
    lines = _Lines(desk, found)
    made: dict[int, list[Any]] = {}
    for one in found:
        made.setdefault(one["set_id"], []).append(one)
    return [
        Past(key, own[0]["at"], own[0]["worker"], own[0]["reason"],
             tuple(line for one in own for line in lines.of(one["record"], one["values"])), own[0]["undoes"])
        for key, own in sorted(made.items(), reverse=True)
    ]


def _with_spells(desk: Desk, conn: Connection, record: str, id: int) -> list[tuple[str, list[int]]]:
    rows = [(record, [id])]
    for current in desk.catalog.record(record).currents.values():
        table = desk.meta.tables[desk.catalog.record(current.target).table]
        own = conn.execute(select(table.c.id).where(table.c[current.by] == id)).scalars()
        rows.append((current.target, list(own)))
    return rows


def _changes(desk: Desk, conn: Connection, rows: Iterable[tuple[str, list[int]]]) -> Iterator[dict[str, Any]]:
    change, save = desk.meta.tables["change"], desk.meta.tables["change_set"]
    for record, ids in rows:
        stmt = (
            select(save.c.id.label("set_id"), save.c.at, save.c.worker, save.c.reason, save.c.undoes, change.c.record,
                   change.c["values"])
            .join(save, change.c.change_set == save.c.id)
            .where(change.c.record == record, change.c.record_id.in_(ids), save.c.reason != UPGRADE)
            .order_by(change.c.id))
        for row in conn.execute(stmt).mappings():
            yield {**row, "values": json.loads(row["values"])}


class _Lines:
    """Logged values as text; links by the titles of their rows, asked for once."""

    def __init__(self, desk: Desk, found: Sequence[dict[str, Any]]) -> None:
        self.desk = desk
        wanted: dict[str, set[int]] = {}
        for one in found:
            fields = self._fields(one["record"])
            for key, pair in flattened(one["values"]).items():
                kind = getattr(fields.get(_field_of(key)), "kind", None)
                if isinstance(kind, Link):
                    wanted.setdefault(kind.record, set()).update(v for v in pair if v)
        self.names = {record: titles(desk, record, ids) for record, ids in wanted.items()}

    def _fields(self, record: str) -> dict[str, Field]:
        """The fields of a record and its categories, those of parts as ``steps/note``."""
        spec = self.desk.catalog.record(record)
        made = self.desk.catalog.fields(record) | self.desk.catalog.extra_fields(record)
        return made | {f"{part}/{key}": field for part in spec.parts
                       for key, field in self.desk.catalog.part_fields(record, part).items()}

    def of(self, record: str, values: Mapping[str, Any]) -> Iterator[Line]:
        """The lines of one change; a field that is blank before and after says nothing."""
        spec, fields = self.desk.catalog.record(record), self._fields(record)
        owned = {current.by for one in self.desk.catalog.records.values() for current in one.currents.values()
                 if current.target == record}
        for key, change in values.items():
            if key == "deleted":
                if change[0] is not None:
                    yield ("记录", "", "已删除" if change[1] else "已恢复")
            elif "/" in key:
                yield from self._row(spec, key.partition("/")[0], fields, change)
            elif key.startswith(MARK):
                one = fields.get(key.removeprefix(MARK))
                if one is not None and change[1] is None and key.removeprefix(MARK) not in values:
                    yield (one.title, "由文字推定", "已核对")
            elif key in fields and key not in owned:
                yield (fields[key].title, *self._pair(fields[key], change))

    def _row(self, spec: Record, part: str, fields: dict[str, Field], values: Mapping[str, Any]) -> Iterator[Line]:
        """A child row that came or went as one line, one that changed by its fields."""
        title = spec.parts[part].title
        filled = {key: pair for key, pair in values.items()
                  if f"{part}/{key}" in fields and not fields[f"{part}/{key}"].derived}
        if None in values.get(POSITION, ()):
            old, new = (self._said(fields, part, filled, side) for side in (0, 1))
            yield (title, old, new)
            return
        for key, pair in filled.items():
            one = fields[f"{part}/{key}"]
            yield (f"{title}·{one.title}", *self._pair(one, pair))

    def _said(self, fields: dict[str, Field], part: str, filled: Mapping[str, Any], side: int) -> str:
        return "，".join(self._text(fields[f"{part}/{key}"], pair[side]) for key, pair in filled.items()
                        if pair[side] is not None)

    def _pair(self, one: Field, pair: Sequence[Any]) -> tuple[str, str]:
        return self._text(one, pair[0]), self._text(one, pair[1])

    def _text(self, one: Field, value: Any) -> str:
        if isinstance(one.kind, Link):
            return self.names.get(one.kind.record, {}).get(value, "已删除的记录") if value else ""
        return one.kind.masked(value) if one.sensitive else one.kind.show(value)


def _field_of(key: str) -> str:
    """The field of a flat key, without its child row's uid: ``steps/note``."""
    part, _, rest = key.partition("/")
    return f"{part}/{rest.rpartition('/')[2]}" if rest else part


def others(desk: Desk, set_id: int, record: str, id: int) -> int:
    """How many other rows a save of this record touched: an import's save is that of all its rows."""
    change = desk.meta.tables["change"]
    with desk.read() as conn:
        own = {(key, one) for key, ids in _with_spells(desk, conn, record, id) for one in ids}
        stmt = select(change.c.record, change.c.record_id).where(change.c.change_set == set_id).distinct()
        return len({(key, one) for key, one in conn.execute(stmt)} - own)


def undo(desk: Desk, set_id: int) -> Undone:
    """Take back one save. Fields touched since stay and are named; so do rows that others now hang on.

    Raises Invalid("unknown_set"), and Invalid("undone") when it was taken back already.
    """
    with desk.read() as conn:
        save = desk.meta.tables["change_set"]
        if conn.execute(select(save.c.id).where(save.c.id == set_id)).scalar() is None:
            raise Invalid("unknown_set", "没有这次改动")
        if conn.execute(select(save.c.id).where(save.c.undoes == set_id)).scalar() is not None:
            raise Invalid("undone", "这次改动已经撤销过了")
    with desk.write("撤销", undoes=set_id) as writer:
        work = Undo(desk, writer, [set_id], by_field=True)
        work.run()
        changes = dict(writer.touched)
    return Undone(len(work.removed), len(work.restored), kept_rows(desk, work), changes)
