"""Rows in memory, column by column: what many questions at once are answered from.

A figure is not worth a query: all figures of a year read the same few columns of the same
records, so each record is read once, only the columns that some figure names, and only the
events since the earliest day that anybody asks for. `desk.store.masks` reads conditions on them.
"""

from __future__ import annotations

import gc
import json
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, MetaData, select

from desk.kinds import Kind, Storage
from desk.spec.catalog import Catalog
from desk.store.plan import Plan

Values = list[Any]
_FEW, _MANY = 255, 65_000


class _Codes(dict[Any, int]):
    """Numbers values as they come."""

    def __missing__(self, value: Any) -> int:
        if len(self) >= _FEW:
            raise OverflowError
        self[value] = len(self)
        return self[value]


class Coded:
    """A column: its different values in order, and the rank of each row's value in two bytes.

    A test of few values, and a range of any, are then tables of bytes: no step a row.
    """

    def __init__(self, values: Values) -> None:
        self.values = values

    @cached_property
    def _coded(self) -> tuple[Values, tuple[bytes, bytes] | None]:
        """The different values in order, blanks left out, and low and high byte of each row's rank.

        Few have no high byte; blanks rank last; too many have no ranks, nor have values without an order."""
        found = _Codes()
        try:
            codes = bytes(map(found.__getitem__, self.values))
        except OverflowError:
            return self._many()
        known = sorted(value for value in found if value is not None)
        rank = {value: at for at, value in enumerate(known)}
        moved = bytes(rank.get(value, len(known)) for value in found)
        return known, (codes.translate(moved.ljust(256, b"\0")), b"")

    def _many(self) -> tuple[Values, tuple[bytes, bytes] | None]:
        found = dict.fromkeys(self.values)
        found.pop(None, None)
        known = sorted(found)
        if len(known) >= _MANY:
            return known, None
        rank = {value: at for at, value in enumerate(known)}
        rank[None] = len(known)
        codes = array("H", map(rank.__getitem__, self.values))
        if sys.byteorder == "big":
            codes.byteswap()
        whole = codes.tobytes()
        return known, (whole[::2], whole[1::2])

    @property
    def known(self) -> Values:
        return self._coded[0]

    @property
    def ranks(self) -> tuple[bytes, bytes] | None:
        return self._coded[1]

    def mask(self, test: Callable[[Any], bool]) -> int:
        """The rows whose value passes; a blank never does."""
        ranks = self.ranks
        if ranks is not None and not ranks[1]:
            passed = bytes(map(bool, map(test, self.known)))
            return int.from_bytes(ranks[0].translate(passed.ljust(256, b"\0")), "little")
        good = set(filter(test, self.known))
        return int.from_bytes(bytes(map(good.__contains__, self.values)), "little")

    def between(self, low: Any, high: Any, *, above: bool = False, below: bool = False) -> int:
        """The rows with `low` <= value <= `high`; None is open, `above` and `below` leave the bound itself out."""
        if self.ranks is None:
            return self.mask(lambda value: (low is None or (value > low if above else value >= low))
                             and (high is None or (value < high if below else value <= high)))
        first = 0 if low is None else (bisect_right if above else bisect_left)(self.known, low)
        last = len(self.known) if high is None else (bisect_left if below else bisect_right)(self.known, high)
        return self._under(last) ^ self._under(min(first, last))

    def _under(self, rank: int) -> int:
        """The rows of a lower rank."""
        assert self.ranks is not None
        lows, highs = self.ranks
        if not highs:
            return int.from_bytes(lows.translate(_LESS[rank]), "little")
        high, low = rank >> 8, rank & 255
        less = int.from_bytes(highs.translate(_LESS[high]), "little")
        if not low:
            return less
        same = int.from_bytes(highs.translate(_SAME[high]), "little")
        return less | same & int.from_bytes(lows.translate(_LESS[low]), "little")


class Led(Coded):
    """A column of other rows, as the rows see it whose links lead there (-1 leads nowhere)."""

    def __init__(self, source: Coded, places: Sequence[int]) -> None:
        self._source, self._places = source, places

    @cached_property
    def values(self) -> Values:  # type: ignore[override]
        return list(map([*self._source.values, None].__getitem__, self._places))

    @cached_property
    def _coded(self) -> tuple[Values, tuple[bytes, bytes] | None]:
        known, ranks = self._source.known, self._source.ranks
        if ranks is None:
            return known, None
        low, high = (bytes(map((held + bytes([code])).__getitem__, self._places)) if held else b""
                     for held, code in zip(ranks, (len(known) & 255, len(known) >> 8), strict=True))
        return known, (low, high)


