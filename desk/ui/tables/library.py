"""台账库: every ledger of a tab, with what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desk.service.lists import query as lists
from desk.service.lists.query import LedgerView
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts.background import Background
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.search import SearchBox
from desk.ui.session import Session

_KEY = Qt.ItemDataRole.UserRole


class Library(Dialog):
    """`key` is the ledger chosen."""

    def __init__(self, parent: QWidget, ledgers: Sequence[LedgerView], session: Session, back: Background) -> None:
        super().__init__(parent)
        self.setWindowTitle("台账库")
        self.resize(em(40), em(34))
        self.key = ""
        self._ledgers, self._counts = ledgers, dict[str, int]()
        self.search = SearchBox("台账名称或拼音首字母")
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.note = label("", "small", wrap=True)
        self.setLayout(column(
            label("台账库", "large"),
            label("台账是同一批记录的不同看法：记录只录一次，各本台账自动齐全。", "quiet", wrap=True),
            self.search, self.list, self.note,
            row(button("新做一本…", lambda: self._run("make_ledger"), "plus"),
                button("自己做的…", lambda: self._run("made"), "edit"), None,
                button("关闭", self.reject), button("打开", self._open, role="main")), edge=1))
        self.search.sought.connect(lambda _: self._fill())
        self.search.left_down.connect(self.list.setFocus)
        self.list.itemDoubleClicked.connect(lambda _: self._open())
        self.list.itemActivated.connect(lambda _: self._open())
        self.list.currentRowChanged.connect(lambda _: self._explain())
        self._fill()
        keys = [v.key for v in ledgers]
        back.ask("library", lambda: lists.counts(session.desk, keys), self._counted)
        self.finished.connect(lambda _: back.forget("library"))
        self.search.setFocus()

    def _fill(self) -> None:
        self.list.clear()
        for one in self._ledgers:
            if matches(self.search.text(), one.title, one.note):
                item = QListWidgetItem(one.title)
                number = self._counts.get(one.key)
                item.setData(DETAIL, "" if number is None else f"{number:,}")
                item.setData(_KEY, one.key)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _counted(self, counts: dict[str, int]) -> None:
        here = self.list.currentRow()
        self._counts = counts
        self._fill()
        self.list.setCurrentRow(max(0, here))

    def _explain(self) -> None:
        item = self.list.currentItem()
        notes = {v.key: v.note for v in self._ledgers}
        self.note.setText(notes.get(item.data(_KEY), "") if item is not None else "")

    def _run(self, command: str) -> None:
        """A command of the window, once this dialog is gone."""
        self.reject()
        window: Any = self.parentWidget()
        QTimer.singleShot(0, window, lambda: window.run(command))

    def _open(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.key = item.data(_KEY)
            self.accept()
