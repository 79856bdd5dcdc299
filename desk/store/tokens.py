"""Search tokens: what a row is found by, computed by the writer into one portable table.

A token is a letter and a text: ``n`` any tail of a name or text, ``p`` any tail of pinyin
initials, ``q`` full pinyin, ``a`` an address from one of its segments on, ``#`` a number
reversed. A search is a prefix of a token, so anything is found from any place in it.
Longer texts have no tokens: a search reads them (see `desk.store.search`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from desk.kinds.address import normalise
from desk.kinds.pinyin import full, initials
from desk.spec import Record

VERSION = "1"
"""Raised whenever the same row gives other tokens: a community opened then is indexed anew."""
_TEXT_HEAD = 40
"""Only so many characters of a name are indexed."""
_TAIL = 16
_DOTS = str.maketrans("", "", "·•・ \u3000")
_SIGNS = re.compile(r"[^0-9A-Za-z]")
_DIGITS = re.compile(r"\d+")
_HEAD = re.compile(r"\d+|\D+")
_ADDRESS = 24


def tokens(record: Record, row: Mapping[str, Any]) -> set[str]:
    """Every token of a row, from its fields that say how they are found."""
    made: set[str] = set()
    for field in record.found_by:
        value = row.get(field.key)
        if field.find in _MAKERS and value not in (None, ""):
            made.update(_MAKERS[field.find](str(value), row))
    return made


def _name(text: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    return _name_tokens(text, str(row.get("reading") or ""))


@lru_cache(maxsize=20_000)
def _name_tokens(text: str, reading: str) -> tuple[str, ...]:
    plain = text.translate(_DOTS).casefold()
    made = ["n" + plain[i:i + _TAIL] for i in range(min(len(plain), _TEXT_HEAD))]
    for letters in initials(text, reading or None):
        made.extend("p" + letters[i:i + _TAIL] for i in range(len(letters)))
    made.append("q" + full(text).replace(" ", "")[:40])
    return tuple(made)


def _number(text: str, row: Mapping[str, Any]) -> list[str]:
    if text.isascii() and text.isdigit():
        return ["#" + text[::-1]]
    made = []
    for one in text.split("、"):
        digits = _SIGNS.sub("", one).casefold()
        if digits:
            made.append("#" + digits[::-1])
        if one != digits and len(one) < 30:
            made.append("n" + one.casefold())
    return made


def _address(text: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    return _address_tokens(text)


@lru_cache(maxsize=20_000)
def _address_tokens(text: str) -> tuple[str, ...]:
    plain = normalise(text).casefold()
    head = _HEAD.match(plain)
    starts = {m.start() for m in _DIGITS.finditer(plain)} | set(range(head.end() if head else 0))
    return tuple(["a" + plain[start:start + _ADDRESS] for start in starts])


_Maker = Callable[[str, Mapping[str, Any]], Iterable[str]]
_MAKERS: dict[str, _Maker] = {"name": _name, "number": _number, "address": _address}


def sought(word: str) -> tuple[str, ...]:
    """The token prefixes that a typed word may mean."""
    plain = word.translate(_DOTS).casefold()
    if not plain:
        return ()
    made = ["n" + plain[:_TAIL], "a" + normalise(plain)[:_ADDRESS]]
    if re.fullmatch(r"[0-9]+[0-9x]?", plain):
        made.append("#" + plain[::-1])
    elif plain.isascii() and plain.isalpha():
        made += ["p" + plain[:_TAIL], "q" + plain, "q" + plain.replace("v", "u")]
    elif plain.isascii():
        made.append("#" + re.sub(r"[^0-9a-z]", "", plain)[::-1])
    return tuple(one for one in dict.fromkeys(made) if len(one) > 1)
