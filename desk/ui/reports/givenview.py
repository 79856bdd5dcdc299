"""基数与目标: what figures came to before the books began, and what they are to come to, entered by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QLineEdit

from desk import clock
from desk.errors import Invalid
from desk.service import figures
from desk.service.figures import FigureValue
from desk.service.periods import Period
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.parts import errors
from desk.ui.parts.flow import Flow
from desk.ui.parts.lines import Lines
from desk.ui.parts.period import PeriodButton, year
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, column, label
from desk.ui.parts.theme import em
from desk.ui.reports.figurerows import number
from desk.ui.reports.reportpage import ReportPage
from desk.ui.session import Session

_KINDS = (("baseline", "基数"), ("target", "目标"))
_SAID = ("基数：建账以前的数，如第一年要用的上年数，增减和增长百分比拿它来比。目标：打算做到的数，完成率拿它来算。"
         "都是手工填报，点开指标时会写明。")


@dataclass(frozen=True)
class Line:
    """One number that was entered, beside what the records say."""

    kind: str
    figure: str
    period: Period
    value: float
    now: FigureValue


class GivenPage(ReportPage):
    """The numbers entered by hand, and a line to enter one."""

    title = "基数与目标"
    dated = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._figure = ""
        self._lines: Sequence[Line] = ()
        self.kind = QComboBox()
        for key, title in _KINDS:
            self.kind.addItem(title, key)
        self.kind.setAccessibleName("基数还是目标")
        self.figure = PickLine(self._figures)
        self.figure.setAccessibleName("指标")
        self.figure.setPlaceholderText("指标名称或拼音首字母")
        self.figure.setMinimumWidth(em(18))
        self.period = PeriodButton(year(clock.today(), 1))
        self.value = QLineEdit()
        self.value.setPlaceholderText("数")
        self.value.setAccessibleName("数")
        self.value.setFixedWidth(em(7))
        self.unit = label("", "quiet")
        self.keeper = button("保存", self.keep, "save", "main")
        self.dropper = button("去掉这一条", self.drop, "trash")
        self.problem = label("", "problem", wrap=True)
        self.table = Lines("基数与目标", ("性质", 6, False), ("指标", 30, False), ("期间", 28, False),
                           ("填报数", 12, True), ("单位", 6, False), ("按记录算", 12, True))
        tools = Flow()
        tools.fill([self.kind, self.figure, self.period, self.value, self.unit, self.keeper, self.dropper])
        self.setLayout(column(label(_SAID, "quiet", wrap=True), tools, self.problem, self.table))
        self.figure.picked.connect(self._take)
        self.value.returnPressed.connect(self.keep)
        self.table.asked.connect(self._show)

    def _figures(self, text: str) -> list[Choice]:
        known = self.session.desk.catalog.figures.values()
        return [Choice(one.key, one.title, one.unit) for one in known if not text or matches(text, one.title)]

    def _take(self, choice: Choice) -> None:
        self._choose(choice.value)
        self.value.setFocus()

    def _choose(self, key: str) -> None:
        one = self.session.desk.catalog.figure(key)
        self._figure = key
        self.figure.setText(one.title)
        self.unit.setText(one.unit)

    def read(self, period: Period) -> list[Line]:
        desk = self.session.desk
        made = []
        for kind, _ in _KINDS:
            for (figure, when), value in figures.given(desk, kind).items():
                if figure in desk.catalog.figures:
                    made.append(Line(kind, figure, when, value, figures.compute(desk, when, [figure])[0]))
        return sorted(made, key=lambda one: (one.period.since or "", one.figure), reverse=True)

    def show_answer(self, answer: Sequence[Line], period: Period) -> str:
        self._lines = answer
        self.table.put([_texts(one, self.session.desk.today) for one in answer])
        self.problem.setText("")
        return f"共 {len(answer)} 条" if answer else "还没有填报"

    def _show(self, place: int) -> None:
        """A line to be corrected."""
        one = self._lines[place]
        self.kind.setCurrentIndex(self.kind.findData(one.kind))
        self._choose(one.figure)
        self.period.put((one.period.since, one.period.until), single=False)
        self.value.setText(_plain(one.value))

    def keep(self) -> None:
        """Enter the number."""
        text = self.value.text().strip().replace(",", "").replace("，", "")
        try:
            if not self._figure:
                raise Invalid("required", "请选择指标")
            try:
                value = float(text)
            except ValueError:
                raise Invalid("number", "请填写数字") from None
            self._put(value)
            self.session.tell("已保存")
        except Invalid as refusal:
            self.problem.setText(refusal.text)

    def drop(self) -> None:
        """Take back the number of this figure and period."""
        with errors.told(self):
            if self._figure:
                self._put(None)
                self.session.tell("已去掉")

    def _put(self, value: float | None) -> None:
        put = figures.set_baseline if self.kind.currentData() == "baseline" else figures.set_target
        put(self.session.desk, self._figure, Period(*self.period.span), value)
        self.value.clear()
        self.session.changed.emit({})
        self.again.emit()


def _texts(one: Line, today: str) -> list[str]:
    return [dict(_KINDS)[one.kind], one.now.title, one.period.text(today), number(_whole(one.value)), one.now.unit,
            "" if one.kind == "baseline" else number(one.now.value)]


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _plain(value: float) -> str:
    return str(_whole(value))
