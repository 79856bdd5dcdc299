"""How rows are parted for a breakdown or a figure over groups; what may be said is in `desk.spec.groups`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from desk.kinds import Code, Codes, Link
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.figures.spans import named, start_of
from desk.spec.catalog import Catalog, Resolved
from desk.spec.figure import UNITS
from desk.spec.groups import AGES, LEVELS, banded, group_title, parts_of, read_by
from desk.store.masks import Sight
from desk.store.plan import Plan

BLANK = "未填写"

Keys = Callable[[Sight, Sequence[Any]], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Grouping:
    """A way to part rows: `keys` gives each row's groups, `tell` names them; `several`: a row can have many."""

    by: str
    title: str
    keys: Keys
    tell: Callable[[Desk, Iterable[Any]], dict[Any, str]]
    plan: Callable[[Plan], None]
    order: Callable[[Any], Any] = lambda key: key
    several: bool = False

    @property
    def calendar(self) -> bool:
        return self.by in UNITS


def grouping(catalog: Catalog, record: str, by: str, alone: bool = False) -> Grouping:
    """The grouping of a record's rows that a text names. Raises Invalid("unknown_column").

    `alone`: calendar units are told without their year.
    """
    if "&" in by:
        return _joined(catalog, record, by, alone)
    title, column = group_title(catalog, record, by), read_by(catalog, record, by)
    if column is None:
        return _calendar(by, title, alone)
    if by == "age":
        return _bands(record, by, title, column, AGES)
    if by.startswith("band:"):
        return _bands(record, by, title, column, banded(by)[1])
    return _placed(record, by, title, column) if by in LEVELS else _column(record, by, title, column)


def _calendar(unit: str, title: str, alone: bool) -> Grouping:
    return Grouping(
        unit, title, lambda sight, dates: [(start_of(unit, day),) if day else (None,) for day in dates],
        lambda desk, keys: {key: named(unit, key, alone) for key in keys}, lambda plan: None)


def _joined(catalog: Catalog, record: str, by: str, alone: bool) -> Grouping:
    """Rows by several groupings at once; a blank in one of them is a blank."""
    each = [grouping(catalog, record, one, alone) for one in parts_of(by)]

    def keys(sight: Sight, dates: Sequence[Any]) -> list[tuple[Any, ...]]:
        rows = zip(*(one.keys(sight, dates) for one in each), strict=True)
        return [tuple(None if None in key else key for key in product(*row)) for row in rows]

    def tell(desk: Desk, found: Iterable[Any]) -> dict[Any, str]:
        held = list(found)
        told = [one.tell(desk, {key[at] for key in held}) for at, one in enumerate(each)]
        return {key: " ".join(names.get(part, BLANK) for names, part in zip(told, key, strict=True)) for key in held}

    def plan(plan: Plan) -> None:
        for one in each:
            one.plan(plan)

    return Grouping(by, group_title(catalog, record, by), keys, tell, plan,
                    lambda key: tuple(one.order(part) for one, part in zip(each, key, strict=True)),
                    any(one.several for one in each))


def _column(record: str, path: str, title: str, column: Resolved) -> Grouping:
    kind = column.kind

    def keys(sight: Sight, dates: Sequence[Any]) -> list[tuple[Any, ...]]:
        held = sight.values(record, path)
        if kind.several:
            return [kind.each(value) if value else (None,) for value in held]
        return [(value if value != "" else None,) for value in held]

    def tell(desk: Desk, found: Iterable[Any]) -> dict[Any, str]:
        if isinstance(kind, Link):
            return titles(desk, kind.record, found)
        return {key: kind.codes.label(key) if isinstance(kind, Codes) else kind.show(key) for key in found}

    places = {e.code: at for at, e in enumerate(kind.codes.entries)} if isinstance(kind, Code | Codes) else {}
    return Grouping(path, title, keys, tell, lambda plan: plan.path(record, path),
                    lambda key: (places.get(key, len(places)), key) if places else key, kind.several)


def _bands(record: str, by: str, title: str, column: Resolved, edges: tuple[int, ...]) -> Grouping:
    unit = getattr(column.kind, "unit", "")
    names = {low: f"{low}—{high - 1}{unit}" for low, high in pairwise(edges)}
    names[edges[-1]] = f"{edges[-1]}{unit}以上"
    under = edges[0] - 1
    names[under] = f"不到{edges[0]}{unit}"

    def band(value: Any) -> int | None:
        number = column.kind.plain(value)
        return max((edge for edge in edges if number >= edge), default=under) if isinstance(
            number, int | float) else None

    return Grouping(
        by, title,
        lambda sight, dates: [(None if value is None else band(value),) for value in sight.values(record, column.path)],
        lambda desk, keys: {key: names[key] for key in keys}, lambda plan: plan.path(record, column.path))


def _placed(record: str, by: str, title: str, column: Resolved) -> Grouping:
    """By the estate, building, entrance or grid that the row's place lies in."""
    level, path = LEVELS[by][0], column.path

    def keys(sight: Sight, dates: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not level:
            return [(grid,) for grid in sight.inherited(record, path, "grid")]
        known: dict[Any, Any] = {None: None}
        held = sight.values(record, path)
        for one in set(held) - {None}:
            known[one] = _above(sight, one, level)
        return [(known[one],) for one in held]

    def plan(plan: Plan) -> None:
        plan.path(record, path)
        plan.rows("place")
        plan.key("place", "parent", "level", "grid")

    def tell(desk: Desk, found: Iterable[Any]) -> dict[Any, str]:
        return titles(desk, "place", found) if level else {key: key for key in found}

    return Grouping(by, title, keys, tell, plan)


def _above(sight: Sight, place: int, level: str) -> int | None:
    """The place of that level at or above this one."""
    rows = sight.memory.rows("place")
    levels, parents = rows.column("level").values, rows.column("parent").values
    at, seen = rows.place.get(place), 0
    while at is not None and levels[at] != level and seen < 20:
        at, seen = rows.place.get(parents[at]), seen + 1
    return None if at is None or levels[at] != level else rows.ids[at]


def parted(one: Grouping, sight: Sight, dates: Sequence[Any], at: Iterable[int]) -> dict[Any, list[int]]:
    """The places of rows by group, the blank group under None; groups in their order, the blank one last."""
    keys, found = one.keys(sight, dates), dict[Any, list[int]]()
    for place in at:
        for key in keys[place]:
            found.setdefault(key, []).append(place)
    known = sorted((key for key in found if key is not None), key=one.order)
    return {key: found[key] for key in (*known, *([None] if None in found else []))}
