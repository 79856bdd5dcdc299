"""Small random worlds of rows, and random conditions over the real records, for the tests of readings."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Engine, StaticPool, create_engine, insert
from sqlcipher3 import dbapi2

from desk.kinds import Code, Codes, Date, Kind, Link, Storage, YesNo
from desk.records import RECORDS
from desk.spec import (
    And,
    AsOf,
    Blank,
    Children,
    Classed,
    Compare,
    Condition,
    Day,
    Has,
    Is,
    Linked,
    Not,
    Or,
)
from desk.spec.as_of import own_day
from desk.spec.catalog import Catalog, of_declarations
from desk.spec.column import DATE_PARTS
from desk.spec.condition import AS_OF, OPS
from desk.spec.lifecycle import STATE_CLASSES
from desk.spec.load import built_in
from desk.spec.reading import World
from desk.store.tables import tables

CATALOG: Catalog = of_declarations(RECORDS, *built_in(), (), ())
META = tables(RECORDS)

DAYS = (
    "2024-02-29", "2025-02-28", "2025-06-30", "2026-02-28", "2026-03-01", "2026-06-29", "2026-06-30", "2026-07-01",
)
"""Days to read for: around 29 February, and around a birthday that is in the worlds."""

DATES = (
    "1924-02-29", "1944-02-29", "1946-02-28", "1946-03-01", "1946-06-30", "1946-07-01", "2008-02-29", "2010-06-30",
    "2024-02-28", "2024-02-29", "2025-01-01", "2025-06-30", "2025-07-01", "2026-02-28", "2026-03-01", "2026-06-30",
    "2026-07-01", "2027-01-01",
)
TEXTS = ("甲", "乙丙", "和平里1幢", "和平里1幢2单元", "甲%_", "𠮷野")
ROWS = 9


def value_of(kind: Kind, rng: random.Random) -> Any:
    """A value that the kind could hold."""
    if isinstance(kind, Codes):
        return ",".join(dict.fromkeys(rng.choice(kind.codes.entries).code for _ in range(rng.randint(1, 3))))
    if isinstance(kind, Code):
        entries = kind.codes.entries
        return rng.choice(entries[:6] if rng.random() < 0.7 else entries).code if entries else None
    if isinstance(kind, Date):
        return rng.choice(DATES)
    if isinstance(kind, YesNo):
        return rng.randint(0, 1)
    if isinstance(kind, Link):
        return rng.randint(1, ROWS)
    return rng.randint(0, 3) if kind.storage is Storage.INTEGER else rng.choice(TEXTS)


def _row(record: str, id: int, ids: dict[str, range], rng: random.Random) -> dict[str, Any]:
    row: dict[str, Any] = {"id": id}
    for key, field in CATALOG.fields(record).items():
        kind = field.kind
        if key == "owner" and CATALOG.record(record).part_of:
            row[key] = rng.choice(ids[CATALOG.record(record).part_of])
        elif isinstance(kind, Link):
            known = range(1, id) if key == "parent" else ids[kind.record]
            row[key] = rng.choice(known) if known and rng.random() < 0.8 else None
        else:
            row[key] = value_of(kind, rng) if rng.random() < 0.75 else None
    return row


def _extra(record: str, rng: random.Random) -> str | None:
    own = CATALOG.extra_fields(record)
    made = {k[2:]: value_of(f.kind, rng) for k, f in own.items() if rng.random() < 0.5}
    made = {k: v for k, v in made.items() if v is not None}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")) if made else None


class Small:
    """A world in memory, as rows and as a database. Nothing links to a deleted row: saving sees to that."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        ids = {spec.key: range(1, ROWS + 1) for spec in RECORDS}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.stored: dict[str, list[dict[str, Any]]] = {}
        for spec in RECORDS:
            rows = [{**_row(spec.key, id, ids, rng), "extra": _extra(spec.key, rng)} for id in range(1, ROWS + 3)]
            marked = [{**r, "uid": f"{spec.key}{r['id']}", "version": 1, "deleted": int(r["id"] > ROWS)} for r in rows]
            self.rows[spec.key], self.stored[spec.table] = rows[:ROWS], marked
            for part in spec.parts:
                self._children(f"{spec.key}.{part}", spec.key, ids, rng)
        self.past = list(self._past(rng))
        self.engine = self._database()

    def _children(self, key: str, owner: str, ids: dict[str, range], rng: random.Random) -> None:
        rows = [{**_row(key, id, ids, rng), "position": rng.randint(0, 2), "uid": str(id)}
                for id in range(1, 2 * ROWS)]
        gone = [{**r, "owner": ROWS + 1} for r in rows[-2:]]
        self.rows[key], self.stored[CATALOG.record(key).table] = rows[:-2], [*rows[:-2], *gone]

    def _past(self, rng: random.Random) -> Iterator[dict[str, Any]]:
        for spec in RECORDS:
            for field in CATALOG.fields(spec.key).values():
                if field.dated:
                    for id in range(1, ROWS + 1):
                        for until in rng.sample(DATES, rng.randint(0, 3)):
                            value = value_of(field.kind, rng) if rng.random() < 0.8 else ""
                            yield {"record": spec.key, "record_id": id, "field": field.key, "until": until,
                                   "value": value}

    def _database(self) -> Engine:
        engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
        META.create_all(engine)
        with engine.begin() as conn:
            conn.exec_driver_sql("PRAGMA foreign_keys=OFF")
            for table, rows in self.stored.items():
                conn.execute(insert(META.tables[table]), rows)
            if self.past:
                conn.execute(insert(META.tables["past"]), self.past)
        return engine

    def world(self, on: str, since: str, until: str) -> World:
        return World(CATALOG, self.rows, on, since, until, self.past)


