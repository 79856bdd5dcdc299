"""待处理: rows that wait until they are mended or dropped."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from desk import clock
from desk.errors import Invalid
from desk.kinds import Cell
from desk.service.desk import Desk
from desk.service.imports.model import (
    Json,
    Mended,
    ParsedRow,
    ParsedTable,
    Preview,
    Remark,
    Source,
    WaitingRow,
)
from desk.service.imports.plan import make_plan
from desk.service.imports.reading import CellReader, written
from desk.service.imports.targets import targets
from desk.service.imports.write import write_all
from desk.service.jobs import run
from desk.sheets.model import Book
from desk.store.changes import Writer


def put_aside(desk: Desk, writer: Writer, batch: int, preview: Preview) -> list[Remark]:
    """Keep the rows that wait; the remarks with their numbers in the tray. The same row of an earlier import goes."""
    tray = desk.meta.tables["waiting"]
    last = int(writer.conn.execute(select(func.max(tray.c.id))).scalar() or 0)
    rows: list[dict[str, Any]] = []
    for remark, (table, row) in zip(preview.waiting, preview.plan.held, strict=True):
        titles = {key: table.title(key) for key in row.cells}
        rows.append({
            "id": last + len(rows) + 1, "batch": batch, "record": table.record,
            "sheet": remark.sheet, "row": remark.row, "field": remark.field,
            "code": remark.code, "reason": remark.reason, "cells": _kept(table, row, titles, remark)})
    if rows:
        _settle_doubles(writer, tray, {(one["record"], one["sheet"], one["row"], one["cells"]) for one in rows})
        writer.conn.execute(insert(tray), rows)
    return [replace(remark, id=last + place) for place, remark in enumerate(preview.waiting, 1)]


def _settle_doubles(writer: Writer, tray: Table, fresh: set[tuple[str, str, int, str]]) -> None:
    """A file imported again brings the rows that wait already."""
    older = writer.conn.execute(
        select(tray.c.id, tray.c.record, tray.c.sheet, tray.c.row, tray.c.cells).where(tray.c.settled.is_(None))).all()
    known = [{"at": id} for id, *same in older if tuple(same) in fresh]
    if known:
        moment = clock.now().isoformat(" ")
        writer.conn.execute(update(tray).where(tray.c.id == bindparam("at")).values(settled=moment), known)


def _kept(table: ParsedTable, row: ParsedRow, titles: Mapping[str, str], remark: Remark) -> str:
    """What the tray keeps of a row: its cells, what its table gives to all, and what it is beside."""
    beside = [{"record": one.record, **_of_row(one, same)}
              for one in table.beside for same in one.rows if same.number == row.number]
    return json.dumps(
        {**_of_row(table, row), "titles": titles, "column": remark.column, "value": remark.value, "hint": remark.hint}
        | ({"beside": beside} if beside else {}), ensure_ascii=False)


def _of_row(table: ParsedTable, row: ParsedRow) -> dict[str, Any]:
    cells = {key: _plain(cell) for key, cell in row.cells.items() if cell is not None}
    return {"cells": cells} | ({"given": dict(table.given)} if table.given else {})


def _plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON keeps it; dates as people write them."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell) if isinstance(cell, dt.date | dt.time) else cell


def waiting(desk: Desk, batch: int | None = None) -> list[WaitingRow]:
    """The rows that wait, of one import or of all, the oldest import first."""
    tray, made_by = desk.meta.tables["waiting"], desk.meta.tables["batch"]
    stmt = select(tray, made_by.c.file).join(made_by, made_by.c.id == tray.c.batch).where(tray.c.settled.is_(None))
    if batch is not None:
        stmt = stmt.where(tray.c.batch == batch)
    with desk.read() as conn:
        return [_shown(row) for row in conn.execute(stmt.order_by(tray.c.batch, tray.c.id)).mappings()]


def _shown(row: Mapping[Any, Any]) -> WaitingRow:
    kept = json.loads(row["cells"])
    remark = Remark(row["sheet"], row["row"], kept["column"], kept["value"], row["code"], row["reason"], row["field"],
                    kept.get("hint", ""), row["id"])
    cells = {key: written(cell) for key, cell in kept["cells"].items()}
    return WaitingRow(row["id"], row["batch"], row["file"], row["record"], remark, cells, kept["titles"])


def mend(
    desk: Desk, waiting_id: int, cells: Mapping[str, str], existing: str = "overwrite", sure: bool = False
) -> Mended:
    """Try a waiting row again with corrected cells (by field key); `sure`: somebody new is wanted although nothing
    but a name tells who they are.

    When it still waits, the corrections are kept with the new reason. Raises Invalid("unknown_waiting").
    """
    with desk.read() as conn:
        row = _stored(desk, conn, waiting_id)
    kept = json.loads(row["cells"])
    source = _source(desk, row, {**kept, "cells": {**kept["cells"], **cells}})
    source.tables[0].rows[0].sure = sure
    with desk.write("导入待处理", batch=row["batch"]) as writer:
        preview = run(make_plan(desk, writer.conn, source, existing))
        tray = desk.meta.tables["waiting"]
        run(write_all(desk, writer, preview.plan))
        if preview.waiting:
            remark, (table, still) = preview.waiting[0], preview.plan.held[0]
            titles = kept["titles"] if table.record == row["record"] else {
                key: table.title(key) for key in still.cells}
            values = {"code": remark.code, "reason": remark.reason, "field": remark.field, "record": table.record,
                      "cells": _kept(table, still, titles, remark)}
        else:
            remark = None
            values = {"settled": clock.now().isoformat(" ")}
        writer.conn.execute(update(tray).where(tray.c.id == waiting_id).values(**values))
        written_rows = dict(writer.touched)
    return Mended(preview.rows[0].outcome, replace(remark, id=waiting_id) if remark else None, written_rows)


def _source(desk: Desk, row: Mapping[str, Any], kept: Json) -> Source:
    """The one row as a file of its own."""
    table = _table(desk, row, row["record"], kept)
    table.titles = kept["titles"]
    table.beside = [_table(desk, row, one["record"], one) for one in kept.get("beside", ())]
    return Source(Path(), Book([]), [table], [])


def _table(desk: Desk, row: Mapping[str, Any], record: str, kept: Json) -> ParsedTable:
    own = {one.key: one for one in targets(desk, record)}
    table = ParsedTable(row["sheet"], record, 0, (), own, [], given=kept.get("given", {}))
    reader = CellReader(own)
    table.fixed = reader.row(row["sheet"], 0, table.given).values
    made = reader.row(row["sheet"], row["row"], kept["cells"])
    table.rows.append(replace(made, values=table.fixed | made.values))
    return table


def drop(desk: Desk, waiting_id: int) -> None:
    """Let a waiting row go. Raises Invalid("unknown_waiting")."""
    with desk.write("放弃待处理") as writer:
        _stored(desk, writer.conn, waiting_id)
        tray = desk.meta.tables["waiting"]
        writer.conn.execute(update(tray).where(tray.c.id == waiting_id).values(settled=clock.now().isoformat(" ")))


def _stored(desk: Desk, conn: Connection, id: int) -> dict[str, Any]:
    tray = desk.meta.tables["waiting"]
    found = conn.execute(select(tray).where(tray.c.id == id, tray.c.settled.is_(None))).mappings().first()
    if found is None:
        raise Invalid("unknown_waiting", "待处理里没有这一行，可能已经处理过了")
    return dict(found)
