"""The office's own reports: sections switched on and off, put in order, renamed; sentences edited or added.

A template is the JSON of `desk.spec.report`, kept in the office's own specs under its report's
key: under the key of one of ours it takes that one's place. `mistakes` says what is wrong and
where; `preview` gives the real numbers of every sentence, also of those that say nothing.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.periods import Period
from desk.service.reports.notation import ANY_MARK
from desk.service.reports.writing import Report, build, own_templates
from desk.spec.report import PERIODS, SLOT, clauses_of, is_on, stored, template_of, templates

Draft = dict[str, Any]
"""A template's JSON."""


@dataclass(frozen=True)
class Mistake:
    """Something wrong in a template: section, sentence and clause count from 0; start and end are characters of `part`.

    `part` is "heading", "title", "lead", "text", "none", "full", "only" or "kinds" (start is then which of them);
    -1 where there is no such place."""

    section: int
    sentence: int
    clause: int
    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Said:
    """A sentence of the template with its numbers; `text` is "" where it has nothing to say, with `why`."""

    section: int
    sentence: int
    text: str
    figures: tuple[tuple[str, int, int], ...]
    why: str


@dataclass(frozen=True)
class Preview:
    """A template with real numbers. `report` is None while there are mistakes."""

    sentences: tuple[Said, ...]
    mistakes: tuple[Mistake, ...]
    report: Report | None


def draft_of(desk: Desk, key: str) -> Draft:
    """A template as data, to be changed: the office's own version, else ours. Raises Invalid("unknown_report")."""
    table = desk.meta.tables["made"]
    with desk.read() as conn:
        text = conn.execute(table.select().where(table.c.kind == "template", table.c.key == key)).mappings().first()
    return {**json.loads(text["spec"]), "key": key} if text else stored(key)


def blank(desk: Desk, title: str, period: str = "year") -> Draft:
    """A new, empty report of the office's own, under a free key."""
    taken = {*templates(), *own_templates(desk)}
    number = next(n for n in range(1, len(taken) + 2) if f"own_{n}" not in taken)
    base = next(data for key in templates() if (data := stored(key))["period"] == period)
    return {"key": f"own_{number}", "title": title, "period": period, "words": base["words"], "sections": []}


def moved(draft: Draft, section: int, to: int) -> Draft:
    """The draft with a section at another place."""
    made = deepcopy(draft)
    made["sections"].insert(to, made["sections"].pop(section))
    return made


def switched(draft: Draft, on: bool, section: int, sentence: int | None = None) -> Draft:
    """The draft with a section or a sentence switched on or off."""
    made = deepcopy(draft)
    place = made["sections"][section]
    if sentence is None:
        place["on"] = on
    else:
        place["sentences"][sentence] = {**_as_object(place["sentences"][sentence]), "on": on}
    return made


def put_sentence(draft: Draft, section: int, sentence: int, words: Mapping[str, Any]) -> Draft:
    """The draft with a sentence's clauses replaced (added where `sentence` is behind the last); its ticks stay."""
    made = deepcopy(draft)
    sentences = made["sections"][section]["sentences"]
    old = _as_object(sentences[sentence]) if sentence < len(sentences) else {}
    kept = {tick: on for tick, on in old.items() if tick not in ("clauses", "lead")}
    sentences[sentence:sentence + 1] = [{**words, **kept}]
    return made


def ticked(draft: Draft, section: int, sentence: int, tick: str, on: bool) -> Draft:
    """The draft with a tick of a sentence (`rounded`, `opens`) set."""
    made = deepcopy(draft)
    sentences = made["sections"][section]["sentences"]
    sentences[sentence] = {**_as_object(sentences[sentence]), tick: on}
    return made


