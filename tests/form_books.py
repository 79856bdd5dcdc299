"""Blank forms as street offices send them, made by the tests."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

HEAD = ("序号", "姓名", "性别", "身份证号", "联系电话", "楼栋", "出生日期", "金额（元）", "备注")

GROUPS = {"A3:A4": "序号", "B3:E3": "基本情况", "F3:G3": "居住与出生", "H3:H4": "金额（元）", "I3:I4": "备注"}


def picture() -> BytesIO:
    """A red square of 8 by 8 points, as PNG."""
    raw = b"".join(b"\x00" + b"\xff\x00\x00" * 8 for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks))


def official_form(path: Path, prepared: int = 5, touch: Callable[[Any, Any], None] | None = None) -> Path:
    """困难群众慰问金发放表: heads of two levels in rows 3 and 4, prepared rows from 5, then 合计, a note, signatures.

    Drop-downs for 性别, a conditional format, a comment, a stamp beside the table and one below it, a print area, a
    summary sheet with a chart. Column F is an empty 楼栋; H are amounts with a SUM below them.
    """
    book = xlsxwriter.Workbook(str(path))
    sheet, summary = book.add_worksheet("发放表"), book.add_worksheet("汇 总")
    cell = book.add_format({"border": 1, "font_name": "仿宋"})
    styles = [cell] * 9
    styles[3] = book.add_format({"border": 1, "num_format": "@"})
    styles[6] = book.add_format({"border": 1, "num_format": 'yyyy"年"m"月"d"日"'})
    styles[7] = book.add_format({"border": 1, "num_format": "#,##0.00"})
    bold = book.add_format({"border": 1, "bold": True, "align": "center"})
    last = 4 + prepared
    sheet.merge_range("A1:I1", "困难群众慰问金发放表", bold)
    sheet.write("A2", "填报单位：")
    for area, text in GROUPS.items():
        sheet.merge_range(area, text, bold)
    for column, text in enumerate(HEAD[1:7], 1):
        sheet.write(3, column, text, bold)
    for row in range(4, last):
        sheet.set_row(row, 24)
        for column in range(9):
            sheet.write_blank(row, column, None, styles[column])
    sheet.merge_range(last, 0, last, 6, "合计", bold)
    sheet.write_formula(last, 7, f"=SUM(H5:H{last})", styles[7])
    sheet.merge_range(last + 1, 0, last + 1, 8, "注：本表一式两份。")
    sheet.write(last + 2, 0, "填表人：")
    sheet.write(last + 2, 6, "审核人：")
    _around(book, sheet, last, bold)
    _summary(book, summary, last)
    if touch:
        touch(book, sheet)
    book.close()
    return path


def _around(book: Any, sheet: Any, last: int, bold: Any) -> None:
    """What lies around the rows: lists, colours, a remark, stamps, the page."""
    sheet.data_validation(4, 2, last - 1, 2, {"validate": "list", "source": ["男", "女"]})
    sheet.conditional_format(4, 7, last - 1, 7, {"type": "cell", "criteria": ">", "value": 1000, "format": bold})
    sheet.write_comment(last, 0, "自动合计")
    sheet.insert_image("K2", "stamp.png", {"image_data": picture()})
    sheet.insert_image(last + 3, 1, "seal.png", {"image_data": picture()})
    sheet.print_area(0, 0, last + 2, 8)
    sheet.repeat_rows(2, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    book.define_name("金额", f"=发放表!$H$5:$H${last}")


def _summary(book: Any, summary: Any, last: int) -> None:
    """Sheets that look at the form."""
    summary.write("A1", "发放总额")
    summary.write_formula("B1", f"=发放表!H{last + 1}")
    summary.write_formula("B2", "=SUM(金额)")
    summary.write_formula("B3", f"=COUNTA(发放表!$B$5:$B${last})")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"=发放表!$H$5:$H${last}"})
    summary.insert_chart("D2", chart)
    book.add_worksheet("填表说明").write("A1", "请据实填写。")


def members(path: Path) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(path: Path, parts: dict[str, bytes]) -> Path:
    """A workbook written from its parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
