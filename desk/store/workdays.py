"""Working days in China, with the days moved around holidays (调休).

Base data: the library `chinese_calendar` (the State Council's yearly notices); above it the years whose notice the
office has entered, and its corrections of single days. For any other year Monday to Friday is assumed, and the
answer says that it is not certain: the next year's holidays are announced each November.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_DAY = timedelta(days=1)
_WEEKEND = 5  # Saturday's number


class Due(NamedTuple):
    """A date, and whether the holiday arrangement of all days on the way is known."""

    date: str
    certain: bool


class Span(NamedTuple):
    """A number of working days, and whether it is certain."""

    days: int
    certain: bool


class Workdays:
    """The working days of an office. All dates are ISO text."""

    def __init__(self, corrections: Mapping[str, bool] | None = None, years: Collection[int] = ()) -> None:
        """`corrections`: date -> is it a working day; they win over the calendar and are certain.

        Of the `years` they are all that differs from Monday to Friday.
        """
        self._corrections = {date.fromisoformat(day): bool(works) for day, works in (corrections or {}).items()}
        self._years = frozenset(years)

    def is_workday(self, day: str) -> bool:
        """Does the office work on this day?"""
        return self._known(date.fromisoformat(day))[0]

    def certain(self, day: str) -> bool:
        """Is the arrangement of this day known?"""
        return self._known(date.fromisoformat(day))[1]

    def known(self, year: int) -> bool:
        """Is the arrangement of a whole year known, by the library or from the office?"""
        return year in self._years or _calendar(date(year, 12, 31))[1]

    @property
    def known_until(self) -> str:
        """The last day up to which all is known without a gap."""
        year = date.today().year
        while self.known(year):
            year += 1
        return f"{year - 1}-12-31"

    def differences(self, year: int) -> dict[str, bool]:
        """The days of a year that are not as Monday to Friday would have it: is it a working day?"""
        days = (date(year, 1, 1) + _DAY * n for n in range(366))
        return {day.isoformat(): works for day in days if day.year == year
                if (works := self._known(day)[0]) != (day.weekday() < _WEEKEND)}

    def add(self, start: str, days: int) -> Due:
        """The date `days` working days after `start`; back in time when negative.

        The day of the start does not count (民法典 201条); the limit 0 ends on the start, or on the next
        working day when nobody works on it (民法典 203条).
        """
        day, certain = date.fromisoformat(start), True
        step = -_DAY if days < 0 else _DAY
        if days == 0:
            day, days = day - _DAY, 1
        left = abs(days)
        while left:
            day += step
            works, known = self._known(day)
            left -= works
            certain = certain and known
        return Due(day.isoformat(), certain)

    def between(self, start: str, end: str) -> Span:
        """Working days after `start` up to and with `end`; negative when `end` lies before `start`.

        So `between(start, add(start, n).date).days == n` for every n but 0.
        """
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        if last < first:
            known = [self._known(last + _DAY * i) for i in range((first - last).days)]
            sign = -1
        else:
            known = [self._known(first + _DAY * i) for i in range(1, (last - first).days + 1)]
            sign = 1
        return Span(sign * sum(works for works, _ in known), all(certain for _, certain in known))

    def _known(self, day: date) -> tuple[bool, bool]:
        corrected = self._corrections.get(day)
        if corrected is not None:
            return corrected, True
        return (day.weekday() < _WEEKEND, True) if day.year in self._years else _calendar(day)


_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Holidays of every year by date: 全国年节及纪念日放假办法 art. 2, as in force since 2025-01-01."""


@lru_cache(maxsize=8192)
def _calendar(day: date) -> tuple[bool, bool]:
    """(working day, known) by the library; imported late, for the sake of the start."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < _WEEKEND and (day.month, day.day) not in _FIXED, False
