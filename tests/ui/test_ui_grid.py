"""The table: pages, and what goes to the clipboard."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk.kinds import Text, Whole
from desk.service.lists.query import ColumnView
from desk.ui.parts.rare import Rare
from desk.ui.tables.grid import KEPT, PAGE, RowModel
from desk.ui.tables.gridview import Grid

COLUMNS = [
    ColumnView("name", "姓名", Text(), False, 10), ColumnView("id_number", "身份证号", Text(), False, 20),
    ColumnView("age", "年龄", Whole(), True, 6),
]


class Source:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, ids: Sequence[int]) -> list[list[str]]:
        self.asked.append(len(ids))
        return [[f"甲{i}", "110105194912310023", str(i % 100)] for i in ids]


def test_a_page_is_one_question(qtbot: QtBot) -> None:
    source, model = Source(), RowModel()
    model.show(COLUMNS, array("q", range(100_000)), source)
    assert model.rowCount() == 100_000
    for row in range(60_000, 60_000 + PAGE):
        model.data(model.index(row, 0))
    assert sum(source.asked) <= 2 * PAGE
    assert len(source.asked) <= 2


def test_pages_are_few(qtbot: QtBot) -> None:
    source, model = Source(), RowModel()
    model.show(COLUMNS, array("q", range(100_000)), source)
    for row in range(0, 100_000, PAGE):
        assert model.data(model.index(row, 0)) == f"甲{row}"
    assert len(model._pages) == KEPT


def test_same_rows_are_read_again_where_they_are(qtbot: QtBot) -> None:
    grid = Grid()
    qtbot.addWidget(grid)
    ids = array("q", range(50))
    grid.show_rows(COLUMNS, ids, Source())
    grid.selectRow(7)
    grid.show_rows(COLUMNS, array("q", ids), lambda some: [["乙", "", ""] for _ in some])
    assert grid.chosen() == [7]
    assert grid.rows.text(7, 0) == "乙"


def test_copy_keeps_numbers_as_text(qtbot: QtBot) -> None:
    grid = Grid()
    qtbot.addWidget(grid)
    grid.show_rows(COLUMNS, array("q", [5, 6]), Source())
    grid.selectAll()
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    found = QApplication.clipboard().mimeData()
    lines = ["姓名\t身份证号\t年龄", "甲5\t110105194912310023\t5", "甲6\t110105194912310023\t6"]
    assert found.text().splitlines() == lines
    assert "<td style=\"mso-number-format:'\\@'\">110105194912310023</td><td>5</td>" in found.html()


def test_enter_opens(qtbot: QtBot) -> None:
    grid = Grid()
    qtbot.addWidget(grid)
    grid.show_rows(COLUMNS, array("q", [41, 42]), Source())
    grid.selectRow(1)
    with qtbot.waitSignal(grid.opened) as heard:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert heard.args == [42]


def test_a_rare_character_brings_its_font(qtbot: QtBot) -> None:
    """U+20BB7 is in none of the fonts that are always there."""
    rare = Rare()
    rare.look("汤红旺")
    assert not rare._asked
    rare.look("\U00020bb7")
    rare.settle()
    assert any("Hana" in family for family in QFontDatabase.families())
