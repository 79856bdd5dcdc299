"""Checks of figures (E06x)."""

from __future__ import annotations

from collections.abc import Iterator

from desk.errors import Invalid
from desk.kinds import Date, Link
from desk.spec.catalog import Catalog, Resolved
from desk.spec.condition_checks import column_of, condition
from desk.spec.figure import (
    HOWS,
    UNITS,
    Against,
    Average,
    Balance,
    Distinct,
    Extreme,
    Figure,
    Formula,
    Grouped,
    Growth,
    Measure,
    Median,
    PartTotal,
    PersonMonths,
    Share,
    Stock,
    Streak,
    Total,
)
from desk.spec.formula import LENGTHS, operands, parse
from desk.spec.groups import parts_of, read_by

_OVER_FIGURES = (Formula, Growth, Against)
_NOT_IN_GROUPS = (*_OVER_FIGURES, Grouped, Streak, Balance, Stock, PersonMonths)


def figure(catalog: Catalog, one: Figure) -> Iterator[str]:
    """What is wrong in a figure."""
    who = f"指标「{one.title}」"
    ledger = catalog.ledgers.get(one.ledger)
    if ledger is None:
        yield f"E060 {who}的台账不存在：{one.ledger}"
        return
    if not one.unit:
        yield f"E066 {who}没有单位"
    yield from condition(catalog, ledger.record, one.where, who)
    yield from _measure(catalog, ledger.record, one.measure, who)
    known = catalog.records.get(ledger.record)
    if isinstance(one.measure, Balance | Stock) and known is not None and not (ledger.event or known.event):
        yield f"E069 {who}要累计的台账不是按日期记的事，没有余额可算：{ledger.title}"
    if isinstance(one.measure, _OVER_FIGURES) and _circles(catalog, one.key, one.key, set()):
        yield f"E068 {who}是用它自己算出来的，请去掉循环"


def _measure(catalog: Catalog, record: str, measure: Measure, who: str) -> Iterator[str]:
    match measure:
        case Total(path) | Average(path) | Extreme(path) | Median(path):
            yield from _measured(catalog, record, path, who, numeric=True)
        case Distinct(path):
            yield from _measured(catalog, record, path, who, numeric=False)
        case Share(part):
            yield from condition(catalog, record, part, who)
        case PartTotal():
            yield from _part_total(catalog, record, measure, who)
        case Grouped():
            yield from _grouped(catalog, record, measure, who)
        case Balance(into, path):
            yield from condition(catalog, record, into, who)
            if path:
                yield from _measured(catalog, record, path, who, numeric=True)
        case PersonMonths(path):
            yield from _measured(catalog, record, path, who, numeric=False)
            if not (known := catalog.records.get(record)) or not known.span:
                yield f"E069 {who}要按月数统计的记录没有起止日期"
        case Streak(unit):
            if unit not in UNITS:
                yield f"E065 {who}没有这种分组：{unit}"
        case _:
            yield from _over_figures(catalog, measure, who)


def _measured(catalog: Catalog, record: str, path: str, who: str, numeric: bool) -> Iterator[str]:
    column = column_of(catalog, record, path)
    if column is None:
        yield f"E061 {who}没有这一栏：{path}"
    elif numeric and not column.kind.numeric:
        yield f"E062 {who}要统计的不是数字栏：{path}"


def _part_total(catalog: Catalog, record: str, measure: PartTotal, who: str) -> Iterator[str]:
    spec = catalog.records.get(record)
    if spec is None or measure.part not in spec.parts:
        yield f"E063 {who}没有这个明细：{measure.part}"
        return
    part = f"{record}.{measure.part}"
    if measure.field:
        yield from _measured(catalog, part, measure.field, who, numeric=not measure.different)
    elif measure.different:
        yield f"E061 {who}没有选择按哪一栏去重"
    yield from condition(catalog, part, measure.where, who)


def _grouped(catalog: Catalog, record: str, measure: Grouped, who: str) -> Iterator[str]:
    try:
        columns = [read_by(catalog, record, by) for by in parts_of(measure.by)]
    except Invalid:
        columns = []
    if measure.how not in HOWS or not columns:
        yield f"E065 {who}没有这种分组：{measure.by} {measure.how}"
    elif any(column is not None and isinstance(column.kind, Date) for column in columns):
        yield f"E065 {who}按日期分组请选择年、季、月、周或日：{measure.by}"
    if measure.among:
        yield from _universe(catalog, measure, columns, who)
    if isinstance(measure.measure, _OVER_FIGURES if measure.by in UNITS else _NOT_IN_GROUPS):
        yield f"E065 {who}的每一组不能再这样统计"
    else:
        yield from _measure(catalog, record, measure.measure, who)


def _universe(catalog: Catalog, measure: Grouped, columns: list[Resolved | None], who: str) -> Iterator[str]:
    """All groups are rows of a ledger, or what they lead to: of the record that the grouping leads to."""
    key, path = measure.universe
    ledger = catalog.ledgers.get(key)
    to = column_of(catalog, ledger.record, path) if ledger is not None else None
    groups = columns[0].kind if len(columns) == 1 and columns[0] is not None else None
    if to is None or not isinstance(to.kind, Link):
        yield f"E064 {who}没有这样的全部分组：{measure.among}"
    elif not isinstance(groups, Link) or groups.record != to.kind.record or measure.by == "grid":
        yield f"E064 {who}的分组不是这个台账里的：{measure.by} {measure.among}"


def _over_figures(catalog: Catalog, measure: Measure, who: str) -> Iterator[str]:
    if isinstance(measure, Formula):
        try:
            parse(measure.text)
        except Invalid as error:
            yield f"E067 {who}的{error.text}"
    for key in used_by(measure):
        if key not in catalog.figures:
            yield f"E068 {who}用到的指标不存在：{key}"
    if isinstance(measure, Growth) and measure.on not in ("last_year", "last_period"):
        yield f"E067 {who}没有这种比较：{measure.on}"
    if isinstance(measure, Against) and measure.how not in ("rate", "reached", "gap"):
        yield f"E067 {who}没有这种比较：{measure.how}"


def used_by(measure: Measure) -> list[str]:
    """The keys of the figures that a measure is computed from."""
    match measure:
        case Formula(text):
            try:
                return [one.key for one in operands(parse(text)) if one.key not in LENGTHS]
            except Invalid:
                return []
        case Growth(of) | Against(of):
            return [of]
    return []


def _circles(catalog: Catalog, key: str, start: str, seen: set[str]) -> bool:
    """Whether a figure is computed from itself, over any others."""
    known = catalog.figures.get(key)
    for one in used_by(known.measure) if known is not None else []:
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            if _circles(catalog, one, start, seen):
                return True
    return False


__all__ = ["figure", "used_by"]
