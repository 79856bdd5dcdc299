"""A record's page on paper: what it shows, as it shows it, and logged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from desk.service.desk import Desk
from desk.service.entries.person import page
from desk.service.entries.save import blank, save
from desk.service.reports.slips import print_page

NUMBER, PHONE = "11010519491231002X", "13812345678"


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    desk = fresh()
    save(desk, "resident", {"name": "王秀英", "id_number": NUMBER, "phone": PHONE, "address": "和平里1幢",
                            "moved_in": "2020-05-01"})
    save(desk, "standing", {"category": "volunteer", "resident": 1, "start": "2024-01-05"})
    for day in range(1, 29):
        save(desk, "visit", {**blank(desk, "visit"), "resident": 1, "date": f"2026-03-{day:02d}"})
    return desk


def text(path: Path) -> str:
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


@pytest.mark.parametrize("reveal", [False, True])
def test_a_page_is_printed_as_it_is_shown(desk: Desk, tmp_path: Path, reveal: bool) -> None:
    shown = page(desk, "resident", 1, reveal)
    out = tmp_path / "a.pdf"
    made = print_page(desk, shown, out)
    paper = text(out)
    assert made.pages == 2
    assert made.missing == ""
    assert "一人一档" in paper
    for title, fact in (fact for _, group in shown.groups for fact in group):
        assert "".join(title.split()) in paper
        assert "".join(fact.split()) in paper
    assert all(moment.date in paper for moment in shown.timeline)
    assert paper.index("身份：志愿者") < paper.index("往来记事") < paper.index("走访：")
    assert (NUMBER in paper, PHONE in paper, "已部分遮盖" in paper) == (reveal, reveal, not reveal)
    assert "第2页" in paper
    log = desk.meta.tables["export_log"]
    with desk.read() as conn:
        told = conn.execute(select(log.c.what, log.c.full).order_by(log.c.id.desc())).first()
    assert tuple(told or ()) == ("一人一档（打印）", int(reveal))


def test_other_records_have_their_page_on_paper(desk: Desk, tmp_path: Path) -> None:
    for record, title in (("standing", "身份登记"), ("visit", "走访登记")):
        shown = page(desk, record, 1)
        assert print_page(desk, shown, tmp_path / "a.pdf").pages == 1
        paper = text(tmp_path / "a.pdf")
        assert title in paper
        assert "".join(shown.title.split()) in paper
