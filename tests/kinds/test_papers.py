"""Numbers of papers: the examples of GB 11643 and GB 32100, and any number made by their rules."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Invalid
from desk.kinds import CitizenId, CreditCode, PaperNumber, birth_of, is_masked, sex_of

ID = CitizenId()


def iso_7064(first17: str) -> str:
    """The check by ISO 7064 MOD 11-2, computed digit by digit and not by the standard's weights."""
    product = 0
    for digit in first17:
        product = (product + int(digit)) * 2 % 11
    return "0123456789X"[(12 - product) % 11]


PLACES = st.sampled_from(["110105", "330106", "440524", "659004", "710000", "810000", "820000", "830000", "911124"])
BIRTHS = st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31))
SEQUENCES = st.integers(0, 999)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    first17 = f"{draw(PLACES)}{draw(BIRTHS):%Y%m%d}{draw(SEQUENCES):03d}"
    return first17 + iso_7064(first17)


def refused(value: object) -> str:
    with pytest.raises(Invalid) as refusal:
        ID.cell(value)  # type: ignore[arg-type]
    return refusal.value.code


@given(numbers())
def test_any_sound_number_is_read(number: str) -> None:
    assert ID.parse(number) == number
    assert ID.parse(f" {number[:6]} {number[6:14]}-{number[14:].lower()}\n") == number
    assert birth_of(number) == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    sex = None if number.startswith("9") else "12"[int(number[16]) % 2 == 0]
    assert sex_of(number) == sex
    assert ID.masked(number) == f"{number[:3]}***********{number[-4:]}"


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_refused(number: str, place: int, shift: int) -> None:
    digit = str((int(number[place]) + shift) % 10)
    assert refused(number[:place] + digit + number[place + 1 :]).startswith("id_")


@given(numbers(), st.sampled_from("0123456789X"))
def test_any_wrong_check_is_refused(number: str, check: str) -> None:
    if check != number[-1]:
        assert refused(number[:-1] + check) == "id_checksum"


@given(BIRTHS.filter(lambda day: day.year < 2000), st.integers(0, 995))
def test_old_numbers_are_upgraded(born: dt.date, sequence: int) -> None:
    old = f"440524{born:%y%m%d}{sequence:03d}"
    new = ID.parse(old)
    assert new == f"440524{born:%Y%m%d}{sequence:03d}" + str(new)[-1]
    assert ID.parse(str(new)) == new
    assert ID.cell(int(old)) == ID.cell(float(old)) == new


def test_sequences_of_people_born_before_1900() -> None:
    assert str(ID.parse("440524880101997")).startswith("44052418880101997")


@given(numbers())
def test_a_number_cell_of_18_digits_is_always_refused(number: str) -> None:
    if number.endswith("X"):
        return
    assert refused(int(number)) == "id_number_cell"
    assert refused(float(number)) == "id_number_cell"
    assert refused(repr(float(number))) == "id_number_cell"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1101051949123100, "id_number_cell"),
        (110105194912310000, "id_number_cell"),
        (12345, "id_length"),
        (True, "id_chars"),
        (1.5, "id_chars"),
        ("9.11E+17", "id_number_cell"),
        ("张三", "id_chars"),
        ("911124810803002", "id_province"),
        ("440524490101997", "id_date"),
        ("110105194912310020，110105194912310021", "id_chars"),
        ("110105********002X", "id_masked"),
    ],
)
def test_damaged_cells(cell: object, code: str) -> None:
    assert refused(cell) == code


def test_sentences_a_clerk_understands() -> None:
    for text, sentence in (
        ("110105194912310021", "身份证号校验码不对"),
        ("11010519491231002", "身份证号应为18位，现在是17位"),
    ):
        with pytest.raises(Invalid, match=f"^{sentence}$"):
            ID.parse(text)


def test_a_birth_after_today_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    first17 = "11010520260106002"
    number = first17 + iso_7064(first17)
    monkeypatch.setenv("DESK_TODAY", "2026-01-06")
    assert ID.parse(number) == number
    monkeypatch.setenv("DESK_TODAY", "2026-01-05")
    assert refused(number) == "id_date"


def test_special_numbers() -> None:
    assert (birth_of("810000199001010019"), sex_of("810000199001010019")) == ("1990-01-01", "1")
    assert (birth_of("911124198108030024"), sex_of("911124198108030024")) == ("1981-08-03", None)
    assert (birth_of("CAN110081080310"), sex_of("CAN110081080310")) == (None, None)
    assert (birth_of(None), sex_of("张三")) == (None, None)


def test_masks() -> None:
    assert ID.masked("11010519491231002X") == "110***********002X"
    assert ID.masked("CAN110081080310") == "CAN********0310"
    assert PaperNumber().masked("H12345678") == "H12**5678"
    assert PaperNumber().masked("1234") == "1**4"
    assert is_masked("110***********002X")
    assert is_masked("138＊＊＊＊1234")
    assert is_masked("110105xxxxxxxx002X")
    assert not is_masked("11010519491231002X")
    assert not is_masked(None)


def test_credit_code_number_cell() -> None:
    with pytest.raises(Invalid) as refusal:
        CreditCode().cell(9.13501e17)
    assert refusal.value.code == "credit_number_cell"


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_credit_codes(first17: str, place: int, other: str) -> None:
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    code = first17 + ALPHABET[-total % 31]
    assert CreditCode().parse(code) == code
    if other != code[place]:
        with pytest.raises(Invalid) as refusal:
            CreditCode().parse(code[:place] + other + code[place + 1 :])
        assert refusal.value.code == "credit_checksum"
