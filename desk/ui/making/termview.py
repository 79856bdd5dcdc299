"""One condition by clicking: a column, a comparison, a value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desk.kinds import Code, Codes, Kind, Link
from desk.service.lists import query as lists
from desk.spec import AsOf, Condition
from desk.spec.as_of import day_word
from desk.spec.lifecycle import STATE_CLASSES
from desk.spec.sentence import column_title, sentence
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.making import offers
from desk.ui.making.clicked import BARE, CODED, LINKED, SHIFTS, Test, made, ops_of
from desk.ui.parts.small import button, label, row, tool
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.tables.filters import ChoicePopup, Picked


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

    def read_on_day(self) -> bool:
        """Choose the day of the reading instead of the row's own; False where that cannot be chosen."""
        return False


class FixedTerm(Term):
    """A condition that is kept as it is, told in words; of rows as of the date `by`."""

    def __init__(self, session: Session, record: str, term: Condition, by: str = "") -> None:
        super().__init__()
        self._term = term
        words = label(sentence(session.desk.catalog, record, term, session.link_title, by), wrap=True)
        line = row(words, self.dropper)
        line.setStretch(0, 1)
        self.setLayout(line)

    def condition(self) -> Condition:
        return self._term


class FieldTerm(Term):
    """A column, a comparison, a value; of rows as of their own date (`by`) also whether it is asked of that day."""

    def __init__(self, session: Session, record: str, by: str = "") -> None:
        super().__init__()
        self.day = QComboBox()
        self.day.setAccessibleName("哪一天的情况")
        self.day.addItem(day_word(session.desk.catalog, record, by) if by else "", "")
        self.day.addItem("统计日", "on")
        self._by = by
        self._session, self._catalog, self._record = session, session.desk.catalog, record
        self._path, self._codes = "", tuple[str | int, ...]()
        self.column = PickLine(lambda text: offers.columns(self._catalog, record, text), keeps=True)
        self.column.setPlaceholderText("选择栏目（可输入拼音首字母）")
        self.column.setAccessibleName("栏目")
        self.op = QComboBox()
        self.op.setAccessibleName("比较")
        self.value = QLineEdit()
        self.value.setAccessibleName("值")
        self.value.setMaximumWidth(em(9))
        self.link = PickLine(self._rows, delay=150, open_empty=False)
        self.link.setAccessibleName("哪一个")
        self.link.setPlaceholderText("输入名称")
        self.unit = label("", "quiet")
        self.chooser = button("选择…", self._choose)
        line = row(self.day, self.column, self.op, self.value, self.link, self.unit, self.chooser, None, self.dropper,
                   gap=0.3)
        line.setStretch(1, 2)
        self.setLayout(line)
        self.day.activated.connect(lambda _: self.changed.emit())
        self.column.picked.connect(lambda choice: self.pick(choice.value))
        self.link.picked.connect(lambda choice: self._chosen((choice.value,)))
        self.op.activated.connect(lambda _: self._switched())
        self.value.textEdited.connect(lambda _: self.changed.emit())
        self._shape()

    def pick(self, path: str) -> None:
        """A column was picked: its value is asked for next."""
        self.take(Test(path, ""))
        (self.value if self.value.isVisibleTo(self) else self.chooser if self.chooser.isVisibleTo(self) else
         self.link).setFocus()

    def take(self, test: Test) -> None:
        """Choose a column, perhaps with its comparison and value."""
        self._path, self._codes = test.path, test.codes
        column = self._catalog.column(self._record, test.path)
        tree = isinstance(column.kind, Link) and "parent" in self._catalog.record(column.kind.record).fields
        states = column.key == self._catalog.record(column.record).state and column.form == "field"
        self.column.setText(column_title(self._catalog, self._record, test.path))
        self.op.clear()
        for key, title in ops_of(column.kind, states, tree):
            self.op.addItem(title, key)
        self.op.setCurrentIndex(max(0, self.op.findData(test.op)))
        shift = test.op in SHIFTS or test.op == "has"
        self.value.setText("" if test.value is None else str(test.value) if shift else column.kind.show(test.value))
        if self.op.currentData() in LINKED and isinstance(column.kind, Link) and test.codes:
            self.link.setText(self._session.link_title(column.kind.record, int(test.codes[0])))
        self._shape()
        self.changed.emit()

    def kind(self) -> Kind:
        """The kind of the column chosen."""
        return self._catalog.column(self._record, self._path).kind

    def _rows(self, text: str) -> Sequence[Choice]:
        kind = self.kind()
        return self._session.candidates(kind.record, text) if isinstance(kind, Link) else ()

    def _switched(self) -> None:
        if self.op.currentData() in CODED and not set(self._codes) <= {code for code, _ in self._options()}:
            self._codes = ()
        self._shape()
        self.changed.emit()

    def _shape(self) -> None:
        """Only what the comparison needs is shown."""
        op = self.op.currentData() or "blank"
        self.day.setVisible(bool(self._by and self._path) and self._catalog.column(self._record, self._path).varies)
        self.op.setVisible(bool(self._path))
        self.value.setVisible(op not in (*CODED, *LINKED, *BARE))
        self.link.setVisible(op in LINKED)
        self.chooser.setVisible(op in CODED)
        bare = op in (*BARE, *CODED, *LINKED)
        unit = SHIFTS.get(op) or ("" if bare else str(getattr(self.kind(), "unit", "")))
        unit = "之内" if self.op.currentText() in ("在", "不在") else unit
        self.unit.setText(unit)
        self.unit.setVisible(bool(unit))
        if op in CODED:
            shown = [title for code, title in self._options() if code in self._codes]
            self.chooser.setText("、".join(shown[:3]) + (f"等{len(shown)}项" if len(shown) > 3 else "") or "选择…")

    def _options(self) -> list[tuple[str | int, str]]:
        if self.op.currentData() == "class":
            return list(STATE_CLASSES.items())
        kind = self.kind()
        return [(e.code, e.label) for e in kind.codes.entries] if isinstance(kind, Code | Codes) else []

    def _choose(self) -> None:
        options = tuple((code, title, None) for code, title in self._options())
        choice = lists.Choice(self._path, self.column.text(), options)  # type: ignore[arg-type]
        popup = ChoicePopup(self.chooser, choice)
        for box, code, _ in popup._boxes:
            box.setChecked(code in self._codes)
        popup.done.connect(self._ticked)

    def _ticked(self, picked: Picked) -> None:
        self._chosen(picked.codes[:1] if self.op.currentData() == "class" else picked.codes)

    def _chosen(self, codes: tuple[str | int, ...]) -> None:
        self._codes = codes
        self._shape()
        self.changed.emit()

    def condition(self) -> Condition | None:
        if not self._path:
            return None
        term = made(self.kind(), Test(self._path, str(self.op.currentData()), self.value.text(), self._codes))
        return AsOf("on", term) if self.day.isVisibleTo(self) and self.day.currentData() else term

    def read_on_day(self) -> bool:
        self.day.setCurrentIndex(1)
        return self.day.isVisibleTo(self)
