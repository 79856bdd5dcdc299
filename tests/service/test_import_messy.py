"""The generator's workbooks through the whole way: everybody goes in or waits, and a second time changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import imported, rows

from desk.kinds import PersonName
from desk.service.desk import Desk
from desk.service.imports.importing import read
from desk.service.jobs import run

sys.path.append(str(Path(__file__).parent.parent / "sheets"))
from messy import CASES


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_a_messy_workbook_goes_in(make: Callable[[], Any], fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk, case = fresh(), make()
    file = case.write(tmp_path)
    preview = imported(desk, file).preview
    assert preview.read == len(case.people)
    told = {PersonName().parse(str(one["name"])) for one in case.people.values() if "name" in one}
    known = {row["name"] for row in rows(desk, "resident")}
    assert len(told - known) <= preview.count("waiting")
    assert {one.code for one in preview.waiting} <= {"person_unclear", "id_number_cell", "id_name_conflict"}
    again = run(read(desk, file))
    assert (again.of("new"), again.of("updated")) == ([], [])
