"""How the window starts: without a display, with another window, with an input method of another name."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, qInstallMessageHandler

from desk import app
from desk.errors import Trouble
from desk.service.desk import Desk
from desk.ui.parts import errors


def test_no_display_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform in ("win32", "darwin"):
        assert app.has_display()
        return
    assert app.main(None) == 3
    assert "没有图形界面" in capsys.readouterr().err


@pytest.mark.parametrize(("named", "wanted"), [
    ({"QT_IM_MODULE": "fcitx"}, "ibus"), ({"XMODIFIERS": "@im=fcitx5"}, "ibus"), ({"QT_IM_MODULE": "ibus"}, "ibus"),
    ({}, None),
])
def test_input_method(monkeypatch: pytest.MonkeyPatch, named: dict[str, str], wanted: str | None) -> None:
    for name in ("QT_IM_MODULE", "XMODIFIERS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    app.prepare_input_method()
    assert os.environ.get("QT_IM_MODULE") == wanted


def test_picture_without_display(practice_copy: Desk, tmp_path: Path) -> None:
    out = tmp_path / "窗口.png"
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    code = "import sys; from pathlib import Path; from desk.app import screenshot; screenshot(*map(Path, sys.argv[1:]))"
    command = [sys.executable, "-c", code, str(practice_copy.folder.path), str(out)]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\x89PNG")
    assert out.stat().st_size > 30_000


def test_second_window_is_refused(fresh: Callable[[], Desk]) -> None:
    folder = fresh().folder.path
    with app._alone(folder), pytest.raises(Trouble, match="已经打开"):
        app._alone(folder)


def test_our_mistake_is_logged_without_its_words(tmp_path: Path) -> None:
    file = tmp_path / "not yet there" / "log"
    before, threads = sys.excepthook, threading.excepthook
    errors.install(file)
    try:
        try:
            raise KeyError("110105194912310023")
        except KeyError as error:
            errors.note(error)
    finally:
        sys.excepthook, threading.excepthook = before, threads
        qInstallMessageHandler(None)
        for handler in list(errors.log.handlers):
            handler.close()
            errors.log.removeHandler(handler)
        errors.log.propagate = True
    text = file.read_text(encoding="utf-8")
    assert "KeyError at" in text
    assert "110105194912310023" not in text


def test_standard_buttons_are_chinese() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
