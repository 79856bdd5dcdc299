"""Backups: counted, thinned, restored; and what happens to damaged and hostile ones."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, text

from desk.errors import Invalid, Trouble
from desk.store.attachments import Attachments
from desk.store.backup import backup, backup_steps, backups, daily, restore, thin, verify
from desk.store.engine import open_engine, opener_of, reading, writing
from desk.store.keys import Keys, NewKeys, new_keys
from desk.store.place import Folder

PHOTOS = [f"照片{n}".encode() * 1000 for n in range(3)]
TABLES = {"resident": 200, "visit": 0, "名 \"册\"": 1}


class Office(NamedTuple):
    folder: Folder
    engine: Engine
    store: Attachments
    refs: list[str]


@pytest.fixture(scope="module")
def made() -> NewKeys:
    return new_keys("周敏华", "海棠花开了!")


@pytest.fixture
def office(tmp_path: Path, made: NewKeys, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("DESK_TODAY", "2026-01-05")
    folder = Folder.create(tmp_path / "资料")
    shutil.copy(_saved(made, tmp_path), folder.keys)
    engine = open_engine(folder.database, made.file_key, create=True)
    with writing(engine) as conn:
        for name in TABLES:
            quoted = name.replace('"', '""')
            conn.exec_driver_sql(f'CREATE TABLE "{quoted}" (id INTEGER PRIMARY KEY, body TEXT UNIQUE)')
        conn.exec_driver_sql("CREATE VIRTUAL TABLE search USING fts5(t, content='resident', content_rowid='id')")
        conn.execute(text("INSERT INTO resident(body) VALUES (:b)"), [{"b": f"{n}" * 300} for n in range(200)])
        conn.exec_driver_sql("INSERT INTO \"名 \"\"册\"\"\"(body) VALUES ('一')")
    store = Attachments(folder, made.file_key)
    yield Office(folder, engine, store, [store.put(photo, "照片.jpg") for photo in PHOTOS])
    engine.dispose()


def _saved(made: NewKeys, tmp_path: Path) -> Path:
    data = {"version": 1, "practice": False, "workers": made.keys.workers, "recovery": made.keys.recovery}
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_backup_and_restore(office: Office, made: NewKeys, tmp_path: Path) -> None:
    report = backup(office.engine, office.folder)
    assert report.file.parent == office.folder.backups
    assert report.file.name.startswith("居务台备份_20260105_")
    assert report.records == TABLES
    assert (report.verified, report.attachments, report.damaged) == (True, 3, ())
    assert contents(office.folder.backups) == [report.file.name]

    there = restore(report.file, tmp_path / "新电脑")
    assert there.made.startswith("2026-01-05 ")
    assert (there.records, there.missing) == (TABLES, ())
    folder = Folder.open(there.folder.path)
    _, file_key = Keys.load(folder).unlock("海棠花开了!")
    engine = open_engine(folder.database, file_key)
    with reading(engine) as conn:
        assert conn.execute(text("SELECT body FROM resident WHERE id = 8")).scalar_one() == "7" * 300
    engine.dispose()
    store = Attachments(folder, file_key)
    assert [store.get(ref) for ref in office.refs] == PHOTOS


def test_a_backup_is_of_one_moment_while_others_write(office: Office) -> None:
    steps = backup_steps(office.engine, office.folder)
    progress = [next(steps)]
    with writing(office.engine) as conn:
        conn.execute(text("INSERT INTO visit(body) VALUES ('later')"))
    while True:
        try:
            progress.append(next(steps))
        except StopIteration as end:
            report = end.value
            break
    assert report.records == TABLES
    assert progress == [(n, 5) for n in range(1, 6)]


def test_an_open_write_does_not_stop_a_backup_and_is_not_in_it(office: Office) -> None:
    with writing(office.engine) as conn:
        conn.execute(text("INSERT INTO visit(body) VALUES ('not yet')"))
        assert backup(office.engine, office.folder).records == TABLES


def test_cancel_leaves_nothing(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "U盘" / "备份.jwb"
    steps = backup_steps(office.engine, office.folder, out)
    next(steps)
    next(steps)
    steps.close()
    assert contents(out.parent) == []
    assert contents(office.folder.backups) == []


def test_backup_to_a_named_file_or_folder(office: Office, tmp_path: Path) -> None:
    named = tmp_path / "U盘" / "备份"
    assert backup(office.engine, office.folder, named).file == named
    assert backup(office.engine, office.folder, named).file == named  # replaced
    assert backup(office.engine, office.folder, tmp_path / "U盘").file.name.startswith("居务台备份_")
    assert contents(office.folder.backups) == []


def test_nothing_in_a_backup_is_readable(office: Office) -> None:
    data = backup(office.engine, office.folder).file.read_bytes()
    for secret in (b"7" * 20, PHOTOS[0][:20], "照片".encode()):
        assert secret not in data


def test_a_damaged_database_never_replaces_a_good_backup(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "备份.jwb"
    backup(office.engine, office.folder, out)
    good = out.read_bytes()
    opener = opener_of(office.engine)
    office.engine.dispose()
    data = bytearray(office.folder.database.read_bytes())
    data[len(data) // 2] ^= 1
    office.folder.database.write_bytes(data)
    with pytest.raises(Trouble, match="损坏"):
        backup(office.engine, office.folder, out)
    with pytest.raises(Trouble, match="损坏"):
        daily(office.engine, office.folder)
    with pytest.raises(Trouble, match="损坏"):
        verify(opener)
    assert out.read_bytes() == good
    assert contents(office.folder.backups) == []


def test_a_torn_index_is_found(office: Office) -> None:
    """A database that decrypts well and is wrong inside: an index that does not agree with its table."""
    with writing(office.engine) as conn:
        conn.exec_driver_sql("PRAGMA writable_schema = ON")
        conn.exec_driver_sql("DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_visit_1'")
    office.engine.dispose()
    with pytest.raises(Trouble, match=r"损坏|没有通过检查"):
        backup(office.engine, office.folder)
    assert contents(office.folder.backups) == []


def test_a_damaged_photo_is_named_and_does_not_stop_the_backup(office: Office, tmp_path: Path) -> None:
    broken = office.refs[1]
    office.store.path(broken).write_bytes(b"JWA1 broken")
    assert backup(office.engine, office.folder, tmp_path / "备份.jwb").damaged == (broken,)
    report = daily(office.engine, office.folder)
    assert report is not None
    assert report.damaged == (broken,)
    assert restore(report.file, tmp_path / "新").missing == (broken,)


def test_daily_keeps_photos_once_and_restores_them(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = daily(office.engine, office.folder)
    assert first is not None
    assert daily(office.engine, office.folder) is None
    monkeypatch.setenv("DESK_TODAY", "2026-01-06")
    second = daily(office.engine, office.folder)
    assert second is not None
    assert contents(office.folder.backups / "attachments") == sorted(office.refs)
    with zipfile.ZipFile(second.file) as archive:
        assert sorted(archive.namelist()) == ["desk.db", "keys.json", "manifest.json"]

    there = restore(second.file, tmp_path / "新")
    assert there.missing == ()
    assert [Attachments(there.folder, opener_of(office.engine).file_key).get(r) for r in office.refs] == PHOTOS
    moved = shutil.copy(second.file, tmp_path / "单独.jwb")
    assert restore(Path(moved), tmp_path / "另").missing == tuple(sorted(office.refs))


def test_photos_go_with_the_last_backup_that_names_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = daily(office.engine, office.folder)
    assert first is not None
    office.store.path(office.refs[0]).unlink()
    monkeypatch.setenv("DESK_TODAY", "2027-06-01")
    with writing(office.engine) as conn:
        conn.execute(text("INSERT INTO visit(body) VALUES ('later')"))
    assert daily(office.engine, office.folder) is not None
    assert not first.file.exists()
    assert contents(office.folder.backups / "attachments") == sorted(office.refs[1:])


def test_thinning_over_two_years(tmp_path: Path) -> None:
    """A backup every day and two on Mondays: what lies there after each day."""
    folder = Folder.create(tmp_path / "资料")
    mine = folder.backups / "我的备份.jwb"
    mine.touch()
    start = date(2024, 1, 1)
    for offset in range(731):
        today = start + timedelta(days=offset)
        for hour in (9, 16) if today.weekday() == 0 else (9,):
            made = datetime(today.year, today.month, today.day, hour)
            (folder.backups / made.strftime("居务台备份_%Y%m%d_%H%M%S.jwb")).touch()
        thin(folder, today)
        ages = [(today - made.date()).days for made in backups(folder).values()]
        assert ages[: min(offset, 6) + 1] == sorted(ages)[: min(offset, 6) + 1]
        assert len(ages) <= 8 + 4 + 12
    kept = [made.date() for made in backups(folder).values()]
    assert {today - timedelta(days=n) for n in range(7)} <= set(kept)
    assert len({day.isocalendar()[:2] for day in kept if (today - day).days < 35}) >= 5
    assert len({(day.year, day.month) for day in kept}) == 12
    assert mine.exists()


def test_restore_refuses_a_folder_with_something_in_it(office: Office) -> None:
    report = backup(office.engine, office.folder)
    with pytest.raises(Invalid) as refused:
        restore(report.file, office.folder.path)
    assert refused.value.code == "folder_not_empty"
    assert office.folder.database.exists()


@pytest.mark.parametrize("where", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("how", ["flip", "cut"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(office: Office, tmp_path: Path, where: float, how: str) -> None:
    file = backup(office.engine, office.folder, tmp_path / "备份.jwb").file
    data = bytearray(file.read_bytes())
    place = int(len(data) * where)
    data[place] ^= 1
    file.write_bytes(data if how == "flip" else data[:place])
    target = tmp_path / "新"
    target.mkdir()
    with pytest.raises(Trouble, match="已损坏"):
        restore(file, target)
    assert contents(target) == []


def remade(source: Path, out: Path, members: dict[str, bytes], manifest: dict[str, object]) -> Path:
    """The backup again with some of its parts replaced, as a hostile or newer program would write it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        told = json.loads(old.read("manifest.json"))
        for name in old.namelist():
            if name != "manifest.json":
                new.writestr(name, members.get(name) or old.read(name))
        for name in members.keys() - set(old.namelist()):
            new.writestr(name, members[name])
        new.writestr("manifest.json", json.dumps({**told, **manifest}))
    return out


