"""Dates, partial dates, moments and months; plain values are ISO text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import ClassVar

from desk.kinds import readdate
from desk.kinds.base import Cell, Invalid, Kind, Value
from desk.kinds.tidy import NOTHING, half, is_masked, squeeze

_EXCEL_START = dt.date(1900, 3, 1)
"""Earlier days are written as text: spreadsheets count them wrongly or not at all."""

_YEAR_CELLS = range(readdate.FIRST_YEAR, 2101)
"""Number cells that mean a year; other numbers of up to five digits count days."""

_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MIDNIGHT = re.compile(r"[T\s]+0?0:00(?::00(?:\.0+)?)?Z?$")


@dataclass(frozen=True, kw_only=True)
class _Dated(Kind):
    """What the kinds of date share: reading cells. `past_only` refuses days that have not come."""

    excel_format: ClassVar[str] = "yyyy-mm-dd"
    width: ClassVar[int] = 11
    past_only: bool = False

    def _take(self, found: readdate.Found) -> Value:
        """The plain value of a date as far as it was written."""
        return found.iso

    def parse(self, text: str) -> Value:
        if iso := _ISO.fullmatch(text):
            return self._take(readdate.check(readdate.Found(*map(int, iso.groups())), text, self.past_only))
        bare = _MIDNIGHT.sub("", half(text).strip())
        if bare in NOTHING:
            return None
        found = readdate.read(bare, past_only=self.past_only)
        return self._take(found) if found else None

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (bool, dt.time)):
            raise readdate.invalid(str(cell))
        if isinstance(cell, (int, float)):
            return self._number(cell, epoch_1904)
        if isinstance(cell, dt.date):
            found = readdate.Found(cell.year, cell.month, cell.day)
            return self._take(readdate.check(found, found.iso, self.past_only))
        return super().cell(cell)

    def _number(self, number: float, epoch_1904: bool) -> Value:
        if int(number) in _YEAR_CELLS and number != int(number):
            written = repr(number)
            if written.endswith(".1"):
                raise Invalid("date_ambiguous", f"“{written}”可能是1月，也可能是10月，请写成年-月-日")
            return self.parse(written)
        if int(number) in _YEAR_CELLS or number >= 100_000:
            return self.parse(str(int(number)))
        day = readdate.from_serial(number, epoch_1904)
        return self.cell(day.date())

    def excel(self, value: Value) -> Cell:
        text = self.show(value)
        if len(text) != 10:
            return text or None
        day = dt.date.fromisoformat(text)
        return day if day >= _EXCEL_START else text

    def check(self, value: Value) -> None:
        if value is not None and (not isinstance(value, str) or self.parse(value) != value):
            raise readdate.invalid(str(value))

    def is_masked(self, text: str) -> bool:
        return is_masked(text)


@dataclass(frozen=True, kw_only=True)
class Date(_Dated):
    """A day, 1965-03-12."""

    key: ClassVar[str] = "date"

    def _take(self, found: readdate.Found) -> Value:
        if found.day is None:
            raise Invalid("date_partial", f"日期“{found.iso}”不完整，请补全年、月、日")
        return found.iso

    def samples(self) -> tuple[tuple[str, Value], ...]:
        spellings = (
            "1965-03-12",
            "1965/3/12",
            "1965.3.12",
            "1965年3月12日",
            "19650312",
            "650312",
            "65.3.12",
            "65年3月12日",
            "１９６５－０３－１２",
            "1965年03月12号",
            "一九六五年三月十二日",
            "1965、3、12",
            "1965-3-12(星期五)",
            "1965-03-12T00:00:00",
            "1965-03-12 00:00:00",
            " 1965 年 3 月\n12 日 ",
        )
        return (*((text, "1965-03-12") for text in spellings), ("", None), ("无", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        later = (("2149-01-01", "date_future"),) if self.past_only else ()
        return (
            ("1965-02-29", "date_invalid"),
            ("1965-13-01", "date_invalid"),
            ("前年", "date_invalid"),
            ("165-03-12", "date_invalid"),
            ("1765-03-12", "date_invalid"),
            ("23813", "date_invalid"),
            ("农历1965年二月初十", "date_lunar"),
            ("1965年腊月二十", "date_lunar"),
            ("1965.3", "date_partial"),
            ("1965", "date_partial"),
            ("200105", "date_ambiguous"),
            *later,
        )


_ESTIMATED = "（推算）"


@dataclass(frozen=True, kw_only=True)
class DueDate(Date):
    """A day counted in working days. The holidays after `known_until` (ISO; "" where all are known) are not arranged
    yet: such a day was counted as if Monday to Friday were worked, and says so."""

    width: ClassVar[int] = 18
    known_until: str = ""

    def _estimated(self, value: Value) -> bool:
        return bool(self.known_until) and str(value or "") > self.known_until

    def parse(self, text: str) -> Value:
        return super().parse(text.removesuffix(_ESTIMATED))

    def show(self, value: Value) -> str:
        return super().show(value) + (_ESTIMATED if self._estimated(value) else "")

    def excel(self, value: Value) -> Cell:
        return Date().excel(value)

    def remark(self, value: Value) -> str:
        year = str(value)[:4]
        return f"{year}年的放假安排还没有录入，按周一至周五推算" if self._estimated(value) else ""


@dataclass(frozen=True, kw_only=True)
class PartialDate(_Dated):
    """A day as far as it is known: 1965, 1965-03 or 1965-03-12."""

    key: ClassVar[str] = "partial_date"

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return (
            ("1965-03", "1965-03"),
            ("1965.3", "1965-03"),
            ("1965年3月", "1965-03"),
            ("196503", "1965-03"),
            ("65年3月", "1965-03"),
            ("1965.10", "1965-10"),
            ("1965", "1965"),
            ("1965年", "1965"),
            ("1965年3月12日", "1965-03-12"),
            ("650312", "1965-03-12"),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("1965-13", "date_invalid"),
            ("65", "date_invalid"),
            ("农历1965年二月", "date_lunar"),
            ("200105", "date_ambiguous"),
        )


@dataclass(frozen=True, kw_only=True)
class Month(_Dated):
    """A month, 2026-01."""

    key: ClassVar[str] = "month"
    excel_format: ClassVar[str] = "@"
    width: ClassVar[int] = 8

    def _take(self, found: readdate.Found) -> Value:
        if found.month is None:
            raise Invalid("month_form", f"“{found.iso}”缺少月份，请写成2026-01这样")
        return found.iso[:7]

    def check(self, value: Value) -> None:
        if value is not None and (not isinstance(value, str) or self.parse(value) != value):
            raise Invalid("month_form", f"“{value}”不是月份，请写成2026-01这样")

    def excel(self, value: Value) -> Cell:
        return value

    def samples(self) -> tuple[tuple[str, Value], ...]:
        spellings = ("2026-01", "2026年1月", "2026年1月份", "2026/1", "2026.01", "２０２６年１月", "2026-01-05")
        return (*((text, "2026-01") for text in spellings), ("202612", "2026-12"), ("", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("2026", "month_form"), ("2026-13", "date_invalid"), ("本月", "date_invalid"))


_CLOCK = re.compile(
    r"(?P<half>上午|早上|凌晨|中午|下午|晚上|晚)?(?P<h>\d{1,2})(?:[:点时](?P<m>\d{1,2}|半)?分?)(?::?(?P<s>\d{1,2})(?:\.\d+)?秒?)?"
)
_AFTERNOON = ("下午", "晚上", "晚")


@dataclass(frozen=True, kw_only=True)
class DateTime(_Dated):
    """A moment to the minute, 2026-01-05 14:30; a day alone is its first minute."""

    key: ClassVar[str] = "datetime"
    excel_format: ClassVar[str] = "yyyy-mm-dd hh:mm"
    width: ClassVar[int] = 17

    def parse(self, text: str) -> Value:
        bare = squeeze(_join(half(text)))
        if bare in NOTHING:
            return None
        day, _, time = bare.partition("T")
        found = readdate.read(day, past_only=self.past_only)
        if found is None or found.day is None:
            raise readdate.invalid(text)
        return f"{found.iso} {_minute(time, text)}"

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell < 100_000:
            cell = readdate.from_serial(cell, epoch_1904)
        if isinstance(cell, dt.datetime):
            return self.parse(f"{cell:%Y-%m-%d %H:%M}")
        if isinstance(cell, dt.date):
            return self.parse(f"{cell.isoformat()} 00:00")
        return super().cell(cell, epoch_1904=epoch_1904)

    def excel(self, value: Value) -> Cell:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment if moment is None or moment.date() >= _EXCEL_START else value

    def samples(self) -> tuple[tuple[str, Value], ...]:
        spellings = (
            "2026-01-05 14:30",
            "2026/1/5 14:30:00",
            "2026年1月5日14时30分",
            "2026-01-05T14:30",
            "2026.1.5 下午2点半",
            "２０２６－１－５　１４：３０",
        )
        return (*((text, "2026-01-05 14:30") for text in spellings), ("2026-01-05", "2026-01-05 00:00"), ("", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("2026-01-05 25:00", "date_invalid"),
            ("14:30", "date_invalid"),
            ("2026-01", "date_invalid"),
            ("2026-02-30 10:00", "date_invalid"),
        )


_DAY_THEN_CLOCK = re.compile(rf"^(?P<day>.*?[\d日号)])(?:T|\s+|(?<=[日号)]))(?P<time>{_CLOCK.pattern})Z?$", re.DOTALL)


def _join(text: str) -> str:
    """The day and the time of day with a T between."""
    found = _DAY_THEN_CLOCK.match(text.strip())
    return f"{found['day']}T{found['time']}" if found else text


def _minute(time: str, text: str) -> str:
    """HH:MM of a time of day; "" is midnight."""
    if not time:
        return "00:00"
    found = _CLOCK.fullmatch(time)
    if not found:
        raise readdate.invalid(text)
    hour = int(found["h"])
    hour += 12 if found["half"] in _AFTERNOON and hour < 12 else 0
    minute = 30 if found["m"] == "半" else int(found["m"] or 0)
    if hour > 23 or minute > 59:
        raise readdate.invalid(text)
    return f"{hour:02d}:{minute:02d}"
