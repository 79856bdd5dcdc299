"""Every character finds a face, and the widths agree with what reportlab draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_pages import LONG, RARE, UNKNOWN, texts
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from desk.papers import fonts
from desk.papers.lines import draw

ROLES = ("song", "hei", "kai", "fang", "title")
GB2312 = "".join(bytes([a, b]).decode("gb2312") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)
                 if (a, b) < (0xD7, 0xFA) or a > 0xD7)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_draws_all_of_gb2312_in_its_own_face(role: fonts.Role) -> None:
    assert len(GB2312) == 6763
    assert [name for name, _ in fonts.runs(GB2312, role)] == [f"desk-{role}"]


@pytest.mark.parametrize("role", ROLES)
def test_rare_names_are_complete_and_in_order(role: fonts.Role) -> None:
    for name in (*RARE, LONG):
        assert "".join(piece for _, piece in fonts.runs(name, role)) == name
        assert fonts.missing(name) == ""


def test_a_character_without_a_glyph_is_shown_and_named() -> None:
    assert fonts.missing(f"张{UNKNOWN}三{UNKNOWN}\ue863") == f"{UNKNOWN}\ue863"
    assert "".join(piece for _, piece in fonts.runs(f"张{UNKNOWN}", "fang")) == "张〓"


def test_control_characters_and_variant_selectors_take_no_room() -> None:
    assert fonts.runs("葛\U000e0100城\u200b", "song") == (("desk-song", "葛城"),)
    assert fonts.width("葛\U000e0100", "song", 10) == fonts.width("葛", "song", 10) == 10
    assert fonts.missing("a\tb\nc\u200b") == ""


def test_width_is_what_reportlab_measures() -> None:
    for text in ("社区2026年（Aq）", *RARE):
        measured = sum(pdfmetrics.stringWidth(piece, name, 12) for name, piece in fonts.runs(text, "fang"))
        assert fonts.width(text, "fang", 12) == pytest.approx(measured)


def test_text_beyond_the_first_plane_can_be_copied(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for i, name in enumerate(RARE):
        draw(canvas, 50, 700 - 30 * i, name, "kai", 16)
    canvas.save()
    assert texts(tmp_path / "a.pdf") == ["".join(RARE)]
