"""Checks of declarations: ours are sound, and each mistake is told under its code."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from desk.figures import FIGURES
from desk.kinds import Date, Link, Text
from desk.ledgers import LEDGERS
from desk.records import RECORDS, Case, Place, Post, Resident, Standing, Visit
from desk.spec import (
    Category,
    Children,
    Classed,
    Compare,
    Condition,
    Day,
    Distinct,
    Due,
    Effect,
    Field,
    Figure,
    Importing,
    Is,
    Lack,
    Ledger,
    Lifecycle,
    Limit,
    Move,
    PartTotal,
    Presets,
    Share,
    State,
    Total,
    Words,
)
from desk.spec.catalog import Catalog, of_declarations
from desk.spec.checks import check
from desk.spec.load import built_in


def catalog(**more: Any) -> Catalog:
    """Our declarations with some replaced."""
    categories, lifecycles = built_in()
    given = {"records": RECORDS, "categories": categories, "lifecycles": lifecycles, "ledgers": LEDGERS,
             "figures": FIGURES}
    return of_declarations(**(given | more))


def codes(made: Catalog) -> set[str]:
    return {line[:4] for line in check(made)}


def test_ours_are_sound() -> None:
    assert check(catalog()) == []


def test_checking_costs_little() -> None:
    """Under 50 ms of CPU, so that it can run whenever a catalog is built."""
    made = catalog()
    begun = time.process_time()
    check(made)
    assert time.process_time() - begun < 0.05


def a_ledger(**more: Any) -> Ledger:
    return replace(Ledger("mine", "自编台账", "visit", (("date", ""), ("resident.name", "姓名"))), **more)


@pytest.mark.parametrize(("code", "change"), [
    ("E040", {"record": "nothing"}),
    ("E041", {"columns": (("when", ""),)}),
    ("E041", {"columns": (("resident.home.nothing", ""),)}),
    ("E042", {"order": ("-nothing",)}),
    ("E043", {"totals": ("date",)}),
    ("E043", {"record": "case", "columns": (("date", ""),), "totals": ("people",)}),
    ("E044", {"columns": (("date", "日期"), ("feedback", "日期"))}),
    ("E045", {"title": "走访台账"}),
    ("E046", {"event": "situation"}),
    ("E048", {"tab": "elsewhere"}),
    ("E049", {"columns": ()}),
    ("E050", {"where": Compare("nothing", "=", 1)}),
    ("E051", {"where": Is("category", ("nothing",))}),
    ("E052", {"where": Children("standing", "resident")}),
    ("E052", {"where": Children("nothing", "resident")}),
    ("E053", {"where": Compare("situation", ">", Day("on"))}),
    ("E054", {"where": Classed("category", "open")}),
    ("E055", {"where": Compare("situation", "=", 5)}),
    ("E056", {"record": "resident", "columns": (("name", ""),), "where": Children("visit", "resident", below=True)}),
])
def test_a_mistaken_ledger_is_told(code: str, change: dict[str, Any]) -> None:
    assert code in codes(catalog(ledgers=(*LEDGERS, a_ledger(**change))))


@pytest.mark.parametrize(("code", "figure"), [
    ("E060", Figure("mine", "自编指标", "nothing", Total("people"), "人")),
    ("E061", Figure("mine", "自编指标", "case", Total("nothing"), "人")),
    ("E061", Figure("mine", "自编指标", "case", Distinct("nothing"), "人")),
    ("E062", Figure("mine", "自编指标", "case", Total("title"), "人")),
    ("E063", Figure("mine", "自编指标", "case", PartTotal("nothing"), "人")),
    ("E061", Figure("mine", "自编指标", "case", PartTotal("sessions", "nothing"), "人")),
    ("E050", Figure("mine", "自编指标", "case", Share(Compare("nothing", "=", 1)), "%")),
    ("E050", Figure("mine", "自编指标", "case", PartTotal("sessions", where=Compare("nothing", "=", 1)), "次")),
    ("E051", Figure("mine", "自编指标", "case", Distinct("place"), "个", Is("kind", ("99",)))),
    ("E064", Figure("mine", "纠纷件数", "case", Distinct("place"), "个")),
    ("E066", Figure("mine", "自编指标", "case", Distinct("place"), "")),
])
def test_a_mistaken_figure_is_told(code: str, figure: Figure) -> None:
    assert code in codes(catalog(figures=(*FIGURES, figure)))


def with_record(changed: Any) -> Catalog:
    return catalog(records=tuple(changed if one.key == changed.key else one for one in RECORDS))


@pytest.mark.parametrize(("code", "changed"), [
    ("E010", replace(Resident.spec, name=("nothing",))),
    ("E010", replace(Resident.spec, order=("-nothing",))),
    ("E011", replace(Visit.spec, event="situation")),
    ("E011", replace(Standing.spec, span=("start", "basis"))),
    ("E013", replace(Standing.spec, category="basis")),
    ("E014", replace(Case.spec, known_by=(("nothing",),))),
    ("E016", replace(Visit.spec, subjects=("situation",))),
    ("E017", replace(Place.spec, fields={**Place.spec.fields,
                                         "odd": Field("怪", Link(record="nothing")).named("odd", "place")})),
    ("E018", replace(Resident.spec, currents={"home": replace(Resident.home, by="nothing")}, shown={}, extras={},
                     detail=(), order=("name",))),
    ("E019", replace(Post.spec, tab="nowhere")),
    ("E011", replace(Visit.spec, due=(Due("situation"),))),
    ("E050", replace(Visit.spec, due=(Due("next", Compare("nothing", "=", 1)),))),
    ("E01B", replace(Visit.spec, lacks=(Lack("次走访", Visit.visitor.blank(), "填写", "nothing"),))),
    ("E01B", replace(Visit.spec, lacks=(Lack("次走访", Visit.visitor.blank(), "填写", "case"),))),
    ("E050", replace(Visit.spec, lacks=(Lack("次走访", Compare("nothing", "=", 1), "填写"),))),
    ("E01A", replace(Visit.spec, importing=Importing(unsaid="nothing"))),
    ("E01A", replace(Visit.spec, presets=Presets(by_category={"nothing": {"visitor": "甲"}}))),
    ("E014", replace(Visit.spec, presets=Presets(worker=("nothing",)))),
    ("E014", replace(Visit.spec, importing=Importing(derived=("nothing",)))),
    ("E014", replace(Case.spec, importing=Importing(sides=(("nothing:applicant", "申请人", ()),)))),
    ("E014", replace(Visit.spec, words=Words(by={"nothing": ("", "")}))),
])
def test_a_mistaken_record_is_told(code: str, changed: Any) -> None:
    assert code in codes(with_record(changed))


def a_life(*moves: Move, limits: tuple[Limit, ...] = ()) -> Lifecycle:
    return Lifecycle((State("a", "甲", "open"),), moves, limits)


def a_category(**more: Any) -> Category:
    return replace(Category("standing", "mine", "自编类别"), **more)


@pytest.mark.parametrize(("code", "one"), [
    ("E020", a_category(parent="nothing")),
    ("E021", a_category(parent="mine")),
    ("E022", a_category(subjects=("activity",))),
    ("E023", a_category(fields=(Field("监护人", Date()).named("guardian", "standing"),))),
    ("E025", a_category(title="低保")),
    ("E030", a_category(lifecycle=Lifecycle((State("a", "甲", "odd"),)))),
    ("E031", a_category(lifecycle=a_life(Move("go", "走", ("a",), "b")))),
    ("E031", a_category(lifecycle=replace(a_life(), begin="b"))),
    ("E032", a_category(lifecycle=a_life(Move("go", "走", ("a",), "a", needs=("nothing",))))),
    ("E032", a_category(lifecycle=a_life(Move("go", "走", ("a",), "a", date="basis")))),
    ("E032", a_category(lifecycle=a_life(limits=(Limit("l", "期限", ("nothing",), ("go",), 3),)))),
    ("E032", a_category(effects={"nothing": (Effect("open", "standing", "dibao", "applied"),)})),
    ("E033", a_category(lifecycle=a_life(Move("go", "走", ("a",), "a", actor="nobody")))),
    ("E033", a_category(lifecycle=a_life(limits=(Limit("l", "期限", ("start",), ("go",), 0),)))),
    ("E035", a_category(lifecycle=Lifecycle((State("a", "甲", "open"), State("a", "乙", "open"))))),
    ("E036", a_category(lifecycle=a_life(Move("go", "走"), Move("go", "行")))),
    ("E037", a_category(lifecycle=Lifecycle((State("a", "甲", "open"), State("b", "乙", "done"))))),
    ("E038", a_category(lifecycle=a_life(Move("go", "走", (), "a")))),
    ("E039", a_category(lifecycle=a_life(Move("go", "走", ("a",), "a", effects=(
        Effect("open", "standing", "dibao", "nothing"),))))),
    ("E039", a_category(effects={"end": (Effect("step", "standing", "dibao", step="nothing"),)})),
])
def test_a_mistaken_category_is_told(code: str, one: Category) -> None:
    categories, _ = built_in()
    assert code in codes(catalog(categories=categories | {"standing": (*categories["standing"], one)}))


def test_categories_of_nothing_are_told() -> None:
    categories, _ = built_in()
    assert "E024" in codes(catalog(categories=categories | {"nothing": (a_category(),)}))


def test_findings_are_chinese_sentences_with_a_code() -> None:
    found = check(catalog(ledgers=(*LEDGERS, a_ledger(columns=(("when", ""),)))))
    assert found == ["E041 台账「自编台账」没有这一栏：when"]


def test_an_own_field_and_its_condition_pass() -> None:
    own = a_category(fields=(Field("备案号", Text()).named("filing", "standing"),))
    where: Condition = Compare("x.filing", "=", "甲1") & Is("category", ("mine",))
    categories, _ = built_in()
    ledger = Ledger("mine", "自编台账", "standing", (("x.filing", ""),), where)
    made = catalog(categories=categories | {"standing": (*categories["standing"], own)}, ledgers=(*LEDGERS, ledger))
    assert check(made) == []
