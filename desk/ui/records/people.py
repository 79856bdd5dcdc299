"""Many people at once: search, tick, go on searching, take them all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desk.ui.fields.base import Choice
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import C, em
from desk.ui.search import SearchBox
from desk.ui.session import Session

_ID = Qt.ItemDataRole.UserRole
_HOW = "在上面输入姓名、拼音首字母、号码后几位或房号，找到的人会列在这里"


class HintList(QListWidget):
    """A list that says in its empty place what comes there."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.hint = hint
        self.setItemDelegate(ChoiceDelegate(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(C.quiet))
            box = self.viewport().rect().adjusted(em(1), em(1), -em(1), -em(1))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.hint)


class PeoplePicker(Dialog):
    """Left the people found, right the people taken; Enter or a click moves one over."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle("批量选人")
        self.resize(em(46), em(32))
        self._session = session
        self._taken: dict[int, str] = {}
        self.search = SearchBox("姓名、拼音首字母、号码后几位、房号")
        self.found, self.taken = HintList(_HOW), HintList("选中的人排在这里")
        self.found.setAccessibleName("找到的人")
        self.taken.setAccessibleName("已选的人")
        self._count = label("已选 0 人", "heading")
        self._fine = button("选好了", self.accept, "check", "main")
        left = column(self.search, self.found, label("点一下或按回车选中一人，可接着查找下一个", "small"))
        right = column(self._count, self.taken, label("点一下去掉", "small"))
        body = row(left, right, gap=1)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        self.setLayout(column(body, row(None, button("取消", self.reject), self._fine), edge=1))
        self.search.sought.connect(self._find)
        self.search.left_down.connect(self._take_first)
        self.found.itemClicked.connect(self._take)
        self.found.itemActivated.connect(self._take)
        self.taken.itemClicked.connect(self._drop)
        self._find("")
        self.search.setFocus()

    def chosen(self) -> list[int]:
        """The ids taken, in the order they were."""
        return list(self._taken)

    def _find(self, text: str) -> None:
        self.found.clear()
        self.found.hint = "没有找到，换个说法再查" if text else _HOW
        for choice in self._session.candidates("resident", text):
            if choice.value not in self._taken:
                self.found.addItem(self._item(choice))

    def _item(self, choice: Choice) -> QListWidgetItem:
        item = QListWidgetItem(choice.title)
        item.setData(DETAIL, choice.detail)
        item.setData(_ID, choice.value)
        return item

    def _take_first(self) -> None:
        if self.search.text().strip() and self.found.count():
            self._take(self.found.item(0))
            self.search.selectAll()

    def _take(self, item: QListWidgetItem) -> None:
        self._taken[int(item.data(_ID))] = item.text()
        self.found.takeItem(self.found.row(item))
        self._show()
        self.search.setFocus()

    def _drop(self, item: QListWidgetItem) -> None:
        del self._taken[int(item.data(_ID))]
        self._show()

    def _show(self) -> None:
        self.taken.clear()
        for id, title in self._taken.items():
            item = QListWidgetItem(title)
            item.setData(_ID, id)
            self.taken.addItem(item)
        self._count.setText(f"已选 {len(self._taken)} 人")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the search here; Ctrl+Enter ends."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.accept()
            return
        super().keyPressEvent(event)
