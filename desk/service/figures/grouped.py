"""Measures over groups of rows and over time: per month or per value, months in force, runs with and without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from desk.kinds import Code, Codes, Link
from desk.service.figures.groupings import grouping, parted
from desk.service.figures.simple import SIMPLE, median, own_name, simple
from desk.service.figures.spans import named, start_of, units
from desk.service.figures.values import NO_ROW, Parts, Picked, Read, half_up, number, per_cent
from desk.service.periods import Period
from desk.spec import Count, Figure, Grouped, PersonMonths, Streak
from desk.spec.catalog import Resolved
from desk.spec.dates import shifted
from desk.spec.figure import UNITS
from desk.spec.groups import LEVELS, is_column
from desk.spec.render import digits

if TYPE_CHECKING:
    from desk.service.figures.engine import Engine

_NO_DAY = "没有日期可以往前数，无法计算"


@dataclass(frozen=True)
class Group:
    """One group: its name (a link's id until it is told), what was read over its rows, and the rows of the ledger of
    all groups that it is."""

    name: Any
    read: Read
    own: Parts = ()

    @property
    def filled(self) -> bool:
        """Whether it has a row."""
        return self.read.rows > 0 or bool(self.read.of)


def grouped(engine: Engine, figure: Figure, period: Period) -> Read:
    """A measure for each group, and one answer over the groups."""
    measure = figure.measure
    assert isinstance(measure, Grouped)
    if measure.by in UNITS:
        groups = by_calendar(engine, figure, period, measure)
        told: Callable[[Any], str] = str
    elif not is_column(measure.by):
        groups, told = by_grouping(engine, figure, period, measure)
    else:
        picked = engine.picked(figure, period)
        groups = _filled_up(engine, period, measure, by_value(picked, measure), picked)
        told = _teller(engine, picked, engine.catalog.column(picked.record, measure.by), [g.name for g in groups])
    return _ANSWERS[measure.how](measure, groups, told)


def by_calendar(engine: Engine, figure: Figure, period: Period, measure: Grouped) -> list[Group]:
    """The calendar units of the period up to the day, empty ones too."""
    spans = list(engine.calendar(figure, period, measure.by))
    alone = bool(spans) and spans[0][0][:4] == spans[-1][1][:4]
    names = [named(measure.by, since, alone) for since, _ in spans]
    if engine.is_event(figure) and isinstance(measure.measure, SIMPLE):
        found = _dated(engine, figure, period, measure, spans)
    else:
        inner = replace(figure, measure=measure.measure)
        found = [engine.read(inner, Period(since, until)) for since, until in spans]
    return [Group(name, read) for name, read in zip(names, found, strict=True)]


def _dated(engine: Engine, figure: Figure, period: Period, measure: Grouped,
           spans: Sequence[tuple[str, str]]) -> list[Read]:
    """Events by the unit that their date lies in; of a unit before 建账日 without any, nothing is known."""
    picked = engine.picked(figure, period)
    dates, held = engine.dates(figure, period), dict[str, list[int]]()
    for at in picked.at:
        if dates[at]:
            held.setdefault(start_of(measure.by, dates[at]), []).append(at)
    found = [(span, held.get(start_of(measure.by, span[0]), [])) for span in spans]
    return [Read(None) if engine.unkept(figure, Period(*span), bool(at))
            else simple(Picked(picked.sight, picked.record, at=at), measure.measure) for span, at in found]


def by_value(picked: Picked, measure: Grouped) -> list[Group]:
    """The rows by what a column holds; several codes put a row into several groups, a blank into none."""
    column = picked.sight.catalog.column(picked.record, measure.by)
    held, places = picked.sight.values(picked.record, measure.by), dict[Any, list[int]]()
    for at in picked.at:
        if (value := held[at]) not in (None, ""):
            for one in column.kind.each(value):
                places.setdefault(one, []).append(at)
    order = {e.code: n for n, e in enumerate(column.kind.codes.entries)} if isinstance(column.kind, Code) else {}
    names = sorted(places, key=lambda one: (order.get(one, len(order)), one))
    return [Group(one, simple(Picked(picked.sight, picked.record, at=places[one]), measure.measure)) for one in names]


def by_grouping(engine: Engine, figure: Figure, period: Period,
                measure: Grouped) -> tuple[list[Group], Callable[[Any], str]]:
    """The rows by place, age band or several groupings at once; blanks are in no group."""
    picked, day = engine.picked(figure, period), period.day(engine.desk.today)
    alone = bool(period.since) and str(period.since)[:4] == day[:4]
    one = grouping(engine.catalog, picked.record, measure.by, alone)
    found = parted(one, picked.sight, engine.dates(figure, period), picked.at)
    found.pop(None, None)
    groups = [Group(key, simple(Picked(picked.sight, picked.record, at=at), measure.measure))
              for key, at in found.items()]
    groups = _filled_up(engine, period, measure, groups, picked)
    names = cache(lambda: one.tell(engine.desk, [group.name for group in groups]))
    return groups, lambda key: names().get(key, "")


def _filled_up(engine: Engine, period: Period, measure: Grouped, groups: list[Group], picked: Picked) -> list[Group]:
    """The groups of the measure's universe, where it has one: those without a row too, no others."""
    if not measure.among:
        return groups
    key, path = measure.universe
    every = engine.picked(Figure("", "", key, Count(), ""), period)
    leads, known = every.sight.values(every.record, path), {group.name: group for group in groups}
    rows: dict[Any, list[int]] = {}
    for at in every.at:
        if leads[at] is not None:
            rows.setdefault(leads[at], []).append(at)
    if level := LEVELS.get(measure.by, ("", ""))[0]:
        places = engine.memory.rows("place")
        levels = places.column("level").values
        rows = {id: at for id, at in rows.items() if levels[places.place[id]] == level}
    nothing = Picked(picked.sight, picked.record, at=[])
    return [Group(id, known[id].read if id in known else simple(nothing, measure.measure),
                  (Picked(every.sight, every.record, at=at),)) for id, at in sorted(rows.items())]


def _teller(engine: Engine, picked: Picked, column: Resolved, names: Iterable[Any]) -> Callable[[Any], str]:
    """How groups are named; the rows themselves by their own names, which are loaded with them."""
    kind = column.kind
    if column.path == "id" and (path := own_name(engine.catalog.record(picked.record))):
        held, places = picked.sight.values(picked.record, path), picked.sight.memory.rows(picked.record).place
        return lambda id: str(held[places[id]] or "")
    if isinstance(kind, Link):
        from desk.service.entries.titles import titles

        known = cache(lambda: titles(engine.desk, kind.record, names))
        return lambda id: known().get(id, "")
    if isinstance(kind, Codes):
        return kind.codes.label
    return kind.show


# answers over groups

Told = Callable[[Any], str]


def _union(groups: Iterable[Group], own: bool = False) -> Parts:
    """The rows of several groups, each once; with `own` the groups themselves, where a ledger has them."""
    made: dict[str, list[Picked]] = {}
    for group in groups:
        for part in (own and group.own) or group.read.parts:
            made.setdefault(part.record, []).append(part)
    return tuple(first.union(others) for first, *others in made.values())


def _known(groups: Sequence[Group]) -> list[tuple[Group, Decimal]]:
    return [(group, group.read.exact) for group in groups if group.read.exact is not None]


def _extreme(choose: Callable[[Iterable[Decimal]], Decimal], which: bool) -> Callable[..., Read]:
    def answer(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
        known = _known(groups)
        if not known:
            return Read(None, None, why=NO_ROW)
        best = choose(exact for _, exact in known)
        chosen = [group for group, exact in known if exact == best]
        text = "、".join(told(group.name) for group in chosen) if which else ""
        return Read(number(best), best, _union(chosen), text=text)

    return answer


def _middle(of: Callable[[list[Decimal]], Decimal]) -> Callable[..., Read]:
    def answer(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
        known = [exact for _, exact in _known(groups)]
        if not known:
            return Read(None, None, why=NO_ROW)
        exact = of(known)
        return Read(half_up(exact), exact, _union(groups))

    return answer


def _sum(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    exact = sum((exact for _, exact in _known(groups)), Decimal(0))
    return Read(number(exact), exact, _union(groups))


def _excess(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    floor, rate = Decimal(str(measure.floor)), Decimal(str(measure.rate))
    over = [(group, exact) for group, exact in _known(groups) if exact > floor]
    exact = sum(((exact - floor) * rate for _, exact in over), Decimal(0))
    return Read(number(exact), exact, _union(group for group, _ in over))


def _reach(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    reached = [group for group, exact in _known(groups) if exact >= Decimal(str(measure.target))]
    return Read(len(reached), Decimal(len(reached)), _union(reached, own=True))


def _below(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    short = [group for group, exact in _known(groups) if exact < Decimal(str(measure.target))]
    return Read(len(short), Decimal(len(short)), _union(short, own=True))


def _reach_share(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    reached, of = _reach(measure, groups, told), len(_known(groups))
    if not of or reached.exact is None:
        return Read(None, None, of=0, why=NO_ROW)
    return Read(per_cent(reached.exact, of), reached.exact * 100 / of, reached.parts, of)


def _names(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    filled = [group for group in groups if group.filled]
    return Read(len(filled), Decimal(len(filled)), _union(filled), text="、".join(told(g.name) for g in filled))


def _each(measure: Grouped, groups: Sequence[Group], told: Told) -> Read:
    """Every group with its number, the largest first; months in their order."""
    filled = [group for group in groups if group.filled]
    if measure.by not in UNITS:
        filled.sort(key=lambda group: -(group.read.exact or 0))
    said = [f"{told(g.name)}（{'—' if g.read.value is None else digits(g.read.value)}）" for g in filled]
    return Read(len(filled), Decimal(len(filled)), _union(filled), text="、".join(said))


_ANSWERS: dict[str, Callable[[Grouped, Sequence[Group], Told], Read]] = {
    "max": _extreme(max, False), "min": _extreme(min, False), "which_max": _extreme(max, True),
    "which_min": _extreme(min, True), "average": _middle(lambda all: sum(all, Decimal(0)) / len(all)),
    "median": _middle(median), "sum": _sum, "excess": _excess, "reach": _reach, "below": _below,
    "reach_share": _reach_share,
    "number": lambda m, groups, told: replace(_names(m, groups, told), text=""), "names": _names, "each": _each,
}


# months in force, and runs

def person_months(engine: Engine, figure: Figure, period: Period) -> Read:
    """The calendar months in which each person had a row in force."""
    measure = figure.measure
    assert isinstance(measure, PersonMonths)
    picked = engine.picked(figure, period, "overlap")
    span = engine.catalog.record(picked.record).span or ("", "")
    who, starts, ends = (picked.sight.values(picked.record, path) for path in (measure.path, *span))
    last = period.day(engine.desk.today)
    first = period.since or min((starts[at] for at in picked.at if starts[at]), default=last)
    months: dict[Any, set[int]] = {}
    for at in picked.at:
        since, until = max(starts[at] or first, first), min(shifted(ends[at], days=-1) if ends[at] else last, last)
        if who[at] is not None and since <= until:
            months.setdefault(who[at], set()).update(range(_month(since), _month(until) + 1))
    least = (_month(last) - _month(first) + 1 if first <= last else 1) if measure.least == 0 else measure.least
    kept = {one for one, held in months.items() if len(held) >= (least or 1)}
    found = sum(map(len, months.values())) if measure.least is None else len(kept)
    behind = Picked(picked.sight, picked.record, at=[at for at in picked.at if who[at] in kept])
    return Read(found, Decimal(found), (behind,))


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])


def streak(engine: Engine, figure: Figure, period: Period) -> Read:
    """The longest run of periods with or without a row, or the one that lasts to the day."""
    measure = figure.measure
    assert isinstance(measure, Streak)
    picked, day = engine.picked(figure, period, "ever"), period.day(engine.desk.today)
    dates = engine.dates(figure, period)
    held: dict[str, list[int]] = {}
    for at in picked.at:
        held.setdefault(start_of(measure.unit, dates[at]), []).append(at)
    first = engine.first_day(figure, period)
    if not measure.current and period.since:
        first = max(first or period.since, period.since)
    if not first:
        return Read(None, None, why=_NO_DAY)
    runs = _runs(measure, list(units(measure.unit, first, day)), set(held), day)
    run = _last(runs) if measure.current else max((run for run, holds in runs if holds), key=len, default=[])
    rows = [at for start in run for at in held.get(start, ())] if measure.having else _before(picked, dates, run, day)
    return Read(len(run), Decimal(len(run)), (Picked(picked.sight, picked.record, at=sorted(rows)),))


def _last(runs: Sequence[tuple[list[str], bool]]) -> list[str]:
    return runs[-1][0] if runs and runs[-1][1] else []


def _runs(measure: Streak, spans: Sequence[tuple[str, str]], held: set[str],
          day: str) -> list[tuple[list[str], bool]]:
    """The units parted into runs of those that count and those that do not.

    A unit cut off by the first or the last day proves nothing by having no row."""
    runs: list[tuple[list[str], bool]] = []
    for at, (since, until) in enumerate(spans):
        start = start_of(measure.unit, since)
        whole = bool(at) or since == start
        if at == len(spans) - 1:
            whole = whole and start_of(measure.unit, shifted(until, days=1)) != start
        if start not in held and not whole:
            continue
        holds = (start in held) == measure.having
        if not runs or runs[-1][1] != holds:
            runs.append(([], holds))
        runs[-1][0].append(start)
    return runs


def _before(picked: Picked, dates: Sequence[Any], run: Sequence[str], day: str) -> list[int]:
    """The last rows before a run without any: what it counts from."""
    edge = run[0] if run else shifted(day, days=1)
    last = max((dates[at] for at in picked.at if dates[at] < edge), default="")
    return [at for at in picked.at if dates[at] == last] if last else []
