"""Ledgers: named views of one record kind. They are never edited; records are."""

from __future__ import annotations

from dataclasses import dataclass

from desk.spec.column import Column
from desk.spec.condition import Condition
from desk.spec.record import Entry


@dataclass(frozen=True)
class Ledger:
    """A condition, columns, order and totals over one record.

    `columns` are dotted paths (see `desk.spec.column`), each with an optional own head.
    An empty `tab` means the record's; `everyday` ones stand at the left of their tab, the
    rest wait in 台账库.
    """

    key: str
    title: str
    record: str
    columns: tuple[tuple[str, str], ...]
    where: Condition | None = None
    order: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    tab: str = ""
    event: str = ""
    """Counts a state record by another date, e.g. 迁入 by a residence's start."""
    everyday: bool = False
    note: str = ""
    made_here: bool = False
    """True for a ledger the office made for itself."""


def ledger(
    key: str,
    title: str,
    record: type[Entry],
    *columns: Column,
    where: Condition | None = None,
    order: tuple[Column, ...] = (),
    totals: tuple[Column, ...] = (),
    tab: str = "",
    event: Column | None = None,
    everyday: bool = False,
    note: str = "",
) -> Ledger:
    """Declare a ledger with column references; about ten lines."""
    return Ledger(
        key, title, record.spec.key,
        tuple((c.path, getattr(c, "title", "")) for c in columns),
        where, tuple(c.path for c in order), tuple(c.path for c in totals), tab,
        event.path if event is not None else "", everyday, note,
    )
