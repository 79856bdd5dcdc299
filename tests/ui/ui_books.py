"""Small workbooks as a street office sends them, about people of the practice community and invented ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from desk.service.desk import Desk
from desk.service.lists import query as lists
from desk.service.lists.query import Query

HEAD = ("居民", "证件", "联系方式", "家庭住址", "文化")
NEW = ("汤红旺", "340104194604022540", "13905510001", "和平里1幢1单元101室", "小学")
_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def wrong(number: str) -> str:
    """The same identity number with a check digit that is not its own."""
    total = sum(int(digit) * factor for digit, factor in zip(number[:17], _FACTORS, strict=True))
    return number[:17] + ("1" if "10X98765432"[total % 11] != "1" else "2")


def people(desk: Desk, many: int) -> list[dict[str, str]]:
    """The first residents with their columns as full text: name, id_number, phone, address, education."""
    query = Query("resident")
    paths = [column.path.rpartition(".")[2] for column in lists.columns(desk, "resident")]
    found = lists.texts(desk, query, list(lists.ids(desk, query))[:many], full=True)
    return [dict(reversed(list(zip(paths, row, strict=True)))) for row in found]


def book(path: Path, rows: Sequence[Sequence[Any]], title: str = "") -> Path:
    """A workbook of one sheet, 花名册."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "花名册"
    if title:
        sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def cells(path: Path) -> list[tuple[Any, ...]]:
    """What stands in the first sheet."""
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
