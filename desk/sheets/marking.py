"""A copy of the user's own sheet with the reasons written into it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.sheets.files import replacing
from desk.sheets.grid import is_blank
from desk.sheets.model import Book, SheetData
from desk.sheets.widths import fitted
from desk.sheets.writing import OutColumn, safe_text

RESULT_TITLE = "导入结果"
FILL = "FFFFE699"
AUTHOR = "居务台"
_SAMPLE = 300
"""Rows by which columns become as wide as they need."""
_DROPPED = (
    ("xl/charts/", "图表"),
    ("xl/embeddings/", "嵌入对象"),
    ("xl/ctrlProps/", "表单控件"),
    ("xl/activeX/", "控件"),
    ("xl/slicers/", "切片器"),
    ("xl/diagrams/", "图示"),
    ("xl/media/", "图片"),
)
"""What may get lost when a workbook is loaded and saved again."""
_MACROS = "xl/vbaProject.bin"


@dataclass(frozen=True)
class Mark:
    """A reason to be written beside a row, and on one of its cells when `column` (from 0) is known."""

    sheet: str
    row: int
    column: int | None
    text: str


def write_marked_copy(
    source: Path,
    out: Path,
    marks: Sequence[Mark],
    book: Book,
    heads: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    """Write the copy; gives what of the original (图片, 图表 …) may be missing in it.

    `book` is the source as it was read: its cells go into a fresh workbook when the source is no .xlsx or when
    openpyxl cannot load it. `heads` tells the row of each sheet in which the title of the new column is to stand.
    Raises `Trouble` when the disk refuses.
    """
    macros = out.suffix.lower() == ".xlsm"
    workbook = _loaded(source, macros) if book.format == "xlsx" else None
    lost = _dropped(source, macros) if workbook is not None else () if book.format == "text" else ("字体、颜色等格式",)
    workbook = workbook or _fresh(book, heads or {})
    by_sheet: dict[str, list[Mark]] = {}
    for mark in marks:
        by_sheet.setdefault(mark.sheet, []).append(mark)
    for name, own in by_sheet.items():
        if name in workbook.sheetnames:
            _mark_sheet(workbook[name], own, (heads or {}).get(name))
    with replacing(out) as draft:
        workbook.save(draft)
    return lost


def _loaded(source: Path, macros: bool) -> Any:
    """The workbook with its formats, and its macros if wanted; None when openpyxl cannot make sense of it."""
    import openpyxl

    try:
        return openpyxl.load_workbook(source, keep_vba=macros, rich_text=True)
    except Exception:  # what calamine reads may break openpyxl in many ways; the cells are still at hand
        return None


def _dropped(source: Path, macros: bool) -> tuple[str, ...]:
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    lost = tuple(title for folder, title in _DROPPED if any(name.startswith(folder) for name in names))
    return lost + (("宏",) if _MACROS in names and not macros else ())


def _fresh(book: Book, heads: Mapping[str, int]) -> Any:
    """A new workbook with the same cells in the same places, its columns wide enough for them."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for data in book.sheets:
        sheet = workbook.create_sheet(data.name[:31])
        for number, row in enumerate(data.rows, data.first_row):
            for column, value in enumerate(row, 1):
                if not is_blank(value):
                    _put(sheet.cell(number, column), value)
        for column, width in enumerate(_widths(data, heads.get(data.name, data.first_row)), 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for first, left, last, right in data.merged:
            sheet.merge_cells(start_row=first, start_column=left + 1, end_row=last, end_column=right + 1)
    return workbook


def _widths(data: SheetData, head: int) -> list[float]:
    """How wide the columns become by their head and what stands below it."""
    rows = data.rows[max(0, head - data.first_row):][:_SAMPLE]
    width = max(map(len, rows), default=0)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    return fitted([OutColumn("") for _ in range(width)], full)[0]


def _put(cell: Any, value: object) -> None:
    """Set a cell; text stays text whatever it begins with."""
    if isinstance(value, str):
        cell.value = safe_text(value)
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value


def _mark_sheet(sheet: Any, marks: Iterable[Mark], head: int | None) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    fill = PatternFill("solid", fgColor=FILL)
    rows: dict[int, list[str]] = {}
    for mark in marks:
        rows.setdefault(mark.row, []).append(mark.text)
        if mark.column is not None:
            cell = _anchor(sheet, mark.row, mark.column + 1)
            cell.fill = fill
            _comment(cell, mark.text)
    column = _last_column(sheet) + 1
    title = sheet.cell(head or max(1, min(rows) - 1), column)
    if column > 1 and (beside := _anchor(sheet, title.row, column - 1)).has_style:
        title._style = copy(beside._style)
    else:
        title.font = Font(bold=True)
    _put(title, RESULT_TITLE)
    for row, texts in rows.items():
        cell = sheet.cell(row, column)
        _put(cell, "；".join(dict.fromkeys(texts)))
        cell.fill = fill
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions[title.column_letter].width = 40


def _anchor(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the first cell of the merged range that covers it."""
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _comment(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(safe_text(before + text), AUTHOR, height=80, width=240)


def _last_column(sheet: Any) -> int:
    """The last column that holds something; the sheet's own word on its size is not to be trusted."""
    last = 0
    for row in sheet.iter_rows():
        last = max(last, next((cell.column for cell in reversed(row) if not is_blank(cell.value)), 0))
    return max([last, *(int(merged.max_col) for merged in sheet.merged_cells.ranges if merged.max_col < 256)])
