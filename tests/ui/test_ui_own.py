"""Ledgers and figures of one's own by clicking; breakdowns; a number leads to its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from unforeseen import FIGURES

from desk.records import Request, Resident, Standing, Visit
from desk.service import figures
from desk.service.figures import breakdown_papers as papers
from desk.service.figures import breakdowns
from desk.service.lists.query import Query, count, ids
from desk.service.own import making
from desk.service.own.choices import RowsChoice, rows_for
from desk.service.periods import Period
from desk.spec import AsOf, Children, Compare, Condition, Day, Is, Linked, Or, all_of, any_row, to_json
from desk.spec.figure import Grouped
from desk.spec.measures import of_json
from desk.ui import commands
from desk.ui.fields.base import Choice
from desk.ui.making.conditionview import ConditionEditor
from desk.ui.making.maker import FigureMaker, LedgerMaker
from desk.ui.making.ownlist import OwnList
from desk.ui.making.termview import FixedTerm
from desk.ui.parts import errors
from desk.ui.parts.theme import THEME
from desk.ui.reports import breakdownview
from desk.ui.reports.figurerows import TotalRows
from desk.ui.shell import MainWindow
from desk.ui.tables.filters import Picked

Settle = Callable[[MainWindow], None]
Answer = Callable[..., None]


def ready(maker: LedgerMaker | FigureMaker) -> None:
    """Compute now, and let the number arrive."""
    maker._timer.stop()
    maker.compute()
    for _ in range(3):
        maker._back.settle()


def choice(window: MainWindow, record: str, source: str, via: str, link: str = "") -> RowsChoice:
    """The rows to click that lead to a record."""
    return next(one for one in rows_for(window.session.desk.catalog, record)
                if (one.record, one.via, one.link) == (source, via, link))


def test_ledger_with_linked_rows_reads_as_a_sentence_and_is_used_at_once(
    window: MainWindow, settle: Settle, answer: Answer
) -> None:
    window.go("residents")
    settle(window)
    seen: dict[str, str] = {}

    def click(maker: LedgerMaker) -> None:
        maker.take("elder_60")
        age = maker.where.add("age(birth)")
        age.op.setCurrentIndex(age.op.findData(">="))
        age.value.setText("70")
        rows = maker.where.add_rows()
        rows.take(choice(window, "resident", "visit", "resident"))
        rows.has.setCurrentIndex(1)
        maker.name.setText("七十岁以上没走访的老人")
        ready(maker)
        seen["sentence"], seen["number"] = maker.sentence.text(), maker.number.text()
        maker.keep()

    answer(click)
    commands.make_ledger(window)
    settle(window)
    assert "年龄满70周岁" in seen["sentence"]
    assert "近12个月内没有走访记录" in seen["sentence"]
    tab = window.ledger_tab()
    assert tab is not None
    assert tab.title() == "七十岁以上没走访的老人"
    rows = count(window.session.desk, Query(tab.pane.ledger))
    assert seen["number"] == f"{rows:,} 条"
    assert tab.pane.grid.rows.rowCount() == rows > 0
    assert tab.pane.ledger in set(tab.side.keys())


def test_filter_is_kept_as_a_ledger(window: MainWindow, settle: Settle, answer: Answer) -> None:
    window.go("residents")
    settle(window)
    pane = window.ledger_tab().pane
    assert not pane.keeper.isVisible()
    pane.bar._take(Picked("sex", "性别", ("2",), ("女",)))
    women = pane.grid.rows.rowCount()
    assert pane.keeper.isVisible()

    def name(maker: LedgerMaker) -> None:
        maker.name.setText("女性居民名册")
        maker.keep()

    answer(name)
    pane.keeper.click()
    settle(window)
    tab = window.ledger_tab()
    assert (tab.title(), tab.pane.grid.rows.rowCount()) == ("女性居民名册", women)


def test_what_is_not_finished_is_said_at_the_place(window: MainWindow, qtbot: QtBot) -> None:
    maker = LedgerMaker(window, window.session, None, "resident")
    maker.show()
    maker.where.add("birth")
    term = maker.where.terms[-1]
    term.op.setCurrentIndex(term.op.findData("<"))  # type: ignore[attr-defined]
    ready(maker)
    assert maker.problem.text() == "请填写比较的值"
    term.value.setText("二月三十")  # type: ignore[attr-defined]
    ready(maker)
    assert "日期" in maker.problem.text()
    while maker.where.terms:
        maker.where.drop(maker.where.terms[0])
    maker.keep()
    assert maker.problem.text() == "请填写台账的名称"
    maker.reject()


@pytest.mark.parametrize(("kind", "measure", "said"), [
    ("plain", {"kind": "count"}, "计数"), ("plain", {"kind": "distinct", "path": "visitor"}, "按走访人计数"),
    ("grouped", {"kind": "grouped", "by": "month", "how": "reach", "target": 3}, "不少于3"),
    ("grouped", {"kind": "grouped", "by": "day&visitor", "how": "average", "target": 1}, "每天每个走访人计数，取平均"),
    ("grouped", {"kind": "grouped", "by": "band:resident.age(birth):60,80", "how": "max"}, "每个居民的年龄分段计数"),
    ("names", {"kind": "grouped", "by": "resident", "how": "names"}, "有记录的居民名单"),
    ("streak", {"kind": "streak", "unit": "month", "having": False, "current": True}, "连续没有记录"),
    ("growth", {"kind": "growth", "of": "visit_count", "on": "last_year", "percent": False}, "增减"),
    ("formula", {"kind": "formula", "text": "visit_count / max(months, 1) - visit_count@last_year / 12"},
     "上年同期的「走访人次」 ÷ 12"),
    ("against", {"kind": "against", "of": "visit_count", "target": 100, "how": "gap", "at_most": True},
     "目标不超过100"),
    ("share", {"kind": "share", "part": {"path": "category", "is": ["home"]}}, "走访方式为入户走访的占比"),
    ("balance", {"kind": "balance", "path": "", "into": {"path": "category", "is": ["home"]}}, "减去其余"),
])
def test_figures_of_every_form_are_clicked_and_clicked_again(
    window: MainWindow, kind: str, measure: dict[str, Any], said: str
) -> None:
    maker = FigureMaker(window, window.session)
    maker.show()
    form = maker.form.choose(kind)
    form.put(measure)
    assert of_json(form.json()) == of_json(measure)
    maker.name.setText("自拟指标")
    ready(maker)
    assert (maker.problem.text(), maker.number.text() not in ("", "—")) == ("", True)
    assert said in maker.sentence.text()
    maker.keep()
    desk, period = window.session.desk, Period("2026-01-01", "2026-12-31")
    value = figures.compute(desk, period, [maker.made])[0]
    assert value.value is not None or value.text
    again = FigureMaker(window, window.session, making.own(desk)[0])
    assert again.form.kind.currentData() == kind
    assert of_json(again.spec()["measure"]) == of_json(measure)
    again.reject()


@pytest.mark.parametrize(("ledger", "measure"), [
    ("case", {"kind": "parts", "part": "parties", "field": "resident", "different": True, "where": {
        "path": "side", "is": ["respondent"]}}),
    ("dibao", {"kind": "months", "path": "resident", "least": 3}), ("dibao", {"kind": "months", "path": "resident"}),
    ("given", {"kind": "balance", "path": "amount", "opening": True, "into": {"path": "direction", "is": ["in"]}}),
    ("case", {"kind": "median", "path": "days(date|concluded)"}),
    ("visit", {"kind": "grouped", "by": "month", "how": "max",
               "measure": {"kind": "share", "part": {"path": "category", "is": ["home"]}}}),
])
def test_a_stored_figure_is_never_changed_by_opening_it(
    window: MainWindow, ledger: str, measure: dict[str, Any]
) -> None:
    desk = window.session.desk
    making.make(desk, "figure", {"title": "自拟", "ledger": ledger, "measure": measure, "unit": "个"})
    maker = FigureMaker(window, window.session, making.own(desk)[0])
    assert of_json(maker.spec()["measure"]) == of_json(measure)
    maker.reject()


TO_HOME = "first(household|resident.home.household)"

CONDITIONS = [
    ("resident", Children("visit", "resident", "=", 0, Visit.date.last(days=90))),
    ("resident", Children("visit", "resident", ">=", 3, all_of(Visit.date.in_period(), Visit.category.is_("home")))),
    ("resident", Linked("home.household", Children("residence", "household", "=", 0, Compare(
        "resident.age(birth)", "<", 60)))),
    ("household", Children("residence", "household", ">=", 2, Linked("resident", any_row(
        "standing", "resident", Standing.category.is_("disability"))))),
    ("resident", Or((Resident.sex.is_("2"), all_of(Resident.age >= 60, Resident.birth.filled())))),
    ("visit", all_of(Is("resident", (1,)), Visit.date.last(months=6), Is("weekday(date)", ("6", "7")))),
    ("request", all_of(Request.state.classed("open"), Request.due < Day("on"))),
    ("place", Children("case", "place", ">=", 2, None, False, True)),
    ("resident", any_row("standing", "resident", None, ever=True)),
    ("visit", Linked("resident", any_row("standing", "resident", Standing.category.is_("dibao")))),
    ("visit", AsOf("on", Linked("resident", any_row("standing", "resident")))),
    ("visit", AsOf("on", Compare("resident.age(birth)", ">=", 80))),
    ("visit", Compare("resident.age(birth)", ">=", 80)),
    ("visit", all_of(Is(TO_HOME, (1,)), Linked(TO_HOME, any_row("standing", "household")))),
]


def test_households_without_a_visit_are_counted_by_clicking(window: MainWindow) -> None:
    """The household named or the person's, fewer than two visits, among all households: nothing is typed but the 2."""
    maker = FigureMaker(window, window.session, ledger="visit")
    maker.show()
    form = maker.form.choose("grouped")
    offered = {one.title: one.value for one in form.by.by.offer("")}
    form.by.choose(offered["家庭或居民的户"])
    form.how.setCurrentIndex(form.how.findData("below"))
    form.how.activated.emit(form.how.currentIndex())
    form.target.setText("2")
    assert form.among.isVisible()
    assert form.among.text() == "「户台账」"
    assert of_json(form.json()) == Grouped(TO_HOME, how="below", target=2, among="household")
    maker.name.setText("走访不到2次的户")
    ready(maker)
    assert "每个家庭或居民的户计数不到2的" in maker.sentence.text()
    assert "「户台账」都算，没有记录的按零计" in maker.sentence.text()
    assert maker.number.text() not in ("", "—")
    assert "「低保台账」里的居民的户" in [one.title for one in form.among.offer("")]
    form.by.choose("month")
    form.by.by.picked.emit(Choice("month", "月份"))
    assert not form.among.isVisible()
    assert "among" not in form.json() or not form.json()["among"]
    maker.reject()


