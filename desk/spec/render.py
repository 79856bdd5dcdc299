"""What a report says: a template's sentences filled with figures. Pure; the service brings the values.

A clause stands only where its figures are known; see `desk.spec.report` for the language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from desk.spec.report import SLOT, Clause, Pattern, Template

Value = int | float


class FigureLike(Protocol):
    """What a sentence needs of a figure: `value` None means unknown, with `why`; `text` is how it reads."""

    @property
    def title(self) -> str: ...
    @property
    def value(self) -> Value | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def last_year(self) -> Value | None: ...
    @property
    def why(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def of(self) -> int | None: ...
    @property
    def text(self) -> str: ...


POINTS = "个百分点"
"""What the difference of two shares is told in: 80% and 83% are 3 of them apart, not 3.75%."""


def change_unit(unit: str) -> str:
    """The unit in which the change of a figure is told."""
    return POINTS if unit == "%" else unit


def rose_or_fell(unit: str, change: float | Decimal) -> str:
    """The verb of a change: 增加 or 减少, of a share 提高 or 降低."""
    return (("提高", "降低") if change_unit(unit) == POINTS else ("增加", "减少"))[change < 0]


_ENDS = ("。", "！", "？", "；", "：", "…")

Span = tuple[str, int, int]
"""A figure's key and where its digits stand in a text."""


@dataclass(frozen=True)
class Sentence:
    """A printed sentence. `figures` are the digits of values, `compared` those of growth.

    `opens` begins a paragraph; `at` is its section and place in the template."""

    text: str
    figures: tuple[Span, ...] = ()
    compared: tuple[Span, ...] = ()
    opens: bool = True
    at: tuple[int, int] = (0, 0)


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
        said, opens = [], True
        for pattern in patterns:
            opens = opens or pattern.opens
            if (sentence := writer.sentence(pattern)) is not None:
                said.append(replace(sentence, opens=opens))
                opens = False
        if said:
            sections.append((heading, tuple(said)))
    return Rendered(tuple(sections), tuple(writer.missing.values()))


def digits(value: Value) -> str:
    """A number's own digits, without zeros behind the point."""
    return str(int(value)) if float(value).is_integer() else f"{Decimal(str(value)).normalize():f}"


