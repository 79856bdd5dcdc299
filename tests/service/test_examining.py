"""数据体检: each contradiction is found, its near miss is not, and a sound community has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from trust_records import activity, case, change, enter, resident, small, visit

from desk.errors import Invalid
from desk.records import RECORDS
from desk.service.desk import Caller, Desk
from desk.service.entries.save import load, save
from desk.service.lists.query import Query, ids
from desk.service.trust.examining import RULES, SEARCHES, dismiss, dismissed, examine, restore
from desk.spec.sentence import sentence

NUMBER = "11010519491231002X"
"""A woman born 1949-12-31."""


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    made = fresh()
    small(made)
    return made


def found(desk: Desk) -> dict[str, set[int]]:
    return {one.code: {id for _, id, _ in one.rows} for one in examine(desk)}


def test_a_sound_community_has_none(desk: Desk) -> None:
    assert found(desk) == {}


def test_every_rule_reads_as_a_sentence_and_says_how_to_mend(desk: Desk) -> None:
    keys = {spec.key for spec in RECORDS}
    for rule in RULES:
        assert sentence(desk.catalog, rule.record.spec.key, rule.where)
        assert rule.title
        assert rule.mend
    assert all(one.record in keys and one.why and one.mend for one in SEARCHES)
    codes = [one.code for one in (*RULES, *SEARCHES)]
    assert len(set(codes)) == len(codes)


def test_each_is_mended_at_a_field_of_its_form(desk: Desk) -> None:
    for record, field in ((rule.record.spec.key, rule.field) for rule in RULES):
        assert not field or field in desk.catalog.fields(record) or field in desk.catalog.record(record).parts
    for one in SEARCHES:
        assert one.field in desk.catalog.fields(one.record)


def set_raw(desk: Desk, record: str, id: int, **values: Any) -> None:
    """What an older program, or another one, may have left in the database."""
    table = desk.meta.tables[record]
    with desk.write("旧数据") as writer:
        writer.conn.execute(table.update().where(table.c.id == id).values(**values))


def test_the_dead(desk: Desk) -> None:
    who = resident(desk, "张三", start="2026-01-01")
    other = resident(desk, "李四", start="2026-01-01")
    standing = enter(desk, "standing", resident=who, category="dibao", start="2026-02-01")
    enter(desk, "standing", resident=other, category="dibao", start="2026-02-01")
    post = enter(desk, "post", resident=who, category="deputy", start="2026-02-01")
    after, on_the_day = visit(desk, who, "2026-03-02"), visit(desk, who, "2026-03-01")
    grant = enter(desk, "grant", resident=who, date="2026-03-02", category="condolence_money", amount=10000)
    request = enter(desk, "request", resident=who, date="2026-03-02", category="consult", subject="低保")
    held = activity(desk, "2026-03-05", people=3, attendance=[{"resident": who}])
    dispute = case(desk, "2026-06-05")
    sides = [{"side": "applicant", "resident": who}, {"side": "respondent", "name": "乙"}]
    change(desk, "case", dispute, parties=sides)
    late = enter(desk, "standing", resident=who, category="volunteer", start="2026-04-01", end="2026-05-01")
    set_raw(desk, "resident", who, death="2026-03-01")
    made = found(desk)
    assert made["standing_of_dead"] == {standing}
    assert made["post_of_dead"] == {post}
    assert len(made["residence_of_dead"]) == 1
    assert made["visit_after_death"] == {after}
    assert on_the_day not in made["visit_after_death"]
    assert made["grant_after_death"] == {grant}
    assert made["request_after_death"] == {request}
    assert made["activity_after_death"] == {held}
    assert made["case_after_death"] == {dispute}
    assert made["standing_after_death"] == {late}
    assert "standing_of_moved" not in made


def test_before_birth(desk: Desk) -> None:
    home = ids(desk, Query("household"))[0]
    who = resident(desk, "新儿", birth="2026-05-01", start="2026-05-01", household=home, relation="20")
    early, right = visit(desk, who, "2026-04-30"), visit(desk, who, "2026-05-01")
    assert found(desk) == {"visit_before_birth": {early}}
    assert right != early


def test_those_who_have_moved(desk: Desk) -> None:
    who, stays = resident(desk, "张三", start="2026-01-01"), resident(desk, "李四", start="2026-01-01")
    allowance = enter(desk, "standing", resident=who, category="age_allowance", start="2026-01-01")
    enter(desk, "standing", resident=stays, category="age_allowance", start="2026-01-01")
    enter(desk, "standing", resident=who, category="volunteer", start="2026-01-01", end="2026-05-01")
    home = ids(desk, Query("residence"))
    mine = next(i for i in home if _resident_of(desk, i) == who)
    change(desk, "residence", mine, end="2026-05-01", out_reason="03")
    assert found(desk)["standing_of_moved"] == {allowance}


def _resident_of(desk: Desk, residence: int) -> int:
    return int(load(desk, "residence", residence).draft["resident"])


def test_households(desk: Desk) -> None:
    two = enter(desk, "household", number="两个户主")
    heads = [resident(desk, name, household=two, relation="02", start="2026-01-01", birth=birth)
             for name, birth in (("张三", "1960-01-01"), ("李四", "1961-01-01"))]
    empty, closed = enter(desk, "household", number="空"), enter(desk, "household", number="销", end="2026-03-01")
    alone = resident(desk, "王五", start="2026-01-01")
    headed = enter(desk, "household", number="户主在别处", head=heads[0])
    resident(desk, "赵六", household=headed, relation="10", start="2026-01-01")
    standing = enter(desk, "standing", household=closed, category="one_child", start="2026-01-01")
    made = found(desk)
    assert made["two_heads"] == {two}
    assert made["empty_household"] == {empty}
    assert made["no_household"] == {alone}
    assert two in made["no_head"]
    assert headed not in made["no_head"]
    assert made["head_elsewhere"] == {headed}
    assert made["standing_of_closed_household"] == {standing}


def test_numbers_and_namesakes(desk: Desk) -> None:
    right = save(desk, "resident", {"name": "对", "id_number": NUMBER}).id
    set_raw(desk, "resident", right, birth="1949-12-31", sex="2")
    assert not {"number_birth", "number_sex"} & set(found(desk))
    set_raw(desk, "resident", right, birth="1949-12-30", sex="1")
    twins = [save(desk, "resident", {"name": "同名", "birth": "1980-01-01"}).id for _ in range(2)]
    save(desk, "resident", {"name": "同名", "birth": "1980-01-02"})
    save(desk, "resident", {"name": "同名"})
    made = found(desk)
    assert made["number_birth"] == made["number_sex"] == {right}
    assert made["namesake"] == set(twins)


def test_spells_that_overlap(desk: Desk) -> None:
    who = resident(desk, "张三", start="2024-01-01")
    first = enter(desk, "residence", resident=who, start="2020-01-01", end="2024-01-01", out_reason="11")
    assert not {"residence_overlap", "two_residences"} & set(found(desk))
    over = enter(desk, "residence", resident=who, start="2023-12-31", end="2024-01-01", out_reason="11")
    assert found(desk)["residence_overlap"] == {over}
    again = enter(desk, "residence", resident=who, start="2025-01-01")
    made = found(desk)
    assert made["two_residences"] == {who}
    assert made["residence_overlap"] == {over, again}
    assert first not in made["residence_overlap"]


def test_what_was_left_undone(desk: Desk) -> None:
    issued = {"category": "permit", "start": "2025-01-01"}
    expired = enter(desk, "standing", resident=resident(desk, "甲"), expires="2026-06-29", **issued)
    valid = enter(desk, "standing", resident=resident(desk, "乙"), expires="2026-06-30", **issued)
    child = resident(desk, "丙", birth="2008-06-30")
    grown = enter(desk, "standing", resident=child, category="left_child")
    young = enter(desk, "standing", resident=resident(desk, "丁", birth="2008-07-01"), category="left_child")
    old_case = case(desk, "2026-05-30")
    case(desk, "2026-05-31")
    case(desk, "2026-05-01", result="01", concluded="2026-06-01", form="02", performance="01")
    empty = activity(desk, "2026-05-01")
    past = activity(desk, "2026-06-29", state="planned")
    activity(desk, "2026-06-30", state="planned")
    lonely = visit(desk, child, "2026-05-01", visitor=None)
    done = enter(desk, "request", resident=child, date="2026-05-01", category="consult", subject="问")
    set_raw(desk, "request", done, state="done", done="2026-05-02", result=None)
    made = found(desk)
    wanted = {"expired": {expired}, "grown_child": {grown}, "held_without_people": {empty},
              "planned_and_past": {past}, "visit_without_visitor": {lonely}, "done_without_result": {done}}
    assert {code: made[code] for code in wanted} == wanted
    assert old_case in made["late_case"]
    assert not {valid, young} & (made["expired"] | made["grown_child"])


def test_sensitive_standings_stay_hidden(desk: Desk) -> None:
    who = resident(desk, "张三", start="2026-01-01")
    desk.caller = Caller(desk.caller.worker, frozenset({"standing:watched", "standing:mental"}))
    enter(desk, "standing", resident=who, category="mental", start="2026-01-01", expires="2026-02-01")
    assert "expired" in found(desk)
    desk.caller = Caller(desk.caller.worker)
    assert "expired" not in found(desk)


# ------------------------------------------------------------------ what real books have


def _home_of(desk: Desk, who: int) -> int:
    return next(i for i in ids(desk, Query("residence")) if _resident_of(desk, i) == who)


def test_people_and_their_households(desk: Desk) -> None:
    one, two = (enter(desk, "household", number=n) for n in ("甲", "乙"))
    head = resident(desk, "户主", sex="1", birth="1980-01-01", household=one, relation="02")
    change(desk, "household", one, head=head)
    wife = resident(desk, "同性", sex="1", birth="1981-01-01", household=one, relation="10")
    second = resident(desk, "又一个", sex="2", birth="1981-01-01", household=one, relation="12")
    child, right = (resident(desk, name, sex="2", birth=birth, household=one, relation="30")
                    for name, birth in (("大孩子", "1991-12-25"), ("小孩子", "1992-01-05")))
    mother = resident(desk, "妈", sex="2", birth="1970-01-01", household=one, relation="52")
    son = resident(desk, "儿子", sex="2", birth="2005-01-01", household=one, relation="20")
    old = resident(desk, "寿星", birth="1905-06-29", household=two, relation="02")
    resident(desk, "次寿星", birth="1906-01-01", household=two, relation="99")
    change(desk, "household", two, head=old)
    bride = resident(desk, "早婚", sex="2", birth="2006-07-01", household=one, relation="99", marital="20")
    resident(desk, "刚好", sex="2", birth="2006-06-30", household=one, relation="99", marital="20")
    gone, phones = _home_of(desk, bride), []
    set_raw(desk, "residence", gone, gone_to="外省")
    made = found(desk)
    wanted = {
        "same_sex_spouse": {_home_of(desk, wife)}, "two_spouses": {one}, "child_too_old": {_home_of(desk, child)},
        "parent_too_young": {_home_of(desk, mother)}, "relation_and_sex": {_home_of(desk, son)},
        "older_than_120": {old}, "married_child": {bride}, "gone_but_counted": {gone}}
    assert {code: made.get(code) for code in wanted} == wanted
    assert not {_home_of(desk, who) for who in (second, right)} & set().union(*wanted.values()) - {one}
    for number in range(4):
        assert "one_phone" not in found(desk)
        home = enter(desk, "household", number=f"丙{number}")
        phones.append(resident(desk, f"丙{number}", household=home, relation="02", phone="13800000000"))
    assert found(desk)["one_phone"] == set(phones)
    closed = enter(desk, "household", number="销户")
    left = resident(desk, "销户里的人", household=closed, relation="02")
    set_raw(desk, "household", closed, end="2026-06-01")
    assert found(desk)["residence_of_closed_household"] == {_home_of(desk, left)}


def test_numbers_entered_twice(desk: Desk) -> None:
    first, second = (save(desk, "resident", {"name": name}).id for name in ("一", "二"))
    for who in (first, second):
        set_raw(desk, "resident", who, id_number=NUMBER, birth="1949-12-31", sex="2")
    cards = [enter(desk, "standing", resident=who, category="disability", certificate="残1") for who in (first, second)]
    enter(desk, "standing", resident=first, category="permit", certificate="残1", start="2026-01-01")
    bare = enter(desk, "standing", resident=second, category="disability", start="2026-01-01")
    made = found(desk)
    assert made["number_twice"] == {first, second}
    assert made["certificate_twice"] == set(cards)
    assert made["no_certificate"] == {bare}


def test_dates_that_cannot_be(desk: Desk) -> None:
    who = resident(desk, "张三", birth="2009-01-01", start="2020-01-01")
    early = enter(desk, "standing", resident=who, category="dibao", start="2026-01-01")
    set_raw(desk, "standing", early, start="2008-12-31")
    spell = enter(desk, "standing", resident=who, category="volunteer", start="2026-01-01", end="2026-02-01")
    set_raw(desk, "standing", spell, end="2025-12-31")
    member, allowed = (enter(desk, "standing", resident=who, category=key, start="2026-01-01")
                       for key in ("party_member", "age_allowance"))
    future, today = visit(desk, who, "2026-06-30"), visit(desk, who, "2026-06-30")
    set_raw(desk, "visit", future, date="2026-07-01")
    back = case(desk, "2026-06-01", people=2, result="01", concluded="2026-06-02", form="01", agreement="赔偿")
    set_raw(desk, "case", back, concluded="2026-05-31", performed="2026-05-30")
    bare = case(desk, "2026-06-01", people=2, result="01", concluded="2026-06-02", form="01")
    undated, failed = (case(desk, "2026-06-01", people=2, result="01", concluded="2026-06-02", form="02")
                       for _ in range(2))
    set_raw(desk, "case", undated, concluded=None)
    set_raw(desk, "case", failed, result="02")
    crowd = activity(desk, "2026-05-01", people=3)
    set_raw(desk, "activity", crowd, volunteers=4)
    given = enter(desk, "grant", resident=who, date="2026-05-02", category="condolence_money", amount=100)
    enter(desk, "grant", resident=who, date="2026-04-30", category="condolence_money", amount=100)
    outside = save(desk, "resident", {"name": "外人"}).id
    enter(desk, "grant", resident=outside, date="2026-05-02", category="condolence_money", amount=100)
    change(desk, "residence", _home_of(desk, who), end="2026-05-01", out_reason="03")
    made = found(desk)
    wanted = {
        "standing_before_birth": {early}, "standing_backwards": {spell}, "young_member": {member},
        "young_allowance": {allowed}, "visit_in_future": {future}, "case_backwards": {back},
        "performed_before_settled": {back}, "agreement_without_text": {bare}, "case_without_date": {undated},
        "agreement_unsettled": {failed}, "more_than_all": {crowd}, "grant_after_leaving": {given}}
    assert {code: made.get(code) for code in wanted} == wanted
    assert today != future


def test_one_who_is_not_alone(desk: Desk) -> None:
    shared = next(h for h in ids(desk, Query("household")) if load(desk, "household", h).draft["number"] == "1")
    lived = (load(desk, "residence", one).draft for one in ids(desk, Query("residence")))
    people = {int(one["resident"]): one["household"] for one in lived}
    standings = {who: enter(desk, "standing", resident=who, category="living_alone") for who in people}
    assert found(desk)["not_alone"] == {standings[who] for who, where in people.items() if where == shared}


# ------------------------------------------------------------------ what is right as it is


def test_a_row_is_dismissed_with_a_reason_listed_and_taken_back(desk: Desk) -> None:
    twins = [save(desk, "resident", {"name": "同名", "birth": "1980-01-01"}).id for _ in range(2)]
    with pytest.raises(Invalid, match="为什么没有问题"):
        dismiss(desk, "namesake", twins, " ")
    with pytest.raises(Invalid, match="没有这一项检查"):
        dismiss(desk, "nothing", twins, "是")
    dismiss(desk, "namesake", twins, "确是两个人，已上门核对")
    assert found(desk) == {}
    third = save(desk, "resident", {"name": "同名", "birth": "1980-01-01"}).id
    assert found(desk) == {"namesake": {third}}, "another one is asked about"
    made = dismissed(desk)
    assert {(one.code, one.id, one.title, one.reason, one.worker) for one in made} == {
        ("namesake", id, "同名", "确是两个人，已上门核对", desk.caller.worker) for id in twins}
    assert made[0].finding == "两个人姓名和出生日期相同"
    desk.reload()
    restore(desk, "namesake", twins[0])
    assert found(desk) == {"namesake": {twins[0], third}}
    assert [one.id for one in dismissed(desk)] == [twins[1]]


def test_what_is_dismissed_of_sensitive_standings_stays_hidden(desk: Desk) -> None:
    who = resident(desk, "张三", start="2026-01-01")
    desk.caller = Caller(desk.caller.worker, frozenset({"standing:watched", "standing:mental"}))
    cards = [enter(desk, "standing", resident=who, category="mental", start=day, end="2026-06-01", certificate="甲")
             for day in ("2026-01-01", "2026-02-01")]
    assert found(desk)["certificate_twice"] == set(cards)
    dismiss(desk, "certificate_twice", cards[:1], "续证")
    assert len(dismissed(desk)) == 1
    desk.caller = Caller(desk.caller.worker)
    assert not {"certificate_twice", "standing_of_moved"} & set(found(desk))
    assert dismissed(desk) == []
