"""Ledgers and figures of one's own by clicking; breakdowns; a number leads to its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.service import figures
from desk.service.figures import breakdowns
from desk.service.lists.query import Query, count, ids
from desk.service.own import making
from desk.service.periods import Period
from desk.spec import Is, to_json
from desk.ui import commands
from desk.ui.making.maker import FigureMaker, LedgerMaker
from desk.ui.making.ownlist import OwnList
from desk.ui.making.termview import FixedTerm
from desk.ui.parts import errors
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
        rows.take("visit", "resident")
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
    maker.where.add("birth").value.setText("")
    maker.where.terms[0].op.setCurrentIndex(maker.where.terms[0].op.findData("<"))  # type: ignore[attr-defined]
    ready(maker)
    assert maker.problem.text() == "请填写比较的值"
    maker.where.terms[0].value.setText("二月三十")  # type: ignore[attr-defined]
    ready(maker)
    assert "日期" in maker.problem.text()
    maker.where._drop(maker.where.terms[0], maker.where._lines.itemAt(0).widget())
    maker.keep()
    assert maker.problem.text() == "请填写台账的名称"
    maker.reject()


@pytest.mark.parametrize(("kind", "then", "said"), [
    ("plain", lambda form: None, "计数"),
    ("grouped", lambda form: (form.how.setCurrentIndex(form.how.findData("reach")), form.target.setText("3")),
     "不少于3"),
    ("streak", lambda form: None, "连续没有记录"),
    ("growth", lambda form: form._take("visit_count"), "增减"),
    ("formula", lambda form: form.formula.setText("{走访人次} / 12"), "÷ 12"),
    ("against", lambda form: (form._take("visit_count"), form.goal.setText("100")), "目标100"),
])
def test_figures_of_every_form_have_a_number(
    window: MainWindow, kind: str, then: Callable[[object], object], said: str
) -> None:
    maker = FigureMaker(window, window.session)
    maker.show()
    maker.form.choose(kind)
    then(maker.form)
    maker.name.setText("自拟指标")
    ready(maker)
    assert (maker.problem.text(), maker.number.text() not in ("", "—")) == ("", True)
    assert said in maker.sentence.text()
    maker.keep()
    desk, period = window.session.desk, Period("2026-01-01", "2026-12-31")
    value = figures.compute(desk, period, [maker.made])[0]
    assert value.value is not None or value.text


def test_share_asks_for_its_condition(window: MainWindow) -> None:
    maker = FigureMaker(window, window.session)
    maker.show()
    maker.form.choose("share")
    ready(maker)
    assert maker.problem.text() == "请加上占比要满足的条件"
    term = maker.form.part.add("category")
    term._codes = ("home",)
    maker.unit.setText("%")
    ready(maker)
    assert maker.problem.text() == ""
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
    page.then.setCurrentIndex(page.then.findData("category"))
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
