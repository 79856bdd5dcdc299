"""The rows of one ledger: search, period, filters as a sentence, table, totals."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from desk.kinds import Text
from desk.service.lists import query as lists
from desk.service.lists.query import ColumnView, LedgerView, Query
from desk.service.trust.marks import HEAD, WIDTH, Marks, marks
from desk.spec import Condition
from desk.ui.parts import errors
from desk.ui.parts.background import Background
from desk.ui.parts.flow import Flow
from desk.ui.parts.icons import icon
from desk.ui.parts.period import ALL, PeriodButton
from desk.ui.parts.small import boxed, button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.reports.figurerows import TotalRows
from desk.ui.search import SearchBox
from desk.ui.session import Session
from desk.ui.sheets.commands import EXPORTING, OF_LEDGER, Item
from desk.ui.tables.filters import FilterBar
from desk.ui.tables.gridview import Grid

_EXPORTING = tuple(item for item in EXPORTING if item[0] in OF_LEDGER)
"""The ways in which a ledger goes out."""
_MORE: tuple[Item, ...] = (
    ("import_file", "导入", "", "import"), ("print", "打印", "", "print"), ("group", "分组统计", "", "report"))
"""Beside the rows, or in a menu where the pane is low; 导出 stands among them."""
_LATE = ColumnView("", HEAD, Text(), False, WIDTH)


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
        self._late = False
        self.marks = Marks()
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
        self._wide = self.search.minimumWidth() * 3 // 2, self.search.minimumWidth()
        export, exporting = button("导出", None, "export"), self._menu("导出", "export", _EXPORTING)
        export.setMenu(exporting)
        rest = self._menu("更多", "menu", _MORE)
        rest.insertMenu(rest.actions()[1], exporting)
        self._more = button("更多", None, "menu")
        self._more.setMenu(rest)
        importer, printer, grouper = (
            button(text, partial(self.wants.emit, name), picture) for name, text, _, picture in _MORE)
        self._seldom = (importer, export, printer, grouper)
        tools = Flow()
        tools.fill([self.search, self.period, self.adder, *self._seldom, self.keeper])
        head = row(self._title, self._count, None, self._more, gap=0.7)
        self._closed = label("", wrap=True)
        self.narrower = button("", self._turn_late, "history")
        line = row(self._closed, self.narrower, edge=0.3)
        line.setStretch(0, 1)
        self._strip = boxed(line, role="warn")
        self.setLayout(
            column(head, self._note, tools, self.bar, self._strip, self._stack, self._foot, gap=0.5, edge=0.8))
        self.layout().setStretch(5, 1)  # type: ignore[union-attr]

    def _menu(self, title: str, picture: str, items: Sequence[Item]) -> QMenu:
        """What else may be done with this ledger."""
        menu = QMenu(title, self)
        menu.setIcon(icon(picture))
        for name, text, keys, drawn in items:
            action = menu.addAction(icon(drawn), f"{text}\t{keys}" if keys else text)
            action.triggered.connect(lambda _=False, name=name: self.wants.emit(name))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._squeeze()

    def _squeeze(self) -> None:
        """In a low pane the rows come first."""
        low = self.height() < em(34)
        self.bar.compact(low)
        self._note.setVisible(bool(self._note.text()) and not low)
        self._more.setVisible(low)
        for seldom in self._seldom:
            seldom.setVisible(not low)
        self.search.setFixedWidth(self._wide[low])

    def show_ledger(self, view: LedgerView, where: Condition | None, words: str, span: Any) -> None:
        """Another ledger, from its beginning."""
        self.ledger, self._view, self._order, self._late = view.key, view, (), False
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
                     None if state else until, until if state else None, self._order, self._late)

    def reload(self) -> None:
        """Read the rows."""
        desk = self._session.desk
        self.marks = marks(desk, replace(self.query(), late=False))
        self._late = self._late and bool(self.marks.said)
        query, chosen = self.query(), self.grid.chosen()
        ids: array[int] = lists.ids(desk, query)
        self.grid.show_rows(self._columns(), ids, partial(self._texts, query))
        self._say_closed()
        self._fill_foot(query, len(ids))
        self.keeper.setVisible(self.bar.condition() is not None)
        self._say_empty(len(ids) == 0)
        if len(chosen) == 1:
            self.grid.select(chosen[0])

    def _columns(self) -> list[ColumnView]:
        """The ledger's; before them 补记, where a row came late."""
        found = lists.columns(self._session.desk, self.ledger)
        return [_LATE, *found] if self.marks.said else found

    def _texts(self, query: Query, some: Sequence[int]) -> list[list[str]]:
        rows, said = lists.texts(self._session.desk, query, some), self.marks.said
        return [[said.get(id, ""), *row] for id, row in zip(some, rows, strict=True)] if said else rows

    def _say_closed(self) -> None:
        """What of the time shown is closed, and the rows that came afterwards."""
        self._strip.setVisible(self.marks.changed)
        self._closed.setText(self.marks.note)
        self.narrower.setVisible(bool(self.marks.said))
        self.narrower.setText("显示全部" if self._late else f"只看补记　{len(self.marks.said)}")

    def _turn_late(self) -> None:
        self._late = not self._late
        self._again()

    def _fill_foot(self, query: Query, rows: int) -> None:
        """The number of rows and the totals; what was given out for a closed period stands beside them."""
        remarks = {} if self._late else self.marks.foot.remarks
        told = f"（{remarks['']}）" if "" in remarks else ""
        self._count.setText(f"共 {rows:,} 条{told}")
        heads = {c.path: c.title for c in self.grid.rows.columns}
        numbers = [("", "条数", f"{rows:,}")]
        numbers += [(path, heads.get(path, path), text)
                    for path, text in lists.totals(self._session.desk, query).items()]
        made: list[QWidget] = [label("合计", "quiet")]
        for path, head, text in numbers:
            said = f"（{remarks[path]}）" if path in remarks else ""
            opener = button(f"{head} {text}{said}", partial(self._open_total, path, head, text), role="link")
            opener.setToolTip("点一下看口径、记录和人员")
            made.append(opener)
        self._foot.fill(made)
        self._foot.setVisible(rows > 0)

    def _open_total(self, path: str, head: str, text: str) -> None:
        """What stands behind a number at the foot."""
        remark = "" if self._late else self.marks.foot.remarks.get(path, "")
        with errors.told(self):
            dialog = TotalRows(self.window(), self._session, self.query(), head, text, remark, self.marks.said)
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
        narrowed = self.search.text().strip() or self.bar.words() or self.period.span != ALL or self._late
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
        self._late = False
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
        if path := self.grid.rows.columns[place].path:
            self._order = (("-" if falls else "") + path,)
            self._again()

    def _to_table(self) -> None:
        """From the search box into the rows."""
        if self.grid.rows.rowCount():
            self.grid.setFocus()
            self.grid.selectRow(0)
