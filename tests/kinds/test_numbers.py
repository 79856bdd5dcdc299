"""Whole numbers, decimals, money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Invalid
from desk.kinds import Decimal, Kind, Money, Whole, YesNo

FEN = st.integers(0, 10**11)


@given(FEN)
def test_money_is_exact(fen: int) -> None:
    kind = Money()
    assert kind.parse(f"{fen // 100}.{fen % 100:02d}元") == fen
    assert kind.parse(kind.show(fen)) == fen
    assert kind.cell(kind.excel(fen)) == fen
    assert kind.plain(fen) == fen / 100


@given(st.integers(0, 10**7))
def test_tens_of_thousands(steps: int) -> None:
    assert Money().parse(f"{steps / 10000:.4f}万元") == steps * 100


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Money(), 1234.5, 123450),
        (Money(), 0.1 + 0.2, 30),
        (Money(), 333.3333333, 33333),
        (Money(), "1 234.50", 123450),
        (Money(), "3千", 300000),
        (Money(), "-", None),
        (Money(), float("nan"), None),
        (Money(min=-10), "-5", -500),
        (Decimal(), "89.5㎡", 8950),
        (Decimal(places=1, unit="小时"), "2.5个小时", 25),
        (Whole(), 3.0, 3),
        (Whole(unit="人"), "12名", 12),
        (YesNo(), True, 1),
        (YesNo(), 0.0, 0),
    ],
)
def test_cells(kind: Kind, cell: object, value: int | None) -> None:
    assert kind.cell(cell) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (Whole(), 3.5, "whole_places"),
        (Whole(), True, "whole_form"),
        (Money(), float("inf"), "money_form"),
        (Money(), 1e30, "money_range"),
        (Money(), "1,23", "money_form"),
        (Money(), "3万5", "money_form"),
        (Money(), "9999999999999999元", "money_range"),
    ],
)
def test_refused_cells(kind: Kind, cell: object, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        kind.cell(cell)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_plain_numbers_are_in_the_unit_people_use() -> None:
    assert Money().plain(123450) == 1234.5
    assert Money().plain(100) == 1
    assert isinstance(Money().plain(100), int)
    assert Decimal().show(8950) == "89.50"
