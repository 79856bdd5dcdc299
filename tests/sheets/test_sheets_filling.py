"""The street office's own workbook: filled inside its XML, everything else as it was."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from form_books import members, official_form, rezipped
from sheet_books import write_book

from desk.errors import Invalid
from desk.kinds import Cell, CitizenId, Date, LongText, Money, PersonName, Phone, Text
from desk.sheets.filling import Form, find_form, write_form
from desk.sheets.model import Target
from desk.sheets.reading import read_book

TARGETS = [
    Target("name", "姓名", PersonName()), Target("sex", "性别", Text()), Target("id_number", "身份证号", CitizenId()),
    Target("phone", "联系电话", Phone()), Target("address", "现住址", Text(), ("家庭住址", "住址")),
    Target("birth", "出生日期", Date()), Target("amount", "金额", Money()), Target("note", "备注", LongText()),
]


def person(number: int) -> dict[str, Cell]:
    """Somebody, with the traps that a cell may hold."""
    return {
        "name": f"=HYPERLINK{number}" if number == 3 else f"𬍛金{number}<&", "sex": "男" if number % 2 else "女",
        "id_number": f"1101011990010{number:05d}", "phone": "01087654321", "address": f"{number}幢101室",
        "birth": dt.date(1990, 1, 1) + dt.timedelta(days=number), "amount": 100 + number / 4, "note": None,
    }


def filled(source: Path, out: Path, count: int, form: Form | None = None) -> Form:
    form = form or find_form(source, TARGETS)
    rows = [[person(number)[str(one.key)] for one in form.filled] for number in range(count)]
    list(write_form(source.read_bytes(), form, iter(rows), count, out))
    return form


def sheet_of(path: Path, name: str | None = None) -> Any:
    book = openpyxl.load_workbook(path)
    return book[name] if name else book.worksheets[0]


def column(sheet: Any, letter: str, first: int, last: int) -> list[Any]:
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]


def test_forty_people_in_five_prepared_rows(tmp_path: Path) -> None:
    """The proof of the promise: only the sheet and what must follow it differ, and the sum covers everybody."""
    source, out = official_form(tmp_path / "表.xlsx"), tmp_path / "交.xlsx"
    form = filled(source, out, 40)
    assert (form.header_rows, form.first, form.last) == ((3, 4), 5, 9)
    before, after = members(source), members(out)
    assert list(before) == list(after)
    differ = {name for name in before if before[name] != after[name]}
    assert differ == {
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/charts/chart1.xml",
        "xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml"}
    sheet = sheet_of(out)
    assert column(sheet, "A", 5, 44) == list(range(1, 41))
    assert column(sheet, "B", 5, 44) == [person(number)["name"] for number in range(40)]
    assert all(sheet[f"B{row}"].data_type == "s" for row in range(5, 45))
    assert column(sheet, "D", 5, 44) == [person(number)["id_number"] for number in range(40)]
    assert [day.date() for day in column(sheet, "G", 5, 44)] == [person(number)["birth"] for number in range(40)]
    assert sheet["H45"].value == "=SUM(H5:H44)"
    assert (sheet["A45"].value, sheet["A46"].value, sheet["G47"].value) == ("合计", "注：本表一式两份。", "审核人：")


def test_what_lies_around_the_rows_follows(tmp_path: Path) -> None:
    source, out = official_form(tmp_path / "表.xlsx"), tmp_path / "交.xlsx"
    filled(source, out, 40)
    sheet = sheet_of(out)
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A1:I1", "A3:A4", "B3:E3", "F3:G3", "H3:H4", "I3:I4", "A45:G45", "A46:I46"}
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["C5:C44"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["H5:H44"]
    assert sheet.print_area == "'发放表'!$A$1:$I$47"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet["A45"].comment is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert {sheet.row_dimensions[row].height for row in range(5, 45)} == {24}
    assert sheet["G44"].number_format == sheet["G9"].number_format == 'yyyy"年"m"月"d"日"'
    summary = sheet_of(out, "汇 总")
    assert column(summary, "B", 1, 3) == ["=发放表!H45", "=SUM(金额)", "=COUNTA(发放表!$B$5:$B$44)"]
    parts = {name: data.decode() for name, data in members(out).items() if name.endswith((".xml", ".vml"))}
    assert "发放表!$H$5:$H$44" in parts["xl/charts/chart1.xml"]
    assert re.findall(r"<xdr:row>(\d+)<", parts["xl/drawings/drawing1.xml"]) == ["1", "1", "47", "47"]
    assert "<x:Row>44</x:Row>" in parts["xl/drawings/vmlDrawing1.vml"]
    assert 'definedName name="金额">发放表!$H$5:$H$44<' in parts["xl/workbook.xml"]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_fewer_people_leave_the_prepared_rows_blank(tmp_path: Path, count: int) -> None:
    source, out = official_form(tmp_path / "表.xlsx"), tmp_path / "交.xlsx"
    filled(source, out, count)
    before, after = members(source), members(out)
    assert {name for name in before if before[name] != after[name]} <= {
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    sheet = sheet_of(out)
    assert column(sheet, "B", 5, 9) == [person(n)["name"] for n in range(count)] + [None] * (5 - count)
    assert sheet["H10"].value == "=SUM(H5:H9)"
    assert sheet["B9"].border.left.style == "thin"


@pytest.mark.parametrize("prepared", [1, 2, 60])
def test_any_number_of_prepared_rows(tmp_path: Path, prepared: int) -> None:
    source, out = official_form(tmp_path / "表.xlsx", prepared), tmp_path / "交.xlsx"
    form = filled(source, out, 40)
    assert (form.first, form.last) == (5, 4 + prepared)
    last = 4 + max(prepared, 40)
    assert sheet_of(out)[f"H{last + 1}"].value == f"=SUM(H5:H{last})"


def test_the_drop_down_is_told(tmp_path: Path) -> None:
    form = find_form(official_form(tmp_path / "表.xlsx"), TARGETS)
    assert next(one.choices for one in form.columns if one.key == "sex") == ("男", "女")


def plain_form(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), styled: int = 3) -> Path:
    """A form with its head in row 1 and `styled` bordered rows below."""

    def touch(book: Any) -> None:
        from openpyxl.styles import Border, Side

        thin = Border(*(Side("thin"),) * 4)
        for row in book.worksheets[0].iter_rows(2, 1 + styled, 1, len(rows[0])):
            for cell in row:
                cell.border = thin

    return write_book(path, {"表": rows, "另": [["不动"]]}, merged, touch)


def test_formulas_of_the_row_are_kept_and_carried_on(tmp_path: Path) -> None:
    """年龄 from the number, a running total and a share of the sum: each in its own way."""
    rows = [
        ["序号", "姓名", "身份证号", "年龄", "金额", "累计", "占比", "联系电话"],
        *[["=ROW()-1", None, None, f'=IF(C{n}="","",2026-MID(C{n},7,4))', None, f"=SUM(E$2:E{n})",
           f"=E{n}/SUM(E$2:E$4)"] for n in (2, 3, 4)],
        ["合计", None, None, None, "=E2+E3+E4", None, "=E5/$E$5"],
    ]
    source, out = plain_form(tmp_path / "表.xlsx", rows), tmp_path / "交.xlsx"
    form = filled(source, out, 10)
    assert {one.title: one.fixed for one in form.columns if one.fixed} == dict.fromkeys(
        ("序号", "年龄", "累计", "占比"), "formula")
    sheet = sheet_of(out)
    assert sheet["D11"].value == '=IF(C11="","",2026-MID(C11,7,4))'
    assert (sheet["F4"].value, sheet["F11"].value) == ("=SUM(E$2:E4)", "=SUM(E$2:E11)")
    assert (sheet["G2"].value, sheet["G11"].value) == ("=E2/SUM(E$2:E$11)", "=E11/SUM(E$2:E$11)")
    assert (sheet["E12"].value, sheet["G12"].value, sheet["A11"].value) == ("=SUM(E2:E11)", "=E12/$E$12", "=ROW()-1")


def test_shared_formulas_are_written_out(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "金额", "双倍"], [None, None, None, "=C2*2"], [], [], ["合计", None, "=SUM(C2:C4)"]]
    source = plain_form(tmp_path / "表.xlsx", rows)
    parts = members(source)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>C2*2</f>", '<f t="shared" ref="D2:D4" si="0">C2*2</f>')
    for row in (3, 4):
        shared = f'<c r="D{row}" s="1"><f t="shared" si="0"/><v>0</v></c>'
        sheet = re.sub(rf'<c r="D{row}" s="1"[^>]*?(?:/>|></c>)', shared, sheet)
    assert sheet.count('si="0"') == 3
    source = rezipped(tmp_path / "共.xlsx", parts | {"xl/worksheets/sheet1.xml": sheet.encode()})
    filled(source, tmp_path / "交.xlsx", 6)
    made = sheet_of(tmp_path / "交.xlsx")
    assert column(made, "D", 2, 7) == [f"=C{row}*2" for row in range(2, 8)]
    assert made["C8"].value == "=SUM(C2:C7)"


def test_cells_merged_across_in_every_row(tmp_path: Path) -> None:
    rows = [["姓名", "家庭住址", None, "联系电话"], [], [], [], ["合计"]]
    merged = ["B1:C1", "B2:C2", "B3:C3", "B4:C4", "A5:D5"]
    source, out = plain_form(tmp_path / "表.xlsx", rows, merged), tmp_path / "交.xlsx"
    form = filled(source, out, 5)
    assert [(one.column, one.key) for one in form.filled] == [(0, "name"), (1, "address"), (3, "phone")]
    sheet = sheet_of(out)
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "B1:C1", *(f"B{row}:C{row}" for row in range(2, 7)), "A7:D7"}
    assert sheet["B6"].value == "4幢101室"


def test_last_times_entries_go(tmp_path: Path) -> None:
    """A form that comes back filled: what was entered goes, what is the same in every row stays."""
    rows = [
        ["序号", "社区", "姓名", "身份证号", "联系电话", "经办意见"],
        *[[n, "海棠社区", f"李旧{n}", f"11010119800101{n}234", "13800000000", f"同意{n}"] for n in (1, 2, 3)],
        ["合计"],
    ]
    source, out = plain_form(tmp_path / "表.xlsx", rows), tmp_path / "交.xlsx"
    filled(source, out, 2)
    sheet = sheet_of(out)
    assert column(sheet, "C", 2, 5) == [person(0)["name"], person(1)["name"], None, None]
    assert column(sheet, "F", 2, 4) == [None, None, None]
    assert column(sheet, "B", 2, 4) == ["海棠社区"] * 3
    filled(source, out, 5)
    assert column(sheet_of(out), "B", 2, 6) == ["海棠社区"] * 5


def test_another_programs_spelling(tmp_path: Path) -> None:
    """A prefix for every element, and neither rows nor cells told by number."""
    rows = [["姓名", "身份证号", "联系电话"], [], [], [], ["合计", None, "=COUNTA(A2:A4)"]]
    source = plain_form(tmp_path / "表.xlsx", rows, styled=4)
    parts = members(source)
    text = parts["xl/worksheets/sheet1.xml"].decode()
    text = re.sub(r'<(row|c) r="[A-Z]*\d+"', r"<\1", text)
    text = re.sub(r"<(/?)(?=\w)", r"<\1x:", text).replace("xmlns=", "xmlns:x=")
    source = rezipped(tmp_path / "异.xlsx", parts | {"xl/worksheets/sheet1.xml": text.encode()})
    filled(source, tmp_path / "交.xlsx", 6)
    made = sheet_of(tmp_path / "交.xlsx")
    assert column(made, "A", 2, 7) == [person(number)["name"] for number in range(6)]
    assert made["C8"].value == "=COUNTA(A2:A7)"


def test_the_calculation_chain_goes_when_formulas_move(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "金额"], [], [], [], ["合计", None, "=SUM(C2:C4)"]]
    parts = members(plain_form(tmp_path / "表.xlsx", rows))
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/calcChain.xml"] = b'<calcChain xmlns="' + main + b'"><c r="C5" i="1"/></calcChain>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.calcChain+xml"/></Types>')
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/calcChain" Target="calcChain.xml"/></Relationships>')
    source, out = rezipped(tmp_path / "链.xlsx", parts), tmp_path / "交.xlsx"
    filled(source, out, 3)
    assert "xl/calcChain.xml" in members(out)
    filled(source, out, 4)
    after = members(out)
    assert "xl/calcChain.xml" not in after
    assert not any(b"calcChain" in data for data in after.values())
    assert sheet_of(out)["C6"].value == "=SUM(C2:C5)"


def test_a_list_object_grows(tmp_path: Path) -> None:
    def touch(book: Any) -> None:
        from openpyxl.worksheet.table import Table

        book.worksheets[0].add_table(Table(displayName="名册", ref="A1:C4"))

    rows = [["姓名", "身份证号", "联系电话"], ["王旧"], ["王旧"], ["王旧"]]
    source = write_book(tmp_path / "表.xlsx", {"表": rows}, touch=touch)
    filled(source, tmp_path / "交.xlsx", 9)
    assert sheet_of(tmp_path / "交.xlsx").tables["名册"].ref == "A1:C10"


@pytest.mark.parametrize(("rows", "merged", "code"), [
    ([["姓名", "身份证号", "联系电话"], ["合计", None, None]], (), "form_no_rows"),
    ([["姓名", "身份证号", "联系电话"], [], [], [], []], ("A2:A3", "A4:A5"), "form_merged_rows"),
    ([["颜色", "形状"], [], []], (), "form_no_table"),
])
def test_what_cannot_be_filled_is_refused(
    tmp_path: Path, rows: list[list[Any]], merged: Sequence[str], code: str
) -> None:
    source = plain_form(tmp_path / "表.xlsx", rows, merged, styled=4)
    with pytest.raises(Invalid) as refusal:
        find_form(source, TARGETS)
    assert refusal.value.code == code


def test_other_formats_are_told_to_be_saved_anew(tmp_path: Path) -> None:
    source = tmp_path / "表.csv"
    source.write_text("姓名,身份证号,联系电话\n,,\n", encoding="utf-8")
    with pytest.raises(Invalid) as refusal:
        find_form(source, TARGETS)
    assert refusal.value.code == "form_not_xlsx"


def test_cancel_leaves_nothing(tmp_path: Path) -> None:
    source = official_form(tmp_path / "表.xlsx")
    form = find_form(source, TARGETS)
    rows = ([person(n)[str(one.key)] for one in form.filled] for n in range(2000))
    steps = write_form(source.read_bytes(), form, rows, 2000, tmp_path / "交.xlsx")
    assert next(steps) == (500, 2000)
    steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_what_comes_back_filled_reads_as_a_roster(tmp_path: Path) -> None:
    source, out = official_form(tmp_path / "表.xlsx"), tmp_path / "交.xlsx"
    filled(source, out, 40)
    data = read_book(out).sheets[0]
    assert data.row(44)[:4] == [40.0, person(39)["name"], "男", person(39)["id_number"]]


def test_every_table_that_could_be_filled_is_told_and_can_be_chosen(tmp_path: Path) -> None:
    head, rows = ["序号", "姓名", "身份证号"], [[number, None, None] for number in (1, 2)]
    two = [["一、老人"], head, *rows, [], ["二、残疾人"], head, *rows]
    sheets = {"说明": [["姓名据实填写"]], "甲": two, "乙": [head, *rows]}
    source, out = write_book(tmp_path / "表.xlsx", sheets), tmp_path / "交.xlsx"
    assert find_form(source, TARGETS).places == (("甲", 2), ("甲", 7), ("乙", 1))
    for place in (("甲", 7), ("乙", 1)):
        form = find_form(source, TARGETS, None, *place)
        assert (form.sheet, form.header_rows[0]) == place
        filled(source, out, 3, form)
        assert column(sheet_of(out, place[0]), "B", place[1] + 1, place[1] + 3) == [person(n)["name"] for n in range(3)]
    assert sheet_of(out, "甲")["B3"].value is None


def test_a_locked_sheet_is_told_and_stays_locked(tmp_path: Path) -> None:
    source, out = official_form(tmp_path / "表.xlsx"), tmp_path / "交.xlsx"
    assert not find_form(source, TARGETS).protected
    book = openpyxl.load_workbook(source)
    book["发放表"].protection.enable()
    book.save(source)
    assert filled(source, out, 40).protected
    assert sheet_of(out, "发放表").protection.sheet
