"""What rules look up while rows are planned: the register once, with the rows that the file adds on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desk.kinds import Value
from desk.service.imports.store import Row, all_rows
from desk.service.look import StoreLook

PROVISIONAL = 1 << 40
"""Ids from here on are of rows not written yet."""


@dataclass
class PlanLook(StoreLook):
    """A `Look` for many rows. Rows not written yet have provisional ids.

    `answered` are questions (record, field) that matching has settled already: nobody else is found.
    """

    answered: frozenset[tuple[str, str]] = frozenset()
    _one: dict[tuple[str, int], Mapping[str, Any] | None] = field(default_factory=dict)
    _index: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)
    _all: dict[str, list[Row]] = field(default_factory=dict)

    def row(self, record: str, id: int) -> Mapping[str, Any] | None:
        if (record, id) not in self._one:
            self._one[record, id] = super().row(record, id) if id < PROVISIONAL else None
        return self._one[record, id]

    def rows(self, record: str, **where: Value) -> Sequence[Mapping[str, Any]]:
        (key, value), *more = where.items()
        if (record, key) in self.answered:
            return ()
        found = self.index(record, key).get(value, [])
        return [row for row in found if all(row.get(k) == v for k, v in more)] if more else found

    def lend(self, record: str, id: int, row: Row) -> None:
        """Let a row that another planner will write be looked up by its provisional id, and by its head."""
        self._one[record, id] = {**row, "id": id}
        if "head" in row:
            self.index(record, "head").setdefault(row["head"], []).append({**row, "id": id})

    def all(self, record: str) -> list[Row]:
        """Every living row of a record, those not written yet behind."""
        if record not in self._all:
            self._all[record] = all_rows(self.desk, self.conn, record)
        return self._all[record]

    def index(self, record: str, key: str) -> dict[Any, list[Row]]:
        """The rows by one of their fields."""
        if (record, key) not in self._index:
            made = self._index[record, key] = {}
            for row in self.all(record):
                made.setdefault(row.get(key), []).append(row)
        return self._index[record, key]

    def add(self, record: str, row: Row) -> int:
        """Let a row that is not written yet be found; its provisional id."""
        known = self.all(record)
        row["id"] = PROVISIONAL + len(known)
        known.append(row)
        self._one[record, row["id"]] = row
        for (owner, key), made in self._index.items():
            if owner == record:
                made.setdefault(row.get(key), []).append(row)
        return int(row["id"])