@pytest.mark.parametrize(("ledger", "where"), CONDITIONS)
def test_a_condition_is_clicked_again_as_it_was(window: MainWindow, ledger: str, where: Condition) -> None:
    record = window.session.desk.catalog.ledger(ledger).record
    editor = ConditionEditor(window.session)
    editor.show_record(record, where)
    assert editor.condition() == where
    assert not any(isinstance(term, FixedTerm) for term in editor.findChildren(FixedTerm)), ledger
    editor.deleteLater()


def test_a_ledgers_columns_are_chosen(window: MainWindow) -> None:
    maker = LedgerMaker(window, window.session, None, "visit")
    maker.show()
    view = maker.columns
    first = len(view.columns)
    view._open()
    view._add(Choice("resident.age(birth)", "居民的年龄"))
    view._sum()
    view._move(-1)
    view.list.setCurrentRow(0)
    view._drop()
    view.order.setCurrentIndex(view.order.findText("居民的年龄"))
    view.falling.setCurrentIndex(1)
    maker.name.setText("走访老人名册")
    ready(maker)
    assert [one.title for one in maker.rows.rows.columns] == [
        title or maker._session.desk.catalog.column("visit", path).title for path, title in view.columns]
    maker.keep()
    made = window.session.desk.catalog.ledger(maker.made)
    assert (len(made.columns), made.order, made.totals) == (first, ("-resident.age(birth)",), ("resident.age(birth)",))
    again = LedgerMaker(window, window.session, making.own(window.session.desk)[0])
    assert again.spec() == dict(making.own(window.session.desk)[0].spec)
    again.reject()


