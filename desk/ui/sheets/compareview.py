"""名单比对: somebody else's list against one of our ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QTabWidget, QWidget

from desk.service.lists import compare
from desk.service.lists import query as lists
from desk.service.lists.compare import Comparison
from desk.service.lists.query import Query
from desk.ui.parts import jobs
from desk.ui.parts.dialog import Dialog, ask_files, ask_out
from desk.ui.parts.flow import Flow
from desk.ui.parts.plaintable import Heads, PlainTable
from desk.ui.parts.saying import put, said_at
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.sheets.pasting import clipboard_block

Lines = tuple[str, Heads, int, Callable[[int], list[str]], Callable[[int], int]]
"""A group's title, its heads, how many rows, the texts of one, and the id of ours that it is about (0: none)."""
_THEIRS = (("姓名", 12), ("身份证号", 22), ("工作表", 14), ("行号", 7), ("说明", 40))
_HINT = "打开他们发来的表，或者先在 WPS、Excel 里复制他们的名单，再按「用复制的内容比对」。列名不同不要紧，会自动对应。"


class CompareDialog(Dialog):
    """Choose the ledger, give their list, look at the groups, save them."""

    def __init__(self, parent: QWidget, session: Session, query: Query | None, kinds: str) -> None:
        super().__init__(parent)
        self._session, self._query, self._kinds = session, query, kinds
        self.made: Comparison | None = None
        self._again: Path | str = ""
        self.setWindowTitle("名单比对")
        self.resize(min(em(72), parent.width() - em(2)), min(em(42), parent.height() - em(1)))
        self.ledger, self.part = QComboBox(), QCheckBox("按现在的筛选")
        self.ledger.setAccessibleName("与哪本台账比")
        for view in lists.ledgers(session.desk):
            self.ledger.addItem(view.title, view.key)
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(query.ledger if query else "resident")))
        filtered = query is not None and query != Query(query.ledger)
        self.part.setVisible(filtered)
        self.part.setChecked(filtered)
        self.whole = QCheckBox("显示完整号码（记入导出日志）")
        self.opener = button("打开他们的表…", self._open, "open", "main")
        self.paster = button("用复制的内容比对", self._paste, "note")
        self._said = label("", "quiet", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._nothing = empty("check", "把他们的名单拿来比一比", _HINT)
        self.saver = button("存为 Excel…", self.save, "table")
        top = Flow()
        top.fill([label("与台账：", "quiet"), self.ledger, self.part, self.whole, self.paster, self.opener])
        foot = row(self.saver, None, button("关闭", self.reject))
        self.setLayout(column(label("名单比对", "large"), top, self._said, self._nothing, self.tabs, self.problem, foot,
                              gap=0.6, edge=1))
        self.ledger.activated.connect(lambda _: self._renew())
        self.whole.toggled.connect(lambda _: self._renew())
        self.part.toggled.connect(lambda _: self._renew())
        self._show()

    def rows(self) -> Query:
        """Our list."""
        key = self.ledger.currentData()
        mine = self._query is not None and self._query.ledger == key
        self.part.setVisible(mine and self._query != Query(key))
        return self._query if mine and self._query and self.part.isChecked() else Query(key)

    def _open(self) -> None:
        for file in ask_files(self, "打开他们的表", self._kinds):
            self.run(file)

    def _paste(self) -> None:
        text = clipboard_block()
        put(self.problem, "" if text else "剪贴板里没有内容，请先在 WPS 或 Excel 里选中名单按 Ctrl+C")
        if text:
            self.run(text)

    def _renew(self) -> None:
        """The same list again, against another ledger or with whole numbers."""
        if self._again:
            self.run(self._again)

    def run(self, theirs: Path | str) -> None:
        """Compare their file, or what was pasted."""
        self._again = theirs
        with said_at(self.problem, self):
            self.made = None
            job = compare.compare(self._session.desk, theirs, self.rows(), self.whole.isChecked())
            self.made = jobs.run(self, "正在比对名单", job)
        self._show()

    def _show(self) -> None:
        made = self.made
        while self.tabs.count():
            old = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if old is not None:
                old.deleteLater()
        self._nothing.setVisible(made is None)
        for widget in (self.tabs, self._said):
            widget.setVisible(made is not None)
        self.saver.setEnabled(made is not None)
        if made is None:
            return
        named = f"「{self._again.name}」" if isinstance(self._again, Path) else "复制的名单"
        self._said.setText(
            f"{named}与「{made.title}」：两边都有 {len(made.both):,} 人，只在对方 {len(made.only_theirs):,} 人，"
            f"只在我们 {len(made.only_ours):,} 人。双击一行可以打开我们的记录。")
        for title, heads, count, line, id in _groups(made):
            if count:
                table = PlainTable(title)
                table.show_lines(heads, count, line)
                table.entered.connect(lambda at, id=id: self._visit(id(at)))
                self.tabs.addTab(table, f"{title} {count:,}")

    def _visit(self, id: int) -> None:
        """Leave, and open our record."""
        if id and self.made is not None:
            record = self._session.desk.catalog.ledger(self.ledger.currentData()).record
            self.accept()
            self._session.open_record.emit(record, id)

    def save(self) -> None:
        """The groups as a workbook."""
        if self.made is not None and (out := ask_out(self, "存为 Excel", f"与{self.made.title}比对结果", "xlsx")):
            with said_at(self.problem, self):
                rows = jobs.run(self, "正在写出", compare.comparison_xlsx(self._session.desk, self.made, out))
                self._said.setText(f"{rows} 行已存到 {out}")


def _groups(made: Comparison) -> list[Lines]:
    """Different first: that is what there is to be done."""
    fields = [(one, *field) for one in made.different for field in one.fields]
    theirs, ours, both = made.only_theirs, made.only_ours, made.both
    return [
        ("内容不同", (("姓名", 12), ("行号", 7), ("项目", 16), ("对方的名单", 30), ("我们的台账", 30)), len(fields),
         lambda at: [fields[at][0].name, str(fields[at][0].row), *fields[at][1:]], lambda at: fields[at][0].id),
        ("只在对方", _THEIRS, len(theirs), lambda at: _of(theirs[at]), lambda at: 0),
        ("只在我们", (("姓名", 12), ("说明", 60)), len(ours), lambda at: list(ours[at][1:]), lambda at: ours[at][0]),
        ("同名待定", _THEIRS, len(made.unsure),
         lambda at: [*_of(made.unsure[at][0])[:-1], "；".join(f"{h.title} {h.detail}" for h in made.unsure[at][1])],
         lambda at: made.unsure[at][1][0].id),
        ("对方重复", _THEIRS, len(made.twice), lambda at: _of(made.twice[at]), lambda at: 0),
        ("两边都有", (("姓名", 12),), len(both), lambda at: [both[at][1]], lambda at: both[at][0]),
    ]


def _of(one: compare.Theirs) -> list[str]:
    return [one.name, one.number, one.sheet, str(one.row), one.note]
