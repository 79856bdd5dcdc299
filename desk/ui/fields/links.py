"""Editors that lead elsewhere: a linked record, kept files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk.errors import Invalid
from desk.kinds import Kind, Link, Value
from desk.ui.fields.base import Choice, Context, Editor
from desk.ui.fields.picking import PickLine
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import button, restyle, tool
from desk.ui.parts.theme import em

ASK_DELAY = 140
"""Milliseconds after the last letter before the database is asked."""


class LinkEditor(Editor):
    """A linked record: found by name, pinyin letters, number tail or address."""

    follow = Signal(str, int)

    def __init__(self, kind: Link, context: Context) -> None:
        super().__init__(kind)
        self._record, self._context = kind.record, context
        self._id: Value = None
        self._title = ""
        self.line = PickLine(self._offer, ASK_DELAY, open_empty=False)
        person = kind.record == "resident"
        self.line.setPlaceholderText("输入姓名、拼音首字母或号码后几位" if person else "输入名称查找")
        self.go = tool("open", "打开这条记录", self._follow)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(em(0.2))
        box.addWidget(self.line, 1)
        box.addWidget(self.go)
        self.go.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.go.hide()
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.picked.connect(self._picked)
        self.line.editingFinished.connect(self._left)

    def _offer(self, text: str) -> Sequence[Choice]:
        return self._context.candidates(self._record, text)

    def _typed(self, text: str) -> None:
        self._id = None
        self.go.hide()
        self.edited.emit()

    def _picked(self, choice: Choice) -> None:
        self._id, self._title = choice.value, choice.title
        self.line.setModified(False)
        self.go.show()
        self.edited.emit()
        self.settled.emit()

    def _left(self) -> None:
        """A text that means exactly one record is taken for it."""
        if self._id is None and (text := self.line.text().strip()):
            found = self._offer(text)
            if len(found) == 1:
                self.line.setText(found[0].title)
                return self._picked(found[0])
        if self.line.isModified():
            self.line.setModified(False)
            self.settled.emit()

    def _follow(self) -> None:
        if isinstance(self._id, int):
            self.follow.emit(self._record, self._id)

    def value(self) -> Value:
        if self._id is None and self.line.text().strip():
            raise Invalid("link_unknown", "请从弹出的名单中选一个")
        return self._id

    def put(self, value: Value) -> None:
        self._id = value
        self._title = self._context.link_title(self._record, int(value)) if value is not None else ""
        self.line.setText(self._title)
        self.line.setCursorPosition(0)
        self.line.setModified(False)
        self.go.setVisible(value is not None)

    def mark(self, bad: bool) -> None:
        restyle(self.line, bad=bad)

    def lock(self) -> None:
        self.line.setReadOnly(True)


class FilesEditor(Editor):
    """Kept files: photographs, scanned papers."""

    def __init__(self, kind: Kind, context: Context) -> None:
        super().__init__(kind)
        self._context = context
        self._files: list[str] = []
        self.chips = Flow()
        self.adder = button("添加文件…", self._add, "attach")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(em(0.25))
        box.addWidget(self.chips)
        box.addWidget(self.adder, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.adder)

    def _add(self) -> None:
        fresh = [f for f in self._context.attach(self) if f not in self._files]
        if fresh:
            self._files += fresh
            self._changed()

    def _drop(self, digest: str) -> None:
        self._files.remove(digest)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.edited.emit()
        self.settled.emit()

    def _show(self) -> None:
        shown: list[QWidget] = []
        for place, digest in enumerate(self._files, 1):
            name = self._context.file_name(digest) or f"附件{place}"
            shown.append(button(name, partial(self._context.open_file, self, digest), "file"))
            shown.append(tool("close", f"去掉附件{place}", partial(self._drop, digest)))
        self.chips.fill(shown)
        self.chips.setVisible(bool(shown))

    def value(self) -> Value:
        return ",".join(self._files) or None

    def put(self, value: Value) -> None:
        self._files = [f for f in str(value or "").split(",") if f]
        self._show()

    def lock(self) -> None:
        self.adder.hide()
