"""The search box searches what is committed, never what is being composed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk.ui.search import PAUSE, SearchBox


def box(qtbot: QtBot) -> tuple[SearchBox, list[str]]:
    made, heard = SearchBox("查找"), list[str]()
    qtbot.addWidget(made)
    made.sought.connect(heard.append)
    made.show()
    return made, heard


def test_composing_does_not_search(qtbot: QtBot) -> None:
    made, heard = box(qtbot)
    QApplication.sendEvent(made, QInputMethodEvent("xhw", []))
    qtbot.wait(PAUSE * 2)
    assert heard == []
    commit = QInputMethodEvent()
    commit.setCommitString("汤")
    QApplication.sendEvent(made, commit)
    qtbot.waitUntil(lambda: heard == ["汤"])


def test_letters_search_once_after_a_pause(qtbot: QtBot) -> None:
    made, heard = box(qtbot)
    qtbot.keyClicks(made, "thw")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["thw"])


def test_escape_empties_and_enter_hurries(qtbot: QtBot) -> None:
    made, heard = box(qtbot)
    qtbot.keyClicks(made, "a")
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert heard == ["a"]
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: heard == ["a", ""])


@pytest.mark.parametrize(("copied", "taken"), [("汤红旺", True), ("姓名\t性别\n汤红旺\t男", False)])
def test_copied_cells_are_left_to_the_window(qtbot: QtBot, copied: str, taken: bool) -> None:
    made, _ = box(qtbot)
    QApplication.clipboard().setText(copied)
    key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    key.ignore()
    QApplication.sendEvent(made, key)
    assert key.isAccepted() is taken
    QApplication.clipboard().clear()
