"""One table that tells people and what they are, in one import: rosters, ticks, lists of what strangers were given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from import_books import book, by_name, imported, number, rows

from desk.service.desk import Desk
from desk.service.entries.save import load
from desk.service.imports.importing import amend, commit, mend, read, undo_import
from desk.service.imports.told import day_told, sole_category
from desk.service.jobs import run

HE, LI, XU = (number(f"3301991965031{day}001") for day in (2, 3, 4))
HEAD = ("序号", "姓名", "性别", "民族", "学历", "身份证号", "入党时间", "所在党支部", "联系电话")


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def _party(path: Path, *people: tuple[str, str], title: str = "中共阳光社区第一支部党员名册（2026年）") -> Path:
    return book(path, [(title,), HEAD, *(
        (at, name, "男", "汉", "大专", paper, "1999.07", "第一支部", f"1310000000{at}")
        for at, (name, paper) in enumerate(people, 1))])


def _standings(desk: Desk) -> set[tuple[str, str, str | None]]:
    called = {row["id"]: row["name"] for row in rows(desk, "resident")}
    return {(called[row["resident"]], row["category"], row["start"]) for row in rows(desk, "standing")}


def test_a_roster_gives_people_and_what_they_are(desk: Desk, tmp_path: Path) -> None:
    path = _party(tmp_path / "名册.xlsx", ("何一", HE), ("李二", LI))
    made = imported(desk, path)
    assert (made.preview.read, made.preview.count("new"), made.waiting) == (2, 2, [])
    assert made.preview.also == {"residence": 2, "standing": 2}
    assert made.preview.told == {"standing": {"党员": 2}}
    assert by_name(desk, "何一")["phone"] == "13100000001"
    assert _standings(desk) == {("何一", "party_member", "1999-07-01"), ("李二", "party_member", "1999-07-01")}
    assert [load(desk, "standing", row["id"]).draft["x.branch"] for row in rows(desk, "standing")] == ["第一支部"] * 2
    again = imported(desk, path)
    assert (again.preview.count("unchanged"), again.preview.also) == (2, {})
    run(commit(desk, run(read(desk, path))))
    undo_import(desk, made.batch)
    assert (rows(desk, "resident"), rows(desk, "standing")) == ([], [])


def test_those_known_already_only_get_what_they_are(desk: Desk, tmp_path: Path) -> None:
    imported(desk, book(tmp_path / "居民.xlsx", [("姓名", "身份证号", "联系电话"), ("何一", HE, "13100000001")]))
    made = imported(desk, book(tmp_path / "志愿者名单.xlsx", [
        ("姓名", "身份证号", "联系电话"), ("何一", HE, "13100000001"), ("李二", LI, "13100000002")]))
    assert (made.preview.count("new"), made.preview.count("updated"), made.preview.also["standing"]) == (1, 1, 2)
    assert {one[:2] for one in _standings(desk)} == {("何一", "volunteer"), ("李二", "volunteer")}


def test_a_person_who_waits_brings_what_they_are_when_mended(desk: Desk, tmp_path: Path) -> None:
    path = _party(tmp_path / "名册.xlsx", ("何一", HE[:-1]), ("李二", LI))
    made = imported(desk, path)
    assert [one.row for one in made.waiting] == [3]
    assert len(rows(desk, "standing")) == 1
    mend(desk, made.waiting[0].id, {"id_number": HE})
    assert ("何一", "party_member", "1999-07-01") in _standings(desk)
    undo_import(desk, made.batch)
    preview = run(amend(desk, run(read(desk, path)), "表1", 3, {"id_number": HE}))
    run(commit(desk, preview))
    assert len(_standings(desk)) == 2


def test_what_somebody_is_may_wait_alone(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, _party(tmp_path / "名册.xlsx", ("何一", HE), title="党员名册"))
    undo_import(desk, made.batch)
    path = book(tmp_path / "坏.xlsx", [("党员名册",), HEAD, (1, "何一", "男", "汉", "大专", HE, "早年", "一支部", "")])
    made = imported(desk, path)
    assert (made.preview.read, made.preview.count("new"), [one.column for one in made.waiting]) == (1, 1, ["入党时间"])
    mend(desk, made.waiting[0].id, {"start": "1999-07-01"})
    assert _standings(desk) == {("何一", "party_member", "1999-07-01")}


@pytest.mark.parametrize(("title", "category"), [
    ("阳光社区退役军人信息采集表", "veteran"), ("持证残疾人登记表", "disability"), ("独居老人花名册", "living_alone"),
    ("80岁以上老人高龄津贴发放花名册", "age_allowance"), ("2026年流动人口台账", "floating"),
    ("育龄妇女信息表", "women_service"),
    ("残疾人家属名单", ""), ("低保退出人员名单", ""), ("非党员名册", ""), ("党员、志愿者名单", ""), ("居民花名册", ""),
    ("低保申请表", "")])
def test_what_a_title_says_of_everybody(desk: Desk, title: str, category: str) -> None:
    assert sole_category(desk, "standing", [title]) == category


def test_a_committee_in_the_title_makes_nobody_its_member(desk: Desk) -> None:
    assert sole_category(desk, "post", ["阳光社区居委会居民花名册"]) == ""
    assert sole_category(desk, "post", ["楼栋长名册"]) == "building"


def test_ticks_say_what_people_are(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "摸底表.xlsx", [
        ("姓名", "身份证号", "低保", "是否残疾", "独居老人", "党员"),
        ("何一", HE, "√", "否", 1, None), ("李二", LI, "×", "是", 0, "Y"), ("许三", XU, None, "无", None, None)])
    made = imported(desk, path)
    assert (made.preview.count("new"), made.waiting, made.preview.also["standing"]) == (3, [], 4)
    assert {one[:2] for one in _standings(desk)} == {
        ("何一", "dibao"), ("何一", "living_alone"), ("李二", "disability"), ("李二", "party_member")}
    assert imported(desk, path).preview.count("unchanged") == 3


def test_a_column_of_categories_says_what_each_is(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "重点人员.xlsx", [
        ("姓名", "身份证号", "人员类别"), ("何一", HE, "低保户"), ("李二", LI, "残疾人"), ("许三", XU, None)]))
    assert (made.preview.count("new"), made.waiting, made.preview.warnings) == (3, [], [])
    assert {one[:2] for one in _standings(desk)} == {("何一", "dibao"), ("李二", "disability")}


def test_whoever_is_meant_is_added_whatever_the_column_calls_them(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "走访记录.xlsx", [
        ("走访时间：2026年3月1日",), ("被走访人", "身份证号", "住址", "走访内容", "走访人"),
        ("何一", HE, "和平里1幢1单元101", "看望", "张社工"), ("李二", LI, "和平里1幢1单元102", "看望", "张社工")]))
    assert (made.preview.count("new"), made.waiting, made.preview.also["resident"]) == (2, [], 2)
    assert {row["date"] for row in rows(desk, "visit")} == {"2026-03-01"}


def test_what_happened_to_strangers_needs_their_number(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "发放.xlsx", [
        ("端午节慰问物资发放登记表",), ("发放日期：2026年6月18日",), ("姓名", "身份证号", "住址", "物品名称", "数量"),
        ("何一", HE, "和平里6幢1单元101", "大米", 1), ("李二", None, "和平里6幢1单元102", "大米", 1)]))
    assert (made.preview.count("new"), made.preview.also["resident"]) == (1, 1)
    assert [(one.row, one.code) for one in made.waiting] == [(5, "link_unknown")]
    assert [row["date"] for row in rows(desk, "grant")] == ["2026-06-18"]
    mended = mend(desk, made.waiting[0].id, {"resident.name": "何一", "resident.id_number": HE})
    assert mended.outcome in ("new", "unchanged")


def test_nobody_is_added_by_a_row_that_waits(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "走访记录.xlsx", [
        ("姓名", "身份证号", "走访日期", "走访内容"), ("何一", HE, "去年", "看望"), ("李二", LI, "2026-3-1", "看望")]))
    assert [one.row for one in made.waiting] == [2]
    assert [row["name"] for row in rows(desk, "resident")] == ["李二"]


def test_a_list_of_posts_brings_its_people(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "楼栋长.xlsx", [
        ("楼栋长名册",), ("楼栋长姓名", "性别", "身份证号", "联系电话", "任职时间"),
        ("何一", "男", HE, "13100000001", "2025-1-1"), ("外人", "男", None, "13100000009", "2025-1-1")]))
    assert (made.preview.count("new"), made.waiting) == (2, [])
    (he,) = rows(desk, "resident")
    assert [(row["resident"], row["name"]) for row in rows(desk, "post")] == [(he["id"], None), (None, "外人")]


def test_what_concerns_households_makes_one(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "养犬登记.xlsx", [
        ("姓名", "身份证号", "犬种", "犬证号"), ("何一", HE, "泰迪", "Q1"), ("李二", LI, "柯基", "Q2")]))
    assert (made.waiting, made.preview.also["household"]) == ([], 2)
    houses = {row["id"] for row in rows(desk, "household")}
    assert {row["household"] for row in rows(desk, "standing")} == houses


@pytest.mark.parametrize(("text", "day"), [
    ("发放日期：2025年9月28日", "2025-09-28"), ("走访时间 2025.9.28", "2025-09-28"), ("填表日期：2025年9月28日", ""),
    ("统计截止2025年9月28日", "2025-09-28"), ("2025年9月发放表", ""), ("2025年9月28日慰问品发放表", "2025-09-28")])
def test_the_day_above_a_table(text: str, day: str) -> None:
    assert day_told([text]) == day


def test_the_number_of_a_certificate_tells_who_and_how(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, book(tmp_path / "残疾.xlsx", [
        ("持证残疾人登记表",), ("序号", "姓名", "残疾人证号", "残疾类别", "残疾等级"),
        (1, "何一", HE + "42", None, "三级"), (2, "李二", LI + "11B1", "视力", "一级")]))
    assert {row["name"]: row["id_number"] for row in rows(desk, "resident")} == {"何一": HE, "李二": LI}
    he, li = (load(desk, "standing", row["id"]).draft for row in rows(desk, "standing"))
    assert (he["x.disability_kind"], he["x.disability_grade"], he["certificate"]) == ("4", "3", HE + "42")
    assert (li["x.disability_kind"], li["x.disability_grade"]) == ("1", "1")
    assert [(one.row, one.code) for one in made.preview.warnings] == [(3, "certificate_differs")]


def test_a_list_of_rooms_to_let_brings_its_tenants(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "出租房.xlsx", [
        ("出租房屋登记台账",),
        ("序号", "房屋地址", "房主姓名", "房主电话", "承租人姓名", "承租人身份证号", "承租人电话", "起租日期"),
        (1, "和平里6幢1单元101", "房东", "13700000000", "何一", HE, "13100000001", "2025.3.1"),
        (2, "和平里6幢1单元102", "房东", "13700000000", None, None, None, None)])
    made = imported(desk, path)
    assert (made.waiting, made.preview.also["resident"], len(rows(desk, "place"))) == ([], 1, 5)
    he = load(desk, "resident", by_name(desk, "何一")["id"]).draft
    assert (he["address"], he["nature"], he["moved_in"], he["phone"]) == (
        "和平里6幢1单元101", "04", "2025-03-01", "13100000001")
    again = imported(desk, path)
    assert (again.preview.count("unchanged"), again.preview.also) == (2, {})
    undo_import(desk, made.batch)
    assert rows(desk, "resident") == []
