"""From a source to a preview: every table planned by the planner of its record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, func, select

from desk.service.desk import Desk
from desk.service.imports.childrows import PartPlanner
from desk.service.imports.guessing import PEOPLE
from desk.service.imports.model import ParsedRow, ParsedTable, Preview, RowResult, Source
from desk.service.imports.records import RecordPlan, RecordPlanner
from desk.service.imports.residents import ResidentPlan, ResidentPlanner
from desk.service.imports.settle import settle
from desk.service.imports.strangers import Strangers
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
    people = [table for table in fitting if table.record == PEOPLE]
    named = [one for table in fitting for one in table.beside if one.record == PEOPLE]
    crowd = ResidentPlanner(desk, conn, [*people, *named], existing) if people or named else None
    if crowd is not None:
        yield from _take(crowd, people)
    own = len(crowd.results) if crowd else 0
    strangers = Strangers(crowd) if crowd else None
    planners = yield from _plan_records(desk, conn, fitting, existing, strangers)
    if crowd is not None:
        preview.also.update(settle(crowd))
        preview.plan.people = crowd.plan
        added = len(crowd.plan.new) - sum(row.outcome == "new" for row in crowd.results[:own])
        preview.also.update({PEOPLE: added} if added else {})
        _collect(preview, crowd, crowd.results[:own])
    for planner in planners:
        _add(preview, planner, strangers.told if strangers else {})
    return preview


def _plan_records(
    desk: Desk, conn: Connection, fitting: list[ParsedTable], existing: str, strangers: Strangers | None
) -> Job[list[RecordPlanner]]:
    """The planners of all records but people, with their rows decided."""
    others: dict[str, list[ParsedTable]] = {}
    owner: dict[int, ParsedTable] = {}
    for table in fitting:
        for one in (table, *table.beside):
            if one.record != PEOPLE:
                others.setdefault(one.record, []).append(one)
            owner[id(one)] = table
    made = []
    for record, tables in others.items():
        kind = PartPlanner if desk.catalog.record(record).part_of else RecordPlanner
        planner = kind(desk, conn, record, existing, tables)
        if strangers is not None:
            for table in tables:
                strangers.introduce(planner, table, owner[id(table)])
        yield from _take(planner, tables, strangers.absent if strangers else ())
        planner.finish()
        if strangers is not None:
            strangers.part(planner)
        made.append(planner)
    return made


def _take(
    planner: ResidentPlanner | RecordPlanner, tables: list[ParsedTable], absent: Collection[int] = ()
) -> Job[None]:
    """Row by row, but for those whose person waits."""
    total = sum(len(table.rows) for table in tables)
    done = 0
    for table in tables:
        for row in table.rows:
            if done % _STEP == 0:
                yield Step(done, total, "正在与登记簿核对")
            if id(row) not in absent:
                planner.take(table, row)
            done += 1


def _add(preview: Preview, planner: RecordPlanner, told: Mapping[int, RowResult]) -> None:
    """The rows of one record; those that are told beside people are counted with these, and stand for themselves only
    where they wait."""
    preview.plan.records.append(planner.plan)
    for key, count in planner.also.items():
        preview.also[key] = preview.also.get(key, 0) + count
    own = []
    for result, (table, row) in zip(planner.results, planner.rows, strict=True):
        whose = told.get(id(row))
        if whose is None or result.outcome == "waiting":
            own.append(replace(result, beside=whose is not None))
        elif result.outcome != "unchanged":
            if result.outcome == "new":
                _count(preview, planner, table)
            _tell(planner, whose, result)
    _collect(preview, planner, own)


def _count(preview: Preview, planner: RecordPlanner, table: ParsedTable) -> None:
    """One more of what people become beside."""
    preview.also[planner.record] = preview.also.get(planner.record, 0) + 1
    category = planner.desk.catalog.category(planner.record, table.fixed.get(planner.spec.category))
    named = preview.told.setdefault(planner.record, {})
    title = category.title if category else planner.spec.title
    named[title] = named.get(title, 0) + 1


def _tell(planner: RecordPlanner, whose: RowResult, result: RowResult) -> None:
    """Write what is told beside somebody into the result of their own row."""
    whose.changes += result.changes or ((planner.spec.title, "", result.title),)
    whose.asked += result.asked
    if whose.outcome == "unchanged":
        whose.outcome = "updated"


def _collect(preview: Preview, planner: ResidentPlanner | RecordPlanner, rows: list[RowResult]) -> None:
    preview.rows += rows
    preview.waiting += planner.waiting
    preview.warnings += planner.warnings
    preview.plan.held += planner.held


def last_change(desk: Desk, conn: Connection) -> int:
    """The last change-set, by which a plan is known to be of today's register."""
    return int(conn.execute(select(func.max(desk.meta.tables["change_set"].c.id))).scalar() or 0)
