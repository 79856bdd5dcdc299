"""The time a list or a report is about."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desk import clock
from desk.errors import Invalid
from desk.kinds import Date
from desk.ui.fields.dates import DateEditor
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.icons import icon
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import C, em

Span = tuple[str | None, str | None]
"""First and last day, both counted; None is open."""
ALL: Span = (None, None)


def year(of: date, back: int = 0) -> Span:
    return f"{of.year - back}-01-01", f"{of.year - back}-12-31"


def month(of: date, back: int = 0) -> Span:
    count = of.year * 12 + of.month - 1 - back
    y, m = divmod(count, 12)
    return f"{y}-{m + 1:02d}-01", f"{y}-{m + 1:02d}-{calendar.monthrange(y, m + 1)[1]:02d}"


def quarter(of: date, back: int = 0) -> Span:
    count = of.year * 4 + (of.month - 1) // 3 - back
    y, first = count // 4, count % 4 * 3 + 1
    return f"{y}-{first:02d}-01", f"{y}-{first + 2:02d}-{calendar.monthrange(y, first + 2)[1]:02d}"


def halves(of: date) -> list[tuple[str, Span]]:
    """The half of the year that runs, and the one before."""
    first, second = ("-01-01", "-06-30"), ("-07-01", "-12-31")
    if of.month > 6:
        return [(name, (f"{of.year}{a}", f"{of.year}{b}")) for name, (a, b) in (("下半年", second), ("上半年", first))]
    before = of.year - 1
    return [("上半年", (f"{of.year}{first[0]}", f"{of.year}{first[1]}")),
            ("去年下半年", (f"{before}{second[0]}", f"{before}{second[1]}"))]


def offers(today: date) -> list[tuple[str, Span]]:
    """The spans people ask for most."""
    week = today - timedelta(days=today.weekday())
    return [
        ("本年", year(today)), ("去年", year(today, 1)), ("前年", year(today, 2)), *halves(today),
        ("本季度", quarter(today)), ("上季度", quarter(today, 1)), ("本月", month(today)), ("上月", month(today, 1)),
        ("本周", (week.isoformat(), (week + timedelta(days=6)).isoformat())), ("全部时间", ALL),
    ]


class PeriodDialog(Dialog):
    """Two dates, or one."""

    def __init__(self, parent: QWidget, title: str, span: Span, single: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.first, self.last = DateEditor(Date()), DateEditor(Date())
        self.first.put(span[0])
        self.last.put(span[1])
        self._single = single
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        fine = button("确定", self._finish, role="main")
        fine.setDefault(True)
        dates = [label("日期" if single else "从", "label"), self.last if single else self.first]
        if not single:
            dates += [label("到（含当天）", "label"), self.last]
        self.setLayout(column(label(title, "large"), *dates, self.problem, row(None, button("取消", self.reject), fine),
                              edge=1.2))
        self.setMinimumWidth(em(22))

    def _finish(self) -> None:
        try:
            first, last = self.span()
        except Invalid as refusal:
            self.problem.setText(refusal.text)
            self.problem.show()
            return
        if first and last and first > last:
            self.problem.setText("起始日期晚于截止日期")
            self.problem.show()
            return
        self.accept()

    def span(self) -> Span:
        """The dates. Raises Invalid where one is none."""
        first, last = self.first.value(), self.last.value()
        return (None if self._single or first is None else str(first)), (None if last is None else str(last))


class PeriodButton(QPushButton):
    """Says the period and offers others; `single` asks for one date (a state as of a day)."""

    changed = Signal()

    def __init__(self, span: Span = ALL, single: bool = False) -> None:
        super().__init__()
        self.span: Span = span
        self.single = single
        self.setIcon(icon("calendar", C.accent))
        self.setIconSize(QSize(em(1.1), em(1.1)))
        self.setAutoDefault(False)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._offer)
        self._say()

    def put(self, span: Span, single: bool) -> None:
        """Show another period without saying so."""
        self.span, self.single = span, single
        self._say()

    def words(self) -> str:
        """The period in words."""
        if self.single:
            return f"{self.span[1]} 当天" if self.span[1] else "今天的情况"
        known = next((name for name, span in offers(clock.today()) if span == self.span), "")
        return known or f"{self.span[0] or '最早'} 至 {self.span[1] or '今后'}"

    def _say(self) -> None:
        self.setText(self.words())

    def _offer(self) -> None:
        self._menu.clear()
        today = clock.today()
        if self.single:
            ends = (("去年底", year(today, 1)), ("上月底", month(today, 1)))
            choices = [("今天的情况", ALL), *((name, (None, span[1])) for name, span in ends)]
        else:
            choices = offers(today)
        for name, span in choices:
            self._menu.addAction(name).triggered.connect(lambda _=False, span=span: self._take(span))
        self._menu.addSeparator()
        self._menu.addAction("指定日期…" if self.single else "自定时间…").triggered.connect(lambda: self._ask())

    def _ask(self) -> None:
        dialog = PeriodDialog(self.window(), "指定日期" if self.single else "自定时间", self.span, self.single)
        if dialog.exec():
            self._take(dialog.span())
        dialog.deleteLater()

    def _take(self, span: Span) -> None:
        self.span = span
        self._say()
        self.changed.emit()
