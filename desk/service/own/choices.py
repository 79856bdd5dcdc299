"""What can be clicked together: the columns a condition may test, the rows it may count, groupings, measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk.kinds import Code, Codes, Date, DateTime, Files, Kind, Link, LongText, Month, PartialDate
from desk.service.desk import Desk
from desk.service.figures.groupings import grouping
from desk.spec import Record
from desk.spec.figure import HOWS, UNITS
from desk.spec.sentence import column_title

_DATES = (Date, PartialDate, DateTime, Month)


@dataclass(frozen=True)
class FieldChoice:
    """A column that a condition may test. `way` are the links walked to it; `tests` what it can be asked.

    `tests`: "is" (codes or places, with what lies below), "compare" (numbers), "date" (before, after,
    within, of the period), "has" (text), "linked" (the linked row's own conditions), "class" (states), "blank".
    """

    path: str
    title: str
    kind: str
    record: str
    way: tuple[str, ...]
    tests: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    numeric: bool = False
    unit: str = ""
    category: str = ""
    """The category whose own field it is."""


@dataclass(frozen=True)
class RowsChoice:
    """Rows that lead to a record, for 「有/没有/几条」: by the path `via`; `below`: also to what lies below it."""

    record: str
    via: str
    title: str
    event: str
    below: bool


@dataclass(frozen=True)
class MeasureChoice:
    """A measure and what it still needs: "path" (one of `paths`), "condition", "part", "unit", "by", "figures"."""

    kind: str
    title: str
    needs: tuple[str, ...] = ()
    paths: tuple[tuple[str, str], ...] = ()


def fields_for(desk: Desk, record: str, links: int = 2) -> list[FieldChoice]:
    """The columns of a record and of the records that up to so many links lead to."""
    return list(_fields(desk, record, record, "", (), links))


def _fields(
    desk: Desk, start: str, record: str, before: str, way: tuple[str, ...], links: int
) -> Iterator[FieldChoice]:
    spec = desk.catalog.record(record)
    for key in (*spec.fields, *spec.shown, *spec.extras):
        kind = desk.catalog.column(record, key).kind
        if not isinstance(kind, Files) and not (way and isinstance(kind, Link) and kind.record == start):
            yield _choice(desk, start, record, f"{before}{key}", way)
    for one in desk.catalog.categories.get(record, {}).values():
        for field in one.fields:
            yield _choice(desk, start, record, f"{before}x.{field.key}", way, one.title)
    if links:
        for key, target, title in _links(desk, spec):
            if target != start or "parent" in spec.fields:
                yield from _fields(desk, start, target, f"{before}{key}.", (*way, title), links - 1)


def _links(desk: Desk, spec: Record) -> Iterator[tuple[str, str, str]]:
    for key, one in spec.currents.items():
        yield key, one.target, one.title
    for key, field in spec.fields.items():
        if isinstance(field.kind, Link):
            yield key, field.kind.record, field.title


def _choice(desk: Desk, start: str, record: str, path: str, way: tuple[str, ...], category: str = "") -> FieldChoice:
    column = desk.catalog.column(start, path)
    kind = column.kind
    codes = kind.codes.offered if isinstance(kind, Code | Codes) else ()
    return FieldChoice(
        path, column.title, kind.key, record, way, _tests(desk, column.record, column.key, kind),
        tuple((entry.code, entry.label) for entry in codes), kind.numeric, getattr(kind, "unit", ""), category)


def _tests(desk: Desk, record: str, key: str, kind: Kind) -> tuple[str, ...]:
    if isinstance(kind, Code | Codes):
        states = desk.catalog.record(record).state
        return ("is", *(("class",) if key == states else ()), "blank")
    if isinstance(kind, Link):
        return ("linked", *(("is",) if "parent" in desk.catalog.record(kind.record).fields else ()), "blank")
    if isinstance(kind, _DATES):
        return ("date", "blank")
    return ("compare", "blank") if kind.numeric else ("has", "blank")


def rows_for(desk: Desk, record: str) -> list[RowsChoice]:
    """The rows whose number a condition on a record may ask for, by one link or by two."""
    made = []
    tree = "parent" in desk.catalog.record(record).fields
    for source in _sources(desk):
        spec = desk.catalog.record(source)
        for via, title in _ways(desk, spec, record):
            if (source, via) != (record, "parent"):
                made.append(RowsChoice(source, via, f"{spec.title}（{title}）", spec.event, tree))
    return made


def _sources(desk: Desk) -> Iterator[str]:
    for spec in desk.catalog.records.values():
        yield spec.key
        yield from (f"{spec.key}.{part}" for part in spec.parts)


def _ways(desk: Desk, spec: Record, record: str) -> Iterator[tuple[str, str]]:
    for key, target, title in _links(desk, spec):
        if target == record:
            yield key, title
            continue
        for last, end, more in _links(desk, desk.catalog.record(target)):
            if end == record and target != spec.key:
                yield f"{key}.{last}", f"{title}的{more}"


def groupings_for(desk: Desk, ledger: str) -> list[tuple[str, str]]:
    """What a ledger can be broken down by: (grouping, title)."""
    record = desk.catalog.ledger(ledger).record
    found: list[tuple[str, str]] = []
    for by in (*UNITS, "age", "estate", "building", "grid"):
        try:
            found.append((by, grouping(desk.catalog, record, by).title))
        except ValueError:
            continue
    return [*found, *((one.path, _full(one)) for one in fields_for(desk, record, 1)
                      if not one.numeric and one.kind not in ("date", "long") and "date" not in one.tests)]


def _full(one: FieldChoice) -> str:
    return "的".join((*one.way, one.title))


_MEASURES = (
    ("count", "计数", ()), ("sum", "合计", ("number",)), ("average", "平均", ("number",)),
    ("median", "中位数", ("number",)), ("max", "最大", ("number",)), ("min", "最小", ("number",)),
    ("distinct", "去重计数（人数、户数）", ("any",)), ("share", "占比", ("condition",)),
    ("parts", "明细计数或合计", ("part",)), ("balance", "收支余额", ("condition", "number")),
    ("months", "在册月数", ("link",)), ("streak", "连续有或没有记录", ("unit",)),
    ("grouped", "按月或按组再统计", ("by",)), ("formula", "用指标列算式", ("figures",)),
    ("growth", "比上年、比上期", ("figures",)), ("against", "与目标相比", ("figures",)),
)


def measures_for(desk: Desk, ledger: str) -> list[MeasureChoice]:
    """The measures that a ledger's rows allow, each with the columns it can be taken of."""
    record = desk.catalog.ledger(ledger).record
    spec, found = desk.catalog.record(record), fields_for(desk, record, 1)
    spans = [(f"days({a}|{b})", column_title(desk.catalog, record, f"days({a}|{b})")) for a, b in _dated_pairs(spec)]
    paths = {
        "number": (*((one.path, _full(one)) for one in found if one.numeric), *spans),
        "link": tuple((one.path, _full(one)) for one in found if "linked" in one.tests),
        "any": tuple((one.path, _full(one)) for one in found if one.kind != LongText.key),
    }
    made = []
    for kind, title, needs in _MEASURES:
        if (kind == "parts" and not spec.parts) or (kind == "months" and not spec.span):
            continue
        wants = next((one for one in needs if one in paths), "")
        made.append(MeasureChoice(kind, title, tuple("path" if one in paths else one for one in needs),
                                  tuple(paths.get(wants, ()))))
    return made


def _dated_pairs(spec: Record) -> Iterator[tuple[str, str]]:
    """Pairs of dates in their declared order: from the one to the other there is a length of time."""
    dates = [key for key, field in spec.fields.items() if isinstance(field.kind, Date)]
    for at, since in enumerate(dates):
        for until in dates[at + 1:]:
            yield since, until


HOW_CHOICES = tuple(HOWS.items())
"""The answers over groups, with their names."""
