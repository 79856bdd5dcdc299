"""Addresses inside the community: the parts of 和平里31幢4单元1601室, and their order.

The text a person wrote is kept elsewhere; what is made here serves matching and sorting only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from desk.kinds.tidy import squeeze


class Parts(NamedTuple):
    """Estate, building, unit and room; a part that was not written is ""."""

    estate: str
    building: str
    unit: str
    room: str


_ONES = "零一二三四五六七八九"
_SAID = r"[零〇一二三四五六七八九十百两]+"
_MARK = r"(?:幢|栋|座|号楼|单元|门|层|室)"
_SAID_NUMBER = re.compile(rf"{_SAID}(?={_MARK}(?:$|[0-9A-Z\-东西南北中]|{_SAID}{_MARK}))")
_SAME = (
    (re.compile(r"[－—–‐‑~～_]"), "-"),
    (re.compile(r"(?<=\d)#楼?|号楼|号?[栋幢](?:楼)?"), "幢"),
    (re.compile(r"(?<=[0-9A-Z])座"), "幢"),
    (re.compile(r"(?<=[0-9A-Z])楼(?=[0-9A-Z]{1,2}(?:单元|门)|-|$)"), "幢"),
    (re.compile(r"(?<=[0-9A-Z东西南北中])(?:单元门?|门洞?|梯)(?=\D?\d|$)"), "单元"),
    (re.compile(r"(?<=[幢单元])[,，、-]+|[,，、]+(?=\d)"), ""),
    (re.compile(r"(?<!\d)0+(?=\d)"), ""),
)
"""Different words for one thing -> the word used here."""

_FLOOR = r"(?:\d{1,2}(?:层|楼))?"
_BUILDING = r"(?P<building>[A-Z]?\d{1,4}[A-Z]?|[A-Z])"
_UNIT = r"(?P<unit>\d{1,2}|[A-Z]|[东西南北中甲乙丙丁])(?:单元|-(?=\d{3}))"
_ROOM = r"(?P<room>(?:[A-Z]|负)?\d{1,5}[A-Z]?(?:-\d{1,2})?)(?:室|号|房|户)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<estate>.*?){_BUILDING}幢{_FLOOR}(?:{_UNIT})?{_FLOOR}(?:{_ROOM})?",
        rf"(?P<estate>[^幢]*?)(?<!\d){_BUILDING}-(?P<unit>\d{{1,2}})-{_ROOM}",
        rf"(?P<estate>[^幢]*?)(?<![\d-]){_BUILDING}-(?P<room>\d{{3,5}}[A-Z]?)(?:室|号|房|户)?",
        rf"(?P<estate>.*?[^路街巷道\d]){_BUILDING}号(?:{_UNIT})?{_FLOOR}(?P<room>\d{{3,5}}[A-Z]?)(?:室|房|户)?",
        rf"(?P<estate>(?:[^幢]*?[^幢\d-])?){_UNIT}{_FLOOR}(?:{_ROOM})?",
        r"(?P<estate>(?:[^幢]*?[^幢\d-])?)(?P<room>\d{3,5}[A-Z]?)(?:室|房)",
    )
)
"""Tried in turn: with 幢; 3-2-501; 3-501; 31号1601 inside an estate or 弄; a unit alone; a room alone."""


def _said_number(found: re.Match[str]) -> str:
    """十二 -> 12, 一百零三 -> 103, 二〇一 -> 201."""
    said = found[0].replace("〇", "零").replace("两", "二")
    if "十" not in said and "百" not in said:
        return "".join(str(_ONES.index(sign)) for sign in said)
    total, digit = 0, 0
    for sign in said:
        if sign in "十百":
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
        else:
            digit = _ONES.index(sign)
    return str(total + digit)


def _simple(text: str) -> str:
    bare = _SAID_NUMBER.sub(_said_number, squeeze(text).upper())
    for words, word in _SAME:
        bare = words.sub(word, bare)
    return bare


def parse(text: str) -> Parts | None:
    """The parts of an address, or None where no building, unit or room can be read for certain."""
    bare = _simple(text)
    for form in _FORMS:
        found = form.fullmatch(bare)
        if found:
            named = found.groupdict()
            return Parts(*(named.get(part) or "" for part in Parts._fields))
    return None


def join(parts: Parts) -> str:
    """The parts as one address: 和平里31幢4单元1601室."""
    words = zip(parts, ("", "幢", "单元", "室"), strict=True)
    return "".join(part + word for part, word in words if part)


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """One spelling for all spellings of an address; what cannot be parsed is only tidied."""
    parts = parse(text)
    return join(parts) if parts else _simple(text)


def sort_key(text: str) -> str:
    """A text that sorts by estate, building, unit and room as numbers: 2幢 before 10幢."""
    return re.sub(r"\d+", lambda number: number[0].zfill(6), normalise(text))
