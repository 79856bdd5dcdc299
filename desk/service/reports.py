"""Reports: sentences in which figures stand, printed as PDF or Word, every number leading back."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.figures import FigureValue, compute, definition
from desk.service.jobs import Job, Step
from desk.service.periods import Period, of_year, spoken
from desk.spec.dates import shifted
from desk.spec.render import Missing, Sentence, digits, render
from desk.spec.report import Template, template, templates

if TYPE_CHECKING:
    from desk.papers.model import ReportPages, ReportPaper, Spot

_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""How many months a report of each kind covers."""
_NAMES = {"half": ("上半年", "下半年"), "quarter": ("第一季度", "第二季度", "第三季度", "第四季度")}


@dataclass(frozen=True)
class Report:
    """A report as it reads for a period; `missing` are figures that nobody knows, with why."""

    key: str
    title: str
    period: Period
    period_text: str
    sections: tuple[tuple[str, tuple[Sentence, ...]], ...]
    missing: tuple[Missing, ...]
    values: dict[str, FigureValue]


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
             "figures": [{"key": key, "value": self.report.values[key].value} for key in dict.fromkeys(k for k, _, _ in s.figures)]}
            for heading, said in self.report.sections for s in said
        ]
        return {"pages": self.pages, "sentences": sentences}


def reports(desk: Desk) -> list[Template]:
    """The reports that this community can write."""
    return list(templates().values())


def running(key: str, today: str) -> Period:
    """The period of a report that today lies in."""
    months = _MONTHS[template(key).period]
    year, month = int(today[:4]), int(today[5:7])
    return _months(year, (month - 1) // months * months + 1, months)


def _months(year: int, first: int, months: int) -> Period:
    since = f"{year:04d}-{first:02d}-01"
    return Period(since, shifted(since, months=months, days=-1))


def build(desk: Desk, key: str, period: Period | None = None) -> Report:
    """What a report says for a period (the running one without)."""
    one = template(key)
    period = _whole(period) if period and (period.since or period.until) else running(key, desk.today)
    values = {v.key: v for v in compute(desk, period, one.keys)}
    in_use = desk.started and period.since and desk.started <= period.since
    made = render(one, values, one.keys if in_use else ())
    return Report(key, f"{desk.name}{_name(one, period)}{one.title}", period, _period_text(desk, period), made.sections, made.missing, values)


def _whole(period: Period) -> Period:
    """A report has both ends: a missing one is the year's."""
    year = int((period.since or period.until or "")[:4])
    whole = of_year(year)
    return Period(period.since or whole.since, period.until or whole.until)


def _name(one: Template, period: Period) -> str:
    """「2026年」, 「2026年上半年」, 「2026年3月」 before the report's title."""
    since = str(period.since)
    year, month = int(since[:4]), int(since[5:7])
    names = _NAMES.get(one.period)
    if one.period == "month":
        return f"{year}年{month}月"
    return f"{year}年{names[(month - 1) // _MONTHS[one.period]]}" if names else f"{year}年"


def _period_text(desk: Desk, period: Period) -> str:
    """The period; a report written before its end says up to which day it counts."""
    text = period.text(desk.today)
    return f"{text}（数据截至{spoken(desk.today)}）" if str(period.since) <= desk.today < str(period.until) else text


def write(desk: Desk, key: str, period: Period | None, out: Path) -> Job[Written]:
    """Write a report as .pdf (with the annex 数据来源) or .docx."""
    if out.suffix.lower() not in (".pdf", ".docx"):
        raise Invalid("usage", "报告只能写成 .pdf 或 .docx 文件")
    yield Step(0, 2, "正在计算指标")
    report = build(desk, key, period)
    yield Step(1, 2, "正在排版")
    paper = _paper(desk, report)
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


def _paper(desk: Desk, report: Report) -> ReportPaper:
    from desk.papers.model import Link, Paragraph, ReportPaper, Section, Source

    sections = tuple(
        Section(heading, tuple(Paragraph(s.text, tuple(Link(start, end, key) for key, start, end in s.figures)) for s in said))
        for heading, said in report.sections)
    used = dict.fromkeys(key for _, said in report.sections for s in said for key, _, _ in s.figures)
    annex = tuple(
        Source(key, v.title, definition(desk, key), report.period_text, str(v.rows), f"{digits(v.value)}{v.unit}")
        for key in used if (v := report.values[key]).value is not None)
    return ReportPaper(report.title, f"{desk.name}居民委员会", spoken(desk.today), report.period_text, sections, annex)
