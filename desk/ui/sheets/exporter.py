"""导出登记表: which rows and columns, to whom, masked or full, and what for; all of it remembered by ledger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QRadioButton, QVBoxLayout, QWidget

from desk.service.lists import query as lists
from desk.service.lists import remembered
from desk.service.lists.query import Query
from desk.service.lists.remembered import Way
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.saying import put
from desk.ui.parts.small import button, column, label, row, tool
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.tables.selection import chooser, only

RECEIVERS = ("", "街道（镇）", "公示张贴", "社区内部")
"""To whom lists go; any other may be typed."""
_USUAL = {"街道（镇）": Way(True, "报街道"), "公示张贴": Way(False, "公示")}
_PATH = Qt.ItemDataRole.UserRole + 6


class Columns(QListWidget):
    """The columns of a ledger, ticked and in order. Space ticks, Alt+arrow moves, so does dragging."""

    def __init__(self, session: Session, ledger: str, kept: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName("要哪些列")
        self.setSpacing(em(0.12))
        self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        known = {one.path: one.title for one in lists.columns(session.desk, ledger)}
        ticked = [path for path in kept if path in known]
        for path in (*ticked, *(path for path in known if path not in ticked)):
            item = QListWidgetItem(known[path])
            item.setData(_PATH, path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if path in ticked or not ticked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self._all = list(known)
        self.setMinimumHeight(em(7))
        self.setCurrentRow(0)

    def paths(self) -> list[str]:
        """The columns that are ticked, in order."""
        found = [self.item(at) for at in range(self.count())]
        return [item.data(_PATH) for item in found if item.checkState() == Qt.CheckState.Checked]

    def usual(self) -> bool:
        """Every column, as the ledger has them."""
        return self.paths() == self._all

    def shift(self, by: int) -> None:
        """The marked column goes up or down."""
        at = self.currentRow()
        if at >= 0 and 0 <= at + by < self.count():
            item = self.takeItem(at)
            self.insertItem(at + by, item)
            self.setCurrentRow(at + by)

    def tick(self, on: bool) -> None:
        """All of them, or none."""
        for at in range(self.count()):
            self.item(at).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class ExportDialog(Dialog):
    """Asks how a register is to be exported or printed; `remember` keeps the answers."""

    def __init__(
        self, parent: QWidget, session: Session, title: str, query: Query, paper: bool = False,
        chosen: Sequence[int] = (),
    ) -> None:
        super().__init__(parent)
        word = "打印" if paper else "导出"
        self._session, self._query, self._chosen = session, query, chosen
        self._known = remembered.outgoing(session.desk, query.ledger)
        self.setWindowTitle(f"{word}「{title}」")
        self.resize(em(52), min(em(29), parent.height() - em(2)))
        count, said = lists.count(session.desk, query), lists.sentence(session.desk, query)
        self.part = chooser(chosen)
        self.receiver = self._receivers()
        self.masked = QRadioButton("遮住号码（只显示一部分，可以张贴、传阅）")
        self.whole = QRadioButton("完整号码（只给有权查看的单位，会记入导出日志）")
        self.masked.setChecked(True)
        self.purpose = QLineEdit()
        self.purpose.setPlaceholderText("如：报街道民政办")
        self._problem = label("", "problem")
        self._problem.hide()
        self._fine = button(f"{word}…" if not paper else "预览", self._finish, "print" if paper else "export", "main")
        self._fine.setDefault(True)
        self._columns = Columns(session, query.ledger, self._known.columns)
        left = column(
            label(f"共 {count:,} 条记录{f'（{said}）' if said else ''}。", "quiet", wrap=True), self.part,
            label("给谁", "label"), self.receiver, self.masked, self.whole, label("用途", "label"), self.purpose,
            None, gap=0.6)
        body = row(left, self._order(), gap=1.2)
        self.setLayout(column(label(f"{word}「{title}」", "large"), body, self._problem,
                              row(None, button("取消", self.reject), self._fine), gap=0.6, edge=1.2))
        self._take(self.receiver.currentText())
        self.receiver.currentTextChanged.connect(self._take)
        self.whole.clicked.connect(lambda _: self.purpose.setFocus())
        self.receiver.setFocus()

    def _receivers(self) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setAccessibleName("给谁")
        if (line := box.lineEdit()) is not None:
            line.setPlaceholderText("街道、公示，或自己填写单位名称")
        box.addItems(list(dict.fromkeys((*RECEIVERS, *self._known.ways))))
        box.setCurrentText(self._known.receiver)
        return box

    def _order(self) -> QVBoxLayout:
        """The columns with what moves them."""
        tools = row(button("全选", lambda: self._columns.tick(True), role="link"),
                    button("全不选", lambda: self._columns.tick(False), role="link"), None,
                    tool("up", "上移 (Alt+↑)", lambda: self._columns.shift(-1)),
                    tool("down", "下移 (Alt+↓)", lambda: self._columns.shift(1)), gap=0.2)
        return column(label("列与顺序（下次照此）", "label"), self._columns, tools, gap=0.3)

    def _take(self, receiver: str) -> None:
        """A receiver is chosen: as it went there before."""
        way = self._known.ways.get(receiver.strip()) or _USUAL.get(receiver.strip())
        if way is not None:
            (self.whole if way.full else self.masked).setChecked(True)
            self.purpose.setText(way.purpose)

    def full(self) -> bool:
        """Whole numbers?"""
        return self.whole.isChecked()

    def query(self) -> Query:
        """The rows."""
        narrow = self.part.isChecked() and self._chosen
        return only(self._session, self._query, self._chosen) if narrow else self._query

    def columns(self) -> list[str] | None:
        """The columns; None for all as they are."""
        return None if self._columns.usual() else self._columns.paths()

    def what_for(self) -> str:
        """To whom and what for, as the log of exports keeps it."""
        to, purpose = self.receiver.currentText().strip(), self.purpose.text().strip()
        return f"{to}：{purpose}" if to and purpose and to not in purpose else purpose or to

    def remember(self) -> None:
        """Keep the answers for the next time."""
        columns = tuple(self.columns() or ())
        way = Way(self.full(), self.purpose.text().strip())
        remembered.went_out(self._session.desk, self._query.ledger, columns, self.receiver.currentText().strip(), way)

    def _finish(self) -> None:
        if self.full() and not self.purpose.text().strip():
            put(self._problem, "请写明用途，完整号码的导出要留底")
            self.purpose.setFocus()
            return
        if not self._columns.paths():
            put(self._problem, "请至少选一列")
            return
        self.accept()
