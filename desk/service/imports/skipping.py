"""A row that is not wanted, left out before anything is written."""

from __future__ import annotations

from desk.service.desk import Desk
from desk.service.imports.model import IgnoredRow, Preview
from desk.service.imports.plan import make_plan
from desk.service.jobs import Job

SKIPPED = "skipped"
"""Why such a row is ignored."""


def skip(desk: Desk, preview: Preview, sheet: str, row: int) -> Job[Preview]:
    """The preview without one row of the sheet; the row is among the ignored ones then."""
    for table in preview.tables:
        kept = [one for one in table.rows if (one.sheet, one.number) != (sheet, row)]
        if len(kept) != len(table.rows):
            table.rows = kept
            preview.source.ignored.append(IgnoredRow(sheet, row, SKIPPED))
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, preview.existing)
    return made
