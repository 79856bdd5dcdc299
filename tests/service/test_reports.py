"""Reports: for empty, small and full communities, on paper and in Word, of running and of finished periods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from trust_records import activity, case, enter, small, visit

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.jobs import run
from desk.service.lists.query import Query, ids
from desk.service.periods import Period, of_year
from desk.service.reports.writing import build, paper_of, reports, running, write
from desk.service.trust.inuse import confirm_in_use
from desk.service.trust.missing import missing

KEYS = ("annual", "half_year", "quarterly", "monthly", "peace")


@pytest.fixture(scope="module")
def communities(community: Any, fresh_at: Callable[[Path], Desk], tmp_path_factory: Any) -> Iterator[dict[str, Desk]]:
    folder = tmp_path_factory.mktemp("reports")
    made = {name: fresh_at(folder / name) for name in ("empty", "small")}
    small(made["small"])
    yield {**made, "full": community.desk}
    for desk in made.values():
        desk.close()


def page_text(path: Path) -> str:
    """All pages as one text without blanks and page numbers."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"—\d+—", "", "".join("".join(page.split()) for page in pages))


@pytest.mark.parametrize("size", ["empty", "small", "full"])
@pytest.mark.parametrize("key", KEYS)
def test_paper_and_word_say_what_the_report_says(
    communities: dict[str, Desk], key: str, size: str, tmp_path: Path
) -> None:
    desk = communities[size]
    pdf, word = tmp_path / "a.pdf", tmp_path / "a.docx"
    written = run(write(desk, key, running(key, desk.today), pdf))
    paper = page_text(pdf)
    said = ["".join(s.text.split()) for _, sentences in written.report.sections for s in sentences]
    assert all(text in paper for text in said)
    assert paper.startswith("".join(written.report.title.split()))
    assert "，数据截至2026年6月30日）" in paper or key != "annual"
    assert bool(said) == (size != "empty")
    if key in ("annual", "peace"):
        run(write(desk, key, running(key, desk.today), word))
        paragraphs = [p.text for p in docx.Document(str(word)).paragraphs]
        made = paper_of(desk, written.report)
        assert [p.text for s in made.sections for p in s.paragraphs] == [
            text for text in paragraphs if any(text == p.text for s in made.sections for p in s.paragraphs)]
        assert all(any(text in "".join(p.split()) for p in paragraphs) for text in said)
        assert written.unprinted == ""


def test_every_number_is_in_the_annex_with_its_definition_and_rows(communities: dict[str, Desk]) -> None:
    desk = communities["full"]
    report = build(desk, "annual", of_year(2025))
    paper = paper_of(desk, report)
    told = {link.figure_key for s in paper.sections for p in s.paragraphs for link in p.links}
    assert {source.figure_key for source in paper.annex_rows} == told
    for section in paper.sections:
        for paragraph in section.paragraphs:
            for link in paragraph.links:
                v = report.values[link.figure_key]
                growth = (abs(v.change or 0), abs(v.rate or 0))
                assert float(paragraph.text[link.start:link.end]) in (v.value, *growth)
    assert all(source.definition and source.rows_count for source in paper.annex_rows)
    compared = {key for _, said in report.sections for s in said for key, _, _ in s.compared}
    assert {source.figure_key for source in paper.annex_rows if source.before} == compared


def test_every_number_in_the_text_is_a_figure_or_said_by_the_template(communities: dict[str, Desk]) -> None:
    for key in KEYS:
        for _, said in build(communities["full"], key).sections:
            for s in said:
                spans = [range(start, end) for _, start, end in (*s.figures, *s.compared)]
                loose = [m[0] for m in re.finditer(r"\d+", s.text) if not any(m.start() in span for span in spans)]
                assert set(loose) <= {"60", "80", "30", "12345"}, s.text


_ODD = re.compile(r"[，、；：。]{2}|[，、：]$|^[，、。]|(?<!\d)0[件人次户场条]|[{}〔〕@]|None|nan")


@pytest.mark.parametrize("size", ["empty", "small", "full"])
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("period", [None, Period("2025-01-01", "2025-12-31"), Period("2020-01-01", "2020-12-31")])
def test_sentences_are_well_formed(
    communities: dict[str, Desk], key: str, size: str, period: Period | None
) -> None:
    """No noughts where something is counted, no doubled or stray marks, no rest of a template."""
    for _, said in build(communities[size], key, period).sections:
        for s in said:
            assert s.text.endswith("。")
            assert not _ODD.search(s.text), s.text


def test_chapters_hold_their_sections(communities: dict[str, Desk]) -> None:
    report = build(communities["full"], "annual", of_year(2025))
    assert [(heading, level) for heading, level, _ in report.parts][:4] == [
        ("一、基本情况", 1), ("二、主要工作", 1), ("（一）党的建设", 2), ("（二）便民服务", 2)]
    assert [heading for heading, level, _ in report.parts if level == 1] == [
        "一、基本情况", "二、主要工作", "三、存在的问题", "四、下一步打算"]
    empty = paper_of(communities["empty"], build(communities["empty"], "annual"))
    assert [p.text for s in empty.sections for p in s.paragraphs] == ["本期台账里还没有可以写进报告的记录。"]


def test_sentences_that_belong_together_are_one_paragraph(communities: dict[str, Desk]) -> None:
    report = build(communities["full"], "annual", of_year(2025))
    paper = paper_of(communities["full"], report)
    for section, (_, _, said) in zip(paper.sections, report.parts, strict=True):
        assert "".join(p.text for p in section.paragraphs) == "".join(s.text for s in said)
        assert len(section.paragraphs) == sum(s.opens for s in said) <= len(said)


