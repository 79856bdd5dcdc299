"""Editors for one code and for several, from the same narrowing list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from desk.errors import Invalid
from desk.kinds import Code, Codes, Kind, Value, YesNo
from desk.kinds.codes import CodeList
from desk.ui.fields.base import Choice, Editor
from desk.ui.fields.picking import PickLine
from desk.ui.parts.flow import Flow
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, restyle
from desk.ui.parts.theme import em


def choices_of(codes: CodeList) -> list[Choice]:
    """What may be chosen, each under its parent."""
    return [
        Choice(e.code, e.label, codes.label(e.parent) if e.parent else "", 1 if e.parent else 0, e.words)
        for e in codes.offered
    ]


def narrowed(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that a typed text may mean, the best first; lists keep their order among equals."""
    if not text:
        return list(choices)
    ranked = [(matches(text, c.title, str(c.value), *c.words), c) for c in choices]
    return [c for rank, c in sorted(((r, c) for r, c in ranked if r), key=lambda pair: -pair[0])]


def _choices(kind: Kind) -> list[Choice]:
    if isinstance(kind, Code | Codes):
        return choices_of(kind.codes)
    if isinstance(kind, YesNo):
        return [Choice(1, kind.show(1), words=("y",)), Choice(0, kind.show(0), words=("n",))]
    raise TypeError(kind.key)


class CodeEditor(Editor):
    """One code: typed by label, other word, code or pinyin letters, or picked."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._all = _choices(kind)
        self._value: Value = None
        self.line = PickLine(lambda text: narrowed(self._all, text))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.picked.connect(self._picked)
        self.line.editingFinished.connect(self._left)

    def _typed(self, text: str) -> None:
        self._value = None
        self.edited.emit()

    def _picked(self, choice: Choice) -> None:
        self._value = choice.value
        self.line.setModified(False)
        self.edited.emit()
        self.settled.emit()

    def _left(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self.settled.emit()

    def value(self) -> Value:
        if self._value is not None:
            return self._value
        text = self.line.text().strip()
        try:
            return self.kind.parse(text)
        except Invalid:
            found = narrowed(self._all, text)
            if len(found) == 1:
                return cast(Value, found[0].value)
            raise

    def put(self, value: Value) -> None:
        self._value = value
        self.line.setText(self.kind.show(value))
        self.line.setCursorPosition(0)
        self.line.setModified(False)

    def mark(self, bad: bool) -> None:
        restyle(self.line, bad=bad)

    def lock(self) -> None:
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)


class CodesEditor(Editor):
    """Several codes: each chosen one is a chip that a click (or Backspace) takes away."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._all = _choices(kind)
        self._codes: list[str] = []
        self.line = PickLine(self._offer)
        self.line.setPlaceholderText("可选多个")
        self.chips = Flow()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(em(0.25))
        box.addWidget(self.line)
        box.addWidget(self.chips)
        self.setFocusProxy(self.line)
        self.line.picked.connect(self._picked)
        self.line.installEventFilter(self)

    def _offer(self, text: str) -> list[Choice]:
        return [c for c in narrowed(self._all, text) if c.value not in self._codes]

    def eventFilter(self, watched, event) -> bool:  # type: ignore[no-untyped-def]
        pressed = watched is self.line and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._codes:
            self._drop(self._codes[-1])
            return True
        return super().eventFilter(watched, event)

    def _picked(self, choice: Choice) -> None:
        self.line.clear()
        self._codes.append(str(choice.value))
        self._changed()

    def _drop(self, code: str) -> None:
        self._codes.remove(code)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.edited.emit()
        self.settled.emit()

    def _show(self) -> None:
        titles = {str(c.value): c.title for c in self._all}
        self.chips.fill([
            button(f"{titles.get(code, code)}　✕", partial(self._drop, code), role="chip")
            for code in self._codes
        ])
        self.chips.setVisible(bool(self._codes))

    def value(self) -> Value:
        text = self.line.text().strip()
        return self.kind.parse("、".join([*self._codes, *([text] if text else [])]))

    def put(self, value: Value) -> None:
        self._codes = [c for c in str(value or "").split(",") if c]
        self.line.clear()
        self._show()

    def mark(self, bad: bool) -> None:
        restyle(self.line, bad=bad)

    def lock(self) -> None:
        self.line.hide()
        self.chips.setEnabled(False)
