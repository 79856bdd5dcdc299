"""A table of texts that are at hand: rows of an import, of a list of names, of a comparison."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desk.kinds import Text
from desk.service.lists.query import ColumnView
from desk.ui.tables.gridview import Grid

Heads = Sequence[tuple[str, int]]
"""Titles with their widths in half-width characters."""
NUMBERS = ("行", "行号", "人数", "行数", "新增", "更新", "待处理")
"""Titles over numbers, which stand at the right."""


class PlainTable(Grid):
    """`moved` carries the row that the cursor is on, `entered` the one that Enter or a double click is given to."""

    moved = Signal(int)
    entered = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.horizontalHeader().setSectionsClickable(False)
        self.doubleClicked.connect(lambda index: self.entered.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.moved.emit(now.row()))

    def show_lines(self, heads: Heads, count: int, line: Callable[[int], list[str]]) -> None:
        """Show `count` rows; `line` makes the texts of one when it comes into sight."""
        columns = [ColumnView(title, title, Text(), title in NUMBERS, width) for title, width in heads]
        self.show_rows(columns, array("q", range(count)), lambda some: [line(place) for place in some])

    def to_row(self, place: int) -> None:
        """Put the cursor on a row, the last one where there are fewer."""
        if count := self.rows.rowCount():
            self.selectRow(min(max(0, place), count - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.currentIndex().isValid():
            self.entered.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
