"""Numbers as a clerk means them, each over rows made by hand: who came, which permit is good, what is a household."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from communities import TODAY
from trust_records import change, enter, resident

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.person import timeline
from desk.service.entries.save import load
from desk.service.figures import compute
from desk.service.lists.query import Query, count, ids, texts
from desk.service.periods import Period, as_of, of_year
from desk.service.reports.writing import build
from desk.service.trust.examining import examine

YEAR = of_year(2026)


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    made = fresh()
    made.set(started="2024-01-01")
    return made


def values(desk: Desk, *keys: str, when: Period = YEAR) -> list[Any]:
    return [v.value for v in compute(desk, when, list(keys))]


def asked(desk: Desk, code: str) -> list[int]:
    """The rows that 数据体检 asks about by a rule."""
    return [id for found in examine(desk) if found.code == code for _, id, _ in found.rows]


# ------------------------------------------------------------------ who came

def signed(*rows: tuple[int, str | None]) -> list[dict[str, Any]]:
    return [{"resident": who, "role": role} for who, role in rows]


def lecture(desk: Desk, **more: Any) -> int:
    return enter(desk, "activity", **{"date": "2026-03-01", "name": "防火讲座", "category": "training", **more})


def people(desk: Desk, id: int) -> int | None:
    found: int | None = load(desk, "activity", id).draft["people"]
    return found


def test_the_absent_do_not_raise_the_number_of_those_who_came(desk: Desk) -> None:
    a, b, c, d = (resident(desk, name) for name in ("王秀英", "李国庆", "赵敏", "孙强"))
    one = lecture(desk, attendance=signed((a, "01"), (b, "10"), (c, "11"), (d, None)))
    assert people(desk, one) == 2
    assert people(desk, lecture(desk, people=30, attendance=signed((a, "01"), (b, "10")))) == 30
    assert people(desk, lecture(desk, people=1, attendance=signed((a, "01"), (b, "10"), (c, "04")))) == 2
    assert people(desk, lecture(desk, attendance=signed((a, "10"), (b, "11")))) is None


def test_who_is_named_for_what_was_not_held_has_not_come(desk: Desk) -> None:
    who = resident(desk, "王秀英")
    later = lecture(desk, date="2026-09-01", state="planned", attendance=signed((who, "01")))
    off = lecture(desk, state="cancelled", attendance=signed((who, "01")))
    assert people(desk, later) is None
    assert people(desk, off) is None
    with pytest.raises(Invalid, match="现在是「已取消」，不能变为「已举办」；下一步可以是：恢复计划"):
        change(desk, "activity", off, state="held")
    change(desk, "activity", off, steps=[])
    change(desk, "activity", off, state="held")
    assert people(desk, off) == 1


def test_nobody_attends_by_being_absent_or_by_a_cancelled_or_planned_activity(desk: Desk) -> None:
    came, away, ill, waits = (resident(desk, name) for name in ("王秀英", "李国庆", "赵敏", "孙强"))
    for who in (came, away, ill, waits):
        enter(desk, "standing", resident=who, category="party_member", start="2020-01-01")
    lecture(desk, attendance=signed((came, "01"), (away, "10"), (ill, "11")))
    lecture(desk, state="cancelled", attendance=signed((away, "01")))
    lecture(desk, date="2026-06-01", state="planned", attendance=signed((waits, "01")))
    keys = ("attendance_count", "attendance_people", "signed_in", "attended_people", "training_residents")
    assert values(desk, *keys, "party_study_share") == [1, 1, 1, 1, 1, 25.0]
    assert count(desk, Query("attendance", since="2026-01-01", until="2026-12-31")) == 1
    assert values(desk, "activity_people") == [1]


def test_a_page_says_who_was_absent_and_what_was_cancelled(desk: Desk) -> None:
    who = resident(desk, "王秀英")
    lecture(desk, attendance=signed((who, "11")))
    lecture(desk, date="2026-04-01", state="cancelled", attendance=signed((who, "01")))
    off, away = [m.detail for m in timeline(desk, "resident", who) if m.record == "activity"]
    assert away.startswith("请假")
    assert "已举办" in away
    assert "已取消" in off


def test_numbers_of_what_was_not_held_are_asked_about(desk: Desk) -> None:
    off = lecture(desk, state="cancelled", people=20)
    lecture(desk, people=20)
    assert asked(desk, "people_of_none") == [off]


# ------------------------------------------------------------------ permits, pledges, work

def floating(desk: Desk, name: str, **permit: Any) -> int:
    who = resident(desk, name)
    enter(desk, "standing", resident=who, category="floating", start="2025-01-01")
    if permit:
        enter(desk, "standing", resident=who, category="permit", start="2025-01-01", **permit)
    return who


def test_a_permit_counts_while_it_is_good_and_has_a_number(desk: Desk) -> None:
    floating(desk, "王秀英", certificate="J1", expires="2026-12-31")
    floating(desk, "李国庆", certificate="J2")
    floating(desk, "赵敏", certificate="J3", expires="2026-03-31")
    floating(desk, "孙强", expires="2027-01-01")
    floating(desk, "周勇")
    assert values(desk, "permit_count", "permit_share", "floating_count", when=as_of(TODAY)) == [2, 40.0, 5]
    assert values(desk, "permit_count", "permit_share", when=as_of("2026-03-31")) == [3, 60.0]


def test_whoever_found_work_is_not_without_work_beside_it(desk: Desk) -> None:
    for name, more in (("王秀英", {}), ("李国庆", {"x.employed": 1, "x.employed_on": "2026-05-01"}),
                       ("赵敏", {"x.employed": 1}), ("孙强", {"x.employed": 0})):
        enter(desk, "standing", resident=resident(desk, name), category="unemployed", start="2026-01-01", **more)
    keys = ("unemployed_count", "reemployed_count", "reemployed_share")
    assert values(desk, *keys, when=as_of(TODAY)) == [2, 2, 50.0]
    assert values(desk, *keys, when=as_of("2026-04-30")) == [3, 1, 25.0]


def test_a_register_that_says_both_is_asked_about(desk: Desk) -> None:
    at_work = resident(desk, "王秀英", employment="24", birth="1980-01-01")
    both = enter(desk, "standing", resident=at_work, category="unemployed", start="2026-01-01")
    idle = resident(desk, "李国庆", employment="70", birth="1980-01-01")
    enter(desk, "standing", resident=idle, category="unemployed", start="2026-01-01")
    assert asked(desk, "unemployed_at_work") == [both]


def test_a_pledge_binds_up_to_its_last_day_or_for_a_year(desk: Desk) -> None:
    for name, start, expires in (("甲厂", "2025-01-01", "2025-12-31"), ("乙厂", "2025-01-01", "2027-12-31"),
                                 ("丙厂", "2025-03-01", None), ("丁厂", "2026-03-01", None), ("戊厂", None, None)):
        unit = enter(desk, "unit", name=name, category="enterprise")
        enter(desk, "standing", unit=unit, category="responsibility", start=start, expires=expires,
              **{"x.pledges": "01"})
    assert values(desk, "responsibility_count", "cobuild_units", when=as_of(TODAY)) == [3, 3]
    assert values(desk, "responsibility_count", when=as_of("2025-12-31")) == [4]
    assert values(desk, "responsibility_count", when=as_of("2026-02-28")) == [3]
    assert values(desk, "responsibility_count", when=as_of("2026-03-01")) == [3]
    assert count(desk, Query("responsibility")) == 3
    assert len(asked(desk, "pledge_without_term")) == 1


# ------------------------------------------------------------------ households, titles, estates, branches

def test_households_follow_their_people(desk: Desk) -> None:
    homes = {name: enter(desk, "household", number=name) for name in ("住", "走", "故", "空", "外出")}
    resident(desk, "王秀英", household=homes["住"], start="2020-01-01")
    left = resident(desk, "李国庆")
    for spell in ids(desk, Query("residence")):
        if load(desk, "residence", spell).draft["resident"] == left:
            change(desk, "residence", spell, household=homes["走"], start="2020-01-01", end="2026-05-01",
                   out_reason="01")
    dead = resident(desk, "赵敏", household=homes["故"], start="2020-01-01")
    away = resident(desk, "孙强", household=homes["外出"], start="2020-01-01")
    change(desk, "resident", away, nature="03")
    change(desk, "resident", dead, death="2026-04-01")
    assert values(desk, "household_count", "lived_in_count", when=as_of(TODAY)) == [2, 1]
    assert values(desk, "household_count", "lived_in_count", when=as_of("2026-03-31")) == [4, 3]
    assert sorted(asked(desk, "empty_household")) == sorted(homes[name] for name in ("走", "故", "空"))


def test_town_households_are_those_registered_here(desk: Desk) -> None:
    for number, nature, kind in (("1", "01", "1"), ("2", "02", "1"), ("3", "03", "3"), ("4", "04", "1"),
                                 ("5", "01", "2")):
        who = resident(desk, "王秀英", hukou_kind=kind, household=enter(desk, "household", number=number))
        change(desk, "resident", who, nature=nature)
    assert values(desk, "nonfarm_households", "nonfarm_count") == [2, 2]


def test_five_stars_are_a_title_of_their_own(desk: Desk) -> None:
    for number, title in (("1", "03"), ("2", "0301"), ("3", "01")):
        enter(desk, "standing", household=enter(desk, "household", number=number), category="model_family",
              start="2026-02-01", **{"x.awards": title})
    keys = ("civilised_households", "five_star_households", "five_good_households", "model_family_households")
    assert values(desk, *keys) == [1, 1, 1, 3]


def test_a_park_of_factories_is_no_estate(desk: Desk) -> None:
    for name, kind in (("和平里", "01"), ("花园里", None), ("科技产业园", "04"), ("物流园", "05"), ("商住城", "06")):
        enter(desk, "place", name=name, level="1", kind=kind, area=100)
    assert values(desk, "estate_count", "community_area") == [3, 3]
    assert count(desk, Query("estate")) == 3


def test_a_partners_branch_is_none_of_ours(desk: Desk) -> None:
    ours = enter(desk, "unit", name="社区党总支", category="party_committee")
    firm = enter(desk, "unit", name="红星机械厂", category="enterprise")
    street = enter(desk, "unit", name="街道办事处", category="office")
    theirs = enter(desk, "unit", name="红星厂党委", category="partner_party")
    for name, above in (("第一支部", ours), ("第二支部", None), ("机关支部", street), ("厂支部", firm),
                        ("车间支部", theirs)):
        enter(desk, "unit", name=name, category="party_branch", above=above)
    assert values(desk, "party_branch_count", "party_committee_count") == [3, 1]
    assert count(desk, Query("party_org")) == 7


# ------------------------------------------------------------------ breakdowns by category in reports

KINDS = {
    "request": (("consult", "problem", "repair", "agency", "elder_card"), "request_count", {}),
    "visit": (("home", "support_talk", "inspect"), "visit_count", {"visitor": "周敏华"}),
    "activity": (("other", "festival", "lecture", "briefing"), "activity_count", {"name": "一场"}),
}


def test_a_breakdown_by_category_has_all_that_its_total_has(desk: Desk) -> None:
    who = resident(desk, "王秀英")
    desk.caller = type(desk.caller)(desk.caller.worker, frozenset({"visit:support_talk"}))
    for record, (kinds, _, more) in KINDS.items():
        for category in kinds:
            whom = {} if record == "activity" else {"resident": who}
            enter(desk, record, date="2026-03-01", category=category, **whom, **more)
    report = build(desk, "annual", YEAR)
    parted = ("按类别看", "代办事项中", "问题诉求中", "按方式看")
    spoken = [s for _, sentences in report.sections for s in sentences]
    told = [[report.values[span[0]].value for span in s.figures if span[0] != "agency_people"]
            for name in parted for s in spoken if s.text.startswith(name)]
    wanted = [report.values[key].value for key in (
        "request_count", "activity_count", "agency_count", "problem_count", "visit_count")]
    assert [sum(numbers) for numbers in told] == wanted == [5, 4, 2, 2, 3]


def test_applicants_are_not_told_among_the_members(desk: Desk) -> None:
    for name, category in (("王秀英", "party_member"), ("李国庆", "party_applicant")):
        enter(desk, "standing", resident=resident(desk, name), category=category, start="2026-01-01",
              **({"x.party_kind": "自管"} if category == "party_member" else {}))
    texts = [s.text for _, sentences in build(desk, "annual", YEAR).sections for s in sentences]
    among, = [text for text in texts if "自管党员" in text]
    assert "入党申请人" not in among
    assert any(text.startswith("另有入党申请人") for text in texts)



# ------------------------------------------------------------------ one fact, one field

def test_where_somebody_works_stands_in_one_place(desk: Desk) -> None:
    """用工单位 of a list of 流动人口 is where the person works, for every figure."""
    assert [key for key in desk.catalog.extra_fields("standing", "floating") if "employer" in key] == []
    who = floating(desk, "王秀英")
    change(desk, "resident", who, employer="红星机械厂", sex="2", birth="1990-01-01", marital="20")
    assert values(desk, "floating_by_employer", "floating_married_women_count") == [1, 1]
    row, = texts(desk, "floating_file", ids(desk, Query("floating_file")))
    assert "红星机械厂" in row
