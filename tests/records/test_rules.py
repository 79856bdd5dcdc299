"""The records' own rules, as plain functions over drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from desk.kinds import code_list
from desk.records import RECORDS, Activity, Case, Grant, Household, Place, Post, Request, Residence, Resident, Visit
from desk.records.activity import count_people, held_has_happened, once_each
from desk.records.case import concluded_with_result, two_sides
from desk.records.grant import somebody as grant_somebody
from desk.records.grant import something
from desk.records.place import full_name, stands_in_tree
from desk.records.post import somebody as post_somebody
from desk.records.request import late, may_certify, promise, steps_in_order
from desk.records.residence import in_tree, one_head
from desk.records.resident import against_number, from_number, known_number, lived_in_order
from desk.records.shared import in_order, listed, not_future, one_subject
from desk.spec import Entry


class Shelf:
    """A `Look` over a few rows in memory."""

    today = "2026-06-30"

    def __init__(self, **rows: list[dict[str, Any]]) -> None:
        self.kept = rows

    def row(self, record: str, id: int) -> Mapping[str, Any] | None:
        return next((r for r in self.kept.get(record, ()) if r["id"] == id), None)

    def rows(self, record: str, **where: Any) -> Sequence[Mapping[str, Any]]:
        return [r for r in self.kept.get(record, ()) if all(r.get(k) == v for k, v in where.items())]

    def add_workdays(self, since: str, days: int) -> str:
        from desk.spec.dates import shifted

        return shifted(since, days=days)

    def below(self, record: str, field: str, code: str) -> frozenset[str]:
        return code_list("attend_role").below(code)

    def state_class(self, record: str, category: Any, state: Any) -> str:
        return ""


NONE = Shelf()


def codes(found: Sequence[Any]) -> list[str]:
    return [p.code for p in found]


@pytest.mark.parametrize("entry", [Activity, Case, Grant, Household, Place, Post, Request, Residence, Resident, Visit])
def test_every_record_is_explained(entry: type[Entry]) -> None:
    assert entry.__doc__
    assert entry.spec in RECORDS


# ------------------------------------------------------------------ shared


def test_dates_in_order() -> None:
    rule = in_order("start", "end", "终止日期早于起始日期")
    assert codes(rule({"start": "2026-01-02", "end": "2026-01-01"}, NONE)) == ["date_order"]
    for draft in ({"start": "2026-01-02", "end": "2026-01-02"}, {"start": "2026-01-02"}, {"end": "2026-01-01"}, {}):
        assert rule(draft, NONE) == []


def test_nothing_happens_in_the_future() -> None:
    rule = not_future("date", "走访日期")
    assert [p.text for p in rule({"date": "2026-07-01"}, NONE)] == ["走访日期不能晚于今天"]
    assert rule({"date": "2026-06-30"}, NONE) == rule({}, NONE) == []


def test_one_subject_and_no_more() -> None:
    rule = one_subject("resident", "household")
    assert codes(rule({}, NONE)) == ["subject_missing"]
    assert codes(rule({"resident": 1, "household": 2}, NONE)) == ["subject_twice"]
    assert rule({"household": 2}, NONE) == []


def test_short_lists_of_our_own() -> None:
    made = listed("k", "t", "planned 计划中 计划|拟办", "held 已举办")
    assert [(e.code, e.label, e.words) for e in made.entries] == [
        ("planned", "计划中", ("计划", "拟办")), ("held", "已举办", ())]


# ------------------------------------------------------------------ residents


WOMAN = "11010519491231002X"


def test_the_number_tells_birth_and_sex_where_they_are_blank() -> None:
    assert from_number({"id_number": WOMAN}, NONE) == {"birth": "1949-12-31", "sex": "2"}
    assert from_number({"id_number": WOMAN, "birth": "1950-01-01"}, NONE) == {"sex": "2"}
    assert from_number({}, NONE) == {}


def test_contradictions_are_warnings() -> None:
    found = against_number({"id_number": WOMAN, "birth": "1949-12-30", "sex": "1"}, NONE)
    assert codes(found) == ["birth_conflict", "sex_conflict"]
    assert all(p.warning for p in found)
    assert "女" in found[1].text
    assert against_number({"id_number": WOMAN, "birth": "1949-12-31", "sex": "2"}, NONE) == []
    assert against_number({"id_number": WOMAN, "sex": "9"}, NONE) == []


def test_a_number_belongs_to_one() -> None:
    shelf = Shelf(resident=[{"id": 5, "id_number": WOMAN, "name": "王秀英"}])
    assert codes(known_number({"id_number": WOMAN}, shelf)) == ["id_duplicate"]
    assert known_number({"id_number": WOMAN, "id": 5}, shelf) == known_number({}, shelf) == []


def test_nobody_dies_before_birth() -> None:
    assert codes(lived_in_order({"birth": "1950-01-01", "death": "1949-01-01"}, NONE)) == ["date_order"]
    assert lived_in_order({"death": "1949-01-01"}, NONE) == []


# ------------------------------------------------------------------ places and residences


TREE = Shelf(place=[
    {"id": 1, "parent": None, "full": "和平里"}, {"id": 2, "parent": 1, "full": "和平里1幢"},
    {"id": 3, "parent": 2, "full": "和平里1幢101室"},
])


def test_a_place_is_named_from_the_estate_down() -> None:
    assert full_name({"name": "2单元", "parent": 2}, TREE) == {"full": "和平里1幢2单元"}
    assert full_name({"name": "翠湖"}, TREE) == {"full": "翠湖"}


def test_a_place_lies_in_no_circle() -> None:
    assert codes(stands_in_tree({"id": 1, "parent": 3}, TREE)) == ["place_circle"]
    assert codes(stands_in_tree({"id": 2, "parent": 2}, TREE)) == ["place_circle"]
    assert stands_in_tree({"id": 3, "parent": 1}, TREE) == stands_in_tree({"parent": 3}, TREE) == []


def test_an_address_finds_its_room_and_a_room_tells_its_address() -> None:
    assert in_tree({"address": "和平里1幢101室"}, TREE) == {"place": 3}
    assert in_tree({"address": "和平里９幢"}, TREE) == {}
    assert in_tree({"place": 3}, TREE) == {"address": "和平里1幢101室"}
    assert in_tree({"place": 3, "address": "老房子"}, TREE) == in_tree({}, TREE) == {}


def test_two_heads_are_told() -> None:
    shelf = Shelf(residence=[{"id": 1, "household": 7, "relation": "01", "resident": 5, "end": None}])
    assert codes(one_head({"household": 7, "relation": "01", "resident": 6}, shelf)) == ["two_heads"]
    for draft in ({"household": 7, "relation": "10", "resident": 6}, {"household": 7, "relation": "01", "resident": 5},
                  {"household": 8, "relation": "01"}, {"household": 7, "relation": "01", "resident": 6, "end": "2026"}):
        assert one_head(draft, shelf) == []


# ------------------------------------------------------------------ requests


def steps(*rows: tuple[str, str]) -> dict[str, Any]:
    return {"date": "2026-06-01", "steps": [{"date": day, "step": step} for day, step in rows]}


def test_the_promise_is_the_matters_or_ones_own() -> None:
    shelf = Shelf(matter=[{"id": 1, "workdays": 5}])
    assert promise({"date": "2026-06-01", "matter": 1}, shelf) == {"workdays": 5, "due": "2026-06-06"}
    assert promise({"date": "2026-06-01", "workdays": 0}, shelf) == {"due": "2026-06-01"}
    assert promise({"date": "2026-06-01"}, shelf) == {}


def test_late_is_known_at_the_end() -> None:
    assert late({"due": "2026-06-05", "done": "2026-06-06"}, NONE) == {"overdue": 1}
    assert late({"due": "2026-06-05", "done": "2026-06-05"}, NONE) == {"overdue": 0}
    assert late({"due": "2026-06-05"}, NONE) == {"overdue": None}


def test_steps_follow_acceptance() -> None:
    assert codes(steps_in_order(steps(("2026-05-31", "accept")), NONE)) == ["date_order"]
    assert steps_in_order(steps(("2026-06-01", "accept")), NONE) == []


def test_certificates_that_must_not_be_issued() -> None:
    shelf = Shelf(matter=[{"id": 1, "name": "亲属关系证明", "forbidden": 1, "elsewhere": "派出所"},
                          {"id": 2, "name": "居住证明", "forbidden": None, "elsewhere": None}])
    (found,) = may_certify({"matter": 1}, shelf)
    assert (found.code, found.warning) == ("certificate_forbidden", False)
    assert "派出所" in found.text
    assert [p.warning for p in may_certify({"matter": 1, "steps": [{"step": "decline"}]}, shelf)] == [True]
    assert may_certify({"matter": 2}, shelf) == may_certify({}, shelf) == []


# ------------------------------------------------------------------ cases, grants, posts, activities


def test_a_dispute_has_two_sides() -> None:
    one, two = {"resident": 1}, {"name": "赵六"}
    assert two_sides({"parties": [one, two]}, NONE) == []
    assert codes(two_sides({"parties": [one]}, NONE)) == ["parties_few"]
    assert codes(two_sides({"parties": [one, two, {"side": "other"}]}, NONE)) == ["required"]


def test_result_and_end_come_together() -> None:
    assert [p.field for p in concluded_with_result({"result": "01"}, NONE)] == ["concluded"]
    assert [p.field for p in concluded_with_result({"concluded": "2026-06-01"}, NONE)] == ["result"]
    assert concluded_with_result({"result": "01", "concluded": "2026-06-01"}, NONE) == []


def test_a_grant_is_something_for_somebody() -> None:
    assert codes(something({}, NONE)) == ["required"]
    assert something({"goods": "米"}, NONE) == something({"amount": 100}, NONE) == []
    assert codes(grant_somebody({"direction": "out"}, NONE)) == ["subject_missing"]
    assert [p.field for p in grant_somebody({"direction": "in"}, NONE)] == ["donor"]
    assert grant_somebody({"direction": "in", "donor": "某公司"}, NONE) == []
    assert grant_somebody({"direction": "out", "household": 1}, NONE) == []


def test_a_post_is_held_by_somebody() -> None:
    assert codes(post_somebody({}, NONE)) == ["required"]
    assert post_somebody({"name": "钱娟"}, NONE) == post_somebody({"resident": 1}, NONE) == []


def test_who_signed_in_is_counted_once() -> None:
    rows = [{"resident": 1}, {"name": "赵六"}, {"role": "01"}]
    assert count_people({"attendance": rows}, NONE) == {"people": 2}
    assert count_people({"attendance": rows, "people": 30}, NONE) == {}
    assert codes(once_each({"attendance": [{"resident": 1}, {"resident": 1}]}, NONE)) == ["attendance_twice"]
    assert once_each({"attendance": [{"name": "甲"}, {"name": "甲"}]}, NONE) == []


def test_what_was_held_has_happened() -> None:
    assert codes(held_has_happened({"state": "held", "date": "2026-07-01"}, NONE)) == ["date_future"]
    assert held_has_happened({"state": "planned", "date": "2026-07-01"}, NONE) == []
