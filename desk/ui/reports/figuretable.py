"""All figures of a period in one table."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desk.service.figures import FigureValue
from desk.service.periods import Period, spoken
from desk.service.trust.told import Told, told
from desk.ui.parts.lines import Lines
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, column, row
from desk.ui.reports.figurerows import number
from desk.ui.reports.reportpage import ReportPage
from desk.ui.search import SearchBox
from desk.ui.session import Session


class FigureTable(ReportPage):
    """`asked` carries the key of the figure whose rows are wanted; `wants` a command of the window."""

    title = "指标一览"
    asked = Signal(str)
    wants = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._seen: Told | None = None
        self._shown: list[FigureValue] = []
        self.search = SearchBox("指标名称或拼音首字母")
        self.grid = Lines("指标一览", ("指标", 34, False), ("本期", 12, True), ("单位", 6, False),
                          ("上年同期", 12, True), ("增减", 14, True), ("增长 %", 10, True), ("说明", 34, False))
        self.maker = button("自己做一个指标…", lambda: self.wants.emit("make_figure"), "plus")
        tools = row(self.search, self.maker)
        tools.setStretch(0, 1)
        self.setLayout(column(tools, self.grid))
        self.search.sought.connect(lambda _: self._fill())
        self.search.left_down.connect(self.grid.setFocus)
        self.grid.asked.connect(lambda place: self.asked.emit(self._shown[place].key))

    def read(self, period: Period) -> Told:
        return told(self.session.desk, period)

    def show_answer(self, answer: Told, period: Period) -> str:
        self._seen = answer
        self._fill()
        closed = f"，{spoken(answer.fixed.at[:10])}已结账，列出的是结账数" if answer.fixed else ""
        return f"共 {len(answer.values)} 项，点一项可看名单{closed}"

    def _fill(self) -> None:
        if (seen := self._seen) is not None:
            self._shown = [v for v in seen.values.values() if matches(self.search.text(), v.title)]
            self.grid.put([_line(v, seen.remark(v.key)) for v in self._shown])


def _line(value: FigureValue, remark: str) -> list[str]:
    points = f" {value.change_unit}" if value.change_unit != value.unit else ""
    change = "" if value.change is None else f"{value.change:+,}{points}"
    rate = "" if value.rate is None else f"{value.rate:+,.1f}"
    return [value.title, number(value.value), value.unit, number(value.last_year), change, rate,
            "；".join(filter(None, (remark, value.why or value.uncompared)))]
