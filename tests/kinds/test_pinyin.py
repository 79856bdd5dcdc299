"""How names sound, and how they sort."""

from __future__ import annotations

import pytest

from desk.kinds import pinyin


@pytest.mark.parametrize(
    ("name", "first", "sound"),
    [
        ("单小娟", "sxj", "shanxiaojuan"),
        ("仇明", "qm", "qiuming"),
        ("解放", "xf", "xiefang"),
        ("区伟", "ow", "ouwei"),
        ("朴英", "py", "piaoying"),
        ("翟红", "zh", "zhaihong"),
        ("覃玉", "qy", "qinyu"),
        ("单于娟", "cyj", "chanyujuan"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("万俟明", "mqm", "moqiming"),
        ("长孙英", "zsy", "zhangsunying"),
        ("欧阳芳", "oyf", "ouyangfang"),
        ("吕布", "lb", "lvbu"),
        ("于𬱖", "yd", "yudi"),
        ("刘䶮", "ly", "liuyan"),
        ("阿不都·热合曼", "abdrhm", "abudoureheman"),
        ("John Smith", "js", "johnsmith"),
        ("", "", ""),
    ],
)
def test_surname_readings_come_first(name: str, first: str, sound: str) -> None:
    assert pinyin.initials(name)[0] == first
    assert pinyin.full(name) == sound


def test_all_readings_are_indexed() -> None:
    assert {"qy", "ty"} <= set(pinyin.initials("覃玉"))
    assert {"shanle", "danle", "shanyue"} <= set(pinyin.spellings("单乐"))
    assert {"cyj", "syj"} <= set(pinyin.initials("单于娟"))
    assert {"lvbu", "lubu", "lyubu"} <= set(pinyin.spellings("吕布"))


def test_the_number_of_spellings_is_bounded() -> None:
    name = "单乐重任行长朝" * 5
    assert 1 < len(pinyin.initials(name)) <= pinyin.MOST
    assert len(pinyin.spellings(name)) <= 3 * pinyin.MOST


@pytest.mark.parametrize(("reading", "first"), [("Tán Yù", "ty"), ("tan", "ty"), ("tan2 yu4", "ty"), (None, "qy")])
def test_the_persons_own_reading_wins(reading: str | None, first: str) -> None:
    assert pinyin.initials("覃玉", reading)[0] == first


def test_own_reading_with_an_umlaut() -> None:
    assert pinyin.full("吕布", "Lǚ Bù") == "lvbu"


def test_order_of_names() -> None:
    names = ["张安", "章安", "张伟", "汪洋", "王安", "万山", "单一", "白石", "曾一", "Adam"]
    expected = ["Adam", "白石", "单一", "万山", "汪洋", "王安", "曾一", "张安", "张伟", "章安"]
    assert sorted(names, key=pinyin.sort_key) == expected


def test_names_leave_words_their_own_readings() -> None:
    """Reading names must not take the phrases away from others: 调解 is read tiao jie."""
    from pypinyin import lazy_pinyin

    pinyin.initials("调解")
    assert lazy_pinyin("调解成功") == ["tiao", "jie", "cheng", "gong"]
