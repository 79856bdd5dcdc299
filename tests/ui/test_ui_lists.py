"""Lists going out by the window: exports remembered, forms filled, papers to hand out, names completed and compared."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from ui_books import book, cells, people, wrong

from desk.service.desk import Desk
from desk.service.lists import exporting, filling, rosters
from desk.service.lists import query as lists
from desk.service.lists.query import Query, count, ids
from desk.ui.parts import jobs
from desk.ui.parts.viewer import Viewer
from desk.ui.sheets import commands as sheetcommands
from desk.ui.sheets import handoutview
from desk.ui.sheets.compareview import CompareDialog
from desk.ui.sheets.exporter import ExportDialog
from desk.ui.sheets.exportlog import ExportLog
from desk.ui.sheets.fillview import FillDialog
from desk.ui.sheets.handoutview import CardDialog, SignDialog
from desk.ui.sheets.rosterview import RosterDialog
from desk.ui.sheets.wholesaleview import WholesaleDialog
from desk.ui.shell import MainWindow
from desk.ui.tables.selection import only

Answer = Callable[..., None]


def logged(desk: Desk) -> list[tuple[object, ...]]:
    log = desk.meta.tables["export_log"].c
    with desk.read() as conn:
        return [tuple(row) for row in conn.execute(select(log.what, log.rows, log.full, log.purpose).order_by(log.id))]


def export_dialog(window: MainWindow, qtbot: QtBot, chosen: tuple[int, ...] = ()) -> ExportDialog:
    dialog = ExportDialog(window, window.session, "居民台账", Query("resident"), chosen=chosen)
    qtbot.addWidget(dialog)
    return dialog


def test_columns_and_receivers_are_remembered(window: MainWindow, qtbot: QtBot) -> None:
    dialog = export_dialog(window, qtbot)
    assert dialog.columns() is None
    dialog._columns.tick(False)
    for at in (1, 0):
        dialog._columns.item(at).setCheckState(Qt.CheckState.Checked)
    dialog._columns.setCurrentRow(1)
    dialog._columns.shift(-1)
    assert dialog.columns() == ["id_number", "name"]
    dialog.receiver.setCurrentText("街道（镇）")
    assert dialog.full()
    assert dialog.purpose.text() == "报街道"
    dialog.purpose.setText("低保复核")
    assert dialog.what_for() == "街道（镇）：低保复核"
    dialog.remember()
    again = export_dialog(window, qtbot)
    assert (again.columns(), again.receiver.currentText(), again.full(), again.purpose.text()) == (
        ["id_number", "name"], "街道（镇）", True, "低保复核")
    again.receiver.setCurrentText("公示张贴")
    assert not again.full()
    again._columns.tick(False)
    again._finish()
    assert again._problem.text() == "请至少选一列"


def test_marked_rows_alone_are_exported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[MainWindow], None],
) -> None:
    window.go("residents")
    settle(window)
    grid = window.ledger_tab().pane.grid
    grid.selectRow(0)
    for row in (3, 5):
        grid.selectionModel().select(
            grid.rows.index(row, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)
    out = tmp_path / "出.xlsx"
    monkeypatch.setattr(sheetcommands, "ask_out", lambda *_: out)
    answer(lambda dialog: dialog._fine.click())
    window.run("export")
    names = [grid.rows.text(row, 0) for row in (0, 3, 5)]
    found = [row[0] for row in cells(out) if row[0] in names]
    assert found == names
    assert logged(window.session.desk)[-1][:3] == ("居民台账（Excel）", 3, 0)


def test_a_marked_place_is_that_place_only(window: MainWindow) -> None:
    desk = window.session.desk
    first = list(ids(desk, Query("place")))[:2]
    assert list(ids(desk, only(window.session, Query("place"), first))) == first


def test_what_left_the_program_is_listed(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.session.desk
    exporting.log_export(desk, "低保台账（Excel）", 1200, True, "街道（镇）：报街道")
    dialog = ExportLog(window, window.session)
    qtbot.addWidget(dialog)
    line = [dialog.list.rows.text(0, at) for at in range(1, 6)]
    assert line == [desk.caller.worker, "低保台账（Excel）", "1,200", "完整", "街道（镇）：报街道"]


def test_the_ways_out_stand_under_one_button(window: MainWindow) -> None:
    window.go("residents")
    tab = window.ledger_tab()
    assert tab is not None
    menu = next(one.menu() for one in tab.pane.findChildren(QPushButton) if one.text() == "导出")
    assert [one.text().partition("\t")[0] for one in menu.actions()] == [
        "导出登记表…", "填到街道的表…", "领取签字表…", "入户核对表…"]
    asked: list[str] = []
    tab.pane.wants.disconnect()
    tab.pane.wants.connect(asked.append)
    menu.actions()[1].trigger()
    assert asked == ["fill_form"]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    rows = [("序号", "姓名", "身份证号码", "电话", "其他"), *((n, None, None, None, None) for n in range(1, 4))]
    return book(tmp_path / "空表.xlsx", rows, "老年人登记表")


def test_the_street_form_is_filled_and_kept(
    window: MainWindow, qtbot: QtBot, form: Path, tmp_path: Path, answer: Answer
) -> None:
    desk = window.session.desk
    dialog = FillDialog(window, window.session, Query("elder_60"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.open_file(form)
    table = dialog.table.rows
    assert [table.text(at, 2) for at in range(5)] == ["序号", "姓名", "身份证号", "联系电话", "（不填）"]
    answer(lambda picker: (picker.line.setText("年龄"), picker._take()))
    dialog.table.to_row(4)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert table.text(4, 2) == "年龄"
    dialog.name.setText("老年人表")
    out = tmp_path / "填好.xlsx"
    answer(lambda box: box.accept())
    dialog.fill_to(out)
    many = count(desk, Query("elder_60"))
    people_in = [row for row in cells(out) if row[1] and len(str(row[2] or "")) == 18]
    assert len(people_in) == many
    assert all(int(row[4]) >= 60 for row in people_in)
    assert [one.name for one in filling.forms(desk)] == ["老年人表"]
    assert logged(desk)[-1][1:] == (many, 1, "报街道")
    again = FillDialog(window, window.session, Query("visit"))
    qtbot.addWidget(again)
    again._offer_kept("老年人表")
    again._choose()
    assert again.ledger.currentData() == "elder_60"
    assert again.plan is not None


def test_a_form_that_is_none_is_one_sentence(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = FillDialog(window, window.session, None)
    qtbot.addWidget(dialog)
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 no workbook")
    dialog.open_file(file)
    assert dialog.problem.text()
    assert dialog.plan is None


@pytest.mark.parametrize("kind", [SignDialog, CardDialog])
def test_papers_are_previewed(
    window: MainWindow, qtbot: QtBot, answer: Answer, kind: type[SignDialog] | type[CardDialog]
) -> None:
    chosen = list(ids(window.session.desk, Query("elder_60")))[:4]
    dialog = kind(window, window.session, Query("elder_60"), chosen)
    qtbot.addWidget(dialog)
    pages: list[int] = []

    def look(viewer: handoutview.Viewer) -> None:
        pages.append(len(viewer._pdf.sizes))
        viewer.reject()

    answer(look)
    dialog.preview()
    assert pages[0] >= 1
    assert logged(window.session.desk)[-1][1] == (4 if kind is SignDialog else pages[0])


def test_goods_stand_in_the_sheet_to_sign(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = SignDialog(window, window.session, Query("elder_60"), ())
    qtbot.addWidget(dialog)
    dialog.goods.setText("大米 1袋")
    out = tmp_path / "签字.xlsx"
    monkeypatch.setattr(handoutview, "ask_out", lambda *_: out)
    dialog.save()
    assert sum("大米 1袋" in row for row in cells(out)) == count(window.session.desk, Query("elder_60"))


def namesakes(desk: Desk) -> str:
    """A name that two residents bear."""
    names = [one["name"] for one in people(desk, 300)]
    return next(name for name in names if names.count(name) > 1)


def test_names_are_completed_and_copied(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.session.desk
    one, twin = people(desk, 1)[0], namesakes(desk)
    dialog = RosterDialog(window, window.session)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.complete()
    assert "还没有认出姓名" in dialog.problem.text()
    dialog.names.setPlainText(f"{one['name']}\n{twin}\n查无此")
    dialog.filler.click()
    assert [made.status for made in dialog.made] == ["one", "several", "none"]
    assert dialog.table.currentIndex().row() == 1
    assert dialog.choices.count() >= 2
    qtbot.keyClick(dialog.choices, Qt.Key.Key_Down)
    picked = dialog.made[1].candidates[1].id
    qtbot.keyClick(dialog.choices, Qt.Key.Key_Return)
    assert (dialog.made[1].status, dialog.made[1].id) == ("one", picked)
    dialog.copy()
    data = QApplication.clipboard().mimeData()
    assert one["id_number"] in data.text()
    assert "mso-number-format" in data.html()
    dialog.whole.setChecked(False)
    dialog.complete()
    assert "*" in dialog.made[0].values["id_number"]
    again = RosterDialog(window, window.session)
    qtbot.addWidget(again)
    assert not again.whole.isChecked()
    assert again.paths() == list(rosters.WANTED)


def test_lists_are_compared(window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = window.session.desk
    known = people(desk, 3)
    rows = [[p["name"], p["id_number"], p["phone"]] for p in known]
    rows[0][2] = "13905519999"
    rows.append(["汤红旺", "340104194604022540", ""])
    dialog = CompareDialog(window, window.session, Query("resident"), "")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.run(book(tmp_path / "对方.xlsx", [("姓名", "身份证号", "电话"), *rows]))
    tabs = [dialog.tabs.tabText(at) for at in range(dialog.tabs.count())]
    ours = count(desk, Query("resident")) - 3
    assert tabs == ["内容不同 1", "只在对方 1", f"只在我们 {ours}", "两边都有 3"]
    out = tmp_path / "比对.xlsx"
    monkeypatch.setattr("desk.ui.sheets.compareview.ask_out", lambda *_: out)
    dialog.save()
    assert any(row[:2] == ("只在对方", "汤红旺") for row in cells(out))
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("activity"))
    dialog.ledger.activated.emit(0)
    assert "不是人员名单" in dialog.problem.text()
    assert not dialog.saver.isEnabled()


def test_a_row_of_the_comparison_opens_our_record(window: MainWindow, qtbot: QtBot) -> None:
    one = people(window.session.desk, 1)[0]
    QApplication.clipboard().setText(f"姓名\t身份证号\n{one['name']}\t{wrong(one['id_number'])}")
    dialog = CompareDialog(window, window.session, Query("resident"), "")
    qtbot.addWidget(dialog)
    dialog.paster.click()
    with qtbot.waitSignal(window.session.open_record) as opened:
        dialog.tabs.widget(0).entered.emit(0)
    assert opened.args[0] == "resident"
    assert lists.texts(window.session.desk, "resident", [opened.args[1]])[0][0] == one["name"]


def test_everything_goes_out(window: MainWindow, qtbot: QtBot, tmp_path: Path, answer: Answer) -> None:
    dialog = WholesaleDialog(window, window.session)
    qtbot.addWidget(dialog)
    dialog.packer.click()
    assert "请写明用途" in dialog.problem.text()
    dialog.purpose.setText("存档")
    out = tmp_path / "全部.zip"
    answer(lambda box: box.accept())
    dialog.write(out)
    with zipfile.ZipFile(out) as packed:
        assert any(name.endswith("居民.xlsx") for name in packed.namelist())
    assert logged(window.session.desk)[-1][2:] == (1, "存档")


def test_cancelled_leaves_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = jobs.Worker.__init__

    def stopped(self: jobs.Worker, job: jobs.Job) -> None:
        real(self, job)
        self.step.connect(lambda _: self.cancel())

    monkeypatch.setattr(jobs.Worker, "__init__", stopped)
    dialog = WholesaleDialog(window, window.session)
    qtbot.addWidget(dialog)
    folder = tmp_path / "出"
    folder.mkdir()
    dialog.write(folder / "全部.zip")
    assert list(folder.iterdir()) == []
    assert dialog.problem.text() == ""


def test_small_print_leads_back_to_the_columns(
    window: MainWindow, qtbot: QtBot, answer: Answer, settle: Callable[[MainWindow], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.go("residents")
    settle(window)
    monkeypatch.setattr(sheetcommands, "_READABLE", 99.0)
    seen: list[str] = []

    def look(viewer: Viewer) -> None:
        seen.append("看")
        answer(lambda dialog: (seen.append("列"), dialog.reject()))
        viewer.other.click()

    def ask(dialog: ExportDialog) -> None:
        answer(look)
        dialog._finish()

    answer(ask)
    sheetcommands.print(window)
    assert seen == ["看", "列"]


def test_another_table_of_the_form_is_chosen(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    made = openpyxl.Workbook()
    for title in ("老年人", "残疾人"):
        sheet = made.create_sheet(title)
        sheet.append(["序号", "姓名", "身份证号"])
        sheet.append([1])
    made.save(tmp_path / "表.xlsx")
    dialog = FillDialog(window, window.session, Query("elder_80"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.place.isVisible()
    dialog.open_file(tmp_path / "表.xlsx")
    assert [dialog.place.itemText(at) for at in range(dialog.place.count())] == ["填「老年人」", "填「残疾人」"]
    dialog.place.setCurrentIndex(1)
    dialog.place.activated.emit(1)
    assert dialog.plan.sheet == "残疾人"
    assert dialog.place.isVisible()
    assert dialog.place.currentText() == "填「残疾人」"
