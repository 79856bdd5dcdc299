"""Conditions by clicking, one a line, all of which must hold, or any; about linked rows too, and in groups."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from desk.errors import Invalid
from desk.kinds import Link
from desk.service.own.choices import RowsChoice
from desk.spec import And, AsOf, Children, Condition, Linked, Or, Path, all_of
from desk.spec.as_of import day_word
from desk.spec.catalog import Catalog
from desk.spec.sentence import counting_word
from desk.ui.fields.picking import PickLine
from desk.ui.making import offers
from desk.ui.making.clicked import lines_of, taken_apart
from desk.ui.making.termview import FieldTerm, FixedTerm, Term
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

_HAS = (("has", "有"), ("none", "没有"), (">=", "至少有"), (">", "有超过"), ("<=", "至多有"), ("<", "有不到"),
        ("=", "正好有"))
_EVENTS = (("last_months", "最近几个月内"), ("last_days", "最近几天内"), ("period", "在统计期内"), ("", "不限时间"))
_STATES = (("", "现在"), ("ever", "任何时候"))
_SHIFTS = {"last_months": "个月", "last_days": "天"}
_DEEP = 2
"""Conditions on linked rows may have conditions on linked rows so often."""


class RowsTerm(Term):
    """有, 没有 or how many rows of another record that lead here, within a time, with conditions of their own."""

    def __init__(self, session: Session, record: str, depth: int, by: str = "") -> None:
        super().__init__()
        self._session, self._record, self._by = session, record, by
        self._at: RowsChoice | None = None
        self.has, self.when = _combo("有没有", _HAS), _combo("什么时间", ())
        self.rows = PickLine(lambda text: offers.linked(session.desk.catalog, record, text), keeps=True)
        self.rows.setPlaceholderText("选择哪种记录")
        self.rows.setAccessibleName("相关记录")
        self.count, self.number = _small("2", "几条"), _small("12", "多长时间")
        self.below = QCheckBox("含下级")
        self.below.setChecked(True)
        self._unit, self._word = label("", "quiet"), label("条", "quiet")
        line = row(self.has, self.count, self._word, self.rows, self.when, self.number, self._unit, self.below, None,
                   self.dropper, gap=0.3)
        line.setStretch(3, 2)
        self.inner = ConditionEditor(session, depth + 1)
        self.setLayout(column(line, self.inner, gap=0.2))
        self.rows.picked.connect(lambda choice: self.take(choice.value))
        for box in (self.count, self.number):
            box.textEdited.connect(lambda _: self.changed.emit())
        for combo in (self.has, self.when):
            combo.activated.connect(lambda _: self._shape())
            combo.activated.connect(lambda _: self.changed.emit())
        self.below.clicked.connect(lambda _: self.changed.emit())
        self.inner.changed.connect(self.changed)
        self._shape()

    def take(self, rows: RowsChoice, where: Condition | None = None) -> None:
        """Choose what leads here, perhaps with conditions."""
        self._at = rows
        self.rows.setText(rows.title)
        self._word.setText(counting_word(self._session.desk.catalog, rows.record, rows.via))
        self.when.clear()
        catalog = self._session.desk.catalog
        states: tuple[tuple[str, str], ...] = _STATES
        if self._by:
            states = (("", day_word(catalog, self._record, self._by)), ("on", "统计日"), *_STATES[1:])
        for key, title in (_EVENTS if _event(catalog, rows.record) else states):
            self.when.addItem(title, key)
        self.inner.show_record(rows.record, where)
        self._shape()
        self.changed.emit()

    def put(self, term: Condition) -> bool:
        """Show a condition; False where it cannot be clicked."""
        link, rows = (term.path, term.where) if isinstance(term, Linked) else ("", term)
        if not isinstance(rows, Children):
            return False
        known = next((choice.value for choice in offers.linked(self._session.desk.catalog, self._record)
                      if (choice.value.link, choice.value.record, choice.value.via) == (link, rows.record, rows.via)),
                     None)
        if known is None or rows.op not in dict(_HAS):
            return False
        event = _event(self._session.desk.catalog, known.record)
        op, when, rest = ("none" if (rows.op, rows.count) == ("=", 0) else "has" if (rows.op, rows.count) == (">=", 1)
                          else rows.op), None, []
        for one in lines_of(rows.where):
            test = taken_apart(one)
            if event and when is None and test and test.path == event and test.op in dict(_EVENTS):
                when = test
            else:
                rest.append(one)
        self.take(known, all_of(*rest))
        self.has.setCurrentIndex(self.has.findData(op))
        self.count.setText(str(rows.count))
        self.when.setCurrentIndex(max(0, self.when.findData(when.op if when else "ever" if rows.ever else "")))
        self.number.setText(str(when.value) if when and when.value else "12")
        self.below.setChecked(rows.below)
        self._shape()
        return True

    def _shape(self) -> None:
        for widget in (self.number, self._unit):
            widget.setVisible(self.when.currentData() in _SHIFTS)
        self._unit.setText(_SHIFTS.get(self.when.currentData(), ""))
        self.when.setVisible(self._at is not None)
        self.inner.setVisible(self._at is not None)
        for widget in (self.count, self._word):
            widget.setVisible(self.has.currentData() not in ("has", "none"))
        self.below.setVisible(self._at is not None and self._at.below)

    def condition(self) -> Condition | None:
        if self._at is None:
            return None
        when, event = self.when.currentData(), _event(self._session.desk.catalog, self._at.record)
        where = all_of(self._time(when, event), self.inner.condition())
        has = str(self.has.currentData())
        op, count = {"has": (">=", 1), "none": ("=", 0)}.get(has) or (has, _number(self.count, "条数"))
        rows = Children(self._at.record, self._at.via, op, count, where, when == "ever",
                        self._at.below and self.below.isChecked())
        term = Linked(self._at.link, rows) if self._at.link else rows
        return AsOf("on", term) if when == "on" else term

    def read_on_day(self) -> bool:
        self.when.setCurrentIndex(max(0, self.when.findData("on")))
        return bool(self.when.currentData() == "on")

    def _time(self, when: str, event: str) -> Condition | None:
        if when == "period":
            return Path(event).in_period()
        if when == "last_months":
            return Path(event).last(months=_number(self.number, "月数"))
        return Path(event).last(days=_number(self.number, "天数")) if when == "last_days" else None


class GroupTerm(Term):
    """Conditions that count as one: of which one is enough, or which must all hold."""

    def __init__(self, session: Session, depth: int) -> None:
        super().__init__()
        self.inner = ConditionEditor(session, depth + 1)
        head = row(label("其中一组条件：", "quiet"), None, self.dropper)
        self.setLayout(column(head, self.inner, gap=0.2))
        self.inner.changed.connect(self.changed)

    def take(self, record: str, where: Condition | None = None) -> None:
        """Show conditions."""
        self.inner.show_record(record, where or Or(()))

    def condition(self) -> Condition | None:
        return self.inner.condition()


class ConditionEditor(QWidget):
    """`changed` follows every click and letter; `condition` raises Invalid where a line is not finished."""

    changed = Signal()

    def __init__(self, session: Session, depth: int = 0) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._session, self._record, self._depth = session, "", depth
        self.terms: list[Term] = []
        self.how = _combo("怎样算符合", (("all", "下面的条件都要满足"), ("any", "下面的条件满足一个就算")))
        self.how.activated.connect(lambda _: self.changed.emit())
        self.how.hide()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(em(0.35))
        role, words = ("link", "其中还要满足…") if depth else ("", "加条件")
        self.adder = button(words, lambda: self.add(), "plus", role)
        self.rows_adder = button("加相关记录的条件（有／没有／几条…）", self.add_rows, "plus", role)
        self.group_adder = button("加一组“满足一个就算”", self.add_group, "plus", role)
        adds = Flow()
        deep = [self.rows_adder, self.group_adder] if depth < _DEEP else []
        adds.fill([self.adder, *deep])
        self.setLayout(column(row(self.how, None), self._lines, adds, gap=0.35))
        if depth:
            self.layout().setContentsMargins(em(2), 0, 0, 0)  # type: ignore[union-attr]

    def show_record(self, record: str, where: Condition | None = None) -> None:
        """Start again for a record, with the conditions there are."""
        for term in self.terms:
            self._put_away(term)
        self._record, self.terms = record, []
        self.how.setCurrentIndex(1 if isinstance(where, Or) else 0)
        for one in where.terms if isinstance(where, Or) else lines_of(where):
            self._put(self._known(one))
        self.rows_adder.setEnabled(bool(offers.linked(self._session.desk.catalog, record)))
        self._shape()

    def _known(self, term: Condition) -> Term:
        """A condition as it was clicked, or in words where it cannot be."""
        if isinstance(term, AsOf):
            made = self._known(term.where)
            return made if term.day == "on" and made.read_on_day() else self._in_words(term)
        test = taken_apart(term)
        if isinstance(term, And | Or) and test is None and self._depth < _DEEP:
            group = GroupTerm(self._session, self._depth)
            group.take(self._record, term)
            return group
        if isinstance(term, Children | Linked) and self._depth < _DEEP:
            rows = RowsTerm(self._session, self._record, self._depth, self._by)
            if rows.put(term):
                return rows
        catalog = self._session.desk.catalog
        columns = {choice.value for choice in offers.columns(catalog, self._record)} if test else set()
        if test and test.path in columns:
            kind = catalog.column(self._record, test.path).kind
            if (test := taken_apart(term, isinstance(kind, Link))) is not None:
                field = FieldTerm(self._session, self._record, self._by)
                field.take(test)
                return field
        return self._in_words(term)

    def _in_words(self, term: Condition) -> Term:
        return FixedTerm(self._session, self._record, term, self._by)

    @property
    def _by(self) -> str:
        """The date that the rows of an event are read as of; "" where they are read on the day."""
        return "" if self._depth or not self._record else _event(self._session.desk.catalog, self._record)

    def add(self, path: str = "") -> FieldTerm:
        """A line more."""
        made = FieldTerm(self._session, self._record, self._by)
        self._put(made)
        made.column.setFocus()
        if path:
            made.pick(path)
        else:
            QTimer.singleShot(0, made.column, lambda: made.column.open_list(whole=True))
        return made

    def add_rows(self) -> RowsTerm:
        """A line on linked rows more."""
        made = RowsTerm(self._session, self._record, self._depth, self._by)
        self._put(made)
        made.rows.setFocus()
        QTimer.singleShot(0, made.rows, lambda: made.rows.open_list(whole=True))
        return made

    def add_group(self) -> GroupTerm:
        """A group more of which one condition is enough."""
        made = GroupTerm(self._session, self._depth)
        made.take(self._record)
        self._put(made)
        made.inner.add()
        return made

    def _put(self, term: Term) -> None:
        self.terms.append(term)
        carded = isinstance(term, RowsTerm | GroupTerm)
        self._lines.addWidget(boxed(column(term, edge=0.3), role="card") if carded else term)
        term.changed.connect(self.changed)
        term.gone.connect(lambda: self.drop(term))
        self._shape()

    def drop(self, term: Term) -> None:
        """Take a line away."""
        self.terms.remove(term)
        self._put_away(term)
        self._shape()
        self.changed.emit()

    def _put_away(self, term: Term) -> None:
        card = term.parentWidget()
        shown: QWidget = card if card is not None and card is not self else term
        self._lines.removeWidget(shown)
        shown.hide()
        shown.deleteLater()

    def _shape(self) -> None:
        self.how.setVisible(len(self.terms) > 1)

    def condition(self) -> Condition | None:
        """All lines together; None without any."""
        found = [one for term in self.terms if (one := term.condition()) is not None]
        if self.how.currentData() == "any" and len(found) > 1:
            return Or(tuple(found))
        return all_of(*found)


def _combo(name: str, offered: tuple[tuple[str, str], ...]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for key, title in offered:
        made.addItem(title, key)
    return made


def _small(text: str, name: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setFixedWidth(em(3.2))
    return made


def _event(catalog: Catalog, record: str) -> str:
    """The date by which rows count; "" for states."""
    spec = catalog.record(record)
    if not spec.part_of:
        return spec.event
    owner = catalog.record(spec.part_of)
    return f"owner.{owner.event}" if owner.event else ""


def _number(box: QLineEdit, name: str) -> int:
    if not box.text().strip().isdigit():
        raise Invalid("number", f"{name}请填写整数")
    return int(box.text())
