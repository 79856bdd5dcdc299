"""对账: what was there, came and went is what is there; whoever breaks it is named; one figure has one value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from trust_records import case, change, enter, resident, small

from desk.service.desk import Desk
from desk.service.entries.save import load
from desk.service.figures import compute
from desk.service.lists.query import Query, ids
from desk.service.periods import Period, as_of, of_year
from desk.service.trust.reconciling import Check, balances, checks


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    made = fresh()
    small(made)
    return made


def by_title(desk: Desk, period: Period) -> dict[str, Check]:
    return {one.title: one for one in balances(desk, period)}


def agreed(desk: Desk, period: Period) -> dict[str, Check]:
    return {one.title: one for one in checks(desk, period)}


@pytest.mark.parametrize("period", [of_year(2023), of_year(2025), of_year(2026), Period("2025-04-01", "2025-04-30"),
                                    Period("2026-02-11", "2026-05-17")])
def test_the_practice_community_agrees(community: Any, period: Period) -> None:
    made = balances(community.desk, period)
    assert [one for one in made if not one.ok] == []
    people = made[0]
    until = min(str(period.until), community.on)
    assert people.closing == compute(community.desk, as_of(until), ["resident_count"])[0].value
    assert sum(n for _, n in people.parts) == people.added + people.removed
    assert people.added == sum(n for title, n in people.parts if "（减）" not in title)
    for one in made:
        if one.opening is not None:
            assert one.expected == one.opening + one.added - one.removed == one.closing


def test_one_period_closes_where_the_next_opens(community: Any) -> None:
    first = by_title(community.desk, Period("2025-01-01", "2025-06-30"))
    second = by_title(community.desk, Period("2025-07-01", "2025-12-31"))
    whole = by_title(community.desk, of_year(2025))
    for title in ("在册居民", "户", "身份（合计）", "任职（合计）"):
        assert first[title].closing == second[title].opening
        assert whole[title].added == first[title].added + second[title].added


def test_people(desk: Desk) -> None:
    before = by_title(desk, of_year(2026))["在册居民"]
    assert (before.opening, before.added, before.removed, before.closing, before.ok) == (0, 3, 0, 3, True)
    resident(desk, "新人", start="2026-03-01", in_reason="03")
    gone = resident(desk, "走了", start="2026-03-01", in_reason="03")
    spell = next(i for i in ids(desk, Query("residence")) if load(desk, "residence", i).draft["resident"] == gone)
    change(desk, "residence", spell, end="2026-05-01", out_reason="03")
    dead = resident(desk, "亡故", start="2026-03-01", in_reason="03")
    change(desk, "resident", dead, death="2026-06-01")
    made = by_title(desk, of_year(2026))["在册居民"]
    assert (made.added, made.removed, made.closing, made.ok) == (6, 2, 4, True)
    assert dict(made.parts) == {"建账登记": 3, "购房入住": 3, "搬离（减）": 1, "死亡（减）": 1}


def test_who_breaks_the_reckoning_of_people_is_named(desk: Desk) -> None:
    moved = resident(desk, "搬家", start="2026-01-01", in_reason="03")
    spell = next(i for i in ids(desk, Query("residence")) if load(desk, "residence", i).draft["resident"] == moved)
    change(desk, "residence", spell, end="2026-05-01", out_reason="11")
    made = by_title(desk, of_year(2026))["在册居民"]
    assert not made.ok
    assert [(record, id, title) for record, id, title in made.rows] == [("resident", moved, "搬家")]
    enter(desk, "residence", resident=moved, start="2026-05-01", in_reason="11")
    assert by_title(desk, of_year(2026))["在册居民"].ok
    enter(desk, "residence", resident=moved, start="2026-05-02", in_reason="03")
    twice = by_title(desk, of_year(2026))["在册居民"]
    assert [id for _, id, _ in twice.rows] == [moved], "came in while being here"


def test_states_by_category(desk: Desk) -> None:
    who = ids(desk, Query("resident"))
    enter(desk, "standing", resident=who[0], category="dibao", start="2025-05-01")
    enter(desk, "standing", resident=who[1], category="dibao", start="2026-02-01")
    enter(desk, "standing", resident=who[2], category="dibao", start="2025-01-01", end="2026-03-01",
          reason="收入超过标准")
    enter(desk, "standing", resident=who[2], category="volunteer")
    made = by_title(desk, Period("2026-01-01", "2026-03-31"))
    dibao = made["身份：低保"]
    assert (dibao.opening, dibao.added, dibao.removed, dibao.closing, dibao.ok) == (2, 1, 1, 2, True)
    assert made["身份（合计）"].closing == 3
    assert "身份：特困供养" not in made
    homes = made["户"]
    assert (homes.opening, homes.added, homes.removed, homes.closing) == (0, 2, 0, 2)


def test_a_state_that_ends_before_it_begins_breaks_it(desk: Desk) -> None:
    who = ids(desk, Query("resident"))[0]
    wrong = enter(desk, "standing", resident=who, category="dibao", start="2026-03-01")
    table = desk.meta.tables["standing"]
    with desk.write("旧数据") as writer:
        writer.conn.execute(table.update().where(table.c.id == wrong).values(end="2025-12-01"))
    made = by_title(desk, of_year(2026))["身份：低保"]
    assert not made.ok
    assert [id for _, id, _ in made.rows] == [wrong]


@pytest.mark.parametrize(("record", "title", "values"), [
    ("household", "户", {"number": "倒"}), ("post", "任职（合计）", {"category": "deputy", "name": "甲"}),
    ("unit", "单位与组织（合计）", {"category": "shop", "name": "小店"})])
def test_every_kind_of_state_names_what_breaks_it(
    desk: Desk, record: str, title: str, values: dict[str, Any]
) -> None:
    wrong = enter(desk, record, start="2026-03-01", **values)
    assert by_title(desk, of_year(2026))[title].ok
    table = desk.meta.tables[record]
    with desk.write("旧数据") as writer:
        writer.conn.execute(table.update().where(table.c.id == wrong).values(end="2026-02-01"))
    made = by_title(desk, of_year(2026))[title]
    assert not made.ok
    assert [(of, id) for of, id, _ in made.rows] == [(record, wrong)]


def gift(desk: Desk, date: str, way: str, **more: Any) -> int:
    who = {"donor": "某公司"} if way == "in" else {"resident": ids(desk, Query("resident"))[0]}
    return enter(desk, "grant", date=date, direction=way, **who, **more)


def test_donations(desk: Desk) -> None:
    money = {"category": "donated_money"}
    rice = {"category": "donated_goods", "goods": "大米", "measure": "袋"}
    gift(desk, "2025-12-01", "in", amount=100_050, **money)
    gift(desk, "2026-02-01", "in", amount=50_000, **money)
    gift(desk, "2026-03-01", "out", amount=20_000, **money)
    gift(desk, "2026-02-01", "in", quantity=10, **rice)
    out = gift(desk, "2026-03-01", "out", quantity=11, **rice)
    made = by_title(desk, of_year(2026))
    cash = made["捐款"]
    assert (cash.opening, cash.added, cash.removed, cash.closing, cash.unit) == (1000.5, 500, 200, 1300.5, "元")
    assert cash.ok
    short = made["捐物：大米"]
    assert (short.opening, short.added, short.removed, short.closing, short.ok) == (0, 10, 11, -1, False)
    assert [id for _, id, _ in short.rows] == [out]
    gift(desk, "2026-02-02", "in", quantity=1, **rice)
    assert by_title(desk, of_year(2026))["捐物：大米"].ok


def test_a_fund_carries_its_balance_on_and_cannot_run_dry(desk: Desk) -> None:
    fund = {"occasion": "共建基金", "purposes": "07"}
    gift(desk, "2025-12-01", "in", category="donated_money", amount=30_000, **fund)
    gift(desk, "2026-02-01", "in", category="donated_money", amount=10_000, **fund)
    gift(desk, "2026-03-01", "out", category="condolence_money", amount=25_000, **fund)
    gift(desk, "2026-03-01", "out", category="condolence_money", amount=9_000, occasion="春节")
    made = by_title(desk, of_year(2026))["基金：共建基金"]
    assert (made.opening, made.added, made.removed, made.closing, made.ok) == (300, 100, 250, 150, True)
    said = {v.key: v.value for v in compute(desk, of_year(2026), ["fund_opening", "fund_balance"])}
    assert said == {"fund_opening": made.opening, "fund_balance": made.closing}
    over = gift(desk, "2026-04-01", "out", category="condolence_money", amount=20_000, **fund)
    gift(desk, "2026-05-01", "out", category="condolence_money", amount=1, **fund)
    dry = by_title(desk, Period("2026-01-01", "2026-04-30"))["基金：共建基金"]
    assert (dry.closing, dry.ok) == (-50, False)
    assert dry.rows[-1][1] == over


def test_parts_and_wholes(desk: Desk) -> None:
    case(desk, "2026-02-01", people=4)
    made = agreed(desk, of_year(2026))
    assert (made["纠纷＝各类型之和"].closing, made["纠纷＝各类型之和"].expected) == (2, 2)
    assert made["在册居民＝男性＋女性"].ok
    unknown = resident(desk, "不详", start="2026-01-01")
    broken = agreed(desk, of_year(2026))["在册居民＝男性＋女性"]
    assert (broken.closing, broken.expected, broken.ok) == (4, 3, False)
    assert [id for _, id, _ in broken.rows] == [unknown]


def test_ledgers_figures_and_report_say_the_same(community: Any) -> None:
    made = agreed(community.desk, of_year(2025))
    told = [one for title, one in made.items() if title.startswith(("台账＝指标", "报告＝指标"))]
    assert len(told) == 2
    assert all(one.ok and one.expected > 100 for one in told)


def test_before_the_books_began_there_is_nothing_to_hold_against(desk: Desk) -> None:
    change(desk, "residence", 1, start="2024-01-01")
    told = checks(desk, Period(None, "2025-06-30"))
    assert [one.title for one in told if not one.ok] == []
