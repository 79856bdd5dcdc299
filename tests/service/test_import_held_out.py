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
