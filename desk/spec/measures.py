"""Measures as JSON: how the office's own figures are stored, one object a measure, its `kind` first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from desk.errors import Invalid
from desk.spec.condition import from_json, to_json
from desk.spec.figure import (
    Against,
    Average,
    Balance,
    Count,
    Distinct,
    Extreme,
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

Json = Mapping[str, Any]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError(value)
    return value


def _grouped(m: Json) -> Measure:
    inner = of_json(m["measure"]) if "measure" in m else Count()
    target, floor, rate = (_number(m.get(key, plain)) for key, plain in (("target", 1), ("floor", 0), ("rate", 1)))
    return Grouped(str(m["by"]), inner, str(m.get("how", "max")), target, floor, rate, str(m.get("among", "")))


def _parts(m: Json) -> Measure:
    where = from_json(m["where"]) if m.get("where") else None
    return PartTotal(str(m["part"]), str(m.get("field", "")), where, bool(m.get("different")))


_FROM: dict[str, Callable[[Json], Measure]] = {
    "count": lambda m: Count(),
    "sum": lambda m: Total(str(m["path"])),
    "average": lambda m: Average(str(m["path"])),
    "median": lambda m: Median(str(m["path"])),
    "max": lambda m: Extreme(str(m["path"])),
    "min": lambda m: Extreme(str(m["path"]), False),
    "distinct": lambda m: Distinct(str(m["path"])),
    "share": lambda m: Share(from_json(m["part"])),
    "parts": _parts,
    "balance": lambda m: Balance(from_json(m["into"]), str(m.get("path", "")), bool(m.get("opening"))),
    "stock": lambda m: Stock(),
    "months": lambda m: PersonMonths(str(m["path"]), int(m["least"]) if m.get("least") is not None else None),
    "streak": lambda m: Streak(str(m.get("unit", "year")), bool(m.get("having")), bool(m.get("current", True))),
    "grouped": _grouped,
    "formula": lambda m: Formula(str(m["text"]), bool(m.get("percent"))),
    "growth": lambda m: Growth(str(m["of"]), str(m.get("on", "last_year")), bool(m.get("percent"))),
    "against": lambda m: Against(str(m["of"]), _number(m["target"]) if m.get("target") is not None else None,
                                 str(m.get("how", "rate")), bool(m.get("at_most"))),
}

KINDS = tuple(_FROM)


def of_json(data: Any) -> Measure:
    """The measure of a stored form. Raises Invalid("measure") where it is not one."""
    try:
        return _FROM[data["kind"]](data)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise Invalid("measure", "这个统计方式的内容不完整，请重新设置") from None


_PATHS = {Total: "sum", Average: "average", Median: "median", Distinct: "distinct"}
"""Measures of one column."""


def kind_of_measure(measure: Measure) -> str:
    """The `kind` under which a measure is stored."""
    return str(json_of(measure)["kind"])


def json_of(measure: Measure) -> dict[str, Any]:
    """The stored form."""
    match measure:
        case Count():
            return {"kind": "count"}
        case Total(path) | Average(path) | Median(path) | Distinct(path):
            return {"kind": _PATHS[type(measure)], "path": path}
        case Extreme(path, largest):
            return {"kind": "max" if largest else "min", "path": path}
        case Share(part):
            return {"kind": "share", "part": to_json(part)}
        case PartTotal(part, field, where, different):
            made = {"part": part, "field": field, "where": to_json(where) if where else None, "different": different}
            return {"kind": "parts", **made}
        case Balance(into, path, opening):
            return {"kind": "balance", "into": to_json(into), "path": path, "opening": opening}
        case Stock():
            return {"kind": "stock"}
        case PersonMonths(path, least):
            return {"kind": "months", "path": path, "least": least}
        case Streak(unit, having, current):
            return {"kind": "streak", "unit": unit, "having": having, "current": current}
        case Grouped(by, inner, how, target, floor, rate, among):
            return {"kind": "grouped", "by": by, "measure": json_of(inner), "how": how, "target": target,
                    "floor": floor, "rate": rate, "among": among}
    return _over_figures(measure)


def _over_figures(measure: Measure) -> dict[str, Any]:
    match measure:
        case Formula(text, percent):
            return {"kind": "formula", "text": text, "percent": percent}
        case Growth(of, on, percent):
            return {"kind": "growth", "of": of, "on": on, "percent": percent}
        case Against(of, target, how, at_most):
            return {"kind": "against", "of": of, "target": target, "how": how, "at_most": at_most}
    raise TypeError(f"not a measure: {measure!r}")
