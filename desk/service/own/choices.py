"""What can be clicked together: the columns a condition may test, the rows it may count, groupings, measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, Files, Kind, Link, LongText, Text, Whole
from desk.spec import Record
from desk.spec.catalog import Catalog
from desk.spec.column import DATE_PARTS
from desk.spec.figure import (
    UNITS,
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
from desk.spec.figure_checks import used_by
from desk.spec.groups import LEVELS, group_title, is_column, read_by
from desk.spec.render import change_unit
from desk.spec.sentence import column_title, rows_title


@dataclass(frozen=True)
class FieldChoice:
    """A column by its path and full title: 「居民的性别」. `way` are the links walked to it."""

    path: str
    title: str
    kind: Kind
    way: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.kind.numeric


@dataclass(frozen=True)
class RowsChoice:
    """Rows that lead by the path `via` to a record, or to the one that its link `link` leads to."""

    record: str
    via: str
    title: str
    link: str = ""
    below: bool = False
    """They may also lead to what lies below."""


def fields_for(catalog: Catalog, record: str, links: int = 2) -> list[FieldChoice]:
    """The columns of a record and of the records that up to so many links lead to, the nearest first."""
    own = [FieldChoice(path, column_title(catalog, record, path), catalog.column(record, path).kind)
           for path, _ in whose(catalog, record)]
    found = sorted([*_fields(catalog, record, (record,), "", (), links), *own], key=lambda one: len(one.way))
    return list({one.title: one for one in reversed(found)}.values())[::-1]


def whose(catalog: Catalog, record: str) -> list[tuple[str, str]]:
    """(column, record): whichever of several links is there, for records that can concern a person or a household."""
    spec = catalog.record(record)
    return [(f"first({'|'.join(one.concerned)})", one.key) for one in catalog.records.values()
            if one.concerned and {way.partition(".")[0] for way in one.concerned} <= set(spec.subjects)]


def _fields(
    catalog: Catalog, start: str, walked: tuple[str, ...], before: str, way: tuple[str, ...], links: int
) -> Iterator[FieldChoice]:
    """`walked` are the records on the way; what leads back to one of them is left out."""
    spec = catalog.record(walked[-1])
    for key in (*_keys(catalog, spec), *_of_dates(spec, bool(way))):
        kind = catalog.column(spec.key, key).kind
        if not isinstance(kind, Files) and not (isinstance(kind, Link) and kind.record in walked[:-1]):
            path = f"{before}{key}"
            yield FieldChoice(path, column_title(catalog, start, path), kind, way)
    for key, target, title in _links(spec) if links else ():
        if target not in walked:
            yield from _fields(catalog, start, (*walked, target), f"{before}{key}.", (*way, title), links - 1)


def _keys(catalog: Catalog, spec: Record) -> Iterator[str]:
    """A record's own columns: the age first, then fields, what its current spells say, how many parts it has."""
    if "birth" in spec.fields:
        yield "age(birth)"
    yield from (key for key in spec.fields if key not in ("owner", "reading"))
    yield from spec.shown
    yield from (key for key, one in spec.extras.items() if not one.path.startswith("age("))
    yield from catalog.extra_fields(spec.key) if not spec.part_of else ()
    yield from (f"count({part})" for part in spec.parts)


def _of_dates(spec: Record, far: bool) -> Iterator[str]:
    """Lengths of time and parts of dates; through links (`far`) the birthday's month alone."""
    dates = [key for key, field in spec.fields.items() if isinstance(field.kind, Date)]
    if far:
        yield from ("month_of(birth)" for key in dates if key == "birth")
        return
    for at, since in enumerate(dates):
        yield f"days({since})"
        yield from (f"days({since}|{until})" for until in dates[at + 1:])
        yield from (f"{part}({since})" for part in DATE_PARTS)


def _links(spec: Record) -> Iterator[tuple[str, str, str]]:
    for key, one in spec.currents.items():
        yield key, one.target, one.title
    for key, field in spec.fields.items():
        if isinstance(field.kind, Link):
            yield key, field.kind.record, field.title


