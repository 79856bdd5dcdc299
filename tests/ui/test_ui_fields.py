"""Editors: what is typed becomes a plain value, or a sentence says why not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_plain import PlainContext, entry

from desk.kinds import (
    CitizenId,
    Code,
    Codes,
    Date,
    DateTime,
    Kind,
    Link,
    LongText,
    Money,
    Month,
    PersonName,
    Value,
    Whole,
    YesNo,
    code_list,
)
from desk.ui.fields import Slot


def shown(qtbot: QtBot, kind: Kind, **options: bool) -> Slot:
    slot = Slot(entry("field", "字段", kind, **options), PlainContext())
    qtbot.addWidget(slot)
    slot.resize(360, 80)
    slot.show()
    slot.activateWindow()
    qtbot.waitUntil(slot.isActiveWindow)
    slot.editor.setFocus()
    return slot


def write(qtbot: QtBot, slot: Slot, text: str) -> None:
    qtbot.keyClicks(slot.editor.focusProxy(), text)


@pytest.mark.parametrize(("kind", "typed", "value", "text"), [
    (Date(), "1965.3.12", "1965-03-12", "1965-03-12"),
    (Month(), "2026年1月", "2026-01", None),
    (Money(), "1,234.5", 123450, "1,234.50"),
    (Whole(unit="人"), "12", 12, "12"),
    (PersonName(), " 汤红旺 ", "汤红旺", "汤红旺"),
    (DateTime(), "2026-01-05 14:30", "2026-01-05 14:30", None),
    (LongText(), "第一行", "第一行", None),
])
def test_spelling_becomes_plain(qtbot: QtBot, kind: Kind, typed: str, value: Value, text: str | None) -> None:
    slot = shown(qtbot, kind)
    target = slot.editor.focusProxy()
    if typed.isascii():
        qtbot.keyClicks(target, typed)
    else:
        QApplication.sendEvent(target, _commit(typed))
    assert slot.value() == value
    if text is not None:
        slot.editor.line.editingFinished.emit()
        assert slot.editor.line.text() == text


def _commit(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent()
    event.setCommitString(text)
    return event


def test_wrong_date_is_said_under_the_field(qtbot: QtBot) -> None:
    slot = shown(qtbot, Date())
    write(qtbot, slot, "1965-13-40")
    qtbot.keyClick(slot.editor.focusProxy(), Qt.Key.Key_Return)
    assert slot.problem.isVisible()
    assert slot.problem.text()
    write(qtbot, slot, "1")
    assert not slot.problem.isVisible()


def test_checksum_is_refused(qtbot: QtBot) -> None:
    slot = shown(qtbot, CitizenId())
    write(qtbot, slot, "110105194912310021")
    qtbot.keyClick(slot.editor.focusProxy(), Qt.Key.Key_Return)
    assert "校验码" in slot.problem.text()


@pytest.mark.parametrize("typed", ["2", "女性"])
def test_code_by_code_pinyin_or_label(qtbot: QtBot, typed: str) -> None:
    slot = shown(qtbot, Code(codes=code_list("sex")))
    line = slot.editor.focusProxy()
    if typed.isascii():
        qtbot.keyClicks(line, typed)
    else:
        QApplication.sendEvent(line, _commit(typed))
    qtbot.waitUntil(line.list_open)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert slot.value() == "2"
    assert not line.list_open()


def test_code_by_pinyin_letters(qtbot: QtBot) -> None:
    slot = shown(qtbot, Code(codes=code_list("marital")))
    line = slot.editor.focusProxy()
    qtbot.keyClicks(line, "lh")
    qtbot.waitUntil(line.list_open)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "离婚"


def test_code_by_mouse(qtbot: QtBot) -> None:
    slot = shown(qtbot, Code(codes=code_list("sex")))
    line = slot.editor.focusProxy()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert line.list_open()
    item = line._list.item(1)
    qtbot.mouseClick(line._list.viewport(), Qt.MouseButton.LeftButton, pos=line._list.visualItemRect(item).center())
    assert line.text() == item.text()
    assert slot.value() == code_list("sex").entries[1].code


def test_yes_no_and_blank(qtbot: QtBot) -> None:
    slot = shown(qtbot, YesNo())
    assert slot.value() is None
    write(qtbot, slot, "y")
    qtbot.keyClick(slot.editor.focusProxy(), Qt.Key.Key_Return)
    assert slot.value() == 1


def test_several_codes(qtbot: QtBot) -> None:
    slot = shown(qtbot, Codes(codes=code_list("topic")))
    line = slot.editor.focusProxy()
    for entry_ in code_list("topic").entries[:2]:
        qtbot.keyClicks(line, entry_.code)
        qtbot.waitUntil(line.list_open)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    wanted = ",".join(e.code for e in code_list("topic").entries[:2])
    assert slot.value() == wanted
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert slot.value() == code_list("topic").entries[0].code


def test_link_takes_the_only_one(qtbot: QtBot) -> None:
    slot = shown(qtbot, Link(record="resident"))
    line = slot.editor.focusProxy()
    QApplication.sendEvent(line, _commit("汤"))
    line.editingFinished.emit()
    assert slot.value() == 1
    assert line.text() == "汤红旺"


def test_link_nobody(qtbot: QtBot) -> None:
    slot = shown(qtbot, Link(record="resident"))
    QApplication.sendEvent(slot.editor.focusProxy(), _commit("无此人"))
    slot.editor.focusProxy().editingFinished.emit()
    assert slot.problem.text() == "请从弹出的名单中选一个"


def test_calendar_picks_a_day(qtbot: QtBot) -> None:
    from desk.ui.fields.dates import Calendar

    slot = shown(qtbot, Date())
    slot.editor.put("2026-02-03")
    qtbot.keyClick(slot.editor.line, Qt.Key.Key_F4)
    calendar = slot.editor.line.findChild(Calendar)
    assert calendar.days.selectedDate().toString(Qt.DateFormat.ISODate) == "2026-02-03"
    calendar.days.clicked.emit(calendar.days.selectedDate().addDays(1))
    assert slot.value() == "2026-02-04"


def test_readonly_keeps(qtbot: QtBot) -> None:
    slot = shown(qtbot, Whole(unit="岁"), readonly=True)
    slot.editor.put(80)
    write(qtbot, slot, "1")
    assert slot.editor.line.text() == "80"
