"""Registers, templates and marked copies: read back by two readers, and nothing left when broken off."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from sheet_books import write_book
from sheet_people import TARGETS, people

from desk.errors import Trouble
from desk.sheets.marking import RESULT_TITLE, Mark, write_marked_copy
from desk.sheets.model import Cell
from desk.sheets.reading import read_book
from desk.sheets.tables import read_tables
from desk.sheets.template import TemplateColumn, write_template
from desk.sheets.writing import OutColumn, Register, finish, write_register

P = people(30)
COLUMNS = [
    OutColumn("姓名", "@", 10), OutColumn("身份证号", "@", 20), OutColumn("出生日期", "yyyy-mm-dd", 12),
    OutColumn("金额", "#,##0.00", 12, True), OutColumn("备注", "@", 30),
]  # fmt: skip
NASTY = [
    "=1+1",
    "+86",
    "-5",
    "@SUM(A1)",
    "{=A1}",
    "http://a.b",
    "0012",
    "1E5",
    " 前后 ",
    "a\nb",
    "<&>\"'",
    "_x000D_",
    "𫖯\x07",
    "x" * 40000,
]


def _register(rows: list[list[Cell]], **more: object) -> Register:
    return Register("低保金发放表", "单位：和平社区", "2026年1月", COLUMNS, rows, **more)  # type: ignore[arg-type]


def _row(i: int) -> list[Cell]:
    return [P[i].name, P[i].number, dt.date(1949, 12, 31), 100.5 + i, NASTY[i % len(NASTY)]]


def test_register_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows = [_row(i) for i in range(20)]
    steps = list(
        write_register(path, _register(rows, totals=["合计", None, None, 2200.0, None], foot="填表人：李某 & 张某"))
    )
    assert steps[-1] == (20, 20)
    sheet = openpyxl.load_workbook(path).active
    assert [sheet["A1"].value, sheet["A2"].value, sheet["E2"].value] == ["低保金发放表", "单位：和平社区", "2026年1月"]
    assert [cell.value for cell in sheet[3]] == [column.title for column in COLUMNS]
    assert [cell.value for cell in sheet[24]] == ["合计", None, None, 2200, None]
    assert sheet.max_row == 24
    for number, row in enumerate(rows, 4):
        cells = sheet[number]
        assert [cell.data_type for cell in cells] == ["s", "s", "d", "n", "s"]
        assert [cell.value for cell in cells[:2]] == row[:2]
        assert cells[2].value.date() == row[2]
        assert cells[2].number_format == "yyyy-mm-dd"
        assert (cells[1].number_format, cells[3].number_format) == ("@", "#,##0.00")
        assert cells[0].border.left.style == "thin"
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.paperSize) == ("A4", "$3:$3", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert "填表人：李某 && 张某" in str(sheet.oddFooter.left.text)


def test_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    finish(write_register(path, _register([_row(i) for i in range(len(NASTY))])))
    cells = [row[4] for row in read_book(path).sheets[0].rows[3:]]
    assert cells[:11] == NASTY[:11]
    assert cells[12:] == ["𫖯", "x" * 32767]
    sheet = openpyxl.load_workbook(path).active
    assert {sheet.cell(row, 5).data_type for row in range(4, 4 + len(NASTY))} == {"s"}
    assert not sheet.cell(9, 5).hyperlink


def test_what_is_written_can_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows: list[list[Cell]] = [[p.name, p.number, p.sex, p.phone, p.address] for p in P]
    columns = [OutColumn(title) for title in ("姓名", "身份证号", "性别", "联系电话", "地址")]
    register = Register(
        "居民花名册",
        "单位：和平社区",
        "截至2026年1月5日",
        columns,
        rows,
        ["合计", "30人", None, None, None],
        "填表人：",
    )
    finish(write_register(path, register))
    found = read_tables(read_book(path).sheets[0], TARGETS)
    read = [[row.cells[k] for k in ("name", "id_number", "sex", "phone", "address")] for row in found.tables[0].rows]
    assert read == rows
    assert [(row.row, row.why) for row in found.ignored] == [(1, "title"), (2, "unit_and_date"), (34, "totals")]


def test_a_writing_broken_off_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"old")

    def endless() -> Iterator[list[Cell]]:
        while True:
            yield _row(1)

    steps = write_register(path, Register("表", "", "", COLUMNS, endless()))
    assert next(steps) == (500, 500)
    steps.close()
    assert [file.name for file in tmp_path.iterdir()] == ["表.xlsx"]
    assert path.read_bytes() == b"old"


def test_rows_that_fail_leave_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[list[Cell]]:
        yield _row(1)
        raise KeyError("row")

    with pytest.raises(KeyError):
        finish(write_register(tmp_path / "表.xlsx", Register("表", "", "", COLUMNS, failing())))
    assert not list(tmp_path.iterdir())


def test_no_place_to_write(tmp_path: Path) -> None:
    for path in (tmp_path / "没有" / "表.xlsx", tmp_path):
        with pytest.raises(Trouble):
            finish(write_register(path, _register([])))


def test_one_column(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    finish(write_register(path, Register("名单", "单位：和平社区", "2026年", [OutColumn("姓名")], [["张三"]])))
    assert read_book(path).sheets[0].rows == [["名单"], ["单位：和平社区 2026年"], ["姓名"], ["张三"]]


def test_speed_against_bare_xlsxwriter(tmp_path: Path) -> None:
    """Processor time, best of several runs; the promise is 1.3 times, measured over 30,000 rows in the bench."""
    rows: list[list[Cell]] = [[*_row(i % 30)[:4], "备注"] * 4 for i in range(800)]

    def bare() -> None:
        book = xlsxwriter.Workbook(
            str(tmp_path / "bare.xlsx"), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        )
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        book.close()

    def ours() -> None:
        finish(write_register(tmp_path / "ours.xlsx", Register("表", "", "", COLUMNS * 4, rows)))

    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(5):
        for name, run in (("bare", bare), ("ours", ours)):
            begun = time.process_time()
            run()
            times[name].append(time.process_time() - begun)
    assert min(times["ours"]) < 1.6 * min(times["bare"])


def test_template(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    many = [f"民族{i}" for i in range(80)]
    columns = [
        TemplateColumn("姓名", "按户口簿填写", required=True), TemplateColumn("身份证号", "18位", width=22),
        TemplateColumn("性别", "", ("男", "女")), TemplateColumn("民族", "", many),
        TemplateColumn("出生日期", "", (), "yyyy-mm-dd"),
    ]  # fmt: skip
    write_template(path, "居民导入模板", columns)
    book = openpyxl.load_workbook(path)
    sheet = book["填写"]
    assert [cell.value for cell in sheet[2]] == [column.title for column in columns]
    assert "必填。按户口簿填写" in sheet["A2"].comment.text
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"C3": '"男,女"', "D3": "选项!$D$2:$D$81"} or rules["D3"] == "'选项'!$D$2:$D$81"
    assert book["选项"].sheet_state == "hidden"
    assert [book["选项"].cell(row, 4).value for row in (2, 81)] == [many[0], many[-1]]
    assert [sheet.column_dimensions[c].number_format for c in "AE"] == ["@", "yyyy-mm-dd"]
    sheet.append([P[0].name, P[0].number, "男", "民族3", dt.date(1949, 12, 31)])
    book.save(path)
    fill, choices = read_book(path).sheets
    rows = read_tables(fill, TARGETS).tables[0].rows
    assert [(row.number, row.cells["name"], row.cells["id_number"]) for row in rows] == [(3, P[0].name, P[0].number)]
    assert not read_tables(choices, TARGETS).tables


def test_marked_copy_keeps_the_formats(tmp_path: Path) -> None:
    from openpyxl.styles import Font

    rows = [["名册"], ["姓名", "身份证号"], [P[0].name, "123"], [P[1].name, P[1].number]]

    def touch(book: openpyxl.Workbook) -> None:
        book["S"]["A3"].font = Font(bold=True, color="FFFF0000")
        book["S"].column_dimensions["A"].width = 33
        book["S"]["D40"].font = Font(bold=True)

    source = write_book(tmp_path / "原.xlsx", {"S": rows}, ["A1:B1"], touch)
    marks = [Mark("S", 3, 1, "身份证号应为18位，现在是3位"), Mark("S", 3, None, "=等待"), Mark("没有这张表", 1, 0, "x")]
    out = tmp_path / "标记.xlsx"
    assert write_marked_copy(source, out, marks, read_book(source), {"S": 2}) == ()
    sheet = openpyxl.load_workbook(out)["S"]
    assert (sheet["C2"].value, sheet["C3"].value) == (RESULT_TITLE, "身份证号应为18位，现在是3位；=等待")
    assert (sheet["B3"].value, sheet["B3"].comment.text) == ("123", "身份证号应为18位，现在是3位")
    assert sheet["B3"].fill.fgColor.rgb == "FFFFE699"
    assert (sheet["A3"].font.b, sheet.column_dimensions["A"].width) == (True, 33)
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:B1"]
    assert [row.cells["name"] for row in read_tables(read_book(out).sheets[0], TARGETS).tables[0].rows] == [
        P[0].name,
        P[1].name,
    ]


def test_marked_copy_of_text(tmp_path: Path) -> None:
    source = tmp_path / "名单.csv"
    source.write_text(f"姓名,身份证号\n{P[0].name},=1+1\n", encoding="gbk")
    out = tmp_path / "标记.xlsx"
    write_marked_copy(source, out, [Mark("名单", 2, 1, "身份证号只能是数字")], read_book(source))
    sheet = openpyxl.load_workbook(out)["名单"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        (P[0].name, "s"),
        ("=1+1", "s"),
        ("身份证号只能是数字", "s"),
    ]
    assert sheet["C1"].value == RESULT_TITLE


def test_a_text_of_several_lines_makes_its_row_higher(tmp_path: Path) -> None:
    rows = [["短", "一行"], ["短", "独居老人、高龄津贴、退休人员、健康档案"], ["短", "甲\n乙"]]
    columns = [OutColumn("姓名", width=10), OutColumn("身份", width=20)]
    finish(write_register(tmp_path / "高.xlsx", Register("名册", "单位", "", columns, rows)))
    sheet = openpyxl.load_workbook(tmp_path / "高.xlsx").worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in range(4, 7)]
    assert heights[1] == pytest.approx(2 * 14, abs=1)
    assert heights[0] is None or heights[0] < 20


def test_a_marked_copy_says_what_it_could_not_keep(tmp_path: Path) -> None:
    import zipfile

    source = write_book(tmp_path / "原.xlsx", {"S": [["姓名", "身份证号"], [P[0].name, "123"]]})
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0")
    book = read_book(source)
    mark = [Mark("S", 2, 1, "少了几位")]
    assert write_marked_copy(source, tmp_path / "标记.xlsx", mark, book) == ("宏",)
    with zipfile.ZipFile(tmp_path / "标记.xlsx") as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
    book.format = "xls"
    assert write_marked_copy(source, tmp_path / "标记.xlsx", mark, book) == ("字体、颜色等格式",)


def test_a_fresh_copy_is_wide_enough_and_its_head_looks_like_theirs(tmp_path: Path) -> None:
    from openpyxl.styles import Font

    rows = [["一个很长很长的标题放在第一列上面" * 2], ["姓名", "身份证号"], *([p.name, p.number] for p in P)]
    source = tmp_path / "名单.csv"
    source.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    out = tmp_path / "标记.xlsx"
    write_marked_copy(source, out, [Mark("名单", 3, 1, "x")], read_book(source), {"名单": 2})
    sheet = openpyxl.load_workbook(out)["名单"]
    assert sheet.column_dimensions["A"].width < 14 <= 19 < sheet.column_dimensions["B"].width

    def red(book: openpyxl.Workbook) -> None:
        book["S"]["B1"].font = Font(color="FFFF0000", bold=True)

    source = write_book(tmp_path / "原.xlsx", {"S": [["姓名", "身份证号"], [P[0].name, "1"]]}, [], red)
    write_marked_copy(source, out, [Mark("S", 2, 1, "x")], read_book(source), {"S": 1})
    assert openpyxl.load_workbook(out)["S"]["C1"].font.color.rgb == "FFFF0000"
