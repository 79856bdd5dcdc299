"""A data folder: what lies in it, where it may lie, and who has its window open."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Self

from desk.errors import Invalid, Trouble
from desk.store.engine import sync_folder, troubles

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_SHARES = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs",
    "fuse.vmhgfs-fuse", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs",
})
"""File systems of other machines, as /proc/mounts names them."""

_WINDOWS_REMOVABLE, _WINDOWS_REMOTE = 2, 4  # GetDriveTypeW

_SHARED = "数据不能放在网络共享文件夹里，多台电脑同时写会损坏数据，请选本机硬盘上的文件夹。"
_REMOVABLE = "数据不能直接放在U盘或移动硬盘上，拔出时会损坏数据，请选本机硬盘；U盘只用来存备份。"


@dataclass(frozen=True)
class Folder:
    """The names of the files in one data folder."""

    path: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.path / "desk.db"

    @property
    def keys(self) -> Path:
        """The file key, wrapped by each worker's password."""
        return self.path / "keys.json"

    @property
    def attachments(self) -> Path:
        """Encrypted photos and papers."""
        return self.path / "attachments"

    @property
    def backups(self) -> Path:
        """Where backups go when no other place is named."""
        return self.path / "backups"

    @property
    def lock(self) -> Path:
        """Held by the one window on this folder."""
        return self.path / "desk.lock"

    @property
    def log(self) -> Path:
        """Errors of our own making, without personal data."""
        return self.path / "desk.log"

    @classmethod
    def create(cls, path: Path) -> Folder:
        """A new, empty folder on a local disk.

        Raises Invalid `folder_not_empty`; Trouble on a share, a removable disk, or no right to write.
        """
        path = Path(path)
        refuse_shared(path)
        with troubles():
            if path.exists() and (not path.is_dir() or any(path.iterdir())):
                raise Invalid("folder_not_empty", f"文件夹不是空的，请换一个新的空文件夹：{path}")
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = cls(path)
            folder.attachments.mkdir(exist_ok=True)
            folder.backups.mkdir(exist_ok=True)
        return folder

    @classmethod
    def open(cls, path: Path) -> Folder:
        """An existing data folder. Raises Trouble when there is none, half of it, or it lies on a share."""
        folder = cls(Path(path))
        missing = [file.name for file in (folder.database, folder.keys) if not file.is_file()]
        if len(missing) == 2:
            raise Trouble("no_data_here", f"这个文件夹里没有居务台的数据：{path}")
        if missing:
            raise Trouble("data_incomplete", f"数据文件夹不完整，缺少{missing[0]}，请用最近一次的备份恢复：{path}")
        refuse_shared(folder.path)
        return folder


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file so that after a power cut there is the old one or the new one, never a half.

    Raises Trouble: disk full, no right to write, target open elsewhere.
    """
    temporary: Path | None = None
    try:
        with troubles():
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=path.name + ".", suffix=".part", delete=False) as out:
                temporary = Path(out.name)
                out.writelines(chunks)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, path)
            sync_folder(path.parent)
    except BaseException:  # also when closing fails, as it does on a full disk
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise


def refuse_shared(path: Path) -> None:
    """Raise Trouble when the path lies on a network share or a removable disk, as far as can be seen."""
    place = Path(os.path.abspath(path))
    if sys.platform == "win32":
        if str(place).startswith("\\\\"):
            raise Trouble("network_share", _SHARED)
        kind = ctypes.windll.kernel32.GetDriveTypeW(place.anchor)
        shared, removable = kind == _WINDOWS_REMOTE, kind == _WINDOWS_REMOVABLE
    else:
        place = place.resolve()
        mounts = Path("/proc/mounts")
        text = mounts.read_text(encoding="utf-8", errors="surrogateescape") if mounts.exists() else ""
        shared, removable = file_system(place, text) in _SHARES, _is_removable(place)
    if shared:
        raise Trouble("network_share", _SHARED)
    if removable:
        raise Trouble("removable_disk", _REMOVABLE)


def file_system(path: Path, mounts: str) -> str:
    """The file system type under an absolute path, from the text of /proc/mounts; "" for the root's own.

    The root itself never counts as a share: containers and virtual machines mount theirs in odd ways.
    """
    best, found = Path("/"), ""
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), words[1]))  # \040: a blank
        if point != Path("/") and path.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, found = point, words[2]
    return found


def _is_removable(path: Path) -> bool:
    """Linux: does the block device under the path, or its disk, call itself removable?"""
    if sys.platform == "win32":
        return False
    there = next(p for p in (path, *path.parents) if p.exists())
    number = there.stat().st_dev
    device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    if not device.exists():
        return False
    device = device.resolve()
    flags = (device / "removable", device.parent / "removable")
    return any(flag.is_file() and flag.read_text().strip() == "1" for flag in flags)


class WindowLock:
    """Held by the one window on a data folder; the command line does not ask for it.

    An operating system lock: it dies with the process, so a crash leaves nothing to clean up.
    """

    def __init__(self, folder: Folder) -> None:
        """Raises Trouble when another window holds it."""
        self._file: IO[bytes] | None = None
        with troubles():
            file = folder.lock.open("ab")
        try:
            _lock(file)
        except OSError:
            file.close()
            raise Trouble("window_open", "居务台已经打开了这个数据文件夹，请切换到已打开的窗口。") from None
        self._file = file

    def release(self) -> None:
        """Let another window in. May be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _lock(file: IO[bytes]) -> None:
    """Take the file for this process, or raise OSError at once."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
