"""名单补全: paste names, get numbers, telephones and rooms; namesakes are asked about; copy it back or save it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QListWidget, QListWidgetItem, QPlainTextEdit, QSplitter, QWidget

from desk.service.jobs import Job, Step
from desk.service.lists import remembered, rosters
from desk.service.lists.rosters import Completed
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts import jobs
from desk.ui.parts.dialog import Dialog, ask_out
from desk.ui.parts.flow import Flow
from desk.ui.parts.plaintable import PlainTable
from desk.ui.parts.saying import put, said_at, squeezable
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

OFFERED = ("id_number", "phone", "address", "sex", "age", "birth", "nature", "ethnic", "political")
"""What may be filled in beside the names."""
_TOPIC = "roster"
_ID = Qt.ItemDataRole.UserRole + 5


class RosterDialog(Dialog):
    """At the left what was pasted, at the right the completed list; below it the namesakes of the row marked."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self.made: list[Completed] = []
        kept = remembered.recall(session.desk, _TOPIC)
        self.setWindowTitle("名单补全")
        self.resize(min(em(76), parent.width() - em(2)), min(em(44), parent.height() - em(1)))
        self.names = QPlainTextEdit()
        self.names.setAccessibleName("名单")
        self.names.setPlaceholderText("把姓名粘贴在这里，一行一个，也可以一行几个；从 WPS、微信复制来的都行")
        self.names.setTabChangesFocus(True)
        self.names.setMinimumHeight(em(3))
        self.filler = button("补全 (Ctrl+回车)", self.complete, "check", "main")
        self.filler.setShortcut("Ctrl+Return")
        self.whole = QCheckBox("显示完整号码（记入导出日志）")
        self.whole.setChecked(bool(kept.get("full", True)))
        self.wanted = {path: QCheckBox(rosters.wanted_columns(session.desk, [path])[0].title) for path in OFFERED}
        for path, box in self.wanted.items():
            box.setChecked(path in kept.get("wanted", rosters.WANTED))
        boxes = Flow()
        boxes.fill(list(self.wanted.values()))
        left = QWidget()
        left.setObjectName("clear")
        left.setLayout(column(label("名单", "label"), self.names, label("要补的内容", "label"), boxes, self.whole,
                              row(None, self.filler), gap=0.4))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._right())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        split.setSizes([em(18), self.width() - em(20)])
        self.copier = button("复制结果", self.copy, "note")
        self.saver = button("存为 Excel…", self.save, "table")
        foot = row(self.copier, self.saver, None, button("关闭", self.reject))
        self.setLayout(column(label("名单补全", "large"), split, foot, gap=0.6, edge=1))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        squeezable(self)
        self._show()
        self.names.setFocus()

    def _right(self) -> QWidget:
        self._said = label("", "quiet", wrap=True)
        self.table = PlainTable("补全的名单")
        self.ask, self.choices = label("", "heading", wrap=True), QListWidget()
        self.choices.setAccessibleName("同名的人")
        self.choices.setItemDelegate(ChoiceDelegate(self.choices))
        self.choices.setMaximumHeight(em(8))
        self.choices.setMinimumHeight(em(4))
        self.choices.itemActivated.connect(lambda item: self._choose(item.data(_ID)))
        self.choices.itemClicked.connect(lambda item: self._choose(item.data(_ID)))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.table.moved.connect(self._offer)
        self.table.entered.connect(lambda _: self.choices.setFocus())
        right = QWidget()
        right.setObjectName("clear")
        right.setLayout(column(self._said, self.table, self.ask, self.choices, self.problem, gap=0.4))
        return right

    def paths(self) -> list[str]:
        """What is to be filled in."""
        return [path for path, box in self.wanted.items() if box.isChecked()]

    def complete(self) -> None:
        """Ask the register about everybody on the list."""
        with said_at(self.problem, self):
            if not self.paths():
                put(self.problem, "请至少选一项要补的内容")
                return
            self.made = jobs.run(self, "正在补全名单", self._job())
            kept = {"full": self.whole.isChecked(), "wanted": self.paths()}
            remembered.remember(self._session.desk, _TOPIC, kept)
            if not self.made:
                put(self.problem, "左边还没有认出姓名，请把名单粘贴进去")
        self._show()
        self._to_doubt()

    def _job(self) -> Job[list[Completed]]:
        yield Step(0, 0, "正在与登记簿核对")
        return rosters.complete(self._session.desk, self.names.toPlainText(), self.paths(), self.whole.isChecked())

    def _show(self) -> None:
        found = {key: sum(one.status == key for one in self.made) for key in ("one", "several", "none")}
        doubts = f"，{found['several']} 人有同名、请在下面选择" if found["several"] else ""
        missing = f"，{found['none']} 人登记簿里没有" if found["none"] else ""
        self._said.setText(f"共 {len(self.made)} 人，补全 {found['one']} 人{doubts}{missing}。" if self.made else "")
        titles = [(box.text(), 20 if path in ("id_number", "address") else 13) for path, box in self.wanted.items()
                  if box.isChecked()]
        self.table.show_lines((("姓名", 12), *titles, ("结果", 18)), len(self.made), self._line)
        for widget in (self.copier, self.saver):
            widget.setEnabled(bool(self.made))
        self._offer(self.table.currentIndex().row())

    def _line(self, at: int) -> list[str]:
        one = self.made[at]
        said = {"one": "", "several": "同名，请选择", "none": "登记簿里没有"}[one.status]
        return [one.name, *(one.values.get(path, "") for path in self.paths()), said]

    def _to_doubt(self, start: int = 0) -> None:
        """To the next row that somebody must decide about; else to the first."""
        asked = [at for at, one in enumerate(self.made) if one.status == "several"]
        self.table.to_row(next((at for at in asked if at >= start), asked[0] if asked else 0))
        (self.choices if asked else self.table).setFocus()

    def _offer(self, at: int) -> None:
        """The namesakes of a row, or those with a name like it."""
        one = self.made[at] if 0 <= at < len(self.made) else None
        self.choices.clear()
        there = one is not None and (one.status != "one" or len(one.candidates) > 1) and bool(one.candidates)
        self.ask.setVisible(there)
        self.choices.setVisible(there)
        if one is None or not there:
            return
        same = one.status != "none"
        self.ask.setText(f"有 {len(one.candidates)} 位「{one.name}」，是哪一位？" if same
                         else f"登记簿里没有「{one.name}」，是不是名字相近的这几位？不是就不用管。")
        for hit in one.candidates:
            item = QListWidgetItem(hit.title)
            item.setData(DETAIL, hit.detail)
            item.setData(_ID, hit.id)
            self.choices.addItem(item)
            if hit.id == one.id:
                self.choices.setCurrentItem(item)
        if self.choices.currentRow() < 0 and same:
            self.choices.setCurrentRow(0)

    def _choose(self, id: int) -> None:
        """It is this one."""
        at = self.table.currentIndex().row()
        with said_at(self.problem, self):
            one = rosters.choose(self._session.desk, self.made[at], id, self.paths(), self.whole.isChecked())
            self.made[at] = one
            self._show()
            self._to_doubt(at + 1)

    def copy(self) -> None:
        """The whole list, to be pasted into WPS or Excel with its numbers whole."""
        QApplication.clipboard().setMimeData(self.table.rows.copied(range(len(self.made))))
        self._said.setText(f"{len(self.made)} 行已复制，到 WPS 或 Excel 里按 Ctrl+V 粘贴。")

    def save(self) -> None:
        """The list as a workbook."""
        if out := ask_out(self, "存为 Excel", f"{self._session.desk.name}名单", "xlsx"):
            with said_at(self.problem, self):
                job = rosters.completed_xlsx(self._session.desk, self.made, out, self.paths(), self.whole.isChecked())
                rows = jobs.run(self, "正在写出名单", job)
                self._said.setText(f"{rows} 行已存到 {out}")
