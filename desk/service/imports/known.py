"""Which stored row a row of a sheet is: by the record's `known_by`, else by its date or name without contradiction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.service.imports.look import PROVISIONAL, PlanLook
from desk.service.imports.store import Row
from desk.service.look import full_row
from desk.spec import Record


class Known:
    """The rows of one record by the fields they are known by, those of the file included."""

    def __init__(self, spec: Record, look: PlanLook) -> None:
        self.spec, self.look = spec, look
        self.sets = [_with_subjects(spec, keys) for keys in spec.known_by]
        loose = next((key for key in (spec.event, "name", "title", "full") if key in spec.fields), "")
        self.loose = (loose,) if loose else ()
        self._maps: dict[tuple[str, ...], dict[tuple[Any, ...], list[Row]]] = {}
        self._claimed: set[int] = set()
        self._full: dict[int, Row] = {}

    def row(self, id: int) -> Row:
        """A stored row with its child rows."""
        if id not in self._full:
            found = full_row(self.look.desk, self.look.conn, self.spec.key, id)
            assert found is not None
            self._full[id] = found
        return self._full[id]

    def add(self, row: Row) -> None:
        """Let a row of the file be known to the rows below it."""
        for keys, made in self._maps.items():
            made.setdefault(_of(row, keys), []).append(row)

    def match(self, draft: Row, values: Mapping[str, Any]) -> Row | None:
        """The row that is meant, or None. `values` are the row's own, `draft` is completed."""
        usable = [keys for keys in self.sets if self._usable(keys, draft)]
        for keys in usable:
            found = [row for row in self._found(keys, draft) if not self._contradicted(row, draft, usable)]
            row = self._pick(keys, found, values) or self._half(keys, draft, values) or self._any_category(
                keys, draft, values)
            if row is not None:
                return self._claim(row)
        if not usable and self.loose and draft.get(self.loose[0]) is not None:
            found = [row for row in self._found(self.loose, draft) if _agrees(row, values, self.spec)]
            return self._claim(found[0]) if found else None
        return None

    def _claim(self, row: Row) -> Row:
        self._claimed.add(row["id"])
        return row

    def _usable(self, keys: tuple[str, ...], draft: Row) -> bool:
        whom = [key for key in keys if key in self.spec.subjects]
        if whom and not any(draft.get(key) for key in whom):
            return False
        return bool(whom) or bool(keys and draft.get(keys[0]) is not None)

    def _contradicted(self, row: Row, draft: Row, usable: list[tuple[str, ...]]) -> bool:
        """Another number of its own says that the row is another one."""
        own = [keys[0] for keys in usable if len(keys) == 1]
        return len(own) > 1 and draft.get(own[0]) is not None and row.get(own[0]) not in (None, draft[own[0]])

    def _pick(self, keys: tuple[str, ...], found: list[Row], values: Mapping[str, Any]) -> Row | None:
        """Two events of one kind, day and person are two: each row of the file means one."""
        agreeing = next((row for row in found if _agrees(row, values, self.spec)), None)
        if agreeing is not None or not found:
            return agreeing
        if len(keys) > 1 and self.spec.event:
            return next((row for row in found if row["id"] < PROVISIONAL and row["id"] not in self._claimed), None)
        return found[0]

    def _half(self, keys: tuple[str, ...], draft: Row, values: Mapping[str, Any]) -> Row | None:
        """A key left blank, here or there, says nothing: the row that agrees with the rest, one in force first."""
        dates = self.spec.span or ()
        known = tuple(key for key in keys if key in self.spec.subjects or (key in values and key not in dates))
        if len(known) == len(keys) or self.spec.event or not self._usable(known, draft):
            return None
        found = [row for row in self._found(known, draft) if _agrees(row, values, self.spec)]
        end = self.spec.span[1] if self.spec.span else ""

        def nearness(row: Row) -> tuple[int, bool, int]:
            return sum(row.get(key) == value for key, value in values.items()), not row.get(end), row["id"]

        return max(found, key=nearness, default=None)

    def _any_category(self, keys: tuple[str, ...], draft: Row, values: Mapping[str, Any]) -> Row | None:
        """A sheet that does not say the category means any: the usual one is for new rows only."""
        if self.spec.category not in keys or self.spec.category in values or not self.spec.event:
            return None
        left = tuple(key for key in keys if key != self.spec.category)
        return self._pick(left, self._found(left, draft), values)

    def _found(self, keys: tuple[str, ...], draft: Row) -> list[Row]:
        if keys not in self._maps:
            made = self._maps[keys] = {}
            for row in self.look.all(self.spec.key):
                made.setdefault(_of(row, keys), []).append(row)
        return self._maps[keys].get(_of(draft, keys), [])


def _of(row: Row, keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row.get(key) for key in keys)


def _with_subjects(spec: Record, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a row concerns may be any of its subjects."""
    if "resident" not in keys or not spec.subjects:
        return keys
    at = keys.index("resident")
    return (*keys[:at], *spec.subjects, *keys[at + 1:])


def _agrees(row: Row, values: Mapping[str, Any], spec: Record) -> bool:
    """Whether nothing that the file says contradicts the row."""
    own = ((key, value) for key, value in values.items() if key in spec.fields or key.startswith("x."))
    return all(row.get(key) in (None, value) for key, value in own)
