"""Every workbook of the generator is read as its truth says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from messy import CASES, Case
from messy_offices import CASES as OFFICES
from messy_random import roster
from sheet_people import TARGETS

from desk.sheets.reading import read_book
from desk.sheets.tables import read_tables


@pytest.mark.parametrize("make", CASES + OFFICES, ids=lambda make: make.__name__)
def test_messy_workbook(make: Callable[[], Case], tmp_path: Path) -> None:
    case = make()
    found: dict[tuple[str, int], dict[str, object]] = {}
    ignored: dict[tuple[str, int], str] = {}
    for sheet in read_book(case.write(tmp_path)).sheets:
        tables = read_tables(sheet, TARGETS)
        ignored |= {(sheet.name, row.row): row.why for row in tables.ignored}
        for number, table in enumerate(tables.tables):
            name = (
                sheet.name
                if number == 0 or not _beside(table.rows[0].number, tables.tables[0])
                else f"{sheet.name}·{number + 1}"
            )
            found |= {(name, row.number): dict(row.cells) for row in table.rows}
    assert set(found) == set(case.people)
    for place, told in case.people.items():
        assert {key: found[place].get(key) for key in told} == told, place
    assert ignored == case.ignored


def _beside(row: int, first: object) -> bool:
    return row <= max(r.number for r in first.rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(150))
def test_random_roster(seed: int) -> None:
    made = roster(seed)
    tables = read_tables(made.sheet(), TARGETS)
    found = {row.number: row.cells for table in tables.tables for row in table.rows}
    assert set(found) == set(made.people)
    for number, told in made.people.items():
        assert {key: found[number].get(key) for key in told} == told, number
    assert {row.row: row.why for row in tables.ignored} == made.ignored
