"""Reports: sentences in which figures stand, printed as PDF or Word, every number leading back."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desk.errors import Invalid
from desk.papers.numbering import numbered
from desk.service.desk import Desk
from desk.service.figures import FigureValue, definition
from desk.service.jobs import Job, Step
from desk.service.periods import Period, of_year, spoken
from desk.service.trust.frozen import Frozen
from desk.service.trust.inuse import in_use
from desk.service.trust.late import late_entries
from desk.service.trust.told import Told, told
from desk.spec.dates import shifted
from desk.spec.render import Missing, Sentence, digits, render
from desk.spec.report import PERIODS, Template, template, template_of, templates

if TYPE_CHECKING:
    from desk.papers.model import Paragraph, ReportPages, ReportPaper, Spot

NOTHING = "本期台账里还没有可以写进报告的记录。"
"""What a report says that has nothing to say."""
_NAMES = {"half": ("上半年", "下半年"), "quarter": ("第一季度", "第二季度", "第三季度", "第四季度")}


@dataclass(frozen=True)
class Beside:
    """A figure of a closed period: what was given out, and what it would be now."""

    key: str
    title: str
    unit: str
    printed: int | float | None
    now: int | float | None


@dataclass(frozen=True)
class Report:
    """A report as it reads for a period; `missing` are figures that nobody knows, with why.

    Of a closed period (`closed_on` is its day) `values` are those given out, and `beside` the ones that would be
    others now, for `late` records were entered since. `notes` says so, and with what last year's numbers agree."""

    key: str
    title: str
    period: Period
    period_text: str
    sections: tuple[tuple[str, tuple[Sentence, ...]], ...]
    missing: tuple[Missing, ...]
    values: dict[str, FigureValue]
    notes: tuple[str, ...] = ()
    closed_on: str = ""
    beside: tuple[Beside, ...] = ()
    late: int = 0
    definitions: Mapping[str, str] | None = None
    """Of a closed period: the definitions that were printed."""
    chapters: Mapping[int, str] = field(default_factory=dict)
    """The chapter of a section, by the section's place in the template."""

    @property
    def parts(self) -> tuple[tuple[str, int, tuple[Sentence, ...]], ...]:
        """Numbered headings with their level (1 or 2) and sentences; a chapter's own heading has none."""
        made: list[tuple[str, int, tuple[Sentence, ...]]] = []
        before = ""
        for heading, said in self.sections:
            chapter = self.chapters.get(said[0].at[0], "")
            if chapter and chapter != before:
                made.append((chapter, 1, ()))
            made.append((heading, 2 if chapter else 1, said))
            before = chapter
        told = numbered((heading, level) for heading, level, _ in made)
        return tuple((heading, level, said) for heading, (_, level, said) in zip(told, made, strict=True))


@dataclass(frozen=True)
class Written:
    """A report on paper; `spots` are the places of its numbers on the PDF's pages."""

    report: Report
    pages: int
    spots: tuple[Spot, ...] = ()
    unprinted: str = ""
    """Characters that no font can draw."""

    def json(self) -> dict[str, Any]:
        sentences = [
            {"section": heading, "text": s.text,
             "figures": [{"key": key, "value": self.report.values[key].value}
                         for key in dict.fromkeys(k for k, _, _ in s.figures)]}
            for heading, said in self.report.sections for s in said
        ]
        beside = [vars(one) for one in self.report.beside]
        return {"pages": self.pages, "sentences": sentences, "notes": list(self.report.notes),
                "closed_on": self.report.closed_on, "beside": beside, "late": self.report.late}


def reports(desk: Desk) -> list[Template]:
    """The reports that this community can write: ours, or its own version of them, and its own."""
    own = own_templates(desk)
    return [own.pop(key, one) for key, one in templates().items()] + list(own.values())


def own_templates(desk: Desk) -> dict[str, Template]:
    """The office's own templates by key; one that no longer reads is left out."""
    table = desk.meta.tables["made"]
    stmt = select(table.c.key, table.c.spec).where(table.c.kind == "template").order_by(table.c.key)
    made = {}
    with desk.read() as conn:
        for key, text in conn.execute(stmt):
            try:
                made[key] = template_of({**json.loads(text), "key": key})
            except Invalid:
                continue
    return made


