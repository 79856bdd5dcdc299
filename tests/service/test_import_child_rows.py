"""Sheets with one child row a line: sessions of cases, steps of requests, people at activities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, imported, number, rows

from desk.records import RECORDS
from desk.service.desk import Desk
from desk.service.entries.save import load, save
from desk.service.imports.importing import read, undo_import
from desk.service.jobs import run
from desk.service.lists.wholesale import WrittenFile, everything

PARTS = [f"{spec.key}.{part}" for spec in RECORDS for part in spec.parts]


@pytest.fixture(scope="module")
def whole(community: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[WrittenFile]]:
    folder = tmp_path_factory.mktemp("whole") / "全部"
    return folder, run(everything(community.desk, folder))


@pytest.mark.parametrize("record", PARTS)
def test_child_rows_written_out_are_known_again(
    community: Any, whole: tuple[Path, list[WrittenFile]], record: str
) -> None:
    folder, files = whole
    (file,) = [one for one in files if one.record == record]
    if not file.rows:
        return
    preview = run(read(community.desk, folder / file.name, record=record))
    assert preview.read == file.rows
    assert [(one.row, one.reason) for one in preview.waiting] == []
    assert {row.outcome for row in preview.rows} == {"unchanged"}


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    made = fresh()
    save(made, "resident", {"name": "王芳", "id_number": number("33019919650312001")})
    save(made, "activity", {"date": "2026-03-05", "name": "义诊", "category": _category(made), "state": "held"})
    save(made, "activity", {"date": "2026-04-05", "name": "义诊", "category": _category(made), "state": "held"})
    return made


def _category(desk: Desk) -> str:
    return next(iter(desk.catalog.categories["activity"]))


def _attendance(desk: Desk, place: int) -> list[tuple[Any, ...]]:
    one = load(desk, "activity", rows(desk, "activity")[place]["id"]).draft
    return [(row["resident"], row["name"]) for row in one["attendance"]]


def test_the_owner_is_told_by_date_and_name(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "签到.xlsx", [
        ("日期", "活动名称", "居民", "姓名", "身份"),
        ("2026-03-05", "义诊", "王芳", None, None), ("2026-03-05", "义诊", None, "外来客", None),
        ("2026-05-05", "义诊", "王芳", None, None)])
    made = imported(desk, path, record="activity.attendance")
    assert [row.outcome for row in made.preview.rows] == ["new", "new", "waiting"]
    assert made.waiting[0].code == "link_unknown"
    who = rows(desk, "resident")[0]["id"]
    assert _attendance(desk, 0) == [(who, None), (None, "外来客")]
    assert _attendance(desk, 1) == []
    again = imported(desk, path, record="activity.attendance")
    assert [row.outcome for row in again.preview.rows] == ["unchanged", "unchanged", "waiting"]
    undone = undo_import(desk, made.batch)
    assert (undone.restored, _attendance(desk, 0)) == (1, [])


def test_several_owners_are_asked_about(desk: Desk, tmp_path: Path) -> None:
    lines = [("活动名称", "居民", "姓名"), ("义诊", "王芳", None), ("义诊", None, "外来客")]
    path = book(tmp_path / "签到.xlsx", lines)
    made = imported(desk, path, record="activity.attendance")
    assert [one.code for one in made.waiting] == ["link_ambiguous", "link_ambiguous"]


def _signed(desk: Desk) -> list[dict[str, Any]]:
    """Who signed in at the first activity."""
    return list(load(desk, "activity", rows(desk, "activity")[0]["id"]).draft["attendance"])


def _sheet(tmp_path: Path, *lines: tuple[Any, ...]) -> Path:
    head = ("日期", "活动名称", "居民", "姓名", "身份", "联系电话")
    return book(tmp_path / "签到.xlsx", [head, *(("2026-03-05", "义诊", *line) for line in lines)])


def test_a_changed_cell_changes_the_known_child_row(desk: Desk, tmp_path: Path) -> None:
    first = _sheet(tmp_path, ("王芳", None, "组织者", None), (None, "外来客", "参加者", "13800001111"))
    imported(desk, first, record="activity.attendance")
    before = _signed(desk)
    changed = _sheet(tmp_path, ("王芳", None, "志愿者", "13900002222"), (None, "外来客", "志愿者", None))
    asked = run(read(desk, changed, record="activity.attendance", existing="ask"))
    assert [row.outcome for row in asked.rows] == ["waiting", "waiting"]
    assert "身份登记为“组织”，表里是“志愿者”" in asked.waiting[0].reason
    filled = imported(desk, changed, record="activity.attendance", existing="fill")
    assert [row.outcome for row in filled.preview.rows] == ["updated", "unchanged"]
    assert [(row["role"], row["phone"]) for row in _signed(desk)] == [
        (before[0]["role"], "13900002222"), (before[1]["role"], "13800001111")]
    made = imported(desk, changed, record="activity.attendance")
    assert [row.outcome for row in made.preview.rows] == ["updated", "updated"]
    assert made.preview.rows[0].changes == (("身份", "组织", "志愿者"),)
    assert len(_signed(desk)) == 2
    assert len({row["role"] for row in _signed(desk)}) == 1


def test_dated_child_rows_are_known_by_day_and_kind(desk: Desk, tmp_path: Path) -> None:
    draft = {"date": "2026-01-05", "title": "漏水", "kind": "02", "parties": [
        {"side": "applicant", "name": "甲"}, {"side": "respondent", "name": "乙"}]}
    save(desk, "case", draft)
    head = ("纠纷名称", "日期", "类型", "记录")

    def sessions(*lines: tuple[Any, ...]) -> list[str]:
        path = book(tmp_path / "过程.xlsx", [head, *(("漏水", *line) for line in lines)])
        made = imported(desk, path, record="case.sessions")
        return [row.outcome for row in made.preview.rows]

    same_day = (("2026-01-06", "调解", "第一次"), ("2026-01-06", "调解", "第二次"))
    assert sessions(*same_day) == ["new", "new"]
    assert sessions(*same_day) == ["unchanged", "unchanged"]
    assert sessions(("2026-01-06", "调解", "改过"), ("2026-01-08", "调解", "第三次")) == ["updated", "new"]
    kept = load(desk, "case", rows(desk, "case")[0]["id"]).draft["sessions"]
    assert [row["record"] for row in kept] == ["改过", "第二次", "第三次"]
