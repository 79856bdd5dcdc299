"""Any record kind is imported: links by words, rows known again, places into their tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, by_name, imported, number, rows

from desk.service.desk import Caller, Desk
from desk.service.entries.save import load, save
from desk.service.imports.importing import waiting

LI, WANG = number("11010519650312001"), number("11010519700101002")


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    made = fresh()
    save(made, "resident", {"name": "李明", "id_number": LI, "phone": "13800001111", "address": "和平里1幢1单元101室"})
    save(made, "resident", {"name": "王芳", "id_number": WANG, "address": "和平里1幢1单元102室"})
    save(made, "resident", {"name": "王芳", "birth": "1990-01-01", "address": "青石巷9号"})
    return made


def again(desk: Desk, file: Path, **options: Any) -> tuple[int, int, int]:
    made = imported(desk, file, **options).preview
    return made.count("new"), made.count("updated"), made.count("unchanged")


def test_visits_find_their_people(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "走访.xlsx",
        [
            ("走访日期", "姓名", "身份证号", "住址", "走访人", "情况"),
            ("2026.1.5", "李明", None, None, "周敏华", "身体好"),
            ("2026-01-06", "王芳", WANG, None, "周敏华", "缺药"),
            ("2026-01-06", "王芳", None, "青石巷9号", "周敏华", "找工作"),
            ("2026-01-07", "王芳", None, None, "周敏华", "不明"),
            ("2026-01-07", "赵云", None, None, "周敏华", "不明"),
            ("2026-01-07", "李民", LI, None, "周敏华", "不明"),
            ("改天", "李明", None, None, "周敏华", "不明"),
            ("2027-01-07", "李明", None, None, "周敏华", "不明"),
        ],
    )
    made = imported(desk, file)
    assert [(w.row, w.code) for w in made.preview.waiting] == [
        (5, "link_ambiguous"),
        (6, "link_unknown"),
        (7, "id_name_conflict"),
        (8, "date_invalid"),
        (9, "date_future"),
    ]
    people = {row["id"]: row["birth"] for row in rows(desk, "resident")}
    assert [people[row["resident"]] for row in rows(desk, "visit")] == ["1965-03-12", "1970-01-01", "1990-01-01"]
    assert again(desk, file) == (0, 0, 3)


def test_two_visits_of_a_day_are_two(desk: Desk, tmp_path: Path) -> None:
    head = ("走访日期", "姓名", "走访人", "情况")
    file = book(
        tmp_path / "走访.xlsx", [head, ("2026-01-05", "李明", "周", "上午"), ("2026-01-05", "李明", "周", "下午")]
    )
    assert again(desk, file) == (2, 0, 0)
    assert again(desk, file) == (0, 0, 2)
    changed = book(tmp_path / "改.xlsx", [(*head, "备注"), ("2026-01-05", "李明", "周", "上午", "补记")])
    assert again(desk, changed) == (0, 1, 0)


def test_grants_requests_and_posts(desk: Desk, tmp_path: Path) -> None:
    grants = book(
        tmp_path / "发放.xlsx",
        [
            ("发放日期", "类别", "姓名", "身份证号", "金额", "物品"),
            ("2026-01-05", "慰问金", "李明", LI, "500元", None),
            ("2026-01-05", "慰问金", "王芳", WANG, "0.05万元", "米"),
            ("2026-01-05", "慰问金", "王芳", WANG, None, None),
        ],
    )
    made = imported(desk, grants)
    assert [row["amount"] for row in rows(desk, "grant")] == [50000, 50000]
    assert [(w.row, w.code) for w in made.preview.waiting] == [(4, "required")]
    assert again(desk, grants) == (0, 0, 2)
    save(desk, "matter", {"name": "老年优待证办理", "workdays": 20})
    requests = book(
        tmp_path / "受理.xlsx",
        [
            ("受理日期", "申请人", "身份证号", "联系电话", "事项", "诉求内容", "状态", "办结日期"),
            ("2026-01-05", "李明", LI, "13800001111", "老年优待证办理", "代办", "办成", "2026-01-09"),
            ("2026-01-06", "王芳", WANG, None, "修路灯", "坏了", None, None),
        ],
    )
    assert [w.reason for w in imported(desk, requests).waiting] == []
    one, two = rows(desk, "request")
    assert (one["number"], two["number"], one["matter"], two["subject"]) == ("SL20260001", "SL20260002", 1, "修路灯")
    assert (one["state"], one["done"], one["due"]) == ("done", "2026-01-09", "2026-02-02")
    assert again(desk, requests) == (0, 0, 2)
    posts = book(
        tmp_path / "任职.xlsx",
        [
            ("姓名", "职务", "联系电话", "任职日期"),
            ("李明", "楼栋长", "13800001111", "2025-01-01"),
            ("钱外", "网格员", "13900001111", "2025-01-01"),
        ],
    )
    assert again(desk, posts, record="post") == (2, 0, 0)
    assert [(row["resident"], row["name"]) for row in rows(desk, "post")] == [(1, None), (None, "钱外")]
    assert again(desk, posts, record="post") == (0, 0, 2)


def test_standings_with_fields_of_their_category(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "低保.xlsx",
        [
            ("姓名", "身份证号", "身份类别", "保障类别", "起始日期", "月保障金"),
            ("李明", LI, "低保", "A类", "2025-01-01", "820"),
            ("王芳", WANG, "独居老人", "A类", "2025-01-01", None),
        ],
    )
    made = imported(desk, file, record="standing")
    assert [(w.row, w.code) for w in made.preview.waiting] == [(3, "field_foreign")]
    (row,) = rows(desk, "standing")
    assert load(desk, "standing", row["id"]).draft["x.relief_class"] is not None
    assert again(desk, file, record="standing") == (0, 0, 1)


def test_a_field_that_no_column_has_is_given_beforehand(desk: Desk, tmp_path: Path) -> None:
    file = book(tmp_path / "党员.xlsx", [("姓名", "身份证号"), ("李明", LI), ("王芳", WANG)])
    assert again(desk, file, record="standing", preset={"category": "低保"}) == (2, 0, 0)
    assert {row["category"] for row in rows(desk, "standing")} == {"dibao"}


def test_activities_and_cases_with_their_people(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "活动.xlsx",
        [
            ("活动日期", "活动名称", "类别", "活动地点", "参加人员"),
            ("2026-03-05", "茶话会", "会议", "活动室", "李明、钱外，王芳"),
        ],
    )
    assert again(desk, file) == (1, 0, 0)
    draft = load(desk, "activity", rows(desk, "activity")[0]["id"]).draft
    assert [(p["resident"], p["name"]) for p in draft["attendance"]] == [(1, None), (None, "钱外"), (None, "王芳")]
    assert draft["people"] == 3
    assert again(desk, file) == (0, 0, 1)
    cases = book(
        tmp_path / "纠纷.xlsx",
        [
            ("受理日期", "纠纷名称", "纠纷类型", "申请人", "被申请人", "调解结果", "结案日期"),
            ("2026-02-01", "楼上漏水", "邻里纠纷", "李明", "王大", "调解成功", "2026-02-09"),
            ("2026-02-02", "养狗", "邻里纠纷", "李明", None, None, None),
        ],
    )
    made = imported(desk, cases)
    assert [(w.row, w.code) for w in made.preview.waiting] == [(3, "parties_few")]
    (row,) = rows(desk, "case")
    assert (row["state"], row["number"]) == ("settled", "(2026)人调字第001号")
    assert [p["side"] for p in load(desk, "case", row["id"]).draft["parties"]] == ["applicant", "respondent"]
    assert again(desk, cases) == (0, 0, 1)


def test_places_make_their_tree(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "房屋.xlsx",
        [
            ("小区", "楼栋", "单元", "房号", "面积", "房主"),
            ("和平里", "1", "1", "101", 89.5, "李明"),
            ("和平里", "1", "1", "102", 70, None),
        ],
    )
    made = imported(desk, file, record="place")
    assert made.preview.also == {"place": 3}
    assert [row["full"] for row in rows(desk, "place")] == [
        "和平里",
        "和平里1幢",
        "和平里1幢1单元",
        "和平里1幢1单元101室",
        "和平里1幢1单元102室",
    ]
    assert again(desk, file, record="place") == (0, 0, 2)
    visits = book(
        tmp_path / "走访.xlsx", [("走访日期", "房屋处所", "情况"), ("2026-01-05", "和平里1栋1单元101", "查看")]
    )
    assert again(desk, visits, record="visit") == (1, 0, 0)
    assert rows(desk, "visit")[0]["place"] == 4


def test_units_are_known_by_code_or_name(desk: Desk, tmp_path: Path) -> None:
    head = ("单位名称", "类别", "统一社会信用代码", "上级组织", "联系电话")
    file = book(
        tmp_path / "单位.xlsx",
        [head, ("阳光支部", "支部", None, None, None), ("第一小组", "支部", None, "阳光支部", None)],
    )
    made = imported(desk, file, record="unit")
    assert [w.reason for w in made.preview.waiting] == []
    first, second = rows(desk, "unit")
    assert second["above"] == first["id"]
    changed = book(tmp_path / "改.xlsx", [head, ("阳光支部", None, None, None, "0571-8123456")])
    assert imported(desk, changed, record="unit").preview.json()["updated"] == 1


def test_households_by_their_heads(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "户.xlsx",
        [("户号", "户主姓名", "户主身份证号", "户别"), ("H01", "李明", LI, "家庭户"), ("H02", "王芳", WANG, "家庭户")],
    )
    assert again(desk, file, record="household") == (2, 0, 0)
    assert [row["head"] for row in rows(desk, "household")] == [1, 2]
    assert again(desk, file, record="household") == (0, 0, 2)
    visits = book(
        tmp_path / "走访.xlsx", [("走访日期", "户号", "情况"), ("2026-01-05", "H02", "好"), ("2026-01-05", "H09", "好")]
    )
    made = imported(desk, visits, record="visit")
    assert [(w.row, w.code) for w in made.preview.waiting] == [(3, "link_unknown")]
    assert rows(desk, "visit")[0]["household"] == 2
    assert len(waiting(desk)) == 1
    assert by_name(desk, "李明")["id"] == 1


def test_nobody_imports_what_they_may_not_see(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "帮教.xlsx", [("走访日期", "走访方式", "姓名", "身份证号"), ("2026-01-05", "帮教谈话", "李明", LI)]
    )
    desk.caller = Caller("见习员")
    made = imported(desk, file, record="visit")
    assert [w.code for w in made.preview.waiting] == ["no_right"]
    assert rows(desk, "visit") == []