def rows_for(catalog: Catalog, record: str) -> list[RowsChoice]:
    """The rows a condition on a record may ask for: those that lead here by one link or two, then those that lead to
    what this record's links lead to."""
    made = [*_leading(catalog, record, 1)]
    either = [(path, to, column_title(catalog, record, path)) for path, to in whose(catalog, record)]
    for link, end, title in (*_reach(catalog, record), *either):
        made += [RowsChoice(one.record, one.via, f"{title}的{one.title}", link) for one in _leading(catalog, end, 1)]
    made += _leading(catalog, record, 2)
    return list({one.title: one for one in reversed(made)}.values())[::-1]


def _reach(catalog: Catalog, record: str, links: int = 2) -> Iterator[tuple[str, str, str]]:
    """(path, record, title) of what the links lead to, also those of the current spells on the way."""
    spec = catalog.record(record)
    for key, target, title in _links(spec):
        if key in spec.currents:
            yield from ((f"{key}.{more}", end, told) for more, end, told in _links(catalog.record(target))
                        if end != record)
        elif target != record:
            yield key, target, title
            if links and catalog.record(target).currents:
                yield from ((f"{key}.{more}", end, f"{title}的{told}") for more, end, told in _reach(catalog, target, 0)
                            if "." in more)


def _leading(catalog: Catalog, record: str, links: int) -> Iterator[RowsChoice]:
    tree = "parent" in catalog.record(record).fields
    for source in _sources(catalog):
        spec = catalog.record(source)
        ways = [one for one in _ways(catalog, spec, record) if one[0].count(".") == links - 1]
        for via, title in ways:
            if (source, via) != (record, "parent"):
                told = rows_title(catalog, source, via)
                yield RowsChoice(source, via, f"{told}（{title}）" if len(ways) > 1 or links > 1 else told, "", tree)


def _sources(catalog: Catalog) -> Iterator[str]:
    for spec in catalog.records.values():
        yield spec.key
        yield from (f"{spec.key}.{part}" for part in spec.parts)


def _ways(catalog: Catalog, spec: Record, record: str) -> Iterator[tuple[str, str]]:
    """A part leads to its own record too."""
    if spec.part_of == record:
        yield "owner", ""
    for key, target, title in _links(spec):
        if target == record and key != "owner":
            yield key, title
        for last, end, more in _links(catalog.record(target)):
            if end == record and target not in (spec.key, record) and last != "parent":
                yield f"{key}.{last}", f"{title}的{more}"


def groupings_for(catalog: Catalog, record: str) -> list[tuple[str, str]]:
    """What the rows of a record can be grouped by: (grouping, title); bands of numbers lack their edges."""
    found: list[tuple[str, str]] = []
    dated = bool(catalog.record(record).event or catalog.record(record).span or catalog.record(record).part_of)
    for by in (*(UNITS if dated else ()), "age", *LEVELS):
        try:
            read_by(catalog, record, by)
            found.append((by, group_title(catalog, record, by)))
        except Invalid:
            continue
    columns = [one for one in fields_for(catalog, record) if _groups(one.kind) and
               catalog.column(record, one.path).form != "list"]
    owner = catalog.record(record).part_of
    own = [("owner", catalog.record(owner).title)] if owner else [("id", catalog.record(record).title)]
    bands = [(f"band:{one.path}:", f"{one.title}分段…") for one in measured_for(catalog, record, "sum")]
    return [*found, *((one.path, one.title) for one in columns), *own, *bands]


def universes_for(catalog: Catalog, record: str, by: str) -> list[tuple[str, str]]:
    """The ledgers that can tell all groups of a grouping, each as a measure names it, with its title; the ledger of
    the record itself first."""
    try:
        column = None if "&" in by or by == "grid" or by.startswith("band:") else read_by(catalog, record, by)
    except Invalid:
        return []
    if column is None or not isinstance(column.kind, Link):
        return []
    to = column.kind.record
    own = [(key, f"「{one.title}」") for key, one in catalog.ledgers.items() if one.record == to]
    own.sort(key=lambda one: one[0] != to)
    led = [(f"{key}:{path}", f"「{one.title}」里的{column_title(catalog, one.record, path)}")
           for source, path in catalog.record(to).led_from
           for key, one in catalog.ledgers.items() if one.record == source]
    return [*own, *led]


