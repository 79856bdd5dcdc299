"""The office's own reports: what may be changed, where a mistake stands, and the real numbers beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from trust_records import small

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.jobs import run
from desk.service.periods import of_year
from desk.service.reports.drafting import (
    blank,
    draft_of,
    mistakes,
    moved,
    preview,
    put_sentence,
    remove,
    save,
    switched,
    ticked,
    titles_of,
)
from desk.service.reports.notation import brief, heading, read, read_heading
from desk.service.reports.notation import write as written
from desk.service.reports.writing import build, reports, running, write

YEAR = of_year(2026)


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    made = fresh()
    small(made)
    return made


def own(desk: Desk, *sentences: Any, heading: str = "本年工作") -> dict[str, Any]:
    return {**blank(desk, "自编报告"), "sections": [{"heading": heading, "sentences": list(sentences)}]}


def said(desk: Desk, draft: dict[str, Any]) -> list[str]:
    made = preview(desk, draft, YEAR)
    assert made.mistakes == ()
    return [s.text for s in made.sentences]


# ------------------------------------------------------------------ changing


def test_ours_preview_as_they_print(desk: Desk) -> None:
    draft = draft_of(desk, "annual")
    made = preview(desk, draft, YEAR)
    printed = [s.text for _, sentences in build(desk, "annual", YEAR).sections for s in sentences]
    assert [s.text for s in made.sentences if s.text] == printed
    assert all(s.why.endswith(("没有可说的内容", "不能写“没有”", "无法计算")) for s in made.sentences if not s.text)
    for one in made.sentences:
        for key, start, end in one.figures:
            assert float(one.text[start:end]) == made.report.values[key].value


def test_sections_are_switched_moved_and_renamed(desk: Desk) -> None:
    draft = draft_of(desk, "annual")
    headings = [s["heading"] for s in draft["sections"]]
    off = switched(draft, False, 1)
    off["sections"][0]["heading"] = "社区概况"
    save(desk, moved(off, 5, 0))
    report = build(desk, "annual", YEAR)
    assert [heading for heading, _ in report.sections] == ["矛盾调解", "社区概况", "走访慰问", "文体和志愿活动"]
    assert headings[1] == "党的建设"
    kept = draft_of(desk, "annual")
    assert [s["heading"] for s in kept["sections"]][:2] == ["矛盾调解", "社区概况"]
    save(desk, switched(kept, True, 2))
    assert draft_of(desk, "annual")["sections"][2]["on"] is True
    remove(desk, "annual")
    assert draft_of(desk, "annual") == draft
    with pytest.raises(Invalid, match="没有自己的报告模板"):
        remove(desk, "annual")


def test_a_sentence_is_switched_off_and_on(desk: Desk) -> None:
    draft = own(desk, "甲。", ["走访{visit_count}"])
    assert said(desk, switched(draft, False, 0, 1)) == ["甲。", ""]
    assert preview(desk, switched(draft, False, 0, 0), YEAR).sentences[0].why == "已关闭"
    assert said(desk, switched(switched(draft, False, 0, 0), True, 0, 0)) == ["甲。", "走访3人次。"]


def test_own_text_is_said_with_noughts_and_without_figures(desk: Desk) -> None:
    draft = own(desk, "我社区坚持以居民为中心", "今年{visit_count:n}次走访、{petition_count}信访！",
                ["信访{petition_count}"])
    assert said(desk, draft) == ["我社区坚持以居民为中心。", "今年3次走访、0件信访！", ""]
    edited = put_sentence(draft, 0, 2, read("信访{petition_count}", {}).sentence)
    assert said(desk, edited)[2] == "信访0件。"
    assert said(desk, put_sentence(draft, 0, 3, read("明年再接再厉", {}).sentence))[3] == "明年再接再厉。"


def test_rounded_words_only_where_ticked(desk: Desk) -> None:
    text = "活动参加{activity_people}"
    assert said(desk, own(desk, text, {"clauses": [text], "rounded": True})) == [
        "活动参加12人次。", "活动参加10多人次。"]


def test_an_own_report_is_listed_and_written(desk: Desk, tmp_path: Path) -> None:
    draft = own(desk, "走访{visit_count}{+visit_count}", heading="走访")
    draft["period"] = "month"
    save(desk, draft)
    assert draft["key"] == "own_1"
    assert [(r.key, r.title, r.period) for r in reports(desk)][-1] == ("own_1", "自编报告", "month")
    assert running("own_1", desk.today, desk) == build(desk, "own_1").period
    made = run(write(desk, "own_1", None, tmp_path / "a.pdf"))
    assert made.report.title == "海棠社区2026年6月自编报告"
    assert [r.key for r in reports(desk)].count("annual") == 1
    assert blank(desk, "又一份")["key"] == "own_2"


# ------------------------------------------------------------------ sentences as text


def test_ours_survive_being_edited(desk: Desk) -> None:
    """Every sentence of ours, written as text and read back, says what it said."""
    for one in reports(desk):
        draft = draft_of(desk, one.key)
        titles = titles_of(desk, draft)
        before = said(desk, draft)
        for at, section in enumerate(draft["sections"]):
            for place, sentence in enumerate(section["sentences"]):
                text = written(sentence, titles)
                draft = put_sentence(draft, at, place, read(text, titles).sentence)
                assert written(draft["sections"][at]["sentences"][place], titles) == text
        assert said(desk, draft) == before


def test_conditions_are_plain_words(desk: Desk) -> None:
    titles = titles_of(desk, draft_of(desk, "annual"))
    sentence = {"lead": "{@all}", "opens": True, "clauses": [
        {"text": "走访{visit_count}{+visit_count}", "none": "没有走访"},
        {"text": "满意率{satisfied_share}", "full": "全部满意", "only": "request_done", "zero": True},
        {"text": "其中{kinds}", "kinds": [["上门", "home_visit_count"], ["电话", "phone_count"]], "top": 1}, "党员"]}
    text = ("〔开头〕{@全年或今年以来}\n〔有才写〕走访{走访人次}{走访人次：增减}〔没有时写：没有走访〕\n"
            "〔有{办成件数}才写〕满意率{满意率}〔全部时写：全部满意〕\n"
            "其中〔大的先写，最多1类：上门{入户走访次数}、电话{电话问候次数}〕\n党员")
    assert written(sentence, titles) == text
    assert brief(text) == ("{@全年或今年以来}走访{走访人次}{走访人次：增减}，满意率{满意率}，"
                           "其中上门{入户走访次数}、电话{电话问候次数}，党员")
    kept = read(text, titles).sentence
    assert kept == {"lead": "{@all}", "clauses": [*sentence["clauses"][:3], {"text": "党员", "zero": True}]}
    assert read("甲{走访人次：同比}{走访人次：只写数}{走访人次：文字}", titles).sentence["clauses"] == [
        {"text": "甲{~visit_count}{visit_count:n}{visit_count:t}", "zero": True}]
    assert read("依据〔2026〕3号文", titles).sentence["clauses"][0]["text"] == "依据〔2026〕3号文"


@pytest.mark.parametrize(("text", "wrong", "word"), [
    ("〔有才写走访{走访人次}", "〔有才写走访{走访人次}", "写法认不出"),
    ("甲\n〔有就写〕走访{走访人次}", "〔有就写〕", "写法认不出"),
    ("走访{走访人次}〔没有时写：{走访好次}〕", "{走访好次}", "没有指标「走访好次」"),
    ("甲\n〔有{走访次数}才写〕走访{走访人次}", "〔有{走访次数}才写〕", "没有指标"),
    ("有〔大的先写：上门{入户走访次数}、电话{电话次}〕", "电话{电话次}", "没有指标「电话次」"),
    ("有〔大的先写：上门〕", "〔大的先写：上门〕", "写法认不出"),
    ("〔开头〕今年{走访人次}\n走访{走访人次}", "{走访人次}", "开头里不能放指标"),
    ("〔有才写〕走访{走访人次}〔有才写〕", "〔有才写〕", "写法认不出"),
    ("走访{走访人次}次{走访", "{走访", "没有对应的「}」"),
])
def test_a_mistake_is_told_at_its_place_in_the_text(desk: Desk, text: str, wrong: str, word: str) -> None:
    titles = titles_of(desk, draft_of(desk, "annual"))
    made = read(text, titles)
    found = mistakes(desk, own(desk, made.sentence))
    start, end = made.shown(found[0].clause, found[0].part, found[0].start, found[0].end)
    assert (len(found), text[start:end]) == (1, wrong)
    assert word in found[0].text


def test_why_a_sentence_says_nothing(desk: Desk) -> None:
    draft = own(desk, {"clauses": ["满意率{satisfied_share}"]}, ["信访{petition_count}"], "满意率{satisfied_share}")
    assert [s.why for s in preview(desk, draft, YEAR).sentences] == [
        "「满意率」没有符合条件的记录，无法计算", "本期没有可说的内容", ""]
    assert said(desk, draft)[2] == "满意率（没有符合条件的记录，无法计算）。"


def test_a_section_says_under_which_chapter_it_stands(desk: Desk) -> None:
    draft = draft_of(desk, "annual")
    assert heading(draft["sections"][1]) == "〔归在：主要工作〕党的建设"
    assert read_heading("〔归在：主要工作〕党建\n") == {"heading": "党建", "chapter": "主要工作"}
    draft["sections"][4] |= read_heading("走访")
    save(desk, draft)
    assert [(h, level) for h, level, _ in build(desk, "annual", YEAR).parts][:5] == [
        ("一、基本情况", 1), ("二、走访", 1), ("三、主要工作", 1), ("（一）矛盾调解", 2), ("（二）文体和志愿活动", 2)]
    draft["sections"][4] |= read_heading("走访〔主要工作〕")
    assert [m.part for m in mistakes(desk, draft)] == ["heading"]


def test_ticks_stay_with_their_sentence(desk: Desk) -> None:
    draft = ticked(own(desk, "活动参加{activity_people}"), 0, 0, "rounded", True)
    edited = put_sentence(draft, 0, 0, read("活动共参加{activity_people}", {}).sentence)
    assert said(desk, edited) == ["活动共参加10多人次。"]
    assert said(desk, ticked(edited, 0, 0, "rounded", False)) == ["活动共参加12人次。"]


# ------------------------------------------------------------------ mistakes


@pytest.mark.parametrize(("text", "start", "end", "word"), [
    ("走访{visit_cuont}", 2, 15, "是不是「走访人次」{visit_count}"),
    ("走访{走访人次}", 2, 8, "{visit_count}"),
    ("走访{好人好事}", 2, 8, "没有指标「好人好事」"),
    ("走访{visit_count", 2, 14, "没有对应的「}」"),
    ("走访visit_count}", 13, 14, "前面没有「{」"),
    ("走访{}", 2, 4, "里没有指标"),
    ("{@never}走访", 0, 8, "没有这个词：never"),
    ("按类别有{kinds}", 4, 11, "还没有选择类别"),
    ("走访{visit_count}，{+visit_countt}", 16, 31, "没有指标「visit_countt」"),
])
def test_a_mistake_is_told_at_its_place(desk: Desk, text: str, start: int, end: int, word: str) -> None:
    draft = own(desk, "甲", text)
    found = mistakes(desk, draft)
    assert [(m.section, m.sentence, m.clause, m.part) for m in found] == [(0, 1, 0, "text")]
    assert (found[0].start, found[0].end) == (start, end)
    assert word in found[0].text
    made = preview(desk, draft, YEAR)
    assert (made.mistakes, made.sentences, made.report) == (tuple(found), (), None)
    with pytest.raises(Invalid, match=f"第1节第2句第{start + 1}个字"):
        save(desk, draft)


def test_other_mistakes(desk: Desk) -> None:
    draft = own(desk, "", {"clauses": []}, {"clauses": [{"text": "甲", "only": "nothing"}]}, {"lead": "{x}"},
                {"clauses": ["乙"], "lead": "{@x}"}, {"clauses": [{"text": "丙{visit_count}", "none": "{y}"}]})
    draft["sections"].append({"heading": " ", "sentences": []})
    draft |= {"title": "", "period": "week"}
    found = [(m.section, m.sentence, m.part) for m in mistakes(desk, draft)]
    assert found == [(-1, -1, "title"), (-1, -1, "title"), (0, 0, "text"), (0, 1, "text"), (0, 2, "only"),
                     (0, 3, "text"), (0, 4, "lead"), (0, 5, "none"), (1, -1, "heading")]
    with pytest.raises(Invalid, match="报告没有标题"):
        save(desk, draft)
    assert reports(desk)[-1].key == "peace"


def test_ours_have_no_mistakes(desk: Desk) -> None:
    for one in reports(desk):
        assert mistakes(desk, draft_of(desk, one.key)) == []
