"""Chinese input: what is still being composed is neither searched nor taken; what is committed is, in every field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desk.service.desk import Desk
from desk.service.entries.save import save
from desk.ui.parts.prefs import Prefs
from desk.ui.session import Session
from desk.ui.shell import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NAME, PREEDIT = "侯火红", "hou'huo'h"
LONGER_THAN_A_PAUSE = 600
"""Milliseconds in which a search would have begun."""


def compose(widget: QWidget, preedit: str = PREEDIT) -> None:
    """Letters that an input method shows and has not given yet."""
    QCoreApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def commit(widget: QWidget, text: str = NAME) -> None:
    """A candidate is chosen."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


@pytest.fixture
def desk(fresh: Callable[[str], Desk]) -> Desk:
    """A community with two residents."""
    made = fresh("社区")
    for name in (NAME, "丁平雅"):
        save(made, "resident", {"name": name, "moved_in": "2020-01-01", "address": "青石巷1幢101室"})
    return made


@pytest.fixture
def window(desk: Desk, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "config"))
    made = MainWindow(Session(desk, Prefs()))
    made.resize(1366, 768)
    made.show()
    yield made
    for screen in made.screens.values():
        if hasattr(screen, "panel"):
            screen.panel.form.dirty = False
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_start_page_search_waits_for_the_candidate(window: MainWindow, qtbot: QtBot) -> None:
    search = window.screens["home"].search
    search.setFocus()
    compose(search)
    qtbot.wait(LONGER_THAN_A_PAUSE)
    assert not search.list_open()
    commit(search)
    qtbot.waitUntil(search.list_open)
    assert search.text() == NAME


def test_composing_over_an_open_list_leaves_it_alone(window: MainWindow, qtbot: QtBot) -> None:
    """Down and Enter belong to the input method's own window while it is open; the text stays."""
    search = window.screens["home"].search
    search.setFocus()
    commit(search, "侯")
    qtbot.waitUntil(search.list_open)
    compose(search, "huo")
    qtbot.wait(LONGER_THAN_A_PAUSE)
    assert search.text() == "侯"
    commit(search, "火红")
    assert search.text() == NAME


def test_list_search_waits_for_the_candidate(window: MainWindow, qtbot: QtBot) -> None:
    window.go("residents")
    pane = window.here().pane
    sought: list[str] = []
    pane.search.sought.connect(sought.append)
    pane.search.setFocus()
    compose(pane.search)
    qtbot.wait(LONGER_THAN_A_PAUSE)
    assert (sought, pane.grid.rows.rowCount()) == ([], 2)
    commit(pane.search)
    qtbot.waitUntil(lambda: bool(sought))
    assert (sought, pane.grid.rows.rowCount()) == ([NAME], 1)


def test_a_composition_given_up_searches_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.go("residents")
    pane = window.here().pane
    sought: list[str] = []
    pane.search.sought.connect(sought.append)
    compose(pane.search)
    compose(pane.search, "")
    qtbot.wait(LONGER_THAN_A_PAUSE)
    assert (sought, pane.search.text()) == ([], "")


@pytest.mark.parametrize("record", ["resident", "visit", "grant", "request", "case", "activity", "standing"])
def test_every_field_takes_chinese(window: MainWindow, record: str) -> None:
    window.new_record(record, {})
    form = window.here().panel.form.form
    fields = [w for kind in (QLineEdit, QPlainTextEdit) for w in form.findChildren(kind) if not w.isReadOnly()]
    assert fields
    for field in fields:
        assert field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        before = _text(field)
        compose(field)
        assert _text(field) == before
        commit(field)
        assert NAME in _text(field)


def _text(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]
