"""Commands for what the office makes for itself: at once in the lists of ledgers, among the figures, in reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.ui.making.maker import FigureMaker, LedgerMaker
from desk.ui.making.ownlist import OwnList
from desk.ui.making.reading import Maker
from desk.ui.parts import errors
from desk.ui.reports.tab import ReportTab
from desk.ui.tab import LedgerTab

if TYPE_CHECKING:
    from desk.spec import Condition
    from desk.ui.shell import MainWindow

_FIRST = {"ledger": "resident", "figure": "visit"}


def _left(window: MainWindow) -> bool:
    """Whether nothing unsaved stands in the way of building the screens again."""
    return all(s.leave() for s in window.screens.values() if isinstance(s, LedgerTab))


def make(window: MainWindow, kind: str, ledger: str = "", where: Condition | None = None) -> None:
    """Make a ledger or figure, and show it."""
    if not _left(window):
        return
    maker: type[LedgerMaker | FigureMaker] = LedgerMaker if kind == "ledger" else FigureMaker
    dialog = maker(window, window.session, None, ledger or _FIRST[kind], where)
    fine = dialog.exec()
    if fine:
        _show(window, dialog)
    dialog.deleteLater()


def _show(window: MainWindow, maker: Maker) -> None:
    window.rebuild()
    if maker.kind() == "ledger":
        window.open_ledger({"key": maker.made})
        window.session.tell("已存好，以后在这个标签的左边和台账库里都能打开")
    else:
        tab = reports(window)
        tab.show_page("figures")
        tab.figures.search.setText(maker.name.text().strip())
        window.session.tell("已存好，可以写进报告，也列在指标一览里")


def reports(window: MainWindow) -> ReportTab:
    """The 报表 tab, in sight."""
    window.go("reports")
    tab = window.here()
    assert isinstance(tab, ReportTab)
    return tab


def keep_filter(window: MainWindow) -> None:
    """What is filtered on the screen becomes a ledger."""
    tab = window.ledger_tab()
    where = tab.pane.bar.condition() if tab is not None else None
    if tab is None or where is None:
        errors.tell(window, "筛选存为台账", "请先在台账里点几个筛选条件，再存成自己的台账。")
        return
    make(window, "ledger", tab.pane.ledger, where)


def show_own(window: MainWindow) -> None:
    """All of the office's own ledgers and figures."""
    if not _left(window):
        return
    dialog = OwnList(window, window.session)
    dialog.exec()
    touched = dialog.touched
    dialog.deleteLater()
    if touched:
        window.rebuild()


def group(window: MainWindow) -> None:
    """The rows on the screen, parted into groups."""
    tab = window.ledger_tab()
    query = tab.query() if tab is not None else None
    tab_of_reports = reports(window)
    page = tab_of_reports.breakdown
    if query is not None:
        page.put_ledger(query.ledger, query.where)
    tab_of_reports.show_page("breakdown")
