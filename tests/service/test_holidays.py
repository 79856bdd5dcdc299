"""The yearly notice of holidays: read from its text, held against the library's years, kept, and followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from notices import NOTICES

from desk.errors import Invalid
from desk.service.desk import Desk, open_with_key
from desk.service.entries.history import history
from desk.service.entries.save import blank, load, save
from desk.service.holidays.arrangement import arrangement, keep, missing_year, whole_year
from desk.service.holidays.notice import described, read_notice
from desk.service.lists.query import Query, ids, texts
from desk.service.start import overview

SUPPLEMENTS = {
    2015: "2015年9月3日（星期四）至5日（星期六）调休放假，共3天。"
          "其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。",
    2019: "经国务院批准，现将2019年劳动节放假安排调整如下：2019年5月1日至4日放假调休，共4天。"
          "4月28日（星期日）、5月5日（星期日）上班。",
}
NOTICE = """国务院办公厅关于2027年
部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""
"""An invented notice for a year that the library does not know."""


def worked(year: int, days: dict[str, bool]) -> dict[date, bool]:
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    return {day: days.get(day.isoformat(), day.weekday() < 5) for day in every}


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_notice_is_read_as_it_was_kept(year: int) -> None:
    """Day by day against the library, which has the supplements of 2015, 2019 and 2020, and the next New Year's."""
    notice = read_notice(NOTICES[year], year)
    days = notice.days | (read_notice(SUPPLEMENTS[year], year).days if year in SUPPLEMENTS else {})
    other = [str(day) for day, works in worked(year, days).items() if works != chinese_calendar.is_workday(day)]
    assert other == {2018: ["2018-12-29", "2018-12-31"], 2020: ["2020-01-31", "2020-02-01"]}.get(year, [])
    assert notice.missing == ()
    assert len(notice.unread) == (year == 2024)  # 鼓励各单位…安排职工在除夕休息


def test_new_year_reaches_into_the_year_before() -> None:
    days = read_notice(NOTICES[2019], 2019).days
    assert {day: works for day, works in days.items() if day < "2019"} == {
        "2018-12-29": True, "2018-12-30": False, "2018-12-31": False}
    assert read_notice("一、元旦：12月31日至1月2日放假调休，共3天。", 2023).days == {
        "2022-12-31": False, "2023-01-01": False, "2023-01-02": False}


def test_a_holiday_is_said_in_words() -> None:
    spring = read_notice(NOTICE, 2027).festivals[1]
    assert described(spring) == "春节：2月5日（周五）至11日（周四）放假，共7天；1月31日（周日）、2月20日（周六）上班"


