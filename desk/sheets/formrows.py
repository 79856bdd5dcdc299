"""The prepared rows of a form: which they are, and how they take values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from desk.errors import Invalid
from desk.sheets.grid import Grid, text_of
from desk.sheets.model import Cell, Layout, SheetData
from desk.sheets.package import Package, Style
from desk.sheets.refs import Corner, corners, each_reference, translated
from desk.sheets.sheettext import (
    CellText,
    RowText,
    SheetText,
    blank_cell,
    forgotten,
    value_cell,
    with_formula,
)
from desk.sheets.xmltext import attribute, unescape, with_attribute

_PLAIN = Style()


@dataclass(frozen=True)
class Prepared:
    """The prepared rows `first`..`last` as the blank form has them."""

    first: int
    last: int
    rows: tuple[dict[int, CellText], ...]
    covered: frozenset[int]
    """Columns whose cells another cell covers."""
    used: frozenset[int]
    """Rows that hold last time's entries."""

    def fixed(self, column: int) -> str:
        """Why the column is not to be filled."""
        if column in self.covered:
            return "merged"
        cells = [row[column] for row in self.rows if column in row]
        return "formula" if any(cell.formula for cell in cells) else ""

    def stale(self, column: int) -> bool:
        """Entries of last time: they differ from row to row, so they are not part of the form."""
        if not self.used or self.fixed(column):
            return False
        bodies = [row[column].body if column in row else "" for row in self.rows]
        return any(bodies) and len(set(bodies)) > 1


def prepared_rows(sheet: SheetText, styles: Sequence[Style], data: SheetData, layout: Layout,
                  reasons: Mapping[int, str], sequence: set[int]) -> Prepared:
    """Find the prepared rows below a head; `reasons` tell what the rows are that hold no data.

    Raises Invalid: form_no_rows, form_merged_rows.
    """
    walk = _Walk(sheet, styles, data, layout, reasons, sequence)
    first = walk.start()
    last = first
    while last < walk.end and walk.is_prepared(last + 1):
        last += 1
    if not walk.is_prepared(first):
        raise Invalid("form_no_rows", "表头下面没有留出填写的空行，请在表头与合计之间留一行空行再试。")
    last = walk.trimmed(first, last)
    walk.check_merges(first, last)
    cells = tuple(walk.cells.get(row, {}) for row in range(first, last + 1))
    used = frozenset(row for row in layout.rows if first <= row <= last and walk.holds_entries(row))
    return Prepared(first, last, cells, walk.covered(first, last), used)


class _Walk:
    """Looks at the rows below a head."""

    def __init__(self, sheet: SheetText, styles: Sequence[Style], data: SheetData, layout: Layout,
                 reasons: Mapping[int, str], sequence: set[int]) -> None:
        self.styles, self.layout, self.sequence = styles, layout, sequence
        self.grid = Grid(data)
        self.cells = {row.number: {one.column: one for one in row.cells()} for row in sheet.rows}
        self.merges = sheet.merges()
        self.columns = set(layout.columns)
        self.end = max([*self.cells, layout.header_rows[-1] + 1])
        self.data = set(layout.rows)
        self.passed = {row for row, why in reasons.items() if why in ("header", "instructions")}

    def start(self) -> int:
        """The first row below the head, its numbering and its examples."""
        row = self.layout.header_rows[-1] + 1
        while row in self.passed:
            row += 1
        return row

    def is_prepared(self, row: int) -> bool:
        """Blank but for running numbers and formulas of its own, or filled by somebody before."""
        if any(self._looks_up(one, row) for one in self._formulas(row)):
            return False
        if self._shape(row) != self._shape(self.start()):
            return False
        return row in self.data or not self._entries(row)

    def holds_entries(self, row: int) -> bool:
        return bool(self._entries(row))

    def _entries(self, row: int) -> list[int]:
        """The columns in which something stands that is neither a running number nor worked out."""
        own = self.cells.get(row, {})
        found = [column for column, cell in self.grid.filled(row) if column in self.columns or row not in self.data]
        return [
            column for column in found
            if not (column in own and own[column].formula)
            and not (column in self.sequence and text_of(self.grid.cell(row, column)).isdigit())
        ]

    def _formulas(self, row: int) -> list[str]:
        found = [one.formula for one in self.cells.get(row, {}).values() if one.column in self.columns]
        return [unescape(one.body) for one in found if one]

    def _looks_up(self, formula: str, row: int) -> bool:
        """Whether the formula gathers rows above its own (a sum of the rows, not a running number)."""
        found: list[tuple[Corner, Corner]] = []

        def note(sheet: str | None, reference: str) -> str:
            if sheet is None:
                found.append(corners(reference))
            return reference

        each_reference(formula, note)
        head = self.layout.header_rows[-1]
        return any(head < a.row < b.row < row for a, b in found)

    def _shape(self, row: int) -> list[tuple[int, int]]:
        """How cells of the row are merged across; a row of notes is merged otherwise than a row to fill in."""
        return sorted((left, right) for top, left, bottom, right in self.merges
                      if top == bottom == row and right > left and left in self.columns)

    def _styled(self, row: int, bordered: bool) -> bool:
        own = [one for column, one in self.cells.get(row, {}).items() if column in self.columns]
        if not bordered:
            return any(one.style for one in own)
        return any(one.style < len(self.styles) and self.styles[one.style].border for one in own)

    def trimmed(self, first: int, last: int) -> int:
        """The last row that looks like the first: without the bare rows below the frame."""
        for bordered in (True, False):
            if self._styled(first, bordered):
                while last > first and not self._styled(last, bordered) and not self._entries(last):
                    last -= 1
                return last
        held = [row for row in range(first, last + 1) if self._entries(row)]
        return max([first, *held])

    def check_merges(self, first: int, last: int) -> None:
        """Cells merged downwards must span all prepared rows or none."""
        for top, left, bottom, _ in self.merges:
            apart = bottom < first or top > last or (top, bottom) == (first, last)
            if top < bottom and not apart and left in self.columns:
                text = f"第{top}行到第{bottom}行的单元格合并在一起，一条记录占几行的表还不能填。"
                raise Invalid("form_merged_rows", text)

    def covered(self, first: int, last: int) -> frozenset[int]:
        found: set[int] = set()
        for top, left, bottom, right in self.merges:
            if top <= first <= bottom:
                found.update(range(left + 1, right + 1))
            if top == first and bottom == last > first:
                found.add(left)
        return frozenset(found)


