"""A damaged data folder is called damaged, never a wrong password: at the log-in and at the command line."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from communities import PASSWORD, Community, Template
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desk import app
from desk.cli import run
from desk.ui.setup import Login, Setup

PAGE = 4096


def _flip(file: Path, *places: int) -> None:
    data = bytearray(file.read_bytes())
    for place in places:
        data[place] ^= 0xFF
    file.write_bytes(data)


def header(folder: Path) -> None:
    _flip(folder / "desk.db", 3, 20, 90)


def middle(folder: Path) -> None:
    file = folder / "desk.db"
    _flip(file, *range(PAGE + 500, file.stat().st_size, PAGE))


def truncated(folder: Path) -> None:
    os.truncate(folder / "desk.db", (folder / "desk.db").stat().st_size // 2 // PAGE * PAGE + 100)


def emptied(folder: Path) -> None:
    os.truncate(folder / "desk.db", 0)


def other_keys(folder: Path) -> None:
    """A key file that opens, of a database that is not this one."""
    (folder / "desk.db").write_bytes(os.urandom(40 * PAGE))


def keys_cut(folder: Path) -> None:
    os.truncate(folder / "keys.json", 200)


def keys_changed(folder: Path) -> None:
    """One letter of the wrapped key: it opens as little as with a wrong password."""
    data = json.loads((folder / "keys.json").read_text(encoding="utf-8"))
    wrapped = data["workers"][0]["wrapped"]
    data["workers"][0]["wrapped"] = ("B" if wrapped[0] == "A" else "A") + wrapped[1:]
    (folder / "keys.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def keys_lost(folder: Path) -> None:
    (folder / "keys.json").unlink()


def database_lost(folder: Path) -> None:
    (folder / "desk.db").unlink()


DAMAGES = {
    header: "数据库文件已损坏", middle: "数据库文件已损坏", truncated: "数据库文件已损坏",
    emptied: "数据库文件已损坏", other_keys: "数据库文件已损坏", keys_cut: "密码文件已损坏",
    keys_changed: "密码文件已损坏", keys_lost: "缺少keys.json", database_lost: "缺少desk.db",
}
each = pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)


@pytest.fixture
def folder(template: Template, tmp_path: Path) -> Path:
    """A community of one's own, with a password."""
    shutil.copytree(template.path, tmp_path / "社区", ignore=shutil.ignore_patterns("desk.lock", "*-shm", "*-wal"))
    return tmp_path / "社区"


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> list[QDialog]:
    """Those that the start shows; each is left at once."""
    shown: list[QDialog] = []

    def leave(dialog: QDialog) -> int:
        shown.append(dialog)
        return 0

    monkeypatch.setattr(Login, "exec", leave)
    monkeypatch.setattr(Setup, "exec", leave)
    return shown


def _said(dialogs: list[QDialog], qtbot: QtBot) -> str:
    assert len(dialogs) == 1
    login = dialogs[0]
    qtbot.addWidget(login)
    assert isinstance(login, Login)
    login.password.setText(PASSWORD)
    login._open()
    return login._problem.text()


@each
def test_the_log_in_names_it(
    folder: Path, dialogs: list[QDialog], qtbot: QtBot, damage: Callable[[Path], None]
) -> None:
    damage(folder)
    assert app._enter(folder) is None
    said = _said(dialogs, qtbot)
    assert DAMAGES[damage] in said
    assert "备份" in said
    assert "密码不对" not in said


@each
def test_the_practice_community_names_it_before_any_password(
    community: Community, tmp_path: Path, dialogs: list[QDialog], qtbot: QtBot, damage: Callable[[Path], None]
) -> None:
    """It opens without asking: what the dialog says is all that is said."""
    folder = tmp_path / "练习"
    shutil.copytree(community.path, folder, ignore=shutil.ignore_patterns("desk.lock", "*-shm"))
    (folder / "desk.db-wal").unlink(missing_ok=True)
    damage(folder)
    assert app._enter(folder) is None
    qtbot.addWidget(dialogs[0])
    assert isinstance(dialogs[0], Login)
    assert DAMAGES[damage] in dialogs[0]._problem.text()
    assert dialogs[0]._problem.isVisibleTo(dialogs[0])


@each
def test_the_command_line_names_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    damage(folder)
    assert run(["find", str(folder), "王"]) == 3
    said = capsys.readouterr().err
    assert DAMAGES[damage] in said
    assert "密码不对" not in said


def test_a_wrong_password_is_still_one(folder: Path, dialogs: list[QDialog], qtbot: QtBot,
                                       capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert app._enter(folder) is None
    assert isinstance(dialogs[0], Login)
    assert not dialogs[0]._problem.isVisibleTo(dialogs[0])
    qtbot.addWidget(dialogs[0])
    dialogs[0].password.setText("不是这个密码")
    dialogs[0]._open()
    assert "密码不对" in dialogs[0]._problem.text()
    monkeypatch.setenv("DESK_PASSWORD", "不是这个密码")
    assert run(["find", str(folder), "王"]) == 3
    assert "密码不对" in capsys.readouterr().err


def test_half_a_page_damaged_is_found_by_the_check(folder: Path, capsys: pytest.CaptureFixture[str],
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder opens; what lies on the damaged page cannot be read."""
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    size = (folder / "desk.db").stat().st_size
    _flip(folder / "desk.db", size - PAGE + 100)
    assert run(["check", str(folder)]) == 1
    assert "damaged" in capsys.readouterr().out