_LESS = [b"\1" * n + b"\0" * (256 - n) for n in range(257)]
_SAME = [b"\0" * n + b"\1" + b"\0" * (255 - n) for n in range(256)]


class Rows:
    """The rows of a record that are not deleted, by id. A mask is a number with one byte a row, the first lowest."""

    def __init__(self, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in keys]
        self._columns = dict(zip(keys, map(Coded, columns), strict=True))
        self.ids: list[int] = self._columns["id"].values
        self.size = len(self.ids)
        self.place = {id: at for at, id in enumerate(self.ids)}
        self.all = int.from_bytes(b"\1" * self.size, "little")
        self._extra: list[dict[str, Any]] | None = None
        self._places: dict[tuple[str, int], list[int]] = {}

    def column(self, key: str) -> Coded:
        return self._columns[key]

    def extra(self, key: str, kind: Kind) -> Coded:
        """A category's own field."""
        at = f"x.{key}"
        if at not in self._columns:
            if self._extra is None:
                texts = (text or "{}" for text in self._columns["extra"].values)
                self._extra = json.loads(f"[{','.join(texts)}]")
            values, wanted = [row.get(key) for row in self._extra], int if kind.storage is Storage.INTEGER else str
            if not set(map(type, values)) <= {wanted, type(None)}:
                values = [_cast(value, wanted) for value in values]
            self._columns[at] = Coded(values)
        return self._columns[at]

    def bytes(self, mask: int) -> bytes:
        """A mask as one byte a row."""
        return mask.to_bytes(self.size, "little")

    def leads(self, key: str, to: Rows) -> list[int]:
        """Where a link of each row leads among the rows of `to`: their places, -1 for none."""
        at = (key, id(to))
        if at not in self._places:
            self._places[at] = list(map(to.place.get, self._columns[key].values, repeat(-1)))
        return self._places[at]


def _cast(value: Any, wanted: type) -> Any:
    """A value of another type than its field's, as the database would read it."""
    try:
        return None if value is None else wanted(value)
    except ValueError:
        return None


class Memory:
    """The planned rows, read when they are first asked for."""

    def __init__(self, conn: Connection, catalog: Catalog, meta: MetaData, plan: Plan, today: str,
                 closed: Mapping[str, Sequence[str]] | None = None) -> None:
        self.conn, self.catalog, self.meta, self.plan, self.today = conn, catalog, meta, plan, today
        self.closed = closed or {}
        """Categories by record whose rows are not there for the caller."""
        self.kept: dict[object, Any] = {}
        """What readings of other days can use again: it does not depend on the day."""
        self._rows: dict[str, Rows] = {}
        self._past: dict[tuple[str, str], list[tuple[int, str, str]]] = {}

    def rows(self, record: str) -> Rows:
        if record not in self._rows:
            self._rows[record] = self._load(record)
        return self._rows[record]

    def _load(self, record: str) -> Rows:
        """One reading of the table. A part lives with its owner."""
        spec = self.catalog.record(record)
        keys = sorted(self.plan.columns[record])
        owner = self.catalog.record(spec.part_of) if spec.part_of else spec
        source, whose = f'"{spec.table}" t', "t"
        if spec.part_of:
            source, whose = f'{source} JOIN "{owner.table}" o ON o.id = t.owner', "o"
        tests, given = [f"{whose}.deleted = 0"], list[str]()
        if (floor := self.plan.floors.get(record, "")) and owner.event:
            tests.append(f'{whose}."{owner.event}" >= ?')
            given.append(floor)
        if shut := self.closed.get(owner.key):
            tests.append(f"""coalesce({whose}."{owner.category}", '') NOT IN ({', '.join('?' * len(shut))})""")
            given += shut
        chosen = ", ".join(f't."{key}"' for key in keys)
        with no_collection():
            found = self.conn.exec_driver_sql(
                f"SELECT {chosen} FROM {source} WHERE {' AND '.join(tests)} ORDER BY t.id", tuple(given)).cursor
            return Rows(keys, found.fetchall() if found is not None else [])

    def past(self, record: str, field: str) -> list[tuple[int, str, str]]:
        """(record id, until, value) of what a dated field held before, the latest first."""
        at = (record, field)
        if at not in self._past:
            t = self.meta.tables["past"]
            stmt = select(t.c.record_id, t.c.until, t.c.value).where(t.c.record == record, t.c.field == field)
            found = self.conn.execute(stmt.order_by(t.c.until.desc()))
            self._past[at] = [(id, until, value) for id, until, value in found]
        return self._past[at]


@contextmanager
def no_collection() -> Iterator[None]:
    """Thousands of short-lived rows would set off the search for cycles again and again; they have none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
