"""已出具的报告: what was given out, reprinted to the same bytes, its numbers as they were, voided with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from desk.service.periods import Period
from desk.service.trust import closing
from desk.service.trust.frozen import Frozen
from desk.service.trust.readings import Fixed
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog, ask_out
from desk.ui.parts.flow import Flow
from desk.ui.parts.lines import Lines
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.reports.figurerows import number
from desk.ui.reports.reasonview import ReasonDialog
from desk.ui.reports.reportpage import ReportPage
from desk.ui.reports.trustview import show_rows
from desk.ui.session import Session


class PrintedFigures(Dialog):
    """The figures of an issued report as they were that day; one that was printed leads to its rows."""

    def __init__(self, page: ReportPage, paper: Frozen, figures: dict[str, Fixed]) -> None:
        super().__init__(page.window())
        self._page, self._paper = page, paper
        self._known = sorted(figures.items(), key=lambda pair: not pair[1].definition)
        self.setWindowTitle("出具时的数字")
        self.resize(em(52), em(36))
        self.table = Lines("出具时的数字", ("指标", 30, False), ("数字", 12, True), ("单位", 6, False),
                           ("上年", 12, True), ("印在报告里", 10, False), ("口径", 34, False))
        self.table.put([[one.title, number(one.value), one.unit, number(one.last_year), "是" if one.definition else "",
                         one.definition] for _, one in self._known])
        self.table.asked.connect(self._open)
        said = f"{paper.at[:16]} 由{paper.worker}出具。印在报告里的数字可以点开看当时的名单。"
        self.setLayout(column(label(paper.title, "large", wrap=True), label(said, "quiet", wrap=True), self.table,
                              row(None, button("关闭", self.reject)), edge=1))

    def _open(self, place: int) -> None:
        key, one = self._known[place]
        with errors.told(self):
            rows = closing.printed_rows(self._page.session.desk, self._paper.id, key)
            show_rows(self._page, one.title, f"出具时为 {number(one.value)} {one.unit}。{one.definition}", rows)


class PapersPage(ReportPage):
    """The issued reports, newest first."""

    title = "已出具的报告"
    dated = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._papers: Sequence[Frozen] = ()
        self.table = Lines("已出具的报告", ("报告", 34, False), ("期间", 24, False), ("出具时间", 17, False),
                           ("出具人", 10, False), ("状态", 30, False))
        self.table.asked.connect(lambda _: self._enable())
        self.table.doubleClicked.connect(lambda _: self.look())
        self._nothing = empty("file", "还没有出具过报告",
                              "在左边选一份报告，点「出具并存档」：纸上的每个数从此留底，可以原样重印。")
        self.looker = button("查看", self.look, "eye", "main")
        self.keeper = button("原样另存…", self.reprint, "save")
        self.numbers = button("当时的数字", self.figures, "table")
        self.voider = button("作废…", self.void, "close", "danger")
        tools = Flow()
        tools.fill([self.looker, self.keeper, self.numbers, self.voider])
        self.setLayout(column(tools, self.table, self._nothing))

    def read(self, period: Period) -> list[Frozen]:
        return closing.issued(self.session.desk)

    def show_answer(self, answer: Sequence[Frozen], period: Period) -> str:
        self._papers = answer
        self.table.put([[one.title, f"{one.since} 至 {one.until}", one.at[:16], one.worker, _state(one)]
                        for one in answer])
        self.table.setVisible(bool(answer))
        self._nothing.setVisible(not answer)
        if answer:
            self.table.mark(0)
        self._enable()
        return f"共 {len(answer)} 份" if answer else ""

    def _enable(self) -> None:
        one = self.chosen()
        for tool in (self.looker, self.keeper, self.numbers, self.voider):
            tool.setEnabled(one is not None)
        if one is not None:
            self.voider.setEnabled(not one.void_at)

    def chosen(self) -> Frozen | None:
        """The paper marked."""
        marked = self.table.chosen()
        return self._papers[marked[0]] if marked and marked[0] < len(self._papers) else None

    def _with(self, then: Callable[[Frozen], None]) -> None:
        if (one := self.chosen()) is not None:
            with errors.told(self):
                then(one)

    def look(self) -> None:
        """The stored pages."""
        self._with(self._look)

    def _look(self, one: Frozen) -> None:
        from desk.ui.parts.viewer import Viewer

        with TemporaryDirectory() as folder:
            file = closing.reprint(self.session.desk, one.id, Path(folder) / "paper.pdf")
            viewer = Viewer(self.window(), one.title, file, one.title)
            viewer.exec()
            viewer.deleteLater()

    def reprint(self) -> None:
        """The same bytes once more."""
        self._with(self._reprint)

    def _reprint(self, one: Frozen) -> None:
        if out := ask_out(self, "原样另存", one.title, "pdf"):
            closing.reprint(self.session.desk, one.id, out)
            self.session.tell(f"已保存到 {out}，与出具时一字不差")

    def figures(self) -> None:
        """The numbers as they were."""
        self._with(self._figures)

    def _figures(self, one: Frozen) -> None:
        dialog = PrintedFigures(self, one, closing.printed(self.session.desk, one.id))
        dialog.exec()
        dialog.deleteLater()

    def void(self) -> None:
        """Mark it as void."""
        self._with(self._void)

    def _void(self, one: Frozen) -> None:
        said = f"《{one.title}》（{one.at[:10]} 出具）作废后仍留存、仍可查看，不能再恢复。"
        dialog = ReasonDialog(self.window(), "作废这份报告", said, "作废原因", "如：走访次数有误，已另行出具",
                              ("不作废", "作废"))
        if dialog.exec():
            closing.void(self.session.desk, one.id, dialog.reason.text())
            self.session.tell("已作废，留底仍可查看")
            self.again.emit()
        dialog.deleteLater()


def _state(one: Frozen) -> str:
    if one.void_at:
        return f"已作废（{one.void_at[:10]} {one.void_by}：{one.void_reason}）"
    return "有效" if one.final else "有效，出具时本期还没有结束"
