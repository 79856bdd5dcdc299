"""Measures that not every ledger has: parts, balances, months in force; and those over other figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox

from desk.errors import Invalid
from desk.spec import from_json, to_json
from desk.spec.formula import LENGTHS, TIMES
from desk.spec.sentence import column_title
from desk.ui.fields.base import Choice
from desk.ui.making import offers
from desk.ui.making.conditionview import ConditionEditor
from desk.ui.making.formparts import Form, Json, Picker, combo, line, number, told
from desk.ui.making.rowforms import MeasureLine
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import column, label
from desk.ui.parts.theme import em
from desk.ui.session import Session


class PartsForm(Form):
    """The child rows of the rows: how many, their sum, their different people."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.part = combo("哪种明细", ())
        self.inner = MeasureLine(session, ("count", "distinct", "sum"))
        self.where = ConditionEditor(session)
        self.part.activated.connect(lambda _: self._choose(self.part.currentData()))
        head = Flow()
        head.fill([label("选出的记录里的"), self.part, self.inner])
        said = label("只算满足下面条件的明细（不加就是全部）", "quiet")
        self.setLayout(column(head, said, self.where, None, gap=0.3))
        self.follow(self.part, self.inner, self.where)

    def show_record(self, record: str) -> None:
        super().show_record(record)
        self.part.clear()
        for key, part in self.catalog.record(record).parts.items():
            self.part.addItem(part.title, key)
        self._choose(self.part.currentData())

    def _choose(self, part: str | None) -> None:
        if part:
            self.part.setCurrentIndex(self.part.findData(part))
            self.inner.show_record(f"{self.record}.{part}")
            self.where.show_record(f"{self.record}.{part}")

    def put(self, measure: Json) -> None:
        self._choose(str(measure["part"]))
        field = str(measure.get("field") or "")
        self.inner.choose("distinct" if measure.get("different") else "sum" if field else "count", field)
        where = measure.get("where")
        self.where.show_record(f"{self.record}.{measure['part']}", from_json(where) if where else None)

    def json(self) -> Json:
        if not self.part.count():
            raise Invalid("required", "这种记录没有明细，请换一种算法")
        inner, where = self.inner.json(), self.where.condition()
        return {"kind": "parts", "part": self.part.currentData(), "field": inner.get("path", ""),
                "where": to_json(where) if where is not None else None, "different": inner["kind"] == "distinct"}


class BalanceForm(Form):
    """What came in less what went out, from the first row on."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.inner = MeasureLine(session, ("count", "sum"))
        self.opening = combo("什么时候的", ((False, "期末余额"), (True, "期初余额")))
        self.into = ConditionEditor(session)
        head = Flow()
        head.fill([label("统计"), self.inner, label("的"), self.opening])
        said = "满足下面条件的算收入，其余的算支出（从开始记录起累计，上期结余自动带入）"
        self.setLayout(column(head, label(said, "quiet", wrap=True), self.into, None, gap=0.3))
        self.follow(self.inner, self.opening, self.into)

    def show_record(self, record: str) -> None:
        super().show_record(record)
        self.inner.show_record(record)
        self.into.show_record(record)

    def put(self, measure: Json) -> None:
        path = str(measure.get("path") or "")
        self.inner.choose("sum" if path else "count", path)
        self.opening.setCurrentIndex(1 if measure.get("opening") else 0)
        self.into.show_record(self.record, from_json(measure["into"]))

    def json(self) -> Json:
        if (into := self.into.condition()) is None:
            raise Invalid("required", "请加上条件，说明哪些算收入")
        return {"kind": "balance", "into": to_json(into), "path": self.inner.json().get("path", ""),
                "opening": self.opening.currentData()}


class StockForm(Form):
    """What there is at the end of the period, whenever it happened."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        said = "数到期末那天还满足上面条件的记录，不论是哪一期的。如：一直没有办结的诉求、一直没有结案的纠纷"
        self.setLayout(column(label(said, "quiet", wrap=True), None))

    def json(self) -> Json:
        return {"kind": "stock"}


