"""All figures of a period in one table."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.kinds import Text
from desk.service import figures
from desk.service.desk import Desk
from desk.service.figures import FigureValue
from desk.service.periods import Period
from desk.service.query import ColumnView
from desk.ui.figurerows import number
from desk.ui.gridview import Grid
from desk.ui.parts import column
from desk.ui.pinyin import matches
from desk.ui.search import SearchBox
from desk.ui.session import Session

_COLUMNS = [
    ColumnView("title", "指标", Text(), False, 34), ColumnView("value", "本期", Text(), True, 12),
    ColumnView("unit", "单位", Text(), False, 6), ColumnView("last_year", "上年同期", Text(), True, 12),
    ColumnView("change", "增减", Text(), True, 10), ColumnView("rate", "增长 %", Text(), True, 10),
    ColumnView("why", "说明", Text(), False, 34),
]


class FigureTable(QWidget):
    """`asked` carries the key of the figure whose rows are wanted."""

    asked = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._values: Sequence[FigureValue] = ()
        self._shown: list[FigureValue] = []
        self.search = SearchBox("指标名称或拼音首字母")
        self.grid = Grid()
        self.grid.horizontalHeader().setSectionsClickable(False)
        self.setLayout(column(self.search, self.grid))
        self.search.sought.connect(lambda _: self._fill())
        self.search.left_down.connect(self.grid.setFocus)
        self.grid.opened.connect(lambda place: self.asked.emit(self._shown[place].key))

    def read(self, desk: Desk, period: Period) -> list[FigureValue]:
        """Compute; may be called in another thread."""
        return figures.compute(desk, period)

    def show_values(self, values: Sequence[FigureValue]) -> None:
        """Show computed figures."""
        self._values = values
        self._fill()

    def _fill(self) -> None:
        self._shown = [v for v in self._values if matches(self.search.text(), v.title)]
        lines = [_line(v) for v in self._shown]
        self.grid.show_rows(_COLUMNS, array("q", range(len(lines))), lambda ids: [lines[i] for i in ids])


def _line(value: FigureValue) -> list[str]:
    change = "" if value.change is None else f"{value.change:+,}"
    rate = "" if value.rate is None else f"{value.rate:+,.1f}"
    return [value.title, number(value.value), value.unit, number(value.last_year), change, rate, value.why]
