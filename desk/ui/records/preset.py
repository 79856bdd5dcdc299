"""What a new record of a ledger has already: in 「讲座台账」 it is a lecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.service.desk import Desk
from desk.spec import And, Condition, Is, Ledger
from desk.spec.catalog import Catalog

_WORKERS = {"visit": ("visitor",), "grant": ("worker",), "request": ("first_asked", "handler")}
"""The fields that name who does it: on a new record that is, as a rule, who writes it down."""
_AGENCY = ("agency", "02")
"""Requests of this category and below are done 代办 (codes of request_way)."""


def preset(catalog: Catalog, ledger: Ledger) -> dict[str, Any]:
    """The category that every row of the ledger has, where there is just one."""
    field = catalog.record(ledger.record).category
    codes = [t.codes for t in _all(ledger.where) if isinstance(t, Is) and field and t.path == field]
    return {field: codes[0][0]} if codes and len(codes[0]) == 1 else {}


def worker_preset(desk: Desk, record: str) -> dict[str, Any]:
    """The present worker's name in the fields for it."""
    return dict.fromkeys(_WORKERS.get(record, ()), desk.caller.worker)


def way_of(desk: Desk, record: str, draft: Mapping[str, Any]) -> dict[str, Any]:
    """How a request of its category is handled."""
    if record != "request" or not draft.get("category"):
        return {}
    above, way = _AGENCY
    return {"way": way} if any(c.key == above for c in desk.catalog.ancestry(record, draft["category"])) else {}


def _all(where: Condition | None) -> Iterator[Condition]:
    """The conditions that hold together."""
    if isinstance(where, And):
        for term in where.terms:
            yield from _all(term)
    elif where is not None:
        yield where
