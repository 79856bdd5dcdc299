"""One code of a list, several codes of a list, a link to a record, attached files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from desk.kinds.base import Cell, Invalid, Kind, Storage, Value
from desk.kinds.codes import CodeList, code_list
from desk.kinds.tidy import squeeze


def _unknown(codes: CodeList, text: str) -> Invalid:
    return Invalid("code_unknown", f"“{text.strip()[:20]}”不在“{codes.title}”的选项里")


@dataclass(frozen=True, kw_only=True)
class Code(Kind):
    """One code of a list; plain is the code, people see the label."""

    key: ClassVar[str] = "code"
    codes: CodeList = field(default_factory=lambda: code_list("sex"))

    def parse(self, text: str) -> Value:
        if not squeeze(text):
            return None
        code = self.codes.find(text)
        if code is None:
            raise _unknown(self.codes, text)
        return code

    def cell(self, cell: Cell, *, epoch_1904: bool = False) -> Value:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell == int(cell):
            readings = self.codes.readings(int(cell))
            if len(readings) > 1:
                labels = "、".join(sorted(self.codes.label(code) for code in readings))
                raise Invalid("code_ambiguous", f"“{int(cell)}”可以是{labels}，请写文字")
            if readings:
                return min(readings)
        return super().cell(cell, epoch_1904=epoch_1904)

    def check(self, value: Value) -> None:
        if value is not None and (not isinstance(value, str) or value not in self.codes):
            raise _unknown(self.codes, str(value))

    def show(self, value: Value) -> str:
        return "" if value is None else self.codes.label(str(value))

    def samples(self) -> tuple[tuple[str, Value], ...]:
        entry = self.codes.entries[0]
        spellings = (entry.label, entry.code, f" {entry.label} ", *entry.words)
        return (*((spelling, entry.code) for spelling in spellings), ("", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("没有这个选项", "code_unknown"),)


_BETWEEN = re.compile(r"([,，、;；/|\n])")


@dataclass(frozen=True, kw_only=True)
class Codes(Kind):
    """Several codes of a list; plain is the codes joined by ",", each once, as first named."""

    key: ClassVar[str] = "codes"
    width: ClassVar[int] = 16
    codes: CodeList = field(default_factory=lambda: code_list("topic"))

    @property
    def several(self) -> bool:
        return True

    def each(self, value: Value) -> tuple[Value, ...]:
        return tuple(str(value).split(","))

    def parse(self, text: str) -> Value:
        return ",".join(dict.fromkeys(self._found(text))) or None

    def _found(self, text: str) -> Iterator[str]:
        """Codes from left to right; the longest spelling wins, for labels may hold a separator."""
        pieces = _BETWEEN.split(text)
        at = 0
        while at < len(pieces):
            ends = range(len(pieces), at, -1)
            best = next((end for end in ends if self.codes.find("".join(pieces[at:end]))), None)
            if best is not None:
                yield str(self.codes.find("".join(pieces[at:best])))
            elif squeeze(pieces[at]):
                raise _unknown(self.codes, pieces[at])
            at = (best or at + 1) + 1

    def check(self, value: Value) -> None:
        if value is not None and not isinstance(value, str):
            raise _unknown(self.codes, str(value))
        for code in self.split(value):
            if code not in self.codes:
                raise _unknown(self.codes, code)

    @staticmethod
    def split(value: Value) -> tuple[str, ...]:
        """The single codes of a plain value."""
        return tuple(str(value).split(",")) if value else ()

    def show(self, value: Value) -> str:
        return "、".join(self.codes.label(code) for code in self.split(value))

    def samples(self) -> tuple[tuple[str, Value], ...]:
        one, two = self.codes.entries[0], self.codes.entries[-1]
        both = f"{one.code},{two.code}"
        return (
            (f"{one.label}、{two.label}", both),
            (f"{one.code}，{two.label} ; {one.label}", both),
            (one.label, one.code),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("没有这个选项", "code_unknown"), (f"{self.codes.entries[0].label}、没有这个选项", "code_unknown"))


@dataclass(frozen=True, kw_only=True)
class Link(Kind):
    """A link to another record; plain is its id. Titles are found by the service, not here."""

    key: ClassVar[str] = "link"
    storage: ClassVar[Storage] = Storage.INTEGER
    record: str = "resident"

    def parse(self, text: str) -> Value:
        bare = squeeze(text).removeprefix("#")
        if not bare:
            return None
        if not (bare.isascii() and bare.isdigit()):
            raise Invalid("link_form", "请从列表里选择")
        self.check(int(bare))
        return int(bare)

    def check(self, value: Value) -> None:
        if value is not None and (not isinstance(value, int) or not 0 < value < 2**63):
            raise Invalid("link_form", "请从列表里选择")

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return (("12", 12), ("#１２", 12), ("", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("张三", "link_form"), ("0", "link_form"))


_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Files(Kind):
    """Attached files; plain is their SHA-256 content hashes joined by ",". Screens show how many there are."""

    key: ClassVar[str] = "files"
    shows_all: ClassVar[bool] = False

    def parse(self, text: str) -> Value:
        hashes = [piece for piece in re.split(r"[\s,，、;；]+", text.strip().lower()) if piece]
        value = ",".join(dict.fromkeys(hashes)) or None
        self.check(value)
        return value

    @staticmethod
    def split(value: Value) -> tuple[str, ...]:
        """The single hashes of a plain value."""
        return tuple(str(value).split(",")) if value else ()

    def check(self, value: Value) -> None:
        if not all(_HASH.fullmatch(one) for one in self.split(value)):
            raise Invalid("files_form", "附件请用“添加附件”加入，不能填文字")

    def show(self, value: Value) -> str:
        return f"{len(self.split(value))}个附件" if value else ""

    def excel(self, value: Value) -> Cell:
        return value

    def samples(self) -> tuple[tuple[str, Value], ...]:
        one, two = "0a" * 32, "b1" * 32
        return ((f"{one},{two}", f"{one},{two}"), (f"{one}、{one}", one), ("", None))

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("照片.jpg", "files_form"),)
