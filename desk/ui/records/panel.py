"""The record panel at the right: 档案, 修改, 历史 of one record, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QTabWidget, QWidget

from desk.service.entries import form, recycling
from desk.service.reports import slips
from desk.ui.parts import errors
from desk.ui.parts.small import boxed, button, column, label, row, tool
from desk.ui.parts.viewer import Viewer, warn_missing
from desk.ui.records.historyview import HistoryView
from desk.ui.records.page import PageView
from desk.ui.records.recordform import RecordForm
from desk.ui.session import Changes, Session

PAGE, FORM, HISTORY = 0, 1, 2


class RecordPanel(QWidget):
    """Shows one record; `closed` says that it was put away."""

    closed = Signal()

    def __init__(self, session: Session, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._titles = session, titles
        self.record, self.id = "", None  # type: tuple[str, int | None]
        self._origin: tuple[str, int] | None = None
        """The record from whose page the new one was begun: there it goes back."""
        self._kind = label("", "small")
        self._title: QLabel = label("", "large", wrap=True)
        self.goes_on = False
        """What was saved leads on here: to the page where it was begun, or to its papers."""
        self._papers = button("打印文书", picture="print")
        self._papers.setMenu(QMenu(self._papers))
        self._delete = tool("trash", "删除（可在历史中找回）", self.delete)
        head = row(column(self._kind, self._title, gap=0.1), self._papers, self._delete,
                   tool("close", "关闭 (Esc)", self.close_panel), edge=0.6)
        head.setStretch(0, 1)
        self.page, self.form, self.past = PageView(session), RecordForm(session), HistoryView(session)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget, name in ((self.page, "档案"), (self.form, "修改"), (self.past, "历史")):
            self.tabs.addTab(widget, name)
        self.tabs.currentChanged.connect(lambda _: self._fill())
        self.setLayout(column(boxed(head, "header"), self.tabs, gap=0))
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self._cancel)
        session.changed.connect(self._changed)

    def open(self, record: str, id: int, where: int = PAGE) -> bool:
        """Show a stored record; False where the person wants to stay with an unsaved one."""
        if not self.leave():
            return False
        self.record, self.id, self._origin, self.goes_on = record, id, None, False
        for place in (PAGE, HISTORY):
            self.tabs.setTabVisible(place, True)
        self.tabs.setTabText(FORM, "修改")
        self._delete.show()
        self._offer_papers(record)
        self._switch(where)
        self.show()
        return True

    def start(self, record: str, preset: Mapping[str, Any]) -> bool:
        """A new record."""
        if not self.leave():
            return False
        self._origin = (self.record, self.id) if self.id is not None and self._leads_here(record, preset) else None
        self.record, self.id = record, None
        self._kind.setText(self._titles.get(record, ""))
        self._title.setText(f"新建{self._titles.get(record, '')}")
        self._delete.hide()
        self._papers.hide()
        with errors.told(self):
            self.form.start(record, preset)
        self.tabs.setTabText(FORM, "填写")
        self._switch(FORM)
        for place in (PAGE, HISTORY):
            self.tabs.setTabVisible(place, False)
        self.show()
        self.form.focus_first()
        return True

    def _leads_here(self, record: str, preset: Mapping[str, Any]) -> bool:
        """Does a new record belong to the one shown?"""
        links = form.linked_records(self._session.desk, record)
        return self.isVisible() and any(
            links.get(key) == self.record and value == self.id for key, value in preset.items())

    def take_focus(self) -> None:
        """The keyboard goes to the first field, or to what comes next: the papers just due, the page's buttons."""
        if self.tabs.currentIndex() == FORM:
            self.form.focus_first()
        elif self.goes_on and self._papers.isVisible():
            self._papers.setFocus()
        elif self.tabs.currentIndex() == PAGE:
            self.page.focus_first()
        else:
            self.tabs.tabBar().setFocus()

    def edit(self, field: str = "") -> None:
        """To the form of the record shown, at a field."""
        if self.id is not None and self.isVisible():
            self.tabs.setCurrentIndex(FORM)
            self.form.focus_first(field)

    def leave(self) -> bool:
        """Ask about unsaved changes; False where the person wants to stay."""
        if not (self.isVisible() and self.form.dirty):
            return True
        answer = errors.ask(self, "还没有保存", "这条记录有修改还没有保存。", "保存", "不保存", "返回修改")
        if answer == 0:
            self.form.save()
            return not self.form.dirty
        if answer == 1:
            self.form.dirty = False
        return answer == 1

    def close_panel(self) -> bool:
        """Put the panel away."""
        if not self.leave():
            return False
        self.hide()
        self.record, self.id, self._origin = "", None, None
        self.closed.emit()
        return True

    def delete(self) -> None:
        """Put the record into the recycle bin."""
        if self.id is None or errors.ask(
            self, "删除这条记录？", f"「{self._title.text()}」会从台账中去掉，"
            "删错了可以马上撤销，也可以到「菜单 → 资料 → 回收站」找回。", "删除", "不删除", danger=True):
            return
        record, id, desk = self.record, self.id, self._session.desk
        with errors.told(self):
            changes = recycling.delete(desk, record, id)
            self.form.dirty = False
            self.close_panel()
            self._session.changed.emit(changes)
            self._session.tell("已删除", lambda: self._session.changed.emit(recycling.undelete(desk, record, id)))

    def _offer_papers(self, record: str) -> None:
        menu = self._papers.menu()
        menu.clear()
        for slip in slips.slips(record):
            menu.addAction(slip.title).triggered.connect(lambda _=False, slip=slip: self._print(slip.key, slip.title))
        self._papers.setVisible(bool(menu.actions()))
        self._papers.setToolTip("要交给人的单子：" + "、".join(slip.title for slip in slips.slips(record)))

    def _print(self, key: str, title: str) -> None:
        """One paper of the record, as pages to be printed."""
        if self.id is None or not self.leave():
            return
        with errors.told(self), TemporaryDirectory() as folder:
            file = Path(folder) / "slip.pdf"
            pages = slips.print_slip(self._session.desk, key, self.record, self.id, file)
            warn_missing(self, pages.missing)
            viewer = Viewer(self.window(), title, file, f"{title} {self._title.text()}")
            viewer.exec()
            viewer.deleteLater()

    def _switch(self, where: int) -> None:
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(where)
        self.tabs.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        """Read what the tab in sight shows."""
        if self.id is None:
            return
        where = self.tabs.currentIndex()
        with errors.told(self):
            if where == PAGE:
                self.page.show_page(self.record, self.id)
            elif where == HISTORY:
                self.past.show_history(self.record, self.id)
            elif not (self.form.dirty and (self.form.record, self.form.id) == (self.record, self.id)):
                self.form.load(self.record, self.id)
        self._kind.setText(self._titles.get(self.record, ""))
        self._title.setText(self._session.link_title(self.record, self.id))

    def _saved(self, id: int) -> None:
        """Back to where it was begun; a record with papers to hand over stays, to be printed."""
        own, papers = (self.record, id), bool(slips.slips(self.record))
        goes_on = papers or self._origin is not None
        self.open(*(own if papers else self._origin or own))
        self.goes_on = goes_on

    def _cancel(self) -> None:
        if self.id is None and self._origin is not None:
            self.open(*self._origin)
        elif self.id is None:
            self.close_panel()
        elif self.leave():
            self.form.dirty = False
            self._switch(PAGE)

    def _changed(self, changes: Changes) -> None:
        """Something was written: read again, unless it is being edited."""
        if self.isVisible() and self.id is not None and self.tabs.currentIndex() != FORM:
            self._fill()
