"""Conditions as they are clicked: which comparisons a column has, what was clicked as a condition, and back."""

from __future__ import annotations

from dataclasses import dataclass

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, DateTime, Kind, Link, Month, PartialDate, YesNo
from desk.spec import And, Blank, Classed, Compare, Condition, Day, Has, Is, Not, Path

Ops = tuple[tuple[str, str], ...]
_FILLED: Ops = (("blank", "没有填写"), ("filled", "已填写"))
_CODES: Ops = (("is", "是"), ("not", "不是"), *_FILLED)
_STATES: Ops = (("is", "是"), ("not", "不是"), ("class", "属于"), *_FILLED)
_PLACES: Ops = (("link", "在"), ("not_link", "不在"), *_FILLED)
_LINKS: Ops = (("link", "是"), ("not_link", "不是"), *_FILLED)
_NUMBERS: Ops = ((">=", "至少"), (">", "超过"), ("<=", "至多"), ("<", "不到"), ("=", "等于"), *_FILLED)
_DATES: Ops = (("last_months", "最近几个月内"), ("last_days", "最近几天内"), ("next_days", "今后几天内"),
               ("period", "在统计期内"), ("past", "早于统计日"), ("future", "不早于统计日"),
               ("<", "早于"), (">=", "不早于"), *_FILLED)
_PARTIAL: Ops = (("<", "早于"), (">=", "不早于"), *_FILLED)
_TEXTS: Ops = (("has", "包含"), ("=", "就是"), *_FILLED)
CODED = ("is", "not", "class")
LINKED = ("link", "not_link")
BARE = ("blank", "filled", "period", "past", "future", "yes", "no")
"""Comparisons without a value."""
SHIFTS = {"last_months": "个月", "last_days": "天", "next_days": "天"}


def ops_of(kind: Kind, states: bool = False, tree: bool = False) -> Ops:
    """The comparisons of a kind: of a lifecycle's `states`, of a link into a `tree`."""
    if isinstance(kind, YesNo):
        return (("yes", "是"), ("no", "不是"), *_FILLED)
    if isinstance(kind, Code | Codes):
        return _STATES if states else _CODES
    if isinstance(kind, Link):
        return _PLACES if tree else _LINKS
    if isinstance(kind, Date | DateTime):
        return _DATES
    if isinstance(kind, PartialDate | Month):
        return _PARTIAL
    return _NUMBERS if kind.numeric else _TEXTS


@dataclass(frozen=True)
class Test:
    """A condition on one column as it is clicked: `value` typed, `codes` ticked or the linked row picked."""

    path: str
    op: str
    value: str | int | None = None
    codes: tuple[str | int, ...] = ()


def made(kind: Kind, test: Test) -> Condition:
    """The condition of what was clicked. Raises Invalid where the value is missing or none of the kind."""
    path, op, column, text = test.path, test.op, Path(test.path), str(test.value or "").strip()
    plain = {"blank": Blank(path), "filled": Not(Blank(path)), "period": column.in_period(),
             "past": column < Day("on"), "future": column >= Day("on"),
             "yes": Compare(path, "=", 1), "no": Not(Compare(path, "=", 1))}
    if op in plain:
        return plain[op]
    if op in (*CODED, *LINKED):
        if not test.codes:
            raise Invalid("required", f"请{'点右边的按钮选择' if op in CODED else '输入名称，再从列表里选一个'}")
        if op == "class":
            return Classed(path, str(test.codes[0]))
        return Not(Is(path, test.codes)) if op.startswith("not") else Is(path, test.codes)
    if not text:
        raise Invalid("required", "请填写比较的值")
    if op in SHIFTS:
        return _near(column, op, text)
    if op == "has":
        return Has(path, text)
    value = kind.parse(text)
    assert value is not None
    return Compare(path, op, value)


def _near(column: Path, op: str, text: str) -> Condition:
    if not text.isdigit():
        raise Invalid("number", "请填写整数")
    number = int(text)
    if op == "next_days":
        return column.next(days=number)
    return column.last(months=number) if op == "last_months" else column.last(days=number)


def taken_apart(term: Condition, linked: bool = False) -> Test | None:
    """How a condition is clicked, None where it cannot be; `linked`: its column is a link."""
    match term:
        case Is(path, codes) if not linked or len(codes) == 1:
            return Test(path, "link" if linked else "is", None, codes)
        case Not(Is(path, codes)) if not linked or len(codes) == 1:
            return Test(path, "not_link" if linked else "not", None, codes)
        case Classed(path, state_class):
            return Test(path, "class", None, (state_class,))
        case Blank(path):
            return Test(path, "blank")
        case Not(Blank(path)):
            return Test(path, "filled")
        case Has(path, text):
            return Test(path, "has", text)
        case Compare(path, "<" | ">=" as op, Day("on", 0, 0, 0)):
            return Test(path, "past" if op == "<" else "future")
        case Compare(path, op, value) if not isinstance(value, Day) and op != "!=":
            return Test(path, op, value)
        case And((Compare(path, ">=", Day() as low), Compare(other, "<=", Day() as high))) if path == other:
            return window(path, low, high)
    return None


def window(path: str, low: Day, high: Day) -> Test | None:
    """A range of days as it is clicked."""
    if (low, high) == (Day("since"), Day("until")):
        return Test(path, "period")
    if high == Day("on") and low.anchor == "on":
        months, days = -(low.years * 12 + low.months), -low.days
        if months > 0 and not days:
            return Test(path, "last_months", months)
        return Test(path, "last_days", days) if days > 0 and not months else None
    if low == Day("on") and high == Day("on", days=high.days):
        return Test(path, "next_days", high.days)
    return None


def lines_of(where: Condition | None) -> list[Condition]:
    """The terms that stand on a line each; the two ends of one range stand on one."""
    terms = list(where.terms) if isinstance(where, And) else [] if where is None else [where]
    made_lines: list[Condition] = []
    while terms:
        term = terms.pop(0)
        if terms and isinstance(term, Compare) and (pair := And((term, terms[0]))) and taken_apart(pair) is not None:
            terms.pop(0)
            term = pair
        made_lines.append(term)
    return made_lines
