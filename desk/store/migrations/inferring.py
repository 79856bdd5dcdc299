"""Filling a field that is new by the condition under which a figure used to search for words.

Used by steps only. It reads and writes the tables as they are at its step, by their names: it knows no declarations,
which change. Each value is marked as inferred, at its row and in the log, until a person confirms it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from desk import clock


@dataclass(frozen=True)
class Filling:
    """A value for the rows of a record that satisfy a condition.

    `field` is a column, or ``x.key`` of a category. A field of several codes takes them one after the other. The
    condition has the stored form of conditions, with ``and``, ``or``, ``not``, ``is``, ``has`` alone; its codes are
    meant literally, save that those of ``category``, and of a ``list`` that is named, hold for the office's own below
    them too."""

    record: str
    field: str
    value: str | int
    where: Mapping[str, Any]
    several: bool = False


Row = dict[str, Any]
Pairs = dict[str, list[Any]]


def fill(conn: Connection, fillings: Sequence[Filling]) -> None:
    """Fill, mark and log, rule by rule; all of it is one change-set."""
    logged: dict[tuple[str, int, str], Pairs] = {}
    for one in fillings:
        t = sa.table(one.record, *map(sa.column, ("id", "uid", "extra", "inferred", _column(one.field))))
        for row in conn.execute(sa.select(t).where(_where(conn, one.record, one.where))).mappings().all():
            if (pair := _filled(one, row)) is not None:
                conn.execute(sa.update(t).where(t.c.id == row["id"]).values(**_values(one.field, pair[1], row)))
                pairs = logged.setdefault((one.record, row["id"], row["uid"]), {})
                pairs[one.field] = [pairs.get(one.field, pair)[0], pair[1]]
                pairs[f"?{one.field}"] = [None, 1]
    if logged:
        _log(conn, logged)


def _column(field: str) -> str:
    return "extra" if field.startswith("x.") else field


def _filled(one: Filling, row: Mapping[Any, Any]) -> list[Any] | None:
    """The field before and after; None where it already says so, or says something else."""
    extra = json.loads(row["extra"] or "{}")
    held = extra.get(one.field[2:]) if one.field.startswith("x.") else row[one.field]
    if held in (None, ""):
        return [None, one.value]
    if not one.several or one.value in str(held).split(","):
        return None
    return [held, f"{held},{one.value}"]


def _values(field: str, value: Any, row: Mapping[Any, Any]) -> Row:
    """The stored columns of a row with a field's value and its mark."""
    marks = [key for key in (row["inferred"] or "").split(",") if key and key != field]
    made: Row = {"inferred": ",".join([*marks, field])}
    if not field.startswith("x."):
        return made | {field: value}
    extra = dict(sorted({**json.loads(row["extra"] or "{}"), field[2:]: value}.items()))
    return made | {"extra": _json(extra)}


def _log(conn: Connection, logged: Mapping[tuple[str, int, str], Pairs]) -> None:
    save = sa.table("change_set", *map(sa.column, ("uid", "station", "worker", "at", "reason")))
    change = sa.table("change", *map(sa.column, ("change_set", "record", "record_id", "uid", "values")))
    station = conn.execute(sa.text("SELECT value FROM setting WHERE key = 'station'")).scalar()
    conn.execute(sa.insert(save).values(
        uid=uuid4().hex, station=station or "A", worker="程序", at=clock.now().isoformat(" "),
        reason="升级：由文字推定"))
    own = conn.execute(sa.text("SELECT max(id) FROM change_set")).scalar()
    conn.execute(sa.insert(change), [
        {"change_set": own, "record": record, "record_id": id, "uid": uid, "values": _json(pairs)}
        for (record, id, uid), pairs in logged.items()])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _where(conn: Connection, record: str, data: Mapping[str, Any]) -> ColumnElement[bool]:
    if "and" in data:
        return sa.and_(*(_where(conn, record, one) for one in data["and"]))
    if "or" in data:
        return sa.or_(*(_where(conn, record, one) for one in data["or"]))
    if "not" in data:
        return sa.not_(_where(conn, record, data["not"]))
    value = _read(record, data["path"])
    if "has" in data:
        return sa.func.coalesce(sa.func.instr(value, data["has"]) > 0, sa.false())
    codes = data["is"]
    if data["path"] == "category":
        codes = _with_own(codes, _own_categories(conn, record))
    elif "list" in data:
        codes = _with_own(codes, _own_codes(conn, data["list"]))
    return sa.func.coalesce(sa.or_(*(sa.func.instr("," + value + ",", f",{code},") > 0 for code in codes)), sa.false())


def _read(record: str, path: str) -> Any:
    """A column, a category's field, or a column of the row that a link of the record's name leads to."""
    link, _, key = path.rpartition(".")
    if link == "x":
        return sa.func.json_extract(sa.literal_column(f'"{record}".extra'), f'$."{key}"')
    if not link:
        return sa.literal_column(f'"{record}"."{key}"')
    far = sa.table(link, sa.column("id"), sa.column(key)).alias(f"far_{link}")
    near: ColumnElement[Any] = sa.literal_column(f'"{record}"."{link}"')
    return sa.select(far.c[key]).where(far.c.id == near).scalar_subquery()


def _own(conn: Connection, kind: str) -> list[dict[str, Any]]:
    """The office's own specs of a kind."""
    made = sa.table("made", *map(sa.column, ("kind", "key", "spec")))
    rows = conn.execute(sa.select(made.c.key, made.c.spec).where(made.c.kind == kind))
    return [{"key": key, **json.loads(spec)} for key, spec in rows]


def _own_categories(conn: Connection, record: str) -> dict[str, str]:
    """The office's own categories of a record, with those above them."""
    return {one["key"]: one.get("parent", "") for one in _own(conn, "category") if one.get("record") == record}


def _own_codes(conn: Connection, key: str) -> dict[str, str]:
    """The office's own codes in a list, with those above them."""
    return {entry["code"]: entry.get("parent", "") for one in _own(conn, "codes") if one["key"] == key
            for entry in one.get("entries", ())}


def _with_own(codes: Sequence[str], above: Mapping[str, str]) -> list[str]:
    """The codes with the office's own below them."""
    meant, grown = set(codes), True
    while grown:
        below = {key for key, parent in above.items() if parent in meant} - meant
        meant, grown = meant | below, bool(below)
    return sorted(meant)