@pytest.mark.parametrize(("text", "code", "said"), [
    (NOTICES[2026], "notice_year", "这是2026年的通知，不是2027年的"),
    (NOTICES[2026].partition("如下。")[2], "notice_weekday",
     "2027年1月1日是周五，通知里写的是周四，请核对是不是2027年的通知"),
    ("大家好，节日快乐！", "notice_unread", "没有认出放假的日子"),
    ("", "notice_unread", "没有认出放假的日子"),
    ("延长2027年春节假期至2月12日（星期五）。", "notice_unread", "没有认出放假的日子"),
    (NOTICE.replace("共7天。1月", "共8天。1月"), "notice_total", "春节写的是共8天，读到的却是7天，请核对"),
    (NOTICE.replace("10月9日（周六）", "10月4日（周一）"), "notice_twice", "2027-10-04又说放假又说上班，请核对"),
    (NOTICE.replace("6月9日（周三）", "6月31日"), "notice_date", "没有6月31日这一天，请核对"),
    (NOTICE.replace("5月1日（周六）至5日（周三）", "5月5日至1日"), "notice_date", "不是一段放假的日子"),
    ("一、元旦：2029年1月1日放假。", "notice_year", "2029-01-01不在2027年"),
    ("日" * 5000 + "（" * 5000, "notice_unread", "没有认出放假的日子"),
])
def test_another_years_notice_or_none_is_refused(text: str, code: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        read_notice(text, 2027)
    assert refused.value.code == code


@pytest.fixture
def desk(fresh: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("DESK_TODAY", "2026-12-30")
    return fresh()


def request(desk: Desk, **more: Any) -> int:
    person = save(desk, "resident", {**blank(desk, "resident"), "name": "王秀英"}).id
    return save(desk, "request", {**blank(desk, "request"), "resident": person, "category": "agency",
                                  "workdays": 10, **more}).id


def due(desk: Desk, id: int) -> Any:
    return load(desk, "request", id).draft["due"]


def test_a_promise_into_an_unknown_year_says_so_and_follows_the_notice(desk: Desk) -> None:
    """Ten working days after Wednesday 30 December 2026, counted by hand: 31; 4-8 and 11-14 January."""
    late = request(desk)
    soon = request(desk, workdays=1)
    finished = request(desk, steps=[{"date": "2026-12-30", "step": "done"}])
    assert (due(desk, late), due(desk, soon)) == ("2027-01-14", "2026-12-31")
    kind = desk.catalog.column("request", "due").kind
    assert kind.show("2027-01-14") == "2027-01-14（推算）"
    assert kind.remark("2027-01-14") == "2027年的放假安排还没有录入，按周一至周五推算"
    assert (kind.show("2026-12-31"), kind.remark("2026-12-31")) == ("2026-12-31", "")
    shown = {row[2] if len(row) > 2 else "": row for row in texts(desk, "request", ids(desk, Query("request")))}
    assert any("2027-01-14（推算）" in row for row in shown.values())
    moved = NOTICE.replace("1月1日（周五）至3日（周日）放假，共3天。",
                           "1月1日（周五）至5日（周二）放假，共5天。1月9日（周六）上班。")
    kept = keep(desk, 2027, whole_year(desk, read_notice(moved, 2027)))
    assert kept.changes == {"request": [late]}
    assert due(desk, late) == "2027-01-15"  # 31; 6-9, Saturday too, and 11-15 January
    assert due(desk, finished) == "2027-01-14"
    newest = history(desk, "request", late)[0]
    assert (newest.reason, newest.lines) == (
        "录入2027年放假安排", (("承诺办结日", "2027-01-14", "2027-01-15"),))
    assert desk.catalog.column("request", "due").kind.show("2027-01-15") == "2027-01-15"
    again = open_with_key(desk.folder, desk.file_key, "测试员")
    assert again.catalog.column("request", "due").kind.remark("2027-01-15") == ""
    assert again.workdays.add("2026-12-31", 4).date == "2027-01-09"
    again.close()


def test_an_entered_year_is_known_day_by_day(desk: Desk) -> None:
    assert arrangement(desk, 2027).source == ""
    keep(desk, 2027, whole_year(desk, read_notice(NOTICE, 2027)))
    now = arrangement(desk, 2027)
    assert now.source == "office"
    assert [day for day, works in now.days.items() if works] == [
        "2027-01-31", "2027-02-20", "2027-04-25", "2027-05-08", "2027-09-26", "2027-10-09"]
    assert sum(not works for works in now.days.values()) == 1 + 5 + 1 + 3 + 1 + 1 + 5
    assert arrangement(desk, 2026).source == "library"
    keep(desk, 2027, {"2027-01-01": False})
    assert arrangement(desk, 2027).days == {"2027-01-01": False}, "a year entered again is entered whole"


def test_a_supplement_adds_to_a_known_year_only(desk: Desk) -> None:
    supplement = "2027年9月3日（星期五）放假，9月5日（星期日）上班。"
    with pytest.raises(Invalid, match="还缺元旦、春节、清明、劳动、端午、中秋、国庆的安排，请把2027年的通知粘贴完整"):
        whole_year(desk, read_notice(supplement, 2027))
    before = whole_year(desk, read_notice(NOTICE, 2027))
    keep(desk, 2027, before)
    keep(desk, 2027, whole_year(desk, read_notice(supplement, 2027)))
    assert arrangement(desk, 2027).days.items() - {("2027-09-03", False), ("2027-09-05", True)} <= before.items()
    assert not desk.workdays.is_workday("2027-09-03")
    assert desk.workdays.is_workday("2027-09-05")


def test_days_of_another_year_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="2028-01-01不在2027年"):
        keep(desk, 2027, {"2028-01-01": False})
    with pytest.raises(Invalid, match="年份不对"):
        keep(desk, 20270, {})
    assert arrangement(desk, 2027).source == ""


@pytest.mark.parametrize(("today", "missing"), [
    ("2026-11-30", None), ("2026-12-01", 2027), ("2026-12-31", 2027), ("2027-01-05", 2027), ("2025-12-01", None)])
def test_from_december_on_the_missing_year_is_a_task(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, today: str, missing: int | None
) -> None:
    monkeypatch.setenv("DESK_TODAY", today)
    assert missing_year(desk) == missing
    tasks = [(one.title, one.command) for one in overview(desk).due if one.command]
    assert tasks == ([(f"录入{missing}年放假安排", "holidays")] if missing else [])
    keep(desk, 2027, whole_year(desk, read_notice(NOTICE, 2027)))
    assert [one for one in overview(desk).due if one.command] == []
