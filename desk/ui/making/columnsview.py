"""The columns of a ledger of one's own: which, in which order, which are added up, and how its rows are sorted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QWidget

from desk.service.own.choices import fields_for
from desk.spec.catalog import Catalog
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.making.offers import picked
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import button, column, label, row, tool
from desk.ui.parts.theme import em


class ColumnsView(QWidget):
    """Says which columns there are; with 「选择栏目…」 they can be changed below."""

    changed = Signal()

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._catalog, self._record = catalog, ""
        self.columns: list[tuple[str, str]] = []
        self.totals: list[str] = []
        self.words = label("", "quiet", wrap=True)
        self.opener = button("选择栏目…", self._open, "edit")
        self.list = QListWidget()
        self.list.setAccessibleName("栏目")
        self.list.setFixedHeight(em(11))
        self.adder = PickLine(self._offered)
        self.adder.setPlaceholderText("加一栏：输入栏目名或拼音首字母")
        self.adder.setAccessibleName("加一栏")
        self.order, self.falling = QComboBox(), QComboBox()
        self.order.setAccessibleName("按哪一栏排序")
        self.falling.setAccessibleName("从小到大还是从大到小")
        self.falling.addItems(["从小到大", "从大到小"])
        self._lay_out()
        self.adder.picked.connect(self._add)
        self.list.currentRowChanged.connect(lambda _: self._shape())
        for box in (self.order, self.falling):
            box.activated.connect(lambda _: self.changed.emit())

    def _lay_out(self) -> None:
        self.summer = button("末行合计", self._sum, "check")
        tools = Flow()
        tools.fill([tool("up", "上移", lambda: self._move(-1)), tool("down", "下移", lambda: self._move(1)),
                    button("去掉这一栏", self._drop, "trash"), self.summer])
        sorting = row(label("按", "quiet"), self.order, self.falling, label("排序", "quiet"), None)
        self._box = QWidget()
        self._box.setObjectName("clear")
        self._box.setLayout(column(self.adder, self.list, tools, sorting, gap=0.35))
        self._box.hide()
        head = row(self.words, self.opener)
        head.setStretch(0, 1)
        self.setLayout(column(head, self._box, gap=0.4))

    def show_ledger(self, record: str, columns: Sequence[Sequence[str]], order: Sequence[str],
                    totals: Sequence[str]) -> None:
        """Start from a ledger's columns, order and totals."""
        self._record = record
        self.columns = [(path, title) for path, title in columns]
        self.totals = [path for path in totals if path in dict(self.columns)]
        self.order.clear()
        self.order.addItem("原来的次序", tuple(order))
        for one in fields_for(self._catalog, record, 1):
            self.order.addItem(one.title, (one.path,))
        self._fill(0)

    def json(self) -> dict[str, Any]:
        """The part of a ledger's spec that says so."""
        order = [str(path) for path in self.order.currentData() or ()]
        if self.order.currentIndex() > 0 and self.falling.currentIndex():
            order = [f"-{path}" for path in order]
        return {"columns": [list(one) for one in self.columns], "order": order, "totals": list(self.totals)}

    def _open(self) -> None:
        self._box.setVisible(not self._box.isVisible())
        self.opener.setText("收起栏目" if self._box.isVisible() else "选择栏目…")

    def _offered(self, text: str) -> list[Choice]:
        held = {path for path, _ in self.columns}
        return picked([Choice(one.path, one.title) for one in fields_for(self._catalog, self._record)
                       if one.path not in held], text)

    def _add(self, choice: Choice) -> None:
        self.adder.clear()
        self.columns.append((choice.value, choice.title))
        self._fill(len(self.columns) - 1)
        self.changed.emit()

    def _drop(self) -> None:
        at = self.list.currentRow()
        if at >= 0 and len(self.columns) > 1:
            path, _ = self.columns.pop(at)
            self.totals = [one for one in self.totals if one != path]
            self._fill(min(at, len(self.columns) - 1))
            self.changed.emit()

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + by < len(self.columns):
            self.columns[at], self.columns[at + by] = self.columns[at + by], self.columns[at]
            self._fill(at + by)
            self.changed.emit()

    def _sum(self) -> None:
        at = self.list.currentRow()
        path = self.columns[at][0]
        self.totals = [one for one in self.totals if one != path] if path in self.totals else [*self.totals, path]
        self._fill(at)
        self.changed.emit()

    def _fill(self, at: int) -> None:
        titles = [title or self._catalog.column(self._record, path).title for path, title in self.columns]
        self.list.clear()
        self.list.addItems([f"{title}（末行合计）" if path in self.totals else title
                            for (path, _), title in zip(self.columns, titles, strict=True)])
        self.list.setCurrentRow(at)
        self.words.setText(f"栏目：{'、'.join(titles)}")
        self._shape()

    def _shape(self) -> None:
        at = self.list.currentRow()
        self.summer.setEnabled(at >= 0 and self._catalog.column(self._record, self.columns[at][0]).kind.numeric)
