"""Importing spreadsheets: read and see what would happen, then write it, mend what waits, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.imports.again import mend_cells, repeat
from desk.service.imports.batches import batches, begin, undo_import, undoing
from desk.service.imports.model import (
    EXISTING,
    Batch,
    IgnoredRow,
    ImportResult,
    Mended,
    Preview,
    Remark,
    RowResult,
    WaitingRow,
)
from desk.service.imports.plan import last_change, make_plan
from desk.service.imports.reading import Mapped, read_source
from desk.service.imports.targets import targets
from desk.service.imports.tray import drop, mend, put_aside, waiting
from desk.service.imports.write import write_all
from desk.service.jobs import Job
from desk.sheets.marking import Mark, write_marked_copy
from desk.sweeping import no_sweeping


def read(
    desk: Desk, path: Path, record: str | None = None, sheet: str | None = None, mapping: Mapped | None = None,
    existing: str = "overwrite", preset: Mapping[str, str] | None = None, before: Preview | None = None,
) -> Job[Preview]:
    """What importing a file would do; nothing is written.

    `record` is found by the columns where it is not given; `mapping` is {sheet: {column from 0: field key or ""}};
    `preset` gives fields that no column has, as text by field key; `before` is a preview of the same file, whose
    mended cells, rows left out and answers are kept. Raises Invalid for a file that cannot be read, an
    unknown sheet, record or way with what exists, and a file without any table.
    """
    _check_existing(existing)
    with no_sweeping():
        source = yield from read_source(desk, path, record, sheet, mapping, preset)
        if before is not None:
            repeat(source, before.source)
        with desk.read() as conn:
            preview = yield from make_plan(desk, conn, source, existing)
    return preview


def plan(desk: Desk, preview: Preview, existing: str) -> Job[Preview]:
    """The same file planned anew: another way with what exists, for every row, or the register has changed."""
    _check_existing(existing)
    for table in preview.tables:
        for row in (row for one in (table, *table.beside) for row in one.rows):
            row.way = ""
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, existing)
    return made


def amend(desk: Desk, preview: Preview, sheet: str, row: int, cells: Mapping[str, str],
          left: int | None = None) -> Job[Preview]:
    """The preview with cells of one row corrected (by field key), before anything is written.

    `left` is the first column of the row's table, where several stand side by side.
    """
    mend_cells(preview.source, (sheet, row), cells, left)
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, preview.existing)
    return made


def commit(desk: Desk, preview: Preview, existing: str | None = None) -> Job[ImportResult]:
    """Write what the preview says, in one transaction; closing the job leaves nothing behind.

    A preview of a register that has changed since is planned again first. Raises Invalid("nothing_to_import").
    """
    existing = existing or preview.existing
    _check_existing(existing)
    if not preview.read:
        raise Invalid("nothing_to_import", _nothing(preview))
    with no_sweeping(), desk.write("导入") as writer:
        if preview.seen != last_change(desk, writer.conn) or preview.existing != existing:
            preview = yield from make_plan(desk, writer.conn, preview.source, existing)
        preview.seen = -1
        batch = begin(desk, writer, preview)
        writer.stamp = replace(writer.stamp, batch=batch)
        yield from write_all(desk, writer, preview.plan)
        held = put_aside(desk, writer, batch, preview)
        changes = dict(writer.touched)
    return ImportResult(batch, preview, held, changes)


def _check_existing(existing: str) -> None:
    if existing not in EXISTING:
        raise Invalid("unknown_existing", f"不认识的处理方式：{existing}")


def _nothing(preview: Preview) -> str:
    table = next((t for t in preview.tables if not t.fits), None)
    if table is None:
        return "表里没有可以导入的行"
    missing = [one.title for one in table.targets.values() if one.required and one.key not in table.titles]
    named = "、".join(f"“{title}”" for title in missing) or "要导入的"
    return f"“{table.sheet}”里没有认出{named}一栏，请指定各列的含义"


def marked_copy(preview: Preview, out: Path) -> tuple[str, ...]:
    """A copy of the user's own file with the reasons written into it; what of the original may be missing in it.

    Raises Trouble when the disk refuses.
    """
    columns = {(t.sheet, key): c.column for t in preview.tables for c in t.columns if (key := c.target)}
    marks = [Mark(one.sheet, one.row, columns.get((one.sheet, one.field)), one.reason.partition("：")[2] or one.reason)
             for one in (*preview.waiting, *preview.warnings)]
    heads = {table.sheet: table.header_row for table in preview.tables if table.header_row}
    return write_marked_copy(preview.source.path, out, marks, preview.source.book, heads)


__all__ = [
    "Batch", "IgnoredRow", "ImportResult", "Mended", "Preview", "Remark", "RowResult", "WaitingRow", "amend", "batches",
    "commit", "drop", "marked_copy", "mend", "plan", "read", "targets", "undo_import",
    "undoing", "waiting",
]
