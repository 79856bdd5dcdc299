"""Finding anybody and anything in two keystrokes: name, pinyin initials, number tails, room."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, literal, select

from desk.service.desk import Desk
from desk.service.entries.titles import labels
from desk.spec import NOT_SEARCHED
from desk.spec.catalog import Catalog
from desk.store.search import matches


@dataclass(frozen=True)
class Hit:
    """A row found: title and what tells it from its namesakes."""

    record: str
    id: int
    title: str
    detail: str


def find(desk: Desk, text: str, limit: int = 50, record: str | None = None) -> list[Hit]:
    """The rows a text means, people first. A blank text finds nothing."""
    made: list[Hit] = []
    if not text.strip():
        return made
    for key in (record,) if record else _searched(desk.catalog):
        if len(made) < limit:
            found = _ids(desk, key, text, limit - len(made))
            known = labels(desk, key, found)
            made += [Hit(key, id, *known[id]) for id in found if id in known]
    return made


def _searched(catalog: Catalog) -> list[str]:
    """The records in the order of their rank."""
    ranked = sorted(catalog.records.values(), key=lambda one: one.rank)
    return [one.key for one in ranked if one.rank != NOT_SEARCHED]


def _ids(desk: Desk, record: str, text: str, limit: int) -> list[int]:
    with desk.read() as conn:
        reader = desk.reader()
        t = reader.source(record)
        tests = [reader.alive(record, t), matches(reader, record, t, text)]
        spec = desk.catalog.record(record)
        newest = [t.c[spec.event].desc()] if spec.event else []
        name = t.c["name"] if "name" in spec.fields else literal("")
        starts = (func.instr(name, text.strip()) == 1).desc()
        stmt = select(t.c.id).where(*tests).order_by(starts, *newest, t.c.id).limit(limit)
        return list(conn.execute(stmt).scalars())
