"""The next steps as buttons: taken in the window, refused at the field, and the way on shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.service.desk import Desk
from desk.service.entries.save import blank, load, save
from desk.ui.records.steps import StepDialog
from desk.ui.shell import MainWindow

Answer = Callable[..., None]


def applicant(desk: Desk) -> int:
    who = save(desk, "resident", {**blank(desk, "resident"), "name": "汤红旺"}).id
    return save(desk, "standing", {**blank(desk, "standing"), "category": "dibao", "resident": who}).id


def test_a_step_is_taken_by_its_button(
    window: MainWindow, practice_copy: Desk, qtbot: QtBot, settle: Callable[[MainWindow], None], answer: Answer
) -> None:
    desk = practice_copy
    id = applicant(desk)
    window.session.open_record.emit("standing", id)
    settle(window)
    bar = window.ledger_tab().panel.page.steps
    assert bar is not None
    assert [one.text() for one in bar.steps.values()] == ["入户核查", "不予确认", "撤回申请"]

    def take(dialog: StepDialog) -> None:
        dialog.grid.slots["worker"].editor.put("")
        qtbot.mouseClick(dialog.taker, Qt.MouseButton.LeftButton)
        assert dialog.isVisible(), "refused at its field"
        assert dialog.grid.slots["worker"].problem.text() == "「入户核查」要填写经办人"
        dialog.grid.slots["worker"].editor.put("周敏华")
        qtbot.mouseClick(dialog.taker, Qt.MouseButton.LeftButton)

    answer(take)
    qtbot.mouseClick(bar.steps["check"], Qt.MouseButton.LeftButton)
    settle(window)
    assert load(desk, "standing", id).draft["state"] == "checked"
    fresh = window.ledger_tab().panel.page.steps
    assert fresh is not None
    assert [one.text() for one in fresh.steps.values()] == ["公示", "不予确认", "撤回申请"]
    assert load(desk, "standing", id).draft["steps"][0]["worker"] == "周敏华"


def test_what_steps_fill_is_read_only_in_the_form(
    window: MainWindow, practice_copy: Desk, settle: Callable[[MainWindow], None]
) -> None:
    window.session.open_record.emit("standing", applicant(practice_copy))
    settle(window)
    window.ledger_tab().panel.edit()
    settle(window)
    form = window.ledger_tab().panel.form.form
    assert form is not None
    assert form.slot("end").entry.readonly
    assert form.slot("state").entry.readonly
    assert not form.slot("note").entry.readonly
