"""The window's tests run offscreen, with the program's own look, and leave nothing behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("DESK_PASSWORD", None)

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desk.app import application
from desk.service.desk import Desk
from desk.ui.parts import jobs
from desk.ui.parts.garbage import Collector
from desk.ui.parts.prefs import Prefs
from desk.ui.parts.theme import THEME
from desk.ui.session import Session
from desk.ui.shell import MainWindow
from desk.ui.tab import LedgerTab


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
    """Own settings for each test; no window may outlive it."""
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "config"))
    if THEME.percent != 100:
        THEME.apply(100)
    collector = Collector()
    yield
    collector.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for widget in shown:
        widget.hide()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shown, f"windows left open: {shown}"


@pytest.fixture
def open_window(qapp: QApplication) -> Iterator[Callable[[Desk], MainWindow]]:
    """Shows the main window on a community."""
    made: list[MainWindow] = []

    def show(desk: Desk) -> MainWindow:
        window = MainWindow(Session(desk, Prefs()))
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        made.append(window)
        return window

    yield show
    for window in made:
        for screen in window.screens.values():
            if isinstance(screen, LedgerTab):
                screen.panel.form.dirty = False
        window.close()
        window.deleteLater()


@pytest.fixture
def window(practice_copy: Desk, open_window: Callable[[Desk], MainWindow]) -> MainWindow:
    """The main window on a practice community that may be written to."""
    return open_window(practice_copy)


def settle(window: MainWindow) -> None:
    """Let every number and list arrive."""
    for _ in range(3):
        window.back.settle()


def answer(then: Callable[[QDialog], None], wait: int = 0) -> None:
    """Do something to the next dialog, as soon as it is open."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not isinstance(dialog, jobs._Progress):
            then(dialog)
        else:
            QTimer.singleShot(30, look)

    QTimer.singleShot(wait, look)


@pytest.fixture(name="settle")
def _settle() -> Callable[[MainWindow], None]:
    return settle


@pytest.fixture(name="answer")
def _answer() -> Callable[..., None]:
    return answer
