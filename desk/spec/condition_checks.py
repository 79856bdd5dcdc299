"""Checks of conditions (E05x): paths are columns, codes are in their lists, values are of the column's kind."""

from __future__ import annotations

from collections.abc import Iterator

from desk.errors import Invalid
from desk.kinds import Code, Codes, Date, DateTime, Link, Month, PartialDate, Storage
from desk.spec.as_of import own_day
from desk.spec.catalog import Catalog, Resolved
from desk.spec.condition import And, AsOf, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.lifecycle import STATE_CLASSES

_DATES = (Date, PartialDate, DateTime, Month)


def column_of(catalog: Catalog, record: str, path: str) -> Resolved | None:
    """What a path means; None where it means nothing."""
    try:
        return catalog.column(record, path)
    except Invalid:
        return None


def condition(catalog: Catalog, record: str, term: Condition | None, who: str) -> Iterator[str]:
    """What is wrong in a condition on rows of a record; `who` names whose it is."""
    match term:
        case And(terms) | Or(terms):
            for one in terms:
                yield from condition(catalog, record, one, who)
        case Not(inner):
            yield from condition(catalog, record, inner, who)
        case Children():
            yield from _children(catalog, record, term, who)
        case Linked(path, where):
            to = column_of(catalog, record, path)
            if to is None or not isinstance(to.kind, Link):
                yield f"E057 {who}的条件中的关联不存在：{path}"
            else:
                yield from condition(catalog, to.kind.record, where, who)
        case AsOf(day, where):
            if day == "row" and not own_day(catalog, record):
                yield f"E058 {who}的条件要按记录自己的日期，但这种记录没有日期：{record}"
            yield from condition(catalog, record, where, who)
        case Compare(path) | Is(path) | Blank(path) | Has(path) | Classed(path):
            column = column_of(catalog, record, path)
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
            if state_class not in STATE_CLASSES or not _is_state(catalog, column):
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
    if term.own_day and not own_day(catalog, term.record):
        yield f"E058 {who}的条件要按记录自己的日期，但这种记录没有日期：{term.record}"
    if term.after and not catalog.record(term.record).event:
        yield f"E059 {who}的条件要此后的记录，但这种记录不是一件事：{term.record}"
    yield from condition(catalog, term.record, term.where, who)


def _is_state(catalog: Catalog, column: Resolved) -> bool:
    """Whether a column holds the state of a lifecycle: a record's own, or that after one of its steps."""
    spec = catalog.record(column.record)
    owner = catalog.record(spec.part_of) if spec.part_of else spec
    return bool(owner.state) and column.key == owner.state and bool(catalog.states(owner.key))
