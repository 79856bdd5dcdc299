"""我们登记哪些台账: what nobody keeps is unknown and not nought; 「没有」 is said only of what was kept throughout."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from communities import PASSWORD
from trust_records import case, enter, resident, visit

from desk.cli import run as command
from desk.errors import Invalid
from desk.service.desk import Caller, Desk
from desk.service.figures import compute
from desk.service.periods import Period, of_year
from desk.service.registers import NEVER, Register, begins_later, confirm_in_use, registers
from desk.service.trust.inuse import in_use

LAST, YEAR = of_year(2025), of_year(2026)
Fresh = Callable[..., Desk]


@pytest.fixture
def desk(fresh: Fresh) -> Desk:
    """Books since 2024; visits since 2025-02-03, 低保 since 2024-06-01, one dispute."""
    desk = fresh()
    desk.set(started="2024-01-01")
    who = resident(desk, "王秀英", start="2020-01-01", in_reason="10")
    for day in ("2025-02-03", "2025-03-03"):
        visit(desk, who, day)
    enter(desk, "standing", resident=who, category="dibao", start="2024-06-01")
    case(desk, "2025-05-05")
    return desk


def one(desk: Desk, key: str, period: Period = LAST) -> Any:
    return compute(desk, period, [key])[0]


def of(desk: Desk, key: str) -> Register:
    return next(register for register in registers(desk) if register.key == key)


def test_every_record_and_category_is_a_register(desk: Desk) -> None:
    found = {register.key for register in registers(desk)}
    assert found >= set(desk.catalog.records)
    assert found >= {"standing:dibao", "visit:home", "request:consult"}
    assert (of(desk, "visit").first, of(desk, "visit").rows, of(desk, "visit").holds) == ("2025-02-03", 2, "2024-01-01")
    dibao = of(desk, "standing:dibao")
    assert (dibao.title, dibao.under, dibao.first, dibao.rows) == ("低保", "身份", "2024-06-01", 1)
    assert (of(desk, "activity").first, of(desk, "activity").rows) == ("", 0)


def test_what_is_not_registered_is_unknown_and_not_nought(desk: Desk) -> None:
    assert one(desk, "activity_count").value == 0
    confirm_in_use(desk, "activity", NEVER)
    unknown = one(desk, "activity_count")
    assert (unknown.value, unknown.why, unknown.last_year) == (None, "本社区不登记这项台账", None)
    assert begins_later(desk, "activity_count", LAST)
    assert one(desk, "visit_count").value == 2
    assert (of(desk, "activity").kept, of(desk, "visit").kept) == (False, True)
    confirm_in_use(desk, "activity", "")
    assert one(desk, "activity_count").value == 0


def test_a_category_is_kept_apart_from_its_record(desk: Desk) -> None:
    """Talks are not registered, other visits are: of the talks nothing is known."""
    desk.caller = Caller("周", frozenset({"visit:support_talk"}))
    confirm_in_use(desk, "visit:support_talk", NEVER)
    assert one(desk, "support_talk_count").value is None
    assert one(desk, "visit_count").value == 2
    confirm_in_use(desk, "visit", NEVER)
    confirm_in_use(desk, "visit:support_talk", "2024-01-01")
    assert one(desk, "support_talk_count").value == 0
    assert not begins_later(desk, "support_talk_count", LAST)


def test_rows_that_are_there_are_counted_all_the_same(desk: Desk) -> None:
    """What happened and was entered is known, whatever was said of the register."""
    confirm_in_use(desk, "visit", "2026-01-01")
    assert one(desk, "visit_count").value == 2
    before = one(desk, "visit_count", of_year(2024))
    assert (before.value, "2026-01-01" in before.why) == (None, True)
    assert one(desk, "visit_count", YEAR).last_year is None, "2025 was not kept throughout"


def test_none_may_be_said_only_of_what_was_kept_throughout(desk: Desk) -> None:
    keys = ["visit_count", "activity_count", "dibao_count"]
    assert in_use(desk, LAST, keys) == {"visit_count"}, "there were rows by then, and the books are older"
    confirm_in_use(desk, "activity", "2025-01-01")
    confirm_in_use(desk, "visit", "2025-01-02")
    assert in_use(desk, LAST, keys) == {"activity_count"}
    assert in_use(desk, YEAR, keys) == {"activity_count", "visit_count", "dibao_count"}
    confirm_in_use(desk, "standing:dibao", NEVER)
    assert "dibao_count" not in in_use(desk, YEAR, keys)


def test_what_not_all_may_see_is_no_register_of_theirs(desk: Desk) -> None:
    desk.caller = Caller("周", frozenset({"visit:support_talk"}))
    enter(desk, "visit", resident=1, date="2025-01-01", category="support_talk", visitor="周", situation="好")
    assert (of(desk, "visit").first, of(desk, "visit").rows) == ("2025-01-01", 3)
    desk.caller = Caller("王")
    assert (of(desk, "visit").first, of(desk, "visit").rows) == ("2025-02-03", 2)
    assert "visit:support_talk" not in {register.key for register in registers(desk)}


@pytest.mark.parametrize(("key", "since"), [
    ("nothing", "2025-01-01"), ("visit:nothing", "2025-01-01"), ("case.parties", "2025-01-01"), ("visit", "gestern")])
def test_what_is_no_register_or_no_day_is_refused(desk: Desk, key: str, since: str) -> None:
    with pytest.raises(Invalid):
        confirm_in_use(desk, key, since)


def test_the_commands(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    folder = str(desk.folder.path)
    assert command(["keep", folder, "activity", "--never"]) == 0
    assert command(["keep", folder, "visit", "--since", "2025-02-03"]) == 0
    capsys.readouterr()
    assert command(["registers", folder, "--json"]) == 0
    said = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert (said["activity"]["kept"], said["visit"]["holds"], said["visit"]["rows"]) == (False, "2025-02-03", 2)
    assert command(["registers", folder]) == 0
    assert "不登记" in capsys.readouterr().out
    assert command(["figures", folder, "--year", "2025", "--only", "activity_count", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["value"] is None
    assert command(["keep", folder, "visit"]) == 0
    assert command(["keep", folder, "nothing", "--never"]) == 2
