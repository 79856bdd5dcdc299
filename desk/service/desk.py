"""An open community, and how it is made and opened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, delete, func, insert, select

from desk import clock
from desk.errors import Invalid
from desk.service.catalog import build
from desk.spec.catalog import Catalog
from desk.spec.course import course
from desk.spec.lifecycle import NOT_IN_FORCE
from desk.spec.record import Record
from desk.store import schema, tokens
from desk.store.attachments import Attachments
from desk.store.changes import PROGRAM, Stamp, Writer
from desk.store.engine import open_engine, reading, troubles, writing
from desk.store.keys import PRACTICE_PASSWORD, Keys, check_password, new_keys
from desk.store.place import Folder
from desk.store.rows import full_rows
from desk.store.sql import Reader
from desk.store.tables import tables
from desk.store.workdays import Workdays

COURSES = "1"
"""The version of what rows without steps are given; an older database is brought up to it when it is opened."""
UPGRADE = "升级"
"""The reason of what the program itself brings up to date: nobody's doing, and in no history."""
_CHUNK = 500


@dataclass(frozen=True)
class Caller:
    """Who asks. `rights` starts without any right to a sensitive category."""

    worker: str
    rights: frozenset[str] = frozenset()


@dataclass
class Desk:
    """An open community bound to its caller. Close it when done."""

    folder: Folder
    engine: Engine
    catalog: Catalog
    meta: MetaData
    caller: Caller
    settings: dict[str, str]
    attachments: Attachments
    practice: bool = False
    file_key: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """The community's name, e.g. 阳光社区."""
        return self.settings.get("name", "")

    @property
    def started(self) -> str:
        """建账日: before it a figure is unknown, not zero."""
        return self.settings.get("started", "")

    @property
    def today(self) -> str:
        return clock.today().isoformat()

    @property
    def workdays(self) -> Workdays:
        """The office's calendar: the national one, the years whose notice was entered, its own corrections on top."""
        return _calendar(self.settings.get("workdays", "{}"), self.settings.get("workday_years", "[]"))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with reading(self.engine) as conn:
            yield conn

    @contextmanager
    def write(self, reason: str, batch: int | None = None, undoes: int | None = None) -> Iterator[Writer]:
        """A writer in one transaction; everything or nothing."""
        moment, station = clock.now().isoformat(" "), self.settings.get("station", "A")
        stamp = Stamp(self.caller.worker, moment, reason, station, batch, undoes)
        with writing(self.engine) as conn:
            writer = Writer(conn, self.meta, self.catalog, stamp, lambda day, count: self.workdays.add(day, count).date)
            yield writer
            writer.flush()

    def reader(self, on: str | None = None, since: str = "", until: str = "") -> Reader:
        """SQL for a day (today without one) and a period."""
        day = on or (min(until, self.today) if until else self.today)
        shut = {record: codes for record in self.catalog.categories if (codes := self.closed(record))}
        return Reader(self.catalog, self.meta, day, since, until, past=day < self.today, closed=shut)

    def closed(self, record: str) -> tuple[str, ...]:
        """The sensitive categories of a record that the caller has no right to; a right covers those below it."""
        made = []
        for key in self.catalog.categories.get(record, {}):
            chain = self.catalog.ancestry(record, key)
            if any(c.sensitive for c in chain) and not any(f"{record}:{c.key}" in self.caller.rights for c in chain):
                made.append(key)
        return tuple(made)

    def unbarred(self) -> Desk:
        """The same for a caller with every right."""
        return self.with_rights(
            frozenset(f"{record}:{key}" for record, own in self.catalog.categories.items() for key in own))

    def with_rights(self, rights: frozenset[str]) -> Desk:
        """The same for a caller with these rights: what is kept for all must not depend on who keeps it."""
        return replace(self, caller=Caller(self.caller.worker, rights))

    def set(self, **values: str) -> None:
        """Keep settings of the community."""
        with self.write("设置") as writer:
            put_settings(writer.conn, self.meta, values)
        self.settings.update(values)

    def reload(self) -> None:
        """Read the office's own specs again, and which years' holidays it knows."""
        with self.read() as conn:
            self.catalog = build(made_specs(conn, self.meta), self.workdays.known_until)

    def close(self) -> None:
        self.engine.dispose()


def put_settings(conn: Connection, meta: MetaData, values: Mapping[str, str]) -> None:
    """Write settings within a transaction of the caller's."""
    table = meta.tables["setting"]
    for key, value in values.items():
        conn.execute(table.delete().where(table.c.key == key))
        conn.execute(insert(table).values(key=key, value=value))


def made_specs(conn: Connection, meta: MetaData) -> list[Mapping[str, Any]]:
    """The office's own categories, ledgers, figures and code lists, as stored."""
    rows = conn.execute(select(meta.tables["made"])).mappings()
    return [{"kind": r["kind"], "key": r["key"], **json.loads(r["spec"])} for r in rows]


def create(path: Path, name: str, worker: str, password: str, practice: bool = False) -> tuple[Desk, str]:
    """A new, empty community, and its recovery code to be printed.

    Raises Invalid for a folder that is not empty, a missing name or a weak password; nothing
    is left behind then.
    """
    if not name.strip():
        raise Invalid("required", "请填写社区名称")
    check_password(password, practice=practice)
    folder = Folder.create(path)
    try:
        made = new_keys(worker.strip() or "管理员", password, practice)
        made.keys.save(folder)
        engine = open_engine(folder.database, made.file_key, create=True)
        try:
            _found(engine, name.strip())
            desk = _desk(folder, engine, made.file_key, worker.strip() or "管理员", practice)
        except BaseException:
            engine.dispose()
            raise
    except BaseException:
        _clear(folder)
        raise
    return desk, made.recovery_code


