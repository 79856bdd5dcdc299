"""Conditions by clicking, one a line, all of which must hold, or any."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desk.errors import Invalid
from desk.spec import And, Children, Condition, Or, Path, all_of
from desk.spec.catalog import Catalog
from desk.ui.fields.picking import PickLine
from desk.ui.making.termview import FieldTerm, FixedTerm, Term, linked_choices, taken_apart
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, column, label, row
from desk.ui.parts.theme import em

_EVENTS = (("months", "最近几个月内"), ("period", "在统计期内"), ("any", "不限时间"))
_STATES = (("now", "现在"), ("ever", "任何时候"))


class RowsTerm(Term):
    """有 or 没有 rows of another record that lead here, within a time, with conditions of their own."""

    def __init__(self, catalog: Catalog, record: str) -> None:
        super().__init__()
        self._catalog, self._record = catalog, record
        self._at: tuple[str, str] | None = None
        self.has = QComboBox()
        for key, title in ((True, "有"), (False, "没有")):
            self.has.addItem(title, key)
        self.rows = PickLine(lambda text: linked_choices(catalog, record, text))
        self.rows.setPlaceholderText("选择哪种记录")
        self.rows.setAccessibleName("相关记录")
        self.when = QComboBox()
        self.number, self.least = QLineEdit("12"), QLineEdit("1")
        for box, name in ((self.number, "几个月"), (self.least, "至少几条")):
            box.setAccessibleName(name)
            box.setFixedWidth(em(3.2))
            box.textEdited.connect(lambda _: self.changed.emit())
        self._months, self._count = label("个月", "quiet"), (label("至少", "quiet"), label("条", "quiet"))
        line = row(self.has, self.rows, self.when, self.number, self._months, self._count[0], self.least,
                   self._count[1], None, self.dropper, gap=0.3)
        line.setStretch(1, 2)
        self._inner = QVBoxLayout()
        self.inner: ConditionEditor | None = None
        self.setLayout(column(line, self._inner, gap=0.2))
        self.rows.picked.connect(lambda choice: self.take(*choice.value))
        for combo in (self.has, self.when):
            combo.activated.connect(lambda _: self._shape())
            combo.activated.connect(lambda _: self.changed.emit())
        self._shape()

    def take(self, record: str, via: str) -> None:
        """Choose what leads here."""
        self._at = (record, via)
        self.rows.setText(next((c.title for c in linked_choices(self._catalog, self._record, "")
                                if c.value == self._at), ""))
        self.when.clear()
        for key, title in (_EVENTS if self._event() else _STATES):
            self.when.addItem(title, key)
        if self.inner is not None:
            self.inner.deleteLater()
        self.inner = ConditionEditor(nested=True)
        self.inner.show_record(self._catalog, record)
        self.inner.changed.connect(self.changed)
        self._inner.addWidget(self.inner)
        self._shape()
        self.changed.emit()

    def _event(self) -> str:
        """The date by which the rows count; "" for states."""
        assert self._at is not None
        spec = self._catalog.record(self._at[0])
        if spec.part_of:
            owner = self._catalog.record(spec.part_of)
            return f"owner.{owner.event}" if owner.event else ""
        return spec.event

    def _shape(self) -> None:
        months = self.when.currentData() == "months"
        self.number.setVisible(months)
        self._months.setVisible(months)
        self.when.setVisible(self._at is not None)
        for widget in (self.least, *self._count):
            widget.setVisible(self._at is not None and bool(self.has.currentData()))

    def condition(self) -> Condition | None:
        if self._at is None or self.inner is None:
            return None
        when, event = self.when.currentData(), self._event()
        time: Condition | None = None
        if when == "months":
            time = Path(event).last(months=_number(self.number, "月数"))
        elif when == "period":
            time = Path(event).in_period()
        where = all_of(time, self.inner.condition())
        if not self.has.currentData():
            return Children(*self._at, "=", 0, where, when == "ever")
        return Children(*self._at, ">=", _number(self.least, "条数"), where, when == "ever")


def _number(box: QLineEdit, name: str) -> int:
    if not box.text().strip().isdigit():
        raise Invalid("number", f"{name}请填写整数")
    return int(box.text())


class ConditionEditor(QWidget):
    """`changed` follows every click and letter; `condition` raises Invalid where a line is not finished."""

    changed = Signal()

    def __init__(self, nested: bool = False) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._catalog: Catalog | None = None
        self._record, self._nested = "", nested
        self.terms: list[Term] = []
        self.how = QComboBox()
        for key, title in (("all", "下面的条件都要满足"), ("any", "下面的条件满足一个就算")):
            self.how.addItem(title, key)
        self.how.activated.connect(lambda _: self.changed.emit())
        self.how.hide()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(em(0.35))
        words, role = ("其中还要满足…", "link") if nested else ("加条件", "")
        self.adder = button(words, lambda: self.add(), "plus", role)
        self.rows_adder = button("加相关记录的条件（有／没有…记录）", self.add_rows, "plus")
        adds = Flow()
        adds.fill([self.adder] if nested else [self.adder, self.rows_adder])
        self.setLayout(column(self.how, self._lines, adds, gap=0.35))
        if nested:
            self.layout().setContentsMargins(em(2), 0, 0, 0)  # type: ignore[union-attr]

    def show_record(self, catalog: Catalog, record: str, where: Condition | None = None) -> None:
        """Start again for a record, with the conditions there are."""
        for term in self.terms:
            self._lines.removeWidget(term)
            term.deleteLater()
        self._catalog, self._record, self.terms = catalog, record, []
        known = where.terms if isinstance(where, And | Or) else (where,) if where is not None else ()
        self.how.setCurrentIndex(1 if isinstance(where, Or) else 0)
        for one in known:
            self._add_known(one)
        self.rows_adder.setVisible(not self._nested and bool(linked_choices(catalog, record, "")))
        self._shape()

    def _add_known(self, term: Condition) -> None:
        assert self._catalog is not None
        parts = taken_apart(term)
        known = {choice.value for choice in FieldTerm(self._catalog, self._record)._choices} if parts else set()
        if parts and parts[0] in known:
            made = FieldTerm(self._catalog, self._record)
            made.take(*parts)
            self._put(made)
        else:
            self._put(FixedTerm(self._catalog, self._record, term))

    def add(self, path: str = "") -> FieldTerm:
        """A line more."""
        assert self._catalog is not None
        made = FieldTerm(self._catalog, self._record)
        if path:
            made.take(path)
        self._put(made)
        made.column.setFocus()
        return made

    def add_rows(self) -> RowsTerm:
        """A line on linked rows more."""
        assert self._catalog is not None
        made = RowsTerm(self._catalog, self._record)
        self._put(made)
        made.rows.setFocus()
        return made

    def _put(self, term: Term) -> None:
        self.terms.append(term)
        shown: QWidget = term
        if isinstance(term, RowsTerm):
            shown = boxed(column(term, edge=0.3), role="card")
        self._lines.addWidget(shown)
        term.changed.connect(self.changed)
        term.gone.connect(lambda: self._drop(term, shown))
        self._shape()

    def _drop(self, term: Term, shown: QWidget) -> None:
        self.terms.remove(term)
        self._lines.removeWidget(shown)
        shown.hide()
        shown.deleteLater()
        self._shape()
        self.changed.emit()

    def _shape(self) -> None:
        self.how.setVisible(len(self.terms) > 1)

    def condition(self) -> Condition | None:
        """All lines together; None without any."""
        found = [one for term in self.terms if (one := term.condition()) is not None]
        if self.how.currentData() == "any" and len(found) > 1:
            return Or(tuple(found))
        return all_of(*found)