@pytest.mark.parametrize("title", FIGURES)
def test_what_nobody_foresaw_is_clicked(window: MainWindow, title: str) -> None:
    """Every condition on lines of its own, the measure in its form: nothing is only kept in words."""
    ledger, measure, where = FIGURES[title]
    spec = {"title": title, "ledger": ledger, "measure": measure, "unit": "个", "where": where}
    maker = FigureMaker(window, window.session, making.Own("figure", "own_1", title, spec, ""))
    assert maker.findChildren(FixedTerm) == []
    assert maker.form.kind.findData("kept") < 0
    made = maker.spec()
    assert of_json(made["measure"]) == of_json(measure)
    assert made.get("where") == where
    maker.reject()


def test_what_stands_open_at_the_end_is_clicked(window: MainWindow) -> None:
    """Whenever it came: the rows shown are those counted, and the number is that of our own figure."""
    maker = FigureMaker(window, window.session, ledger="open_request")
    maker.period.put(("2026-01-01", "2026-03-31"), False)
    maker.form.choose("stock")
    maker.name.setText("期末没办完的")
    ready(maker)
    assert "到期末的条数，不论是什么时候的" in maker.sentence.text()
    ours = figures.compute(window.session.desk, Period("2026-01-01", "2026-03-31"), ["request_pending"])[0]
    assert maker.number.text().startswith(f"{ours.value}")
    assert maker.unit.text() == "件"
    assert maker.rows.model().rowCount() == ours.value
    maker.reject()


