"""What calamine does not tell of a workbook: what is hidden or merged, uncomputed formulas, the 1904 dates.

A light pass over the bytes of each sheet, a megabyte at a time; runs in the child only.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import IO

from desk.sheets.model import Merge

BLOCK = 1 << 20
COLUMNS = 1024
"""Hidden columns beyond this one are of no interest: sheets hide all the empty ones to the right."""


@dataclass
class Extras:
    """What calamine does not tell of a sheet."""

    merged: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncomputed: int = 0


@dataclass
class BookExtras:
    """The extras of all sheets by name."""

    sheets: dict[str, Extras] = field(default_factory=dict)
    epoch_1904: bool = False


_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*hidden[^>]*)>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b([^>]*)>")
_UNCOMPUTED = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)(?:<v\s*/>|<v></v>)?</(?:\w+:)?c>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TRUE = (b"1", b"true", b"on")


def of_xlsx(path: Path) -> BookExtras:
    """The extras of an .xlsx or .xlsm file."""
    with zipfile.ZipFile(path) as archive:
        workbook = archive.read("xl/workbook.xml")
        targets = relations(archive, "xl/_rels/workbook.xml.rels")
        book = BookExtras(epoch_1904=bool(re.search(rb"""date1904\s*=\s*["'](1|true)""", workbook)))
        for tag in re.finditer(rb"<(?:\w+:)?sheet\s([^>]*)>", workbook):
            sheet = attributes(tag.group(1))
            part = targets.get(next((v for k, v in sheet.items() if k.endswith(":id")), ""), "")
            if part in archive.NameToInfo:
                with archive.open(part) as file:
                    book.sheets[sheet.get("name", "")] = _of_sheet(_blocks(file))
    return book


def attributes(text: bytes) -> dict[str, str]:
    """The attributes of one XML tag."""
    found = _ATTRIBUTE.findall(text)
    return {name.decode(): unescape((a or b).decode("utf-8", "replace")) for name, a, b in found}


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a workbook's relations name, by their ids."""
    found: dict[str, str] = {}
    for tag in re.finditer(rb"<(?:\w+:)?Relationship\s([^>]*)>", archive.read(part)):
        relation = attributes(tag.group(1))
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
        found[relation.get("Id", "")] = whole
    return found


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part in blocks that end before a tag's beginning."""
    rest = b""
    while block := file.read(BLOCK):
        block = rest + block
        cut = block.rfind(b"<c ") if b"<c " in block else block.rfind(b"<")
        cut = cut if cut > 0 else len(block)
        yield block[:cut]
        rest = block[cut:]
    yield rest


def _of_sheet(blocks: Iterator[bytes]) -> Extras:
    extras = Extras()
    row = 0
    for block in blocks:
        if b"hidden" in block:
            row = _hidden(block, row, extras)
        else:
            row += block.count(b"row ")
        if b"mergeCell " in block:
            extras.merged += [_range(attributes(tag)["ref"]) for tag in _MERGED.findall(block)]
        if b"<f" in block or b":f" in block:
            extras.uncomputed += len(_UNCOMPUTED.findall(block))
    return extras


def _hidden(block: bytes, row: int, extras: Extras) -> int:
    """Note the hidden rows and columns of a block; gives the number of its last row (rows without one are counted)."""
    for tag in _ROW.findall(block):
        row = _number(tag) or row + 1
        if b"hidden" in tag and attributes(tag).get("hidden", "").encode() in _TRUE:
            extras.hidden_rows.add(row)
    for tag in _HIDDEN_COLUMN.findall(block):
        values = attributes(tag)
        if values.get("hidden", "").encode() in _TRUE:
            extras.hidden_columns.update(range(int(values["min"]) - 1, min(int(values["max"]), COLUMNS)))
    return row


def _number(text: bytes) -> int:
    found = re.search(rb"""(?:^|\s)r\s*=\s*["'](\d+)""", text)
    return int(found.group(1)) if found else 0


def _range(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    (row, column), (row_2, column_2) = _place(first), _place(last or first)
    return row, column, row_2, column_2


def _place(reference: str) -> tuple[int, int]:
    found = re.fullmatch(r"\$?([A-Za-z]+)\$?(\d+)", reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)), column - 1
