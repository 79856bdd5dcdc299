"""A pasted list of names: who is asked for, line by line, with whatever else the line says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.errors import Invalid
from desk.kinds import PersonName
from desk.sheets.words import role_of_titles

_LEADING = re.compile(r"^\s*(?:\d{1,4}\s*[.、．)）:：]|[（(]\s*\d{1,4}\s*[)）]|[①-⑳])\s*")
_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_BRACKET = re.compile(r"[（(]([^（()）]*)[)）]")
_BETWEEN = re.compile(r"[、，,；;/／|]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•・]+")
_NAMED = re.compile(r"[^\W\d_][^\d]*")


@dataclass(frozen=True)
class Asked:
    """Somebody on the list: the name as it was written, and what tells them from namesakes."""

    name: str
    number: str = ""
    phone: str = ""
    hint: str = ""
    """The rest of the line, an address perhaps."""


def people_asked(told: str | Sequence[str]) -> list[Asked]:
    """Everybody on a list: a name a line, several in a line, or rows pasted from a spreadsheet; heads are left out."""
    lines = told.splitlines() if isinstance(told, str) else told
    return [one for line in lines for one in _of_line(line) if one.name or one.number]


def _of_line(line: str) -> Iterator[Asked]:
    line = line.replace("\u3000", " ").strip()
    if "\t" in line and role_of_titles([next((w for w in line.split("\t") if w.strip()), "")]) and not _ID.search(line):
        return
    line = _LEADING.sub("", line)
    if "\t" in line or _ID.search(line) or _PHONE.search(line):
        yield _one(line)
        return
    for piece in _BETWEEN.split(line):
        piece = _LEADING.sub("", piece)
        hint = " ".join(_BRACKET.findall(piece))
        for name in _names(_BRACKET.sub(" ", piece)):
            if not role_of_titles([name]):
                yield Asked(_tidy(name), hint=hint)


def _names(piece: str) -> list[str]:
    """张三 李四 are two, 张 三 is one, and so is John Smith; what is no name is kept to be told so."""
    words = piece.split()
    if len(words) > 1 and all(_HAN.fullmatch(word) for word in words):
        return words if all(len(word) > 1 for word in words) else ["".join(words)]
    return [" ".join(words)] if any(letter.isalpha() for letter in piece) else []


def _one(line: str) -> Asked:
    """A line about one person: the first words without digits are the name."""
    number, phone = _ID.search(line), _PHONE.search(line)
    rest = _PHONE.sub("\t", _ID.sub("\t", line))
    words = [word.strip() for word in re.split(r"[\t，,；;、|]+", rest) if word.strip()]
    words = [part for word in words for part in (_names(word) or [word])]
    name = next((word for word in words if _NAMED.fullmatch(word)), "")
    others = " ".join(word for word in words if word != name and not word.isdigit())
    digits = re.sub(r"[ -]", "", phone.group()) if phone else ""
    return Asked(_tidy(name), number.group().upper() if number else "", digits, others)


def _tidy(name: str) -> str:
    """The name as the register spells it; as written when it is no name."""
    try:
        return str(PersonName().parse(name) or "")
    except Invalid:
        return name
