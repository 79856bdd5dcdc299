"""The open community as the window's parts see it: one door to the service, and the news of what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desk.service.desk import Desk
from desk.service.entries import files
from desk.service.entries import form as forms
from desk.ui.fields.base import Choice
from desk.ui.parts import errors
from desk.ui.parts.dialog import ask_files
from desk.ui.parts.prefs import Prefs

Changes = Mapping[str, Sequence[int]]


class Session(QObject):
    """Widgets ask through it and tell through it; none of them keeps another.

    `changed` carries {record: ids} after every write; the `open_` signals ask the main
    window to show something; `said` is a short notice with an optional way back.
    """

    changed = Signal(object)
    open_record = Signal(str, int)
    open_field = Signal(str, int, str)
    open_ledger = Signal(object)
    open_page = Signal(str)
    new_record = Signal(str, object)
    said = Signal(str, object)

    def __init__(self, desk: Desk, prefs: Prefs) -> None:
        super().__init__()
        self.desk, self.prefs = desk, prefs

    def tell(self, text: str, back: Callable[[], None] | None = None) -> None:
        """A short notice at the window's foot; `back` undoes what it tells of."""
        self.said.emit(text, back)

    def candidates(self, record: str, text: str) -> Sequence[Choice]:
        """Rows that a typed text may mean."""
        return [Choice(h.id, h.title, h.detail) for h in forms.candidates(self.desk, record, text)]

    def link_title(self, record: str, id: int) -> str:
        """What a linked row is called."""
        return forms.link_title(self.desk, record, id)

    def attach(self, parent: QWidget) -> list[str]:
        """Let the person choose files and keep them encrypted."""
        with errors.told(parent):
            return [files.keep(self.desk, file) for file in ask_files(parent, "选择照片或文件", many=True)]
        return []

    def file_name(self, digest: str) -> str:
        """The name that a kept file came with."""
        return files.name(self.desk, digest)

    def open_file(self, parent: QWidget, digest: str) -> None:
        """Write a kept file out for looking at, and open it with the system's program."""
        with errors.told(parent):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(files.take_out(self.desk, digest))))
