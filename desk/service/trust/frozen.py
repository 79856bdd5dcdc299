"""Numbers that were given out: issued papers and closed periods, read from where they are kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row, select

from desk.service.desk import Desk
from desk.service.figures.hidden import kept_from
from desk.service.periods import Period


@dataclass(frozen=True)
class Fixed:
    """A figure as it was given out. `behind` are its records, where they were kept: their kind, and 「1-57,60」."""

    title: str
    value: int | float | None
    unit: str
    last_year: int | float | None
    rows: int
    of: int | None
    why: str
    text: str = ""
    definition: str = ""
    behind: tuple[tuple[str, str], ...] = ()

    @property
    def rows_behind(self) -> list[tuple[str, int]]:
        """The records behind it, one by one."""
        spans = [(record, part.split("-")) for record, ids in self.behind for part in ids.split(",") if part]
        return [(record, id) for record, span in spans for id in range(int(span[0]), int(span[-1]) + 1)]


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


def stored(figures: Mapping[str, Fixed], kept: Iterable[str]) -> str:
    """The text in which the database keeps figures."""
    return json.dumps({"kept": sorted(kept), "figures": {key: asdict(one) for key, one in figures.items()}},
                      ensure_ascii=False)


def papers(desk: Desk, period: Period | None = None, figures: bool = False) -> list[Frozen]:
    """The issued reports (of a period), newest first; their figures only where asked for."""
    table = desk.meta.tables["paper"]
    stmt = select(*(c for c in table.c if c.name != "bytes" and (figures or c.name != "figures")))
    stmt = stmt.where(table.c.kind == "report").order_by(table.c.id.desc())
    if period is not None:
        stmt = stmt.where(table.c.since == period.since, table.c.until == period.until)
    with desk.read() as conn:
        return _frozen(desk, conn.execute(stmt).all())


def closings(desk: Desk, period: Period | None = None) -> list[Frozen]:
    """The closed periods that share a day with a period (without one, all), newest first."""
    table = desk.meta.tables["closing"]
    stmt = select(table).order_by(table.c.until.desc(), table.c.since.desc())
    if period is not None:
        low, high = period.since or period.on or "", period.until or period.on or "9999"
        stmt = stmt.where(table.c.since <= high, table.c.until >= low)
    with desk.read() as conn:
        return _frozen(desk, conn.execute(stmt).all())


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


def _frozen(desk: Desk, rows: Sequence[Row[Any]]) -> list[Frozen]:
    """What was kept, without the figures that the caller may not see."""
    shut = {record: codes for record in desk.catalog.categories if (codes := desk.closed(record))}
    barred = {key for key, one in desk.catalog.figures.items() if kept_from(desk.catalog, one, shut)} if rows else set()
    return [_thawed(dict(row._mapping), barred) for row in rows]


def _thawed(data: dict[str, Any], barred: Collection[str]) -> Frozen:
    kept = json.loads(data.get("figures") or "{}")
    return Frozen(
        data["id"], data.get("key", ""), data.get("title", ""), data["since"], data["until"], data["at"],
        data["worker"], data["log"],
        {key: Fixed(**one) for key, one in kept.get("figures", {}).items() if key not in barred},
        frozenset(kept.get("kept", ())), data.get("void_at") or "", data.get("void_by") or "",
        data.get("void_reason") or "")
