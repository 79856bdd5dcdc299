"""What a form shows, from the declarations and the draft's category."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.service.desk import Desk
from desk.service.entries.form import Entry, FormView, form
from desk.service.entries.save import blank, save


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def entries(view: FormView) -> dict[str, Entry]:
    return {e.key: e for _, group in view.groups for e in group}


def test_groups_stand_in_the_order_of_the_declaration(desk: Desk) -> None:
    view = form(desk, "resident", blank(desk, "resident"))
    assert [heading for heading, _ in view.groups] == ["基本信息", "户籍", "工作", "其他", "居住"]
    found = entries(view)
    assert found["name"].required
    assert found["marital"].dated
    assert not found["sex"].dated
    assert found["address"].dated
    assert found["address"].title == "现住址"


def test_what_the_program_fills_in_is_read_only(desk: Desk) -> None:
    found = entries(form(desk, "request", blank(desk, "request")))
    assert {key for key, e in found.items() if e.readonly} == {
        "number", "due", "state", "done", "overdue", "replied", "revisited"}


def test_a_category_brings_its_fields_and_its_subjects(desk: Desk) -> None:
    view = form(desk, "standing", blank(desk, "standing", category="dibao"))
    found = entries(view)
    assert {"x.relief_class", "x.cause", "resident"} <= set(found)
    assert {"household", "place", "unit"}.isdisjoint(found)
    assert ("低保信息", ["保障类别", "致困原因"]) in [(h, [e.title for e in group]) for h, group in view.groups]
    assert "x.relief_class" not in entries(form(desk, "standing", blank(desk, "standing")))


def test_a_subject_that_was_entered_stays_to_be_taken_away(desk: Desk) -> None:
    house = save(desk, "household", {"number": "1"}).id
    found = entries(form(desk, "standing", blank(desk, "standing", category="dibao", household=house)))
    assert "household" in found


def test_parts_have_their_fields(desk: Desk) -> None:
    parts = {p.key: p for p in form(desk, "case", blank(desk, "case")).parts}
    assert list(parts) == ["parties", "steps", "sessions", "followups"]
    assert [e.key for e in parts["followups"].entries] == ["date", "by", "situation"]
    assert parts["parties"].entries[0].required


def test_a_blank_draft_knows_today_its_defaults_and_what_is_preset(desk: Desk) -> None:
    draft = blank(desk, "activity", name="义诊")
    assert (draft["date"], draft["state"], draft["name"], draft["attendance"]) == (desk.today, "held", "义诊", [])
