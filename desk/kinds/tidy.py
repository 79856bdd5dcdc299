"""Cleaning of text as people type and paste it; shared by the kinds.

Full-width digits, letters and signs become half-width one by one. NFKC is never used: it would
change characters of names.
"""

from __future__ import annotations

import re
import unicodedata

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0xAD))
_BLANKS = re.compile(r"\s+")
_TIDY = re.compile("[!-~\u4e00-\u9fff]*")
"""Half-width, without a blank and in NFC already: most cells of most sheets."""
HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The inside of a character class of Han characters, planes 2 and 3 included."""

PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
"""Characters that have no public meaning: an old system's own glyphs, or the mark of a lost one."""


def half(text: str) -> str:
    """Full-width forms as half-width ones; a full-width blank as a blank."""
    return text if _TIDY.fullmatch(text) else text.translate(_WIDE)


def clean(text: str) -> str:
    """NFC, without invisible characters, trimmed; the text itself is kept."""
    if _TIDY.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()


def squeeze(text: str) -> str:
    """Half-width and without any blank or line break: for numbers, dates and codes."""
    if _TIDY.fullmatch(text):
        return text
    if text.isascii():
        return _BLANKS.sub("", text)
    return _BLANKS.sub("", half(clean(text)))


def fold(text: str) -> str:
    """A spelling made comparable: squeezed, lower case."""
    return squeeze(text).casefold()


def one_line(text: str) -> str:
    """Line breaks and runs of blanks as one blank."""
    if _TIDY.fullmatch(text):
        return text
    return _BLANKS.sub(" ", clean(text)).strip()


NOTHING = frozenset(
    {
        "",
        "无",
        "没有",
        "暂无",
        "不详",
        "未知",
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "－",
        "空",
        "None",
        "null",
        "NULL",
        "nan",
    }
)
"""What people write into a cell of a number or a date when there is none."""

_STARS = re.compile(r"[*＊∗﹡✱]|[×●○■□#XxＸ]{3,}")


def is_masked(text: str | None) -> bool:
    """Whether characters were hidden by somebody: 110***********002X, 138****1234, 张*."""
    return bool(text) and _STARS.search(text or "") is not None


def hide_middle(text: str, head: int, tail: int) -> str:
    """The first `head` and last `tail` characters with stars between; a short text keeps less, never all."""
    while head + tail > max(len(text) - 2, 0):
        head, tail = (head - 1, tail) if head > tail else (head, tail - 1)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")
