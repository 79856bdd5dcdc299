"""The office's own ledgers, figures, categories and codes: checked, in force at once, read back, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk.errors import Invalid
from desk.kinds import Link
from desk.service.desk import Desk, open_with_key
from desk.service.entries.save import blank, save
from desk.service.figures import compute, definition
from desk.service.figures.groupings import grouping
from desk.service.lists.query import Query, count
from desk.service.own.choices import fields_for, groupings_for, measured_for, rows_for, unit_of
from desk.service.own.handing import hand_out, take_in
from desk.service.own.making import delete, make, own, tried, words
from desk.service.periods import of_year
from desk.service.trust import told as telling
from desk.spec.measures import of_json

YEAR = of_year(2026)
LEDGER: dict[str, Any] = {
    "title": "节前走访台账", "record": "visit", "columns": [["date", ""], ["resident.name", "姓名"]],
    "where": {"path": "occasion", "has": "节"}}


def a_figure(**more: Any) -> dict[str, Any]:
    return {"title": "节前走访人次", "ledger": "visit", "measure": {"kind": "count"}, "unit": "人次", **more}


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def visit(desk: Desk, occasion: str) -> None:
    person = save(desk, "resident", {**blank(desk, "resident"), "name": "王秀英"}).id
    save(desk, "visit", {**blank(desk, "visit"), "date": "2026-02-01", "resident": person, "occasion": occasion})


def test_what_is_made_is_in_force_at_once(desk: Desk) -> None:
    visit(desk, "春节")
    visit(desk, "例行")
    ledger = make(desk, "ledger", LEDGER)
    figure = make(desk, "figure", a_figure(ledger=ledger))
    assert count(desk, Query(ledger)) == 1
    assert compute(desk, YEAR, [figure])[0].value == 1
    assert definition(desk, figure) == "「节前走访台账」中事由含“节”，计数"
    assert {(one.kind, one.title, one.broken) for one in own(desk)} == {
        ("figure", "节前走访人次", ""), ("ledger", "节前走访台账", "")}
    assert own(desk, "ledger")[0].sentence == "走访中事由含“节”；栏目：走访日期、姓名"
    again = open_with_key(desk.folder, desk.file_key, "测试员")
    assert compute(again, YEAR, [figure])[0].value == 1
    again.close()


def test_what_is_made_is_logged(desk: Desk) -> None:
    make(desk, "figure", a_figure())
    with desk.read() as conn:
        reasons = list(conn.execute(select(desk.meta.tables["change_set"].c.reason)).scalars())
    assert reasons[-1] == "新增指标：节前走访人次"


def test_a_change_keeps_the_key(desk: Desk) -> None:
    key = make(desk, "figure", a_figure())
    assert make(desk, "figure", a_figure(title="改了名"), key) == key
    assert desk.catalog.figure(key).title == "改了名"
    other = make(desk, "figure", a_figure())
    assert other != key


@pytest.mark.parametrize(("kind", "spec", "told"), [
    ("figure", a_figure(title=" "), "请填写指标的名称"),
    ("figure", a_figure(title="走访人次"), "重名"),
    ("figure", a_figure(unit=""), "没有单位"),
    ("figure", a_figure(measure={"kind": "sum", "path": "nothing"}), "没有这一栏：nothing"),
    ("figure", a_figure(measure={"kind": "sum", "path": "occasion"}), "不是数字栏"),
    ("figure", a_figure(where={"path": "category", "is": ["odd"]}), "没有这个代码"),
    ("figure", a_figure(where={"path": "category"}), "条件的内容不完整"),
    ("figure", a_figure(measure={"kind": "grouped", "by": "date"}), "按日期分组"),
    ("figure", a_figure(measure={"kind": "months", "path": "resident"}), "没有起止日期"),
    ("figure", a_figure(where={"path": "occasion", "such": {"path": "name", "has": "王"}}), "关联不存在"),
    ("ledger", LEDGER | {"columns": []}, "没有栏目"),
    ("ledger", LEDGER | {"record": "nothing"}, "记录不存在"),
    ("ledger", {"title": "只有名字"}, "内容不完整"),
    ("category", {"title": "新类", "record": "standing", "parent": "odd"}, "上级不存在"),
    ("odd", {"title": "别的"}, "不能自定义"),
])
def test_a_mistake_is_refused_in_one_sentence(desk: Desk, kind: str, spec: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid, match=told) as refused:
        make(desk, kind, spec)
    assert not refused.value.text.startswith("E0")
    assert own(desk) == []
    assert desk.catalog.left_out == ()


def test_what_is_used_is_not_taken_away(desk: Desk) -> None:
    ledger = make(desk, "ledger", LEDGER)
    figure = make(desk, "figure", a_figure(ledger=ledger))
    twice = {"kind": "formula", "text": f"{figure} * 2"}
    double = make(desk, "figure", {"title": "双倍", "measure": twice, "unit": "人次"})
    for kind, key in (("ledger", ledger), ("figure", figure)):
        with pytest.raises(Invalid, match="还在使用它"):
            delete(desk, kind, key)
    with pytest.raises(Invalid, match="双倍"):
        make(desk, "figure", a_figure(measure={"kind": "formula", "text": double}), figure)
    for kind, key in (("figure", double), ("figure", figure), ("ledger", ledger)):
        delete(desk, kind, key)
    assert own(desk) == []
    with pytest.raises(Invalid, match="没有这个自定义"):
        delete(desk, "ledger", "visit")


def test_a_category_with_its_own_field(desk: Desk) -> None:
    field = {"key": "hours", "title": "服务时长", "kind": "whole:小时"}
    spec = {"title": "党员志愿者", "record": "standing", "parent": "volunteer", "subjects": ["resident"],
            "fields": [field]}
    key = make(desk, "category", spec)
    person = save(desk, "resident", {**blank(desk, "resident"), "name": "王秀英"}).id
    save(desk, "standing", {**blank(desk, "standing"), "category": key, "resident": person, "x.hours": 12})
    total = a_figure(title="时长", ledger="volunteer", measure={"kind": "sum", "path": "x.hours"}, unit="小时")
    assert tried(desk, total, YEAR).value == 12, "ours count the new category with the one above it"
    with pytest.raises(Invalid, match="不能改变类型"):
        make(desk, "category", spec | {"fields": [field | {"kind": "text"}]}, key)
    with pytest.raises(Invalid, match="还有1条记录"):
        delete(desk, "category", key)


def test_an_own_code_counts_with_the_one_above(desk: Desk) -> None:
    make(desk, "codes", {"entries": [{"code": "L1", "label": "充电纠纷", "parent": "02"}]}, "dispute_kind")
    case = {**blank(desk, "case"), "date": "2026-02-01", "title": "充电", "kind": "L1",
            "parties": [{"side": "applicant", "name": "甲"}, {"side": "respondent", "name": "乙"}]}
    save(desk, "case", case)
    assert compute(desk, YEAR, ["case_kind_02"])[0].value == 1
    for entry, told in (({"code": "L2", "label": "散", "parent": ""}, "原有的选项之下"),
                        ({"code": "02", "label": "散", "parent": "01"}, "原来就有")):
        with pytest.raises(Invalid, match=told):
            make(desk, "codes", {"entries": [entry]}, "dispute_kind")


def test_a_draft_is_tried_before_it_is_kept(desk: Desk) -> None:
    visit(desk, "春节")
    found = tried(desk, a_figure(title="走访人次", where={"path": "occasion", "has": "节"}), YEAR)
    assert (found.title, found.value, found.text) == ("走访人次", 1, "1人次")
    assert own(desk) == []
    assert words(desk, "figure", a_figure()) == "「走访台账」中全部记录，计数"


def test_what_can_be_clicked_together(desk: Desk) -> None:
    catalog = desk.catalog
    fields = {one.path: one for one in fields_for(catalog, "visit")}
    assert fields["resident.age(birth)"].title == "居民的年龄"
    assert (fields["resident.household"].title, fields["resident.household"].way) == ("居民的户", ("居民",))
    assert {one.path for one in fields_for(catalog, "visit", 0)} == {
        path for path, one in fields.items() if not one.way}
    titles = [one.title for one in fields_for(catalog, "standing")]
    assert len(titles) == len(set(titles))
    measured = {one.path: one.title for one in measured_for(catalog, "case", "median")}
    assert measured["days(date|concluded)"] == "受理日期至结案日期的天数"
    assert "count(parties)" in measured
    assert {"month", "age", "building", "grid", "category", "resident"} <= {
        by for by, _ in groupings_for(catalog, "visit")}
    rows = {(one.link, one.record, one.via) for one in rows_for(catalog, "resident")}
    assert {("", "visit", "resident"), ("", "activity.attendance", "resident"),
            ("home.household", "residence", "household")} <= rows
    assert ("resident", "standing", "resident") in {
        (one.link, one.record, one.via) for one in rows_for(catalog, "visit")}


@pytest.mark.parametrize("record", ["visit", "resident", "case", "activity.attendance", "place", "standing"])
def test_every_choice_is_a_column(desk: Desk, record: str) -> None:
    for one in fields_for(desk.catalog, record):
        assert desk.catalog.column(record, one.path).kind == one.kind
    for rows in rows_for(desk.catalog, record):
        to = desk.catalog.column(record, rows.link).kind if rows.link else Link(record=record)
        assert desk.catalog.column(rows.record, rows.via).kind == to
    for by, _ in groupings_for(desk.catalog, record):
        assert by.startswith("band:") or grouping(desk.catalog, record, by).title


@pytest.mark.parametrize(("ledger", "measure", "unit"), [
    ("visit", {"kind": "count"}, "人次"), ("resident", {"kind": "count"}, "人"), ("household", {"kind": "count"}, "户"),
    ("given", {"kind": "sum", "path": "amount"}, "元"), ("visit", {"kind": "distinct", "path": "resident"}, "人"),
    ("case", {"kind": "median", "path": "days(date|concluded)"}, "天"),
    ("case", {"kind": "average", "path": "count(parties)"}, "个"),
    ("visit", {"kind": "grouped", "by": "month", "how": "below"}, "个月"),
    ("visit", {"kind": "grouped", "by": "resident", "how": "reach"}, "人"),
    ("dibao", {"kind": "months", "path": "resident"}, "人月"), ("visit", {"kind": "streak", "unit": "week"}, "周"),
    ("visit", {"kind": "growth", "of": "visit_count", "percent": True}, "%"),
    ("visit", {"kind": "against", "of": "visit_count", "target": 9, "how": "gap"}, "人次"),
    ("visit", {"kind": "formula", "text": "visit_count * 2"}, "人次"),
])
def test_a_figure_has_its_counting_word(desk: Desk, ledger: str, measure: dict[str, Any], unit: str) -> None:
    assert unit_of(desk.catalog, ledger, of_json(measure)) == unit


def test_a_breakdown_is_kept_under_a_name(desk: Desk, tmp_path: Path) -> None:
    spec: dict[str, Any] = {"title": "各月走访", "ledger": "visit", "by": ["month", "category"],
                            "measure": {"kind": "count"}, "where": {"path": "occasion", "has": "节"}}
    key = make(desk, "breakdown", spec)
    assert [(one.key, one.sentence) for one in own(desk, "breakdown")] == [
        (key, "「走访台账」中事由含“节”，按月份、走访方式分组，计数")]
    for wrong, told in (({"by": ["nothing"]}, "没有这一栏"), ({"ledger": "nothing"}, "没有这个台账"),
                        ({"measure": {"kind": "sum", "path": "occasion"}}, "不是数字栏"), ({"by": None}, "不完整")):
        with pytest.raises(Invalid, match=told):
            make(desk, "breakdown", spec | wrong)
    hand_out(desk, tmp_path / "做的.json")
    delete(desk, "breakdown", key)
    assert own(desk) == []
    assert take_in(desk, tmp_path / "做的.json").added == ("各月走访",)


def test_a_figure_being_made_is_compared_as_it_is_once_kept(desk: Desk) -> None:
    """With the same days of last year, while the year runs."""
    desk.set(started="2024-01-01")
    for day in ("2026-02-01", "2025-02-01", "2025-12-01"):
        person = save(desk, "resident", {**blank(desk, "resident"), "name": "王秀英"}).id
        save(desk, "visit", {**blank(desk, "visit"), "date": day, "resident": person, "occasion": "节"})
    asked = tried(desk, a_figure(), YEAR)
    kept = make(desk, "figure", a_figure())
    assert (asked.value, asked.last_year) == (1, 1)
    assert telling.told(desk, YEAR, [kept]).values[kept].last_year == 1
