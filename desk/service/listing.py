"""What there is, as plain documents: for the command line's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.entries.person import timeline
from desk.service.entries.save import load
from desk.service.entries.titles import titles
from desk.service.lists.query import Query, count, ledgers, time_of

Document = dict[str, Any]


def listing(desk: Desk, what: str) -> list[Document]:
    """records, ledgers, figures, reports or templates."""
    return _LISTS[what](desk)


def _records(desk: Desk) -> list[Document]:
    return [
        {"key": r.key, "title": r.title, "tab": r.tab,
         "count": count(desk, Query(r.key)) if r.key in desk.catalog.ledgers else 0,
         "parts": [{"key": key, "title": part.title} for key, part in r.parts.items()]}
        for r in desk.catalog.records.values()
    ]


def _ledgers(desk: Desk) -> list[Document]:
    return [
        {"key": v.key, "title": v.title, "tab": v.tab, "record": v.record, "time": v.time,
         "count": count(desk, Query(v.key))}
        for v in ledgers(desk)
    ]


def _figures(desk: Desk) -> list[Document]:
    return [
        {"key": f.key, "title": f.title, "unit": f.unit, "ledger": f.ledger,
         "measure": type(f.measure).__name__.lower(), "time": time_of(desk, desk.catalog.ledger(f.ledger))}
        for f in desk.catalog.figures.values()
    ]


def _reports(desk: Desk) -> list[Document]:
    from desk.service.reports.writing import reports

    return [{"key": r.key, "title": r.title, "period": r.period} for r in reports(desk)]


def _templates(desk: Desk) -> list[Document]:
    return [{"key": r.key, "title": f"{r.title}登记表"} for r in desk.catalog.records.values()]


_LISTS: dict[str, Callable[[Desk], list[Document]]] = {
    "records": _records, "ledgers": _ledgers, "figures": _figures, "reports": _reports, "templates": _templates,
}


def shown(desk: Desk, record: str, id: int) -> Document:
    """One record whole: its fields and parts as plain values, and its timeline."""
    opened = load(desk, record, id)
    spec = desk.catalog.record(record)
    fields = desk.catalog.fields(record, opened.draft.get(spec.category) if spec.category else None)
    kinds = {key: f.kind for key, f in fields.items()}
    kinds |= {key: desk.catalog.column(record, key).kind for key in (*spec.shown, *spec.extras) if key in opened.draft}
    return {
        "record": record, "id": id, "title": opened.title,
        "fields": {key: _plain(desk, kind, opened.draft.get(key)) for key, kind in kinds.items()},
        "parts": {
            part: [_child(desk, f"{record}.{part}", row) for row in opened.draft.get(part) or ()] for part in spec.parts
        },
        "timeline": [
            {"date": m.date, "record": m.record, "id": m.id, "title": m.title} for m in timeline(desk, record, id)],
    }


def _child(desk: Desk, part: str, row: Mapping[str, Any]) -> Document:
    fields = desk.catalog.fields(part)
    return {key: _plain(desk, field.kind, row.get(key)) for key, field in fields.items() if key != "owner"}


def _plain(desk: Desk, kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Link):
        return {"record": kind.record, "id": value, "title": titles(desk, kind.record, [value]).get(value, "")}
    return kind.plain(value)
