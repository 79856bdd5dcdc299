"""Every ledger as it is written out is known again by the community that wrote it: nothing changes, nothing waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk.errors import Invalid
from desk.service.catalog import build
from desk.service.desk import Desk
from desk.service.imports.importing import commit, read
from desk.service.jobs import run
from desk.service.lists.exporting import register
from desk.service.lists.query import Query

LEDGERS = sorted(build([]).ledgers)
UNTOLD = {"visit_due": "走访日期"}
"""Lists without a column that tells which row is meant, and that column."""


@pytest.mark.parametrize("key", [key for key in LEDGERS if key not in UNTOLD])
def test_a_ledger_is_known_again(community: Any, key: str, tmp_path: Path) -> None:
    desk: Desk = community.desk
    out = tmp_path / "台账.xlsx"
    written = run(register(desk, Query(key), out, full=True))
    if not written:
        return
    preview = run(read(desk, out))
    assert {table.record for table in preview.tables} == {desk.catalog.ledger(key).record}
    assert [(one.row, one.reason) for one in preview.waiting] == []
    assert [(row.row, row.outcome, row.changes) for row in preview.rows if row.outcome != "unchanged"] == []
    assert preview.read == written


@pytest.mark.parametrize("key", UNTOLD)
def test_a_ledger_that_tells_no_row_says_so(community: Any, key: str, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert run(register(community.desk, Query(key), out, full=True))
    preview = run(read(community.desk, out))
    assert preview.read == 0
    with pytest.raises(Invalid, match=f"没有认出“{UNTOLD[key]}”一栏"):
        run(commit(community.desk, preview))
