"""Reports as PDF and Word: the same texts, the figures clickable, the page of the standard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pypdfium2.raw as raw
import pytest
from docx.oxml.ns import qn
from paper_pages import LONG, RARE, darkest_at_edge, inside, report, texts

from desk.papers import outline
from desk.papers.numbering import chinese
from desk.papers.report import report_pdf
from desk.papers.word import report_docx


def test_every_figure_has_its_place_and_its_link(tmp_path: Path) -> None:
    out = tmp_path / "报告.pdf"
    printed = report_pdf(report(), out)
    found = {(spot.figure_key, inside(out, spot.page, (spot.x0 + 1, spot.y0, spot.x1 - 1, spot.y1)))
             for spot in printed.spots}
    assert found == {("residents", "2597"), ("old", "612"), ("old_rate", "23.57"), ("cases", "27"),
                     ("residents", "2597人"), ("old", "612人"), ("cases", "27件")}
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        assert len(document) == printed.pages == 5
        links = [_links(page) for page in document]
        contents = [mark.get_title() for mark in document.get_toc()]
    assert links == [3, 0, 0, 0, 3]
    assert contents == ["一、基本情况", "二、主要工作", "（一）调解工作", "（二）走访工作", "三、下一步打算"]


def _links(page: pypdfium2.PdfPage) -> int:
    return sum(raw.FPDFAnnot_GetSubtype(raw.FPDFPage_GetAnnot(page, i)) == raw.FPDF_ANNOT_LINK
               for i in range(raw.FPDFPage_GetAnnotCount(page)))


def test_without_an_annex_there_are_places_but_no_links(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    printed = report_pdf(replace(report(), annex_rows=()), out)
    assert {spot.figure_key for spot in printed.spots} == {"residents", "old", "old_rate", "cases"}
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        assert not any(_links(page) for page in document)
    assert "数据来源" not in "".join(texts(out))


def test_the_page_is_that_of_the_standard(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    printed = report_pdf(report(), out)
    pages = texts(out)
    for number, page in enumerate(pages, 1):
        assert f"—{number}—" in page
        assert darkest_at_edge(out, number - 1, 65) == 255
    whole = "".join(pages)
    assert "（2026年1月1日至6月30日）" in whole
    assert "附件：数据来源" in whole
    assert all(name in whole for name in (*RARE, LONG))
    assert printed.missing == ""
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        lines = document[2].get_textpage().get_text_bounded().splitlines()
    assert {len(line.strip()) for line in lines[:22]} == {27, 28}
    assert lines[22].strip() == "— 3 —"


def test_word_holds_the_same_texts(tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    paper = report()
    report_docx(paper, out)
    document = docx.Document(str(out))
    written = [p.text.replace("\n", "") for p in document.paragraphs]
    for section, heading in outline.headings(paper):
        assert heading in written
        assert all(paragraph.text in written for paragraph in section.paragraphs)
    assert {paper.title, paper.organisation, paper.date_text, "附件：数据来源"} <= set(written)
    heads = {p.text: p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")}
    assert heads["（一）调解工作"] == "Heading 2"
    assert [c.text for c in document.tables[0].rows[2].cells] == ["合计", "27"]
    assert [c.text for c in document.tables[1].rows[1].cells][1:3] == ["居民人数", "截止日在册的人"]
    assert len(document.inline_shapes) == 1
    faces = document.styles["Normal"].element.rPr.rFonts
    assert faces.get(qn("w:eastAsia")) == "仿宋"
    section = document.sections[0]
    assert (section.page_width.mm, section.left_margin.mm) == pytest.approx((210, 28), abs=0.1)


def test_headings_number_themselves_unless_they_bring_a_number() -> None:
    numbered = [heading for _, heading in outline.headings(report())]
    assert numbered == ["一、基本情况", "二、主要工作", "（一）调解工作", "（二）走访工作", "三、下一步打算"]
    assert [chinese(n) for n in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]


@pytest.mark.parametrize("title", [
    "工作报告", "和平里社区居民委员会关于2026年上半年社区工作情况的报告", "社区" * 40, "2026" * 30])
def test_titles_are_broken_into_lines_that_fit(title: str) -> None:
    from desk.papers import fonts

    lines = outline.title_lines(title, 442, 22)
    assert "".join(lines) == title
    assert all(fonts.width(line, "title", 22) <= 442 for line in lines) or title.isascii()
