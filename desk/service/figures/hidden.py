"""Figures about groups that the caller may not see: they are unknown to them, which is not the same as none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk.kinds import Link
from desk.spec import And, Children, Condition, Is, Linked, Not, Or
from desk.spec.catalog import Catalog

WHY = "没有查看这类人员的权限"

Shut = Mapping[str, Sequence[str]]


def hidden(catalog: Catalog, record: str, term: Condition | None, shut: Shut) -> bool:
    """Whether a condition asks for a closed category."""
    match term:
        case And(terms) | Or(terms):
            return any(hidden(catalog, record, one, shut) for one in terms)
        case Not(inner):
            return hidden(catalog, record, inner, shut)
        case Children():
            return hidden(catalog, term.record, term.where, shut)
        case Linked(path, where):
            kind = catalog.column(record, path).kind
            return isinstance(kind, Link) and hidden(catalog, kind.record, where, shut)
        case Is(path, codes):
            column = catalog.column(record, path)
            asked = column.key == catalog.record(column.record).category
            return asked and not set(map(str, codes)).isdisjoint(shut.get(column.record, ()))
    return False
