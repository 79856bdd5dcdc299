"""Measures made by clicking: durations, balances, streaks, months, groups, formulas, growth, targets, baselines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from desk.errors import Invalid
from desk.figures import FIGURES
from desk.service.desk import Caller, Desk
from desk.service.figures import compute, definition, given, growth, half_up, rows, set_baseline, set_target
from desk.service.own.making import make, tried, words
from desk.service.periods import Period, as_of, of_year
from desk.spec import Figure
from desk.spec.formula import in_words, parse
from desk.spec.load import figure_json, figure_of

TODAY = "2026-06-30"
HALF = Period("2026-01-01", "2026-06-30")
Row = dict[str, Any]


def fill(desk: Desk, record: str, *made: Row, **common: Any) -> None:
    """Rows as they are stored, without the rules of forms."""
    spec = desk.catalog.record(record)
    base = dict.fromkeys(desk.catalog.fields(record)) | common
    own = {"position": 0} if spec.part_of else {"version": 1, "deleted": 0, "extra": None}
    with desk.engine.begin() as conn:
        for at, row in enumerate(made, 1):
            named = {"uid": f"{record}{row.get('id', at)}"}
            conn.execute(insert(desk.meta.tables[spec.table]), {**base, **own, "id": at, **named, **row})


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    made = fresh()
    made.set(started="2020-01-01")
    made.caller = Caller("测试员", frozenset({"standing:watched"}))
    return made


def value(desk: Desk, ledger: str, measure: Row, period: Period = HALF, unit: str = "个", **spec: Any) -> Any:
    return tried(desk, {"title": "自编", "ledger": ledger, "measure": measure, "unit": unit, **spec}, period)


def cases(desk: Desk, *pairs: tuple[str, str | None]) -> None:
    fill(desk, "case", *({"date": since, "concluded": until} for since, until in pairs), kind="01", title="纠纷")


# durations and middles

def test_days_between_two_dates(desk: Desk) -> None:
    cases(desk, ("2026-01-01", "2026-01-04"), ("2026-02-01", "2026-02-11"), ("2026-03-01", None),
          ("2026-03-01", "2026-05-30"), ("2025-03-01", "2025-03-02"))
    for kind, expected in (("median", 10.0), ("average", 34.3), ("max", 90), ("min", 3), ("sum", 103)):
        assert value(desk, "case", {"kind": kind, "path": "days(date|concluded)"}).value == expected
    assert value(desk, "case", {"kind": "max", "path": "months(date|concluded)"}).value == 2
    within = {"kind": "share", "part": {"path": "days(date|concluded)", "op": "<=", "value": 30}}
    found = value(desk, "case", within, where={"not": {"path": "concluded", "blank": True}}, unit="%")
    assert (found.value, found.rows, found.of) == (66.7, 2, 3)


def test_days_up_to_the_day(desk: Desk) -> None:
    cases(desk, ("2026-06-20", None))
    assert value(desk, "case", {"kind": "max", "path": "days(date)"}).value == 10
    assert value(desk, "case", {"kind": "max", "path": "days(date)"}, as_of("2026-06-25")).value == 5


def test_a_middle_of_an_even_number_is_between(desk: Desk) -> None:
    made = ({"date": "2026-02-01", "people": n} for n in (10, 21, 30, 5))
    fill(desk, "activity", *made, state="held", category="show")
    assert value(desk, "held_activity", {"kind": "median", "path": "people"}).value == 15.5


def test_nothing_to_divide_says_so(desk: Desk) -> None:
    found = value(desk, "case", {"kind": "share", "part": {"path": "result", "is": ["01"]}}, unit="%")
    assert found.value is None
    assert found.of == 0
    assert "没有符合条件的记录" in found.why
    assert value(desk, "case", {"kind": "average", "path": "people"}).value is None
    assert value(desk, "case", {"kind": "sum", "path": "people"}).value == 0


@pytest.mark.parametrize(("number", "expected"), [(66.65, 66.7), (0.05, 0.1), (33.333, 33.3), (2.25, 2.3)])
def test_half_up(number: float, expected: float) -> None:
    assert half_up(number) == expected


def test_growth_of_nothing() -> None:
    assert growth(3, 0) == (3, None)
    assert growth(None, 3) == (None, None)
    assert growth(7, 8) == (-1, -12.5)
    assert growth(-9, -8) == (-1, None), "per cent of a debt says nothing"


# what the caller may not see

DRUG = {"rows": "standing", "via": "resident", "op": ">=", "count": 1, "where": {"path": "category", "is": ["drug"]}}


@pytest.mark.parametrize(("ledger", "measure", "where"), [
    ("resident", {"kind": "count"}, DRUG),
    ("standing", {"kind": "count"}, {"path": "category", "op": "=", "value": "drug"}),
    ("resident", {"kind": "share", "part": DRUG}, None),
    ("resident", {"kind": "grouped", "by": "sex", "how": "sum", "measure": {"kind": "share", "part": DRUG}}, None),
    ("visit", {"kind": "balance", "into": {"path": "category", "is": ["support_talk"]}}, None),
    ("activity", {"kind": "parts", "part": "attendance", "where": {"path": "resident", "such": DRUG}}, None),
    ("resident", {"kind": "formula", "text": "watched_count + visit_count"}, None),
])
def test_what_may_not_be_seen_is_unknown_and_not_none(desk: Desk, ledger: str, measure: Row, where: Any) -> None:
    """Wherever in a figure the closed category is asked for."""
    fill(desk, "resident", {"name": "王秀英", "sex": "2"})
    fill(desk, "residence", {"resident": 1})
    fill(desk, "visit", {"resident": 1, "date": "2026-01-05", "category": "home"})
    desk.caller = Caller("测试员", frozenset({"standing:watched", "visit:support_talk"}))
    assert value(desk, ledger, measure, where=where).value is not None
    desk.caller = Caller("测试员")
    found = value(desk, ledger, measure, where=where)
    assert (found.value, found.last_year, found.why) == (None, None, "没有查看这类人员的权限")


# balances

BALANCE = {"kind": "balance", "path": "amount", "into": {"path": "direction", "is": ["in"]}}


def test_opening_and_movements_are_the_closing(desk: Desk) -> None:
    fill(desk, "grant", *(
        {"date": date, "direction": way, "amount": amount, "category": "money"}
        for date, way, amount in (
            ("2025-05-01", "in", 100_00), ("2025-06-01", "out", 30_50), ("2026-02-01", "in", 20_00),
            ("2026-03-01", "out", 5_00), ("2026-09-01", "out", 1_00))))
    opening = value(desk, "grant", BALANCE | {"opening": True})
    closing = value(desk, "grant", BALANCE)
    assert (opening.value, opening.rows) == (69.5, 2)
    assert (closing.value, closing.rows) == (84.5, 4)
    assert closing.last_year == 69.5
    assert value(desk, "grant", {"kind": "balance", "into": {"path": "direction", "is": ["in"]}}).value == 0


@pytest.mark.parametrize("measure", [BALANCE | {"path": ""}, {"kind": "stock"}])
def test_only_events_add_up_to_a_balance(desk: Desk, measure: Row) -> None:
    """A state is in force on a day: what ended long ago is no balance."""
    into = {"into": {"path": "category", "is": ["dibao"]}} if measure["kind"] == "balance" else {}
    with pytest.raises(Invalid, match="没有余额可算"):
        make(desk, "figure", {"title": "存量", "ledger": "standing", "measure": measure | into, "unit": "条"})
    with pytest.raises(Invalid, match="没有余额可算"):
        value(desk, "standing", measure | into)


# months in force

def standings(desk: Desk, *spans: tuple[int, str | None, str | None], category: str = "mental") -> None:
    fill(desk, "resident", *({"id": one} for one in {who for who, _, _ in spans}), name="某人")
    fill(desk, "standing", *({"resident": who, "start": since, "end": until} for who, since, until in spans),
         category=category)


def test_person_months(desk: Desk) -> None:
    standings(desk, (1, None, None), (2, "2026-03-31", None), (3, "2025-01-01", "2026-02-01"),
              (3, "2026-02-10", "2026-02-20"), (4, "2026-07-01", None), (5, "2024-01-01", "2026-01-01"))
    where = {"path": "category", "is": ["mental"]}
    months: Row = {"kind": "months", "path": "resident"}
    assert value(desk, "watched", months, where=where).value == 6 + 4 + 2
    assert value(desk, "watched", months | {"least": 0}, where=where).value == 1
    assert value(desk, "watched", months | {"least": 4}, where=where).value == 2
    assert value(desk, "watched", months, of_year(2026), where=where).value == 6 + 4 + 2, "up to the day only"


def test_whom_one_may_not_see_is_unknown_not_none(desk: Desk) -> None:
    standings(desk, (1, None, None))
    desk.caller = Caller("新来的")
    found, = compute(desk, HALF, ["mental_months"])
    assert (found.value, found.rows) == (None, 0)
    assert "权限" in found.why
    assert compute(desk, HALF, ["mental_cost"])[0].value is None


# runs

def run(desk: Desk, unit: str, period: Period = HALF, **more: bool) -> Any:
    return value(desk, "case", {"kind": "streak", "unit": unit, **more}, period)


def test_runs_without(desk: Desk) -> None:
    cases(desk, ("2021-03-05", None), ("2023-08-01", None), ("2026-06-10", None))
    assert run(desk, "day").value == 20
    assert run(desk, "month").value == 0, "June has one"
    assert run(desk, "year", as_of("2025-12-31")).value == 2
    assert run(desk, "year", as_of("2025-06-30")).value == 1, "2025 is not over"
    assert run(desk, "year", as_of("2025-12-31"), current=False).value == 2
    assert run(desk, "day", as_of("2025-12-31"), current=False).value == 883
    assert run(desk, "day", Period("2026-06-01", "2026-06-30"), current=False).value == 20
    last = run(desk, "day")
    assert last.rows == 1, "the dispute that it counts from"


def test_a_run_without_reaches_back_to_the_first_day_of_the_books(desk: Desk) -> None:
    assert run(desk, "year", as_of("2025-12-31")).value == 6
    desk.set(started="2020-02-01")
    assert run(desk, "year", as_of("2025-12-31")).value == 5, "2020 was not kept whole"


def test_runs_with(desk: Desk) -> None:
    cases(desk, *((f"2026-0{month}-08", None) for month in (1, 2, 4, 5)))
    assert run(desk, "month", as_of("2026-06-20"), having=True).value == 2, "June is not over"
    assert run(desk, "month", having=True).value == 0, "June is over"
    longest = run(desk, "month", having=True, current=False)
    assert (longest.value, longest.rows) == (2, 2)


# groups

def grouped(desk: Desk, ledger: str, how: str, period: Period = HALF, by: str = "month", **more: Any) -> Any:
    return value(desk, ledger, {"kind": "grouped", "by": by, "how": how, **more}, period)


def test_months_of_events(desk: Desk) -> None:
    cases(desk, ("2026-01-08", None), ("2026-01-09", None), ("2026-03-01", None), ("2025-02-01", None))
    expected = {"max": 2, "min": 0, "average": 0.5, "sum": 3, "number": 2, "reach": 2, "reach_share": 33.3,
                "which_max": 2, "names": 2, "median": 0.0}
    assert {how: grouped(desk, "case", how).value for how in expected} == expected
    assert grouped(desk, "case", "which_max").text == "1月"
    assert grouped(desk, "case", "names").text == "1月、3月"
    assert grouped(desk, "case", "each").text == "1月（2）、3月（1）"
    assert grouped(desk, "case", "reach", target=2).rows == 2
    assert grouped(desk, "case", "reach_share", by="quarter").value == 50.0
    assert grouped(desk, "case", "names", of_year(2026)).rows == 3
    assert grouped(desk, "case", "reach_share", of_year(2026)).of == 6, "planned up to the day"
    assert grouped(desk, "case", "names", Period("2025-07-01", "2026-06-30")).text == "2026年1月、2026年3月"


def test_months_of_states_are_read_at_their_ends(desk: Desk) -> None:
    standings(desk, *((who, "2026-02-10", None) for who in range(1, 104)), (104, "2026-04-01", "2026-05-10"))
    inner = {"kind": "distinct", "path": "resident"}
    where = {"path": "category", "is": ["mental"]}
    spec: Row = {"kind": "grouped", "by": "month", "measure": inner, "how": "excess", "floor": 100, "rate": 400}
    found = value(desk, "watched", spec, where=where, unit="元")
    assert found.value == (3 + 3 + 4 + 3 + 3) * 400
    assert value(desk, "watched", spec | {"how": "which_max"}, where=where).text == "4月"


def test_groups_by_a_text(desk: Desk) -> None:
    fill(desk, "post", *({"duty": duty, "salary": pay} for duty, pay in (
        ("早班", 1000_00), ("早班", 1200_00), ("夜班", 1500_00), (None, 9_00))), category="patrol_member", name="队员")
    pay = {"kind": "sum", "path": "salary"}
    assert grouped(desk, "patrol_member", "each", by="duty", measure=pay).text == "早班（2200）、夜班（1500）"
    assert grouped(desk, "patrol_member", "which_min", by="duty", measure=pay).text == "夜班"
    assert grouped(desk, "patrol_member", "number", by="duty").value == 2


def test_different_people_over_all_parts(desk: Desk) -> None:
    fill(desk, "activity", {"date": "2026-02-01"}, {"date": "2026-03-01"}, state="held", category="show")
    fill(desk, "resident", {}, {}, name="某人")
    fill(desk, "activity.attendance", {"owner": 1, "resident": 1}, {"owner": 2, "resident": 1},
         {"owner": 2, "resident": 2}, {"owner": 2, "resident": 2, "role": "10"})
    people: Row = {"kind": "parts", "part": "attendance", "field": "resident", "different": True}
    found = value(desk, "held_activity", people)
    assert (found.value, found.rows) == (2, 2)
    assert value(desk, "held_activity", {"kind": "parts", "part": "attendance"}).value == 4


# figures over figures

def counted(desk: Desk, text: str, period: Period = HALF, percent: bool = False) -> Any:
    return value(desk, "", {"kind": "formula", "text": text, "percent": percent}, period, "%" if percent else "件")


def test_formulas(desk: Desk) -> None:
    cases(desk, ("2026-01-08", None), ("2026-01-09", None), ("2025-12-01", None), ("2025-03-01", None))
    assert counted(desk, "case_count × 400 − 1").value == 799
    assert counted(desk, "max(0, case_count - 5) + min(case_count, 1)").value == 1
    assert counted(desk, "case_count / (2 * months)", percent=True).value == 16.7
    assert counted(desk, "case_count - case_count@last_year").value == 1
    assert counted(desk, "case_count - case_count@last_period").value == 1
    assert counted(desk, "case_count@opening").value == 2
    share = counted(desk, "case_count / case_count@opening", percent=True)
    assert (share.value, share.rows, share.of) == (100.0, 2, 2)
    assert counted(desk, "days + 0 * case_count").value == 181


def test_a_formula_without_an_answer_says_why(desk: Desk) -> None:
    assert "分母为零" in counted(desk, "1 / case_count").why
    assert "调解成功率" in counted(desk, "case_settled_share + 1").why
    assert "上一期" in counted(desk, "case_count@last_period", as_of(TODAY)).why


@pytest.mark.parametrize(("text", "place"), [
    ("case_count +", "没有写完"), ("case_count case_count", "第12个字"), ("(1", "没有写完"), ("1 $ 2", "第2个字"),
    ("case_count@soon", "时间"), ("nobody_knows", "没有这个指标"), ("(" * 60, "太深"),
])
def test_a_mistaken_formula_is_told_at_its_place(desk: Desk, text: str, place: str) -> None:
    with pytest.raises(Invalid, match=place):
        make(desk, "figure", {"title": "算错的", "measure": {"kind": "formula", "text": text}, "unit": "件"})


def test_a_formula_reads_back() -> None:
    assert in_words("a ÷ （b@last_year ＋ 2）", {"a": "甲", "b": "乙"}) == "「甲」 ÷ (上年同期的「乙」 + 2)"
    assert parse("2 - 1 - 1") == parse("(2 - 1) - 1")


def test_growth_and_targets(desk: Desk) -> None:
    cases(desk, *((day, None) for day in ("2026-01-08", "2026-01-09", "2026-02-09", "2025-03-01", "2025-04-01")))
    more = value(desk, "", {"kind": "growth", "of": "case_count"})
    assert (more.value, more.text) == (1, "增加1个")
    assert value(desk, "", {"kind": "growth", "of": "case_count", "percent": True}, unit="%").value == 50.0
    assert value(desk, "", {"kind": "growth", "of": "case_count", "on": "last_period"}).text == "增加3个"
    against: Row = {"kind": "against", "of": "case_count"}
    assert value(desk, "", against | {"target": 4}, unit="%").value == 75.0
    assert value(desk, "", against | {"target": 4, "how": "reached"}).text == "未达标"
    assert value(desk, "", against | {"target": 4, "how": "reached", "at_most": True}).text == "达标"
    assert value(desk, "", against | {"target": 4, "how": "gap"}).value == -1
    assert "2026年的目标" in value(desk, "", against).why
    set_target(desk, "case_count", 2026, 6)
    assert value(desk, "", against, unit="%").value == 50.0


# baselines

def test_a_year_before_the_books_takes_what_was_entered(desk: Desk) -> None:
    desk.set(started="2026-01-01")
    cases(desk, ("2026-01-08", None), ("2026-01-09", None), ("2026-02-09", None))
    before, = compute(desk, of_year(2025), ["case_count"])
    assert before.value is None
    assert "建账日" in before.why
    set_baseline(desk, "case_count", 2025, 2)
    before, = compute(desk, of_year(2025), ["case_count"])
    assert (before.value, before.why) == (2, "手工填报")
    with pytest.MonkeyPatch.context() as later:
        later.setenv("DESK_TODAY", "2026-12-31")
        now, = compute(desk, of_year(2026), ["case_count"])
    assert (now.value, now.last_year, now.change, now.rate) == (3, 2, 1, 50.0)
    half, = compute(desk, Period("2025-01-01", "2025-06-30"), ["case_count"])
    assert half.value is None, "half a year is another number"
    assert given(desk, "baseline") == {("case_count", of_year(2025)): 2.0}
    set_baseline(desk, "case_count", Period("2025-01-01", "2025-06-30"), 1)
    half, = compute(desk, Period("2025-01-01", "2025-06-30"), ["case_count"])
    assert (half.value, half.why) == (1, "手工填报")
    set_baseline(desk, "case_count", Period("2025-01-01", "2025-06-30"), None)
    set_baseline(desk, "case_count", 2025, None)
    assert compute(desk, of_year(2025), ["case_count"])[0].value is None


def test_a_baseline_is_of_a_known_figure_and_year(desk: Desk) -> None:
    with pytest.raises(Invalid):
        set_baseline(desk, "nothing", 2025, 1)
    with pytest.raises(Invalid):
        set_baseline(desk, "case_count", 25, 1)
    with pytest.raises(Invalid, match="开始和结束"):
        set_baseline(desk, "case_count", Period(on="2025-01-01"), 1)
    with pytest.raises(Invalid, match="请填写一个数"):
        set_baseline(desk, "case_count", 2019, float("inf"))
    desk.set(started="2025-01-01")
    with pytest.raises(Invalid, match="由记录计算"):
        set_baseline(desk, "case_count", 2025, 1)
    set_baseline(desk, "case_count", 2025, None)


# every figure

@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.key)
def test_every_figure_can_be_stored_and_read(figure: Figure) -> None:
    stored = json.loads(json.dumps(figure_json(figure), ensure_ascii=False))
    again = figure_of({"key": figure.key, **stored})
    assert (again.measure, again.where, again.unit) == (figure.measure, figure.where, figure.unit)


def test_every_figure_reads_as_a_sentence(practice_copy: Desk) -> None:
    told = {f.key: definition(practice_copy, f.key) for f in FIGURES}
    assert all(len(text) > 5 and "None" not in text and "@" not in text for text in told.values())
    assert told["case_days"] == "「纠纷案件台账」中结案日期不晚于统计日，受理日期至结案日期的天数的中位数"


def test_the_rows_behind_every_kind_of_measure(practice_copy: Desk) -> None:
    for found in compute(practice_copy, HALF):
        behind = rows(practice_copy, found.key, HALF)
        assert len(behind) == found.rows, found.key
        assert all(row.title for row in behind[:3]), found.key


def test_a_measure_that_is_not_whole_is_refused(desk: Desk) -> None:
    for measure in ({}, {"kind": "odd"}, {"kind": "sum"}, {"kind": "grouped"},
                    {"kind": "against", "of": "x", "target": "y"}):
        with pytest.raises(Invalid):
            words(desk, "figure", {"title": "空", "ledger": "case", "measure": measure, "unit": "件"})


# what is still open

def test_what_is_open_at_the_end_counts_whenever_it_was_accepted(desk: Desk) -> None:
    cases(desk, ("2025-11-01", None), ("2026-01-08", "2026-02-01"), ("2026-03-09", None), ("2026-05-01", None))
    first = Period("2026-01-01", "2026-04-30")
    told = {v.key: (v.value, v.last_year) for v in compute(desk, first, ["case_open", "case_pending"])}
    assert told == {"case_open": (1, 0), "case_pending": (2, 0)}
    assert [row.date for row in rows(desk, "case_pending", first)] == ["2025-11-01", "2026-03-09"]
    then, = compute(desk, Period("2026-01-01", "2026-01-31"), ["case_pending"])
    assert then.value == 2, "it was settled later"
    assert definition(desk, "case_pending").endswith("到期末的条数，不论是什么时候的")
