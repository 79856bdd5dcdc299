"""Rows that say otherwise than the register, decided one by one in the preview."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, by_name, imported, number, rows

from desk.service.desk import Desk
from desk.service.entries.save import save
from desk.service.imports.deciding import add_unclear, decide, decided, unclear
from desk.service.imports.importing import amend, commit, mend, plan, read
from desk.service.imports.skipping import skip
from desk.service.jobs import run

LI = number("11010519650312001")
WANG = number("11010519700101002")
HEAD = ("姓名", "身份证号", "联系电话", "工作单位")
NEW = (("李明", LI, "13900002222", "棉纺厂"), ("王芳", WANG, "13700003333", "二小"))
SHEET = "表1"


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


def roster(tmp_path: Path, *body: tuple[Any, ...]) -> Path:
    return book(tmp_path / "名单.xlsx", [HEAD, *body])


def asked(desk: Desk, tmp_path: Path) -> Any:
    imported(desk, roster(tmp_path, ("李明", LI, "13800001111", None), ("王芳", WANG, "13600001111", None)))
    return run(read(desk, roster(tmp_path, *NEW), existing="ask"))


def test_each_row_goes_its_own_way(desk: Desk, tmp_path: Path) -> None:
    preview = asked(desk, tmp_path)
    assert [(r.row, r.outcome, [c[0] for c in r.asked]) for r in preview.rows] == [
        (2, "waiting", ["联系电话"]), (3, "waiting", ["联系电话"])]
    preview = run(decide(desk, preview, {(SHEET, 2)}, "overwrite"))
    preview = run(decide(desk, preview, {(SHEET, 3)}, "fill"))
    assert [(r.outcome, len(r.changes), len(r.asked)) for r in preview.rows] == [("updated", 2, 1), ("updated", 1, 1)]
    assert not preview.waiting
    assert decided(preview) == {(SHEET, 2): "overwrite", (SHEET, 3): "fill"}
    made = run(commit(desk, preview))
    assert not made.waiting
    assert [by_name(desk, name)["phone"] for name in ("李明", "王芳")] == ["13900002222", "13600001111"]
    assert by_name(desk, "王芳")["employer"] == "二小"


def test_an_answer_can_be_taken_back(desk: Desk, tmp_path: Path) -> None:
    preview = run(decide(desk, asked(desk, tmp_path), {(SHEET, 2), (SHEET, 3)}, "overwrite"))
    again = run(decide(desk, preview, {(SHEET, 2)}, ""))
    assert [r.outcome for r in again.rows] == ["waiting", "updated"]
    assert decided(run(plan(desk, again, "ask"))) == {}


def test_a_row_that_is_corrected_leaves_the_answers_about_others(desk: Desk, tmp_path: Path) -> None:
    preview = run(decide(desk, asked(desk, tmp_path), {(SHEET, 2)}, "fill"))
    amended = run(amend(desk, preview, SHEET, 3, {"phone": "13600001111"}))
    assert decided(amended) == {(SHEET, 2): "fill"}
    assert [bool(r.asked) for r in amended.rows] == [True, False]


def test_other_records_are_decided_alike(desk: Desk, tmp_path: Path) -> None:
    save(desk, "unit", {"category": "shop", "name": "棉纺厂", "phone": "13800001111"})
    file = book(tmp_path / "单位.xlsx", [("单位名称", "类别", "联系电话"), ("棉纺厂", "商户", "13900002222")])
    preview = run(read(desk, file, "unit", existing="ask"))
    (row,) = preview.rows
    assert (row.outcome, row.asked) == ("waiting", (("联系电话", "13800001111", "13900002222"),))
    run(commit(desk, run(decide(desk, preview, {(SHEET, 2)}, "overwrite"))))
    assert [one["phone"] for one in rows(desk, "unit")] == ["13900002222"]

def test_what_was_done_to_rows_outlives_reading_the_file_anew(desk: Desk, tmp_path: Path) -> None:
    file = roster(tmp_path, ("李明", "11010519650312", "139", "木工"), ("王芳", WANG, "13700003333", "二小"))
    preview = run(amend(desk, run(read(desk, file)), SHEET, 2, {"id_number": LI, "birth": "1965-03-12"}))
    preview = run(amend(desk, run(skip(desk, preview, {(SHEET, 3)})), SHEET, 2, {"phone": "13900002222"}))
    again = run(read(desk, file, mapping={SHEET: {2: "", 3: "occupation"}}, before=preview))
    assert [(r.row, r.outcome) for r in again.rows] == [(2, "new")]
    assert [(one.row, one.why) for one in again.ignored if one.row == 3] == [(3, "skipped")]
    (row,) = again.tables[0].rows
    assert (row.values["id_number"], row.values["occupation"], row.values["birth"]) == (LI, "木工", "1965-03-12")
    assert "phone" not in row.values
    back = run(read(desk, file, before=again))
    assert back.tables[0].rows[0].values["phone"] == "13900002222"


def test_a_mended_cell_follows_its_column(desk: Desk, tmp_path: Path) -> None:
    file = roster(tmp_path, ("李明", LI, "13900002222", "木江"))
    preview = run(amend(desk, run(read(desk, file)), SHEET, 2, {"employer": "木工"}))
    again = run(read(desk, file, mapping={SHEET: {3: "occupation"}}, before=preview))
    assert again.tables[0].rows[0].values.get("occupation") == "木工"
    assert "employer" not in again.tables[0].rows[0].values


def test_answers_and_what_all_rows_are_given_outlive_mending(desk: Desk, tmp_path: Path) -> None:
    imported(desk, roster(tmp_path, ("李明", LI, "13800001111", None)))
    file = roster(tmp_path, NEW[0])
    preview = run(decide(desk, run(read(desk, file, existing="ask", preset={"note": "旧册"})), {(SHEET, 2)}, "fill"))
    preview = run(amend(desk, preview, SHEET, 2, {"employer": "二厂"}))
    assert preview.tables[0].rows[0].values["note"] == "旧册"
    assert decided(preview) == {(SHEET, 2): "fill"}
    assert decided(run(read(desk, file, existing="ask", before=preview))) == {(SHEET, 2): "fill"}


def test_people_whom_little_tells_are_added_when_the_user_says_so(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "名单.xlsx", [
        ("姓名", "出生年月", "电话"), ("何一", "1965年3月", None), ("李二", None, "13100000002"), ("许三", None, None)])
    preview = run(read(desk, path))
    assert [one.row for one in preview.waiting] == [2, 3, 4]
    assert unclear(preview) == {(SHEET, 2), (SHEET, 3), (SHEET, 4)}
    preview = run(add_unclear(desk, preview, {(SHEET, 2), (SHEET, 3)}))
    preview = run(plan(desk, run(read(desk, path, before=preview)), "fill"))
    made = run(commit(desk, preview))
    assert [one.row for one in made.waiting] == [4]
    assert by_name(desk, "何一")["note"] == "出生：1965年3月"
    assert by_name(desk, "李二")["phone"] == "13100000002"
    assert mend(desk, made.waiting[0].id, {}).outcome == "waiting"
    assert mend(desk, made.waiting[0].id, {}, sure=True).outcome == "new"
