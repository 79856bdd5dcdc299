"""What a figure of one's own computes, chosen by clicking; each form gives the measure as it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStackedWidget, QWidget

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.spec import to_json
from desk.spec.figure import HOWS, UNITS
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.making import offers
from desk.ui.making.conditionview import ConditionEditor
from desk.ui.parts.flow import Flow
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import column, label
from desk.ui.parts.theme import em
from desk.ui.reports.slots import shown, stored

KINDS = (
    ("plain", "直接统计"), ("share", "其中多少占比"), ("grouped", "先分组，再取最大、平均、达标数…"),
    ("streak", "连续多久有／没有"),
    ("months", "人月数（按人按月累计）"), ("growth", "比上年、上期增减"),
    ("formula", "几个指标加减乘除"), ("against", "与目标比"),
)
_CALENDAR = (("day", "天"), ("week", "周"), ("month", "月"), ("quarter", "季度"), ("half", "半年"), ("year", "年"))
_OVER = ("growth", "formula", "against")
_NO_BANDS = ("age", "building", "estate", "entrance", "grid", *UNITS)


def combo(name: str, choices: Sequence[tuple[Any, str]]) -> QComboBox:
    """A box of choices with their values."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setMaxVisibleItems(18)
    refill(made, choices)
    return made


def refill(box: QComboBox, choices: Sequence[tuple[Any, str]]) -> None:
    """Other choices."""
    box.clear()
    for value, title in choices:
        box.addItem(title, value)


def simple(value: str) -> dict[str, Any]:
    """``sum:amount`` as a stored measure."""
    kind, _, path = value.partition(":")
    return {"kind": kind, "path": path} if path else {"kind": kind}


