"""Numbers before headings: 一、 （一） 1. （1）, on paper and on the screen alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_DIGITS = "零一二三四五六七八九"
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[)）]|\d+[.．、](?!\d))")


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def numbered(headings: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Headings, given with their levels (1 to 4), with their numbers, anew under each higher heading.

    One that brings its own number keeps it; an empty one stays empty."""
    counts = [0, 0, 0, 0]
    for heading, level in headings:
        if not heading:
            yield ""
            continue
        at = level - 1
        counts[at] += 1
        counts[at + 1 :] = [0] * (3 - at)
        number = counts[at]
        mark = (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}. ", f"（{number}）")[at]
        yield heading if _NUMBERED.match(heading) else mark + heading
