"""Choosing one of many fields: type a part of its title or first letters, arrows, Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.pinyin import matches
from desk.ui.parts.saying import put
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em

Option = tuple[str, str, str]
"""Key, title and a quiet remark."""
_KEY = Qt.ItemDataRole.UserRole + 7


class FieldDialog(Dialog):
    """`key` is what was chosen."""

    def __init__(self, parent: QWidget, heading: str, options: Sequence[Option], now: str) -> None:
        super().__init__(parent)
        self._options, self.key = options, now
        self.setWindowTitle("选择含义")
        self.resize(em(26), em(30))
        self.line, self.list = QLineEdit(), QListWidget()
        self.line.setPlaceholderText("输入名称或拼音首字母")
        self.line.setAccessibleName("查找含义")
        self.list.setAccessibleName("可选的含义")
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.line.textChanged.connect(lambda _: self._fill())
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda _: self._take())
        self.list.itemClicked.connect(lambda _: self._take())
        self._nothing = label("", "quiet")
        foot = row(None, button("取消", self.reject), button("就选它", self._take, "check", "main"))
        self.setLayout(column(label(heading, "large", wrap=True), self.line, self.list, self._nothing, foot, edge=1))
        self._fill()
        self.line.setFocus()

    def _fill(self) -> None:
        self.list.clear()
        for key, title, detail in self._options:
            if matches(self.line.text(), title):
                item = QListWidgetItem(title)
                item.setData(DETAIL, detail)
                item.setData(_KEY, key)
                self.list.addItem(item)
                if key == self.key:
                    self.list.setCurrentItem(item)
        put(self._nothing, "" if self.list.count() else "没有这样的一项，换个说法试试")
        if self.line.text() or self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.key = item.data(_KEY)
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the line is typed in; Enter takes."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)


def choose_field(parent: QWidget, heading: str, options: Sequence[Option], now: str = "") -> str | None:
    """The key of the field chosen; None when the person leaves."""
    dialog = FieldDialog(parent, heading, options, now)
    key = dialog.key if dialog.exec() else None
    dialog.deleteLater()
    return key
