"""Numbers of persons' papers and of organisations: GB 11643, the foreigners' card, GB 32100."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import ClassVar

from desk import clock
from desk.kinds.base import Cell, Invalid, Kind, Value
from desk.kinds.readdate import FIRST_YEAR
from desk.kinds.tidy import NOTHING, hide_middle, is_masked, squeeze

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(block[0], block[1] + 1)
)
_MARKS = re.compile(r"[\"'“”’‘`\-‐‑–—_·]")
_LIKE_X = str.maketrans({"×": "X", "Х": "X", "Χ": "X", "✕": "X"})
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")
_BORN_BEFORE_1900 = frozenset(("996", "997", "998", "999"))


def check_character(first17: str) -> str:
    """The 18th character of a citizen number (GB 11643, MOD 11-2)."""
    return _CHECKS[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def upgrade(old15: str) -> str:
    """The 18-character number of a 15-digit one; sequences 996-999 belong to people born before 1900."""
    century = "18" if old15[12:] in _BORN_BEFORE_1900 else "19"
    first17 = old15[:6] + century + old15[6:]
    return first17 + check_character(first17)


def _day(digits: str) -> dt.date | None:
    """The date of eight digits."""
    try:
        return dt.date.fromisoformat(digits)
    except ValueError:
        return None


@lru_cache(maxsize=2_000)
def birth_of(value: Value) -> str | None:
    """The birth date (ISO) that a number of a citizen, of 港澳台 or of the new foreigners' card tells."""
    if not isinstance(value, str) or not _EIGHTEEN.fullmatch(value):
        return None
    day = _day(value[6:14])
    return day.isoformat() if day else None


@lru_cache(maxsize=2_000)
def sex_of(value: Value) -> str | None:
    """The code of the sex that a number tells: '1' or '2'. The foreigners' cards do not tell it for certain."""
    if birth_of(value) is None or str(value).startswith("9"):
        return None
    return "1" if int(str(value)[16]) % 2 else "2"


def _old_foreign_fits(number: str) -> bool:
    """Old card: 3 letters, 4 of the place, YYMMDD, 1, check: values times 7, 3, 1 repeating, modulo 10."""
    total = sum(int(character, 36) * (7, 3, 1)[i % 3] for i, character in enumerate(number[:14]))
    leap_year = "2000"  # the century is not in the number, so 29 February must pass
    return total % 10 == int(number[14]) and _day(leap_year + number[9:13]) is not None


_DAMAGED = Invalid("id_number_cell", "身份证号存成了数字，末尾几位已被表格软件改掉，请按证件重填（单元格设为文本）")
_CHECKSUM = Invalid("id_checksum", "身份证号校验码不对")


def _no_place(number: str) -> Invalid:
    return Invalid("id_province", f"身份证号开头“{number[:2]}”不是任何省份的代码")


def _checked(number: str) -> str:
    """An 18-character number whose parts are all sound."""
    if (number[1:3] if number[0] == "9" else number[:2]) not in _PROVINCES:
        raise _no_place(number)
    born = _day(number[6:14])
    if born is None or born.year < FIRST_YEAR or born > clock.today():
        raise Invalid("id_date", f"身份证号里的出生日期“{number[6:14]}”不对")
    if check_character(number[:17]) != number[17]:
        hint = "，末三位是000，可能被表格软件改坏了" if number.endswith("000") else ""
        raise Invalid("id_checksum", f"身份证号校验码不对{hint}")
    return number


@dataclass(frozen=True, kw_only=True)
class CitizenId(Kind):
    """公民身份号码 (GB 11643-1999), 港澳台居民居住证, and the foreigners' permanent residence card.

    Plain is 18 characters with an upper-case X (15 for the foreigners' old card). County codes are not
    looked up: old ones stay valid for life.
    """

    key: ClassVar[str] = "citizen_id"
    width: ClassVar[int] = 20

    def parse(self, text: str) -> Value:
        if _EIGHTEEN.fullmatch(text):
            return _checked(text)
        bare = squeeze(text)
        if bare in NOTHING:
            return None
        if self.is_masked(bare):
            raise Invalid("id_masked", "身份证号遮盖了一部分，请填写完整号码")
        number = _MARKS.sub("", bare).upper().translate(_LIKE_X)
        if _SCIENTIFIC.fullmatch(number):
            raise Invalid(_DAMAGED.code, _DAMAGED.text)
        if _OLD_FOREIGN.fullmatch(number):
            if not _old_foreign_fits(number):
                raise Invalid(_CHECKSUM.code, _CHECKSUM.text)
            return number
        if not re.fullmatch(r"[0-9]+X?", number):
            raise Invalid("id_chars", "身份证号只能是数字，最后一位可以是X")
        if len(number) == 15 and number.isdigit():
            if number[:2] not in _PROVINCES:
                raise _no_place(number)
            return _checked(upgrade(number))
        if len(number) != 18:
            raise Invalid("id_length", f"身份证号应为18位，现在是{len(number)}位")
        return _checked(number)

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
            raise Invalid(_DAMAGED.code, _DAMAGED.text)
        return super().cell(cell, epoch_1904=epoch_1904)

    def check(self, value: Value) -> None:
        if isinstance(value, str) and _EIGHTEEN.fullmatch(value):
            _checked(value)
        elif value is not None and (not isinstance(value, str) or self.parse(value) != value):
            raise Invalid("id_length", "身份证号应为18位")

    def masked(self, value: Value) -> str:
        return hide_middle(str(value), 3, 4) if value else ""

    def is_masked(self, text: str) -> bool:
        return is_masked(text)

    def samples(self) -> tuple[tuple[str, Value], ...]:
        x = "11010519491231002X"
        return (
            (x, x),
            ("11010519491231002x", x),
            ("１１０１０５１９４９１２３１００２Ｘ", x),
            ("110105 19491231 002X", x),
            ("110105-19491231-002X", x),
            ("110105194912\n31002×", x),
            ("'11010519491231002X", x),
            ("440524188001010014", "440524188001010014"),
            ("440524880101001", "440524198801010011"),
            ("810000199001010019", "810000199001010019"),
            ("830000199001010012", "830000199001010012"),
            ("911124198108030024", "911124198108030024"),
            ("CAN110081080310", "CAN110081080310"),
            ("无", None),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("110105194912310021", "id_checksum"),
            ("CAN110081080311", "id_checksum"),
            ("11010519491231002", "id_length"),
            ("1101051949123100211", "id_length"),
            ("11010519491231002A", "id_chars"),
            ("110105X9491231002X", "id_chars"),
            ("110105194902300020", "id_date"),
            ("110105214912310020", "id_date"),
            ("990105194912310020", "id_province"),
            ("010105194912310020", "id_province"),
            ("1.10105E+17", "id_number_cell"),
            ("110***********002X", "id_masked"),
        )


