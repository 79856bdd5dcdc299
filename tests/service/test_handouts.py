"""Lists to sign and household cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from import_books import number
from pypdfium2 import PdfDocument

from desk.errors import Invalid
from desk.papers.files import PDFIUM
from desk.service.desk import Desk
from desk.service.entries.save import save
from desk.service.jobs import run
from desk.service.lists.handouts import household_cards, sign_sheet
from desk.service.lists.query import Query, count, ids, texts


def text_of(path: Path) -> str:
    """All text of a PDF."""
    with PDFIUM:
        book = PdfDocument(path)
        try:
            pages = []
            for page in book:
                words = page.get_textpage()
                pages.append(words.get_text_range())
                words.close()
                page.close()
        finally:
            book.close()
    return "\n".join(pages)


@pytest.mark.parametrize("ledger", ["elder_60", "household", "grant", "dibao", "unit", "model_family"])
def test_anything_can_be_signed_for(community: Any, tmp_path: Path, ledger: str) -> None:
    desk, out = community.desk, tmp_path / "签字.xlsx"
    made = run(sign_sheet(desk, Query(ledger), out, goods="大米一袋", amount="200", title="重阳节慰问品领取签字表"))
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0][0] == "重阳节慰问品领取签字表"
    assert rows[2] == ("序号", "姓名", "身份证号", "住址", "物品/金额", "签名", "日期")
    assert made == count(desk, Query(ledger)) == len(rows) - 4
    assert all(row[4] == "大米一袋 200元" and not any(row[5:]) for row in rows[3:-1])
    assert all("*" in row[2] for row in rows[3:-1] if row[2])
    assert rows[-1][:2] == ("合计", f"{made}人")
    assert openpyxl.load_workbook(out).active.row_dimensions[4].height >= 26


def test_grants_tell_what_they_were(community: Any, tmp_path: Path) -> None:
    desk, out = community.desk, tmp_path / "签字.xlsx"
    run(sign_sheet(desk, Query("grant"), out, full=True))
    rows = list(openpyxl.load_workbook(out).active.iter_rows(4, values_only=True))[:-1]
    assert any(str(row[4]).endswith("元") for row in rows)
    assert not any("*" in (row[2] or "") for row in rows)


def test_a_list_to_sign_on_paper(community: Any, tmp_path: Path) -> None:
    desk, out = community.desk, tmp_path / "签字.pdf"
    made = run(sign_sheet(desk, Query("elder_60"), out, goods="大米一袋"))
    said = text_of(out)
    shown = texts(desk, "elder_60", list(ids(desk, Query("elder_60"))))
    assert all(row[0] in said for row in shown)
    assert said.count("大米一袋") == made == len(shown)
    assert "合计" in said


def family(desk: Desk) -> None:
    """A household of two, one who lives alone without a household."""
    head = save(desk, "resident", {"name": "何户主", "id_number": number("33019919600101001"), "phone": "13800000001",
                                   "address": "和平里3幢1单元101室", "nature": "01", "relation": "02"}).id
    house = save(desk, "household", {"number": "1001", "head": head}).id
    save(desk, "resident", {"household": house}, head)
    save(desk, "resident", {"name": "何小囡", "id_number": number("33019919900101002"), "nature": "01",
                            "relation": "30", "household": house, "address": "和平里3幢1单元101室"})
    save(desk, "resident", {"name": "独一人", "nature": "01", "address": "和平里5幢"})


def test_a_card_for_each_household(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk, out = fresh(), tmp_path / "核对.pdf"
    family(desk)
    for ledger, full in (("household", False), ("resident", True)):
        made = run(household_cards(desk, Query(ledger), out, full=full))
        said = text_of(out)
        assert made.pages == 1
        assert said.count("入户核对表") == 1
        assert said.index("何户主") < said.index("何小囡")
        assert ("330199196001010" in said) is full
        assert "独一人" not in said
        assert all(word in said for word in ("1001", "和平里3幢1单元101室", "□无变化", "住户（签名）"))


def test_nobody_to_call_on(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    save(desk, "resident", {"name": "独一人", "nature": "01", "address": "和平里5幢"})
    for ledger in ("resident", "building"):
        with pytest.raises(Invalid) as refusal:
            run(household_cards(desk, Query(ledger), tmp_path / "核对.pdf"))
        assert refusal.value.code == "no_household"
    assert list(tmp_path.glob("*.pdf")) == []


def test_cancel_leaves_nothing(community: Any, tmp_path: Path) -> None:
    job = household_cards(community.desk, Query("household"), tmp_path / "核对.pdf")
    next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []
