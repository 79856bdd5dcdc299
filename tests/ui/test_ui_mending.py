"""What the window offers where something is amiss or not known: the search made anew, missing figures folded."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import delete

from desk.service.backups import check
from desk.service.desk import Desk
from desk.ui.parts.dialog import Dialog
from desk.ui.records.panel import HISTORY
from desk.ui.reports.reportview import ReportView
from desk.ui.shell import MainWindow
from desk.ui.tools import RowList

Settle = Callable[[MainWindow], None]


def test_search_is_made_anew_from_the_window(
    window: MainWindow, answer: Callable[..., None], qtbot: QtBot
) -> None:
    desk = window.session.desk
    token = desk.meta.tables["token"]
    with desk.write("试验") as writer:
        writer.conn.execute(delete(token).where(token.c.record == "resident"))
    offered: list[str] = []

    def mend(dialog: Dialog) -> None:
        assert isinstance(dialog, RowList)
        offered.extend(b.text() for b in dialog.findChildren(QPushButton))
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "重建检索").click()

    answer(mend)
    window.run("check")
    assert "重建检索" in offered
    seen: list[QDialog] = []

    def close(dialog: QDialog) -> None:
        seen.append(dialog)
        dialog.reject()

    answer(close)
    qtbot.waitUntil(lambda: bool(seen), timeout=20000)
    assert [f for f in check(desk) if f.code == "tokens"] == []


def test_undoing_a_save_of_many_records_says_so(window: MainWindow, answer: Callable[..., None]) -> None:
    window.go("residents")
    tab = window.ledger_tab()
    assert tab is not None
    before = len(tab.pane.grid.rows.ids)
    tab.open_record(tab.pane.grid.rows.ids[0], where=HISTORY)
    said: list[str] = []

    def leave(dialog: Dialog) -> None:
        said.extend(one.text() for one in dialog.findChildren(QLabel))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    answer(leave)
    next(b for b in tab.panel.past.findChildren(QPushButton) if b.text() == "撤销这次修改").click()
    assert any("另外" in text for text in said)
    tab.pane.reload()
    assert len(tab.pane.grid.rows.ids) == before


def test_many_missing_figures_are_counted_and_named_when_asked(
    fresh: Callable[[], Desk], open_window: Callable[[Desk], MainWindow], settle: Settle
) -> None:
    window = open_window(fresh())
    window.go("reports")
    settle(window)
    view = window.findChildren(ReportView)[0]
    assert view.seen is not None
    assert len(view.seen.report.missing) > 3
    folded = view.text.toPlainText()
    assert f"有 {len(view.seen.report.missing)} 个指标没有写进报告" in folded
    assert view.seen.report.missing[-1].title not in folded
    view._clicked(QUrl("missing:"))
    for one in view.seen.report.missing:
        assert one.title in view.text.toPlainText()
