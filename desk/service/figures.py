"""Figures: one definition, one value everywhere, each leading back to its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, select
from sqlalchemy.sql.selectable import FromClause

from desk.kinds import Json
from desk.service.desk import Desk
from desk.service.periods import Period
from desk.service.query import Query, base_of, reader_for, rows_of, time_of
from desk.service.titles import titles
from desk.spec import Average, Condition, Count, Distinct, Extreme, Figure, Measure, PartTotal, Share, Total
from desk.spec.sentence import sentence
from desk.store.scan import Scan
from desk.store.sql import Reader

_NO_ROW = "没有符合条件的记录，无法计算"
_NOT_KEPT = "这段时间在建账日（{day}）之前，没有记录"


@dataclass(frozen=True)
class FigureValue:
    """A figure of a period. `value` None means it cannot be computed, with `why`.

    `rows` is the number of records behind it (of a share: the numerator; `of` the denominator);
    `change` is the difference on `last_year`, `rate` the same in per cent of it.
    """

    key: str
    title: str
    value: int | float | None
    unit: str
    last_year: int | float | None
    change: int | float | None
    rate: float | None
    rows: int
    of: int | None
    why: str


@dataclass(frozen=True)
class FigureRow:
    """One record behind a figure."""

    record: str
    id: int
    title: str
    date: str


@dataclass(frozen=True)
class _Read:
    value: int | float | None
    rows: int
    of: int | None = None
    why: str = ""


def half_up(value: float | Decimal, places: int = 1) -> float:
    """Rounded half up, as people do."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(str(value)).quantize(step, ROUND_HALF_UP))


def compute(desk: Desk, period: Period, keys: Sequence[str] | None = None) -> list[FigureValue]:
    """The figures, in declared order or as asked for, with last year's beside them."""
    wanted = [desk.catalog.figure(key) for key in keys] if keys else list(desk.catalog.figures.values())
    with desk.read() as conn:
        now = _read_all(desk, conn, wanted, period)
        then = _read_all(desk, conn, wanted, period.last_year(desk.today))
    made = []
    for figure in wanted:
        at, before = now[figure.key], then[figure.key]
        change, rate = growth(at.value, before.value)
        made.append(FigureValue(
            figure.key, figure.title, at.value, figure.unit, before.value, change, rate, at.rows, at.of, at.why))
    return made


def _read_all(desk: Desk, conn: Connection, figures: Sequence[Figure], period: Period) -> dict[str, _Read]:
    """The figures of one period: those over the same rows share one pass."""
    passes: dict[tuple[str, str], list[Figure]] = {}
    made: dict[str, _Read] = {}
    for figure in figures:
        ledger = desk.catalog.ledger(figure.ledger)
        if isinstance(figure.measure, PartTotal):
            made[figure.key] = _parts(desk, conn, figure, period)
        else:
            passes.setdefault((ledger.record, ledger.event), []).append(figure)
    for together in passes.values():
        made |= _pass(desk, conn, together, period)
    return {f.key: _unless_unknown(desk, f, period, made[f.key]) for f in figures}


def _pass(desk: Desk, conn: Connection, figures: Sequence[Figure], period: Period) -> dict[str, _Read]:
    """One pass over a record for figures that count by the same date."""
    query = _query(figures[0], period, desk)
    ledger = desk.catalog.ledger(query.ledger)
    reader = reader_for(desk, query)
    t = reader.source(ledger.record)
    scan = Scan(reader, ledger.record, t, base_of(reader, t, desk, ledger, query))
    places = {}
    for figure in figures:
        terms = (desk.catalog.ledger(figure.ledger).where, figure.where)
        places[figure.key] = scan.count(*terms), _ask(scan, figure.measure, terms)
    answers = scan.answers(conn)
    return {
        figure.key: _value(desk, ledger.record, figure.measure, int(answers[rows]), answers[value])
        for figure in figures for rows, value in (places[figure.key],)
    }


_AGGREGATES: dict[type[Measure], Callable[[Any], ColumnElement[Any]]] = {
    Total: func.sum, Average: func.avg, Distinct: lambda value: func.count(distinct(value)),
}


def _ask(scan: Scan, measure: Measure, terms: tuple[Condition | None, ...]) -> int:
    match measure:
        case Count():
            return scan.count(*terms)
        case Share(part):
            return scan.count(*terms, part)
        case Extreme(path, largest):
            return scan.over(func.max if largest else func.min, path, *terms)
        case Total(path) | Average(path) | Distinct(path):
            return scan.over(_AGGREGATES[type(measure)], path, *terms)
    raise TypeError(f"not a measure: {measure!r}")


def growth(now: float | None, then: float | None) -> tuple[int | float | None, float | None]:
    """Difference and per cent; per cent of nothing is None."""
    if now is None or then is None:
        return None, None
    change = now - then
    change = change if isinstance(change, int) else half_up(change, 2)
    return change, half_up(Decimal(str(change)) * 100 / Decimal(str(then))) if then else None


def _query(figure: Figure, period: Period, desk: Desk) -> Query:
    on = period.day(desk.today) if period.on or period.until else None
    return Query(figure.ledger, figure.where, since=period.since, until=period.until, on=on)