def _groups(kind: Kind) -> bool:
    return isinstance(kind, Code | Codes | Link) or (type(kind) is Text and not isinstance(kind, LongText))


WAYS = (("count", "条数"), ("distinct", "不同的个数（人数、户数…）"), ("sum", "合计"), ("average", "平均"),
        ("median", "中位数"), ("max", "最大"), ("min", "最小"))
"""Measures of the rows themselves; all but the number of rows are of a column."""


def measured_for(catalog: Catalog, record: str, way: str) -> list[FieldChoice]:
    """The columns that a measure can be taken of: numbers, or anything with different values."""
    found = fields_for(catalog, record)
    if way == "distinct":
        return sorted((one for one in found if _groups(one.kind)), key=lambda one: not isinstance(one.kind, Link))
    return [one for one in found if one.numeric and not isinstance(one.kind, Date)]


# the counting word of a figure

_COLUMN = (Total, Average, Median, Extreme)


def unit_of(catalog: Catalog, ledger: str, measure: Measure) -> str:
    """The counting word that a figure would have: that of our figures over the same ledger, or of the column."""
    record = catalog.ledger(ledger).record
    match measure:
        case Count() | Stock():
            return _counted(catalog, ledger, record)
        case Total(path) | Average(path) | Median(path) | Extreme(path):
            kind = catalog.column(record, path).kind
            return str(getattr(kind, "unit", "")) or "个" if isinstance(kind, Whole) else str(getattr(kind, "unit", ""))
        case Distinct(path):
            return _told(catalog, record, path)
        case PartTotal(part, path, _, different):
            if different:
                return _told(catalog, f"{record}.{part}", path)
            return str(getattr(catalog.column(f"{record}.{part}", path).kind, "unit", "")) if path else "条"
        case Balance(_, path):
            return str(getattr(catalog.column(record, path).kind, "unit", "")) if path else "条"
    return _over(catalog, ledger, record, measure)


def _counted(catalog: Catalog, ledger: str, record: str) -> str:
    for same in (lambda one: one.ledger == ledger, lambda one: catalog.ledgers[one.ledger].record == record):
        units = Counter(one.unit for one in catalog.figures.values()
                        if isinstance(one.measure, Count) and not one.made_here and same(one))
        if units:
            return units.most_common(1)[0][0]
    return catalog.record(record).words.counter


def _told(catalog: Catalog, record: str, path: str) -> str:
    kind = catalog.column(record, path).kind
    if isinstance(kind, Text) and kind.names:
        return "人"
    return catalog.record(kind.record).words.counter if isinstance(kind, Link) else "个"


def _over(catalog: Catalog, ledger: str, record: str, measure: Measure) -> str:
    match measure:
        case Share():
            return "%"
        case PersonMonths(_, least):
            return "人月" if least is None else "人"
        case Streak(unit):
            return UNITS[unit]
        case Grouped(by, inner, how):
            if how in ("reach_share", "excess"):
                return "%" if how == "reach_share" else "元"
            if how in ("number", "reach", "below", "names", "each"):
                return UNITS[by] if by in UNITS else _told(catalog, record, by) if is_column(by) else "个"
            return unit_of(catalog, ledger, inner)
        case Growth(of, _, percent):
            grown = catalog.figure(of).unit
            return change_unit(grown) if grown == "%" or not percent else "%"
        case Against(of, _, how):
            return {"rate": "%", "reached": "项"}.get(how, catalog.figure(of).unit)
        case Formula(_, percent):
            return "%" if percent else next((catalog.figure(key).unit for key in used_by(measure)), "")
    return ""
