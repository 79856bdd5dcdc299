"""What may be clicked together: the columns of a record, its groupings, what can be measured, what is linked to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, Files, Kind, Link, LongText, Month, PartialDate, Text
from desk.service.desk import Desk
from desk.service.figures.groupings import grouping
from desk.spec.catalog import Catalog
from desk.spec.column import AGE, Field
from desk.spec.sentence import column_title
from desk.ui.fields.base import Choice
from desk.ui.parts.pinyin import matches

COUNTING = "count"
_FIRST = (("month", "月份"), ("quarter", "季度"), ("year", "年份"), ("age", "年龄段"), ("building", "楼栋"),
          ("estate", "小区"), ("grid", "网格"), ("entrance", "单元"))
_THROUGH = (("resident", "居民"), ("household", "家庭"))
"""Links through which a record's conditions and groupings may reach."""


def ledgers(desk: Desk, text: str = "") -> list[Choice]:
    """The ledgers whose title is meant by a typed text."""
    return [Choice(one.key, one.title, one.note) for one in desk.catalog.ledgers.values()
            if not text or matches(text, one.title)]


def paths(catalog: Catalog, record: str) -> Iterator[tuple[str, Kind]]:
    """The columns of a record that conditions may ask about: its own, and those of its person or household."""
    yield from _own(catalog, record, "")
    fields = catalog.record(record).fields
    for link, _ in _THROUGH:
        field = fields.get(link)
        if field is not None and isinstance(field.kind, Link) and field.kind.record == link:
            yield from _own(catalog, link, f"{link}.")


def _own(catalog: Catalog, record: str, before: str) -> Iterator[tuple[str, Kind]]:
    spec = catalog.record(record)
    if "birth" in spec.fields:
        yield f"{before}age(birth)", AGE
    for key, field in (catalog.fields(record) | catalog.extra_fields(record)).items():
        if not isinstance(field.kind, Files) and key not in ("owner",):
            yield before + key, field.kind
    for key in spec.shown:
        yield before + key, catalog.column(record, key).kind


def columns(catalog: Catalog, record: str) -> list[Choice]:
    """The same, to be picked from."""
    made = []
    for path, kind in paths(catalog, record):
        if not isinstance(kind, Link):
            made.append(Choice(path, column_title(catalog, record, path)))
    return made


def groupings(desk: Desk, record: str) -> list[tuple[str, str]]:
    """(text, title) of the groupings that a ledger of the record may have."""
    made = []
    for by, title in _FIRST:
        try:
            grouping(desk.catalog, record, by)
        except Invalid:
            continue
        made.append((by, title))
    for path, kind in paths(desk.catalog, record):
        if isinstance(kind, Code | Codes | Link) or (isinstance(kind, Text) and not isinstance(kind, LongText)
                                                     and path in _PEOPLE):
            made.append((path, column_title(desk.catalog, record, path)))
    return made


_PEOPLE = frozenset(("visitor", "mediator", "handler", "teacher", "worker", "organiser"))
"""Text columns that name who did the work."""


def measured(desk: Desk, record: str) -> list[tuple[str, str]]:
    """(kind:path, title) of what may be counted or added up."""
    made = [(COUNTING, "条数")]
    for path, kind in paths(desk.catalog, record):
        title = column_title(desk.catalog, record, path)
        if isinstance(kind, Link):
            made.append((f"distinct:{path}", f"不同的{title}数"))
        elif kind.numeric and not isinstance(kind, Date | PartialDate | Month):
            ways = [way for way in _WAYS if not (way[0] == "sum" and "age(" in path)]
            made += [(f"{way}:{path}", f"{title}{word}") for way, word in ways]
    return made


_WAYS = (("sum", "合计"), ("average", "平均"), ("median", "中位数"), ("max", "最大"), ("min", "最小"))


def linked(catalog: Catalog, record: str) -> list[Choice]:
    """(record, via) of what leads here: 「走访」, 「调解当事人」, as choices with (record, via) values."""
    made = []
    for spec in catalog.records.values():
        for key, field in spec.fields.items():
            if isinstance(field.kind, Link) and field.kind.record == record and spec.key != record:
                made.append(Choice((spec.key, key), spec.title, field.title if _ambiguous(spec.fields, record) else ""))
        for part, one in spec.parts.items():
            via = next((f.key for f in one.fields if isinstance(f.kind, Link) and f.kind.record == record), "")
            if via:
                made.append(Choice((f"{spec.key}.{part}", via), f"{spec.title}{one.title}"))
    return made


def _ambiguous(fields: Mapping[str, Field], record: str) -> bool:
    return sum(isinstance(f.kind, Link) and f.kind.record == record for f in fields.values()) > 1


def picked(choices: Sequence[Choice], text: str) -> list[Choice]:
    """Choices that a typed text means."""
    return [one for one in choices if not text or matches(text, one.title)]
