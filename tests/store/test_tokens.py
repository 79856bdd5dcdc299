"""Search tokens: what a row is found by, and what a typed word may mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.records import Residence, Resident, Unit
from desk.store.tokens import sought, tokens


def found(typed: str, **row: str) -> bool:
    """Whether a resident with these values is found by a typed word."""
    own = tokens(Resident.spec, row)
    return any(token.startswith(prefix) for token in own for prefix in sought(typed))


@pytest.mark.parametrize("typed", [
    "汤红旺", "汤", "红旺", "旺", "thw", "hw", "w", "tanghongwang", "TANG", "tangh", "thW"])
def test_a_name_is_found_from_any_place(typed: str) -> None:
    assert found(typed, name="汤红旺")


@pytest.mark.parametrize("typed", ["汤旺", "hongt", "xhw", "王", "whgt"])
def test_a_name_is_not_found_by_what_it_is_not(typed: str) -> None:
    assert not found(typed, name="汤红旺")


def test_surnames_are_read_as_surnames_and_both_readings_of_others() -> None:
    assert found("sxh", name="单小红")
    assert found("zyl", name="曾月亮")
    assert found("cch", name="长春花")
    assert found("lvbu", name="吕布")


def test_a_reading_of_ones_own_wins() -> None:
    assert found("dxh", name="单小红", reading="dan xiao hong")


@pytest.mark.parametrize("typed", ["阿不都", "热合曼", "买买提", "热合曼买买提", "热合曼·买买提", "abd", "mmt"])
def test_long_names_with_a_dot(typed: str) -> None:
    assert found(typed, name="阿不都热合曼·买买提")


def test_rare_characters() -> None:
    assert found("𬍛", name="张𬍛")
    assert found("张𬍛", name="张𬍛")


@pytest.mark.parametrize("typed", ["1", "21", "0021", "310021", "110105194912310021"])
def test_numbers_by_their_tail(typed: str) -> None:
    assert found(typed, id_number="110105194912310021")


def test_numbers_by_their_tail_with_x_and_of_phones() -> None:
    assert found("002x", id_number="11010519491231002X")
    assert found("002X", id_number="11010519491231002X")
    assert found("5678", phone="13812345678")
    assert found("5678", phone="010-12345678、13900001111")
    assert not found("1234", id_number="110105194912310021")


@pytest.mark.parametrize("typed", [
    "和平里", "平里", "12幢", "12", "1601", "和平里12幢", "12幢3单元", "１２幢", "12栋", "12号楼"])
def test_addresses_by_their_parts(typed: str) -> None:
    own = tokens(Residence.spec, {"address": "和平里12幢3单元1601室"})
    assert any(token.startswith(prefix) for token in own for prefix in sought(typed))


def test_a_unit_by_its_name_and_its_head() -> None:
    own = tokens(Unit.spec, {"name": "红星超市", "person": "钱娟", "credit_code": "91350100M000100Y43"})
    for typed in ("超市", "hxcs", "qj", "00y43", "0100Y43"):
        assert any(token.startswith(prefix) for token in own for prefix in sought(typed)), typed


@pytest.mark.parametrize("typed", ["%", "_", "'", "-", "（）", "。", "*"])
def test_signs_alone_find_nothing(typed: str) -> None:
    assert not found(typed, name="汤红旺", phone="13812345678", hukou_address="和平里12幢")


def test_nothing_means_nothing() -> None:
    assert sought("") == sought(" · ") == ()
    assert tokens(Resident.spec, {}) == set()


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_kept_and_sought(kept: str, typed: str) -> None:
    row = {"name": kept, "phone": kept, "hukou_address": kept, "reading": typed}
    assert all(len(token) <= 64 for token in tokens(Resident.spec, row))
    assert all(sought(typed)) or not sought(typed)


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12), st.data())
def test_any_piece_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    assert found(name[start:data.draw(st.integers(start + 1, len(name)))], name=name)
