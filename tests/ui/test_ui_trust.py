"""报表: given out and kept, closed periods with 补记, 对账, 数据体检, what is missing, the template editor."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk.service.desk import Desk
from desk.service.entries import save
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.service.trust import reconciling
from desk.ui.parts import errors
from desk.ui.parts.viewer import Viewer
from desk.ui.records.page import PageView
from desk.ui.reports import papersview, reportview
from desk.ui.reports.drafttree import added, step
from desk.ui.reports.draftview import DraftEditor
from desk.ui.reports.inserting import WAYS, put
from desk.ui.reports.missingview import Gaps
from desk.ui.reports.papersview import ReasonDialog
from desk.ui.shell import MainWindow

Settle = Callable[[MainWindow], None]
Answer = Callable[..., None]
LAST_YEAR = Period("2025-01-01", "2025-12-31")


def page(window: MainWindow, settle: Settle, key: str, period: Period = LAST_YEAR):  # type: ignore[no-untyped-def]
    """A page of the tab for a period."""
    window.go("reports")
    settle(window)
    tab = window.here()
    tab.show_page(key)
    tab.period.put((period.since, period.until), single=False)
    tab.show_chosen()
    settle(window)
    return tab.page()


def issued(window: MainWindow, settle: Settle, answer: Answer, monkeypatch: pytest.MonkeyPatch, out: Path) -> None:
    monkeypatch.setattr(reportview, "ask_out", lambda *_: out)
    view = page(window, settle, "annual")
    if view.seen.gaps:
        answer(lambda dialog: dialog.accept())
    view.issue()


def test_report_is_given_out_kept_and_voided(
    window: MainWindow, settle: Settle, answer: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, again = tmp_path / "年度.pdf", tmp_path / "再印.pdf"
    issued(window, settle, answer, monkeypatch, first)
    papers = page(window, settle, "papers")
    assert papers.table.rows.text(0, 4) == "有效"
    monkeypatch.setattr(papersview, "ask_out", lambda *_: again)
    papers.reprint()
    assert again.read_bytes() == first.read_bytes()

    def without_reason(dialog: ReasonDialog) -> None:
        dialog._finish()
        assert dialog._problem.isVisible()
        dialog.reason.setText("走访次数有误")
        dialog._finish()

    answer(without_reason)
    papers.void()
    settle(window)
    assert "走访次数有误" in papers.table.rows.text(0, 4)
    assert not papers.voider.isEnabled()


def test_late_visit_is_listed_and_changes_nothing_that_was_printed(
    window: MainWindow, settle: Settle, answer: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = window.session.desk
    issued(window, settle, answer, monkeypatch, tmp_path / "年度.pdf")
    monkeypatch.setattr(errors, "ask", lambda *_, **__: 0)
    page(window, settle, "closing").close_period()
    settle(window)
    printed = page(window, settle, "annual").text.toPlainText()
    visit = late_visit(desk)
    window.session.changed.emit({"visit": [visit]})
    settle(window)
    late = page(window, settle, "closing")
    assert late._seen.own is not None
    assert [(one.record, one.id, one.what) for one in late._seen.late] == [("visit", visit, "补记")]
    assert late.late.rows.rowCount() == 1
    assert late.beside.rows.rowCount() > 0
    text = page(window, settle, "annual").text.toPlainText()
    assert next(line for line in printed.splitlines() if "走访" in line) in text
    assert "补记" in text


def late_visit(desk: Desk) -> int:
    """A visit of last year, entered now."""
    person = ids(desk, Query("resident"))[0]
    draft = save.blank(desk, "visit", date="2025-11-03", category="home", resident=person, visitor="练习员",
                       situation="补登记")
    return save.save(desk, "visit", draft).id


def test_checks_show_what_the_service_reckons(window: MainWindow, settle: Settle, answer: Answer) -> None:
    checks = page(window, settle, "checks")
    found = reconciling.checks(window.session.desk, LAST_YEAR)
    assert checks.table.rows.rowCount() == len(found)
    residents = next(at for at, one in enumerate(checks._checks) if one.title == "在册居民")
    one = checks._checks[residents]
    assert one.opening + one.added - one.removed == one.closing
    said: list[str] = []
    answer(lambda dialog: (said.append(dialog.windowTitle()), dialog.reject()))
    checks._open(residents)
    assert said == ["在册居民"]


def test_examination_lists_its_rows(window: MainWindow, settle: Settle, answer: Answer) -> None:
    desk = window.session.desk
    visit = ids(desk, Query("visit"))[0]
    loaded = save.load(desk, "visit", visit)
    save.save(desk, "visit", {**loaded.draft, "visitor": None}, id=visit, version=loaded.version)
    examine = page(window, settle, "examine")
    found = next(one for one in examine.read(LAST_YEAR).found if one.code == "visit_without_visitor")
    rows: list[int] = []
    answer(lambda dialog: (rows.append(dialog.list.count()), dialog.reject()))
    examine.open(found)
    assert rows == [len(found.rows)]


def test_a_gap_opens_exactly_its_rows(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    visit = ids(desk, Query("visit", since="2025-01-01", until="2025-12-31"))[0]
    loaded = save.load(desk, "visit", visit)
    save.save(desk, "visit", {**loaded.draft, "situation": None}, id=visit, version=loaded.version)
    view = page(window, settle, "annual")
    assert view.warning.isVisible()
    gaps = view.seen.gaps
    for gap in gaps:
        dialog = Gaps(window, window.session, gaps)
        dialog.mend(gap)
        settle(window)
        tab = window.ledger_tab()
        assert tab is not None, gap.text
        assert (tab.pane.ledger, tab.pane.grid.rows.rowCount()) == (gap.ledger, gap.count), gap.text
        assert gap.text in tab.pane.bar.words()


# numbers


def test_numbers_are_reached_by_the_keyboard(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    view = page(window, settle, "annual")
    asked: list[str] = []
    view.asked.disconnect()
    view.asked.connect(asked.append)
    view.text.setFocus()
    keys = [key for _, said in view.seen.report.sections for s in said
            for key, _, _ in sorted((*s.figures, *s.compared), key=lambda span: span[1])]
    for _ in range(2):
        qtbot.keyClick(view.text, Qt.Key.Key_Tab)
        qtbot.keyClick(view.text, Qt.Key.Key_Return)
    assert asked == keys[:2]


# one's own page on paper


def test_a_page_is_printed_from_where_it_is_shown(window: MainWindow, qtbot: QtBot, answer: Answer) -> None:
    desk = window.session.desk
    made = PageView(window.session)
    qtbot.addWidget(made)
    made.show_page("resident", ids(desk, Query("resident"))[0])
    told: list[str] = []

    def look(dialog: Viewer) -> None:
        told.append(dialog.windowTitle())
        dialog.reject()

    answer(look)
    next(b for b in made.findChildren(QPushButton) if b.text() == "打印这一页").click()
    assert told == [made._page.title]  # type: ignore[union-attr]


# templates


def editor(window: MainWindow) -> DraftEditor:
    made = DraftEditor(window, window.session, "annual", LAST_YEAR)
    made.show()
    computed(made)
    return made


def computed(made: DraftEditor) -> None:
    made._timer.stop()
    made._compute()
    for _ in range(3):
        made._back.settle()


def test_sentence_with_a_figure_shows_its_number_as_one_types(window: MainWindow, settle: Settle) -> None:
    made = editor(window)
    made._put(*added(made.draft, (0, 0), False), True)
    title = window.session.desk.catalog.figure("visit_count").title
    made.text.insertPlainText("去年共走访")
    made._insert(made._figures(title)[0])
    computed(made)
    assert made.problem.text() == ""
    assert made.reads.text().startswith("去年共走访")
    assert any(letter.isdigit() for letter in made.reads.text())
    made.keep()
    view = page(window, settle, "annual")
    assert "去年共走访" in view.text.toPlainText()


def test_figure_in_an_empty_sentence_stands_behind_its_name(window: MainWindow) -> None:
    made = editor(window)
    made._put(*added(made.draft, (0, 0), False), True)
    made._insert(made._figures("走访人次")[0])
    assert made.text.toPlainText() == "走访人次{走访人次}"
    made._insert(made._figures("走访人次")[0])
    assert made.text.toPlainText() == "走访人次{走访人次}{走访人次}"
    computed(made)
    assert re.match(r"走访人次[\d,]+人次", made.reads.text())
    made.draft = made._first
    made.reject()


def test_mistake_is_marked_at_its_place(window: MainWindow) -> None:
    made = editor(window)
    made._put(*added(made.draft, (1, 0), False), True)
    made.text.insertPlainText("共{走访人次}人次，{走访好次}次")
    computed(made)
    assert "没有指标" in made.problem.text()
    (start, end), = made._marker.wrong
    assert made.text.toPlainText()[start:end] == "{走访好次}"
    made._to(0, -1)
    assert made._elsewhere(made._preview.mistakes).startswith("第 2 节第 2 句")  # type: ignore[union-attr]
    made.draft = made._first
    made.reject()


def headings(text: str) -> list[str]:
    """Lines without the number of a heading."""
    return [re.sub(r"^(?:.{1,2}、|（.{1,2}）)", "", line) for line in text.splitlines()]


def test_sections_move_and_switch_off_and_come_back(
    window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = editor(window)
    first, second = (one["heading"] for one in made.draft["sections"][:2])
    made._put(*step(made.draft, (0, -1), 1))
    assert [one["heading"] for one in made.draft["sections"][:2]] == [second, first]
    made._tick(0, -1, False)
    made.keep()
    shown = headings(page(window, settle, "annual").text.toPlainText())
    assert second not in shown
    assert first in shown
    monkeypatch.setattr(errors, "ask", lambda *_, **__: 0)
    back = editor(window)
    back._take_back()
    assert second in headings(page(window, settle, "annual").text.toPlainText())


def test_own_report_stands_in_the_list(window: MainWindow, settle: Settle) -> None:
    made = editor(window)
    made.title.setText("独居老人专题")
    made._changed({**made.draft, "title": "独居老人专题"})
    made._keep_new()
    window.go("reports")
    settle(window)
    assert "独居老人专题" in [window.here().side.list.item(i).text() for i in range(window.here().side.list.count())]


def test_editing_keeps_when_a_clause_is_written(window: MainWindow) -> None:
    made = editor(window)
    made.tree.show_draft(made.draft, (2, 0))
    made._to(2, 0)
    assert "〔有才写〕" in made.text.toPlainText()
    before = made.reads.text()
    made.text.setPlainText(made.text.toPlainText().replace("受理居民事项", "共受理居民事项"))
    computed(made)
    assert made.reads.text() == before.replace("受理居民事项", "共受理居民事项")
    first = made.draft["sections"][2]["sentences"][0]["clauses"][0]
    assert first["none"] == "{@all}没有共受理居民事项"
    made.draft = made._first
    made.reject()


def test_a_number_of_the_preview_leads_to_its_sentence(window: MainWindow) -> None:
    made = editor(window)
    made.whole.anchorClicked.emit(QUrl("figure:visit_count"))
    assert "{走访人次}" in made.text.toPlainText()
    assert made.tree.place() == (4, 0)
    assert "走访" in made.whole.toPlainText()


def test_ways_to_write_are_put_in_by_a_click(window: MainWindow) -> None:
    made = editor(window)
    made._put(*added(made.draft, (0, 0), False), True)
    told: list[str] = []
    ways = {way.title[:4]: way for way in WAYS}
    put(made.text, ways["同比：同"], told.append)
    assert told == ["请先插入一个指标，把光标放在它后面"]
    made.text.insertPlainText("共")
    made._insert(made._figures("走访人次")[0])
    for way in ("同比：同", "这一行："):
        put(made.text, next(w for w in WAYS if w.title.startswith(way)), told.append)
    assert made.text.toPlainText() == "〔有才写〕共{走访人次}{走访人次：同比}"
    put(made.text, ways["没有时改"], told.append)
    made.text.insertPlainText("走访")
    assert made.text.toPlainText() == "〔有才写〕共{走访人次}{走访人次：同比}〔没有时写：没有走访〕"
    made.text.moveCursor(made.text.textCursor().MoveOperation.End)
    made.text.insertPlainText("\n")
    put(made.text, ways["几类并列"], told.append)
    for title in ("入户走访次数", "电话问候次数"):
        made._insert(made._figures(title)[0])
    put(made.text, next(w for w in WAYS if w.title.startswith("开头")), told.append)
    made.text.insertPlainText("去年")
    computed(made)
    assert made.problem.text() == ""
    assert made.text.toPlainText().splitlines()[::2] == [
        "〔开头〕去年", "〔大的先写，最多3类：名称{入户走访次数}、名称{电话问候次数}〕"]
    assert made.reads.text().startswith("去年共")
    made.draft = made._first
    made.reject()
