"""数据体检 in the window: a click opens the record at the field to mend, what is right is let stand and taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desk.service.entries import save
from desk.service.lists.query import Query, ids
from desk.service.trust.examining import Finding
from desk.ui.reports.examineview import ExaminePage, FindingRows, StandingRows
from desk.ui.reports.reasonview import ReasonDialog
from desk.ui.shell import MainWindow

Settle = Callable[[MainWindow], None]
Answer = Callable[..., None]


def page(window: MainWindow, settle: Settle) -> ExaminePage:
    window.go("reports")
    settle(window)
    window.here().show_page("examine")
    settle(window)
    shown = window.here().page()
    assert isinstance(shown, ExaminePage)
    return shown


def nameless_visits(window: MainWindow, settle: Settle) -> tuple[ExaminePage, Finding]:
    """Two visits without a visitor, and the finding that says so."""
    desk = window.session.desk
    for visit in ids(desk, Query("visit"))[:2]:
        loaded = save.load(desk, "visit", visit)
        save.save(desk, "visit", {**loaded.draft, "visitor": None}, id=visit, version=loaded.version)
    shown = page(window, settle)
    return shown, next(one for one in shown.read(window.here().span()).found if one.code == "visit_without_visitor")


def test_a_click_opens_the_record_at_its_field(
    window: MainWindow, settle: Settle, answer: Answer, qtbot: QtBot
) -> None:
    shown, found = nameless_visits(window, settle)

    def click(dialog: FindingRows) -> None:
        row = dialog.list.visualItemRect(dialog.list.item(0))
        QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())

    answer(click)
    shown.open(found)
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    assert (tab.panel.record, tab.panel.id) == ("visit", found.rows[0][1])
    form = tab.panel.form.form
    assert form is not None
    editor = form.slot("visitor").editor
    qtbot.waitUntil(lambda: editor.isAncestorOf(QApplication.focusWidget() or window)
                    or editor is QApplication.focusWidget())


def test_what_is_right_is_let_stand_with_a_reason_and_taken_back(
    window: MainWindow, settle: Settle, answer: Answer
) -> None:
    shown, found = nameless_visits(window, settle)
    assert not shown.stander.isVisible()

    def reason(dialog: ReasonDialog) -> None:
        dialog._finish()
        assert dialog._problem.isVisible()
        dialog.reason.setText("当天由街道走访")
        dialog._finish()

    def tick(dialog: FindingRows) -> None:
        assert not dialog.stander.isEnabled()
        option = QStyleOptionViewItem()
        dialog.list.initViewItemOption(option)
        option.rect = dialog.list.visualItemRect(dialog.list.item(0))
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        box = dialog.list.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, dialog.list)
        QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
        assert dialog.isVisible(), "a tick opens nothing"
        assert dialog.chosen() == [found.rows[0][1]]
        answer(reason)
        dialog.let_stand()

    answer(tick)
    shown.open(found)
    settle(window)
    assert shown.stander.text() == "没有问题的　1"
    left = next(one for one in shown.read(window.here().span()).found if one.code == found.code)
    assert [id for _, id, _ in left.rows] == [found.rows[1][1]]

    def back(dialog: StandingRows) -> None:
        assert dialog.table.rows.text(0, 2) == "当天由街道走访"
        dialog.take_back()

    answer(back)
    shown.show_standing()
    settle(window)
    assert not shown.stander.isVisible()
    assert shown.read(window.here().span()).standing == []


def test_what_was_inferred_is_said_in_the_form_and_confirmed_many_at_once(
    window: MainWindow, settle: Settle, answer: Answer
) -> None:
    desk = window.session.desk
    with desk.write("旧数据") as writer:
        grant = desk.meta.tables["grant"]
        writer.conn.execute(grant.update().where(grant.c.id.in_((1, 2))).values(purposes="02", inferred="purposes"))
        writer.conn.execute(grant.update().where(grant.c.id > 2).values(inferred=None))
    shown = page(window, settle)
    code = "inferred:grant:purposes"
    found = next(one for one in shown.read(window.here().span()).found if one.code == code)
    window.session.open_field.emit("grant", 1, "purposes")
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    form = tab.panel.form.form
    assert form is not None
    assert form.slot("purposes").inferred.isVisibleTo(form)
    assert not form.slot("occasion").inferred.isVisibleTo(form)
    shown = page(window, settle)

    def confirm(dialog: FindingRows) -> None:
        assert not dialog.stander.isEnabled()
        dialog.tick_all()
        assert dialog.stander.text() == "勾选的都对，确认"
        dialog.stander.click()

    answer(confirm)
    shown.open(found)
    settle(window)
    assert [one for one in shown.read(window.here().span()).found if one.code == code] == []
    assert save.load(desk, "grant", 1).draft["inferred"] is None
