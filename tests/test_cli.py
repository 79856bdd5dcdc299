"""The public surface: a test for each sentence of what the command line promises."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from communities import PASSWORD, TODAY, Community, Template
from sqlalchemy import select

from desk import __version__
from desk.cli import ALL, run
from desk.commands.words import meaning
from desk.service.desk import open_desk

SAMPLES = Path(__file__).parent / "samples"
ROSTER = SAMPLES / "01_标题合并花名册.xlsx"
ROOT = Path(__file__).parent.parent


@dataclass
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process; it must end with `ok`."""

    def call(*words: object, ok: int = 0) -> Said:
        capsys.readouterr()
        status = run([str(word) for word in words])
        said = Said(status, *capsys.readouterr())
        assert status == ok, said
        assert "Traceback" not in said.err
        if ok:
            assert said.err.strip()
            assert said.err.count("\n") == 1
        return said

    return call


@pytest.fixture
def office(template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty community; its password is in the environment."""
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    shutil.copytree(template.path, tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture(scope="module")
def practice(community: Community, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the practice community: exports are logged in it."""
    path = tmp_path_factory.mktemp("cli") / "demo"
    shutil.copytree(community.path, path, ignore=shutil.ignore_patterns("*-shm"))
    return path


def sheet(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def head_of(rows: list[list[Any]]) -> int:
    """The row of the register's titles: the first with no blank in it."""
    width = max(len([c for c in row if c is not None]) for row in rows)
    return next(i for i, row in enumerate(rows) if len([c for c in row if c is not None]) == width)


# ------------------------------------------------------------------ usage


def test_the_version(desk: Callable[..., Said]) -> None:
    assert desk("--version").out.strip() == f"居务台 {__version__}"


@pytest.mark.parametrize("words", [
    ("nothing",), ("list",), ("list", "x", "nothing"), ("figures", "x", "--year", "last"), ("export", "x", "resident"),
    ("figures", "x", "--year", "0"), ("figures", "x", "--year", "99999"),
    ("figures", "x", "--from", "2026-02-30"), ("figures", "x", "--as-of", "9999-12-31"), ("find", "x", "王", "--limit"),
    ("import", "x", "y", "--existing", "some"),
    ("init", "x", "--nothing"), ("undo-import", "x", "one"),
])
def test_wrong_usage_is_two_in_chinese(desk: Callable[..., Said], words: tuple[str, ...]) -> None:
    said = desk(*words, ok=2)
    assert said.err.startswith("用法不对：")
    assert said.out == ""


@pytest.mark.parametrize("words", [
    ("fields", "nobody"), ("template", "nobody", "x.xlsx"), ("export", "nothing", "x.xlsx"),
    ("ledger", "nothing", "x.pdf"), ("figures", "--only", "nothing"), ("figure", "nothing", "--rows"),
    ("report", "nothing", "x.pdf"), ("show", "nobody", "1"), ("export", "resident", "x.xlsx", "--columns", "name,soul"),
    ("import", str(ROSTER), "--record", "nobody"),
])
def test_an_unknown_key_is_two(desk: Callable[..., Said], office: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    command, *rest = (str(tmp_path / word) if word.startswith("x.") else word for word in words)
    assert desk(command, office, *rest, ok=2).out == ""
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize("command", [name for name, *_ in ALL])
def test_help_is_chinese_and_explains_every_word(desk: Callable[..., Said], command: str) -> None:
    told = desk(command, "--help").out
    assert not re.search(r"usage|positional|options|show this", told)
    words = next(words for name, _, _, words in ALL if name == command)
    flags = [(word, {}) if isinstance(word, str) else word for word in words]
    assert [flag for flag, options in flags if not options.get("help", meaning(flag))] == []


def test_a_record_that_is_not_there_is_one(desk: Callable[..., Said], office: Path) -> None:
    assert "没有这条记录" in desk("show", office, "resident", 1, ok=1).err


def test_a_period_that_ends_before_it_begins_is_one(desk: Callable[..., Said], office: Path) -> None:
    assert "早于" in desk("figures", office, "--from", "2026-02-01", "--to", "2026-01-01", ok=1).err


# ------------------------------------------------------------------ passwords


def test_no_terminal_and_no_password_is_three(
    desk: Callable[..., Said], office: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DESK_PASSWORD")
    assert "DESK_PASSWORD" in desk("list", office, ok=3).err
    assert "DESK_PASSWORD" in desk("init", tmp_path / "new", ok=3).err
    assert not (tmp_path / "new").exists()


def test_a_wrong_password_is_three(desk: Callable[..., Said], office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSWORD", "不是这个")
    assert desk("list", office, ok=3).err == "密码不对，请重新输入。\n"


def test_no_data_folder_is_three(desk: Callable[..., Said], tmp_path: Path) -> None:
    assert "没有居务台的数据" in desk("list", tmp_path, ok=3).err


def test_a_practice_community_needs_no_password(desk: Callable[..., Said], practice: Path) -> None:
    assert desk("list", practice, "records").out


def test_the_password_is_never_an_argument(desk: Callable[..., Said], office: Path) -> None:
    for words in (("list", office), ("init", office), ("backup", office)):
        assert "不认识" in desk(*words, "--password", "x", ok=2).err


# ------------------------------------------------------------------ init, demo


def test_init_makes_an_empty_community(
    desk: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    path = tmp_path / "新社区"
    said = desk("init", path, "--name", "和平里社区")
    assert "和平里社区" in said.out
    assert "恢复码" in said.out
    assert all(one["count"] == 0 for one in desk("list", path, "records", "--json").json)
    assert "不是空的" in desk("init", path, ok=1).err
    monkeypatch.setenv("DESK_PASSWORD", "1")
    assert "密码" in desk("init", tmp_path / "weak", ok=1).err
    assert not (tmp_path / "weak").exists()


def test_init_refuses_a_folder_that_is_not_empty(desk: Callable[..., Said], office: Path, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "照片.jpg").write_bytes(b"x")
    assert "不是空的" in desk("init", full, ok=1).err
    assert "不是空的" in desk("demo", full, ok=1).err
    assert [p.name for p in full.iterdir()] == ["照片.jpg"]


def test_demo_is_the_same_for_the_same_words(
    desk: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for name, today in (("a", "2026-06-30"), ("b", "2026-06-30")):
        desk("demo", tmp_path / name, "--residents", 60, "--seed", 7, "--today", today)
        made.append(content(tmp_path / name))
        monkeypatch.setenv("DESK_TODAY", "2026-07-15")
    assert made[0] == made[1]
    assert len(made[0]["residence"]) >= 60


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every record and part, without what is random by nature."""
    community = open_desk(path)
    try:
        with community.read() as conn:
            found = {}
            for spec in community.catalog.records.values():
                for table in (spec.table, *(f"{spec.table}_{part}" for part in spec.parts)):
                    columns = [c for c in community.meta.tables[table].c if c.key != "uid"]
                    found[table] = [tuple(row) for row in conn.execute(select(*columns))]
            return found
    finally:
        community.close()


def test_demo_says_how_many_residents(community: Community) -> None:
    on = community.on
    here = [r for r in community.rows["residence"]
            if (not r["start"] or r["start"] <= on) and (not r["end"] or r["end"] > on)]
    assert len({r["resident"] for r in here}) == 300


# ------------------------------------------------------------------ lists


LISTS = {
    "records": {"key", "title", "tab", "count", "parts"},
    "ledgers": {"key", "title", "tab", "record", "time", "count"},
    "figures": {"key", "title", "unit", "ledger", "measure", "time"},
    "reports": {"key", "title", "period"},
    "templates": {"key", "title"},
}


@pytest.mark.parametrize("what", LISTS)
def test_lists(desk: Callable[..., Said], practice: Path, what: str) -> None:
    found = desk("list", practice, what, "--json").json
    assert found
    assert all(set(one) == LISTS[what] for one in found)
    assert len({one["key"] for one in found}) == len(found)
    assert all(one["title"] for one in found)
    assert len(desk("list", practice, what).out.splitlines()) == len(found)


def test_what_lists_say(desk: Callable[..., Said], practice: Path, community: Community, tmp_path: Path) -> None:
    ledgers = {one["key"]: one for one in desk("list", practice, "ledgers", "--json").json}
    assert {one["time"] for one in ledgers.values()} == {"event", "state"}
    assert ledgers["visit"]["count"] == len(community.rows["visit"])
    counts = {one["key"]: one["count"] for one in desk("list", practice, "records", "--json").json}
    assert counts["activity"] == len(community.rows["activity"])
    out = tmp_path / "走访.xlsx"
    desk("export", practice, "visit", out)
    rows = sheet(out)
    assert [row[0] for row in rows].index("合计") - head_of(rows) - 1 == ledgers["visit"]["count"]


def test_fields(desk: Callable[..., Said], practice: Path) -> None:
    found = {one["key"]: one for one in desk("fields", practice, "resident", "--json").json}
    assert all(set(one) == {"key", "title", "kind", "required", "codes", "aliases"} for one in found.values())
    assert found["name"]["required"] is True
    assert {"code": "1", "label": "男"} in found["sex"]["codes"]
    assert "公民身份号码" in found["id_number"]["aliases"]
    assert "relief_class" in "".join(one["key"] for one in desk("fields", practice, "standing", "--json").json)


def test_template(desk: Callable[..., Said], practice: Path, tmp_path: Path) -> None:
    out = tmp_path / "居民.xlsx"
    out.write_bytes(b"old")
    desk("template", practice, "resident", out)
    page = openpyxl.load_workbook(out)["填写"]
    titles = {cell.value: cell for cell in page[2]}
    assert {"姓名", "身份证号", "性别", "现住址"} <= set(titles)
    assert titles["姓名"].comment is not None
    assert page.column_dimensions[titles["身份证号"].column_letter].number_format == "@"
    assert page.data_validations.dataValidation


# ------------------------------------------------------------------ import


IMPORT = {"batch", "read", "added", "updated", "unchanged", "also", "waiting", "warnings", "ignored", "mapping",
          "hidden", "tables"}


def test_import_its_twin_and_undo(desk: Callable[..., Said], office: Path, tmp_path: Path) -> None:
    dry = desk("import", office, ROSTER, "--dry-run", "--json").json
    assert set(dry) == IMPORT
    assert dry["batch"] is None
    assert desk("list", office, "records", "--json").json[1]["count"] == 0
    marked = tmp_path / "标注.xlsx"
    first = desk("import", office, ROSTER, "--report", marked, "--json").json
    assert set(first) == IMPORT
    rows = {(w["sheet"], w["row"]) for w in first["waiting"]}
    assert first["read"] == first["added"] + first["updated"] + first["unchanged"] + len(rows)
    assert first["added"] > 0
    remarks = first["waiting"] + first["warnings"]
    assert all(set(w) >= {"sheet", "row", "column", "value", "code", "reason"} for w in remarks)
    assert all(set(m) == {"sheet", "header_row", "column", "field"} for m in first["mapping"])
    assert all(set(one) >= {"sheet", "row", "why"} for one in first["ignored"])
    assert marked.exists()
    again = desk("import", office, ROSTER, "--json").json
    assert (again["added"], again["updated"]) == (0, 0)
    assert again["unchanged"] == first["read"] - len(rows)
    undone = desk("undo-import", office, first["batch"], "--json").json
    assert set(undone) >= {"removed", "restored", "kept"}
    assert undone["removed"] == first["added"]
    assert desk("list", office, "records", "--json").json[1]["count"] == 0
    desk("undo-import", office, 99, ok=1)


def test_what_cannot_be_read_is_one(desk: Callable[..., Said], office: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    desk("import", office, broken, ok=1)
    desk("import", office, tmp_path / "没有.xlsx", ok=1)
    desk("import", office, ROSTER, "--sheet", "没有这张", ok=1)


# ------------------------------------------------------------------ find, show


def test_find(desk: Callable[..., Said], practice: Path, community: Community) -> None:
    who = next(r for r in community.rows["resident"] if r["id_number"] and len(r["name"]) > 2)
    found = desk("find", practice, who["name"], "--json").json
    assert all(set(one) == {"record", "id", "title", "detail"} for one in found)
    assert ("resident", who["id"]) in {(one["record"], one["id"]) for one in found}
    assert ("resident", who["id"]) in {
        (one["record"], one["id"]) for one in desk("find", practice, who["id_number"][-4:], "--json").json}
    assert len(desk("find", practice, who["name"][0], "--limit", 2, "--json").json) == 2
    assert desk("find", practice, "没有这样的人", "--json").json == []
    assert who["id_number"] not in desk("find", practice, who["name"]).out


def test_show(desk: Callable[..., Said], practice: Path, community: Community) -> None:
    visit = next(r for r in community.rows["visit"] if r["resident"])
    one = desk("show", practice, "resident", visit["resident"], "--json").json
    assert set(one) == {"record", "id", "title", "fields", "parts", "timeline"}
    assert all(set(moment) == {"date", "record", "id", "title"} for moment in one["timeline"])
    assert ("visit", visit["id"], visit["date"]) in {(m["record"], m["id"], m["date"]) for m in one["timeline"]}
    case = desk("show", practice, "case", community.rows["case"][0]["id"], "--json").json
    assert set(case["parts"]) == {"parties", "steps", "sessions", "followups"}
    grant = next(r for r in community.rows["grant"] if r["amount"])
    assert desk("show", practice, "grant", grant["id"], "--json").json["fields"]["amount"] == grant["amount"] / 100


# ------------------------------------------------------------------ registers


def test_a_register_has_its_shape(
    desk: Callable[..., Said], practice: Path, community: Community, tmp_path: Path
) -> None:
    out = tmp_path / "居民.xlsx"
    desk("export", practice, "resident", out, "--full")
    rows = sheet(out)
    head = head_of(rows)
    titles = rows[head]
    assert head >= 1
    assert "居民台账" in str(rows[0][0])
    assert [t for t in titles if "身份证号" in t or "身份号码" in t] == ["身份证号"]
    assert titles.count("姓名") == 1
    end = [row[0] for row in rows].index("合计")
    assert end - head - 1 == 300
    people = {r["name"]: r for r in community.rows["resident"]}
    for row in rows[head + 1:end]:
        one = dict(zip(titles, row, strict=True))
        known = people[one["姓名"]]
        assert one["身份证号"] is None or isinstance(one["身份证号"], str)
        assert one["联系电话"] is None or isinstance(one["联系电话"], str)
        assert isinstance(one["出生日期"], dt.date) or known["birth"] is None or known["birth"] < "1900-03-01"
    shown = {dict(zip(titles, row, strict=True))["身份证号"] for row in rows[head + 1:end]}
    assert shown - {None} <= {r["id_number"] for r in community.rows["resident"]}


def test_all_output_is_masked_unless_full(
    desk: Callable[..., Said], practice: Path, community: Community, tmp_path: Path
) -> None:
    numbers = {r["id_number"] for r in community.rows["resident"]} - {None}
    names = {r["name"] for r in community.rows["resident"]}
    for ledger in ("resident", "visit", "standing", "request", "household", "party_member"):
        out = tmp_path / f"{ledger}.xlsx"
        desk("export", practice, ledger, out)
        cells = {cell for row in sheet(out) for cell in row if isinstance(cell, str)}
        assert not cells & numbers, ledger
        desk("export", practice, ledger, out, "--full")
        assert {cell for row in sheet(out) for cell in row} & numbers, ledger
    masked = tmp_path / "resident.xlsx"
    desk("export", practice, "resident", masked)
    assert len({cell for row in sheet(masked) for cell in row} & names) > 200


def test_columns_as_asked(desk: Callable[..., Said], practice: Path, tmp_path: Path) -> None:
    out = tmp_path / "居民.xlsx"
    desk("export", practice, "resident", out, "--columns", "address,name,age")
    rows = sheet(out)
    assert rows[head_of(rows)] == ["现住址", "姓名", "年龄"]


def test_registers_of_a_period_and_of_a_day(
    desk: Callable[..., Said], practice: Path, community: Community, tmp_path: Path
) -> None:
    out = tmp_path / "台账.xlsx"

    def number(ledger: str, *words: object) -> int:
        desk("export", practice, ledger, out, *words)
        rows = sheet(out)
        return [row[0] for row in rows].index("合计") - head_of(rows) - 1

    visits = [r["date"] for r in community.rows["visit"]]
    for since, until in (("2026-01-01", "2026-03-31"), (visits[0], visits[0])):
        assert number("visit", "--from", since, "--to", until) == sum(since <= d <= until for d in visits)
    here = in_force(community, "residence", "2024-05-01")
    assert number("residence", "--as-of", "2024-05-01") == len(here)
    assert number("residence", "--to", "2024-05-01") == len(here)
    assert number("residence", "--to", "2099-01-01") == len(in_force(community, "residence", TODAY))


def in_force(community: Community, table: str, on: str) -> list[dict[str, Any]]:
    return [r for r in community.rows[table]
            if (not r["start"] or r["start"] <= on) and (not r["end"] or r["end"] > on)]


def residents(community: Community, on: str) -> set[int]:
    return {r["resident"] for r in in_force(community, "residence", on)}


def test_ledger_as_pdf(desk: Callable[..., Said], practice: Path, tmp_path: Path) -> None:
    out = tmp_path / "走访.pdf"
    desk("ledger", practice, "visit", out, "--from", "2026-01-01", "--to", "2026-06-30")
    assert out.read_bytes().startswith(b"%PDF")


def test_exports_are_logged(desk: Callable[..., Said], practice: Path, tmp_path: Path) -> None:
    def logged() -> int:
        community = open_desk(practice)
        with community.read() as conn:
            found = len(conn.execute(select(community.meta.tables["export_log"])).all())
        community.close()
        return found

    before = logged()
    desk("export", practice, "visit", tmp_path / "a.xlsx")
    desk("ledger", practice, "visit", tmp_path / "a.pdf")
    assert logged() == before + 2


# ------------------------------------------------------------------ figures


FIGURE = {"key", "title", "value", "unit", "last_year", "change", "rate", "rows", "of", "why"}


def test_figures_of_a_period(desk: Callable[..., Said], practice: Path, community: Community) -> None:
    found = {one["key"]: one for one in desk("figures", practice, "--year", 2025, "--json").json}
    assert all(set(one) >= FIGURE for one in found.values())
    again = {one["key"]: one for one in desk(
        "figures", practice, "--from", "2025-01-01", "--to", "2025-12-31", "--json").json}
    assert again == found
    visits = [r["date"] for r in community.rows["visit"]]
    one = found["visit_count"]
    assert one["value"] == one["rows"] == sum(d[:4] == "2025" for d in visits)
    assert one["last_year"] == sum(d[:4] == "2024" for d in visits)
    assert one["change"] == one["value"] - one["last_year"]
    assert one["rate"] == pytest.approx(one["change"] / one["last_year"] * 100, abs=0.051)
    assert found["resident_count"]["value"] == len(residents(community, "2025-12-31"))


def test_states_are_read_on_the_earlier_of_to_and_today(
    desk: Callable[..., Said], practice: Path, community: Community
) -> None:
    def people(*words: object) -> Any:
        return desk("figures", practice, *words, "--only", "resident_count", "--json").json[0]["value"]

    assert people() == people("--year", 2026) == people("--as-of", TODAY) == 300
    assert people("--as-of", "2024-05-01") == len(residents(community, "2024-05-01"))
    assert people("--from", "2020-01-01", "--to", "2024-05-01") == people("--as-of", "2024-05-01")


def test_only_and_order_of_figures(desk: Callable[..., Said], practice: Path) -> None:
    found = desk("figures", practice, "--only", "visit_count,resident_count", "--json").json
    assert [one["key"] for one in found] == ["visit_count", "resident_count"]


def test_a_share_leads_to_its_numerator(desk: Callable[..., Said], practice: Path) -> None:
    (one,) = desk("figures", practice, "--only", "elder_60_share", "--json").json
    rows = desk("figure", practice, "elder_60_share", "--rows", "--json").json
    assert len(rows) == one["rows"]
    assert one["of"] == 300
    assert one["value"] == pytest.approx(one["rows"] / one["of"] * 100, abs=0.051)


def test_a_figure_leads_to_its_rows(desk: Callable[..., Said], practice: Path, community: Community) -> None:
    rows = desk("figure", practice, "visit_count", "--year", 2025, "--rows", "--json").json
    assert all(set(row) == {"record", "id", "title", "date"} for row in rows)
    assert sorted((r["id"], r["date"]) for r in rows) == sorted(
        (r["id"], r["date"]) for r in community.rows["visit"] if r["date"][:4] == "2025")


def test_before_the_books_began_a_figure_is_unknown(desk: Callable[..., Said], practice: Path) -> None:
    (one,) = desk("figures", practice, "--year", 2001, "--only", "visit_count", "--json").json
    assert one["value"] is None
    assert "建账日" in one["why"]
    assert one["rows"] == 0


def test_today_can_be_set(desk: Callable[..., Said], practice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (before,) = desk("figures", practice, "--as-of", "2024-05-01", "--only", "resident_count", "--json").json
    monkeypatch.setenv("DESK_TODAY", "2024-05-01")
    (then,) = desk("figures", practice, "--only", "resident_count", "--json").json
    assert then["value"] == before["value"]
    monkeypatch.setenv("DESK_TODAY", "heute")
    assert "DESK_TODAY" in desk("figures", practice, ok=1).err


# ------------------------------------------------------------------ reports


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_report(desk: Callable[..., Said], practice: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"总结.{suffix}"
    made = desk("report", practice, "annual", out, "--year", 2025, "--json").json
    assert set(made) >= {"pages", "sentences"}
    assert out.stat().st_size > 1000
    assert all(set(s) >= {"section", "text", "figures"} for s in made["sentences"])
    keys = [f["key"] for s in made["sentences"] for f in s["figures"]]
    values = {one["key"]: one["value"] for one in desk(
        "figures", practice, "--year", 2025, "--only", ",".join(dict.fromkeys(keys)), "--json").json}
    told = [f for s in made["sentences"] for f in s["figures"]]
    assert all(f["value"] == values[f["key"]] for f in told if f["key"] in values)


# ------------------------------------------------------------------ check, backup, restore


def test_check(desk: Callable[..., Said], office: Path) -> None:
    assert desk("check", office, "--json").json == {"sound": True, "findings": []}


def test_check_of_the_practice_community(desk: Callable[..., Said], practice: Path) -> None:
    found = desk("check", practice, "--json").json
    assert found == {"sound": True, "findings": []}


def test_check_names_what_does_not_agree(office: Path) -> None:
    community = open_desk(office, PASSWORD)
    with community.write("试") as writer:
        id = writer.insert("resident", {"name": "王秀英", "birth": "2026-02-30"})
    community.close()
    done = alone("check", office, "--json", DESK_PASSWORD=PASSWORD)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["sound"] is True
    assert [(f["code"], f["record"], f["id"]) for f in found["findings"]] == [("date_invalid", "resident", id)]
    assert all(set(f) == {"code", "record", "id", "text"} for f in found["findings"])


def test_backup_and_restore(desk: Callable[..., Said], practice: Path, tmp_path: Path) -> None:
    out = tmp_path / "备份.bak"
    made = desk("backup", practice, out, "--json").json
    assert set(made) == {"file", "records", "verified"}
    assert made["verified"] is True
    assert made["records"] > 300
    assert Path(made["file"]) == out
    back = tmp_path / "恢复"
    desk("restore", out, back)
    assert content(back) == content(practice)
    assert "不是空的" in desk("restore", out, back, ok=1).err
    default = Path(desk("backup", practice, "--json").json["file"])
    assert default.parent == practice / "backups"
    (tmp_path / "broken").write_bytes(b"no backup")
    desk("restore", tmp_path / "broken", tmp_path / "nowhere", ok=3)


# ------------------------------------------------------------------ as a process of its own


def alone(*words: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if k != "DESK_PASSWORD"} | {"DESK_TODAY": TODAY} | more
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "desk", *map(str, words)], cwd=ROOT, env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, check=False)


def test_as_a_process(practice: Path, template: Template) -> None:
    told = alone("list", practice, "ledgers", "--json", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert told.returncode == 0
    assert told.stderr == b""
    assert json.loads(told.stdout.decode("utf-8"))
    refused = alone("list", template.path)
    assert (refused.returncode, refused.stdout) == (3, b"")
    assert "密码" in refused.stderr.decode("utf-8")
