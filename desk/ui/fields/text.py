"""Editors for text, long text and numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit

from desk.kinds import Kind, Value
from desk.ui.fields.base import Editor
from desk.ui.parts.small import label, restyle
from desk.ui.parts.theme import em


class LineEditor(Editor):
    """One line, read by its kind; what is typed becomes the kind's own spelling when the field is left."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.line = QLineEdit()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(em(0.4))
        box.addWidget(self.line, 1)
        if unit := getattr(kind, "unit", ""):
            box.addWidget(label(unit, "quiet"))
        if kind.numeric:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.editingFinished.connect(self._settle)

    def _settle(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self.settled.emit()

    def value(self) -> Value:
        return self.kind.parse(self.line.text())

    def put(self, value: Value) -> None:
        self.line.setText(self.kind.show(value))
        self.line.setCursorPosition(0)
        self.line.setModified(False)

    def mark(self, bad: bool) -> None:
        restyle(self.line, bad=bad)

    def lock(self) -> None:
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)


class LongEditor(Editor):
    """Several lines; Tab leaves the field, Enter starts a new line."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(em(5))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.text)
        self.setFocusProxy(self.text)
        self._putting = False
        self.text.textChanged.connect(self._changed)

    def _changed(self) -> None:
        if not self._putting:
            self.edited.emit()

    def value(self) -> Value:
        return self.kind.parse(self.text.toPlainText())

    def put(self, value: Value) -> None:
        self._putting = True
        self.text.setPlainText(self.kind.show(value))
        self._putting = False

    def mark(self, bad: bool) -> None:
        restyle(self.text, bad=bad)

    def lock(self) -> None:
        self.text.setReadOnly(True)
