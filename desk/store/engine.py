"""The encrypted database file: how it is opened, read, written, and how it says what went wrong.

SQLCipher (`sqlcipher3`) under the raw file key, so that no key derivation is paid per connection.
WAL with synchronous=FULL: what was acknowledged survives a power cut. SQLite's own advice on WAL
and shares: https://sqlite.org/wal.html ; the pragmas of the cipher: https://www.zetetic.net/sqlcipher/sqlcipher-api/
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desk.errors import Trouble

Raw = Any
"""A DB-API connection of sqlcipher3, which ships no types."""

Hook = Callable[[Raw], object]
"""Called with every new raw connection, for example to add an SQL function."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another writer before it is Trouble."""

KEY_BYTES = 32
_CACHE_MIN, _CACHE_MAX = 64 << 20, 512 << 20  # bytes
_POOL, _OVERFLOW = 4, 12

DAMAGED = "database_damaged", "数据库文件已损坏，或与密码文件不配套，请用最近一次的备份恢复。"
_FULL = "disk_full", "磁盘空间已满，刚才的内容没有保存，请清理磁盘后再试。"
_BUSY = "database_busy", "数据库正被另一个操作占用，请稍等片刻再试。"
_READ_ONLY = "read_only", "没有写入权限或磁盘是只读的，请换一个可以写入的文件夹，或请管理员开放权限。"
_MISSING = "file_missing", "文件或文件夹打不开，请检查它是否还在、是否有权限。"
_DISK = "disk_error", "磁盘读写出错，请检查硬盘，并尽快把最近的备份复制到别处。"
_MEMORY = "memory_full", "电脑内存不足，请关闭一些程序后再试。"
_TOO_BIG = "file_too_big", "这个磁盘放不下这么大的文件（旧格式的U盘最大4GB），请换一个磁盘或文件夹。"
_IN_USE = "file_in_use", "文件正被别的程序（如 WPS、Excel）打开，请关闭后再试。"

_BY_SQLITE = {
    3: _READ_ONLY,  # SQLITE_PERM
    5: _BUSY,
    6: _BUSY,  # SQLITE_LOCKED
    7: _MEMORY,
    8: _READ_ONLY,
    10: _DISK,  # SQLITE_IOERR
    11: DAMAGED,  # SQLITE_CORRUPT
    13: _FULL,
    14: _MISSING,  # SQLITE_CANTOPEN
    23: _READ_ONLY,  # SQLITE_AUTH
    26: DAMAGED,  # SQLITE_NOTADB: also what a wrong key looks like
}
"""Primary result codes (https://sqlite.org/rescode.html) that a person can do something about."""

_READONLY_CODE = 8

_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _TOO_BIG,  # FAT32
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EISDIR: _MISSING,
    errno.EIO: _DISK,
    errno.EBUSY: _IN_USE,
    errno.ENOMEM: _MEMORY,
}
_SHARING_VIOLATION = 32  # winerror