_PAPER = re.compile(r"(?=.*[0-9])[0-9A-Z()/.\-\u4e00-\u9fff]+")
_QUOTES = re.compile(r"[\"'“”’‘`]")


@dataclass(frozen=True, kw_only=True)
class PaperNumber(Kind):
    """The number of any other paper: passport, 回乡证, 军官证, 残疾人证, a licence. Upper case, no blanks."""

    key: ClassVar[str] = "paper_number"
    width: ClassVar[int] = 20
    max: int = 40

    def parse(self, text: str) -> Value:
        bare = squeeze(text)
        if bare in NOTHING:
            return None
        if self.is_masked(bare):
            raise Invalid("paper_masked", "证件号码遮盖了一部分，请填写完整号码")
        number = _QUOTES.sub("", bare).upper()
        if _SCIENTIFIC.fullmatch(number):
            raise Invalid("paper_number_cell", "证件号码存成了数字，末尾几位已被表格软件改掉，请按证件重填")
        self.check(number)
        return number

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
            raise Invalid("paper_number_cell", "证件号码存成了数字，末尾几位已被表格软件改掉，请按证件重填")
        return super().cell(cell, epoch_1904=epoch_1904)

    def check(self, value: Value) -> None:
        if value is None:
            return
        if not isinstance(value, str) or not _PAPER.fullmatch(value):
            raise Invalid("paper_chars", "证件号码只能有字母、数字和“字第号”一类的字")
        if len(value) > self.max:
            raise Invalid("paper_long", f"证件号码太长：最多{self.max}位，现在{len(value)}位")

    def masked(self, value: Value) -> str:
        return hide_middle(str(value), 3, 4) if value else ""

    def is_masked(self, text: str) -> bool:
        return is_masked(text)

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return (
            ("H12345678", "H12345678"),
            ("h1234 5678", "H12345678"),
            ("Ｅ１２３４５６７８", "E12345678"),
            ("士字第123456号", "士字第123456号"),
            ("11010519491231002X44B1", "11010519491231002X44B1"),
            ("无", None),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("H1234%", "paper_chars"),
            ("没带来", "paper_chars"),
            ("H12****78", "paper_masked"),
            ("1" * (self.max + 1), "paper_long"),
        )


_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_check(first17: str) -> str:
    """The 18th character of a 统一社会信用代码 (GB 32100-2015, modulo 31)."""
    total = sum(_ALPHABET.index(c) * w for c, w in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


@dataclass(frozen=True, kw_only=True)
class CreditCode(Kind):
    """统一社会信用代码 of an organisation (GB 32100-2015); public, so never masked."""

    key: ClassVar[str] = "credit_code"
    width: ClassVar[int] = 20

    def parse(self, text: str) -> Value:
        bare = squeeze(text)
        if bare in NOTHING:
            return None
        number = _MARKS.sub("", bare).upper()
        self.check(number)
        return number

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
            raise Invalid("credit_number_cell", "信用代码存成了数字，末尾几位已被改掉，请重填（单元格设为文本）")
        return super().cell(cell, epoch_1904=epoch_1904)

    def check(self, value: Value) -> None:
        if value is None:
            return
        number = str(value)
        if not set(number) <= set(_ALPHABET):
            raise Invalid("credit_chars", "信用代码只有数字和大写字母，不用I、O、S、V、Z")
        if len(number) != 18:
            raise Invalid("credit_length", f"信用代码应为18位，现在是{len(number)}位")
        if credit_check(number[:17]) != number[17]:
            raise Invalid("credit_checksum", "信用代码校验码不对")

    def samples(self) -> tuple[tuple[str, Value], ...]:
        code = "91350100M000100Y43"
        return ((code, code), ("91350100m000100y43", code), ("９１350100 M000100Y4-3", code), ("", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("91350100M000100Y44", "credit_checksum"),
            ("91350100M000100Y4", "credit_length"),
            ("91350100M000I00Y43", "credit_chars"),
        )
