"""填到街道的表: their own blank workbook, filled with a ledger; what each column gets is shown and can be corrected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desk.service.lists import filling
from desk.service.lists import query as lists
from desk.service.lists.filling import NUMBERING, FillPlan
from desk.service.lists.query import Query
from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import Dialog, ask_files, ask_out
from desk.ui.parts.pickfield import choose_field
from desk.ui.parts.plaintable import PlainTable
from desk.ui.parts.saying import put, said_at, squeezable
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.tables.selection import chooser, only

_KINDS = "空白表格 (*.xlsx *.xlsm *.xls *.et *.ods);;所有文件 (*)"
_HEADS = (("列", 5), ("表上的标题", 22), ("填什么", 20), ("第一行（屏幕上遮住号码）", 30))
_NOTHING = "（不填）"


class FillDialog(Dialog):
    """Choose a form (kept, or a file), look at its columns, fill it, keep it under a name."""

    def __init__(self, parent: QWidget, session: Session, query: Query | None, chosen: Sequence[int] = ()) -> None:
        super().__init__(parent)
        self._session, self._query, self._chosen = session, query, chosen
        self.plan: FillPlan | None = None
        self.setWindowTitle("填到街道的表")
        self.resize(min(em(64), parent.width() - em(2)), min(em(42), parent.height() - em(1)))
        self.kept, self.ledger = QComboBox(), QComboBox()
        self.kept.setAccessibleName("存过的表")
        self.kept.setMinimumWidth(em(18))
        self.ledger.setAccessibleName("用哪本台账填")
        self.opener = button("打开空白表…", self._open, "open")
        self.place = QComboBox()
        self.place.setAccessibleName("填哪一张表")
        self._file: Path | None = None
        self.forgetter = button("不再保留", self._forget, "trash")
        self.part, self.some = QCheckBox("按现在的筛选"), chooser(chosen)
        self.part.setChecked(True)
        self._example: dict[str, str] = {}
        self._said = label("", "quiet", wrap=True)
        self.table = PlainTable("表上的列")
        self.first = button("打开空白表…", self._open, "open", "main")
        self._nothing = empty("table", "还没有选表", "打开街道发来的空白表（.xlsx），看看每一列填什么。", self.first)
        self.whole, self.purpose = QCheckBox("填完整号码"), QLineEdit("报街道")
        self.whole.setChecked(True)
        self.name = QLineEdit()
        self.name.setPlaceholderText("起个名字，下次直接选；不填就不存")
        for line, name in ((self.purpose, "用途"), (self.name, "存成的名字")):
            line.setAccessibleName(name)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.filler = button("填好另存…", self._fill, "save", "main")
        self._lay_out()
        self._offer_ledgers()
        self._offer_kept("")
        self._listen()
        self._show()
        (self.kept if self.kept.count() > 1 else self.first).setFocus()

    def _listen(self) -> None:
        self.kept.activated.connect(lambda _: self._choose())
        self.ledger.activated.connect(lambda _: self._again())
        self.place.activated.connect(lambda _: self._elsewhere())
        for box in (self.part, self.some):
            box.toggled.connect(lambda _: self._show())
        self.table.entered.connect(self._correct)

    def _lay_out(self) -> None:
        top = row(label("表：", "quiet"), self.kept, self.opener, self.forgetter, self.place, None)
        source = row(label("用台账：", "quiet"), self.ledger, self.part, self.some, None)
        self._how = QWidget()
        self._how.setObjectName("clear")
        keep = row(label("用途", "label"), self.purpose, self.whole, 1, label("存成", "label"), self.name)
        keep.setStretch(1, 1)
        keep.setStretch(5, 1)
        self._how.setLayout(keep)
        foot = row(None, button("关闭", self.reject), self.filler)
        self.setLayout(column(label("填到街道的表", "large"), top, source, self._said, self._nothing, self.table,
                              self._how, self.problem, foot, gap=0.6, edge=1))
        self.layout().setStretch(5, 1)  # type: ignore[union-attr]
        squeezable(self)

    def _offer_ledgers(self) -> None:
        for view in lists.ledgers(self._session.desk):
            self.ledger.addItem(view.title, view.key)
        now = self._query.ledger if self._query else "resident"
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(now)))

    def _offer_kept(self, name: str) -> None:
        """The forms that are kept, one of them chosen."""
        self.kept.clear()
        kept = filling.forms(self._session.desk)
        self.kept.setVisible(bool(kept))
        self.kept.addItem("（选一张存过的表）", "")
        for one in kept:
            self.kept.addItem(f"{one.name}（填 {one.columns} 列）", one.name)
        self.kept.setCurrentIndex(max(0, self.kept.findData(name)))

    def _choose(self) -> None:
        """A kept form, with the ledger it was kept for where the one shown does not suit."""
        name = self.kept.currentData()
        with said_at(self.problem, self):
            self.plan = filling.kept_form(self._session.desk, name) if name else None
            self.name.setText(name)
            if self.plan is not None and self._record() != self.plan.record:
                self.ledger.setCurrentIndex(self.ledger.findData(self.plan.ledger))
        self._show()

    def _record(self) -> str:
        return self._session.desk.catalog.ledger(self.ledger.currentData()).record

    def _open(self) -> None:
        for file in ask_files(self, "打开街道的空白表", _KINDS):
            self.open_file(file)

    def open_file(self, file: Path) -> None:
        """Match a blank workbook with the ledger; nothing is written."""
        with said_at(self.problem, self):
            self.plan = filling.offer(self._session.desk, file, self.ledger.currentData())
            self._file = file
            self.kept.setCurrentIndex(0)
            self.name.clear()
        self._show()
        self.table.setFocus()

    def _elsewhere(self) -> None:
        """Another table of the workbook."""
        if self._file is not None and (place := self.place.currentData()):
            with said_at(self.problem, self):
                self.plan = filling.offer(self._session.desk, self._file, self.ledger.currentData(), None, *place)
            self._show()

    def _offer_places(self) -> None:
        """The tables of the workbook, where there are several."""
        self.place.clear()
        places = self.plan.places if self.plan is not None else ()
        self.place.setVisible(len(places) > 1)
        for sheet, first in places:
            several = sum(one[0] == sheet for one in places) > 1
            self.place.addItem(f"填「{sheet}」{f'第 {first} 行起的表' if several else ''}", (sheet, first))
        if self.plan is not None and places:
            self.place.setCurrentIndex(places.index((self.plan.sheet, self.plan.header[0])))

    def _again(self) -> None:
        """Another ledger: a form that was opened is matched anew, a kept one stays where it suits."""
        if self.plan is not None and self._record() != self.plan.record:
            self.plan = None
            put(self.problem, "这张表是按另一类记录对应的，请重新打开它")
        self._show()

    def rows(self) -> Query:
        """The rows that fill it: those of the window, with its filter, or the whole ledger."""
        key = self.ledger.currentData()
        if self._query is None or self._query.ledger != key:
            return Query(key)
        query = self._query if self.part.isChecked() else Query(key)
        return only(self._session, query, self._chosen) if self._chosen and self.some.isChecked() else query

    def _show(self) -> None:
        desk, there = self._session.desk, self.plan is not None
        same = self._query is not None and self._query.ledger == self.ledger.currentData()
        filtered = same and self._query != Query(self.ledger.currentData())
        self.part.setVisible(filtered)
        self.some.setVisible(same and bool(self._chosen))
        self._nothing.setVisible(not there)
        for widget in (self.table, self.filler, self._how):
            widget.setVisible(there)
        self.forgetter.setVisible(bool(self.kept.currentData()))
        self._offer_places()
        if self.plan is None:
            self._said.setText("")
            return
        first, last = self.plan.prepared
        filled = sum(bool(one.path) for one in self.plan.columns)
        self._said.setText(
            f"「{self.plan.file}」的工作表「{self.plan.sheet}」，从第 {first} 行填起，预留 {last - first + 1} 行；"
            f"将填 {lists.count(desk, self.rows()):,} 行、{filled} 列。双击或按回车改一列填什么，原来的格式不动。"
            + ("这张表设了保护，填好后保护还在。" if self.plan.protected else ""))
        self._example = filling.sample(desk, self.rows(), self.plan)
        self.table.show_lines(_HEADS, len(self.plan.columns), self._line)
        if self.table.currentIndex().row() < 0:
            self.table.to_row(0)

    def _line(self, at: int) -> list[str]:
        assert self.plan is not None
        one = self.plan.columns[at]
        titles = dict(filling.fillable(self._session.desk, self.plan.ledger))
        meant = titles.get(one.path.partition("#")[0] or NUMBERING, one.path) if one.path else _NOTHING
        what = self._example.get(one.letter, "") if one.path else "没有对上，不填"
        what = "1" if one.path == NUMBERING else what
        return [one.letter, one.title, meant if not one.fixed else "", one.fixed or what]

    def _correct(self, at: int) -> None:
        """Something else for one column."""
        if self.plan is None or self.plan.columns[at].fixed:
            return
        one = self.plan.columns[at]
        options = [("", _NOTHING, "")]
        options += [(path, title, "") for path, title in filling.fillable(self._session.desk, self.plan.ledger)]
        key = choose_field(self, f"{one.letter} 列「{one.title}」填什么？", options, one.path or "")
        if key is not None:
            with said_at(self.problem, self):
                self.plan = self.plan.corrected({one.letter: key})
            self._show()

    def _fill(self) -> None:
        if self.plan is None:
            return
        if self.whole.isChecked() and not self.purpose.text().strip():
            put(self.problem, "请写明用途，完整号码的导出要留底")
            return self.purpose.setFocus()
        plan, kind = self.plan, self.plan.suffix.lstrip(".")
        if out := ask_out(self, "填好另存", f"{Path(plan.file).stem}（{self._session.desk.name}）", kind):
            self.fill_to(out)

    def fill_to(self, out: Path) -> None:
        """Fill a copy, and keep the form where it has a name."""
        assert self.plan is not None
        desk, name = self._session.desk, self.name.text().strip()
        with said_at(self.problem, self):
            job = filling.fill(desk, self.rows(), self.plan, out, self.whole.isChecked(), self.purpose.text().strip())
            rows = jobs.run(self, "正在填表", job)
            if name:
                filling.keep_form(desk, self.plan, name)
                self._offer_kept(name)
            more = f"\n这张表已存成「{name}」，下次直接选。" if name else ""
            self._show()
            errors.tell(self, "填好了", f"填了 {rows:,} 行。\n{out}{more}", "check")

    def _forget(self) -> None:
        name = self.kept.currentData()
        if name and not errors.ask(self, "不再保留这张表？", f"「{name}」以后要重新打开空白表。", "不再保留", "留着"):
            with said_at(self.problem, self):
                filling.drop_form(self._session.desk, name)
                self.plan = None
                self._offer_kept("")
        self._show()
