"""结账与补记: closing a period freezes its numbers; what is entered for it later is listed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QTabWidget

from desk.service.periods import Period
from desk.service.trust import closing
from desk.service.trust.closing import Beside
from desk.service.trust.frozen import Frozen
from desk.service.trust.late import Late
from desk.ui.parts import errors
from desk.ui.parts.lines import Lines
from desk.ui.parts.small import button, column, label, row
from desk.ui.reports.figurerows import number
from desk.ui.reports.reportpage import ReportPage
from desk.ui.session import Session


@dataclass(frozen=True)
class Seen:
    """What the page shows."""

    closings: Sequence[Frozen]
    late: Sequence[Late]
    beside: Sequence[Beside]
    own: Frozen | None


class ClosingPage(ReportPage):
    """The closed periods, 补记 and the numbers that would be others now."""

    title = "结账与补记"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._seen = Seen((), (), (), None)
        self._period = Period()
        self._said = label("", wrap=True)
        self.closer = button("给这段时间结账…", self.close_period, "lock", "main")
        self.late = Lines("补记", ("性质", 6, False), ("记录", 10, False), ("内容", 34, False), ("发生日期", 12, False),
                          ("改了什么", 24, False), ("登记时间", 17, False), ("登记人", 10, False))
        self.late.asked.connect(self._open)
        self.beside = Lines("数字变化", ("指标", 34, False), ("结账时", 12, True), ("现在算", 12, True),
                            ("相差", 12, True), ("单位", 8, False))
        self.closed = Lines("已结账的期间", ("期间", 28, False), ("结账时间", 17, False), ("结账人", 12, False))
        self.tabs = QTabWidget()
        self.tabs.addTab(self.late, "补记")
        self.tabs.addTab(self.beside, "如果计入，会变的数")
        self.tabs.addTab(self.closed, "已结账的期间")
        line = row(self._said, self.closer)
        line.setStretch(0, 1)
        said = "结账后，这段时间报出去的数不再变动。以后仍可补登，会标上「补记」列在下面，不会悄悄改动已报的数。"
        self.setLayout(column(label(said, "quiet", wrap=True), line, self.tabs))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]

    def read(self, period: Period) -> Seen:
        desk = self.session.desk
        own = closing.closing_of(desk, period)
        return Seen(closing.closings(desk), closing.late_entries(desk, period), closing.beside(desk, period), own)

    def show_answer(self, answer: Seen, period: Period) -> str:
        self._seen, self._period = answer, period
        records = self.session.desk.catalog.records
        self.late.put([[one.what, records[one.record].title, one.title, one.date or "没有日期", "、".join(one.fields),
                        one.at[:16], one.worker] for one in answer.late])
        self.beside.put([[one.title, number(one.printed), number(one.now), _gap(one), one.unit]
                         for one in answer.beside])
        self.closed.put([[f"{one.since} 至 {one.until}", one.at[:16], one.worker] for one in answer.closings])
        self.tabs.setTabText(0, f"补记　{len(answer.late)}")
        self.tabs.setTabText(1, f"如果计入，会变的数　{len(answer.beside)}")
        self.tabs.setTabText(2, f"已结账的期间　{len(answer.closings)}")
        whole = period.text(self.session.desk.today)
        own = answer.own
        self._said.setText(f"{whole}：已于 {own.at[:10]} 由{own.worker}结账。" if own else f"{whole}：还没有结账。")
        self.closer.setVisible(own is None)
        return ""

    def close_period(self) -> None:
        """Ask, then freeze."""
        words = self._period.text(self.session.desk.today)
        with errors.told(self):
            said = f"给{words}结账？结账后不能取消，这段时间的数字从此固定。"
            if errors.ask(self, "结账", said, "结账", "先不结账") == 0:
                closing.close(self.session.desk, self._period)
                self.session.tell(f"{words}已结账")
                self.again.emit()

    def _open(self, place: int) -> None:
        one = self._seen.late[place]
        with errors.told(self):
            self.session.open_record.emit(one.record, one.id)


def _gap(one: Beside) -> str:
    return "" if one.printed is None or one.now is None else f"{round(one.now - one.printed, 2):+,}"
