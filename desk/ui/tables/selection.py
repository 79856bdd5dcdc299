"""The rows that a command is about: those of the table, or the ones marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from desk.service.lists.query import Query
from desk.spec import Compare, Condition, Is, Or
from desk.spec.condition import all_of

if TYPE_CHECKING:
    from desk.ui.session import Session

_MANY = 800
"""Terms that one condition may have."""


def only(session: Session, query: Query, chosen: Sequence[int]) -> Query:
    """The query narrowed to some of its rows."""
    catalog = session.desk.catalog
    tree = "parent" in catalog.record(catalog.ledger(query.ledger).record).fields
    rows: Condition = Is("id", tuple(chosen))
    if tree and len(chosen) < _MANY:
        rows = Or(tuple(Compare("id", "=", id) for id in chosen))
    return replace(query, where=all_of(query.where, rows))


def chooser(chosen: Sequence[int]) -> QCheckBox:
    """「只要选中的 3 条」: ticked where several are marked, hidden where none is."""
    box = QCheckBox(f"只要表中选中的 {len(chosen):,} 条")
    box.setChecked(len(chosen) > 1)
    box.setVisible(bool(chosen))
    return box
