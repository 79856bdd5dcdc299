"""The SQL reading's own matters: order, what a caller may see, past values. Meaning is under test in tests/spec."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from desk.service.desk import Caller, Desk
from desk.service.entries.save import save
from desk.service.lists.query import Query, ids, texts
from desk.spec import Condition, Day


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def test_names_sort_by_pinyin_and_addresses_by_number(desk: Desk) -> None:
    for name, address in (
        ("张三", "和平里10幢1室"), ("安琪", "和平里2幢11室"), ("单红", "和平里2幢2室"), ("赵六", "和平里1幢"),
    ):
        save(desk, "resident", {"name": name, "address": address})
    by_address = [row[-2] for row in texts(desk, "resident", ids(desk, Query("resident", order=("home.address",))))]
    assert by_address == ["和平里1幢", "和平里2幢2室", "和平里2幢11室", "和平里10幢1室"]
    names = [row[0] for row in texts(desk, "resident", ids(desk, Query("resident", order=("name",))))]
    assert names == ["安琪", "单红", "张三", "赵六"]
    assert [row[0] for row in texts(desk, "resident", ids(desk, Query("resident", order=("-name",))))] == names[::-1]


def test_firsts_sort_by_what_they_show(desk: Desk) -> None:
    for name in ("张三", "安琪"):
        who = save(desk, "resident", {"name": name}).id
        save(desk, "standing", {"category": "volunteer", "resident": who, "start": "2026-01-05"})
    path = "first(resident.name|household.head.name)"
    found = ids(desk, Query("standing", order=(path,)))
    assert [row[0] for row in texts(desk, "standing", found)] == ["安琪", "张三"]


@pytest.mark.parametrize(("day", "want"), [
    (Day("on", -1), "2025-06-30"), (Day("since"), "2026-01-01"), (Day("until", months=-1), "2026-05-30"),
    (Day("since", days=-1), "2025-12-31"),
])
def test_days_are_of_the_reading(desk: Desk, day: Day, want: str) -> None:
    assert desk.reader("2026-06-30", "2026-01-01", "2026-06-30").day(day) == want


def test_a_closed_category_is_not_there(desk: Desk) -> None:
    desk.caller = Caller("有权的人", frozenset({"standing:watched"}))
    who = save(desk, "resident", {"name": "张三", "address": "和平里"}).id
    save(desk, "standing", {"category": "correction", "resident": who, "start": "2026-01-05"})
    reader = desk.reader()
    t = reader.source("standing")
    with desk.read() as conn:
        assert len(conn.execute(select(t.c.id).where(reader.alive("standing", t))).all()) == 1
        desk.caller = Caller("别人", frozenset({"standing:mental"}))
        other = desk.reader()
        s = other.source("standing")
        assert conn.execute(select(s.c.id).where(other.alive("standing", s))).all() == []


def test_what_is_no_condition_is_our_mistake(desk: Desk) -> None:
    reader = desk.reader()
    with pytest.raises(TypeError):
        reader.where("visit", reader.source("visit"), Condition())
