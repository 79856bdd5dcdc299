"""A record being entered or changed: its form, 保存, and the question 更正 or 变更."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desk.errors import Invalid, Problem
from desk.kinds import Date
from desk.service.entries import form as forms
from desk.service.entries import save
from desk.service.trust.marks import foretold
from desk.ui.fields.dates import DateEditor
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import boxed, button, clear, column, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.records.form import Form
from desk.ui.records.people import PeoplePicker
from desk.ui.records.preset import of_category, worker_preset
from desk.ui.session import Session


class ChangeDialog(Dialog):
    """Fields that keep their past were changed: was the old value wrong, or has life changed?"""

    def __init__(self, parent: QWidget, titles: list[str], today: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("更正还是变更")
        self.setMinimumWidth(em(26))
        self.since: str | None = None
        self._date = DateEditor(Date())
        self._date.put(today)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        change = button("情况变了，从这天起", self._changed, "calendar", "main")
        self.setLayout(column(
            label("更正还是变更？", "large"),
            label(f"您修改了：{'、'.join(titles)}。", wrap=True),
            boxed(column(label("情况变了：以前的记录保留，从下面的日期起按新的算。", wrap=True), self._date,
                         self._problem, row(change, None), edge=0.7), role="card"),
            boxed(column(label("原来填错了：直接改过来，以前的统计也按新的算。", wrap=True),
                         row(button("填错了，更正", self.accept, "edit"), None), edge=0.7), role="card"),
            row(None, button("返回修改", self.reject)), gap=0.7, edge=1.2))
        change.setFocus()

    def _changed(self) -> None:
        try:
            self.since = str(self._date.value() or "") or None
        except Invalid as refusal:
            self._problem.setText(refusal.text)
            self._problem.show()
            return
        if self.since:
            self.accept()


class RecordForm(QWidget):
    """Edits one record's draft. `saved` carries its id; `closed` asks to be put away."""

    saved = Signal(int)
    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self.record, self.id = "", None  # type: tuple[str, int | None]
        self._version: int | None = None
        self._stored: Mapping[str, Any] = {}
        self.dirty = False
        self.form: Form | None = None
        self._view: Any = None
        self._place = column()
        self._warned, self._late = False, ""
        self._filled: dict[str, Any] = {}
        """What the program has put into fields, by key: it changes with what it comes from."""
        self.state = label("", "quiet", wrap=True)
        self.saver = button("保存", self.save, "save", "main")
        self.leaver = button("取消", self.closed.emit)
        self.saver.setToolTip("Ctrl+S")
        foot = boxed(row(self.state, None, self.leaver, self.saver, edge=0.5), "header")
        self.setLayout(column(self._place, foot, gap=0))
        self.layout().setStretch(0, 1)  # type: ignore[union-attr]

    def start(self, record: str, preset: Mapping[str, Any]) -> None:
        """A new record."""
        desk = self._session.desk
        self._open(record, None, None, save.blank(desk, record, **worker_preset(desk, record) | dict(preset)))

    def load(self, record: str, id: int) -> None:
        """A stored record."""
        loaded = save.load(self._session.desk, record, id)
        self._open(record, id, loaded.version, loaded.draft)

    def _open(self, record: str, id: int | None, version: int | None, draft: Mapping[str, Any]) -> None:
        self.record, self.id, self._version, self._stored = record, id, version, draft
        self._filled.clear()
        self._view = None
        self._build(draft)
        self._settle(False)

    def _build(self, draft: Mapping[str, Any]) -> None:
        """Make the form for a draft: which fields there are depends on its category."""
        view = forms.form(self._session.desk, self.record, draft)
        if self.form is not None and view == self._view:
            return self.form.fill(draft)
        if self.form is not None:
            self.form.blockSignals(True)  # the field that loses the keyboard now has nothing to say any more
        clear(self._place)
        self._view = view
        self.form = Form(self.record, view, self._session)
        self.form.fill(draft)
        self.form.changed.connect(lambda: self._settle(True))
        self.form.settled.connect(self._field_done)
        self.form.finished.connect(lambda: self.saver.setFocus())
        self.form.follow.connect(self._session.open_record)
        self.form.pick_people.connect(self._pick_people)
        area = scrolled(self.form)
        area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._place.addWidget(area)

    def focus_first(self, field: str = "") -> None:
        """To the first field, or the one named, once the form is shown."""
        if (form := self.form) is not None:
            QTimer.singleShot(0, form, lambda: form.go(field) if field else form.focus_first())

    def _settle(self, dirty: bool) -> None:
        first = dirty and not self.dirty
        self.dirty, self._warned = dirty, False
        if first and self.form is not None:
            self._late = self._foretold(self.form.draft()[0])
        unsaved = self._late or "有修改，还没有保存"
        self.state.setText(unsaved if dirty else "新的一条" if self.id is None else "")

    def _foretold(self, draft: Mapping[str, Any]) -> str:
        """What a record of a closed period will be."""
        return foretold(self._session.desk, self.record, draft, {} if self.id is None else self._stored)

    def _field_done(self, key: str) -> None:
        """A field of a choice was finished: another category may have other fields."""
        assert self.form is not None
        draft, _ = self.form.draft()
        if forms.form(self._session.desk, self.record, draft) != self._view:
            self._build(draft)
            self._focus(key)
        if self.dirty and (late := self._foretold(draft)) != self._late:
            self._late = late
            self._settle(True)
        with errors.told(self):
            self._fill(draft, key)

    def _fill(self, draft: Mapping[str, Any], done: str) -> None:
        """Show what follows from the fields: the birth date of a number, the due day of a request."""
        assert self.form is not None
        mine = {k for k, v in self._filled.items() if k != done and draft.get(k) == v}
        asked = {k: None if k in mine else v for k, v in draft.items()}
        desk = self._session.desk
        whole = save.complete(desk, self.record, {**asked, "id": self.id} if self.id else asked)
        whole |= {k: v for k, v in of_category(desk, self.record, whole).items() if whole.get(k) is None}
        new = {k: v for k, v in whole.items() if k != done and self.form.has(k) and v != draft.get(k)}
        self._filled = {k: whole[k] for k in mine if whole.get(k) is not None} | new
        self.form.complete(new)

    def _focus(self, key: str) -> None:
        assert self.form is not None
        form = self.form
        QTimer.singleShot(0, form, lambda: form.slot(key).editor.setFocus())

    def _pick_people(self, take: Any) -> None:
        picker = PeoplePicker(self.window(), self._session)
        if picker.exec():
            take(picker.chosen())
        picker.deleteLater()

    def save(self) -> None:
        """Check, ask what must be asked, write. Problems appear at their fields."""
        if self.form is None:
            return
        draft, refused = self.form.draft()
        desk = self._session.desk
        with errors.told(self):
            problems = refused or list(save.check(desk, self.record, draft, self.id))
            self.form.say(problems)
            if any(not p.warning for p in problems):
                self.state.setText("有几处需要改，见红字")
                return
            if problems and not self._warned:
                self._warned = True
                self.state.setText("有提醒，核对无误可再按一次保存")
                return
            self._write(draft)

    def _write(self, draft: Mapping[str, Any]) -> None:
        since: str | None = None
        if changed := self._dated(draft):
            dialog = ChangeDialog(self.window(), changed, self._session.desk.today)
            answer, since = dialog.exec(), dialog.since
            dialog.deleteLater()
            if not answer:
                return
        try:
            done = save.save(self._session.desk, self.record, draft, self.id, self._version, since)
        except Invalid as refusal:
            if self.form is None or not refusal.problems:
                raise
            self.form.say([*refusal.problems] or [Problem("", refusal.code, refusal.text)])
            self.state.setText("有几处需要改，见红字")
            return
        late = self._foretold(draft)
        self.load(self.record, done.id)
        self._session.changed.emit(done.changes)
        self._session.tell(f"已保存。{late}" if late else "已保存")
        self.saved.emit(done.id)

    def _dated(self, draft: Mapping[str, Any]) -> list[str]:
        """Titles of fields with a past whose stored value is changed."""
        if self.id is None:
            return []
        entries = [e for _, group in self._view.groups for e in group if e.dated]
        return [e.title for e in entries if self._stored.get(e.key) not in (None, draft.get(e.key))]