class MonthsForm(Form):
    """Months in force, a person at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.person = Picker("按谁")
        self.person.offer = lambda text: offers.measured(  # type: ignore[method-assign]
            self.catalog, self.record, "distinct", text)
        self.least = line("", "至少几个月", 6)
        self.how = combo("怎么算", (
            ("all", "人月数合计"), ("least", "至少在册几个月的人数"), ("every", "每月都在册的人数")))
        self.how.activated.connect(lambda _: self.least.setVisible(self.how.currentData() == "least"))
        self.flow(label("按"), self.person, self.how, self.least)
        self.least.hide()

    def show_record(self, record: str) -> None:
        super().show_record(record)
        known = offers.measured(self.catalog, record, "distinct")
        self.person.put(*((known[0].value, known[0].title) if known else ("", "")))

    def put(self, measure: Json) -> None:
        path, least = str(measure["path"]), measure.get("least")
        self.person.put(path, column_title(self.catalog, self.record, path))
        self.how.setCurrentIndex(0 if least is None else 2 if least == 0 else 1)
        self.least.setText(told(least or None))
        self.least.setVisible(bool(least))

    def json(self) -> Json:
        how = self.how.currentData()
        least = {"all": None, "every": 0}.get(how, -1)
        if least == -1:
            least = int(number(self.least.text(), "月数"))
        return {"kind": "months", "path": self.person.value, "least": least}


class FigurePicker(Picker):
    """A figure."""

    def __init__(self, form: Form, hint: str = "选择指标") -> None:
        super().__init__(hint)
        self._form = form

    def offer(self, text: str) -> Sequence[Choice]:
        return offers.figures(self._form.session.desk, text)

    def choose(self, key: str) -> None:
        """Show a figure."""
        known = self._form.catalog.figures.get(key)
        self.put(key, known.title if known else key)

    def wanted(self) -> str:
        """The one chosen. Raises Invalid."""
        if not self.value:
            raise Invalid("required", "请选择指标")
        return self.value


class GrowthForm(Form):
    """More or less than before."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.of = FigurePicker(self)
        self.on = combo("和谁比", (("last_year", "上年同期"), ("last_period", "上一期")))
        self.percent = combo("怎么表示", ((False, "增减数"), (True, "增减的百分比")))
        self.flow(self.of, label("比"), self.on, self.percent)

    def put(self, measure: Json) -> None:
        self.of.choose(str(measure["of"]))
        self.on.setCurrentIndex(max(0, self.on.findData(measure.get("on", "last_year"))))
        self.percent.setCurrentIndex(1 if measure.get("percent") else 0)

    def json(self) -> Json:
        return {"kind": "growth", "of": self.of.wanted(), "on": self.on.currentData(),
                "percent": self.percent.currentData()}


class FormulaForm(Form):
    """Arithmetic over figures, of this period and of others."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        plain = {one.key: one.title for one in self.catalog.figures.values()} | LENGTHS
        self.titles = {f"{key}@{at}" if at else key: f"{before}{title}" for key, title in plain.items()
                       for at, before in TIMES.items() if not (at and key in LENGTHS)}
        self.text = line("", "如 {走访人次} ÷ {居民人数} × 1000", 26)
        self.when = combo("什么时候的", [(key, title.removesuffix("的") or "本期") for key, title in TIMES.items()])
        self.inserts = FigurePicker(self, "插入指标")
        self.inserts.offer = lambda text: offers.picked(  # type: ignore[method-assign]
            [*offers.figures(session.desk), *(Choice(*one) for one in LENGTHS.items())], text)
        self.percent = QCheckBox("乘100，用百分比表示")
        self.inserts.picked.connect(self._insert)
        self.flow(self.text, self.when, self.inserts, self.percent)

    def _insert(self, choice: Choice) -> None:
        at = "" if choice.value in LENGTHS else self.when.currentData()
        self.inserts.put("", "")
        self.text.insert(f"{{{self.titles[f'{choice.value}@{at}' if at else choice.value]}}}")
        self.text.setFocus()

    def put(self, measure: Json) -> None:
        self.text.setText(re.sub(r"[a-z]\w*(@\w+)?", lambda m: f"{{{self.titles[m[0]]}}}" if m[0] in self.titles
                                 else m[0], str(measure["text"])))
        self.percent.setChecked(bool(measure.get("percent")))

    def json(self) -> Json:
        keys = {title: key for key, title in self.titles.items()}
        text = re.sub(r"\{([^{}]*)\}", lambda m: keys.get(m[1], m[1]), self.text.text())
        if not text.strip():
            raise Invalid("required", "请用「插入指标」选择指标，再写上 + - × ÷ 和括号")
        return {"kind": "formula", "text": text, "percent": self.percent.isChecked()}


class AgainstForm(Form):
    """A figure beside its target."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.of = FigurePicker(self)
        self.goal = line("", "空着用当年录入的目标", 12)
        self.how = combo("怎么比", (("rate", "完成率"), ("reached", "是否达标"), ("gap", "差额")))
        self.most = QCheckBox("不超过目标才算达标")
        self.flow(self.of, label("目标"), self.goal, self.how, self.most)
        self.of.setMinimumWidth(em(13))

    def put(self, measure: Json) -> None:
        self.of.choose(str(measure["of"]))
        self.goal.setText(told(measure.get("target")))
        self.how.setCurrentIndex(max(0, self.how.findData(measure.get("how", "rate"))))
        self.most.setChecked(bool(measure.get("at_most")))

    def json(self) -> Json:
        goal = self.goal.text().strip()
        return {"kind": "against", "of": self.of.wanted(), "target": number(goal, "目标") if goal else None,
                "how": self.how.currentData(), "at_most": self.most.isChecked()}
