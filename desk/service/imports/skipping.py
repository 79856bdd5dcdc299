"""Rows that are not wanted, left out before anything is written."""

from __future__ import annotations

from collections.abc import Collection

from desk.service.desk import Desk
from desk.service.imports.model import IgnoredRow, Preview
from desk.service.imports.plan import make_plan
from desk.service.jobs import Job

SKIPPED = "skipped"
"""Why such a row is ignored."""


def skip(desk: Desk, preview: Preview, rows: Collection[tuple[str, int]]) -> Job[Preview]:
    """The preview without some rows (sheet and row); they are among the ignored ones then."""
    for table in preview.tables:
        gone = [one for one in table.rows if (one.sheet, one.number) in rows]
        if gone:
            table.rows = [one for one in table.rows if (one.sheet, one.number) not in rows]
            preview.source.ignored += [IgnoredRow(one.sheet, one.number, SKIPPED) for one in gone]
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, preview.existing)
    return made
