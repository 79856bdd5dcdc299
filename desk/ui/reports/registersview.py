"""我们登记哪些台账: which registers the office keeps, since when; what is not kept is unknown, not nought."""

from __future__ import annotations

from collections.abc import Sequence

from desk.errors import Invalid
from desk.kinds import Date
from desk.service import registers
from desk.service.periods import Period
from desk.service.registers import NEVER, Register
from desk.ui.fields.dates import DateEditor
from desk.ui.parts import errors
from desk.ui.parts.flow import Flow
from desk.ui.parts.lines import Lines
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, column, label
from desk.ui.parts.theme import em
from desk.ui.reports.reportpage import ReportPage
from desk.ui.search import SearchBox
from desk.ui.session import Session

_SAID = ("没有另外说明的，从建账日起登记。开始登记以前、或者不登记的，指标写「不知道」，不当作零，也不拿来比增减；"
         "报告里只有从头到尾都在登记的才写「没有」。点一行，再说明它从哪天起登记。")


class RegistersPage(ReportPage):
    """The registers, and a line to say since when one is kept."""

    title = "我们登记哪些台账"
    dated = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._all: Sequence[Register] = ()
        self._shown: list[Register] = []
        self._chosen = ""
        self.search = SearchBox("台账名称或拼音首字母")
        self.which = label("还没有选台账", "heading")
        self.since = DateEditor(Date())
        self.since.setFixedWidth(em(9))
        self.keeper = button("从这天起登记", self.keep, "save", "main")
        self.never = button("我们不登记", lambda: self._put(NEVER))
        self.plain = button("照建账日", lambda: self._put(""))
        self.problem = label("", "problem", wrap=True)
        self.table = Lines("我们登记哪些台账", ("台账", 30, False), ("属于", 14, False), ("从哪天起登记", 16, False),
                           ("怎么定的", 12, False), ("第一条", 12, False), ("记录数", 10, True))
        tools = Flow()
        tools.fill([self.which, self.since, self.keeper, self.never, self.plain])
        self.setLayout(column(label(_SAID, "quiet", wrap=True), tools, self.problem, self.search, self.table))
        self.search.sought.connect(lambda _: self._fill())
        self.search.left_down.connect(self.table.setFocus)
        self.table.asked.connect(self._choose)

    def read(self, period: Period) -> list[Register]:
        return registers.registers(self.session.desk)

    def show_answer(self, answer: Sequence[Register], period: Period) -> str:
        self._all = answer
        self._fill()
        said = sum(bool(one.since) for one in answer)
        return f"建账日 {self.session.desk.started or '没有填'}，{f'另外说明了 {said} 项' if said else '都照建账日'}"

    def _fill(self) -> None:
        self._shown = [one for one in self._all if matches(self.search.text(), one.title)]
        self.table.put([_line(one, self.session.desk.started) for one in self._shown])

    def _choose(self, place: int) -> None:
        """A register to be spoken of; the day of its first row is suggested."""
        one = self._shown[place]
        self._chosen = one.key
        self.which.setText(one.title)
        self.since.put(next((day for day in (one.since, one.first, one.holds) if day and day != NEVER), None))
        self.problem.setText("")

    def keep(self) -> None:
        """Since the day that is written."""
        try:
            day = self.since.value()
        except Invalid as refusal:
            self.problem.setText(refusal.text)
            return
        if day:
            self._put(str(day))
        else:
            self.problem.setText("请填写从哪天起登记")

    def _put(self, since: str) -> None:
        if not self._chosen:
            self.problem.setText("请先在下面点一项台账")
            return
        with errors.told(self):
            registers.confirm_in_use(self.session.desk, self._chosen, since)
            self.session.tell("已保存")
            self.session.changed.emit({})
            self.again.emit()


def _line(one: Register, started: str) -> list[str]:
    holds = one.holds or "没有填建账日"
    by = "另外说明" if one.since else "照建账日" if one.holds == started else f"照「{one.under}」"
    return [one.title, one.under, holds if one.kept else "不登记", by, one.first, f"{one.rows:,}"]
