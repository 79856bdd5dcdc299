"""Households in rosters: by number, by head, by block; made once, and known again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, by_name, imported, number, rows

from desk.service.desk import Desk
from desk.service.entries.save import load, save

ID = [number(f"1101051950010100{i}") for i in range(1, 10)]


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


def homes(desk: Desk) -> dict[str, tuple[str | None, str | None, str]]:
    """By person: the household's number, its head and the relation."""
    names = {row["id"]: row["name"] for row in rows(desk, "resident")}
    houses = {row["id"]: row for row in rows(desk, "household")}
    made = {}
    for row in rows(desk, "residence"):
        house = houses.get(row["household"], {})
        made[names[row["resident"]]] = (house.get("number"), names.get(house.get("head")), row["relation"] or "")
    return made


def again(desk: Desk, file: Path) -> tuple[int, int, dict[str, int]]:
    made = imported(desk, file).json()
    return made["added"], made["updated"], made["also"]


def test_by_relation_alone(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "户.xlsx",
        [
            ("姓名", "与户主关系", "身份证号", "住址"),
            ("张一", "户主", ID[0], "和平里1幢1单元101室"),
            ("张二", "妻", ID[1], None),
            ("张三", "长子", ID[2], "和平里1幢1单元101室"),
            ("李一", "本人", ID[3], "和平里1幢1单元102室"),
            ("李二", "配偶", ID[4], "青石巷1号"),
        ],
    )
    made = imported(desk, file).json()
    assert made["also"] == {"household": 2, "residence": 5}
    assert homes(desk) == {
        "张一": (None, "张一", "02"),
        "张二": (None, "张一", "12"),
        "张三": (None, "张一", "22"),
        "李一": (None, "李一", "02"),
        "李二": (None, None, "10"),
    }
    assert load(desk, "resident", by_name(desk, "张二")["id"]).draft["address"] == "和平里1幢1单元101室"
    assert again(desk, file) == (0, 0, {})


def test_by_the_heads_name_and_address(desk: Desk, tmp_path: Path) -> None:
    head = ("户主姓名", "姓名", "身份证号", "现住址")
    file = book(
        tmp_path / "户.xlsx",
        [
            head,
            ("张一", "张二", ID[1], "和平里1幢1单元101室"),
            ("张一", "张一", ID[0], "和平里1栋1单元101"),
            ("张一", "王五", ID[2], "青石巷9号"),
            ("外人", "赵六", ID[3], "青石巷8号"),
        ],
    )
    made = imported(desk, file).json()
    assert made["also"]["household"] == 1
    found = homes(desk)
    assert (found["张一"], found["张二"]) == ((None, "张一", "02"), (None, "张一", ""))
    assert [(w["row"], w["code"]) for w in made["warnings"]] == [(4, "head_unknown"), (5, "head_unknown")]
    assert again(desk, file) == (0, 0, {})


def test_running_numbers_begin_anew_in_every_sheet(desk: Desk, tmp_path: Path) -> None:
    head = ("户号", "户主姓名", "姓名", "身份证号")
    file = book(
        tmp_path / "户.xlsx",
        [head, (1, "张一", "张一", ID[0]), (1, "张一", "张二", ID[1])],
        [head, (1, "李一", "李一", ID[2]), (2, "王一", "王一", ID[3])],
    )
    assert imported(desk, file).json()["also"]["household"] == 3
    assert homes(desk) == {
        "张一": ("1", "张一", "02"),
        "张二": ("1", "张一", ""),
        "李一": ("1", "李一", "02"),
        "王一": ("2", "王一", "02"),
    }
    assert again(desk, file) == (0, 0, {})
    other = book(tmp_path / "另.xlsx", [head, (1, "赵一", "赵一", ID[4])])
    assert again(desk, other) == (1, 0, {"household": 1, "residence": 1})


def test_a_stored_number_is_the_household(desk: Desk, tmp_path: Path) -> None:
    head = ("户号", "姓名", "与户主关系", "身份证号")
    imported(desk, book(tmp_path / "一.xlsx", [head, ("HK10001", "张一", "户主", ID[0])]))
    made = imported(desk, book(tmp_path / "二.xlsx", [head, ("HK10001", "张二", "子", ID[1])])).json()
    assert made["also"] == {"residence": 1}
    assert homes(desk)["张二"] == ("HK10001", "张一", "20")


def test_a_head_that_waits_leaves_the_household_to_its_number(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "户.xlsx",
        [
            ("户号", "户主姓名", "姓名", "与户主关系", "身份证号"),
            ("H01", "张一", "张一", "户主", ID[0][:17]),
            (None, None, "张二", "妻", ID[1]),
        ],
    )
    made = imported(desk, file)
    assert made.preview.count("waiting") == 1
    assert homes(desk) == {"张二": ("H01", None, "12")}


def test_another_head_is_a_change(desk: Desk, tmp_path: Path) -> None:
    head = ("户号", "姓名", "与户主关系", "身份证号")
    imported(
        desk, book(tmp_path / "一.xlsx", [head, ("HK10001", "张一", "户主", ID[0]), ("HK10001", "张二", "妻", ID[1])])
    )
    made = imported(desk, book(tmp_path / "二.xlsx", [head, ("HK10001", "张二", "户主", ID[1])]))
    assert made.preview.rows[0].outcome == "updated"
    assert ("户主", "张一", "张二") in made.preview.rows[0].changes
    assert [w.code for w in made.preview.warnings] == ["two_heads"]
    assert homes(desk)["张二"] == ("HK10001", "张二", "02")


def test_an_address_of_the_tree_is_linked_to_its_room(desk: Desk, tmp_path: Path) -> None:
    above: Any = None
    for level, name in (("1", "和平里"), ("2", "1幢"), ("3", "1单元"), ("4", "101室")):
        above = save(desk, "place", {"level": level, "name": name, "parent": above}).id
    head = ("姓名", "身份证号", "住址")
    imported(
        desk, book(tmp_path / "一.xlsx", [head, ("张一", ID[0], "和平里1栋1单元101"), ("张二", ID[1], "和平里9号")])
    )
    spells = {row["address"]: row["place"] for row in rows(desk, "residence")}
    assert spells == {"和平里1栋1单元101": above, "和平里9号": None}
    imported(desk, book(tmp_path / "二.xlsx", [head, ("张一", ID[0], "青石巷9号")]))
    assert {row["address"]: row["place"] for row in rows(desk, "residence")} == {"青石巷9号": None, "和平里9号": None}


def test_the_words_of_how_they_live(desk: Desk, tmp_path: Path) -> None:
    words = ("常住", "租住", "人户分离", "空挂户", "流动人口")
    file = book(
        tmp_path / "一.xlsx",
        [("姓名", "身份证号", "人员类别"), *(("张" + "甲乙丙丁戊"[i], ID[i], w) for i, w in enumerate(words))],
    )
    assert imported(desk, file).preview.warnings == []
    assert [row["nature"] for row in rows(desk, "residence")] == ["01", "04", "02", "03", "04"]
