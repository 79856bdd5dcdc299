"""Breakdown tables: a ledger by one or two groupings, with totals, shares and last year's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.figures.engine import Engine
from desk.service.figures.groupings import BLANK, Grouping, grouping, parted
from desk.service.figures.simple import SIMPLE, simple
from desk.service.figures.spans import start_of, units
from desk.service.figures.values import FigureRow, Number, Picked, growth, per_cent
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.spec import Count, Distinct, Figure, Measure, PartTotal, Share, Total
from desk.spec.as_of import counted_by
from desk.spec.figure_checks import figure as checks
from desk.spec.figure_words import measured
from desk.spec.measures import of_json
from desk.spec.sentence import sentence
from desk.store.plan import Plan

_SHARED = (Count, Total, PartTotal, Distinct)
"""Measures of which a group has a share."""


@dataclass(frozen=True)
class Line:
    """One group: a cell for each group of the second grouping, its total, its share of the whole, last year's total."""

    key: Any
    title: str
    cells: tuple[Number | None, ...]
    total: Number | None
    share: float | None = None
    last_year: Number | None = None
    change: Number | None = None
    rate: float | None = None


@dataclass(frozen=True)
class Breakdown:
    """A table as it reads. `heads` are the groups of the second grouping, `whole` the last line: all rows, each once.

    `total` of a line is None where nothing can be added up (states of several months).
    """

    title: str
    period: Period
    period_text: str
    by: tuple[str, ...]
    by_titles: tuple[str, ...]
    measure: str
    unit: str
    head_keys: tuple[Any, ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: Line
    note: str = ""
    shares: bool = True
    last_years: bool = True
    before_text: str = ""
    """The time of last year's numbers."""
    adds: bool = False
    """Whether the numbers of several lines add up to that of all of them."""


def breakdown(
    desk: Desk, source: str | Query, by: str | Sequence[str], measure: Measure | Mapping[str, Any] | str = "count",
    period: Period | None = None, *, unit: str = "", last_year: bool = True, share: bool = True,
) -> Breakdown:
    """A ledger (or a query's rows) by one or two groupings (see `desk.service.figures.groupings`).

    Raises Invalid: an unknown ledger or column, more than two groupings, a measure that has no groups.
    """
    with desk.read() as conn:
        work = _Work(desk, source, (by,) if isinstance(by, str) else tuple(by), measure, period)
        work.engine = Engine(desk, conn, [(work.figure, when) for when in work.periods(last_year)], work.plan)
        return _table(work, unit, last_year, share)


def cell_rows(desk: Desk, source: str | Query, table: Breakdown, line: Any = ..., head: Any = ..., *,
              last_year: bool = False) -> list[FigureRow]:
    """The records behind a number of the table: of the line and head with these keys; `...` is the whole.

    `last_year`: those behind its number of last year.
    """
    with desk.read() as conn:
        work = _Work(desk, source, table.by, "count", table.period)
        work.engine = Engine(desk, conn, [(work.figure, when) for when in work.periods(last_year)], work.plan)
        if last_year and work.by[0].calendar and line is not ...:
            line = dict(zip((one.key for one in table.lines), work.parts(
                work.before, work.by[0], work.whole(work.before)), strict=False)).get(line, "")
        period = work.before if last_year else work.period
        found = work.narrowed(period, [key for key in (line, head) if key is not ...], line is ...)
        days = work.engine.days_of(found, work.figure, period)
    names = titles(desk, found.record, [id for id, _ in days])
    made = [FigureRow(found.record, id, names.get(id, ""), date) for id, date in days]
    return sorted(made, key=lambda row: (row.date, row.id))


class _Work:
    """One breakdown while it is made."""

    engine: Engine

    def __init__(self, desk: Desk, source: str | Query, by: tuple[str, ...],
                 measure: Measure | Mapping[str, Any] | str, period: Period | None) -> None:
        if not 1 <= len(by) <= 2:
            raise Invalid("usage", "请选择一个或两个分组")
        query = Query(source) if isinstance(source, str) else source
        self.desk, self.measure = desk, _measure(measure)
        self.ledger = desk.catalog.ledger(query.ledger)
        self.period = period or Period(query.since, query.until, query.on)
        self.figure = Figure("", self.ledger.title, self.ledger.key, self.measure, "个", query.where)
        for wrong in checks(desk.catalog, self.figure):
            raise Invalid("measure", wrong.partition(" ")[2])
        day = self.period.day(desk.today)
        alone = bool(self.period.since) and str(self.period.since)[:4] == day[:4]
        self.by = tuple(grouping(desk.catalog, self.ledger.record, one, alone) for one in by)
        self.query = query

    def periods(self, last_year: bool) -> list[Period]:
        made = [self.period, *([self.before] if last_year else [])]
        if self.is_state and self.by[0].calendar:
            made += [Period(*span) for when in list(made) if when.since
                     for span in units(self.by[0].by, when.since, when.day(self.desk.today))]
        return made

    @property
    def before(self) -> Period:
        """Last year's, as far as this period has come."""
        return self.period.compared(self.desk.today)

    @property
    def is_state(self) -> bool:
        return not counted_by(self.desk.catalog, self.ledger)

    def plan(self, plan: Plan) -> None:
        for one in self.by:
            one.plan(plan)

    def whole(self, period: Period) -> Picked:
        """The rows of a period; of those that a typed text finds, where there is one."""
        picked = self.engine.picked(self.figure, period)
        if not self.query.text.strip():
            return picked
        found = set(ids(self.desk, replace(self.query, since=period.since, until=period.until, on=period.on)))
        rows = picked.sight.memory.rows(picked.record)
        return Picked(picked.sight, picked.record, at=[at for at in picked.at if rows.ids[at] in found])

    def parts(self, period: Period, one: Grouping, picked: Picked) -> dict[Any, Picked]:
        """Rows by group; calendar groups stand for every unit of the period up to the day, empty ones too."""
        if one.calendar and self.is_state:
            return {since: self.engine.picked(self.figure, Period(since, until))
                    for since, until in self.engine.calendar(self.figure, period, one.by)}
        dates = self.engine.dates(self.figure, period)
        found = parted(one, picked.sight, dates, picked.at)
        if one.calendar:
            starts = [one.keys(picked.sight, [since])[0][0]
                      for since, _ in self.engine.calendar(self.figure, period, one.by)]
            found = {key: found.get(key, []) for key in (*starts, *sorted(set(found) - set(starts)))}
        return {key: Picked(picked.sight, picked.record, at=at) for key, at in found.items()}

    def narrowed(self, period: Period, groups: Sequence[Any], only_head: bool) -> Picked:
        """The rows of a line, a head, or of both."""
        picked = self.whole(period)
        for one, key in zip(self.by[1:] if only_head else self.by, groups, strict=False):
            picked = self.parts(period, one, picked).get(key, Picked(picked.sight, picked.record, at=[]))
        return picked

    def value(self, picked: Picked) -> Number | None:
        return simple(picked, self.measure).value

    def known(self, period: Period) -> bool:
        """Whether the books tell of a period: before 建账日 nothing was kept, which is not none."""
        return self._told(period, self.engine.picked(self.figure, period).count > 0, period == self.before)

    def _told(self, period: Period, some: bool, base: bool) -> bool:
        """Whether the books tell of a time; of one to compare with (`base`), of all of it."""
        return not (self.engine.unkept(self.figure, period, some)
                    or (base and self.engine.uncovered(self.figure, period)))

    def values(self, period: Period, one: Grouping, parts: Mapping[Any, Picked]) -> dict[Any, Number | None]:
        """The numbers of groups, None where the books do not tell of the period, or of a calendar unit in it."""
        if not one.calendar:
            known = self.known(period)
            return {key: self.value(part) if known else None for key, part in parts.items()}
        base = period == self.before
        spans = {start_of(one.by, span[0]): Period(*span)
                 for span in self.engine.calendar(self.figure, period, one.by)}
        whens = {key: spans.get(start_of(one.by, key)) if key else None for key in parts}
        return {key: None if (when := whens[key]) and not self._told(when, part.count > 0, base)
                else self.value(part) for key, part in parts.items()}


def _measure(measure: Measure | Mapping[str, Any] | str) -> Measure:
    if isinstance(measure, str):
        kind, _, path = measure.partition(":")
        measure = of_json({"kind": kind, "path": path})
    made = measure if isinstance(measure, Measure) else of_json(measure)
    if not isinstance(made, SIMPLE):
        raise Invalid("measure", "分组表只能计数、合计、平均、中位数、最大、最小、去重计数或求比例")
    return made


def _table(work: _Work, unit: str, last_year: bool, share: bool) -> Breakdown:
    whole, rows = work.whole(work.period), work.by[0]
    parts = work.parts(work.period, rows, whole)
    heads = work.parts(work.period, work.by[1], whole) if len(work.by) > 1 else {}
    before = _before(work, parts) if last_year else {}
    added = not (rows.calendar and work.is_state)
    shared = share and added and isinstance(work.measure, _SHARED)
    total = work.value(whole) if added and work.known(work.period) else None
    dated = counted_by(work.desk.catalog, work.ledger)
    names, totals = _names(work, rows, parts), work.values(work.period, rows, parts)
    feet, unit = work.values(work.period, work.by[-1], heads), unit or _unit(work)
    lines = tuple(_line(work, key, names[key], parts[key], totals[key], heads, feet, before.get(key),
                        total if shared else None, unit) for key in parts)
    then = work.value(work.whole(work.before)) if last_year and added and work.known(work.before) else None
    change, rate = growth(total, then, unit)
    last = Line(..., "合计", tuple(foot if added else None for foot in feet.values()), total,
                100.0 if total and shared else None, then, change, rate)
    return Breakdown(
        _title(work), work.period, _period_text(work, work.period), tuple(one.by for one in work.by),
        tuple(one.title for one in work.by), measured(work.desk.catalog, work.ledger.record, work.measure, dated),
        unit, tuple(heads), tuple(_names(work, work.by[-1], heads).values()) if heads else (),
        lines, last, _note(work, added, lines, last_year), shared, last_year, _period_text(work, work.before),
        added and _adds(work))


def _adds(work: _Work) -> bool:
    one = work.measure
    return isinstance(one, Count | Total | PartTotal) and not (
        isinstance(one, PartTotal) and one.different) and not any(by.several for by in work.by)


def _before(work: _Work, parts: dict[Any, Picked]) -> dict[Any, Number | None]:
    """Last year's numbers by group, of calendar units by their place in the period. Groups that only last year had
    join the others, without a row."""
    whole = work.whole(work.before)
    found = work.parts(work.before, work.by[0], whole)
    if work.by[0].calendar:
        return dict(zip(parts, work.values(work.before, work.by[0], found).values(), strict=False))
    gone = [key for key in found if key not in parts]
    blank = parts.pop(None, None)
    kept = parts | {key: Picked(whole.sight, whole.record, at=[]) for key in gone if key is not None}
    parts.clear()
    parts |= {key: kept[key] for key in sorted(kept, key=work.by[0].order)}
    if blank is not None or None in gone:
        parts[None] = blank or Picked(whole.sight, whole.record, at=[])
    nothing = Picked(whole.sight, whole.record, at=[])
    return work.values(work.before, work.by[0], {key: found.get(key, nothing) for key in parts})


def _line(work: _Work, key: Any, title: str, picked: Picked, total: Number | None, heads: Mapping[Any, Picked],
          feet: Mapping[Any, Number | None], then: Number | None, whole: Number | None, unit: str) -> Line:
    """One group. Where its total, or the head's, is unknown, so is what lies in both."""
    inner = work.parts(work.period, work.by[1], picked) if heads else {}
    nothing = Picked(picked.sight, picked.record, at=[])
    cells = tuple(None if total is None or feet[head] is None else work.value(inner.get(head, nothing))
                  for head in heads)
    share = per_cent(Decimal(str(total)), Decimal(str(whole))) if whole and total is not None else None
    change, rate = growth(total, then, unit)
    return Line(key, title, cells, total, share, then, change, rate)


def _names(work: _Work, one: Grouping, parts: Mapping[Any, Picked]) -> dict[Any, str]:
    told = one.tell(work.desk, [key for key in parts if key is not None])
    return {key: BLANK if key is None else told.get(key, BLANK) for key in parts}


def _title(work: _Work) -> str:
    return f"{work.ledger.title.removesuffix('台账')}统计表（按{'、'.join(one.title for one in work.by)}）"


def _period_text(work: _Work, period: Period) -> str:
    """States stand for a day, unless they are told month by month."""
    told = Period(on=period.day(work.desk.today)) if work.is_state and not work.by[0].calendar else period
    return told.text(work.desk.today)


def _unit(work: _Work) -> str:
    if isinstance(work.measure, Share):
        return "%"
    path = getattr(work.measure, "path", "")
    unit = getattr(work.desk.catalog.column(work.ledger.record, path).kind, "unit", "") if path else ""
    return str(unit)


def _note(work: _Work, added: bool, lines: Sequence[Line], last_year: bool) -> str:
    said = ["标“—”的没有记录可算"] if any(None in (line.total, *line.cells) for line in lines) else []
    if any(line.last_year == 0 and line.total for line in lines):
        said.append("上年为零的算不出增长百分比")
    if last_year and (day := work.engine.uncovered(work.figure, work.before)):
        said.append(f"从{day}起才有登记，上年同期记得不全的不作比较")
    said += [f"一条记录可以有几个{one.title}，各项之和可能大于合计；合计按不重复的记录计算"
             for one in work.by if one.several]
    if isinstance(work.measure, Distinct):
        said.append("合计按不重复计算，可能小于各项之和")
    if not added:
        said.append("各项为期末数，不作合计")
    if work.query.where is not None:
        by = counted_by(work.desk.catalog, work.ledger)
        said.append(f"筛选：{sentence(work.desk.catalog, work.ledger.record, work.query.where, by=by)}")
    return "；".join(said)
