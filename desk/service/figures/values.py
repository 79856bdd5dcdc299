"""What a figure comes to, and how numbers are rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from itertools import compress
from typing import Any

from desk.kinds import Kind
from desk.spec import Condition
from desk.spec.render import POINTS, change_unit, digits
from desk.store.masks import Sight

Number = int | float
_WIDE = Context(prec=100)
"""Room for the digits before the point of the largest numbers too."""

NO_ROW = "没有符合条件的记录，无法计算"


@dataclass(frozen=True)
class FigureValue:
    """A figure of a period. `value` None means it cannot be computed, with `why`.

    `rows` is the number of records behind it (of a share: the numerator; `of` the denominator);
    `change` is the difference on `last_year`, `rate` the same in per cent of it (of a share there is none: its
    change is in 个百分点); where nothing is known to compare with, `uncompared` says why. `text` is how it reads:
    「36人」, 「6月、9月、11月」, 「达标」.
    """

    key: str
    title: str
    value: Number | None
    unit: str
    last_year: Number | None
    change: Number | None
    rate: float | None
    rows: int
    of: int | None
    why: str
    text: str = ""
    uncompared: str = ""

    @property
    def change_unit(self) -> str:
        return change_unit(self.unit)


@dataclass(frozen=True)
class FigureRow:
    """One record behind a figure."""

    record: str
    id: int
    title: str
    date: str


Parts = tuple["Picked", ...]
"""The rows behind a value, one part a record or figure."""


@dataclass(frozen=True)
class Read:
    """A measure read for one period: the value people see, the exact one to compute with, and the rows behind it."""

    value: Number | None
    exact: Decimal | None = None
    parts: Parts = ()
    of: int | None = None
    why: str = ""
    text: str = ""

    @property
    def rows(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def behind(self) -> tuple[tuple[str, int], ...]:
        """The records with the masks of their rows."""
        return tuple((part.record, part.mask) for part in self.parts)

    def reads(self, unit: str) -> str:
        """How it reads with its unit."""
        return self.text or ("" if self.value is None else f"{digits(self.value)}{unit}")


def half_up(value: float | Decimal, places: int = 1) -> float:
    """Rounded half up, as people do."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(str(value)).quantize(step, ROUND_HALF_UP, _WIDE))


def number(exact: Decimal, places: int = 2) -> Number:
    """An exact value as people see it: whole numbers whole, others rounded."""
    if exact == exact.to_integral_value():
        return int(exact)
    rounded = half_up(exact, places)
    return int(rounded) if rounded.is_integer() else rounded


def per_cent(part: Decimal | int, whole: Decimal | int) -> float:
    """To one decimal, half up."""
    return half_up(Decimal(part) * 100 / Decimal(whole))


def growth(now: float | None, then: float | None, unit: str = "") -> tuple[Number | None, float | None]:
    """Difference and per cent; per cent of a share, of nothing, or of less than nothing, is None."""
    if now is None or then is None:
        return None, None
    change = now - then
    change = change if isinstance(change, int) else half_up(change, 2)
    rated = then > 0 and change_unit(unit) != POINTS
    return change, half_up(Decimal(str(change)) * 100 / Decimal(str(then))) if rated else None


class Picked:
    """Some rows of a record: a mask, or their places."""

    def __init__(self, sight: Sight, record: str, mask: int | None = None, at: Sequence[int] | None = None) -> None:
        self.sight, self.record = sight, record
        self._mask, self._at = mask, at

    @property
    def mask(self) -> int:
        if self._mask is None:
            made = bytearray(self.sight.memory.rows(self.record).size)
            for at in self._at or ():
                made[at] = 1
            self._mask = int.from_bytes(made, "little")
        return self._mask

    @cached_property
    def at(self) -> Sequence[int]:
        if self._at is not None:
            return self._at
        rows = self.sight.memory.rows(self.record)
        return list(compress(range(rows.size), rows.bytes(self.mask)))

    @property
    def count(self) -> int:
        return self.mask.bit_count() if self._at is None else len(self._at)

    def values(self, path: str) -> list[Any]:
        """What a column holds in these rows, blanks left out."""
        held = self.sight.values(self.record, path)
        if self._at is None:
            inside = self.sight.memory.rows(self.record).bytes(self.mask)
            return [value for value in compress(held, inside) if value is not None]
        return [held[at] for at in self._at if held[at] is not None]

    def different(self, path: str) -> set[Any]:
        """The different values that a column holds in these rows, blanks left out."""
        held, kind = self.sight.values(self.record, path), self.kind(path)
        if self._at is None:
            found = set(compress(held, self.sight.memory.rows(self.record).bytes(self.mask))) - {None}
        else:
            found = set(map(held.__getitem__, self._at)) - {None}
        return {one for value in found for one in kind.each(value)} if kind.several else found

    def part(self, term: Condition) -> Picked:
        """Those of the rows that satisfy a condition."""
        mask = self.sight.mask(self.record, term)
        if self._at is None:
            return Picked(self.sight, self.record, self.mask & mask)
        inside = self.sight.memory.rows(self.record).bytes(mask)
        return Picked(self.sight, self.record, at=[at for at in self._at if inside[at]])

    def kind(self, path: str) -> Kind:
        return self.sight.catalog.column(self.record, path).kind

    def union(self, others: Sequence[Picked]) -> Picked:
        """These rows and those of others of the same record, each once."""
        if self._at is not None and all(one._at is not None for one in others):
            return Picked(self.sight, self.record, at=sorted({at for one in (self, *others) for at in one.at}))
        mask = self.mask
        for one in others:
            mask |= one.mask
        return Picked(self.sight, self.record, mask)
