"""首页: numbers with their rows, and what asks to be done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from communities import Community

from desk.service.desk import Desk
from desk.service.entries.save import blank, save
from desk.service.figures import definition, rows
from desk.service.start import overview
from desk.service.trust.closing import close


def test_cards_lead_to_their_rows(community: Community) -> None:
    seen = overview(community.desk)
    assert [c.title for c in seen.cards][:2] == ["在册居民", "户"]
    assert seen.cards[0].value.value == 300
    for card in (*seen.cards, *seen.month):
        assert card.value.value == len(rows(community.desk, card.figure, card.period)), card.title
        assert definition(community.desk, card.figure)
    visits = [r for r in community.rows["visit"] if "2026-06-01" <= r["date"] <= community.on]
    assert next(c.value.value for c in seen.month if c.title == "走访") == len(visits)


def test_the_number_of_a_closed_month_is_the_one_that_was_closed(practice_copy: Desk) -> None:
    desk = practice_copy
    was = next(c for c in overview(desk).month if c.title == "走访")
    close(desk, was.period)
    draft = {**blank(desk, "visit"), "resident": 1, "date": "2026-06-30", "category": "home", "visitor": "周敏华"}
    save(desk, "visit", draft)
    now = next(c for c in overview(desk).month if c.title == "走访")
    assert (now.value.value, was.remark) == (was.value.value, "")
    assert now.remark == f"结账数，按现在的记录为{was.value.value + 1}"


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    desk = fresh()
    save(desk, "resident", {"name": "汤红旺"})
    return desk


def request(desk: Desk, date: str, **more: object) -> None:
    """A request promised for the day it came in."""
    draft = {**blank(desk, "request"), "resident": 1, "date": date, "workdays": 0, "subject": "灯坏了"}
    save(desk, "request", {**draft, **more})


def test_due_late_and_coming(desk: Desk) -> None:
    for since in ("2026-06-30", "2026-06-25", "2026-01-05"):
        request(desk, since)
    request(desk, "2026-06-24", steps=[{"date": "2026-06-24", "step": "done"}])
    save(desk, "standing", {"category": "permit", "resident": 1, "start": "2026-01-01", "expires": "2026-07-03"})
    save(desk, "visit", {**blank(desk, "visit"), "resident": 1, "date": "2026-06-01", "next": "2026-07-08"})
    planned = {"name": "义诊", "category": "clinic", "date": "2026-07-01", "state": "planned"}
    save(desk, "activity", {**blank(desk, "activity"), **planned})
    seen = overview(desk)
    assert [(t.record, t.date) for t in seen.due] == [("request", "2026-06-30")]
    assert [(t.record, t.date) for t in seen.late] == [("request", "2026-06-25")]
    assert [(t.record, t.date) for t in seen.coming] == [("activity", "2026-07-01"), ("standing", "2026-07-03")]
    assert seen.coming[1].title.startswith("有效期至：")
    assert "汤红旺" in seen.coming[1].title


def test_no_more_than_asked_for(community: Community) -> None:
    seen = overview(community.desk, limit=2)
    assert max(len(seen.due), len(seen.late), len(seen.coming)) <= 2


def test_an_empty_community_has_a_start_page_too(fresh: Callable[..., Desk]) -> None:
    seen = overview(fresh("空"))
    assert all(card.value.value == 0 for card in (*seen.cards, *seen.month))
    assert seen.due == seen.late == seen.coming == ()
