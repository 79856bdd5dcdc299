"""Forms: drafts in, drafts out, problems at their fields, Enter to the next field."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from ui_plain import PlainContext, entry, view

from desk.errors import Problem
from desk.kinds import Code, Date, Link, LongText, PersonName, code_list
from desk.paths import FORMS
from desk.records import RECORDS
from desk.service.desk import Desk
from desk.service.entries import form as forms
from desk.service.entries.form import PartView
from desk.ui.fields import Slot
from desk.ui.parts.prefs import Prefs
from desk.ui.parts.small import scrolled
from desk.ui.records.form import Form
from desk.ui.records.formfile import form_file, lay_out
from desk.ui.session import Session

PARTIES = PartView("parties", "当事人", (
    entry("resident", "居民", Link(record="resident")), entry("name", "姓名", PersonName(), required=True)))
VIEW = view(
    entry("name", "姓名", PersonName(), required=True), entry("birth", "出生日期", Date()),
    entry("sex", "性别", Code(codes=code_list("sex"))), entry("note", "备注", LongText()), parts=(PARTIES,))


def shown(qtbot: QtBot, record: str = "nobody") -> Form:
    form = Form(record, VIEW, PlainContext())
    area = scrolled(form)
    qtbot.addWidget(area)
    area.resize(640, 600)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    form.keep = area  # the area owns the form
    return form


def test_draft_goes_round(qtbot: QtBot) -> None:
    form = shown(qtbot)
    draft = {"name": "汤红旺", "birth": "1965-03-12", "sex": "2", "note": None, "other": 7,
             "parties": [{"id": 3, "resident": 1, "name": None}]}
    form.fill(draft)
    assert form.draft() == (draft, [])


def test_problems_stand_at_their_fields(qtbot: QtBot) -> None:
    form = shown(qtbot)
    form.fill({"parties": [{"resident": None, "name": None}]})
    form.say([Problem("name", "required", "请填写姓名"), Problem("", "x", "整条不行"),
              Problem("parties.0.name", "required", "请填写姓名"), Problem("birth", "w", "请核对", warning=True)])
    assert form.slot("name").problem.text() == "请填写姓名"
    assert form.note.text() == "整条不行"
    assert form.slot("birth").problem.property("role") == "warning"
    assert form.part("parties")._grid.slots["name"].problem.text() == "请填写姓名"
    assert form.slot("name").editor.focusProxy().hasFocus()


def test_refused_text_is_a_problem(qtbot: QtBot) -> None:
    form = shown(qtbot)
    form.fill({"name": "甲"})
    form.slot("birth").editor.line.setText("某年某月")
    draft, problems = form.draft()
    assert [p.field for p in problems] == ["birth"]
    assert draft["name"] == "甲"


def test_enter_goes_through_the_fields(qtbot: QtBot) -> None:
    form = shown(qtbot)
    form.fill({})
    form.focus_first()
    passed: list[QWidget | None] = []
    for _ in range(3):
        passed.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert passed == [form.slot(k).editor.focusProxy() for k in ("name", "birth", "sex")]
    assert QApplication.focusWidget() is form.slot("note").editor.focusProxy()


def test_rows_are_added_and_dropped(qtbot: QtBot) -> None:
    form = shown(qtbot)
    form.fill({"parties": []})
    rows = form.part("parties")
    qtbot.mouseClick(rows.adder, Qt.MouseButton.LeftButton)
    rows._grid.slots["name"].editor.line.setText("张三")
    rows.add_people([1, 2, 1])
    assert [(r["resident"], r["name"]) for r in form.draft()[0]["parties"]] == [(None, "张三"), (1, None), (2, None)]
    rows._drop(0)
    assert len(form.draft()[0]["parties"]) == 2


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [480, 900])
def test_columns_follow_the_width(qtbot: QtBot, percent: int, width: int) -> None:
    from desk.ui.parts.theme import THEME

    THEME.apply(percent)
    form = shown(qtbot)
    form.keep.resize(width, 600)
    qtbot.waitUntil(lambda: form.width() <= form.keep.viewport().width() + 1)


@pytest.mark.parametrize("file", sorted(FORMS.glob("*.ui")), ids=lambda f: f.stem)
def test_drawn_forms_know_their_fields(qtbot: QtBot, file) -> None:  # type: ignore[no-untyped-def]
    """Every field's place in a drawn form is a field of the record, and the record's own are placed."""
    import xml.etree.ElementTree as tree

    record = next(r for r in RECORDS if r.key == file.stem)
    names = {w.get("name") for w in tree.parse(file).iter("widget")
             if w.get("class") in ("QLineEdit", "QPlainTextEdit", "QComboBox")}
    assert names <= set(record.fields) | set(record.shown)
    entries = [entry(k, f.title, f.kind) for k, f in record.fields.items()]
    form = Form(record.key, view(*entries), PlainContext())
    qtbot.addWidget(form)
    assert set(form._slots) == set(record.fields)


def test_what_stands_in_the_first_field_is_typed_over(qtbot: QtBot) -> None:
    form = shown(qtbot)
    form.fill({"name": "汤红旺"})
    form.focus_first()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    qtbot.keyClicks(QApplication.focusWidget(), "li")
    assert form.draft()[0]["name"] == "li"


def items() -> int:
    """Layout items that Python keeps."""
    return sum(isinstance(w, QWidgetItem) for w in Shiboken.getAllValidWrappers())


@pytest.mark.parametrize("record", ["request", "resident", "case", "activity"])
def test_python_keeps_no_item_that_qt_has_deleted(record: str, practice_copy: Desk, qtbot: QtBot) -> None:
    """A kept one stands for whatever Qt makes at its address next. Slots alone keep those of their own heads."""
    gc.collect()
    entries = {e.key: e for _, group in forms.form(practice_copy, record, {}).groups for e in group}
    context, file, before = Session(practice_copy, Prefs()), form_file(record), items()
    alone = [Slot(e, context) for e in entries.values()]
    heads = items() - before
    assert file is not None
    page, slots = lay_out(file, entries, context)
    assert items() - before - heads <= heads * len(slots) / len(alone) + 1
    for widget in (page, *alone):
        qtbot.addWidget(widget)
