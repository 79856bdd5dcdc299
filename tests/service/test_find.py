"""Finding anybody in two keystrokes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from communities import Community

from desk.service.desk import Desk
from desk.service.entries.form import candidates, link_title, linked_records
from desk.service.entries.save import blank, save
from desk.service.lists.find import find


def test_people_first_then_what_hangs_on_them(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    who = save(desk, "resident", {"name": "汤红旺", "address": "和平里1幢", "sex": "1", "birth": "1950-01-05"}).id
    save(desk, "visit", {**blank(desk, "visit"), "resident": who})
    save(desk, "unit", {"name": "红星超市", "category": next(iter(desk.catalog.categories["unit"]))})
    hits = find(desk, "红")
    assert [h.record for h in hits] == ["resident", "unit", "visit"]
    assert (hits[0].title, hits[0].detail) == ("汤红旺", "男 76岁 和平里1幢")
    assert find(desk, "   ") == []


def test_names_that_begin_so_come_first(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    for name in ("李王", "王小红", "张王"):
        save(desk, "resident", {"name": name})
    assert [h.title for h in find(desk, "王")] == ["王小红", "李王", "张王"]


def test_every_person_by_initials_id_phone_and_room(community: Community) -> None:
    desk = community.desk
    with_phone = [r for r in community.rows["resident"] if r["phone"] and r["id_number"]][::25]
    assert len(with_phone) > 5
    for row in with_phone:
        for typed in (row["name"], row["id_number"][-6:], row["phone"][-6:]):
            assert row["id"] in [h.id for h in find(desk, typed, 100, "resident")], typed


def test_no_more_than_asked_for(community: Community) -> None:
    assert len(find(community.desk, "1", 7)) == 7


def test_numbers_stay_masked_in_titles_and_details(community: Community) -> None:
    numbers = {r["id_number"] for r in community.rows["resident"]} | {r["phone"] for r in community.rows["resident"]}
    for typed in ("王", "1", "和平"):
        for hit in find(community.desk, typed, 200):
            assert not any(n and n in hit.title + hit.detail for n in numbers)


def test_links_offer_rows_and_show_their_titles(community: Community) -> None:
    desk = community.desk
    who = community.rows["resident"][0]
    assert who["id"] in [h.id for h in candidates(desk, "resident", who["name"])]
    assert {h.record for h in candidates(desk, "household", who["name"])} <= {"household"}
    assert link_title(desk, "resident", who["id"]) == who["name"]
    assert link_title(desk, "resident", 10**9) == ""
    assert linked_records(desk, "visit")["resident"] == "resident"


@pytest.mark.parametrize("typed", ["%", "_", "'\"", "a" * 500, "😀", "\x00", "＊", "1 2 3 4 5 6 7 8 9", "王，，李"])
def test_any_text_may_be_typed(community: Community, typed: str) -> None:
    assert isinstance(find(community.desk, typed), list)
