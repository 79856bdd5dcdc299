"""A period printed later says what it said at its end: what came afterwards is not read back, and parts make wholes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from communities import TODAY, Community
from trust_records import case, change, enter, resident

from desk.service.desk import Desk
from desk.service.figures import compute
from desk.service.periods import Period
from desk.service.reports.writing import build

BEGAN, ENDED = "2025-01-01", "2026-06-30"
WHOLES = {
    "case_count": ("case_settled", "case_failed", "case_ended", "case_declined", "case_open"),
    "request_count": ("request_done", "request_failed", "declined_count", "withdrawn_count", "request_open"),
}
"""What was accepted, and what had become of it by the period's end: each once."""
Event = tuple[str, Callable[[], None]]
Life = tuple[Desk, dict[Period, dict[str, Any]]]


def later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def months(first: str = BEGAN, last: str = ENDED) -> Iterator[Period]:
    """The calendar months, quarters and years from the first day to the last."""
    for length in (1, 3, 12):
        for year in range(int(first[:4]), int(last[:4]) + 1):
            for month in range(1, 13, length):
                over = f"{year + (month + length > 12)}-{(month + length - 1) % 12 + 1:02d}-01"
                if later(over, -1) <= last:
                    yield Period(f"{year}-{month:02d}-01", later(over, -1))


