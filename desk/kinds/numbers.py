"""Whole numbers, decimals with a unit, money, yes and no."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP
from decimal import Decimal as Exact
from typing import ClassVar

from desk.kinds.base import Cell, Invalid, Json, Kind, Storage, Value
from desk.kinds.tidy import NOTHING, fold, squeeze

_TIMES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+))(?P<times>[十百千万亿]?)")
_LIMIT = 10**15
_ALSO_SAID = {
    "平方米": ("㎡", "m²", "m2", "平米", "平方", "平"),
    "人": ("名", "个人", "位", "个"),
    "小时": ("个小时", "h", "钟头"),
    "岁": ("周岁",),
}
"""Other words for a unit, longest first where one ends another."""


@dataclass(frozen=True, kw_only=True)
class _Scaled(Kind):
    """A number kept as a whole number of its smallest step, 10**-places of the unit.

    `min` and `max` are in the unit people use.
    """

    storage: ClassVar[Storage] = Storage.INTEGER
    numeric: ClassVar[bool] = True
    code: ClassVar[str] = "number"
    places: int = 0
    unit: str = ""
    min: int = 0
    max: int = 10**12

    @property
    def scale(self) -> int:
        """How many steps make one unit."""
        return int(10**self.places)

    def _bare(self, text: str) -> str:
        bare = squeeze(text)
        for word in (*_ALSO_SAID.get(self.unit, ()), self.unit):
            if word and bare.endswith(word):
                return bare.removesuffix(word)
        return bare

    def _within(self, *spellings: tuple[str, Value]) -> tuple[tuple[str, Value], ...]:
        """The spellings whose values this kind may hold, and its least value in any case."""
        low, high = self.min * self.scale, self.max * self.scale
        fitting = tuple((text, value) for text, value in spellings if value is None or low <= int(value) <= high)
        return (*fitting, (self.show(low), low))

    def parse(self, text: str) -> Value:
        bare = self._bare(text)
        if bare in NOTHING:
            return None
        found = _NUMBER.fullmatch(bare)
        if not found:
            raise Invalid(f"{self.code}_form", f"“{text.strip()[:20]}”不是数字")
        steps = Exact(found["number"].replace(",", "")) * _TIMES[found["times"]] * self.scale
        if steps != steps.to_integral_value():
            raise Invalid(f"{self.code}_places", f"最多{self.places}位小数" if self.places else "应填整数")
        self.check(int(steps))
        return int(steps)

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (bool, dt.date, dt.time)):
            raise Invalid(f"{self.code}_form", "单元格里不是数字")
        if isinstance(cell, float) and self.places and abs(cell) < _LIMIT:
            step = Exact(1).scaleb(-self.places)
            return self.parse(str(Exact(repr(cell)).quantize(step, ROUND_HALF_UP)))
        if isinstance(cell, float) and not cell.is_integer():
            return self.parse(repr(cell))
        return super().cell(cell, epoch_1904=epoch_1904)

    def check(self, value: Value) -> None:
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            raise Invalid(f"{self.code}_form", "这里应填数字")
        if value < self.min * self.scale:
            raise Invalid(f"{self.code}_range", f"不能小于{self.min}{self.unit}")
        if value > self.max * self.scale:
            raise Invalid(f"{self.code}_range", f"不能大于{self.max}{self.unit}")

    def show(self, value: Value) -> str:
        if not isinstance(value, int):
            return ""
        return f"{Exact(value).scaleb(-self.places):,.{self.places}f}"

    def excel(self, value: Value) -> Cell:
        return self.plain(value)

    def plain(self, value: Value) -> int | float | None:
        if not isinstance(value, int):
            return None
        return value / self.scale if value % self.scale else value // self.scale


@dataclass(frozen=True, kw_only=True)
class Whole(_Scaled):
    """A whole number with the unit people say (人, 件, 次)."""

    key: ClassVar[str] = "whole"
    code: ClassVar[str] = "whole"
    excel_format: ClassVar[str] = "#,##0"

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return self._within(
            ("1234", 1234),
            ("１，２３４" + self.unit, 1234),
            ("1.2万", 12000),
            (" 7 ", 7),
            ("无", None),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("一些", "whole_form"),
            ("1.5", "whole_places"),
            (str(self.min - 1), "whole_range"),
            (str(self.max + 1), "whole_range"),
        )


@dataclass(frozen=True, kw_only=True)
class Decimal(_Scaled):
    """A number with `places` decimals and a unit (平方米, 小时); plain is scaled by 10**places."""

    key: ClassVar[str] = "decimal"
    code: ClassVar[str] = "decimal"
    excel_format: ClassVar[str] = "#,##0.##"
    places: int = 2
    unit: str = "平方米"

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return self._within(
            ("89.5", 895 * self.scale // 10),
            ("８９．５" + self.unit, 895 * self.scale // 10),
            ("1,200", 1200 * self.scale),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("大约", "decimal_form"),
            ("1." + "0" * self.places + "1", "decimal_places"),
            (str(self.min - 1), "decimal_range"),
        )


_CURRENCY = re.compile(r"^(?:人民币|rmb|cny)?[¥￥]?|(?:元|圆|块|块钱)?整?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Money(_Scaled):
    """An amount of money; plain is whole 分. `min` and `max` are in 元."""

    key: ClassVar[str] = "money"
    code: ClassVar[str] = "money"
    excel_format: ClassVar[str] = "#,##0.00"
    width: ClassVar[int] = 12
    places: int = 2
    unit: str = "元"

    def _bare(self, text: str) -> str:
        return _CURRENCY.sub("", squeeze(text))

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return self._within(
            ("1,234.50", 123450),
            ("1,234.5元", 123450),
            ("3万", 3_000_000),
            ("1.2万元", 1_200_000),
            ("￥２００", 20000),
            ("人民币500元整", 50000),
            ("0", 0),
            ("无", None),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("若干", "money_form"),
            ("1.234", "money_places"),
            (str(self.min - 1), "money_range"),
            ("1,23", "money_form"),
        )


_SAID = {
    1: "是 有 对 已 √ ✓ ✔ ☑ y yes true t 1 是的 同意 参加",
    0: "否 无 不 未 没有 不是 × ✗ ✘ ✕ ☐ n no false f 0 x 不同意",
}
_ANSWERS = {word: value for value, words in _SAID.items() for word in words.split()}


@dataclass(frozen=True, kw_only=True)
class YesNo(Kind):
    """Yes (1) or no (0)."""

    key: ClassVar[str] = "yes_no"
    storage: ClassVar[Storage] = Storage.INTEGER
    width: ClassVar[int] = 6

    def parse(self, text: str) -> Value:
        said = fold(text)
        if not said:
            return None
        if said not in _ANSWERS:
            raise Invalid("yes_no_form", f"“{text.strip()[:20]}”看不出是或否，请填“是”或“否”")
        return _ANSWERS[said]

    def check(self, value: Value) -> None:
        if value not in (None, 0, 1):
            raise Invalid("yes_no_form", "请填“是”或“否”")

    def show(self, value: Value) -> str:
        return "" if value is None else "是" if value else "否"

    def plain(self, value: Value) -> Json:
        return None if value is None else bool(value)

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return (
            ("是", 1),
            ("有", 1),
            ("√", 1),
            ("Ｙ", 1),
            ("True", 1),
            ("否", 0),
            ("无", 0),
            ("×", 0),
            ("N", 0),
            ("0", 0),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("也许", "yes_no_form"), ("2", "yes_no_form"))
