"""Workbooks of Excel, WPS and LibreOffice, read by calamine; runs in the child only."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import python_calamine as calamine

from desk.sheets import extras, extras_other, extras_xlsb
from desk.sheets.extras import BookExtras, Extras
from desk.sheets.model import Reading, Row, SheetData
from desk.sheets.refusals import refuse

EXTRAS = {
    "xlsx": extras.of_xlsx, "xls": extras_other.of_xls, "ods": extras_other.of_ods, "xlsb": extras_xlsb.of_xlsb}


def read(path: Path, found: str) -> Reading:
    """The book, by calamine; `found` is what `sniff` said: xlsx, xlsb, xls or ods."""
    more = _extras(path, found)
    return Reading(found, _sheets(path, more), more.epoch_1904)


def _sheets(path: Path, more: BookExtras) -> Iterator[SheetData]:
    try:
        with path.open("rb") as file:
            workbook = calamine.load_workbook(file)
            metas = [meta for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
            if not metas:
                raise refuse("book_damaged")
            for meta in metas:
                yield _sheet(workbook.get_sheet_by_name(meta.name), meta, more.sheets.get(meta.name, Extras()))
    except calamine.PasswordError as error:
        raise refuse("book_password") from error
    except (calamine.CalamineError, OSError, EOFError) as error:
        raise refuse("book_damaged") from error


def _sheet(sheet: calamine.CalamineSheet, meta: calamine.SheetMetadata, more: Extras) -> SheetData:
    merged = more.merged or [(a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return SheetData(
        name=meta.name,
        visible=meta.visible == calamine.SheetVisibleEnum.Visible,
        rows=_rows(sheet),
        merged=merged,
        hidden_rows=frozenset(more.hidden_rows),
        hidden_columns=frozenset(more.hidden_columns),
        uncomputed=more.uncomputed,
    )


def _rows(sheet: calamine.CalamineSheet) -> list[Row]:
    """The rows from row 1 on, each from column A on (calamine leaves out empty columns before the data)."""
    if sheet.start is None:
        return []
    pad: Row = [None] * sheet.start[1]
    rows = cast(Iterator[Row], sheet.iter_rows())
    return [pad + row for row in rows] if pad else list(rows)


def _extras(path: Path, found: str) -> BookExtras:
    """What calamine leaves out; a book whose extras cannot be understood is read without them."""
    reader = EXTRAS.get(found)
    try:
        return reader(path) if reader else BookExtras()
    except (zipfile.BadZipFile, EOFError) as error:
        raise refuse("book_damaged") from error
    except (ValueError, KeyError, IndexError, OSError, struct.error):
        return BookExtras()
