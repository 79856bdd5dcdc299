"""Printed ledgers, read back as a person would copy them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from paper_pages import LONG, RARE, UNKNOWN, darkest_at_edge, ledger, person, run, texts

from desk.errors import Trouble
from desk.papers.ledger import ledger_pdf
from desk.papers.model import Column, LedgerPaper


def test_every_page_has_head_foot_and_number(tmp_path: Path) -> None:
    out = tmp_path / "台账.pdf"
    rows = [person(i) for i in range(1, 151)]
    paper = ledger(rows, ["", "", "", "", "11325.00", ""], masked_note="注：号码已遮盖。")
    steps, printed = run(ledger_pdf(paper, out))
    pages = texts(out)
    assert steps == [(100, 150), (150, 150)]
    assert printed.pages == len(pages) > 3
    assert printed.missing == ""
    for number, page in enumerate(pages, 1):
        for part in ("和平里社区低保对象台账（2026年1月）", "填报单位（盖章）：和平里社区居民委员会",
                     "2026年1月1日至1月31日", "单位：元", "序号", "公民身份号码", "负责人：", "填报日期：",
                     "注：号码已遮盖。", f"第{number}页共{len(pages)}页"):
            assert part in page
    whole = "".join(pages)
    assert all("".join([str(i), *person(i)]) in whole for i in range(1, 151))
    assert "合计11325.00" in pages[-1]
    assert all(darkest_at_edge(out, page, 28) == 255 for page in range(len(pages)))


def test_rare_and_long_names_are_whole(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    names = [*RARE, LONG, f"王{UNKNOWN}"]
    _, printed = run(ledger_pdf(ledger([person(i, name) for i, name in enumerate(names)]), out))
    whole = "".join(texts(out))
    assert all(name in whole for name in (*RARE, LONG, "王〓"))
    assert printed.missing == UNKNOWN


def test_a_very_long_text_goes_over_pages_without_loss(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    note = "".join(chr(0x4E00 + i) for i in range(4000))
    _, printed = run(ledger_pdf(ledger([person(1), [*person(2)[:-1], note], person(3)]), out))
    assert printed.pages > 1
    assert set(note) <= set("".join(texts(out)))


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    steps, printed = run(ledger_pdf(ledger([]), out))
    assert (printed.pages, steps) == (1, [(0, 0)])
    assert "本期无记录" in texts(out)[0]


@pytest.mark.parametrize(("count", "landscape"), [(4, False), (12, True)])
def test_many_columns_lie_few_stand(tmp_path: Path, count: int, landscape: bool) -> None:
    out = tmp_path / "a.pdf"
    columns = tuple(Column(f"第{i}列") for i in range(count))
    paper = LedgerPaper("台账", "社区", "2026年", "", columns, iter([["甲"] * count]), 1)
    run(ledger_pdf(paper, out))
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        wide, high = document[0].get_size()
    assert (wide > high) is landscape


def test_groups_of_columns_have_one_heading(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    columns = (Column("姓名"), Column("男", group="人数", numeric=True), Column("女", group="人数", numeric=True))
    run(ledger_pdf(LedgerPaper("台账", "社区", "2026年", "单位：人", columns, iter([["甲", "1", "2"]]), 1), out))
    assert texts(out)[0].count("人数") == 1


def test_a_cancelled_print_leaves_the_old_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"old")
    job = ledger_pdf(ledger([person(i) for i in range(500)]), out)
    assert next(job) == (100, 500)
    job.close()
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]
    assert out.read_bytes() == b"old"


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="无法写入"):
        next(ledger_pdf(ledger([person(i) for i in range(500)]), tmp_path / "没有" / "a.pdf"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("count", "readable"), [(8, True), (30, False)])
def test_how_small_the_text_gets_is_told(tmp_path: Path, count: int, readable: bool) -> None:
    columns = tuple(Column(f"证件号{i}") for i in range(count))
    rows = iter([["33019919471012412"] * count])
    _, printed = run(ledger_pdf(LedgerPaper("台账", "社区", "2026年", "", columns, rows, 1), tmp_path / "a.pdf"))
    assert (printed.size >= 7) is readable
