"""Work by keyboard alone: Tab follows what is seen, Enter presses, the keyboard goes where work goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk.kinds.pinyin import initials
from desk.service.lists.query import Query, ids
from desk.ui.home import Home
from desk.ui.parts.keys import in_sight
from desk.ui.records.form import Form
from desk.ui.shell import MainWindow
from desk.ui.tab import LedgerTab

Settle = Callable[[MainWindow], None]


@pytest.fixture
def residents(window: MainWindow, settle: Settle, qtbot: QtBot) -> LedgerTab:
    qtbot.waitUntil(window.isActiveWindow)
    window.go("residents")
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    return tab


def here() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def said() -> str:
    found = here()
    return found.text() if isinstance(found, QPushButton) else ""


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(here(), key)
        QApplication.processEvents()


def test_tab_follows_what_is_seen(residents: LedgerTab) -> None:
    residents.open_record(residents.pane.grid.rows.ids[0])
    parts = [next(n for n, part in enumerate((residents.side, residents.pane, residents.panel))
                  if part.isAncestorOf(one)) for one in in_sight(residents)]
    assert parts == sorted(parts)
    assert set(parts) == {0, 1, 2}
    residents.panel.tabs.tabBar().setFocus()
    press(Qt.Key.Key_Tab)
    assert said() == "记走访"
    press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert said() == "新受理"
    QTest.keyClick(here(), Qt.Key.Key_Backtab)
    assert said() == "记发放"


def test_a_child_row_is_tabbed_through_where_it_stands(window: MainWindow, residents: LedgerTab) -> None:
    window.new_record("case", {})
    form = residents.panel.form.form
    assert form is not None
    parties = form.part("parties")
    parties.add()
    QApplication.processEvents()
    QTest.keyClicks(here(), "z")
    line = here()
    assert isinstance(line, QLineEdit)
    assert line.text() == "z"
    within = "".join("x" if parties.isAncestorOf(one) else "." for one in in_sight(form))
    assert re.fullmatch(r"\.+x{6,}\.+", within)
    residents.panel.form.dirty = False


def test_enter_presses_and_work_goes_on_with_the_person(
    window: MainWindow, residents: LedgerTab, qtbot: QtBot
) -> None:
    residents.pane.search.setFocus()
    window.open_record("resident", residents.pane.grid.rows.ids[0])
    residents.panel.take_focus()
    assert said() == "记走访"
    press(Qt.Key.Key_Return)
    assert residents.panel.record == "visit"
    qtbot.waitUntil(lambda: residents.panel.form.isAncestorOf(here()))
    window.run("save")
    assert residents.panel.record == "resident"
    assert said() == "记走访"


def test_a_new_request_leads_to_its_papers(
    window: MainWindow, residents: LedgerTab, qtbot: QtBot
) -> None:
    desk = window.session.desk
    person = residents.pane.grid.rows.ids[0]
    window.open_record("resident", person)
    before = set(ids(desk, Query("request")))
    window.new_record("request", {"resident": person})
    form = residents.panel.form.form
    assert form is not None
    qtbot.waitUntil(lambda: residents.panel.form.isAncestorOf(here()))
    form.slot("subject").editor.setFocus()
    QTest.keyClicks(here(), "abc")
    form.slot("category").editor.put(next(iter(desk.catalog.categories["request"])))
    window.run("save")
    assert set(ids(desk, Query("request"))) - before
    for _ in range(5):
        QApplication.processEvents()
    assert said() == "打印文书"
    assert len(residents.panel.form.findChildren(Form)) == 1
    tip = here().toolTip()
    assert "受理回执" in tip
    assert not [b for b in residents.panel.findChildren(QPushButton) if b.text() == "打印"]


def test_what_was_found_has_the_keyboard(window: MainWindow, residents: LedgerTab) -> None:
    person = residents.pane.grid.rows.ids[3]
    residents.pane.grid.setFocus()
    window.go("home")
    window.open_record("resident", person)
    assert said() == "记走访"


def test_the_key_that_takes_what_was_found_presses_nothing_more(
    window: MainWindow, residents: LedgerTab, qtbot: QtBot
) -> None:
    name = window.session.link_title("resident", residents.pane.grid.rows.ids[0])
    window.go("home")
    home = window.here()
    assert isinstance(home, Home)
    QTest.keyClicks(home.search, min(initials(name)))
    qtbot.waitUntil(home.search.list_open)
    press(Qt.Key.Key_Return)
    assert residents.panel.record == "resident"
    assert said() == "记走访"


def test_f6_goes_from_part_to_part(window: MainWindow, residents: LedgerTab) -> None:
    residents.side.list.setFocus()
    press(Qt.Key.Key_F6)
    assert here() is residents.pane.grid
    residents.open_record(residents.pane.grid.rows.ids[0])
    press(Qt.Key.Key_F6)
    assert residents.panel.isAncestorOf(here())
    press(Qt.Key.Key_F6)
    assert here() is residents.side.list


def test_in_a_low_pane_the_rows_come_first(window: MainWindow, residents: LedgerTab, settle: Settle) -> None:
    window.set_text_size(200)
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    QApplication.processEvents()
    grid = tab.pane.grid
    assert grid.viewport().height() >= 3 * grid.rowHeight(0)
    menu = tab.pane._more.menu()
    assert [action.text() for action in menu.actions()] == ["导入", "导出", "打印", "分组统计"]
    assert not any(one.isVisible() for one in tab.pane._seldom)
    window.set_text_size(100)
    tab = window.ledger_tab()
    assert tab is not None
    assert all(one.isVisible() for one in tab.pane._seldom)
    assert not tab.pane._more.isVisible()
