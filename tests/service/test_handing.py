"""What one office has made goes to another as a file: whole, once, and beside what is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.figures import compute
from desk.service.own.handing import hand_out, take_in
from desk.service.own.making import make, own
from desk.service.periods import of_year

LEDGER: dict[str, Any] = {"title": "节前走访台账", "record": "visit",
                          "columns": [["date", ""], ["resident.name", "姓名"]],
                          "where": {"path": "occasion", "has": "节"}}


def figure(ledger: str, title: str = "节前走访人次") -> dict[str, Any]:
    return {"title": title, "ledger": ledger, "measure": {"kind": "count"}, "unit": "人次"}


@pytest.fixture
def handed(fresh: Callable[..., Desk], tmp_path: Path) -> Path:
    desk, file = fresh("别处"), tmp_path / "own.json"
    count = make(desk, "figure", figure(make(desk, "ledger", LEDGER)))
    make(desk, "figure", {"title": "走访两倍", "unit": "人次", "measure": {"kind": "formula", "text": f"{count} * 2"}})
    make(desk, "category", {"record": "request", "title": "代办轮椅", "fields": []})
    assert hand_out(desk, file) == 4
    return file


def test_it_comes_in_whole_and_once(handed: Path, fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    assert set(take_in(desk, handed).added) == {"代办轮椅", "节前走访台账", "节前走访人次", "走访两倍"}
    assert [one.broken for one in own(desk)] == ["", "", "", ""]
    assert take_in(desk, handed).added == ()
    assert len(own(desk)) == 4


def test_keys_that_mean_something_else_here_are_changed(handed: Path, fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    mine = make(desk, "ledger", {**LEDGER, "title": "另一本", "where": {"path": "occasion", "has": "例行"}})
    take_in(desk, handed)
    ledgers = {one.title: one.key for one in own(desk, "ledger")}
    figures = {one.title: one for one in own(desk, "figure")}
    assert ledgers["另一本"] == mine != ledgers["节前走访台账"]
    assert figures["节前走访人次"].spec["ledger"] == ledgers["节前走访台账"]
    assert figures["节前走访人次"].key in figures["走访两倍"].spec["measure"]["text"]
    assert [f.value for f in compute(desk, of_year(2026), [one.key for one in figures.values()])] == [0, 0]


def test_one_known_by_its_name_stands_in_for_the_other(handed: Path, fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    make(desk, "ledger", {**LEDGER, "title": "占一个名称"})
    mine = make(desk, "ledger", LEDGER)
    received = take_in(desk, handed)
    assert received.known == ("节前走访台账",)
    assert {one.spec.get("ledger") for one in own(desk, "figure")} >= {mine}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": "other", "made": []}',
                                  '{"form": "juwu-own-1", "made": [{"kind": "nothing", "key": "x"}]}'])
def test_another_file_is_refused(fresh: Callable[..., Desk], tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Invalid, match="没有从居务台存出"):
        take_in(fresh(), file)


def test_nothing_comes_in_when_a_part_cannot(handed: Path, fresh: Callable[..., Desk]) -> None:
    handed.write_text(handed.read_text("utf-8").replace('"occasion"', '"no_such_column"'), "utf-8")
    desk = fresh()
    with pytest.raises(Invalid):
        take_in(desk, handed)
    assert own(desk) == []


@pytest.mark.parametrize(("spec", "said"), [
    ({"kind": "figure", "title": "一加一", "measure": {"kind": "formula", "text": "1 + 1"}}, "至少要有一个指标"),
    ({"kind": "figure", "title": " ", "measure": {"kind": "count"}}, "请填写指标的名称"),
    ({"kind": "figure", "title": "目标", "measure": {"kind": "against", "of": "visit_count", "target": float("nan")}},
     "内容不完整"),
    ({"kind": "figure", "title": "长", "measure": {"kind": "formula", "text": "+".join(["visit_count"] * 2000)}},
     "算式太长"),
    ({"kind": "figure", "key": "a b", "title": "怪", "measure": {"kind": "count"}}, "名称不对"),
    ({"kind": "breakdown", "title": "分", "by": ["nothing"], "measure": {"kind": "count"}}, "nothing"),
    ({"kind": "codes", "key": "dispute_kind", "entries": [{"code": "99", "label": "甲", "parent": "zz"}]},
     "放在一个原有的选项之下"),
])
def test_what_cannot_be_clicked_cannot_come_in_either(fresh: Callable[..., Desk], tmp_path: Path, spec: dict[str, Any],
                                                      said: str) -> None:
    """A file passes the checks of the form; nothing of it is kept where one spec does not."""
    desk, file = fresh(), tmp_path / "own.json"
    good = {**figure("visit"), "kind": "figure", "key": "own_1"}
    file.write_text(json.dumps({"form": "juwu-own-1", "made": [
        good, {"key": "own_2", "ledger": "visit", "unit": "个", **spec}]}), "utf-8")
    with pytest.raises(Invalid, match=said):
        take_in(desk, file)
    assert not own(desk)


def test_a_title_is_one_line(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    make(desk, "figure", figure("visit", " 节前\n走访 "))
    assert [one.title for one in own(desk)] == ["节前 走访"]


def test_the_largest_numbers_are_rounded_too(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    make(desk, "figure", {"title": "大数", "unit": "个", "measure": {
        "kind": "formula", "text": "(household_count + 1) / 3 * 1" + "0" * 30}}, "own_1")
    assert str(compute(desk, of_year(2026), ["own_1"])[0].value).startswith("3333333333333333333333333333")
