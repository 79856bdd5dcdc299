"""报表: reports whose every figure is computed and leads back to its rows, and the pages of trust beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTextBrowser, QWidget

from desk import clock
from desk.service.periods import Period
from desk.service.reports import writing as service
from desk.service.reports.writing import Report
from desk.ui.parts import errors
from desk.ui.parts.background import Background
from desk.ui.parts.period import PeriodButton, year
from desk.ui.parts.small import column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.reports.breakdownview import BreakdownPage
from desk.ui.reports.closingview import ClosingPage
from desk.ui.reports.examineview import ExaminePage
from desk.ui.reports.figurerows import FigureRows
from desk.ui.reports.figuretable import FigureTable
from desk.ui.reports.givenview import GivenPage
from desk.ui.reports.papersview import PapersPage
from desk.ui.reports.registersview import RegistersPage
from desk.ui.reports.reportpage import ReportPage
from desk.ui.reports.reportview import ReportView
from desk.ui.reports.trustview import ChecksPage
from desk.ui.session import Session
from desk.ui.sidebar import Sidebar


@dataclass(frozen=True)
class Entry:
    """A line of the list at the left."""

    key: str
    title: str


class ReportTab(QWidget):
    """At the left the reports and pages; in the middle the one chosen, for a period."""

    wants = Signal(str)

    def __init__(self, session: Session, back: Background) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._session, self._back = session, back
        self._stale = True
        self._titles: dict[str, str] = {}
        self.side = Sidebar()
        self.side.more.hide()
        self.side.setFixedWidth(em(13))
        self.side.list.setAccessibleName("报表")
        self._title, self._state = label("", "title"), label("", "quiet")
        self.period = PeriodButton(year(clock.today()))
        self.report = ReportView(session)
        self.figures, self.breakdown = FigureTable(session), BreakdownPage(session)
        self.pages: dict[str, ReportPage] = {
            "figures": self.figures, "breakdown": self.breakdown, "checks": ChecksPage(session),
            "examine": ExaminePage(session), "closing": ClosingPage(session), "papers": PapersPage(session),
            "given": GivenPage(session), "registers": RegistersPage(session)}
        self._stack = QStackedLayout()
        self._wait = empty("clock", "正在计算…")
        for widget in (self.report, *self.pages.values(), self._wait):
            self._stack.addWidget(widget)
        self._lay_out()
        for page in (self.report, *self.pages.values()):
            page.again.connect(self._renewed)
        self.side.chosen.connect(self._choose)
        self.period.changed.connect(self.show_chosen)
        self.figures.asked.connect(self._open_figure)
        self.figures.wants.connect(self.wants)
        self.report.asked.connect(self._open_figure)
        session.changed.connect(self._changed)

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setObjectName("ground")
        inner = column(row(self._title, self._state, None, self.period, gap=0.7), self._stack, gap=0.6, edge=0.8)
        inner.setStretch(1, 1)
        middle.setLayout(inner)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.side)
        box.addWidget(middle, 1)

    @property
    def text(self) -> QTextBrowser:
        """The report's text."""
        return self.report.text

    @property
    def _report(self) -> Report | None:
        return self.report.seen.report if self.report.seen else None

    def enter(self) -> None:
        """The tab comes into sight."""
        if not self._titles:
            self._fill()
            self.side.select(next(iter(self._titles)))
        if self._stale:
            self.show_chosen()

    def _fill(self) -> None:
        self._titles = {r.key: r.title for r in service.reports(self._session.desk)}
        self._titles |= {key: page.title for key, page in self.pages.items()}
        self.side.fill([Entry(k, t) for k, t in self._titles.items()])

    def _renewed(self) -> None:
        """Something of the list itself may have changed."""
        self._fill()
        if not self.side.key():
            self.side.select(next(iter(self._titles)))
        self.show_chosen()

    def _choose(self, key: str) -> None:
        """Another report, for the period that is running."""
        if key not in self.pages:
            running = service.running(key, self._session.desk.today, self._session.desk)
            self.period.put((running.since, running.until), single=False)
        self.show_chosen()

    def show_page(self, key: str) -> None:
        """Go to a page or report."""
        self.enter()
        self.side.select(key)
        self._choose(key)

    def _changed(self, changes: Any) -> None:
        self._stale = True
        if self.isVisible():
            self.show_chosen()

    def span(self) -> Period:
        """The period chosen."""
        return Period(*self.period.span)

    def page(self) -> ReportPage:
        """What is chosen."""
        key = self.side.key()
        if key in self.pages:
            return self.pages[key]
        self.report.key, self.report.title = key, self._titles.get(key, "")
        return self.report

    def show_chosen(self) -> None:
        """Compute and show what is chosen."""
        self._stale = False
        page, period = self.page(), self.span()
        self._title.setText(page.title)
        self._state.setText("")
        self.period.setVisible(page.dated)
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(self._wait)
        page.prepare()
        self._back.ask("report", lambda: page.read(period), lambda answer: self._show(page, answer, period),
                       self._failed)

    def _failed(self, error: Exception) -> None:
        self._state.setText("没有算出来")
        errors.show(self, error)

    def _show(self, page: ReportPage, answer: Any, period: Period) -> None:
        with errors.told(self):
            self._state.setText(page.show_answer(answer, period))
            self._stack.setCurrentWidget(page)

    def _open_figure(self, key: str) -> None:
        with errors.told(self):
            dialog = FigureRows(self.window(), self._session, key, self.span())
            dialog.exec()
            dialog.deleteLater()

    def print_report(self) -> None:
        """Ctrl+P: the pages of the report, or of the page shown."""
        self._do("print_report")

    def save_as(self) -> None:
        """Ctrl+E: as a file."""
        self._do("save_as")

    def _do(self, action: str) -> None:
        if (done := getattr(self.page(), action, None)) is not None:
            done()
