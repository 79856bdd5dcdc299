"""A report on the screen: its sentences, each number a link."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from desk.service.reports.writing import NOTHING, Report
from desk.spec.render import Sentence
from desk.ui.parts.theme import THEME, C, em

_FEW = 3
"""So many figures that are missing are named at once."""


def report_html(report: Report, whole: bool = True) -> str:
    """The report as HTML for a text browser; `figure:<key>` links stand on the numbers.

    Not `whole`: many figures that nobody knows are only counted, with a link `missing:` to see which.
    """
    body = THEME.points(1.1)
    parts = [f'<div style="font-size:{body}pt; line-height:165%; color:{C.ink};">',
             f'<h2 style="color:{C.ink};">{escape(report.title)}</h2>',
             f'<p style="color:{C.quiet};">（{escape(report.period_text)}）</p>']
    for heading, level, said in report.parts:
        parts.append(f'<h{level + 2} style="color:{C.accent_dark};">{escape(heading)}</h{level + 2}>')
        parts += [f'<p style="text-indent:{em(2.2)}px;">{text}</p>' for text in _paragraphs(said)]
    if not report.sections:
        parts.append(f"<p>{NOTHING}</p>")
    parts += [f'<p style="color:{C.quiet};">{escape(note)}</p>' for note in report.notes]
    parts += [f'<p style="color:{C.warn};">{line}</p>' for line in _missing(report, whole)]
    return "".join([*parts, "</div>"])


def _missing(report: Report, whole: bool) -> list[str]:
    """Figures that are not in the report, by the reason why."""
    number = len(report.missing)
    if not whole and number > _FEW:
        return [f'有 {number} 个指标没有写进报告。<a href="missing:" style="color:{C.accent};">看是哪些、为什么</a>']
    by_why: dict[str, list[str]] = {}
    for one in report.missing:
        by_why.setdefault(one.why, []).append(one.title)
    lines = [escape(f"{why}（{len(titles)} 个）：{'、'.join(titles)}") for why, titles in by_why.items()]
    return ["没有写进报告的指标：", *lines] if lines else []


def _paragraphs(sentences: Sequence[Sentence]) -> list[str]:
    """Sentences follow each other until one opens a paragraph."""
    made: list[str] = []
    for one in sentences:
        text = _marked(one)
        if made and not one.opens:
            made[-1] += text
        else:
            made.append(text)
    return made


def _marked(one: Sentence) -> str:
    """The text with a link on each number: of a figure, or of its growth."""
    made, at = [], 0
    for key, start, end in sorted((*one.figures, *one.compared), key=lambda span: span[1]):
        made.append(escape(one.text[at:start]))
        made.append(f'<a href="figure:{escape(key)}" style="color:{C.accent}; text-decoration:underline;">'
                    f"{escape(one.text[start:end])}</a>")
        at = end
    return "".join([*made, escape(one.text[at:])])
