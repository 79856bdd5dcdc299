"""Write small workbooks for tests: rows of values, merged ranges, and what else a case needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]


def write_book(
    path: Path, sheets: dict[str, Rows], merged: Sequence[str] = (), touch: Callable[[Any], None] | None = None
) -> Path:
    """A workbook with those sheets; `merged` belongs to the first one, `touch` gets the workbook before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, column, value)
    for reference in merged:
        book.worksheets[0].merge_cells(reference)
    if touch:
        touch(book)
    book.save(path)
    return path
