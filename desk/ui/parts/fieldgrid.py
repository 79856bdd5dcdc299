"""Fields in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desk.errors import Invalid, Problem
from desk.kinds import Value
from desk.ui.fields import Slot
from desk.ui.parts.theme import em

COLUMN = 13.0
"""The least width of a column, in em."""


class FieldGrid(QWidget):
    """Slots laid out in one to three columns; wide ones take a whole line."""

    changed = Signal()
    settled = Signal(str)

    def __init__(self, slots: Sequence[Slot]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.slots = {s.entry.key: s for s in slots}
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(em(1.2))
        self._layout.setVerticalSpacing(em(0.6))
        self._columns = 0
        self._arrange(2)
        for slot in slots:
            slot.changed.connect(self.changed)
            slot.settled.connect(lambda key=slot.entry.key: self.settled.emit(key))

    def minimumSizeHint(self) -> QSize:
        """One column: the number of columns follows the width, not the width the columns."""
        return QSize(em(11), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(max(1, min(3, event.size().width() // em(COLUMN))))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for place in range(3):
            self._layout.setColumnStretch(place, 1 if place < columns else 0)
        self._columns, line, at = columns, 0, 0
        for slot in self.slots.values():
            span = columns if slot.wide else 1
            if at and at + span > columns:
                line, at = line + 1, 0
            self._layout.addWidget(slot, line, at, 1, span)
            at += span

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show plain values; a key that is missing is blank."""
        for key, slot in self.slots.items():
            slot.editor.put(values.get(key))
            slot.say("")

    def values(self) -> tuple[dict[str, Value], list[Problem]]:
        """What the editors hold; a refused one is left out and told."""
        return read(self.slots)

    def say(self, key: str, text: str, warning: bool = False) -> bool:
        """Show a problem at a field; False where there is no such field."""
        if key not in self.slots:
            return False
        self.slots[key].say(text, warning)
        return True

    def focus_first(self) -> None:
        """To the first field that may be edited."""
        begin(self.slots)


def begin(slots: Mapping[str, Slot]) -> None:
    """To the first field that may be edited; what stands in it is marked, to be typed over."""
    slot = next((s for s in slots.values() if not s.entry.readonly), None)
    if slot is not None:
        slot.editor.setFocus()
        if isinstance(line := slot.editor.focusProxy(), QLineEdit):
            line.selectAll()


def read(slots: Mapping[str, Slot]) -> tuple[dict[str, Value], list[Problem]]:
    """The values of slots by key, and a problem for each that refuses its text."""
    values: dict[str, Value] = {}
    problems = []
    for key, slot in slots.items():
        if slot.entry.readonly:
            continue
        try:
            values[key] = slot.value()
        except Invalid as refusal:
            problems.append(Problem(key, refusal.code, refusal.text))
            slot.say(refusal.text)
    return values, problems
