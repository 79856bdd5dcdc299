"""The tray of waiting rows, taking an import back, history and undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from import_books import book, by_name, imported, number, rows

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.history import history, undo
from desk.service.entries.save import load, save
from desk.service.imports.importing import batches, drop, marked_copy, mend, undo_import, undoing, waiting
from desk.service.jobs import run

HEAD = ("姓名", "身份证号", "联系电话", "现住址")
LI, WANG, ZHAO = (number(f"1101051965031200{i}") for i in (1, 2, 3))


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return book(
        tmp_path / "名单.xlsx",
        [
            HEAD,
            ("李明", LI, "13800001111", "和平里1幢1单元101室"),
            ("王芳", WANG[:17], None, "和平里1幢1单元102室"),
            ("赵云", ZHAO, None, "和平里1幢1单元103室"),
        ],
    )


def test_the_tray_keeps_rows_until_mended(desk: Desk, file: Path) -> None:
    made = imported(desk, file)
    (row,) = waiting(desk)
    assert (row.batch, row.file, row.remark.code, row.cells["name"]) == (made.batch, "名单.xlsx", "id_length", "王芳")
    assert row.id == made.waiting[0].id
    still = mend(desk, row.id, {"id_number": WANG[:17] + ("1" if WANG[17] != "1" else "2")})
    assert still.remark is not None
    assert (still.outcome, still.remark.code) == ("waiting", "id_checksum")
    assert waiting(desk)[0].remark.code == "id_checksum"
    assert mend(desk, row.id, {"id_number": WANG}).outcome == "new"
    assert waiting(desk) == []
    assert load(desk, "resident", by_name(desk, "王芳")["id"]).draft["address"] == "和平里1幢1单元102室"
    with pytest.raises(Invalid):
        mend(desk, row.id, {})


def test_a_waiting_row_is_dropped(desk: Desk, file: Path) -> None:
    imported(desk, file)
    drop(desk, waiting(desk)[0].id)
    assert waiting(desk) == []
    assert len(rows(desk, "resident")) == 2


def test_a_file_imported_again_brings_no_second_waiting_row(desk: Desk, file: Path) -> None:
    imported(desk, file)
    made = imported(desk, file)
    assert [(row.batch, row.id) for row in waiting(desk)] == [(made.batch, made.waiting[0].id)]


def test_undo_takes_everything_back(desk: Desk, file: Path) -> None:
    before = save(desk, "resident", {"name": "李明", "id_number": LI, "phone": "13700000000"}).id
    made = imported(desk, file)
    mend(desk, waiting(desk)[0].id, {"id_number": WANG})
    assert [(b.batch, b.added, b.updated, b.waiting) for b in batches(desk)] == [(made.batch, 1, 1, 1)]
    undone = undo_import(desk, made.batch).json()
    assert (undone["removed"], undone["restored"], undone["kept"]) == (2, 1, [])
    assert [(row["id"], row["phone"]) for row in rows(desk, "resident")] == [(before, "13700000000")]
    assert rows(desk, "residence") == []
    assert batches(desk) == []
    with pytest.raises(Invalid) as error:
        undo_import(desk, made.batch)
    assert error.value.code == "undone"
    assert imported(desk, file).preview.count("new") == 1


def test_undo_keeps_and_names_what_was_touched(desk: Desk, file: Path) -> None:
    made = imported(desk, file)
    li, zhao = by_name(desk, "李明")["id"], by_name(desk, "赵云")["id"]
    save(desk, "resident", {"phone": "13900009999"}, li)
    save(desk, "visit", {"date": "2026-01-05", "category": "home", "resident": zhao})
    undone = undo_import(desk, made.batch)
    assert undone.removed == 0
    assert {(one.title, one.why) for one in undone.kept} == {("李明", "之后有过改动"), ("赵云", "已有走访与它相连")}
    assert len(rows(desk, "residence")) == 2


def test_a_touched_spell_keeps_its_person(desk: Desk, file: Path) -> None:
    made = imported(desk, file)
    li = by_name(desk, "李明")["id"]
    save(desk, "resident", {"address": "青石巷9号"}, li)
    undone = undo_import(desk, made.batch)
    assert [(one.id, one.why) for one in undone.kept] == [(li, "之后有过改动（居住登记）")]
    assert [row["name"] for row in rows(desk, "resident")] == ["李明"]


def test_households_go_with_their_people(desk: Desk, tmp_path: Path) -> None:
    head = ("户号", "姓名", "与户主关系", "身份证号")
    made = imported(desk, book(tmp_path / "户.xlsx", [head, ("H01", "李明", "户主", LI), ("H01", "王芳", "妻", WANG)]))
    save(desk, "resident", {"phone": "13900009999"}, by_name(desk, "李明")["id"])
    undone = undo_import(desk, made.batch)
    assert (undone.removed, [one.title for one in undone.kept]) == (1, ["李明"])
    assert len(rows(desk, "household")) == 1
    assert [row["name"] for row in rows(desk, "resident")] == ["李明"]


def test_changed_rows_touched_since_are_kept(desk: Desk, file: Path) -> None:
    li = save(desk, "resident", {"name": "李明", "id_number": LI, "phone": "13700000000"}).id
    made = imported(desk, file)
    save(desk, "resident", {"phone": "13900009999"}, li)
    undone = undo_import(desk, made.batch)
    assert [(one.title, one.why) for one in undone.kept] == [("李明", "联系电话之后有过改动")]
    assert by_name(desk, "李明")["phone"] == "13900009999"


def test_history_and_undo_of_a_save(desk: Desk) -> None:
    li = save(desk, "resident", {"name": "李明", "id_number": LI, "phone": "13700000000", "address": "和平里1号"}).id
    save(desk, "resident", {"phone": "13900009999", "address": "青石巷9号"}, li)
    newest, first = history(desk, "resident", li)
    assert set(newest.lines) == {("联系电话", "137****0000", "139****9999"), ("地址", "和平里1号", "青石巷9号")}
    assert (newest.worker, newest.reason, first.reason) == (desk.caller.worker, "修改", "录入")
    assert ("姓名", "", "李明") in first.lines
    undone = undo(desk, newest.set_id)
    assert (undone.restored, undone.kept) == (2, ())
    assert by_name(desk, "李明")["phone"] == "13700000000"
    assert load(desk, "resident", li).draft["address"] == "和平里1号"
    assert history(desk, "resident", li)[0].undoes == newest.set_id
    with pytest.raises(Invalid) as error:
        undo(desk, newest.set_id)
    assert error.value.code == "undone"


def test_undo_leaves_fields_touched_since(desk: Desk) -> None:
    li = save(desk, "resident", {"name": "李明", "phone": "13700000000", "employer": "一厂"}).id
    second = save(desk, "resident", {"phone": "13900009999", "employer": "二厂"}, li)
    assert second.id == li
    save(desk, "resident", {"phone": "13600006666"}, li)
    _, change, _ = history(desk, "resident", li)
    undone = undo(desk, change.set_id)
    assert [one.why for one in undone.kept] == ["联系电话之后有过改动"]
    person = by_name(desk, "李明")
    assert (person["phone"], person["employer"]) == ("13600006666", "一厂")


def test_undo_of_a_dated_change_leaves_no_past(desk: Desk) -> None:
    li = save(desk, "resident", {"name": "李明", "marital": "10"}).id
    save(desk, "resident", {"marital": "20"}, li, since="2026-01-01")
    undo(desk, history(desk, "resident", li)[0].set_id)
    assert by_name(desk, "李明")["marital"] == "10"
    with desk.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM past").scalar() == 0


def test_undo_of_an_entry_removes_it(desk: Desk) -> None:
    li = save(desk, "resident", {"name": "李明", "address": "和平里1号"}).id
    first = history(desk, "resident", li)[0].set_id
    assert undo(desk, first).removed == 2
    assert rows(desk, "resident") == []


def test_parts_are_put_back(desk: Desk) -> None:
    draft = {
        "date": "2026-01-05",
        "name": "茶话会",
        "category": "meeting",
        "state": "held",
        "attendance": [{"name": "李明"}],
    }
    id = save(desk, "activity", draft).id
    save(desk, "activity", {"attendance": [{"name": "李明"}, {"name": "王芳"}]}, id)
    undo(desk, history(desk, "activity", id)[0].set_id)
    assert [row["name"] for row in load(desk, "activity", id).draft["attendance"]] == ["李明"]


def test_a_marked_copy_of_the_users_own_sheet(desk: Desk, file: Path, tmp_path: Path) -> None:
    made = imported(desk, file)
    out = tmp_path / "标记.xlsx"
    marked_copy(made.preview, out)
    sheet = openpyxl.load_workbook(out)["表1"]
    assert sheet["E3"].value == "身份证号应为18位，现在是17位"
    assert sheet["B3"].comment is not None


def test_taking_back_is_a_job_that_may_be_broken_off(desk: Desk, file: Path) -> None:
    done = imported(desk, file)
    job = undoing(desk, done.batch)
    assert next(job).text
    job.close()
    assert [one.batch for one in batches(desk)] == [done.batch]
    assert len(rows(desk, "resident")) == 2
    assert run(undoing(desk, done.batch)).removed == 2
    assert batches(desk) == []
