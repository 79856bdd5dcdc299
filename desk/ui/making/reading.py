"""Making a ledger or a figure: conditions, the sentence read back, the number and the rows as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desk import clock
from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.figures import FigureValue
from desk.service.lists import query as lists
from desk.service.lists.query import Query
from desk.service.own import making
from desk.spec import Condition
from desk.ui.fields.picking import PickLine
from desk.ui.making import offers
from desk.ui.making.conditionview import ConditionEditor
from desk.ui.parts.background import Background
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.period import PeriodButton, year
from desk.ui.parts.small import boxed, button, column, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.reports.figurerows import compared, said
from desk.ui.session import Session
from desk.ui.tables.gridview import Grid

_PAUSE = 300
"""Milliseconds after the last click or letter before the number is computed."""
_ROOM = 32
"""A window lower than so many lines shows the rows only when they are asked for."""


@dataclass(frozen=True)
class Counted:
    """The rows chosen, and of a figure its value. `desk` knows what is being made."""

    desk: Desk
    query: Query
    ids: Any
    value: FigureValue | None = None


class Maker(Dialog):
    """Makes or changes one; `made` is its key when it was kept."""

    word, example = "台账", "如：近一年没有走访的独居老人"

    def __init__(self, parent: QWidget, session: Session, own: making.Own | None = None) -> None:
        super().__init__(parent)
        self._session, self._own, self.made = session, own, ""
        self._back = Background()
        self._ledger = ""
        self.setWindowTitle(f"{'修改' if own else '新做一个'}{self.word}")
        self.name = QLineEdit(own.title if own else "")
        self.name.setPlaceholderText(self.example)
        self.name.setAccessibleName("名称")
        self.ledger = PickLine(lambda text: offers.ledgers(session.desk, text), keeps=True)
        self.ledger.setAccessibleName("从哪本台账")
        self.where = ConditionEditor(session)
        self.period = PeriodButton(year(clock.today()))
        self.sentence, self.number = label("", wrap=True), label("", "huge")
        self.compared = label("", "quiet", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.rows = Grid()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.compute)
        self._lay_out()
        self.ledger.picked.connect(lambda choice: self.take(choice.value))
        for signal in (self.where.changed, self.period.changed, self.name.textEdited):
            signal.connect(lambda *_: self._timer.start())

    def _middle(self) -> list[QWidget]:
        """What stands between the conditions and the sentence."""
        return []

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("clear")
        inner.setLayout(column(self.where, *self._middle(), None, gap=0.6))
        self.about = (label("从", "quiet"), label("里选出满足下面条件的记录", "quiet"))
        top = row(self.about[0], self.ledger, self.about[1], None, self.period)
        top.setStretch(1, 1)
        self.reading = boxed(column(self.sentence, row(self.number, self.compared, None), self.problem, gap=0.2,
                                    edge=0.6), role="info")
        self.keeper = button("保存", self.keep, "save", "main")
        self.lister = button("看名单", self._fit)
        self.lister.setCheckable(True)
        foot = row(self.lister, None, button("取消", self.reject), self.keeper)
        names = row(label("名称", "quiet"), self.name)
        self.chosen = scrolled(inner)
        self.setLayout(column(names, top, self.chosen, self.reading, self.rows, foot, gap=0.6, edge=1))
        self.layout().setStretch(2, 5)  # type: ignore[union-attr]
        self.layout().setStretch(4, 2)  # type: ignore[union-attr]
        room = self.screen().availableGeometry()
        self.resize(min(em(62), round(room.width() * 0.94)), min(em(52), round(room.height() * 0.95)))

    @property
    def has_rows(self) -> bool:
        """Whether there are rows to show."""
        return True

    def _fit(self) -> None:
        """The sentence and the number always whole; without room for both, either the clicks or the rows."""
        low = self.height() < em(_ROOM)
        self.lister.setVisible(low and self.has_rows)
        listed = self.has_rows and self.lister.isChecked()
        self.rows.setVisible(listed if low else self.has_rows)
        self.chosen.setVisible(not (low and listed))
        self.reading.setMinimumHeight(max(0, self.reading.heightForWidth(self.reading.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def take(self, ledger: str, where: Condition | None = None) -> None:
        """Start from a ledger, perhaps with conditions."""
        known = self._session.desk.catalog.ledger(ledger)
        self._ledger = ledger
        self.ledger.setText(known.title)
        self.where.show_record(known.record, where)
        self._shown(known.record)
        self._timer.start()

    def _shown(self, record: str) -> None:
        """Another record was chosen."""

    # what it comes to

    def kind(self) -> str:
        return "ledger"

    def spec(self) -> dict[str, Any]:
        """What would be kept. Raises Invalid with what is missing."""
        raise AssertionError(type(self).__name__)

    def query(self) -> Query:
        """The rows chosen."""
        since, until = self.period.span
        desk = self._session.desk
        state = lists.time_of(desk, desk.catalog.ledger(self._ledger)) == "state"
        return Query(self._ledger, self.where.condition(), since=None if state else since,
                     until=None if state else until, on=until if state and until and until < desk.today else None)

    def compute(self) -> None:
        """Say what it reads as and what it comes to."""
        desk = self._session.desk
        try:
            spec = self.spec()
            spec["title"] = spec["title"] or "未命名"
            self.sentence.setText(making.words(desk, self.kind(), spec))
            query = self.query()
            self._tell("")
            self._fit()
        except Invalid as refusal:
            self._tell(refusal.text)
            return
        self._back.ask("maker", lambda: self._counted(spec, query), self._show, self._failed)

    def _counted(self, spec: dict[str, Any], query: Query) -> Counted:
        raise AssertionError(type(self).__name__)

    def _show(self, found: Counted) -> None:
        self.number.setText(said(found.value) if found.value else f"{len(found.ids):,} 条")
        self.compared.setText(compared(found.value) if found.value else "")
        self._fit()
        self.rows.show_rows(lists.columns(found.desk, found.query.ledger), found.ids,
                            lambda some: lists.texts(found.desk, found.query, some))

    def _failed(self, error: Exception) -> None:
        self._tell(getattr(error, "text", "算不出来，请检查上面的条件"))

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            self.sentence.setText("")
            self.number.setText("—")
            self.compared.setText("")
            self._fit()

    def keep(self) -> None:
        """Keep it under its name."""
        try:
            self.made = making.make(self._session.desk, self.kind(), self.spec(), self._own.key if self._own else "")
        except Invalid as refusal:
            self._tell(refusal.text)
            if not self.name.text().strip():
                self.name.setFocus()
            return
        self.accept()

    def done(self, result: int) -> None:
        self._timer.stop()
        self._back.close()
        super().done(result)
