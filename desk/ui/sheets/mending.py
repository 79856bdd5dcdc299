"""A doubtful row of a spreadsheet: why it waits, its cells to be corrected in place, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desk.ui.parts.pickfield import Option, choose_field
from desk.ui.parts.saying import put
from desk.ui.parts.small import boxed, button, clear, column, empty, label, restyle, row, scrolled
from desk.ui.parts.theme import em


@dataclass(frozen=True)
class Doubtful:
    """What is shown of a row. `cells` and `titles` go by field key, `more` are fields that the sheet has no column for.

    `hint` is a number that the register offers for `field`; `differs` when the row only contradicts the register;
    `how` says what to do; `new` when the person may be added although nothing but a name tells who it is.
    """

    where: str
    reason: str
    field: str
    cells: Mapping[str, str]
    titles: Mapping[str, str]
    hint: str = ""
    differs: bool = False
    more: Sequence[Option] = ()
    how: str = ""
    new: bool = False


class Mender(QWidget):
    """`mended` carries the corrected cells by field key, `left` says that the row is not wanted,
    `taken` that what the sheet says wins, `wanted` the cells of somebody who is to be added all the same."""

    mended = Signal(object)
    left = Signal()
    taken = Signal()
    wanted = Signal(object)

    def __init__(self, done: str, drop: str) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._row: Doubtful | None = None
        self.lines: dict[str, QLineEdit] = {}
        self._where, self._reason = label("", "small", wrap=True), label("", "problem", wrap=True, select=True)
        self._how = label("", "small", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._hint = QVBoxLayout()
        self._cells = QGridLayout()
        self._cells.setColumnStretch(1, 1)
        self._cells.setSpacing(em(0.35))
        self.again = button(done, self._send, "check", "main")
        self.dropper = button(drop, self.left.emit, "trash", "danger")
        self.taker = button("用表里的新内容", self.taken.emit, "check", "main")
        self.adder = button("补填一项…", self._add, "plus")
        self.surer = button("仍要新增", lambda: self.wanted.emit(self.changed()), "person")
        self._drop = drop
        inner = QWidget()
        inner.setObjectName("clear")
        inner.setLayout(column(self._where, self._reason, self._how, self._hint, self._cells, None, gap=0.4))
        self._area = scrolled(inner)
        tools = row(self.dropper, self.adder, self.surer, None, self.taker, self.again)
        self.setLayout(column(self._area, self.problem, tools, edge=0.4))
        self.show_row(None)

    def show_row(self, one: Doubtful | None, nothing: str = "没有待处理的行") -> None:
        """Show a row; None where there is none."""
        self._row, self.lines = one, {}
        clear(self._cells)
        clear(self._hint)
        self.problem.hide()
        for widget in (self.again, self.dropper, self.adder):
            widget.setVisible(one is not None)
        self.taker.setVisible(one is not None and one.differs)
        self.surer.setVisible(one is not None and one.new)
        self._where.setText(one.where if one else "")
        self._reason.setText(one.reason if one else "")
        put(self._how, one.how if one else "")
        if one is None:
            self._cells.addWidget(empty("check", nothing), 0, 0, 1, 2)
            return
        self.again.setVisible(not one.differs)
        self.dropper.setText("保留登记的内容" if one.differs else self._drop)
        titles = {key: title for key, title, _ in one.more} | dict(one.titles)
        for key in dict.fromkeys((*one.titles, *one.cells, *([one.field] if one.field in titles else []))):
            self._line(key, titles.get(key) or key, one.cells.get(key, ""))
        if one.hint:
            self._offer(one.hint)
        if (bad := self.lines.get(one.field)) is not None:
            restyle(bad, bad=True)

    def _line(self, key: str, title: str, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setAccessibleName(title)
        line.returnPressed.connect(self._send)
        self.lines[key] = line
        said = label(title, "label", wrap=True)
        said.setFixedWidth(em(6.5))
        self._cells.addWidget(said, len(self.lines), 0)
        self._cells.addWidget(line, len(self.lines), 1)
        return line

    def _offer(self, hint: str) -> None:
        """身份证抢救: the register knows somebody of this name with these first digits."""
        said = label(f"登记簿里同名的人是 {hint}，核对无误可以直接采用。", wrap=True)
        self.accepter = button("采用这个号码", lambda: self._accept(hint), "check")
        line = row(said, self.accepter, edge=0.4)
        line.setStretch(0, 1)
        self._hint.addWidget(boxed(line, role="warn"))

    def _accept(self, hint: str) -> None:
        if self._row is not None and self._row.field in self.lines:
            self.lines[self._row.field].setText(hint)
            self._send()

    def to_cell(self) -> None:
        """The keyboard goes to the cell in doubt."""
        line = self.lines.get(self._row.field if self._row else "") or next(iter(self.lines.values()), None)
        if line is not None:
            self._go(line)

    def _go(self, line: QLineEdit) -> None:
        line.setFocus()
        line.selectAll()
        self._area.ensureWidgetVisible(line)

    def changed(self) -> dict[str, str]:
        """The cells that were corrected."""
        known = self._row.cells if self._row else {}
        return {key: line.text() for key, line in self.lines.items() if line.text() != known.get(key, "")}

    def _send(self) -> None:
        if self._row is not None and self.again.isVisible():
            self.mended.emit(self.changed())

    def _add(self) -> None:
        """A field that the sheet does not have."""
        if self._row is None:
            return
        free = [one for one in self._row.more if one[0] not in self.lines]
        if key := choose_field(self, "补填哪一项？", free):
            title = next(title for known, title, _ in free if known == key)
            line = self._line(key, title, "")
            QTimer.singleShot(50, line, lambda: self._go(line))