class Office:
    """A committee that enters each thing on the day on which it happens."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.rng, self.events = desk, random.Random(seed), list[Event]()
        self.who = resident(desk, "王秀英", birth="1940-05-01", sex="2")

    def after(self, day: str, longest: int = 60) -> str:
        return later(day, self.rng.randint(0, longest))

    def plan(self, day: str, act: Callable[[], None]) -> None:
        if day <= ENDED:
            self.events.append((day, act))

    def dispute(self, day: str) -> None:
        """Accepted, talked about, concluded in one of the four ways or not at all, carried out, called back, filed."""
        made: dict[str, int] = {}
        result = self.rng.choice(("01", "01", "02", "03", "04", ""))
        over = self.after(day, 90)
        sessions = [{"date": self.after(day, 40), "kind": "mediate"}]
        self.plan(day, lambda: made.update(id=case(self.desk, day, people=3)))
        self.plan(sessions[0]["date"], lambda: change(self.desk, "case", made["id"], sessions=sessions))
        if not result:
            return
        known: dict[str, Any] = {"result": result, "concluded": over}
        if result == "01":
            known |= {"form": self.rng.choice(("01", "02")), "agreement": "各让一步", "performance": "02",
                      "amount": 80_000}
            done, called, confirmed = self.after(over), self.after(over), self.after(over)
            self.plan(done, lambda: change(self.desk, "case", made["id"], performance="03", performed=done))
            self.plan(called, lambda: change(self.desk, "case", made["id"], followups=[
                {"date": called, "by": "周敏华"}]))
            self.plan(confirmed, lambda: change(self.desk, "case", made["id"], confirmed=confirmed))
        filed = self.after(over)
        self.plan(over, lambda: change(self.desk, "case", made["id"], **known))
        self.plan(filed, lambda: change(self.desk, "case", made["id"], filed=filed))

    def request(self, day: str) -> None:
        """Accepted, urged, ended in one of the four ways or not at all, answered, called back with an opinion."""
        made: dict[str, int] = {}
        category = self.rng.choice(("consult", "opinion", "repair", "legal", "match", "certificate", "elder_card"))
        steps: list[dict[str, Any]] = []
        self.plan(day, lambda: made.update(id=enter(
            self.desk, "request", date=day, category=category, subject="问", resident=self.who, workdays=5)))
        end = self.after(day, 90)
        ending = self.rng.choice(("done", "done", "failed", "decline", "withdrawn"))
        plan = [(self.after(day, 30), "urge"), (end, ending)]
        if self.rng.random() < 0.2:
            plan.pop()
        else:
            plan += [(self.after(end), "reply"), (self.after(end), "revisit")]
        for at, step in plan:
            def act(at: str = at, step: str = step) -> None:
                steps.append({"date": at, "step": step, "note": "写明"})
                more = {"satisfaction": self.rng.choice(("1", "2", "4", "5"))} if step == "revisit" else {}
                change(self.desk, "request", made["id"], steps=list(steps), **more)

            self.plan(at, act)

    def standing(self, day: str) -> None:
        """Registered as without work; has found some since."""
        made: dict[str, int] = {}
        kind = self.rng.choice(("unemployed", "difficulty_4050"))
        who = resident(self.desk, "李国庆", birth="1980-01-01", sex="1", start=day, in_reason="10")
        self.plan(day, lambda: made.update(id=enter(self.desk, "standing", resident=who, category=kind, start=day)))
        found = self.after(day)
        self.plan(found, lambda: change(self.desk, "standing", made["id"], **{"x.employed": 1, "x.employed_on": found}))

    def visit(self, day: str) -> None:
        """A problem was heard; what came of it is told days later."""
        made: dict[str, int] = {}
        self.plan(day, lambda: made.update(id=enter(
            self.desk, "visit", date=day, category="home", resident=self.who, visitor="周敏华", problem="漏水")))
        told = self.after(day, 20)
        self.plan(told, lambda: change(self.desk, "visit", made["id"], handling="已修", feedback=told))

    def live(self, patch: pytest.MonkeyPatch) -> dict[Period, dict[str, Any]]:
        """Day by day; what every figure said at the end of each period."""
        whens = {when: when.until or "" for when in months()}
        said: dict[Period, dict[str, Any]] = {}
        last = ""
        for day, act in [*sorted(self.events, key=lambda event: event[0]), ("9999", lambda: None)]:
            for when, until in whens.items():
                if last <= until < day:
                    patch.setenv("DESK_TODAY", until)
                    said[when] = {v.key: v.value for v in compute(self.desk, when)}
            if day != "9999":
                patch.setenv("DESK_TODAY", day)
                act()
            last = day
        return said


@pytest.fixture(scope="module")
def life(fresh_at: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """A year and a half of an office, and what its figures said at the end of every period."""
    desk = fresh_at(tmp_path_factory.mktemp("life") / "社区")
    desk.set(started=BEGAN)
    with pytest.MonkeyPatch.context() as patch:
        office = Office(desk, 8)
        for _ in range(70):
            day = later(BEGAN, office.rng.randrange(540))
            for enter_one in (office.dispute, office.request, office.standing, office.visit):
                enter_one(day)
        said = office.live(patch)
        patch.setenv("DESK_TODAY", "2027-12-31")
        yield desk, said
    desk.close()


def test_each_period_printed_later_says_the_same(life: Life) -> None:
    desk, said = life
    assert len(said) == 18 + 6 + 1
    for when, before in said.items():
        now = {v.key: v.value for v in compute(desk, when)}
        assert {k: (v, now[k]) for k, v in before.items() if now[k] != v} == {}, when


def test_all_that_was_accepted_has_come_to_one_end_or_is_open(life: Life) -> None:
    desk, said = life
    met: set[str] = set()
    for when in said:
        parts_make_wholes(desk, when, met)
    assert met == {key for parts in WHOLES.values() for key in parts}


def test_parts_make_wholes_in_the_practice_community(community: Community) -> None:
    met: set[str] = set()
    for when in months("2024-01-01", TODAY):
        parts_make_wholes(community.desk, when, met)
    assert len(met) >= 8


def parts_make_wholes(desk: Desk, when: Period, met: set[str]) -> None:
    values = {v.key: v.value or 0 for v in compute(desk, when, [*WHOLES, *(k for p in WHOLES.values() for k in p)])}
    for whole, parts in WHOLES.items():
        assert sum(values[key] for key in parts) == values[whole], (when, whole)
    met |= {key for parts in WHOLES.values() for key in parts if values[key]}


@pytest.mark.parametrize(("key", "period"), [
    ("annual", Period("2025-01-01", "2025-12-31")), ("quarterly", Period("2025-10-01", "2025-12-31")),
    ("monthly", Period("2025-12-01", "2025-12-31"))])
def test_a_report_names_every_end(life: Life, key: str, period: Period) -> None:
    """What the reader can add up: the numbers of the report itself, those left out being nought."""
    report = build(life[0], key, period)
    told = {span[0] for _, sentences in report.sections for s in sentences for span in s.figures}
    for whole, parts in WHOLES.items():
        shown = [report.values[k].value or 0 for k in parts if k in told]
        assert sum(shown) == report.values[whole].value
