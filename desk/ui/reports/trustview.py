"""对账: every reckoning of a period, opening + in − out = closing, with what breaks it."""

from __future__ import annotations

from collections.abc import Sequence

from desk.service.periods import Period
from desk.service.trust import reconciling
from desk.service.trust.agreeing import Check
from desk.ui.parts import errors
from desk.ui.parts.lines import Lines
from desk.ui.parts.small import column, label
from desk.ui.reports.figurerows import number
from desk.ui.reports.reportpage import ReportPage
from desk.ui.session import Session
from desk.ui.tools import RowList

Row = tuple[str, int, str]


def show_rows(page: ReportPage, title: str, said: str, rows: Sequence[Row]) -> None:
    """A list of records; one clicked is opened."""
    records = page.session.desk.catalog.records
    lines = [(record, id, text or "（无名称）", records[record].title if record in records else "")
             for record, id, text in rows]
    dialog = RowList(page.window(), page.session, title, said, lines)
    dialog.exec()
    dialog.deleteLater()


class ChecksPage(ReportPage):
    """对账."""

    title = "对账"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._checks: Sequence[Check] = ()
        self.table = Lines("对账", ("项目", 34, False), ("期初", 10, True), ("＋增加", 10, True), ("－减少", 10, True),
                           ("＝应为", 10, True), ("期末", 10, True), ("单位", 6, False), ("结论", 24, False))
        self.table.asked.connect(self._open)
        said = "期初＋增加－减少应当等于期末，同一个数在台账、指标、报告中应当一样。点一行看增减的原因和对不上的记录。"
        self.setLayout(column(label(said, "quiet", wrap=True), self.table))

    def read(self, period: Period) -> list[Check]:
        return reconciling.checks(self.session.desk, period)

    def show_answer(self, answer: Sequence[Check], period: Period) -> str:
        self._checks = sorted(answer, key=lambda one: one.ok)
        self.table.put([_line(one) for one in self._checks])
        wrong = sum(not one.ok for one in answer)
        return f"{len(answer)} 项，{f'{wrong} 项对不上，排在最前' if wrong else '全部对得上'}"

    def _open(self, place: int) -> None:
        one = self._checks[place]
        said = [reckoning(one)]
        if one.parts:
            said.append("其中：" + "、".join(f"{title}{count:,}" for title, count in one.parts))
        if one.rows:
            said.append(f"下面 {len(one.rows)} 条记录使它对不上，点一条可打开更正。")
        with errors.told(self):
            show_rows(self, one.title, "\n".join(said), one.rows)


def _line(one: Check) -> list[str]:
    moved = [number(v) if v is not None else "" for v in (one.opening, one.added, one.removed)]
    gap = one.closing - one.expected
    said = "对得上" if one.ok else f"✕ 相差 {number(abs(gap))}" if gap else f"✕ {len(one.rows)} 条记录有问题"
    return [one.title, *moved, number(one.expected), number(one.closing), one.unit, said]


def reckoning(one: Check) -> str:
    """The reckoning in one line."""
    unit = one.unit
    if one.opening is None:
        return f"应为 {number(one.expected)}{unit}，实为 {number(one.closing)}{unit}。"
    return (f"期初 {number(one.opening)} ＋ 增加 {number(one.added)} － 减少 {number(one.removed)} ＝ "
            f"{number(one.expected)}{unit}，期末实为 {number(one.closing)}{unit}。")
