"""Arithmetic on ISO dates as text."""

from __future__ import annotations

import calendar
from datetime import date


def shifted(day: str, years: int = 0, months: int = 0, days: int = 0) -> str:
    """The date moved by whole years, months, days; the 29th to 31st fall back to the month's end.

    What lies beyond the calendar is its first or last day."""
    at = date.fromisoformat(day)
    month = at.year * 12 + at.month - 1 + years * 12 + months
    year, month = max(1, min(9999, month // 12)), month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    moved = date(year, month, min(at.day, last)).toordinal() + days
    return date.fromordinal(max(date.min.toordinal(), min(date.max.toordinal(), moved))).isoformat()


def age_on(birth: str, on: str) -> int:
    """Completed years; born on 29 February counts from 1 March in common years."""
    return int(on[:4]) - int(birth[:4]) - (on[5:] < birth[5:])


def born_by(on: str, years: int) -> str:
    """The latest birth date of those who have completed so many years on the day."""
    return f"{int(on[:4]) - years:04d}{on[4:]}"


def days_between(since: str, until: str) -> int:
    """Whole days from one date to the other; the same day is 0."""
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def months_between(since: str, until: str) -> int:
    """Completed months from one date to the other, negative where it lies before."""
    months = (int(until[:4]) - int(since[:4])) * 12 + int(until[5:7]) - int(since[5:7])
    return months - (until[8:] < since[8:])


def year_of(year: int) -> tuple[str, str]:
    """The first and last day of a year."""
    return f"{year:04d}-01-01", f"{year:04d}-12-31"


def date_part(part: str, day: str) -> str:
    """The `weekday` (1 is Monday), `month_of` (01) or `day_of` (31) of a date."""
    if part == "weekday":
        return str(date.fromisoformat(day).isoweekday())
    return day[5:7] if part == "month_of" else day[8:]
