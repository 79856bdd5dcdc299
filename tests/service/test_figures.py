"""Figures: their time, their rows, last year beside them, unknown before the books; states replayed day by day."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from communities import TODAY, Community

from desk.errors import Invalid
from desk.records import Residence, Resident
from desk.service.desk import Desk
from desk.service.entries.save import blank, load, save
from desk.service.figures import compute, definition, growth, half_up, rows
from desk.service.lists.query import Query, count, ids, texts, time_of
from desk.service.periods import Period, as_of, of_year, spoken
from desk.spec import Average, Count, Distinct, Extreme, Share, Total, ledger

# ------------------------------------------------------------------ numbers and periods


@pytest.mark.parametrize(("value", "places", "want"), [
    (2.25, 1, 2.3), (2.35, 1, 2.4), (-2.25, 1, -2.3), (0.05, 1, 0.1), (33.333, 1, 33.3), (1.005, 2, 1.01), (7, 1, 7.0),
])
def test_halves_are_rounded_up(value: float, places: int, want: float) -> None:
    assert half_up(value, places) == want


@pytest.mark.parametrize(("now", "then", "want"), [
    (12, 10, (2, 20.0)), (10, 12, (-2, -16.7)), (5, 0, (5, None)), (None, 3, (None, None)), (3, None, (None, None)),
    (83.5, 80.0, (3.5, 4.4)), (0, 0, (0, None)), (1, 3, (-2, -66.7)),
])
def test_growth(now: float | None, then: float | None, want: tuple[Any, Any]) -> None:
    assert growth(now, then) == want
    assert growth(now, then, "%") == (want[0], None), "a share has no per cent of its own"


def test_periods() -> None:
    assert of_year(2026) == Period("2026-01-01", "2026-12-31")
    assert of_year(2026).day(TODAY) == TODAY
    assert of_year(2025).day(TODAY) == "2025-12-31"
    assert Period("2024-02-29", "2024-02-29").last_year(TODAY) == Period("2023-02-28", "2023-02-28", "2023-02-28")
    assert Period("2025-02-01", "2025-02-28").last_year(TODAY) == Period("2024-02-01", "2024-02-29", "2024-02-29")
    assert Period("2025-02-10", "2025-02-28").last_year(TODAY).until == "2024-02-28"
    assert Period("2025-01-01", "9999-12-31").last_year(TODAY).until == "9998-12-31"
    assert Period("2025-02-01", "2025-02-28").compared(TODAY) == Period("2024-02-01", "2024-02-29")
    assert of_year(2026).last_year(TODAY) == Period("2025-01-01", "2025-12-31", "2025-06-30")
    assert of_year(2026).compared(TODAY) == Period("2025-01-01", "2025-06-30")
    assert Period().last_year(TODAY) == Period(None, None, "2025-06-30")
    assert as_of("2024-05-01").last_year(TODAY).on == "2023-05-01"
    assert of_year(2026).text(TODAY) == "2026年1月1日至2026年12月31日"
    assert as_of("2024-05-01").text(TODAY) == "截至2024年5月1日"
    assert Period("2024-05-01").text(TODAY) == "2024年5月1日以来"
    assert spoken("2026-01-05") == "2026年1月5日"
    with pytest.raises(Invalid, match="早于"):
        Period("2026-01-02", "2026-01-01")


# ------------------------------------------------------------------ over the practice community


def test_every_figure_has_its_rows_and_last_year(community: Community) -> None:
    desk = community.desk
    now = {v.key: v for v in compute(desk, of_year(2025))}
    before = {v.key: v for v in compute(desk, of_year(2024))}
    for key, one in now.items():
        assert one.last_year == before[key].value, key
        assert (one.change, one.rate) == growth(one.value, one.last_year, one.unit), key
        assert (one.value is None) == bool(one.why), key


def test_last_years_events_are_told_as_they_stood_at_the_end_of_their_own_period(fresh: Callable[..., Desk]) -> None:
    """The running day goes back a year for states only: half of last year is not open because it came later."""
    desk = fresh()
    desk.set(started="2024-01-01")
    for day, done in (("2025-02-01", "2025-03-01"), ("2025-08-01", "2025-09-01"), ("2025-10-01", None)):
        with_steps = [{"date": done, "step": "done"}] if done else []
        save(desk, "request", {**blank(desk, "request"), "date": day, "category": "consult", "subject": "问",
                               "resident": _someone(desk), "steps": with_steps})
    keys = ["request_done", "request_open", "request_pending", "request_done_share", "case_free_days"]
    half = Period("2025-01-01", "2025-06-30")
    assert [f.last_year for f in compute(desk, of_year(2026), keys)] == [
        f.value for f in compute(desk, half, keys)] == [1, 0, 0, 100.0, 181]
    assert [f.value for f in compute(desk, of_year(2025), keys)] == [2, 1, 1, 66.7, 365]


def _someone(desk: Desk) -> int:
    return save(desk, "resident", {**blank(desk, "resident"), "name": "王秀英"}).id


def test_rows_of_every_figure_are_as_many_as_it_says(community: Community) -> None:
    for one in compute(community.desk, of_year(2025)):
        found = rows(community.desk, one.key, of_year(2025))
        assert len(found) == len({r.id for r in found}) == one.rows, one.key

HIDDEN = "没有查看这类人员的权限"


def test_measures_keep_their_bounds(community: Community) -> None:
    desk = community.desk
    seen = set()
    for one in compute(desk, of_year(2025)):
        measure = desk.catalog.figure(one.key).measure
        seen.add(type(measure))
        if isinstance(measure, Distinct) and one.why != HIDDEN:
            assert one.value is not None
            assert one.value <= one.rows, one.key
        if isinstance(measure, Share) and one.value is not None:
            assert 0 <= one.value <= 100
            assert one.rows <= (one.of or 0)
            assert one.value == half_up(one.rows * 100 / (one.of or 1)) or abs(
                one.value - one.rows * 100 / (one.of or 1)) <= 0.0501, one.key
    assert {Distinct, Share} <= seen
    assert seen & {Total, Average, Extreme}


def test_figures_alone_and_together_are_the_same(community: Community) -> None:
    desk = community.desk
    together = compute(desk, of_year(2025))
    for one in random.Random(5).sample(together, 12):
        assert compute(desk, of_year(2025), [one.key]) == [one]


def test_a_longer_period_never_has_fewer_events(community: Community) -> None:
    desk = community.desk
    keys = [k for k, f in desk.catalog.figures.items()
            if isinstance(f.measure, Count) and time_of(desk, desk.catalog.ledger(f.ledger)) == "event"]
    assert len(keys) > 20
    periods = [Period("2025-03-01", "2025-04-30"), Period("2025-01-01", "2025-06-30"), of_year(2025),
               Period("2024-07-01", "2025-12-31")]
    narrow = [v.value or 0 for v in compute(desk, periods[0], keys)]
    for period in periods[1:]:
        wide = [v.value or 0 for v in compute(desk, period, keys)]
        assert all(a <= b for a, b in zip(narrow, wide, strict=True))
        narrow = wide


def test_an_unknown_figure_is_refused(community: Community) -> None:
    with pytest.raises(Invalid, match="没有这个指标"):
        compute(community.desk, of_year(2025), ["nothing"])


def test_every_figure_says_what_it_is(community: Community) -> None:
    for key in community.desk.catalog.figures:
        assert definition(community.desk, key).startswith("「")


def test_before_the_books_nothing_is_known_and_after_none_is_none(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    desk.set(started="2026-01-01")
    (before,) = compute(desk, of_year(2025), ["visit_count"])
    assert (before.value, before.rows) == (None, 0)
    assert "2026-01-01" in before.why
    (now,) = compute(desk, of_year(2026), ["visit_count"])
    assert (now.value, now.why, now.last_year) == (0, "", None)


# ------------------------------------------------------------------ comings and goings


STARTED = ledger("started", "起始", Residence, Residence.address, event=Residence.start)
ENDED = ledger("ended", "终止", Residence, Residence.address, event=Residence.end)


def test_opening_and_in_and_out_is_closing(community: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = community.desk
    monkeypatch.setitem(desk.catalog.ledgers, "started", STARTED)
    monkeypatch.setitem(desk.catalog.ledgers, "ended", ENDED)
    for first, last in (("2022-01-01", "2022-12-31"), ("2023-05-01", "2025-05-31"), ("2021-07-01", TODAY)):
        since = (date.fromisoformat(first) + timedelta(days=1)).isoformat()
        came = count(desk, Query("started", since=since, until=last))
        went = count(desk, Query("ended", since=since, until=last))
        opening, closing = (count(desk, Query("residence", on=day)) for day in (first, last))
        same_day = [r for r in community.rows["residence"] if r["start"] and r["start"] == r["end"]]
        assert same_day == []
        assert opening + came - went == closing


# ------------------------------------------------------------------ states replayed day by day


MARITAL = ("10", "20", "30", "40")
HOUSES = ("和平里1幢101室", "和平里2幢202室", "翠湖路8号")


class Replay:
    """A year lived day by day with random changes; what was seen on each day is kept."""

    def __init__(self, desk: Desk, patch: pytest.MonkeyPatch, seed: int) -> None:
        self.desk, self.patch, self.rng = desk, patch, random.Random(seed)
        self.people: list[int] = []
        self.gone: set[int] = set()
        self.seen: dict[str, dict[str, Any]] = {}

    def live(self, days: int) -> None:
        day = date(2026, 6, 30) - timedelta(days=days)
        while day.isoformat() <= TODAY:
            self.patch.setenv("DESK_TODAY", day.isoformat())
            for _ in range(self.rng.randint(0, 2)):
                self.something(day.isoformat())
            self.seen[day.isoformat()] = self.view()
            day += timedelta(days=1)

    def something(self, today: str) -> None:
        rng, alive = self.rng, [id for id in self.people if id not in self.gone]
        what = rng.choice(("come", "marry", "move", "die", "note")) if alive else "come"
        who = rng.choice(alive) if alive else 0
        if what == "come":
            self.people.append(save(self.desk, "resident", {
                "name": f"钱{len(self.people)}", "marital": rng.choice(MARITAL), "address": rng.choice(HOUSES),
                "moved_in": today}).id)
        elif what == "marry":
            save(self.desk, "resident", {"marital": rng.choice((*MARITAL, None))}, who, since=today)
        elif what == "move":
            save(self.desk, "resident", {"address": rng.choice(HOUSES)}, who, since=today)
        elif what == "die":
            save(self.desk, "resident", {"death": today}, who)
            self.gone.add(who)
        else:
            save(self.desk, "resident", {"note": f"{today}来访", "phone": "13812345678"}, who)

    def view(self, on: str | None = None) -> dict[str, Any]:
        """What the ledgers and columns say now, or said on a day."""
        found = ids(self.desk, Query("resident", on=on))
        by_marital = {code: count(self.desk, Query("resident", Resident.marital.is_(code), on=on)) for code in MARITAL}
        heads = [path for path, _ in self.desk.catalog.ledger("residence").columns]
        living = ids(self.desk, Query("residence", on=on))
        where = [row[heads.index("address")] for row in texts(self.desk, Query("residence", on=on), living)]
        return {"people": sorted(found), "marital": by_marital, "living": sorted(where),
                "blank": count(self.desk, Query("resident", Resident.marital.blank(), on=on))}


@pytest.fixture(params=[1, 2])
def replay(request: pytest.FixtureRequest, fresh: Callable[..., Desk]) -> Iterator[Replay]:
    with pytest.MonkeyPatch.context() as patch:
        yield Replay(fresh(), patch, request.param)


def test_the_past_is_read_as_it_was_seen(replay: Replay) -> None:
    replay.live(60)
    assert len(replay.people) > 10
    assert replay.gone
    for day, seen in replay.seen.items():
        assert replay.view(day) == seen, day
    assert load(replay.desk, "resident", replay.people[0]).draft["name"] == "钱0"
