"""A field in a form: its title, its editor, and what is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk.errors import Invalid
from desk.kinds import Value
from desk.ui.fields.base import Context
from desk.ui.fields.make import WIDE, make_editor
from desk.ui.parts.small import label, restyle
from desk.ui.parts.theme import em

if TYPE_CHECKING:
    from desk.service.entries.form import Entry


_LONG = re.compile(r"「([^」]{14})[^」]{4,}」")
"""A quoted value that has no place to break would push the fields beside it away."""


class Slot(QWidget):
    """Title above, editor, problem below. `changed` follows the person's edits."""

    changed = Signal()
    settled = Signal()

    def __init__(self, entry: Entry, context: Context, titled: bool = True) -> None:
        super().__init__()
        self.entry = entry
        self.wide = isinstance(entry.kind, WIDE)
        """Takes a whole line of its form."""
        self.setObjectName("clear")
        self.editor = make_editor(entry.kind, context)
        self.editor.setObjectName(entry.key)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._remark = ""
        self.inferred = label("由文字推定，核对后保存", "warning", wrap=True)
        self.inferred.setVisible(entry.inferred)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(em(0.18))
        if titled:
            box.addLayout(self._head())
        box.addWidget(self.editor)
        box.addWidget(self.inferred)
        box.addWidget(self.problem)
        box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._describe()
        self.editor.edited.connect(self._edited)
        self.editor.settled.connect(self._settled)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(em(0.25))
        title = label(self.entry.title, "label")
        title.setBuddy(self.editor)
        head.addWidget(title)
        if self.entry.required:
            head.addWidget(label("*", "need"))
        head.addStretch(1)
        return head

    def _describe(self) -> None:
        target = self.editor.focusProxy() or self.editor
        target.setAccessibleName(self.entry.title)
        if self.entry.help:
            self.setToolTip(self.entry.help)
            if hasattr(target, "setPlaceholderText"):
                target.setPlaceholderText(self.entry.help)
        if self.entry.readonly:
            self.editor.lock()

    def _edited(self) -> None:
        self.inferred.hide()
        self.say("")
        self.changed.emit()

    def _settled(self) -> None:
        """A finished value is shown in the kind's own spelling, or refused at once."""
        try:
            value = self.value()
        except Invalid as refusal:
            self.say(refusal.text)
            return
        self.editor.put(value)
        self.say("")
        self.settled.emit()

    def value(self) -> Value:
        """The plain value. Raises Invalid where it is none."""
        value = self.editor.value()
        if value is not None:
            self.entry.kind.check(value)
        return value

    def put(self, value: Value) -> None:
        """Show a value, with what is to be known of it."""
        self.editor.put(value)
        remark = self.entry.kind.remark(value)
        if remark != self._remark:
            self._remark = remark
            self.say("")

    def say(self, text: str, warning: bool = False) -> None:
        """Show what is wrong, or else what is to be known of the value."""
        text, warning = (text, warning) if text else (self._remark, True)
        self.problem.setText(_LONG.sub(r"「\1…」", text))
        self.problem.setVisible(bool(text))
        restyle(self.problem, role="warning" if warning else "problem")
        self.editor.mark(bool(text) and not warning)
