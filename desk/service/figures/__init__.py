"""Figures: one definition, one value everywhere, each leading back to its rows."""

from __future__ import annotations

from collections.abc import Sequence

from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.figures.engine import Engine
from desk.service.figures.given import given, set_baseline, set_target
from desk.service.figures.values import FigureRow, FigureValue, Picked, growth, half_up
from desk.service.periods import Period
from desk.spec.figure_words import defined
from desk.sweeping import no_sweeping


def compute(desk: Desk, period: Period, keys: Sequence[str] | None = None) -> list[FigureValue]:
    """The figures, in declared order or as asked for, with last year's beside them: of a running period that of
    as many days."""
    wanted = [desk.catalog.figure(key) for key in keys] if keys else list(desk.catalog.figures.values())
    before = period.compared(desk.today)
    made = []
    with desk.read() as conn, no_sweeping():
        engine = Engine(desk, conn, [(figure, when) for figure in wanted for when in (period, before)])
        for figure in wanted:
            now, then, unit = engine.read(figure, period), engine.earlier(figure, before), engine.unit(figure)
            change, rate = growth(now.value, then.value, unit)
            made.append(FigureValue(
                figure.key, figure.title, now.value, unit, then.value, change, rate, now.rows, now.of, now.why,
                now.reads(unit), "" if then.value is not None else then.why))
    return made


def rows(desk: Desk, key: str, period: Period) -> list[FigureRow]:
    """The records behind a figure, by date; of a share, its numerator."""
    figure = desk.catalog.figure(key)
    made: list[FigureRow] = []
    with desk.read() as conn:
        engine = Engine(desk, conn, [(figure, period)])
        for part in engine.read(figure, period).parts:
            days = engine.days_of(part, figure, period)
            names = _names(engine, part, [id for id, _ in days])
            found = [FigureRow(part.record, id, names.get(id, ""), date) for id, date in days]
            made += sorted(found, key=lambda row: (row.date, row.id))
    return made


def _names(engine: Engine, part: Picked, ids: Sequence[int]) -> dict[int, str]:
    """The titles of rows; child rows are told by what they belong to."""
    spec = engine.catalog.record(part.record)
    if not spec.part_of:
        return titles(engine.desk, part.record, ids)
    owners = engine.memory.rows(part.record).column("owner").values
    whose = {id: owners[at] for id, at in zip(ids, part.at, strict=True)}
    names = titles(engine.desk, spec.part_of, whose.values())
    return {id: names.get(owner, "") for id, owner in whose.items()}


def definition(desk: Desk, key: str) -> str:
    """A figure's definition in words: its ledger, its condition, its measure."""
    return defined(desk.catalog, desk.catalog.figure(key))


__all__ = [
    "FigureRow", "FigureValue", "compute", "definition", "given", "growth", "half_up", "rows", "set_baseline",
    "set_target",
]
