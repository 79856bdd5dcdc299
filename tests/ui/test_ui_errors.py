"""Telling errors: once, in plain words, and safe when telling itself goes wrong."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desk.errors import Cancelled, Trouble
from desk.ui.parts import errors
from desk.ui.parts.notice import STAYS, WITH_WAY_BACK, Notice

Answer = Callable[..., None]


@pytest.fixture
def hooked(qtbot: QtBot) -> Iterator[None]:
    before = sys.excepthook
    errors.install(None)
    sys.excepthook = errors._caught
    yield
    sys.excepthook = before


def test_what_fails_in_showing_is_written_down(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(errors, "Message", fail)
    errors.log.propagate = True
    with caplog.at_level(logging.ERROR, "desk.ui"):
        errors.show(None, Trouble("disk_full", "磁盘满了"))
    assert [line.split()[0] for line in caplog.messages] == ["ZeroDivisionError"]


def test_an_error_over_a_window_that_is_gone_is_told_without_it(qtbot: QtBot, answer: Answer) -> None:
    gone = QWidget()
    delete(gone)
    seen: list[str] = []
    answer(lambda box: (seen.append(box.windowTitle()), box.accept()))
    errors.show(gone, Trouble("disk_full", "磁盘满了"))
    assert seen == ["这一步没有做成"]


@pytest.mark.qt_no_exception_capture
def test_errors_that_come_while_one_is_shown_open_nothing_more(qtbot: QtBot, hooked: None, answer: Answer) -> None:
    seen: list[int] = []

    def look(box: errors.Message) -> None:
        for _ in range(50):
            errors._caught(ValueError, ValueError("画不出来"), None)
            QApplication.processEvents()
        seen.append(sum(isinstance(one, errors.Message) and one.isVisible() for one in QApplication.topLevelWidgets()))
        box.accept()

    answer(look, 50)
    errors.show(None, Trouble("disk_full", "磁盘满了"))
    QApplication.processEvents()
    assert seen == [1]
    assert not errors._showing


def test_a_step_that_was_given_up_is_no_error(qtbot: QtBot) -> None:
    errors.show(None, Cancelled())


def test_a_way_back_stays_long_enough_to_be_read(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    notice = Notice(window)
    notice.say("导入好了", lambda: None)
    assert notice._timer.interval() == WITH_WAY_BACK == 30_000
    assert notice.isVisible()
    notice.say("已保存", None)
    assert notice._timer.interval() == STAYS
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton)
    assert notice.isVisible()
