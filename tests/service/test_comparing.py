"""Like is compared with like: as many days of last year, shares in 个百分点, and only where the books cover the base.

Today is 2026-06-30 (`communities.TODAY`); everything is counted by hand from the days below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from communities import PASSWORD
from trust_records import enter, resident, visit

from desk.cli import run as command
from desk.records.request import Request
from desk.service.desk import Desk
from desk.service.figures import compute, set_baseline
from desk.service.figures.breakdown_papers import head, texts, write
from desk.service.figures.breakdowns import breakdown
from desk.service.figures.spans import previous
from desk.service.jobs import run
from desk.service.own.choices import unit_of
from desk.service.own.making import delete, make
from desk.service.periods import Period, of_year
from desk.service.reports.writing import build
from desk.service.trust.inuse import confirm_in_use
from desk.service.trust.told import told
from desk.spec import Growth, Share
from desk.ui.reports.figurerows import compared
from desk.ui.reports.figuretable import _line

RUNNING, LAST = of_year(2026), of_year(2025)
Fresh = Callable[..., Desk]


@pytest.fixture
def desk(fresh: Fresh) -> Iterator[Desk]:
    """Visits: 2 in the first half of 2025, 3 in the second, 4 in 2026. Of 3 requests of either half-year 1 of 2025
    was done in time, 2 of 2026."""
    desk = fresh()
    desk.set(started="2024-01-01")
    who = resident(desk, "王秀英", start="2020-01-01", in_reason="10")
    for day in ("2025-01-05", "2025-06-30", "2025-07-01", "2025-10-05", "2025-12-31",
                "2026-01-05", "2026-02-05", "2026-05-05", "2026-06-30"):
        visit(desk, who, day)
    for day, done in (("2025-02-03", "2025-02-04"), ("2025-03-03", None), ("2025-04-01", None),
                      ("2026-02-03", "2026-02-04"), ("2026-03-03", "2026-03-04"), ("2026-04-01", None)):
        enter(desk, "request", date=day, category="consult", subject="问", resident=who,
              steps=[{"date": done, "step": "done"}] if done else [])
    return desk


def one(desk: Desk, key: str, period: Period = RUNNING) -> Any:
    return compute(desk, period, [key])[0]


# ------------------------------------------------------------------ as many days


def test_a_running_year_is_compared_with_as_many_days(desk: Desk, capsys: pytest.CaptureFixture[str],
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command line, the figures, the report, and a figure of growth: 4 visits against 2, not 5."""
    found = one(desk, "visit_count")
    assert (found.value, found.last_year, found.change, found.rate) == (4, 2, 2, 100.0)
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    assert command(["figures", str(desk.folder.path), "--year", "2026", "--only", "visit_count", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)[0]
    assert (said["value"], said["last_year"], said["change"], said["rate"]) == (4, 2, 2, 100.0)
    assert told(desk, RUNNING, ["visit_count"]).values["visit_count"] == found
    assert build(desk, "annual", RUNNING).values["visit_count"].last_year == 2
    for percent, value in ((False, 2), (True, 100.0)):
        assert grown(desk, "visit_count", percent).value == value
    rate = made(desk, {"kind": "formula", "text": "visit_count / visit_count@last_year"}, "倍")
    assert rate.value == 2


def test_a_running_month_and_one_that_is_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_TODAY", "2026-06-29")
    assert one(desk, "visit_count", Period("2026-06-01", "2026-06-30")).last_year == 0, "29 days of June 2025"
    assert one(desk, "visit_count", LAST).value == 5
    monkeypatch.setenv("DESK_TODAY", "2027-01-01")
    assert one(desk, "visit_count").last_year == 5, "a year that is over, with a whole one"


def test_the_period_before_is_as_long(desk: Desk) -> None:
    today = "2026-06-20"
    assert previous(Period("2026-06-01", "2026-06-30"), today) == Period("2026-05-01", "2026-05-20")
    assert previous(Period("2026-05-01", "2026-05-31"), today) == Period("2026-04-01", "2026-04-30")
    assert previous(RUNNING, today) == Period("2025-01-01", "2025-06-20")
    assert previous(Period("2026-03-01", "2026-03-31"), "2026-03-30") == Period("2026-02-01", "2026-02-28")
    assert previous(Period("2026-06-15", "2026-06-24"), today) == Period("2026-06-05", "2026-06-10")
    assert previous(Period(None, "2026-06-24"), today) is None


# ------------------------------------------------------------------ shares


def grown(desk: Desk, of: str, percent: bool, on: str = "last_year", period: Period = RUNNING) -> Any:
    measure = {"kind": "growth", "of": of, "on": on, "percent": percent}
    unit = unit_of(desk.catalog, "visit", Growth(of, on, percent))
    return made(desk, measure, unit, period)


def made(desk: Desk, measure: dict[str, Any], unit: str, period: Period = RUNNING) -> Any:
    key = make(desk, "figure", {"title": "试", "unit": unit, "measure": measure})
    found = told(desk, period, [key]).values[key]
    delete(desk, "figure", key)
    return found


def test_the_change_of_a_share_is_told_in_points(desk: Desk, tmp_path: Path) -> None:
    """1 of 3 was done last year, 2 of 3 are now: 33.3 points more, and no per cent of a per cent."""
    found = one(desk, "request_done_share")
    assert (found.value, found.last_year, found.change, found.rate) == (66.7, 33.3, 33.4, None)
    assert found.change_unit == "个百分点"
    assert compared(found) == "上年同期 33.3 %，提高 33.4 个百分点"
    assert _line(found, "")[3:6] == ["33.3", "+33.4 个百分点", ""]
    count = one(desk, "visit_count")
    assert compared(count) == "上年同期 2 人次，增加 2（+100.0%）"
    assert _line(count, "")[3:6] == ["2", "+2", "+100.0"]
    for percent in (True, False):
        share = grown(desk, "request_done_share", percent)
        assert (share.value, share.unit, share.text) == (33.3, "个百分点", "提高33.3个百分点")
    texts = [s.text for _, said in build(desk, "annual", RUNNING).sections for s in said]
    assert not [text for text in texts if "%，增长" in text or "%，下降" in text]


def test_a_table_of_shares_is_compared_in_points(desk: Desk, tmp_path: Path) -> None:
    table = breakdown(desk, "request", "category", Share(Request.state.is_("done")), RUNNING)
    assert head(table) == ("类别", "比例（%）", "上年同期", "增减（个百分点）")
    assert texts(table)[-1] == ("合计", "66.7", "33.3", "33.4")
    assert table.whole.rate is None
    run(write(desk, table, tmp_path / "a.xlsx"))
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True)
             for cell in row]
    assert "增减（个百分点）" in cells
    assert "增减（%）" not in cells
    assert head(breakdown(desk, "visit", "month", period=RUNNING))[-2:] == ("增减", "增减（%）")