class FormRows:
    """Puts values into the prepared rows and makes more of them from the last one."""

    def __init__(self, sheet: SheetText, package: Package, first: int, last: int, filled: Sequence[int],
                 numbered: Sequence[int], stale: Sequence[int]) -> None:
        self.sheet, self.package = sheet, package
        self.first, self.last = first, last
        self.filled, self.numbered, self.stale = list(filled), list(numbered), frozenset(stale) - set(filled)
        self.styles, self.prefix = package.styles, sheet.prefix
        self.of_columns = sheet.column_styles()

    def fill(self, rows: Iterable[Sequence[Cell]], total: int) -> Iterator[int]:
        """Fill row by row, yielding how many are done."""
        known = {one.number: one for one in self.sheet.rows}
        count = max(0, total - (self.last - self.first + 1))
        made = [one for one in self.sheet.rows if one.number < self.first]
        values = iter(rows)
        done = 0
        for number in range(self.first, self.last + 1):
            row = known.get(number)
            given = next(values, None) if done < total else None
            if given is not None:
                made.append(self._filled(row or self.sheet.empty(number), given, done + 1))
                done += 1
                yield done
            elif row is not None:
                made.append(self._emptied(row))
        pattern = self._pattern(known.get(self.last) or self.sheet.empty(self.last))
        for given in values if count else ():
            made.append(self._copied(pattern, self.last + done - (self.last - self.first), given, done + 1))
            done += 1
            yield done
        shift = max(0, done - (self.last - self.first + 1))
        made += [one.to(one.number + shift, self.prefix) if shift else one
                 for one in self.sheet.rows if one.number > self.last]
        self.sheet.rows = made

    def _look(self, style: int) -> Style:
        return self.styles[style] if style < len(self.styles) else _PLAIN

    def _value(self, column: int, style: int, value: Cell) -> CellText:
        return value_cell(self.prefix, column, style, self._look(style), value, self.package.epoch_1904)

    def _style_of(self, row: RowText, column: int) -> int:
        """The style of a cell that is not in the file: its row's, else its column's."""
        if attribute(row.head, "customFormat") in ("1", "true"):
            return int(attribute(row.head, "s") or 0)
        return self.of_columns.get(column, 0)

    def _filled(self, row: RowText, given: Sequence[Cell], number: int) -> RowText:
        cells = {one.column: one for one in row.cells()}
        values = {**dict.fromkeys(self.stale), **dict.fromkeys(self.numbered, number),
                  **dict(zip(self.filled, given, strict=True))}
        for column, value in values.items():
            style = cells[column].style if column in cells else self._style_of(row, column)
            cells[column] = self._value(column, style, value)
        return self._seen(row).with_cells([cells[column] for column in sorted(cells)], self.prefix)

    def _seen(self, row: RowText) -> RowText:
        """A row that is filled is not hidden."""
        head = with_attribute(row.head, "hidden", None) if "hidden" in row.head else row.head
        return replace(row, head=head)

    def _emptied(self, row: RowText) -> RowText:
        """A prepared row that is left over: without last time's entries."""
        gone = {*self.filled, *self.stale}
        cells = row.cells()
        made = [blank_cell(self.prefix, one.column, one.style) if one.column in gone and not one.is_blank else one
                for one in cells]
        return row if made == cells else row.with_cells(made, self.prefix)

    def _pattern(self, row: RowText) -> RowText:
        """The row that further rows are copied from: its cells, also those only its row or column gives a style."""
        cells = {one.column: one for one in row.cells()}
        for column in (*self.filled, *self.numbered):
            cells.setdefault(column, blank_cell(self.prefix, column, self._style_of(row, column)))
        kept = [blank_cell(self.prefix, c, one.style) if c in self.stale else one for c, one in sorted(cells.items())]
        return self._seen(row).with_cells(kept, self.prefix)

    def _copied(self, pattern: RowText, at: int, given: Sequence[Cell], number: int) -> RowText:
        values = {**dict.fromkeys(self.numbered, number), **dict(zip(self.filled, given, strict=True))}
        down = at - pattern.number
        cells = [
            self._value(one.column, one.style, values[one.column]) if one.column in values else _down(one, down)
            for one in pattern.cells()
        ]
        return replace(pattern, number=at).with_cells(cells, self.prefix)


def _down(cell: CellText, rows: int) -> CellText:
    """A cell copied so many rows down."""
    found = cell.formula
    if found is None:
        return cell
    made = forgotten(with_formula(cell, found, translated(unescape(found.body), rows)))
    if (area := attribute(found.head, "ref")) is None:
        return made
    moved = with_attribute(found.head, "ref", translated(area, rows))
    return replace(made, body=re.sub(re.escape(found.head), lambda _: moved, made.body, count=1))
