"""The office of an earlier release opens with everything in it, and every figure is what it was or is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from differences import opened, recorded, standing, table
from old_office import NAME, SECOND, history_of, reader
from old_office_days import number

from desk.service.desk import Desk
from desk.service.entries.files import get
from desk.service.entries.history import history, undo
from desk.service.entries.save import deleted, load, save, undelete
from desk.service.figures.given import given
from desk.service.imports.importing import batches, mend, undo_import, waiting
from desk.service.lists.query import Query, ids
from desk.service.own.making import own
from desk.service.trust.closing import closings, content, issued, late_entries, printed
from desk.service.workers import rights, workers
from desk.store.backup import verify
from desk.store.changes import PROGRAM
from desk.store.engine import opener_of

RECORDED = recorded()
MARKS: dict[str, Any] = RECORDED["marks"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    desk = opened(tmp_path / "office")
    yield desk.unbarred()
    desk.close()


def draft(desk: Desk, record: str, mark: str) -> dict[str, Any]:
    return load(desk, record, MARKS[mark]).draft


def test_every_figure_is_what_it_was_or_is_named(office: Desk) -> None:
    named, found = table(), standing(office)
    assert {key: (one.old, one.new) for key, one in found.items()} == {
        key: (one.old, one.new) for key, one in named.items()}
    assert [key for key, one in named.items() if not one.why.strip()] == []


def test_what_hangs_on_the_community_is_there(office: Desk) -> None:
    assert office.name == NAME
    verify(opener_of(office.engine))
    assert office.catalog.left_out == ()
    assert set(workers(office)) == {reader(office).caller.worker, SECOND}
    assert "standing:mental" in rights(office, SECOND)
    assert {one.title: one.broken for one in own(office)} == dict.fromkeys(
        ("党员志愿者", "轮椅借用", "节前走访台账", "节前走访人次", "志愿时长", "各月走访", "dispute_kind"), "")
    assert list(given(office, "target").values()) == [400]
    assert list(given(office, "baseline").values()) == [310]
    assert get(office, draft(office, "case", "case")["files"]).decode() == "调解笔录（样本）"
    assert not office.workdays.is_workday("2026-06-20")
    assert office.workdays.is_workday("2026-06-22")


def test_what_was_given_out_stays(office: Desk) -> None:
    (paper,), (closing,) = issued(office), closings(office)
    assert content(office, paper.id).startswith(b"%PDF")
    assert printed(office, paper.id)["resident_count"].value == RECORDED["figures"]["2025"]["resident_count"]
    assert closing.figures["resident_count"].value == RECORDED["figures"]["2025"]["resident_count"]
    assert "visit" in {one.record for one in late_entries(office, closing.period)}


def test_history_says_what_it_said(office: Desk) -> None:
    """The same saves with the same lines, besides those of upgrades; 「3行」 of child rows may be told better."""
    for which, before in RECORDED["history"].items():
        record, _, id = which.partition("/")
        after = [one for one in history_of(office, record, int(id)) if one[1] != PROGRAM]
        assert [one[:3] for one in after] == [one[:3] for one in before], which
        for old, new in zip(before, after, strict=True):
            lines = [line for line in old[3] if not line[2].endswith("行")]
            assert [line for line in lines if line not in new[3]] == [], which


def test_an_old_correction_is_taken_back(office: Desk) -> None:
    done = undo(office, MARKS["corrected"])
    assert (done.restored, done.kept) == (1, ())
    wife = draft(office, "resident", "wife")
    assert (wife["phone"], wife["education"]) == (None, None)


def test_of_an_old_change_what_was_touched_since_stays(office: Desk) -> None:
    (kept,) = undo(office, MARKS["turned"]).kept
    assert kept.why == "从业状况之后有过改动"
    son = draft(office, "resident", "son")
    assert (son["marital"], son["employment"]) == ("10", "70")


def test_old_changes_of_child_rows_are_taken_back(office: Desk) -> None:
    assert [row["step"] for row in draft(office, "request", "request_open")["steps"]] == ["accept", "do"]
    undo(office, MARKS["step_added"])
    opened = draft(office, "request", "request_open")
    assert ([row["step"] for row in opened["steps"]], opened["state"]) == (["accept"], "accepted")
    undo(office, MARKS["session_corrected"])
    sessions = draft(office, "case", "case")["sessions"]
    assert [(row["kind"], row["attendees"]) for row in sessions] == [("talk", None), ("mediate", None)]


def test_an_old_change_of_a_categorys_field_is_taken_back(office: Desk) -> None:
    last = history(office, "standing", MARKS["standing"])[0]
    undo(office, last.set_id)
    one = draft(office, "standing", "standing")
    assert (one["x.squad"], one["x.hours"], one["certificate"]) == ("红马甲", 20, None)


def test_the_bin_gives_back_what_is_in_it(office: Desk) -> None:
    binned = {"resident": "resident_in_bin", "request": "request_in_bin", "case": "case_in_bin"}
    assert {(one.record, one.id) for one in deleted(office)} >= {(key, MARKS[mark]) for key, mark in binned.items()}
    for record, mark in binned.items():
        undelete(office, record, MARKS[mark])
        assert MARKS[mark] in ids(office, Query(record))
    assert [row["step"] for row in draft(office, "request", "request_in_bin")["steps"]] == ["accept", "transfer"]
    assert len(draft(office, "case", "case_in_bin")["parties"]) == 2
    assert draft(office, "resident", "resident_in_bin")["address"] == "海棠里9幢1单元102室"


def test_an_old_import_is_mended_and_taken_back(office: Desk) -> None:
    assert {one.batch for one in batches(office)} == {MARKS["batch"], MARKS["batch_to_undo"]}
    still = waiting(office, MARKS["batch"])
    done = mend(office, still[0].id, {"id_number": number("11010519880303031"), "phone": "13600000031"})
    assert done.outcome == "new"
    undone = undo_import(office, MARKS["batch_to_undo"])
    assert (undone.removed, undone.kept) == (2, ())
    undone = undo_import(office, MARKS["batch"])
    assert (undone.removed, undone.kept) == (7, ())
    assert waiting(office) == []


@pytest.mark.parametrize("record", ["activity", "case", "grant", "household", "matter", "place", "post", "request",
                                    "residence", "resident", "standing", "unit", "visit"])
def test_every_old_row_opens_and_is_saved(office: Desk, record: str) -> None:
    for id in list(ids(office, Query(record)))[::5]:
        one = load(office, record, id)
        save(office, record, {**one.draft, "note": "升级后修改"}, id, one.version)
        assert load(office, record, id).draft["note"] == "升级后修改"
