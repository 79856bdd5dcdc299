"""Figures computed from figures: formulas, growth, targets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from desk.service.figures.spans import at, units
from desk.service.figures.values import Parts, Read, half_up, number, per_cent
from desk.service.periods import Period, of_year
from desk.spec import Against, Figure, Formula, Growth
from desk.spec.formula import LENGTHS, Node, Operand, Operation, operands, parse
from desk.spec.formula import Number as Constant
from desk.spec.render import POINTS, change_unit, digits, rose_or_fell

if TYPE_CHECKING:
    from desk.service.figures.engine import Engine

_EARLIER = ("last_year", "last_period")
_ZERO = "分母为零，无法计算"
_UNIT_OF = {"days": "day", "weeks": "week", "months": "month", "quarters": "quarter", "years": "year"}


class _Unknown(Exception):
    """A part of a formula has no value; its text says why."""


def formula(engine: Engine, figure: Figure, period: Period) -> Read:
    """Arithmetic over figures; a quotient has the rows of its numerator behind it."""
    measure = figure.measure
    assert isinstance(measure, Formula)
    tree = parse(measure.text)
    quotient = isinstance(tree, Operation) and tree.sign == "/"
    behind = _behind(engine, tree.terms[0] if isinstance(tree, Operation) and quotient else tree, period)
    of = _whole(engine, tree.terms[1], period) if isinstance(tree, Operation) and quotient else None
    try:
        exact = _value(engine, tree, period) * (100 if measure.percent else 1)
    except _Unknown as unknown:
        return Read(None, None, behind, of, str(unknown))
    return Read(half_up(exact) if measure.percent else number(exact), exact, behind, of)


def _value(engine: Engine, node: Node, period: Period) -> Decimal:
    match node:
        case Constant(value):
            return value
        case Operand():
            return _operand(engine, node, period)
        case Operation(sign, terms):
            values = [_value(engine, one, period) for one in terms]
            if sign in ("max", "min"):
                return max(values) if sign == "max" else min(values)
            return _calculated(sign, values[0], values[1])
    raise TypeError(f"not a formula: {node!r}")


def _calculated(sign: str, left: Decimal, right: Decimal) -> Decimal:
    if sign == "/" and not right:
        raise _Unknown(_ZERO)
    return {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
            "/": lambda: left / right}[sign]()


def _operand(engine: Engine, node: Operand, period: Period) -> Decimal:
    if node.key in LENGTHS:
        day = period.day(engine.desk.today)
        return Decimal(sum(1 for _ in units(_UNIT_OF[node.key], period.since or day, day)))
    known = engine.catalog.figure(node.key)
    when = at(node.at, period, engine.desk.today)
    if when is None:
        raise _Unknown("这段时间没有起止日期，没有上一期可比")
    read = engine.earlier(known, when) if node.at in _EARLIER else engine.read(known, when)
    if read.exact is None:
        raise _Unknown(f"「{known.title}」{read.why}")
    return read.exact


def _behind(engine: Engine, node: Node, period: Period) -> Parts:
    """The rows of the figures that stand in it as of this period, each figure once."""
    keys = dict.fromkeys(one.key for one in operands(node) if not one.at and one.key not in LENGTHS)
    return tuple(part for key in keys for part in engine.read(engine.catalog.figure(key), period).parts)


def _whole(engine: Engine, node: Node, period: Period) -> int | None:
    """A denominator, where it is a whole number."""
    try:
        value = _value(engine, node, period)
    except _Unknown:
        return None
    return int(value) if value == value.to_integral_value() else None


def growth(engine: Engine, figure: Figure, period: Period) -> Read:
    """The difference of a figure on another period, in its unit or in per cent; of a share always in 个百分点."""
    measure = figure.measure
    assert isinstance(measure, Growth)
    known = engine.catalog.figure(measure.of)
    now, when = engine.read(known, period), at(measure.on, period, engine.desk.today)
    then = engine.earlier(known, when) if when is not None else None
    if now.exact is None or then is None or then.exact is None:
        why = now.why or (then.why if then is not None else "这段时间没有起止日期，没有上一期可比")
        return Read(None, None, now.parts, why=f"「{known.title}」{why}")
    change, unit = now.exact - then.exact, engine.unit(figure)
    percent = measure.percent and change_unit(known.unit) != POINTS
    if percent and then.exact <= 0:
        told = "负数" if then.exact else "零"
        return Read(None, None, now.parts, why=f"上期为{told}，算不出增长百分比")
    exact = change * 100 / then.exact if percent else change
    value = half_up(exact) if unit in ("%", POINTS) else number(exact)
    word = f"{rose_or_fell('' if percent else unit, change)}{digits(abs(value))}{unit}" if change else "持平"
    return Read(value, exact, now.parts, text=word)


def against(engine: Engine, figure: Figure, period: Period) -> Read:
    """A figure against its target: 完成率, 达标, 差额."""
    measure = figure.measure
    assert isinstance(measure, Against)
    known = engine.catalog.figure(measure.of)
    now = engine.read(known, period)
    year = int((period.until or period.on or engine.desk.today)[:4])
    whole = Period(period.since, period.until)
    entered = engine.targets.get((measure.of, whole), engine.targets.get((measure.of, of_year(year))))
    target = entered if measure.target is None else Decimal(str(measure.target))
    if now.exact is None or target is None:
        why = f"没有录入{year}年的目标" if target is None else now.why
        return Read(None, None, now.parts, why=f"「{known.title}」{why}")
    if measure.how == "reached":
        good = now.exact <= target if measure.at_most else now.exact >= target
        return Read(int(good), Decimal(int(good)), now.parts, text="达标" if good else "未达标")
    if measure.how == "gap":
        return Read(number(now.exact - target), now.exact - target, now.parts)
    if not target:
        return Read(None, None, now.parts, why="目标为零，算不出完成率")
    return Read(per_cent(now.exact, target), now.exact * 100 / target, now.parts)