@cache
def small(seed: int) -> Small:
    return Small(seed)


# ------------------------------------------------------------------ paths


@cache
def links(record: str) -> tuple[tuple[str, str], ...]:
    """(key, target) of every step that leads on from a record."""
    spec = CATALOG.record(record)
    made = [(key, f.kind.record) for key, f in spec.fields.items() if isinstance(f.kind, Link)]
    return (*made, *((key, one.target) for key, one in spec.currents.items()))


@cache
def leaves(record: str) -> tuple[str, ...]:
    """Every column that stands in a record itself."""
    spec = CATALOG.record(record)
    return (*spec.fields, "id", *spec.shown, *spec.extras, *spec.currents,
            *(CATALOG.extra_fields(record) if not spec.part_of else ()))


@cache
def gathered(record: str) -> tuple[str, ...]:
    """count(...) and list(...) of what hangs on a record."""
    made = []
    for source, via in hanging(record):
        rows = source.partition(".")[2] if via == "owner" else f"{source}:{via}"
        made.append(f"count({rows})")
        made += [f"list({rows}/{key})" for key, f in CATALOG.fields(source).items() if isinstance(f.kind, Code)][:1]
    return tuple(made)


@cache
def hanging(record: str) -> tuple[tuple[str, str], ...]:
    """(record, via) of rows that lead to a record, by one link or by two."""
    sources = [key for spec in RECORDS for key in (spec.key, *(f"{spec.key}.{p}" for p in spec.parts))]
    made = [(s, key) for s in sources for key, target in links(s) if target == record]
    for source in sources:
        for key, target in links(source):
            made += [(source, f"{key}.{last}") for last, end in links(target) if end == record and target != record]
    return tuple(made)


@st.composite
def paths(draw: st.DrawFn, record: str, plain: bool = False) -> str:
    """A dotted path from a record: up to two links, then a column; or an age, a first, a count."""
    here, steps = record, []
    for _ in range(draw(st.integers(0, 2))):
        ways = links(here)
        if not ways:
            break
        key, here = draw(st.sampled_from(ways))
        steps.append(key)
    tail = draw(st.sampled_from(leaves(here)))
    path = ".".join([*steps, tail])
    forms = ("plain",) * 7 + ("age", "days", "months", "first", "gathered", *DATE_PARTS)
    form = "plain" if plain else draw(st.sampled_from(forms))
    dates = [k for k in leaves(record) if isinstance(CATALOG.column(record, k).kind, Date)]
    if form in ("days", "months") and isinstance(CATALOG.column(record, path).kind, Date):
        return f"{form}({path}|{draw(st.sampled_from(dates))})" if dates and draw(st.booleans()) else f"{form}({path})"
    if form in ("age", *DATE_PARTS) and isinstance(CATALOG.column(record, path).kind, Date):
        return f"{form}({path})"
    if form == "first":
        kind = CATALOG.column(record, path).kind
        same = [k for k in leaves(record) if CATALOG.column(record, k).kind == kind]
        return f"first({path}|{draw(st.sampled_from(same))})" if same else path
    if form == "gathered" and gathered(record):
        return draw(st.sampled_from(gathered(record)))
    return path


