"""一人一档: a row's own page: its facts, and everything that hangs on it in one timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from desk.kinds import Code, Link
from desk.service.desk import Desk
from desk.service.entries.form import Entry, FormView, form
from desk.service.entries.save import Loaded, load
from desk.service.entries.titles import labels, titles
from desk.service.lists.exporting import log_export


@dataclass(frozen=True)
class Moment:
    """One thing that happened or held."""

    date: str
    record: str
    id: int
    title: str
    detail: str


_Part = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
"""The child rows of a page: their title, heads, and texts."""


@dataclass(frozen=True)
class Page:
    """A row's page: facts by group (title, text), its child rows, and its timeline, newest first.

    `links` leads from a fact's title to the row it names; `masked`: a number is not shown in full.
    """

    record: str
    id: int
    title: str
    subtitle: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    parts: tuple[_Part, ...]
    timeline: tuple[Moment, ...]
    links: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    masked: bool = False


def page(desk: Desk, record: str, id: int, reveal: bool = False) -> Page:
    """The page of a row. Numbers are masked until revealed, and a reveal is logged once."""
    opened = load(desk, record, id)
    view = form(desk, record, opened.draft)
    if reveal:
        log_export(desk, f"查看{desk.catalog.record(record).title}完整信息", 1, True, "查看")
    fields = desk.catalog.fields(record)
    groups = []
    for heading, entries in view.groups:
        facts = []
        for e in entries:
            value = opened.draft.get(e.key)
            if value not in (None, ""):
                hide = not reveal and e.key in fields and fields[e.key].sensitive
                facts.append((e.title, _with_unit(e.kind, text_of(desk, e.kind, value, hide))))
        if facts:
            groups.append((heading, tuple(facts)))
    detail = labels(desk, record, [id]).get(id, ("", ""))[1]
    parts = _parts(desk, record, opened, view, reveal)
    links = {e.title: (e.kind.record, int(value)) for _, entries in view.groups for e in entries
             if isinstance(e.kind, Link) and (value := opened.draft.get(e.key)) is not None}
    masked = not reveal and _sensitive(desk, record, opened.draft, view)
    moments = timeline(desk, record, id)
    return Page(record, id, opened.title, detail, tuple(groups), parts, moments, links, masked)


def _sensitive(desk: Desk, record: str, draft: Mapping[str, Any], view: FormView) -> bool:
    """Whether there is anything that is shown in part only."""
    fields = desk.catalog.fields(record)
    whole = any(f.sensitive and draft.get(key) not in (None, "") for key, f in fields.items())
    return whole or any(
        f.sensitive and row.get(key) not in (None, "")
        for part in view.parts for key, f in desk.catalog.part_fields(record, part.key).items()
        for row in draft.get(part.key) or ())


def text_of(desk: Desk, kind: Any, value: Any, hide: bool = False) -> str:
    """A value as its page shows it; a link by the title of its row."""
    if isinstance(kind, Link):
        return titles(desk, kind.record, [value]).get(value, "")
    return str(kind.masked(value) if hide else kind.show(value))


def _parts(desk: Desk, record: str, opened: Loaded, view: FormView, reveal: bool) -> tuple[_Part, ...]:
    made = []
    for part in view.parts:
        fields = desk.catalog.part_fields(record, part.key)
        rows = tuple(
            tuple(_cell(desk, e, row.get(e.key), not reveal and fields[e.key].sensitive) for e in part.entries)
            for row in opened.draft.get(part.key) or [])
        if rows:
            made.append((part.title, tuple(e.title for e in part.entries), rows))
    return tuple(made)


def _cell(desk: Desk, entry: Entry, value: Any, hide: bool) -> str:
    return "" if value in (None, "") else _with_unit(entry.kind, text_of(desk, entry.kind, value, hide))


def _with_unit(kind: Any, text: str) -> str:
    """A number says of what: 30个工作日, 1,200.00元."""
    return f"{text}{getattr(kind, 'unit', '')}" if text else ""


def timeline(desk: Desk, record: str, id: int) -> tuple[Moment, ...]:
    """Everything whose links lead to a row, newest first; undated things last."""
    found: list[Moment] = []
    for key, spec in desk.catalog.records.items():
        links = [k for k, f in spec.fields.items() if isinstance(f.kind, Link) and f.kind.record == record]
        sources = [(part, k) for part in spec.parts for k, f in desk.catalog.part_fields(key, part).items()
                   if k != "owner" and isinstance(f.kind, Link) and f.kind.record == record]
        if links or sources:
            found += _moments(desk, key, links, sources, id)
    return tuple(sorted(found, key=lambda m: (m.date or "0", m.record, m.id), reverse=True))


def _moments(desk: Desk, record: str, links: list[str], sources: list[tuple[str, str]], id: int) -> list[Moment]:
    spec = desk.catalog.record(record)
    by = spec.event or (spec.span[0] if spec.span else "")
    roles: dict[int, str] = {}
    with desk.read() as conn:
        reader = desk.reader()
        t = reader.source(record)
        ways = [t.c[key] == id for key in links]
        for part, key in sources:
            child = reader.source(f"{record}.{part}")
            ways.append(t.c.id.in_(select(child.c.owner).where(child.c[key] == id)))
            coded = {k: f.kind for k, f in desk.catalog.part_fields(record, part).items() if isinstance(f.kind, Code)}
            for row in conn.execute(select(child.c.owner, *(child.c[k] for k in coded)).where(child.c[key] == id)):
                shown = [kind.show(code) for kind, code in zip(coded.values(), row[1:], strict=True) if code]
                roles[row[0]] = " ".join(filter(None, (roles.get(row[0]), *shown)))
        stmt = select(t.c.id, t.c[by] if by else t.c.id).where(or_(*ways), reader.alive(record, t))
        rows = conn.execute(stmt).all()
    known = labels(desk, record, [row[0] for row in rows])
    return [
        Moment(str(day or "") if by else "", record, one, f"{spec.title}：{known[one][0]}",
               " ".join(filter(None, (roles.get(one), known[one][1]))))
        for one, day in rows if one in known
    ]
