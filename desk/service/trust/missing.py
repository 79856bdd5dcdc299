"""What is missing before a report is printed: 3件无结果, 5场无人数, each leading to its rows."""

from __future__ import annotations

from dataclasses import dataclass

from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.service.reports.writing import template_for, whole_period
from desk.spec import Condition

Row = tuple[str, int, str]
"""A record, an id and the row's title."""


@dataclass(frozen=True)
class Gap:
    """Rows of a ledger that lack something the report counts by; a list of `ledger` with `where` shows them."""

    text: str
    ledger: str
    where: Condition
    period: Period
    count: int
    rows: tuple[Row, ...]
    mend: str


def missing(desk: Desk, report: str, period: Period | None = None) -> list[Gap]:
    """What the records of a report lack for a period (the running one without): of events, then of states.

    Only records that the report counts are asked. Raises Invalid("unknown_report")."""
    one = template_for(desk, report)
    whole = whole_period(desk, one, period)
    figures = (desk.catalog.figures[key] for key in one.keys if key in desk.catalog.figures)
    counted = {desk.catalog.ledger(figure.ledger).record.partition(".")[0] for figure in figures}
    made = []
    specs = sorted((desk.catalog.record(key) for key in counted), key=lambda one: not one.event)
    for record, lack in ((spec.key, lack) for spec in specs for lack in spec.lacks):
        ledger = lack.ledger or record
        query = Query(ledger, lack.where, since=whole.since, until=whole.until, on=whole.day(desk.today))
        if found := ids(desk, query):
            names = titles(desk, record, found)
            rows = tuple((record, id, names.get(id, "")) for id in found)
            made.append(Gap(f"{len(rows)}{lack.text}", ledger, lack.where, whole, len(rows), rows, lack.mend))
    return made
