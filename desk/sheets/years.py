"""The order in which the sheets of a book are imported: sheets of years go oldest first, so that newer values win."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from desk.sheets.grid import text_of
from desk.sheets.model import SheetData

_HAN = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d{3})")
_SHORT = re.compile(r"(?<!\d)(\d{2})年")
_MONTH = re.compile(
    r"(?:年|[-./_ ])\s*0?(1[0-2]|[1-9])(?:月|$|\D)|(?<!\d)0?(1[0-2]|[1-9])月|((?<=\d{4})(?:0[1-9]|1[0-2])(?!\d))"
)
_QUARTER = re.compile(r"第?([1-4])季度|([上下])半年")
_HALVES = {"上": 6, "下": 12}
_GENERIC = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)


def period_of(text: str) -> tuple[int, int] | None:
    """(year, month) that a name speaks of; a whole year counts as its December."""
    folded = unicodedata.normalize("NFKC", text).translate(_HAN)
    found = _YEAR.search(folded)
    short = None if found else _SHORT.search(folded)
    if not found and not short:
        return None
    year = int(found.group(1)) if found else 2000 + int(short.group(1))  # type: ignore[union-attr]
    rest = folded[(found or short).end() if found else short.end() - 1 :]  # type: ignore[union-attr]
    if quarter := _QUARTER.search(rest):
        return year, int(quarter.group(1)) * 3 if quarter.group(1) else _HALVES[quarter.group(2)]
    month = _MONTH.search(folded)
    return year, next((int(group) for group in month.groups() if group), 12) if month else 12


def import_order(sheets: Iterable[SheetData]) -> list[SheetData]:
    """The sheets in the order of import: those without a year first as they stand, then by year and month.

    A sheet with a name that says nothing (Sheet1) is dated by the title above its table.
    """
    return sorted(sheets, key=lambda sheet: _period(sheet) or (0, 0))


def _period(sheet: SheetData) -> tuple[int, int] | None:
    if found := period_of(sheet.name):
        return found
    if not _GENERIC.fullmatch(sheet.name.strip()):
        return None
    top = [text_of(cell) for row in sheet.rows[:3] for cell in row if isinstance(cell, str) and len(cell) < 40]
    return next((found for text in top[:1] if (found := period_of(text))), None)
