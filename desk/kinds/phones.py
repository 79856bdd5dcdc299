"""Telephone numbers, one or several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from desk.kinds.base import Cell, Invalid, Kind, Value
from desk.kinds.tidy import NOTHING, clean, half, hide_middle, is_masked

_BETWEEN = re.compile(r"[、,;/|\\]+|(?<=[\d)])[和或](?=[\d(+])")
_NOTE = re.compile(r"[\u3400-\u9fff]{1,10}")
_EXTENSION = re.compile(r"(?<=[0-9]{7})-(?=[0-9]{1,5}$)")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_NOISE = re.compile(r"\.0$|(?:联系)?(?:电话|手机|固话|座机|宅电)(?:号码?)?[:：]?|[\s.\-–—()·:：]|^'")
_NUMBERS = (
    (re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})"), r"\1"),
    (re.compile(r"(?:\+|00)86(0?)([12][0-9])([0-9]{8})"), r"0\2-\3"),
    (re.compile(r"(?:\+|00)86(0?)([3-9][0-9]{2})([0-9]{7,8})"), r"0\2-\3"),
    (re.compile(r"(0[12][0-9])([0-9]{8})"), r"\1-\2"),
    (re.compile(r"(0[3-9][0-9]{2})([0-9]{7,8})"), r"\1-\2"),
    (re.compile(r"(0[12][0-9])([0-9]{8})[转#*x]([0-9]{1,6})"), r"\1-\2转\3"),
    (re.compile(r"(0[3-9][0-9]{2})([0-9]{7,8})[转#*x]([0-9]{1,6})"), r"\1-\2转\3"),
    (re.compile(r"([2-9][0-9]{6,7})"), r"\1"),
    (re.compile(r"([2-9][0-9]{6,7})转([0-9]{1,6})"), r"\1转\2"),
    (re.compile(r"([48]00)([0-9]{7})"), r"\1-\2"),
    (re.compile(r"(1[0-9]{2}|1[0-9]{4}|9[0-9]{4,7})"), r"\1"),
    (re.compile(r"(\+(?!86)[0-9]{7,15})"), r"\1"),
)
"""Spellings without blanks and hyphens -> how we write them: mobile, landline, with extension,
local, 400/800, short service numbers, other countries."""


def _one(text: str) -> str | None:
    """A single number as we write it, or None; a last group of digits may be an extension."""
    return _written(text) or _written(_EXTENSION.sub("转", text.strip()))


def _written(text: str) -> str | None:
    bare = _NOISE.sub("", text.lower())
    notes = _NOTE.findall(bare.replace("转", ""))
    for note in notes:
        bare = bare.replace(note, "")
    for spelling, written in _NUMBERS:
        if spelling.fullmatch(bare):
            number = spelling.sub(written, bare)
            return f"{number}({''.join(notes)})" if notes else number
    return None


def _refusal(text: str) -> Invalid:
    digits = re.sub(r"\D", "", text)
    if digits.startswith("1") and digits and len(digits) != 11:
        return Invalid("phone_length", f"手机号应为11位，现在是{len(digits)}位")
    return Invalid("phone_form", f"“{text.strip()[:20]}”不是电话号码")


@dataclass(frozen=True, kw_only=True)
class Phone(Kind):
    """One telephone number or several joined by "、"; a short note after a number is kept in brackets."""

    key: ClassVar[str] = "phone"
    width: ClassVar[int] = 14
    max: int = 200

    def parse(self, text: str) -> Value:
        if _MOBILE.fullmatch(text):
            return text
        tidy = half(clean(text))
        if tidy in NOTHING:
            return None
        if self.is_masked(tidy):
            raise Invalid("phone_masked", "电话号码遮盖了一部分，请填写完整号码")
        found = [number for piece in _BETWEEN.split(tidy) if piece.strip() for number in self._numbers(piece)]
        value = "、".join(dict.fromkeys(found)) or None
        if value and len(value) > self.max:
            raise Invalid("phone_long", f"电话太多：最多{self.max}字")
        return value

    def _numbers(self, piece: str) -> list[str]:
        """The numbers of one piece: a line break or blank may part two numbers, or stand inside one."""
        whole = _one(piece)
        if whole:
            return [whole]
        parts = [_one(part) for part in piece.split()]
        if len(parts) < 2 or None in parts:
            raise _refusal(piece)
        return [part for part in parts if part]

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        """A landline in a number cell has lost the zero of its area code."""
        try:
            return super().cell(cell, epoch_1904=epoch_1904)
        except Invalid:
            if not isinstance(cell, (int, float)) or _one(f"0{cell:.0f}") is None:
                raise
            return _one(f"0{cell:.0f}")

    def check(self, value: Value) -> None:
        if value is not None and (not isinstance(value, str) or self.parse(value) != value):
            raise Invalid("phone_form", f"“{value}”不是电话号码")

    @staticmethod
    def split(value: Value) -> tuple[str, ...]:
        """The single numbers of a plain value."""
        return tuple(str(value).split("、")) if value else ()

    def masked(self, value: Value) -> str:
        return "、".join(_hidden(number) for number in self.split(value))

    def is_masked(self, text: str) -> bool:
        return is_masked(text)

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return (
            ("13800001234", "13800001234"),
            ("138 0000 1234", "13800001234"),
            ("138-0000-1234", "13800001234"),
            ("+86 13800001234", "13800001234"),
            ("8613800001234", "13800001234"),
            ("１３８００００１２３４", "13800001234"),
            ("020-81234567", "020-81234567"),
            ("(020)81234567", "020-81234567"),
            ("+86 20 8123 4567", "020-81234567"),
            ("0571 8123456转12", "0571-8123456转12"),
            ("0571-81234567-801", "0571-81234567转801"),
            ("13800001234.0", "13800001234"),
            ("81234567", "81234567"),
            ("13800001234/13900005678", "13800001234、13900005678"),
            ("13800001234 13900005678", "13800001234、13900005678"),
            ("13800001234\n020-81234567", "13800001234、020-81234567"),
            ("13800001234，13800001234", "13800001234"),
            ("13800001234（女儿）", "13800001234(女儿)"),
            ("女儿13800001234", "13800001234(女儿)"),
            ("手机：13800001234", "13800001234"),
            ("400-123-4567", "400-1234567"),
            ("12345", "12345"),
            ("+85291234567", "+85291234567"),
            ("无", None),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("1380000123", "phone_length"),
            ("138000012345", "phone_length"),
            ("没装电话", "phone_form"),
            ("138****1234", "phone_masked"),
            ("13800001234、5", "phone_form"),
        )


def _hidden(number: str) -> str:
    """138****1234; of other numbers the last four digits stay."""
    bare, bracket, note = number.partition("(")
    digits = sum(character.isdigit() for character in bare)
    return hide_middle(bare, 3 if digits == 11 and "-" not in bare else max(len(bare) - 8, 0), 4) + bracket + note
