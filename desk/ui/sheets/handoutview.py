"""领取签字表 and 入户核对表 from the rows of the table, or the ones marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desk.service.lists import handouts
from desk.service.lists import query as lists
from desk.service.lists.query import Query
from desk.ui.parts import jobs
from desk.ui.parts.dialog import Dialog, ask_out
from desk.ui.parts.saying import put, said_at
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.parts.viewer import Viewer, warn_missing
from desk.ui.session import Session
from desk.ui.tables.selection import chooser, only


class _PaperDialog(Dialog):
    """What both have: the rows, masked or full."""

    def __init__(self, parent: QWidget, session: Session, query: Query, chosen: Sequence[int]) -> None:
        super().__init__(parent)
        self._session, self._query, self._chosen = session, query, chosen
        desk = session.desk
        self._title = desk.catalog.ledger(query.ledger).title
        said = lists.sentence(desk, query)
        count = lists.count(desk, query)
        self._rows = label(f"「{self._title}」共 {count:,} 条{f'（{said}）' if said else ''}。", "quiet", wrap=True)
        self.part = chooser(chosen)
        self.whole = QCheckBox("印完整号码（记入导出日志）")
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.setMinimumWidth(em(32))

    def query(self) -> Query:
        """The rows."""
        narrow = self.part.isChecked() and self._chosen
        return only(self._session, self._query, self._chosen) if narrow else self._query

    def _some(self) -> bool:
        """Are there any rows? Said where there are none."""
        there = lists.count(self._session.desk, self.query()) > 0
        put(self.problem, "" if there else "没有可以印的记录，请先在台账里筛选或选中")
        return there


class SignDialog(_PaperDialog):
    """领取签字表: what is handed out, then a preview to print, or a workbook."""

    def __init__(self, parent: QWidget, session: Session, query: Query, chosen: Sequence[int]) -> None:
        super().__init__(parent, session, query, chosen)
        self.setWindowTitle("领取签字表")
        self.heading = QLineEdit(f"{session.desk.name}领取签字表")
        self.goods, self.amount = QLineEdit(), QLineEdit()
        self.goods.setPlaceholderText("如：大米 1袋、食用油 1桶；空着就用记录里的")
        self.amount.setPlaceholderText("如：200")
        for line, name in ((self.heading, "标题"), (self.goods, "物品"), (self.amount, "金额（元）")):
            line.setAccessibleName(name)
        self.previewer = button("预览打印", self.preview, "print", "main")
        self.previewer.setDefault(True)
        foot = row(None, button("取消", self.reject), button("存为 Excel…", self.save, "table"), self.previewer)
        self.setLayout(column(
            label("领取签字表", "large"), self._rows, self.part, label("标题", "label"), self.heading,
            label("物品", "label"), self.goods, label("每人金额（元）", "label"), self.amount, self.whole, self.problem,
            foot, gap=0.5, edge=1.2))
        self.goods.setFocus()

    def _job(self, out: Path) -> jobs.Job:
        return handouts.sign_sheet(
            self._session.desk, self.query(), out, self.goods.text(), self.amount.text(), self.heading.text(),
            self.whole.isChecked())

    def preview(self) -> None:
        """The pages, to be printed."""
        with said_at(self.problem, self), TemporaryDirectory(prefix="desk-") as folder:
            if not self._some():
                return
            file = Path(folder) / "sign.pdf"
            jobs.run(self, "正在排版", self._job(file))
            viewer = Viewer(self, self.heading.text(), file, self.heading.text())
            viewer.exec()
            viewer.deleteLater()

    def save(self) -> None:
        """A workbook."""
        with said_at(self.problem, self):
            if self._some() and (out := ask_out(self, "存为 Excel", self.heading.text() or "领取签字表", "xlsx")):
                rows = jobs.run(self, "正在写出", self._job(out))
                self._session.tell(f"已把 {rows:,} 人的签字表存到 {out}")
                self.accept()


class CardDialog(_PaperDialog):
    """入户核对表: a card a household."""

    def __init__(self, parent: QWidget, session: Session, query: Query, chosen: Sequence[int]) -> None:
        super().__init__(parent, session, query, chosen)
        self.setWindowTitle("入户核对表")
        self.previewer = button("预览打印", self.preview, "print", "main")
        self.previewer.setDefault(True)
        said = label("一户一张，印上登记的内容，留出更正栏；带上门用笔核对，回来照着改。", wrap=True)
        self.setLayout(column(label("入户核对表", "large"), self._rows, said, self.part, self.whole, self.problem,
                              row(None, button("取消", self.reject), self.previewer), gap=0.6, edge=1.2))
        self.previewer.setFocus()

    def preview(self) -> None:
        """The pages, to be printed."""
        with said_at(self.problem, self), TemporaryDirectory(prefix="desk-") as folder:
            if not self._some():
                return
            file = Path(folder) / "cards.pdf"
            job = handouts.household_cards(self._session.desk, self.query(), file, self.whole.isChecked())
            pages = jobs.run(self, "正在排版", job)
            warn_missing(self, pages.missing)
            viewer = Viewer(self, "入户核对表", file, f"{self._session.desk.name}入户核对表（{self._title}）")
            viewer.exec()
            viewer.deleteLater()
