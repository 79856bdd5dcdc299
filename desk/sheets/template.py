"""An empty sheet to fill in: titles, drop-downs, text columns for numbers, a note a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.sheets.files import replacing
from desk.sheets.layout import CHOICES_MARK
from desk.sheets.writing import safe_text

if TYPE_CHECKING:
    import xlsxwriter

ROWS = 2000
"""Rows prepared below the head."""
_PAGE = 160
"""Half-width characters that are still read well on A4 on its side; wider sheets take several pages."""
INLINE = 255
"""Characters of a list that Excel takes inside a validation."""
CHOICES_SHEET = "选项"
CHOICES_NOTE = f"本表{CHOICES_MARK}，请勿改动。"


@dataclass(frozen=True)
class TemplateColumn:
    """One column to fill in. `choices` are the labels of its drop-down list; the format "@" keeps digits as text."""

    title: str
    note: str = ""
    choices: Sequence[str] = ()
    excel_format: str = "@"
    width: float = 12
    required: bool = False


def write_template(path: Path, title: str, columns: Sequence[TemplateColumn]) -> None:
    """Write the empty sheet. Raises `Trouble` when the disk refuses."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), {"tmpdir": str(draft.parent)})
        try:
            _fill(book, title, columns)
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            book.fileclosed = True


def _fill(book: xlsxwriter.Workbook, title: str, columns: Sequence[TemplateColumn]) -> None:
    sheet = book.add_worksheet("填写")
    choices = book.add_worksheet(CHOICES_SHEET)
    choices.hide()
    choices.write_string(0, 0, CHOICES_NOTE)
    base = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bold": True}
    plain = book.add_format({**base, "bg_color": "#E8EEF4"})
    required = book.add_format({**base, "bg_color": "#FBE5D0"})
    heading = book.add_format({"bold": True, "font_size": 16, "valign": "vcenter"})
    sheet.set_row(0, 28)
    if len(columns) > 1:
        sheet.merge_range(0, 0, 0, len(columns) - 1, "", heading)
    sheet.write_string(0, 0, safe_text(title), heading)
    sheet.set_row(1, 24)
    for number, column in enumerate(columns):
        body = book.add_format({"num_format": column.excel_format, "valign": "vcenter"})
        sheet.set_column(number, number, column.width, body)
        sheet.write_string(1, number, safe_text(column.title), required if column.required else plain)
        note = ("必填。" if column.required else "") + column.note
        if note:
            sheet.write_comment(1, number, safe_text(note), {"author": "居务台", "x_scale": 1.6})
        if column.choices:
            sheet.data_validation(2, number, ROWS + 1, number, _validation(choices, number, column))
    sheet.freeze_panes(2, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(ceil(sum(column.width for column in columns) / _PAGE), 0)
    sheet.repeat_columns(0)


def _validation(choices: xlsxwriter.worksheet.Worksheet, number: int, column: TemplateColumn) -> dict[str, Any]:
    """A drop-down list, from the hidden sheet when it is long. Other words are warned of, not refused."""
    rule: dict[str, Any] = {
        "validate": "list",
        "error_type": "warning",
        "error_title": "不在列表里",
        "error_message": "这个值不在下拉列表里，导入时可能认不出来。",
    }
    labels = [safe_text(label) for label in column.choices]
    joined = ",".join(labels)
    if len(joined) <= INLINE and not any("," in label or label.startswith("=") for label in labels):
        return {**rule, "source": labels}
    for row, label in enumerate(labels, 1):
        choices.write_string(row, number, label)
    letters = _letters(number)
    return {**rule, "source": f"='{CHOICES_SHEET}'!${letters}$2:${letters}${len(labels) + 1}"}


def _letters(column: int) -> str:
    """A, B … Z, AA: the name of a column."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
