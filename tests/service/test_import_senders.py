"""What columns mean is remembered by sender; hidden rows and columns are told and may stay out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from communities import PASSWORD, Template
from import_books import book

from desk.cli import run as command
from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.imports.importing import read
from desk.service.imports.senders import columns_told
from desk.service.imports.skipping import without_hidden
from desk.service.jobs import run
from desk.service.lists.remembered import keep_columns, known_columns

HEAD = ("姓名", "住址", "干什么的")
ROW = ("李明", "和平里1号", "厨师")


def _told(desk: Desk, path: Path, sender: str = "") -> dict[str, dict[int, str]]:
    known = known_columns(desk, run(read(desk, path)), sender)
    return known.columns if known else {}


def test_a_sender_is_known_by_heads_unit_or_file_name(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    first = book(tmp_path / "2025年摸底名单.xlsx", [["和平街道摸底表"], HEAD, ROW], names=["Sheet1"])
    preview = run(read(desk, first))
    keep_columns(desk, preview, columns_told(preview, ["干什么的=职业"]), "和平街道")
    told = {"Sheet1": {2: "occupation"}}
    assert _told(desk, book(tmp_path / "甲.xlsx", [HEAD, ROW], names=["Sheet1"])) == told
    more, line = (*HEAD, "血型"), (*ROW, "A")
    assert _told(desk, book(tmp_path / "乙.xlsx", [["和平街道2026年登记表"], more, line], names=["Sheet1"])) == told
    assert _told(desk, book(tmp_path / "2026年3月摸底名单.xlsx", [more, line], names=["Sheet1"])) == told
    other = book(tmp_path / "丙.xlsx", [more, line], names=["Sheet1"])
    assert _told(desk, other) == {}
    assert _told(desk, other, "和平街道") == told
    assert _told(desk, book(tmp_path / "丁.xlsx", [["和平街道"], ["姓名", "住址"], ROW[:2]])) == {}


def test_unclear_words_about_columns_are_refused(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    preview = run(read(desk, book(tmp_path / "甲.xlsx", [HEAD, ROW])))
    for word, code in (("干什么的", "usage"), ("没有的=职业", "unknown_column"), ("干什么的=没有", "unknown_field")):
        with pytest.raises(Invalid) as error:
            columns_told(preview, [word])
        assert error.value.code == code
    assert columns_told(preview, ["住址="]) == {"表1": {1: ""}}


def _hiding(path: Path) -> Path:
    people = [("李明", "和平里1号", "13800001111"), ("王芳", "和平里2号", "13800002222")]
    book(path, [("姓名", "住址", "联系电话"), *people])
    made = openpyxl.load_workbook(path)
    made["表1"].row_dimensions[3].hidden = True
    made["表1"].column_dimensions["C"].hidden = True
    made.save(path)
    return path


def test_what_is_hidden_is_told_and_may_stay_out(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    preview = run(read(desk, _hiding(tmp_path / "甲.xlsx")))
    assert preview.hidden() == [{"sheet": "表1", "rows": [3], "columns": ["联系电话"]}]
    left = run(without_hidden(desk, preview))
    assert [(row.row, row.title) for row in left.rows] == [(2, "李明")]
    assert "phone" not in left.tables[0].rows[0].values
    assert left.hidden() == []


def test_the_command_line_maps_remembers_and_tells(
    template: Template, fresh_at: Callable[[Path], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    fresh_at(tmp_path / "社区").close()
    sheet = book(tmp_path / "甲.xlsx", [HEAD, ROW])
    head = ["import", str(tmp_path / "社区"), str(sheet)]
    assert command([*head, "--map", "干什么的=职业", "--sender", "和平街道", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert {"column": "干什么的", "field": "occupation"}.items() <= made["mapping"][-1].items()
    assert command(head) == 0
    assert "各列的含义照上次导入“甲.xlsx”时的设定" in capsys.readouterr().out
    hiding = str(_hiding(tmp_path / "乙.xlsx"))
    assert command(["import", head[1], hiding, "--dry-run"]) == 0
    assert "隐藏的1行、“联系电话”列也读入了" in capsys.readouterr().out
    assert command(["import", head[1], hiding, "--hidden", "skip", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["read"] == 1
