"""The course of a record: states from dated steps, the fields they fill, and fields that tell steps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.records import RECORDS
from desk.service.catalog import build
from desk.spec.course import filled, follow, past_states, settled

CATALOG = build(())
SPECS = {spec.key: spec for spec in RECORDS}
TODAY = "2026-06-30"


def life_of(record: str, category: str = "") -> Any:
    life = CATALOG.lifecycle(record, category)
    assert life is not None
    return life


def rows(*told: str) -> list[dict[str, Any]]:
    """"06-02 accept" … as steps of 2026; "06-02 earlier failed" begins in a state."""
    made = []
    for one in told:
        day, step, *state = one.split(" ")
        made.append({"date": f"2026-{day}", "step": step, **({"state": state[0]} if state else {})})
    return made


def settle(record: str, draft: dict[str, Any], old: dict[str, Any] | None = None, jump: bool = False) -> dict[str, Any]:
    category = draft.get("category", "")
    return settled(SPECS[record], life_of(record, category), old or {}, draft, TODAY, jump)


def said(made: dict[str, Any]) -> list[str]:
    return [f"{r['date'][5:]} {r['step']} {r['state']}" for r in made["steps"]]


# ------------------------------------------------------------------ steps tell states and fields


@pytest.mark.parametrize(("steps", "want"), [
    (rows(), {"state": "registered"}),
    (rows("06-02 accept"), {"state": "accepted"}),
    (rows("06-03 done", "06-02 accept"), {"state": "done", "done": "2026-06-03"}),
    (rows("06-02 accept", "06-03 urge"), {"state": "accepted"}),
    (rows("06-03 done", "06-04 reply", "06-05 revisit"),
     {"state": "done", "done": "2026-06-03", "replied": "2026-06-04", "revisited": "2026-06-05"}),
    (rows("06-03 done", "06-09 reopen"), {"state": "doing", "done": None}),
])
def test_the_state_of_a_request_is_its_last_steps(steps: list[dict[str, Any]], want: dict[str, Any]) -> None:
    made = settle("request", {"date": "2026-06-01", "steps": steps})
    assert {key: made[key] for key in made if key != "steps"} == want


def test_three_steps_on_one_day_keep_their_order() -> None:
    made = settle("request", {"date": "2026-06-01", "steps": rows("06-02 accept", "06-02 do", "06-02 done")})
    assert said(made) == ["06-02 accept accepted", "06-02 do doing", "06-02 done done"]
    assert past_states(life_of("request"), follow(life_of("request"), made["steps"])) == {"2026-06-02": "registered"}


def test_a_step_that_is_skipped_is_named_but_happened() -> None:
    course = follow(life_of("standing", "dibao"), rows("01-02 check", "01-20 approve", "02-01 confirm"))
    assert (course.state, course.skips) == ("receiving", (1,))


def test_past_days_have_the_states_that_held_then() -> None:
    life = life_of("standing", "dibao")
    course = follow(life, rows("01-02 check", "01-05 publicize", "01-14 approve", "02-01 confirm", "05-01 quit"))
    assert course.skips == ()
    assert past_states(life, course) == {
        "2026-01-02": "applied", "2026-01-05": "checked", "2026-01-14": "publicized", "2026-02-01": "reviewed",
        "2026-05-01": "receiving"}


def test_what_lay_before_is_unknown() -> None:
    life = life_of("request")
    assert past_states(life, follow(life, rows("06-02 earlier failed"))) == {"2026-06-02": ""}


# ------------------------------------------------------------------ fields tell steps


@pytest.mark.parametrize(("draft", "want"), [
    ({}, []),
    ({"sessions": [{"date": "2026-06-03"}]}, ["06-03 mediate mediating"]),
    ({"result": "01", "concluded": "2026-06-05"}, ["06-05 settle settled"]),
    ({"result": "02", "concluded": "2026-06-05"}, ["06-05 fail failed"]),
    ({"result": "03", "concluded": "2026-06-05"}, ["06-05 end ended"]),
    ({"result": "04", "concluded": "2026-06-05"}, ["06-05 decline declined"]),
    ({"result": "01", "concluded": "2026-06-05", "filed": "2026-06-20", "sessions": [{"date": "2026-06-03"}]},
     ["06-03 mediate mediating", "06-05 settle settled", "06-20 file filed"]),
    ({"result": "01", "concluded": "2026-06-05", "confirmed": "2026-06-09", "performed": "2026-06-08"},
     ["06-05 settle settled", "06-08 perform settled", "06-09 confirm settled"]),
])
def test_what_is_entered_of_a_dispute_tells_its_steps(draft: dict[str, Any], want: list[str]) -> None:
    made = settle("case", {"date": "2026-06-01", **draft})
    assert said(made) == want
    kept = {key: made[key] for key in ("result", "concluded", "filed", "confirmed", "performed") if key in draft}
    assert kept == {key: draft[key] for key in kept}


def test_a_changed_date_corrects_its_step_and_an_emptied_one_takes_it_away() -> None:
    old = {"date": "2026-06-01", "result": "01", "concluded": "2026-06-05"}
    old |= settle("case", old)
    later = settle("case", {**old, "concluded": "2026-06-07"}, old)
    assert said(later) == ["06-07 settle settled"]
    other = settle("case", {**old, "result": "02"}, old)
    assert (said(other), other["result"]) == (["06-05 fail failed"], "02")
    gone = settle("case", {**old, "concluded": None, "result": None}, old)
    assert (said(gone), gone["result"], gone["state"]) == ([], None, "accepted")


def test_steps_that_were_changed_decide() -> None:
    old = {"date": "2026-06-01", "result": "01", "concluded": "2026-06-05"}
    old |= settle("case", old)
    made = settle("case", {**old, "steps": rows("06-09 fail")}, old)
    assert (made["state"], made["result"], made["concluded"]) == ("failed", "02", "2026-06-09")


def test_an_imported_row_begins_somewhere() -> None:
    made = settle("request", {"date": "2026-06-01", "state": "failed"}, jump=True)
    assert (said(made), made["done"]) == (["06-01 earlier failed"], "2026-06-01")
    dated = settle("request", {"date": "2026-06-01", "done": "2026-06-09", "state": "failed"}, jump=True)
    assert said(dated) == ["06-09 failed failed"] or said(dated) == ["06-09 earlier failed"]


def test_a_receiver_of_relief_was_there_before() -> None:
    draft = {"category": "dibao", "resident": 1, "start": "2024-01-01"}
    made = settle("standing", draft)
    assert [(r["date"], r["step"], r["state"]) for r in made["steps"]] == [("2024-01-01", "earlier", "receiving")]
    old = draft | made
    moved = settle("standing", {**old, "start": "2024-02-01"}, old)
    assert [(r["date"], r["step"]) for r in moved["steps"]] == [("2024-02-01", "earlier")]
    ended = settle("standing", {**old, "end": "2026-03-01"}, old)
    assert [(r["date"], r["step"]) for r in ended["steps"]] == [("2024-01-01", "earlier"), ("2026-03-01", "quit")]
    assert ended["state"] == "ended"


def test_an_applicant_has_no_start() -> None:
    made = settle("standing", {"category": "dibao", "resident": 1})
    assert (made["state"], made["steps"], made.get("start")) == ("applied", [], None)


def test_a_party_member_is_full_or_on_probation_by_the_stage_entered() -> None:
    for stage, state in (("正式党员", "full"), ("预备党员", "probation"), (None, "probation")):
        draft = {"category": "party_member", "resident": 1, "start": "2020-07-01", "x.party_stage": stage}
        made = settle("standing", {key: value for key, value in draft.items() if value})
        assert made["state"] == state, stage


def test_a_planned_activity_is_held_later() -> None:
    draft = {"date": "2026-07-09", "name": "义诊", "state": "planned"}
    old = draft | settle("activity", draft)
    assert (old["state"], old["steps"]) == ("planned", [])
    held = settle("activity", {**old, "state": "held", "date": "2026-06-28"}, old)
    assert (held["state"], said(held), held["date"]) == ("held", ["06-28 hold held"], "2026-06-28")
    known = {**old, **held}
    moved = settle("activity", {**known, "date": "2026-06-27"}, known)
    assert said(moved) == ["06-27 hold held"]


STEPS = st.lists(st.tuples(st.integers(1, 28), st.sampled_from([m.key for m in life_of("request").moves])), max_size=8)


@given(STEPS)
def test_steps_read_back_tell_themselves(told: list[tuple[int, str]]) -> None:
    """Saving again what a save made changes nothing, whatever the steps."""
    draft: dict[str, Any] = {"date": "2026-01-01", "steps": [
        {"date": f"2026-01-{day:02d}", "step": step} for day, step in told]}
    once = draft | settle("request", draft)
    twice = once | settle("request", once, once)
    assert twice == once
    course = follow(life_of("request"), once["steps"])
    assert course.state == once["state"]
    known = filled(life_of("request"), course, once, SPECS["request"])
    assert {key: once.get(key) for key in known} == known


@given(STEPS)
def test_the_states_of_past_days_are_those_of_the_steps_until_then(told: list[tuple[int, str]]) -> None:
    """Recounted day by day: the state on a day is that of the steps up to it."""
    life = life_of("request")
    steps = [{"date": f"2026-01-{day:02d}", "step": step} for day, step in told]
    course = follow(life, steps)
    past = sorted(past_states(life, course).items())
    for day in (f"2026-01-{n:02d}" for n in range(1, 30)):
        read = next((state for until, state in past if until > day), course.state)
        assert read == follow(life, [s for s in steps if s["date"] <= day]).state
