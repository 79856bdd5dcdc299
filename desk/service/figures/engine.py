"""The figures of some periods, read together: each record is loaded once, each measure computed once.

`Engine` plans what will be read, then answers `read(figure, period)`; figures computed from
other figures ask it again, for other periods too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from desk.service.desk import Desk
from desk.service.figures import derived, grouped
from desk.service.figures.given import known
from desk.service.figures.hidden import WHY, hidden
from desk.service.figures.simple import SIMPLE, one_of, simple
from desk.service.figures.spans import at, units
from desk.service.figures.values import Picked, Read, number
from desk.service.periods import Period
from desk.spec import (
    Against,
    Average,
    Balance,
    Day,
    Distinct,
    Extreme,
    Figure,
    Formula,
    Grouped,
    Growth,
    Ledger,
    Median,
    PartTotal,
    PersonMonths,
    Share,
    Streak,
    Total,
)
from desk.spec.dates import shifted, year_of
from desk.spec.figure import UNITS, Measure
from desk.spec.figure_checks import used_by
from desk.spec.formula import LENGTHS, operands, parse
from desk.store.masks import Sight
from desk.store.plan import Plan
from desk.store.scan import Memory

_NOT_KEPT = "这段时间在建账日（{day}）之前，没有记录"
BASELINE = "录入的基数"
_CIRCLE = "指标互相引用，无法计算"


@dataclass(frozen=True)
class Moment:
    """What relative days mean for a period: its day, its first and last day."""

    on: str
    since: str
    until: str

    def day(self, day: Day) -> str:
        anchor = {"on": self.on, "since": self.since or "0001-01-01", "until": self.until or self.on}[day.anchor]
        return shifted(anchor, day.years, day.months, day.days)


class Engine:
    """Reads figures for the periods it was told of; `also` plans what else will be looked at."""

    def __init__(self, desk: Desk, conn: Connection, asked: Sequence[tuple[Figure, Period]],
                 also: Callable[[Plan], None] | None = None) -> None:
        self.desk, self.catalog, self.today = desk, desk.catalog, desk.today
        self.baselines, self.targets = known(desk, conn, "baseline"), known(desk, conn, "target")
        self._sights: dict[Period, Sight] = {}
        self._reads: dict[tuple[Figure, Period], Read] = {}
        self._bases: dict[tuple[str, Period, str], int] = {}
        self._open: set[tuple[Figure, Period]] = set()
        plan = Plan(self.catalog)
        planned: set[tuple[Figure, Period]] = set()
        for figure, period in asked:
            self._plan(plan, planned, figure, period)
        if also is not None:
            also(plan)
        self.shut = {record: codes for record in self.catalog.categories if (codes := desk.closed(record))}
        self.memory = Memory(conn, self.catalog, desk.meta, plan, self.today, self.shut)

    # planning

    def _plan(self, plan: Plan, planned: set[tuple[Figure, Period]], figure: Figure, period: Period) -> None:
        """Everything that reading a figure for a period will touch."""
        if (figure, period) in planned:
            return
        planned.add((figure, period))
        for other, when in self._others(figure, period):
            self._plan(plan, planned, other, when)
        if used_by(figure.measure):
            return
        self.plan_rows(plan, figure.ledger, period, always=isinstance(figure.measure, Balance | Streak | PersonMonths))
        record, moment = self.catalog.ledger(figure.ledger).record, self.moment(period)
        plan.term(record, figure.where, moment.day)
        self._plan_measure(plan, record, figure.measure, moment)

    def plan_rows(self, plan: Plan, key: str, period: Period, always: bool = False) -> None:
        """A ledger's rows of a period (`always`: all there ever were)."""
        ledger = self.catalog.ledger(key)
        spec, by = self.catalog.record(ledger.record), self.by(ledger)
        owner = self.catalog.record(spec.part_of) if spec.part_of else None
        own = by == (f"owner.{owner.event}" if owner else spec.event)
        plan.rows(ledger.record, period.since or "" if by and own and not always else "")
        if by:
            plan.path(ledger.record, by)
        else:
            plan.in_force(ledger.record)
        plan.key(ledger.record, *(spec.span or ()))
        plan.term(ledger.record, ledger.where, self.moment(period).day)

    def _plan_measure(self, plan: Plan, record: str, measure: Measure, moment: Moment) -> None:
        match measure:
            case Total(path) | Average(path) | Extreme(path) | Median(path) | Distinct(path) | PersonMonths(path):
                plan.path(record, path)
            case Share(part):
                plan.term(record, part, moment.day)
            case Balance(into, path):
                plan.term(record, into, moment.day)
                if path:
                    plan.path(record, path)
            case Grouped(by, inner):
                if by not in UNITS:
                    plan.path(record, by)
                self._plan_measure(plan, record, inner, moment)
            case PartTotal(part, field, where):
                child = f"{record}.{part}"
                plan.rows(child, plan.floors.get(record, ""), where)
                plan.key(child, "owner")
                plan.term(child, where, moment.day)
                if field:
                    plan.path(child, field)

    def _others(self, figure: Figure, period: Period) -> Iterator[tuple[Figure, Period]]:
        """The figures and periods that one is computed from."""
        match figure.measure:
            case Formula(text):
                wanted = [(one.key, one.at) for one in operands(parse(text)) if one.key not in LENGTHS]
            case Growth(of, on):
                wanted = [(of, ""), (of, on)]
            case Against(of):
                wanted = [(of, "")]
            case Grouped(by, inner) if by in UNITS and period.since and not (
                    self.is_event(figure) and isinstance(inner, SIMPLE)):
                for span in units(by, period.since, period.day(self.today)):
                    yield replace(figure, measure=inner), Period(*span)
                return
            case _:
                return
        for key, name in wanted:
            if (when := at(name, period, self.today)) is not None:
                yield self.catalog.figure(key), when

    # rows

    def moment(self, period: Period) -> Moment:
        return Moment(period.day(self.today), period.since or "", period.until or period.on or "")

    def sight(self, period: Period) -> Sight:
        if period not in self._sights:
            moment = self.moment(period)
            self._sights[period] = Sight(self.memory, moment.on, moment.since, moment.until)
        return self._sights[period]

    def by(self, ledger: Ledger) -> str:
        """The path of the date that a ledger's rows count by; "" for states."""
        return ledger.event or self.catalog.record(ledger.record).event

    def is_event(self, figure: Figure) -> bool:
        return bool(self.by(self.catalog.ledger(figure.ledger)))

    def picked(self, figure: Figure, period: Period, reach: str = "period") -> Picked:
        """The rows of a figure: of the `period`, from the first one to its end ("upto"), of all time to the day
        ("ever"), before it ("before"), or in force on some day of it ("overlap")."""
        ledger, sight = self.catalog.ledger(figure.ledger), self.sight(period)
        mask = self.base(ledger, period, reach) & sight.mask(ledger.record, figure.where)
        return Picked(sight, ledger.record, mask)

    def base(self, ledger: Ledger, period: Period, reach: str = "period") -> int:
        """The rows of a ledger that are in time."""
        at = (ledger.key, period, reach)
        if at not in self._bases:
            in_time = self._dated(ledger, period, reach) if self.by(ledger) else self._lasting(ledger, period, reach)
            self._bases[at] = in_time & self.sight(period).mask(ledger.record, ledger.where)
        return self._bases[at]

    def _dated(self, ledger: Ledger, period: Period, reach: str) -> int:
        rows = self.memory.rows(ledger.record)
        low = period.since if reach == "period" else None
        high = period.day(self.today) if reach == "ever" else period.until or period.on
        if reach == "before":
            high = shifted(period.since, days=-1) if period.since else "0000"
        if not (low or high or ledger.event):
            return rows.all
        dates = self.sight(period).coded(ledger.record, self.catalog.column(ledger.record, self.by(ledger)))
        return dates.between(low or "", high or "9999-12-31")

    def _lasting(self, ledger: Ledger, period: Period, reach: str) -> int:
        span, rows = self.catalog.record(ledger.record).span, self.memory.rows(ledger.record)
        sight = self.sight(period)
        if reach == "period" or not span:
            return sight.in_force(ledger.record)
        starts, ends = (rows.column(key) for key in span)
        if reach == "ever":
            return starts.between(None, sight.on)
        return rows.all & ~starts.between(sight.on, None, above=True) & ~ends.between(None, period.since or "")

    def dates(self, figure: Figure, period: Period) -> Sequence[Any]:
        """The date of each row; states by their beginning."""
        ledger = self.catalog.ledger(figure.ledger)
        span = self.catalog.record(ledger.record).span
        path = self.by(ledger) or (span[0] if span else "")
        return self.sight(period).values(ledger.record, path) if path else [None] * self.memory.rows(ledger.record).size

    def days_of(self, part: Picked, figure: Figure, period: Period) -> list[tuple[int, str]]:
        """Ids and dates of rows behind a figure; the dates are those of the figure that counts this record."""
        own = (one for one in self._bottom(figure) if self.catalog.ledger(one.ledger).record == part.record)
        dates, ids = self.dates(next(own, figure), period), self.memory.rows(part.record).ids
        return [(ids[at], str(dates[at] or "")) for at in part.at]

    def _bottom(self, figure: Figure) -> Iterator[Figure]:
        """The figures over rows that one is computed from."""
        keys = used_by(figure.measure)
        for key in keys:
            yield from self._bottom(self.catalog.figure(key))
        if not keys:
            yield figure

    def first_day(self, figure: Figure, period: Period) -> str:
        """From when on the books tell: 建账日, or the ledger's first row where that is older."""
        dates, ledger = self.dates(figure, period), self.catalog.ledger(figure.ledger)
        found = Picked(self.sight(period), ledger.record, self.base(ledger, period, "ever")).at
        first = min((dates[at] for at in found if dates[at]), default="")
        return min(filter(None, (first, self.desk.started)), default="")

    def calendar(self, figure: Figure, period: Period, unit: str) -> Iterator[tuple[str, str]]:
        """The units of the period up to the day; of no beginning, from when the books tell."""
        first = period.since or self.first_day(figure, period)
        return units(unit, first, period.day(self.today)) if first else iter(())

    # reading

    def read(self, figure: Figure, period: Period) -> Read:
        """A figure's measure over the rows of a period."""
        at = (figure, period)
        if at in self._open:
            return Read(None, why=_CIRCLE)
        if self._hidden(figure):
            return Read(None, why=WHY)
        if at not in self._reads:
            self._open.add(at)
            self._reads[at] = self._known(figure, period, _READERS[type(figure.measure)](self, figure, period))
            self._open.discard(at)
        return self._reads[at]

    def _hidden(self, figure: Figure) -> bool:
        ledger = self.catalog.ledger(figure.ledger)
        terms = (ledger.where, figure.where) if self.shut else ()
        return any(hidden(self.catalog, ledger.record, term, self.shut) for term in terms)

    def _known(self, figure: Figure, period: Period, found: Read) -> Read:
        """Before 建账日 nothing was kept: no event then means unknown, or what was entered for that year.

        A state of before is never known: who was entered later without a date need not have been there.
        """
        started = self.desk.started
        year = period.since[:4] if period.since else ""
        whole = bool(year) and (period.since, period.until) == year_of(int(year))
        baseline = self.baselines.get((figure.key, int(year))) if whole and str(period.since) < started else None
        if baseline is not None:
            return Read(number(baseline), baseline, why=BASELINE)
        if used_by(figure.measure):
            return found
        event = self.is_event(figure)
        last = (period.until or period.on) if event else period.day(self.today)
        if started and last and last < started and not (event and (found.rows or found.of)):
            return Read(None, why=_NOT_KEPT.format(day=started))
        return found


def _simple(engine: Engine, figure: Figure, period: Period) -> Read:
    return simple(engine.picked(figure, period), figure.measure)


def _balance(engine: Engine, figure: Figure, period: Period) -> Read:
    """In less out, from the first row on."""
    measure = figure.measure
    assert isinstance(measure, Balance)
    picked = engine.picked(figure, period, "before" if measure.opening else "upto")
    into = picked.part(measure.into)
    one = one_of(picked.kind(measure.path)) if measure.path else Decimal(1)
    if measure.path:
        exact = (2 * sum(into.values(measure.path)) - sum(picked.values(measure.path))) * one
    else:
        exact = Decimal(2 * into.count - picked.count)
    return Read(number(exact), exact, (picked,))


_READERS: Mapping[type[Measure], Callable[[Engine, Figure, Period], Read]] = {
    **dict.fromkeys(SIMPLE, _simple),
    Balance: _balance, Grouped: grouped.grouped, PersonMonths: grouped.person_months, Streak: grouped.streak,
    Formula: derived.formula, Growth: derived.growth, Against: derived.against,
}