def rounded(value: int | float) -> str:
    """A number as people round it in speech: 34 is 30多, 134 is 130多, 97 近百, 1985 近2000; up to ten it stays."""
    whole = int(value)
    lead = 10 ** (len(str(whole)) - 1)
    step = lead if whole < 100 else lead // 10
    if whole <= 10 or not whole % step:
        return digits(value)
    above = (whole // lead + 1) * lead
    if whole >= above * 0.95:
        return f"近{_ROUND.get(above, str(above))}"
    return f"{whole // step * step}多"


_ROUND = {100: "百", 1000: "千", 10_000: "万"}


@dataclass
class _Line:
    """A text that remembers where figures stand in it."""

    text: str = ""
    figures: list[Span] = field(default_factory=list)
    compared: list[Span] = field(default_factory=list)

    def number(self, key: str, value: Value, spans: list[Span], shown: str = "") -> None:
        shown = shown or digits(value)
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
    rounds: bool = False
    """Whether the sentence in hand is one of rounded words."""

    def sentence(self, pattern: Pattern) -> Sentence | None:
        self.rounds = pattern.rounded
        said = [line for clause in pattern.clauses if (line := self._clause(clause)) is not None]
        if not said:
            return None
        line = self._filled(pattern.lead, Clause(pattern.lead))
        for place, one in enumerate(said):
            line.text += "，" if place else ""
            line.add(one)
        line.text += "" if line.text.endswith(_ENDS) else "。"
        return Sentence(line.text, tuple(line.figures), tuple(line.compared), at=pattern.at)

    def _clause(self, clause: Clause) -> _Line | None:
        """The clause as it is said, or None where it is left out."""
        kinds = [key for _, key in clause.kinds if self._known(key) and self.values[key].value]
        if clause.only and not (self._known(clause.only) and self.values[clause.only].value):
            return None
        known = clause.decides and self._known(clause.decides)
        if known and not self.values[clause.decides].value and not (clause.zero and not clause.none):
            return self._none(clause, clause.decides)
        unknown = [key for key in clause.keys if not self._known(key)]
        lacks = unknown and not (clause.zero and self.values.keys() >= set(unknown))
        if lacks or (clause.kinds and not kinds):
            return None
        full = clause.full and known and _everything(self.values[clause.decides])
        return self._filled(clause.full if full else clause.text, clause)

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
        elif slot["form"] == "~":
            self._year_on_year(line, key)
        elif key == "kinds":
            self._kinds(line, clause)
        else:
            self._figure(line, key, slot["bare"] or "")

    def _figure(self, line: _Line, key: str, bare: str) -> None:
        """A figure's value; why there is none, where nobody knows it."""
        one = self.values[key]
        if one.value is None:
            line.number(key, 0, line.figures, f"（{one.why}）")
            return
        line.number(key, one.value, line.figures, one.text if bare == ":t" else self._spoken(one))
        line.text += "" if bare else one.unit

    def _spoken(self, one: FigureLike) -> str:
        """The number in rounded words where the sentence is ticked for them; shares stay exact."""
        return rounded(one.value) if self.rounds and one.unit != "%" and one.value is not None else ""

    def _kinds(self, line: _Line, clause: Clause) -> None:
        """「邻里纠纷12件、婚姻家庭纠纷8件」: the largest first, those of none left out."""
        known = [(name, key, value) for name, key in clause.kinds
                 if key in self.values and (value := self.values[key].value)]
        largest = sorted(known, key=lambda k: -k[2])[:clause.top or None]
        for place, (name, key, value) in enumerate(largest):
            line.text += ("、" if place else "") + name
            line.number(key, value, line.figures, self._spoken(self.values[key]))
            line.text += self.values[key].unit

    def _growth(self, line: _Line, key: str) -> None:
        one, before = self.values[key], self.words.get("before", "上年")
        then, change = one.last_year, _change(one)
        if change is None or then is None:
            return
        if not change:
            line.text += f"，与{before}持平"
            return
        line.text += f"，比{before}{rose_or_fell(one.unit, change)}"
        line.number(key, float(abs(change)), line.compared)
        line.text += change_unit(one.unit)
        if then and one.unit != "%":
            self._rate(line, key, change, then)

    def _year_on_year(self, line: _Line, key: str) -> None:
        """「，同比增长8.6%」; nothing where there is nothing to compare with."""
        one = self.values[key]
        then, change = one.last_year, _change(one)
        if change is None or then is None:
            return
        if not change:
            line.text += "，同比持平"
        elif one.unit == "%":
            line.text += f"，同比{rose_or_fell(one.unit, change)}"
            line.number(key, float(abs(change)), line.compared)
            line.text += POINTS
        elif then:
            self._rate(line, key, change, then, "同比")

    def _rate(self, line: _Line, key: str, change: Decimal, then: Value, before: str = "") -> None:
        rate = (abs(change) * 100 / Decimal(str(then))).quantize(Decimal("0.1"), ROUND_HALF_UP)
        line.text += f"，{before}{'增长' if change > 0 else '下降'}"
        line.number(key, float(rate), line.compared)
        line.text += "%"


def _change(one: FigureLike) -> Decimal | None:
    """The difference on last year; None where either is unknown."""
    if one.value is None or one.last_year is None:
        return None
    return Decimal(str(one.value)) - Decimal(str(one.last_year))


def _everything(one: FigureLike) -> bool:
    """A share of all, not one that only rounds to 100."""
    return one.unit == "%" and one.value == 100 and one.rows == one.of
