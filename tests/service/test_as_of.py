"""Events as of their own dates: households, groups, ages and heads of the day; groups without a row count too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from test_measures import fill, value

from desk.service.desk import Caller, Desk
from desk.service.entries.save import save
from desk.service.figures import compute, definition, rows
from desk.service.figures.breakdowns import breakdown
from desk.service.lists.query import Query, count, ids, texts
from desk.service.own.making import make, tried, words
from desk.service.periods import Period, of_year
from desk.spec import AsOf, Children, Compare, Linked, any_row, from_json, to_json
from desk.spec.sentence import sentence

YEAR = of_year(2026)
QUARTERS = [Period(f"2026-{3 * n + 1:02d}-01", end) for n, end in enumerate(
    ("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"))]
DIBAO = {"rows": "standing", "via": "resident", "op": ">=", "count": 1, "where": {"path": "category", "is": ["dibao"]}}

OLD, MOVER, POOR, CHILD = 1, 2, 3, 4
"""One who dies in June, one who moves in May, one on 低保 until April, one who turns 80 in July."""


@pytest.fixture
def desk(fresh: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("DESK_TODAY", "2026-12-31")
    made = fresh()
    made.set(started="2020-01-01")
    made.caller = Caller("测试员", frozenset())
    fill(made, "resident", {"id": OLD, "name": "甲", "death": "2026-06-10"}, {"id": MOVER, "name": "乙"},
         {"id": POOR, "name": "丙"}, {"id": CHILD, "name": "丁", "birth": "1946-07-15"}, sex="1")
    fill(made, "household", *({"id": n, "number": f"H{n}", "head": n} for n in (1, 2, 3, 4)))
    fill(made, "residence",
         {"resident": OLD, "household": 1, "end": "2026-06-10", "address": "一号"},
         {"resident": MOVER, "household": 2, "end": "2026-05-01", "address": "二号"},
         {"resident": MOVER, "household": 3, "start": "2026-05-01", "address": "三号"},
         {"resident": POOR, "household": 3, "address": "三号"}, {"resident": CHILD, "household": 4, "address": "四号"})
    fill(made, "standing", {"resident": POOR, "category": "dibao", "start": "2025-01-01", "end": "2026-04-01"},
         {"resident": CHILD, "category": "dibao", "start": "2026-10-01"})
    fill(made, "visit",
         {"date": "2026-03-05", "resident": OLD}, {"date": "2026-03-06", "resident": MOVER},
         {"date": "2026-08-06", "resident": MOVER}, {"date": "2026-03-07", "resident": POOR},
         {"date": "2026-07-20", "resident": POOR}, {"date": "2026-03-08", "resident": CHILD},
         {"date": "2026-08-08", "resident": CHILD}, category="condolence")
    yield made
    made.close()


def of(desk: Desk, key: str, period: Period = YEAR) -> Any:
    found, = compute(desk, period, [key])
    return found.value


def test_a_visit_counts_for_the_household_of_its_day(desk: Desk) -> None:
    """Someone visited in March who died in June, and someone who moved: each visit keeps its household."""
    assert [of(desk, "visit_households", quarter) for quarter in QUARTERS] == [4, 0, 2, 0]
    assert of(desk, "visit_households") == 4
    assert len(rows(desk, "visit_households", YEAR)) == 7


def test_the_parts_of_a_year_have_at_least_its_households(desk: Desk) -> None:
    for key in ("visit_households", "condolence_households", "condoled_dibao_households", "condoled_elder_people"):
        assert sum(of(desk, key, quarter) for quarter in QUARTERS) >= of(desk, key), key


def test_the_group_is_that_of_the_day(desk: Desk) -> None:
    """丙 was on 低保 in March, no longer in July; 丁 came to it only in October, after every visit."""
    assert of(desk, "dibao_visit_count") == 1
    assert [row.date for row in rows(desk, "dibao_visit_count", YEAR)] == ["2026-03-07"]
    assert of(desk, "condoled_dibao_households") == 1


def test_a_household_visited_itself_is_on_dibao_by_its_people(desk: Desk) -> None:
    fill(desk, "visit", {"id": 20, "date": "2026-11-02", "household": 4}, {"id": 21, "date": "2026-09-02",
         "household": 4}, category="condolence")
    assert of(desk, "condoled_dibao_households", QUARTERS[2]) == 0
    assert of(desk, "condoled_dibao_households", QUARTERS[3]) == 1


def test_ages_are_those_of_the_day(desk: Desk) -> None:
    assert of(desk, "condoled_elder_people", QUARTERS[0]) == 0
    assert of(desk, "condoled_elder_people") == 1
    oldest = {"kind": "max", "path": "age(resident.birth)"}
    assert [value(desk, "visit", oldest, quarter).value for quarter in (QUARTERS[0], QUARTERS[2])] == [79, 80]
    table = breakdown(desk, "visit", "age", period=YEAR, last_year=False)
    assert {line.title: line.total for line in table.lines} == {"60—79岁": 1, "80岁以上": 1, "未填写": 5}


def test_lists_show_what_held_on_the_day(desk: Desk) -> None:
    query = Query("visit", since="2026-01-01", until="2026-12-31", order=("date", "id"))
    found = texts(desk, query, ids(desk, query))
    assert [row[5] for row in found] == ["一号", "二号", "三号", "四号", "三号", "三号", "四号"]


def test_a_condition_clicked_on_a_list_holds_on_the_day(desk: Desk) -> None:
    poor = Linked("resident", from_json(DIBAO))
    assert count(desk, Query("visit", poor)) == 1
    assert count(desk, Query("visit", AsOf("on", poor))) == 2
    member = Children("visit", "resident.home.household", ">=", 2)
    assert count(desk, Query("household", member)) == 2
    own = Children("visit", "resident.home.household", ">=", 2, own_day=True)
    assert sorted(ids(desk, Query("household", own))) == [3, 4]


def test_a_past_event_is_told_the_same_on_every_later_day(desk: Desk) -> None:
    first = [of(desk, "visit_households", Period("2026-03-01", until)) for until in ("2026-03-31",)]
    march = Query("visit", since="2026-03-01", until="2026-03-31")
    shown = [texts(desk, Query("visit", since=march.since, until=march.until, on=on), ids(desk, march))
             for on in ("2026-03-31", "2026-12-31")]
    assert first == [4]
    assert shown[0] == shown[1]


def test_the_sentence_says_whose_day(desk: Desk) -> None:
    poor, old = Linked("resident", from_json(DIBAO)), Compare("age(resident.birth)", ">=", 80)
    tell = {"by": "date"}
    assert sentence(desk.catalog, "visit", poor, **tell) == "走访当日居民有在册的身份（类别为低保）"
    assert sentence(desk.catalog, "visit", ~poor & old, **tell) == (
        "走访当日不符合“居民有在册的身份（类别为低保）”；走访当日居民的年龄满80周岁")
    assert sentence(desk.catalog, "visit", AsOf("on", poor), **tell) == "统计日居民有在册的身份（类别为低保）"
    assert sentence(desk.catalog, "visit", poor) == "居民有在册的身份（类别为低保）"
    assert "走访当日" in definition(desk, "dibao_visit_count")
    assert "按走访当日家庭或居民的户计数（不重复）" in definition(desk, "visit_households")


def test_a_kept_condition_of_before_is_still_read(desk: Desk) -> None:
    """The stored form has no word on the day: it takes the default of its ledger."""
    make(desk, "figure", {"title": "低保人员走访", "ledger": "visit", "measure": {"kind": "count"}, "unit": "次",
                          "where": {"path": "resident", "such": DIBAO}})
    key = next(key for key, one in desk.catalog.figures.items() if one.made_here)
    assert of(desk, key) == 1
    assert from_json(to_json(AsOf("on", any_row("standing", "resident")))) == AsOf(
        "on", any_row("standing", "resident"))


# ------------------------------------------------------------------ heads of households


def test_a_household_keeps_its_former_head(desk: Desk) -> None:
    fill(desk, "grant", {"date": "2026-05-05", "household": 3}, {"date": "2026-09-05", "household": 3},
         direction="out", category="dibao_money", amount=100)
    save(desk, "household", {"head": MOVER}, 3, since="2026-09-01")
    query = Query("household", order=("number",))
    heads = [texts(desk, Query("household", on=day), ids(desk, query))[2][1]
             for day in ("2026-08-31", "2026-09-01", "2026-12-31")]
    assert heads == ["丙", "乙", "乙"]
    shown = Query("given", order=("date",))
    assert [row[1] for row in texts(desk, shown, ids(desk, shown))] == ["丙", "乙"]
    by_head = breakdown(desk, "given", "household.head", period=YEAR, last_year=False)
    assert {line.title: line.total for line in by_head.lines} == {"丙": 1, "乙": 1}


# ------------------------------------------------------------------ groups without a row


TO_HOME = "first(household|resident.home.household)"


def test_households_without_a_visit_have_fewer_than_two(desk: Desk) -> None:
    """On 30 June nobody is on 低保; on 31 December 丁's household, with two visits; on 31 March 丙's, with one."""
    below: dict[str, Any] = {"kind": "grouped", "by": TO_HOME, "how": "below", "target": 2}
    among = {**below, "among": "dibao:resident.home.household"}
    assert value(desk, "visit", below, QUARTERS[0]).value == 4
    assert [value(desk, "visit", among, quarter).value for quarter in QUARTERS] == [1, 0, 0, 1]
    assert value(desk, "visit", {**among, "target": 3}, YEAR).value == 1
    everyone = {**below, "among": "household"}
    assert [value(desk, "visit", everyone, quarter).value for quarter in QUARTERS] == [4, 4, 3, 4]
    assert value(desk, "visit", everyone, YEAR).value == 2
    make(desk, "figure", {"title": "走访不到2次的户", "ledger": "visit", "unit": "户", "measure": everyone})
    key = next(key for key, one in desk.catalog.figures.items() if one.made_here)
    assert [(row.record, row.id) for row in rows(desk, key, YEAR)] == [("household", 1), ("household", 2)]


def test_an_average_over_buildings_has_those_without_a_visit(desk: Desk) -> None:
    fill(desk, "place", {"id": 1, "level": "2", "full": "1幢"}, {"id": 2, "level": "2", "full": "2幢"},
         {"id": 3, "level": "4", "full": "1幢101", "parent": 1})
    fill(desk, "visit", {"id": 30, "date": "2026-02-01", "place": 3}, {"id": 31, "date": "2026-02-02", "place": 3},
         category="home")
    mean: dict[str, Any] = {"kind": "grouped", "by": "building", "how": "average"}
    assert value(desk, "visit", mean, QUARTERS[0]).value == 2
    assert value(desk, "visit", {**mean, "among": "building"}, QUARTERS[0]).value == 1
    spec = {"title": "每幢走访", "ledger": "visit", "unit": "次", "measure": {**mean, "among": "building"}}
    assert words(desk, "figure", spec).endswith("取平均（「楼栋台账」都算，没有记录的按零计）")


@pytest.mark.parametrize("among", ["nothing", "resident", "building:level", "dibao:nothing"])
def test_a_universe_of_other_things_is_refused(desk: Desk, among: str) -> None:
    from desk.errors import Invalid

    with pytest.raises(Invalid) as refused:
        tried(desk, {"title": "自编", "ledger": "visit", "unit": "户", "measure": {
            "kind": "grouped", "by": "building", "how": "average", "among": among}}, YEAR)
    assert refused.value.code == "E064"


# ------------------------------------------------------------------ statements


@pytest.mark.parametrize(("key", "on"), [("visit", None), ("visit", "2026-05-31"), ("resident", "2026-05-31"),
                                         ("household", "2026-05-31")])
def test_a_ledger_as_of_a_past_day_takes_two_statements(desk: Desk, key: str, on: str | None) -> None:
    told: list[str] = []
    event.listen(desk.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    query = Query(key, on=on)
    found = ids(desk, query)
    texts(desk, query, found)
    assert len([one for one in told if one.startswith(("SELECT", "WITH"))]) == 2, told
