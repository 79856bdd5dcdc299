"""The commands of trust: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desk.cli import run
from desk.service.desk import Desk, open_desk
from desk.service.entries.save import blank, save
from desk.service.lists.query import Query, ids

CapSys = pytest.CaptureFixture[str]


@pytest.fixture
def folder(practice_copy: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DESK_PASSWORD", "demo")
    practice_copy.close()
    return str(practice_copy.folder.path)


def told(capsys: CapSys, *argv: str, ends: int = 0) -> Any:
    assert run([*argv, "--json"]) == ends
    return json.loads(capsys.readouterr().out)


def test_a_report_is_issued_listed_reprinted_and_voided(folder: str, tmp_path: Path, capsys: CapSys) -> None:
    first, again = tmp_path / "a.pdf", tmp_path / "b.pdf"
    paper = told(capsys, "issue", folder, "annual", str(first), "--year", "2025")
    assert set(paper) == {"id", "key", "title", "since", "until", "at", "worker", "void_at", "void_by", "void_reason"}
    assert run(["reprint", folder, str(paper["id"]), str(again)]) == 0
    assert first.read_bytes() == again.read_bytes()
    assert run(["void", folder, str(paper["id"]), "--reason", "数字有误"]) == 0
    capsys.readouterr()
    assert told(capsys, "papers", folder)[0]["void_reason"] == "数字有误"
    assert run(["papers", folder]) == 0
    assert "已作废" in capsys.readouterr().out
    assert run(["reprint", folder, "99", str(again)]) == 2


def test_a_year_is_closed_and_what_came_later_told(folder: str, tmp_path: Path, capsys: CapSys) -> None:
    assert told(capsys, "close", folder, "--year", "2025")["until"] == "2025-12-31"
    assert run(["close", folder, "--year", "2025"]) == 1
    assert "已经结账" in capsys.readouterr().err
    assert told(capsys, "late", folder, "--year", "2025") == {"entries": [], "figures": []}
    report = told(capsys, "report", folder, "annual", str(tmp_path / "a.pdf"), "--year", "2025")
    assert (report["closed_on"], report["late"], report["beside"]) == ("2026-06-30", 0, [])
    assert report["notes"][0].startswith("本期已于2026年6月30日结账")


def test_figures_of_a_closed_year_are_said_as_they_were_given_out(
        folder: str, tmp_path: Path, capsys: CapSys) -> None:
    """On the command line as in the report; a number that would be another now says so."""
    ask = ("figures", folder, "--year", "2025", "--only", "visit_count,case_count")
    before = told(capsys, *ask)
    told(capsys, "close", folder, "--year", "2025")
    assert told(capsys, *ask) == before
    desk = open_desk(Path(folder))
    save(desk, "visit", {**blank(desk, "visit"), "resident": ids(desk, Query("resident"))[0], "date": "2025-12-31"})
    desk.close()
    after = told(capsys, *ask)
    assert [(one["value"], one.get("now")) for one in after] == [
        (before[0]["value"], before[0]["value"] + 1), (before[1]["value"], None)]
    assert len(told(capsys, "figure", folder, "visit_count", "--rows", "--year", "2025")) == after[0]["rows"]
    report = told(capsys, "report", folder, "annual", str(tmp_path / "a.pdf"), "--year", "2025")
    said = {one["key"]: one["value"] for sentence in report["sentences"] for one in sentence["figures"]}
    assert said["visit_count"] == after[0]["value"]
    assert run(list(ask)) == 0
    assert f"结账数，按现在的记录为{before[0]['value'] + 1}" in capsys.readouterr().out


def test_reckonings_contradictions_and_gaps(folder: str, capsys: CapSys) -> None:
    checks = told(capsys, "reconcile", folder, "--year", "2025")
    assert all(one["ok"] for one in checks)
    assert {"title", "opening", "added", "removed", "closing", "expected", "rows", "parts"} <= set(checks[0])
    findings = told(capsys, "examine", folder, ends=1)
    assert all(one["rows"] and set(one["rows"][0]) == {"record", "id", "title"} for one in findings)
    gaps = told(capsys, "missing", folder, "annual", "--year", "2025")
    assert all(one["count"] == len(one["rows"]) for one in gaps)
    for command in (["reconcile", folder], ["missing", folder, "annual"]):
        assert run(command) == 0
    assert run(["examine", folder]) == 1


def test_an_own_report_is_drafted_previewed_and_kept(folder: str, tmp_path: Path, capsys: CapSys) -> None:
    assert run(["draft", folder, "annual"]) == 0
    draft = json.loads(capsys.readouterr().out)
    draft["sections"] = [{"heading": "走访", "sentences": ["走访{visit_count}"]}]
    file = tmp_path / "t.json"
    file.write_text(json.dumps(draft), "utf-8")
    made = told(capsys, "preview", folder, str(file), "--year", "2025")
    assert made["mistakes"] == []
    assert made["sentences"][0]["text"].startswith("走访")
    assert run(["save-draft", folder, str(file)]) == 0
    report = told(capsys, "report", folder, "annual", str(tmp_path / "a.pdf"), "--year", "2025")
    assert [s["section"] for s in report["sentences"]] == ["走访"]
    assert run(["remove-draft", folder, "annual"]) == 0
    draft["sections"][0]["sentences"] = ["走访{visit_cuont}"]
    file.write_text(json.dumps(draft), "utf-8")
    wrong = told(capsys, "preview", folder, str(file), ends=1)
    assert (wrong["mistakes"][0]["start"], wrong["sentences"]) == (2, [])
    assert run(["save-draft", folder, str(file)]) == 1
    file.write_text("{", "utf-8")
    assert run(["preview", folder, str(file)]) == 1
