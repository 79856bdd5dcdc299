"""Importing by the window: preview, columns by clicking, mending in place, the tray, taking back, pasting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from ui_books import HEAD, NEW, book, cells, people, wrong

from desk.errors import Invalid
from desk.service.entries import save
from desk.service.imports import importing
from desk.service.jobs import run
from desk.service.lists.query import Query, count, ids
from desk.ui.parts.pickfield import FieldDialog
from desk.ui.sheets import importer, pasting
from desk.ui.sheets.importcolumns import ColumnsView
from desk.ui.sheets.importer import ImportDialog
from desk.ui.sheets.importlist import ImportList, take_back
from desk.ui.sheets.importrows import GroupTable, RemarkView
from desk.ui.sheets.mending import Doubtful, Mender
from desk.ui.sheets.tray import Tray
from desk.ui.shell import MainWindow
from desk.ui.tools import RowList

Answer = Callable[..., None]


@pytest.fixture
def roster(window: MainWindow, tmp_path: Path) -> Path:
    """One new, one with another telephone, one unchanged, one with a wrong number."""
    known = people(window.session.desk, 3)
    lines = [[p["name"], p["id_number"], p["phone"], p["address"], p["education"]] for p in known]
    lines[0][2] = "13905519999"
    lines[2][1] = wrong(lines[2][1])
    return book(tmp_path / "花名册.xlsx", [HEAD, NEW, *lines])


def dialog_on(window: MainWindow, file: Path, qtbot: QtBot) -> ImportDialog:
    preview = run(importing.read(window.session.desk, file))
    dialog = ImportDialog(window, window.session, preview)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def groups(dialog: ImportDialog) -> list[str]:
    return [dialog.tabs.tabText(at) for at in range(dialog.tabs.count())]


def show(dialog: ImportDialog, key: str) -> GroupTable | RemarkView | ColumnsView:
    place = next(at for at in range(dialog.tabs.count()) if dialog._named(at) == key)
    dialog.tabs.setCurrentIndex(place)
    return dialog.tabs.currentWidget()


def press(dialog: ImportDialog, word: str) -> None:
    next(one for one in dialog.questions.findChildren(QPushButton) if one.text() == word).click()


def test_groups_say_what_would_happen(window: MainWindow, roster: Path, qtbot: QtBot) -> None:
    before = count(window.session.desk, Query("resident"))
    dialog = dialog_on(window, roster, qtbot)
    assert groups(dialog) == ["待处理 1", "新增 1", "更新 1", "没有变化 1", "原表与各列含义"]
    assert show(dialog, "new").rows.text(0, 1) == "汤红旺"
    assert dialog.writer.text() == "导入 2 行"
    changed = show(dialog, "updated").rows.text(0, 2)
    assert changed.endswith("→ 13905519999")
    assert changed.startswith("联系方式：")
    dialog.reject()
    assert count(window.session.desk, Query("resident")) == before


def test_a_waiting_cell_is_mended_by_keys(window: MainWindow, roster: Path, qtbot: QtBot) -> None:
    dialog = dialog_on(window, roster, qtbot)
    right = people(window.session.desk, 3)[2]["id_number"]
    view = show(dialog, "waiting")
    qtbot.waitUntil(dialog.isActiveWindow)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.accessibleName() == "证件"
    assert line.property("bad") is True
    qtbot.keyClicks(line, right)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert groups(dialog) == ["新增 1", "更新 1", "没有变化 2", "原表与各列含义"]


def test_a_row_is_left_out(window: MainWindow, roster: Path, qtbot: QtBot) -> None:
    dialog = dialog_on(window, roster, qtbot)
    show(dialog, "waiting").mender.dropper.click()
    assert "待处理 1" not in groups(dialog)
    assert "不要这一行" in show(dialog, "ignored").rows.text(0, 1)
    dialog.writer.click()
    assert importing.waiting(window.session.desk) == []


def test_a_field_without_a_column_is_filled_in(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answer: Answer
) -> None:
    dialog = dialog_on(window, book(tmp_path / "甲.xlsx", [HEAD, NEW, ("丁新民", None, None, None, None)]), qtbot)
    mender = show(dialog, "waiting").mender

    def pick(picker: FieldDialog) -> None:
        qtbot.keyClicks(picker.line, "csrq")
        qtbot.keyClick(picker.line, Qt.Key.Key_Return)

    answer(pick)
    mender.adder.click()
    mender.lines["birth"].setText("1970年3月5日")
    mender.again.click()
    assert groups(dialog)[0] == "新增 2"


def test_a_column_is_corrected_and_remembered(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answer: Answer
) -> None:
    desk = window.session.desk
    file = book(tmp_path / "乙.xlsx", [("姓名", "身份证号", "干什么的"), (NEW[0], NEW[1], "木工")])
    dialog = dialog_on(window, file, qtbot)
    view = show(dialog, "columns")
    assert view.cells.meaning(2) == ""
    answer(lambda picker: (picker.line.setText("职业"), picker._take()))
    view.table.horizontalHeader().sectionClicked.emit(2)
    view = show(dialog, "columns")
    assert view.cells.meaning(2) == "职业"
    dialog.writer.click()
    (id,) = ids(desk, Query("resident", text=NEW[1]))
    assert save.load(desk, "resident", id).draft["occupation"] == "木工"
    again = dialog_on(window, file, qtbot)
    (offered,) = list(again._known_columns())
    assert offered[0] == "上次来自「乙.xlsx」的列是这样对应的：「干什么的」→ 职业。这次也这样吗？"
    press(again, "照上次的")
    assert again.mapping == {"花名册": {2: "occupation"}}
    assert show(again, "columns").cells.meaning(2) == "职业"
    assert not again.questions.isVisible()


def test_what_was_mended_outlives_a_corrected_column(window: MainWindow, roster: Path, qtbot: QtBot) -> None:
    dialog = dialog_on(window, roster, qtbot)
    right = people(window.session.desk, 3)[2]["id_number"]
    view = show(dialog, "waiting")
    view.mender.mended.emit({"id_number": right})
    assert "待处理 1" not in groups(dialog)
    show(dialog, "columns").mapped.emit("花名册", 4, "")
    assert "待处理 1" not in groups(dialog)
    dialog._skip("花名册", 2, 0)
    dialog._map("花名册", 4, "education")
    assert "新增 1" not in groups(dialog)


def test_of_two_people_in_one_line_the_right_one_is_mended(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    two = [[*HEAD[:3], None, *HEAD[:3]], [*NEW[:3], None, "丁新民", "1101051970010100", ""],
           ["王新民", "3401041946040225", "", None, *NEW[:3]]]
    dialog = dialog_on(window, book(tmp_path / "并排.xlsx", two), qtbot)
    view = show(dialog, "waiting")
    assert [view.table.rows.text(at, 1) for at in range(view.table.count)] == ["王新民", "丁新民"]
    view.table.to_row(1)
    assert view.mender.lines["id_number"].text() == "1101051970010100"
    view.mender.mended.emit({"id_number": people(window.session.desk, 1)[0]["id_number"], "note": "新来"})
    new = show(dialog, "new")
    assert "汤红旺" in [new.rows.text(at, 1) for at in range(new.count)]
    left, right = (table.rows for table in dialog._preview.tables)
    assert left[0].cells["id_number"] == NEW[1]
    assert "note" not in left[0].cells
    assert right[0].cells["note"] == "新来"
    dialog._skip("花名册", 3, 0)
    dialog._map("花名册", 2, "")
    left, right = (table.rows for table in dialog._preview.tables)
    assert [[row.number for row in rows] for rows in (left, right)] == [[2], [2, 3]]
    assert "note" not in left[0].cells
    assert right[0].cells["note"] == "新来"


def test_what_the_sheet_hides_is_asked_about(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    file = book(tmp_path / "丙.xlsx", [HEAD, NEW, ("丁新民", None, None, "新民路1幢1单元101室", None)])
    made = openpyxl.load_workbook(file)
    made.worksheets[0].row_dimensions[3].hidden = True
    made.worksheets[0].column_dimensions["D"].hidden = True
    made.save(file)
    dialog = dialog_on(window, file, qtbot)
    (text, _), = dialog._hidden()
    assert text == "表里第 3 行和 D 列（现住址）是隐藏的，也读进来了。要不要导入？"
    assert groups(dialog)[0] == "新增 2"
    press(dialog, "隐藏的不要")
    assert groups(dialog)[0] == "新增 1"
    assert show(dialog, "ignored").rows.text(show(dialog, "ignored").count - 1, 1) == "您选择了不要这一行"
    assert not dialog.questions.isVisible()


def test_people_whom_little_tells_are_asked_about(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    lines = [["党员名册"], ["姓名", "联系电话"], ["欧阳一一", "13100000001"], ["欧阳二二", "13100000002"]]
    dialog = dialog_on(window, book(tmp_path / "名单.xlsx", lines), qtbot)
    assert "2 行没有身份证号" in dialog.questions.findChild(QLabel).text()
    next(one for one in dialog.questions.findChildren(QPushButton) if one.text() == "仍要新增").click()
    assert "党员 2" in dialog._said.text()
    assert not dialog.questions.isVisible()
    assert not dialog._preview.waiting


def test_people_whom_little_tells_are_added_from_the_tray(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answer: Answer
) -> None:
    lines = [["居民名册"], ["姓名", "联系电话"], ["欧阳一一", "13100000001"], ["汤红旺", "13100000002"]]
    dialog = dialog_on(window, book(tmp_path / "名单.xlsx", lines), qtbot)
    dialog.writer.click()

    def add(tray: Tray) -> None:
        tray.mender.surer.click()
        tray.reject()

    answer(add)
    window.run("tray")
    assert len(importing.waiting(window.session.desk)) == 1
    assert count(window.session.desk, Query("resident", text="欧阳一一")) == 1


def test_record_kind_and_repeated_import_are_chosen(window: MainWindow, roster: Path, qtbot: QtBot) -> None:
    dialog = dialog_on(window, roster, qtbot)
    assert dialog.record.currentText() == "自动识别：居民"
    dialog.existing.setCurrentIndex(dialog.existing.findData("fill"))
    dialog.existing.activated.emit(dialog.existing.currentIndex())
    assert "没有变化 2" in groups(dialog)
    dialog.existing.setCurrentIndex(dialog.existing.findData("ask"))
    dialog.existing.activated.emit(dialog.existing.currentIndex())
    assert groups(dialog)[:2] == ["请您决定 1", "待处理 1"]
    dialog.record.setCurrentIndex(dialog.record.findData("visit"))
    dialog.record.activated.emit(dialog.record.currentIndex())
    assert dialog._preview.tables[0].record == "visit"


def test_asked_rows_are_decided_in_the_tray(
    window: MainWindow, roster: Path, qtbot: QtBot, answer: Answer
) -> None:
    desk = window.session.desk
    dialog = dialog_on(window, roster, qtbot)
    dialog._plan("ask")

    def decide(tray: Tray) -> None:
        rows = [one.remark.code for one in tray._rows]
        tray.list.to_row(rows.index("existing_differs"))
        assert tray.mender.taker.isVisible()
        assert not tray.mender.again.isVisible()
        tray.mender.taker.click()
        tray.reject()

    dialog.writer.click()
    answer(decide)
    window.run("tray")
    assert [one.remark.code for one in importing.waiting(desk)] == ["id_checksum"]
    assert count(desk, Query("resident", text="13905519999")) == 1


def test_asked_rows_are_decided_in_the_preview(window: MainWindow, roster: Path, qtbot: QtBot) -> None:
    desk = window.session.desk
    dialog = dialog_on(window, roster, qtbot)
    dialog._plan("ask")
    view = show(dialog, "differs")
    assert view.table.rows.text(0, 2) == "还没有定"
    assert "→ 13905519999" in view.table.rows.text(0, 3)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_1)
    view = show(dialog, "differs")
    assert (view.table.rows.text(0, 2), view.keeper.isEnabled()) == ("留旧的", False)
    assert "更新 1" not in groups(dialog)
    view.taker.click()
    assert "更新 1" in groups(dialog)
    dialog.writer.click()
    assert [one.remark.code for one in importing.waiting(desk)] == ["id_checksum"]
    assert count(desk, Query("resident", text="13905519999")) == 1


def test_the_number_that_the_register_knows_is_one_click(qtbot: QtBot) -> None:
    mender = Mender("改好了", "不要这一行")
    qtbot.addWidget(mender)
    mender.show()
    row = Doubtful("第 7 行", "身份证号存成了数字", "id_number", {"id_number": "330199200112266000"},
                   {"id_number": "证件"}, "330199200112266322")
    mender.show_row(row)
    assert mender.lines["id_number"].text() == "330199200112266000"
    with qtbot.waitSignal(mender.mended) as told:
        mender.accepter.click()
    assert told.args == [{"id_number": "330199200112266322"}]


def test_tray_mends_and_drops(window: MainWindow, roster: Path, qtbot: QtBot, answer: Answer) -> None:
    desk = window.session.desk
    run(importing.commit(desk, run(importing.read(desk, roster))))
    tray = Tray(window, window.session)
    qtbot.addWidget(tray)
    tray.show()
    tray.mender.again.click()
    assert tray.mender.problem.text() == "这一行还不能导入，原因同上。"
    tray.mender.lines["id_number"].setText(people(desk, 4)[3]["id_number"])
    answer(lambda box: box.done(2))
    tray.mender.dropper.click()
    assert len(importing.waiting(desk)) == 1
    answer(lambda box: box.done(1))
    tray.mender.dropper.click()
    assert importing.waiting(desk) == []
    assert not tray.list.isVisible()


def test_undo_names_what_stays(
    window: MainWindow, roster: Path, qtbot: QtBot, answer: Answer, settle: Callable[[MainWindow], None]
) -> None:
    desk = window.session.desk
    before = count(desk, Query("resident"))
    run(importing.commit(desk, run(importing.read(desk, roster))))
    (id,) = ids(desk, Query("resident", text=NEW[1]))
    loaded = save.load(desk, "resident", id)
    save.save(desk, "resident", {**loaded.draft, "note": "后来改的"}, id, loaded.version)
    dialog = ImportList(window, window.session)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.list.rows.text(0, 0) == "花名册.xlsx"
    kept: list[str] = []

    def read(box: RowList) -> None:
        kept.append(box.list.item(0).text())
        box.reject()

    answer(lambda box: (answer(read), box.done(1)))
    dialog.undoer.click()
    settle(window)
    assert kept == [NEW[0]]
    assert count(desk, Query("resident")) == before + 1
    with pytest.raises(Invalid):
        take_back(window, 1)


def test_marked_copy_is_their_own_sheet(
    window: MainWindow, roster: Path, tmp_path: Path, qtbot: QtBot, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_on(window, roster, qtbot)
    out = tmp_path / "标注.xlsx"
    monkeypatch.setattr(importer, "ask_out", lambda *_: out)
    answer(lambda box: box.accept())
    dialog.marker.click()
    assert any("校验码不对" in str(cell) for row in cells(out) for cell in row)


def copied(text: str) -> None:
    data = QMimeData()
    data.setText(text)
    QApplication.clipboard().setMimeData(data)


def test_a_copied_block_is_pasted(
    window: MainWindow, qtbot: QtBot, answer: Answer, settle: Callable[[MainWindow], None]
) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    window.go("residents")
    settle(window)
    before = count(window.session.desk, Query("resident"))
    copied("\r\n".join("\t".join(row) for row in (HEAD, NEW)))
    seen: list[str] = []

    def press(dialog: ImportDialog) -> None:
        seen.append(dialog._head.text())
        dialog.writer.click()

    answer(press)
    window.ledger_tab().pane.grid.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["「粘贴的内容」读到 1 行"]
    assert count(window.session.desk, Query("resident")) == before + 1


def test_merged_cells_and_line_breaks_of_a_copied_block_are_understood(
    window: MainWindow, qtbot: QtBot, answer: Answer, settle: Callable[[MainWindow], None]
) -> None:
    data = QMimeData()
    data.setText("姓名\t证件\t联系方式\t家庭住址\n汤红旺\t340104194604022540\t\"13905510001\n13905510002\"\t和平里")
    data.setHtml(
        "<table><tr><td>姓名</td><td>证件</td><td>联系方式</td><td>家庭住址</td></tr>"
        f"<tr><td>{NEW[0]}</td><td>{NEW[1]}</td><td>13905510001<br>13905510002</td>"
        "<td rowspan=2>和平里1幢1单元101室</td></tr><tr><td>丁新民</td><td>110105197001010023</td><td></td></tr>"
        "</table>")
    QApplication.clipboard().setMimeData(data)
    window.go("residents")
    settle(window)
    seen: list[list[object]] = []

    def look(dialog: ImportDialog) -> None:
        seen.extend([row.values.get("phone"), row.values.get("address")] for row in dialog._preview.tables[0].rows)
        dialog.reject()

    answer(look)
    pasting.import_clipboard(window)
    assert [address for _, address in seen] == ["和平里1幢1单元101室"] * 2
    assert "13905510002" in str(seen[0][0])


def test_pasting_into_a_field_is_no_import(
    window: MainWindow, qtbot: QtBot, settle: Callable[[MainWindow], None]
) -> None:
    window.go("residents")
    settle(window)
    copied("汤红旺\t男")
    line = window.ledger_tab().pane.findChild(QLineEdit)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "汤红旺" in line.text()
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize(("text", "said"), [("", "剪贴板里没有内容"), ("张三\n李四", "没有认出表头")])
def test_what_cannot_be_pasted_is_one_sentence(window: MainWindow, text: str, said: str) -> None:
    copied(text)
    with pytest.raises(Invalid) as refused:
        pasting.import_clipboard(window)
    assert said in refused.value.text
