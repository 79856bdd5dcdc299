"""The time a figure or a report is for."""

from __future__ import annotations

from dataclasses import dataclass

from desk.errors import Invalid
from desk.spec.dates import shifted, year_of


@dataclass(frozen=True)
class Period:
    """Events from `since` to `until` inclusive; states on `on`, else on the earlier of `until` and today."""

    since: str | None = None
    until: str | None = None
    on: str | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise Invalid("date_order", "结束日期早于开始日期")

    def day(self, today: str) -> str:
        """The day on which states are read."""
        return self.on or (min(self.until, today) if self.until else today)

    def last_year(self, today: str) -> Period:
        """The same dates a year earlier, of whole months whole months (all of a February); a running day goes back
        a year too."""
        since = shifted(self.since, years=-1) if self.since else None
        until, day = self._end_last_year(), self.day(today)
        return Period(since, until, until if until and day == self.until else shifted(day, years=-1))

    def _end_last_year(self) -> str | None:
        until = self.until
        if until and self.since and self.since[8:] == "01" and until[5:7] == "02":
            beyond = shifted(until, days=1)
            if beyond[8:] == "01":
                return shifted(shifted(beyond, years=-1), days=-1)
        return shifted(until, years=-1) if until else None

    def runs(self, today: str) -> bool:
        """Whether it has begun and is not over."""
        return bool(self.since and self.until) and str(self.since) <= today < str(self.until)

    def compared(self, today: str) -> Period:
        """Last year's, as far as this period has come."""
        if not (self.since and self.until):
            return self.last_year(today)
        then = Period(self.since, today if self.runs(today) else self.until).last_year(today)
        return Period(then.since, then.until)

    def text(self, today: str) -> str:
        """「2026年1月1日至2026年12月31日」."""
        if self.since and self.until:
            return f"{spoken(self.since)}至{spoken(self.until)}"
        if self.since:
            return f"{spoken(self.since)}以来"
        return f"截至{spoken(self.until or self.day(today))}"


def spoken(day: str) -> str:
    """2026年1月5日: no leading zeros (GB/T 9704-2012)."""
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"


def of_year(year: int) -> Period:
    """A calendar year."""
    return Period(*year_of(year))


def as_of(day: str) -> Period:
    """A day: states in force on it, events up to it."""
    return Period(on=day)
