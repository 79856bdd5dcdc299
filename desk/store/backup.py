"""Backups: made from the running database, opened again and counted before they are called good.

A backup is one file `居务台备份_20260105_143000.jwb`: a stored zip of the database (encrypted as it
is), keys.json, the encrypted attachments, and a manifest with the SHA-256 of each. It opens with the
passwords of its day. Daily backups lie beside the data and would repeat all photos 23 times; they keep
the photos once, in `backups/attachments`, and name them in their manifest.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from desk import clock
from desk.errors import Trouble
from desk.store.attachments import Attachments
from desk.store.engine import Opener, Raw, opener_of, troubles
from desk.store.keys import Keys
from desk.store.packing import ATTACHMENTS, DATABASE, KEYS, chunks, home, pack, read_manifest, unpack
from desk.store.place import Folder, write_file

SUFFIX = ".jwb"
_NAME = "居务台备份_%Y%m%d_%H%M%S" + SUFFIX

_DAYS, _WEEKS, _MONTHS = 7, 4, 12
"""What `thin` keeps: everything of a week, then the newest of each week, then of each month."""

_ROOM = "desk-"
"""The beginning of the name of a working folder; `thin` removes those a crash left."""
_STALE = 24 * 3600  # seconds

_UNSOUND = "备份没有通过检查，数据库可能已损坏；以前的备份都还在，请联系管理员用它们恢复。"

Steps = Generator[tuple[int, int], None, "BackupReport"]
"""Yields (done, total); returns the report. Closing it leaves nothing behind."""


@dataclass(frozen=True)
class BackupReport:
    """A backup that was opened and counted."""

    file: Path
    records: dict[str, int]
    """Rows by table, as counted in the backup itself."""
    attachments: int = 0
    damaged: tuple[str, ...] = ()
    """References of attachments that were already unreadable in the data folder."""
    verified: bool = True


@dataclass(frozen=True)
class RestoreReport:
    """What a restored folder holds."""

    folder: Folder
    made: str
    """When the backup was made: ISO date and time."""
    records: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """References of attachments the backup names and does not hold."""


def backup(engine: Engine, folder: Folder, out: Path | None = None) -> BackupReport:
    """Back up into one whole file; see `backup_steps`."""
    return _drained(backup_steps(engine, folder, out))


def backup_steps(engine: Engine, folder: Folder, out: Path | None = None, *, beside: bool = False) -> Steps:
    """Back up to `out` (a file, or a folder to put it in; default: the backups of the data folder).

    With `beside` the attachments are kept once next to the file instead of in it. An older file of
    the same name is replaced only by a verified one. Raises Trouble: disk, damaged database.
    """
    made = clock.now()
    target = Path(out or folder.backups)
    if target.is_dir() or out is None:
        target = target / made.strftime(_NAME)
    store = Attachments(folder, opener_of(engine).file_key)
    with troubles():
        folder.backups.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_ROOM, dir=folder.backups, ignore_cleanup_errors=True) as room:
            copy = Path(room) / DATABASE
            records = _copied(engine, copy)
            refs = list(store.all())
            yield 1, len(refs) + 2
            damaged = []
            for place, ref in enumerate(refs):
                if beside and (kept := _pool(target) / ref).exists() and kept.stat().st_size:
                    continue
                if not store.sound(ref):
                    damaged.append(ref)
                elif beside:
                    write_file(_pool(target) / ref, chunks(store.path(ref)))
                yield place + 2, len(refs) + 2
            inside = {} if beside else {ATTACHMENTS + ref: path for ref in refs if (path := store.path(ref)).exists()}
            files = {DATABASE: copy, KEYS: folder.keys, **inside}
            notes = {"made": made.isoformat(sep=" "), "records": records, "beside": refs if beside else []}
            pack(target, files, notes)
    yield len(refs) + 2, len(refs) + 2
    return BackupReport(target, records, len(refs), tuple(damaged))


def daily(engine: Engine, folder: Folder) -> BackupReport | None:
    """The backup of the day, once; then old ones are thinned. None: there is one of today already.

    Old ones stay untouched when the new one fails or an attachment proves damaged.
    """
    if any(made.date() == clock.today() for made in backups(folder).values()):
        return None
    report = _drained(backup_steps(engine, folder, beside=True))
    if not report.damaged:
        thin(folder, clock.today())
    return report


def backups(folder: Folder) -> dict[Path, datetime]:
    """The backups in the data folder with the moment in their names, newest first."""
    found = {}
    with troubles():
        for path in folder.backups.glob("*" + SUFFIX) if folder.backups.is_dir() else ():
            try:
                found[path] = datetime.strptime(path.name, _NAME)
            except ValueError:
                continue  # renamed by a person: theirs to keep
    return dict(sorted(found.items(), key=lambda item: item[1], reverse=True))


def thin(folder: Folder, today: date) -> list[Path]:
    """Remove backups that newer ones stand for, and photos no backup names; returns the removed files."""
    found = backups(folder)
    gone = [path for path in found if path not in _kept(found, today)]
    with troubles():
        for path in gone:
            path.unlink()
        for room in folder.backups.glob(_ROOM + "*"):
            if time.time() - room.stat().st_mtime > _STALE:
                shutil.rmtree(room, ignore_errors=True)
        pool = folder.backups / ATTACHMENTS
        if gone and pool.is_dir():
            try:
                named = {ref for path in folder.backups.glob("*" + SUFFIX) for ref in read_manifest(path)["beside"]}
            except Trouble:
                return gone  # one cannot be read: which photos it names is unknown, so keep all
            for photo in pool.iterdir():
                if photo.name not in named:
                    photo.unlink()
    return gone


def restore(file: Path, path: Path) -> RestoreReport:
    """Unpack a backup into a new folder; nothing is left there when it fails.

    Needs no password: every byte is held against the manifest, opening needs one as always.
    Raises Invalid `folder_not_empty`; Trouble for a damaged or foreign file, and of the disk.
    """
    manifest = read_manifest(file)
    existed = Path(path).exists()
    folder = Folder.create(path)
    try:
        unpack(file, manifest, folder)
        Keys.load(folder)
        missing = _fetch_beside(file, manifest, folder)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        if existed:
            folder.path.mkdir(exist_ok=True)
        raise
    return RestoreReport(folder, manifest["made"], manifest["records"], missing)



def _copied(engine: Engine, copy: Path) -> dict[str, int]:
    """Copy the database with SQLite's own call, and hold the copy against the same moment's counts."""
    opener = opener_of(engine)
    with closing(engine.raw_connection()) as pooled:
        source: Raw = pooled.driver_connection
        source.execute("PRAGMA query_only = 1")
        source.execute("BEGIN")  # one snapshot for the counts and the copy
        try:
            wanted = _counts(source)
            with closing(replace(opener, path=copy, create=True)()) as target:
                target.execute("PRAGMA journal_mode = OFF")
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")  # one file, readable anywhere
        finally:
            source.execute("ROLLBACK")
            source.execute("PRAGMA query_only = 0")
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    found = verify(replace(opener, path=copy))
    if found != wanted:
        raise Trouble("database_damaged", _UNSOUND)
    return found


def verify(opener: Opener) -> dict[str, int]:
    """Rows by table of an encrypted database, after SQLCipher's and SQLite's own checks.

    `opener_of(engine)` opens the live one. Raises Trouble when a check finds anything.
    """
    with troubles(), closing(replace(opener, read_only=True, create=False)()) as raw:
        if raw.execute("PRAGMA cipher_integrity_check").fetchall():
            raise Trouble("database_damaged", _UNSOUND)
        if raw.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise Trouble("database_damaged", _UNSOUND)
        return _counts(raw)


def _counts(raw: Raw) -> dict[str, int]:
    names = [
        name
        for schema, name, kind, *_ in raw.execute("PRAGMA table_list").fetchall()
        if schema == "main" and kind == "table" and not name.startswith("sqlite_")
    ]
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in sorted(names)}
    return {name: int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for name, table in quoted.items()}







def _fetch_beside(file: Path, manifest: dict[str, Any], folder: Folder) -> tuple[str, ...]:
    """Copy the photos kept next to a daily backup; returns those that are not there."""
    missing = []
    for ref in manifest["beside"]:
        source = _pool(Path(file)) / ref
        if source.is_file():
            write_file(home(ATTACHMENTS + ref, folder), chunks(source))
        else:
            missing.append(ref)
    return tuple(missing)


def _pool(file: Path) -> Path:
    return file.parent / ATTACHMENTS




def _kept(found: dict[Path, datetime], today: date) -> set[Path]:
    """Which of the backups, newest first, stay."""
    kept, weeks, months = set(), set(), set()
    for path, made in found.items():
        age = (today - made.date()).days
        week, month = made.isocalendar()[:2], (made.year, made.month)
        new_week = week not in weeks and age < _DAYS * (_WEEKS + 1)
        new_month = month not in months and (today.year - made.year) * 12 + today.month - made.month < _MONTHS
        weeks.add(week)
        months.add(month)
        if age < _DAYS or new_week or new_month:
            kept.add(path)
    return kept


def _drained(steps: Steps) -> BackupReport:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            report = end.value
            assert isinstance(report, BackupReport)
            return report
