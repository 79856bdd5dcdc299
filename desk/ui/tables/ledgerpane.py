"""The rows of one ledger: search, period, filters as a sentence, table, totals."""

from __future__ import annotations

from array import array
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desk.service.lists import query as lists
from desk.service.lists.query import LedgerView, Query
from desk.spec import Condition
from desk.ui.parts import errors
from desk.ui.parts.background import Background
from desk.ui.parts.flow import Flow
from desk.ui.parts.period import ALL, PeriodButton
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.reports.figurerows import TotalRows
from desk.ui.search import SearchBox
from desk.ui.session import Session
from desk.ui.tables.filters import FilterBar
from desk.ui.tables.gridview import Grid


class LedgerPane(QWidget):
    """`opened` carries a record's id; `wants` names an action of the main window."""

    opened = Signal(int)
    wants = Signal(str)

    def __init__(self, session: Session, back: Background) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._session, self._back = session, back
        self.ledger = ""
        self._view: LedgerView | None = None
        self._order: tuple[str, ...] = ()
        self._title, self._count = label("", "title"), label("", "quiet")
        self._note = label("", "small", wrap=True)
        self.search = SearchBox("姓名、拼音首字母、号码后几位、地址、内容")
        self.period = PeriodButton()
        self.bar = FilterBar()
        self.grid = Grid()
        self._foot = Flow()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._nothing: QWidget | None = None
        self._build()
        self.search.sought.connect(lambda _: self._again())
        self.search.left_down.connect(self._to_table)
        self.period.changed.connect(self._again)
        self.bar.changed.connect(self._again)
        self.grid.opened.connect(self.opened)
        self.grid.ordered.connect(self._sort)

    def _build(self) -> None:
        self.adder = button("新建", lambda: self.wants.emit("new"), "plus", "main")
        self.keeper = button("筛选存为台账", lambda: self.wants.emit("keep_filter"), "save")
        tools = Flow()
        self.search.setFixedWidth(self.search.minimumWidth() * 3 // 2)
        tools.fill([
            self.search, self.period, self.adder, button("导入", lambda: self.wants.emit("import_file"), "import"),
            button("导出", lambda: self.wants.emit("export"), "export"),
            button("打印", lambda: self.wants.emit("print"), "print"),
            button("分组统计", lambda: self.wants.emit("group"), "report"), self.keeper,
        ])
        head = row(self._title, self._count, None, gap=0.7)
        self.setLayout(column(head, self._note, tools, self.bar, self._stack, self._foot, gap=0.5, edge=0.8))
        self.layout().setStretch(4, 1)  # type: ignore[union-attr]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._squeeze()

    def _squeeze(self) -> None:
        """In a low pane the rows come first."""
        low = self.height() < em(34)
        self.bar.compact(low)
        self._note.setVisible(bool(self._note.text()) and not low)

    def show_ledger(self, view: LedgerView, where: Condition | None, words: str, span: Any) -> None:
        """Another ledger, from its beginning."""
        self.ledger, self._view, self._order = view.key, view, ()
        self._title.setText(view.title)
        self._note.setText(view.note)
        self._squeeze()
        self.search.reset()
        self.period.put(span or ALL, single=view.time == "state")
        self.bar.offer(())
        if where is not None:
            self.bar.only(where, words)
        self.reload()
        self.grid.scrollToTop()
        self._ask_choices()

    def query(self) -> Query:
        """What is shown, as a query."""
        since, until = self.period.span
        state = self.period.single
        return Query(self.ledger, self.bar.condition(), self.search.text().strip(), None if state else since,
                     None if state else until, until if state else None, self._order)

    def reload(self) -> None:
        """Read the rows."""
        desk, query = self._session.desk, self.query()
        chosen = self.grid.chosen()
        ids: array[int] = lists.ids(desk, query)
        self.grid.show_rows(lists.columns(desk, self.ledger), ids, lambda some: lists.texts(desk, query, some))
        self._count.setText(f"共 {len(ids):,} 条")
        totals = lists.totals(desk, query)
        heads = {c.path: c.title for c in self.grid.rows.columns}
        self._foot.fill([label("合计", "quiet"), *(
            button(f"{heads.get(p, p)} {text}", partial(self._open_total, heads.get(p, p), text), role="link")
            for p, text in totals.items())])
        self.keeper.setVisible(self.bar.condition() is not None)
        self._foot.setVisible(bool(totals))
        self._say_empty(len(ids) == 0)
        if len(chosen) == 1:
            self.grid.select(chosen[0])

    def _open_total(self, head: str, text: str) -> None:
        """What stands behind a number at the foot."""
        with errors.told(self):
            dialog = TotalRows(self.window(), self._session, self.query(), head, text)
            dialog.exec()
            dialog.deleteLater()

    def _say_empty(self, nothing: bool) -> None:
        if self._nothing is not None:
            self._stack.removeWidget(self._nothing)
            self._nothing.deleteLater()
            self._nothing = None
        if nothing:
            self._nothing = self._hint()
            self._stack.addWidget(self._nothing)
        self._stack.setCurrentWidget(self._nothing or self.grid)

    def _hint(self) -> QWidget:
        narrowed = self.search.text().strip() or self.bar.words() or self.period.span != ALL
        if narrowed:
            return empty("search", "没有符合条件的记录", "换个说法再查，或去掉上面的条件。",
                         button("显示全部", self.show_all, "refresh"))
        return empty("drop", f"「{self._title.text()}」里还没有记录",
                     "可以新建一条，也可以把现成的 Excel 表直接拖进窗口导入。",
                     button("新建", lambda: self.wants.emit("new"), "plus", "main"),
                     button("导入表格", lambda: self.wants.emit("import_file"), "import"))

    def show_all(self) -> None:
        """Take every filter away."""
        self.search.reset()
        self.period.put(ALL, self.period.single)
        self.bar.offer(())
        self._again()
        self._ask_choices()

    def _again(self) -> None:
        if self.ledger:
            with errors.told(self):
                self.reload()
            self._ask_choices()

    def _ask_choices(self) -> None:
        """The click filters, with their numbers, come a moment later."""
        desk, query = self._session.desk, self.query()
        key = f"choices {id(self)}"
        self._back.ask(key, lambda: lists.choices(desk, query), lambda found: self.bar.offer(found, keep=True))

    def _sort(self, place: int, falls: bool) -> None:
        path = self.grid.rows.columns[place].path
        self._order = (("-" if falls else "") + path,)
        self._again()

    def _to_table(self) -> None:
        """From the search box into the rows."""
        if self.grid.rows.rowCount():
            self.grid.setFocus()
            self.grid.selectRow(0)
