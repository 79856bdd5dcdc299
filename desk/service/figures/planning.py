"""What reading some figures will touch: the columns of each record, and from which day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desk.service.desk import Desk
from desk.service.figures.groupings import grouping
from desk.service.figures.simple import SIMPLE, own_name
from desk.service.figures.spans import at, units
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
    Measure,
    Median,
    PartTotal,
    PersonMonths,
    Share,
    Stock,
    Streak,
    Total,
)
from desk.spec.as_of import counted_by
from desk.spec.catalog import Catalog
from desk.spec.dates import shifted
from desk.spec.figure import UNITS
from desk.spec.figure_checks import used_by
from desk.spec.formula import LENGTHS, operands, parse
from desk.store.plan import Plan


@dataclass(frozen=True)
class Moment:
    """What relative days mean for a period: its day, its first and last day."""

    on: str
    since: str
    until: str

    def day(self, day: Day) -> str:
        anchor = {"on": self.on, "since": self.since or "0001-01-01", "until": self.until or self.on}[day.anchor]
        return shifted(anchor, day.years, day.months, day.days)


def moment_of(period: Period, today: str) -> Moment:
    """What relative days mean for a period."""
    return Moment(period.day(today), period.since or "", period.until or period.on or "")


def timed(catalog: Catalog, figure: Figure, period: Period) -> Period:
    """The period that a figure is read for: events as they stood at its end.

    The running day, which goes back a year for last year's states, is not theirs."""
    if period.on and period.until and counted_by(catalog, catalog.ledger(figure.ledger)):
        return Period(period.since, period.until)
    return period


class Planner:
    """Gathers what the figures of some periods need."""

    def __init__(self, desk: Desk) -> None:
        self.catalog, self.today, self.plan = desk.catalog, desk.today, Plan(desk.catalog)
        self._planned: set[tuple[Figure, Period]] = set()

    def figure(self, figure: Figure, period: Period) -> None:
        """Everything that reading a figure for a period will touch."""
        period = timed(self.catalog, figure, period)
        if (figure, period) in self._planned:
            return
        self._planned.add((figure, period))
        for other, when in self._others(figure, period):
            self.figure(other, when)
        if used_by(figure.measure):
            return
        always = isinstance(figure.measure, Balance | Stock | Streak | PersonMonths)
        self._rows(self.catalog.ledger(figure.ledger), period, always)
        record, moment = self.catalog.ledger(figure.ledger).record, moment_of(period, self.today)
        self.plan.term(record, figure.where, moment.day)
        self._measure(record, figure.measure, moment)
        if isinstance(figure.measure, Grouped) and figure.measure.among:
            self._universe(figure.measure, period)

    def _universe(self, measure: Grouped, period: Period) -> None:
        """The ledger of all groups."""
        key, path = measure.universe
        ledger = self.catalog.ledger(key)
        self._rows(ledger, period, False)
        self.plan.path(ledger.record, path)

    def _rows(self, ledger: Ledger, period: Period, always: bool) -> None:
        """A ledger's rows of a period (`always`: all there ever were)."""
        plan, spec, by = self.plan, self.catalog.record(ledger.record), counted_by(self.catalog, ledger)
        owner = self.catalog.record(spec.part_of) if spec.part_of else None
        own = by == (f"owner.{owner.event}" if owner else spec.event)
        plan.rows(ledger.record, period.since or "" if by and own and not always else "")
        if by:
            plan.path(ledger.record, by)
        else:
            plan.in_force(ledger.record)
        plan.key(ledger.record, *(spec.span or ()), *(["owner"] if spec.part_of else []))
        plan.term(ledger.record, ledger.where, moment_of(period, self.today).day)

    def _measure(self, record: str, measure: Measure, moment: Moment) -> None:
        plan = self.plan
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
                grouping(self.catalog, record, by).plan(plan)
                if by == "id" and (name := own_name(self.catalog.record(record))):
                    plan.path(record, name)
                self._measure(record, inner, moment)
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
                    counted_by(self.catalog, self.catalog.ledger(figure.ledger)) and isinstance(inner, SIMPLE)):
                for span in units(by, period.since, period.day(self.today)):
                    yield replace(figure, measure=inner), Period(*span)
                return
            case _:
                return
        for key, name in wanted:
            if (when := at(name, period, self.today)) is not None:
                yield self.catalog.figure(key), when
