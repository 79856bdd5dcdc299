"""What a figure of one's own computes over rows, chosen by clicking; each form gives the measure as it is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox

from desk.errors import Invalid
from desk.service.own.choices import WAYS
from desk.spec import from_json, to_json
from desk.spec.figure import HOWS
from desk.spec.groups import banded, group_title
from desk.spec.sentence import column_title
from desk.ui.fields.base import Choice
from desk.ui.making import offers
from desk.ui.making.conditionview import ConditionEditor
from desk.ui.making.formparts import Form, Json, Picker, combo, line, number, told
from desk.ui.parts.small import column, label, row
from desk.ui.session import Session

_CALENDAR = (("day", "天"), ("week", "周"), ("month", "月"), ("quarter", "季度"), ("half", "半年"), ("year", "年"))
_TARGETS = ("reach", "below", "reach_share")
_NEED_ALL = ("average", "median", "min", "which_min", "below", "reach_share")
"""Answers that are wrong where groups without a row are left out."""


class MeasureLine(Form):
    """The number of rows, or a sum, a middle, the different values … of a column."""

    def __init__(self, session: Session, ways: Sequence[str] = ()) -> None:
        super().__init__(session)
        self.way = combo("统计什么", [one for one in WAYS if not ways or one[0] in ways])
        self.column = Picker("选择栏目")
        self.column.offer = self._offer  # type: ignore[method-assign]
        self.way.activated.connect(lambda _: self._shape())
        self.setLayout(row(self.way, self.column, None, gap=0.35))
        self.follow(self.way, self.column)
        self._shape()

    def _offer(self, text: str) -> Sequence[Choice]:
        return offers.measured(self.catalog, self.record, self.way.currentData(), text)

    def show_record(self, record: str) -> None:
        super().show_record(record)
        self.choose("count")

    def choose(self, way: str, path: str = "") -> None:
        """Another way, perhaps of a column."""
        self.way.setCurrentIndex(max(0, self.way.findData(way)))
        self._shape()
        if path:
            self.column.put(path, column_title(self.catalog, self.record, path))

    def _shape(self) -> None:
        """The column stays where it fits the way; the only one or the likeliest is there at once."""
        counted = self.way.currentData() == "count"
        self.column.setVisible(not counted)
        if self.record and not counted:
            known = self._offer("")
            if self.column.value not in [one.value for one in known]:
                self.column.put(*((known[0].value, known[0].title) if known else ("", "")))

    def put(self, measure: Json) -> None:
        self.choose(str(measure["kind"]), str(measure.get("path", "")))

    def json(self) -> Json:
        way = self.way.currentData()
        if way == "count":
            return {"kind": way}
        if not self.column.value:
            raise Invalid("required", "这种记录没有可以这样统计的栏目" if not self._offer("") else "请选择统计哪一栏")
        return {"kind": way, "path": self.column.value}


class ShareForm(Form):
    """Rows of a condition, of all rows."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.part = ConditionEditor(session)
        said = label("其中满足下面条件的，占上面选出的全部记录的百分之几", "quiet")
        self.setLayout(column(said, self.part, None, gap=0.3))
        self.follow(self.part)

    def show_record(self, record: str) -> None:
        self.part.show_record(record)

    def put(self, measure: Json) -> None:
        self.part.show_record(self.part._record, from_json(measure["part"]))

    def json(self) -> Json:
        if (part := self.part.condition()) is None:
            raise Invalid("required", "请加上占比要满足的条件")
        return {"kind": "share", "part": to_json(part)}


class GroupLine(Form):
    """A grouping; bands of a number ask for their edges. `value` is "" without one."""

    def __init__(self, session: Session, hint: str) -> None:
        super().__init__(session)
        self.by, self.edges = Picker(hint), line("", "各段从几开始，如 60,70,80", 13)
        self.by.offer = lambda text: offers.groupings(  # type: ignore[method-assign]
            self.catalog, self.record, text)
        self.by.picked.connect(lambda choice: self.choose(choice.value))
        self.by.textEdited.connect(lambda text: None if text.strip() else self.choose(""))
        self.setLayout(row(self.by, self.edges, gap=0.35))
        self.follow(self.by, self.edges)
        self.choose("")

    @property
    def value(self) -> str:
        """The grouping as text. Raises Invalid where the edges of bands are missing."""
        if not self.by.value.startswith("band:"):
            return self.by.value
        edges = re.findall(r"-?\d+", self.edges.text())
        if not edges:
            raise Invalid("required", "请填写各段从几开始，用逗号隔开，如 60,70,80")
        return f"band:{banded(self.by.value)[0]}:{','.join(edges)}"

    def choose(self, by: str) -> None:
        """Show a grouping."""
        self.by.put(by, group_title(self.catalog, self.record, by) if by else "")
        if by.startswith("band:"):
            self.edges.setText(",".join(map(str, banded(by)[1])) or self.edges.text())
        self.edges.setVisible(by.startswith("band:"))


