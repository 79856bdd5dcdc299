"""Days of the five years: working days by season, festivals."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from random import Random

from desk.practice.words import table
from desk.spec.dates import shifted
from desk.store.workdays import Workdays

_USUAL = {"spring": "02-05", "dragon": "06-10", "moon": "09-20", "elder": "10-15"}
"""Where a festival of the moon calendar lies about, for years the list does not know."""


def between(rng: Random, low: str, high: str) -> str:
    """A day from `low` to `high`; `low` where the two are crossed."""
    first, last = date.fromisoformat(low).toordinal(), date.fromisoformat(high).toordinal()
    return low if last <= first else date.fromordinal(rng.randint(first, last)).isoformat()


@lru_cache(maxsize=256)
def festival(name: str, year: int) -> str:
    """The day of spring (春节), dragon (端午), moon (中秋) or elder (重阳) in a year."""
    known = next((line[name] for line in table("festivals") if line["year"] == str(year)), _USUAL[name])
    return f"{year:04d}-{known}"


class Calendar:
    """The working days from `since` to `today`, and draws from them."""

    def __init__(self, since: str, today: str) -> None:
        self.since, self.today = since, today
        self.workdays = Workdays()
        span = (date.fromisoformat(today) - date.fromisoformat(since)).days
        days = [shifted(since, days=i) for i in range(1, span + 1)]
        self.days = [day for day in days if self.workdays.is_workday(day)] or [today]
        self._running: dict[Sequence[float], tuple[float, ...]] = {}

    @property
    def years(self) -> range:
        """The calendar years that the time touches."""
        return range(int(self.since[:4]), int(self.today[:4]) + 1)

    def season(self, span: str, usual: tuple[float, ...] = (1.0,) * 12) -> tuple[float, ...]:
        """The weights of the months ``6-9`` or ``11-2`` only; the usual ones where no span is said."""
        if not span:
            return usual
        first, last = (int(month) for month in span.split("-"))
        inside = range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))
        return tuple(weight if month in inside else 0.0 for month, weight in enumerate(usual, 1))

    def draw(self, rng: Random, months: tuple[float, ...] = (1.0,) * 12) -> str:
        """A working day; `months` are the weights of January to December (if none of them comes, any day)."""
        if months not in self._running:
            running = tuple(accumulate(months[int(day[5:7]) - 1] for day in self.days))
            self._running[months] = running if running[-1] else tuple(range(1, len(self.days) + 1))
        return rng.choices(self.days, cum_weights=self._running[months])[0]

    def workday(self, day: str) -> str:
        """The working day on or next after a day."""
        return self.workdays.add(day, 0).date

    def after(self, day: str, workdays: int) -> str:
        """So many working days after a day (before it when negative); 0 is the day itself."""
        return self.workdays.add(day, workdays).date if workdays else day

    def near(self, rng: Random, low: str, high: str) -> str:
        """A working day between two days, as far as the time reaches."""
        first, last = bisect_left(self.days, low), bisect_left(self.days, high)
        return self.days[min(rng.randint(first, max(first, last)), len(self.days) - 1)]

    def holds(self, day: str) -> bool:
        """Does the day lie in the time?"""
        return self.since < day <= self.today
