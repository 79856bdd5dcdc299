"""Steps through the service: taking them in order, refusing, correcting, undoing, and what follows elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.save import blank, history, load, save, take, undo
from desk.service.entries.steps import progress
from desk.service.figures import compute
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.service.start import overview
from desk.service.trust.closing import close

TODAY = "2026-06-30"


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def person(desk: Desk, name: str = "王秀英", **more: Any) -> int:
    return save(desk, "resident", {**blank(desk, "resident"), "name": name, **more}).id


def standing(desk: Desk, category: str, who: int, **more: Any) -> int:
    return save(desk, "standing", {**blank(desk, "standing"), "category": category, "resident": who, **more}).id


def walk(desk: Desk, record: str, id: int, *steps: str, **values: Any) -> None:
    """"2026-01-02 check note" …: each step on its day."""
    for one in steps:
        day, step, *note = one.split(" ")
        take(desk, record, id, step, {"date": day, "note": note[0] if note else None}, values.pop(step, None))


def standings(desk: Desk) -> list[int]:
    table = desk.meta.tables["standing"]
    with desk.read() as conn:
        return list(conn.execute(select(table.c.id).where(table.c.deleted == 0)).scalars())


def listed(desk: Desk, ledger: str, day: str) -> list[int]:
    return list(ids(desk, Query(ledger, on=day)))


# ------------------------------------------------------------------ 低保, from application to end


def test_dibao_from_application_to_its_end(desk: Desk) -> None:
    """The ledger is right as of any past day, and an applicant is in no figure."""
    desk.set(started="2020-01-01")
    who = person(desk)
    id = standing(desk, "dibao", who)
    assert listed(desk, "dibao", TODAY) == []
    assert one_figure(desk, "dibao_count", TODAY) == 0
    walk(desk, "standing", id, "2026-01-05 check", "2026-01-08 publicize", "2026-01-16 approve", "2026-02-01 confirm",
         confirm={"amount": 80000, "x.relief_class": "A类"})
    draft = load(desk, "standing", id).draft
    assert (draft["state"], draft["start"], draft["end"]) == ("receiving", "2026-02-01", None)
    for day, there in (("2026-01-20", []), ("2026-01-31", []), ("2026-02-01", [id]), (TODAY, [id])):
        assert listed(desk, "dibao", day) == there, day
    walk(desk, "standing", id, "2026-03-10 pay", "2026-04-10 pay", "2026-05-06 review",
         "2026-06-01 quit", quit={"reason": "收入超过标准"})
    draft = load(desk, "standing", id).draft
    assert (draft["state"], draft["start"], draft["end"], draft["reason"]) == (
        "ended", "2026-02-01", "2026-06-01", "收入超过标准")
    for day, there in (("2026-01-31", []), ("2026-02-01", [id]), ("2026-05-31", [id]), ("2026-06-01", []), (TODAY, [])):
        assert listed(desk, "dibao", day) == there, day
        assert one_figure(desk, "dibao_count", day) == len(there), day


def one_figure(desk: Desk, key: str, day: str) -> Any:
    return next(v.value for v in compute(desk, Period(on=day), [key]) if v.key == key)


@pytest.mark.parametrize(("step", "note", "state"), [("refuse", "收入超标", "refused"), ("withdraw", "", "withdrawn")])
def test_an_application_that_comes_to_nothing_is_in_no_ledger_of_any_day(
    desk: Desk, step: str, note: str, state: str
) -> None:
    id = standing(desk, "dibao", person(desk))
    walk(desk, "standing", id, "2026-01-05 check", f"2026-02-01 {step} {note}".strip())
    assert load(desk, "standing", id).draft["state"] == state
    assert [listed(desk, "dibao", day) for day in ("2026-01-06", "2026-02-02", TODAY)] == [[], [], []]


def test_a_step_that_is_skipped_is_refused_with_the_way_on(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk))
    with pytest.raises(Invalid, match="现在是「已申请」，不能「确认」；下一步可以是：入户核查、不予确认、撤回申请"):
        take(desk, "standing", id, "confirm", {"date": "2026-02-01"})
    with pytest.raises(Invalid, match="「不予确认」要填写说明"):
        take(desk, "standing", id, "refuse", {})
    assert load(desk, "standing", id).draft["steps"] == []


def test_suspended_and_resumed(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk), start="2025-01-01")
    walk(desk, "standing", id, "2026-03-01 stop_pay 未申报", "2026-05-01 resume_pay")
    states = state_of(desk, id)
    assert [states(day) for day in ("2025-06-01", "2026-03-01", "2026-04-30", "2026-05-01")] == [
        "receiving", "suspended", "suspended", "receiving"]


def state_of(desk: Desk, id: int, record: str = "standing") -> Callable[[str], Any]:
    def read(day: str) -> Any:
        reader = desk.reader(day)
        t = reader.source(record)
        with desk.read() as conn:
            return conn.execute(select(reader.column(record, t, "state")).where(t.c.id == id)).scalar()

    return read


# ------------------------------------------------------------------ the party, over two categories


def test_a_party_member_stage_by_stage(desk: Desk) -> None:
    who = person(desk)
    id = standing(desk, "party_applicant", who, start="2020-03-01")
    walk(desk, "standing", id, "2020-12-01 activate", "2022-03-01 list", "2023-05-01 admit")
    old = load(desk, "standing", id).draft
    assert (old["state"], old["end"]) == ("admitted", "2023-05-01")
    (member,) = [one for one in standings(desk) if one != id]
    draft = load(desk, "standing", member).draft
    assert (draft["category"], draft["resident"], draft["start"], draft["state"]) == (
        "party_member", who, "2023-05-01", "probation")
    walk(desk, "standing", member, "2024-05-01 to_full")
    assert load(desk, "standing", member).draft["x.party_stage"] == "正式党员"
    applicant, states = state_of(desk, id), state_of(desk, member)
    assert [applicant(day) for day in ("2020-06-01", "2021-12-31", "2022-12-31", "2024-01-01")] == [
        "applicant", "activist", "candidate", "admitted"]
    assert [states(day) for day in ("2023-12-31", "2024-12-31")] == ["probation", "full"]
    assert listed(desk, "party_member", "2022-12-31") == []
    assert listed(desk, "party_member", "2023-12-31") == [member]


def test_taking_back_an_admission_takes_back_the_membership(desk: Desk) -> None:
    id = standing(desk, "party_applicant", person(desk), start="2020-03-01")
    walk(desk, "standing", id, "2020-12-01 activate", "2022-03-01 list", "2023-05-01 admit")
    assert len(standings(desk)) == 2
    undo(desk, history(desk, "standing", id)[0].set_id)
    assert (load(desk, "standing", id).draft["state"], load(desk, "standing", id).draft["end"]) == ("candidate", None)
    assert standings(desk) == [id]


# ------------------------------------------------------------------ a permit


def test_a_permit_is_due_urged_issued_and_renewed_by_a_request(desk: Desk) -> None:
    who = person(desk)
    id = standing(desk, "permit", who)
    walk(desk, "standing", id, "2025-01-10 urge", "2025-02-01 issue", issue={"expires": "2026-02-01"})
    assert load(desk, "standing", id).draft["state"] == "issued"
    asked = save(desk, "request", {**blank(desk, "request"), "resident": who, "category": "residence_permit",
                                   "subject": "续签", "date": "2026-01-20", "x.permit_until": "2027-02-01"}).id
    walk(desk, "request", asked, "2026-01-20 accept", "2026-01-28 done")
    draft = load(desk, "standing", id).draft
    assert (draft["state"], draft["expires"]) == ("issued", "2027-02-01")
    assert [row["step"] for row in draft["steps"]] == ["urge", "issue", "renew"]
    assert standings(desk) == [id]


# ------------------------------------------------------------------ corrections and undo


def test_a_correction_names_the_later_step_that_no_longer_follows(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk))
    walk(desk, "standing", id, "2026-01-05 check", "2026-01-08 publicize", "2026-01-16 approve")
    rows = load(desk, "standing", id).draft["steps"]
    with pytest.raises(Invalid, match="2026-01-16的「审核」就接不上了（前面是「已核查」）"):
        save(desk, "standing", {"steps": [rows[0], rows[2]]}, id)
    save(desk, "standing", {"steps": [rows[0], {**rows[1], "date": "2026-01-07"}, rows[2]]}, id)
    assert [r["date"] for r in load(desk, "standing", id).draft["steps"]] == ["2026-01-05", "2026-01-07", "2026-01-16"]


def test_undo_of_a_step_that_a_later_one_stands_on_names_that_one(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk))
    walk(desk, "standing", id, "2026-01-05 check", "2026-01-08 publicize", "2026-01-16 approve")
    middle = history(desk, "standing", id)[1]
    (kept,) = undo(desk, middle.set_id).kept
    assert "2026-01-16的「审核」就接不上了" in kept.why
    assert len(load(desk, "standing", id).draft["steps"]) == 3
    last = history(desk, "standing", id)[0]
    assert not undo(desk, last.set_id).kept
    assert load(desk, "standing", id).draft["state"] == "publicized"


def test_a_step_within_a_closed_period_is_countered_not_changed(desk: Desk) -> None:
    asked = save(desk, "request", {**blank(desk, "request"), "resident": person(desk), "subject": "灯坏了",
                                   "date": "2026-05-06"}).id
    walk(desk, "request", asked, "2026-05-06 accept", "2026-05-20 done")
    close(desk, Period("2026-05-01", "2026-05-31"))
    rows = load(desk, "request", asked).draft["steps"]
    with pytest.raises(Invalid, match="2026-05-20所在的期间已经结账"):
        save(desk, "request", {"steps": rows[:1]}, asked)
    done = next(one for one in history(desk, "request", asked) if any("办结" in line[2] for line in one.lines))
    assert "已经结账" in undo(desk, done.set_id).kept[0].why
    walk(desk, "request", asked, "2026-06-10 reopen 又坏了")
    draft = load(desk, "request", asked).draft
    assert (draft["state"], draft["done"]) == ("doing", None)
    assert state_of(desk, asked, "request")("2026-05-31") == "done"


# ------------------------------------------------------------------ limits


def test_judicial_confirmation_is_due_thirty_calendar_days_after_the_settlement(desk: Desk) -> None:
    parties = [{"side": "applicant", "name": "甲"}, {"side": "respondent", "name": "乙"}]
    id = save(desk, "case", {**blank(desk, "case"), "date": "2026-05-10", "title": "邻里纠纷", "kind": "01",
                             "parties": parties}).id
    assert ("调解期限到期（30天）", "2026-06-09") in limits(desk, "case", id)
    walk(desk, "case", id, "2026-05-20 settle")
    assert limits(desk, "case", id) == [("司法确认申请期限到期（30天）", "2026-06-19")]
    walk(desk, "case", id, "2026-06-01 confirm")
    assert limits(desk, "case", id) == []


def limits(desk: Desk, record: str, id: int) -> list[tuple[str, str]]:
    found = progress(desk, record, id)
    assert found is not None
    return list(found.limits)


def test_the_yearly_review_is_due_again_after_each(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk), start="2024-02-01")
    assert dues(desk) == [("standing", id, "review", "2025-02-01")]
    walk(desk, "standing", id, "2025-01-20 review")
    assert dues(desk) == [("standing", id, "review", "2026-01-20")]
    walk(desk, "standing", id, "2026-01-20 quit", quit={"reason": "死亡"})
    assert dues(desk) == []


def dues(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.read() as conn:
        return [tuple(row) for row in conn.execute(select(desk.meta.tables["due"]))]


# ------------------------------------------------------------------ the past of other records


def test_a_death_ends_a_standing_by_a_step(desk: Desk) -> None:
    who = person(desk)
    id = standing(desk, "dibao", who, start="2024-02-01")
    save(desk, "resident", {"death": "2026-04-03"}, who)
    draft = load(desk, "standing", id).draft
    assert (draft["state"], draft["end"], draft["reason"]) == ("ended", "2026-04-03", "死亡")
    assert draft["steps"][-1]["step"] == "quit"


def test_statements_of_taking_a_step_stay_few(desk: Desk) -> None:
    """However many steps there are already: the log, the row, the step, past states and dues."""
    id = standing(desk, "dibao", person(desk), start="2020-01-01")
    said: list[str] = []
    event.listen(desk.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    counts = []
    for month in range(1, 6):
        said.clear()
        take(desk, "standing", id, "pay", {"date": f"2026-{month:02d}-10"})
        counts.append(len(said))
    assert counts[-1] <= counts[0] <= 30, counts


def test_limits_are_tasks_of_their_day(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk), start="2025-07-03")
    late = standing(desk, "dibao", person(desk, "李四"), start="2025-06-01")
    seen = overview(desk)
    (task,) = seen.coming
    assert (task.date, task.record, task.id, task.title) == ("2026-07-03", "standing", id, "年度复核：低保 王秀英")
    assert [(t.date, t.id) for t in seen.late] == [("2026-06-01", late)]
    take(desk, "standing", late, "review", {"date": TODAY})
    assert overview(desk).late == ()


def test_a_refused_application_has_no_limit_any_more(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk))
    walk(desk, "standing", id, "2026-06-20 check", "2026-06-22 publicize")
    assert dues(desk) == [("standing", id, "publicize", "2026-06-29")]
    walk(desk, "standing", id, "2026-06-25 refuse 有异议")
    assert dues(desk) == []


def test_a_shortest_time_that_was_not_kept_is_told(desk: Desk) -> None:
    id = standing(desk, "dibao", person(desk))
    walk(desk, "standing", id, "2026-06-01 check", "2026-06-02 publicize")
    (told,) = take(desk, "standing", id, "approve", {"date": "2026-06-05"}).problems
    assert (told.code, told.warning) == ("step_early", True)
    assert told.text == "公示期要满7天，到2026-06-09才满，现在登记的「审核」是2026-06-05"
    assert load(desk, "standing", id).draft["state"] == "reviewed"


def test_a_member_who_died_was_not_moved_elsewhere(desk: Desk) -> None:
    who = person(desk)
    id = standing(desk, "party_member", who, start="2020-07-01", **{"x.party_stage": "正式党员"})
    save(desk, "resident", {"death": "2026-04-03"}, who)
    assert load(desk, "standing", id).draft["state"] == "ended"