class GroupedForm(Form):
    """A measure for each group, then one answer over the groups."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.by, self.then = GroupLine(session, "选择分组"), GroupLine(session, "不再分")
        self.inner = MeasureLine(session)
        self.how = combo("再取", [(k, t) for k, t in HOWS.items() if k not in ("names", "each")])
        self.target, self.floor, self.rate = line("1", "目标"), line("0", "起点"), line("1", "标准")
        self.among = Picker("只算有记录的")
        self.among.offer = lambda text: offers.universes(  # type: ignore[method-assign]
            self.catalog, self.record, self._by(), text)
        self.among.textEdited.connect(lambda text: None if text.strip() else self.among.put("", ""))
        self._among = label("没有记录的也算，全部的组见")
        self._words = {key: label(text) for key, text in (
            ("target", "目标"), ("floor", "超过"), ("rate", "的部分，每一份算"))}
        self.how.activated.connect(lambda _: self._complete())
        for one in (self.by, self.then):
            one.by.picked.connect(lambda _: self._complete())
        self.flow(label("按"), self.by, label("再按"), self.then, label("分组，每组统计"), self.inner,
                  label("各组再取"), self.how, self._words["target"], self.target, self._words["floor"], self.floor,
                  self._words["rate"], self.rate, self._among, self.among)
        self._shape()

    def _by(self) -> str:
        return "&".join(one.by.value for one in (self.by, self.then) if one.by.value)

    def _complete(self) -> None:
        """Answers that need all groups start with the ledger of all; another grouping has another."""
        known = offers.universes(self.catalog, self.record, self._by())
        if self.among.value not in [one.value for one in known]:
            self.among.put("", "")
        if known and not self.among.value and self.how.currentData() in _NEED_ALL:
            self.among.put(known[0].value, known[0].title)
        self._shape()

    def _shape(self) -> None:
        known = bool(self.record) and bool(offers.universes(self.catalog, self.record, self._by()))
        for widget in (self._among, self.among):
            widget.setVisible(known)
        how = self.how.currentData()
        for key, shown in (("target", how in _TARGETS), ("floor", how == "excess"), ("rate", how == "excess")):
            self._words[key].setVisible(shown)
            getattr(self, key).setVisible(shown)

    def show_record(self, record: str) -> None:
        super().show_record(record)
        for form in (self.inner, self.by, self.then):
            form.show_record(record)
        groups = [choice.value for choice in offers.groupings(self.catalog, record)]
        self.by.choose("month" if "month" in groups else groups[0])
        self.then.choose("")
        self.among.put("", "")
        self._shape()

    def put(self, measure: Json) -> None:
        first, _, then = str(measure["by"]).partition("&")
        self.by.choose(first)
        self.then.choose(then)
        self.inner.put(measure.get("measure") or {"kind": "count"})
        self.how.setCurrentIndex(max(0, self.how.findData(measure.get("how", "max"))))
        for key, plain in (("target", 1), ("floor", 0), ("rate", 1)):
            getattr(self, key).setText(told(measure.get(key, plain)))
        among = str(measure.get("among", ""))
        known = {one.value: one.title for one in offers.universes(self.catalog, self.record, self._by())}
        self.among.put(among, known.get(among, ""))
        self._shape()

    def json(self) -> Json:
        by = "&".join(one.value for one in (self.by, self.then) if one.value)
        numbers = {key: number(getattr(self, key).text() or "0", name)
                   for key, name in (("target", "目标"), ("floor", "起点"), ("rate", "标准"))}
        return {"kind": "grouped", "by": by, "measure": self.inner.json(), "how": self.how.currentData(), **numbers,
                "among": self.among.value}


class NamesForm(Form):
    """A list of names, perhaps each with its number."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.by = GroupLine(session, "选择列出什么")
        self.each = QCheckBox("各带统计数")
        self.inner = MeasureLine(session)
        self.each.clicked.connect(lambda on: self.inner.setVisible(on))
        self.flow(label("列出"), self.by, label("的名单"), self.each, self.inner)
        self.inner.hide()

    def show_record(self, record: str) -> None:
        super().show_record(record)
        self.inner.show_record(record)
        self.by.show_record(record)
        links = [one.value for one in offers.measured(self.catalog, record, "distinct")]
        self.by.choose("id" if not links or self.catalog.record(record.partition(".")[0]).words.subject else links[0])

    def put(self, measure: Json) -> None:
        self.by.choose(str(measure["by"]))
        self.each.setChecked(measure.get("how") == "each")
        self.inner.setVisible(self.each.isChecked())
        self.inner.put(measure.get("measure") or {"kind": "count"})

    def json(self) -> Json:
        each = self.each.isChecked()
        return {"kind": "grouped", "by": self.by.value, "how": "each" if each else "names",
                "measure": self.inner.json() if each else {"kind": "count"}}


class StreakForm(Form):
    """How long with or without."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.unit = combo("时间单位", _CALENDAR)
        self.unit.setCurrentIndex(2)
        self.having = combo("有还是没有", ((False, "没有记录"), (True, "有记录")))
        self.current = combo("到现在还是最长", ((True, "到统计日为止"), (False, "期内最长的一段")))
        self.flow(label("连续多少"), self.unit, self.having, self.current)

    def put(self, measure: Json) -> None:
        for box, key, plain in ((self.unit, "unit", "year"), (self.having, "having", False),
                                (self.current, "current", True)):
            box.setCurrentIndex(max(0, box.findData(measure.get(key, plain))))

    def json(self) -> Json:
        return {"kind": "streak", "unit": self.unit.currentData(), "having": self.having.currentData(),
                "current": self.current.currentData()}
