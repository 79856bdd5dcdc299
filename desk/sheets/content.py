"""What a column holds, by its values, for columns whose head does not say it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from desk.errors import Invalid
from desk.kinds import CitizenId
from desk.sheets.grid import text_of
from desk.sheets.model import Cell, Kind
from desk.sheets.words import SURNAMES

SAMPLE = 200
"""Values looked at in a column."""
FEW = 2
"""Fewer values than this prove nothing."""

_ADDRESS = re.compile(r"\d+\s*(?:号|幢|栋|座|楼|单元|室|弄|巷)|(?:路|街|巷|弄|村|苑|小区|花园|家园).{0,10}\d")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{2,}[·•・][\u3400-\u9fff·•・]{1,}")


_ID = CitizenId()


def _digits(cell: Cell) -> str:
    return re.sub(r"[\s-]", "", text_of(cell)).upper()


def is_citizen_id(cell: Cell) -> bool:
    """A citizen's number that is sound, hidden in part, or damaged by having been a number."""
    if len(_digits(cell)) < 15:
        return False
    try:
        return _ID.cell(cell) is not None
    except Invalid as refusal:
        return refusal.code in ("id_number_cell", "id_masked")


def is_phone(cell: Cell) -> bool:
    text = _digits(cell).removeprefix("+86")
    return bool(re.match(r"1[3-9]\d{9}(?!\d)", text) or re.fullmatch(r"0\d{9,11}", text))


def is_sex(cell: Cell) -> bool:
    return text_of(cell).strip() in ("男", "女", "男性", "女性")


def is_name(cell: Cell) -> bool:
    """A Han name with a usual surname, or one with a middle dot."""
    text = re.sub(r"\s", "", cell) if isinstance(cell, str) else ""
    if not _HAN_NAME.fullmatch(text):
        return False
    return "·" in text or "•" in text or text[0] in SURNAMES or text[:2] in SURNAMES


def is_address(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) >= 4 and bool(_ADDRESS.search(cell))


def is_birth(cell: Cell) -> bool:
    """A day that may be one of birth."""
    if isinstance(cell, dt.date):
        return 1900 <= cell.year <= 2100
    return bool(re.fullmatch(r"(?:19|20)\d{2}\D?[01]?\d(?:\D?[0-3]?\d)?\D?", text_of(cell)))


TESTS: dict[str, tuple[Callable[[Cell], bool], float]] = {
    "citizen_id": (is_citizen_id, 0.6),
    "phone": (is_phone, 0.7),
    "sex": (is_sex, 0.9),
    "address": (is_address, 0.7),
    "person_name": (is_name, 0.8),
    "birth": (is_birth, 0.9),
}
"""By role: a test of one value and the share of values that have to pass it."""


def role_of_values(values: Sequence[Cell]) -> tuple[str, float]:
    """The role of a column by its values, and the share of them that fit it; ("", 0) when they say nothing."""
    sample = values[:SAMPLE]
    if len(sample) < FEW:
        return "", 0.0
    for role, (test, needed) in TESTS.items():
        share = sum(map(test, sample)) / len(sample)
        if share >= needed:
            return role, share
    return "", 0.0


def share_read(kind: Kind, values: Sequence[Cell]) -> float:
    """The share of values that a kind can read, for kinds that do not read just anything."""
    sample = list(dict.fromkeys(text_of(value) for value in values[:SAMPLE]))
    if len(sample) < FEW:
        return 0.0
    return sum(_reads(kind, text) for text in sample) / len(sample)


def _reads(kind: Kind, text: str) -> bool:
    try:
        return kind.parse(text) is not None
    except Invalid:
        return False
