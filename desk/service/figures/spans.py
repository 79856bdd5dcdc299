"""Calendar units of a period, and the periods beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from desk.service.periods import Period
from desk.spec.dates import shifted

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_NAMES = {"half": ("上半年", "下半年"), "quarter": ("第一季度", "第二季度", "第三季度", "第四季度")}


def start_of(unit: str, day: str) -> str:
    """The first day of the unit that a date lies in; weeks begin on Monday."""
    if unit == "day":
        return day
    if unit == "week":
        at = date.fromisoformat(day)
        return (at - timedelta(days=at.weekday())).isoformat()
    months = _MONTHS[unit]
    return f"{day[:4]}-{(int(day[5:7]) - 1) // months * months + 1:02d}-01"


def following(unit: str, start: str) -> str:
    """The first day of the next unit."""
    if unit in ("day", "week"):
        return shifted(start, days=1 if unit == "day" else 7)
    return shifted(start, months=_MONTHS[unit])


def units(unit: str, since: str, until: str) -> Iterator[tuple[str, str]]:
    """First and last day of each unit from one date to the other, as far as it lies between them; at most 100 years."""
    if unit == "day":
        first, last = date.fromisoformat(since).toordinal(), date.fromisoformat(until).toordinal()
        yield from ((day, day) for at in range(first, last + 1) for day in (date.fromordinal(at).isoformat(),))
        return
    start = start_of(unit, since)
    while start <= until and start < "9990":
        beyond = following(unit, start)
        yield max(start, since), min(shifted(beyond, days=-1), until)
        start = beyond


def named(unit: str, day: str, alone: bool) -> str:
    """「6月」, 「第二季度」, 「第23周」; with the year unless the period lies within one (`alone`)."""
    year = "" if alone else f"{day[:4]}年"
    match unit:
        case "year":
            return f"{day[:4]}年"
        case "month":
            return f"{year}{int(day[5:7])}月"
        case "week":
            at = date.fromisoformat(day).isocalendar()
            return f"{'' if alone else f'{at.year}年'}第{at.week}周"
        case "day":
            return f"{year}{int(day[5:7])}月{int(day[8:])}日"
    return year + _NAMES[unit][(int(day[5:7]) - 1) // _MONTHS[unit]]


def calendar_name(period: Period, today: str) -> str:
    """「2025年」, 「2026年第一季度」, 「2026年5月」; any other time by its days."""
    since, until = period.since or "", period.until or ""
    for unit in ("year", "half", "quarter", "month") if since and until else ():
        if start_of(unit, since) == since and shifted(following(unit, since), days=-1) == until:
            return named(unit, since, False)
    return period.text(today)


def previous(period: Period, today: str) -> Period | None:
    """The period of the same length before; whole months before whole months, of a running one as many days of it.

    None where it has no two ends."""
    if not (period.since and period.until):
        return None
    back = _length(period.since, period.until)
    until = shifted(period.since, days=-1)
    if period.runs(today):
        until = min(until, shifted(today, **back))
    return Period(shifted(period.since, **back), until)


def _length(since: str, until: str) -> dict[str, int]:
    """How far back the period before begins: whole months, or days."""
    beyond = shifted(until, days=1)
    if since[8:] == beyond[8:] == "01":
        return {"months": (int(since[:4]) - int(beyond[:4])) * 12 + int(since[5:7]) - int(beyond[5:7])}
    return {"days": (date.fromisoformat(since) - date.fromisoformat(until)).days - 1}


def opening(period: Period) -> Period | None:
    """Everything up to the day before the period."""
    return Period(until=shifted(period.since, days=-1)) if period.since else None


def at(name: str, period: Period, today: str) -> Period | None:
    """The period that ``key@name`` of a formula means."""
    if name == "last_year":
        return period.compared(today)
    if name == "last_period":
        return previous(period, today)
    return opening(period) if name == "opening" else period
