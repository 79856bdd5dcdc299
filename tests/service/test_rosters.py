"""名单补全 and 名单比对: nobody is guessed, everything that differs is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from import_books import book, by_name, number

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.save import save
from desk.service.jobs import run
from desk.service.lists.asked import Asked, people_asked
from desk.service.lists.query import Query, ids, texts
from desk.service.lists.rosters import choose, compare, comparison_xlsx, complete, completed_xlsx

LI, WANG, ZHAO = (number(f"330199196001010{n}") for n in (11, 12, 13))


@pytest.mark.parametrize(("told", "names"), [
    ("张三\n李四\n", ["张三", "李四"]),
    ("1. 张三\n2、李 四\n（3）王五", ["张三", "李四", "王五"]),
    ("张三、李四，王五;赵六", ["张三", "李四", "王五", "赵六"]),
    ("张三 李四 王五", ["张三", "李四", "王五"]),
    ("姓名\t电话\n张三\t13800001234", ["张三"]),
    ("姓名\n张三", ["张三"]),
    ("阿依古丽•买买提\nJohn Smith", ["阿依古丽·买买提", "John Smith"]),
    ("1\t张三\t3幢101", ["张三"]),
    ("  \n\n", []),
])
def test_names_are_read_from_any_paste(told: str, names: list[str]) -> None:
    assert [one.name for one in people_asked(told)] == names


def test_the_rest_of_the_line_is_kept() -> None:
    assert people_asked(f"3.李大明 {LI.lower()} 138 0000 1234 3幢101室") == [
        Asked("李大明", LI, "13800001234", "3幢101室")]
    assert people_asked("李大明（5幢）") == [Asked("李大明", hint="5幢")]


def people(desk: Desk) -> None:
    """Two of one name, one alone, one who left."""
    rows = [
        {"name": "李大明", "id_number": LI, "phone": "13800000001", "address": "和平里3幢1单元101室", "nature": "01"},
        {"name": "李大明", "id_number": WANG, "phone": "13800000002", "address": "和平里5幢2单元202室", "nature": "01"},
        {"name": "赵小芳", "id_number": ZHAO, "phone": "13800000003", "address": "和平里5幢2单元203室", "nature": "01"},
        {"name": "赵小芳", "phone": "13800000004"},
    ]
    for row in rows:
        save(desk, "resident", row)


def test_completing(fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    people(desk)
    told = "李大明\n赵小芳\n李大明 13800000002\n李大明\t3幢1单元101\n赵晓芳\n钱多多\n" + ZHAO
    made = complete(desk, told, full=True)
    assert [one.status for one in made] == ["several", "one", "one", "one", "none", "none", "one"]
    assert [len(one.candidates) for one in made[:2]] == [2, 1]
    assert made[1].values == {"id_number": ZHAO, "phone": "13800000003", "address": "和平里5幢2单元203室"}
    assert [made[at].values["id_number"] for at in (2, 3, 6)] == [WANG, LI, ZHAO]
    assert {hit.title for hit in made[4].candidates} == {"赵小芳"}
    assert made[0].values == made[5].values == {}
    assert made[5].candidates == ()
    chosen = choose(desk, made[0], made[0].candidates[1].id, full=True)
    assert (chosen.status, chosen.values["id_number"]) == ("one", WANG)
    assert complete(desk, "赵小芳", ("id_number",))[0].values["id_number"] != ZHAO


def test_a_completed_list_is_written(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    people(desk)
    made = complete(desk, "赵小芳\n李大明\n=钱多多", ("id_number", "phone"))
    assert run(completed_xlsx(desk, made, tmp_path / "名单.xlsx", ("id_number", "phone"), full=True)) == len(made) == 3
    rows = list(openpyxl.load_workbook(tmp_path / "名单.xlsx").active.iter_rows(4, values_only=True))
    assert rows == [
        ("赵小芳", "已补全", ZHAO, "13800000003"), ("李大明", "有同名的人，请选择", None, None),
        ("=钱多多", "登记簿里没有", None, None)]


def test_comparing(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    people(desk)
    save(desk, "resident", {"name": "孙只我", "phone": "13800000005", "address": "和平里1幢1单元101室", "nature": "01"})
    slip = ZHAO[:10] + str((int(ZHAO[10]) + 1) % 10) + ZHAO[11:]
    theirs = book(tmp_path / "对方.xlsx", [
        ["某某街道名单"], ["序号", "姓名", "公民身份号码", "手机", "家庭住址"],
        [1, "李大明", LI, "13800000001", "和平里3-1-101"],
        [2, "李大明", None, "13800000002", "和平里5幢2单元204室"],
        [3, "赵小芳", slip, "13800000003", None],
        [4, "周生人", None, None, None],
        [5, "李大明", LI, None, None],
        [6, "李大明", None, None, None],
    ])
    made = run(compare(desk, theirs, "resident", full=True))
    assert sorted(name for _, name in made.both) == ["李大明", "李大明", "赵小芳"]
    assert [(one.name, one.row, one.note) for one in made.only_theirs] == [("周生人", 6, "登记簿里没有")]
    assert [name for _, name, _ in made.only_ours] == ["孙只我"]
    told = {one.row: one.fields for one in made.different}
    assert told == {
        4: (("家庭住址", "和平里5幢2单元204室", "和平里5幢2单元202室"),), 5: (("公民身份号码", slip, ZHAO),)}
    assert {one.row for one in made.twice} == {7, 8}
    assert run(comparison_xlsx(desk, made, tmp_path / "比对.xlsx")) == 8 - 1
    rows = list(openpyxl.load_workbook(tmp_path / "比对.xlsx").active.iter_rows(5, values_only=True))
    assert [row[0] for row in rows] == [
        "内容不同", "内容不同", "只在对方", "只在我们", "对方重复", "对方重复", "两边都有"]


def test_namesakes_wait_for_an_answer(fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    people(desk)
    made = run(compare(desk, "李大明\n赵小芳", "resident"))
    ((who, candidates),) = made.unsure
    assert (who.name, len(candidates)) == ("李大明", 2)
    assert made.both == ((by_name_here(desk), "赵小芳"),)
    assert made.only_ours == ()


def by_name_here(desk: Desk) -> int:
    return next(id for id in ids(desk, Query("resident"))
                if texts(desk, "resident", [id])[0][0] == "赵小芳")


def test_a_ledger_of_standings(fresh: Callable[[], Desk]) -> None:
    """Ours are the people of the ledger; who is registered but not in it is told so."""
    desk = fresh()
    people(desk)
    chen = number("33019919700101001")
    save(desk, "resident", {"name": "陈低保", "id_number": chen, "nature": "01", "address": "和平里1幢"})
    save(desk, "standing", {"category": "dibao", "resident": by_name(desk, "陈低保")["id"], "start": "2025-01-01",
                            "amount": 50000})
    pasted = [["姓名", "身份证号", "月保障金"], ["陈低保", chen, "520"], ["赵小芳", ZHAO, "500"]]
    made = run(compare(desk, pasted, "dibao", full=True))
    assert [one.fields for one in made.different] == [(("月保障金", "520.00", "500.00"),)]
    assert [(one.name, one.note) for one in made.only_theirs] == [("赵小芳", "登记簿里有这个人，但不在本台账")]


def test_masked_unless_in_full(fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    people(desk)
    zhou = number("33019919800101001")
    pasted = [["姓名", "身份证号", "电话"], ["赵小芳", ZHAO, "13900009999"], ["周生人", zhou, ""]]
    made = run(compare(desk, pasted, "resident"))
    assert made.different[0].fields == (("电话", "139****9999", "138****0003"),)
    assert "*" in made.only_theirs[0].number
    damaged = [["姓名", "身份证号", "电话"], ["赵小芳", ZHAO[:17], "138000000031"]]
    (one,) = run(compare(desk, damaged, "resident")).different
    assert all("*" in theirs and "*" in ours for _, theirs, ours in one.fields)
    assert {title for title, _, _ in one.fields} == {"身份证号", "电话"}
    assert ZHAO[:17] in str(run(compare(desk, damaged, "resident", full=True)).different)
    hidden = [["姓名", "身份证号", "电话"], ["李大明", LI[:6] + "********" + LI[14:], ""]]
    assert [id for id, _ in run(compare(desk, hidden, "resident")).both]


def test_what_is_no_list_of_people(community: Any, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        run(compare(community.desk, [["姓名", "电话"], ["张三", "1"]], "building"))
    assert refusal.value.code == "compare_people"
    with pytest.raises(Invalid) as refusal:
        run(compare(community.desk, "\n", "resident"))
    assert refusal.value.code in ("no_table", "book_empty")


def test_our_own_list_agrees_with_itself(community: Any) -> None:
    desk = community.desk
    rows = texts(desk, "elder_60", list(ids(desk, Query("elder_60"))), full=True)
    head = ["姓名", "身份证号", "性别", "年龄", "联系电话", "现住址"]
    made = run(compare(desk, [head, *(row[:6] for row in rows)], "elder_60"))
    assert len(made.both) == len(rows)
    assert (made.only_theirs, made.only_ours, made.different, made.unsure, made.twice) == ((), (), (), (), ())