def test_the_number_stands_whole_in_large_text(window: MainWindow) -> None:
    """On a low screen at 200 % the rows are shown when they are asked for, in the place of the clicks."""
    THEME.apply(200)
    maker = FigureMaker(window, window.session)
    maker.resize(1284, 720)
    maker.show()
    ready(maker)
    assert maker.reading.height() >= maker.reading.heightForWidth(maker.reading.width())
    assert maker.number.height() >= maker.number.fontMetrics().height()
    assert (maker.chosen.isVisible(), maker.rows.isVisible()) == (True, False)
    maker.lister.click()
    assert (maker.chosen.isVisible(), maker.rows.isVisible()) == (False, True)
    maker.reject()


def test_what_stands_in_a_picker_is_typed_over(window: MainWindow, qtbot: QtBot) -> None:
    """A click marks it; what is typed and not taken is put back, so that what is shown is what counts."""
    maker = FigureMaker(window, window.session)
    maker.show()
    maker.form.choose("plain").choose("distinct")
    line = maker.form.form.column
    was = line.text()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line, "zfr")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (was, line.text(), line.value) == ("居民", "走访人", "visitor")
    ready(maker)
    assert maker.unit.text() == "人"
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line, "xxxx")
    maker.name.setFocus()
    qtbot.waitUntil(lambda: line.text() == "走访人")
    maker.reject()


def test_share_asks_for_its_condition(window: MainWindow) -> None:
    maker = FigureMaker(window, window.session)
    maker.show()
    maker.form.choose("share")
    ready(maker)
    assert maker.problem.text() == "请加上占比要满足的条件"
    term = maker.form.form.part.add("category")
    term._codes = ("home",)
    ready(maker)
    assert (maker.problem.text(), maker.unit.text()) == ("", "%")
    maker.reject()


