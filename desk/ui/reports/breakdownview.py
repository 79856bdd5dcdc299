"""分组统计: any ledger by one or two groupings, with totals, shares, last year's and a chart; cells lead to rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QMenu, QTabWidget, QWidget

from desk.errors import Invalid
from desk.service.figures import breakdown_papers as papers
from desk.service.figures import breakdowns
from desk.service.figures.breakdowns import Breakdown
from desk.service.lists.query import Query
from desk.service.own import making
from desk.service.periods import Period
from desk.service.trust.marks import recounted
from desk.spec import Condition, from_json, to_json
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.making import offers
from desk.ui.making.formparts import Json
from desk.ui.making.naming import asked_name
from desk.ui.making.rowforms import GroupLine, MeasureLine
from desk.ui.parts import errors, jobs
from desk.ui.parts.chartview import ChartView
from desk.ui.parts.dialog import ask_out
from desk.ui.parts.flow import Flow
from desk.ui.parts.lines import Lines
from desk.ui.parts.small import button, column, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.reports.figurerows import NumberRows, number
from desk.ui.reports.reportpage import ReportPage
from desk.ui.session import Session


@dataclass(frozen=True)
class Wish:
    """What is to be grouped: rows, one or two groupings, what is counted."""

    query: Query
    by: tuple[str, ...]
    measure: Json


@dataclass(frozen=True)
class Seen:
    """The table, and what it shows of a closed time."""

    table: Breakdown
    closed: str


def _named(title: str, widget: QWidget) -> QWidget:
    """A box with its word before it, which stay together."""
    made = QWidget()
    made.setObjectName("clear")
    made.setLayout(row(label(title, "quiet"), widget, gap=0.35))
    return made


class BreakdownPage(ReportPage):
    """The table asked for, and its chart."""

    title = "分组统计"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._ledger = ""
        self._where: Condition | None = None
        self._table: Breakdown | None = None
        self._wish: Wish | None = None
        self._missing = ""
        self.ledger = PickLine(self._ledgers, keeps=True)
        self.ledger.setAccessibleName("台账")
        self.ledger.setMinimumWidth(em(10))
        self.by, self.then = GroupLine(session, "按什么分"), GroupLine(session, "（不再分）")
        self.measure = MeasureLine(session)
        self.kept = PickLine(self._offered)
        self.kept.setPlaceholderText("打开存好的统计")
        self.kept.setAccessibleName("打开存好的统计")
        self.kept.setMinimumWidth(em(10))
        self.words, self.closed = label("", "quiet", wrap=True), label("", wrap=True)
        self.table = Lines("分组统计")
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.asked.connect(lambda place: self._open(place, self.table.currentIndex().column()))
        self.chart = ChartView()
        self._lay_out()
        self.ledger.picked.connect(lambda choice: self._take(choice.value))
        self.kept.picked.connect(lambda choice: self._open_kept(choice.value))
        for form in (self.by, self.then, self.measure):
            form.changed.connect(self.again)

    def _lay_out(self) -> None:
        tools, inner = Flow(), QWidget()
        out = button("保存和导出", None, "export")
        menu = QMenu(out)
        for text, act in (("存好这个统计…", self._keep), ("导出Excel", self.save_as),
                          ("另存为PDF", lambda: self._save("pdf")), ("打印预览", self.print_report)):
            menu.addAction(text, act)
        out.setMenu(menu)
        tools.fill([*(_named(*one) for one in (("台账", self.ledger), ("按", self.by), ("再按", self.then),
                                               ("统计", self.measure))), self.kept, out])
        self.views = QTabWidget()
        self.views.setMinimumHeight(em(15))
        self.views.addTab(self.table, "表格")
        self.views.addTab(self.chart, "统计图")
        inner.setObjectName("clear")
        inner.setLayout(column(tools, row(self.words), self.closed, self.views))
        inner.layout().setStretch(3, 1)  # type: ignore[union-attr]
        self.setLayout(column(scrolled(inner)))

    def _ledgers(self, text: str) -> list[Choice]:
        return offers.ledgers(self.session.desk, text)

    def _take(self, ledger: str, where: Condition | None = None) -> None:
        self.put_ledger(ledger, where)
        self.again.emit()

    def put_ledger(self, ledger: str, where: Condition | None = None) -> None:
        """Choose a ledger, perhaps only its rows of a condition."""
        desk = self.session.desk
        known = desk.catalog.ledger(ledger)
        self._ledger, self._where = ledger, where
        self.ledger.setText(known.title)
        for form in (self.by, self.then, self.measure):
            form.show_record(known.record)
        groups = [one.value for one in offers.groupings(desk.catalog, known.record)]
        event = known.event or desk.catalog.record(known.record).event
        self.by.choose("month" if event else next((by for by in ("building", "estate") if by in groups), groups[0]))
        self.then.choose("")

    # kept under a name

    def _offered(self, text: str) -> list[Choice]:
        return offers.picked([Choice(one, one.title) for one in making.own(self.session.desk, "breakdown")], text)

    def _open_kept(self, own: making.Own) -> None:
        with errors.told(self):
            if own.broken:
                raise Invalid("broken", f"「{own.title}」打不开：{own.broken}")
            where = own.spec.get("where")
            self.put_ledger(str(own.spec["ledger"]), from_json(where) if where else None)
            for form, by in zip((self.by, self.then), (*own.spec["by"], ""), strict=False):
                form.choose(str(by))
            self.measure.put(dict(own.spec["measure"]))
            self.again.emit()

    def _keep(self) -> None:
        with errors.told(self):
            wish = self.wish()
            name = self.kept.text().strip() or (self._table.title if self._table else "")
            if not (name := asked_name(self, "存好这个统计", name)):
                return
            same = [one.key for one in making.own(self.session.desk, "breakdown") if one.title == name]
            where = to_json(wish.query.where) if wish.query.where is not None else None
            spec = {"title": name, "ledger": wish.query.ledger, "by": wish.by, "measure": wish.measure, "where": where}
            making.make(self.session.desk, "breakdown", spec, same[0] if same else "")
            self.kept.setText(name)
            self.session.tell(f"已存好「{name}」，以后从“打开存好的统计”里选")

    def wish(self) -> Wish:
        """What the boxes say. Raises Invalid where something is missing."""
        if not self._ledger:
            self.put_ledger("visit" if "visit" in self.session.desk.catalog.ledgers else "resident")
        by = tuple(dict.fromkeys(one.value for one in (self.by, self.then) if one.value))
        if not by:
            raise Invalid("required", "请选择按什么分组")
        return Wish(Query(self._ledger, self._where), by, self.measure.json())

    def read(self, period: Period) -> Seen:
        assert self._wish is not None
        desk, wish = self.session.desk, self._wish
        table = breakdowns.breakdown(desk, wish.query, wish.by, wish.measure, period)
        kind, path = wish.measure["kind"], wish.measure.get("path", "")
        return Seen(table, recounted(desk, wish.query, f"total:{path}" if kind == "sum" else kind, period))

    def prepare(self) -> None:
        """Before it is read in another thread: keep what the boxes say; what is not finished is told, not counted."""
        try:
            self._wish, self._missing = self.wish(), ""
        except Invalid as refusal:
            self._missing = refusal.text

    def show_answer(self, seen: Seen, period: Period) -> str:
        answer = self._table = seen.table
        self.closed.setText(seen.closed)
        self.closed.setVisible(bool(seen.closed))
        first, *others = papers.head(answer)
        self.table.head((first, 22, False), *((title, 9, True) for title in others))
        self.table.put(papers.texts(answer))
        unit = f"，单位：{answer.unit}" if answer.unit else ""
        self.words.setText(f"{answer.title}（{answer.period_text}）：{answer.measure}{unit}。{answer.note}")
        self.views.setTabEnabled(1, bool(answer.lines))
        if answer.lines:
            self.chart.show_chart(papers.chart(answer))
        return self._missing or "点一个数可看名单"

    def _open(self, place: int, at: int) -> None:
        table, wish = self._table, self._wish
        if table is None or wish is None:
            return
        line = papers.lines(table)[place]
        inner, before = 0 < at <= len(table.heads), papers.head(table)[max(0, at)] == papers.BEFORE
        head = table.head_keys[at - 1] if inner else ...
        value = line.cells[at - 1] if inner else line.last_year if before else line.total
        told = (line.title, table.heads[at - 1] if inner else papers.BEFORE if before else "")
        title = "，".join(t for t in told if t)
        with errors.told(self):
            rows = breakdowns.cell_rows(self.session.desk, wish.query, table, line.key, head, last_year=before)
            when = table.before_text if before else table.period_text
            meaning = f"{when}。口径：{table.title}，{table.measure}。{table.note}"
            dialog = NumberRows(self.window(), self.session, title, f"{number(value)} {table.unit}", "", meaning,
                                [(one.record, one.id, one.title, one.date) for one in rows])
            dialog.exec()
            dialog.deleteLater()

    def save_as(self) -> None:
        """As a workbook."""
        self._save("xlsx")

    def _save(self, kind: str) -> None:
        with errors.told(self):
            if self._table is not None and (out := ask_out(self, "另存分组统计", self._table.title, kind)):
                jobs.run(self, "正在写出", papers.write(self.session.desk, self._table, out))
                self.session.tell(f"已保存到 {out}")

    def print_report(self) -> None:
        """The finished pages."""
        from desk.ui.parts.viewer import Viewer

        with errors.told(self), TemporaryDirectory() as folder:
            if self._table is None:
                return
            file = Path(folder) / "breakdown.pdf"
            jobs.run(self, "正在排版", papers.write(self.session.desk, self._table, file))
            viewer = Viewer(self.window(), self._table.title, file, f"{self.session.desk.name}{self._table.title}")
            viewer.exec()
            viewer.deleteLater()
