"""数据体检: each contradiction with its rows and the way to mend it; what is right as it is can be let stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desk.service.periods import Period
from desk.service.trust import examining
from desk.service.trust.examining import Dismissed, Finding
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.lines import Lines
from desk.ui.parts.small import boxed, button, clear, column, empty, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.reports.reasonview import ReasonDialog
from desk.ui.reports.reportpage import ReportPage
from desk.ui.session import Session


class FindingRows(Dialog):
    """The rows of a finding: a click opens one at the field to mend, a tick marks one that is right as it is.

    Accepted when rows were let stand."""

    def __init__(self, parent: QWidget, session: Session, finding: Finding) -> None:
        super().__init__(parent)
        self._session, self._finding, self._ticking = session, finding, False
        self.setWindowTitle(finding.title)
        self.resize(em(42), em(32))
        self.list = QListWidget()
        self.list.setAccessibleName(finding.title)
        self.list.setSpacing(em(0.15))
        for _, _, title in finding.rows:
            item = QListWidgetItem(title or "（无名称）")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(self._ticked)
        self.list.itemClicked.connect(self._clicked)
        self.list.itemActivated.connect(self._open)
        right = "勾选的都对，确认" if finding.confirms else "勾选的没有问题…"
        self.stander = button(right, self.confirm if finding.confirms else self.let_stand, "check")
        self.stander.setEnabled(False)
        said = f"怎么改：{finding.mend}。\n点一条打开去改；核对过没有问题的，在前面打勾，再点「{right.rstrip('…')}」。"
        foot = row(self.stander, button("全部打勾", self.tick_all), None, button("关闭", self.reject))
        why = label(f"为什么：{finding.why}", "small", wrap=True)
        self.setLayout(column(label(finding.title, "large", wrap=True), why, label(said, "quiet", wrap=True), self.list,
                              foot, edge=1))

    def chosen(self) -> list[int]:
        """The ids of the ticked rows."""
        return [id for place, (_, id, _) in enumerate(self._finding.rows)
                if self.list.item(place).checkState() == Qt.CheckState.Checked]

    def tick_all(self) -> None:
        """Tick every row."""
        for place in range(self.list.count()):
            self.list.item(place).setCheckState(Qt.CheckState.Checked)
        self._ticking = False

    def _ticked(self, _: QListWidgetItem) -> None:
        self._ticking = True
        self.stander.setEnabled(bool(self.chosen()))

    def _clicked(self, item: QListWidgetItem) -> None:
        """A click on the tick is none on the row."""
        ticked, self._ticking = self._ticking, False
        if not ticked:
            self._open(item)

    def _open(self, item: QListWidgetItem) -> None:
        record, id, _ = self._finding.rows[self.list.row(item)]
        with errors.told(self):
            self.reject()
            self._session.open_field.emit(record, id, self._finding.field)

    def confirm(self) -> None:
        """The values of the ticked rows are right."""
        with errors.told(self):
            self._session.changed.emit(examining.confirm(self._session.desk, self._finding.code, self.chosen()))
            self.accept()

    def let_stand(self) -> None:
        """Ask why, and do not ask about these rows again."""
        ids = self.chosen()
        said = f"「{self._finding.title}」中的 {len(ids)} 条以后不再提示，可以随时在「没有问题的」里拿回来重新检查。"
        dialog = ReasonDialog(self, "没有问题", said, "理由", "如：确是两个人，已上门核对", ("再想想", "没有问题"))
        with errors.told(self):
            if dialog.exec():
                examining.dismiss(self._session.desk, self._finding.code, ids, dialog.reason.text())
                self.accept()
        dialog.deleteLater()


class StandingRows(Dialog):
    """What was let stand, with who said so and why. Accepted when one was taken back."""

    def __init__(self, parent: QWidget, session: Session, rows: Sequence[Dismissed]) -> None:
        super().__init__(parent)
        self._session, self._rows = session, rows
        self.setWindowTitle("没有问题的")
        self.resize(em(52), em(32))
        self.table = Lines("没有问题的", ("记录", 22, False), ("检查项目", 26, False), ("理由", 28, False),
                           ("什么时候", 17, False), ("谁", 10, False))
        self.table.put([[one.title, one.finding, one.reason, one.at[:16], one.worker] for one in rows])
        self.table.mark(0)
        self.backer = button("重新检查这一条", self.take_back, "undo", "main")
        said = "这些记录核对过，确认没有问题，体检时不再提示。"
        self.setLayout(column(label("没有问题的", "large"), label(said, "quiet", wrap=True), self.table,
                              row(self.backer, None, button("关闭", self.reject)), edge=1))

    def take_back(self) -> None:
        """Examine the marked row again."""
        if marked := self.table.chosen():
            one = self._rows[marked[0]]
            with errors.told(self):
                examining.restore(self._session.desk, one.code, one.id)
                self.accept()


@dataclass(frozen=True)
class Seen:
    """What the page shows."""

    found: Sequence[Finding]
    standing: Sequence[Dismissed]


class ExaminePage(ReportPage):
    """数据体检."""

    title = "数据体检"
    dated = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        inner = QWidget()
        inner.setObjectName("clear")
        self.body = column(gap=0.5)
        inner.setLayout(self.body)
        self.stander = button("", self.show_standing, "check")
        self._standing: Sequence[Dismissed] = ()
        said = "记录之间互相矛盾的地方。改好一条少一条；核对过没有问题的，可以写明理由，以后不再提示。"
        head = row(label(said, "quiet", wrap=True), self.stander)
        head.setStretch(0, 1)
        self.setLayout(column(head, scrolled(inner)))

    def read(self, period: Period) -> Seen:
        return Seen(examining.examine(self.session.desk), examining.dismissed(self.session.desk))

    def show_answer(self, answer: Seen, period: Period) -> str:
        clear(self.body)
        self._standing = answer.standing
        self.stander.setText(f"没有问题的　{len(answer.standing)}")
        self.stander.setVisible(bool(answer.standing))
        for one in answer.found:
            self.body.addWidget(self._card(one))
        if not answer.found:
            self.body.addWidget(empty("check", "没有发现矛盾", "各项记录之间、身份证号与出生日期之间都对得上。"))
        self.body.addStretch(1)
        rows = sum(len(one.rows) for one in answer.found)
        return f"发现 {len(answer.found)} 类、{rows:,} 条" if answer.found else "没有发现矛盾"

    def _card(self, one: Finding) -> QWidget:
        opener = button(f"查看 {len(one.rows):,} 条", lambda: self.open(one), "open")
        opener.setAccessibleName(f"查看：{one.title}")
        head = row(label(one.title, "heading"), None, opener)
        why = label(f"为什么：{one.why}", "small", wrap=True)
        return boxed(column(head, why, label(f"怎么改：{one.mend}", wrap=True), gap=0.25, edge=0.7), role="card")

    def open(self, one: Finding) -> None:
        """The rows of a finding."""
        self._ask(FindingRows(self.window(), self.session, one))

    def show_standing(self) -> None:
        """What was let stand."""
        self._ask(StandingRows(self.window(), self.session, self._standing))

    def _ask(self, dialog: Dialog) -> None:
        with errors.told(self):
            if dialog.exec():
                self.again.emit()
        dialog.deleteLater()
