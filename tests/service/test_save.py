"""Entering and changing: drafts, refusals, child rows, spells, numbers, the recycle bin."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.save import (
    Saved,
    blank,
    check,
    complete,
    delete,
    deleted,
    history,
    load,
    put,
    save,
    undelete,
    undo,
)
from desk.service.lists.query import Query, count, ids
from desk.service.look import full_row

TODAY = "2026-06-30"
WANG = {"name": "王秀英", "id_number": "110105194912310021"}


def number(first17: str) -> str:
    """A citizen number with the check character of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def person(desk: Desk, name: str = "王秀英", **more: Any) -> int:
    return save(desk, "resident", {**blank(desk, "resident"), "name": name, **more}).id


def request(desk: Desk, resident: int, **more: Any) -> int:
    draft = {**blank(desk, "request"), "resident": resident, "subject": "灯坏了", **more}
    return save(desk, "request", draft).id


def history_of(desk: Desk, record: str, id: int) -> list[Any]:
    change = desk.meta.tables["change"]
    with desk.read() as conn:
        return list(conn.execute(select(change).where(change.c.record == record, change.c.record_id == id)))


def rows_of(desk: Desk, record: str) -> list[Any]:
    with desk.read() as conn:
        return list(conn.execute(select(desk.meta.tables[record])).mappings())


# ------------------------------------------------------------------ a draft


def test_birth_and_sex_come_from_the_number(desk: Desk) -> None:
    id = person(desk, id_number=number("11010519491231002"))
    draft = load(desk, "resident", id).draft
    assert (draft["birth"], draft["sex"]) == ("1949-12-31", "2")


def test_a_contradiction_is_shown_and_saved(desk: Desk) -> None:
    done = save(desk, "resident", {"name": "王秀英", "id_number": number("11010519491231002"), "birth": "1949-12-30"})
    assert [(p.field, p.code, p.warning) for p in done.problems] == [("birth", "birth_conflict", True)]
    assert load(desk, "resident", done.id).draft["birth"] == "1949-12-30"


def test_one_number_is_one_person(desk: Desk) -> None:
    person(desk, id_number=number("11010519491231002"))
    with pytest.raises(Invalid, match="已登记在「王秀英」名下"):
        person(desk, "李梅", id_number=number("11010519491231002"))


def test_blank_texts_are_nothing(desk: Desk) -> None:
    id = person(desk, phone="", birth="", note="")
    draft = load(desk, "resident", id).draft
    assert draft["phone"] is draft["birth"] is draft["note"] is None
    home = save(desk, "residence", {"resident": id, "household": "", "start": "2020-01-01", "end": "", "place": ""})
    assert count(desk, Query("residence")) == 1
    assert load(desk, "residence", home.id).draft["end"] is None


