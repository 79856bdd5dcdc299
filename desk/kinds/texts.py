"""Text, long text and the names of persons."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from desk.kinds.base import Invalid, Kind, Value
from desk.kinds.tidy import HAN, PRIVATE, clean, half, is_masked, one_line

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_NAMES = re.compile(r"[、，,；;/／]")


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise Invalid("text_type", "这里应填文字")
    return value


@dataclass(frozen=True, kw_only=True)
class Text(Kind):
    """One line of text of at most `max` characters (code points).

    `names`: of one person or several, as 「王秀英、李建国」; each counts for one.
    """

    key: ClassVar[str] = "text"
    width: ClassVar[int] = 20
    max: int = 200
    names: bool = False

    @property
    def several(self) -> bool:
        return self.names

    def each(self, value: Value) -> tuple[Value, ...]:
        if not self.names or not isinstance(value, str):
            return (value,)
        return tuple(dict.fromkeys(name for part in _NAMES.split(value) if (name := part.strip()))) or (value,)

    def parse(self, text: str) -> Value:
        tidy = one_line(text if text.isprintable() else _CONTROL.sub(" ", text)) or None
        self.check(tidy)
        return tidy

    def check(self, value: Value) -> None:
        if value is not None and len(_text(value)) > self.max:
            raise Invalid("text_long", f"文字太长：最多{self.max}字，现在{len(_text(value))}字")

    def _fitting(self, *spellings: tuple[str, Value]) -> tuple[tuple[str, Value], ...]:
        return tuple((text, value) for text, value in spellings if value is None or len(_text(value)) <= self.max)

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return self._fitting(
            ("和平里", "和平里"),
            (" 和平里\r\n31幢 ", "和平里 31幢"),
            ("=1+1", "=1+1"),
            ("　", None),
            ("𠮷祥", "𠮷祥"),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (("字" * (self.max + 1), "text_long"),)


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Text with line breaks, of at most `max` characters."""

    key: ClassVar[str] = "long_text"
    width: ClassVar[int] = 40
    max: int = 4000

    def parse(self, text: str) -> Value:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        tidy = clean(_CONTROL.sub("", lines)) or None
        self.check(tidy)
        return tidy

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return self._fitting(("甲\n乙", "甲\n乙"), ("第一行\r\n第二行 ", "第一行\n第二行"), ("", None))


_BLANK_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_DOTS = re.compile(r"\s*[·•・‧∙⋅．･]\s*")
_POINT_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s*[.。]\s*(?=[{HAN}])")
_SOME = re.compile(rf"[{HAN}]{{1,2}}(某{{1,3}}|[×ＸX]{{1,2}})")
_USUAL = re.compile("[\u4e00-\u9fff]{2,4}")
_LOST = re.compile(f"{PRIVATE.pattern}|[?？□]")


@dataclass(frozen=True, kw_only=True)
class PersonName(Text):
    """A person's name: NFC, U+00B7 between the parts of a minority name, no blanks between Han characters.

    A name is one value; it is never split into surname and given name. `max` is at least 50
    by the 2016 notice on collecting names of ethnic minorities.
    """

    key: ClassVar[str] = "person_name"
    width: ClassVar[int] = 10
    max: int = 80

    def parse(self, text: str) -> Value:
        if _USUAL.fullmatch(text) and "某" not in text:
            return text
        dotted = _POINT_BETWEEN_HAN.sub("·", _DOTS.sub("·", clean(text)))
        name = _BLANK_BETWEEN_HAN.sub("", one_line(half(dotted))).strip("·") or None
        self.check(name)
        return name

    def check(self, value: Value) -> None:
        if value is None:
            return
        name = _text(value)
        lost = _LOST.search(name)
        if lost:
            raise Invalid(
                "name_private_char", f"姓名第{lost.start() + 1}个字无法识别（自造字或乱码），请用输入法重新输入"
            )
        if self.is_masked(name):
            raise Invalid("name_masked", f"姓名“{name}”遮盖了一部分，请填写全名")
        if not any(unicodedata.category(character).startswith("L") for character in name):
            raise Invalid("name_chars", f"“{name[:20]}”不是姓名")
        if len(name) > self.max:
            raise Invalid("name_long", f"姓名太长：最多{self.max}字，现在{len(name)}字")

    def is_masked(self, text: str) -> bool:
        return is_masked(text) or _SOME.fullmatch(text.strip()) is not None

    def samples(self) -> tuple[tuple[str, Value], ...]:
        return self._fitting(
            ("阿不都热合曼·买买提", "阿不都热合曼·买买提"),
            ("钱　娟", "钱娟"),
            ("钱\n娟", "钱娟"),
            ("阿不都 • 热合曼", "阿不都·热合曼"),
            ("阿不都．热合曼", "阿不都·热合曼"),
            ("阿不都.热合曼", "阿不都·热合曼"),
            ("裴𬱟", "裴𬱟"),
            ("刘䶮", "刘䶮"),
            ("John  Smith", "John Smith"),
            ("Ｊohn A. Smith", "John A. Smith"),
            ("", None),
        )

    def refused(self) -> tuple[tuple[str, str], ...]:
        return (
            ("刘\ue863", "name_private_char"),
            ("张\ufffd", "name_private_char"),
            ("李?", "name_private_char"),
            ("张*", "name_masked"),
            ("张某某", "name_masked"),
            ("12", "name_chars"),
            ("热" * (self.max + 1), "name_long"),
        )