# ------------------------------------------------------------------ conditions


days = st.builds(
    Day, st.sampled_from(("on", "since", "until")), st.integers(-3, 1), st.integers(-13, 2), st.integers(-40, 40))


@st.composite
def tests(draw: st.DrawFn, record: str) -> Condition:
    """One test of one column, with a value that its kind could hold."""
    path = draw(paths(record))
    column = CATALOG.column(record, path)
    kind, listed = column.kind, column.form == "list"
    choices = ["blank", "compare", "has", "is", "class"]
    what = draw(st.sampled_from(choices))
    if what == "blank":
        return Blank(path)
    if what == "has" or listed:
        return Has(path, draw(st.sampled_from((*TEXTS, "0", "1", "和平"))))
    if what == "class" and "state" in column.key:
        return Classed(path, draw(st.sampled_from(sorted(STATE_CLASSES))))
    if what == "is" and isinstance(kind, Code | Codes) and kind.codes.entries:
        some = st.sampled_from([e.code for e in kind.codes.entries])
        return Is(path, tuple(draw(st.lists(some, min_size=1, max_size=3))))
    if what == "is" and isinstance(kind, Link):
        return Is(path, tuple(draw(st.lists(st.integers(1, ROWS), min_size=1, max_size=3))))
    return Compare(path, draw(st.sampled_from(OPS)), draw(_value(column.form, kind)))


def _value(form: str, kind: Kind) -> st.SearchStrategy[Any]:
    if form == "age":
        return st.integers(-1, 102)
    if isinstance(kind, Date):
        return st.one_of(st.sampled_from(DATES), days)
    if kind.storage is Storage.INTEGER or form == "count":
        return st.integers(0, 5)
    if isinstance(kind, Code) and kind.codes.entries:
        return st.sampled_from([e.code for e in kind.codes.entries])
    return st.sampled_from(TEXTS)


@st.composite
def children(draw: st.DrawFn, record: str, depth: int) -> Condition:
    """How many rows hang on a row; with any operator, also the silly counts."""
    source, via = draw(st.sampled_from(hanging(record)))
    where = draw(st.none() | conditions(source, depth - 1))
    return Children(
        source, via, draw(st.sampled_from(OPS)), draw(st.integers(-1, 4)), where, draw(st.booleans()),
        "parent" in CATALOG.record(record).fields and draw(st.booleans()),
        bool(own_day(CATALOG, source)) and draw(st.booleans()),
        bool(CATALOG.record(source).event) and draw(st.booleans()))


@st.composite
def conditions(draw: st.DrawFn, record: str, depth: int = 2) -> Condition:
    """Any condition on rows of a record."""
    if depth <= 0:
        return draw(tests(record))
    what = draw(st.sampled_from(("test", "test", "and", "or", "not", "children", "linked", "as of")))
    inner = conditions(record, depth - 1)
    if what == "and":
        return And(tuple(draw(st.lists(inner, max_size=3))))
    if what == "or":
        return Or(tuple(draw(st.lists(inner, max_size=3))))
    if what == "not":
        return Not(draw(inner))
    if what == "as of":
        return AsOf(draw(st.sampled_from(AS_OF if own_day(CATALOG, record) else ("on",))), draw(inner))
    if what == "linked" and links(record):
        way, target = draw(st.sampled_from(links(record)))
        return Linked(way, draw(conditions(target, depth - 1)))
    if what == "children" and hanging(record):
        return draw(children(record, depth))
    return draw(tests(record))
