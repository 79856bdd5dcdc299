"""Dates in every spelling, cells of both epochs, two-digit years, months and moments."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Invalid
from desk.kinds import Date, DateTime, Kind, Month, PartialDate

DAYS = st.dates(dt.date(1905, 1, 1), dt.date(2025, 12, 31))
SPELLINGS = (
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}年{m}月{d}日",
    "{y}年{m:02d}月{d:02d}",
    "{y}{m:02d}{d:02d}",
    " {y} 年 {m} 月 {d} 日\n",
    "{y}-{m:02d}-{d:02d} 00:00:00",
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_TODAY", "2026-01-05")


def code_of(kind: Kind, cell: object) -> str:
    with pytest.raises(Invalid) as refusal:
        kind.cell(cell)  # type: ignore[arg-type]
    return refusal.value.code


@given(DAYS, st.sampled_from(SPELLINGS), st.booleans())
def test_every_spelling_of_a_day(day: dt.date, spelling: str, wide: bool) -> None:
    text = spelling.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = text.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)})
    for kind in (Date(), Date(past_only=True), PartialDate()):
        assert kind.parse(text) == day.isoformat()
    assert Month().parse(text) == day.isoformat()[:7]


@given(DAYS)
def test_serials_of_both_epochs(day: dt.date) -> None:
    kind = Date()
    serial_1900 = (day - dt.date(1899, 12, 30)).days
    serial_1904 = (day - dt.date(1904, 1, 1)).days
    if serial_1900 > 2100:
        assert kind.cell(serial_1900) == kind.cell(serial_1900 + 0.75) == day.isoformat()
    if serial_1904 > 2100:
        assert kind.cell(float(serial_1904), epoch_1904=True) == day.isoformat()
    assert kind.cell(day) == kind.cell(dt.datetime.combine(day, dt.time(8, 30))) == day.isoformat()


@given(DAYS)
def test_six_digits_are_a_birth_that_is_not_ahead(day: dt.date) -> None:
    text = f"{day:%y%m%d}"
    kind = Date(past_only=True)
    if f"{day:%y}" in ("19", "20") and day.day <= 12:
        assert code_of(kind, text) == "date_ambiguous"
        return
    value = str(kind.parse(text))
    assert value <= "2026-01-05"
    assert value > "1926-01-05"
    assert value[2:].replace("-", "") == text


@pytest.mark.parametrize(
    ("text", "birth", "event"),
    [
        ("650312", "1965-03-12", "1965-03-12"),
        ("490101", "1949-01-01", "1949-01-01"),
        ("35.1.2", "1935-01-02", "2035-01-02"),
        ("26.1.5", "2026-01-05", "2026-01-05"),
        ("26.1.6", "1926-01-06", "2026-01-06"),
    ],
)
def test_century_of_two_digit_years(text: str, birth: str, event: str) -> None:
    assert Date(past_only=True).parse(text) == birth
    assert Date().parse(text) == event


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (Date(), 1965, "date_partial"),
        (Date(), 1965.3, "date_partial"),
        (PartialDate(), 1965.1, "date_ambiguous"),
        (Date(), True, "date_invalid"),
        (Date(), -3, "date_invalid"),
        (Date(), 999999, "date_invalid"),
        (Date(), dt.time(8, 0), "date_invalid"),
        (Date(past_only=True), dt.datetime(2026, 1, 6), "date_future"),
        (Date(past_only=True), "2026年1月6日", "date_future"),
        (Date(), "1965-02-29", "date_invalid"),
        (Date(), "一九六五年二月初十", "date_lunar"),
        (Date(), "乙巳年三月初三", "date_lunar"),
        (Date(), "3/12/1965", "date_invalid"),
        (Month(), "2026", "month_form"),
    ],
)
def test_doubtful_cells(kind: Kind, cell: object, code: str) -> None:
    assert code_of(kind, cell) == code


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Date(), 19650312, "1965-03-12"),
        (Date(), 650312.0, "1965-03-12"),
        (PartialDate(), 1965, "1965"),
        (PartialDate(), 1965.3, "1965-03"),
        (PartialDate(), 1965.12, "1965-12"),
        (PartialDate(), 196503, "1965-03"),
        (Month(), dt.datetime(2026, 1, 1), "2026-01"),
        (Month(), 202612, "2026-12"),
        (DateTime(), dt.datetime(2026, 1, 5, 14, 30), "2026-01-05 14:30"),
        (DateTime(), 46027.604166666664, "2026-01-05 14:30"),
        (DateTime(), dt.date(2026, 1, 5), "2026-01-05 00:00"),
    ],
)
def test_cells(kind: Kind, cell: object, value: str) -> None:
    assert kind.cell(cell) == value  # type: ignore[arg-type]


@given(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2030, 12, 31)))
def test_moments(moment: dt.datetime) -> None:
    kind = DateTime()
    plain = f"{moment:%Y-%m-%d %H:%M}"
    assert kind.parse(f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}:{moment.minute:02d}") == plain
    assert kind.parse(moment.isoformat()) == plain
    assert kind.cell(kind.excel(plain)) == plain


def test_days_before_spreadsheets_count_are_text() -> None:
    assert Date().excel("1899-05-01") == "1899-05-01"
    assert Date().excel("1965-03-12") == dt.date(1965, 3, 12)
    assert PartialDate().excel("1965-03") == "1965-03"


@given(st.text(max_size=20))
def test_no_text_breaks_a_reader(text: str) -> None:
    for kind in (Date(), PartialDate(), Month(), DateTime()):
        try:
            value = kind.parse(text)
        except Invalid:
            continue
        assert kind.parse(kind.show(value)) == value
