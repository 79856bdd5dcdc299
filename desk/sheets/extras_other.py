"""What calamine does not tell of .xls and .ods files: what is hidden or merged, and the dates of 1904.

Sources: [MS-XLS] sections 2.4 (Row, ColInfo, BoundSheet8, Date1904); OpenDocument 1.2 part 1, section 9.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from desk.sheets.extras import COLUMNS, BookExtras, Extras

_EOF, _DATE_1904, _COLUMN, _BOUND_SHEET, _ROW = 0x000A, 0x0022, 0x007D, 0x0085, 0x0208
_ROW_HIDDEN = 0x20


def of_xls(path: Path) -> BookExtras:
    """The extras of an .xls file (BIFF8); merged cells are told by calamine."""
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(str(path)) as ole:
        data: bytes = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    book = BookExtras()
    starts: dict[str, int] = {}
    for code, body in _records(data, 0):
        if code == _DATE_1904:
            book.epoch_1904 = body[:1] == b"\x01"
        elif code == _BOUND_SHEET:
            starts[_name(body)] = struct.unpack_from("<I", body)[0]
    for name, start in starts.items():
        extras = book.sheets[name] = Extras()
        for code, body in _records(data, start):
            if code == _ROW and body[12] & _ROW_HIDDEN:
                extras.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
            elif code == _COLUMN and body[8] & 1:
                first, last = struct.unpack_from("<HH", body)
                extras.hidden_columns.update(range(first, min(last + 1, COLUMNS)))
    return book


def _records(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place on to the end of their part."""
    depth = 0
    while start + 4 <= len(data):
        code, length = struct.unpack_from("<HH", data, start)
        start += 4
        yield code, data[start : start + length]
        start += length
        depth += (code == 0x0809) - (code == _EOF)
        if code == _EOF and depth <= 0:
            return


def _name(body: bytes) -> str:
    count, wide = body[6], body[7] & 1
    return body[8 : 8 + count * 2].decode("utf-16-le") if wide else body[8 : 8 + count].decode("latin-1")


def of_ods(path: Path) -> BookExtras:
    """The extras of an .ods file."""
    walker = _OdsWalker()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walker.start
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        try:
            parser.ParseFile(file)
        except expat.ExpatError as error:
            raise ValueError("content.xml") from error
    return walker.book


class _OdsWalker:
    """Counts rows and columns while the elements of content.xml go by."""

    def __init__(self) -> None:
        self.book = BookExtras()
        self.sheet = Extras()
        self.row = self.column = self.column_count = 0
        self.next_row = 1

    def start(self, tag: str, values: dict[str, str]) -> None:
        hidden = values.get("table:visibility", "visible") != "visible"
        if tag == "table:table":
            self.sheet = self.book.sheets[values.get("table:name", "")] = Extras()
            self.next_row, self.column_count = 1, 0
        elif tag == "table:table-column":
            count = int(values.get("table:number-columns-repeated", "1"))
            if hidden:
                self.sheet.hidden_columns.update(range(self.column_count, min(self.column_count + count, COLUMNS)))
            self.column_count += count
        elif tag == "table:table-row":
            count = int(values.get("table:number-rows-repeated", "1"))
            self.row, self.column = self.next_row, 0
            self.next_row += count
            if hidden and count < 100_000:
                self.sheet.hidden_rows.update(range(self.row, self.next_row))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(values)
        elif tag == "table:null-date":
            self.book.epoch_1904 = values.get("table:date-value", "").startswith("1904")

    def _cell(self, values: dict[str, str]) -> None:
        across = int(values.get("table:number-columns-spanned", "1"))
        down = int(values.get("table:number-rows-spanned", "1"))
        if across > 1 or down > 1:
            self.sheet.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
        self.column += int(values.get("table:number-columns-repeated", "1"))
