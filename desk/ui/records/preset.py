"""What a new record of a ledger has already: in 「讲座台账」 it is a lecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.service.desk import Desk
from desk.spec import And, Condition, Is, Ledger
from desk.spec.catalog import Catalog


def preset(catalog: Catalog, ledger: Ledger) -> dict[str, Any]:
    """The category that every row of the ledger has, where there is just one."""
    field = catalog.record(ledger.record).category
    codes = [t.codes for t in _all(ledger.where) if isinstance(t, Is) and field and t.path == field]
    return {field: codes[0][0]} if codes and len(codes[0]) == 1 else {}


def worker_preset(desk: Desk, record: str) -> dict[str, Any]:
    """The present worker's name in the fields that say who does it: as a rule, who writes it down."""
    return dict.fromkeys(desk.catalog.record(record).presets.worker, desk.caller.worker)


def of_category(desk: Desk, record: str, draft: Mapping[str, Any]) -> dict[str, Any]:
    """What rows of the draft's category have, and those of the ones above it."""
    spec = desk.catalog.record(record)
    made: dict[str, Any] = {}
    for one in desk.catalog.ancestry(record, draft.get(spec.category)) if spec.category else ():
        made |= spec.presets.by_category.get(one.key, {})
    return made


def _all(where: Condition | None) -> Iterator[Condition]:
    """The conditions that hold together."""
    if isinstance(where, And):
        for term in where.terms:
            yield from _all(term)
    elif where is not None:
        yield where
