"""The day that links, dated fields, groups and ages are read as of: an event's own date, or the day of the reading."""

from __future__ import annotations

from desk.kinds import Link
from desk.spec.catalog import Catalog
from desk.spec.condition import And, AsOf, Blank, Children, Classed, Compare, Condition, Has, Is, Linked, Not, Or
from desk.spec.ledger import Ledger


def counted_by(catalog: Catalog, ledger: Ledger) -> str:
    """The path of the date that a ledger's rows count by, and are read as of; "" for states."""
    return ledger.event or catalog.record(ledger.record).event


def own_day(catalog: Catalog, record: str) -> str:
    """The path of a row's own date: an event's, the first day of a state, its owner's for a part; "" where it has
    none."""
    spec = catalog.record(record)
    if spec.part_of:
        path = own_day(catalog, spec.part_of)
        return path and f"owner.{path}"
    return spec.event or (spec.span[0] if spec.span else "")


def varies(catalog: Catalog, record: str, term: Condition | None) -> bool:
    """Whether a condition may say otherwise as of another day."""
    match term:
        case And(terms) | Or(terms):
            return any(varies(catalog, record, one) for one in terms)
        case Not(inner):
            return varies(catalog, record, inner)
        case Linked(path, where):
            to = catalog.column(record, path)
            return to.varies or (isinstance(to.kind, Link) and varies(catalog, to.kind.record, where))
        case Children():
            return not term.ever or (not term.own_day and (
                catalog.column(term.record, term.via).varies or varies(catalog, term.record, term.where)))
        case Compare(path) | Is(path) | Blank(path) | Has(path) | Classed(path):
            return catalog.column(record, path).varies
    assert term is None or isinstance(term, AsOf), term
    return False


def day_word(catalog: Catalog, record: str, by: str) -> str:
    """What the day of a row is called: 「走访当日」, 「活动当日」, 「迁入当日」."""
    column = catalog.column(record, by)
    title = column.title.removesuffix("日期").removesuffix("时间")
    return f"{title or catalog.record(column.record).title.partition('与')[0]}当日"
