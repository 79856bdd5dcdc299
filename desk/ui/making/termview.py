"""One condition by clicking: a column, a comparison, a value; or rows of another record that lead here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, DateTime, Kind, Month, PartialDate, YesNo
from desk.service.lists import query as lists
from desk.spec import Blank, Compare, Condition, Day, Has, Is, Not, Path
from desk.spec.catalog import Catalog
from desk.spec.sentence import column_title, sentence
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.making import offers
from desk.ui.parts.small import button, label, row, tool
from desk.ui.parts.theme import em
from desk.ui.tables.filters import ChoicePopup, Picked

Ops = tuple[tuple[str, str], ...]
_FILLED: Ops = (("blank", "没有填写"), ("filled", "已填写"))
_CODES: Ops = (("is", "是"), ("not", "不是"), *_FILLED)
_NUMBERS: Ops = ((">=", "至少"), (">", "超过"), ("<=", "至多"), ("<", "不到"), ("=", "等于"), *_FILLED)
_DATES: Ops = (("last_months", "最近几个月内"), ("last_days", "最近几天内"), ("next_days", "今后几天内"),
               ("period", "在统计期内"), ("<", "早于"), (">=", "不早于"), *_FILLED)
_PARTIAL: Ops = (("<", "早于"), (">=", "不早于"), *_FILLED)
_TEXTS: Ops = (("has", "包含"), ("=", "就是"), *_FILLED)
_BARE = ("blank", "filled", "period", "yes", "no")
"""Comparisons without a value."""


def ops_of(kind: Kind) -> Ops:
    """The comparisons of a kind."""
    if isinstance(kind, YesNo):
        return (("yes", "是"), ("no", "不是"), *_FILLED)
    if isinstance(kind, Code | Codes):
        return _CODES
    if isinstance(kind, Date | DateTime):
        return _DATES
    if isinstance(kind, PartialDate | Month):
        return _PARTIAL
    return _NUMBERS if kind.numeric else _TEXTS


def made(path: str, kind: Kind, op: str, text: str, codes: Sequence[str | int]) -> Condition:
    """The condition of what was clicked. Raises Invalid where the value is missing or none of the kind."""
    column = Path(path)
    plain = {"blank": Blank(path), "filled": Not(Blank(path)), "period": column.in_period(),
             "yes": Compare(path, "=", 1), "no": Not(Compare(path, "=", 1))}
    if op in plain:
        return plain[op]
    if op in ("is", "not"):
        if not codes:
            raise Invalid("required", "请点右边的按钮选择")
        return Is(path, tuple(codes)) if op == "is" else Not(Is(path, tuple(codes)))
    if not text.strip():
        raise Invalid("required", "请填写比较的值")
    if op in ("last_months", "last_days", "next_days"):
        return _near(column, op, text)
    if op == "has":
        return Has(path, text.strip())
    value = kind.parse(text.strip())
    assert value is not None
    return Compare(path, op, value)


def _near(column: Path, op: str, text: str) -> Condition:
    if not text.strip().isdigit():
        raise Invalid("number", "请填写整数")
    number = int(text)
    if op == "next_days":
        return column.next(days=number)
    return column.last(months=number) if op == "last_months" else column.last(days=number)


def taken_apart(term: Condition) -> tuple[str, str, str | int | None, tuple[str | int, ...]] | None:
    """(path, op, value, codes) of a condition that can be clicked again, else None."""
    match term:
        case Is(path, codes):
            return path, "is", None, codes
        case Not(Is(path, codes)):
            return path, "not", None, codes
        case Blank(path):
            return path, "blank", None, ()
        case Not(Blank(path)):
            return path, "filled", None, ()
        case Has(path, text):
            return path, "has", text, ()
        case Compare(path, op, value) if not isinstance(value, Day):
            return path, op, value, ()
    return None


class Term(QWidget):
    """A line of a condition; `gone` asks to be taken away."""

    changed = Signal()
    gone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.dropper = tool("close", "去掉这个条件", self.gone.emit)

    def condition(self) -> Condition | None:
        """What it says; None where nothing is chosen. Raises Invalid."""
        raise AssertionError(type(self).__name__)


class FixedTerm(Term):
    """A condition that is kept as it is, told in words."""

    def __init__(self, catalog: Catalog, record: str, term: Condition) -> None:
        super().__init__()
        self._term = term
        words = label(sentence(catalog, record, term), wrap=True)
        line = row(words, self.dropper)
        line.setStretch(0, 1)
        self.setLayout(line)

    def condition(self) -> Condition:
        return self._term


class FieldTerm(Term):
    """A column, a comparison, a value."""

    def __init__(self, catalog: Catalog, record: str) -> None:
        super().__init__()
        self._catalog, self._record = catalog, record
        self._path, self._codes = "", tuple[str | int, ...]()
        self._choices = offers.columns(catalog, record)
        self.column = PickLine(lambda text: offers.picked(self._choices, text))
        self.column.setPlaceholderText("选择栏目")
        self.column.setAccessibleName("栏目")
        self.op = QComboBox()
        self.op.setAccessibleName("比较")
        self.value = QLineEdit()
        self.value.setAccessibleName("值")
        self.value.setMaximumWidth(em(9))
        self.unit = label("", "quiet")
        self.chooser = button("选择…", self._choose)
        line = row(self.column, self.op, self.value, self.unit, self.chooser, None, self.dropper, gap=0.3)
        line.setStretch(0, 2)
        self.setLayout(line)
        self.column.picked.connect(lambda choice: self.take(choice.value))
        self.op.activated.connect(lambda _: self._shape())
        self.op.activated.connect(lambda _: self.changed.emit())
        self.value.textEdited.connect(lambda _: self.changed.emit())
        self._shape()

    def take(self, path: str, op: str = "", value: str | int | None = None, codes: tuple[str | int, ...] = ()) -> None:
        """Choose a column, perhaps with its comparison and value."""
        self._path, self._codes = path, codes
        kind = self.kind()
        self.column.setText(column_title(self._catalog, self._record, path))
        self.op.clear()
        for key, title in ops_of(kind):
            self.op.addItem(title, key)
        if op:
            self.op.setCurrentIndex(max(0, self.op.findData(op)))
        self.value.setText("" if value is None else str(value) if op == "has" else kind.show(value))
        self._shape()
        self.changed.emit()

    def kind(self) -> Kind:
        """The kind of the column chosen."""
        return self._catalog.column(self._record, self._path).kind

    def _shape(self) -> None:
        """Only what the comparison needs is shown."""
        op = self.op.currentData() or "blank"
        coded = op in ("is", "not")
        self.op.setVisible(bool(self._path))
        self.value.setVisible(not coded and op not in _BARE)
        self.chooser.setVisible(coded)
        unit = {"last_months": "个月", "last_days": "天", "next_days": "天"}.get(op, "")
        if self._path and not unit and op not in (*_BARE, "is", "not"):
            unit = str(getattr(self.kind(), "unit", ""))
        self.unit.setText(unit)
        if coded:
            shown = [self.kind().show(code) for code in self._codes]
            self.chooser.setText("、".join(shown[:3]) + ("等" if len(shown) > 3 else "") if shown else "选择…")

    def _choose(self) -> None:
        kind = self.kind()
        assert isinstance(kind, Code | Codes)
        options = tuple((e.code, e.label, None) for e in kind.codes.entries)
        choice = lists.Choice(self._path, self.column.text(), options)  # type: ignore[arg-type]
        popup = ChoicePopup(self.chooser, choice)
        for box, code, _ in popup._boxes:
            box.setChecked(code in self._codes)
        popup.done.connect(self._chosen)

    def _chosen(self, picked: Picked) -> None:
        self._codes = picked.codes
        self._shape()
        self.changed.emit()

    def condition(self) -> Condition | None:
        if not self._path:
            return None
        return made(self._path, self.kind(), str(self.op.currentData()), self.value.text(), self._codes)


def linked_choices(catalog: Catalog, record: str, text: str) -> list[Choice]:
    """What leads to a record, by a typed text."""
    return offers.picked(offers.linked(catalog, record), text)