def titles_of(desk: Desk, draft: Mapping[str, Any]) -> dict[str, str]:
    """What figures and words are called in a template's text, by key; each name is there once."""
    made: dict[str, str] = {}
    for key, figure in desk.catalog.figures.items():
        made[key] = figure.title if figure.title not in made.values() else key
    told = draft["words"]
    every = f"{told['all']}或{told['so_far']}" if "so_far" in told else told.get("all", "all")
    return {**made, **told, "all": every}


def _as_object(sentence: Any) -> dict[str, Any]:
    return dict(sentence) if isinstance(sentence, Mapping) else {"clauses": list(clauses_of(sentence))}


# mistakes


_OPEN = re.compile(r"\{[^{}]*$|\{(?=[^{}]*\{)|\}")
_WRONG_SLOT = re.compile(r"\{[^{}]*\}")
_MARKS = "〔〕里的写法认不出，请用「插入写法」选择"


def mistakes(desk: Desk, draft: Mapping[str, Any]) -> list[Mistake]:
    """What is wrong with a template, in the order of its text."""
    found = []
    if not str(draft.get("title") or "").strip():
        found.append(Mistake(-1, -1, -1, "title", 0, 0, "报告没有标题"))
    if draft.get("period") not in PERIODS:
        found.append(Mistake(-1, -1, -1, "title", 0, 0, "报告要选择年度、半年、季度或月度"))
    for at, section in enumerate(draft.get("sections") or ()):
        if not str(section.get("heading") or "").strip():
            found.append(Mistake(at, -1, -1, "heading", 0, 0, "这一节没有标题"))
        elif ANY_MARK.search(str(section["heading"])):
            found.append(Mistake(at, -1, -1, "heading", 0, 0, "标题里的〔〕认不出，只能在最前面写〔归在：某一章〕"))
        for place, sentence in enumerate(section.get("sentences") or ()):
            found += _of_sentence(desk, draft, at, place, sentence)
    return found


def _of_sentence(desk: Desk, draft: Mapping[str, Any], at: int, place: int, sentence: Any) -> Iterator[Mistake]:
    try:
        clauses: Sequence[Any] = clauses_of(sentence)
        own = [{"text": one} if isinstance(one, str) else dict(one) for one in clauses]
        if not any(str(one["text"]).strip() for one in own):
            raise KeyError("text")
    except (KeyError, TypeError, ValueError):
        yield Mistake(at, place, -1, "text", 0, 0, "这一句没有内容")
        return
    lead = str(_as_object(sentence).get("lead", ""))
    for start, end, text in _of_text(desk, draft, lead, {}):
        yield Mistake(at, place, -1, "lead", start, end, text)
    for slot in SLOT.finditer(lead):
        if slot["form"] != "@" and slot["key"] in desk.catalog.figures:
            yield Mistake(at, place, -1, "lead", *slot.span(), "开头里不能放指标，请放到下面的一行")
    for number, clause in enumerate(own):
        for part in ("text", "none", "full"):
            for start, end, text in _of_text(desk, draft, str(clause.get(part, "")), clause):
                yield Mistake(at, place, number, part, start, end, text)
        kinds = ((i, "kinds", pair[1]) for i, pair in enumerate(clause.get("kinds", ())))
        for i, part, key in ((0, "only", clause.get("only")), *kinds):
            if key and key not in desk.catalog.figures:
                yield Mistake(at, place, number, part, i, i + 1, _unknown(desk, str(key)))


def _of_text(
    desk: Desk, draft: Mapping[str, Any], text: str, clause: Mapping[str, Any]
) -> Iterator[tuple[int, int, str]]:
    """(start, end, what is wrong) of a text with slots."""
    good = [m.span() for m in SLOT.finditer(text)]
    for whole in _WRONG_SLOT.finditer(text):
        if whole.span() not in good:
            yield *whole.span(), _wrong(desk, whole[0][1:-1])
    bare = _WRONG_SLOT.sub(lambda m: " " * len(m[0]), text)
    for loose in _OPEN.finditer(bare):
        word = "「{」没有对应的「}」" if loose[0][0] == "{" else "「}」前面没有「{」"
        yield *loose.span(), word
    for mark in ANY_MARK.finditer(text):
        yield *mark.span(), _MARKS
    for slot in SLOT.finditer(text):
        key = slot["key"]
        if slot["form"] == "@":
            if key not in draft.get("words", {}):
                yield *slot.span(), f"没有这个词：{key}"
        elif key == "kinds" and not slot["form"]:
            if not clause.get("kinds"):
                yield *slot.span(), "这里要列出各类，但还没有选择类别"
        elif key not in desk.catalog.figures:
            yield *slot.span(), _unknown(desk, key)


