"""A tab: its ledgers at the left, the rows of one, and the record panel at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QWidget

from desk.service.entries import form as forms
from desk.service.lists import query as lists
from desk.service.lists.query import LedgerView, Query
from desk.spec import Condition
from desk.ui.parts import errors
from desk.ui.parts.background import Background
from desk.ui.parts.theme import em
from desk.ui.records.panel import FORM, PAGE, RecordPanel
from desk.ui.records.preset import preset
from desk.ui.session import Changes, Session
from desk.ui.sidebar import Sidebar
from desk.ui.tables.ledgerpane import LedgerPane
from desk.ui.tables.library import Library

NARROW = 70
"""In em: a tab narrower than this shows the table or the panel, not both."""


class LedgerTab(QWidget):
    """One of 居民, 服务, 调解, 活动, 居务. `busy` asks for an action of the main window by name."""

    wants = Signal(str)

    def __init__(self, session: Session, back: Background, tab: str, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.tab, self._session, self._back = tab, session, back
        self._ledgers: dict[str, LedgerView] = {v.key: v for v in lists.ledgers(session.desk, tab)}
        self._extra: list[str] = []
        self._stale = True
        self.side = Sidebar()
        self.pane = LedgerPane(session, back)
        self.panel = RecordPanel(session, titles)
        self.panel.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for place, (widget, stretch) in enumerate(((self.side, 0), (self.pane, 3), (self.panel, 2))):
            self.split.addWidget(widget)
            self.split.setStretchFactor(place, stretch)
            self.split.setCollapsible(place, False)
        self.split.setHandleWidth(3)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.split)
        self.side.chosen.connect(self.open_ledger)
        self.side.library.connect(self.open_library)
        self.pane.opened.connect(self.open_record)
        self.pane.wants.connect(self.wants)
        self.panel.closed.connect(self._panel_closed)
        self.panel.form.saved.connect(self._saved)
        session.changed.connect(self._changed)

    def enter(self) -> None:
        """The tab comes into sight."""
        if not self.side.keys():
            self._fill_side()
            self.split.setSizes([em(13), self.width() - em(13), 0])
        if not self.pane.ledger and self._ledgers:
            everyday = [v.key for v in self._ledgers.values() if v.everyday]
            self.open_ledger((everyday or list(self._ledgers))[0])
        if self._stale:
            self._refresh()

    def _fill_side(self) -> None:
        shown = [v for v in self._ledgers.values() if v.everyday or v.key in self._extra]
        self.side.fill(shown or list(self._ledgers.values()))

    def open_ledger(self, key: str, where: Condition | None = None, words: str = "", span: Any = None) -> None:
        """Show a ledger's rows, perhaps only those of a condition that `words` describes."""
        if key not in self._ledgers:
            return
        if not self.side.has(key):
            self._extra.append(key)
            self._fill_side()
            self._count()
        self.side.select(key)
        with errors.told(self):
            self.pane.show_ledger(self._ledgers[key], where, words, span)

    def open_library(self) -> None:
        """Choose among all ledgers of the tab."""
        dialog = Library(self.window(), list(self._ledgers.values()), self._session, self._back)
        if dialog.exec() and dialog.key:
            self.open_ledger(dialog.key)
        dialog.deleteLater()

    def open_record(self, id: int, record: str = "", where: int = PAGE) -> None:
        """Show a record beside the table."""
        view = self._ledgers.get(self.pane.ledger)
        record = record or (view.record if view else "")
        if not record:
            return
        record, whole = forms.edited_in(self._session.desk, record, id)
        if whole is not None and self.panel.open(record, whole, where):
            self._make_room()
            if where == FORM or not self.pane.isAncestorOf(QApplication.focusWidget() or self):
                self.panel.take_focus()

    def start(self, record: str, preset: Mapping[str, Any]) -> None:
        """A new record beside the table; of child rows, of the record that owns them."""
        record = forms.edited_in(self._session.desk, record)[0]
        if self.panel.start(record, preset):
            self._make_room()

    def new(self) -> None:
        """A new record of the ledger's kind; in a ledger of one category, of that category."""
        if self.pane.ledger:
            catalog = self._session.desk.catalog
            self.start(self.record(), preset(catalog, catalog.ledger(self.pane.ledger)))

    def edit(self) -> None:
        """To the form of the record shown, or of the row marked."""
        if not self.panel.isVisible() and (chosen := self.pane.grid.chosen()):
            self.open_record(chosen[0], where=FORM)
        self.panel.edit()

    def query(self) -> Query | None:
        """What the table shows."""
        return self.pane.query() if self.pane.ledger else None

    def record(self) -> str:
        """The kind of record that the table shows."""
        view = self._ledgers.get(self.pane.ledger)
        return view.record if view else "resident"

    def knows(self, key: str) -> bool:
        """Is this ledger one of the tab's?"""
        return key in self._ledgers

    def title(self) -> str:
        """The ledger's title."""
        view = self._ledgers.get(self.pane.ledger)
        return view.title if view else ""

    def place(self) -> tuple[str, str, int | None]:
        """What is in sight, to come back to: ledger, record, id."""
        return self.pane.ledger, self.panel.record if self.panel.isVisible() else "", self.panel.id

    def restore(self, place: tuple[str, str, int | None]) -> None:
        """Back to what was in sight."""
        ledger, record, id = place
        if ledger:
            self.open_ledger(ledger)
        if record and id is not None:
            self.open_record(id, record)

    def leave(self) -> bool:
        """Unsaved changes are asked about; False where the person wants to stay."""
        return self.panel.leave()

    def _narrow(self) -> bool:
        return self.width() < em(NARROW)

    def _make_room(self) -> None:
        self.pane.setVisible(not self._narrow())
        if not self._narrow():
            rest = self.width() - self.side.width()
            self.split.setSizes([self.side.width(), round(rest * 0.52), round(rest * 0.48)])

    def _panel_closed(self) -> None:
        self.pane.show()
        self.pane.grid.setFocus()

    def _saved(self, id: int) -> None:
        """Back to the table, or to the page where that is hidden or leads on."""
        if self.pane.isVisible() and not self.panel.goes_on:
            self.pane.grid.setFocus()
        else:
            self.panel.take_focus()

    def next_part(self) -> None:
        """The keyboard goes on: from the ledgers to the rows, to the record, and round again."""
        parts: list[tuple[QWidget, Callable[[], object]]] = [
            (self.side, self.side.list.setFocus), (self.pane, self.pane.grid.setFocus),
            (self.panel, self.panel.take_focus)]
        seen = [(part, focus) for part, focus in parts if part.isVisible()]
        here = QApplication.focusWidget()
        at = next((n for n, (part, _) in enumerate(seen) if here is not None and part.isAncestorOf(here)), 0)
        seen[(at + 1) % len(seen)][1]()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.panel.isVisible():
            self._make_room()

    def _changed(self, changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        """Counts and rows again."""
        self._stale = False
        self._count()
        if self.pane.ledger:
            with errors.told(self):
                self.pane.reload()

    def _count(self) -> None:
        keys: Sequence[str] = self.side.keys()
        desk = self._session.desk
        self._back.ask(f"counts {self.tab}", lambda: lists.counts(desk, keys), self.side.show_counts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panel.isVisible():
            self.panel.close_panel()
        else:
            super().keyPressEvent(event)