def test_hostile_and_foreign_files(office: Office, tmp_path: Path) -> None:
    good = backup(office.engine, office.folder, tmp_path / "好.jwb").file
    out, escape = tmp_path / "坏.jwb", "../../逃.txt"
    with zipfile.ZipFile(good) as archive:
        files = json.loads(archive.read("manifest.json"))["files"]
    told = {**files, escape: "0" * 64}
    hostile = [
        remade(good, tmp_path / "1", {escape: b"x"}, {"files": told}),
        remade(good, tmp_path / "2", {escape: b"x"}, {}),
        remade(good, tmp_path / "3", {}, {"beside": ["../../etc/passwd"]}),
        remade(good, tmp_path / "4", {}, {"files": {}}),
        remade(good, tmp_path / "5", {"desk.db": b"another database"}, {}),
        remade(good, tmp_path / "6", {}, {"files": 3}),
        remade(good, tmp_path / "7", {}, {"format": "1"}),
    ]
    out.write_bytes(b"PK no zip")
    with zipfile.ZipFile(tmp_path / "8", "w") as archive:
        archive.writestr("a.txt", "a zip of somebody else")
    for file in (*hostile, out, tmp_path / "8"):
        with pytest.raises(Trouble, match="已损坏或不是居务台的备份"):
            restore(file, tmp_path / "新")
        assert not (tmp_path / "新").exists()
    assert not list(tmp_path.rglob("逃.txt"))
    with pytest.raises(Trouble, match="升级"):
        restore(remade(good, out, {}, {"format": 2}), tmp_path / "新")
    with pytest.raises(Trouble, match="打不开"):
        restore(tmp_path / "没有.jwb", tmp_path / "新")


def test_leftovers_of_a_crash_are_removed(office: Office) -> None:
    stale, fresh = office.folder.backups / "desk-old", office.folder.backups / "desk-new"
    for room in (stale, fresh):
        room.mkdir()
        (room / "desk.db").write_bytes(b"half")
    os.utime(stale, (0, 0))
    daily(office.engine, office.folder)
    assert not stale.exists()
    assert fresh.exists()
