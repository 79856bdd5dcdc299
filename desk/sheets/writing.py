"""Registers as .xlsx, ready to print: title, one head row, rows, totals last. Text never becomes a formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.errors import Trouble
from desk.sheets.files import replacing
from desk.sheets.model import Cell
from desk.sheets.widths import fitted, lines

if TYPE_CHECKING:
    import xlsxwriter

STEP = 500
"""Rows between two looks at the progress."""
_SAMPLE = 300
"""Rows that the widths of the columns are taken from."""
_LINE, _HIGHEST = 14, 400
"""Points of a line of text, and of the highest row (Excel allows 409)."""
LONGEST = 32_767
"""UTF-16 units that a cell of Excel can hold."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class OutColumn:
    """One column: its title, the number format of its cells ("@" is text), its width in half-width characters.

    0 makes it as wide as its cells need.
    """

    title: str
    excel_format: str = "@"
    width: float = 0
    numeric: bool = False


@dataclass
class Register:
    """A table to be written; `total` is its number of rows if known, `foot` stands at the foot of each page."""

    title: str
    unit_line: str
    period_line: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    foot: str = ""
    total: int = 0
    extra_titles: Sequence[str] = field(default_factory=tuple)
    """Further lines between the title and the head, such as the filter in words."""
    row_height: float = 0
    """Points of each row, for lists to sign; 0 leaves it to the program that shows them."""


