"""The one writer. A save writes its change-set in the same transaction; if that fails, the save fails.

History, undo and undo of an import are readings of the log; merging several PCs will be one.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import chain, count
from json.encoder import encode_basestring as _quoted
from typing import Any

from sqlalchemy import Connection, MetaData, Table, bindparam, delete, func, insert, select, update

from desk.errors import Invalid
from desk.kinds import Value, address, pinyin
from desk.spec import Record
from desk.spec.catalog import Catalog
from desk.spec.course import deadlines, follow, past_states
from desk.spec.inferring import marked, marks
from desk.spec.lifecycle import STEPS, Lifecycle
from desk.store.difference import MARK, POSITION, differing, flat, nested, placed
from desk.store.tokens import tokens
from desk.store.workdays import Workdays

Row = dict[str, Any]
_BEFORE_FLUSH = 400_000
"""Tokens kept back: sent in their order, they go into the tree of tokens much faster."""

PROGRAM = "程序"
"""Who makes the changes of an upgrade."""

_BINDINGS = 300
"""Values in one statement; older SQLite takes 999, and more than this gains nothing."""


@dataclass(frozen=True)
class Stamp:
    """Who changed something, when, and why: 录入, 修改, 导入, 撤销 …"""

    worker: str
    at: str
    reason: str
    station: str = "A"
    batch: int | None = None
    undoes: int | None = None


@dataclass
class Writer:
    """Writes rows, their tokens, past values and the log within one transaction."""

    conn: Connection
    meta: MetaData
    catalog: Catalog
    stamp: Stamp
    add_workdays: Callable[[str, int], str] = lambda day, count: Workdays().add(day, count).date
    touched: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _set: int = 0
    _next: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _tokens: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """The ids that wait by record and token, in the order of the ids."""
    _tokens_kept: int = 0
    _log_rows: list[tuple[int, int, str, int, str, str]] = field(default_factory=list)
    _uids: tuple[str, count[int]] = field(default_factory=lambda: (os.urandom(12).hex(), count()))
    _pending: set[tuple[str, int]] = field(default_factory=set)

    def table(self, record: str) -> Table:
        return self.meta.tables[self.catalog.record(record).table]

    def change_set(self) -> int:
        """The id of this save's change-set, written at the first change."""
        if not self._set:
            self._set = self._take("change_set")
            self._rows["change_set"].append({**asdict(self.stamp), "id": self._set, "uid": self._uid()})
        return self._set

    def _uid(self) -> str:
        """32 hexadecimal digits that nobody else has. Those of one save follow each other: so they go into an index
        much faster."""
        own, numbers = self._uids
        return f"{own}{next(numbers):08x}"

    def _row_uid(self) -> str:
        """16 hexadecimal digits that no other child row of the same owner has."""
        own, numbers = self._uids
        return f"{own[:10]}{next(numbers):06x}"

    def _take(self, table: str) -> int:
        if table not in self._next:
            self._know_last(table)
        taken = self._next[table]
        self._next[table] = taken + 1
        return taken

    def _know_last(self, table: str) -> None:
        if table not in self._next:
            last = self.conn.execute(select(func.max(self.meta.tables[table].c.id))).scalar()
            self._next[table] = (last or 0) + 1

    def flush(self) -> None:
        """Send the rows that wait; tables in the order of their references, with the columns that are filled."""
        for table in _in_order(self.meta):
            if filled := self._rows.get(table.name):
                known = set(chain.from_iterable(filled))
                keys = [column.name for column in table.c if column.name in known]
                self._send(table, keys, [tuple(map(row.get, keys)) for row in filled])
        if self._log_rows:
            self._send(self.meta.tables["change"], None, self._log_rows)
        for record, made in self._tokens.items():
            rows = [(token, record, id) for token in sorted(made) for id in made[token]]
            self._send(self.meta.tables["token"], None, rows)
        self._tokens_kept = 0
        for waiting in (self._rows, self._log_rows, self._tokens, self._pending):
            waiting.clear()

    def _send(self, table: Table, keys: list[str] | None, rows: list[Any]) -> None:
        """Insert rows (of all columns where no keys are given), many by one statement: each statement costs as much
        as several of its rows."""
        keys = keys or [column.name for column in table.c]
        one = str(insert(table).compile(dialect=self.conn.dialect, column_keys=keys))
        many = max(_BINDINGS // len(keys), 1)
        even = len(rows) // many * many
        if even:
            values = one[one.rindex("("):]
            grouped = [tuple(chain.from_iterable(rows[i:i + many])) for i in range(0, even, many)]
            self.conn.exec_driver_sql(one + f", {values}" * (many - 1), grouped)
        if even < len(rows):
            self.conn.exec_driver_sql(one, rows[even:])

    def insert(self, record: str, values: Mapping[str, Any], uid: str = "") -> int:
        """Add a row of plain values (category fields as ``x.…``, parts as lists). Its id."""
        spec = self.catalog.record(record)
        id = self._take(spec.table)
        uid = uid or self._uid()
        own: Row = {k: v for k, v in values.items() if v is not None and k in spec.fields}
        inferred = marks(values)
        own["deleted"] = 0
        extra = {k: v for k, v in values.items() if k[:2] == "x." and v is not None} if len(own) <= len(values) else {}
        self._rows[spec.table].append({
            "id": id, "uid": uid, "version": 1, **own, **sort_keys(spec, own),
            **({"extra": extra_of(extra)} if extra else {}), **({"inferred": marked(inferred)} if inferred else {})})
        self._pending.add((spec.table, id))
        self._put_tokens(spec, id, tokens(spec, own))
        made = [f'"{key}":[null,{_json(value)}]' for key, value in (*own.items(), *extra.items())]
        made += [f'"{MARK}{key}":[null,1]' for key in inferred]
        for part in spec.parts:
            if values.get(part):
                rows = placed((), values[part], self._row_uid)
                self._put_rows(spec, part, id, rows)
                if part == STEPS:
                    self._put_states(spec, id, values, rows)
                made += [f'"{part}/{row["uid"]}":{{{_born(spec, part, row)}}}' for row in rows]
        self._put_dues(spec, id, values)
        self._log(record, id, uid, f"{{{','.join(made)}}}")
        return id

    def update(self, record: str, id: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        """Change a row from what it was read as; False when nothing differs.

        Raises Invalid("stale") when somebody else has changed it since.
        """
        spec = self.catalog.record(record)
        if (spec.table, id) in self._pending:
            self.flush()
        rows = {p: placed(old.get(p) or (), new[p] or (), self._row_uid) for p in spec.parts if p in new}
        keys = [k for k in (*spec.fields, "deleted") if k in new]
        keys += [k for k in dict.fromkeys((*old, *new)) if k[:2] == "x."]
        left = {"inferred": _still_inferred(old, new)}
        changed = differing(flat(spec, {k: old.get(k) for k in (*keys, *rows, *left)}),
                            flat(spec, {**{k: new.get(k) for k in keys}, **rows, **left}))
        if not changed:
            return False
        plain = {k: pair[1] for k, pair in changed.items() if k in spec.fields or k == "deleted"}
        if any(k[:2] == "x." for k in changed):
            plain["extra"] = extra_of(new)
        if any(k.startswith(MARK) for k in changed):
            plain |= left
        self._apply(spec, id, old, plain, new)
        for part, made in rows.items():
            self._change_rows(spec, part, id, old.get(part) or (), made)
            if part == STEPS and spec.state:
                self._drop_states(spec, id)
                self._put_states(spec, id, {**old, **new}, made)
        if spec.state and self._life(spec, {**old, **new}):
            due = self.meta.tables["due"]
            self.conn.execute(delete(due).where(due.c.record == record, due.c.record_id == id))
            self._put_dues(spec, id, {**old, **new})
        self._log(record, id, str(old["uid"]), _JSON.encode(nested(changed)))
        return True

    def remove(self, record: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Mark many rows as deleted, each as it was read. Raises Invalid("stale") as `update` does."""
        table = self.table(record)
        self.flush()
        stmt = update(table).where(table.c.id == bindparam("b_id"), table.c.version == bindparam("b_version"))
        known = [{"b_id": row["id"], "b_version": row["version"], "b_next": row["version"] + 1} for row in rows]
        done = self.conn.execute(stmt.values(version=bindparam("b_next"), deleted=1), known)
        if done.rowcount != len(rows):
            raise _stale()
        for row in rows:
            self._log(record, row["id"], str(row["uid"]), _REMOVED)

    def _apply(self, spec: Record, id: int, old: Mapping[str, Any], plain: Row, new: Mapping[str, Any]) -> None:
        table = self.meta.tables[spec.table]
        done = self.conn.execute(
            update(table).where(table.c.id == id, table.c.version == old["version"])
            .values(version=old["version"] + 1, **plain, **sort_keys(spec, plain)))
        if done.rowcount != 1:
            raise _stale()
        if any(field.find and key in plain for key, field in spec.fields.items()) or "reading" in plain:
            self._retoken(spec, id, old, {**old, **plain})

    def _retoken(self, spec: Record, id: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Take away the tokens a row no longer has, and add its new ones."""
        before, after = tokens(spec, old), tokens(spec, new)
        table = self.meta.tables["token"]
        if gone := before - after:
            self.conn.execute(delete(table).where(
                table.c.record == spec.key, table.c.record_id == id, table.c.token.in_(gone)))
        self._put_tokens(spec, id, after - before)

    def index(self, spec: Record, id: int, row: Mapping[str, Any]) -> None:
        """Add all the tokens of a row that has none."""
        self._put_tokens(spec, id, tokens(spec, row))

    def _put_tokens(self, spec: Record, id: int, made: set[str]) -> None:
        own = self._tokens[spec.key]
        for token in made:
            own[token].append(id)
        self._tokens_kept += len(made)
        if self._tokens_kept > _BEFORE_FLUSH:
            self.flush()

    def _put_rows(self, spec: Record, part: str, owner: int, rows: Sequence[Mapping[str, Any]]) -> None:
        name = f"{spec.table}_{part}"
        keys = [field.key for field in spec.parts[part].fields]
        self._rows[name] += [
            {"id": self._take(name), "owner": owner, "uid": row["uid"], POSITION: row[POSITION],
             **{key: row.get(key) for key in keys}} for row in rows]

    def _change_rows(
        self, spec: Record, part: str, owner: int, old: Sequence[Mapping[str, Any]], new: Sequence[Row]
    ) -> None:
        """Child rows that went, came and changed, each by itself."""
        table = self.meta.tables[f"{spec.table}_{part}"]
        before = {one["id"]: one for one in old}
        if gone := before.keys() - {row["id"] for row in new}:
            self.conn.execute(delete(table).where(table.c.id.in_(gone)))
        keys = (POSITION, *(field.key for field in spec.parts[part].fields))
        for row in new:
            if row["id"] and (own := {k: row.get(k) for k in keys if row.get(k) != before[row["id"]].get(k)}):
                self.conn.execute(update(table).where(table.c.id == row["id"]).values(**own))
        if came := [row for row in new if not row["id"]]:
            self._put_rows(spec, part, owner, came)
            self._pending.add((spec.table, owner))

    def _put_states(self, spec: Record, id: int, values: Mapping[str, Any], rows: Sequence[Row]) -> None:
        """The states of past days, as the steps tell them."""
        if life := self._life(spec, values):
            self._rows["past"] += [
                {"record": spec.key, "record_id": id, "field": spec.state, "until": day, "value": state}
                for day, state in past_states(life, follow(life, rows)).items()]

    def _life(self, spec: Record, values: Mapping[str, Any]) -> Lifecycle | None:
        return self.catalog.lifecycle(spec.key, values.get(spec.category) if spec.category else None)

    def _put_dues(self, spec: Record, id: int, values: Mapping[str, Any]) -> None:
        """The days on which the limits that run fall."""
        life = self._life(spec, values) if spec.state else None
        if life and life.limits:
            course = follow(life, values.get(STEPS) or ())
            self._rows["due"] += [
                {"record": spec.key, "record_id": id, "limit": one.limit.key, "date": one.day}
                for one in deadlines(life, course, values, self.add_workdays) if one.limit.duty]

    def _drop_states(self, spec: Record, id: int) -> None:
        table = self.meta.tables["past"]
        self.conn.execute(delete(table).where(
            table.c.record == spec.key, table.c.record_id == id, table.c.field == spec.state))

    def keep_past(self, record: str, id: int, field: str, until: str, value: Value) -> None:
        """The value that held until (and without) the day; readings as of an earlier day use it."""
        table = self.meta.tables["past"]
        same = (table.c.record == record, table.c.record_id == id, table.c.field == field, table.c.until == until)
        self.conn.execute(delete(table).where(*same))
        self.conn.execute(insert(table).values(
            record=record, record_id=id, field=field, until=until, value="" if value is None else str(value)))

    def number(self, book: str, year: int) -> int:
        """The next number of a yearly book, without gaps: it is given back if the save fails."""
        table = self.meta.tables["number_book"]
        at = (table.c.book == book, table.c.year == year)
        last = self.conn.execute(select(table.c.last).where(*at)).scalar()
        if last is None:
            self.conn.execute(insert(table).values(book=book, year=year, last=1))
            return 1
        self.conn.execute(update(table).where(*at).values(last=last + 1))
        return int(last) + 1

    def _log(self, record: str, id: int, uid: str, values: str) -> None:
        """Note a change; `values` is JSON, [old, new] by field."""
        self._log_rows.append((self._take("change"), self._set or self.change_set(), record, id, uid, values))
        self.touched[record].append(id)


def _json(value: Any) -> str:
    """A value as the log writes it; the encoder is slow at single ones."""
    if type(value) is str:
        return _quoted(value)
    return str(value) if type(value) is int else _JSON.encode(value)


def _born(spec: Record, part: str, row: Mapping[str, Any]) -> str:
    """A new child row as the log writes it."""
    filled = [(f.key, row[f.key]) for f in spec.parts[part].fields if row.get(f.key) is not None]
    return ",".join(f'"{key}":[null,{_json(value)}]' for key, value in (*filled, (POSITION, row[POSITION])))


def _still_inferred(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """The marks of a changed row: who changes marks says which are left, else a field that is changed loses its own."""
    before: str | None = old.get("inferred")
    if "inferred" in new and new["inferred"] != before:
        return new["inferred"] or None
    return marked(key for key in marks(old) if key not in new or new[key] == old.get(key))


def _stale() -> Invalid:
    return Invalid("stale", "这条记录刚被别人修改过，请重新打开后再改")


def sort_keys(spec: Record, values: Mapping[str, Any]) -> Row:
    """The stored sort keys of the names and addresses among the values."""
    return {
        field.sort_column: _SORTS[field.find](str(values[field.key])) if values.get(field.key) else None
        for field in spec.sorted_by if field.key in values
    }


_SORTS: dict[str, Callable[[str], str]] = {
    "name": lru_cache(maxsize=20_000)(pinyin.sort_key), "address": lru_cache(maxsize=20_000)(address.sort_key),
}
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_REMOVED = _JSON.encode({"deleted": [0, 1]})


@lru_cache(maxsize=8)
def _in_order(meta: MetaData) -> tuple[Table, ...]:
    """The tables in the order of their references."""
    return tuple(meta.sorted_tables)


def extra_of(values: Mapping[str, Any]) -> str | None:
    """The category's own fields as stored JSON; nothing filled is NULL."""
    made = {key[2:]: value for key, value in values.items() if key[:2] == "x." and value is not None}
    return json.dumps(dict(sorted(made.items())), ensure_ascii=False, separators=(",", ":")) if made else None


def with_extra(row: Mapping[Any, Any]) -> Row:
    """A stored row with its category's fields laid open as ``x.…``."""
    extra = json.loads(row["extra"]) if row.get("extra") else {}
    return {**row, **{f"x.{key}": value for key, value in extra.items()}}