# ------------------------------------------------------------------ a base that the books cover


@pytest.mark.parametrize(("started", "period", "last"), [
    ("2025-01-01", RUNNING, 2), ("2025-01-02", RUNNING, None), ("2025-03-01", RUNNING, None),
    ("2026-01-01", RUNNING, None), ("2025-03-01", Period("2026-04-01", "2026-06-30"), 1),
    ("2025-04-01", Period("2026-04-01", "2026-06-30"), 1), ("2025-04-02", Period("2026-04-01", "2026-06-30"), None)])
def test_growth_needs_a_base_that_the_books_cover(desk: Desk, started: str, period: Period, last: int | None) -> None:
    desk.set(started=started)
    found = one(desk, "visit_count", period)
    assert found.last_year == last
    assert (found.change is None, found.rate is None) == (last is None, last is None)
    assert (started in found.uncompared) == (last is None)
    for percent in (True, False):
        growth = grown(desk, "visit_count", percent, period=period)
        assert (growth.value is None) == (last is None)
        assert (started in growth.why) == (last is None)
    table = breakdown(desk, "visit", "visitor", period=period)
    assert (table.whole.last_year, {line.last_year for line in table.lines}) == (last, {last})
    assert (started in table.note) == (last is None)


def test_a_state_needs_the_day_alone(desk: Desk) -> None:
    desk.set(started="2025-06-30")
    assert one(desk, "resident_count").last_year == 1
    desk.set(started="2025-07-01")
    assert one(desk, "resident_count").last_year is None


def test_a_report_says_why_growth_is_not_told(desk: Desk) -> None:
    assert not [n for n in build(desk, "annual", RUNNING).notes if "增减" in n]
    desk.set(started="2025-03-01")
    report = build(desk, "annual", RUNNING)
    assert [n for n in report.notes if "增减" in n and "2025-03-01" in n]
    assert not [s for _, said in report.sections for s in said for key, _, _ in s.compared if key == "visit_count"]


def test_a_register_that_is_kept_longer_or_shorter_than_the_books(desk: Desk) -> None:
    """Of visits the office says since when; of the rest 建账日 holds."""
    desk.set(started="2026-01-01")
    confirm_in_use(desk, "visit", "2025-01-01")
    assert one(desk, "visit_count").last_year == 2
    assert one(desk, "request_count").last_year is None
    desk.set(started="2024-01-01")
    confirm_in_use(desk, "visit", "2025-02-01")
    found = one(desk, "visit_count")
    assert (found.last_year, "2025-02-01" in found.uncompared) == (None, True)
    assert one(desk, "request_count").last_year == 3
    confirm_in_use(desk, "visit", "2026-01-01")
    unknown = one(desk, "visit_count", Period("2024-01-01", "2024-12-31"))
    assert (unknown.value, "2026-01-01" in unknown.why) == (None, True)
    assert one(desk, "request_count", Period("2024-01-01", "2024-12-31")).value == 0


def test_what_was_entered_by_hand_covers_its_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.set(started="2026-01-01")
    set_baseline(desk, "visit_count", 2025, 8)
    assert one(desk, "visit_count").last_year is None, "of the whole year, not of its first half"
    set_baseline(desk, "visit_count", Period("2025-01-01", "2025-06-30"), 3)
    assert (one(desk, "visit_count").last_year, grown(desk, "visit_count", False).value) == (3, 1)
    monkeypatch.setenv("DESK_TODAY", "2026-12-31")
    assert one(desk, "visit_count").last_year == 8
