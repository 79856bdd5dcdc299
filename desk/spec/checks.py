"""Checks of declarations, ours and the office's alike, with stable codes.

E01x records, E02x categories, E03x lifecycles, E04x ledgers, E05x conditions, E06x figures.
A sound catalog has none. The checks read declarations only, never the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, DateTime, Kind, Link, Month, PartialDate, Storage
from desk.spec.catalog import Catalog, Resolved
from desk.spec.category import STATE_CLASSES, Category, Lifecycle
from desk.spec.condition import And, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.figure import Average, Distinct, Extreme, Figure, PartTotal, Share, Total
from desk.spec.ledger import Ledger
from desk.spec.record import Record

TABS = ("residents", "services", "mediation", "activities", "committee")

_DATES = (Date, PartialDate, DateTime, Month)


def check(catalog: Catalog) -> list[str]:
    """Every finding, as "E0xx …" in Chinese; an empty list means that all declarations hold together."""
    found = [
        *(line for one in catalog.records.values() for line in _record(catalog, one)),
        *(line for record, own in catalog.categories.items() for line in _categories(catalog, record, own)),
        *(line for record, life in _lifecycles(catalog) for line in _lifecycle(catalog, record, life)),
        *(line for one in catalog.ledgers.values() for line in _ledger(catalog, one)),
        *(line for one in catalog.figures.values() for line in _figure(catalog, one)),
        *_twice("E045 台账重名", (one.title for one in catalog.ledgers.values())),
        *_twice("E064 指标重名", (one.title for one in catalog.figures.values())),
    ]
    return list(dict.fromkeys(found))


def _twice(code: str, names: Iterable[str]) -> list[str]:
    return [f"{code}：{name}" for name, number in Counter(names).items() if number > 1]


def _column(catalog: Catalog, record: str, path: str) -> Resolved | None:
    try:
        return catalog.column(record, path)
    except Invalid:
        return None


# records

def _record(catalog: Catalog, spec: Record) -> Iterator[str]:
    who = f"记录「{spec.title}」"
    if spec.tab not in TABS:
        yield f"E019 {who}没有这个页签：{spec.tab}"
    for path in (*spec.name, *spec.detail, *(p.lstrip("-") for p in spec.order)):
        if _column(catalog, spec.key, path) is None:
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
    for key in spec.subjects:
        if not (key in spec.fields and isinstance(spec.fields[key].kind, Link)):
            yield f"E016 {who}的对象栏不是关联：{key}"
    yield from _links(catalog, spec)


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
        if _column(catalog, spec.key, shown.path) is None:
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


def _lifecycles(catalog: Catalog) -> Iterator[tuple[str, Lifecycle]]:
    yield from catalog.lifecycles.items()
    for record, own in catalog.categories.items():
        yield from ((record, one.lifecycle) for one in own.values() if one.lifecycle is not None)


def _lifecycle(catalog: Catalog, record: str, life: Lifecycle) -> Iterator[str]:
    keys = {state.key for state in life.states}
    for state in life.states:
        if state.state_class not in STATE_CLASSES:
            yield f"E030 状态「{state.title}」的分类不对：{state.state_class}"
    for pair in sorted(life.moves):
        for key in set(pair) - keys:
            yield f"E031 流转中没有这个状态：{key}"
    for key, fields in life.needs.items():
        for field in (key, *fields):
            known = keys if field == key else catalog.fields(record)
            if field not in known:
                yield f"E032 流转要求的状态或字段不存在：{field}"


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
        column = _column(catalog, one.record, path)
        if column is None:
            yield f"E041 {who}没有这一栏：{path}"
        else:
            heads.append(title or column.title)
    if not one.columns:
        yield f"E049 {who}没有栏目"
    yield from _twice(f"E044 {who}的栏目重名", heads)
    for path in one.order:
        if _column(catalog, one.record, path.lstrip("-")) is None:
            yield f"E042 {who}的排序栏不存在：{path}"
    for path in one.totals:
        column = _column(catalog, one.record, path)
        if column is None or not column.kind.numeric or path not in paths:
            yield f"E043 {who}的合计栏不是数字栏：{path}"
    if one.event and not _dated(_column(catalog, one.record, one.event)):
        yield f"E046 {who}的日期栏不对：{one.event}"
    yield from _condition(catalog, one.record, one.where, who)


def _dated(column: Resolved | None) -> bool:
    return column is not None and isinstance(column.kind, Date)


# conditions

def _condition(catalog: Catalog, record: str, term: Condition | None, who: str) -> Iterator[str]:
    match term:
        case And(terms) | Or(terms):
            for one in terms:
                yield from _condition(catalog, record, one, who)
        case Not(inner):
            yield from _condition(catalog, record, inner, who)
        case Children():
            yield from _children(catalog, record, term, who)
        case Linked(path, where):
            to = _column(catalog, record, path)
            if to is None or not isinstance(to.kind, Link):
                yield f"E057 {who}的条件中的关联不存在：{path}"
            else:
                yield from _condition(catalog, to.kind.record, where, who)
        case Compare(path) | Is(path) | Blank(path) | Has(path) | Classed(path):
            column = _column(catalog, record, path)
            if column is None:
                yield f"E050 {who}的条件中没有这一栏：{path}"
            else:
                yield from _test(catalog, column, term, who)


def _test(catalog: Catalog, column: Resolved, term: Condition, who: str) -> Iterator[str]:
    match term:
        case Is(path, codes):
            if isinstance(column.kind, Code | Codes):
                for code in codes:
                    if str(code) not in column.kind.codes:
                        yield f"E051 {who}的条件中没有这个代码：{path} {code}"
        case Classed(path, state_class):
            if state_class not in STATE_CLASSES or not catalog.states(column.record):
                yield f"E054 {who}的条件中没有这种状态分类：{path} {state_class}"
        case Compare(path, _, value):
            if isinstance(value, Day) and not isinstance(column.kind, _DATES):
                yield f"E053 {who}的条件拿日期去比不是日期的栏：{path}"
            elif not isinstance(value, Day) and isinstance(value, int) != (column.kind.storage is Storage.INTEGER):
                yield f"E055 {who}的条件中的值与这一栏的类型不同：{path} {value}"


def _children(catalog: Catalog, record: str, term: Children, who: str) -> Iterator[str]:
    try:
        leads = catalog.column(term.record, term.via).kind
    except Invalid:
        yield f"E052 {who}的条件中没有这种关联：{term.record} {term.via}"
        return
    if not (isinstance(leads, Link) and leads.record == record):
        yield f"E052 {who}的条件中的关联不通到这里：{term.record} {term.via}"
    if term.below and "parent" not in catalog.record(record).fields:
        yield f"E056 {who}的条件中这种记录没有上下级：{record}"
    yield from _condition(catalog, term.record, term.where, who)


# figures

def _figure(catalog: Catalog, one: Figure) -> Iterator[str]:
    who = f"指标「{one.title}」"
    ledger = catalog.ledgers.get(one.ledger)
    if ledger is None:
        yield f"E060 {who}的台账不存在：{one.ledger}"
        return
    record, measure = ledger.record, one.measure
    if not one.unit:
        yield f"E066 {who}没有单位"
    yield from _condition(catalog, record, one.where, who)
    match measure:
        case Total(path) | Average(path) | Extreme(path):
            yield from _measured(catalog, record, path, who, numeric=True)
        case Distinct(path):
            yield from _measured(catalog, record, path, who, numeric=False)
        case Share(part):
            yield from _condition(catalog, record, part, who)
        case PartTotal():
            yield from _part_total(catalog, record, measure, who)


def _measured(catalog: Catalog, record: str, path: str, who: str, numeric: bool) -> Iterator[str]:
    column = _column(catalog, record, path)
    if column is None:
        yield f"E061 {who}没有这一栏：{path}"
    elif numeric and not column.kind.numeric:
        yield f"E062 {who}要统计的不是数字栏：{path}"


def _part_total(catalog: Catalog, record: str, measure: PartTotal, who: str) -> Iterator[str]:
    spec = catalog.records.get(record)
    if spec is None or measure.part not in spec.parts:
        yield f"E063 {who}没有这个明细：{measure.part}"
        return
    part = f"{record}.{measure.part}"
    if measure.field:
        yield from _measured(catalog, part, measure.field, who, numeric=True)
    yield from _condition(catalog, part, measure.where, who)