def _wrong(desk: Desk, inside: str) -> str:
    return _unknown(desk, inside.strip()) if inside.strip() else "「{}」里没有指标，请用「插入指标」选择"


def _unknown(desk: Desk, key: str) -> str:
    """The nearest figure, by key or by title, is offered."""
    titles = {f.title: f.key for f in desk.catalog.figures.values()}
    near = difflib.get_close_matches(key, [*titles, *desk.catalog.figures], 1, 0.6)
    if not near:
        return f"没有指标「{key}」，请用「插入指标」选择"
    meant = desk.catalog.figure(titles.get(near[0], near[0]))
    return f"没有指标「{key}」，是不是「{meant.title}」{{{meant.key}}}？"


# preview, keeping


def preview(desk: Desk, draft: Draft, period: Period | None = None) -> Preview:
    """Every sentence of a template with its numbers for a period; with mistakes there are none."""
    wrong = tuple(mistakes(desk, draft))
    if wrong:
        return Preview((), wrong, None)
    report = build(desk, draft["key"], period, template_of(draft))
    told = {s.at: s for _, said in report.sections for s in said}
    unknown = {one.key: f"「{one.title}」{one.why}" for one in report.missing}
    made = []
    for at, section in enumerate(draft["sections"]):
        for place, sentence in enumerate(section["sentences"]):
            on = is_on(section) and is_on(sentence)
            one = told.get((at, place))
            lacks = "；".join(unknown[key] for key in _keys(sentence) if key in unknown)
            why = "" if one else (lacks or "本期没有可说的内容") if on else "已关闭"
            made.append(Said(at, place, one.text if one else "", one.figures if one else (), why))
    return Preview(tuple(made), (), report)


def _keys(sentence: Any) -> Iterator[str]:
    for clause in clauses_of(sentence):
        text = clause if isinstance(clause, str) else clause["text"]
        yield from dict.fromkeys(slot["key"] for slot in SLOT.finditer(text))


def save(desk: Desk, draft: Draft) -> None:
    """Keep the office's own template. Raises Invalid("template") with the first mistake, at its place."""
    if wrong := mistakes(desk, draft):
        first = wrong[0]
        where = f"第{first.section + 1}节" if first.section >= 0 else ""
        where += f"第{first.sentence + 1}句" if first.sentence >= 0 else ""
        where += f"第{first.start + 1}个字" if first.end > first.start else ""
        raise Invalid("template", f"{where}：{first.text}" if where else first.text)
    template_of(draft)
    text = json.dumps({key: value for key, value in draft.items() if key != "key"}, ensure_ascii=False)
    with desk.write("报告模板") as writer:
        table = desk.meta.tables["made"]
        writer.conn.execute(delete(table).where(table.c.kind == "template", table.c.key == draft["key"]))
        writer.conn.execute(insert(table).values(kind="template", key=draft["key"], spec=text))


def remove(desk: Desk, key: str) -> None:
    """Take the office's own template away; one of ours is then as it was. Raises Invalid("unknown_report")."""
    if key not in own_templates(desk):
        raise Invalid("unknown_report", f"没有自己的报告模板：{key}")
    with desk.write("报告模板") as writer:
        table = desk.meta.tables["made"]
        writer.conn.execute(delete(table).where(table.c.kind == "template", table.c.key == key))
