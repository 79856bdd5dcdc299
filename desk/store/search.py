"""Search: which rows a typed text means."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.sql.selectable import FromClause

from desk.kinds import Link
from desk.store.sql import Reader
from desk.store.tokens import sought


def matches(reader: Reader, record: str, t: FromClause, text: str) -> ColumnElement[bool]:
    """Rows that hold every word: in their own fields, in a linked row's, or in a current spell's."""
    words = text.replace("，", " ").replace(",", " ").split()
    return and_(true(), *(_word(reader, record, t, word) for word in words))


def _word(reader: Reader, record: str, t: FromClause, word: str) -> ColumnElement[bool]:
    spec = reader.catalog.record(record)
    prefixes = sought(word)
    ways: list[ColumnElement[bool]] = [t.c.id.in_(_holding(reader, record, prefixes))]
    read = [key for key, field in spec.fields.items() if field.find == "text"]
    ways += [func.instr(func.lower(t.c[key]), word.lower()) > 0 for key in read]
    for key, field in spec.fields.items():
        if isinstance(field.kind, Link) and field.kind.record != record:
            ways.append(t.c[key].in_(_holding(reader, field.kind.record, prefixes)))
    for current in spec.currents.values():
        spells = reader.meta.tables[current.target]
        held = spells.c.id.in_(_holding(reader, current.target, prefixes))
        ways.append(t.c.id.in_(select(spells.c[current.by]).where(held, spells.c.deleted == 0)))
    for part in spec.parts:
        rows = reader.meta.tables[f"{spec.table}_{part}"]
        for field in spec.parts[part].fields:
            if isinstance(field.kind, Link):
                ways.append(t.c.id.in_(
                    select(rows.c.owner).where(rows.c[field.key].in_(_holding(reader, field.kind.record, prefixes)))))
    return or_(*ways)


def _holding(reader: Reader, record: str, prefixes: tuple[str, ...]) -> Select[Any]:
    token = reader.meta.tables["token"]
    ranges = [and_(token.c.token >= p, token.c.token < p + "\U0010ffff") for p in prefixes]
    return select(token.c.record_id).where(token.c.record == record, or_(false(), *ranges))
