"""Report templates: sentences as data, in which figures stand (`desk.spec.render` writes them out).

A template is JSON: sections of sentences; neighbours of one `chapter` stand under its heading.
A sentence is one text, a list of clauses, or an object with `clauses`, a `lead`, and the ticks
`opens` (begins a paragraph), `rounded` (30多件, 近百人) and `on` (false: switched off; sections
have it too). In a clause's text
``{key}`` is a figure with its unit, ``{key:n}`` its number alone, ``{key:t}`` what it reads as
(names, 「达标」), ``{+key}`` the growth on last year (「，比上年增加3件，增长8.6%」, nothing where
it is not known), ``{~key}`` the same in one word (「，同比增长8.6%」), ``{@all}`` a word of the
template, ``{kinds}`` the clause's own list of figures, largest first.

A clause stands where every figure in it is known and its first one is above zero; `none`
stands instead where that one is a true zero, `full` where it is a share of everything. With
`zero` it stands at noughts too, and says of an unknown figure why nobody knows it. Else the
clause of an unknown figure is left out, and the figure is named in the report's list of what
is missing. So a template can say nothing that the records do not.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desk.errors import Invalid
from desk.paths import RESOURCES

SLOT = re.compile(r"\{(?P<form>[@+~]?)(?P<key>\w+)(?P<bare>:[nt])?\}")

PERIODS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""How many months a report of each kind covers."""


@dataclass(frozen=True)
class Clause:
    """See the module's text. `only` is a figure that must be above zero besides."""

    text: str
    none: str = ""
    only: str = ""
    kinds: tuple[tuple[str, str], ...] = ()
    """Pairs of a name and a figure."""
    top: int = 0
    """How many of `kinds` are named; 0 names all."""
    full: str = ""
    zero: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The figures that its text names."""
        return tuple(m["key"] for m in SLOT.finditer(self.text) if m["form"] != "@" and m["key"] != "kinds")

    @property
    def decides(self) -> str:
        """The first figure of its text."""
        return next(iter(self.keys), "")


@dataclass(frozen=True)
class Pattern:
    """A sentence: `lead` stands before its first clause that is said. `at` is its section and place in the template."""

    clauses: tuple[Clause, ...]
    lead: str = ""
    opens: bool = False
    rounded: bool = False
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Template:
    """A report. `period` is year, half, quarter or month; `words` are said for ``{@…}``."""

    key: str
    title: str
    period: str
    words: Mapping[str, str]
    sections: tuple[tuple[str, tuple[Pattern, ...]], ...]
    chapters: Mapping[int, str] = field(default_factory=dict)
    """The chapter that a section stands under, by the section's place in the stored form."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every figure that the report may print, each once."""
        return tuple(dict.fromkeys(key for _, patterns in self.sections for p in patterns for key in _used(p)))


    @property
    def grown(self) -> tuple[str, ...]:
        """The figures whose growth the report may tell, each once."""
        clauses = [one for _, patterns in self.sections for p in patterns for one in p.clauses]
        slots = (m for one in clauses for text in (one.text, one.full) for m in SLOT.finditer(text))
        return tuple(dict.fromkeys(m["key"] for m in slots if m["form"] in ("+", "~")))


def _used(pattern: Pattern) -> Iterator[str]:
    for clause in pattern.clauses:
        yield from (*clause.keys, *(key for key in (clause.only,) if key), *(key for _, key in clause.kinds))


# loading

def template_of(data: Mapping[str, Any], base: Template | None = None) -> Template:
    """A template from its stored form; `base` gives the sections of one that is ``like`` it.

    Raises Invalid("template") where it is incomplete."""
    try:
        sections = tuple(
            (one["heading"], tuple(_pattern(p, (place, i)) for i, p in enumerate(one["sentences"]) if is_on(p)))
            for place, one in enumerate(data.get("sections", ())) if is_on(one))
        chapters = {place: str(one.get("chapter") or "") for place, one in enumerate(data.get("sections", ()))}
        same = base if base and not sections else None
        return Template(data["key"], data["title"], data["period"], dict(data["words"]),
                        same.sections if same else sections, same.chapters if same else chapters)
    except (KeyError, TypeError):
        raise Invalid("template", "这个报告模板的内容不完整，请重新设置") from None


def is_on(data: Any) -> bool:
    """Whether a section or sentence is switched on."""
    return not isinstance(data, Mapping) or bool(data.get("on", True))


def clauses_of(data: Any) -> Sequence[Any]:
    """The stored clauses of a stored sentence; a text of the office's own is said with noughts too."""
    if isinstance(data, str):
        return ({"text": data, "zero": True},)
    found: Sequence[Any] = data["clauses"] if isinstance(data, Mapping) else data
    return found


def _pattern(data: Any, at: tuple[int, int]) -> Pattern:
    clauses = tuple(_clause(one) for one in clauses_of(data))
    if not isinstance(data, Mapping):
        return Pattern(clauses, at=at)
    return Pattern(clauses, data.get("lead", ""), bool(data.get("opens")), bool(data.get("rounded")), at)


def _clause(data: str | Mapping[str, Any]) -> Clause:
    if isinstance(data, str):
        return Clause(data)
    kinds = tuple((name, key) for name, key in data.get("kinds", ()))
    return Clause(data["text"], data.get("none", ""), data.get("only", ""), kinds,
                  int(data.get("top", 0)), data.get("full", ""), bool(data.get("zero")))


def stored(key: str) -> dict[str, Any]:
    """One of our templates as data, whole, to be changed by an office. Raises Invalid("unknown_report")."""
    template(key)
    data = _stored()[key]
    base = _stored().get(data.get("like", ""), data)
    return {**copy.deepcopy(data), "sections": copy.deepcopy(data.get("sections") or base["sections"])}


@cache
def _stored() -> dict[str, dict[str, Any]]:
    found = [json.loads(p.read_text("utf-8")) for p in (RESOURCES / "templates").glob("*.json")]
    return {data["key"]: data for data in sorted(found, key=lambda data: int(data["place"]))}


@cache
def templates() -> dict[str, Template]:
    """Our report templates by key, in the order of their files' `place`."""
    made: dict[str, Template] = {}
    for key, data in _stored().items():
        made[key] = template_of(data, made.get(data.get("like", "")))
    return made


def template(key: str) -> Template:
    """A template. Raises Invalid("unknown_report")."""
    try:
        return templates()[key]
    except KeyError:
        raise Invalid("unknown_report", f"没有这个报告：{key}") from None


def check_template(one: Template, figures: Collection[str]) -> list[str]:
    """What is wrong with a template: E070 unknown figures, E071 unknown words."""
    said = {m["key"] for _, patterns in one.sections for p in patterns for text in _texts(p)
            for m in SLOT.finditer(text) if m["form"] == "@"}
    return [
        *(f"E070 报告「{one.title}」没有这个指标：{key}" for key in one.keys if key not in figures),
        *(f"E071 报告「{one.title}」没有这个词：{word}" for word in sorted(said - set(one.words))),
    ]


def _texts(pattern: Pattern) -> Iterator[str]:
    yield pattern.lead
    for clause in pattern.clauses:
        yield from (clause.text, clause.none, clause.full)
