"""The same tests over every ledger: short declarations, sound heads, rows that the plain reading agrees with."""

from __future__ import annotations

import ast
import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, StaticPool, create_engine, insert, select
from sqlcipher3 import dbapi2

import desk.ledgers as ours
from desk.kinds import Code, Codes, Date, Kind, Link, Storage
from desk.ledgers import LEDGERS
from desk.records import RECORDS
from desk.spec import Ledger
from desk.spec.catalog import Catalog, of_declarations
from desk.spec.checks import TABS
from desk.spec.load import built_in
from desk.spec.reading import World
from desk.spec.sentence import sentence
from desk.store.sql import Reader
from desk.store.tables import tables

CATALOG: Catalog = of_declarations(RECORDS, *built_in(), LEDGERS, ())
META = tables(RECORDS)
ON, SINCE = "2026-06-30", "2025-07-01"
ROWS = 40
by_key = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.key)


def heads(ledger: Ledger) -> list[str]:
    return [title or CATALOG.column(ledger.record, path).title for path, title in ledger.columns]


def test_every_whole_record_has_its_ledger() -> None:
    for spec in RECORDS:
        assert CATALOG.ledger(spec.key).record == spec.key


def test_there_are_enough_and_the_everyday_ones_are_few() -> None:
    everyday = [one for one in LEDGERS if one.everyday]
    assert len(LEDGERS) >= 100
    assert 22 <= len(everyday) <= 30
    assert {one.tab or CATALOG.record(one.record).tab for one in everyday} == set(TABS)


def test_a_declaration_is_at_most_ten_lines() -> None:
    for path in Path(ours.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for group in (n for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Tuple)):
            for one in group.value.elts:
                if isinstance(one, ast.Call):
                    assert (one.end_lineno or 0) - one.lineno < 10, f"{path.name}:{one.lineno}"


@by_key
def test_keys_and_titles_are_plain(ledger: Ledger) -> None:
    assert ledger.key.replace("_", "").isalnum()
    assert ledger.key == ledger.key.lower()
    assert ledger.key.isascii()
    assert ledger.title.endswith("台账")


@by_key
def test_heads_are_single_and_name_people_once(ledger: Ledger) -> None:
    titles = heads(ledger)
    assert [t for t, n in Counter(titles).items() if n > 1] == []
    if "姓名" in titles:
        assert len([t for t in titles if "身份证号" in t or "身份号码" in t]) == 1


@by_key
def test_the_condition_reads_as_a_sentence(ledger: Ledger) -> None:
    said = sentence(CATALOG, ledger.record, ledger.where)
    assert said
    assert not any(c.isascii() and c.isalpha() for c in said), said


@by_key
def test_sql_and_plain_rows_agree(ledger: Ledger) -> None:
    for seed in range(3):
        stored, engine = world(seed)
        reader = Reader(CATALOG, META, ON, SINCE, ON)
        t = reader.source(ledger.record)
        with engine.connect() as conn:
            stmt = select(t.c.id, *(reader.column(ledger.record, t, path) for path, _ in ledger.columns))
            stmt = stmt.where(reader.alive(ledger.record, t), reader.where(ledger.record, t, ledger.where))
            found = {row[0]: list(row[1:]) for row in conn.execute(stmt)}
        read = World(CATALOG, stored, ON, SINCE, ON)
        rows = [r for r in stored[ledger.record] if read.holds(ledger.record, r, ledger.where)]
        assert found == {r["id"]: [read.value(ledger.record, r, path) for path, _ in ledger.columns] for r in rows}


# ------------------------------------------------------------------ small worlds


@cache
def world(seed: int) -> tuple[dict[str, list[dict[str, Any]]], Engine]:
    """Random rows by record, and the same rows in a database."""
    rng = random.Random(seed)
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    META.create_all(engine)
    stored: dict[str, list[dict[str, Any]]] = {}
    with engine.begin() as conn:
        for spec in RECORDS:
            for kind in (spec, *(CATALOG.record(f"{spec.key}.{part}") for part in spec.parts)):
                rows = [row(kind.key, id, rng) for id in range(1, ROWS + 1)]
                stored[kind.key] = rows
                own = {"position": 0} if kind.part_of else {"version": 1, "deleted": 0}
                conn.execute(insert(META.tables[kind.table]), [
                    {**r, **own} | {"uid": f"{kind.key}{r['id']}"} for r in rows])
    return stored, engine


def row(record: str, id: int, rng: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {"id": id, "extra": None}
    for key, field in CATALOG.fields(record).items():
        if isinstance(field.kind, Link):
            made[key] = (rng.randint(1, id - 1) if id > 1 else None) if key == "parent" else rng.randint(1, ROWS)
        else:
            made[key] = value(field.kind, rng) if field.required or rng.random() < 0.7 else None
    return made


def value(kind: Kind, rng: random.Random) -> Any:
    if isinstance(kind, Code | Codes):
        return rng.choice(kind.codes.entries).code
    if isinstance(kind, Date):
        return rng.choice(("1930-01-31", "1946-06-30", "1946-07-01", "2010-02-28", "2025-07-01", "2026-05-31", ON))
    return rng.randint(0, 1) if kind.storage is Storage.INTEGER else rng.choice(("甲", "乙丙"))
