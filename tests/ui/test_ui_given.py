"""基数与目标: a number is picked, entered, used, corrected and taken back."""

from __future__ import annotations

from collections.abc import Callable

from desk.service.figures import compute, given
from desk.service.periods import Period, of_year
from desk.ui.fields.base import Choice
from desk.ui.reports.givenview import GivenPage
from desk.ui.shell import MainWindow

Settle = Callable[[MainWindow], None]


def page(window: MainWindow, settle: Settle) -> GivenPage:
    window.session.desk.set(started="2025-07-01")
    window.go("reports")
    settle(window)
    window.here().show_page("given")
    settle(window)
    shown = window.here().page()
    assert isinstance(shown, GivenPage)
    return shown


def test_a_baseline_is_entered_used_and_taken_back(window: MainWindow, settle: Settle) -> None:
    desk, shown = window.session.desk, page(window, settle)
    shown.keep()
    assert shown.problem.text() == "请选择指标"
    shown._take(Choice("visit_count", "走访人次"))
    shown.keep()
    assert shown.problem.text() == "请填写数字"
    shown.value.setText("1,200")
    assert shown.period.span == ("2025-01-01", "2025-12-31")
    shown.keep()
    settle(window)
    assert shown.problem.text() == ""
    assert given(desk, "baseline") == {("visit_count", of_year(2025)): 1200.0}
    assert [shown.table.rows.text(0, n) for n in (0, 1, 3, 4)] == ["基数", "走访人次", "1,200", "人次"]
    assert compute(desk, of_year(2025), ["visit_count"])[0].value == 1200
    shown._show(0)
    assert shown.value.text() == "1200"
    shown.drop()
    settle(window)
    assert given(desk, "baseline") == {}
    assert shown.table.rows.rowCount() == 0


def test_a_target_and_what_is_refused(window: MainWindow, settle: Settle) -> None:
    desk, shown = window.session.desk, page(window, settle)
    shown._take(Choice("visit_count", "走访人次"))
    shown.period.put(("2026-01-01", "2026-06-30"), single=False)
    shown.value.setText("30")
    shown.keep()
    assert "由记录计算" in shown.problem.text()
    shown.kind.setCurrentIndex(1)
    shown.keep()
    settle(window)
    half = Period("2026-01-01", "2026-06-30")
    assert given(desk, "target") == {("visit_count", half): 30.0}
    now = compute(desk, half, ["visit_count"])[0].value
    assert shown.table.rows.text(0, 5) == f"{now:,}"
