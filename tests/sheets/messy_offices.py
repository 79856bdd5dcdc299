"""More workbooks as street offices send them: forms, one row a family, what stands beside names and above columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from messy import Case, one_sheet
from sheet_people import Person, people

P = people(40, seed=7)


def _told(person: Person, **more: Any) -> dict[str, Any]:
    return {"name": person.name, "id_number": person.number, **more}


def stems_under_the_head() -> Case:
    """甲 乙 丙 … under a head of two levels, an example, sections with their sums."""
    rows: list[list[Any]] = [
        ["阳光社区常住人口登记表"], ["填报单位：阳光社区", None, None, "单位：人"],
        ["序号", "基本信息", None, "联系方式"], [None, "姓名", "公民身份\n号码", "移动\n电话"],
        ["甲", "乙", "丙", "丁"], ["例", "张三", "110101199001011237", "13800000000"],
    ]
    ignored = {1: "title", 2: "unit_and_date", 5: "header", 6: "instructions"}
    told = {}
    for section in range(2):
        rows.append([f"{'一二'[section]}号楼"])
        ignored[len(rows)] = "section"
        for person in P[section * 2 : section * 2 + 2]:
            rows.append([len(told) + 1, person.name, person.number, person.phone])
            told[len(rows)] = _told(person, phone=person.phone)
        rows.append(["小计", None, None, "2人"])
        ignored[len(rows)] = "totals"
    return one_sheet(rows, told, ignored, merged=("A1:D1", "B3:C3", "A3:A4"))


def example_with_its_word_behind_the_name() -> Case:
    rows: list[list[Any]] = [
        ["姓名", "身份证号", "联系电话"], ["（必填）", "（必填）", "格式：11位"],
        ["张三（示例）", "110101199001011237", "13800000000"],
        *[[person.name, person.number, person.phone] for person in P[:3]],
    ]
    return one_sheet(rows, {i + 4: _told(P[i]) for i in range(3)}, {2: "header", 3: "instructions"})


def as_above_with_blanks() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "住址"]]
    said = (P[0].address, "同  上", "同\u3000上", " 〃 ")
    rows += [[p.name, p.number, address] for p, address in zip(P, said, strict=False)]
    return one_sheet(rows, {i + 2: _told(P[i], address=P[0].address) for i in range(4)}, {})


def beside_the_name() -> Case:
    notes = ("（残疾）", "(户主)", "【小名毛毛】")
    rows: list[list[Any]] = [["姓名", "身份证号", "备注"]]
    rows += [[p.name + note, p.number] for p, note in zip(P, notes, strict=False)]
    more = ({"note": "姓名栏注：残疾"}, {"relation": "户主"}, {"note": "姓名栏注：小名毛毛"})
    return one_sheet(rows, {i + 2: _told(P[i], **more[i]) for i in range(3)}, {})


def forms_below_each_other() -> Case:
    rows: list[list[Any]] = [["居民信息卡"]]
    told, ignored = {}, {1: "title"}
    for block, p in enumerate(P[:3]):
        top = len(rows) + 1
        rows += [["姓名", p.name, "性别", p.sex], ["身份证号", p.number, "电话", p.phone], ["住址", p.address], []]
        told[top + 1] = _told(p, phone=p.phone, sex=p.sex, address=p.address)
        ignored |= {top: "header"} if block else {}
        ignored |= {top + 2: "blank", top + 3: "blank"}
    del ignored[len(rows)]
    return one_sheet(rows, told, ignored)


def form_with_its_family() -> Case:
    head, wife, son = P[4:7]
    rows: list[list[Any]] = [
        ["入户登记表"], ["户主姓名", head.name, "身份证号", head.number], ["家庭住址", head.address, "备注"],
        ["家庭成员情况"], ["姓名", "与户主关系", "身份证号"],
        [wife.name, "配偶", wife.number], [son.name, "儿子", son.number],
        ["登记人：", "周网格", "登记日期：2026年5月1日"],
    ]
    shared = {"household_head": head.name, "address": head.address}
    members = {6: _told(wife, relation="配偶", **shared), 7: _told(son, relation="儿子", **shared)}
    told = {3: _told(head, **shared), **members}
    return one_sheet(rows, told, {1: "title", 4: "title", 8: "signature"})


def buildings_written_once() -> Case:
    rows: list[list[Any]] = [["楼栋", "单元", "房号", "姓名", "身份证号"]]
    places = (("6栋", 1, 101), (None, None, 102), (None, 2, 101), ("7栋", None, 301))
    rows += [[*place, p.name, p.number] for place, p in zip(places, P, strict=False)]
    addresses = ("6栋1单元101室", "6栋1单元102室", "6栋2单元101室", "7栋301室")
    return one_sheet(rows, {i + 2: _told(P[i], address=addresses[i]) for i in range(4)}, {})


def days_that_are_no_births() -> Case:
    rows: list[list[Any]] = [
        ["姓名", "身份证号", "加强针", "起租日期"], *[[p.name, p.number, "2022.1.3", "2023-05-01"] for p in P[:3]]]
    return one_sheet(rows, {i + 2: _told(P[i], birth=None) for i in range(3)}, {})


def two_merged_rows_a_person() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "电话", "住址"]]
    told, merged = {}, []
    for p in P[:3]:
        top = len(rows) + 1
        rows += [[p.name, p.number, p.phone, p.address], [None, None, "13800000000", None]]
        merged += [f"{column}{top}:{column}{top + 1}" for column in "ABD"]
        told[top] = _told(p, phone=f"{p.phone}、13800000000", address=p.address)
    return one_sheet(rows, told, {}, merged=tuple(merged))


CASES: list[Callable[[], Case]] = [
    stems_under_the_head, example_with_its_word_behind_the_name, as_above_with_blanks, beside_the_name,
    forms_below_each_other, form_with_its_family, buildings_written_once, days_that_are_no_births,
    two_merged_rows_a_person,
]
