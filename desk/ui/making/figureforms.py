"""How a figure of one's own is computed: one of several forms, the one chosen in sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.spec.figure_words import computed, measured
from desk.spec.measures import of_json
from desk.ui.making.formparts import Form, Json, combo, line
from desk.ui.making.restforms import AgainstForm, BalanceForm, FormulaForm, GrowthForm, MonthsForm, PartsForm, StockForm
from desk.ui.making.rowforms import GroupedForm, MeasureLine, NamesForm, ShareForm, StreakForm
from desk.ui.parts.small import column, label, row
from desk.ui.session import Session

_FORMS: dict[str, tuple[str, type[Form]]] = {
    "plain": ("直接统计：条数、人数、合计、平均、中位数…", MeasureLine),
    "share": ("其中多少占比", ShareForm),
    "grouped": ("先分组，再取最大、平均、达标数…", GroupedForm),
    "names": ("列出名单", NamesForm),
    "parts": ("记录里的明细（当事人、签到…）", PartsForm),
    "balance": ("收支余额（收入减支出）", BalanceForm),
    "stock": ("期末还有多少（不论哪一期的）", StockForm),
    "months": ("在册月数、人月数", MonthsForm),
    "streak": ("连续多久有或没有", StreakForm),
    "growth": ("比上年、上期增减", GrowthForm),
    "formula": ("几个指标加减乘除", FormulaForm),
    "against": ("与目标相比", AgainstForm),
}
_OVER = ("growth", "formula", "against")


class KeptForm(Form):
    """A measure that cannot be clicked stays as it is, told in words."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._measure: Json = {}
        self._words = label("", wrap=True)
        self.setLayout(column(self._words, None))

    def put(self, measure: Json) -> None:
        made = of_json(measure)
        tell = computed(self.catalog, made) if measure["kind"] in _OVER else measured(self.catalog, self.record, made)
        self._measure = measure
        self._words.setText(tell)

    def json(self) -> Json:
        return self._measure


class FigureForm(QWidget):
    """Chooses a measure over a ledger, or over other figures."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._session, self._record = session, ""
        self.kind = combo("怎么算", [(key, title) for key, (title, _) in _FORMS.items()])
        self._forms: dict[str, Form] = {}
        self._place = QVBoxLayout()
        self.unit = line("", "单位")
        head = row(label("怎么算", "heading"), self.kind, label("单位", "quiet"), self.unit)
        head.setStretch(1, 1)
        self.setLayout(column(head, self._place, gap=0.4))
        self.kind.activated.connect(lambda _: self.choose(self.kind.currentData()))
        self.kind.activated.connect(lambda _: self.changed.emit())
        self.choose("plain")

    @property
    def form(self) -> Any:
        """The form in sight."""
        return self._forms[self.kind.currentData()]

    def show_record(self, record: str) -> None:
        """The columns of another record."""
        self._record = record
        for form in self._forms.values():
            form.show_record(record)

    def choose(self, kind: str) -> Any:
        """Another form; made when it is first wanted."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        if kind not in self._forms:
            made = _FORMS[kind][1](self._session) if kind in _FORMS else KeptForm(self._session)
            self._forms[kind] = made
            self._place.addWidget(made)
            if self._record:
                made.show_record(self._record)
            made.changed.connect(self.changed)
        for key, form in self._forms.items():
            form.setVisible(key == kind)
        return self.form

    @property
    def over_figures(self) -> bool:
        """Whether the figure is computed from others and needs no ledger."""
        return self.kind.currentData() in _OVER

    def put(self, measure: Json) -> None:
        """Show a stored measure; one that cannot be clicked stays as it is."""
        kind = str(measure["kind"])
        named = kind == "grouped" and measure.get("how") in ("names", "each")
        self.choose("names" if named else kind if kind in _FORMS else "plain").put(measure)
        if of_json(self.form.json()) != of_json(measure):
            self.kind.addItem("保持原来的算法", "kept")
            self.choose("kept").put(measure)

    def json(self) -> Json:
        """The measure as it is stored. Raises Invalid where something is missing."""
        return dict(self.form.json())
