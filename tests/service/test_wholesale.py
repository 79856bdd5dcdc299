"""Everything out as plain workbooks, and in again."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from import_books import by_name, imported
from sqlalchemy import select

from desk.errors import Invalid
from desk.records import RECORDS
from desk.service.desk import Desk
from desk.service.entries.save import save
from desk.service.imports.importing import read
from desk.service.jobs import run
from desk.service.lists.columns import all_ids, rows_by_id
from desk.service.lists.wholesale import ID, PAPERS, WrittenFile, columns_of, everything

FILES = {"附件", "照片附件"}
HOLD = {"place", "resident", "household", "unit", "matter", "post", "grant", "activity"}
"""Records of which an empty community reads in every row again."""


@pytest.fixture(scope="module")
def whole(community: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[WrittenFile]]:
    folder = tmp_path_factory.mktemp("whole") / "全部"
    return folder, run(everything(community.desk, folder))


def sheet(path: Path) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


def test_every_row_of_every_record(community: Any, whole: tuple[Path, list[WrittenFile]]) -> None:
    folder, files = whole
    told = {one.record: one for one in files}
    spec = community.desk.catalog.records
    assert set(told) == {*spec, *(f"{key}.{part}" for key, one in spec.items() for part in one.parts)}
    for record, one in told.items():
        rows = sheet(folder / one.name)
        assert one.rows == len(community.rows[record.replace(".", "_")]) == len(rows) - 3
        assert rows[2][0] == ID
    assert sorted(path.name for path in folder.iterdir()) == sorted([*(one.name for one in files), "说明.txt"])


def test_child_rows_tell_whose_they_are(community: Any, whole: tuple[Path, list[WrittenFile]]) -> None:
    folder, files = whole
    name = next(one.name for one in files if one.record == "case.parties")
    rows = sheet(folder / name)[3:]
    owners = Counter(row["owner"] for row in community.rows["case_parties"])
    assert Counter(row[0] for row in rows if isinstance(row[0], int)) == owners


@pytest.mark.parametrize("record", [spec.key for spec in RECORDS])
def test_an_import_knows_every_column(community: Any, whole: tuple[Path, list[WrittenFile]], record: str) -> None:
    folder, files = whole
    path = folder / next(one.name for one in files if one.record == record)
    preview = run(read(community.desk, path, record=record))
    assert {match.title for table in preview.tables for match in table.columns if not match.target} <= {ID, *FILES}
    assert preview.read == next(one.rows for one in files if one.record == record)


def contents(desk: Desk, record: str) -> list[tuple[Any, ...]]:
    """What a record's own fields and links say."""
    found = [one for column in columns_of(desk, record) for one in column.read
             if one.steps == () or (len(one.steps) == 1 and not one.steps[0].current)]
    return sorted(tuple(map(str, row)) for row in rows_by_id(desk, record, found, all_ids(desk, record)).values())


def test_an_empty_community_takes_it_in(
    community: Any, whole: tuple[Path, list[WrittenFile]], fresh: Callable[[], Desk]
) -> None:
    folder, files = whole
    desk = fresh()
    for one in files:
        if one.record in HOLD:
            preview = imported(desk, folder / one.name, record=one.record).preview
            assert (preview.read, preview.waiting) == (one.rows, [])
    for record in HOLD:
        assert contents(desk, record) == contents(community.desk, record)


def test_a_single_archive(practice_copy: Desk, tmp_path: Path) -> None:
    desk, out = practice_copy, tmp_path / "全部.zip"
    out.write_bytes(b"old")
    photo = desk.attachments.put(b"a picture", "合影.jpg")
    save(desk, "unit", {"category": next(iter(desk.catalog.categories["unit"])), "name": "=1+1商店"})
    who = by_name(desk, _anybody(desk))["id"]
    save(desk, "visit", {"date": "2026-06-01", "category": "home", "resident": who, "files": photo})
    files = run(everything(desk, out))
    with zipfile.ZipFile(out) as archive:
        names = {Path(name).name: name for name in archive.namelist() if not name.endswith("/")}
        (paper,) = [name for name in archive.namelist() if f"/{PAPERS}/" in name and name.endswith("合影.jpg")]
        assert archive.read(paper) == b"a picture"
        archive.extract(names["05 单位与组织.xlsx"], tmp_path)
    assert {one.name for one in files} <= set(names)
    cells = [cell for row in sheet(tmp_path / names["05 单位与组织.xlsx"]) for cell in row]
    assert "=1+1商店" in cells
    with desk.read() as conn:
        last = conn.execute(select(desk.meta.tables["export_log"])).mappings().all()[-1]
    assert (last["what"], last["rows"], last["full"]) == ("全部数据（Excel）", sum(one.rows for one in files), 1)


def _anybody(desk: Desk) -> str:
    """A name that one resident has."""
    with desk.read() as conn:
        names = Counter(conn.execute(select(desk.meta.tables["resident"].c.name)).scalars())
    return next(name for name, count in names.items() if count == 1)


def test_masked_when_asked_for(community: Any, tmp_path: Path) -> None:
    files = run(everything(community.desk, tmp_path / "全部", full=False))
    rows = sheet(tmp_path / "全部" / next(one.name for one in files if one.record == "resident"))
    place = rows[2].index("身份证号")
    assert all("*" in row[place] for row in rows[3:] if row[place])


def test_closed_categories_stay_in(community: Any, whole: tuple[Path, list[WrittenFile]]) -> None:
    """The caller has no right to sensitive categories, so none is written."""
    desk, (folder, files) = community.desk, whole
    shut = {desk.catalog.categories["standing"][key].title for key in desk.closed("standing")}
    rows = sheet(folder / next(one.name for one in files if one.record == "standing"))
    assert shut
    assert not shut & {row[1] for row in rows[3:]}


def test_a_folder_with_files_is_refused(community: Any, tmp_path: Path) -> None:
    (tmp_path / "有.txt").write_text("x")
    with pytest.raises(Invalid) as refusal:
        run(everything(community.desk, tmp_path))
    assert refusal.value.code == "folder_not_empty"


def test_cancel_leaves_nothing(community: Any, tmp_path: Path) -> None:
    job = everything(community.desk, tmp_path / "全部")
    for _ in range(4):
        next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []
