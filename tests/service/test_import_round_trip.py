"""What the program writes out it reads in again: every widest list, known again and into an empty community."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from import_books import imported

from desk.records import RECORDS
from desk.service.desk import Desk
from desk.service.imports.importing import read
from desk.service.jobs import run
from desk.service.lists.exporting import register
from desk.service.lists.query import Query, count, ledgers
from desk.service.lists.wholesale import ID, everything

ORDER = (
    "place",
    "resident",
    "household",
    "unit",
    "matter",
    "standing",
    "post",
    "request",
    "visit",
    "grant",
    "case",
    "activity",
)
"""What others hang on goes first."""


def widest(desk: Desk, record: str) -> str:
    """The list that holds most rows of a record."""
    return max((one.key for one in ledgers(desk) if one.record == record), key=lambda key: count(desk, Query(key)))


def written(desk: Desk, record: str, out: Path) -> int:
    """Write a record's widest list in full; its rows."""
    return run(register(desk, Query(widest(desk, record)), out, full=True))


@pytest.mark.parametrize("record", [spec.key for spec in RECORDS])
def test_a_list_written_out_is_known_again(community: Any, record: str, tmp_path: Path) -> None:
    rows = written(community.desk, record, tmp_path / "清册.xlsx")
    preview = run(read(community.desk, tmp_path / "清册.xlsx", record=record))
    assert rows == preview.read > 0
    assert [(w.row, w.reason) for w in preview.waiting] == []
    assert preview.of("new") == []
    assert {title for row in preview.rows for title, _, _ in row.changes} <= {"联系电话"}


def test_lists_written_out_fill_an_empty_community(community: Any, fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    refused: dict[str, set[str]] = {}
    for record in ORDER:
        rows = written(community.desk, record, tmp_path / f"{record}.xlsx")
        preview = imported(desk, tmp_path / f"{record}.xlsx", record=record).preview
        assert rows == preview.read
        refused[record] = {one.code for one in preview.waiting}
    assert {
        record: codes for record, codes in refused.items() if codes - {"link_unknown", "certificate_forbidden"}
    } == {}
    assert {record for record, codes in refused.items() if codes} <= {"request", "visit", "grant", "standing", "post"}


def _lines(path: Path) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a workbook of the whole, without the number that a community gives."""
    book = openpyxl.load_workbook(path)
    head, *lines = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    while head[0] != ID:
        head, *lines = lines
    return Counter(
        tuple((str(title), str(cell)) for title, cell in zip(head[1:], line[1:], strict=True) if cell is not None)
        for line in lines)


def test_everything_written_out_makes_the_same_community_again(
    community: Any, fresh: Callable[[], Desk], tmp_path: Path
) -> None:
    desk = fresh()
    files = run(everything(community.desk, tmp_path / "甲"))
    for file in files:
        if file.rows:
            made = imported(desk, tmp_path / "甲" / file.name)
            assert {table.record for table in made.preview.tables} == {file.record}
            assert [one.reason for one in made.waiting] == []
    run(everything(desk, tmp_path / "乙"))
    for file in files:
        assert _lines(tmp_path / "甲" / file.name) == _lines(tmp_path / "乙" / file.name), file.name
