"""Numbers that were given out: issued papers and closed periods, read from where they are kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, select, update

from desk.service.desk import Desk
from desk.service.figures import compute
from desk.service.figures.hidden import kept_from
from desk.service.periods import Period
from desk.service.trust.readings import Fixed, Open, guarded, is_older, opened, parted, read


@dataclass(frozen=True)
class Frozen:
    """An issued paper, or (with key "") a closing. `log` is the last save that it knew.

    `kept` are the figures of which 「没有」 could be said then. A paper that is void says when, by whom and why."""

    id: int
    key: str
    title: str
    since: str
    until: str
    at: str
    worker: str
    log: int
    figures: Mapping[str, Fixed] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    void_at: str = ""
    void_by: str = ""
    void_reason: str = ""

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)

    @property
    def final(self) -> bool:
        """Whether it was given out after the last day of its period."""
        return self.at[:10] >= self.until


def ranges(ids: Iterable[int]) -> str:
    """Ids as 「1-57,60」."""
    spans: list[list[int]] = []
    for id in sorted(set(ids)):
        if spans and spans[-1][1] == id - 1:
            spans[-1][1] = id
        else:
            spans.append([id, id])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def papers(desk: Desk, period: Period | None = None, figures: bool = False) -> list[Frozen]:
    """The issued reports (of a period), newest first; their figures only where asked for."""
    table = desk.meta.tables["paper"]
    stmt = select(*(c for c in table.c if c.name != "bytes" and (figures or c.name != "figures")))
    stmt = stmt.where(table.c.kind == "report").order_by(table.c.id.desc())
    if period is not None:
        stmt = stmt.where(table.c.since == period.since, table.c.until == period.until)
    with desk.read() as conn:
        rows = conn.execute(stmt).all()
    return _frozen(desk, "paper", rows)


def closings(desk: Desk, period: Period | None = None) -> list[Frozen]:
    """The closed periods that share a day with a period (without one, all), newest first."""
    table = desk.meta.tables["closing"]
    stmt = select(table).order_by(table.c.until.desc(), table.c.since.desc())
    if period is not None:
        low, high = period.since or period.on or "", period.until or period.on or "9999"
        stmt = stmt.where(table.c.since <= high, table.c.until >= low)
    with desk.read() as conn:
        rows = conn.execute(stmt).all()
    return _frozen(desk, "closing", rows)


def closing_of(desk: Desk, period: Period) -> Frozen | None:
    """The closing of exactly this period."""
    same = (one for one in closings(desk, period) if (one.since, one.until) == (period.since, period.until))
    return next(same, None)


def fixed_in(desk: Desk, report: str, period: Period) -> Frozen | None:
    """What holds for a report of a closed period: what it printed itself, else what the closing kept."""
    closing = closing_of(desk, period)
    if closing is None:
        return None
    own = (p for p in papers(desk, period, figures=True) if p.key == report and not p.void_at and p.final)
    return next(own, closing)


def given_out(desk: Desk, report: str, period: Period) -> Frozen | None:
    """What was last given out for a period: by this report, else by its closing, else by another report."""
    valid = [p for p in papers(desk, period, figures=True) if not p.void_at]
    own = [p for p in valid if p.key == report]
    return next(iter(own), None) or closing_of(desk, period) or next(iter(valid), None)


def _frozen(desk: Desk, table: str, rows: Sequence[Row[Any]]) -> list[Frozen]:
    """What was kept for what the caller may see, without the figures that are closed to them now."""
    shut = {record: codes for record in desk.catalog.categories if (codes := desk.closed(record))}
    barred = {key for key, one in desk.catalog.figures.items() if kept_from(desk.catalog, one, shut)} if rows else set()
    open = opened(desk)
    return [_thawed(_up_to_date(desk, table, row), open, barred) for row in rows]


def _up_to_date(desk: Desk, table: str, row: Row[Any]) -> dict[str, Any]:
    """A row as this program keeps it; what an older one kept for all rights is parted once, when it is first read."""
    data = dict(row._mapping)
    if is_older(kept := json.loads(data.get("figures") or "{}")):
        period = Period(data["since"], data["until"])
        touched = _touched(desk, data["log"])
        data["figures"] = parted(
            desk, kept, period, touched, lambda one: {v.key: v for v in compute(one, period)})
        t = desk.meta.tables[table]
        with desk.write("结账数按权限分开") as writer:
            writer.conn.execute(update(t).where(t.c.id == data["id"]).values(figures=data["figures"]))
    return data


def _touched(desk: Desk, log: int) -> list[str]:
    """The records of which rows that not all may see were saved later."""
    change = desk.meta.tables["change"]
    by_record = groupby(sorted(one.partition(":")[::2] for one in guarded(desk)), key=itemgetter(0))
    made = []
    with desk.read() as conn:
        for record, own in by_record:
            spec = desk.catalog.record(record)
            t = desk.meta.tables[spec.table]
            later = select(change.c.record_id).where(change.c.record == record, change.c.change_set > log)
            hidden = t.c[spec.category].in_([key for _, key in own])
            if conn.execute(select(t.c.id).where(t.c.id.in_(later), hidden).limit(1)).first():
                made.append(record)
    return made


def _thawed(data: dict[str, Any], open: Open, barred: Collection[str]) -> Frozen:
    kept = json.loads(data.get("figures") or "{}")
    return Frozen(
        data["id"], data.get("key", ""), data.get("title", ""), data["since"], data["until"], data["at"],
        data["worker"], data["log"], {key: one for key, one in read(kept, open).items() if key not in barred},
        frozenset(kept.get("kept", ())), data.get("void_at") or "", data.get("void_by") or "",
        data.get("void_reason") or "")
