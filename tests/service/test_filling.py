"""The street office's own workbook filled with our ledgers, and kept under a name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from form_books import official_form
from sqlalchemy import select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.jobs import run
from desk.service.lists.filling import (
    FillPlan,
    drop_form,
    fill,
    fill_form,
    fillable,
    forms,
    keep_form,
    kept_form,
    offer,
    sample,
)
from desk.service.lists.query import Query, ids, texts


def values(path: Path, letter: str, first: int, last: int) -> list[Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]


def paths(plan: FillPlan) -> dict[str, str | None]:
    return {one.letter: one.path for one in plan.columns}


def logged(desk: Desk) -> list[dict[str, Any]]:
    with desk.read() as conn:
        return [dict(row) for row in conn.execute(select(desk.meta.tables["export_log"])).mappings()]


@pytest.mark.parametrize(("ledger", "name", "amount"), [
    ("elder_60", "name", None), ("dibao", "resident.name", None), ("household", "head.name", None),
    ("grant", "first(resident.name|household.head.name)", "amount"), ("model_family", "household.head.name", None),
])
def test_columns_are_found_for_any_ledger(
    community: Any, tmp_path: Path, ledger: str, name: str, amount: str | None
) -> None:
    plan = offer(community.desk, official_form(tmp_path / "表.xlsx"), ledger)
    assert (plan.sheet, plan.header, plan.prepared) == ("发放表", (3, 4), (5, 9))
    found = paths(plan)
    assert (found["A"], found["B"], found["H"]) == ("#", name, amount)
    assert all(found[letter] for letter in "CDEG")


def test_a_ledger_goes_into_the_form(practice_copy: Desk, tmp_path: Path) -> None:
    desk, out = practice_copy, tmp_path / "交.xlsx"
    plan = offer(desk, official_form(tmp_path / "表.xlsx"), "elder_60")
    before = len(logged(desk))
    count = run(fill(desk, Query("elder_60"), plan, out))
    shown = texts(desk, "elder_60", list(ids(desk, Query("elder_60"))), full=True)
    assert count == len(shown) > 40
    assert values(out, "B", 5, 4 + count) == [row[0] for row in shown]
    assert values(out, "D", 5, 4 + count) == [row[1] for row in shown]
    assert values(out, "C", 5, 4 + count) == [row[2] for row in shown]
    assert values(out, "H", 5 + count, 5 + count) == [f"=SUM(H5:H{4 + count})"]
    (line,) = logged(desk)[before:]
    assert (line["what"], line["rows"], line["full"]) == ("60岁以上老年人台账（表）", count, 1)


def test_masked_when_asked_for(community: Any, tmp_path: Path) -> None:
    desk, out = community.desk, tmp_path / "交.xlsx"
    plan = offer(desk, official_form(tmp_path / "表.xlsx"), "elder_80")
    count = run(fill(desk, Query("elder_80"), plan, out, full=False))
    assert all("*" in text for text in values(out, "D", 5, 4 + count))


def _with_political(book: Any, sheet: Any) -> None:
    sheet.data_validation(4, 8, 8, 8, {"validate": "list", "source": ["党员", "群众"]})


def test_the_drop_downs_words_are_used(community: Any, tmp_path: Path) -> None:
    desk, out = community.desk, tmp_path / "交.xlsx"
    source = official_form(tmp_path / "表.xlsx", touch=_with_political)
    plan = offer(desk, source, "party_member", {"I": "resident.political"})
    count = run(fill(desk, Query("party_member"), plan, out))
    assert count
    assert set(values(out, "I", 5, 4 + count)) <= {"党员", "中共预备党员", None}
    assert "党员" in values(out, "I", 5, 4 + count)


def test_columns_are_corrected(community: Any, tmp_path: Path) -> None:
    desk, source, out = community.desk, official_form(tmp_path / "表.xlsx"), tmp_path / "交.xlsx"
    assert ("address", "现住址") in fillable(desk, "elder_80")
    plan = offer(desk, source, "elder_80", {"F": "home.place.grid", "I": "age(birth)", "E": ""})
    assert [paths(plan)[letter] for letter in "EFI"] == [None, "home.place.grid", "age(birth)"]
    count = run(fill(desk, Query("elder_80"), plan, out))
    assert values(out, "E", 5, 4 + count) == [None] * count
    assert all(age >= 80 for age in values(out, "I", 5, 4 + count))
    with pytest.raises(Invalid):
        offer(desk, source, "elder_80", {"F": "no_such_thing"})
    with pytest.raises(Invalid):
        plan.corrected({"Z": "name"})
    with pytest.raises(Invalid) as refusal:
        run(fill(desk, Query("grant"), plan, out))
    assert refusal.value.code == "form_record"


def test_a_form_is_kept_and_filled_again(practice_copy: Desk, tmp_path: Path) -> None:
    desk = practice_copy
    source = official_form(tmp_path / "发放表.xlsx")
    plan = offer(desk, source, "elder_60")
    keep_form(desk, plan, " 街道慰问表 ")
    keep_form(desk, plan.corrected({"I": "home.place.grid"}), "街道慰问表")
    source.unlink()
    (kept,) = forms(desk)
    assert (kept.name, kept.file, kept.record, kept.ledger, kept.columns) == (
        "街道慰问表", "发放表.xlsx", "resident", "elder_60", 7)
    assert kept_form(desk, "街道慰问表").form == replace(plan.corrected({"I": "home.place.grid"}).form, places=())
    assert desk.attachments.all()
    for query, ledger in ((Query("elder_80"), "elder_80"), (None, "elder_60")):
        assert run(fill_form(desk, "街道慰问表", query, tmp_path / "交.xlsx")) == len(ids(desk, Query(ledger)))
    desk.reload()
    drop_form(desk, "街道慰问表")
    assert forms(desk) == []
    with pytest.raises(Invalid) as refusal:
        run(fill_form(desk, "街道慰问表", None, tmp_path / "无.xlsx"))
    assert refusal.value.code == "unknown_form"


def test_the_first_row_is_shown_masked(community: Any, tmp_path: Path) -> None:
    plan = offer(community.desk, official_form(tmp_path / "表.xlsx"), "elder_80")
    shown = sample(community.desk, Query("elder_80"), plan)
    (first,) = texts(community.desk, "elder_80", list(ids(community.desk, Query("elder_80")))[:1])
    assert shown["B"] == first[0]
    assert "*" in shown["D"]
    assert sample(community.desk, Query("elder_80", text="查无此人"), plan) == {}
