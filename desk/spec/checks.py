"""Checks of declarations, ours and the office's alike, with stable codes.

E01x records, E02x categories, E03x lifecycles, E04x ledgers, E05x conditions, E06x figures.
A sound catalog has none. The checks read declarations only, never the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from desk.errors import Invalid
from desk.kinds import Code, Date, Kind, Link
from desk.spec.catalog import Catalog, Resolved
from desk.spec.category import Category
from desk.spec.condition_checks import column_of, condition
from desk.spec.figure_checks import figure
from desk.spec.ledger import Ledger
from desk.spec.lifecycle_checks import lifecycles
from desk.spec.record import Record

TABS = ("residents", "services", "mediation", "activities", "committee")


def check(catalog: Catalog) -> list[str]:
    """Every finding, as "E0xx …" in Chinese; an empty list means that all declarations hold together."""
    found = [
        *(line for one in catalog.records.values() for line in _record(catalog, one)),
        *(line for record, own in catalog.categories.items() for line in _categories(catalog, record, own)),
        *lifecycles(catalog),
        *(line for one in catalog.ledgers.values() for line in _ledger(catalog, one)),
        *(line for one in catalog.figures.values() for line in figure(catalog, one)),
        *_twice("E045 台账重名", (one.title for one in catalog.ledgers.values())),
        *_twice("E064 指标重名", (one.title for one in catalog.figures.values())),
    ]
    return list(dict.fromkeys(found))


def _twice(code: str, names: Iterable[str]) -> list[str]:
    return [f"{code}：{name}" for name, number in Counter(names).items() if number > 1]


# records

def _record(catalog: Catalog, spec: Record) -> Iterator[str]:
    who = f"记录「{spec.title}」"
    if spec.tab not in TABS:
        yield f"E019 {who}没有这个页签：{spec.tab}"
    for path in (*spec.name, *spec.detail, *(p.lstrip("-") for p in spec.order)):
        if column_of(catalog, spec.key, path) is None:
            yield f"E010 {who}没有这一栏：{path}"
    for key in (spec.event, *(spec.span or ())):
        if key and not (key in spec.fields and isinstance(spec.fields[key].kind, Date)):
            yield f"E011 {who}的日期栏不对：{key}"
    for key in (spec.category, spec.state):
        if key and not (key in spec.fields and isinstance(spec.fields[key].kind, Code)):
            yield f"E013 {who}的类别或状态栏不对：{key}"
    for key in (spec.number, *(k for keys in spec.known_by for k in keys)):
        if key and key not in spec.fields:
            yield f"E014 {who}没有这个字段：{key}"
    yield from _facts(catalog, spec)
    for key in spec.subjects:
        if not (key in spec.fields and isinstance(spec.fields[key].kind, Link)):
            yield f"E016 {who}的对象栏不是关联：{key}"
    yield from _links(catalog, spec)


def _facts(catalog: Catalog, spec: Record) -> Iterator[str]:
    """What the record declares about itself names its own fields, categories and ledgers."""
    who = f"记录「{spec.title}」"
    importing, presets, categories = spec.importing, spec.presets, catalog.categories.get(spec.key, {})
    preset = (key for values in presets.by_category.values() for key in values)
    for key in (*presets.worker, *preset, *importing.derived, *importing.as_text, *importing.as_text.values(),
                *importing.aliases, *importing.not_in_roster, *spec.words.by):
        if key not in spec.fields:
            yield f"E014 {who}没有这个字段：{key}"
    for record, way in spec.led_from:
        if record not in catalog.records or column_of(catalog, record, way) is None:
            yield f"E010 {who}没有这一栏：{record}.{way}"
    for key, _, _ in importing.sides:
        if key.partition(":")[0] not in spec.parts:
            yield f"E014 {who}没有这个部分：{key}"
    for key in (*presets.by_category, *filter(None, (importing.unsaid,))):
        if key not in categories:
            yield f"E01A {who}没有这个类别：{key}"
    for due in spec.due:
        if not (due.date in spec.fields and isinstance(spec.fields[due.date].kind, Date)):
            yield f"E011 {who}的日期栏不对：{due.date}"
        yield from condition(catalog, spec.key, due.still, f"{who}的待办「{due.date}」")
    for lack in spec.lacks:
        ledger = catalog.ledgers.get(lack.ledger or spec.key)
        if ledger is None or ledger.record != spec.key:
            yield f"E01B {who}的缺项没有台账：{lack.ledger or spec.key}"
        yield from condition(catalog, spec.key, lack.where, f"{who}的缺项「{lack.text}」")


def _links(catalog: Catalog, spec: Record) -> Iterator[str]:
    who = f"记录「{spec.title}」"
    inside = [f for part in spec.parts.values() for f in part.fields]
    for one in (*spec.fields.values(), *inside):
        if isinstance(one.kind, Link) and one.kind.record not in catalog.records:
            yield f"E017 {who}关联的记录不存在：{one.kind.record}"
    for current in spec.currents.values():
        target = catalog.records.get(current.target)
        if target is None or current.by not in target.fields:
            yield f"E018 {who}的当前记录不对：{current.title}"
    for shown in (*spec.shown.values(), *spec.extras.values()):
        if column_of(catalog, spec.key, shown.path) is None:
            yield f"E010 {who}没有这一栏：{shown.path}"


# categories and lifecycles

def _categories(catalog: Catalog, record: str, own: dict[str, Category]) -> Iterator[str]:
    spec = catalog.records.get(record)
    if spec is None:
        yield f"E024 类别所属的记录不存在：{record}"
        return
    kinds: dict[str, Kind] = {}
    for one in own.values():
        who = f"类别「{one.title}」"
        if one.parent and one.parent not in own:
            yield f"E020 {who}的上级不存在：{one.parent}"
        if _circles(own, one):
            yield f"E021 {who}的上级是它自己的下级"
        for subject in set(one.subjects) - set(spec.subjects):
            yield f"E022 {who}的对象不对：{subject}"
        for field in one.fields:
            if kinds.setdefault(field.key, field.kind) != field.kind:
                yield f"E023 {who}的字段「{field.title}」与别的类别同名而类型不同：{field.key}"
    yield from _twice(f"E025 {spec.title}的类别重名", (one.title for one in own.values()))


def _circles(own: dict[str, Category], one: Category) -> bool:
    above, seen = own.get(one.parent), {one.key}
    while above is not None:
        if above.key in seen:
            return True
        seen.add(above.key)
        above = own.get(above.parent)
    return False


# ledgers

def _ledger(catalog: Catalog, one: Ledger) -> Iterator[str]:
    who = f"台账「{one.title}」"
    try:
        catalog.record(one.record)
    except Invalid:
        yield f"E040 {who}的记录不存在：{one.record}"
        return
    if one.tab and one.tab not in TABS:
        yield f"E048 {who}没有这个页签：{one.tab}"
    heads, paths = [], [path for path, _ in one.columns]
    for path, title in one.columns:
        column = column_of(catalog, one.record, path)
        if column is None:
            yield f"E041 {who}没有这一栏：{path}"
        else:
            heads.append(title or column.title)
    if not one.columns:
        yield f"E049 {who}没有栏目"
    yield from _twice(f"E044 {who}的栏目重名", heads)
    for path in one.order:
        if column_of(catalog, one.record, path.lstrip("-")) is None:
            yield f"E042 {who}的排序栏不存在：{path}"
    for path in one.totals:
        column = column_of(catalog, one.record, path)
        if column is None or not column.kind.numeric or path not in paths:
            yield f"E043 {who}的合计栏不是数字栏：{path}"
    if one.event and not _dated(column_of(catalog, one.record, one.event)):
        yield f"E046 {who}的日期栏不对：{one.event}"
    yield from condition(catalog, one.record, one.where, who)


def _dated(column: Resolved | None) -> bool:
    return column is not None and isinstance(column.kind, Date)
