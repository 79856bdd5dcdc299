"""References of formulas and ranges, and how they follow when rows are put in.

Rows are counted from 1, columns from 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_TOKEN = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<sheet>(?:'(?:[^']|'')*'|(?:\[\d+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?|\[\d+\])!)?"
    rf"(?:(?P<range>{_CELL}(?::{_CELL})?)(?![\w.(!\[])|(?P<rows>\$?[1-9]\d{{0,6}}:\$?[1-9]\d{{0,6}})(?![\w.])"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!]))"
    r"|(?P<name>[^\W\d][\w.\\?]*!?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|'(?:[^']|'')*'!?)"
)
_PART = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")


@dataclass(frozen=True)
class Corner:
    """One corner of a range: column (from 0; -1 for whole rows), row (0 for whole columns), and what is fixed by $."""

    column: int
    row: int
    column_fixed: bool = False
    row_fixed: bool = False

    def text(self) -> str:
        letters = ("$" if self.column_fixed else "") + letters_of(self.column) if self.column >= 0 else ""
        return letters + (("$" if self.row_fixed else "") + str(self.row) if self.row else "")


def letters_of(column: int) -> str:
    """A, B … Z, AA: the name of a column counted from 0."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(letters: str) -> int:
    """The column counted from 0 of its name; a whole cell reference may be given."""
    made = 0
    for letter in letters.upper():
        if "A" <= letter <= "Z":
            made = made * 26 + ord(letter) - 64
    return made - 1


def corner(text: str) -> Corner:
    """Read $A$1, A1, $5 or B."""
    found = _PART.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    fixed, letters, row_fixed, row = found.groups()
    if not letters:
        return Corner(-1, int(row), False, bool(fixed or row_fixed))
    return Corner(column_of(letters), int(row or 0), bool(fixed), bool(row_fixed))


def corners(text: str) -> tuple[Corner, Corner]:
    """Both corners of a range; of one cell twice the same."""
    a, _, b = text.partition(":")
    return corner(a), corner(b or a)


def spelled(a: Corner, b: Corner, two: bool) -> str:
    return f"{a.text()}:{b.text()}" if two else a.text()


@dataclass(frozen=True)
class Insert:
    """`count` rows put in right below row `last`; the prepared rows first..last become first..last + count."""

    first: int
    last: int
    count: int

    def row(self, row: int) -> int:
        """Where a row goes."""
        return row + self.count if row > self.last else row

    def grown(self, text: str) -> str:
        """A range of a format, a validation, a table: what reaches the last prepared row reaches the last new one."""
        a, b = corners(text)
        if b.row == 0 or b.row < self.last or self.count == 0:
            return text
        low = Corner(a.column, self.row(a.row), a.column_fixed, a.row_fixed)
        high = Corner(b.column, min(b.row + self.count, LAST_ROW), b.column_fixed, b.row_fixed)
        return spelled(low, high, ":" in text or low.row != high.row)

    def ranges(self, text: str) -> str:
        """Several ranges parted by blanks (sqref)."""
        return " ".join(self.grown(one) for one in text.split())

    def moved(self, text: str) -> str:
        """The reference of one cell, or of a range that does not grow (a comment, a link, an array)."""
        a, b = corners(text)
        low = Corner(a.column, self.row(a.row), a.column_fixed, a.row_fixed)
        high = Corner(b.column, self.row(b.row), b.column_fixed, b.row_fixed)
        return spelled(low, high, ":" in text)

    def within(self, text: str, row: int = 0) -> str:
        """A range inside a formula that stands in `row` (0: anywhere else than in the prepared rows).

        Ranges over the prepared rows grow with them; in a prepared row only those that are fixed ($) do, since the
        others mean the row itself or the rows up to it.
        """
        a, b = corners(text)
        inside = self.first <= row <= self.last
        over = b.row == self.last and a.row <= self.last and (a.row < b.row or self.first == self.last) and ":" in text
        low = Corner(a.column, self.row(a.row), a.column_fixed, a.row_fixed)
        if over and (b.row_fixed or not inside):
            return spelled(low, Corner(b.column, b.row + self.count, b.column_fixed, b.row_fixed), True)
        high = Corner(b.column, min(self.row(b.row), LAST_ROW), b.column_fixed, b.row_fixed)
        return spelled(low, high, ":" in text)


def each_reference(formula: str, change: Callable[[str | None, str], str]) -> str:
    """The formula with every range put through `change(sheet, range)`; the sheet is None where none is named."""

    def token(found: re.Match[str]) -> str:
        reference = found["range"] or found["rows"] or found["columns"]
        if not reference or not _real(reference):
            return found.group(0)
        sheet = found["sheet"]
        return (sheet or "") + change(sheet_name(sheet[:-1]) if sheet else None, reference)

    return _TOKEN.sub(token, formula)


def _real(reference: str) -> bool:
    """No name that only looks like a cell (TAX2024 does, but lies beyond the last column)."""
    return all(one.column < LAST_COLUMN and one.row <= LAST_ROW for one in corners(reference))


def sheet_name(text: str) -> str:
    """The name of a sheet as a formula spells it; another workbook's keeps its bracket."""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def follow(formula: str, insert: Insert, sheet: str, own: bool, row: int = 0) -> str:
    """A formula after rows were put into `sheet`; `own`: it stands in that sheet, in `row`."""

    def change(name: str | None, reference: str) -> str:
        here = own if name is None else name.casefold() == sheet.casefold()
        return insert.within(reference, row if own else 0) if here else reference

    return _chains(each_reference(formula, change), insert) if own else each_reference(formula, change)


def _chains(formula: str, insert: Insert) -> str:
    """F6+F7+F8 over exactly the prepared rows means their sum, however many there are."""
    rows = range(insert.first, insert.last + 1)
    if len(rows) < 2 or not insert.count or formula.count("+") < len(rows) - 1:
        return formula

    def chain(found: re.Match[str]) -> str:
        column = found.group(1)
        cells = found.group(0).upper().replace("$", "").split("+")
        if cells != [f"{column.upper()}{row}" for row in rows]:
            return found.group(0)
        return f"SUM({column}{insert.first}:{column}{insert.last + insert.count})"

    return re.sub(r"(?<![\w$.!)])\$?([A-Za-z]{1,3})\$?\d+(?:\+\$?\1\$?\d+)+(?![\w.(:])", chain, formula)


def translated(formula: str, rows: int, columns: int = 0) -> str:
    """The formula as it reads when copied that many rows down and columns to the right."""

    def change(_: str | None, reference: str) -> str:
        a, b = (_moved(one, rows, columns) for one in corners(reference))
        return spelled(a, b, ":" in reference)

    return each_reference(formula, change)


def _moved(one: Corner, rows: int, columns: int) -> Corner:
    row = one.row if one.row_fixed or not one.row else min(max(one.row + rows, 1), LAST_ROW)
    column = one.column if one.column_fixed or one.column < 0 else one.column + columns
    return Corner(column, row, one.column_fixed, one.row_fixed)


def names_sheet(formula: str, sheet: str) -> bool:
    """Whether a formula names that sheet."""
    quoted = sheet.replace("'", "''")
    return sheet.casefold() in formula.casefold() or quoted.casefold() in formula.casefold()
