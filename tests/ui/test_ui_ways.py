"""Where the keyboard goes, what fills itself in, and the ways back that must not be lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from communities import PASSWORD
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from ui_plain import PlainContext, entry

from desk import app
from desk.kinds import Text
from desk.service import backups
from desk.service.desk import Desk
from desk.service.entries import save
from desk.service.jobs import run
from desk.service.lists.query import Query, ids
from desk.ui import restoring
from desk.ui.fields.slot import Slot
from desk.ui.parts import dialog as dialogs
from desk.ui.parts.prefs import Prefs
from desk.ui.parts.theme import C
from desk.ui.records.people import PeoplePicker
from desk.ui.setup import Login, Setup
from desk.ui.shell import MainWindow
from desk.ui.tables.library import Library

Settle = Callable[[MainWindow], None]
Answer = Callable[..., None]


@pytest.fixture
def setup(qtbot: QtBot, tmp_path: Path) -> Setup:
    """Just made: the recovery code is shown."""
    made = Setup(tmp_path / "新")
    qtbot.addWidget(made)
    made.name.setText("海棠社区")
    made.worker.setText("周敏华")
    made.password.setText(PASSWORD)
    made.again.setText(PASSWORD)
    made._create()
    assert made.desk is not None
    return made


def test_escape_does_not_lose_the_recovery_code(setup: Setup, qtbot: QtBot, answer: Answer) -> None:
    setup.show()
    answer(lambda box: box.reject())
    qtbot.keyClick(setup, Qt.Key.Key_Escape)
    assert setup.isVisible()
    answer(lambda box: box.done(1))
    qtbot.keyClick(setup, Qt.Key.Key_Escape)
    assert setup.result() == 1
    setup.desk.close()


def test_kept_code_is_told(setup: Setup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    out, said = tmp_path / "恢复码.txt", list[str]()
    monkeypatch.setattr(QFileDialog, "exec", lambda self: True)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda self: [str(out)])

    def read(box: QWidget) -> None:
        said.append(" ".join(one.text() for one in box.findChildren(QLabel)))
        box.close()

    answer(read)
    setup._save()
    assert setup.code in out.read_text(encoding="utf-8")
    assert str(out) in said[0]
    setup.desk.close()


def test_file_dialogs_speak_chinese(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def look(self: QFileDialog) -> bool:
        for place in QFileDialog.DialogLabel:
            seen[place.name] = self.labelText(place)
        return False

    monkeypatch.setattr(QFileDialog, "exec", look)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialogs.ask_files(parent, "选择")
    assert not [text for text in seen.values() if not text or any("a" <= letter.lower() <= "z" for letter in text)]


def test_damaged_keys_are_mended_by_a_backup(
    fresh: Callable[[], Desk], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    desk = fresh()
    file = tmp_path / "一份.jwb"
    run(backups.backup(desk, file))
    desk.close()
    (desk.folder.path / "keys.json").write_text("{", encoding="utf-8")
    above = tmp_path / "别处"
    above.mkdir()
    (above / "别的.txt").write_text("", encoding="utf-8")
    login = Login(desk.folder.path)
    qtbot.addWidget(login)
    assert "备份恢复" in login._problem.text()
    monkeypatch.setattr(restoring, "ask_files", lambda *_: [file])
    monkeypatch.setattr(restoring, "ask_folder", lambda *_: above)
    answer(lambda box: box.done(0))
    login._restore()
    assert not login._problem.isVisibleTo(login)
    assert login.worker.count() == 1
    login.password.setText(PASSWORD)
    login._open()
    assert login.desk is not None, login._problem.text()
    assert login.desk.folder.path == above / "居务台资料"
    login.desk.close()


def test_new_place_takes_no_full_folder(tmp_path: Path) -> None:
    assert restoring.new_place(tmp_path) == tmp_path
    (tmp_path / "居务台资料").mkdir()
    assert restoring.new_place(tmp_path) == tmp_path / "居务台资料2"


def test_narrow_window_never_focuses_delete(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    window.resize(760, 600)
    window.go("residents")
    settle(window)
    tab = window.ledger_tab()
    tab.pane.grid.setFocus()
    tab.open_record(tab.pane.grid.rows.ids[0])
    assert not tab.pane.isVisible()
    assert tab.panel.page.isAncestorOf(QApplication.focusWidget())
    tab.panel.edit()
    qtbot.waitUntil(lambda: tab.panel.form.isAncestorOf(QApplication.focusWidget()))
    tab.panel.form.form.slot("note").editor.edited.emit()
    tab.panel.form.save()
    assert tab.panel.page.isAncestorOf(QApplication.focusWidget())


def test_after_saving_the_table_has_the_keyboard(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    window.resize(1500, 800)
    window.go("services")
    settle(window)
    tab = window.ledger_tab()
    tab.open_ledger("visit")
    tab.open_record(tab.pane.grid.rows.ids[0], where=1)
    qtbot.waitUntil(lambda: tab.panel.form.isAncestorOf(QApplication.focusWidget()))
    tab.panel.form.save()
    assert QApplication.focusWidget() is tab.pane.grid


def test_back_to_the_person_after_a_visit(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    window.go("residents")
    settle(window)
    tab = window.ledger_tab()
    person = tab.pane.grid.rows.ids[0]
    tab.open_record(person)
    window.new_record("visit", {"resident": person})
    form = tab.panel.form
    assert form.form.slot("visitor").value() == desk.caller.worker
    category = next(iter(desk.catalog.categories["visit"]))
    form.form.slot("category").editor.put(category)
    form.save()
    assert (tab.panel.record, tab.panel.id) == ("resident", person)
    visit = ids(desk, Query("visit"))
    made = max(visit)
    tab.open_record(made, "visit")
    name = save.load(desk, "resident", person).title
    opener = next(b for b in tab.panel.page.findChildren(QPushButton) if b.text() == name)
    opener.click()
    assert (tab.panel.record, tab.panel.id) == ("resident", person)
    window.new_record("visit", {"resident": person})
    form.dirty = False
    tab.panel._cancel()
    assert (tab.panel.record, tab.panel.id) == ("resident", person)


def test_identity_number_fills_sex_and_birth(window: MainWindow, settle: Settle) -> None:
    window.go("residents")
    window.run("new")
    form = window.ledger_tab().panel.form

    def typed(key: str, text: str) -> None:
        line = form.form.slot(key).editor.line
        line.setText(text)
        line.setModified(True)
        line.editingFinished.emit()

    typed("id_number", "110105194912310021")
    assert form.form.slot("birth").value() is None
    typed("id_number", "11010519491231002X")
    assert (form.form.slot("birth").value(), form.form.slot("sex").value()) == ("1949-12-31", "2")
    form.dirty = False


def test_due_day_and_way_follow_the_category(window: MainWindow) -> None:
    window.go("services")
    window.new_record("request", {})
    form = window.ledger_tab().panel.form

    def pick(code: str) -> tuple[object, object, object]:
        form.form.slot("category").editor.put(code)
        form._field_done("category")
        draft, _ = form.form.draft()
        return draft["workdays"], draft["way"], form.form.slot("due").editor.value()

    first, second = pick("residence_permit"), pick("birth_register")
    assert (first[0], second[0]) == (15, 3)
    assert first[1] == second[1] == "02"
    assert str(first[2]) > str(second[2])
    assert pick("consult")[1] is None
    form.dirty = False


def test_parties_stand_after_the_acceptance(window: MainWindow, qtbot: QtBot) -> None:
    window.go("mediation")
    window.new_record("case", {})
    form = window.ledger_tab().panel.form.form
    window.ledger_tab().panel.form.dirty = False
    qtbot.waitUntil(lambda: form.part("parties").isVisible())
    top = {key: form.slot(key).mapTo(form, form.slot(key).rect().topLeft()).y() for key in ("people", "summary")}
    parties = form.part("parties").mapTo(form, form.part("parties").rect().topLeft()).y()
    assert top["people"] < parties < top["summary"]
    form.part("parties").add()
    form.part("parties").add()
    form.part("parties").add()
    assert [row["side"] for row in form.part("parties").rows] == ["applicant", "respondent", "respondent"]
    form.part("sessions").add()
    assert form.part("sessions").rows[0]["kind"] == "mediate"
    window.ledger_tab().panel.form.dirty = False


@pytest.mark.parametrize("percent", [100, 200])
def test_dialogs_stay_on_the_screen(window: MainWindow, percent: int, settle: Settle, qtbot: QtBot) -> None:
    window.set_text_size(percent)
    window.go("residents")
    tab = window.ledger_tab()
    for dialog in (PeoplePicker(window, window.session),
                   Library(window, list(tab._ledgers.values()), window.session, window.back)):
        dialog.show()
        assert window.screen().availableGeometry().contains(dialog.geometry())
        dialog.reject()
        dialog.deleteLater()
    settle(window)


def test_picking_people_goes_on_typing(window: MainWindow, qtbot: QtBot) -> None:
    picker = PeoplePicker(window, window.session)
    picker.show()
    picker._find(save.load(window.session.desk, "resident", 1).title[:1])
    qtbot.waitUntil(picker.isActiveWindow)
    picker.found.setFocus()
    picker._take(picker.found.item(0))
    assert picker.focusWidget() is picker.search
    assert len(picker.chosen()) == 1
    picker._find("查无此人啊")
    assert "没有找到" in picker.found.hint
    picker.reject()
    picker.deleteLater()


def test_home_says_that_nothing_was_found(window: MainWindow) -> None:
    home = window.screens["home"]
    found = home._found("查无此人啊")
    assert [one.title for one in found] == ["没有找到"]
    home._open_hit(found[0])
    assert home.search.text() == "查无此人啊"


def test_only_pages_with_numbers_offer_them_in_full(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    page = window.screens["services"].panel.page
    for record, offered in (("visit", False), ("resident", True)):
        page.show_page(record, ids(desk, Query(record))[0])
        assert [b.text() for b in page.findChildren(QPushButton)].count("显示完整号码") == int(offered)


def test_long_quoted_value_is_cut(qtbot: QtBot) -> None:
    slot = Slot(entry("a", "甲", Text()), PlainContext())
    qtbot.addWidget(slot)
    slot.say(f"「{'9' * 60}」不是身份证号")
    assert slot.problem.text() == f"「{'9' * 14}…」不是身份证号"


def test_hints_can_be_read(qtbot: QtBot) -> None:
    def light(colour: str) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                 for c in QColor(colour).getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    line = QLineEdit()
    qtbot.addWidget(line)
    line.ensurePolished()
    assert line.palette().placeholderText().color() == QColor(C.faint)
    for ground in (C.paper, C.ground):
        assert (light(ground) + 0.05) / (light(C.faint) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_failure_while_starting_is_told(
    practice_copy: Desk, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    said: list[str] = []

    def broken(*_: object) -> MainWindow:
        raise RuntimeError("broken")

    def read(box: QWidget) -> None:
        said.append(box.windowTitle())
        box.close()

    path = practice_copy.folder.path
    practice_copy.close()
    monkeypatch.setattr(app, "show", broken)
    monkeypatch.setattr("desk.ui.parts.errors.install", lambda file: None)
    answer(read)
    assert app.main(path) == 3
    assert said == ["程序出了差错"]


def test_first_window_fills_the_screen(practice_copy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PySide6.QtGui.QGuiApplication.platformName", staticmethod(lambda: "xcb"))
    window = app.show(practice_copy, Prefs())
    assert window.isMaximized()
    window.close()
    window.deleteLater()


@pytest.mark.parametrize(("tab", "ledger", "owner"), [
    ("activities", "attendance", "activity"), ("mediation", "party", "case"), ("mediation", "session", "case"),
])
def test_a_child_row_opens_what_it_belongs_to(
    window: MainWindow, settle: Settle, tab: str, ledger: str, owner: str
) -> None:
    window.go(tab)
    settle(window)
    page = window.ledger_tab()
    page.open_ledger(ledger)
    settle(window)
    page.open_record(page.pane.grid.rows.ids[0])
    assert page.panel.record == owner
    page.new()
    assert page.panel.record == owner
