"""Figures about groups that the caller may not see: they are unknown to them, which is not the same as none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk.kinds import Link
from desk.spec import (
    And,
    AsOf,
    Balance,
    Children,
    Compare,
    Condition,
    Figure,
    Grouped,
    Is,
    Linked,
    Measure,
    Not,
    Or,
    PartTotal,
    Share,
)
from desk.spec.catalog import Catalog
from desk.spec.figure_checks import used_by

WHY = "没有查看这类人员的权限"

Shut = Mapping[str, Sequence[str]]


def kept_from(catalog: Catalog, figure: Figure, shut: Shut) -> bool:
    """Whether a figure asks for a closed category, itself or by the figures it is computed from."""
    if not shut:
        return False
    ledger = catalog.ledger(figure.ledger)
    terms = [(ledger.record, ledger.where), (ledger.record, figure.where), *_terms(ledger.record, figure.measure)]
    if isinstance(figure.measure, Grouped) and figure.measure.among:
        universe = catalog.ledger(figure.measure.universe[0])
        terms.append((universe.record, universe.where))
    return any(hidden(catalog, record, term, shut) for record, term in terms) or any(
        kept_from(catalog, catalog.figure(key), shut) for key in used_by(figure.measure))


def _terms(record: str, measure: Measure) -> list[tuple[str, Condition | None]]:
    """The conditions that stand in a measure, each with the record that it is read on."""
    match measure:
        case Share(term) | Balance(term):
            return [(record, term)]
        case PartTotal(part, _, where):
            return [(f"{record}.{part}", where)]
        case Grouped(_, inner):
            return _terms(record, inner)
    return []


def hidden(catalog: Catalog, record: str, term: Condition | None, shut: Shut) -> bool:
    """Whether a condition asks for a closed category."""
    match term:
        case And(terms) | Or(terms):
            return any(hidden(catalog, record, one, shut) for one in terms)
        case Not(inner):
            return hidden(catalog, record, inner, shut)
        case AsOf(_, inner):
            return hidden(catalog, record, inner, shut)
        case Children():
            return hidden(catalog, term.record, term.where, shut)
        case Linked(path, where):
            kind = catalog.column(record, path).kind
            return isinstance(kind, Link) and hidden(catalog, kind.record, where, shut)
        case Is(path, codes):
            return _asked(catalog, record, path, codes, shut)
        case Compare(path, _, value):
            return _asked(catalog, record, path, (value,), shut)
    return False


def _asked(catalog: Catalog, record: str, path: str, codes: Sequence[object], shut: Shut) -> bool:
    column = catalog.column(record, path)
    asked = column.key == catalog.record(column.record).category
    return asked and not set(map(str, codes)).isdisjoint(shut.get(column.record, ()))
