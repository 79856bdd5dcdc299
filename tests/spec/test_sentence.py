"""Conditions in Chinese: every node, as a committee worker would say it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import CATALOG, conditions

from desk.records import RECORDS, Activity, Case, Grant, Place, Request, Resident, Standing, Visit
from desk.spec import Blank, Children, Condition, Day, Is, Not, Path, any_row, no_row
from desk.spec.sentence import sentence

AGED_ALONE = (Resident.age >= 80) & any_row("standing", "resident", Standing.category.is_("living_alone"))


@pytest.mark.parametrize(("record", "term", "words"), [
    ("resident", Resident.age >= 80, "年龄满80周岁"),
    ("resident", Resident.age < 18, "年龄不满18周岁"),
    ("resident", Resident.age.between(15, 49), "年龄在15至49周岁之间"),
    ("resident", Resident.sex.is_("2"), "性别为女"),
    ("resident", Resident.marital.is_("10", "30", "40"), "婚姻状况为未婚、丧偶或离婚"),
    ("resident", ~Resident.ethnic.is_("01"), "民族不是汉族"),
    ("resident", Resident.phone.blank(), "没有填写联系电话"),
    ("resident", Resident.phone.filled(), "填写了联系电话"),
    ("resident", Resident.name.has("王"), "姓名含“王”"),
    ("resident", ~Resident.name.has("王"), "姓名不含“王”"),
    ("resident", Resident.nature.is_("02"), "居住状况为人在户不在"),
    ("resident", Resident.address.has("31幢"), "现住址含“31幢”"),
    ("resident", Resident.birth < "1950-01-01", "出生日期早于1950-01-01"),
    ("resident", ~(Resident.death <= Day("on")), "死亡日期没有填写或者晚于统计日"),
    ("resident", Resident.sex.is_("1") | (Resident.sex.is_("2") & Resident.phone.blank()),
     "（性别为男，或者（性别为女，并且没有填写联系电话））"),
    ("resident", ~(Resident.sex.is_("1") & Resident.phone.blank()), "不符合“性别为男，并且没有填写联系电话”"),
    ("resident", Resident.sex.is_("1") | Resident.age.between(0, 5), "（性别为男，或者年龄在0至5周岁之间）"),
    ("visit", Visit.date.last(years=1), "走访日期在近12个月内"),
    ("visit", Visit.date.last(months=6), "走访日期在近6个月内"),
    ("visit", Visit.date.last(days=30), "走访日期在近30天内"),
    ("visit", Visit.next.next(days=7), "下次走访在今后7天内"),
    ("visit", Visit.date.in_period(), "走访日期在统计期内"),
    ("visit", (Visit.resident / Resident.sex).is_("1"), "居民的性别为男"),
    ("visit", Path("resident.home.nature").is_("04"), "居民的居住状况为流入"),
    ("standing", Standing.expires <= Day("on", months=1), "有效期至不晚于统计日后1个月"),
    ("standing", Standing.expires < Day("until", days=-3), "有效期至早于统计期末日前3天"),
    ("standing", Standing.amount >= 50000, "月金额不小于500.00元"),
    ("grant", Grant.quantity.eq(3), "数量为“3”"),
    ("place", Place.rented.eq(1), "出租房为“是”"),
    ("place", ~Place.rented.eq(1), "出租房不为“是”"),
    ("request", Request.state.classed("open"), "状态属于“办理中”"),
    ("request", ~Request.state.classed("void"), "状态不属于“作废”"),
    ("activity", Activity.topics.is_("11", "09"), "主题分类含妇女或老年"),
    ("activity", Activity.people > 100, "参加人数大于100人"),
    ("place", Children("case", "place", ">=", 2, Case.date.last(years=2), below=True),
     "本处及下级处所内近2年内有2起以上纠纷案件"),
    ("resident", no_row("visit", "resident", Visit.date.last(years=1)), "近12个月内没有走访记录"),
    ("resident", ~any_row("visit", "resident"), "没有走访记录"),
    ("resident", Children("visit", "resident", "<", 3), "有不到3次走访记录"),
    ("resident", any_row("residence", "resident", ever=True), "有过居住登记"),
    ("resident", any_row("request", "resident", Request.date.in_period() & Request.category.is_("opinion")),
     "统计期内有受理件（类别为意见建议）"),
    ("household", any_row("standing", "resident.home.household", Standing.category.is_("dibao")),
     "成员有在册的身份（类别为低保）"),
    ("case", Children("case.sessions", "owner", ">", 4, Path("kind").is_("coordinate")),
     "有超过4条纠纷案件调解过程（类型为协调会）"),
    ("resident", AGED_ALONE & no_row("visit", "resident", Visit.date.last(months=12)),
     "年龄满80周岁；有在册的身份（类别为独居老人）；近12个月内没有走访记录"),
])
def test_said_as_people_say_it(record: str, term: Condition, words: str) -> None:
    assert sentence(CATALOG, record, term) == words


def test_no_condition_means_all_rows() -> None:
    assert sentence(CATALOG, "resident", None) == "全部记录"


def test_linked_rows_are_named_by_whoever_knows_them() -> None:
    within = Is("home.place", (7,))
    assert sentence(CATALOG, "resident", within) == "房屋在指定的房屋处所之内"
    assert sentence(CATALOG, "resident", within, lambda record, id: f"{record}{id}号") == "房屋在place7号之内"


def test_a_double_denial_is_said_once() -> None:
    assert sentence(CATALOG, "resident", Not(Not(Blank("phone")))) == "没有填写联系电话"


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from([spec.key for spec in RECORDS]))
def test_any_condition_can_be_said(data: Any, record: str) -> None:
    """No condition is too odd to be read back; brackets always close."""
    said = sentence(CATALOG, record, data.draw(conditions(record)))
    assert said.count("（") == said.count("）")
