"""The commands of lists and forms, through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from desk.cli import run
from desk.service.desk import Desk
from tests.conftest import Community

SAMPLES = Path(__file__).parent / "samples"


def place(desk: Desk) -> str:
    return str(desk.folder.path)


@pytest.fixture
def name(community: Community) -> str:
    known = [row["name"] for row in community.rows["resident"]]
    return next(one for one in known if known.count(one) == 1)


def test_names_are_completed(
    practice_copy: Desk, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "名单.txt"
    told.write_text(f"{name}\n查无此人\n", "utf-8")
    assert run(["complete", place(practice_copy), str(told), str(tmp_path / "名单.xlsx"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["status"]) for one in made] == [(name, "one"), ("查无此人", "none")]
    assert openpyxl.load_workbook(tmp_path / "名单.xlsx").active is not None


def test_a_list_is_compared(practice_copy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = next(SAMPLES.glob("01*.xlsx"))
    assert run(["compare", place(practice_copy), str(sample), "resident", str(tmp_path / "比对.xlsx"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made["both"]) == 0
    assert len(made["only_theirs"]) == 40
    assert len(made["only_ours"]) == 300


@pytest.mark.parametrize("words", [
    ("sign", "living_alone", "签字.pdf", "--goods", "大米一袋"), ("sign", "living_alone", "签字.xlsx"),
    ("cards", "household", "核对.pdf"),
])
def test_handouts_are_written(practice_copy: Desk, tmp_path: Path, words: tuple[str, ...]) -> None:
    command, ledger, out, *rest = words
    assert run([command, place(practice_copy), ledger, str(tmp_path / out), *rest]) == 0
    assert (tmp_path / out).stat().st_size > 1000


def test_a_form_is_filled_and_kept(practice_copy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "姓名", "性别", "联系电话"])
    for n in range(1, 4):
        book.active.append([n])
    book.save(blank := tmp_path / "空表.xlsx")
    out = tmp_path / "填好.xlsx"
    words = ["--file", str(blank), "--ledger", "living_alone", "--keep", "独居表"]
    assert run(["form", place(practice_copy), str(out), *words]) == 0, capsys.readouterr().err
    first = [row[1].value for row in openpyxl.load_workbook(out).active.iter_rows(min_row=2)]
    assert first[0]
    again = tmp_path / "再填.xlsx"
    assert run(["form", place(practice_copy), str(again), "--use", "独居表"]) == 0
    assert [row[1].value for row in openpyxl.load_workbook(again).active.iter_rows(min_row=2)] == first


def test_everything_is_written(practice_copy: Desk, tmp_path: Path) -> None:
    assert run(["everything", place(practice_copy), str(tmp_path / "全部")]) == 0
    assert {path.suffix for path in (tmp_path / "全部").iterdir()} >= {".xlsx", ".txt"}


def test_a_form_needs_a_file_or_a_name(practice_copy: Desk, tmp_path: Path) -> None:
    assert run(["form", place(practice_copy), str(tmp_path / "x.xlsx")]) == 2
