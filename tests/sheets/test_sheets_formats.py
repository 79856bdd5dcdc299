"""The formats that offices keep their lists in, told apart by their bytes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from sheet_books import write_book
from sheet_people import TARGETS

from desk.errors import Invalid
from desk.sheets.reading import read_book
from desk.sheets.tables import read_tables

FILES = Path(__file__).parent / "files"
ROWS = [
    ["姓名", "身份证号", "联系电话"],
    ["张三", "11010519491231002X", "13800000000"],
    ["李𪟝", "440524188001010014", "010-88880000"],
]
TEXT = "\r\n".join(",".join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_in_every_encoding(encoding: str, separator: str, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    book = read_book(path)
    assert (book.format, book.sheets[0].name, book.sheets[0].rows) == ("text", "名单", ROWS)


def test_gbk_text(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes('姓名,"住址\n（现）",证号\n王五,"和平里1幢, 2单元","=""110105"""\n'.encode("gbk"))
    rows = [["姓名", "住址\n（现）", "证号"], ["王五", "和平里1幢, 2单元", "110105"]]
    assert read_book(path).sheets[0].rows == rows


def test_text_in_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(b"\xff\xff\x80\x80,\x80,\x81\n" * 30)
    with pytest.raises(Invalid) as refusal:
        read_book(path)
    assert refusal.value.code == "book_text"


HTML = """<html><head><meta charset="gb2312"><style>td{{mso-number-format:'@'}}</style></head><body>
<table><tr><td colspan=3>居民名册</td></tr><tr><th>姓名</th><th>身份证号</th><th>住址</th></tr>
<tr><td>张三</td><td>11010519491231002X</td><td rowspan="2">和平里<br>1幢</td></tr>
<tr><td>李四&nbsp;</td><td>440524188001010014</td></tr></table></body></html>"""


def test_web_page_as_xls(tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    path.write_bytes(HTML.encode("gb18030"))
    book = read_book(path)
    table = read_tables(book.sheets[0], TARGETS).tables[0]
    assert book.format == "html"
    assert [row.cells["name"] for row in table.rows] == ["张三", "李四"]
    assert [row.cells["address"] for row in table.rows] == ["和平里\n1幢", "和平里\n1幢"]


def test_web_archive(tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
    part = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    path.write_bytes((head + part + HTML.replace("gb2312", "utf-8") + "\r\n--B--\r\n").encode())
    assert read_book(path).sheets[0].rows[2][0] == "张三"


def test_xml_of_2003(tmp_path: Path) -> None:
    text = '<Data ss:Type="String">{}</Data>'
    number = '<Data ss:Type="Number">13800000000</Data>'
    path = tmp_path / "名册.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名册"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">名册</Data></Cell></Row>'
        f'<Row ss:Index="3"><Cell>{text.format("姓名")}</Cell><Cell ss:Index="3">{text.format("电话")}</Cell></Row>'
        f'<Row ss:Hidden="1"><Cell>{text.format("张三")}</Cell><Cell ss:Index="3">{number}</Cell>'
        "</Row></Table></Worksheet></Workbook>",
        encoding="utf-8",
    )
    sheet = read_book(path).sheets[0]
    assert sheet.rows == [["名册"], [], ["姓名", None, "电话"], ["张三", None, 13800000000.0]]
    assert (sheet.merged, sheet.hidden_rows) == ([(1, 0, 1, 1)], frozenset({4}))


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    """A number stays a number: an ID number in one has lost digits and must be told from text."""
    row = [
        "11010519491231002X",
        110105194912310024,
        dt.date(1949, 12, 31),
        dt.datetime(2026, 1, 5, 14, 30),
        True,
        1.5,
        "=1",
    ]
    path = write_book(tmp_path / "a.xlsx", {"S": [row[:-1]]})
    cells = read_book(path).sheets[0].rows[0]
    assert [type(cell) for cell in cells] == [str, float, dt.date, dt.datetime, bool, float]
    assert cells[2:6] == row[2:6]


def test_dates_of_1904(tmp_path: Path) -> None:
    def touch(book: openpyxl.Workbook) -> None:
        book.epoch = dt.datetime(1904, 1, 1)

    path = write_book(tmp_path / "a.xlsx", {"S": [[dt.date(1965, 3, 12)]]}, touch=touch)
    book = read_book(path)
    assert (book.epoch_1904, book.sheets[0].rows) == (True, [[dt.date(1965, 3, 12)]])


def test_hidden_things_are_read_and_told(tmp_path: Path) -> None:
    def touch(book: openpyxl.Workbook) -> None:
        book["一"].row_dimensions[2].hidden = True
        book["一"].column_dimensions["B"].hidden = True
        book["二"].sheet_state = "hidden"

    path = write_book(tmp_path / "a.xlsx", {"一": ROWS, "二": ROWS}, ["A4:B5"], touch)
    one, two = read_book(path).sheets
    assert (one.rows, one.hidden_rows, one.hidden_columns) == (ROWS, frozenset({2}), frozenset({1}))
    assert (one.merged, one.visible, two.visible, two.rows) == ([(4, 0, 5, 1)], True, False, ROWS)


def test_formulas_without_results_are_counted(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"S": [["姓名", "年龄"], ["张三", "=1+1"], ["李四", '=A3&""']]})
    sheet = read_book(path).sheets[0]
    assert (sheet.rows, sheet.uncomputed) == ([["姓名", "年龄"], ["张三"], ["李四"]], 2)


@pytest.mark.parametrize("name", ["名册.xls", "名册.ods"])
def test_other_workbooks(name: str) -> None:
    """Files saved by LibreOffice (.xls, .ods): title, head, two people in one household, one hidden row, a date."""
    path = FILES / name
    sheet = read_book(path).sheets[0]
    table = read_tables(sheet, TARGETS).tables[0]
    assert [row.cells["name"] for row in table.rows] == ["张三", "李四", "王五"]
    assert [row.cells["address"] for row in table.rows] == ["和平里1幢", "和平里1幢", "青石巷2幢"]
    assert table.rows[0].cells["birth"] == dt.date(1949, 12, 31)
    assert sheet.hidden_rows == frozenset({5})
    assert sheet.hidden_columns == frozenset({5})
    assert sheet.merged
