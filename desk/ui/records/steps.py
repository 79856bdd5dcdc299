"""The next steps of a record as buttons, and the little form of the step that is taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from desk.errors import Invalid, Problem
from desk.kinds import Date
from desk.service.entries import save
from desk.service.entries.form import Entry
from desk.ui.fields import Slot
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.fieldgrid import FieldGrid
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

if TYPE_CHECKING:
    from desk.service.entries.steps import Next, Progress

_BESIDE = 3
"""Side steps shown as buttons; more wait in a menu."""


class StepBar(QWidget):
    """现在的状态, the limits that run, and a button for each step that may come next."""

    def __init__(self, session: Session, record: str, id: int, progress: Progress, done: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._session, self._record, self._id, self._done = session, record, id, done
        self.steps = {one.key: button(one.title, partial(self._take, one)) for one in progress.next}
        main = [self.steps[one.key] for one in progress.next if one.to]
        beside = [one for one in progress.next if not one.to]
        tools = Flow()
        tools.fill([label("下一步：", "quiet") if main or beside else label("已经办完，没有下一步", "quiet"), *main,
                    *self._beside(beside)])
        since = f"（{progress.since}起）" if progress.since else ""
        lines = [label(f"现在：{progress.state}{since}", "heading")]
        late = [f"{title}：{day}" for title, day in progress.limits]
        if late:
            lines.append(label("　".join(late), "warning" if any(
                day < session.desk.today for _, day in progress.limits) else "quiet", wrap=True))
        self.setLayout(column(boxed(column(*lines, tools, gap=0.3, edge=0.5), role="card")))

    def _beside(self, steps: list[Next]) -> list[QWidget]:
        if len(steps) <= _BESIDE:
            return [self.steps[one.key] for one in steps]
        more = button("其他步骤")
        menu = QMenu(more)
        for one in steps:
            menu.addAction(one.title).triggered.connect(lambda _=False, one=one: self._take(one))
        more.setMenu(menu)
        return [more]

    def _take(self, step: Next) -> None:
        dialog = StepDialog(self.window(), self._session, self._record, self._id, step)
        taken = dialog.exec()
        dialog.deleteLater()
        if taken:
            self._done()


class StepDialog(Dialog):
    """One step: its day, who, why, and what is entered with it."""

    def __init__(self, parent: QWidget, session: Session, record: str, id: int, step: Next) -> None:
        super().__init__(parent)
        self.setWindowTitle(step.title)
        self.setMinimumWidth(em(30))
        self._session, self._record, self._id, self._step = session, record, id, step
        draft = save.load(session.desk, record, id).draft
        own = [Entry("date", "日期", Date(), required=True)]
        own += [Entry(key, f.title, f.kind, key in step.needs, False, f.help) for key, f in step.own]
        asks = [Entry(f"record.{key}", f.title, f.kind, key in step.needs, False, f.help) for key, f in step.asks]
        self.grid = FieldGrid([Slot(entry, session) for entry in (*own, *asks)])
        self.grid.fill({"date": session.desk.today, "worker": session.desk.caller.worker, "by": step.actor,
                        **{f"record.{key}": draft.get(key) for key, _ in step.asks}})
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self.taker = button(f"登记「{step.title}」", self._write, "save", "main")
        leads = f"登记后状态变为「{step.to}」。" if step.to else "这一步不改变状态，可以登记多次。"
        self.setLayout(column(
            label(step.title, "large"), label(leads, "quiet", wrap=True), self.grid, self._problem,
            row(None, button("返回", self.reject), self.taker), gap=0.7, edge=1.2))
        self.grid.focus_first()

    def _write(self) -> None:
        values, problems = self.grid.values()
        problems += [Problem(key, "required", f"「{self._step.title}」要填写{slot.entry.title}")
                     for key, slot in self.grid.slots.items() if slot.entry.required and values.get(key) in (None, "")]
        self._say(problems)
        if problems:
            return
        asked = {key.removeprefix("record."): value for key, value in values.items() if key.startswith("record.")}
        own = {key: value for key, value in values.items() if not key.startswith("record.")}
        with errors.told(self):
            try:
                done = save.take(self._session.desk, self._record, self._id, self._step.key, own, asked)
            except Invalid as refusal:
                self._say(refusal.problems or [Problem("", refusal.code, refusal.text)])
                return
            self._session.changed.emit(done.changes)
            warned = "".join(f"。请核对：{p.text}" for p in done.problems if p.code == "step_early")
            self._session.tell(f"已登记「{self._step.title}」{warned}")
            self.accept()

    def _say(self, problems: object) -> None:
        """Each problem at its field; those of no field here below."""
        for slot in self.grid.slots.values():
            slot.say("")
        left = [p.text for p in problems  # type: ignore[attr-defined]
                if not (self.grid.say(p.field, p.text) or self.grid.say(f"record.{p.field}", p.text))]
        self._problem.setText("；".join(left))
        self._problem.setVisible(bool(left))
