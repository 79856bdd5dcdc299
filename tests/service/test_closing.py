"""Issued papers and closed periods: what was given out stays, what comes later is 补记 and shown beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from trust_records import activity, case, change, enter, resident, small, visit

from desk.errors import Invalid
from desk.service.desk import Caller, Desk
from desk.service.entries.history import undo
from desk.service.entries.save import delete, save
from desk.service.figures import compute, rows
from desk.service.jobs import run
from desk.service.lists.exporting import ledger_pdf, register
from desk.service.lists.query import Query, ids, ledgers
from desk.service.periods import Period, of_year
from desk.service.reports.writing import build
from desk.service.trust.closing import (
    beside,
    changed_since,
    close,
    closings,
    content,
    issue,
    issued,
    late_entries,
    printed,
    printed_rows,
    reprint,
    void,
)
from desk.service.trust.frozen import ranges
from desk.service.trust.marks import marks, recounted
from desk.service.trust.told import told

LAST = of_year(2025)


@pytest.fixture
def desk(practice_copy: Desk) -> Desk:
    return practice_copy


def value(desk: Desk, key: str, period: Period = LAST) -> object:
    return compute(desk, period, [key])[0].value


RIGHTS = Caller("周敏华", frozenset({"standing:watched", "visit:support_talk"}))


def test_what_was_given_out_is_shown_to_those_who_may_see_it(desk: Desk, tmp_path: Path) -> None:
    """Neither does a closing tell others what they may not see, nor does it lack what the one who closed may not."""
    nobody, who = desk.caller, anyone(desk)
    desk.caller = RIGHTS
    enter(desk, "standing", resident=who, category="drug", start="2025-01-01")
    talk = enter(desk, "visit", resident=who, date="2025-02-01", category="support_talk", visitor="周", situation="好")
    expected, visits = value(desk, "watched_count"), value(desk, "visit_count")
    desk.caller = nobody
    close(desk, LAST)
    assert told(desk, LAST, ["watched_count"]).values["watched_count"].value is None
    desk.caller = RIGHTS
    seen = told(desk, LAST, ["watched_count", "visit_count"]).values
    assert [one.value for one in seen.values()] == [expected, visits]
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    assert ("visit", talk) in {(record, id) for record, id, _ in printed_rows(desk, paper.id, "visit_count")}
    assert printed(desk, paper.id)["watched_count"].value == expected
    desk.caller = nobody
    assert ("visit", talk) not in {(record, id) for record, id, _ in printed_rows(desk, paper.id, "visit_count")}
    assert "watched_count" not in printed(desk, paper.id)
    assert not beside(desk, LAST)
    assert not changed_since(desk, paper.id)


def test_a_report_issued_after_the_closing_leads_to_its_rows_too(desk: Desk, tmp_path: Path) -> None:
    """As far as they are still the ones: of a number that would be another now, only that it would be."""
    close(desk, LAST)
    visit(desk, anyone(desk), "2025-12-31")
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    people = {id for _, id, _ in printed_rows(desk, paper.id, "resident_count")}
    assert people == {row.id for row in rows(desk, "resident_count", LAST)}
    assert printed(desk, paper.id)["visit_count"].definition
    assert not printed_rows(desk, paper.id, "visit_count")
    assert "visit_count" in {one.key for one in changed_since(desk, paper.id)}


@pytest.mark.parametrize(("query", "said"), [
    (Query("resident", on="2024-05-01"), False), (Query("resident", on="2025-05-01"), True),
    (Query("visit", until="2024-12-31"), False), (Query("visit", since="2026-01-01"), False),
    (Query("visit", since="2025-12-31"), True), (Query("visit"), True)])
def test_only_lists_of_closed_days_speak_of_the_closing(desk: Desk, query: Query, said: bool) -> None:
    close(desk, LAST)
    assert bool(marks(desk, query).note) == said


def texts(desk: Desk, report: str = "annual", period: Period = LAST) -> list[str]:
    return [s.text for _, said in build(desk, report, period).sections for s in said]


def anyone(desk: Desk) -> int:
    return ids(desk, Query("resident"))[0]


# ------------------------------------------------------------------ papers


def test_the_same_report_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    first = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    second = run(issue(desk, "annual", LAST, tmp_path / "b.pdf"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes() == content(desk, first.id)
    assert [p.id for p in issued(desk)] == [second.id, first.id]
    assert (first.title, first.since, first.until, first.worker) == (
        "阳光社区2025年度工作总结", "2025-01-01", "2025-12-31", "练习员")


def test_a_reprint_is_what_was_written_whatever_came_since(desk: Desk, tmp_path: Path) -> None:
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    before = (tmp_path / "a.pdf").read_bytes()
    visit(desk, anyone(desk), "2025-12-30")
    desk.set(name="改名社区")
    reprint(desk, paper.id, tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes() == before
    was = printed(desk, paper.id)["visit_count"].value
    assert {b.key: (b.printed, b.now) for b in changed_since(desk, paper.id)}["visit_count"] == (was, was + 1)
    assert run(issue(desk, "annual", LAST, tmp_path / "c.pdf")).id > paper.id
    assert (tmp_path / "c.pdf").read_bytes() != before


def test_the_figures_of_a_paper_keep_value_definition_and_rows(desk: Desk, tmp_path: Path) -> None:
    desk.caller = RIGHTS
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    kept = printed(desk, paper.id)
    assert set(kept) == set(desk.catalog.figures)
    behind = rows(desk, "visit_count", LAST)
    assert kept["visit_count"].value == value(desk, "visit_count") == len(behind)
    assert kept["visit_count"].definition
    assert kept["visit_count"].rows_behind == sorted((r.record, r.id) for r in behind)
    for key in ("request_done_share", "urged_count", "resident_count", "session_count", "condoled_party_people"):
        assert set(kept[key].rows_behind) == {(r.record, r.id) for r in rows(desk, key, LAST)}
    gone = behind[0].id
    delete(desk, "visit", gone)
    assert value(desk, "visit_count") == len(behind) - 1
    again = {id: title for _, id, title in printed_rows(desk, paper.id, "visit_count")}
    assert set(again) == {r.id for r in behind}
    with pytest.raises(Invalid, match="没有这个指标"):
        printed_rows(desk, paper.id, "nothing")


def test_ids_are_kept_short() -> None:
    assert ranges([7, 1, 2, 3, 9, 10, 3]) == "1-3,7,9-10"
    assert ranges([]) == ""


def test_a_paper_is_voided_with_a_reason_once(desk: Desk, tmp_path: Path) -> None:
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    with pytest.raises(Invalid, match="作废原因"):
        void(desk, paper.id, " ")
    gone = void(desk, paper.id, "数字有误")
    assert (gone.void_reason, gone.void_by, bool(gone.void_at)) == ("数字有误", "练习员", True)
    with pytest.raises(Invalid, match="已经作废"):
        void(desk, paper.id, "再次")
    with pytest.raises(Invalid, match="没有这份"):
        reprint(desk, 99, tmp_path / "x.pdf")
    assert content(desk, paper.id) == (tmp_path / "a.pdf").read_bytes(), "kept all the same"


def test_only_pdf_is_issued_and_a_failure_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"\.pdf"):
        run(issue(desk, "annual", LAST, tmp_path / "a.docx"))
    job = issue(desk, "annual", LAST, tmp_path / "a.pdf")
    next(job)
    next(job)
    job.close()
    assert issued(desk) == []
    assert list(tmp_path.glob("*.pdf")) == []


# ------------------------------------------------------------------ closing


def test_closing_freezes_what_was_given_out(desk: Desk, tmp_path: Path) -> None:
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    said = texts(desk)
    close(desk, LAST)
    was = value(desk, "visit_count")
    late = visit(desk, anyone(desk), "2025-12-30")
    assert texts(desk) == said
    report = build(desk, "annual", LAST)
    assert report.values["visit_count"].value == was
    now = {b.key: (b.printed, b.now) for b in report.beside}
    assert now["visit_count"] == (was, was + 1)
    assert "resident_count" not in now
    assert (report.closed_on, report.late) == ("2026-06-30", 1)
    assert "补记、补改1条" in report.notes[0]
    assert [(e.record, e.id, e.what, e.date, e.worker) for e in late_entries(desk, LAST)] == [
        ("visit", late, "补记", "2025-12-30", "练习员")]
    assert list(marks(desk, Query("visit", since="2025-01-01", until="2025-12-31")).said) == [late]
    assert not marks(desk, Query("case")).said
    assert {b.key for b in beside(desk, LAST)} >= set(now)
    assert content(desk, paper.id) == (tmp_path / "a.pdf").read_bytes()


def test_a_new_print_of_a_closed_period_says_the_same_and_names_the_late(desk: Desk, tmp_path: Path) -> None:
    run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    close(desk, LAST)
    visit(desk, anyone(desk), "2025-12-30")
    run(issue(desk, "annual", LAST, tmp_path / "b.pdf"))
    text = _printed(tmp_path / "b.pdf")
    assert "结账后又补记、补改1条" in text
    assert f"走访、慰问、谈话和电话问候{build(desk, 'annual', LAST).values['visit_count'].value}人次" in text


def test_a_closing_without_a_paper_freezes_the_figures_of_the_day(desk: Desk) -> None:
    was = value(desk, "visit_count")
    assert beside(desk, LAST) == []
    close(desk, LAST)
    visit(desk, anyone(desk), "2025-12-30")
    assert build(desk, "peace", LAST).closed_on == "2026-06-30"
    assert {b.key: (b.printed, b.now) for b in beside(desk, LAST)}["visit_count"] == (was, was + 1)
    assert [c.figures["visit_count"].value for c in closings(desk)] == [was]


def test_entries_between_the_paper_and_the_closing_are_late_too(desk: Desk, tmp_path: Path) -> None:
    was = value(desk, "visit_count")
    run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    late = visit(desk, anyone(desk), "2025-11-11")
    close(desk, LAST)
    assert build(desk, "annual", LAST).values["visit_count"].value == was
    assert [e.id for e in late_entries(desk, LAST)] == [late]


def test_a_void_paper_freezes_nothing(desk: Desk, tmp_path: Path) -> None:
    paper = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    void(desk, paper.id, "漏了一次走访")
    visit(desk, anyone(desk), "2025-11-11")
    close(desk, LAST)
    assert build(desk, "annual", LAST).values["visit_count"].value == value(desk, "visit_count")


def test_a_period_is_closed_once_and_when_it_is_over(desk: Desk) -> None:
    with pytest.raises(Invalid, match="还没有结束"):
        close(desk, of_year(2026))
    with pytest.raises(Invalid, match="开始和结束"):
        close(desk, Period(on="2025-12-31"))
    close(desk, LAST)
    with pytest.raises(Invalid, match="已经结账"):
        close(desk, LAST)


# ------------------------------------------------------------------ what is late


def test_what_counts_as_late(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    small(desk)
    who = ids(desk, Query("resident"))[0]
    spell, old_visit = ids(desk, Query("residence"))[0], ids(desk, Query("visit"))[0]
    old_case, other = ids(desk, Query("case"))[0], visit(desk, who, "2026-06-01")
    first = Period("2026-01-01", "2026-03-31")
    close(desk, first)
    assert late_entries(desk, first) == []
    visit(desk, who, "2026-04-01")
    change(desk, "visit", other, situation="搬家了")
    enter(desk, "standing", resident=who, category="volunteer", start="2026-05-01")
    change(desk, "residence", spell, end="2026-06-15", out_reason="03")
    save(desk, "unit", {"name": "小店", "category": "shop", "start": "2026-06-01"})
    assert late_entries(desk, first) == [], "later days, and a state that merely ends later"
    late = {
        ("visit", visit(desk, who, "2026-03-31"), "补记"), ("visit", old_visit, "补改"), ("visit", other, "补改"),
        ("standing", enter(desk, "standing", resident=who, category="living_alone", start="2026-02-01"), "补记"),
        ("case", old_case, "补改"),
    }
    change(desk, "visit", old_visit, situation="身体不好")
    change(desk, "visit", other, date="2026-03-01")
    change(desk, "case", old_case, sessions=[{"date": "2026-03-05", "kind": "mediate"}])
    found = late_entries(desk, first)
    assert {(e.record, e.id, e.what) for e in found} == late
    assert next(e for e in found if e.id == old_visit and e.record == "visit").fields == ("情况",)
    assert [e.date for e in found] == sorted(e.date for e in found)
    assert all(e.title for e in found)
    assert late_entries(desk, Period("2026-04-01", "2026-06-30")) == []
    assert {e.record for e in late_entries(desk, Period("2026-02-01", "2026-02-28"))} == {"visit", "standing"}


def test_a_change_of_a_person_in_a_closed_period_is_late(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    small(desk)
    first, second, third = ids(desk, Query("resident"))[:3]
    period = Period("2026-01-01", "2026-03-31")
    close(desk, period)
    for id, since in ((first, "2026-03-01"), (second, "2026-05-01")):
        save(desk, "resident", {"marital": "30"}, id, since=since)
    change(desk, "resident", third, phone="13800000000")
    assert [(e.id, e.what, e.date) for e in late_entries(desk, period)] == [(first, "补改", "2026-03-01")]


def test_a_late_deletion_shows_and_what_was_undone_does_not(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    small(desk)
    who, gone = ids(desk, Query("resident"))[0], ids(desk, Query("activity"))[0]
    period = Period("2026-01-01", "2026-04-30")
    close(desk, period)
    slip = visit(desk, who, "2026-03-03")
    delete(desk, "visit", slip)
    again = activity(desk, "2026-04-20")
    with desk.read() as conn:
        last = conn.exec_driver_sql("SELECT max(id) FROM change_set").scalar()
    undo(desk, int(last or 0))
    assert late_entries(desk, period) == []
    delete(desk, "activity", gone)
    assert [(e.id, e.what) for e in late_entries(desk, period)] == [(gone, "补删")]
    assert again != gone


def test_what_reaches_into_a_closed_period_without_a_day_of_it_is_late(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    small(desk)
    first, second, third = ids(desk, Query("resident"))[:3]
    old = enter(desk, "standing", resident=first, category="dibao", start="2025-05-01")
    kept = enter(desk, "standing", resident=second, category="dibao", start="2025-05-01", end="2026-02-01")
    period = Period("2026-03-01", "2026-03-31")
    close(desk, period)
    was = value(desk, "dibao_count", period)
    change(desk, "standing", old, basis="文号改了")
    change(desk, "resident", second, phone="13800000000")
    save(desk, "resident", {"name": "外来的人"})
    enter(desk, "standing", resident=third, category="dibao", start="2025-01-01", end="2026-02-28")
    assert late_entries(desk, period) == [], "nothing of it counts in March"
    early = enter(desk, "standing", resident=second, category="dibao", start="2025-06-01")
    blank = enter(desk, "standing", resident=third, category="dibao", state="receiving")
    change(desk, "standing", kept, end="2026-03-02")
    change(desk, "resident", first, sex="2")
    found = {(e.record, e.id): (e.what, e.date) for e in late_entries(desk, period)}
    assert found == {
        ("standing", early): ("补记", "2025-06-01"), ("standing", blank): ("补记", ""),
        ("standing", kept): ("补改", "2026-03-02"), ("resident", first): ("补改", "")}
    assert value(desk, "dibao_count", period) == was + 2
    assert beside(desk, period)
    delete(desk, "standing", old)
    assert ("standing", old, "补删", "2025-05-01") in [
        (e.record, e.id, e.what, e.date) for e in late_entries(desk, period)]


# ------------------------------------------------------------------ one value everywhere


def test_a_closed_figure_has_one_value_and_says_what_it_would_be(desk: Desk) -> None:
    was = value(desk, "visit_count")
    assert isinstance(was, int)
    before = told(desk, LAST, ["visit_count"])
    assert (before.values["visit_count"].value, before.remark("visit_count")) == (was, "")
    close(desk, LAST)
    visit(desk, anyone(desk), "2025-12-30")
    seen = told(desk, LAST, ["visit_count", "case_count"])
    assert (seen.values["visit_count"].value, seen.now["visit_count"].value) == (was, was + 1)
    assert seen.remark("visit_count") == f"结账数，按现在的记录为{was + 1}"
    assert seen.remark("case_count") == ""
    assert build(desk, "annual", LAST).values["visit_count"].value == seen.values["visit_count"].value
    assert told(desk, of_year(2026), ["visit_count"]).before == Period("2025-01-01", "2025-06-30")


def test_a_running_year_is_compared_with_as_much_of_the_last(desk: Desk) -> None:
    half = value(desk, "visit_count", Period("2025-01-01", "2025-06-30"))
    seen = told(desk, of_year(2026), ["visit_count"]).values["visit_count"]
    assert seen.last_year == half == build(desk, "annual", of_year(2026)).values["visit_count"].last_year


def test_the_late_rows_of_a_list_are_marked_and_found(desk: Desk) -> None:
    year = Query("visit", since=LAST.since, until=LAST.until)
    assert marks(desk, year) == marks(desk, Query("visit")), "nothing is closed"
    close(desk, LAST)
    assert marks(desk, year).note.endswith("已于2026年6月30日结账，结账后没有补记。")
    was, who = len(ids(desk, year)), anyone(desk)
    late = visit(desk, who, "2025-12-30")
    old = ids(desk, year)[-1]
    change(desk, "visit", old, situation="改过")
    visit(desk, who, "2026-05-05")
    made = marks(desk, year)
    assert made.said == {late: "补记 2026-06-30", old: "补改 2026-06-30"}
    assert made.note.endswith("结账后又补记、补改2条，已标出。")
    assert made.foot.remarks == {"": f"结账数{was}"}
    assert set(ids(desk, replace(year, late=True))) == {late, old}
    assert recounted(desk, Query("visit"), "count", LAST).endswith(f"可能与结账时不同，合计的结账数{was}。")
    assert recounted(desk, Query("case"), "total:people", LAST).endswith("本表按现在的记录重算，与结账时相同。")
    assert recounted(desk, Query("visit"), "count", Period("2026-01-01", "2026-06-30")) == ""
    assert not marks(desk, replace(year, since="2026-01-01", until="2026-06-30")).said
    assert marks(desk, replace(year, text="周")).foot.remarks == {}
    delete(desk, "visit", old)
    assert marks(desk, year).note.endswith("结账后又补记、补改1条、补删1条，已标出。")


def test_lists_of_a_past_day_and_of_child_rows_are_marked_too(desk: Desk) -> None:
    close(desk, LAST)
    who = resident(desk, "晚登的人", start="2025-05-01", in_reason="10")
    added = enter(desk, "standing", resident=who, category="dibao", start="2025-06-01")
    assert list(marks(desk, Query("dibao", on="2025-12-31")).said) == [added]
    assert list(marks(desk, Query("resident", on="2025-12-31")).said) == [who]
    assert marks(desk, Query("resident")) == marks(desk, Query("dibao")), "today is not closed"
    case(desk, "2025-07-01", sessions=[{"date": "2025-07-02", "kind": "mediate"}])
    parts = [v.key for v in ledgers(desk) if v.record == "case.sessions"]
    said = marks(desk, Query(parts[0], since="2025-07-02", until="2025-07-02")).said
    assert set(said.values()) == {"补记 2026-06-30"}


def test_what_came_after_a_closing_is_marked_on_both(desk: Desk, tmp_path: Path) -> None:
    year = Query("visit", since="2025-12-01", until="2025-12-31")
    close(desk, LAST)
    run(register(desk, year, tmp_path / "before.xlsx"))
    assert "补记" not in [str(cell) for row in _sheet(tmp_path / "before.xlsx") for cell in row]
    visit(desk, anyone(desk), "2025-12-30")
    run(register(desk, year, tmp_path / "after.xlsx"))
    rows = _sheet(tmp_path / "after.xlsx")
    head = next(n for n, row in enumerate(rows) if row[-1] == "补记")
    assert [row[-1] for row in rows[head + 1:] if row[-1]] == ["补记 2026-06-30"]
    assert any("结账后又补记、补改1条，已标出" in str(row[0]) for row in rows[:head])
    run(ledger_pdf(desk, year, tmp_path / "after.pdf"))
    text = _printed(tmp_path / "after.pdf")
    assert "补记2026-06-30" in text
    assert "已标出" in text


def _sheet(file: Path) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)]


def _printed(file: Path) -> str:
    with pypdfium2.PdfDocument(file.read_bytes()) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


# ------------------------------------------------------------------ next year


def test_next_year_compares_with_what_was_printed(desk: Desk, tmp_path: Path) -> None:
    before, now = Period("2025-01-01", "2025-06-30"), Period("2026-01-01", "2026-06-30")
    run(issue(desk, "half_year", before, tmp_path / "a.pdf"))
    was = value(desk, "visit_count", before)
    visit(desk, anyone(desk), "2025-03-03")
    report = build(desk, "half_year", now)
    assert compute(desk, now, ["visit_count"])[0].last_year == was + 1
    assert report.values["visit_count"].last_year == was
    assert report.values["visit_count"].change == value(desk, "visit_count", now) - was
    assert report.notes == ("上年数取自2026年6月30日印发的《阳光社区2025年上半年工作总结》。",)
    void(desk, issued(desk)[0].id, "漏报")
    assert build(desk, "half_year", now).values["visit_count"].last_year == was + 1


def test_a_closing_serves_the_comparison_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    was = value(desk, "visit_count")
    close(desk, LAST)
    visit(desk, anyone(desk), "2025-03-03")
    monkeypatch.setenv("DESK_TODAY", "2026-12-31")
    report = build(desk, "annual", of_year(2026))
    assert report.values["visit_count"].last_year == was
    assert report.notes == ("上年数取自2026年6月30日的结账。",)


def test_a_closed_report_keeps_its_own_comparison(desk: Desk, tmp_path: Path) -> None:
    run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    said = texts(desk)
    close(desk, LAST)
    who = resident(desk, "新人", start="2024-05-01", in_reason="01")
    visit(desk, who, "2024-05-05")
    case(desk, "2024-06-01")
    assert texts(desk) == said
