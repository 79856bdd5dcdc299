"""What a figure comes to, and how numbers are rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from desk.spec.render import digits

Number = int | float
NO_ROW = "没有符合条件的记录，无法计算"


@dataclass(frozen=True)
class FigureValue:
    """A figure of a period. `value` None means it cannot be computed, with `why`.

    `rows` is the number of records behind it (of a share: the numerator; `of` the denominator);
    `change` is the difference on `last_year`, `rate` the same in per cent of it; `text` is how
    it reads: 「36人」, 「6月、9月、11月」, 「达标」.
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


@dataclass(frozen=True)
class FigureRow:
    """One record behind a figure."""

    record: str
    id: int
    title: str
    date: str


Behind = tuple[tuple[str, int], ...]
"""Records with the masks of their rows."""


@dataclass(frozen=True)
class Read:
    """A measure read for one period: the value people see, the exact one to compute with, and the rows behind it."""

    value: Number | None
    exact: Decimal | None = None
    behind: Behind = ()
    of: int | None = None
    why: str = ""
    text: str = ""

    @property
    def rows(self) -> int:
        return sum(mask.bit_count() for _, mask in self.behind)

    def reads(self, unit: str) -> str:
        """How it reads with its unit."""
        return self.text or ("" if self.value is None else f"{digits(self.value)}{unit}")


def half_up(value: float | Decimal, places: int = 1) -> float:
    """Rounded half up, as people do."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(str(value)).quantize(step, ROUND_HALF_UP))


def number(exact: Decimal, places: int = 2) -> Number:
    """An exact value as people see it: whole numbers whole, others rounded."""
    if exact == exact.to_integral_value():
        return int(exact)
    rounded = half_up(exact, places)
    return int(rounded) if rounded.is_integer() else rounded


def per_cent(part: Decimal | int, whole: Decimal | int) -> float:
    """To one decimal, half up."""
    return half_up(Decimal(part) * 100 / Decimal(whole))


def growth(now: float | None, then: float | None) -> tuple[Number | None, float | None]:
    """Difference and per cent; per cent of nothing is None."""
    if now is None or then is None:
        return None, None
    change = now - then
    change = change if isinstance(change, int) else half_up(change, 2)
    return change, half_up(Decimal(str(change)) * 100 / Decimal(str(then))) if then else None
