"""Forms of one page, the recovery code and charts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from paper_pages import LONG, RARE, darkest_at_edge, texts

from desk.papers.chart import chart_pdf, ticks
from desk.papers.model import Chart, Series, SlipPaper
from desk.papers.recovery import groups, recovery_pdf
from desk.papers.slip import slip_pdf

SLIP = SlipPaper(
    "人民调解受理登记表", "（2026）和人调字第001号",
    (("当事人", RARE[0]), ("性别", "男"), ("当事人", LONG), ("单位或住址", "幸福路12号院"),
     ("纠纷简要情况", "楼上漏水。" * 20)),
    "2026年1月5日，人民调解委员会经当事人同意，调解双方之间的纠纷。\n双方自愿。", ("当事人（签名）", "登记人（签名）"),
    ("备注：此表由人民调解委员会填写",), "和平里社区人民调解委员会", "人民调解委员会印章")


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_a_form_fits_one_page_with_all_its_texts(tmp_path: Path, size: str) -> None:
    out = tmp_path / "a.pdf"
    paper = replace(SLIP, size=size, grid=(("序号", "材料名称", "份数"), ("1", "身份证复印件", "")))
    printed = slip_pdf(paper, out)
    (page,) = texts(out)
    assert (printed.pages, printed.missing) == (1, "")
    cells = [text for row in (*paper.rows, *paper.grid) for text in row]
    for text in (paper.title, paper.number, *paper.body.split("\n"), *paper.signatures, *paper.notes,
                 paper.organisation, paper.seal, *cells):
        assert text in page
    assert darkest_at_edge(out, 0, 30) == 255


def test_a_text_too_long_for_one_page_goes_on_overleaf(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    printed = slip_pdf(replace(SLIP, body="调解经过如下。" * 1500), out)
    assert printed.pages == len(texts(out)) > 1
    whole = "".join(re.sub(r"第\d+页", "", page) for page in texts(out))
    assert whole.count("调解经过如下。") == 1500


def test_the_recovery_code_stands_in_groups_of_four(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    code = "K7QM-2XWP-9RTC-4HVN-8BJD-3FYG-6LSA-5ZEU"
    recovery_pdf("和平里社区居民委员会", code, out, "2026年1月5日")
    (page,) = texts(out)
    assert groups(code) == code.split("-")
    assert all(f"{i}{group}" in page for i, group in enumerate(code.split("-"), 1))
    assert "和平里社区居民委员会" in page
    assert "不要拍照" in page


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_charts_tell_series_apart_without_colour(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "a.pdf"
    chart = Chart("月度走访户次", tuple(f"{m}月" for m in range(1, 6)),
                  (Series("今年", (120, 98.5, None, -16, 0)), Series("去年", (100, 90, 95, 12, 13))), "bar", "户次")
    chart = replace(chart, kind=kind)
    chart_pdf(chart, out)
    (page,) = texts(out)
    for text in ("月度走访户次", "单位：户次", "今年", "去年", "5月", "120", "98.5", "-16"):
        assert text in page
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        greys = document[0].render(scale=2).to_pil().convert("L").getcolors(256)
    dark = [grey for count, grey in greys if count > 40]
    assert min(dark) < 100
    assert max(dark) == 255


@pytest.mark.parametrize("count", [6, 14, 24])
def test_long_labels_are_read_before_bars_that_lie(tmp_path: Path, count: int) -> None:
    """Every name whole on one line, with its number behind the bar."""
    names = tuple(f"阳光花园{n}幢东侧高层" for n in range(1, count + 1))
    values = tuple(float(1000 + n) for n in range(count))
    chart_pdf(Chart("各楼栋", names, (Series("本期", values),), "bar", "人"), tmp_path / "a.pdf", 450, 250)
    (page,) = texts(tmp_path / "a.pdf")
    assert [text for text in (*names, *(f"{value:.0f}" for value in values)) if text not in page] == []


def test_many_upright_bars_name_every_few(tmp_path: Path) -> None:
    labels = tuple(f"{n}月{d}日" for n in range(1, 7) for d in range(1, 29))
    chart_pdf(Chart("每天", labels, (Series("本期", (1,) * len(labels)),)), tmp_path / "a.pdf", 450, 250)
    (page,) = texts(tmp_path / "a.pdf")
    shown = re.findall(r"\d月\d+日", page)
    assert 8 < len(shown) < 40
    assert shown[0] == "1月1日"


@pytest.mark.parametrize(("low", "high", "whole", "want"), [
    (0, 35, True, [0, 10, 20, 30, 40]), (0, 2, True, [0, 1, 2]), (0, 0, True, [0, 1]),
    (0, 0.8, False, [0, 0.2, 0.4, 0.6, 0.8]), (-5, 12, True, [-5, 0, 5, 10, 15])])
def test_ticks_are_round_and_span_the_values(low: float, high: float, whole: bool, want: list[float]) -> None:
    assert ticks(low, high, whole) == want


def test_a_chart_without_values_is_drawn(tmp_path: Path) -> None:
    chart_pdf(Chart("空", (), ()), tmp_path / "a.pdf")
    chart_pdf(Chart("空", ("一月",), (Series("甲", (None,)),), "line"), tmp_path / "b.pdf")
    assert "空" in texts(tmp_path / "b.pdf")[0]