def write_register(path: Path, register: Register) -> Iterator[tuple[int, int]]:
    """Write the register, yielding (rows written, rows in all).

    Close the generator early and nothing is left. Raises `Trouble` when the disk refuses.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with replacing(path) as draft:
        options = {"constant_memory": True, "tmpdir": str(draft.parent)}
        book = xlsxwriter.Workbook(str(draft), options)
        rows = iter(register.rows)
        sample = list(islice(rows, _SAMPLE))
        writer = _Writer(book, register, sample)
        try:
            head = writer.head()
            yield from writer.body(head, chain(sample, rows))
            writer.close_page()
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            writer.release()


class _Writer:
    """The one sheet of a register while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, register: Register, sample: Sequence[Sequence[Cell]]) -> None:
        self.book, self.register = book, register
        name = _SHEET_NAME.sub(" ", register.title).strip()[:31] or "台账"
        self.sheet = book.add_worksheet(name)
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        cell = {**base, "border": 1, "text_wrap": True}
        measured = [*sample, register.totals] if register.totals else sample
        self.widths, self.wide = fitted(register.columns, measured)
        self.limits = [max(1, int(width) // 2) for width in self.widths]
        """Characters that surely stand in one line."""
        self.formats = [book.add_format({**cell, **_alignment(column)}) for column in register.columns]
        self.day = book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"})
        self.moment = book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm", "align": "center"})
        self.head_format = book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#E8EEF4"})
        self.title_format = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.line_format = book.add_format(base)
        self.right_format = book.add_format({**base, "align": "right"})
        self.total_formats = [
            book.add_format({**cell, **_alignment(column), "bold": True}) for column in register.columns
        ]

    def head(self) -> int:
        """Everything above the rows; gives the row (from 0) of the head."""
        register, sheet = self.register, self.sheet
        for number, width in enumerate(self.widths):
            sheet.set_column(number, number, width)
        sheet.set_row(0, 28)
        self._across(0, register.title, self.title_format)
        for number, line in enumerate(register.extra_titles, 1):
            self._across(number, line, self.line_format)
        row = 1 + len(register.extra_titles)
        self._unit_and_period(row)
        row += 1
        high = max(lines(one.title, int(width)) for one, width in zip(register.columns, self.widths, strict=True))
        sheet.set_row(row, _LINE * high + 8)
        for number, column in enumerate(register.columns):
            sheet.write_string(row, number, safe_text(column.title), self.head_format)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)
        return row

    def _across(self, row: int, text: str, cell_format: Any) -> None:
        last = len(self.register.columns) - 1
        if last > 0:
            self.sheet.merge_range(row, 0, row, last, "", cell_format)
        self.sheet.write_string(row, 0, safe_text(text), cell_format)

    def _unit_and_period(self, row: int) -> None:
        """The unit at the left, the period at the right."""
        register, sheet = self.register, self.sheet
        sheet.write_string(row, 0, safe_text(register.unit_line), self.line_format)
        last = len(register.columns) - 1
        if last > 0 and register.period_line:
            sheet.write_string(row, last, safe_text(register.period_line), self.right_format)
        elif register.period_line:
            sheet.write_string(row, 0, safe_text(f"{register.unit_line} {register.period_line}"), self.line_format)

    def body(self, head: int, rows: Iterator[Sequence[Cell]]) -> Iterator[tuple[int, int]]:
        """The rows and the totals."""
        register = self.register
        total = register.total or (len(register.rows) if isinstance(register.rows, Sequence) else 0)
        done = 0
        for done, row in enumerate(rows, 1):
            self._row(head + done, row, self.formats)
            if done % STEP == 0:
                yield done, max(total, done)
        if register.totals is not None:
            self._row(head + done + 1, register.totals, self.total_formats)
        yield done, max(total, done)

    def _row(self, number: int, cells: Sequence[Cell], formats: Sequence[Any]) -> None:
        sheet = self.sheet
        text, figure, blank = sheet.write_string, sheet.write_number, sheet.write_blank
        limits, high = self.limits, 1
        for column, (cell, cell_format) in enumerate(zip(cells, formats, strict=True)):
            kind = type(cell)
            if kind is str:
                text(number, column, safe_text(cell), cell_format)  # type: ignore[arg-type]
                if len(cell) > limits[column]:  # type: ignore[arg-type]
                    high = max(high, lines(str(cell), int(self.widths[column])))
            elif cell is None:
                blank(number, column, None, cell_format)
            elif kind is int or kind is float:
                figure(number, column, cell, cell_format)
            else:
                self._other(number, column, cell, cell_format)
        height = max(self.register.row_height or 0, high * _LINE if high > 1 else 0)
        if height:
            sheet.set_row(number, min(height, _HIGHEST))

    def _other(self, number: int, column: int, cell: Cell, cell_format: Any) -> None:
        sheet = self.sheet
        if isinstance(cell, bool):
            sheet.write_string(number, column, "是" if cell else "否", cell_format)
        elif isinstance(cell, dt.datetime) and cell.year >= 1900:
            sheet.write_datetime(number, column, cell.replace(tzinfo=None), self.moment)
        elif isinstance(cell, dt.date) and cell.year >= 1900:
            sheet.write_datetime(number, column, cell, self.day)
        else:
            sheet.write_string(number, column, str(cell), cell_format)

    def close_page(self) -> None:
        """The page: A4, one page wide, the foot."""
        sheet, register = self.sheet, self.register
        sheet.set_paper(9)
        if self.wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        foot = safe_text(register.foot).replace("&", "&&")[:200]
        sheet.set_footer(f"&L{foot}&R第 &P 页 共 &N 页")

    def release(self) -> None:
        """Close what a broken-off writing would leave open."""
        handle = getattr(self.sheet, "row_data_fh", None)
        if handle is not None and not handle.closed:
            handle.close()
        self.book.fileclosed = True


def _alignment(column: OutColumn) -> dict[str, object]:
    side = {"align": "right", "indent": 1} if column.numeric else {"align": "left"}
    return {"num_format": column.excel_format, **side}


def safe_text(text: str) -> str:
    """Text as a cell can hold it: without characters that XML forbids, and not longer than Excel allows."""
    if not text.isprintable() or (len(text) > LONGEST // 2 and not text.isascii()):
        text = _UNWRITABLE.sub("", text)
        if len(text) > LONGEST // 2:
            text = text.encode("utf-16-le")[: LONGEST * 2 - 2].decode("utf-16-le", "ignore")
    return text[:LONGEST]


def finish(steps: Iterator[tuple[int, int]]) -> int:
    """Run a writing to its end; gives the number of rows."""
    done = 0
    for done, _ in steps:  # noqa: B007 the last value is wanted
        pass
    return done


__all__ = ["OutColumn", "Register", "Trouble", "finish", "safe_text", "write_register"]