def _found(engine: Engine, name: str) -> None:
    """The tables of a new community, and its first settings."""
    meta = tables(build(()).records.values())
    with troubles():
        schema.upgrade(engine, meta)
    with writing(engine) as conn:
        put_settings(conn, meta, {"name": name, "started": clock.today().isoformat(), "station": "A",
                                  "tokens": tokens.VERSION, "courses": COURSES})


def _clear(folder: Folder) -> None:
    """Take away what a failed start has made."""
    for path in sorted(folder.path.rglob("*"), reverse=True):
        path.unlink(missing_ok=True) if path.is_file() else path.rmdir()


def open_desk(path: Path, password: str | None = None, worker: str | None = None) -> Desk:
    """Open a community. A practice community opens with its known password when none is given.

    An older database is backed up and upgraded first. Raises Trouble: not a data folder, wrong
    password, damaged, of a newer program.
    """
    folder = Folder.open(path)
    keys = Keys.load(folder)
    if password is None and keys.practice:
        password = PRACTICE_PASSWORD
    name, file_key = keys.unlock(password or "", worker)
    return open_with_key(folder, file_key, name, keys.practice)


def open_with_key(folder: Folder, file_key: bytes, worker: str, practice: bool = False) -> Desk:
    """Open with the file key itself (after a password or the recovery code); what is older is brought up to date."""
    engine = open_engine(folder.database, file_key)
    try:
        if schema.needs_upgrade(engine):
            from desk.store.backup import backup

            backup(engine, folder)
            schema.upgrade(engine, tables(build(()).records.values()))
        desk = _desk(folder, engine, file_key, worker, practice)
        if desk.settings.get("tokens") != tokens.VERSION:
            rebuild_search(desk)
            desk.set(tokens=tokens.VERSION)
        if desk.settings.get("courses") != COURSES:
            settle_courses(desk)
            desk.set(courses=COURSES)
        return desk
    except BaseException:
        engine.dispose()
        raise


def _desk(folder: Folder, engine: Engine, file_key: bytes, worker: str, practice: bool) -> Desk:
    meta = tables(build(()).records.values())
    with reading(engine) as conn:
        settings = {r.key: r.value for r in conn.execute(select(meta.tables["setting"]))}
        specs = made_specs(conn, meta)
    rights = frozenset(json.loads(settings.get(f"rights:{worker}", "[]")))
    caller = Caller(worker, rights)
    made = Desk(folder, engine, build(()), meta, caller, settings, Attachments(folder, file_key), practice, file_key)
    made.catalog = build(specs, made.workdays.known_until)
    return made


@lru_cache(maxsize=4)
def _calendar(corrections: str, years: str) -> Workdays:
    return Workdays(json.loads(corrections), json.loads(years))


def rebuild_search(desk: Desk) -> int:
    """Compute every row's search tokens anew; the number of tokens."""
    with desk.write("重建检索") as writer:
        token = desk.meta.tables["token"]
        writer.conn.execute(delete(token))
        for spec in desk.catalog.records.values():
            rows = [dict(r) for r in writer.conn.execute(select(desk.meta.tables[spec.table])).mappings()]
            for row in rows:
                writer.index(spec, row["id"], row)
        writer.flush()
        return int(writer.conn.execute(select(func.count()).select_from(token)).scalar() or 0)


def begun(path: Path) -> bool:
    """Whether anything of a community lies in the folder, though it be damaged or half of it lost."""
    folder = Folder(path)
    return folder.keys.exists() or folder.database.exists()


def settle_courses(desk: Desk) -> int:
    """Give rows of a database without steps those that their dates and states tell; how many rows changed."""
    changed = 0
    with replace(desk, caller=Caller(PROGRAM)).write(UPGRADE) as writer:
        for spec in desk.catalog.records.values():
            if spec.state:
                table = desk.meta.tables[spec.table]
                ids = list(writer.conn.execute(select(table.c.id).order_by(table.c.id)).scalars())
                for start in range(0, len(ids), _CHUNK):
                    for id, row in full_rows(writer.conn, desk.meta, spec, ids[start:start + _CHUNK]).items():
                        stood = {**row, spec.state: row[spec.state] or _stood(desk.catalog, spec, row)}
                        day = desk.started or desk.today
                        new = {**row, **course(desk.catalog, spec, {**row, spec.state: None}, stood, day, jump=True)}
                        changed += writer.update(spec.key, id, row, new)
    return changed


def _stood(catalog: Catalog, spec: Record, row: Mapping[str, Any]) -> str | None:
    """The state of a row from before there were any: what was kept in a register was in force."""
    life = catalog.lifecycle(spec.key, row.get(spec.category) if spec.category else None)
    if life is None or not spec.span or row[spec.span[1]] or life.first not in life.of_class(*NOT_IN_FORCE):
        return None
    return life.of_class("in_force")[0]


def is_practice(path: Path) -> bool:
    """Whether a folder holds a practice community. Raises Trouble where it is no data folder."""
    return Keys.load(Folder.open(path)).practice
