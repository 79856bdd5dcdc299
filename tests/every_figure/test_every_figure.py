"""Every figure equals a recount by hand over raw rows, and its count of rows is the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import recounts
from crowd import CROWD, all_rights, crowded
from recompute import Raw
from sqlalchemy import select

from desk.figures import FIGURES
from desk.service.desk import Desk
from desk.service.figures import compute, rows
from desk.service.jobs import run
from desk.service.periods import Period
from desk.service.practice import practice
from desk.spec import Count

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


def recounted(tables: dict[str, list[dict[str, Any]]], period: Period) -> dict[str, Any]:
    raw = Raw(tables, period.since, period.until or period.on, period.day(TODAY))
    return {key: count(raw) for key, count in recounts.ALL.items()}


def test_each_figure_has_its_recount() -> None:
    assert set(recounts.ALL) == {figure.key for figure in FIGURES}


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_figures_equal_the_recount(people: Desk, period: Period) -> None:
    tables = raw_tables(people)
    found = compute(people, period)
    assert {f.key: f.value for f in found} == recounted(tables, period)
    assert {f.key: f.last_year for f in found} == recounted(tables, period.last_year(TODAY))


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
