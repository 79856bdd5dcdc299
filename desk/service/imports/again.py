"""What somebody did to the rows of a preview: kept, and done again when the same file is read anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from desk.service.imports.model import At, IgnoredRow, ParsedRow, ParsedTable, Preview, Remark, Source, Spot
from desk.service.imports.reading import CellReader, written

SKIPPED = "skipped"
"""Why a row that was left out is ignored."""


def left_of(table: ParsedTable) -> int:
    """The first column of a table, by which tables side by side are told apart."""
    return min((one.column for one in table.columns), default=0)


def mend_cells(source: Source, at: At, cells: Mapping[str, str], left: int | None = None) -> None:
    """Correct cells of one row, by field key, in the table that begins in the column `left`.

    The correction belongs to the column of the sheet, so that it follows the column when that comes to mean
    another field; a field without a column keeps its own.
    """
    for table in source.tables:
        columns = {str(one.target): one.column for one in table.columns if one.target}
        if left in (None, left_of(table)) and any(_place(row) == at for row in table.rows):
            mended = {columns.get(key, (left_of(table), key)): text for key, text in cells.items()}
            source.mended.setdefault(at, {}).update(mended)
            _put_all(table, source.book.epoch_1904, {at: mended})


def leave_out(source: Source, rows: Collection[At], left: int | None = None) -> None:
    """Rows that are not wanted go to the ignored ones; of all tables, or of the one that begins in a column."""
    for table in (one for one in source.tables if left in (None, left_of(one))):
        gone = [row for row in table.rows if _place(row) in rows]
        if gone:
            table.rows = [row for row in table.rows if _place(row) not in rows]
            source.ignored += [IgnoredRow(row.sheet, row.number, SKIPPED) for row in gone]
            source.left_out.setdefault(left_of(table), set()).update(map(_place, gone))


def repeat(source: Source, before: Source) -> None:
    """Mend, leave out and answer in a file read anew as was done in it before."""
    source.mended = before.mended
    for left, rows in before.left_out.items():
        leave_out(source, rows, left)
    ways = {_place(row): (row.way, row.sure) for table in before.tables for row in table.rows if row.way or row.sure}
    for table in source.tables:
        _put_all(table, source.book.epoch_1904, source.mended)
        for row in (row for one in (table, *table.beside) for row in one.rows):
            row.way, row.sure = ways.get(_place(row), ("", False))


def _put_all(table: ParsedTable, epoch_1904: bool, mended: Mapping[At, Mapping[Spot, str]]) -> None:
    """Put corrected cells, by column or field, into a table and into what is read beside it."""
    for one in (table, *table.beside) if mended else ():
        meant: dict[Spot, str | None] = {(left_of(table), key): key for key in one.targets}
        meant |= {match.column: match.target for match in one.columns}
        own = {at: {str(key): text for place, text in cells.items() if (key := meant.get(place)) in one.targets}
               for at, cells in mended.items()}
        _put(one, epoch_1904, own)


def _put(table: ParsedTable, epoch_1904: bool, mended: Mapping[At, Mapping[str, str]]) -> None:
    """Read the rows again that have corrected cells."""
    reader = CellReader(table.targets, epoch_1904)
    for place, row in enumerate(table.rows):
        if cells := mended.get(_place(row)):
            made = reader.row(row.sheet, row.number, {**row.cells, **cells})
            table.rows[place] = replace(made, values=table.fixed | made.values, way=row.way, sure=row.sure)


def _place(row: ParsedRow) -> At:
    return row.sheet, row.number


Found = tuple[ParsedTable, ParsedRow]


def by_place(preview: Preview) -> dict[At, list[Found]]:
    """The rows by sheet and number; there are several of a number where tables stand side by side."""
    made: dict[At, list[Found]] = {}
    for table in preview.tables:
        for row in table.rows:
            made.setdefault(_place(row), []).append((table, row))
    return made


def row_of(preview: Preview, one: Remark, found: Sequence[Found]) -> Found | None:
    """The row that a remark is about, of those with its number (`by_place`)."""
    if len(found) < 2:
        return found[0] if found else None
    held = next((table for remark, (table, _) in zip(preview.waiting, preview.plan.held, strict=False)
                 if remark is one), None)
    if held is not None:
        columns = {match.column for match in held.columns}
        return next((pair for pair in found if columns & {m.column for m in pair[0].columns}), found[0])
    return next((pair for pair in found if written(pair[1].cells.get(one.field)) == one.value), found[0])
