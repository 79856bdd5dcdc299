"""A binary workbook: its cells, and what is merged or hidden in it."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from desk.sheets.reading import read_book

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>')
_RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{id}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}" Target="{target}"/>'
    "</Relationships>")


def _record(code: int, body: bytes = b"") -> bytes:
    number = bytes([code]) if code < 0x80 else bytes([code & 0x7F | 0x80, code >> 7])
    length, size = b"", len(body)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return number + length + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _row(number: int, cells: list[str | None], hidden: bool = False) -> bytes:
    head = struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if hidden else 0, 0, 0)
    return _record(0, head) + b"".join(
        _record(6, struct.pack("<II", column, 0) + _text(cell)) for column, cell in enumerate(cells) if cell)


def _sheet() -> bytes:
    column = struct.pack("<IIIIH", 2, 2, 2048, 0, 1)
    merged = struct.pack("<IIII", 1, 2, 0, 0)
    rows = [("住址", "姓名", "电话"), ("和平里6幢101", "何一", "13100000001"), (None, "李二", None)]
    return b"".join((
        _record(129), _record(148, struct.pack("<IIII", 0, 2, 0, 2)), _record(390), _record(60, column), _record(391),
        _record(145), *(_row(i, list(row), hidden=i == 3) for i, row in enumerate(rows, 1)), _record(146),
        _record(177, struct.pack("<I", 1)), _record(176, merged), _record(178), _record(130)))


def test_a_binary_workbook_tells_what_is_merged_and_hidden(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsb"
    book = b"".join((
        _record(131), _record(153, struct.pack("<III", 1, 0, 0)), _record(143),
        _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("名册")), _record(144), _record(132)))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATION.format(id="rId1", type="officeDocument", target="xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", _RELATION.format(
            id="rId1", type="worksheet", target="worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", _sheet())
    made = read_book(path)
    (sheet,) = made.sheets
    assert (made.format, made.epoch_1904, sheet.name) == ("xlsb", True, "名册")
    assert [row[:2] for row in sheet.rows] == [["住址", "姓名"], ["和平里6幢101", "何一"], [None, "李二"]]
    assert sheet.merged == [(2, 0, 3, 0)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({3}), frozenset({2}))
