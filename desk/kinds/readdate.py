"""Reading dates as people write them: one table of spellings, used by every kind of date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from desk import clock
from desk.kinds.base import Invalid
from desk.kinds.tidy import squeeze

FIRST_YEAR, LAST_YEAR = 1850, 2150
"""Years outside are slips of the pen: no resident is older, no paper is valid longer."""

_YEARS_AHEAD = 10
"""A two-digit year of an event lies at most this far ahead (papers that end in ten years)."""

_SEP = r"[-/.年·、\\–—]"
_SEP2 = r"[-/.月·、\\–—]"
_SPELLINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<y>\d{{4}}){_SEP}(?P<m>\d{{1,2}}){_SEP2}(?P<d>\d{{1,2}})[日号]?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        rf"(?P<yy>\d{{2}}){_SEP}(?P<m>\d{{1,2}}){_SEP2}(?P<d>\d{{1,2}})[日号]?",
        r"(?P<yy>\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])",
        rf"(?P<y>\d{{4}}){_SEP}(?P<m>\d{{1,2}})月?份?",
        r"(?P<y>\d{4})(?P<m>0[1-9]|1[0-2])",
        r"(?P<yy>\d{2})年(?P<m>\d{1,2})月份?",
        r"(?P<y>\d{4})年?",
    )
)
_TWO_WAYS = re.compile(r"(?:19|20)(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-2])")
"""Six digits that are a year and a month, and also a two-digit year, a month and a day: 200105."""

_LUNAR = re.compile(
    r"农历|阴历|旧历|正月|腊月|冬月|闰|初[一二三四五六七八九十]|廿|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年"
)
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]|(?:星期|周|礼拜)[一二三四五六日天]|生$|[.。;；]$|^(?:公历|阳历|新历)")
_DIGITS = {ord(sign): str(i) for i, sign in enumerate("〇一二三四五六七八九")} | {ord("零"): "0", ord("○"): "0"}
_TENS = re.compile(r"(?P<tens>[一二三]?)十(?P<ones>[一二三四五六七八九]?)")


@dataclass(frozen=True)
class Found:
    """A date as far as it was written; month and day are None where they were not."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """1965, 1965-03 or 1965-03-12."""
        rest = [part for part in (self.month, self.day) if part is not None]
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in rest)])

    @property
    def date(self) -> dt.date:
        """The day meant; a missing part counts as the first."""
        return dt.date(self.year, self.month or 1, self.day or 1)


def invalid(text: str) -> Invalid:
    """The refusal of a spelling that is no date."""
    return Invalid("date_invalid", f"“{text.strip()[:20]}”不是正确的日期，请写成2026-01-05这样")


def _spoken(text: str) -> str:
    """一九六五年三月十二日 with digits."""
    tens = _TENS.sub(lambda m: f"{m['tens'] or '一'}{m['ones'] or '〇'}", text)
    return tens.translate(_DIGITS)


def _full_year(two: int, month: int, day: int, past_only: bool) -> int:
    """The century of a two-digit year: the latest that is not in the future, for a birth; else not far ahead."""
    today = clock.today()
    latest = (today.year, today.month, today.day) if past_only else (today.year + _YEARS_AHEAD, 12, 31)
    year = today.year // 100 * 100 + 100 + two
    while (year, month, day) > latest:
        year -= 100
    return year


def check(found: Found, text: str, past_only: bool) -> Found:
    """The date itself if it exists, is of our time, and has already come where it must."""
    try:
        day = found.date
    except ValueError:
        raise invalid(text) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise invalid(text)
    if past_only and day > clock.today():
        raise Invalid("date_future", f"日期{found.iso}还没有到，请核对")
    return found


def read(text: str, *, past_only: bool = False) -> Found | None:
    """The date written in `text`; None for a blank. Invalid: date_lunar, date_ambiguous, date_invalid, date_future."""
    whole = squeeze(text)
    if not whole:
        return None
    if _LUNAR.search(whole):
        raise Invalid("date_lunar", f"“{text.strip()[:20]}”是农历日期，请换成公历")
    bare = whole if whole.isascii() and whole[-1].isdigit() else _spoken(_ASIDE.sub("", whole))
    if _TWO_WAYS.fullmatch(bare):
        raise Invalid("date_ambiguous", f"日期“{bare}”可以有两种读法，请写成年-月-日")
    for spelling in _SPELLINGS:
        found = spelling.fullmatch(bare)
        if found:
            parts = {name: int(value) for name, value in found.groupdict().items()}
            month, day = parts.get("m"), parts.get("d")
            year = parts["y"] if "y" in parts else _full_year(parts["yy"], month or 1, day or 1, past_only)
            return check(Found(year, month, day), text, past_only)
    raise invalid(text)


def from_serial(serial: float, epoch_1904: bool) -> dt.datetime:
    """The moment of a spreadsheet's date number; before March 1900 the 1900 system is one day off."""
    if not 0 < serial < 200_000:
        raise invalid(str(serial))
    start = dt.datetime(1904, 1, 1) if epoch_1904 else dt.datetime(1899, 12, 30 if serial >= 60 else 31)
    return start + dt.timedelta(minutes=round(serial * 1440))
