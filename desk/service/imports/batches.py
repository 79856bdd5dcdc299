"""The imports made so far, and taking one back whole."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import insert, select, update

from desk import clock
from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.undoing import Key, Undo, Undone, kept_rows
from desk.service.imports.model import Batch, Preview
from desk.service.jobs import Job, run
from desk.store.changes import Writer
from desk.sweeping import no_sweeping


def begin(desk: Desk, writer: Writer, preview: Preview) -> int:
    """Enter an import in the list; its number."""
    records = list(dict.fromkeys(row.record for row in preview.rows))
    counts = {"read": preview.read, "added": preview.count("new"), "updated": preview.count("updated"),
              "unchanged": preview.count("unchanged"), "waiting": preview.count("waiting")}
    table = desk.meta.tables["batch"]
    done = writer.conn.execute(insert(table).values(
        file=preview.file, record=",".join(records), at=clock.now().isoformat(" "), worker=desk.caller.worker,
        counts=json.dumps(counts)).returning(table.c.id))
    return int(done.scalar_one())


def batches(desk: Desk) -> list[Batch]:
    """The imports that were not taken back, the newest first."""
    table = desk.meta.tables["batch"]
    with desk.read() as conn:
        rows = conn.execute(select(table).where(table.c.undone.is_(None)).order_by(table.c.id.desc())).mappings()
        return [_batch(dict(row)) for row in rows]


def _batch(row: dict[str, Any]) -> Batch:
    counts = json.loads(row["counts"])
    return Batch(row["id"], row["file"], row["record"], row["at"], row["worker"], counts["read"], counts["added"],
                 counts["updated"], counts["waiting"], row["undone"])


def undo_import(desk: Desk, batch: int) -> Undone:
    """`undoing`, run to its end."""
    return run(undoing(desk, batch))


def undoing(desk: Desk, batch: int) -> Job[Undone]:
    """Take back an import with what was mended of it: created rows go, changed rows are put back.

    Rows touched since, and rows that others hang on since, are kept and named. Its waiting rows leave the tray.
    Closing the job leaves everything as it was.
    Raises Invalid("unknown_batch"), and Invalid("undone") when it was taken back already.
    """
    table, save, tray = desk.meta.tables["batch"], desk.meta.tables["change_set"], desk.meta.tables["waiting"]
    with no_sweeping(), desk.write("撤销导入") as writer:
        row = writer.conn.execute(select(table).where(table.c.id == batch)).mappings().first()
        if row is None:
            raise Invalid("unknown_batch", f"没有编号为{batch}的导入")
        if row["undone"]:
            raise Invalid("undone", "这次导入已经撤销过了")
        sets = list(writer.conn.execute(select(save.c.id).where(save.c.batch == batch)).scalars())
        work = Undo(desk, writer, sets, by_field=False)
        yield from work.steps()
        moment = clock.now().isoformat(" ")
        writer.conn.execute(update(table).where(table.c.id == batch).values(undone=moment))
        writer.conn.execute(update(tray).where(tray.c.batch == batch, tray.c.settled.is_(None)).values(settled=moment))
        changes = dict(writer.touched)
    return _undone(desk, work, row["record"].split(","), changes)


def _undone(desk: Desk, work: Undo, records: list[str], changes: dict[str, list[int]]) -> Undone:
    """Counted as the rows of the sheet were: people by themselves, their spells and households beside them."""
    records = [one.partition(".")[0] for one in records]  # child rows are kept with the row they belong to
    owners: set[Key] = {work.owner(key) or key for key in work.restored}
    also: dict[str, int] = {}
    for record, _ in work.removed:
        if record not in records:
            also[record] = also.get(record, 0) + 1
    removed = sum(record in records for record, _ in work.removed)
    restored = sum(record in records for record, _ in owners)
    return Undone(removed, restored, kept_rows(desk, work), changes, also)
