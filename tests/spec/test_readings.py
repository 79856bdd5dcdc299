"""Conditions: the SQL reading, the plain-Python reading and the stored form say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from worlds import CATALOG, DAYS, META, conditions, paths, small

from desk.errors import Invalid
from desk.records import RECORDS, Case, Place, Request, Residence, Resident, Standing, Visit
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
    all_of,
    any_row,
    from_json,
    no_row,
    to_json,
)
from desk.spec.dates import age_on, born_by, shifted
from desk.store.joins import Joins
from desk.store.sql import Reader

SOURCES = tuple(key for spec in RECORDS for key in (spec.key, *(f"{spec.key}.{p}" for p in spec.parts)))
quiet = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 11)
days = st.sampled_from(DAYS)


def by_sql(seed: int, record: str, term: Condition, on: str, since: str = "", until: str = "") -> set[int]:
    reader = Reader(CATALOG, META, on, since, until, past=True)
    t = reader.source(record)
    with small(seed).engine.connect() as conn:
        stmt = select(t.c.id).where(reader.alive(record, t), reader.where(record, t, term))
        return set(conn.execute(stmt).scalars())


def by_python(seed: int, record: str, term: Condition, on: str, since: str = "", until: str = "") -> set[int]:
    world = small(seed).world(on, since, until)
    return {row["id"] for row in world.rows[record] if world.holds(record, row, term)}


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days, days)
def test_sql_and_python_agree(data: Any, seed: int, record: str, on: str, since: str) -> None:
    term = data.draw(conditions(record))
    assert by_sql(seed, record, term, on, since, on) == by_python(seed, record, term, on, since, on)


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days, days)
def test_sql_and_python_agree_as_of_each_rows_own_date(
    data: Any, seed: int, record: str, on: str, since: str
) -> None:
    term = data.draw(conditions(record))
    reader = Reader(CATALOG, META, on, since, on, past=True)
    t = reader.source(record)
    with small(seed).engine.connect() as conn:
        stmt = select(t.c.id).where(reader.alive(record, t), reader.by_row(record, t).where(record, t, term))
        found = set(conn.execute(stmt).scalars())
    world = small(seed).world(on, since, on)
    assert found == {r["id"] for r in world.rows[record] if world.of_row(record, r).holds(record, r, term)}


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days, st.booleans())
def test_columns_agree(data: Any, seed: int, record: str, on: str, by_row: bool) -> None:
    path = data.draw(paths(record))
    reader = Reader(CATALOG, META, on, past=True)
    t = reader.source(record)
    read = reader.by_row(record, t) if by_row else reader
    joins = Joins(read, t)
    with small(seed).engine.connect() as conn:
        columns = read.column(record, t, path), joins.read(CATALOG.column(record, path))
        stmt = select(t.c.id, *columns).select_from(joins.source).where(reader.alive(record, t))
        found = {row[0]: row[1:] for row in conn.execute(stmt)}
    world = small(seed).world(on, "", "")
    want = {row["id"]: (world.of_row(record, row) if by_row else world).value(record, row, path)
            for row in world.rows[record]}
    assert found == {id: (value, value) for id, value in want.items()}


@quiet
@given(st.data(), seeds, st.sampled_from(SOURCES), days)
def test_in_force_agrees(data: Any, seed: int, record: str, on: str) -> None:
    reader = Reader(CATALOG, META, on, past=True)
    t = reader.source(record)
    with small(seed).engine.connect() as conn:
        found = set(conn.execute(select(t.c.id).where(reader.alive(record, t), reader.in_force(record, t))).scalars())
    world = small(seed).world(on, "", "")
    assert found == {row["id"] for row in world.rows[record] if world.in_force(record, row)}


@quiet
@given(st.data(), st.sampled_from(SOURCES))
def test_the_stored_form_gives_the_condition_back(data: Any, record: str) -> None:
    term = data.draw(conditions(record))
    assert from_json(json.loads(json.dumps(to_json(term)))) == term


@pytest.mark.parametrize("stored", [
    {}, {"path": "birth"}, {"path": "birth", "op": "~", "value": 1}, {"path": "birth", "op": "=", "value": None},
    {"rows": "visit"}, {"and": 5}, {"not": {}}, {"path": "birth", "op": ">=", "value": {"years": 1}}, [], None, "x",
    {"path": "birth", "op": "=", "value": [1]}, {"path": "birth", "blank": False}, {"path": "sex", "is": "12"},
    {"path": "sex", "is": []}, {"rows": "visit", "via": "resident", "op": ">=", "count": "two"},
    {"path": "birth", "op": ">=", "value": {"day": "someday"}},
    {"as_of": "birth", "where": {"path": "sex", "blank": True}}, {"as_of": "row"},
])
def test_a_stored_form_that_is_no_condition_is_refused(stored: Any) -> None:
    with pytest.raises(Invalid) as refused:
        from_json(stored)
    assert refused.value.code == "condition"
    assert "条件" in refused.value.text


# ------------------------------------------------------------------ the four sentences of the design

LONELY_AND_UNVISITED = all_of(
    any_row("standing", "resident", Standing.category.is_("living_alone")), Resident.age >= 80,
    no_row("visit", "resident", Visit.date.last(years=1)))
"""近一年未走访的80岁以上独居老人."""

POOR_WITH_LATE_REQUESTS = all_of(
    any_row("standing", "resident", Standing.category.is_("dibao")),
    any_row("request", "resident", Request.state.classed("open") & (Request.due < Day("on"))))
"""有逾期事项的低保户."""

UNQUIET_ENTRANCES = all_of(
    Place.level.is_("3"), Children("case", "place", ">=", 2, Case.date.last(years=2), below=True))
"""两年内有两起以上纠纷的单元."""

HERE_BUT_REGISTERED_ELSEWHERE = Resident.nature.is_("02")
"""人在户不在."""

SENTENCES = (
    ("resident", LONELY_AND_UNVISITED), ("resident", POOR_WITH_LATE_REQUESTS), ("place", UNQUIET_ENTRANCES),
    ("resident", HERE_BUT_REGISTERED_ELSEWHERE),
)


@pytest.mark.parametrize(("record", "term"), SENTENCES)
@pytest.mark.parametrize("on", DAYS)
def test_the_four_sentences(record: str, term: Condition, on: str) -> None:
    for seed in range(12):
        assert by_sql(seed, record, term, on) == by_python(seed, record, term, on)
    assert from_json(to_json(term)) == term


def test_operators_build_flat_conditions() -> None:
    a, b, c = Blank("a"), Blank("b"), Blank("c")
    assert a & b & c == And((a, b, c))
    assert a | b | c == Or((a, b, c))
    assert ~a == Not(a)
    assert all_of(None, a, None) == a
    assert all_of() is None
    assert all_of(a & b, c) == And((a, b, c))


# ------------------------------------------------------------------ days and ages


@pytest.mark.parametrize(("birth", "on", "age"), [
    ("1946-06-30", "2026-06-29", 79), ("1946-06-30", "2026-06-30", 80), ("2008-02-29", "2026-02-28", 17),
    ("2008-02-29", "2026-03-01", 18), ("2008-02-29", "2028-02-29", 20), ("2026-06-30", "2026-06-30", 0),
    ("2026-07-01", "2026-06-30", -1), ("1924-02-29", "2024-02-28", 99),
])
def test_ages_turn_on_the_birthday(birth: str, on: str, age: int) -> None:
    assert age_on(birth, on) == age
    assert birth <= born_by(on, age)
    assert not birth <= born_by(on, age + 1)


@pytest.mark.parametrize(("day", "shift", "want"), [
    ("2024-02-29", {"years": -1}, "2023-02-28"), ("2026-03-31", {"months": -1}, "2026-02-28"),
    ("2026-01-31", {"months": 1}, "2026-02-28"), ("2026-12-31", {"days": 1}, "2027-01-01"),
    ("2026-01-15", {"months": -13}, "2024-12-15"), ("0001-01-01", {"years": -5}, "0001-01-01"),
    ("0001-01-01", {"days": -1}, "0001-01-01"), ("9999-12-31", {"days": 1}, "9999-12-31"),
])
def test_days_move_by_the_calendar(day: str, shift: dict[str, int], want: str) -> None:
    assert shifted(day, **shift) == want


# ------------------------------------------------------------------ by hand, without the grammar


def test_a_spell_holds_from_its_start_until_the_day_before_its_end() -> None:
    world = small(0).world("2026-06-30", "", "")
    for start, end, holds in [
        (None, None, True), ("2026-06-30", None, True), ("2026-07-01", None, False), (None, "2026-06-30", False),
        (None, "2026-07-01", True), ("2020-01-01", "2021-01-01", False),
    ]:
        assert world.in_force("residence", {"start": start, "end": end}) is holds


def test_references_and_text_name_the_same_column() -> None:
    assert (Visit.resident / Resident.birth).path == "resident.birth"
    assert (Resident.home / Residence.address).path == "home.address"
    assert Resident.address.path == "home.address"
    assert Resident.age.path == "age(birth)"
    assert CATALOG.column("visit", "resident.address").path == "resident.home.address"
    with pytest.raises(Invalid, match="没有这一栏"):
        CATALOG.column("visit", "resident.nothing")


def _refusal(path: str) -> str:
    try:
        CATALOG.column("visit", path)
    except Invalid as refused:
        return refused.code
    return ""


@example("resident.list(standing:resident/category)")
@example("first(")
@given(st.text(max_size=12))
@settings(deadline=None)
def test_no_path_is_worse_than_unknown(path: str) -> None:
    assert _refusal(path) in ("", "unknown_column", "unknown_record")


def test_every_node_is_in_the_grammar() -> None:
    """What the random conditions are made of is the whole language."""
    from desk.spec.condition import Condition as Node

    assert {one for one in Node.__subclasses__() if one.__module__ == "desk.spec.condition"} == {
        And, Or, Not, AsOf, Compare, Is, Blank, Has, Classed, Children, Linked}
