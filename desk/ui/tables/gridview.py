"""How the table looks and is used: fixed heights, whole rows, copying, Enter opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from desk.ui.parts.theme import THEME, em
from desk.ui.tables.grid import RowModel

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from desk.service.lists.query import ColumnView
    from desk.ui.tables.grid import Fetch


class Grid(QTableView):
    """A table of a ledger's rows. `opened` carries an id; `ordered` a column and whether it falls."""

    opened = Signal(int)
    ordered = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowModel()
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("台账")
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._order)
        head.setStretchLastSection(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.ids[index.row()]))
        self.clicked.connect(lambda index: self.opened.emit(self.rows.ids[index.row()]))
        self._falls = False
        self._by: int | None = None
        self._fit()
        THEME.changed.connect(self._fit)

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(em(1.9))
        self.verticalHeader().setMinimumWidth(em(2.6))
        self._widths()

    def show_rows(self, columns: Sequence[ColumnView], ids: array[int], fetch: Fetch) -> None:
        """Show a ledger's rows; the columns' widths are kept where the columns are the same."""
        same = [c.path for c in columns] == [c.path for c in self.rows.columns]
        if same and ids == self.rows.ids:
            return self.rows.renew(fetch)
        self.rows.show(columns, ids, fetch)
        if not same:
            self._by = None
            self.horizontalHeader().setSortIndicatorShown(False)
            self._widths()

    def _widths(self) -> None:
        """Each column as wide as its kind's text usually is, and its title."""
        metrics = QFontMetricsF(THEME.font())
        half = metrics.horizontalAdvance("0")
        for place, column in enumerate(self.rows.columns):
            title = metrics.horizontalAdvance(column.title) + em(1.6)
            self.setColumnWidth(place, round(max(title, half * min(column.width, 34) + em(1.2))))

    def _order(self, place: int) -> None:
        self._falls = not self._falls if place == self._by else False
        self._by = place
        head = self.horizontalHeader()
        head.setSortIndicator(place, Qt.SortOrder.DescendingOrder if self._falls else Qt.SortOrder.AscendingOrder)
        head.setSortIndicatorShown(True)
        self.ordered.emit(place, self._falls)

    def chosen(self) -> list[int]:
        """The ids of the selected rows, in order."""
        return [self.rows.ids[r] for r in self._chosen_rows()]

    def _chosen_rows(self) -> list[int]:
        return sorted(i.row() for i in self.selectionModel().selectedRows())

    def select(self, id: int) -> None:
        """Mark the row of an id, if it is shown."""
        if id in self.rows.ids:
            self.selectRow(self.rows.ids.index(id))

    def copy(self) -> None:
        """Put the selected rows on the clipboard."""
        if chosen := self._chosen_rows():
            QApplication.clipboard().setMimeData(self.rows.copied(chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.rows.ids[self.currentIndex().row()])
        else:
            super().keyPressEvent(event)
