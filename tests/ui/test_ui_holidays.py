"""放假安排 in the window: the task on the start page, pasting, ticking, saving; the form says what is guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from desk.service.desk import Desk
from desk.service.entries.save import blank, load, save
from desk.service.holidays.arrangement import arrangement
from desk.service.lists.query import Query, ids
from desk.ui.holidays import Holidays
from desk.ui.shell import MainWindow

NOTICE = """关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至5日（周二）放假调休，共5天。1月9日（周六）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。鼓励错峰休息。"""


@pytest.fixture
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_TODAY", "2026-12-30")


@pytest.fixture
def desk(december: None, practice_copy: Desk) -> Desk:
    return practice_copy


def request(desk: Desk) -> int:
    who = ids(desk, Query("resident"))[0]
    return save(desk, "request", {**blank(desk, "request"), "resident": who, "category": "agency", "workdays": 10}).id


def texts(dialog: Holidays) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def test_the_notice_is_pasted_from_the_task_on(
    desk: Desk, open_window: Callable[[Desk], MainWindow], settle: Callable[..., None], answer: Callable[..., None]
) -> None:
    id = request(desk)
    window = open_window(desk)
    settle(window)
    seen: list[str] = []

    def work(dialog: Holidays) -> None:
        assert not dialog.saver.isEnabled()
        dialog.text.setPlainText(NOTICE.replace("2027年", "2025年"))
        seen.append(texts(dialog))
        dialog.text.setPlainText(NOTICE)
        seen.append(texts(dialog))
        dialog.saver.click()
        seen.append(texts(dialog))
        dialog.reject()

    answer(work)
    home = window.screens["home"]
    next(b for b in home.findChildren(QPushButton) if b.text() == "录入2027年放假安排").click()
    assert "这是2025年的通知，不是2027年的" in seen[0]
    assert "元旦：1月1日（周五）至5日（周二）放假，共5天；1月9日（周六）上班" in seen[1]
    assert "鼓励错峰休息" in seen[1]
    assert "2027年的安排已经录入" in seen[2]
    assert load(desk, "request", id).draft["due"] == "2027-01-15"
    settle(window)
    assert not [b for b in home.findChildren(QPushButton) if b.text().startswith("录入2027") and b.isVisible()]


def test_a_day_is_ticked_by_keyboard_and_by_click(
    desk: Desk, open_window: Callable[[Desk], MainWindow], answer: Callable[..., None]
) -> None:
    window = open_window(desk)

    def work(dialog: Holidays) -> None:
        dialog.grid.setCurrentCell(1, 4)  # Friday 5 February
        QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
        dialog.grid.cellClicked.emit(1, 5)
        dialog.grid.cellClicked.emit(11, 36)  # no day
        assert dialog.grid.item(1, 5).text() == "6\n班"
        dialog.saver.click()
        dialog.reject()

    answer(work)
    window.run("holidays")
    days = arrangement(desk, 2027).days
    assert (days["2027-02-05"], days["2027-02-06"]) == (False, True)


def test_the_form_says_what_is_guessed(
    desk: Desk, open_window: Callable[[Desk], MainWindow], settle: Callable[..., None]
) -> None:
    window = open_window(desk)
    window.session.open_record.emit("request", request(desk))
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    tab.edit()
    settle(window)
    form = tab.panel.form.form
    assert form is not None
    slot = form._slots["due"]
    assert slot.problem.text() == "2027年的放假安排还没有录入，按周一至周五推算"
    assert slot.problem.isVisibleTo(form)
    assert slot.value() == "2027-01-14"
    form.say([])
    assert slot.problem.text(), "what is refused and mended since takes nothing of it away"
