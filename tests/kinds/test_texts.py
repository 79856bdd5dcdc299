"""Text and names."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Invalid
from desk.kinds import LongText, PersonName, Phone, Text

NAME = PersonName()
RARE = "䶮䃅㛃㭎㧑㳇㛹䌹𣲘𠙶𤧛𨱇𫖯𪟝㽏𬱖𬱟𬀩𬘭𬭎𬍤𬇕"


@pytest.mark.parametrize("character", RARE)
def test_rare_characters_of_names(character: str) -> None:
    assert NAME.parse(f"王 {character}") == f"王{character}"


@pytest.mark.parametrize("dot", "•・‧∙⋅．･·")
def test_dots_of_minority_names(dot: str) -> None:
    assert NAME.parse(f"阿不都{dot}热合曼") == "阿不都·热合曼"
    assert NAME.parse(f"阿不都 {dot} 热合曼") == "阿不都·热合曼"


def test_long_names_fit() -> None:
    name = "热" * 25 + "·" + "曼" * 24
    assert NAME.parse(name) == name


def test_a_lost_character_is_named_by_place() -> None:
    with pytest.raises(Invalid, match="第2个字"):
        NAME.parse("刘\ue863")


@pytest.mark.parametrize("text", ["张*", "张＊明", "李某", "欧阳某某", "张××"])
def test_masked_names(text: str) -> None:
    assert NAME.is_masked(text)
    with pytest.raises(Invalid):
        NAME.parse(text)


def test_names_are_nfc_never_nfkc() -> None:
    assert NAME.parse("e\u0301va") == "éva"
    assert NAME.parse("王㎏") == "王㎏"


@given(st.text(max_size=30))
def test_reading_a_name_twice_changes_nothing(text: str) -> None:
    try:
        name = NAME.parse(text)
    except Invalid:
        return
    assert NAME.parse(NAME.show(name)) == name
    assert name is None or unicodedata.is_normalized("NFC", str(name))


@given(st.text(max_size=60))
def test_text_is_one_line(text: str) -> None:
    value = Text().parse(text)
    assert value is None or ("\n" not in str(value) and Text().parse(str(value)) == value)
    long = LongText().parse(text)
    assert LongText().parse(long if isinstance(long, str) else "") == long


def test_cells_of_other_types_become_text() -> None:
    assert Text().cell(3.0) == "3"
    assert Text().cell(2.5) == "2.5"
    assert Text().cell(dt.datetime(2026, 1, 5)) == "2026-01-05"
    assert Text().cell(True) == "是"


def test_phones() -> None:
    kind = Phone()
    assert kind.cell(13800001234.0) == "13800001234"
    assert kind.cell(2081234567) == "020-81234567"
    assert kind.cell(57181234567) == "0571-81234567"
    assert kind.masked("13800001234") == "138****1234"
    assert kind.masked("13800001234(女儿)、020-81234567") == "138****1234(女儿)、020-****4567"
    assert kind.masked("81234567") == "****4567"
    assert kind.is_masked("138****1234")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_mobile_numbers(one: str, two: str) -> None:
    kind = Phone()
    assert kind.parse(f"+86-{one[:3]} {one[3:7]} {one[7:]}") == one
    assert kind.parse(f"{one}；{two}") == "、".join(dict.fromkeys((one, two)))
    assert one[3:7] + one[7:] not in kind.masked(one)
