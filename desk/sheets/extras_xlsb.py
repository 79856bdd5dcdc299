"""What calamine does not tell of .xlsb files: what is merged or hidden, and the dates of 1904.

Source: [MS-XLSB] sections 2.1.4 (records) and 2.4 (BrtWbProp, BrtBundleSh, BrtRowHdr, BrtColInfo, BrtMergeCell).
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from desk.sheets.extras import COLUMNS, BookExtras, Extras, relations

_ROW, _COLUMN, _PROPERTIES, _SHEET, _MERGED = 0, 60, 153, 156, 176


def of_xlsb(path: Path) -> BookExtras:
    """The extras of an .xlsb file."""
    book = BookExtras()
    with zipfile.ZipFile(path) as archive:
        targets = relations(archive, "xl/_rels/workbook.bin.rels")
        for code, body in _records(archive.read("xl/workbook.bin")):
            if code == _PROPERTIES:
                book.epoch_1904 = bool(body[0] & 1)
            elif code == _SHEET:
                relation, end = _text(body, 8)
                name, _ = _text(body, end)
                part = targets.get(relation, "")
                if part in archive.NameToInfo:
                    book.sheets[name] = _of_sheet(archive.read(part))
    return book


def _of_sheet(data: bytes) -> Extras:
    extras = Extras()
    for code, body in _records(data):
        if code == _ROW and body[11] & 0x10:
            extras.hidden_rows.add(struct.unpack_from("<I", body)[0] + 1)
        elif code == _COLUMN and body[16] & 1:
            first, last = struct.unpack_from("<II", body)
            extras.hidden_columns.update(range(first, min(last + 1, COLUMNS)))
        elif code == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            extras.merged.append((top + 1, left, bottom + 1, right))
    return extras


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records: a number of one or two bytes, a length in groups of seven bits, the body."""
    at = 0
    while at < len(data):
        code, at = data[at], at + 1
        if code & 0x80:
            code, at = code & 0x7F | (data[at] & 0x7F) << 7, at + 1
        length = shift = 0
        while True:
            byte, at = data[at], at + 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        yield code, data[at : at + length]
        at += length


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text with its count of UTF-16 units before it, and where it ends."""
    count = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * count
    return body[at + 4 : end].decode("utf-16-le"), end