def test_own_ones_are_changed_and_taken_back(
    window: MainWindow, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = window.session.desk
    base = making.own(desk)
    assert base == []
    spec = {"title": "入户走访", "ledger": "visit", "measure": {"kind": "count"}, "unit": "次",
            "where": to_json(Is("category", ("home",)))}
    key = making.make(desk, "figure", spec)
    own = OwnList(window, window.session)
    own.show()

    def rename(maker: FigureMaker) -> None:
        assert not isinstance(maker.where.terms[0], FixedTerm)
        maker.name.setText("登门走访")
        maker.keep()

    answer(rename)
    own.edit()
    assert [(one.key, one.title) for one in making.own(desk)] == [(key, "登门走访")]
    monkeypatch.setattr(errors, "ask", lambda *_, **__: 0)
    own.drop()
    assert making.own(desk) == []
    own.accept()


def test_breakdown_cells_are_their_rows(window: MainWindow, settle: Settle, answer: Answer) -> None:
    window.go("reports")
    tab = window.here()
    page = tab.breakdown
    page.put_ledger("visit")
    page.then.choose("category")
    tab.period.put(("2025-01-01", "2025-12-31"), single=False)
    tab.show_page("breakdown")
    settle(window)
    table = page._table
    assert sum(line.total or 0 for line in table.lines) == table.whole.total
    place = next(at for at, line in enumerate(table.lines) if any(line.cells))
    column = next(at for at, cell in enumerate(table.lines[place].cells) if cell)
    seen: list[int] = []
    answer(lambda dialog: (seen.append(dialog.list.count()), dialog.reject()))
    page._open(place, column + 1)
    assert seen == [table.lines[place].cells[column]]
    assert page.chart.pixmap().width() > 100
    place = next(at for at, line in enumerate(table.lines) if line.last_year)
    answer(lambda dialog: (seen.append(dialog.list.count()), dialog.reject()))
    page._open(place, papers.head(table).index(papers.BEFORE))
    assert seen[1:] == [table.lines[place].last_year]


def test_breakdown_by_own_bands_is_kept_and_opened_again(
    window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("reports")
    tab = window.here()
    page = tab.breakdown
    page.put_ledger("resident")
    tab.show_page("breakdown")
    page.by.choose("band:age(birth):")
    page.again.emit()
    settle(window)
    assert "各段从几开始" in tab._state.text()
    page.by.edges.setText("60，70，80")
    page.measure.choose("average", "age(birth)")
    page.again.emit()
    settle(window)
    assert [line.title for line in page._table.lines[:4]] == ["不到60岁", "60—69岁", "70—79岁", "80岁以上"]
    assert all((line.total or 0) >= 60 for line in page._table.lines[1:4])
    monkeypatch.setattr(breakdownview, "asked_name", lambda *_: "老人分段")
    page._keep()
    page.put_ledger("visit")
    kept = making.own(window.session.desk, "breakdown")[0]
    page._open_kept(kept)
    settle(window)
    assert page.wish().by == ("band:age(birth):60,70,80",)
    assert page.wish().measure == {"kind": "average", "path": "age(birth)"}


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_breakdown_is_written(
    window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    out = tmp_path / f"分组.{kind}"
    monkeypatch.setattr(breakdownview, "ask_out", lambda *_: out)
    window.go("residents")
    settle(window)
    commands.group(window)
    settle(window)
    assert isinstance(window.here().breakdown._table, breakdowns.Breakdown)
    window.here().breakdown._save(kind)
    assert out.stat().st_size > 1000


def test_ledger_foot_leads_to_its_rows(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    query = Query("given", since="2025-01-01", until="2025-12-31")
    dialog = TotalRows(window, window.session, query, "金额", "1,000.00")
    assert dialog.list.count() == len(ids(desk, query)) > 0
    assert dialog.people.count() > 0
    dialog.reject()


def test_keyboard_reaches_the_breakdown(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert window.here().page().title == "分组统计"
