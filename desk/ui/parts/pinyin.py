"""The first letters of Chinese words, for choosing from lists by typing `jtxs` for 集体协商."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Lower-case first letters; other characters stay as they are."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).casefold()


def matches(sought: str, *spellings: str) -> int:
    """How well a typed text meets the spellings: 3 equal, 2 beginning, 1 inside or by first letters, 0 not."""
    sought = sought.casefold().strip()
    if not sought:
        return 1
    best = 0
    for spelling in spellings:
        plain = spelling.casefold()
        if plain == sought:
            return 3
        if plain.startswith(sought):
            best = max(best, 2)
        elif sought in plain or (sought.isascii() and sought.isalpha() and sought in initials(spelling)):
            best = max(best, 1)
    return best
