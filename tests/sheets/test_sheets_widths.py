"""The widths of a register's columns: by what stands in them, so that a wide table is still read on one A4 page."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from desk.sheets.widths import LANDSCAPE, PORTRAIT, fitted
from desk.sheets.writing import OutColumn, Register, finish, write_register

NAME, NUMBER, HOME = "欧阳建国", "330199194710124123", "书香花园10幢1单元1001室"


def test_a_narrow_table_stands_upright_and_nothing_wraps() -> None:
    widths, wide = fitted([OutColumn("姓名"), OutColumn("身份证号"), OutColumn("住址")], [[NAME, NUMBER, HOME]] * 3)
    assert not wide
    assert all(width >= need for width, need in zip(widths, (9, 19, 24), strict=True))
    assert sum(widths) < PORTRAIT


def test_the_longest_of_a_few_names_stands_in_one_line() -> None:
    widths, _ = fitted([OutColumn("姓名"), OutColumn("备注")], [[name, ""] for name in ("李玲", "王芳", "不存在的人")])
    assert widths[0] - 1 >= 10


def test_long_texts_give_way_first() -> None:
    long = "七一前看望老党员，听老人讲入党故事，并送上慰问金。"
    columns = [OutColumn(title) for title in ("姓名", "身份证号", "住址", *(f"情况{n}" for n in range(6)))]
    widths, wide = fitted(columns, [[NAME, NUMBER, HOME, *[long] * 6]] * 20)
    assert wide
    assert widths[0] > len(NAME) * 2
    assert widths[1] > len(NUMBER)
    assert sum(widths) <= LANDSCAPE * 1.15
    assert max(widths[3:]) < 40


def test_numbers_are_never_squeezed() -> None:
    columns = [OutColumn("金额", "#,##0.00", numeric=True), *(OutColumn(f"说明{n}") for n in range(12))]
    widths, _ = fitted(columns, [[123456789.5, *["很长的一段话" * 5] * 12]])
    assert widths[0] > len("123,456,789.50")


def test_an_empty_column_is_as_wide_as_its_head_and_a_given_width_stays() -> None:
    widths, _ = fitted([OutColumn("签名", width=14), OutColumn("单位或处所")], [["", None]] * 2)
    assert widths[0] == 14
    assert 10 <= widths[1] <= 16


def test_a_wrapped_head_has_room(tmp_path: Path) -> None:
    columns = [OutColumn("是否纳入最低生活保障范围", width=8), OutColumn("姓名")]
    finish(write_register(tmp_path / "表.xlsx", Register("表", "", "", columns, [["是", NAME]])))
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx").active
    assert sheet.row_dimensions[3].height >= 3 * 14
