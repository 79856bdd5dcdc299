"""What somebody did to the rows of a preview: kept, and done again when the same file is read anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from desk.service.imports.model import At, IgnoredRow, ParsedRow, ParsedTable, Source
from desk.service.imports.reading import CellReader

SKIPPED = "skipped"
"""Why a row that was left out is ignored."""


def mend_cells(source: Source, at: At, cells: Mapping[str, str]) -> None:
    """Correct cells of one row, by field key.

    The correction belongs to the column of the sheet, so that it follows the column when that comes to mean
    another field; a field without a column keeps its own.
    """
    for table in source.tables:
        columns = {str(one.target): one.column for one in table.columns if one.target}
        if any(_place(row) == at for row in table.rows):
            mended = {columns.get(key, key): text for key, text in cells.items()}
            source.mended.setdefault(at, {}).update(mended)
            _put_all(table, source.book.epoch_1904, {at: mended})


def leave_out(source: Source, rows: Collection[At]) -> None:
    """Rows that are not wanted go to the ignored ones."""
    for table in source.tables:
        gone = [row for row in table.rows if _place(row) in rows]
        if gone:
            table.rows = [row for row in table.rows if _place(row) not in rows]
            source.ignored += [IgnoredRow(row.sheet, row.number, SKIPPED) for row in gone]


def repeat(source: Source, before: Source) -> None:
    """Mend, leave out and answer in a file read anew as was done in it before."""
    source.mended = before.mended
    leave_out(source, {(one.sheet, one.row) for one in before.ignored if one.why == SKIPPED})
    ways = {_place(row): (row.way, row.sure) for table in before.tables for row in table.rows if row.way or row.sure}
    for table in source.tables:
        _put_all(table, source.book.epoch_1904, source.mended)
        for row in (row for one in (table, *table.beside) for row in one.rows):
            row.way, row.sure = ways.get(_place(row), ("", False))


def _put_all(table: ParsedTable, epoch_1904: bool, mended: Mapping[At, Mapping[int | str, str]]) -> None:
    """Put corrected cells, by column or field, into a table and into what is read beside it."""
    for one in (table, *table.beside) if mended else ():
        meant: dict[int | str, str | None] = {match.column: match.target for match in one.columns}
        own = {at: {str(key): text for place, text in cells.items() if (key := meant.get(place, place)) in one.targets}
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
