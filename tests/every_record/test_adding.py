"""Adding to the house: a ledger is one declaration, a category is data only, and so are the office's own views."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert

from desk.kinds import code_list
from desk.records import Resident, Visit
from desk.service.backups import check as sound
from desk.service.catalog import build
from desk.service.desk import Desk, made_specs
from desk.service.entries.form import form
from desk.service.entries.save import blank, load, save
from desk.service.figures import compute, rows
from desk.service.jobs import run
from desk.service.lists.exporting import ledger_pdf, register
from desk.service.lists.query import Query, choices, columns, count, ids, ledgers, sentence, texts
from desk.service.periods import Period, of_year
from desk.spec import Count, Figure, ledger, no_row, to_json
from desk.spec.checks import check


def quiet() -> Any:
    return ledger(
        "quiet_elder", "久未走访老人台账", Resident,
        Resident.name, Resident.age, Resident.phone, Resident.address,
        where=(Resident.age >= 80) & no_row("visit", "resident", Visit.date.last(years=1)),
        order=(Resident.address,), everyday=True)


def test_a_ledger_is_one_declaration_of_ten_lines(
    practice_copy: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(inspect.getsource(quiet).splitlines()) <= 10
    desk, number = practice_copy, Figure("quiet_count", "久未走访老人", "quiet_elder", Count(), "人")
    monkeypatch.setitem(desk.catalog.ledgers, "quiet_elder", quiet())
    monkeypatch.setitem(desk.catalog.figures, "quiet_count", number)
    assert check(desk.catalog) == []
    assert "quiet_elder" in [view.key for view in ledgers(desk, "residents")]
    query = Query("quiet_elder")
    found = ids(desk, query)
    assert 0 < len(found) == count(desk, query)
    assert [c.title for c in columns(desk, "quiet_elder")] == ["姓名", "年龄", "联系电话", "现住址"]
    assert all(int(row[1].rstrip("岁")) >= 80 for row in texts(desk, query, found))
    assert run(register(desk, query, tmp_path / "a.xlsx")) == len(found)
    run(ledger_pdf(desk, query, tmp_path / "a.pdf"))
    (value,) = compute(desk, Period(), ["quiet_count"])
    assert value.value == len(found) == len(rows(desk, "quiet_count", Period()))


CATEGORY = {
    "record": "standing", "key": "bee_keeper", "title": "养蜂户", "words": ["养蜂"], "subjects": ["resident"],
    "fields": [
        {"key": "hives", "title": "蜂箱数", "kind": "whole:箱", "required": True},
        {"key": "bee", "title": "蜂种", "kind": "choice:中蜂|意蜂"},
        {"key": "insured_on", "title": "投保日期", "kind": "date"},
    ]}
LEDGER = {
    "key": "bee_keeper", "title": "养蜂户台账", "record": "standing", "order": ["-x.hives"], "totals": ["x.hives"],
    "columns": [["resident.name", "姓名"], ["x.hives", ""], ["x.bee", ""], ["start", ""]],
    "where": {"path": "category", "is": ["bee_keeper"]}}
FIGURE = {
    "key": "hives", "title": "蜂箱总数", "ledger": "bee_keeper", "unit": "箱",
    "measure": {"kind": "sum", "path": "x.hives"}, "where": {"path": "x.bee", "is": ["中蜂"]}}


def keep(desk: Desk, kind: str, spec: dict[str, Any]) -> None:
    """The office makes a spec of its own: a row in `made`, and the catalog is read again."""
    with desk.write("设置") as writer:
        writer.conn.execute(insert(desk.meta.tables["made"]).values(
            kind=kind, key=spec["key"], spec=json.dumps(spec, ensure_ascii=False)))
    desk.reload()


@pytest.fixture
def bees(fresh: Callable[..., Desk]) -> Desk:
    desk = fresh()
    for kind, spec in (("category", CATEGORY), ("ledger", LEDGER), ("figure", FIGURE)):
        keep(desk, kind, spec)
    return desk


def test_a_category_is_data_only(bees: Desk, tmp_path: Path) -> None:
    assert check(bees.catalog) == []
    draft = blank(bees, "standing", category="bee_keeper")
    entries = {e.key: e for _, group in form(bees, "standing", draft).groups for e in group}
    assert entries["x.hives"].required
    assert entries["x.bee"].kind.parse("意蜂") == "意蜂"
    assert {"household", "place", "unit"}.isdisjoint(entries)
    for name, hives, bee in (("钱一", 12, "中蜂"), ("钱二", 30, "意蜂")):
        who = save(bees, "resident", {"name": name}).id
        save(bees, "standing", {**draft, "resident": who, "start": "2026-01-05", "x.hives": hives, "x.bee": bee})
    found = ids(bees, Query("bee_keeper"))
    assert texts(bees, "bee_keeper", found) == [
        ["钱二", "30", "意蜂", "2026-01-05"], ["钱一", "12", "中蜂", "2026-01-05"]]
    assert load(bees, "standing", found[0]).draft["x.hives"] == 30
    assert [c.title for c in choices(bees, Query("bee_keeper"))] == ["蜂种"]
    (value,) = compute(bees, of_year(2026), ["hives"])
    assert (value.value, value.rows) == (12, 1)
    run(register(bees, Query("bee_keeper"), tmp_path / "蜂.xlsx"))
    cells = list(openpyxl.load_workbook(tmp_path / "蜂.xlsx").worksheets[0].iter_rows(values_only=True))
    assert ("合计", 42, None, None) in cells


def test_the_offices_own_are_there_when_it_opens_again(bees: Desk) -> None:
    with bees.read() as conn:
        again = build(made_specs(conn, bees.meta))
    assert again.ledgers["bee_keeper"].made_here
    assert again.figures["hives"].made_here
    assert list(again.extra_fields("standing", "bee_keeper")) == ["x.hives", "x.bee", "x.insured_on"]


@pytest.mark.parametrize(("kind", "spec"), [
    ("category", {"key": "half"}),
    ("category", {"record": "standing", "key": "odd", "title": "怪", "fields": [
        {"key": "a", "title": "甲", "kind": "nothing"}]}),
    ("category", {"record": "nobody", "key": "odd", "title": "怪"}),
    ("ledger", {"key": "half", "title": "半"}),
    ("ledger", {"key": "blind", "title": "盲", "record": "visit", "columns": [["soul", ""]]}),
    ("ledger", {"key": "visit", "title": "走访", "record": "visit", "columns": [["date", ""]]}),
    ("ledger", {"key": "bad", "title": "错", "record": "visit", "columns": [["date", ""]], "where": {"path": "date"}}),
    ("figure", {"key": "half", "title": "半", "ledger": "visit"}),
    ("figure", {"key": "blind", "title": "盲", "ledger": "nothing", "unit": "次", "measure": {"kind": "count"}}),
    ("codes", {"key": "nothing", "entries": []}),
    ("codes", {"key": "health", "entries": [{"label": "无码"}]}),
])
def test_an_own_spec_that_does_not_pass_is_left_out_and_never_fatal(
    fresh: Callable[..., Desk], kind: str, spec: dict[str, Any]
) -> None:
    desk = fresh()
    before = set(desk.catalog.ledgers), set(desk.catalog.figures)
    keep(desk, kind, spec)
    assert (set(desk.catalog.ledgers), set(desk.catalog.figures)) == before
    assert check(desk.catalog) == []
    assert count(desk, Query("visit")) == 0
    assert [f.code for f in sound(desk)] == ["catalog"]


def test_a_local_code_counts_as_what_it_stands_below(fresh: Callable[..., Desk]) -> None:
    """The office's 电动车盗窃 still counts as 盗窃."""
    desk = fresh()
    parent = code_list("health").entries[0].code
    keep(desk, "codes", {"key": "health", "entries": [{"code": "local1", "label": "高原反应", "parent": parent}],
                         "relabel": {parent: "良好的"}})
    id = save(desk, "resident", {"name": "钱一", "health": "local1", "address": "和平里"}).id
    assert list(ids(desk, Query("resident", Resident.health.is_(parent)))) == [id]
    kind = desk.catalog.fields("resident")["health"].kind
    assert kind.show("local1") == "高原反应"
    assert kind.show(parent) == "良好的"


def test_a_filter_reads_as_a_sentence(practice_copy: Desk) -> None:
    term = (Resident.age >= 80) & no_row("visit", "resident", Visit.date.last(years=1))
    said = sentence(practice_copy, Query("resident", term))
    assert "80" in said
    assert "走访" in said
    assert to_json(term)["and"]
