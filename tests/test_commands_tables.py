"""The commands for tables, and for what an office has made for itself: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk.cli import run
from desk.service.desk import Desk
from desk.service.own.making import make


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSWORD", "demo")


def test_what_is_made_goes_round(practice_copy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file = str(practice_copy.folder.path), tmp_path / "own.json"
    spec = {"title": "走访次数（自）", "ledger": "visit", "measure": {"kind": "count"}, "unit": "次"}
    make(practice_copy, "figure", spec)
    practice_copy.close()
    assert run(["hand-out", folder, str(file)]) == 0
    assert run(["take-in", folder, str(file), "--json"]) == 0
    said = capsys.readouterr().out
    assert json.loads(said[said.index("{"):]) == {"added": [], "known": ["走访次数（自）"]}


def test_a_breakdown_is_told_and_written(practice_copy: Desk, tmp_path: Path,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = str(practice_copy.folder.path), tmp_path / "table.xlsx"
    practice_copy.close()
    words = ["breakdown", folder, "visit", "--by", "category", "--year", "2025"]
    assert run([*words, "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert sum(row["total"] for row in table["rows"]) == table["total"]["total"] > 0
    assert run([*words[:3], str(out), *words[3:]]) == 0
    assert out.stat().st_size > 0


def test_another_file_ends_with_one(practice_copy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                    ) -> None:
    folder, file = str(practice_copy.folder.path), tmp_path / "x.json"
    file.write_text("[]", "utf-8")
    practice_copy.close()
    assert run(["take-in", folder, str(file)]) == 1
    assert "没有从居务台存出" in capsys.readouterr().err
