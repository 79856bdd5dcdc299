"""What the forms of measures are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desk.errors import Invalid
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.making.conditionview import ConditionEditor
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import column
from desk.ui.parts.theme import em
from desk.ui.session import Session

Json = dict[str, Any]


def combo(name: str, offered: Sequence[tuple[Any, str]]) -> QComboBox:
    """A box of choices with their values."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setMaxVisibleItems(18)
    for value, title in offered:
        made.addItem(title, value)
    return made


def line(text: str, hint: str, width: float = 5) -> QLineEdit:
    """A line for a number or a text."""
    made = QLineEdit(text)
    made.setPlaceholderText(hint)
    made.setAccessibleName(hint)
    made.setFixedWidth(em(width))
    return made


def number(text: str, name: str) -> float:
    """What was typed. Raises Invalid("number")."""
    try:
        return float(text.strip())
    except ValueError:
        raise Invalid("number", f"{name}请填写数字") from None


def told(value: Any) -> str:
    """A stored number as it is typed."""
    return "" if value is None else f"{value:g}"


class Picker(PickLine):
    """A line to pick from a list; `value` is what was picked."""

    def __init__(self, hint: str) -> None:
        super().__init__(lambda text: self.offer(text), keeps=True)
        self.value = ""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setMinimumWidth(em(10))
        self.picked.connect(lambda choice: setattr(self, "value", choice.value))

    def offer(self, text: str) -> Sequence[Choice]:
        """What can be picked."""
        return ()

    def put(self, value: str, title: str) -> None:
        """Show a choice."""
        self.value = value
        self.setText(title)


class Form(QWidget):
    """A way to compute; `json` raises Invalid where something is missing."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.session, self.catalog, self.record = session, session.desk.catalog, ""

    def flow(self, *widgets: QWidget) -> None:
        """Lay widgets out in a line that wraps, and follow every click in them."""
        made = Flow()
        made.fill(widgets)
        self.setLayout(column(made, None))
        self.follow(*widgets)

    def follow(self, *widgets: QWidget) -> None:
        """Say so when something is clicked or typed."""
        for one in widgets:
            if isinstance(one, QComboBox):
                one.activated.connect(lambda _: self.changed.emit())
            elif isinstance(one, QCheckBox):
                one.clicked.connect(lambda _: self.changed.emit())
            elif isinstance(one, PickLine):
                one.picked.connect(lambda _: self.changed.emit())
            elif isinstance(one, QLineEdit):
                one.textEdited.connect(lambda _: self.changed.emit())
            elif isinstance(one, Form | ConditionEditor):
                one.changed.connect(self.changed)

    def show_record(self, record: str) -> None:
        """Another record's columns."""
        self.record = record

    def put(self, measure: Json) -> None:
        """Show a stored measure, as far as it can be clicked."""

    def json(self) -> Json:
        raise AssertionError(type(self).__name__)
