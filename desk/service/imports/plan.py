"""From a source to a preview: every table planned by the planner of its record."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from desk.service.desk import Desk
from desk.service.imports.childrows import PartPlanner
from desk.service.imports.model import ParsedRow, ParsedTable, Preview, Source
from desk.service.imports.records import RecordPlan, RecordPlanner
from desk.service.imports.residents import ResidentPlan, ResidentPlanner
from desk.service.imports.settle import settle
from desk.service.jobs import Job, Step

_STEP = 1000


@dataclass
class Plan:
    """What will be written."""

    people: ResidentPlan | None = None
    records: list[RecordPlan] = field(default_factory=list)
    held: list[tuple[ParsedTable, ParsedRow]] = field(default_factory=list)
    """The rows that wait, in the order of `Preview.waiting`."""


def make_plan(desk: Desk, conn: Connection, source: Source, existing: str) -> Job[Preview]:
    """Decide about every row: people first, then what hangs on them."""
    preview = Preview(source, existing, [], [], list(source.notes), {}, Plan(), last_change(desk, conn))
    fitting = [table for table in source.tables if table.fits]
    people = [table for table in fitting if table.record == "resident"]
    if people:
        yield from _plan_people(desk, conn, people, existing, preview)
    others: dict[str, list[ParsedTable]] = {}
    for table in fitting:
        if table.record != "resident":
            others.setdefault(table.record, []).append(table)
    for record, tables in others.items():
        planner = (PartPlanner if desk.catalog.record(record).part_of else RecordPlanner)(
            desk, conn, record, existing, tables)
        yield from _take(planner, tables)
        planner.finish()
        preview.plan.records.append(planner.plan)
        _collect(preview, planner)
        for key, count in planner.also.items():
            preview.also[key] = preview.also.get(key, 0) + count
    return preview


def _plan_people(desk: Desk, conn: Connection, tables: list[ParsedTable], existing: str, preview: Preview) -> Job[None]:
    planner = ResidentPlanner(desk, conn, tables, existing)
    yield from _take(planner, tables)
    preview.also.update(settle(planner))
    preview.plan.people = planner.plan
    _collect(preview, planner)


def _take(planner: ResidentPlanner | RecordPlanner, tables: list[ParsedTable]) -> Job[None]:
    total = sum(len(table.rows) for table in tables)
    done = 0
    for table in tables:
        for row in table.rows:
            if done % _STEP == 0:
                yield Step(done, total, "正在与登记簿核对")
            planner.take(table, row)
            done += 1


def _collect(preview: Preview, planner: ResidentPlanner | RecordPlanner) -> None:
    preview.rows += planner.results
    preview.waiting += planner.waiting
    preview.warnings += planner.warnings
    preview.plan.held += planner.held


def last_change(desk: Desk, conn: Connection) -> int:
    """The last change-set, by which a plan is known to be of today's register."""
    return int(conn.execute(select(func.max(desk.meta.tables["change_set"].c.id))).scalar() or 0)
