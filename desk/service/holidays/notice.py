"""Reading 国务院办公厅关于20XX年部分节假日安排的通知 from pasted text.

The wordings are those of the notices of 2015-2026 and their supplements: 「1月1日（周四）至3日（周六）放假调休，
共3天。1月4日（周日）上班。」「5月1日放假，5月2日（星期一）补休。」「2022年12月31日至2023年1月2日放假」. What a notice
says of itself, weekdays and 共N天, is held against the calendar: another year's notice or a slip does not pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desk.errors import Invalid

FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
WEEKDAYS = "一二三四五六日"
_LONGEST = 20
"""Days of one holiday; more is no holiday but a misread date."""

_NAME = "(?:元旦|春节|清明节?|(?:五一)?(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
_HEAD = re.compile(f"({_NAME}(?:[、和及,]{_NAME})*):")
_TITLE = re.compile("(20[0-9]{2})年[^0-9。]{0,10}?(?:节假日|放假|假期)")
_WEEKDAY = re.compile("(?:周|星期|礼拜)([一二三四五六日天])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_DATE = "(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日(?:<([一二三四五六日])>)?"
_DATES = re.compile(f"{_DATE}(?:(?:至|到|-|—|~){_DATE})?")
_TOTAL = re.compile("共([0-9]{1,2})天")
_OFF, _ON = re.compile("放假|补休|调休"), re.compile("(?<!正常)上班")
_SAID = re.compile("放假|补休|调休|上班|休息")


@dataclass(frozen=True)
class Festival:
    """One holiday of a notice: the days off, weekends among them, and the days worked instead; ISO text."""

    name: str
    off: tuple[str, ...]
    on: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """What was understood of a notice. `unread` are its sentences about holidays that were not."""

    year: int
    festivals: tuple[Festival, ...]
    unread: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The festivals of a year that the text does not name: a supplement names one or two."""
        named = "".join(one.name for one in self.festivals)
        return tuple(name for name in FESTIVALS if name not in named)

    @property
    def days(self) -> dict[str, bool]:
        """Day -> is it worked, of every day the notice names."""
        off = dict.fromkeys((day for one in self.festivals for day in one.off), False)
        return off | dict.fromkeys((day for one in self.festivals for day in one.on), True)


def read_notice(text: str, year: int) -> Notice:
    """The notice of a year.

    Raises Invalid: "notice_year" for another year's, "notice_unread" where no holiday is found,
    "notice_date", "notice_weekday", "notice_total", "notice_twice" where it contradicts itself or the calendar.
    """
    plain = _plain(text)
    if (title := _TITLE.search(plain)) and int(title[1]) != year:
        raise Invalid("notice_year", f"这是{title[1]}年的通知，不是{year}年的")
    found: list[Festival] = []
    unread: list[str] = []
    for name, part in _parts(plain):
        reader = _Reader(year, name)
        unread += [_unmarked(one) for one in re.split("[。;\n]", part) if not reader.take(one)]
        if reader.off or reader.on:
            found.append(Festival(name, tuple(sorted(reader.off)), tuple(sorted(reader.on))))
    if not any(one.off for one in found):
        wanted = f"《国务院办公厅关于{year}年部分节假日安排的通知》"
        raise Invalid("notice_unread", f"没有认出放假的日子，请粘贴{wanted}的正文")
    _agree(found, year)
    return Notice(year, tuple(found), tuple(unread))


def described(one: Festival) -> str:
    """「元旦：1月1日至3日放假，共3天；1月4日上班」."""
    spans: list[list[date]] = []
    for day in map(date.fromisoformat, one.off):
        if spans and day == spans[-1][1] + timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    off = "、".join(_spoken(*span) for span in spans)
    on = "、".join(_spoken(day, day) for day in map(date.fromisoformat, one.on))
    told = [f"{off}放假，共{len(one.off)}天"] * bool(off) + [f"{on}上班"] * bool(on)
    return f"{one.name}：{'；'.join(told)}"


