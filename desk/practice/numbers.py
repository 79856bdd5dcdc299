"""Invented numbers that pass every check and belong to nobody.

Citizen numbers stand under county codes ending in 99, which GB/T 2260 gives to no county; telephones
under 1910000, 1980000 and 1660000; credit codes under the same county codes.
"""

from __future__ import annotations

from random import Random

from desk.kinds.papers import check_character, credit_check

_PHONES = ("1910000", "1980000", "1660000", "1910001", "1980001", "1660001", "1910002", "1980002")
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Numbers:
    """Hands out numbers, each once."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}:numbers")
        self._used: set[str] = set()
        self._phones = self._rng.randrange(10_000)

    def citizen(self, code: str, birth: str, sex: str) -> str:
        """A valid 公民身份号码: `code` of 6 digits, ISO birth date, sex "1" or "2"."""
        while True:
            serial = self._rng.randrange(10, 990) // 2 * 2 + (sex == "1")
            first17 = f"{code}{birth.replace('-', '')}{serial:03d}"
            if first17 not in self._used:
                self._used.add(first17)
                return first17 + check_character(first17)

    def phone(self) -> str:
        """The next invented mobile number."""
        self._phones += 1
        prefix = _PHONES[self._phones // 10_000 % len(_PHONES)]
        return f"{prefix}{self._phones * 7919 % 10_000:04d}"

    def credit(self, head: str) -> str:
        """A valid 统一社会信用代码 that begins with `head` (91 company, 92 shop, 52 institution …)."""
        body = "".join(self._rng.choices(_CREDIT_SIGNS, k=8))
        first17 = f"{head}330199{body}{self._rng.choice(_CREDIT_SIGNS)}"
        return first17 + credit_check(first17)
