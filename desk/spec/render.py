"""What a report says: a template's sentences filled with figures. Pure; the service brings the values.

A clause stands only where its figures are known; see `desk.spec.report` for the language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from desk.spec.report import SLOT, Clause, Pattern, Template


class FigureLike(Protocol):
    """What a sentence needs of a figure: `value` None means unknown, with `why`."""

    @property
    def title(self) -> str: ...
    @property
    def value(self) -> int | float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def last_year(self) -> int | float | None: ...
    @property
    def why(self) -> str: ...


Span = tuple[str, int, int]
"""A figure's key and where its digits stand in a text."""


@dataclass(frozen=True)
class Sentence:
    """A printed sentence. `figures` are the digits of values, `compared` those of growth."""

    text: str
    figures: tuple[Span, ...] = ()
    compared: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A figure whose clause was left out because nobody knows it."""

    key: str
    title: str
    why: str


@dataclass(frozen=True)
class Rendered:
    """A report's sections with what they say; those with nothing to say are left out."""

    sections: tuple[tuple[str, tuple[Sentence, ...]], ...]
    missing: tuple[Missing, ...]


def render(one: Template, values: Mapping[str, FigureLike], kept: Collection[str] | None = None) -> Rendered:
    """What the report says for these values.

    `kept` are the figures whose ledgers were in use during the whole period, the only ones
    of which 「没有」 may be said; None means all."""
    writer = _Writer(one.words, values, kept)
    sections = []
    for heading, patterns in one.sections:
        said = tuple(s for p in patterns if (s := writer.sentence(p)) is not None)
        if said:
            sections.append((heading, said))
    return Rendered(tuple(sections), tuple(writer.missing.values()))


def digits(value: int | float) -> str:
    """A number's own digits, without zeros behind the point."""
    return str(int(value)) if float(value).is_integer() else f"{Decimal(str(value)).normalize():f}"


@dataclass
class _Line:
    """A text that remembers where figures stand in it."""

    text: str = ""
    figures: list[Span] = field(default_factory=list)
    compared: list[Span] = field(default_factory=list)

    def number(self, key: str, value: int | float, spans: list[Span]) -> None:
        shown = digits(value)
        spans.append((key, len(self.text), len(self.text) + len(shown)))
        self.text += shown

    def add(self, other: _Line) -> None:
        at = len(self.text)
        self.text += other.text
        self.figures += [(key, start + at, end + at) for key, start, end in other.figures]
        self.compared += [(key, start + at, end + at) for key, start, end in other.compared]


@dataclass
class _Writer:
    words: Mapping[str, str]
    values: Mapping[str, FigureLike]
    kept: Collection[str] | None
    missing: dict[str, Missing] = field(default_factory=dict)

    def sentence(self, pattern: Pattern) -> Sentence | None:
        said = [line for clause in pattern.clauses if (line := self._clause(clause)) is not None]
        if not said:
            return None
        line = self._filled(pattern.lead, Clause(pattern.lead))
        for place, one in enumerate(said):
            line.text += "，" if place else ""
            line.add(one)
        return Sentence(line.text + "。", tuple(line.figures), tuple(line.compared))

    def _clause(self, clause: Clause) -> _Line | None:
        """The clause as it is said, or None where it is left out."""
        kinds = [key for _, key in clause.kinds if self._known(key) and self.values[key].value]
        if clause.only and not (self._known(clause.only) and self.values[clause.only].value):
            return None
        if clause.decides and not self._known(clause.decides):
            return None
        if clause.decides and not self.values[clause.decides].value:
            return self._none(clause, clause.decides)
        unknown = [key for key in clause.keys if not self._known(key)]
        if unknown or (clause.kinds and not kinds):
            return None
        return self._filled(clause.text, clause)

    def _none(self, clause: Clause, key: str) -> _Line | None:
        if not clause.none:
            return None
        if self.kept is not None and key not in self.kept:
            self._miss(key, "这项台账在本期没有自始至终使用，不能写“没有”")
            return None
        return self._filled(clause.none, clause)

    def _known(self, key: str) -> bool:
        one = self.values.get(key)
        if one is None or one.value is None:
            self._miss(key, one.why if one else "没有这个指标")
            return False
        return True

    def _miss(self, key: str, why: str) -> None:
        one = self.values.get(key)
        self.missing.setdefault(key, Missing(key, one.title if one else key, why))

    def _filled(self, text: str, clause: Clause) -> _Line:
        line, at = _Line(), 0
        for slot in SLOT.finditer(text):
            line.text += text[at:slot.start()]
            at = slot.end()
            self._slot(line, slot, clause)
        line.text += text[at:]
        return line

    def _slot(self, line: _Line, slot: re.Match[str], clause: Clause) -> None:
        key = slot["key"]
        if slot["form"] == "@":
            line.text += self.words.get(key, "")
        elif slot["form"] == "+":
            self._growth(line, key)
        elif key == "kinds":
            self._kinds(line, clause)
        else:
            one = self.values[key]
            assert one.value is not None
            line.number(key, one.value, line.figures)
            line.text += "" if slot["bare"] else one.unit

    def _kinds(self, line: _Line, clause: Clause) -> None:
        """「邻里纠纷12件、婚姻家庭纠纷8件」: the largest first, those of none left out."""
        known = [(name, key, value) for name, key in clause.kinds
                 if key in self.values and (value := self.values[key].value)]
        for place, (name, key, value) in enumerate(sorted(known, key=lambda k: -k[2])):
            line.text += ("、" if place else "") + name
            line.number(key, value, line.figures)
            line.text += self.values[key].unit

    def _growth(self, line: _Line, key: str) -> None:
        one = self.values[key]
        now, then, before = one.value, one.last_year, self.words.get("before", "上年")
        if now is None or then is None:
            return
        change = Decimal(str(now)) - Decimal(str(then))
        if not change:
            line.text += f"，与{before}持平"
            return
        up, down, unit = ("提高", "降低", "个百分点") if one.unit == "%" else ("增加", "减少", one.unit)
        line.text += f"，比{before}{up if change > 0 else down}"
        line.number(key, float(abs(change)), line.compared)
        line.text += unit
        if then and one.unit != "%":
            rate = (abs(change) * 100 / Decimal(str(then))).quantize(Decimal("0.1"), ROUND_HALF_UP)
            line.text += f"，{'增长' if change > 0 else '下降'}"
            line.number(key, float(rate), line.compared)
            line.text += "%"
