"""Addresses: parts, one spelling, order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.kinds import address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("和平里31幢4单元1601室", ("和平里", "31", "4", "1601")),
        ("和平里 ３１栋４单元１６０１", ("和平里", "31", "4", "1601")),
        ("和平里31号楼4门1601", ("和平里", "31", "4", "1601")),
        ("和平里31楼4单元1601", ("和平里", "31", "4", "1601")),
        ("和平里31#4单元1601", ("和平里", "31", "4", "1601")),
        ("和平里31幢-4-1601", ("和平里", "31", "4", "1601")),
        ("和平里31-4-1601", ("和平里", "31", "4", "1601")),
        ("和平里三十一幢四单元1601室", ("和平里", "31", "4", "1601")),
        ("和平里31号4门1601", ("和平里", "31", "4", "1601")),
        ("和平里31幢4单元16层1601室", ("和平里", "31", "4", "1601")),
        ("阳光小区3-2-501", ("阳光小区", "3", "2", "501")),
        ("阳光小区3-501", ("阳光小区", "3", "", "501")),
        ("阳光小区03幢02单元0501", ("阳光小区", "3", "2", "501")),
        ("阳光小区A座1203", ("阳光小区", "A", "", "1203")),
        ("阳光小区3幢负101", ("阳光小区", "3", "", "负101")),
        ("12号楼", ("", "12", "", "")),
        ("三座桥1幢", ("三座桥", "1", "", "")),
        ("五一小区5幢301", ("五一小区", "5", "", "301")),
        ("东风路39号501室", ("东风路39号", "", "", "501")),
        ("东风路100弄31号1601室", ("东风路100弄", "31", "", "1601")),
        ("幸福里2单元301", ("幸福里", "", "2", "301")),
    ],
)
def test_parts(text: str, parts: tuple[str, str, str, str]) -> None:
    assert address.parse(text) == parts


@pytest.mark.parametrize("text", ["", "阳光小区", "东风路39号", "阳光小区3-2", "村口大树旁"])
def test_doubtful_addresses_are_left_alone(text: str) -> None:
    assert address.parse(text) is None
    assert address.normalise(text) == text


NUMBERS = st.integers(1, 40)
WAYS = ("{e}{b}幢{u}单元{r}室", "{e}{b}栋{u}单元{r}", "{e}{b}号楼{u}门{r}", "{e}{b}-{u}-{r}", "{e} {b}#楼{u}单元{r}号")


@given(
    st.sampled_from(["和平里", "阳光小区", "东风路", "五一新村", ""]),
    NUMBERS,
    st.integers(1, 9),
    st.integers(101, 3304),
)
def test_all_ways_are_one(estate: str, building: int, unit: int, room: int) -> None:
    written = {way.format(e=estate, b=building, u=unit, r=room) for way in WAYS}
    assert {address.normalise(text) for text in written} == {f"{estate}{building}幢{unit}单元{room}室"}


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 12), st.integers(101, 3304)), max_size=8))
def test_order_is_by_number(rooms: list[tuple[int, int, int]]) -> None:
    texts = [f"和平里{b}幢{u}单元{r}室" for b, u, r in rooms]
    assert sorted(texts, key=address.sort_key) == [f"和平里{b}幢{u}单元{r}室" for b, u, r in sorted(rooms)]


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    once = address.normalise(text)
    assert address.normalise(once) == once
    address.sort_key(text)
