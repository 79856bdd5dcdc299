"""The window's tests run offscreen, with the program's own look, and leave nothing behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("DESK_PASSWORD", None)

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desk.app import application
from desk.service import desk as desks
from desk.service.desk import Desk
from desk.ui.background import Background
from desk.ui.prefs import Prefs
from desk.ui.session import Session
from desk.ui.shell import MainWindow
from desk.ui.theme import THEME

TODAY = "2026-06-15"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says this of itself; it is no fault of the window."""
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application(["desk"])


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Own settings for each test; no window and no thread may outlive it."""
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("DESK_TODAY", TODAY)
    before = set(threading.enumerate())
    if THEME.percent != 100:
        THEME.apply(100)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for widget in shown:
        widget.hide()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shown, f"windows left open: {shown}"
    left = [t for t in threading.enumerate() if t not in before and not t.daemon]
    assert not left, f"threads left running: {left}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty community."""
    opened, _ = desks.create(tmp_path / "data", "翠湖社区", "王小燕", "demo", practice=True)
    yield opened
    opened.close()


@pytest.fixture
def session(desk: Desk) -> Session:
    return Session(desk, Prefs())


@pytest.fixture
def back() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def window(session: Session, qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(session)
    made.resize(1366, 768)
    made.show()
    yield made
    for screen in made.screens.values():
        if hasattr(screen, "panel"):
            screen.panel.form.dirty = False
    made.close()
    made.deleteLater()
