"""逐条询问: rows that say otherwise than the register; for each the new or the old content is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk.service.imports.deciding import At, decided
from desk.service.imports.importing import Preview, RowResult
from desk.ui.parts.plaintable import PlainTable
from desk.ui.parts.small import button, clear, column, label, row, scrolled
from desk.ui.sheets.importrows import beside, changes

NEW, OLD = "overwrite", "fill"
_SAID = {NEW: "用新的", OLD: "留旧的", "": "还没有定"}
_HEADS = (("行", 6), ("姓名/名称", 12), ("决定", 10), ("登记的 → 表里的", 60))


class DecideView(QWidget):
    """`decided` carries the rows (sheet and row) and the way: overwrite, or fill where the register's stays."""

    decided = Signal(object, str)

    def __init__(self, preview: Preview, title: str) -> None:
        super().__init__()
        self.found: list[RowResult] = [one for one in preview.rows if one.asked]
        self._ways = decided(preview)
        self._many = len(preview.source.book.sheets) > 1
        self.table = PlainTable(title)
        self.table.verticalHeader().hide()
        self._who, self._fields = label("", "heading", wrap=True), QGridLayout()
        self._fields.setColumnStretch(1, 1)
        self._fields.setColumnStretch(2, 1)
        self.keeper = button("留旧的 (1)", lambda: self._decide(OLD), "undo")
        self.taker = button("用新的 (2)", lambda: self._decide(NEW), "check", "main")
        open_rows = sum(not self._way(one) for one in self.found)
        self.all_old = button(f"没定的 {open_rows} 行都留旧的", lambda: self._rest(OLD), role="link")
        self.all_new = button(f"没定的 {open_rows} 行都用新的", lambda: self._rest(NEW), role="link")
        for rest in (self.all_old, self.all_new):
            rest.setVisible(open_rows > 1)
        inner, right = QWidget(), QWidget()
        for widget in (inner, right):
            widget.setObjectName("clear")
        cells = QVBoxLayout(inner)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.addLayout(self._fields)
        cells.addStretch(1)
        right.setLayout(column(self._who, scrolled(inner), row(self.keeper, None, self.taker),
                               row(self.all_old, None, self.all_new), edge=0.4))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(beside(self.table, right))
        for key, way in (("1", OLD), ("2", NEW)):
            QShortcut(QKeySequence(key), self, lambda way=way: self._decide(way),
                      context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.moved.connect(self._show)
        self.table.entered.connect(lambda _: self.taker.setFocus())
        self.table.show_lines(_HEADS, len(self.found), self._line)

    def start(self, place: int) -> None:
        """The cursor goes to the next row that is open, from a place on."""
        open_rows = [at for at, one in enumerate(self.found) if not self._way(one)]
        self.table.to_row(next((at for at in open_rows if at >= place), open_rows[0] if open_rows else place))

    def _way(self, one: RowResult) -> str:
        return self._ways.get((one.sheet, one.row), "")

    def _line(self, at: int) -> list[str]:
        one = self.found[at]
        return [str(one.row), one.title, _SAID[self._way(one)], changes(one.asked)]

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self.found):
            return
        one = self.found[at]
        clear(self._fields)
        sheet = f"工作表「{one.sheet}」" if self._many else ""
        self._who.setText(f"{one.title}　{sheet}第 {one.row} 行")
        for place, text in enumerate(("", "登记的", "表里的")):
            self._fields.addWidget(label(text, "quiet"), 0, place)
        for line, texts in enumerate(one.asked, 1):
            for place, text in enumerate(texts):
                said = label(text or "（空）", "label" if not place else "", wrap=True, select=bool(place))
                self._fields.addWidget(said, line, place)
        way = self._way(one)
        self.keeper.setEnabled(way != OLD)
        self.taker.setEnabled(way != NEW)

    def _decide(self, way: str) -> None:
        one = self.found[max(0, self.table.currentIndex().row())]
        if self._way(one) != way:
            self.decided.emit({(one.sheet, one.row)}, way)

    def _rest(self, way: str) -> None:
        """All that are open."""
        rows: set[At] = {(one.sheet, one.row) for one in self.found if not self._way(one)}
        self.decided.emit(rows, way)
