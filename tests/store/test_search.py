"""What a typed text means, over rows, what they link to, and current spells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.service.desk import Desk
from desk.service.entries.save import blank, delete, save
from desk.service.lists.query import Query, ids


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    desk = fresh()
    for name, address, phone in (
        ("汤红旺", "和平里31幢4单元1601室", "13812345678"), ("王秀英", "和平里3幢2单元102室", "13900001111"),
        ("汤小红", "翠湖路31号", None),
    ):
        save(desk, "resident", {"name": name, "address": address, "phone": phone, "employer": "红星机械厂退管处"})
    save(desk, "visit", {**blank(desk, "visit"), "resident": 1, "visitor": "李干事", "situation": "生活能自理"})
    parties = [{"side": "applicant", "resident": 2}, {"side": "respondent", "name": "赵六"}]
    save(desk, "case", {**blank(desk, "case"), "title": "楼上漏水", "kind": "01", "parties": parties})
    return desk


def found(desk: Desk, text: str, ledger: str = "resident") -> list[int]:
    return sorted(ids(desk, Query(ledger, text=text)))


@pytest.mark.parametrize(("text", "want"), [
    ("汤", [1, 3]), ("红", [1, 2, 3]), ("thw", [1]), ("5678", [1]), ("31幢", [1]), ("31", [1, 3]), ("和平里", [1, 2]),
    ("汤 和平里", [1]), ("汤，31", [1, 3]), ("1601", [1]), ("机械厂", [1, 2, 3]), ("没有", []), ("  ", [1, 2, 3]),
    ("wangx", [2]), ("%", []), ("_", []), ("'", []), ("汤 没有", []),
])
def test_people(desk: Desk, text: str, want: list[int]) -> None:
    assert found(desk, text) == want


@pytest.mark.parametrize(("ledger", "text", "want"), [
    ("visit", "汤红旺", [1]), ("visit", "5678", [1]), ("visit", "李干事", [1]), ("visit", "自理", [1]),
    ("visit", "王", []),
    ("case", "王秀英", [1]), ("case", "wxy", [1]), ("case", "漏水", [1]), ("case", "001", [1]),
    ("residence", "汤红旺", [1]), ("residence", "31幢", [1]),
])
def test_records_are_found_by_their_people(desk: Desk, ledger: str, text: str, want: list[int]) -> None:
    assert found(desk, text, ledger) == want


def test_a_former_address_finds_the_person_still(desk: Desk) -> None:
    save(desk, "resident", {"address": "翠湖路8号"}, 1, since="2026-03-01")
    assert found(desk, "翠湖") == [1, 3]
    assert found(desk, "31幢") == [1]


def test_letters_in_any_case(desk: Desk) -> None:
    save(desk, "resident", {"name": "钱娟", "employer": "ABC公司", "address": "和平里"})
    assert found(desk, "abc公司") == found(desk, "ABC") == [4]


def test_what_is_deleted_is_not_found(desk: Desk) -> None:
    delete(desk, "resident", 3)
    assert found(desk, "汤") == [1]
