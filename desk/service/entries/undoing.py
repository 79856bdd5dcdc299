"""The inverse of change-sets, through the same writer as every other change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, func, select

from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.entries.steps import closed_steps, step_problems
from desk.service.entries.titles import titles
from desk.service.jobs import Job, Step, run
from desk.service.look import full_rows
from desk.spec import Record
from desk.spec.course import course
from desk.spec.inferring import marks
from desk.spec.lifecycle import STEPS
from desk.store.changes import Writer
from desk.store.difference import MARK, POSITION, differing, flat, flattened, patched, row_of

_CHUNK = 900

Key = tuple[str, int]
"""A record and an id."""


@dataclass(frozen=True)
class Kept:
    """A row that an undo left alone, or fields of it, and why."""

    record: str
    id: int
    title: str
    why: str


@dataclass(frozen=True)
class Undone:
    """What taking back did: rows removed, rows put back, rows left alone; `changes` are the ids written by record."""

    removed: int
    restored: int
    kept: tuple[Kept, ...]
    changes: dict[str, list[int]] = field(default_factory=dict)
    also: dict[str, int] = field(default_factory=dict)
    """What went with the rows of an import: households, residences."""

    def json(self) -> dict[str, Any]:
        """As `desk undo-import` prints it."""
        kept = [asdict(one) for one in self.kept]
        return {"removed": self.removed, "restored": self.restored, "kept": kept, "also": self.also}


@dataclass
class _Net:
    """What the sets did to one row: by field the value before and after; `created` when they made it."""

    created: bool = False
    values: dict[str, list[Any]] = field(default_factory=dict)


class Undo:
    """Takes back the sets together. By field: untouched fields of a touched row are put back all the same."""

    def __init__(self, desk: Desk, writer: Writer, sets: Sequence[int], by_field: bool) -> None:
        self.desk, self.writer, self.by_field = desk, writer, by_field
        self.sets = sets
        self.net: dict[Key, _Net] = {}
        self.rows: dict[Key, dict[str, Any] | None] = {}
        self.removed: list[Key] = []
        self.restored: list[Key] = []
        self.kept: dict[Key, str] = {}

    def _read_log(self) -> None:
        """What the sets did, row by row."""
        change = self.desk.meta.tables["change"]
        stmt = select(change.c.record, change.c.record_id, change.c["values"]).where(
            change.c.change_set.in_(self.sets)).order_by(change.c.id)
        for record, id, text in self.writer.conn.execute(stmt):
            net = self.net.setdefault((record, id), _Net())
            for key, (old, new) in flattened(json.loads(text)).items():
                net.created = net.created or (key == "deleted" and old is None)
                net.values.setdefault(key, [old, new])[1] = new

    def _read_rows(self) -> Job[None]:
        """The rows as they are now, with their child rows."""
        ids: dict[str, list[int]] = {}
        for record, id in self.net:
            ids.setdefault(record, []).append(id)
        for record, own in ids.items():
            for start in range(0, len(own), _CHUNK):
                yield Step(len(self.rows), len(self.net), "正在查看之后有没有改动")
                found = full_rows(self.desk, self.writer.conn, record, own[start:start + _CHUNK])
                self.rows |= {(record, id): found.get(id) for id in own[start:start + _CHUNK]}

    def run(self) -> None:
        """Remove what was created, put back what was changed."""
        run(self.steps())

    def steps(self) -> Job[None]:
        """The same with its progress."""
        self._read_log()
        yield from self._read_rows()
        going = self._may_go()
        leaving: dict[str, list[dict[str, Any]]] = {}
        for done, (key, net) in enumerate(self.net.items()):
            if done % _CHUNK == 0:
                yield Step(done, len(self.net), "正在撤销")
            row = self.rows[key]
            if row is None or (row["deleted"] and net.created):
                continue
            if not net.created:
                self._put_back(key, net, row)
            elif key in going:
                leaving.setdefault(key[0], []).append(row)
                self.removed.append(key)
        for record, rows in leaving.items():
            self.writer.remove(record, rows)

    def _may_go(self) -> set[Key]:
        """The created rows that nobody touched since and nothing else hangs on."""
        created = {k for k, net in self.net.items() if net.created and self.rows[k] and not self.rows[k]["deleted"]}  # type: ignore[index]
        going = {key for key in created if not self._touched(key)}
        for key in created - going:
            self._keep(key, "之后有过改动")
        links = list(self._links_to(created))
        shrunk = True
        while shrunk:
            shrunk = False
            for target, source in links:
                title = self.desk.catalog.record(source[0]).title
                owned = self.owner(source) == target
                if target in going and source not in going:
                    why = f"之后有过改动（{title}）" if source in created else f"已有{title}与它相连"
                    self._keep(target, why, quiet=not self._told(source, target))
                    going.discard(target)
                    shrunk = True
                elif owned and target in created and target not in going and source in going:
                    going.discard(source)
                    shrunk = True
        return going

    def _told(self, source: Key, target: Key) -> bool:
        """A household that stays because its members stay needs no word of its own."""
        return source not in self.net or self.owner(source) == target

    def _keep(self, key: Key, why: str, quiet: bool = False) -> None:
        owner = self.owner(key)
        if owner is not None and owner in self.net:
            key, why = owner, f"之后有过改动（{self.desk.catalog.record(key[0]).title}）"
        if not quiet:
            self.kept.setdefault(key, why)

    def owner(self, key: Key) -> Key | None:
        """Whose spell a row is."""
        for one in self.desk.catalog.records.values():
            for current in one.currents.values():
                if current.target == key[0]:
                    row = self.rows.get(key)
                    return (one.key, row[current.by]) if row else None
        return None

    def _touched(self, key: Key) -> bool:
        """Whether a row no longer is what the sets left; what was inferred of it since, nobody has touched."""
        row, values = self.rows[key], self.net[key].values
        assert row is not None
        left = {k: pair[1] for k, pair in values.items() if pair[1] is not None}
        now = flat(self.desk.catalog.record(key[0]), row)
        inferred = {*marks(row), *(MARK + one for one in marks(row))}
        return any(k not in inferred and not _place(k) for k in differing(left, now))

    def _links_to(self, wanted: set[Key]) -> Iterator[tuple[Key, Key]]:
        """(linked row, living row that links to it) for the wanted rows, child rows counting as their owners."""
        ids: dict[str, set[int]] = {}
        for record, id in wanted:
            ids.setdefault(record, set()).add(id)
        for spec in self.desk.catalog.records.values():
            sources = [
                (spec.table, f.key, f.kind.record, "id") for f in spec.fields.values() if isinstance(f.kind, Link)]
            sources += [(f"{spec.table}_{part.key}", f.key, f.kind.record, "owner")
                        for part in spec.parts.values() for f in part.fields if isinstance(f.kind, Link)]
            for table, column, record, whose in sources:
                if record in ids:
                    for source, target in self._pairs(spec.table, table, column, whose):
                        if target in ids[record] and (spec.key, source) != (record, target):
                            yield (record, target), (spec.key, source)

    def _pairs(self, owner: str, table: str, column: str, whose: str) -> Iterator[tuple[int, int]]:
        rows, main = self.desk.meta.tables[table], self.desk.meta.tables[owner]
        stmt = select(rows.c[whose], rows.c[column]).where(rows.c[column].is_not(None))
        stmt = stmt.where(rows.c[whose].in_(select(main.c.id).where(main.c.deleted == 0)))
        for source, target in self.writer.conn.execute(stmt):
            yield int(source), int(target)

    def _put_back(self, key: Key, net: _Net, row: dict[str, Any]) -> None:
        record = self.desk.catalog.record(key[0])
        now = flat(record, row)
        touched = {k for k, (_, new) in net.values.items() if _differs(k, now.get(k), new)}
        whole = {row_of(k) for k in net.values if _place(k)}
        touched |= {k for k in net.values if row_of(k) in whole & {row_of(t) for t in touched if row_of(t)}}
        if touched:
            self.kept[key] = f"{'、'.join(self._titles(record, touched)) or '内容'}之后有过改动"
        if touched and not self.by_field:
            return
        back = {k: old for k, (old, _) in net.values.items() if k not in touched}
        new = patched(record, row, back)
        if loose := [p.text for p in (*step_problems(self.desk, record, row, new),
                                      *closed_steps(self.desk, self.writer.conn, row, new))]:
            self.kept[key] = loose[0]
            return
        if record.state and any(row_of(k).startswith(f"{STEPS}/") for k in back):
            new |= course(self.desk.catalog, record, row, new, self.desk.today)
        if self.writer.update(*key, row, new):
            self.restored.append(key)
            self._drop_past(key, back)

    def _titles(self, record: Record, keys: set[str]) -> list[str]:
        """The titles of fields and parts, in their order."""
        known = self.desk.catalog.fields(record.key) | self.desk.catalog.extra_fields(record.key) | record.parts
        heads = {key.partition("/")[0] for key in keys}
        return [one.title for key, one in known.items() if key in heads]

    def _drop_past(self, key: Key, back: dict[str, Any]) -> None:
        """A 变更 that is taken back leaves no earlier value behind."""
        past = self.desk.meta.tables["past"]
        for name, value in back.items():
            if name == self.desk.catalog.record(key[0]).state:
                continue
            at = (past.c.record == key[0], past.c.record_id == key[1], past.c.field == name)
            last = self.writer.conn.execute(select(func.max(past.c.until)).where(*at)).scalar()
            if last is not None:
                text = "" if value is None else str(value)
                self.writer.conn.execute(delete(past).where(*at, past.c.until == last, past.c.value == text))


def _place(key: str) -> bool:
    """Whether a flat key is the position of a child row: there or not, wherever it stands."""
    return key.endswith(f"/{POSITION}")


def _differs(key: str, now: Any, left: Any) -> bool:
    """Whether a value is no longer what the sets left; a child row may have moved."""
    return (now is None) != (left is None) if _place(key) else bool(now != left)


def kept_rows(desk: Desk, work: Undo) -> tuple[Kept, ...]:
    """The rows that were left alone, with their titles."""
    by_record: dict[str, list[int]] = {}
    for record, id in work.kept:
        by_record.setdefault(record, []).append(id)
    names = {record: titles(desk, record, ids) for record, ids in by_record.items()}
    return tuple(Kept(record, id, names[record].get(id, ""), why) for (record, id), why in work.kept.items())
