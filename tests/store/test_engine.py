"""The encrypted database on a real disk: crashes, wrong keys, damage, two writers."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import desk
from desk.errors import Cancelled, Trouble
from desk.store import engine as module
from desk.store.engine import Watch, data_version, open_engine, opener_of, reading, trouble_of, troubles, writing

KEY = bytes(range(32))
ROOT = Path(desk.__file__).parent.parent

INSERT = text("INSERT INTO note(body) VALUES (:body)")
COUNT = text("SELECT count(*) FROM note")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with the empty tables note(id, body) and reply(note)."""
    path = tmp_path / "社区 一#100%" / "desk.db"
    path.parent.mkdir()
    engine = open_engine(path, KEY, create=True)
    with writing(engine) as conn:
        conn.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)"))
        conn.execute(text("CREATE TABLE reply (note INTEGER REFERENCES note)"))
    engine.dispose()
    return path


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


def count(engine: Engine) -> int:
    with reading(engine) as conn:
        return int(conn.execute(COUNT).scalar_one())


def fill(engine: Engine, rows: int, size: int = 1000) -> None:
    with writing(engine) as conn:
        conn.execute(INSERT, [{"body": f"{n:08}" * (size // 8)} for n in range(rows)])


def test_text_comes_back_and_is_not_on_the_disk(engine: Engine, path: Path) -> None:
    body = "𠮷田·阿卜杜拉 110105194912310021"
    with writing(engine) as conn:
        conn.execute(INSERT, {"body": body})
    with reading(engine) as conn:
        assert conn.execute(text("SELECT body FROM note")).scalar_one() == body
    with Session(engine) as session:
        assert session.scalar(text("SELECT body FROM note")) == body
    engine.dispose()
    stored = path.read_bytes()
    assert b"110105194912310021" not in stored
    assert not stored.startswith(b"SQLite format 3")
    assert [file.name for file in path.parent.iterdir()] == ["desk.db"]  # no -wal, no -shm is left


def test_settings_of_every_connection(engine: Engine) -> None:
    settings = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2, "cache_size": -(64 << 10)}
    with engine.connect() as first, engine.connect() as second:
        for conn, (name, value) in itertools.product((first, second), settings.items()):
            assert conn.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    with pytest.raises(DBAPIError, match="FOREIGN KEY"), writing(engine) as conn:
        conn.execute(text("INSERT INTO reply VALUES (7)"))


def test_the_page_cache_holds_the_whole_database(engine: Engine, path: Path) -> None:
    with writing(engine) as conn:
        conn.execute(text("INSERT INTO note(body) VALUES (zeroblob(:n))"), {"n": 70 << 20})
    engine.dispose()
    again = open_engine(path, KEY)
    with again.connect() as conn:
        assert -1024 * conn.exec_driver_sql("PRAGMA cache_size").scalar_one() >= path.stat().st_size
    again.dispose()


def test_a_wrong_key_is_one_sentence_and_silent(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match="不配套"):
        open_engine(path, bytes(32))
    assert capfd.readouterr() == ("", "")
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(path, b"short")


def test_the_key_is_never_shown(engine: Engine) -> None:
    shown = repr(opener_of(engine)) + repr(engine) + repr(engine.get_execution_options())
    assert KEY.hex() not in shown
    assert repr(KEY) not in shown


def test_a_missing_database_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="打不开"):
        open_engine(tmp_path / "desk.db", KEY)
    with pytest.raises(Trouble, match="打不开"):
        open_engine(tmp_path / "no" / "desk.db", KEY, create=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keep", [0.5, 0.01])
def test_a_truncated_database_is_trouble(engine: Engine, path: Path, keep: float) -> None:
    fill(engine, 500)
    engine.dispose()
    os.truncate(path, int(path.stat().st_size * keep))
    with pytest.raises(Trouble, match="已损坏"):
        again = open_engine(path, KEY)
        try:
            with reading(again) as conn:
                conn.execute(text("SELECT sum(length(body)) FROM note"))
        finally:
            again.dispose()


def test_a_flipped_bit_is_trouble(engine: Engine, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fill(engine, 500)
    engine.dispose()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(Trouble, match="已损坏"), reading(engine) as conn:
        conn.execute(text("SELECT sum(length(body)) FROM note"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, Cancelled])
def test_any_error_rolls_back(engine: Engine, error: type[BaseException]) -> None:
    with pytest.raises(error), writing(engine) as conn:
        conn.execute(INSERT, {"body": "一"})
        raise error
    assert count(engine) == 0


def test_closing_a_job_rolls_back(engine: Engine) -> None:
    def job() -> Generator[int, None, None]:
        with writing(engine) as conn:
            for n in range(3):
                conn.execute(INSERT, {"body": str(n)})
                yield n

    running = job()
    next(running)
    running.close()
    assert count(engine) == 0
    assert list(job()) == [0, 1, 2]
    assert count(engine) == 3


def test_a_reader_sees_one_moment(engine: Engine) -> None:
    with reading(engine) as conn:
        before = conn.execute(COUNT).scalar_one()
        fill(engine, 5)
        assert conn.execute(COUNT).scalar_one() == before
    assert count(engine) == before + 5


def test_writing_through_a_reader_is_our_bug(engine: Engine) -> None:
    with pytest.raises(DBAPIError, match="readonly"), reading(engine) as conn:
        conn.execute(INSERT, {"body": "一"})
    fill(engine, 1)  # the same pooled connection may write again
    assert count(engine) == 1


def test_a_mistake_in_sql_is_not_trouble(engine: Engine) -> None:
    for door in (reading, writing):
        with pytest.raises(DBAPIError, match="no such table"), door(engine) as conn:
            conn.execute(text("SELECT 1 FROM absent"))


def test_read_only_engine(path: Path) -> None:
    engine = open_engine(path, KEY, read_only=True)
    assert count(engine) == 0
    with pytest.raises(Trouble, match="只读"):
        fill(engine, 1)
    engine.dispose()


def test_a_full_disk_keeps_what_was_saved(path: Path) -> None:
    """SQLite's own limit of pages stands for the disk: both give SQLITE_FULL."""
    engine = open_engine(path, KEY, hooks=[lambda raw: raw.execute("PRAGMA max_page_count = 60")])
    fill(engine, 10)
    with pytest.raises(Trouble, match="磁盘空间已满"):
        fill(engine, 1000)
    assert count(engine) == 10
    engine.dispose()


def test_hooks_reach_every_connection(path: Path) -> None:
    engine = open_engine(path, KEY, hooks=[lambda raw: raw.create_function("double", 1, lambda n: 2 * n)])
    with engine.connect() as first, engine.connect() as second:
        assert [c.execute(text("SELECT double(21)")).scalar() for c in (first, second)] == [42, 42]
    engine.dispose()


def test_a_busy_database_is_trouble(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    mine, other = open_engine(path, KEY), open_engine(path, KEY)
    with writing(mine), pytest.raises(Trouble, match="占用"):
        fill(other, 1)
    fill(other, 1)
    assert count(mine) == 1
    mine.dispose()
    other.dispose()


def test_watch_and_data_version(engine: Engine, path: Path) -> None:
    watch = Watch(engine)
    assert not watch.changed()
    with engine.connect() as conn:
        before = data_version(conn)
        conn.rollback()
        fill(engine, 1)
        assert data_version(conn) != before
    other = open_engine(path, KEY)
    assert watch.changed()
    assert not watch.changed()
    fill(other, 1)
    assert watch.changed()
    other.dispose()
    watch.close()


def test_many_threads(engine: Engine) -> None:
    def work(_: int) -> None:
        for _ in range(10):
            fill(engine, 1)
            count(engine)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert count(engine) == 80


WRITER = f"""
import sys, time
from pathlib import Path
from sqlalchemy import text
from desk.store.engine import open_engine, writing
engine = open_engine(Path(sys.argv[1]), bytes(range(32)))
for n in range(int(sys.argv[2])):
    with writing(engine) as conn:
        ids = [conn.execute(text("{INSERT}"), {{"body": "x"}}).lastrowid for _ in range(3)]
    print(*ids, flush=True)
with writing(engine) as conn:
    conn.execute(text("{INSERT}"), {{"body": "never acknowledged"}})
    print("inside", flush=True)
    time.sleep(float(sys.argv[3]))
engine.dispose()
"""


def writer(path: Path, commits: int, linger: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(commits), str(linger)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_side_by_side(engine: Engine, path: Path) -> None:
    processes = [writer(path, 40, 0) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    ids = [int(word) for output in outputs for word in output.replace("inside", "").split()]
    assert len(ids) == len(set(ids)) == 240
    assert count(engine) == 242


@pytest.mark.parametrize("commits", [3, 10**6])
def test_what_was_acknowledged_survives_a_kill(path: Path, commits: int) -> None:
    """Killed inside an open transaction (3), and at a moment of chance while committing (a million)."""
    process = writer(path, commits, 60)
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if line == "inside\n" or len(heard) == 200:
            break
    os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    heard += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    acknowledged = {int(word) for line in heard if line.endswith("\n") for word in line.split() if word != "inside"}
    engine = open_engine(path, KEY)
    with reading(engine) as conn:
        kept = set(conn.execute(text("SELECT id FROM note")).scalars())
        assert conn.execute(text("SELECT count(*) FROM note WHERE body <> 'x'")).scalar() == 0
        assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    engine.dispose()
    assert acknowledged
    assert acknowledged <= kept
    assert len(kept) % 3 == 0  # three rows a commit: whole transactions only


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "空间已满"), (errno.EACCES, "权限"), (errno.EROFS, "权限"), (errno.ENOENT, "打不开"),
        (errno.EIO, "硬盘"),
    ],
)
def test_errors_of_the_disk(number: int, words: str) -> None:
    with pytest.raises(Trouble, match=words), troubles():
        raise OSError(number, "")


def test_what_is_not_trouble() -> None:
    assert trouble_of(ValueError("ours")) is None
    assert trouble_of(OSError("no number")) is None
    said = Trouble("disk_full", "已经说过了。")
    assert trouble_of(said) is said


def test_opening_is_quick(path: Path) -> None:
    before = time.process_time()
    open_engine(path, KEY).dispose()
    assert time.process_time() - before < 0.1
