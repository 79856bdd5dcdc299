"""How rows may be grouped, written as text: what each way means and is called.

A path; ``day`` … ``year``; ``age`` (bands of ages); ``estate``, ``building``, ``entrance`` or ``grid``
(of the place that the row, its person or its household has); ``band:PATH:0,18,60`` for bands of
any number. Several joined by ``&`` part the rows by each other: ``day&resident``.
"""

from __future__ import annotations

from desk.errors import Invalid
from desk.kinds import Link
from desk.spec.catalog import Catalog, Resolved
from desk.spec.figure import UNITS
from desk.spec.sentence import column_title

AGES = (0, 6, 18, 35, 60, 80)
"""The first year of each usual band of ages."""

LEVELS = {"estate": ("1", "小区"), "building": ("2", "楼栋"), "entrance": ("3", "单元"), "grid": ("", "网格")}
"""The place levels with their codes; a grid is no level of its own."""

CALENDAR = {"day": "日期", "week": "周", "month": "月份", "quarter": "季度", "half": "半年", "year": "年份"}

_PERSON = ("age(birth)", "age(resident.birth)", "age(owner.resident.birth)")
_PLACES = ("place", "home.place", "head.home.place", "resident.home.place", "household.head.home.place", "unit.place",
           "owner.place")


def parts_of(by: str) -> tuple[str, ...]:
    """The groupings that are joined."""
    return tuple(by.split("&"))


def is_column(by: str) -> bool:
    """Whether it is nothing but a path."""
    return not (by in UNITS or by in LEVELS or by == "age" or by.startswith("band:") or "&" in by)


def banded(by: str) -> tuple[str, tuple[int, ...]]:
    """The path and the edges of ``band:PATH:EDGES``."""
    path, _, edges = by.removeprefix("band:").rpartition(":")
    return path, tuple(int(one) for one in edges.split(",") if one.lstrip("-").isdigit())


def read_by(catalog: Catalog, record: str, by: str) -> Resolved | None:
    """The column that one grouping reads; None for calendar units. Raises Invalid("unknown_column")."""
    if by in UNITS:
        return None
    if by == "age":
        paths = [path for path in _PERSON if _there(catalog, record, path)][:1]
        return _column(catalog, record, paths, "这种记录没有年龄，不能按年龄段分组")
    if by in LEVELS:
        paths = ["id"] if record == "place" else [
            path for path in _PLACES if _there(catalog, record, path) and _leads_to_place(catalog, record, path)]
        return _column(catalog, record, paths, "这种记录没有房屋处所，不能按楼栋或网格分组")
    if by.startswith("band:"):
        path, edges = banded(by)
        column = catalog.column(record, path)
        if not column.kind.numeric or not edges or list(edges) != sorted(set(edges)):
            raise Invalid("unknown_column", f"要按数字栏从小到大分段：{by}")
        return column
    return catalog.column(record, by)


def _column(catalog: Catalog, record: str, paths: list[str], why: str) -> Resolved:
    if not paths:
        raise Invalid("unknown_column", why)
    return catalog.column(record, paths[0] if len(paths) == 1 else f"first({'|'.join(paths)})")


def _there(catalog: Catalog, record: str, path: str) -> bool:
    try:
        catalog.column(record, path)
    except Invalid:
        return False
    return True


def _leads_to_place(catalog: Catalog, record: str, path: str) -> bool:
    """An activity's place is a text."""
    return catalog.column(record, path).kind == Link(record="place")


def group_title(catalog: Catalog, record: str, by: str) -> str:
    """What a grouping is called: 「楼栋」, 「年龄段」, 「金额分段」, 「日期和居民」."""
    if "&" in by:
        return "和".join(group_title(catalog, record, one) for one in parts_of(by))
    if by in CALENDAR:
        return CALENDAR[by]
    if by in LEVELS:
        return LEVELS[by][1]
    if by == "age":
        return "年龄段"
    return f"{column_title(catalog, record, banded(by)[0])}分段" if by.startswith("band:") else column_title(
        catalog, record, by)
