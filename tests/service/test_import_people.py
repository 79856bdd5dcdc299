"""Rosters with every trap: who is meant, what goes in, what waits and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, by_name, imported, number, rows

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.save import load, save
from desk.service.imports.importing import amend, commit, plan, read
from desk.service.imports.reading import written
from desk.service.imports.said import digits
from desk.service.jobs import run

HEAD = ("姓名", "身份证号", "联系电话", "现住址")
LI = number("11010519650312001")
WANG = number("11010519700101002")
ZHAO = number("11010519800505003")


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


def one(tmp_path: Path, *body: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Path:
    return book(tmp_path / "名单.xlsx", [head, *body])


def codes(made: Any) -> list[tuple[int, str]]:
    return [(w.row, w.code) for w in made.preview.waiting]


def test_a_damaged_number_waits_with_the_true_one_beside_it(desk: Desk, tmp_path: Path) -> None:
    imported(
        desk, one(tmp_path, ("李明", LI, None, "和平里1幢1单元101室"), ("王芳", WANG, None, "和平里1幢1单元102室"))
    )
    made = imported(
        desk, one(tmp_path, ("李明", float(LI[:15] + "000"), None, None), ("王芳", WANG, "13800001111", None))
    )
    (waiting,) = made.waiting
    assert (waiting.code, waiting.hint, waiting.column) == ("id_number_cell", LI, "身份证号")
    assert waiting.value == LI[:15] + "000"
    assert LI in waiting.reason
    assert by_name(desk, "李明")["phone"] is None
    assert by_name(desk, "王芳")["phone"] == "13800001111"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (LI[:17] + ("1" if LI[17] != "1" else "2"), "id_checksum"),
        (LI[:17], "id_length"),
        (LI[:6] + "19991340" + LI[14:], "id_date"),
        ("11010519650312O01X", "id_chars"),
        (1.1010519650312e17, "id_number_cell"),
        ("110105********001X", "id_masked"),
    ],
)
def test_a_bad_number_waits(desk: Desk, tmp_path: Path, cell: Any, code: str) -> None:
    made = imported(desk, one(tmp_path, ("李明", cell, None, "和平里1幢1单元101室"), ("王芳", WANG, None, None)))
    assert codes(made) == [(2, code)]
    assert made.waiting[0].reason.startswith("第2行：")
    assert [row["name"] for row in rows(desk, "resident")] == ["王芳"]


def test_a_masked_number_means_somebody_known(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, "13800001111", None)))
    masked = f"{LI[:6]}********{LI[14:]}"
    made = imported(desk, one(tmp_path, ("李明", masked, "138****2222", "和平里1幢1单元101室")))
    assert codes(made) == []
    assert made.preview.rows[0].changes == (("现住址", "", "和平里1幢1单元101室"),)
    assert by_name(desk, "李明")["phone"] == "13800001111"


def test_same_number_other_name_waits_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, "13800001111", None)))
    made = imported(desk, one(tmp_path, ("李民", LI, "13900002222", None)))
    assert codes(made) == [(2, "id_name_conflict")]
    assert "李明" in made.waiting[0].reason
    assert by_name(desk, "李明")["phone"] == "13800001111"


def test_old_and_new_numbers_are_one_person(desk: Desk, tmp_path: Path) -> None:
    old = LI[:6] + LI[8:17]
    made = imported(desk, one(tmp_path, ("李明", old, None, None), ("李明", LI, "13800001111", None)))
    assert (made.preview.count("new"), made.preview.count("updated")) == (1, 1)
    assert by_name(desk, "李明")["id_number"] == LI


def test_blank_and_drawn_cells_overwrite_nothing(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, "13800001111", "和平里1幢1单元101室")))
    made = imported(desk, one(tmp_path, ("李明", LI, "无", "—")))
    assert made.preview.count("unchanged") == 1


def test_without_a_number_by_birth_or_address(desk: Desk, tmp_path: Path) -> None:
    head = ("姓名", "出生日期", "联系电话", "住址")
    imported(
        desk,
        one(
            tmp_path,
            ("李明", "1965-03-12", None, "和平里1幢1单元101室"),
            ("李明", "1990-01-01", None, "和平里2幢1单元101室"),
            head=head,
        ),
    )
    assert len(rows(desk, "resident")) == 2
    made = imported(
        desk,
        one(
            tmp_path,
            ("李明", "1965.3.12", "13800001111", None),
            ("李明", None, "13900002222", "和平里2栋1单元101"),
            ("李明", None, None, None),
            ("李明", None, None, "青石巷9号"),
            head=head,
        ),
    )
    assert [row.outcome for row in made.preview.rows] == ["updated", "updated", "waiting", "new"]
    assert codes(made) == [(4, "person_unclear")]


def test_somebody_without_a_number_gets_it_later(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", None, None, "和平里1幢1单元101室")))
    made = imported(desk, one(tmp_path, ("李明", LI, None, "和平里1幢1单元101室")))
    assert made.preview.count("updated") == 1
    person = by_name(desk, "李明")
    assert (person["id_number"], person["birth"], person["sex"]) == (LI, "1965-03-12", "1")
    again = imported(desk, one(tmp_path, ("李明", LI, None, "和平里1幢1单元101室")))
    assert again.preview.count("unchanged") == 1


def test_two_of_one_name_are_asked_about(desk: Desk, tmp_path: Path) -> None:
    imported(
        desk,
        one(
            tmp_path,
            ("李明", LI, "13800001111", "和平里1幢1单元101室"),
            ("李明", WANG, "13800001111", "和平里1幢1单元101室"),
        ),
    )
    made = imported(desk, one(tmp_path, ("李明", None, "13800001111", None)))
    assert codes(made) == [(2, "person_ambiguous")]


def test_contradictions_are_shown_and_the_row_goes_in(desk: Desk, tmp_path: Path) -> None:
    head = ("姓名", "身份证号", "性别", "出生日期", "民族")
    made = imported(
        desk,
        one(
            tmp_path,
            ("李明", LI, "女", "1965-03-12", "汉"),
            ("王芳", WANG, None, "1970.2", "汉"),
            ("赵云", ZHAO, None, "1980.5", "火星族"),
            head=head,
        ),
    )
    assert made.preview.count("new") == 3
    assert [(w.row, w.code) for w in made.preview.warnings] == [
        (2, "sex_conflict"),
        (3, "date_partial"),
        (4, "code_unknown"),
    ]
    assert by_name(desk, "王芳")["birth"] == "1970-01-01"


def test_a_contradiction_never_replaces_what_is_known(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, None, None)))
    made = imported(desk, one(tmp_path, ("李明", LI, "女"), head=("姓名", "身份证号", "性别")))
    assert [w.code for w in made.preview.warnings] == ["sex_conflict"]
    assert made.preview.count("unchanged") == 1
    assert by_name(desk, "李明")["sex"] == "1"


def test_ways_with_what_exists(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, "13800001111", None), ("王芳", WANG, None, None)))
    file = one(tmp_path, ("李明", LI, "13900002222", "和平里1幢1单元101室"), ("王芳", WANG, "13700003333", None))
    filled = imported(desk, file, existing="fill")
    assert by_name(desk, "李明")["phone"] == "13800001111"
    assert by_name(desk, "王芳")["phone"] == "13700003333"
    assert load(desk, "resident", by_name(desk, "李明")["id"]).draft["address"] == "和平里1幢1单元101室"
    assert filled.preview.count("updated") == 2
    asked = imported(desk, file, existing="ask")
    assert codes(asked) == [(2, "existing_differs")]
    assert "13800001111" in asked.waiting[0].reason
    assert imported(desk, file).preview.count("updated") == 1
    assert by_name(desk, "李明")["phone"] == "13900002222"


def test_years_go_oldest_first_and_twice_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "年.xlsx",
        [HEAD, ("李明", LI, "13900002222", "和平里2幢1单元101室")],
        [HEAD, ("李明", LI, "13800001111", "和平里1幢1单元101室")],
        names=("2024年", "2023年"),
    )
    made = imported(desk, file)
    assert [(row.sheet, row.outcome) for row in made.preview.rows] == [("2023年", "new"), ("2024年", "updated")]
    assert by_name(desk, "李明")["phone"] == "13900002222"
    assert imported(desk, file).preview.count("unchanged") == 2


def test_more_telephones_are_not_lost(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, "13800001111/13900002222", None)))
    assert imported(desk, one(tmp_path, ("李明", LI, "13900002222", None))).preview.count("unchanged") == 1


def test_a_roster_without_addresses_still_lives_here(desk: Desk, tmp_path: Path) -> None:
    made = imported(desk, one(tmp_path, ("李明", LI), ("王芳", WANG), head=("姓名", "身份证号")))
    assert made.json()["also"] == {"residence": 2}


def test_a_cancelled_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    preview = run(read(desk, one(tmp_path, ("李明", LI, None, None), ("王芳", WANG, None, None))))
    job = commit(desk, preview)
    next(job)
    next(job)
    job.close()
    assert rows(desk, "resident") == []
    with desk.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM batch").scalar() == 0
    assert run(commit(desk, preview)).preview.count("new") == 2


def test_a_register_changed_since_the_preview_is_looked_at_again(desk: Desk, tmp_path: Path) -> None:
    preview = run(read(desk, one(tmp_path, ("李明", LI, "13800001111", None))))
    save(desk, "resident", {"name": "李明", "id_number": LI})
    made = run(commit(desk, preview))
    assert (made.preview.count("new"), made.preview.count("updated")) == (0, 1)
    assert len(rows(desk, "resident")) == 1


def test_a_cell_is_mended_in_the_preview(desk: Desk, tmp_path: Path) -> None:
    preview = run(read(desk, one(tmp_path, ("李明", LI[:17], None, None), ("王芳", WANG, None, None))))
    assert preview.count("waiting") == 1
    preview = run(amend(desk, preview, "表1", 2, {"id_number": LI}))
    assert (preview.count("waiting"), preview.count("new")) == (0, 2)
    assert run(plan(desk, preview, "fill")).count("new") == 2


def test_columns_can_be_told(desk: Desk, tmp_path: Path) -> None:
    file = one(tmp_path, ("李明", LI, "和平里"), ("王芳", WANG, "青石巷"), head=("甲", "乙", "丙"))
    preview = run(read(desk, file, mapping={"表1": {0: "name", 1: "id_number", 2: "native_place"}}))
    assert run(commit(desk, preview)).preview.count("new") == 2
    assert by_name(desk, "李明")["native_place"] == "和平里"


def test_the_dead_live_here_no_more(desk: Desk, tmp_path: Path) -> None:
    head = ("姓名", "身份证号", "现住址", "死亡日期")
    imported(desk, one(tmp_path, ("李明", LI, "和平里1幢1单元101室"), head=head[:3]))
    file = one(
        tmp_path, ("李明", LI, "和平里1幢1单元101室", "2026-01-05"), ("王芳", WANG, "和平里", "2025-01-05"), head=head
    )
    imported(desk, file)
    assert {row["end"] for row in rows(desk, "residence")} == {"2026-01-05", "2025-01-05"}
    assert imported(desk, file).preview.count("unchanged") == 2
    assert len(rows(desk, "residence")) == 2


def test_refusals(desk: Desk, tmp_path: Path) -> None:
    file = one(tmp_path, ("李明", LI, None, None))
    for options, code in (
        ({"sheet": "没有"}, "unknown_sheet"),
        ({"record": "nobody"}, "unknown_record"),
        ({"existing": "maybe"}, "unknown_existing"),
    ):
        with pytest.raises(Invalid) as error:
            run(read(desk, file, **options))
        assert error.value.code == code
    with pytest.raises(Invalid) as error:
        run(read(desk, book(tmp_path / "空.xlsx", [("今天天气很好",)])))
    assert error.value.code == "no_table"
    preview = run(
        read(desk, book(tmp_path / "无.xlsx", [("联系电话", "身份证号"), ("13800001111", LI)]), record="visit")
    )
    assert preview.read == 0
    with pytest.raises(Invalid) as error:
        run(commit(desk, preview))
    assert error.value.code == "nothing_to_import"
    assert "走访日期" in error.value.text


@pytest.mark.parametrize("tail", ["000", "080", "504", "900"])
def test_the_first_fifteen_digits_are_true_however_the_cell_was_cut(tail: str) -> None:
    for first in ("110105196503120", "330199194912319", "440524188001011"):
        for cell in (float(first + tail), int(first + tail)):
            assert written(cell) == first + "000"
            assert digits(cell)[:15] == first
    assert (written(20010.0), written(-3), written(2.5), digits("1.10105196503120E+17")) == (
        "20010", "-3", "2.5", "110105196503120")


def test_two_of_one_name_and_one_beginning_are_not_offered(desk: Desk, tmp_path: Path) -> None:
    other = number(LI[:15] + ("99" if LI[15:17] != "99" else "98"))
    imported(desk, one(tmp_path, ("李明", LI, None, "和平里1幢101室"), ("李明", other, None, "和平里1幢102室")))
    made = imported(desk, one(tmp_path, ("李明", float(LI), None, None)))
    assert [(w.code, w.hint) for w in made.waiting] == [("id_number_cell", "")]


def test_a_visit_with_a_damaged_number_is_offered_the_true_one(desk: Desk, tmp_path: Path) -> None:
    imported(desk, one(tmp_path, ("李明", LI, None, "和平里1幢1单元101室")))
    visits = book(tmp_path / "走访.xlsx", [("走访日期", "姓名", "身份证号", "走访情况"),
                                        ("2026-01-05", "李明", float(LI), "在家")])
    made = imported(desk, visits, record="visit")
    assert [(w.code, w.hint) for w in made.waiting] == [("id_number_cell", LI)]
    assert LI in made.waiting[0].reason
