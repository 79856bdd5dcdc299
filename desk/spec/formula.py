"""Arithmetic over figures, written as people write it: ``request_done / request_count``, ``(a + b) * 400``.

An operand is a figure's key, as of another time with ``key@last_year``, ``key@last_period`` or
``key@opening`` (as it stood before the period), a number, or how many ``days``, ``weeks``,
``months``, ``quarters`` or ``years`` the period has up to the day. ``max(a, b)`` and ``min(a, b)`` choose.
＋－×÷ and full-width brackets are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from desk.errors import Invalid

LENGTHS = {"days": "天数", "weeks": "周数", "months": "月数", "quarters": "季度数", "years": "年数"}
"""Operands that say how long the period is."""

TIMES = {"": "", "last_year": "上年同期的", "last_period": "上一期的", "opening": "期初的"}

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z]\w*(?:@\w+)?)|(?P<sign>[-+*/(),]))")
_PLAIN = str.maketrans("＋－−×÷（），＊／", "+--*/(),*/")
_DEEP = 40
_LONG = 300
"""Signs, numbers and names of one formula, at the most."""
_SHOWN = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − "}


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: Decimal


@dataclass(frozen=True)
class Operand:
    """A figure at a time, or a length of the period."""

    key: str
    at: str = ""


@dataclass(frozen=True)
class Operation:
    """`sign` is + - * / max or min."""

    sign: str
    terms: tuple[Node, ...]


Node = Number | Operand | Operation


@dataclass
class _Reader:
    text: str
    tokens: list[tuple[str, str, int]]
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str, int]:
        if self.at >= len(self.tokens):
            raise Invalid("formula", "算式没有写完")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, sign: str) -> None:
        kind, text, place = self.take()
        if (kind, text) != ("sign", sign):
            raise Invalid("formula", f"算式第{place + 1}个字处应为“{sign}”")

    def sum(self) -> Node:
        return self._row(("+", "-"), self.product)

    def product(self) -> Node:
        return self._row(("*", "/"), self.single)

    def _row(self, signs: tuple[str, str], inner: object) -> Node:
        assert callable(inner)
        made: Node = inner()
        while self.peek() in signs and self.peek():
            sign = self.take()[1]
            made = Operation(sign, (made, inner()))
        return made

    def single(self) -> Node:
        self.depth += 1
        if self.depth > _DEEP:
            raise Invalid("formula", "算式套得太深，请拆成几个指标")
        made = self._single()
        self.depth -= 1
        return made

    def _single(self) -> Node:
        kind, text, place = self.take()
        if kind == "number":
            return Number(Decimal(text))
        if text == "(":
            made = self.sum()
            self.expect(")")
            return made
        if text == "-":
            return Operation("-", (Number(Decimal(0)), self.single()))
        if text in ("max", "min"):
            return self._choice(text)
        if kind != "name":
            raise Invalid("formula", f"算式第{place + 1}个字处不对：{text}")
        key, _, at = text.partition("@")
        if at not in TIMES:
            raise Invalid("formula", f"算式第{place + 1}个字处没有这种时间：{at}")
        return Operand(key, at)

    def _choice(self, word: str) -> Node:
        self.expect("(")
        terms = [self.sum()]
        while self.peek() == ",":
            self.take()
            terms.append(self.sum())
        self.expect(")")
        return Operation(word, tuple(terms))


@lru_cache(maxsize=1000)
def parse(text: str) -> Node:
    """The formula as a tree. Raises Invalid("formula") with the place of the mistake."""
    plain = text.translate(_PLAIN)
    tokens, at = [], 0
    while plain[at:].strip():
        found = _TOKEN.match(plain, at)
        if found is None:
            raise Invalid("formula", f"算式第{at + 1}个字处不对：{plain[at:].strip()[:10]}")
        kind = found.lastgroup or ""
        tokens.append((kind, found[kind], found.start(kind)))
        at = found.end()
    if len(tokens) > _LONG:
        raise Invalid("formula", "算式太长，请拆成几个指标")
    reader = _Reader(plain, tokens)
    made = reader.sum()
    if reader.at < len(tokens):
        _, extra, place = tokens[reader.at]
        raise Invalid("formula", f"算式第{place + 1}个字处多了“{extra}”")
    return made


def operands(node: Node) -> Iterator[Operand]:
    """Every figure and length that stands in it, from left to right."""
    if isinstance(node, Operand):
        yield node
    if isinstance(node, Operation):
        for one in node.terms:
            yield from operands(one)


def in_words(text: str, titles: dict[str, str]) -> str:
    """The formula with the titles of its figures: 「办成件数」 ÷ 「受理件数」."""
    def named(found: re.Match[str]) -> str:
        if found["name"] is None:
            return _SHOWN.get(found["sign"] or "", found[0].strip())
        key, _, at = found["name"].partition("@")
        if key in ("max", "min"):
            return {"max": "较大者", "min": "较小者"}[key]
        return LENGTHS.get(key) or f"{TIMES.get(at, '')}「{titles.get(key, key)}」"

    return _TOKEN.sub(named, text.translate(_PLAIN))
