"""Rows in memory, column by column: what many questions at once are answered from.

A figure is not worth a query: all figures of a year read the same few columns of the same
records, so each record is read once, only the columns that some figure names, and only the
events since the earliest day that anybody asks for. `desk.store.masks` reads conditions on them.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, MetaData, select

from desk.kinds import Kind, Link, Storage
from desk.spec.catalog import Catalog
from desk.store.histories import Histories
from desk.store.plan import Plan
from desk.sweeping import no_sweeping

Values = Sequence[Any]
_FEW, _MANY = 255, 65_000
_NOTHING = frozenset((None, ""))


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
    def few(self) -> tuple[Values, bytes] | None:
        """Where the values are few: these in order, blanks left out, and each row's rank; blanks rank last."""
        found = _Codes()
        try:
            codes = bytes(map(found.__getitem__, self.values))
        except OverflowError:
            return None
        known = sorted(value for value in found if value is not None)
        rank = {value: at for at, value in enumerate(known)}
        moved = bytes(rank.get(value, len(known)) for value in found)
        return known, codes.translate(moved.ljust(256, b"\0"))

    @cached_property
    def ranks(self) -> tuple[Values, bytes, bytes] | None:
        """The values in order, low and high byte of each row's rank (few have no high one). None where there are
        too many of them."""
        if self.few is not None:
            return (*self.few, b"")
        found = dict.fromkeys(self.values)
        found.pop(None, None)
        if len(found) >= _MANY:
            return None
        known = sorted(found)
        rank = {value: at for at, value in enumerate(known)}
        rank[None] = len(known)
        codes = array("H", map(rank.__getitem__, self.values))
        if sys.byteorder == "big":
            codes.byteswap()
        whole = codes.tobytes()
        return known, whole[::2], whole[1::2]

    def mask(self, test: Callable[[Any], bool]) -> int:
        """The rows whose value passes; a blank never does."""
        if self.few is not None:
            known, codes = self.few
            passed = bytes(map(bool, map(test, known)))
            return int.from_bytes(codes.translate(passed.ljust(256, b"\0")), "little")
        return int.from_bytes(bytes([value is not None and test(value) for value in self.values]), "little")

    def among(self, wanted: Collection[Any]) -> int:
        """The rows whose value is one of these."""
        if self.few is not None:
            return self.mask(wanted.__contains__)
        return int.from_bytes(bytes(map((set(wanted) - {None}).__contains__, self.values)), "little")

    @cached_property
    def blank(self) -> int:
        """The rows that hold nothing."""
        return int.from_bytes(bytes(map(_NOTHING.__contains__, self.values)), "little")

    def between(self, low: Any, high: Any, *, above: bool = False, below: bool = False) -> int:
        """The rows with `low` <= value <= `high`; None is open, `above` and `below` leave the bound itself out."""
        if self.ranks is None:
            return self.mask(lambda value: (low is None or (value > low if above else value >= low))
                             and (high is None or (value < high if below else value <= high)))
        known, lows, highs = self.ranks
        first = 0 if low is None else (bisect_right if above else bisect_left)(known, low)
        last = len(known) if high is None else (bisect_left if below else bisect_right)(known, high)
        return _under(lows, highs, last) ^ _under(lows, highs, min(first, last))


def _under(lows: bytes, highs: bytes, rank: int) -> int:
    """The rows of a lower rank."""
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
    def few(self) -> tuple[Values, bytes] | None:
        if self._source.few is None:
            return None
        known, codes = self._source.few
        return known, self._led(codes, len(known))

    @cached_property
    def ranks(self) -> tuple[Values, bytes, bytes] | None:
        if self._source.ranks is None:
            return None
        known, lows, highs = self._source.ranks
        blank = len(known)
        return known, self._led(lows, blank & 255), self._led(highs, blank >> 8) if highs else b""

    def _led(self, codes: bytes, blank: int) -> bytes:
        return bytes(map((codes + bytes([blank])).__getitem__, self._places))


_LESS = [b"\1" * n + b"\0" * (256 - n) for n in range(257)]
_SAME = [b"\0" * n + b"\1" + b"\0" * (255 - n) for n in range(256)]


class Rows:
    """The rows of a record that are not deleted, by id. A mask is a number with one byte a row, the first lowest."""

    def __init__(self, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        columns: Iterable[Values] = zip(*rows, strict=True) if rows else [()] * len(keys)
        self._columns = dict(zip(keys, map(Coded, columns), strict=True))
        self.ids: Sequence[int] = self._columns["id"].values
        self.size = len(self.ids)
        self.all = int.from_bytes(b"\1" * self.size, "little")
        self._places: dict[tuple[str, int], list[int]] = {}

    @cached_property
    def place(self) -> dict[int, int]:
        """Where the row with an id stands."""
        return {id: at for at, id in enumerate(self.ids)}

    def column(self, key: str) -> Coded:
        return self._columns[key]

    def extra(self, key: str, kind: Kind) -> Coded:
        """A category's own field."""
        at = f"x.{key}"
        if at not in self._columns:
            values, wanted = self._extras.get(key, [None] * self.size), int if kind.storage is Storage.INTEGER else str
            if not set(map(type, values)) <= {wanted, type(None)}:
                values = [_cast(value, wanted) for value in values]
            self._columns[at] = Coded(values)
        return self._columns[at]

    @cached_property
    def _extras(self) -> dict[str, list[Any]]:
        """The categories' own fields, all read at once."""
        made: dict[str, list[Any]] = {}
        texts = (text or "{}" for text in self._columns["extra"].values)
        for at, row in enumerate(json.loads(f"[{','.join(texts)}]")):
            for key, value in row.items():
                if key not in made:
                    made[key] = [None] * self.size
                made[key][at] = value
        return made

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
        self._past: dict[tuple[str, str], list[tuple[int, str, Any]]] = {}
        self.histories = Histories(self)

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
        if only := self.plan.only.get(record):
            tests.append(f't."{only[0]}" IN ({", ".join("?" * len(only[1]))})')
            given += only[1]
        if shut := self.closed.get(owner.key):
            tests.append(f"""coalesce({whose}."{owner.category}", '') NOT IN ({', '.join('?' * len(shut))})""")
            given += shut
        chosen = ", ".join(f't."{key}"' for key in keys)
        with no_sweeping():
            found = self.conn.exec_driver_sql(
                f"SELECT {chosen} FROM {source} WHERE {' AND '.join(tests)} ORDER BY t.id", tuple(given)).cursor
            return Rows(keys, found.fetchall() if found is not None else [])

    def past(self, record: str, field: str) -> list[tuple[int, str, Any]]:
        """(record id, until, value) of what a dated field held before, the latest first."""
        at = (record, field)
        if at not in self._past:
            t = self.meta.tables["past"]
            stmt = select(t.c.record_id, t.c.until, t.c.value).where(t.c.record == record, t.c.field == field)
            found = self.conn.execute(stmt.order_by(t.c.until.desc()))
            linked = isinstance(self.catalog.record(record).fields[field].kind, Link)
            self._past[at] = [(id, until, (int(value) if linked else value) if value else None)
                              for id, until, value in found]
        return self._past[at]