def _code(error: BaseException) -> int | None:
    """SQLite's primary result code, when the error came from SQLite."""
    raw = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(raw, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def trouble_of(error: BaseException) -> Trouble | None:
    """What a person is told about an error of the disk or the database; None: it is our own bug."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, OSError):
        if getattr(error, "winerror", None) == _SHARING_VIOLATION:
            return Trouble(*_IN_USE)
        known = _BY_ERRNO.get(error.errno or 0)
    else:
        known = _BY_SQLITE.get(_code(error) or 0)
    return Trouble(*known) if known else None


@contextmanager
def troubles() -> Iterator[None]:
    """Turn errors of the disk and the database inside the block into Trouble; others pass."""
    try:
        yield
    except (OSError, DBAPIError, dbapi2.Error) as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise trouble from error


@dataclass(frozen=True)
class Opener:
    """Opens raw connections to one database file; keeps the key, and never shows it."""

    path: Path
    file_key: bytes = field(repr=False)
    read_only: bool = False
    create: bool = False
    hooks: Sequence[Hook] = ()

    def __post_init__(self) -> None:
        if len(self.file_key) != KEY_BYTES:
            raise ValueError("the file key has 32 bytes")

    def __call__(self) -> Raw:
        """A new raw connection in autocommit mode: BEGIN is emitted by us."""
        mode = "ro" if self.read_only else "rwc" if self.create else "rw"
        raw = dbapi2.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare(raw)
        except BaseException:
            raw.close()
            raise
        return raw

    def _prepare(self, raw: Raw) -> None:
        raw.execute("PRAGMA cipher_log_level = NONE")  # a wrong key would print on stderr
        raw.execute(f"PRAGMA key = \"x'{self.file_key.hex()}'\"")
        raw.execute("SELECT count(*) FROM sqlite_schema")  # a wrong key shows here
        if not self.read_only:
            (mode,) = raw.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise Trouble("unsafe_place", "这个位置不支持安全保存，请把数据文件夹放在本机硬盘上。")
        size = self.path.stat().st_size
        cache = min(max(_CACHE_MIN, size * 5 // 4), _CACHE_MAX)
        for pragma in (
            "synchronous = FULL",
            "fullfsync = ON",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"cache_size = -{cache >> 10}",
        ):
            raw.execute(f"PRAGMA {pragma}")
        for hook in self.hooks:
            hook(raw)


def open_engine(
    path: Path,
    file_key: bytes,
    *,
    read_only: bool = False,
    create: bool = False,
    hooks: Sequence[Hook] = (),
) -> Engine:
    """The engine over an encrypted database, already tried once.

    With `create` a missing file is made; without, a missing file is Trouble, so that a lost
    database is never mistaken for an empty one. The caller ends it with `engine.dispose()`.
    Raises Trouble: wrong key, damaged, missing, no right to write.
    """
    opener = Opener(Path(path), file_key, read_only, create, tuple(hooks))
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=opener,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=_OVERFLOW,
        pool_use_lifo=True,  # the connection with the warm page cache first
        execution_options={"opener": opener},
    )
    event.listen(engine, "begin", _begin)
    try:
        with troubles(), engine.connect():
            return engine
    except BaseException:
        engine.dispose()
        raise


def opener_of(engine: Engine) -> Opener:
    """The opener that `open_engine` gave this engine."""
    opener = engine.get_execution_options()["opener"]
    assert isinstance(opener, Opener)
    return opener


def _begin(conn: Connection) -> None:
    door = conn.get_execution_options().get("door", "")
    conn.exec_driver_sql(f"PRAGMA query_only = {int(door == 'reading')}")
    conn.exec_driver_sql("BEGIN IMMEDIATE" if door == "writing" else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection inside one write transaction: committed at the end, rolled back on any error.

    The write lock is taken at once (BEGIN IMMEDIATE), so a transaction never fails half-way
    because another process wrote. Raises Trouble: busy for `BUSY_SECONDS`, disk full, damaged.
    """
    with troubles(), engine.connect() as conn:
        conn.execution_options(door="writing")
        with conn.begin():
            yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection inside one read transaction: every query in it sees the same moment.

    A write in it is our bug and fails as such.
    """
    try:
        with engine.connect() as conn:
            conn.execution_options(door="reading")
            yield conn
    except DBAPIError as error:
        trouble = trouble_of(error)
        if trouble is None or _code(error) == _READONLY_CODE:
            raise
        raise trouble from error


def data_version(conn: Connection) -> int:
    """SQLite's counter of commits by *other* connections; comparable only on one connection."""
    return int(conn.exec_driver_sql("PRAGMA data_version").scalar_one())


class Watch:
    """Tells whether anybody (this process or another) has committed since the last question.

    Holds one connection of its own, outside any transaction; end it with `close()`.
    """

    def __init__(self, engine: Engine) -> None:
        with troubles():
            self._raw: Raw = opener_of(engine)()
        self._seen = self._version()

    def _version(self) -> int:
        with troubles():
            return int(self._raw.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> bool:
        """True once after any commit."""
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def close(self) -> None:
        """Give the connection back."""
        self._raw.close()


def sync_folder(path: Path) -> None:
    """Make a renamed file's new name survive a power cut (POSIX; Windows has no such call)."""
    if os.name != "nt":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
