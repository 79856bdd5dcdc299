"""A closed year on every screen: what came later is marked, and each number is the one that was given out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desk.service.desk import Desk
from desk.service.entries import save
from desk.service.lists.query import Query, count, ids
from desk.service.periods import Period, of_year
from desk.service.trust.closing import close
from desk.ui.records.recordform import RecordForm
from desk.ui.reports.figurerows import FigureRows, NumberRows
from desk.ui.shell import MainWindow

Settle = Callable[[MainWindow], None]
Answer = Callable[..., None]
LAST_YEAR = of_year(2025)


def late_visit(desk: Desk) -> int:
    """A visit of last year, entered now."""
    person = ids(desk, Query("resident"))[0]
    draft = save.blank(desk, "visit", date="2025-11-03", category="home", resident=person, visitor="练习员",
                       situation="补登记")
    return save.save(desk, "visit", draft).id


def page(window: MainWindow, settle: Settle, key: str):  # type: ignore[no-untyped-def]
    window.go("reports")
    settle(window)
    tab = window.here()
    tab.show_page(key)
    tab.period.put((LAST_YEAR.since, LAST_YEAR.until), single=False)
    tab.show_chosen()
    settle(window)
    return tab.page()


def pane_of(window: MainWindow, settle: Settle, ledger: str, span: tuple[str, str] | None = None):  # type: ignore[no-untyped-def]
    window.open_ledger({"key": ledger, "span": span or (LAST_YEAR.since, LAST_YEAR.until)})
    settle(window)
    tab = window.ledger_tab()
    assert tab is not None
    return tab.pane


def said_by(dialog: NumberRows) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel))


def test_form_says_that_a_late_record_will_be_marked(window: MainWindow, settle: Settle) -> None:
    """While its date lies in a closed period, and again when it is saved; a change of an old one too."""
    desk = window.session.desk
    close(desk, LAST_YEAR)
    told: list[str] = []
    window.session.said.connect(lambda text, _: told.append(text))
    form = RecordForm(window.session)
    form.start("visit", {"category": "home", "resident": ids(desk, Query("resident"))[0], "visitor": "练习员"})
    date = form.form.slot("date").editor
    for day, said in (("2025-11-03", "2025年已结账，这条会列为补记"), ("2026-06-03", "有修改，还没有保存"),
                      ("2025-11-03", "2025年已结账，这条会列为补记")):
        date.put(day)
        form._settle(True)
        form._field_done("date")
        assert form.state.text() == said
    form.form.slot("situation").editor.put("补登记")
    form._write(form.form.draft()[0])
    assert told == ["已保存。2025年已结账，这条会列为补记"]
    form.form.slot("situation").editor.put("补登记两次")
    form._settle(True)
    assert form.state.text() == "2025年已结账，这次修改会列为补改"
    form.deleteLater()


def test_late_rows_are_marked_and_filtered(window: MainWindow, settle: Settle, answer: Answer) -> None:
    desk = window.session.desk
    close(desk, LAST_YEAR)
    was = count(desk, Query("visit", since=LAST_YEAR.since, until=LAST_YEAR.until))
    pane = pane_of(window, settle, "visit")
    assert not pane.narrower.isVisible()
    assert "结账后没有补记" in pane._closed.text()
    late = late_visit(desk)
    window.session.changed.emit({"visit": [late]})
    settle(window)
    at = list(pane.grid.rows.ids).index(late)
    assert pane.grid.rows.columns[0].title == "补记"
    assert pane.grid.rows.text(at, 0) == "补记 2026-06-30"
    assert pane._count.text() == f"共 {was + 1} 条（结账数{was}）"
    pane.narrower.click()
    assert list(pane.grid.rows.ids) == [late]
    pane._order = ()
    pane._sort(0, True)
    assert pane._order == (), "the mark is no column to sort by"
    pane.narrower.click()
    assert len(pane.grid.rows.ids) == was + 1
    said: list[str] = []
    answer(lambda dialog: (said.append(said_by(dialog)), dialog.reject()))
    pane._foot.layout()
    next(b for b in pane.findChildren(QPushButton) if b.text().startswith("条数")).click()
    assert f"结账数{was}" in said[0]
    assert "口径：「走访台账」全部记录，条数。" in said[0]
    pane = pane_of(window, settle, "visit", ("2026-01-01", "2026-06-30"))
    assert pane.grid.rows.columns[0].title != "补记"
    assert not pane._strip.isVisible()


def test_the_figures_table_and_a_clicked_number_say_what_was_given_out(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    close(desk, LAST_YEAR)
    was = count(desk, Query("visit", since=LAST_YEAR.since, until=LAST_YEAR.until))
    late_visit(desk)
    table = page(window, settle, "figures")
    at = next(n for n, v in enumerate(table._shown) if v.key == "visit_count")
    assert table.grid.rows.text(at, 1) == f"{was:,}"
    assert table.grid.rows.text(at, 6) == f"结账数，按现在的记录为{was + 1}"
    dialog = FigureRows(window, window.session, "visit_count", LAST_YEAR)
    said = said_by(dialog)
    assert "2026年6月30日已结账，这是结账时的数；按现在的记录为" in said
    details = [dialog.list.item(n).data(258) for n in range(dialog.list.count())]
    assert len(details) == was + 1
    dialog.reject()
    dialog.deleteLater()


def test_a_breakdown_of_a_closed_year_says_that_it_is_counted_anew(window: MainWindow, settle: Settle) -> None:
    desk = window.session.desk
    table = page(window, settle, "breakdown")
    assert not table.closed.isVisible()
    close(desk, LAST_YEAR)
    late_visit(desk)
    table = page(window, settle, "breakdown")
    assert "本表按现在的记录重算，可能与结账时不同，合计的结账数" in table.closed.text()
    assert table.closed.isVisible()


def test_a_card_of_the_start_page_tells_its_definition_and_leads_to_the_ledger(
    window: MainWindow, settle: Settle, answer: Answer
) -> None:
    settle(window)
    home = window.here()
    said: list[str] = []

    def look(dialog: FigureRows) -> None:
        said.append(said_by(dialog))
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "打开台账").click()

    for title, ledger in (("80岁以上老人", "elder_80"), ("走访", "visit")):
        window.go("home")
        settle(window)
        view = next(v for v in home.findChildren(QWidget) if v.accessibleName().startswith(f"{title} "))
        answer(look)
        view.pressed.emit()
        settle(window)
        assert "口径：" in said[-1]
        tab = window.ledger_tab()
        assert tab is not None
        assert tab.pane.ledger == ledger
    assert tab.pane.period.span == ("2026-06-01", "2026-06-30")


def test_what_was_typed_in_says_so(window: MainWindow) -> None:
    from desk.service.figures import set_baseline

    desk = window.session.desk
    desk.set(started="2022-01-01")
    set_baseline(desk, "visit_count", 2021, 77)
    for year, words in ((2021, "这个数是手工填报的"), (2022, "上年数是手工填报的")):
        dialog = FigureRows(window, window.session, "visit_count", of_year(year))
        assert words in said_by(dialog)
        dialog.reject()
        dialog.deleteLater()
    plain = FigureRows(window, window.session, "visit_count", Period("2025-01-01", "2025-06-30"))
    assert "手工填报" not in said_by(plain)
    plain.deleteLater()
