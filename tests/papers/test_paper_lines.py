"""The line breaker: rules of 避头尾, whole numbers, nothing lost."""

from __future__ import annotations

import random

import pytest

from desk.papers import fonts
from desk.papers.lines import break_lines, longest, spacing

TEXT = ("截至2026年6月30日，本社区（和平里）共有居民2597人、1034户；其中“独居老人”48人，占1.85%。电话13800138000，"
        "身份号码110101194912310021，详见《社区工作报告》〔2026〕3号……阿卜杜热合曼·阿卜杜外力——金额￥128,600.50元！"
        "网址example.org/a-b，英文Word和PDF文件（docx）。")
BAD_STARTS = set("，。、；：？！》〉」』】〕”’）…—·%")
BAD_ENDS = set("《〈「『【〔“‘（￥")
WHOLE = ("2597", "13800138000", "110101194912310021", "128,600.50", "1.85", "example.org/a-b")


@pytest.mark.parametrize("room", range(120, 460, 7))
def test_no_bad_start_no_bad_end_no_torn_number(room: int) -> None:
    lines = break_lines(TEXT, room, "fang", 16, 32)
    parts = [TEXT[line.start : line.end] for line in lines]
    assert "".join(parts) == TEXT
    assert all(line.indent + line.width <= room + 0.02 for line in lines)
    if room > longest(TEXT, "fang", 16) + 32:
        assert not [p for p in parts if p[0] in BAD_STARTS or p[-1] in BAD_ENDS]
        assert all(any(word in p for p in parts) for word in WHOLE)


def test_a_run_wider_than_the_line_is_broken_not_cut() -> None:
    parts = break_lines("1" * 100, 50, "song", 10)
    assert sum(line.end - line.start for line in parts) == 100
    assert all(line.width <= 50.02 for line in parts)


def test_random_texts_lose_nothing_and_keep_within_the_room() -> None:
    dice = random.Random(5)
    for _ in range(200):
        text = "".join(dice.choices("社区，。（）《》12ab\u3000·%𫖯—", k=dice.randint(1, 60)))
        room = dice.uniform(12, 200)
        lines = break_lines(text, room, "song", 12)
        assert "".join(text[line.start : line.end] for line in lines) == text
        assert all(line.width <= max(room, 12) + 0.02 for line in lines)


def test_paragraphs_and_blanks() -> None:
    text = "第一段 \n\n第三段"
    lines = break_lines(text, 100, "song", 10, 20)
    assert [text[line.start : line.end] for line in lines] == ["第一段", "", "第三段"]
    assert all(line.last and line.indent == 20 for line in lines)


def test_justification_fills_the_line_but_not_the_last() -> None:
    first, *_, last = break_lines(TEXT, 300, "fang", 16)
    gaps = fonts.drawn(TEXT[first.start : first.end]) - 1
    assert first.width + gaps * spacing(first, TEXT, 300, 16) == pytest.approx(300)
    assert spacing(last, TEXT, 300, 16) == 0
