"""Web pages and XML that pass for .xls: many official systems export them; runs in the child only."""

from __future__ import annotations

import email
import email.policy
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from desk.sheets.model import Cell, Merge, Row, SheetData
from desk.sheets.plain_text import decode
from desk.sheets.refusals import refuse

WIDEST = 1000
"""Spans wider than this are cut: no table is so wide."""
SHEET_XML = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read(path: Path, found: str) -> list[SheetData]:
    """The sheets of a file that `sniff` called html, mhtml or xml2003."""
    return _READERS[found](path.read_bytes(), path.stem)


def _html(data: bytes, name: str) -> list[SheetData]:
    page = _Page()
    page.feed(_decoded_page(data))
    page.close()
    tables = [table for table in page.tables if table.rows]
    if not tables:
        raise refuse("book_no_table")
    largest = max(len(table.rows) for table in tables)
    chosen = [table for table in tables if len(table.rows) >= 3 or len(table.rows) == largest]
    return [table.sheet(name if len(chosen) == 1 else f"{name}-{i}") for i, table in enumerate(chosen, 1)]


def _decoded_page(data: bytes) -> str:
    named = re.search(rb"""charset\s*=\s*["']?\s*([\w-]+)""", data[:4000], re.IGNORECASE)
    encoding = named.group(1).decode().lower() if named else ""
    if encoding in ("gb2312", "gbk", "gb18030") and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe")):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return decode(data)
    return decode(data)


class _Grid:
    """Cells put in place one after the other, with their spans."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merged: list[Merge] = []
        self.taken: set[tuple[int, int]] = set()

    def new_row(self) -> None:
        self.rows.append([])

    def put(self, cell: Cell, across: int, down: int, column: int | None = None) -> None:
        if not self.rows:
            self.new_row()
        number, row = len(self.rows), self.rows[-1]
        column = len(row) if column is None else column
        while (number, column) in self.taken:
            column += 1
        row.extend([None] * (column + across - len(row)))
        row[column] = cell
        if across > 1 or down > 1:
            self.merged.append((number, column, number + down - 1, column + across - 1))
            self.taken.update((n, c) for n in range(number, number + down) for c in range(column, column + across))

    def sheet(self, name: str) -> SheetData:
        return SheetData(name, rows=self.rows, merged=self.merged)


class _Page(HTMLParser):
    """The tables of a web page; of nested tables the inner ones are text of the outer."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Grid] = []
        self.depth = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.silent += 1
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Grid())
        if self.depth != 1:
            return
        if tag == "tr":
            self._end_cell()
            self.tables[-1].new_row()
        elif tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self.span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.silent = max(0, self.silent - 1)
        if tag in ("td", "th", "tr", "table") and self.depth == 1:
            self._end_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data if self.cell and self.cell[-1].endswith("\n") else re.sub(r"\s*\n\s*", " ", data))

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        text = "".join(self.cell).replace("\xa0", " ").strip()
        found = re.fullmatch(r'="(.*)"', text)
        self.tables[-1].put((found.group(1) if found else text) or None, *self.span)
        self.cell = None


def _span(text: str | None) -> int:
    return max(1, min(WIDEST, int(text))) if text and text.strip().isdigit() else 1


def _mhtml(data: bytes, name: str) -> list[SheetData]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    sheets: list[SheetData] = []
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and b"<td" in payload.lower():
            sheets += _html(payload, name)
    if not sheets:
        raise refuse("book_no_table")
    return sheets


def _xml2003(data: bytes, name: str) -> list[SheetData]:
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise refuse("book_entities")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise refuse("book_damaged") from error
    return [_xml_sheet(sheet, name) for sheet in root.iter(SHEET_XML + "Worksheet")]


def _xml_sheet(worksheet: ElementTree.Element, name: str) -> SheetData:
    grid = _Grid()
    hidden: set[int] = set()
    for row in worksheet.iter(SHEET_XML + "Row"):
        wanted = _whole(row.get(SHEET_XML + "Index"))
        while len(grid.rows) < min(wanted - 1, 1_048_576):
            grid.new_row()
        grid.new_row()
        if row.get(SHEET_XML + "Hidden") == "1":
            hidden.add(len(grid.rows))
        for cell in row.iter(SHEET_XML + "Cell"):
            across, down = (_whole(cell.get(SHEET_XML + key)) for key in ("MergeAcross", "MergeDown"))
            column = _whole(cell.get(SHEET_XML + "Index"))
            place = min(column, WIDEST) - 1 if column else None
            grid.put(_xml_value(cell), min(across, WIDEST) + 1, min(down, 100_000) + 1, place)
    sheet = grid.sheet(worksheet.get(SHEET_XML + "Name") or name)
    sheet.hidden_rows = frozenset(hidden)
    sheet.visible = next((node.text for node in worksheet.iter() if node.tag.endswith("}Visible")), "") not in _HIDDEN
    return sheet


_HIDDEN = ("SheetHidden", "SheetVeryHidden")


def _xml_value(cell: ElementTree.Element) -> Cell:
    data = cell.find(SHEET_XML + "Data")
    if data is None:
        return None
    text = "".join(data.itertext())
    if data.get(SHEET_XML + "Type") == "Number":
        return float(text)
    if data.get(SHEET_XML + "Type") == "DateTime":
        return text[:10] if text.endswith("T00:00:00.000") else text.replace("T", " ")[:16]
    return text or None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


_READERS: dict[str, Callable[[bytes, str], list[SheetData]]] = {"html": _html, "mhtml": _mhtml, "xml2003": _xml2003}
