"""Out of the program: registers, ledgers on paper, templates; masked, whole, logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from communities import Community
from sqlalchemy import select

from desk.errors import Invalid, Trouble
from desk.service.desk import Desk
from desk.service.jobs import run
from desk.service.lists.exporting import field_list, ledger_pdf, register
from desk.service.lists.query import Query, columns, count, ids, resolved, texts


def sheet(path: Path) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def test_every_cell_of_a_register_is_the_lists(practice_copy: Desk, tmp_path: Path) -> None:
    desk = practice_copy
    for ledger in ("resident", "visit", "grant", "case", "activity", "household"):
        query = Query(ledger, since="2025-01-01", until="2025-12-31")
        number = run(register(desk, query, tmp_path / "a.xlsx", full=True))
        rows = sheet(tmp_path / "a.xlsx")
        heads = columns(desk, ledger)
        at = next(i for i, row in enumerate(rows) if row[:len(heads)] == [c.title for c in heads])
        shown = texts(desk, query, ids(desk, query), full=True)
        assert number == len(shown) == count(desk, query)
        for cells, wanted in zip(rows[at + 1:], shown, strict=False):
            for view, cell, text in zip(heads, cells, wanted, strict=False):
                read = view.kind.show(view.kind.cell(cell)) if view.kind.excel_format != "@" else cell or ""
                assert read == text, (ledger, view.title)
        assert rows[at + 1 + number][0] == "合计"


def test_the_title_rows_say_what_whose_and_when(practice_copy: Desk, tmp_path: Path) -> None:
    run(register(practice_copy, Query("visit", since="2025-01-01", until="2025-12-31"), tmp_path / "a.xlsx"))
    told = "".join(str(cell) for row in sheet(tmp_path / "a.xlsx")[:3] for cell in row if cell)
    assert "阳光社区走访" in told
    assert "2025年1月1日至2025年12月31日" in told


def test_a_cancelled_export_leaves_the_old_file_and_no_log(practice_copy: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    before = logged(practice_copy)
    job = register(practice_copy, Query("resident"), out)
    next(job)
    job.close()
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.xlsx"]
    assert out.read_bytes() == b"old"
    assert logged(practice_copy) == before


def test_each_export_is_logged(practice_copy: Desk, tmp_path: Path) -> None:
    before = len(logged(practice_copy))
    run(register(practice_copy, Query("visit"), tmp_path / "a.xlsx", full=True, purpose="街道年报"))
    run(ledger_pdf(practice_copy, Query("visit"), tmp_path / "a.pdf"))
    assert [(r.what, r.full, r.purpose) for r in logged(practice_copy)[before:]] == [
        ("走访台账（Excel）", 1, "街道年报"), ("走访台账（打印）", 0, "打印")]


def logged(desk: Desk) -> list[Any]:
    with desk.read() as conn:
        return list(conn.execute(select(desk.meta.tables["export_log"])))


def test_columns_may_be_named_as_people_see_them(practice_copy: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    for asked, heads in (
        (["age", "name"], ["年龄", "姓名"]), (["address"], ["现住址"]), (["home.address"], ["现住址"]),
        (["age(birth)", "birth"], ["年龄", "出生日期"]),
    ):
        run(register(practice_copy, Query("resident"), out, columns=asked))
        assert heads in [[cell for cell in row if cell is not None] for row in sheet(out)]
    with pytest.raises(Invalid, match="没有这一栏：soul"):
        run(register(practice_copy, Query("resident"), out, columns=["name", "soul"]))


def test_a_place_that_cannot_be_written_is_trouble(practice_copy: Desk, tmp_path: Path) -> None:
    before = logged(practice_copy)
    with pytest.raises(Trouble):
        run(register(practice_copy, Query("visit"), tmp_path / "没有" / "a.xlsx"))
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(Trouble):
        run(register(practice_copy, Query("visit"), tmp_path / "folder.xlsx"))
    assert logged(practice_copy) == before


def test_fields_of_a_record_with_those_of_its_categories(community: Community) -> None:
    found = {f["key"]: f for f in field_list(community.desk, "standing")}
    assert found["x.relief_class"]["codes"] == [{"code": c, "label": c} for c in ("A类", "B类", "C类")]
    assert found["category"]["codes"]
    assert {f["key"] for f in field_list(community.desk, "resident")} >= {"name", "address", "nature"}


def test_a_printed_ledger_has_the_columns_asked_for(practice_copy: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    phone, name = (one.path for title in ("联系电话", "姓名")
                   for one in resolved(practice_copy, practice_copy.catalog.ledger("visit")) if one.title == title)
    run(ledger_pdf(practice_copy, Query("visit"), out, columns=[phone, name]))
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert text.index("联系电话") < text.index("姓名")
    assert "身份证号" not in text
