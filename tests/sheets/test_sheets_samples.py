"""The three sample workbooks, read as their truth says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sheet_people import TARGETS

from desk.kinds import CitizenId, Phone, birth_of
from desk.sheets.model import DataRow
from desk.sheets.reading import read_book
from desk.sheets.tables import read_tables
from desk.sheets.years import import_order

SAMPLES = Path(__file__).parent.parent / "samples"
FILES = sorted(SAMPLES.glob("*.xlsx"))
WHY = {
    "title": "title",
    "unit and date": "unit_and_date",
    "blank row": "blank",
    "totals": "totals",
    "note": "note",
    "signature row": "signature",
    "instructions": "instructions",
    "summary": "summary",
}


def truth_of(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8")))


def rows_of(path: Path) -> tuple[dict[tuple[str, int], DataRow], dict[tuple[str, int], str]]:
    rows: dict[tuple[str, int], DataRow] = {}
    ignored: dict[tuple[str, int], str] = {}
    for sheet in read_book(path).sheets:
        found = read_tables(sheet, TARGETS)
        rows |= {(sheet.name, row.number): row for table in found.tables for row in table.rows}
        ignored |= {(sheet.name, row.row): row.why for row in found.ignored}
    return rows, ignored


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_is_sorted_as_the_truth_says(path: Path) -> None:
    truth = truth_of(path)
    rows, ignored = rows_of(path)
    people = {(sheet, row) for sheet, row in truth["ok"]}
    people |= {(r["sheet"], r["row"]) for key in ("rejected", "duplicates", "conflicts", "policy") for r in truth[key]}
    assert set(rows) == people
    assert ignored == {(r["sheet"], r["row"]): WHY[r["why"]] for r in truth["ignored"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_heads_are_where_the_truth_says(path: Path) -> None:
    truth = {sheet["name"]: sheet for sheet in truth_of(path)["sheets"]}
    for sheet in read_book(path).sheets:
        tables = read_tables(sheet, TARGETS).tables
        assert bool(tables) == truth[sheet.name]["imported"]
        for table in tables:
            assert list(table.header_rows) == truth[sheet.name]["header_rows"]
            assert table.first_row == truth[sheet.name]["first_data_row"]
            assert table.rows[-1].number == truth[sheet.name]["last_data_row"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sample_values(path: Path) -> None:
    rows, _ = rows_of(path)
    keys = {"household_head": "household_head", "household_no": "household_no"}
    for sample in truth_of(path)["samples"]:
        cells, expect = rows[sample["sheet"], sample["row"]].cells, sample["expect"]
        assert "".join(str(cells["name"]).split()) == expect["name"]
        assert CitizenId().cell(cells["id_number"]) == expect["id"]
        assert birth_of(expect["id"]) == expect["birth"]
        for key, field in keys.items():
            if key in expect:
                assert cells[field] == expect[key]
        if "latest_sheet" not in expect:
            assert cells["address"] == expect["address"]
            assert Phone().cell(cells["phone"]) == expect.get("phone")


def test_the_latest_sheet_wins() -> None:
    path = SAMPLES / "07_一年一表.xlsx"
    latest: dict[str, DataRow] = {}
    for sheet in import_order(read_book(path).sheets):
        for table in read_tables(sheet, TARGETS).tables:
            for row in table.rows:
                if row.number != 33 or sheet.name != "2023年":
                    latest[str(CitizenId().cell(row.cells["id_number"]))] = row
    assert len(latest) == truth_of(path)["persons_new"]
    for sample in truth_of(path)["samples"]:
        cells = latest[sample["expect"]["id"]].cells
        assert (cells["phone"], cells["address"]) == (sample["expect"]["phone"], sample["expect"]["address"])
