"""Backups that have been opened and counted, and the check of a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from desk.errors import Trouble
from desk.service.desk import Desk
from desk.service.entries.checking import problems
from desk.service.jobs import Job, Step, run
from desk.service.look import StoreLook, full_row
from desk.spec import Record
from desk.spec.checks import check as check_catalog
from desk.store.backup import BackupReport, backup_steps, restore, verify
from desk.store.engine import opener_of
from desk.store.tokens import tokens


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: where, and what."""

    code: str
    record: str
    id: int
    text: str


def backup(desk: Desk, out: Path | None = None) -> Job[BackupReport]:
    """A verified backup in one file, keys and attachments with it."""
    steps = backup_steps(desk.engine, desk.folder, out)
    try:
        while True:
            done, total = next(steps)
            yield Step(done, total, "正在备份并核对")
    except StopIteration as stop:
        report: BackupReport = stop.value
        return report
    finally:
        steps.close()


def check(desk: Desk) -> list[Finding]:
    """Is the database sound, and do the records agree with their own rules?"""
    return run(checking(desk))


def checking(desk: Desk) -> Job[list[Finding]]:
    """`check` as a job: a step for each kind of record."""
    yield Step(0, 0, "正在检查数据库")
    try:
        verify(opener_of(desk.engine))
    except Trouble as trouble:
        if trouble.code != "database_damaged":
            raise
        return [Finding("damaged", "", 0, trouble.text)]
    found = [Finding("catalog", "", 0, text) for text in (*check_catalog(desk.catalog), *desk.catalog.left_out)]
    kinds = tuple(desk.catalog.records.values())
    with desk.read() as conn:
        for done, spec in enumerate(kinds):
            yield Step(done, len(kinds), f"正在检查{spec.title}")
            found += _records(desk, conn, spec)
            found += _tokens(desk, conn, spec)
    return found


def _records(desk: Desk, conn: Connection, spec: Record) -> Iterator[Finding]:
    look = StoreLook(desk, conn)
    table = desk.meta.tables[spec.table]
    for id in conn.execute(select(table.c.id).where(table.c.deleted == 0)).scalars().all():
        row = full_row(desk, conn, spec.key, id)
        for one in problems(desk, spec.key, row or {}, look):
            if not one.warning:
                yield Finding(one.code, spec.key, id, one.text)


def _tokens(desk: Desk, conn: Connection, spec: Record) -> Iterator[Finding]:
    """Recompute the search tokens of every row."""
    table, token = desk.meta.tables[spec.table], desk.meta.tables["token"]
    stored: dict[int, set[str]] = {}
    for id, text in conn.execute(select(token.c.record_id, token.c.token).where(token.c.record == spec.key)):
        stored.setdefault(id, set()).add(text)
    for row in conn.execute(select(table)).mappings():
        if stored.pop(row["id"], set()) != tokens(spec, dict(row)):
            yield Finding("tokens", spec.key, row["id"], f"{spec.title}的检索信息不一致，须重建检索")
    for id in stored:
        yield Finding("tokens", spec.key, id, f"{spec.title}的检索信息多余，须重建检索")


__all__ = ["BackupReport", "Finding", "backup", "check", "checking", "restore"]
