"""What templates can say besides: everything, in rounded words, the largest only, in paragraphs, 同比."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from desk.spec.render import Rendered, render, rounded
from desk.spec.report import stored, template, template_of, templates


@dataclass(frozen=True)
class Value:
    value: int | float | None
    unit: str = "件"
    last_year: int | float | None = None
    title: str = "某指标"
    why: str = "没有记录"
    rows: int = 0
    of: int | None = None
    text: str = ""


def report(*sentences: Any, **values: Value) -> Rendered:
    made = template_of({
        "key": "mine", "title": "自编", "period": "year", "words": {"all": "全年"},
        "sections": [{"heading": "节", "sentences": list(sentences)}]})
    return render(made, values)


def text(*sentences: Any, **values: Value) -> str:
    return "".join(s.text for _, said in report(*sentences, **values).sections for s in said)


@pytest.mark.parametrize(("number", "word"), [
    (0, "0"), (7, "7"), (10, "10"), (12, "10多"), (30, "30"), (34, "30多"), (38, "近40"), (39, "近40"), (94, "90多"),
    (97, "近百"), (100, "100"), (134, "130多"), (189, "180多"), (190, "190"),
    (196, "近200"), (980, "980"), (987, "近千"),
    (1234, "1200多"), (1985, "近2000"), (9999, "近万"), (12_345, "12000多"), (34.5, "30多"),
])
def test_rounded_words(number: float, word: str) -> None:
    assert rounded(number) == word


def test_rounded_words_leave_shares_and_growth_exact() -> None:
    sentence = {"clauses": ["办理{a}{+a}", "占{b}", {"text": "有{kinds}", "kinds": [["甲", "a"]]}], "rounded": True}
    made = report(sentence, a=Value(34, last_year=31), b=Value(83.5, "%"))
    said = made.sections[0][1][0]
    assert said.text == "办理30多件，比上年增加3件，增长9.7%，占83.5%，有甲30多件。"
    assert [said.text[start:end] for _, start, end in said.figures] == ["30多", "83.5", "30多"]
    assert text(["办理{a}"], a=Value(34)) == "办理34件。"


def test_everything_is_said_only_of_everything() -> None:
    clause = {"text": "满意率{a}", "full": "全部满意"}
    assert text([clause], a=Value(100.0, "%", rows=8, of=8)) == "全部满意。"
    assert text([clause], a=Value(100.0, "%", rows=2999, of=3000)) == "满意率100%。"
    assert text([clause], a=Value(99.9, "%", rows=2999, of=3000)) == "满意率99.9%。"
    assert text([clause], a=Value(100, "件", rows=8, of=8)) == "满意率100件。"


@pytest.mark.parametrize(("now", "then", "unit", "words"), [
    (38, 35, "件", "，同比增长8.6%"), (30, 40, "件", "，同比下降25%"), (5, 5, "件", "，同比持平"), (5, 0, "件", ""),
    (5, None, "件", ""), (83.5, 80.0, "%", "，同比提高3.5个百分点"), (80.0, 83.5, "%", "，同比降低3.5个百分点"),
])
def test_year_on_year(now: float, then: float | None, unit: str, words: str) -> None:
    assert text(["办理{a}{~a}"], a=Value(now, unit, then)) == f"办理{now if now != 80.0 else 80}{unit}{words}。"


def test_only_the_largest() -> None:
    kinds = [["甲", "a"], ["乙", "b"], ["丙", "c"]]
    clause = {"text": "较多的是{kinds}", "kinds": kinds, "top": 2}
    assert text([clause], a=Value(2), b=Value(9), c=Value(5)) == "较多的是乙9件、丙5件。"
    assert text([clause], a=Value(2), b=Value(0), c=Value(0)) == "较多的是甲2件。"


def test_paragraphs_begin_where_the_template_says() -> None:
    made = report(["甲{a}"], {"clauses": ["乙{b}"], "opens": True}, ["丙{a}"], {"clauses": ["丁{a}"], "opens": True},
                  a=Value(1), b=Value(0))
    assert [(s.text, s.opens, s.at) for s in made.sections[0][1]] == [
        ("甲1件。", True, (0, 0)), ("丙1件。", True, (0, 2)), ("丁1件。", True, (0, 3))]
    made = report(["甲{a}"], ["乙{a}"], a=Value(1))
    assert [s.opens for s in made.sections[0][1]] == [True, False]


def test_what_is_off_is_not_said_and_places_stay() -> None:
    made = template_of({
        "key": "mine", "title": "自编", "period": "year", "words": {},
        "sections": [{"heading": "一", "sentences": ["甲"], "on": False},
                     {"heading": "二", "sentences": [{"clauses": ["乙"], "on": False}, "丙"]}]})
    said = render(made, {})
    assert [(h, [(s.text, s.at) for s in sentences]) for h, sentences in said.sections] == [("二", [("丙。", (1, 1))])]


def test_an_own_text_stands_with_noughts_and_says_why_a_number_is_lacking() -> None:
    assert text("信访{a}！", a=Value(0)) == "信访0件！"
    made = report("信访{a}", a=Value(None))
    assert [s.text for _, said in made.sections for s in said] == ["信访（没有记录）。"]
    assert [m.key for m in made.missing] == ["a"]
    assert text({"clauses": [{"text": "信访{a}", "zero": True, "none": "没有信访"}]}, a=Value(0)) == "没有信访。"


def test_a_figure_may_be_a_name() -> None:
    made = report({"clauses": ["有{a}达标，是{a:t}"], "rounded": True}, a=Value(12, "个月", text="6月、9月"))
    said = made.sections[0][1][0]
    assert said.text == "有10多个月达标，是6月、9月。"
    assert [said.text[start:end] for _, start, end in said.figures] == ["10多", "6月、9月"]


def test_ours_as_data_give_the_same_templates() -> None:
    for key in templates():
        assert template_of(stored(key)) == template(key)
    changed = stored("monthly")
    changed["sections"][0]["heading"] = "改了"
    assert stored("monthly")["sections"][0]["heading"] == stored("annual")["sections"][0]["heading"] == "基本情况"
