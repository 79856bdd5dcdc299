"""A visit agreed upon is due until somebody went there again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from trust_records import enter, resident

from desk.service.desk import Desk
from desk.service.figures.engine import Engine
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.service.start import overview
from desk.spec import Count, Figure
from desk.spec.sentence import sentence


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    made = fresh()
    made.set(started="2025-01-01")
    return made


def visit(desk: Desk, date: str, category: str = "home", **subject: object) -> int:
    return enter(desk, "visit", date=date, category=category, visitor="周敏华", **subject)


def due(desk: Desk) -> list[int]:
    """The rows of the ledger, by the database and in memory."""
    found = sorted(ids(desk, Query("visit_due", since="2026-01-01", until="2026-12-31")))
    figure, when = Figure("due", "约定", "visit_due", Count(), "次"), Period("2026-01-01", "2026-12-31")
    with desk.read() as conn:
        assert Engine(desk, conn, [(figure, when)]).read(figure, when).value == len(found)
    return found


def test_a_later_visit_to_the_same_subject_keeps_the_appointment(desk: Desk) -> None:
    a, b = (resident(desk, name) for name in ("王秀英", "李国庆"))
    home = enter(desk, "household", number="1")
    first = visit(desk, "2026-05-01", resident=a, next="2026-06-10")
    other = visit(desk, "2026-05-01", resident=b, next="2026-06-10")
    family = visit(desk, "2026-05-02", household=home, next="2026-06-12")
    visit(desk, "2026-04-01", resident=a)
    assert due(desk) == [first, other, family]
    visit(desk, "2026-06-05", "phone", resident=a)
    assert due(desk) == [first, other, family]
    again = visit(desk, "2026-06-08", "talk", resident=a, next="2026-07-02")
    visit(desk, "2026-06-09", household=home)
    assert due(desk) == [other, again]
    then = Query("visit_due", since="2026-01-01", until="2026-12-31", on="2026-06-07")
    assert sorted(ids(desk, then)) == [first, other, family]
    seen = overview(desk)
    assert [task.id for task in seen.late if task.record == "visit"] == [other]
    assert [task.id for task in seen.coming if task.record == "visit"] == [again]


def test_the_ledger_says_so(desk: Desk) -> None:
    told = sentence(desk.catalog, "visit", desk.catalog.ledger("visit_due").where)
    assert "此后" in told
