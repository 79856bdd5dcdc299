"""Child rows inside a form: each a line that opens into its own small form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.errors import Problem
from desk.kinds import Link, Value
from desk.ui.fields import Context, Slot
from desk.ui.parts.fieldgrid import FieldGrid
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, clear, column, label, row, tool

if TYPE_CHECKING:
    from desk.service.entries.form import PartView

Row = dict[str, Any]

_TURNS = {("parties", "side"): ("applicant", "respondent")}
"""(part, field): what the first rows have in turn; later ones take the last."""


class PartList(QWidget):
    """The rows of one part. Only the row being edited has editors."""

    changed = Signal()
    opened = Signal(QWidget)
    """A row has been opened for editing; carries its form, to be scrolled to."""
    pick_people = Signal(object)
    """Asks for many people at once; carries a callable that takes their ids."""

    def __init__(self, view: PartView, context: Context) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.view, self._context = view, context
        self.rows: list[Row] = []
        self._open: int | None = None
        self._grid: FieldGrid | None = None
        self._head = label("", "heading")
        self._body = column(gap=0.2)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.adder = button(f"添加{view.title}", self.add, "plus")
        tools = Flow()
        tools.fill([self.adder])
        if self._person() is not None:
            self.many = button("批量选人", lambda: self.pick_people.emit(self.add_people), "people")
            tools.fill([self.many, self.adder])
        self.setLayout(column(self._head, self._body, self.problem, tools, gap=0.3))

    def _person(self) -> str | None:
        """The key of the field that links a resident."""
        links = (e.key for e in self.view.entries if isinstance(e.kind, Link) and e.kind.record == "resident")
        return next(links, None)

    def fill(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show rows of plain values."""
        self.rows, self._open = [dict(r) for r in rows], None
        self._show()

    def values(self) -> tuple[list[Row], list[Problem]]:
        """The rows, and what the open row refuses."""
        problems = self._take()
        return [dict(r) for r in self.rows], problems

    def add(self, **preset: Value) -> None:
        """A new row, opened."""
        if self._take():
            return
        self.rows.append(self._blank() | preset)
        self._open = len(self.rows) - 1
        self._show()
        self.changed.emit()
        self._enter()

    def _blank(self) -> Row:
        """A new row with what it has already."""
        made: Row = {e.key: None for e in self.view.entries} | dict(self.view.defaults)
        for (part, key), turns in _TURNS.items():
            if part == self.view.key and key in made:
                made[key] = turns[min(len(self.rows), len(turns) - 1)]
        return made

    def _enter(self) -> None:
        """Into the open row."""
        if self._grid is not None:
            self._grid.focus_first()
            self.opened.emit(self._grid)

    def add_people(self, ids: Sequence[int]) -> None:
        """A row for each person who has none yet."""
        key = self._person()
        if key is None or self._take():
            return
        known = {r.get(key) for r in self.rows}
        for id in dict.fromkeys(ids):
            if id not in known:
                self.rows.append(self._blank() | {key: id})
        self._open = None
        self._show()
        self.changed.emit()

    def say(self, text: str) -> None:
        """Show what is wrong with the rows as a whole."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_problem(self, place: int, key: str, text: str, warning: bool) -> None:
        """Open a row and show a problem at its field."""
        if not 0 <= place < len(self.rows):
            return self.say(text)
        if self._open != place:
            self._take()
            self._open = place
            self._show()
        if self._grid is None or not self._grid.say(key, text, warning):
            self.say(text)

    def _take(self) -> list[Problem]:
        """Bring the open row's editors into its values."""
        if self._grid is None or self._open is None:
            return []
        values, problems = self._grid.values()
        self.rows[self._open] = self.rows[self._open] | values
        return [Problem(f"{self.view.key}.{self._open}.{p.field}", p.code, p.text) for p in problems]

    def _edit(self, place: int) -> None:
        if self._take():
            return
        self._open = None if self._open == place else place
        self._show()
        self._enter()

    def _drop(self, place: int) -> None:
        if self._open is not None and self._open != place and self._take():
            return
        del self.rows[place]
        self._open = None
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.say("")
        clear(self._body)
        self._grid = None
        self._head.setText(f"{self.view.title}　{len(self.rows)}" if self.rows else self.view.title)
        for place, values in enumerate(self.rows):
            self._body.addWidget(self._card(place, values))

    def _card(self, place: int, values: Row) -> QWidget:
        opened = place == self._open
        text = label(f"{place + 1}．{self._summary(values) or '（待填写）'}", wrap=True)
        head = row(text, tool("check" if opened else "edit", "完成" if opened else "修改", lambda: self._edit(place)),
                   tool("trash", "删去这一行", lambda: self._drop(place)))
        head.setStretch(0, 1)
        if not opened:
            return boxed(head, role="row")
        self._grid = FieldGrid([Slot(e, self._context) for e in self.view.entries])
        self._grid.fill(values)
        self._grid.changed.connect(self.changed)
        return boxed(column(head, self._grid, edge=0.5), role="card")

    def _summary(self, values: Row) -> str:
        """The row on one line."""
        return "　".join(filter(None, (self._shown(e, values.get(e.key)) for e in self.view.entries)))

    def _shown(self, entry: Any, value: Value) -> str:
        if isinstance(entry.kind, Link) and value is not None:
            return self._context.link_title(entry.kind.record, int(value))
        return str(entry.kind.show(value)).replace("\n", " ")[:40]


__all__ = ["PartList"]
