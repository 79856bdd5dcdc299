"""The three sample workbooks, imported through the service as their truth says, and again without change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import imported, rows

from desk.service.desk import Desk
from desk.service.entries.save import load

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
Json = dict[str, Any]


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


def truth_of(path: Path) -> Json:
    return dict(json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8")))


def shown(desk: Desk, number: str) -> Json:
    """A person as the form shows them, codes as labels, with the household's number and head."""
    person = next(row for row in rows(desk, "resident") if row["id_number"] == number)
    draft = load(desk, "resident", person["id"]).draft
    fields = desk.catalog.fields("resident")
    made = {
        "name": draft["name"],
        "id": number,
        "birth": draft["birth"],
        "phone": draft["phone"],
        "address": draft["address"],
        "sex": fields["sex"].kind.show(draft["sex"]),
        "ethnic": fields["ethnic"].kind.show(draft["ethnic"]),
        "relation": desk.catalog.column("resident", "home.relation").kind.show(draft["relation"]),
    }
    if draft["household"]:
        house = next(row for row in rows(desk, "household") if row["id"] == draft["household"])
        made["household_no"] = house["number"]
        made["household_head"] = next((r["name"] for r in rows(desk, "resident") if r["id"] == house["head"]), None)
    return made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sample_is_imported_as_its_truth_says(desk: Desk, path: Path) -> None:
    truth, made = truth_of(path), imported(desk, path).json()
    people = rows(desk, "resident")
    assert len(people) == len({row["id_number"] for row in people}) == truth["persons_new"] == made["added"]
    expected = {(r["sheet"], r["row"], r["reason"]) for r in truth["rejected"]}
    expected |= {(r["sheet"], r["row"], "id_name_conflict") for r in truth["conflicts"]}
    assert {(w["sheet"], w["row"], w["code"]) for w in made["waiting"]} == expected
    assert made["read"] == truth["rows_data"] == made["added"] + made["updated"] + made["unchanged"] + len(expected)
    assert {(r["sheet"], r["row"]): r["why"] for r in made["ignored"]} == {
        (r["sheet"], r["row"]): WHY[r["why"]] for r in truth["ignored"]
    }
    assert made["warnings"] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_values_are_as_the_truth_says(desk: Desk, path: Path) -> None:
    imported(desk, path)
    for sample in truth_of(path)["samples"]:
        expect = {key: value for key, value in sample["expect"].items() if key != "latest_sheet"}
        found = shown(desk, expect["id"])
        assert {key: found[key] for key in expect} == expect


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_imported_twice_changes_nothing(desk: Desk, path: Path) -> None:
    imported(desk, path)
    before = {record: rows(desk, record) for record in ("resident", "household", "residence")}
    again = imported(desk, path).json()
    assert (again["added"], again["updated"], again["also"]) == (0, 0, {})
    assert {record: rows(desk, record) for record in before} == before


def test_households_are_made_once(desk: Desk) -> None:
    path = next(one for one in FILES if one.name.startswith("03"))
    made = imported(desk, path).json()
    assert made["also"] == {"household": truth_of(path)["households"], "residence": made["added"]}
    houses = rows(desk, "household")
    assert len(houses) == 22
    assert all(house["head"] and house["number"] and house["kind"] == "1" for house in houses)


def test_the_waiting_row_says_why(desk: Desk) -> None:
    path = next(one for one in FILES if one.name.startswith("01"))
    made = imported(desk, path).json()
    assert [(w["column"], w["reason"]) for w in made["waiting"]] == [("身份证号码", "第27行：身份证号校验码不对")]
    assert {"sheet": "花名册", "header_row": 3, "column": "家庭住址", "field": "address"} in made["mapping"]
