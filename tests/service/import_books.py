"""Workbooks made by the tests of importing, and short ways to import and to look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select

from desk.kinds.papers import check_character
from desk.service.desk import Desk
from desk.service.imports.importing import commit, read
from desk.service.imports.model import ImportResult
from desk.service.jobs import run


def number(first17: str) -> str:
    """A sound citizen number."""
    return first17 + check_character(first17)


def book(path: Path, *sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    """A workbook with the rows of each sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for place, rows in enumerate(sheets):
        sheet = made.create_sheet(names[place] if names else f"表{place + 1}")
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    made.close()
    return path


def imported(desk: Desk, path: Path, **options: Any) -> ImportResult:
    """Read and write a file."""
    return run(commit(desk, run(read(desk, path, **options))))


def rows(desk: Desk, record: str) -> list[dict[str, Any]]:
    """The living rows of a table as they are stored."""
    table = desk.meta.tables[record]
    with desk.read() as conn:
        return [dict(row) for row in conn.execute(select(table).where(table.c.deleted == 0)).mappings()]


def by_name(desk: Desk, name: str) -> dict[str, Any]:
    """The one living person of that name."""
    (found,) = [row for row in rows(desk, "resident") if row["name"] == name]
    return found
