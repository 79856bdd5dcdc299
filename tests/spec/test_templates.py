"""Report templates: ours are sound; and what a report says for an empty, a small and a full community."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from desk.errors import Invalid
from desk.figures import FIGURES
from desk.spec.render import Rendered, Sentence, digits, render
from desk.spec.report import Clause, Template, check_template, template, template_of, templates

WORK = ("基本情况", "党的建设", "便民服务", "救助和就业", "走访慰问", "矛盾调解", "妇女儿童和计生健康",
        "文体和志愿活动", "居民自治", "存在的问题", "下一步打算")
PEACE = ("基本情况", "组织和队伍建设", "矛盾纠纷排查化解", "流动人口和出租房屋管理", "重点人员帮扶", "安全隐患排查",
         "平安宣传", "存在的问题", "下一步打算")
KEYS = {figure.key: figure for figure in FIGURES}


@dataclass(frozen=True)
class Value:
    value: int | float | None
    unit: str = "件"
    last_year: int | float | None = None
    title: str = "某指标"
    rows: int = 0
    of: int | None = None
    text: str = ""
    why: str = "没有记录"


def one(*clauses: Any, lead: str = "", kept: Any = None, **values: Value) -> tuple[str, Rendered]:
    """A report of one sentence, and its text."""
    made = template_of({
        "key": "mine", "title": "自编", "period": "year", "words": {"all": "全年", "before": "上年"},
        "sections": [{"heading": "节", "sentences": [{"clauses": list(clauses), "lead": lead}]}]})
    said = render(made, values, kept)
    return (said.sections[0][1][0].text if said.sections else ""), said


def everything(value: Any, last_year: Any = None) -> dict[str, Value]:
    return {f.key: Value(value(f), f.unit, last_year, f.title) for f in FIGURES}


# ------------------------------------------------------------------ ours

def test_ours_are_sound() -> None:
    assert list(templates()) == ["annual", "half_year", "quarterly", "monthly", "peace"]
    for made in templates().values():
        assert check_template(made, KEYS) == []
        assert tuple(heading for heading, _ in made.sections) == (PEACE if made.key == "peace" else WORK)


def test_ours_name_no_numbers_themselves() -> None:
    """A digit in a template would be a figure that nobody computes; ages and limits are part of a title."""
    for _, patterns in template("annual").sections:
        for pattern in patterns:
            for clause in pattern.clauses:
                bare = re.sub(r"\{[^}]*\}", "", f"{pattern.lead}{clause.text}{clause.none}")
                assert re.sub(r"(60|80)岁以上|30天|12345", "", bare).isdecimal() is False
                assert not re.search(r"\d", re.sub(r"(60|80)岁以上|30天", "", bare)), bare


def test_a_full_community_says_every_clause() -> None:
    said = render(template("annual"), everything(lambda f: 7))
    assert said.missing == ()
    assert len(said.sections) == len(WORK)
    told = {key for _, sentences in said.sections for s in sentences for key, _, _ in s.figures}
    assert set(template("annual").keys) - told == {"worker_college_count", "worker_party_count"}, "conditions only"


def test_an_empty_community_says_only_what_was_none() -> None:
    said = render(template("annual"), everything(lambda f: None if f.unit == "%" else 0))
    assert [(heading, [s.text for s in sentences]) for heading, sentences in said.sections] == [
        ("便民服务", ["全年没有受理居民事项。"]), ("走访慰问", ["全年没有走访慰问。"]),
        ("矛盾调解", ["全年没有受理纠纷。"]), ("文体和志愿活动", ["全年没有举办活动。"])]
    assert {m.key for m in said.missing} == {"party_study_share", "women_service_share", "method_followed_share"}


def test_none_is_not_said_where_the_ledger_was_not_in_use_all_the_period() -> None:
    said = render(template("annual"), everything(lambda f: None if f.unit == "%" else 0), kept=())
    assert said.sections == ()
    assert {m.key for m in said.missing} >= {"request_count", "visit_count", "case_count", "activity_count"}


def test_unknown_figures_are_named_and_nothing_is_said() -> None:
    said = render(template("annual"), everything(lambda f: None))
    assert said.sections == ()
    assert {m.key for m in said.missing} <= set(template("annual").keys)
    assert len(said.missing) > 150


def test_a_small_community_says_what_it_knows() -> None:
    known = {"household_count": 12, "resident_count": 38, "case_count": 2, "case_people": 5, "case_open": 1,
             "case_pending": 1}
    said = render(template("annual"), everything(lambda f: known.get(f.key, None if f.unit == "%" else 0), 0))
    told = {heading: [s.text for s in sentences] for heading, sentences in said.sections}
    assert told["基本情况"] == ["辖区有居民12户，在册居民38人，比上年增加38人。"]
    assert told["矛盾调解"] == ["全年受理纠纷2件，比上年增加2件，涉及5人。", "没有一件纠纷激化。"]
    assert told["存在的问题"] == ["本年受理的纠纷中，有1件尚未结案。"]
    assert told["下一步打算"] == ["继续办理尚未结案的纠纷1件。"]


def test_digits_stand_where_they_are_said_to() -> None:
    said = render(template("quarterly"), everything(lambda f: 83.5 if f.unit in ("%", "元") else 41, 12))
    for _, sentences in said.sections:
        for s in sentences:
            for key, start, end in s.figures:
                assert s.text[start:end] == ("83.5" if KEYS[key].unit in ("%", "元") else "41")
            for _, start, end in s.compared:
                assert re.fullmatch(r"\d+(\.\d+)?", s.text[start:end])
    assert any(s.compared for _, sentences in said.sections for s in sentences)


# ------------------------------------------------------------------ the language

def test_growth() -> None:
    clause = "办理{a}{+a}"
    for now, then, words in (
        (38, 35, "办理38件，比上年增加3件，增长8.6%。"), (30, 40, "办理30件，比上年减少10件，下降25%。"),
        (5, 5, "办理5件，与上年持平。"), (5, 0, "办理5件，比上年增加5件。"), (5, None, "办理5件。"),
        (3, 1000, "办理3件，比上年减少997件，下降99.7%。"), (2001, 2000, "办理2001件，比上年增加1件，增长0.1%。"),
    ):
        assert one(clause, a=Value(now, last_year=then))[0] == words
    assert one(clause, a=Value(83.5, "%", 80.0))[0] == "办理83.5%，比上年提高3.5个百分点。"
    assert one(clause, a=Value(0.3, "元", 0.1))[0] == "办理0.3元，比上年增加0.2元，增长200%。"


def test_kinds_stand_largest_first_and_those_of_none_are_left_out() -> None:
    clause = {"text": "其中{kinds}", "kinds": [["甲", "a"], ["乙", "b"], ["丙", "c"], ["丁", "d"]]}
    text, said = one(clause, a=Value(2), b=Value(9), c=Value(0), d=Value(2))
    assert text == "其中乙9件、甲2件、丁2件。"
    assert said.sections[0][1][0].figures == (("b", 3, 4), ("a", 7, 8), ("d", 11, 12))
    assert one(clause, a=Value(0), b=Value(0), c=Value(0), d=Value(0))[0] == ""


def test_a_clause_is_left_out_or_replaced() -> None:
    clause = {"text": "发生{a}", "none": "{@all}没有发生"}
    assert one(clause, a=Value(0))[0] == "全年没有发生。"
    assert one(clause, a=Value(0), kept={"a"})[0] == "全年没有发生。"
    text, said = one(clause, "办结{b}", a=Value(None, why="还没有建账"), b=Value(3))
    assert text == "办结3件。"
    assert [(m.key, m.why) for m in said.missing] == [("a", "还没有建账")]
    assert one({"text": "逾期{a}", "none": "没有逾期", "only": "b"}, a=Value(0), b=Value(0))[0] == ""
    assert one({"text": "逾期{a}", "none": "没有逾期", "only": "b"}, a=Value(0), b=Value(1))[0] == "没有逾期。"


def test_what_is_always_said_says_why_a_number_is_lacking() -> None:
    clause = {"text": "满意率{a}{+a}", "zero": True}
    text, said = one(clause, a=Value(None, "%", why="没有评价，不计算"))
    assert text == "满意率（没有评价，不计算）。"
    assert said.sections[0][1][0].figures == (("a", 3, 13),)
    assert [m.key for m in said.missing] == ["a"]
    assert one(clause)[0] == "", "a figure that is no more"


def test_a_share_of_nothing_is_no_gap_where_the_count_is_none() -> None:
    text, said = one("成功{a}，成功率{b}", a=Value(0), b=Value(None, "%"))
    assert (text, said.missing) == ("", ())


def test_a_lead_stands_before_the_first_clause_that_is_said() -> None:
    assert one("甲{a}", "乙{b}", lead="现有", a=Value(0), b=Value(4, "个"))[0] == "现有乙4个。"
    assert one("{a:n}/{b}", a=Value(3), b=Value(4, "个"))[0] == "3/4个。"


@pytest.mark.parametrize(("value", "shown"), [
    (5, "5"), (83.0, "83"), (83.5, "83.5"), (0.05, "0.05"), (1234567.25, "1234567.25"), (100.0, "100"), (0, "0"),
])
def test_a_numbers_own_digits(value: float, shown: str) -> None:
    assert digits(value) == shown


# ------------------------------------------------------------------ loading

def test_an_unknown_report_and_a_broken_template_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        template("nothing")
    assert refused.value.code == "unknown_report"
    for broken in ({}, {"key": "a"}, {"key": "a", "title": "b", "period": "year", "words": {}, "sections": [{}]},
                   {"key": "a", "title": "b", "period": "year", "words": {}, "sections": [
                       {"heading": "c", "sentences": [[{"none": "d"}]]}]}):
        with pytest.raises(Invalid) as refused:
            template_of(broken)
        assert refused.value.code == "template"


def test_mistakes_in_a_template_are_told() -> None:
    made = template_of({"key": "a", "title": "自编", "period": "year", "words": {}, "sections": [
        {"heading": "节", "sentences": [["{@all}办理{nothing}", {"text": "{kinds}", "kinds": [["甲", "neither"]]}]]}]})
    assert check_template(made, KEYS) == [
        "E070 报告「自编」没有这个指标：nothing", "E070 报告「自编」没有这个指标：neither",
        "E071 报告「自编」没有这个词：all"]


def test_what_a_clause_names() -> None:
    clause = Clause("{@all}办{a}{+a}，{kinds}，{b:n}", kinds=(("甲", "c"),))
    assert clause.keys == ("a", "a", "b")
    assert clause.decides == "a"
    made = Template("k", "t", "year", {}, (("节", ()),))
    assert (made.keys, render(made, {}).sections) == ((), ())
    assert Sentence("甲。") == Sentence("甲。", (), ())
