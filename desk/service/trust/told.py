"""What a figure is said to be: one value everywhere, on the start page, in tables, at a ledger's foot, in reports.

Of a closed period it is the value that was given out, and what it would be by the records of now stands
beside it. Last year's is the one that was given out then, where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desk.service.desk import Desk
from desk.service.figures import FigureValue, compute, growth
from desk.service.periods import Period
from desk.service.trust.frozen import Frozen, fixed_in, given_out
from desk.spec import Count, Total
from desk.spec.render import digits as _digits

NOT_KEPT = "结账时没有留存这项，按现在的记录计算"
"""Beside a figure that is younger than the closing, or that was not kept for what the caller may see."""


def digits(value: int | float | None) -> str:
    """A number's digits; unknown is a dash."""
    return "—" if value is None else _digits(value)


@dataclass(frozen=True)
class Told:
    """Figures by key: `values` as they are said, `now` by the records of today.

    `fixed` is what closed the period; `given` is what last year's values were given out with, `before` their time."""

    values: dict[str, FigureValue]
    now: dict[str, FigureValue]
    before: Period
    fixed: Frozen | None = None
    given: Frozen | None = None

    def changed(self, key: str) -> bool:
        """Whether a figure that was given out would be another now."""
        return self.fixed is not None and key in self.fixed.figures and self.values[key].value != self.now[key].value

    def remark(self, key: str) -> str:
        """「结账数，按现在的记录为 21」 beside a figure of a closed period; "" where that is the same."""
        if self.fixed is not None and key not in self.fixed.figures and self.values[key].value is not None:
            return NOT_KEPT
        return f"结账数，按现在的记录为{digits(self.now[key].value)}" if self.changed(key) else ""


@dataclass(frozen=True)
class Foot:
    """The numbers at a ledger's foot that a figure says too, by path ("" is the number of rows)."""

    values: dict[str, FigureValue] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


def told(desk: Desk, period: Period, keys: Sequence[str] | None = None, report: str = "") -> Told:
    """Figures of a period, in declared order or as asked for; as a report says them where one is named."""
    before = period.compared(desk.today)
    fixed, given = fixed_in(desk, report, period), given_out(desk, report, before)
    if keys is not None and not keys:
        return Told({}, {}, before, fixed, given)
    now = _live(desk, period, keys, given)
    return Told({key: _as_given_out(one, fixed) for key, one in now.items()}, now, before, fixed, given)


def _live(desk: Desk, period: Period, keys: Sequence[str] | None, given: Frozen | None) -> dict[str, FigureValue]:
    """The figures by the records of today, beside what was given out for last year, where it was."""
    made = {v.key: v for v in compute(desk, period, keys)}
    known = given.figures if given else {}
    return {key: _against(v, known[key].value) if key in known and not v.uncompared else v for key, v in made.items()}


def _against(one: FigureValue, last_year: int | float | None) -> FigureValue:
    change, rate = growth(one.value, last_year, one.unit)
    return replace(one, last_year=last_year, change=change, rate=rate,
                   uncompared=one.uncompared if last_year is None else "")


def _as_given_out(one: FigureValue, fixed: Frozen | None) -> FigureValue:
    """A figure as it was given out; one that is younger than the closing is computed."""
    then = fixed.figures.get(one.key) if fixed else None
    if then is None:
        return one
    same = replace(one, value=then.value, rows=then.rows, of=then.of, why=then.why, text=then.text)
    return _against(same, then.last_year)


def foot_figures(desk: Desk, ledger: str) -> dict[str, str]:
    """The figures that say what stands at a ledger's foot, by path; "" is the number of its rows."""
    totals, made = desk.catalog.ledger(ledger).totals, dict[str, str]()
    for one in desk.catalog.figures.values():
        if one.ledger == ledger and one.where is None:
            if one.measure == Count():
                made.setdefault("", one.key)
            elif isinstance(one.measure, Total) and one.measure.path in totals:
                made.setdefault(one.measure.path, one.key)
    return made


def foot(desk: Desk, ledger: str, period: Period) -> Foot:
    """What was given out of the numbers at a ledger's foot for a closed period, and what it would be now."""
    known = foot_figures(desk, ledger)
    if not known or fixed_in(desk, "", period) is None:
        return Foot()
    seen = told(desk, period, list(known.values()))
    changed = {path: key for path, key in known.items() if seen.changed(key)}
    return Foot({path: seen.values[key] for path, key in changed.items()},
                {path: f"结账数{digits(seen.values[key].value)}" for path, key in changed.items()})
