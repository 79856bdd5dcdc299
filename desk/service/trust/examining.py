"""数据体检: contradictions that rules can find, and those that a person has looked at and let stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from desk import clock
from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.trust.inferred import Inferred, inferred
from desk.service.trust.inferred import confirm as confirm_inferred
from desk.service.trust.rules import RULES, Rule
from desk.service.trust.searches import SEARCHES
from desk.spec.sentence import sentence

Row = tuple[str, int, str]
"""A record, an id and the row's title."""
_KIND, _CHUNK, _INFERRED = "dismissed", 400, "inferred:"


@dataclass(frozen=True)
class Finding:
    """Rows that contradict themselves or each other: why they were found, how and at which field they are mended."""

    code: str
    title: str
    why: str
    mend: str
    rows: tuple[Row, ...]
    field: str = ""
    confirms: bool = False
    """What the rows hold was inferred: right ones are confirmed, and need no reason."""


@dataclass(frozen=True)
class Dismissed:
    """A row of a finding that is right as it is, with who said so, when and why."""

    code: str
    finding: str
    record: str
    id: int
    title: str
    reason: str
    at: str
    worker: str


def examine(desk: Desk) -> list[Finding]:
    """All contradictions that the rules find today, in the order of the rules, but for the rows dismissed."""
    found = []
    with desk.read() as conn:
        known = _known(desk, conn)
        for rule in RULES:
            record = rule.record.spec.key
            if rows := _left(known, rule.code, _rows(desk, conn, rule)):
                why = sentence(desk.catalog, record, rule.where)
                found.append(Finding(rule.code, rule.title, why, rule.mend, _titled(desk, record, rows), rule.field))
        for one in SEARCHES:
            if rows := _left(known, one.code, _seen(desk, conn, one.record, one.search(desk, conn))):
                named = _titled(desk, one.record, rows)
                found.append(Finding(one.code, one.title, one.why, one.mend, named, one.field))
        found += [_of_inferred(desk, one) for one in inferred(desk, conn)]
    return found


def _of_inferred(desk: Desk, one: Inferred) -> Finding:
    title = f"{desk.catalog.record(one.record).title}的「{one.title}」由文字推定"
    why = f"导入或升级时，按{f'「{one.sources}」的' if one.sources else ''}文字推定，还没有人核对过；统计已按它计算"
    return Finding(f"{_INFERRED}{one.record}:{one.field}", title, why, "对的打勾确认，不对的点开更正后保存", one.rows,
                   one.field, True)


def confirm(desk: Desk, code: str, ids: Sequence[int]) -> dict[str, list[int]]:
    """Rows of an inferred finding are right; what was written, by record. Raises Invalid("unknown_finding")."""
    record, _, field = code.removeprefix(_INFERRED).partition(":")
    if not code.startswith(_INFERRED) or not field:
        raise Invalid("unknown_finding", f"这一项检查不用确认：{code}")
    return confirm_inferred(desk, record, field, ids)


def _left(known: dict[tuple[str, int], dict[str, str]], code: str, ids: Iterable[int]) -> list[int]:
    return [id for id in ids if (code, id) not in known]


def _seen(desk: Desk, conn: Connection, record: str, ids: Iterable[int]) -> list[int]:
    """Those of the rows that are there for the caller."""
    reader = desk.reader()
    t, wanted = reader.source(record), sorted(set(ids))
    alive = select(t.c.id).where(reader.alive(record, t))
    return [id for start in range(0, len(wanted), _CHUNK)
            for id in conn.execute(alive.where(t.c.id.in_(wanted[start:start + _CHUNK])).order_by(t.c.id)).scalars()]


def _titled(desk: Desk, record: str, ids: Sequence[int]) -> tuple[Row, ...]:
    names = titles(desk, record, ids)
    return tuple((record, id, names.get(id, "")) for id in ids)


def _rows(desk: Desk, conn: Connection, rule: Rule) -> list[int]:
    record = rule.record.spec.key
    reader = desk.reader()
    t = reader.source(record)
    tests = [reader.alive(record, t), reader.where(record, t, rule.where)]
    if rule.record.spec.span and not rule.ever:
        tests.append(reader.in_force(record, t))
    return list(conn.execute(select(t.c.id).where(*tests).order_by(t.c.id)).scalars())


# what a person has let stand

_RECORDS = {rule.code: (rule.record.spec.key, rule.title) for rule in RULES} | {
    one.code: (one.record, one.title) for one in SEARCHES}


def dismiss(desk: Desk, code: str, ids: Sequence[int], reason: str) -> None:
    """Let rows of a finding stand as they are. Raises Invalid: "required" without a reason, "unknown_finding"."""
    if not reason.strip():
        raise Invalid("required", "请写明为什么没有问题")
    title, made = _finding(code)[1], desk.meta.tables["made"]
    keys = [f"{code}:{id}" for id in dict.fromkeys(ids)]
    spec = json.dumps({"reason": reason.strip(), "at": clock.now().isoformat(" ")[:19], "worker": desk.caller.worker},
                      ensure_ascii=False)
    with desk.write(f"数据体检：{title}，{len(keys)}条没有问题") as writer:
        writer.change_set()
        writer.conn.execute(delete(made).where(made.c.kind == _KIND, made.c.key.in_(keys)))
        writer.conn.execute(insert(made), [{"kind": _KIND, "key": key, "spec": spec} for key in keys])


def restore(desk: Desk, code: str, id: int) -> None:
    """Examine a dismissed row again."""
    title, made = _finding(code)[1], desk.meta.tables["made"]
    with desk.write(f"数据体检：{title}，重新检查") as writer:
        writer.change_set()
        writer.conn.execute(delete(made).where(made.c.kind == _KIND, made.c.key == f"{code}:{id}"))


def dismissed(desk: Desk) -> list[Dismissed]:
    """The rows that were dismissed, the latest first; those that the caller may not see are left out."""
    made = []
    with desk.read() as conn:
        known = _known(desk, conn)
        for code, (record, finding) in _RECORDS.items():
            own = {id: spec for (of, id), spec in known.items() if of == code}
            made += [Dismissed(code, finding, record, id, title, own[id]["reason"], own[id]["at"], own[id]["worker"])
                     for _, id, title in _titled(desk, record, _seen(desk, conn, record, own))]
    return sorted(made, key=lambda one: one.at, reverse=True)


def _finding(code: str) -> tuple[str, str]:
    if code not in _RECORDS:
        raise Invalid("unknown_finding", f"没有这一项检查：{code}")
    return _RECORDS[code]


def _known(desk: Desk, conn: Connection) -> dict[tuple[str, int], dict[str, str]]:
    table = desk.meta.tables["made"]
    found = conn.execute(select(table.c.key, table.c.spec).where(table.c.kind == _KIND))
    split = ((key.rpartition(":"), json.loads(spec)) for key, spec in found)
    return {(code, int(id)): spec for (code, _, id), spec in split}


__all__ = ["RULES", "SEARCHES", "Dismissed", "Finding", "confirm", "dismiss", "dismissed", "examine", "restore"]
