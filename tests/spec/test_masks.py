"""Conditions over rows in memory say the same as the plain-Python reading, also where only planned rows are loaded."""

from __future__ import annotations

from itertools import compress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_readings import SOURCES
from worlds import CATALOG, DAYS, META, conditions, paths, small

from desk.spec import Condition
from desk.store.masks import Sight
from desk.store.plan import Plan
from desk.store.scan import Memory

quiet = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 11)
days = st.sampled_from(DAYS)


def held(seed: int, record: str, term: Condition, on: str, since: str, by_row: bool = False) -> set[int]:
    plan = Plan(CATALOG)
    with small(seed).engine.connect() as conn:
        memory = Memory(conn, CATALOG, META, plan, "9999-12-31")
        sight = Sight(memory, on, since, on)
        plan.rows(record)
        plan.term(record, term, sight.day)
        if by_row:
            plan.own_day(record)
            sight = sight.by_row(record)
        rows = memory.rows(record)
        return set(compress(rows.ids, rows.bytes(sight.mask(record, term))))


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days, days)
def test_masks_agree(data: Any, seed: int, record: str, on: str, since: str) -> None:
    term = data.draw(conditions(record))
    world = small(seed).world(on, since, on)
    assert held(seed, record, term, on, since) == {r["id"] for r in world.rows[record] if world.holds(record, r, term)}


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days, days)
def test_masks_agree_as_of_each_rows_own_date(data: Any, seed: int, record: str, on: str, since: str) -> None:
    term = data.draw(conditions(record))
    world = small(seed).world(on, since, on)
    assert held(seed, record, term, on, since, by_row=True) == {
        r["id"] for r in world.rows[record] if world.of_row(record, r).holds(record, r, term)}


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days, st.booleans())
def test_columns_agree_in_memory(data: Any, seed: int, record: str, on: str, by_row: bool) -> None:
    path = data.draw(paths(record))
    plan = Plan(CATALOG)
    plan.rows(record)
    plan.path(record, path)
    plan.own_day(record)
    with small(seed).engine.connect() as conn:
        sight = Sight(Memory(conn, CATALOG, META, plan, "9999-12-31"), on)
        sight = sight.by_row(record) if by_row else sight
        found = dict(zip(sight.memory.rows(record).ids, sight.values(record, path), strict=True))
    world = small(seed).world(on, "", "")
    assert found == {row["id"]: (world.of_row(record, row) if by_row else world).value(record, row, path)
                     for row in world.rows[record]}


@quiet
@given(seeds, st.sampled_from(SOURCES), days)
def test_in_force_agrees_in_memory(seed: int, record: str, on: str) -> None:
    plan = Plan(CATALOG)
    plan.rows(record)
    plan.in_force(record)
    with small(seed).engine.connect() as conn:
        sight = Sight(Memory(conn, CATALOG, META, plan, "9999-12-31"), on)
        rows = sight.memory.rows(record)
        found = set(compress(rows.ids, rows.bytes(sight.in_force(record))))
    world = small(seed).world(on, "", "")
    assert found == {row["id"] for row in world.rows[record] if world.in_force(record, row)}
