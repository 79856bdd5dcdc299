"""How rows are parted for a breakdown: by a column, a calendar unit, age bands, the place they belong to.

A grouping is written as text: a path; ``day`` … ``year``; ``age`` (bands of ages); ``estate``,
``building``, ``entrance`` or ``grid`` (of the place that the row, its person or its household has);
``band:PATH:0,18,60`` for bands of any number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from desk.errors import Invalid
from desk.kinds import Code, Codes, Link
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.figures.engine import Engine
from desk.service.figures.spans import named, start_of
from desk.spec.catalog import Catalog
from desk.spec.figure import UNITS
from desk.spec.sentence import column_title
from desk.store.masks import Sight
from desk.store.plan import Plan

BLANK = "未填写"
_AGES = (0, 6, 18, 35, 60, 80)
_LEVELS = {"estate": ("1", "小区"), "building": ("2", "楼栋"), "entrance": ("3", "单元")}
_CALENDAR = {"day": "日期", "week": "周", "month": "月份", "quarter": "季度", "half": "半年", "year": "年份"}
_PERSON = ("age(birth)", "age(resident.birth)", "age(owner.resident.birth)")
_PLACES = ("place", "home.place", "resident.home.place", "household.head.home.place", "unit.place")

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
    if by in UNITS:
        return _calendar(by, alone)
    if by == "age":
        path = next((path for path in _PERSON if _there(catalog, record, path)), "")
        if not path:
            raise Invalid("unknown_column", "这种记录没有年龄，不能按年龄段分组")
        return _bands(catalog, record, by, path, _AGES)
    if by.startswith("band:"):
        _, path, edges = (*by.split(":", 2), "", "")[:3]
        numbers = tuple(int(one) for one in edges.split(",") if one.lstrip("-").isdigit())
        return _bands(catalog, record, by, path, numbers)
    if by in _LEVELS or by == "grid":
        return _placed(catalog, record, by)
    return _column(catalog, record, by)


def _there(catalog: Catalog, record: str, path: str) -> bool:
    try:
        catalog.column(record, path)
    except Invalid:
        return False
    return True


def _calendar(unit: str, alone: bool) -> Grouping:
    return Grouping(
        unit, _CALENDAR[unit], lambda sight, dates: [(start_of(unit, day),) if day else (None,) for day in dates],
        lambda desk, keys: {key: named(unit, key, alone) for key in keys}, lambda plan: None)


def _column(catalog: Catalog, record: str, path: str) -> Grouping:
    column = catalog.column(record, path)
    kind, title = column.kind, column_title(catalog, record, path)
    several = isinstance(kind, Codes)

    def keys(sight: Sight, dates: Sequence[Any]) -> list[tuple[Any, ...]]:
        held = sight.values(record, path)
        if several:
            return [tuple(value.split(",")) if value else (None,) for value in held]
        return [(value if value != "" else None,) for value in held]

    def tell(desk: Desk, found: Iterable[Any]) -> dict[Any, str]:
        if isinstance(kind, Link):
            return titles(desk, kind.record, found)
        return {key: kind.codes.label(key) if isinstance(kind, Codes) else kind.show(key) for key in found}

    places = {e.code: at for at, e in enumerate(kind.codes.entries)} if isinstance(kind, Code | Codes) else {}
    return Grouping(path, title, keys, tell, lambda plan: plan.path(record, path),
                    lambda key: (places.get(key, len(places)), key) if places else key, several)


def _bands(catalog: Catalog, record: str, by: str, path: str, edges: tuple[int, ...]) -> Grouping:
    column = catalog.column(record, path)
    if not column.kind.numeric or not edges or list(edges) != sorted(set(edges)):
        raise Invalid("unknown_column", f"要按数字栏从小到大分段：{by}")
    unit = getattr(column.kind, "unit", "")
    names = {low: f"{low}—{high - 1}{unit}" for low, high in pairwise(edges)}
    names[edges[-1]] = f"{edges[-1]}{unit}以上"

    def band(value: Any) -> int | None:
        number = column.kind.plain(value)
        return max((edge for edge in edges if isinstance(number, int | float) and number >= edge), default=None)

    return Grouping(
        by, "年龄段" if by == "age" else f"{column_title(catalog, record, path)}分段",
        lambda sight, dates: [(None if value is None else band(value),) for value in sight.values(record, path)],
        lambda desk, keys: {key: names[key] for key in keys}, lambda plan: plan.path(record, path))


def _placed(catalog: Catalog, record: str, by: str) -> Grouping:
    """By the estate, building, entrance or grid that the row's place lies in."""
    paths = [path for path in _PLACES if _there(catalog, record, path)]
    path = "id" if record == "place" else f"first({'|'.join(paths)})" if len(paths) > 1 else "".join(paths)
    if not path:
        raise Invalid("unknown_column", "这种记录没有房屋处所，不能按楼栋或网格分组")
    level, title = _LEVELS.get(by, ("", "网格"))

    def keys(sight: Sight, dates: Sequence[Any]) -> list[tuple[Any, ...]]:
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


def _above(sight: Sight, place: int, level: str) -> Any:
    """The place of that level at or above this one, or the nearest grid."""
    rows = sight.memory.rows("place")
    levels, grids, parents = rows.column("level").values, sight.values("place", "grid"), rows.column("parent").values
    at, seen = place, 0
    while at in rows.place and seen < 20:
        here = rows.place[at]
        if level and levels[here] == level:
            return at
        if not level and grids[here]:
            return grids[here]
        at, seen = parents[here], seen + 1
    return None


def parted(
    engine: Engine, one: Grouping, sight: Sight, dates: Sequence[Any], at: Iterable[int]
) -> dict[Any, list[int]]:
    """The places of rows by group, the blank group under None; groups in their order, the blank one last."""
    keys, found = one.keys(sight, dates), dict[Any, list[int]]()
    for place in at:
        for key in keys[place]:
            found.setdefault(key, []).append(place)
    known = sorted((key for key in found if key is not None), key=one.order)
    return {key: found[key] for key in (*known, *([None] if None in found else []))}
