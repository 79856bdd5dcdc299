"""A sheet with its merged cells at hand."""

from __future__ import annotations

from collections import defaultdict

from desk.sheets.model import Cell, Merge, Row, SheetData
from desk.sheets.words import plain


def is_blank(cell: Cell) -> bool:
    """Nothing, or only blanks that a person cannot see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """The cell as a person reads it; whole numbers without ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


class Grid:
    """Cells by row number and column; merged ranges by their first cell."""

    def __init__(self, sheet: SheetData) -> None:
        self.sheet = sheet
        self.name = sheet.name
        self.first, self.last = sheet.first_row, sheet.last_row
        self.anchors: dict[tuple[int, int], Merge] = {}
        by_row: dict[int, list[Merge]] = defaultdict(list)
        for merge in sheet.merged:
            self.anchors[merge[0], merge[1]] = merge
            if merge[3] > merge[1]:
                for row in range(merge[0], min(merge[2], merge[0] + 20) + 1):
                    by_row[row].append(merge)
        self._wide = dict(by_row)

    def row(self, number: int) -> Row:
        return self.sheet.row(number)

    def filled(self, number: int) -> list[tuple[int, Cell]]:
        """The cells of a row that hold something, with their columns."""
        return [(column, cell) for column, cell in enumerate(self.row(number)) if not is_blank(cell)]

    def cell(self, number: int, column: int) -> Cell:
        row = self.row(number)
        return row[column] if column < len(row) else None

    def merge_at(self, number: int, column: int) -> Merge | None:
        """The merged range that begins at that cell."""
        return self.anchors.get((number, column))

    def width_at(self, number: int, column: int) -> int:
        """Over how many columns the cell is spread."""
        merge = self.anchors.get((number, column))
        return merge[3] - merge[1] + 1 if merge else 1

    def covered_from_left(self, number: int, column: int) -> Merge | None:
        """The merged range of several columns that covers this cell, which is not its first column."""
        for merge in self._wide.get(number, ()):
            if merge[1] < column <= merge[3]:
                return merge
        return None

    def head_text(self, number: int, column: int) -> str:
        """The text over a column in a head row, also where it stands in a merged cell to the left or above."""
        cell = self.cell(number, column)
        if not is_blank(cell):
            return text_of(cell)
        merge = self.covered_from_left(number, column)
        return text_of(self.cell(merge[0], merge[1])) if merge and merge[0] == number else ""


def spread(sheet: SheetData) -> dict[int, dict[int, Cell]]:
    """For every row the values that it takes from cells merged downwards: {row: {column: value}}."""
    values: dict[int, dict[int, Cell]] = defaultdict(dict)
    for first, column, last, _ in sheet.merged:
        if last == first:
            continue
        row = sheet.row(first)
        value = row[column] if column < len(row) else None
        if is_blank(value):
            continue
        for number in range(first + 1, min(last, sheet.last_row) + 1):
            values[number][column] = value
    return dict(values)


def plain_cell(cell: Cell) -> str:
    """The cell's text as titles are compared."""
    return plain(text_of(cell))