def test_all_problems_at_once_each_at_its_field(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        save(desk, "visit", {"date": "2026-02-30", "category": "nothing", "situation": "x" * 5000})
    assert {p.field for p in refused.value.problems} == {"date", "category", "situation"}
    assert rows_of(desk, "visit") == []


def test_a_value_of_the_wrong_form_stops_no_fill(desk: Desk) -> None:
    draft = {**blank(desk, "request"), "resident": person(desk), "date": "昨天", "workdays": 3, "steps": [
        {"date": "2026-13-01", "step": "accept"}]}
    assert {p.field for p in check(desk, "request", draft)} == {"date", "steps"}
    assert complete(desk, "request", draft)["date"] == "昨天"


def test_nothing_is_written_when_a_late_part_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        save(desk, "resident", {"name": "王秀英", "address": "和平里1幢", "relation": "没有"})
    assert refused.value.code == "code_unknown"
    assert rows_of(desk, "resident") == rows_of(desk, "residence") == rows_of(desk, "change") == []


def test_links_must_lead_somewhere(desk: Desk) -> None:
    with pytest.raises(Invalid, match="不存在"):
        save(desk, "residence", {"resident": 99})
    with pytest.raises(Invalid, match="第1行：居民所指的记录不存在"):
        save(desk, "activity", {**blank(desk, "activity"), "name": "义诊", "category": "health_lecture",
                                "attendance": [{"resident": 99}]})


def test_no_link_to_what_is_in_the_bin(desk: Desk) -> None:
    id = person(desk)
    delete(desk, "resident", id)
    with pytest.raises(Invalid, match="不存在"):
        save(desk, "residence", {"resident": id})


# ------------------------------------------------------------------ changes


def test_two_at_once_and_the_second_is_told(desk: Desk) -> None:
    id = person(desk)
    one, two = load(desk, "resident", id), load(desk, "resident", id)
    save(desk, "resident", {**one.draft, "phone": "13800001234"}, id, one.version)
    with pytest.raises(Invalid, match="别人修改过") as refused:
        save(desk, "resident", {**two.draft, "phone": "13900001234"}, id, two.version)
    assert refused.value.code == "stale"
    assert load(desk, "resident", id).draft["phone"] == "13800001234"


def test_a_save_without_a_change_writes_no_history(desk: Desk) -> None:
    id = person(desk, address="和平里1幢")
    opened = load(desk, "resident", id)
    before = len(rows_of(desk, "change_set"))
    done = save(desk, "resident", opened.draft, id, opened.version)
    assert done.changes == {}
    assert load(desk, "resident", id).version == opened.version
    assert len(rows_of(desk, "change_set")) == before


def test_history_tells_old_and_new(desk: Desk) -> None:
    id = person(desk)
    save(desk, "resident", {"phone": "13800001234"}, id)
    assert len(history_of(desk, "resident", id)) == 2
    assert json.loads(history_of(desk, "resident", id)[1].values) == {"phone": [None, "13800001234"]}


def test_child_rows_are_added_kept_and_taken_away(desk: Desk) -> None:
    id = request(desk, person(desk), steps=[{"date": TODAY, "step": "accept"}, {"date": TODAY, "step": "do"}])
    opened = load(desk, "request", id)
    old = [row["id"] for row in opened.draft["steps"]]
    steps = [{"date": TODAY, "step": "urge"}, *opened.draft["steps"], {"date": TODAY, "step": "done"}]
    save(desk, "request", {**opened.draft, "steps": steps}, id, opened.version)
    now = load(desk, "request", id).draft["steps"]
    assert [row["step"] for row in now] == ["urge", "accept", "do", "done"]
    assert [row["id"] for row in now[1:3]] == old
    save(desk, "request", {**load(desk, "request", id).draft, "steps": now[:1]}, id)
    assert [row["step"] for row in load(desk, "request", id).draft["steps"]] == ["urge"]


def test_a_copied_record_gets_rows_of_its_own(desk: Desk) -> None:
    id = request(desk, person(desk), steps=[{"date": TODAY, "step": "urge"}])
    copy = save(desk, "request", {**load(desk, "request", id).draft, "number": None}).id
    ours, theirs = load(desk, "request", id).draft["steps"], load(desk, "request", copy).draft["steps"]
    assert len(ours) == len(theirs) == 1
    assert ours[0]["id"] != theirs[0]["id"]
    doubled = [*theirs, dict(theirs[0])]
    save(desk, "request", {**load(desk, "request", copy).draft, "steps": doubled}, copy)
    assert len(load(desk, "request", copy).draft["steps"]) == 2


def test_lists_name_child_rows_in_their_order(desk: Desk) -> None:
    names = ["丙", "甲", "乙"]
    draft = {**blank(desk, "activity"), "name": "义诊", "category": "health_lecture"}
    id = save(desk, "activity", {**draft, "attendance": [{"name": n} for n in names]}).id
    rows = load(desk, "activity", id).draft["attendance"]
    save(desk, "activity", {"attendance": rows[::-1]}, id)
    reader = desk.reader()
    t = reader.source("activity")
    with desk.read() as conn:
        stmt = select(reader.column("activity", t, "attendees")).where(t.c.id == id)
        assert conn.execute(stmt).scalar() == "乙、甲、丙"
    assert [row["name"] for row in load(desk, "activity", id).draft["attendance"]] == names[::-1]


# ------------------------------------------------------------------ 更正 and 变更


def test_a_correction_forgets_and_a_change_remembers(desk: Desk) -> None:
    id = person(desk, marital="10")
    save(desk, "resident", {"marital": "20"}, id)
    assert as_of(desk, id, "marital", "2020-01-01") == "20"
    save(desk, "resident", {"marital": "30"}, id, since="2026-03-01")
    assert as_of(desk, id, "marital", "2026-02-28") == "20"
    assert as_of(desk, id, "marital", "2026-03-01") == "30"
    save(desk, "resident", {"marital": None}, id, since="2026-05-01")
    assert as_of(desk, id, "marital", "2026-04-30") == "30"
    assert as_of(desk, id, "marital", TODAY) is None


def as_of(desk: Desk, id: int, path: str, day: str) -> Any:
    reader = desk.reader(on=day)
    t = reader.source("resident")
    with desk.read() as conn:
        return conn.execute(select(reader.column("resident", t, path)).where(t.c.id == id)).scalar()


def test_nothing_changes_in_the_future(desk: Desk) -> None:
    id = person(desk, marital="10")
    with pytest.raises(Invalid, match="不能晚于今天"):
        save(desk, "resident", {"marital": "20"}, id, since="2026-07-01")


def test_a_move_ends_one_spell_and_begins_another(desk: Desk) -> None:
    room = save(desk, "place", {"level": "4", "name": "和平里1幢101室"}).id
    id = person(desk, address="和平里1幢101室", nature="01", moved_in="2020-05-01")
    first = rows_of(desk, "residence")[0]
    assert first["place"] == room
    save(desk, "residence", {"in_reason": "02"}, first["id"])
    save(desk, "resident", {"address": "和平里2幢202室"}, id, since="2026-03-01")
    old, new = rows_of(desk, "residence")
    assert (old["end"], old["out_reason"], old["address"]) == ("2026-03-01", "11", "和平里1幢101室")
    assert (new["start"], new["end"], new["in_reason"], new["nature"]) == ("2026-03-01", None, "11", "01")
    assert (new["address"], new["place"]) == ("和平里2幢202室", None)
    assert as_of(desk, id, "home.address", "2026-02-28") == "和平里1幢101室"
    assert as_of(desk, id, "address", TODAY) == "和平里2幢202室"
    assert count(desk, Query("birth")) == 1
    assert count(desk, Query("moved_out")) == 0


def test_a_correction_of_the_address_stays_one_spell(desk: Desk) -> None:
    id = person(desk, address="和平里1幢101室")
    save(desk, "resident", {"address": "和平里1幢102室"}, id)
    assert [row["address"] for row in rows_of(desk, "residence")] == ["和平里1幢102室"]


def test_a_death_ends_what_held(desk: Desk) -> None:
    id = person(desk, address="和平里1幢101室", moved_in="2020-05-01")
    for category in ("living_alone", "dibao"):
        save(desk, "standing", {"category": category, "resident": id, "start": "2021-01-01"})
    save(desk, "standing", {"category": "volunteer", "resident": id, "start": "2019-01-01", "end": "2020-01-01"})
    save(desk, "resident", {"death": "2026-05-02"}, id)
    assert [(r["end"], r["out_reason"]) for r in rows_of(desk, "residence")] == [("2026-05-02", "02")]
    assert [(r["end"], r["reason"]) for r in rows_of(desk, "standing")] == [
        ("2026-05-02", "死亡"), ("2026-05-02", "死亡"), ("2020-01-01", None)]
    assert count(desk, Query("death", since="2026-01-01", until=TODAY)) == 1
    assert count(desk, Query("resident")) == 0
    assert count(desk, Query("resident", on="2026-05-01")) == 1


# ------------------------------------------------------------------ numbers


def test_numbers_run_by_year_without_gaps(desk: Desk) -> None:
    who = person(desk)
    made = [load(desk, "request", request(desk, who, date=day)).draft["number"]
            for day in ("2025-12-31", "2026-01-05", "2026-01-06", "2025-12-30")]
    assert made == ["SL20250001", "SL20260001", "SL20260002", "SL20250002"]


def two_requests(desk: Desk, *who: int) -> None:
    """Both in one transaction."""
    with desk.write("录入") as writer:
        for resident in who:
            put(desk, writer, "request", {**blank(desk, "request"), "resident": resident})


def test_a_refused_save_gives_its_number_back(desk: Desk) -> None:
    who = person(desk)
    request(desk, who)
    with pytest.raises(Invalid):
        two_requests(desk, who, 99)
    assert load(desk, "request", request(desk, who)).draft["number"] == "SL20260002"


def test_a_number_of_an_old_register_is_kept_and_passed_over(desk: Desk) -> None:
    who = person(desk)
    request(desk, who, number="SL20260002")
    made = [load(desk, "request", request(desk, who)).draft["number"] for _ in range(2)]
    assert made == ["SL20260001", "SL20260003"]


# ------------------------------------------------------------------ the recycle bin


def test_deleted_and_brought_back(desk: Desk) -> None:
    id = person(desk, address="和平里1幢", id_number=number("11010519491231002"))
    save(desk, "standing", {"category": "volunteer", "resident": id, "start": "2021-01-01"})
    changes = delete(desk, "resident", id)
    assert set(changes) == {"resident", "residence", "standing"}
    assert [count(desk, Query(key)) for key in ("resident", "residence", "standing")] == [0, 0, 0]
    assert [(g.record, g.id, g.title, g.worker) for g in deleted(desk)] == [("resident", id, "王秀英", "周敏华")]
    with pytest.raises(Invalid, match="没有这条记录"):
        load(desk, "resident", id)
    with pytest.raises(Invalid, match="没有这条记录"):
        save(desk, "resident", {"name": "王"}, id)
    with pytest.raises(Invalid, match="没有这条记录"):
        delete(desk, "resident", id)
    again = person(desk, "王秀英", id_number=number("11010519491231002"))
    assert again != id
    delete(desk, "resident", again)
    assert set(undelete(desk, "resident", id)) == {"resident", "residence", "standing"}
    assert [count(desk, Query(key)) for key in ("resident", "residence", "standing")] == [1, 1, 1]
    assert [g.id for g in deleted(desk)] == [again]
    with pytest.raises(Invalid, match="回收站里没有"):
        undelete(desk, "resident", id)


def test_what_is_referred_to_stays(desk: Desk) -> None:
    id = person(desk)
    visit = save(desk, "visit", {**blank(desk, "visit"), "resident": id}).id
    case = save(desk, "case", {**blank(desk, "case"), "title": "漏水", "kind": "01", "parties": [
        {"side": "applicant", "resident": id}, {"side": "respondent", "name": "李梅"}]}).id
    with pytest.raises(Invalid, match=r"还有关联的记录（走访1条、纠纷案件1条），不能删除") as refused:
        delete(desk, "resident", id)
    assert refused.value.code == "in_use"
    delete(desk, "visit", visit)
    delete(desk, "case", case)
    delete(desk, "resident", id)
    with pytest.raises(Invalid, match="也已删除"):
        undelete(desk, "visit", visit)
    assert [(g.record, g.id) for g in deleted(desk)] == [("resident", id), ("case", case), ("visit", visit)]


def test_a_household_lets_its_head_go_and_ends_with_its_last_member(desk: Desk) -> None:
    one, two = person(desk, "王秀英"), person(desk, "李梅")
    house = save(desk, "household", {"number": "0001", "head": one}).id
    for id in (one, two):
        save(desk, "residence", {"resident": id, "household": house})
    with pytest.raises(Invalid, match="居住登记2条"):
        delete(desk, "household", house)
    delete(desk, "resident", one)
    assert load(desk, "household", house).draft["head"] is None
    undelete(desk, "resident", one)
    assert load(desk, "household", house).draft["head"] == one
    delete(desk, "resident", two)
    delete(desk, "resident", one)
    assert count(desk, Query("household")) == 0
    undelete(desk, "resident", one)
    assert load(desk, "household", house).draft["head"] == one


def test_a_number_taken_meanwhile_is_not_brought_back_twice(desk: Desk) -> None:
    id = person(desk, id_number=number("11010519491231002"))
    delete(desk, "resident", id)
    person(desk, "王秀英", id_number=number("11010519491231002"))
    with pytest.raises(Invalid, match="已登记在"):
        undelete(desk, "resident", id)


# ------------------------------------------------------------------ lifecycles


def test_a_request_follows_its_steps(desk: Desk) -> None:
    id = request(desk, person(desk), date="2026-06-01", category="elder_card")
    draft = load(desk, "request", id).draft
    assert (draft["state"], draft["workdays"], draft["due"]) == ("registered", 20, "2026-06-30")
    steps = [{"date": "2026-06-02", "step": "accept"}, {"date": "2026-07-02", "step": "done"}]
    done: Saved = save(desk, "request", {"steps": steps}, id)
    draft = load(desk, "request", done.id).draft
    assert (draft["state"], draft["done"], draft["overdue"]) == ("done", "2026-07-02", 1)
    save(desk, "request", {"steps": steps[:1]}, id)
    draft = load(desk, "request", id).draft
    assert (draft["state"], draft["done"], draft["overdue"]) == ("accepted", None, None)


def test_a_step_that_is_not_foreseen_is_refused(desk: Desk) -> None:
    id = request(desk, person(desk), steps=[{"date": TODAY, "step": "withdrawn"}])
    steps = load(desk, "request", id).draft["steps"]
    with pytest.raises(Invalid, match="现在是「已撤回」，不能「承办」；下一步可以是：重新办理"):
        save(desk, "request", {"steps": [*steps, {"date": TODAY, "step": "do"}]}, id)


def test_a_state_alone_may_change_in_bulk(desk: Desk) -> None:
    """`check` and `save` agree on what is wrong."""
    draft = {**blank(desk, "visit"), "date": "2026-07-01"}
    assert [p.code for p in check(desk, "visit", draft)] == ["subject_missing", "date_future"]
    with pytest.raises(Invalid) as refused:
        save(desk, "visit", draft)
    assert [p.code for p in refused.value.problems] == ["subject_missing", "date_future"]


@pytest.fixture(autouse=True)
def _row_ids(desk: Desk) -> Iterator[None]:
    """Whatever a test did, tokens agree with rows and no child row is without its owner."""
    yield
    from desk.service.backups import check as sound

    found = [f for f in sound(desk) if f.code in ("tokens", "catalog")]
    assert found == []
    with desk.read() as conn:
        assert conn.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert full_row(desk, conn, "resident", 10**6) is None
        assert ids(desk, Query("resident", on="1900-01-01")).typecode == "q"


def steps_of(desk: Desk, id: int) -> list[tuple[str, str]]:
    return [(row["step"], row["note"]) for row in load(desk, "request", id).draft["steps"]]


def test_one_step_is_taken_back_though_another_came_later(desk: Desk) -> None:
    """Each child row is a change of its own: what came later at another row does not bar it."""
    id = request(desk, person(desk), steps=[{"date": TODAY, "step": "accept"}])
    for step, note in (("do", "去了街道"), ("urge", "催了一次")):
        rows = load(desk, "request", id).draft["steps"]
        save(desk, "request", {"steps": [*rows, {"date": TODAY, "step": step, "note": note}]}, id)
    rows = load(desk, "request", id).draft["steps"]
    save(desk, "request", {"steps": [rows[0], rows[1] | {"note": "去了街道办"}, rows[2]]}, id)
    mended, _urged = history(desk, "request", id)[:2]
    assert mended.lines == (("办理过程·说明", "去了街道", "去了街道办"),)
    rows = load(desk, "request", id).draft["steps"]
    save(desk, "request", {"steps": [*rows[:2], rows[2] | {"note": "催了两次"}]}, id)
    assert not undo(desk, mended.set_id).kept
    assert steps_of(desk, id) == [("accept", None), ("do", "去了街道"), ("urge", "催了两次")]


def test_a_row_that_was_taken_out_comes_back_in_its_place(desk: Desk) -> None:
    taken = [("accept", None), ("urge", "催"), ("do", None)]
    id = request(desk, person(desk), steps=[{"date": TODAY, "step": step, "note": note} for step, note in taken])
    before = load(desk, "request", id).draft["steps"]
    save(desk, "request", {"steps": [before[0], before[2]]}, id)
    out = history(desk, "request", id)[0]
    assert out.lines == (("办理过程", f"{TODAY}，催办，催", ""),)
    undo(desk, out.set_id)
    keys = ("uid", "step", "position")
    after = load(desk, "request", id).draft["steps"]
    assert [[row[key] for key in keys] for row in after] == [[row[key] for key in keys] for row in before]


def test_a_row_that_was_changed_since_stays(desk: Desk) -> None:
    id = request(desk, person(desk), steps=[{"date": TODAY, "step": "accept"}])
    rows = load(desk, "request", id).draft["steps"]
    save(desk, "request", {"steps": [*rows, {"date": TODAY, "step": "urge", "note": "催"}]}, id)
    added = history(desk, "request", id)[0]
    rows = load(desk, "request", id).draft["steps"]
    save(desk, "request", {"steps": [rows[0], rows[1] | {"note": "催了两次"}]}, id)
    (kept,) = undo(desk, added.set_id).kept
    assert kept.why == "办理过程之后有过改动"
    assert steps_of(desk, id) == [("accept", None), ("urge", "催了两次")]


def test_fields_of_a_category_are_taken_back_one_by_one(desk: Desk) -> None:
    who = person(desk)
    draft = {**blank(desk, "standing"), "category": "dibao", "resident": who, "start": "2024-01-01"}
    id = save(desk, "standing", draft | {"x.relief_class": "A类", "x.cause": "因病"}).id
    save(desk, "standing", {"x.relief_class": "B类"}, id)
    first = history(desk, "standing", id)[0]
    save(desk, "standing", {"x.cause": "因残"}, id)
    assert not undo(desk, first.set_id).kept
    assert [load(desk, "standing", id).draft[f"x.{key}"] for key in ("relief_class", "cause")] == ["A类", "因残"]
