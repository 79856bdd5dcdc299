"""What a Kind is: the owner of a value at every border of the program.

A value in the program is *plain*: text, a whole number or nothing. Dates are ISO text
(1965-03-12), money is whole 分, several codes are text joined by commas. Plain values are
what the database stores, the change log writes, and conditions compare.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from desk.errors import Invalid

Value = str | int | None
"""A plain value; see the module's text."""

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
"""What a spreadsheet cell holds when it is read or written."""

Json = str | int | float | bool | None


class Storage(Enum):
    """How the database keeps a kind's plain values."""

    TEXT = "text"
    INTEGER = "integer"


def _cell_text(cell: float | bool | dt.date | dt.time) -> str:
    """A cell that is not text, as a person would have typed it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of value. Subclasses are frozen and carry only settings.

    `parse`, `cell` and `check` raise `Invalid` with a stable code and a Chinese sentence.
    """

    key: ClassVar[str] = ""
    storage: ClassVar[Storage] = Storage.TEXT
    excel_format: ClassVar[str] = "@"
    """The number format of a cell written by `excel`; "@" is text."""
    numeric: ClassVar[bool] = False
    """Right-aligned, may be summed."""
    width: ClassVar[int] = 10
    """A fitting column width, in half-width characters."""
    shows_all: ClassVar[bool] = True
    """Whether `show` says the whole value, so that `parse` gives it back."""

    @property
    def several(self) -> bool:
        """Whether a value may hold several, which `each` tells apart: codes, names parted by 「、」."""
        return False

    def parse(self, text: str) -> Value:
        """The plain value of what a person typed; blank text is None."""
        raise AssertionError(f"{type(self).__name__} does not read text")

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        """The plain value of a spreadsheet cell."""
        if cell is None or isinstance(cell, str):
            return self.parse(cell or "")
        return self.parse(_cell_text(cell))

    def check(self, value: Value) -> None:
        """Refuse a plain value that this kind cannot hold."""

    def show(self, value: Value) -> str:
        """The value as screen and paper show it; nothing is ""."""
        return "" if value is None else str(value)

    def masked(self, value: Value) -> str:
        """The value as lists and copies for others show it."""
        return self.show(value)

    def remark(self, value: Value) -> str:
        """What a reader of the value must know besides; "" where nothing."""
        return ""

    def is_masked(self, text: str) -> bool:
        """Whether a spelling hides a part of a value; such a spelling never replaces one."""
        return False

    def each(self, value: Value) -> tuple[Value, ...]:
        """The values that count one by one where rows are grouped or different values counted."""
        return (value,)

    def excel(self, value: Value) -> Cell:
        """The value as a spreadsheet cell, to be written with `excel_format`."""
        return None if value is None else self.show(value)

    def plain(self, value: Value) -> Json:
        """The value in JSON output: numbers as numbers, in the unit people use."""
        return value

    def samples(self) -> tuple[tuple[str, Value], ...]:
        """Spellings that must be read, with their plain values; the first is canonical:
        `parse(show(value)) == value` holds for it."""
        return ()

    def refused(self) -> tuple[tuple[str, str], ...]:
        """Spellings that must be refused, with the code of the refusal."""
        return ()


__all__ = ["Cell", "Invalid", "Json", "Kind", "Storage", "Value"]
