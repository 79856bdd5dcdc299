"""Measures over the rows themselves: counts, sums, means, shares, what their parts hold."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from desk.kinds import Kind
from desk.service.figures.values import NO_ROW, Picked, Read, half_up, number, per_cent
from desk.spec import Average, Condition, Count, Distinct, Extreme, Measure, Median, PartTotal, Record, Share, Total

SIMPLE = (Count, Total, Average, Extreme, Median, Distinct, Share, PartTotal)


def one_of(kind: Kind) -> Decimal:
    """What one step of a stored number is worth in the unit people use."""
    return Decimal(str(kind.plain(1)))


def simple(picked: Picked, measure: Measure) -> Read:
    """A measure over some rows."""
    match measure:
        case Count():
            return Read(picked.count, Decimal(picked.count), (picked,))
        case Distinct(path):
            found = len(picked.different(path))
            return Read(found, Decimal(found), (picked,))
        case Total(path):
            exact = sum(picked.values(path)) * one_of(picked.kind(path))
            return Read(number(exact), exact, (picked,))
        case Share(part):
            return _share(picked, part)
        case Average(path) | Median(path) | Extreme(path):
            return _middle(picked, measure, picked.values(path), one_of(picked.kind(path)))
        case PartTotal():
            return _parts(picked, measure)
    raise TypeError(f"not a simple measure: {measure!r}")


def _share(picked: Picked, part: Condition) -> Read:
    chosen = picked.part(part)
    if not picked.count:
        return Read(None, None, (chosen,), 0, NO_ROW)
    exact = Decimal(chosen.count) * 100 / picked.count
    return Read(per_cent(chosen.count, picked.count), exact, (chosen,), picked.count)


def _middle(picked: Picked, measure: Average | Median | Extreme, values: list[Any], one: Decimal) -> Read:
    """A mean, a median, the largest or the smallest."""
    if not values:
        return Read(None, None, (picked,), why=NO_ROW)
    if isinstance(measure, Extreme):
        exact = (max if measure.largest else min)(values) * one
        return Read(number(exact), exact, (picked,))
    exact = Decimal(sum(values)) / len(values) * one if isinstance(measure, Average) else median(values) * one
    return Read(half_up(exact), exact, (picked,))


def median(values: Sequence[Any]) -> Decimal:
    """The middle one, or the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    middle = ordered[half:half + 1] if len(ordered) % 2 else ordered[half - 1:half + 1]
    return Decimal(sum(middle)) / len(middle)


def _parts(picked: Picked, measure: PartTotal) -> Read:
    """A measure over the child rows of the rows."""
    sight, part = picked.sight, f"{picked.record}.{measure.part}"
    owners, rows = sight.memory.rows(picked.record), sight.memory.rows(part)
    inside = owners.bytes(picked.mask) + b"\0"
    owned = rows.leads("owner", owners)
    mask = sight.mask(part, measure.where) & int.from_bytes(bytes(map(inside.__getitem__, owned)), "little")
    children = Picked(sight, part, mask)
    own = Picked(sight, picked.record, at=sorted({owned[at] for at in children.at}))
    if measure.different:
        found = simple(children, Distinct(measure.field))
    else:
        found = simple(children, Total(measure.field) if measure.field else Count())
    return Read(found.value, found.exact, (own,))


def own_name(record: Record) -> str:
    """The field that alone tells a row, where it has one."""
    return record.name[0] if len(record.name) == 1 and record.name[0] in record.fields else ""
