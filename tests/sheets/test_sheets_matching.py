"""Columns to fields: the user's word, the fit of a record kind, and the order of sheets."""

from __future__ import annotations

import pytest
from sheet_people import TARGETS, people

from desk.kinds import Date, PersonName, Text
from desk.sheets.model import SheetData, Target
from desk.sheets.tables import find_layouts, read_table, read_tables, score
from desk.sheets.words import variants
from desk.sheets.years import import_order, period_of

P = people(5)
SHEET = SheetData("S", rows=[["姓名", "证号", "住址", "另一列"], *[[p.name, p.number, p.address, "甲"] for p in P]])
ACTIVITIES = (Target("title", "活动名称", Text(), (), True), Target("date", "活动日期", Date(), ("时间",)))


def test_the_user_has_the_last_word() -> None:
    (layout,), _ = find_layouts(SHEET, TARGETS)
    table = read_table(SHEET, layout, TARGETS, {2: "hukou_address", 1: "", 3: "note"})
    told = [(match.target, match.how) for match in table.columns]
    assert told == [("name", "title"), (None, "user"), ("hukou_address", "user"), ("note", "user")]
    assert table.rows[0].cells == {"name": P[0].name, "hukou_address": P[0].address, "note": "甲"}


def test_a_number_column_is_known_by_its_values() -> None:
    match = read_tables(SHEET, TARGETS).tables[0].matched["id_number"]
    assert (match.column, match.title) == (1, "证号")


def test_the_better_record_kind_scores_higher() -> None:
    both = (*TARGETS, *ACTIVITIES)
    events = SheetData("S", rows=[["序号", "活动名称", "时间", "地点"], [1.0, "健康讲座", "2026-01-05", "会议室"]])
    for sheet, better, worse in ((SHEET, TARGETS, ACTIVITIES), (events, ACTIVITIES, TARGETS)):
        (layout,), _ = find_layouts(sheet, both)
        scores = [score(read_table(sheet, layout, targets), targets) for targets in (better, worse)]
        assert scores[0] > 0.3
        assert scores[1] == 0


def test_nobody_elses_name_is_taken() -> None:
    targets = (Target("name", "姓名", PersonName(), ()),)
    sheet = SheetData("S", rows=[["监护人姓名", "监护人电话", "住址"], ["张三", "13800000000", "和平里"]])
    (layout,), _ = find_layouts(sheet, TARGETS)
    assert not read_table(sheet, layout, targets).matched


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2021年", (2021, 12)), ("21年", (2021, 12)), ("二〇二三年", (2023, 12)), ("2024", (2024, 12)),
        ("名册（2022）", (2022, 12)), ("2023年3月", (2023, 3)), ("2023-11", (2023, 11)), ("202304", (2023, 4)),
        ("2024年第2季度", (2024, 6)), ("2024上半年", (2024, 6)), ("汇总", None), ("Sheet1", None), ("1号楼", None),
    ],
)  # fmt: skip
def test_periods_in_names(text: str, period: tuple[int, int] | None) -> None:
    assert period_of(text) == period


def test_sheets_of_years_go_oldest_first() -> None:
    names = ["2024年", "说明", "2022年", "2023年10月", "2023年9月", "其他"]
    order = [sheet.name for sheet in import_order(SheetData(name) for name in names)]
    assert order == ["说明", "其他", "2022年", "2023年9月", "2023年10月", "2024年"]


def test_nameless_sheets_go_by_their_titles() -> None:
    sheets = [SheetData("Sheet1", rows=[["2025年名册"]]), SheetData("Sheet2", rows=[["2024年名册"]])]
    assert [sheet.name for sheet in import_order(sheets)] == ["Sheet2", "Sheet1"]


@pytest.mark.parametrize("title", ["户主与成员姓名", "户主及家庭成员姓名", "户主、成员"])
def test_a_column_of_heads_and_members_is_everybodys_own(title: str) -> None:
    assert variants([title])[0] in ("成员姓名", "家庭成员姓名", "成员")
