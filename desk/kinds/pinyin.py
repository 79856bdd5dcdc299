"""How names sound: initials and full pinyin for search, and the order of names.

ü is written v, as keyboards do. A surname's own reading comes first (resources/names/surnames.csv:
tone numbers, several readings joined by |, one syllable a character). `reading` is what the person
says of their own name, "Shàn Xiǎojuān" syllable by syllable, or of its first characters only.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, combinations, islice, product

from desk.kinds.tidy import HAN, clean
from desk.paths import RESOURCES

MOST = 8
"""At most so many spellings of one name are indexed."""

_ONE = re.compile(f"[{HAN}]")
_UNITS = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_LONGEST_SURNAME = 2
_DIAERESIS = "\u0308"

Unit = tuple[str, tuple[str, ...]]
"""A Han character or a word of another script, with its readings (tone at the end), the likeliest first."""


@cache
def surnames() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Surname -> its readings, each a syllable a character."""
    with (RESOURCES / "names" / "surnames.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["surname"]: tuple(tuple(reading.split()) for reading in row["readings"].split("|"))
            for row in csv.DictReader(file)
        }


@cache
def _readings(character: str) -> tuple[str, ...]:
    """All readings of a Han character; () when none is known."""
    from pypinyin import Style, pinyin  # here, because it takes 0.2 s to load

    found = pinyin(character, style=Style.TONE3, heteronym=True, errors="ignore")
    return tuple(found[0]) if found else ()


def _plain(syllable: str) -> str:
    return syllable.rstrip("12345")


def _spoken(reading: str) -> list[str]:
    """The syllables of a reading a person typed, without tones."""
    parted = unicodedata.normalize("NFD", reading.lower()).replace(f"u{_DIAERESIS}", "v")
    bare = "".join(character for character in parted if not unicodedata.combining(character))
    return re.findall(r"[a-z]+", bare)


@lru_cache(maxsize=2_000)
def _units(name: str, reading: str | None) -> list[Unit]:
    """The name in pieces, each with its readings."""
    pieces = _UNITS.findall(clean(name))
    preferred: list[list[str]] = [[] for _ in pieces]
    for length in range(_LONGEST_SURNAME, 0, -1):
        for syllables in surnames().get("".join(pieces[:length]), ()):
            for at, syllable in enumerate(syllables):
                preferred[at].append(syllable)
    own = _spoken(reading or "")
    units = []
    for at, piece in enumerate(pieces):
        if at < len(own) <= len(pieces):
            readings: Sequence[str] = (own[at],)
        elif _ONE.fullmatch(piece):
            readings = tuple(dict.fromkeys((*preferred[at], *_readings(piece))))
        else:
            readings = (piece.lower(),)
        if readings:
            units.append((piece, tuple(readings)))
    return units


def _nearest(choices: Sequence[Sequence[str]]) -> Iterator[str]:
    """The likeliest spelling, then those that differ from it in one place, in two, ..."""
    open_places = [at for at, readings in enumerate(choices) if len(readings) > 1]
    for count in range(len(open_places) + 1):
        for places in combinations(open_places, count):
            for picked in product(*(choices[at][1:] for at in places)):
                swapped = dict(zip(places, picked, strict=True))
                yield "".join(swapped.get(at, readings[0]) for at, readings in enumerate(choices))


def _spellings(choices: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(islice(_nearest(choices), MOST * MOST)), MOST))


def initials(name: str, reading: str | None = None) -> tuple[str, ...]:
    """Every string of initials to index, the likeliest first: 单小乐 -> sxl, sxy, dxl, ...; at most `MOST`."""
    return _spellings([tuple(dict.fromkeys(r[0] for r in readings)) for _, readings in _units(name, reading)])


def full(name: str, reading: str | None = None) -> str:
    """The likeliest full pinyin without tones and blanks: 吕红梅 -> lvhongmei."""
    return "".join(_plain(readings[0]) for _, readings in _units(name, reading))


def spellings(name: str, reading: str | None = None) -> tuple[str, ...]:
    """Every full pinyin to index; ü stands as v, and once more as u and as yu."""
    choices = [tuple(dict.fromkeys(map(_plain, readings))) for _, readings in _units(name, reading)]
    plain = _spellings(choices)
    loose = chain.from_iterable((p.replace("v", "u"), p.replace("v", "yu")) for p in plain if "v" in p)
    return tuple(dict.fromkeys((*plain, *loose)))


def sort_key(name: str, reading: str | None = None) -> str:
    """A text by which names sort as in a Chinese register: sound, tone, character, one after another."""
    parts = [f"{readings[0]}{piece}" for piece, readings in _units(name, reading)]
    return " ".join(parts) or clean(name)
