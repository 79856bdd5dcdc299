"""The words by which sheets in the field name their columns, and how titles are compared.

A *role* is what a column means whatever the sheet calls it. The words of one role are synonyms: a target whose
own title or alias is among them is known by all of them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from desk.paths import RESOURCES
from desk.sheets.model import Target

_TAILS = ("号码", "号", "名称", "情况", "信息", "一", "1", "栏", "及号码", "详情", "全称", "等级")
PARTS = ("part_estate", "part_building", "part_entry", "part_room")
"""Columns that make an address together, in this order."""

_BRACKETS = re.compile(r"[(（\[【〔「][^)）\]】〕」]*[)）\]】〕」]")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+|\d{1,2})[、.．]")
_COUNTED = re.compile(r"[1-9一二三]$")
_GROUP_TAIL = re.compile(r"(?:基本|个人|登记)?(?:信息|情况|资料)$")
_BOTH = re.compile(r"^户主(?:本人)?[与和及、或](?=\S)")
"""户主与成员姓名: the head's and the members' names are in one column, which is everybody's own."""
_NOISE = re.compile(r"[\s\W_]+")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A title for comparison: half-width, lower case, without blanks, marks and its own numbering."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return _NOISE.sub("", _NUMBERING.sub("", folded)).lower()


def _bare(text: str) -> str:
    return plain(_BRACKETS.sub("", text))


def variants(titles: Iterable[str]) -> list[str]:
    """The readings of a head of one or more levels (the lowest last), the most exact first."""
    levels = [title for title in titles if title.strip()]
    if not levels:
        return []
    lowest = _BOTH.sub("", levels[-1].strip())
    group = _GROUP_TAIL.sub("", _bare(levels[-2])) if len(levels) > 1 else ""
    if group and group.startswith(OTHERS):
        return [group + _bare(lowest)]
    inside = [plain(part) for part in _BRACKETS.findall(lowest)]
    readings = [group + _bare(lowest), *(part + _bare(lowest) for part in inside), _bare(lowest), plain(lowest)]
    if re.search(r"[/／\n]", lowest):
        readings += [_bare(piece) for piece in re.split(r"[/／\n]", lowest)]
    readings.append(_COUNTED.sub("", readings[0]))
    return list(dict.fromkeys(reading for reading in readings if reading))


def _lists() -> dict[str, tuple[str, ...]]:
    """The word lists of resources/sheets/titles.csv."""
    with (RESOURCES / "sheets" / "titles.csv").open(encoding="utf-8", newline="") as file:
        return {row["role"]: tuple(row["words"].split("|")) for row in csv.DictReader(file)}


_LISTS = _lists()
_NO_ROLES = ("sequence", "statistics", "other", "weak", "whose", "surname")


def _words(name: str) -> frozenset[str]:
    return frozenset(map(plain, _LISTS[name]))


WORDS_OF: dict[str, frozenset[str]] = {role: _words(role) for role in _LISTS if role not in _NO_ROLES}
ROLE_OF: dict[str, str] = {word: role for role, own in WORDS_OF.items() for word in own}
SEQUENCE = _words("sequence")
STATISTICS = _words("statistics")
KNOWN = frozenset(ROLE_OF) | SEQUENCE | STATISTICS | _words("other")
WEAK = _words("weak")
"""Words that are as often a value as a head; alone they make no head row."""
OTHERS = _LISTS["whose"]
"""Whose name or number it is: 监护人电话 is no telephone of the person in the row."""
SURNAMES = frozenset(_LISTS["surname"])
"""The usual surnames, only to tell a column of names from other short words."""


def role_of_titles(titles: Iterable[str]) -> str:
    """The role of a column by its head; "" when the head says nothing we know."""
    for reading in variants(titles):
        if reading in ROLE_OF:
            return ROLE_OF[reading]
        if reading in SEQUENCE:
            return "sequence"
    return ""


def role_of_target(target: Target) -> str:
    """The role of a target by its title, else by the first alias that has one."""
    for word in (target.title, *target.aliases):
        role = ROLE_OF.get(plain(word))
        if role:
            return role
    return ""


def vocabulary(targets: Iterable[Target] = ()) -> frozenset[str]:
    """All words that may stand in a head: the known ones and those of the targets."""
    own = {plain(word) for target in targets for word in (target.title, *target.aliases)}
    return KNOWN | own


def close(reading: str, word: str) -> float:
    """How well a title's reading fits one word of a target, from 0 to 1 (1: the same)."""
    if reading == word:
        return 1.0
    if len(word) < 2 or len(reading) > len(word) + 8:
        return 0.0
    if any(reading.startswith(other) and not word.startswith(other) for other in OTHERS):
        return 0.0
    if reading.endswith(word):
        return 0.7
    if reading.startswith(word) and reading[len(word) :] in _TAILS:
        return 0.75
    if word.startswith(reading) and len(reading) >= 2 and word[len(reading) :] in _TAILS:
        return 0.72
    return 0.0
