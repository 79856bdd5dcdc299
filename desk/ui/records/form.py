"""A record's form: generated from its description, or laid out by `forms/<record>.ui`.

A form edits a draft of plain values and gives one back; it saves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desk.errors import Problem
from desk.ui.fields import Context, Slot
from desk.ui.fields.links import LinkEditor
from desk.ui.parts.fieldgrid import FieldGrid, begin, read
from desk.ui.parts.small import label, swap
from desk.ui.parts.theme import em
from desk.ui.records.formfile import form_file, lay_out
from desk.ui.records.partlist import PartList

if TYPE_CHECKING:
    from desk.service.entries.form import FormView, PartView


class Form(QWidget):
    """The fields and child rows of one record.

    `changed` follows every edit, `settled` carries the key of a finished field, `finished`
    says that Enter was pressed in the last one, `follow` asks for a linked record.
    """

    changed = Signal()
    settled = Signal(str)
    finished = Signal()
    follow = Signal(str, int)
    pick_people = Signal(object)

    def __init__(self, record: str, view: FormView, context: Context) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._slots: dict[str, Slot] = {}
        self._parts: dict[str, PartList] = {}
        self._draft: dict[str, Any] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(em(1), em(0.6), em(1), em(1))
        self._box.setSpacing(em(0.7))
        self.note = label("", "problem", wrap=True)
        self.note.hide()
        self._box.addWidget(self.note)
        self._build(record, view, context)

    def _build(self, record: str, view: FormView, context: Context) -> None:
        made = {e.key: e for _, entries in view.groups for e in entries}
        placed: set[str] = set()
        if (file := form_file(record)) is not None:
            page, slots = lay_out(file, made, context)
            self._box.addWidget(page)
            self._take(slots)
            placed = set(slots)
            self._place_parts(page, view, context)
        for heading, entries in view.groups:
            rest = [Slot(e, context) for e in entries if e.key not in placed]
            if rest:
                if heading:
                    self._box.addWidget(label(heading, "heading"))
                self._box.addWidget(FieldGrid(rest))
                self._take({s.entry.key: s for s in rest})
        for part in view.parts:
            if part.key not in self._parts:
                self._box.addWidget(self._rows(part, context))
        self._box.addStretch(1)

    def _rows(self, part: PartView, context: Context) -> PartList:
        """The list of a part's rows."""
        rows = PartList(part, context)
        self._parts[part.key] = rows
        rows.changed.connect(self.changed)
        rows.opened.connect(lambda grid: QTimer.singleShot(60, grid, lambda: self._scroll_to(grid)))
        rows.pick_people.connect(self.pick_people)
        return rows

    def _place_parts(self, page: QWidget, view: FormView, context: Context) -> None:
        """Child rows where the file has a widget of their name."""
        for part in view.parts:
            if (place := page.findChild(QWidget, part.key)) is not None:
                swap(place, self._rows(part, context))

    def _take(self, slots: Mapping[str, Slot]) -> None:
        for key, slot in slots.items():
            self._slots[key] = slot
            slot.changed.connect(self.changed)
            slot.settled.connect(lambda key=key: self.settled.emit(key))
            if isinstance(slot.editor, LinkEditor):
                slot.editor.follow.connect(self.follow)

    def fill(self, draft: Mapping[str, Any]) -> None:
        """Show a draft."""
        self._draft = dict(draft)
        for key, slot in self._slots.items():
            slot.say("")
            slot.put(draft.get(key))
        for key, rows in self._parts.items():
            rows.fill(draft.get(key) or ())
        self.say([])

    def complete(self, values: Mapping[str, Any]) -> None:
        """Show what the program has filled in; the field being typed in is left alone."""
        here = self.focusWidget()
        for key, slot in self._slots.items():
            if key in values and not (here is not None and slot.isAncestorOf(here)):
                slot.put(values[key])

    def draft(self) -> tuple[dict[str, Any], list[Problem]]:
        """The draft as edited, and what the fields refuse."""
        values, problems = read(self._slots)
        made = self._draft | values
        for key, rows in self._parts.items():
            made[key], refused = rows.values()
            problems += refused
        return made, problems

    def say(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its field, those of the whole record above; go to the first error."""
        for slot in self._slots.values():
            slot.say("")
        general = [p.text for p in problems if not self._place(p)]
        self.note.setText("\n".join(general))
        self.note.setVisible(bool(general))
        first = next((p for p in problems if not p.warning), None)
        if first is not None:
            self.go(first.field)

    def _place(self, problem: Problem) -> bool:
        if problem.field in self._slots:
            self._slots[problem.field].say(problem.text, problem.warning)
            return True
        part, _, rest = problem.field.partition(".")
        if part not in self._parts:
            return False
        place, _, key = rest.partition(".")
        if place.isdigit():
            self._parts[part].show_problem(int(place), key, problem.text, problem.warning)
        else:
            self._parts[part].say(problem.text)
        return True

    def go(self, key: str) -> None:
        """To a field or to the rows of a part."""
        widget: QWidget | None = self._slots.get(key) or self._parts.get(key.partition(".")[0])
        if widget is None:
            return
        if isinstance(widget, Slot):
            widget.editor.setFocus()
        self._scroll_to(widget)

    def _scroll_to(self, widget: QWidget) -> None:
        above = self.parentWidget()
        area = above.parentWidget() if above is not None else None
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, em(1), em(3))

    def focus_first(self) -> None:
        """To the first field that may be edited; what stands in it is marked, to be typed over."""
        begin(self._slots)

    def has(self, key: str) -> bool:
        """Is there such a field?"""
        return key in self._slots

    def slot(self, key: str) -> Slot:
        """The slot of a field."""
        return self._slots[key]

    def part(self, key: str) -> PartList:
        """The rows of a part."""
        return self._parts[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line goes to the next field; after the last one the form is finished."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return super().keyPressEvent(event)
        here = self.focusWidget()
        event.setAccepted(isinstance(here, QLineEdit))
        if event.isAccepted():
            self.focusNextChild()
            after = self.focusWidget()
            if after is here or not self.isAncestorOf(after or here):
                self.finished.emit()

    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().focusInEvent(event)
        area = self.focusWidget()
        if area is not None:
            self._scroll_to(area)