# ------------------------------------------------------------------ a period that is not over


def test_a_running_report_says_up_to_which_day_and_compares_with_the_same_days(
    communities: dict[str, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = communities["full"]
    report = build(desk, "annual", of_year(2026))
    assert report.period_text == "2026年1月1日至2026年12月31日，数据截至2026年6月30日"
    half = build(desk, "half_year", Period("2025-01-01", "2025-06-30"))
    assert report.values["visit_count"].last_year == half.values["visit_count"].value
    text = "".join(s.text for _, said in report.sections for s in said)
    assert "上年同期" in text
    assert "比上年增" not in text
    assert "今年以来" in text
    assert "全年" not in text
    assert report.notes == ("上年同期为2025年1月1日至2025年6月30日。",)
    monkeypatch.setenv("DESK_TODAY", "2026-12-31")
    over = build(desk, "annual", of_year(2026))
    assert over.period_text == "2026年1月1日至2026年12月31日"
    assert "上年同期" not in "".join(s.text for _, said in over.sections for s in said)


@pytest.mark.parametrize(("key", "since", "until", "name"), [
    ("annual", "2026-01-01", "2026-12-31", "2026年度工作总结"),
    ("half_year", "2026-01-01", "2026-06-30", "2026年上半年工作总结"),
    ("quarterly", "2026-04-01", "2026-06-30", "2026年第二季度工作总结"),
    ("monthly", "2026-06-01", "2026-06-30", "2026年6月工作总结"),
])
def test_the_running_period(communities: dict[str, Desk], key: str, since: str, until: str, name: str) -> None:
    desk = communities["empty"]
    assert running(key, desk.today) == Period(since, until)
    assert build(desk, key).title == f"海棠社区{name}"


# ------------------------------------------------------------------ what may be said


def told(desk: Desk, period: Period) -> str:
    return "".join(s.text for _, said in build(desk, "annual", period).sections for s in said)


def test_none_is_said_only_of_what_was_kept(fresh: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = fresh()
    desk.set(started="2025-01-01")
    assert "没有" not in told(desk, of_year(2025)), "nothing was ever entered"
    small(desk)
    desk.set(started="2025-01-01")
    assert "没有" not in told(desk, of_year(2025)), "the first rows are of 2026"
    confirm_in_use(desk, "case", "2025-01-01")
    assert "全年没有受理纠纷。" in told(desk, of_year(2025))
    assert "没有走访慰问" not in told(desk, of_year(2025))
    monkeypatch.setenv("DESK_TODAY", "2027-12-31")
    assert "全年没有走访慰问。" in told(desk, of_year(2027)), "kept since 2026"
    with pytest.raises(Invalid, match="没有这种记录"):
        confirm_in_use(desk, "nothing", "2025-01-01")


def test_all_is_said_of_everything(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    small(desk)
    case(desk, "2026-05-01", result="01", concluded="2026-05-09", form="02", performance="01")
    text = told(desk, of_year(2026))
    assert "有结果的纠纷全部调解成功" in text
    assert "协议全部履行" in text
    case(desk, "2026-05-02", result="02", concluded="2026-05-09")
    assert "成功率66.7%" in told(desk, of_year(2026))


def test_reports_are_listed_and_unknown_ones_refused(communities: dict[str, Desk], tmp_path: Path) -> None:
    assert [r.key for r in reports(communities["empty"])] == list(KEYS)
    with pytest.raises(Invalid, match="没有这个报告"):
        build(communities["empty"], "nothing")
    with pytest.raises(Invalid, match=r"只能写成 \.pdf 或 \.docx"):
        run(write(communities["empty"], "annual", None, tmp_path / "a.odt"))


# ------------------------------------------------------------------ before printing


def test_what_is_missing_leads_to_its_rows(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    small(desk)
    who = ids(desk, Query("resident"))[0]
    wrong = {
        "件纠纷没有调解结果": [case(desk, "2026-06-02")],
        "场活动没有参加人数": [activity(desk, "2026-06-03"), activity(desk, "2026-06-04")],
        "次走访没有走访人": [visit(desk, who, "2026-06-05", visitor=None)],
        "条走访反映的问题没有处理结果": [visit(desk, who, "2026-06-06", problem="路灯坏了")],
        "场计划的活动日期已过，没有登记举办情况": [activity(desk, "2026-06-07", state="planned")],
        "笔发放的现金没有金额": [enter(desk, "grant", date="2026-06-08", category="condolence_money", resident=who,
                                goods="红包")],
    }
    activity(desk, "2025-06-03")
    activity(desk, "2026-06-09", state="cancelled")
    visit(desk, who, "2026-06-10", problem="路灯坏了", handling="已修好")
    gaps = {g.text.lstrip("0123456789"): g for g in missing(desk, "annual", of_year(2026))}
    for text, rows in wrong.items():
        assert gaps[text].text == f"{len(rows)}{text}"
        assert [id for _, id, _ in sorted(gaps[text].rows)] == sorted(rows)
        assert gaps[text].count == len(rows)
        again = ids(desk, Query(gaps[text].ledger, gaps[text].where, since="2026-01-01", until="2026-12-31",
                                on="2026-06-30"))
        assert sorted(again) == sorted(rows)
        assert gaps[text].mend
    assert not any("走访" in g.text for g in missing(desk, "peace", of_year(2024)))
