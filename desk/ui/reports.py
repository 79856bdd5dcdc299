"""报表: reports whose every figure is computed and leads back to its rows, and all figures at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTextBrowser, QWidget

from desk import clock
from desk.service import reports as service
from desk.service.periods import Period
from desk.ui import errors, jobs
from desk.ui.background import Background
from desk.ui.dialog import ask_out
from desk.ui.figurerows import FigureRows
from desk.ui.figuretable import FigureTable
from desk.ui.flow import Flow
from desk.ui.parts import button, column, empty, label, row
from desk.ui.period import PeriodButton, year
from desk.ui.reporttext import report_html
from desk.ui.session import Session
from desk.ui.sidebar import Sidebar
from desk.ui.theme import em

ALL_FIGURES = "figures"
"""The entry of the list that shows every figure instead of a report."""


@dataclass(frozen=True)
class Entry:
    """A line of the list at the left."""

    key: str
    title: str


class ReportTab(QWidget):
    """At the left the reports; in the middle the one chosen, for a period."""

    wants = Signal(str)

    def __init__(self, session: Session, back: Background) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._session, self._back = session, back
        self._titles: dict[str, str] = {}
        self._report: Any = None
        self._stale = True
        self.side = Sidebar()
        self.side.more.hide()
        self._title, self._state = label("", "title"), label("", "quiet")
        self.period = PeriodButton(year(clock.today()))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(em(1.6))
        self.text.setAccessibleName("报告")
        self.text.anchorClicked.connect(self._clicked)
        self.figures = FigureTable(session)
        self._stack = QStackedLayout()
        self._wait = empty("clock", "正在计算…")
        for widget in (self.text, self.figures, self._wait):
            self._stack.addWidget(widget)
        tools = Flow()
        self.printer = button("打印预览", self.print_report, "print", "main")
        self.pdf = button("另存为PDF", self.save_as, "save")
        self.word = button("另存为Word", lambda: self._save("docx"), "file")
        tools.fill([self.period, self.printer, self.pdf, self.word])
        middle = QWidget()
        middle.setObjectName("ground")
        inner = column(row(self._title, self._state, None, gap=0.7), tools, self._stack, gap=0.6, edge=0.8)
        inner.setStretch(2, 1)
        middle.setLayout(inner)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.side)
        box.addWidget(middle, 1)
        self.side.chosen.connect(self._choose)
        self.period.changed.connect(self.show_chosen)
        self.figures.asked.connect(self._open_figure)
        session.changed.connect(self._changed)

    def enter(self) -> None:
        """The tab comes into sight."""
        if not self._titles:
            self._titles = {r.key: r.title for r in service.reports(self._session.desk)} | {ALL_FIGURES: "指标一览"}
            self.side.fill([Entry(k, t) for k, t in self._titles.items()])
            self.side.setFixedWidth(em(13))
            self.side.select(next(iter(self._titles)))
        if self._stale:
            self.show_chosen()

    def _choose(self, key: str) -> None:
        """Another report, for the period that is running."""
        if key != ALL_FIGURES:
            running = service.running(key, self._session.desk.today)
            self.period.put((running.since, running.until), single=False)
        self.show_chosen()

    def _changed(self, changes: Any) -> None:
        self._stale = True
        if self.isVisible():
            self.show_chosen()

    def span(self) -> Period:
        """The period chosen."""
        return Period(*self.period.span)

    def show_chosen(self) -> None:
        """Compute and show what is chosen."""
        self._stale = False
        key, desk, period = self.side.key(), self._session.desk, self.span()
        self._title.setText(self._titles.get(key, ""))
        self._state.setText("")
        self._stack.setCurrentWidget(self._wait)
        for tool in (self.printer, self.pdf, self.word):
            tool.setVisible(key != ALL_FIGURES)
        if key == ALL_FIGURES:
            self._back.ask("report", lambda: self.figures.read(desk, period), self._show_figures, self._failed)
        else:
            self._back.ask("report", lambda: service.build(desk, key, period), self._show_report, self._failed)

    def _failed(self, error: Exception) -> None:
        self._state.setText("没有算出来")
        errors.show(self, error)

    def _show_report(self, report: Any) -> None:
        self._report = report
        self._state.setText("点划线的数字可看名单")
        self.text.setHtml(report_html(report))
        self._stack.setCurrentWidget(self.text)

    def _show_figures(self, values: Sequence[Any]) -> None:
        self._state.setText(f"共 {len(values)} 项，点一项可看名单")
        self.figures.show_values(values)
        self._stack.setCurrentWidget(self.figures)

    def _clicked(self, url: QUrl) -> None:
        if url.scheme() == "figure":
            self._open_figure(url.path())

    def _open_figure(self, key: str) -> None:
        with errors.told(self):
            dialog = FigureRows(self.window(), self._session, key, self.span())
            dialog.exec()
            dialog.deleteLater()

    def _name(self) -> str:
        return self._report.title if self._report is not None else self._title.text()

    def print_report(self) -> None:
        """The finished pages, to be printed."""
        from desk.ui.viewer import Viewer, warn_missing

        if self.side.key() == ALL_FIGURES:
            return
        with errors.told(self), TemporaryDirectory() as folder:
            file = Path(folder) / "report.pdf"
            job = service.write(self._session.desk, self.side.key(), self.span(), file)
            written = jobs.run(self, "正在排版", job)
            warn_missing(self, written.unprinted)
            viewer = Viewer(self.window(), self._title.text(), file, self._name())
            viewer.view.spots = written.spots
            viewer.view.picked.connect(self._open_figure)
            viewer.exec()
            viewer.deleteLater()

    def save_as(self) -> None:
        """As PDF."""
        self._save("pdf")

    def _save(self, kind: str) -> None:
        if self.side.key() == ALL_FIGURES:
            return
        with errors.told(self):
            if out := ask_out(self, "另存报告", self._name(), kind):
                jobs.run(self, "正在写出报告", service.write(self._session.desk, self.side.key(), self.span(), out))
                self._session.tell(f"已保存到 {out}")
