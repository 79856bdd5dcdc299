"""The window on a community: lists, filters, records, reports, by keys and clicks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QStyle
from pytestqt.qtbot import QtBot

from desk.service.desk import Desk
from desk.service.entries import recycling, save
from desk.service.imports import importing
from desk.service.lists.query import Query, count, ids
from desk.ui import commands
from desk.ui.parts.theme import SIZES, THEME
from desk.ui.records.page import PageView
from desk.ui.shell import TABS, MainWindow
from desk.ui.tables.filters import Picked

Settle = Callable[[MainWindow], None]
SAMPLE = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("percent", [100, 200])
def test_every_tab_opens(window: MainWindow, settle: Settle, percent: int) -> None:
    window.set_text_size(percent)
    for key, _, _ in TABS:
        window.go(key)
        settle(window)
        assert window.here().isVisible()
    assert THEME.percent == percent


def test_counts_are_the_rows(window: MainWindow, settle: Settle) -> None:
    window.go("residents")
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    for key in list(tab.side.keys()):
        tab.open_ledger(key)
        shown = [i for i in tab.side._items() if i.data(257) == key]
        assert tab.pane.grid.rows.rowCount() == shown[0].data(258) == count(window.session.desk, Query(key))


def test_filter_reads_as_a_sentence(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    window.go("residents")
    settle(window)
    pane = window.ledger_tab().pane
    whole = pane.grid.rows.rowCount()
    pane.bar._take(Picked("sex", "性别", ("2",), ("女",)))
    assert pane.bar.words() == "只看性别为女的记录"
    assert 0 < pane.grid.rows.rowCount() < whole
    pane.bar.reset()
    assert pane.grid.rows.rowCount() == whole


def test_search_finds_and_says_when_it_does_not(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    window.go("residents")
    pane = window.ledger_tab().pane
    name = pane.grid.rows.text(0, 0)
    pane.search.setText(name)
    rows = pane.grid.rows
    qtbot.waitUntil(lambda: all(rows.text(r, 0).startswith(name[0]) for r in range(rows.rowCount())))
    pane.search.setText("查无此人啊")
    qtbot.waitUntil(lambda: pane._stack.currentWidget() is not pane.grid)
    pane.show_all()
    assert pane._stack.currentWidget() is pane.grid


def test_keys_new_save_find(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    """Ctrl+2, Ctrl+N, a name, Ctrl+S: a person more, found at once, and in the history."""
    qtbot.waitUntil(window.isActiveWindow)
    before = count(window.session.desk, Query("resident"))
    for key in (Qt.Key.Key_2, Qt.Key.Key_N):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    tab = window.ledger_tab()
    form = tab.panel.form.form
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.slot("name").editor.focusProxy())
    form.slot("name").editor.line.setText("汤红旺")
    form.slot("nature").editor.line.setText("01")
    form.slot("address").editor.line.setText("和平里1幢1单元101室")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert tab.panel.id is not None
    assert count(window.session.desk, Query("resident")) == before + 1
    assert tab.panel.tabs.currentWidget() is tab.panel.page
    tab.panel.tabs.setCurrentIndex(2)
    assert len(tab.panel.past.findChildren(type(tab.panel.past._body.itemAt(0).widget()))) >= 1
    qtbot.keyClick(tab, Qt.Key.Key_Escape)
    assert not tab.panel.isVisible()


def test_problem_stands_under_the_field(window: MainWindow, qtbot: QtBot) -> None:
    window.go("residents")
    window.run("new")
    form = window.ledger_tab().panel.form
    form.form.slot("id_number").editor.line.setText("110105194912310021")
    form.save()
    assert "校验码" in form.form.slot("id_number").problem.text()
    form.form.slot("id_number").editor.put(None)
    form.save()
    assert form.form.slot("name").problem.text() == "请填写姓名"
    form.dirty = False


def test_category_brings_its_fields(window: MainWindow) -> None:
    window.go("residents")
    window.new_record("standing", {})
    form = window.ledger_tab().panel.form
    plain = set(form.form._slots)
    form.form.slot("category").editor.line.setText("残疾")
    form.form.slot("category").editor.line.setModified(True)
    form.form.slot("category").editor.line.editingFinished.emit()
    assert set(form.form._slots) - plain
    form.dirty = False


def test_changed_dated_field_asks(window: MainWindow, answer: Callable[..., None]) -> None:
    """变更 keeps the past: the person was something else before that day."""
    desk = window.session.desk
    window.go("residents")
    tab = window.ledger_tab()
    id = next(i for i in tab.pane.grid.rows.ids if save.load(desk, "resident", i).draft["marital"])
    tab.open_record(id, where=1)
    form = tab.panel.form
    old = save.load(desk, "resident", id).draft["marital"]
    form.form.slot("marital").editor.put("40" if old != "40" else "20")

    def change(dialog) -> None:  # type: ignore[no-untyped-def]
        dialog._date.line.setText("2026-06-01")
        dialog._changed()

    answer(change)
    form.save()
    assert save.load(desk, "resident", id).draft["marital"] != old
    with desk.read() as conn:
        past = desk.meta.tables["past"]
        rows = conn.execute(past.select().where(past.c.record_id == id, past.c.field == "marital")).all()
    assert [r.value for r in rows][-1] == old


def test_delete_and_back(window: MainWindow, answer: Callable[..., None], qtbot: QtBot) -> None:
    desk = window.session.desk
    window.go("services")
    tab = window.ledger_tab()
    tab.open_ledger("visit")
    before = count(desk, Query("visit"))
    tab.open_record(tab.pane.grid.rows.ids[0])
    answer(lambda dialog: dialog.done(1))
    tab.panel.delete()
    assert count(desk, Query("visit")) == before - 1
    assert len(recycling.deleted(desk)) == 1
    qtbot.mouseClick(window.notice._undo, Qt.MouseButton.LeftButton)
    assert count(desk, Query("visit")) == before


def test_unsaved_change_is_asked_about(window: MainWindow, answer: Callable[..., None]) -> None:
    window.go("residents")
    tab = window.ledger_tab()
    tab.open_record(tab.pane.grid.rows.ids[0], where=1)
    tab.panel.form.form.slot("native_place").editor.edited.emit()
    assert tab.panel.form.dirty
    asked: list[str] = []

    def stay(dialog) -> None:  # type: ignore[no-untyped-def]
        asked.append(dialog.windowTitle())
        dialog.reject()

    answer(stay)
    assert not tab.panel.close_panel()
    assert asked == ["还没有保存"]
    tab.panel.form.dirty = False


def test_page_shows_everything_of_a_person(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.session.desk
    id = desk_visited(desk)
    page = PageView(window.session)
    qtbot.addWidget(page)
    page.show_page("resident", id)
    assert {m.record for m in page._page.timeline} >= {"visit"}
    texts = " ".join(w.text() for w in page.findChildren(QPushButton) if hasattr(w, "text"))
    assert "走访" in texts


def desk_visited(desk: Desk) -> int:
    row = next(i for i in ids(desk, Query("visit")) if save.load(desk, "visit", i).draft["resident"])
    return int(save.load(desk, "visit", row).draft["resident"])


def test_report_leads_to_names(window: MainWindow, settle: Settle, answer: Callable[..., None]) -> None:
    window.go("reports")
    settle(window)
    tab = window.here()
    key = next(k for _, said in tab._report.sections for s in said for k, _, _ in s.figures)
    assert f'href="figure:{key}"' in tab.text.toHtml()
    seen: list[int] = []

    def look(dialog) -> None:  # type: ignore[no-untyped-def]
        seen.append(dialog.list.count())
        dialog.reject()

    answer(look)
    tab._open_figure(key)
    assert seen[0] > 0


def test_import_preview_writes_nothing_until_asked(
    fresh: Callable[[], Desk], open_window: Callable[[Desk], MainWindow], answer: Callable[..., None], settle: Settle
) -> None:
    desk = fresh()
    window = open_window(desk)
    file = next(SAMPLE.glob("01_*.xlsx"))
    counts: list[int] = []

    def press(dialog) -> None:  # type: ignore[no-untyped-def]
        counts.append(count(desk, Query("resident")))
        dialog.writer.click()

    answer(press)
    commands.import_path(window, file)
    settle(window)
    assert counts == [0]
    assert count(desk, Query("resident")) == 38
    assert len(importing.waiting(desk)) == 1
    window.notice._go_back()
    assert count(desk, Query("resident")) == 0


def test_damaged_file_is_one_sentence(
    window: MainWindow, tmp_path: Path, answer: Callable[..., None]
) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 this is no workbook")
    said: list[str] = []

    def read(dialog) -> None:  # type: ignore[no-untyped-def]
        said.append(dialog.windowTitle())
        dialog.reject()

    answer(read)
    commands.import_path(window, file)
    assert said in (["请再看一下"], ["这一步没有做成"])


def test_print_preview_shows_the_pdf(window: MainWindow, answer: Callable[..., None]) -> None:
    window.go("services")
    tab = window.ledger_tab()
    tab.open_ledger("visit")
    pages: list[int] = []

    def preview(dialog) -> None:  # type: ignore[no-untyped-def]
        if hasattr(dialog, "masked"):
            answer(preview, 50)
            dialog._finish()
        else:
            pages.append(len(dialog._pdf.sizes))
            assert not dialog.view._picture(0, 1.0).isNull()
            dialog.reject()

    answer(preview)
    window.run("print")
    assert pages[0] > 0


def test_full_export_wants_a_purpose(window: MainWindow, qtbot: QtBot) -> None:
    from desk.ui.sheets.exporter import ExportDialog

    dialog = ExportDialog(window, window.session, "居民台账", Query("resident"))
    qtbot.addWidget(dialog)
    dialog.whole.setChecked(True)
    dialog._finish()
    assert dialog.result() == 0
    dialog.purpose.setText("报街道民政办")
    dialog._finish()
    assert dialog.result() == 1


def test_setup_makes_a_community(qtbot: QtBot, tmp_path: Path) -> None:
    from desk.ui.setup import Setup

    setup = Setup(tmp_path / "新")
    qtbot.addWidget(setup)
    setup._create()
    assert setup._problem.text() == "请填写社区（村）名称"
    setup.name.setText("海棠社区")
    setup.worker.setText("周敏华")
    setup.password.setText("海棠花开了!")
    setup.again.setText("海棠花开")
    setup._create()
    assert "不一样" in setup._problem.text()
    setup.again.setText("海棠花开了!")
    setup._create()
    assert setup.code in setup.text()
    assert not setup.finisher.isEnabled()
    setup.kept.setChecked(True)
    setup.finisher.click()
    assert setup.result() == 1
    setup.desk.close()


def test_enter_makes_the_community_and_presses_nothing_else(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same Enter must not print on the page that follows."""
    from desk.ui.setup import Setup

    printed: list[bool] = []
    monkeypatch.setattr(Setup, "_print", lambda self: printed.append(True))
    setup = Setup(tmp_path / "新社区")
    qtbot.addWidget(setup)
    setup.show()
    setup.activateWindow()
    setup.again.setFocus()
    qtbot.waitUntil(setup.again.hasFocus)
    height = setup.sizeHint().height()
    qtbot.keyClick(setup.again, Qt.Key.Key_Return)
    qtbot.waitUntil(setup._problem.isVisible)
    assert "填写社区" in setup._problem.text()
    assert setup.sizeHint().height() == height
    for line, text in ((setup.name, "新社区"), (setup.worker, "王主任"), (setup.password, "密码一二三四"),
                       (setup.again, "密码一二三四")):
        line.setText(text)
    setup.again.setFocus()
    qtbot.waitUntil(setup.again.hasFocus)
    qtbot.keyClick(setup.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(setup.code))
    qtbot.waitUntil(lambda: setup.kept.hasFocus())
    assert not printed
    setup.accept()  # left by closing, it would ask about the code
    setup.desk.close()


def test_wrong_password_is_one_sentence(qtbot: QtBot, fresh: Callable[[], Desk]) -> None:
    from desk.ui.setup import Login

    login = Login(fresh().folder.path)
    qtbot.addWidget(login)
    login.password.setText("不对的密码")
    login._open()
    assert login.desk is None
    assert login._problem.text()


def test_check_leaves_the_window_free_and_says_all_is_well(window: MainWindow, answer: Callable[..., None]) -> None:
    said: list[str] = []
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(10)

    def read(dialog: QDialog) -> None:
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()

    answer(read)
    window.run("check")
    assert any("资料完好" in text for text in said)
    assert len(ticks) > 10


@pytest.mark.parametrize("percent", SIZES)
def test_the_menu_is_one_column_of_a_small_screen(window: MainWindow, percent: int) -> None:
    """768 pixels less a task bar; at the largest texts the menu scrolls."""
    window.set_text_size(percent)
    menu = window.header.menu_button.menu()
    assert menu.sizeHint().height() <= 728 or menu.style().styleHint(QStyle.StyleHint.SH_Menu_Scrollable, None, menu)
    assert len({menu.actionGeometry(action).x() for action in menu.actions()}) == 1
