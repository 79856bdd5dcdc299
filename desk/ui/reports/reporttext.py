"""A report on the screen: its sentences, each figure a link."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from desk.ui.parts.theme import THEME, C


def report_html(report: Any) -> str:
    """The report as HTML for a text browser; `figure:<key>` links stand on the figures."""
    body = THEME.points(1.1)
    head = f'<h2 style="color:{C.ink};">{escape(report.title)}</h2>' if getattr(report, "title", "") else ""
    parts = [f'<div style="font-size:{body}pt; line-height:165%; color:{C.ink};">', head]
    for section in report.sections:
        heading, sentences = _section(section)
        parts.append(f'<h3 style="color:{C.accent_dark};">{escape(heading)}</h3>')
        parts += [f'<p style="text-indent:2em;">{text}</p>' for text in _paragraphs(sentences)]
    parts += [f'<p style="color:{C.quiet};">{escape(note)}</p>' for note in getattr(report, "notes", ())]
    if missing := getattr(report, "missing", ()):
        said = "；".join(f"{one.title}：{one.why}" for one in missing)
        parts.append(f'<p style="color:{C.warn};">没有写进报告的指标：{escape(said)}</p>')
    return "".join([*parts, "</div>"])


def _section(section: Any) -> tuple[str, Sequence[Any]]:
    return (section.heading, section.sentences) if hasattr(section, "heading") else (section[0], section[1])


def _paragraphs(sentences: Sequence[Any]) -> list[str]:
    """Sentences follow each other until one opens a paragraph."""
    made: list[str] = []
    for one in sentences:
        text = _marked(one.text, one.figures)
        if made and not one.opens:
            made[-1] += text
        else:
            made.append(text)
    return made


def _marked(text: str, figures: Sequence[Any]) -> str:
    """The text with a link on each figure's digits."""
    made, at = [], 0
    for spot in sorted(figures, key=_start):
        key, start, end = (spot.key, spot.start, spot.end) if hasattr(spot, "key") else spot[:3]
        if start < at:
            continue
        made.append(escape(text[at:start]))
        made.append(f'<a href="figure:{escape(key)}" style="color:{C.accent}; text-decoration:underline;">'
                    f"{escape(text[start:end])}</a>")
        at = end
    made.append(escape(text[at:]))
    return "".join(made)


def _start(spot: Any) -> int:
    return int(spot.start if hasattr(spot, "start") else spot[1])
