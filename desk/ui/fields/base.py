"""What every editor is, and what the editors may ask of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.kinds import Kind, Value


@dataclass(frozen=True)
class Choice:
    """Something that may be picked: its value, what it is called, what tells it apart, and how deep it stands."""

    value: Any
    title: str
    detail: str = ""
    level: int = 0
    words: tuple[str, ...] = field(default=())


class Context(Protocol):
    """What fields ask of the program."""

    def candidates(self, record: str, text: str) -> Sequence[Choice]:
        """Rows of a record that the text may mean."""

    def link_title(self, record: str, id: int) -> str:
        """What a linked row is called."""

    def attach(self, parent: QWidget) -> list[str]:
        """Let the person choose files and keep them; their content hashes."""

    def file_name(self, digest: str) -> str:
        """The name that a kept file came with."""

    def open_file(self, parent: QWidget, digest: str) -> None:
        """Show a kept file."""


class Editor(QWidget):
    """Edits one plain value.

    `edited` follows every change by the person; `settled` when a value has been finished
    (the field is left, something is picked) and may be checked.
    """

    edited = Signal()
    settled = Signal()

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.kind = kind

    def value(self) -> Value:
        """The plain value. Raises Invalid where the text is not one."""
        raise AssertionError(type(self).__name__)

    def put(self, value: Value) -> None:
        """Show a plain value."""
        raise AssertionError(type(self).__name__)

    def mark(self, bad: bool) -> None:
        """Show that the value is refused."""

    def lock(self) -> None:
        """Show the value only."""
        self.setEnabled(False)
