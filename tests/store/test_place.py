"""A data folder: where it may lie, and one window a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import desk
from desk.errors import Invalid, Trouble
from desk.store import place
from desk.store.place import Folder, WindowLock, file_system, write_file

MOUNTS = r"""/dev/sda2 / ext4 rw 0 0
proc /proc proc rw 0 0
//server/share /mnt/share cifs rw 0 0
nas:/volume /mnt/my\040nas nfs4 rw 0 0
tmpfs /mnt/share/local tmpfs rw 0 0
/dev/sdb1 /媒体 ext4 rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/office/data", ""),
        ("/mnt/share/data", "cifs"),
        ("/mnt/share", "cifs"),
        ("/mnt/shared", ""),
        ("/mnt/my nas/data", "nfs4"),
        ("/mnt/share/local/data", "tmpfs"),
        ("/媒体/data", "ext4"),
    ],
)
def test_the_file_system_under_a_path(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


def test_create_makes_an_empty_folder_once(tmp_path: Path) -> None:
    path = tmp_path / "新" / "资料"
    folder = Folder.create(path)
    assert folder.attachments.is_dir()
    assert folder.backups.is_dir()
    for full in (path, tmp_path):
        with pytest.raises(Invalid) as refused:
            Folder.create(full)
        assert refused.value.code == "folder_not_empty"
    file = tmp_path / "文件"
    file.write_text("有内容")
    with pytest.raises(Invalid):
        Folder.create(file)
    assert file.read_text() == "有内容"


def test_open_wants_a_database_and_keys(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path / "资料")
    with pytest.raises(Trouble, match="没有居务台的数据"):
        Folder.open(folder.path)
    folder.database.touch()
    folder.keys.touch()
    assert Folder.open(folder.path) == folder


@pytest.mark.parametrize("shares", [True, False])
def test_shares_and_removable_disks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shares: bool) -> None:
    """The rule itself; what the system says of a real share cannot be had in a test."""
    if sys.platform != "win32":
        monkeypatch.setattr(place, "file_system", lambda path, mounts: "nfs4" if shares else "ext4")
        monkeypatch.setattr(place, "_is_removable", lambda path: not shares)
        with pytest.raises(Trouble, match="网络共享" if shares else "U盘"):
            Folder.create(tmp_path / "资料")
        assert list(tmp_path.iterdir()) == []


HOLDER = """
import sys
from pathlib import Path
from desk.store.place import Folder, WindowLock
lock = WindowLock(Folder(Path(sys.argv[1])))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_window_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path / "资料")
    command = [sys.executable, "-c", HOLDER, str(folder.path)]
    with subprocess.Popen(
        command, cwd=Path(desk.__file__).parent.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Trouble, match="已经打开"):
            WindowLock(folder)
        os.kill(other.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        other.wait()
    with WindowLock(folder) as lock:  # the file of the dead one still lies there
        with pytest.raises(Trouble):
            WindowLock(folder)
        lock.release()
        lock.release()
    WindowLock(folder).release()


def test_write_file_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "a" / "文件"
    write_file(path, [b"one", b"two"])

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_file(path, broken())
    assert path.read_bytes() == b"onetwo"
    path.unlink()
    path.mkdir()
    with pytest.raises(Trouble):
        write_file(path, [b"three"])
    assert [file.name for file in path.parent.iterdir()] == ["文件"]


def test_write_file_on_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: writing and closing both fail."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            with pytest.raises(Trouble, match="放不下"):
                write_file(tmp_path / "文件", [bytes(3000)] * 9)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list(tmp_path.iterdir()) == []
