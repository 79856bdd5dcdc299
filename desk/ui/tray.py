"""导入待处理: rows of a spreadsheet that wait, each with its reason; mend a cell and try again, or let it go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desk.service import importing
from desk.service.importing import WaitingRow
from desk.ui import errors
from desk.ui.dialog import Dialog
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts import button, clear, column, empty, label, restyle, row, scrolled
from desk.ui.session import Session
from desk.ui.theme import em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow


class Tray(Dialog):
    """At the left the rows, at the right the cells of the one chosen."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.setWindowTitle("导入待处理")
        self.resize(min(em(58), window.width() - em(2)), min(em(38), window.height() - em(1)))
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self._head = label("", "quiet", wrap=True)
        self._reason = label("", "problem", wrap=True)
        self._cells = QVBoxLayout()
        self._lines: dict[str, QLineEdit] = {}
        self.again = button("改好了，再导入", self._mend, "check", "main")
        self.dropper = button("放弃这一行", self._drop, "trash", "danger")
        inner = QWidget()
        inner.setObjectName("clear")
        inner.setLayout(self._cells)
        right = column(self._reason, scrolled(inner), row(self.dropper, None, self.again))
        body = row(self.list, right, gap=1)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        foot = row(None, button("关闭", self.reject))
        self.setLayout(column(label("导入待处理", "large"), self._head, body, foot, edge=1))
        self._rows: list[WaitingRow] = []
        self.list.currentRowChanged.connect(self._show)
        self._fill(0)

    def _fill(self, place: int) -> None:
        self._rows = importing.waiting(self._session.desk)
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._rows:
            item = QListWidgetItem(one.remark.reason)
            item.setToolTip(one.remark.reason)
            item.setData(DETAIL, Path(one.file).name)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._head.setText(f"有 {len(self._rows)} 处疑问，改好一行导入一行。" if self._rows else "")
        self.list.setCurrentRow(min(place, len(self._rows) - 1))
        self._show(self.list.currentRow())

    def _show(self, place: int) -> None:
        clear(self._cells)
        self._lines = {}
        there = 0 <= place < len(self._rows)
        self.again.setEnabled(there)
        self.dropper.setEnabled(there)
        if not there:
            self._reason.setText("")
            self._cells.addWidget(empty("check", "没有待处理的行"))
            return
        one = self._rows[place]
        self._reason.setText(one.remark.reason)
        for key, title in one.titles.items():
            line = QLineEdit(one.cells.get(key, ""))
            line.setAccessibleName(title)
            line.returnPressed.connect(self._mend)
            self._lines[key] = line
            self._cells.addWidget(label(title, "label"))
            self._cells.addWidget(line)
        self._cells.addStretch(1)
        if (bad := self._lines.get(one.remark.field)) is not None:
            restyle(bad, bad=True)
            bad.setFocus()

    def _mend(self) -> None:
        place = self.list.currentRow()
        one = self._rows[place]
        cells = {k: line.text() for k, line in self._lines.items() if line.text() != one.cells.get(k, "")}
        with errors.told(self):
            mended = importing.mend(self._session.desk, one.id, cells)
            self._session.changed.emit(mended.changes)
            if mended.remark is None:
                self._session.tell("这一行已导入")
            self._fill(place)

    def _drop(self) -> None:
        place = self.list.currentRow()
        if errors.ask(self, "放弃这一行？", "这一行不再导入，原来的表格文件不受影响。", "放弃", "不放弃", danger=True):
            return
        with errors.told(self):
            importing.drop(self._session.desk, self._rows[place].id)
            self._session.changed.emit({})
            self._fill(place)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