def template_for(desk: Desk, key: str) -> Template:
    """The template in force. Raises Invalid("unknown_report")."""
    return own_templates(desk).get(key) or template(key)


def running(key: str, today: str, desk: Desk | None = None) -> Period:
    """The period of a report that today lies in; `desk` for the office's own reports."""
    one = template_for(desk, key) if desk else template(key)
    return _running(one, today)


def _running(one: Template, today: str) -> Period:
    months = PERIODS[one.period]
    year, month = int(today[:4]), int(today[5:7])
    since = f"{year:04d}-{(month - 1) // months * months + 1:02d}-01"
    return Period(since, shifted(since, months=months, days=-1))


def build(desk: Desk, key: str, period: Period | None = None, draft: Template | None = None) -> Report:
    """What a report says for a period (the running one without); `draft` is a template not yet saved."""
    one = draft or template_for(desk, key)
    period = whole_period(desk, one, period)
    keys = [k for k in one.keys if k in desk.catalog.figures]
    seen = told(desk, period, keys, key)
    fixed, values = seen.fixed, seen.values
    kept = fixed.kept if fixed else in_use(desk, period, keys)
    one = replace(one, words=_words(one, period, period.runs(desk.today)))
    made = render(one, values, kept)
    report = Report(
        key, f"{desk.name}{_titled(one, period)}", period, _period_text(desk, period), made.sections, made.missing,
        values, chapters=one.chapters)
    report = replace(report, notes=(*_notes(desk, report, seen), *_uncompared(one, report)))
    return _beside(desk, report, seen.now, fixed) if fixed else report


def _words(one: Template, period: Period, running: bool) -> dict[str, str]:
    """The words said for ``{@…}``: of a half-year which one, of a running period up to now."""
    words = dict(one.words)
    if one.period == "half":
        half = _name(one, period)[5:]
        words |= {"all": half, "now": half, "so_far": f"{half}以来"}
    return {**words, "before": "上年同期", "all": words.get("so_far", words["all"])} if running else words


def _beside(desk: Desk, report: Report, now: Mapping[str, FigureValue], fixed: Frozen) -> Report:
    """A report of a closed period with what it would say now."""
    late = len(late_entries(desk, report.period))
    other = tuple(
        Beside(key, v.title, v.unit, v.value, now[key].value)
        for key, v in report.values.items() if key in fixed.figures and v.value != now[key].value)
    text = f"本期已于{spoken(fixed.at[:10])}结账，数字以结账时为准"
    if late or other:
        text += f"；结账后又补记、补改{late}条，如果计入，有{len(other)}项指标会不同"
    kept = {key: one.definition for key, one in fixed.figures.items() if one.definition}
    return replace(report, notes=(text + "。", *report.notes), closed_on=fixed.at[:10], beside=other, late=late,
                   definitions=kept)


def _notes(desk: Desk, report: Report, seen: Told) -> tuple[str, ...]:
    """With what the numbers of last year agree, where the report names any."""
    if not any(s.compared for _, said in report.sections for s in said):
        return ()
    if given := seen.given:
        source = f"{spoken(given.at[:10])}印发的《{given.title}》" if given.title else f"{spoken(given.at[:10])}的结账"
        return (f"上年数取自{source}。",)
    return (f"上年同期为{seen.before.text(desk.today)}。",) if report.period.runs(desk.today) else ()


def _uncompared(one: Template, report: Report) -> tuple[str, ...]:
    """Why growth is not told of figures that the report says, each reason once."""
    said = {key for _, sentences in report.sections for s in sentences for key, _, _ in s.figures}
    whys: dict[str, list[str]] = {}
    for key in one.grown:
        if key in said and (why := report.values[key].uncompared):
            whys.setdefault(why, []).append(report.values[key].title)
    return tuple(f"没有写比上年的增减：{why}（{titles[0]}等{len(titles)}项）。" if len(titles) > 1
                 else f"没有写{titles[0]}比上年的增减：{why}。" for why, titles in whys.items())


