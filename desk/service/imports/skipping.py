"""Rows that are not wanted, left out before anything is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from desk.service.desk import Desk
from desk.service.imports.again import leave_out
from desk.service.imports.model import Preview
from desk.service.imports.plan import make_plan
from desk.service.jobs import Job


def skip(desk: Desk, preview: Preview, rows: Collection[tuple[str, int]], left: int | None = None) -> Job[Preview]:
    """The preview without some rows (sheet and row), of the table that begins in a column or of all; they are among
    the ignored ones then."""
    leave_out(preview.source, rows, left)
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, preview.existing)
    return made


def without_hidden(desk: Desk, preview: Preview) -> Job[Preview]:
    """The preview without the rows that the sheets hide, and without what stands in hidden columns."""
    rows = {(one["sheet"], row) for one in preview.hidden() for row in one["rows"]}
    sheets = {one.name: one.hidden_columns for one in preview.source.book.sheets}
    for table in (one for whole in preview.tables for one in (whole, *whole.beside)):
        keys = {str(one.target) for one in table.columns if one.column in sheets[table.sheet]}
        table.columns = tuple(
            replace(one, target=None) if one.column in sheets[table.sheet] else one for one in table.columns)
        for row in table.rows:
            row.values = {key: value for key, value in row.values.items() if key not in keys}
            row.problems = tuple(one for one in row.problems if one[0] not in keys)
    made = yield from skip(desk, preview, rows)
    return made
