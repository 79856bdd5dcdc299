"""Sheets as offices make them that were not in any list before: each once broke the importer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, by_name, imported, number, rows

from desk.service.desk import Desk
from desk.service.entries.save import load

HE, LI, XU = (number(f"3301991979010100{i}") for i in (1, 2, 3))


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


def _person(desk: Desk, name: str) -> dict[str, Any]:
    return dict(load(desk, "resident", by_name(desk, name)["id"]).draft)


def test_the_number_of_a_page_is_nobody(desk: Desk, tmp_path: Path) -> None:
    head = ("姓名", "性别", "身份证号码", "联系方式")
    page = (("和平里社区居民登记表",), head)
    made = imported(desk, book(tmp_path / "分页.xlsx", [
        *page, ("何一", "男", HE, "13200000001"), ("第1页 共2页",),
        *page, ("李二", "女", LI, "13200000002"), ("第 2 页　共 2 页",)]))
    assert (made.preview.count("new"), made.waiting) == (2, [])
    assert [(one.row, one.why) for one in made.preview.ignored if one.why == "note"] == [(4, "note"), (8, "note")]


def test_as_above_is_what_stands_above(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "同上.xlsx", [
        ("姓名", "身份证号", "户籍地址", "现住址"),
        ("何一", HE, "外省某市", "和平里6幢1单元101"),
        ("李二", LI, "同上", "〃"), ("许三", XU, "同上", "和平里6幢1单元102")]))
    assert [_person(desk, name)["hukou_address"] for name in ("李二", "许三")] == ["外省某市", "外省某市"]
    assert _person(desk, "李二")["address"] == "和平里6幢1单元101"
    assert _person(desk, "许三")["address"] == "和平里6幢1单元102"


def test_the_number_of_another_paper_goes_to_its_own_field(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "证件.xlsx", [
        ("姓名", "证件类型", "证件号码"), ("何一", "居民身份证", HE), ("李二", "港澳居民来往内地通行证", "H12345678"),
        ("许三", "居民身份证", "H1234567")]))
    assert (_person(desk, "何一")["id_number"], _person(desk, "何一")["other_paper"]) == (HE, None)
    assert (_person(desk, "李二")["other_number"], _person(desk, "李二")["other_paper"]) == ("H12345678", "516")
    assert [(one.row, one.code) for one in made.waiting] == [(4, "id_chars")]


def test_whose_name_it_is_may_stand_before_the_word_name(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "儿童.xlsx", [
        ("儿童姓名", "儿童身份证号", "监护人姓名", "监护人身份证号", "监护人电话"),
        ("何小", number("33019920180101001"), "何一", HE, "13100000001")]))
    (child,) = rows(desk, "resident")
    assert (child["name"], child["phone"]) == ("何小", None)


def test_people_nobody_knows_come_with_what_they_have(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "低保.xlsx", [
        ("城市最低生活保障对象花名册",), ("序号", "户主姓名", "身份证号", "保障类别", "月保障金额(元)", "起始时间"),
        (1, "何一", HE, "A类", "680元", "2024.3"), (2, "李二", LI, "B类", 500, "2024年5月")])
    first = imported(desk, path)
    assert (first.preview.count("new"), first.waiting, first.preview.also["resident"]) == (2, [], 2)
    assert {one.code for one in first.preview.warnings} == {"date_month"}
    again = imported(desk, path)
    assert (again.preview.count("unchanged"), again.waiting) == (2, [])
    assert [(row["category"], row["start"]) for row in rows(desk, "standing")] == [
        ("dibao", "2024-03-01"), ("dibao", "2024-05-01")]


def test_a_birth_without_its_day_waits(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "生日.xlsx", [
        ("姓名", "出生年月", "住址"), ("何一", "1965年3月", "和平里6幢1单元101"),
        ("李二", "1965.3.2", "和平里6幢1单元102")]))
    assert [(one.row, one.code) for one in made.waiting] == [(2, "date_partial")]


def test_what_stands_in_brackets_behind_a_name(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "括号.xlsx", [
        ("姓名", "身份证号", "备注"), ("何一（曾用名：何壹）", HE, None), ("李二(小名毛毛)", LI, "租户"),
        ("许三【户主】", XU, None)]))
    assert (_person(desk, "何一")["former_name"], _person(desk, "何一")["note"]) == ("何壹", None)
    assert _person(desk, "李二")["note"] == "租户；姓名栏注：小名毛毛"
    assert _person(desk, "许三")["relation"] == "02"


def test_one_row_a_family(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "一户一行.xlsx", [
        ("户主姓名", "户主身份证号", "户主电话", "配偶姓名", "配偶身份证号", "配偶电话", "住址"),
        ("何一", HE, "13100000001", "李二", LI, "13100000002", "和平里6幢1单元101"),
        ("许三", XU, "13100000003", None, None, None, "和平里6幢1单元102")]))
    assert {row["name"]: row["phone"] for row in rows(desk, "resident")} == {
        "何一": "13100000001", "李二": "13100000002", "许三": "13100000003"}
    he, li, xu = (_person(desk, name) for name in ("何一", "李二", "许三"))
    assert (li["household"], li["address"], li["relation"]) == (he["household"], he["address"], "10")
    assert xu["household"] not in (None, he["household"])


def test_a_form_with_its_family_below(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "入户登记表.xlsx", [
        ("入户登记表（一户一表）",), ("户主姓名", "何一", "身份证号", HE),
        ("家庭住址", "和平里6幢1单元101", "联系电话", "13100000001"), ("备注",), ("家庭成员情况",),
        ("序号", "姓名", "与户主关系", "身份证号"), (1, "李二", "配偶", LI), (2, "许三", "儿媳", XU),
        ("登记人：", "周网格", "登记日期：2026年5月1日")]))
    people = [_person(desk, name) for name in ("何一", "李二", "许三")]
    assert len(rows(desk, "resident")) == 3
    assert [one["relation"] for one in people] == ["02", "10", "38"]
    assert {(one["household"], one["address"]) for one in people} == {(people[0]["household"], "和平里6幢1单元101")}


def test_the_unit_of_a_head_counts(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "登记簿.xlsx", [
        ("受理日期", "纠纷名称", "纠纷类别", "申请人", "被申请人", "协议金额（万元）", "调解结果", "结案日期"),
        ("2026-04-01", "漏水纠纷", "邻里纠纷", "王甲", "李乙", 1.2, "成功", "2026-04-09"),
        ("2026-04-02", "借款纠纷", "合同纠纷", "王丙", "李丁", "0.5万", "成功", "2026-04-09")]))
    assert [row["amount"] for row in rows(desk, "case")] == [1_200_000, 500_000]


def test_a_head_without_a_row_among_the_members_is_a_person_too(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "户主在前.xlsx", [
        ("户主姓名", "户主身份证号", "户主电话", "家庭住址", "成员姓名", "与户主关系", "成员身份证号"),
        ("何一", HE, "13100000001", "和平里6幢1单元101", "李二", "配偶", LI),
        ("许三", XU, "13100000003", "和平里6幢1单元102", None, None, None)]))
    assert {row["name"]: row["phone"] for row in rows(desk, "resident")} == {
        "何一": "13100000001", "李二": None, "许三": "13100000003"}
    assert _person(desk, "何一")["household"] == _person(desk, "李二")["household"]


def test_a_building_stands_for_the_rows_below_it(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "楼栋写一次.xlsx", [
        ("楼栋", "单元", "房号", "姓名", "身份证号"), ("6栋", 1, 101, "何一", HE), (None, None, 102, "李二", LI),
        ("7栋", None, 101, "许三", XU)]))
    assert [_person(desk, name)["address"] for name in ("何一", "李二", "许三")] == [
        "6栋1单元101室", "6栋1单元102室", "7栋101室"]


def test_a_column_with_a_head_of_its_own_is_no_birth(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "接种.xlsx", [
        ("姓名", "身份证号", "加强针"), ("何一", HE, "2022.1.3"), ("李二", LI, "2022.1.4")]))
    assert _person(desk, "何一")["birth"] == "1979-01-01"