def _parts(desk: Desk, conn: Connection, figure: Figure, period: Period) -> _Read:
    """A measure over the child rows of the figure's rows."""
    measure = figure.measure
    assert isinstance(measure, PartTotal)
    query = _query(figure, period, desk)
    reader = reader_for(desk, query)
    record = desk.catalog.ledger(figure.ledger).record
    t, part = reader.source(record), f"{record}.{measure.part}"
    child = reader.source(part)
    value = func.sum(child.c[measure.field]) if measure.field else func.count()
    owners = select(t.c.id).where(rows_of(reader, t, desk, query))
    inside = and_(child.c.owner.in_(owners), reader.where(part, child, measure.where))
    found = conn.execute(select(value, func.count(distinct(child.c.owner))).select_from(child).where(inside)).one()
    number = found[0] or 0
    if measure.field:
        number = _number(reader.catalog.column(part, measure.field).kind.plain(int(number)))
    return _Read(number, int(found[1]))


def _value(desk: Desk, record: str, measure: Measure, rows: int, value: Any) -> _Read:
    match measure:
        case Count() | Distinct():
            return _Read(int(value or 0), rows)
        case Total(path):
            return _Read(_number(desk.catalog.column(record, path).kind.plain(int(value or 0))), rows)
        case Share():
            if not rows:
                return _Read(None, 0, 0, _NO_ROW)
            return _Read(half_up(Decimal(int(value) * 100) / rows), int(value), rows)
        case Average(path) | Extreme(path):
            if value is None:
                return _Read(None, rows, why=_NO_ROW)
            return _Read(_unscaled(desk, record, path, value, isinstance(measure, Average)), rows)
    raise TypeError(f"not a measure: {measure!r}")


def _unscaled(desk: Desk, record: str, path: str, value: float, mean: bool) -> int | float:
    """A mean or extreme of stored values in the unit people use."""
    one = _number(desk.catalog.column(record, path).kind.plain(1))
    number = half_up(Decimal(str(value)) * Decimal(str(one)), 1 if mean else 2)
    return int(number) if number.is_integer() and not mean else number


def _number(value: Json) -> int | float:
    assert isinstance(value, int | float)
    return value


def _unless_unknown(desk: Desk, figure: Figure, period: Period, found: _Read) -> _Read:
    """Before 建账日 nothing was kept: no row then means unknown, not none."""
    event = time_of(desk, desk.catalog.ledger(figure.ledger)) == "event"
    last = (period.until or period.on) if event else period.day(desk.today)
    if found.rows == 0 and not found.of and desk.started and last and last < desk.started:
        return _Read(None, 0, why=_NOT_KEPT.format(day=desk.started))
    return found


def rows(desk: Desk, key: str, period: Period) -> list[FigureRow]:
    """The records behind a figure; of a share, its numerator."""
    figure = desk.catalog.figure(key)
    query = _query(figure, period, desk)
    ledger = desk.catalog.ledger(figure.ledger)
    spec = desk.catalog.record(ledger.record)
    by = ledger.event or spec.event or (spec.span[0] if spec.span else "")
    with desk.read() as conn:
        reader = reader_for(desk, query)
        t = reader.source(ledger.record)
        tests = [rows_of(reader, t, desk, query)]
        if isinstance(figure.measure, Share):
            tests.append(reader.where(ledger.record, t, figure.measure.part))
        if isinstance(figure.measure, PartTotal):
            tests.append(_has_part(reader, ledger.record, t, figure.measure))
        date = reader.column(ledger.record, t, by) if by else t.c.id
        found = conn.execute(select(t.c.id, date).where(*tests).order_by(date, t.c.id)).all()
    names = titles(desk, ledger.record, [row[0] for row in found])
    return [FigureRow(ledger.record, id, names.get(id, ""), str(day or "") if by else "") for id, day in found]


def _has_part(reader: Reader, record: str, t: FromClause, measure: PartTotal) -> ColumnElement[bool]:
    part = f"{record}.{measure.part}"
    child = reader.source(part)
    return t.c.id.in_(select(child.c.owner).where(reader.where(part, child, measure.where)))


def definition(desk: Desk, key: str) -> str:
    """A figure's definition in words: its ledger, its condition, its measure."""
    figure = desk.catalog.figure(key)
    ledger = desk.catalog.ledger(figure.ledger)
    terms = [sentence(desk.catalog, ledger.record, one) for one in (ledger.where, figure.where) if one is not None]
    which = "，".join(t for t in terms if t) or "全部记录"
    return f"「{ledger.title}」中{which}，{_how(desk, ledger.record, figure.measure)}"


def _how(desk: Desk, record: str, measure: Measure) -> str:
    def title(path: str) -> str:
        return desk.catalog.column(record, path).title

    match measure:
        case Count():
            return "计数"
        case Total(path):
            return f"{title(path)}合计"
        case Average(path):
            return f"{title(path)}平均"
        case Extreme(path, largest):
            return f"{title(path)}{'最大' if largest else '最小'}"
        case Distinct(path):
            return f"按{title(path)}去重计数"
        case Share(part):
            return f"其中{sentence(desk.catalog, record, part)}的占比"
        case PartTotal(part, field, _):
            return f"{desk.catalog.record(record).parts[part].title}{'合计' if field else '计数'}"
    raise TypeError(f"not a measure: {measure!r}")
