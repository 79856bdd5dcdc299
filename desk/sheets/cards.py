"""Forms of one person each, 姓名 | 张三 | 性别 | 男 over several rows, laid out anew as a table of one row."""

from __future__ import annotations

from dataclasses import replace

from desk.sheets.content import is_citizen_id, is_name
from desk.sheets.grid import Grid, text_of
from desk.sheets.heads import is_title_like
from desk.sheets.model import Cell, Row, SheetData
from desk.sheets.words import ROLE_OF, WEAK, role_of_titles, variants

Pairs = list[tuple[str, Cell]]
"""The labels of a form with what stands right of each."""
_WHO = {"person_name": is_name, "head_name": is_name, "citizen_id": is_citizen_id}
"""A form is one of somebody: one of these labels has a value of its kind."""
_HEAD, _HOME = "户主姓名", "家庭住址"
_MANY = 60
"""A sheet whose first rows hold no form has none."""


def straightened(sheet: SheetData, words: frozenset[str]) -> SheetData:
    """The sheet with every form's labels in its first row as heads and the values in its second; other rows, and a
    sheet without forms, stay as they are. `words` as for `layout.survey`."""
    grid = Grid(sheet)
    rows: dict[int, Row] = {}
    number = sheet.first_row
    while number <= sheet.last_row and (rows or number < sheet.first_row + _MANY):
        form = _form(grid, number, words)
        if form:
            pairs, bottom = form
            rows |= {row: [] for row in range(number, bottom + 1)}
            rows[number], rows[number + 1] = [label for label, _ in pairs], [value for _, value in pairs]
            rows |= _members(grid, bottom, pairs)
            number = max(rows)
        number += 1
    if not rows:
        return sheet
    merged = [one for one in sheet.merged if one[0] not in rows]
    return replace(sheet, rows=[rows.get(sheet.first_row + i, row) for i, row in enumerate(sheet.rows)], merged=merged)


def _form(grid: Grid, top: int, words: frozenset[str]) -> tuple[Pairs, int] | None:
    """The form that begins in a row, and its last row; None when none does."""
    pairs: Pairs = []
    bottom = top
    while line := _line(grid, bottom, words, bool(pairs)):
        pairs += line
        bottom += 1
    told = sum(value is not None for _, value in pairs)
    somebody = any(role in _WHO and _WHO[role](value) for label, value in pairs if (role := role_of_titles([label])))
    return (pairs, bottom - 1) if bottom > top + 1 and somebody and told >= 0.5 * len(pairs) else None


def _line(grid: Grid, number: int, words: frozenset[str], begun: bool) -> Pairs:
    """The labels of a row with their values; none when the row is not made of such pairs."""
    pairs: Pairs = []
    valued = 0
    for _, cell in grid.filled(number):
        if _is_label(cell, words, not pairs or pairs[-1][1] is not None):
            pairs.append((text_of(cell), None))
        elif pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], cell)
            valued += 1
        else:
            return []
    return pairs if 2 * valued >= len(pairs) or (begun and len(pairs) == 1) else []


def _is_label(cell: Cell, words: frozenset[str], expected: bool) -> bool:
    """A known head; a word that is as often a value (备注, 户主) only where a label is `expected`."""
    if not is_title_like(cell):
        return False
    readings = variants([text_of(cell).rstrip(":：")])
    return any(one in words and (one not in WEAK or (expected and one in ROLE_OF)) for one in readings)


def _members(grid: Grid, bottom: int, pairs: Pairs) -> dict[int, Row]:
    """The table of a family below its form, with the head and the address of the form in columns of their own."""
    roles = {role_of_titles([label]): value for label, value in pairs}
    for top in range(bottom + 1, bottom + 4):
        heads = {role_of_titles([text_of(cell)]): column for column, cell in grid.filled(top)}
        if {"person_name", "relation"} <= heads.keys():
            break
    else:
        return {}
    given = {_HEAD: roles.get("head_name") or roles.get("person_name"), _HOME: roles.get("address")}
    more = [] if "head_name" in heads else [(_HEAD, given[_HEAD])]
    more += [] if "address" in heads else [(_HOME, given[_HOME])]
    rows, number = [top], top + 1
    while is_name(grid.cell(number, heads["person_name"])):
        rows.append(number)
        number += 1
    width = max(len(grid.row(row)) for row in rows)
    added = {row: [value for _, value in more] for row in rows} | {top: [title for title, _ in more]}
    return {row: [*grid.row(row), *[None] * (width - len(grid.row(row))), *added[row]] for row in rows}