class FigureForm(QWidget):
    """Chooses a measure over a ledger, or over other figures."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._desk = desk
        self._titles = {f.key: f.title for f in desk.catalog.figures.values()}
        self._of = ""
        self.kind = combo("怎么算", KINDS)
        self.measure, self.inner = combo("统计什么", ()), combo("每组统计什么", ())
        self.part = ConditionEditor()
        self.by, self.how = combo("分组", ()), combo("再取", [(k, t) for k, t in HOWS.items() if k != "excess"])
        self.target, self.goal = self._line("1", "目标"), self._line("", "目标，空着用录入的")
        self.unit = combo("时间单位", _CALENDAR)
        self.unit.setCurrentIndex(2)
        self.having = combo("有还是没有", ((False, "没有记录"), (True, "有记录")))
        self.current = combo("到现在还是最长", ((True, "到统计日为止"), (False, "期内最长")))
        self.person, self.least = combo("按谁", ()), self._line("", "至少几个月，空着累计")
        self.of, self.over = PickLine(self._figures), PickLine(self._figures)
        self.on = combo("和谁比", (("last_year", "上年同期"), ("last_period", "上一期")))
        self.percent = QCheckBox("用百分比表示")
        self.reached = combo("怎么比", (("rate", "完成率"), ("reached", "是否达标"), ("gap", "差额")))
        self.most = QCheckBox("不超过目标才算达标")
        self.formula = self._line("", "如 {走访次数} / {居民人数}，可用 + - × ÷ 和括号", 26)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _line(self, text: str, hint: str, width: float = 9) -> QLineEdit:
        made = QLineEdit(text)
        made.setPlaceholderText(hint)
        made.setAccessibleName(hint)
        made.setMinimumWidth(em(width if hint else 4))
        made.textEdited.connect(lambda _: self.changed.emit())
        return made

    def _lay_out(self) -> None:
        self.inserts = PickLine(self._figures)
        for box, hint in ((self.of, "选择指标"), (self.over, "选择指标"), (self.inserts, "插入指标")):
            box.setPlaceholderText(hint)
            box.setAccessibleName(hint)
            box.setMinimumWidth(em(13))
        forms: dict[str, Sequence[QWidget]] = {
            "plain": (label("统计"), self.measure), "share": (label("其中满足下面条件的占全部的比例"), self.part),
            "grouped": (label("按"), self.by, label("分组，每组"), self.inner, label("，再取"), self.how,
                        label("目标"), self.target),
            "streak": (label("连续"), self.unit, self.having, self.current),
            "months": (label("按"), self.person, self.least),
            "growth": (self.of, label("比"), self.on, label("增减"), self.percent),
            "formula": (self.formula, self.inserts),
            "against": (self.over, label("目标"), self.goal, self.reached, self.most)}
        for key, _ in KINDS:
            page = QWidget()
            page.setObjectName("clear")
            if key == "share":
                page.setLayout(column(*forms[key], None, gap=0.3))
            else:
                flow = Flow()
                flow.fill(forms[key])
                page.setLayout(column(flow, None))
            self.stack.addWidget(page)
        self.setLayout(column(self.kind, self.stack, gap=0.4))

    def _connect(self) -> None:
        self.kind.activated.connect(self.stack.setCurrentIndex)
        for box in (self.kind, self.measure, self.inner, self.by, self.how, self.unit, self.having, self.current,
                    self.person, self.on, self.reached):
            box.activated.connect(lambda _: self.changed.emit())
        for tick in (self.percent, self.most):
            tick.clicked.connect(lambda _: self.changed.emit())
        self.part.changed.connect(self.changed)
        self.of.picked.connect(lambda choice: self._take(choice.value))
        self.over.picked.connect(lambda choice: self._take(choice.value))
        self.inserts.picked.connect(self._insert)

    def _figures(self, text: str) -> list[Choice]:
        return [Choice(key, title) for key, title in self._titles.items() if not text or matches(text, title)][:200]

    def _take(self, key: str) -> None:
        self._of = key
        self.changed.emit()

    def _insert(self, choice: Choice) -> None:
        self.inserts.clear()
        self.formula.insert(f"{{{choice.title}}}")
        self.formula.setFocus()
        self.changed.emit()

    def show_record(self, record: str) -> None:
        """The columns of another record."""
        measures = offers.measured(self._desk, record)
        for box in (self.measure, self.inner):
            refill(box, measures)
        self.part.show_record(self._desk.catalog, record)
        groups = [(key, title) for key, title in offers.groupings(self._desk, record) if key not in _NO_BANDS]
        refill(self.by, [*((key, f"每{title}") for key, title in _CALENDAR), *groups])
        self.by.setCurrentIndex(2)
        refill(self.person, [(v.removeprefix("distinct:"), t.removeprefix("不同的").removesuffix("数"))
                             for v, t in measures if v.startswith("distinct:")])

    def choose(self, kind: str) -> None:
        """Another form."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.stack.setCurrentIndex(self.kind.currentIndex())

    @property
    def over_figures(self) -> bool:
        """Whether the figure is computed from others and needs no ledger."""
        return self.kind.currentData() in _OVER

    def put(self, measure: dict[str, Any]) -> None:
        """Show a stored measure, as far as a form knows it."""
        kind = str(measure["kind"])
        known = {"sum", "average", "median", "max", "min", "distinct", "count"}
        self.choose("plain" if kind in known else kind)
        if kind in known:
            value = f"{kind}:{measure['path']}" if measure.get("path") else kind
            self.measure.setCurrentIndex(max(0, self.measure.findData(value)))
        elif kind == "grouped":
            self.by.setCurrentIndex(max(0, self.by.findData(measure["by"])))
            self.how.setCurrentIndex(max(0, self.how.findData(measure["how"])))
            self.target.setText(f"{measure.get('target', 1):g}")
        elif kind == "formula":
            self.formula.setText(_titled(str(measure["text"]), self._titles))
        elif kind in ("growth", "against"):
            self._of = str(measure["of"])
            (self.of if kind == "growth" else self.over).setText(self._titles.get(self._of, self._of))

    def json(self) -> dict[str, Any]:
        """The measure as it is stored. Raises Invalid where something is missing."""
        return dict(getattr(self, f"_{self.kind.currentData()}")())

    def _plain(self) -> dict[str, Any]:
        return simple(str(self.measure.currentData()))

    def _share(self) -> dict[str, Any]:
        if (part := self.part.condition()) is None:
            raise Invalid("required", "请加上占比要满足的条件")
        return {"kind": "share", "part": to_json(part)}

    def _grouped(self) -> dict[str, Any]:
        return {"kind": "grouped", "by": self.by.currentData(), "measure": simple(str(self.inner.currentData())),
                "how": self.how.currentData(), "target": _float(self.target.text() or "1")}

    def _streak(self) -> dict[str, Any]:
        return {"kind": "streak", "unit": self.unit.currentData(), "having": self.having.currentData(),
                "current": self.current.currentData()}

    def _months(self) -> dict[str, Any]:
        if not self.person.currentData():
            raise Invalid("required", "这种台账不能按人累计月数")
        least = self.least.text().strip()
        return {"kind": "months", "path": self.person.currentData(), "least": int(_float(least)) if least else None}

    def _growth(self) -> dict[str, Any]:
        return {"kind": "growth", "of": self._wanted(), "on": self.on.currentData(),
                "percent": self.percent.isChecked()}

    def _formula(self) -> dict[str, Any]:
        text = stored(self.formula.text(), self._titles).text.replace("{", "").replace("}", "")
        if not text.strip():
            raise Invalid("required", "请用「插入指标」选择指标，再写上加减乘除")
        return {"kind": "formula", "text": text, "percent": False}

    def _against(self) -> dict[str, Any]:
        goal = self.goal.text().strip()
        return {"kind": "against", "of": self._wanted(), "target": _float(goal) if goal else None,
                "how": self.reached.currentData(), "at_most": self.most.isChecked()}

    def _wanted(self) -> str:
        if not self._of:
            raise Invalid("required", "请选择指标")
        return self._of


def _titled(text: str, titles: dict[str, str]) -> str:
    """A formula with its figures in braces, by title."""
    import re

    return shown(re.sub(r"[a-z]\w*(@\w+)?", lambda m: f"{{{m[0]}}}" if m[0] in titles else m[0], text), titles)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Invalid("number", f"“{text}”不是数字") from None