def whole_period(desk: Desk, one: Template, period: Period | None) -> Period:
    """A report has both ends: a missing one is the year's; without any it is the running period."""
    if period is None or not (period.since or period.until):
        return _running(one, desk.today)
    year = int((period.since or period.until or "")[:4])
    whole = of_year(year)
    return Period(period.since or whole.since, period.until or whole.until)


def _titled(one: Template, period: Period) -> str:
    """「2026年度工作总结」, 「2026年上半年工作总结」: what the name says already is not said twice."""
    said = {"year": "年", "half": "半年", "quarter": "季度", "month": "月度"}[one.period]
    return f"{_name(one, period)}{one.title.removeprefix(said)}"


def _name(one: Template, period: Period) -> str:
    """「2026年」, 「2026年上半年」, 「2026年3月」 before the report's title."""
    since = str(period.since)
    year, month = int(since[:4]), int(since[5:7])
    names = _NAMES.get(one.period)
    if one.period == "month":
        return f"{year}年{month}月"
    return f"{year}年{names[(month - 1) // PERIODS[one.period]]}" if names else f"{year}年"


def _period_text(desk: Desk, period: Period) -> str:
    """The period; a report written before its end says up to which day it counts."""
    text = period.text(desk.today)
    return f"{text}，数据截至{spoken(desk.today)}" if period.runs(desk.today) else text


def write(desk: Desk, key: str, period: Period | None, out: Path) -> Job[Written]:
    """Write a report as .pdf (with the annex 数据来源) or .docx."""
    if out.suffix.lower() not in (".pdf", ".docx"):
        raise Invalid("usage", "报告只能写成 .pdf 或 .docx 文件")
    yield Step(0, 2, "正在计算指标")
    report = build(desk, key, period)
    yield Step(1, 2, "正在排版")
    paper = paper_of(desk, report)
    if out.suffix.lower() == ".docx":
        from desk.papers.word import report_docx

        report_docx(paper, out)
    pages = _printed(paper, out)
    return Written(report, pages.pages, pages.spots, pages.missing)


def _printed(paper: ReportPaper, out: Path) -> ReportPages:
    """The PDF; for a Word file it is only laid out, to tell its pages."""
    from desk.papers.report import report_pdf

    if out.suffix.lower() == ".pdf":
        return report_pdf(paper, out)
    with tempfile.TemporaryDirectory() as folder:
        return report_pdf(paper, Path(folder) / "report.pdf")


def paper_of(desk: Desk, report: Report) -> ReportPaper:
    """The report as the papers room draws it, with the annex 数据来源."""
    from desk.papers.model import Paragraph, ReportPaper, Section, Source

    sections = tuple(Section(heading, tuple(_paragraphs(said)), level=level) for heading, level, said in report.parts)
    if not sections:
        sections = (Section("", (Paragraph(NOTHING),)),)
    every = [s for _, said in report.sections for s in said]
    used = dict.fromkeys(key for s in every for key, _, _ in (*s.figures, *s.compared))
    compared = {key for s in every for key, _, _ in s.compared}
    kept = report.definitions or {}
    annex = tuple(
        Source(key, v.title, kept.get(key) or definition(desk, key), report.period_text, str(v.rows),
               v.text or _shown(v.value, v.unit), _shown(v.last_year, v.unit) if key in compared else "")
        for key in used if (v := report.values[key]))
    return ReportPaper(report.title, f"{desk.name}居民委员会", spoken(desk.today), report.period_text, sections, annex,
                       notes=report.notes)


def _shown(value: int | float | None, unit: str) -> str:
    return "不计算" if value is None else f"{digits(value)}{unit}"


def _paragraphs(said: Sequence[Sentence]) -> list[Paragraph]:
    """Sentences that belong together stand in one paragraph."""
    from desk.papers.model import Link, Paragraph

    made: list[Paragraph] = []
    for s in said:
        before = made.pop() if made and not s.opens else Paragraph("")
        at = len(before.text)
        links = tuple(Link(start + at, end + at, key) for key, start, end in (*s.figures, *s.compared))
        made.append(Paragraph(before.text + s.text, before.links + links))
    return made
