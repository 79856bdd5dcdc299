"""A table of ready texts, in the look of the ledgers."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Signal

from desk.kinds import Text
from desk.service.lists.query import ColumnView
from desk.ui.tables.gridview import Grid

Head = tuple[str, int, bool]
"""A column: title, width in half-width characters, whether it holds numbers."""


class Lines(Grid):
    """Rows of text under fixed heads; `asked` carries the place of the row that is clicked or entered."""

    asked = Signal(int)

    def __init__(self, name: str, *heads: Head) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.horizontalHeader().setSectionsClickable(False)
        self.opened.connect(self.asked)
        self.head(*heads)

    def head(self, *heads: Head) -> None:
        """Other columns."""
        self._heads = [ColumnView(str(n), title, Text(), numeric, width) for n, (title, width, numeric) in
                       enumerate(heads)]

    def put(self, lines: Sequence[Sequence[str]]) -> None:
        """Show other rows, from the first."""
        texts = [list(line) for line in lines]
        self.show_rows(self._heads, array("q", range(len(texts))), lambda ids: [texts[i] for i in ids])

    def mark(self, place: int) -> None:
        """Mark one row alone, whatever keys are held (`selectRow` would toggle it under Ctrl)."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.rows.index(place, 0), flags.ClearAndSelect | flags.Rows)
