"""Working days around real holidays of 2024-2026 (the State Council's notices)."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

import desk
from desk.store.workdays import Due, Span, Workdays


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-09", True),  # 除夕 of 2024 was a working day by the notice
        ("2024-02-10", False),
        ("2024-02-18", True),  # Sunday, moved
        ("2025-01-26", True),  # Sunday, moved before the Spring Festival
        ("2025-10-01", False),
        ("2025-10-11", True),  # Saturday, moved
        ("2025-10-12", False),
        ("2025-10-13", True),
    ],
)
def test_moved_days(day: str, works: bool) -> None:
    days = Workdays()
    assert days.is_workday(day) is works
    assert days.certain(day)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-09-30", 1, "2025-10-09"),  # over National Day and Mid-Autumn
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-10-10", 2, "2025-10-13"),
        ("2025-10-01", 0, "2025-10-09"),
        ("2025-10-09", 0, "2025-10-09"),
        ("2025-10-09", -1, "2025-09-30"),
        ("2025-12-31", 1, "2026-01-04"),  # Sunday, moved
    ],
)
def test_limits(start: str, count: int, due: str) -> None:
    assert Workdays().add(start, count) == Due(due, True)


def test_between_is_the_inverse_of_add() -> None:
    days = Workdays({"2025-03-05": False})
    for offset in range(0, 366, 13):
        start = (date(2025, 1, 1) + timedelta(days=offset)).isoformat()
        for count in (-30, -7, -1, 1, 2, 15, 60):
            assert days.between(start, days.add(start, count).date) == Span(count, True)
    assert days.between("2025-05-06", "2025-05-06") == Span(0, True)


def test_the_office_corrects_the_calendar() -> None:
    days = Workdays({"2025-10-09": False, "2025-10-12": True})
    assert days.add("2025-09-30", 1) == Due("2025-10-10", True)
    assert days.between("2025-09-30", "2025-10-13").days == 4


def test_an_unknown_year_says_so() -> None:
    days = Workdays()
    assert days.add("2040-03-01", 2) == Due("2040-03-05", False)  # Thursday -> Monday
    assert not days.certain("2040-10-08")
    assert days.is_workday("2040-10-08")  # a Monday, as far as anybody knows today
    assert not days.between("2040-01-01", "2040-01-31").certain
    known = {(date(2040, 3, 1) + timedelta(days=n)).isoformat(): n % 2 == 0 for n in range(10)}
    assert Workdays(known).add("2040-03-01", 2) == Due("2040-03-05", True)


def test_a_date_that_is_none_is_our_bug() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        Workdays().add("2025", 1)


def test_the_calendar_is_loaded_late() -> None:
    code = "import sys, desk.store.workdays; sys.exit('chinese_calendar' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(desk.__file__).parent.parent, check=True)


def test_beyond_the_calendar_fixed_holidays_are_off() -> None:
    """New year, 1-2 May and 1-3 October are off in every year (放假办法, as in force since 2025)."""
    days = Workdays()
    assert days.add("2036-12-29", 5) == ("2037-01-06", False)
    assert [days.is_workday(f"2037-{day}") for day in ("01-01", "05-01", "10-01", "10-02", "10-05")] == [
        False, False, False, False, True]
