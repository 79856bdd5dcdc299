"""The same tests over every kind, and over a code for every built-in list."""

from __future__ import annotations

import datetime as dt

import pytest

from desk.errors import Invalid
from desk.kinds import (
    KINDS,
    CitizenId,
    Code,
    Codes,
    Date,
    Decimal,
    DueDate,
    Kind,
    Money,
    PaperNumber,
    PersonName,
    Phone,
    Storage,
    Text,
    Whole,
    code_list,
    code_titles,
)

SPECIAL: tuple[Kind, ...] = (
    Date(past_only=True),
    DueDate(),
    DueDate(known_until="1949-12-31"),
    Whole(min=1, max=10, unit="次"),
    Whole(min=-5, unit=""),
    Decimal(places=1, unit="小时"),
    Money(min=-1000),
    Text(max=4),
    PersonName(max=50),
)
EVERY = (
    *(kind() for kind in KINDS),
    *SPECIAL,
    *(Code(codes=code_list(key)) for key in code_titles()),
    *(Codes(codes=code_list(key)) for key in code_titles()),
)
SAMPLES = [(kind, text, value) for kind in EVERY for text, value in kind.samples()]
REFUSED = [(kind, text, code) for kind in EVERY for text, code in kind.refused()]
VALUES = [(kind, value) for kind, value in dict.fromkeys((kind, value) for kind, _, value in SAMPLES)]


def test_keys_are_unique() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    assert all(kind.key for kind in KINDS)


@pytest.mark.parametrize("kind", EVERY, ids=repr)
def test_says_what_it_reads_and_refuses(kind: Kind) -> None:
    assert any(value is not None for _, value in kind.samples())
    assert kind.refused()
    assert kind.parse("") is None
    assert kind.parse(" \u3000\n") is None
    assert kind.cell(None) is None
    assert kind.show(None) == ""
    assert kind.masked(None) == ""
    assert kind.excel(None) is None
    assert kind.plain(None) is None
    kind.check(None)


@pytest.mark.parametrize(("kind", "text", "value"), SAMPLES)
def test_reads_samples(kind: Kind, text: str, value: object) -> None:
    assert kind.parse(text) == value
    assert kind.cell(text) == value
    assert not kind.is_masked(text)


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_accepts_its_own_values(kind: Kind, value: str | int | None) -> None:
    kind.check(value)
    if value is not None:
        assert isinstance(value, int if kind.storage is Storage.INTEGER else str)


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_is_shown_is_read_back(kind: Kind, value: str | int | None) -> None:
    if kind.shows_all:
        assert kind.parse(kind.show(value)) == value


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_a_sheet_holds_is_read_back(kind: Kind, value: str | int | None) -> None:
    cell = kind.excel(value)
    assert kind.cell(cell) == value
    if isinstance(cell, int):
        assert kind.cell(float(cell)) == value
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        assert kind.cell(dt.datetime.combine(cell, dt.time())) == value


@pytest.mark.parametrize(("kind", "text", "code"), REFUSED)
def test_refuses_in_a_chinese_sentence(kind: Kind, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        kind.parse(text)
    assert refusal.value.code == code
    assert any("\u4e00" <= character <= "\u9fff" for character in refusal.value.text)


@pytest.mark.parametrize(
    ("kind", "value"), [(k, v) for k, v in VALUES if isinstance(k, (CitizenId, PaperNumber, Phone))]
)
def test_masked_never_tells_the_number(kind: Kind, value: str | None) -> None:
    hidden = kind.masked(value)
    assert value is None or (hidden != value and "*" in hidden)
    for number in (value or "").split("、"):
        assert not number or number not in hidden
    assert value is None or kind.is_masked(hidden)


@pytest.mark.parametrize("kind", EVERY, ids=repr)
def test_refuses_plain_values_of_another_type(kind: Kind) -> None:
    wrong = "不是数字" if kind.storage is Storage.INTEGER else 3
    with pytest.raises(Invalid):
        kind.check(wrong)
