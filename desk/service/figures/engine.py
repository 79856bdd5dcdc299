"""The figures of some periods, read together: each record is loaded once, each measure computed once.

`Engine` plans what will be read, then answers `read(figure, period)`; figures computed from
other figures ask it again, for other periods too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from desk.service.desk import Desk
from desk.service.figures import derived, grouped
from desk.service.figures.given import known
from desk.service.figures.hidden import WHY, kept_from
from desk.service.figures.planning import Planner, moment_of, timed
from desk.service.figures.simple import SIMPLE, one_of, simple
from desk.service.figures.spans import units
from desk.service.figures.values import Picked, Read, number
from desk.service.periods import Period
from desk.service.registers import NEVER, Kept
from desk.spec import (
    Against,
    Balance,
    Count,
    Figure,
    Formula,
    Grouped,
    Growth,
    Ledger,
    PersonMonths,
    Stock,
    Streak,
)
from desk.spec.as_of import counted_by
from desk.spec.dates import shifted
from desk.spec.figure import UNITS, Measure
from desk.spec.figure_checks import used_by
from desk.spec.render import change_unit
from desk.store.masks import Sight
from desk.store.plan import Plan
from desk.store.scan import Memory

_NOT_KEPT = "这段时间在建账日（{day}）之前，没有记录"
_NOT_IN_USE = "这项台账从{day}起登记，这段时间没有记录"
NOT_REGISTERED = "本社区不登记这项台账"
_NOT_COVERED = "从{day}起才有登记，上期记得不全，不能比较"
BASELINE = "手工填报"
_CIRCLE = "指标互相引用，无法计算"


class Engine:
    """Reads figures for the periods it was told of; `also` plans what else will be looked at."""

    def __init__(self, desk: Desk, conn: Connection, asked: Sequence[tuple[Figure, Period]],
                 also: Callable[[Plan], None] | None = None) -> None:
        self.desk, self.catalog, self.today = desk, desk.catalog, desk.today
        self.kept = Kept(desk)
        self.baselines, self.targets = known(desk, conn, "baseline"), known(desk, conn, "target")
        self._sights: dict[Period, Sight] = {}
        self._reads: dict[tuple[Figure, Period], Read] = {}
        self._bases: dict[tuple[str, Period, str], int] = {}
        self._open: set[tuple[Figure, Period]] = set()
        planner = Planner(desk)
        for figure, period in asked:
            planner.figure(figure, period)
        if also is not None:
            also(planner.plan)
        self.shut = {record: codes for record in self.catalog.categories if (codes := desk.closed(record))}
        self.memory = Memory(conn, self.catalog, desk.meta, planner.plan, self.today, self.shut)

    # rows

    def sight(self, period: Period) -> Sight:
        if period not in self._sights:
            moment = moment_of(period, self.today)
            self._sights[period] = Sight(self.memory, moment.on, moment.since, moment.until)
        return self._sights[period]

    def sight_of(self, ledger: Ledger, period: Period) -> Sight:
        """The rows of a ledger as they read: events as of their own dates, states as of the day."""
        sight, by = self.sight(period), self.by(ledger)
        return sight.by_row(ledger.record, by) if by else sight

    def by(self, ledger: Ledger) -> str:
        return counted_by(self.catalog, ledger)

    def is_event(self, figure: Figure) -> bool:
        return bool(self.by(self.catalog.ledger(figure.ledger)))

    def picked(self, figure: Figure, period: Period, reach: str = "period") -> Picked:
        """The rows of a figure: of the `period`, from the first one to its end ("upto"), of all time to the day
        ("ever"), before it ("before"), or in force on some day of it ("overlap")."""
        ledger = self.catalog.ledger(figure.ledger)
        sight = self.sight_of(ledger, period)
        mask = self.base(ledger, period, reach) & sight.mask(ledger.record, figure.where)
        return Picked(sight, ledger.record, mask)

    def base(self, ledger: Ledger, period: Period, reach: str = "period") -> int:
        """The rows of a ledger that are in time."""
        at = (ledger.key, period, reach)
        if at not in self._bases:
            in_time = self._dated(ledger, period, reach) if self.by(ledger) else self._lasting(ledger, period, reach)
            self._bases[at] = in_time & self.sight_of(ledger, period).mask(ledger.record, ledger.where)
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
        ids, counting = self.memory.rows(part.record).ids, next(own, None)
        if counting is None:
            return [(ids[at], "") for at in part.at]
        dates = self.dates(counting, period)
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
        period = timed(self.catalog, figure, period)
        at = (figure, period)
        if at in self._open:
            return Read(None, why=_CIRCLE)
        if kept_from(self.catalog, figure, self.shut):
            return Read(None, why=WHY)
        if at not in self._reads:
            self._open.add(at)
            self._reads[at] = self._known(figure, period, _READERS[type(figure.measure)](self, figure, period))
            self._open.discard(at)
        return self._reads[at]

    def earlier(self, figure: Figure, period: Period) -> Read:
        """A figure of an earlier time, to be compared with: unknown where the books do not cover all of that time."""
        found = self.read(figure, period)
        if found.exact is not None and (day := self.uncovered(figure, period)):
            why = NOT_REGISTERED if day == NEVER else _NOT_COVERED.format(day=day)
            return Read(None, parts=found.parts, why=why)
        return found

    def uncovered(self, figure: Figure, period: Period) -> str:
        """Since when a figure's register is kept, where that is later than the beginning of a time; else "".

        A state of a day asks for that day alone. What was entered for the time by hand covers it."""
        if (figure.key, Period(period.since, period.until)) in self.baselines:
            return ""
        if used_by(figure.measure):
            return next(filter(None, (self.uncovered(one, period) for one in self._bottom(figure))), "")
        since = self.kept.since(figure)
        lasts = isinstance(figure.measure, PersonMonths | Streak) or getattr(figure.measure, "by", "") in UNITS
        first = period.since if self.is_event(figure) or lasts else None
        return since if since > (first or period.day(self.today)) else ""

    def unit(self, figure: Figure) -> str:
        """The unit that a figure's value is told in: the growth of a share is in 个百分点."""
        measure = figure.measure
        grown = self.catalog.figure(measure.of).unit if isinstance(measure, Growth) else ""
        return change_unit(grown) if grown == "%" else figure.unit

    def _known(self, figure: Figure, period: Period, found: Read) -> Read:
        """Before 建账日 nothing was kept: no event then means unknown, or what was entered for that time.

        A state of before is never known: who was entered later without a date need not have been there.
        """
        started = self.desk.started
        before = bool(period.since) and str(period.since) < started
        baseline = self.baselines.get((figure.key, Period(period.since, period.until))) if before else None
        if baseline is not None:
            return Read(number(baseline), baseline, why=BASELINE)
        if used_by(figure.measure):
            return found
        if self.unkept(figure, period, bool(found.rows or found.of)):
            since = self.kept.since(figure)
            why = NOT_REGISTERED if since == NEVER else _NOT_KEPT if since == self.desk.started else _NOT_IN_USE
            return Read(None, why=why.format(day=since))
        return found

    def unkept(self, figure: Figure, period: Period, some: bool) -> bool:
        """Whether a time lies before the register was kept, and nothing (`some`) tells of it all the same."""
        started = self.kept.since(figure)
        event = self.is_event(figure)
        last = (period.until or period.on or self.today) if event else period.day(self.today)
        return bool(started and last and last < started) and not (event and some)


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


def _stock(engine: Engine, figure: Figure, period: Period) -> Read:
    """Every row from the first one to the end of the period."""
    return simple(engine.picked(figure, period, "upto"), Count())


_READERS: Mapping[type[Measure], Callable[[Engine, Figure, Period], Read]] = {
    **dict.fromkeys(SIMPLE, _simple),
    Balance: _balance, Stock: _stock, Grouped: grouped.grouped, PersonMonths: grouped.person_months,
    Streak: grouped.streak,
    Formula: derived.formula, Growth: derived.growth, Against: derived.against,
}
