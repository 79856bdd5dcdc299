"""The table: ordered ids, and formatted text in cached pages.

`data()` never asks the database for a single row: a page of 128 rows is fetched at once and
kept, so any jump costs one query by primary key (measured in the stack's section 7).
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from desk.ui.parts.rare import RARE

if TYPE_CHECKING:
    from desk.service.lists.query import ColumnView

PAGE = 128
"""Rows fetched at once."""
KEPT = 40
"""Pages kept; the oldest used goes first."""
Fetch = Callable[[Sequence[int]], list[list[str]]]
Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RowModel(QAbstractTableModel):
    """Rows of a ledger. `fetch` gives the texts of ids, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Sequence[ColumnView] = ()
        self.ids: array[int] = array("q")
        self._fetch: Fetch = lambda ids: []
        self._pages: OrderedDict[int, list[list[str]]] = OrderedDict()

    def show(self, columns: Sequence[ColumnView], ids: array[int], fetch: Fetch) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.columns, self.ids, self._fetch = columns, ids, fetch
        self._pages.clear()
        self.endResetModel()

    def renew(self, fetch: Fetch) -> None:
        """Read what is shown again: the same rows, perhaps with other texts."""
        self._fetch = fetch
        self._pages.clear()
        if len(self.ids) and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column()).replace("\n", " ")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[index.column()].numeric else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            text = self.text(index.row(), index.column())
            return text if len(text) > 12 else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return section + 1
            return self.columns[section].title if section < len(self.columns) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _RIGHT if section < len(self.columns) and self.columns[section].numeric else _LEFT
        return None

    def text(self, row: int, column: int) -> str:
        """The text of a cell as it is shown."""
        rows = self._page(row // PAGE)
        place = row % PAGE
        return rows[place][column] if place < len(rows) else ""

    def _page(self, page: int) -> list[list[str]]:
        if page not in self._pages:
            self._pages[page] = self._fetch(self.ids[page * PAGE : (page + 1) * PAGE])
            RARE.look("".join(text for line in self._pages[page] for text in line))
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The rows of the indexes, whole, for the clipboard."""
        return self.copied(sorted({i.row() for i in indexes}))

    def copied(self, rows: Sequence[int]) -> QMimeData:
        """Rows as a table and as tab-separated text. Everything but numbers is marked as text,
        so that a spreadsheet keeps all eighteen digits of an identity number."""
        lines = [[c.title for c in self.columns]]
        lines += [[self.text(r, c) for c in range(len(self.columns))] for r in rows]
        made = QMimeData()
        made.setText("\n".join("\t".join(" ".join(t.split()) for t in line) for line in lines))
        made.setHtml(table_html(lines, [c.numeric for c in self.columns]))
        return made


def table_html(lines: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    """An HTML table as spreadsheets read it: cells that are no numbers carry the text format."""
    head, *body = lines
    text_cell = "<td style=\"mso-number-format:'\\@'\">"
    cells = ["<tr>" + "".join(f"<th>{escape(t)}</th>" for t in head) + "</tr>"]
    for line in body:
        made = (("<td>" if n else text_cell) + escape(t) + "</td>" for t, n in zip(line, numeric, strict=True))
        cells.append("<tr>" + "".join(made) + "</tr>")
    return '<html><head><meta charset="utf-8"></head><body><table>' + "".join(cells) + "</table></body></html>"