def _spoken(first: date, last: date) -> str:
    """1月31日至2月6日, 1月1日至3日, 4月5日; with weekdays."""
    start = f"{first.month}月{first.day}日（周{WEEKDAYS[first.weekday()]}）"
    if first == last:
        return start
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{start}至{month}{last.day}日（周{WEEKDAYS[last.weekday()]}）"


def _plain(text: str) -> str:
    """Narrow characters without blanks; of what stands in brackets only the weekday, as <四>."""

    def weekday(found: re.Match[str]) -> str:
        day = _WEEKDAY.search(found[1])
        return f"<{'日' if day[1] == '天' else day[1]}>" if day else ""

    return _BRACKETS.sub(weekday, re.sub("[ \t\r]", "", unicodedata.normalize("NFKC", text)))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """(festival, its text); a supplement without heads is one part, named by what it speaks of."""
    heads = list(_HEAD.finditer(text))
    if not heads:
        names = dict.fromkeys(re.findall(_NAME, text))
        yield "、".join(names) or "放假", text
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        yield head[1].replace(",", "、"), re.sub("[一二三四五六七八九十0-9]{1,2}[、.]$", "", text[head.end():end])


class _Reader:
    """Gathers the days of one festival from its sentences."""

    def __init__(self, year: int, name: str) -> None:
        self.year, self.name = year, name
        self.off: set[str] = set()
        self.on: set[str] = set()
        self._month = 0

    def take(self, sentence: str) -> bool:
        """Read a sentence clause by clause; False where it speaks of holidays and was not understood."""
        if not _SAID.search(sentence) or sentence.endswith("如下"):
            return True
        waiting: list[str] = []
        off: set[str] = set()
        understood = False
        for clause in re.split("[,:]", sentence):
            waiting += [day for found in _DATES.finditer(clause) for day in self._days(found)]
            worked = bool(_ON.search(clause))
            if waiting and (worked or _OFF.search(clause)):
                (self.on if worked else off).update(waiting)
                waiting, understood = [], True
            if (total := _TOTAL.search(clause)) and off and len(off) != int(total[1]):
                raise Invalid("notice_total", f"{self.name}写的是共{total[1]}天，读到的却是{len(off)}天，请核对")
        self.off |= off
        return understood and not waiting

    def _days(self, found: re.Match[str]) -> list[str]:
        first = self._date(*found.groups()[:4])
        last = self._date(*found.groups()[4:]) if found[7] else first
        if not first <= last < first + timedelta(days=_LONGEST):
            raise Invalid("notice_date", f"「{_unmarked(found[0])}」不是一段放假的日子，请核对")
        return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]

    def _date(self, year: str | None, month: str | None, day: str, weekday: str | None) -> date:
        self._month = int(month or self._month)
        written = f"{self._month}月{day}日"
        try:
            made = date(int(year or self.year) - (not year and self.name == "元旦" and self._month == 12), self._month,
                        int(day))
        except ValueError:
            raise Invalid("notice_date", f"没有{written}这一天，请核对") from None
        if weekday and WEEKDAYS[made.weekday()] != weekday:
            raise Invalid("notice_weekday", f"{made.year}年{written}是周{WEEKDAYS[made.weekday()]}，通知里写的是"
                                            f"周{weekday}，请核对是不是{self.year}年的通知")
        return made


def _unmarked(text: str) -> str:
    return re.sub("<.>", "", text)


def _agree(found: list[Festival], year: int) -> None:
    """The days lie in the year or in the December before, and none is both off and worked."""
    off = {day for one in found for day in one.off}
    on = {day for one in found for day in one.on}
    for day in sorted(off | on):
        if not f"{year - 1}-12-01" <= day <= f"{year}-12-31":
            raise Invalid("notice_year", f"{day}不在{year}年，请核对是不是{year}年的通知")
    if both := sorted(off & on):
        raise Invalid("notice_twice", f"{both[0]}又说放假又说上班，请核对")
