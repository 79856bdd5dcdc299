"""我们登记哪些台账: a register is chosen, its first day offered, and an unknown figure leads to the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from desk.service.periods import of_year
from desk.service.registers import confirmed
from desk.ui.reports.figurerows import FigureRows
from desk.ui.reports.registersview import RegistersPage
from desk.ui.shell import MainWindow

Settle = Callable[[MainWindow], None]


def test_a_register_is_spoken_of_and_an_unknown_figure_leads_to_it(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    window.open_page("registers")
    settle(window)
    page = window.here().page()
    assert isinstance(page, RegistersPage)
    page.keep()
    assert page.problem.text() == "请填写从哪天起登记"
    place = next(n for n, one in enumerate(page._shown) if one.key == "visit")
    first = page._shown[place].first
    page.table.asked.emit(place)
    assert (page.which.text(), page.since.value()) == ("走访", first)
    page.keep()
    settle(window)
    assert confirmed(desk) == {"visit": first}
    assert page.table.rows.text(place, 3) == "另外说明"
    assert page.table.rows.text(place + 1, 3) == "照「走访」"
    page.never.click()
    settle(window)
    assert page.table.rows.text(place, 2) == "不登记"
    dialog = FigureRows(window, window.session, "visit_count", of_year(2019))
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "看登记了哪些台账")
    window.go("home")
    button.click()
    settle(window)
    assert window.here().page() is page
    page.plain.click()
    assert confirmed(desk) == {}
    dialog.deleteLater()
