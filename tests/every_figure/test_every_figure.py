"""Every figure equals a recount by hand over raw rows, and its count of rows is the rows behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import recounts
from crowd import CROWD, all_rights, crowded
from recompute import Raw
from sqlalchemy import select

from desk.figures import FIGURES
from desk.practice.community import practice
from desk.service.desk import Desk
from desk.service.figures import compute, rows
from desk.service.figures.engine import Engine
from desk.service.jobs import run
from desk.service.lists.query import Query, ids, time_of
from desk.service.periods import Period
from desk.spec import Count, Figure, to_json
from desk.spec.as_of import counted_by

TODAY = "2026-12-31"
PERIODS = (
    Period("2025-01-01", "2025-12-31"), Period("2026-01-01", "2026-06-30"), Period("2026-07-01", "2027-06-30"),
    Period(on="2026-05-31"), Period(),
)


@pytest.fixture(scope="module", params=["crowd 0", "crowd 1", "practice"])
def people(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two communities of random rows, and a practice community of 300 residents."""
    kind, _, seed = request.param.partition(" ")
    path = Path(tmp_path_factory.mktemp("people")) / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_TODAY", TODAY)
        desk = crowded(path, int(seed)) if kind == "crowd" else run(practice(path, 300, 1, TODAY))
        desk.caller = all_rights(desk)
        yield desk
        desk.close()


def raw_tables(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of records, as stored."""
    names = [spec.table for spec in desk.catalog.records.values()]
    names += [desk.catalog.record(f"{s.key}.{p}").table for s in desk.catalog.records.values() for p in s.parts]
    with desk.read() as conn:
        return {name: [dict(r) for r in conn.execute(select(desk.meta.tables[name])).mappings()]
                for name in (*names, "past")}


def recounted(tables: dict[str, list[dict[str, Any]]], period: Period, started: str) -> dict[str, Any]:
    raw = Raw(tables, period.since, period.until or period.on, period.day(TODAY), started)
    return {key: count(raw) for key, count in recounts.ALL.items()}


def test_each_figure_has_its_recount() -> None:
    assert set(recounts.ALL) == {figure.key for figure in FIGURES}


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_figures_equal_the_recount(people: Desk, period: Period) -> None:
    tables = raw_tables(people)
    found = compute(people, period)
    assert {f.key: f.value for f in found} == recounted(tables, period, people.started)
    running = bool(period.since and period.until and period.until > TODAY)
    then = (Period(period.since, TODAY) if running else period).last_year(TODAY)  # as many days as have passed
    before = recounted(tables, then, people.started)
    if then.until:
        before |= {key: value for key, value in recounted(
            tables, Period(then.since, then.until), people.started).items() if _happens(people, key)}
    assert {f.key: f.last_year for f in found} == before


def _happens(desk: Desk, key: str) -> bool:
    """Whether a figure is over events: those of last year are told as they stood at its end."""
    ledger = desk.catalog.ledger(desk.catalog.figure(key).ledger)
    return bool(counted_by(desk.catalog, ledger))


def test_counts_are_the_rows_behind_them(people: Desk) -> None:
    period = PERIODS[0]
    for found in compute(people, period):
        behind = rows(people, found.key, period)
        assert len(behind) == found.rows, found.key
        if isinstance(people.catalog.figure(found.key).measure, Count):
            assert found.value == found.rows, found.key


def test_the_crowds_meet_most_figures(people: Desk) -> None:
    """A recount of nothing would prove nothing. A small community lacks many a rare code."""
    met = {f.key for period in PERIODS[:2] for f in compute(people, period) if f.value}
    least = 0.95 if people.name == CROWD else 0.3
    assert len(met) > least * len(FIGURES), {figure.key for figure in FIGURES} - met


@pytest.mark.parametrize("period", PERIODS[1:], ids=str)
def test_ledgers_have_the_same_rows_by_sql_and_in_memory(people: Desk, period: Period) -> None:
    """Lists read the database, figures read rows in memory: one ledger is one set of rows."""
    wanted = [Figure(f"of_{key}", key, key, Count(), "条") for key in people.catalog.ledgers]
    on = period.day(TODAY) if period.on or period.until else None
    with people.read() as conn:
        engine = Engine(people, conn, [(figure, period) for figure in wanted])
        for figure in wanted:
            part, = engine.read(figure, period).parts
            held = engine.memory.rows(part.record).ids
            by_sql = ids(people, Query(figure.ledger, since=period.since, until=period.until, on=on))
            assert sorted(by_sql) == [held[at] for at in part.at], figure.ledger


def test_parts_sum_to_their_wholes(people: Desk) -> None:
    found = {f.key: f.value or 0 for f in compute(people, PERIODS[0])}
    assert found["male_count"] + found["female_count"] <= found["resident_count"]
    assert sum(found[f"case_kind_{n:02d}"] for n in range(1, 19)) == found["case_count"]
    assert found["request_people"] <= found["request_count"]
    assert found["visit_people"] <= found["visit_count"]
    assert found["case_settled"] + found["case_failed"] <= found["case_count"]


def test_a_wider_period_never_has_fewer_events(people: Desk) -> None:
    counted = [f.key for f in FIGURES if isinstance(f.measure, Count) and time_of(
        people, people.catalog.ledger(f.ledger)) == "event" and not _looks_at_the_day(people, f)]
    narrow = compute(people, Period("2025-04-01", "2025-06-30"), counted)
    wide = compute(people, Period("2025-01-01", "2025-12-31"), counted)
    assert len(counted) > 100
    assert [n.key for n, w in zip(narrow, wide, strict=True) if (n.value or 0) > (w.value or 0)] == []


def _looks_at_the_day(desk: Desk, figure: Figure) -> bool:
    """Whether a count also depends on a day: what was open at the end of a quarter may be closed at the year's."""
    told = json.dumps([to_json(term) for term in (desk.catalog.ledger(figure.ledger).where, figure.where) if term])
    return '"day"' in told or '"rows"' in told
