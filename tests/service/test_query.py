"""Lists: rows in time, narrowed, ordered, formatted, summed; held against raw rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from communities import Community
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.errors import Invalid
from desk.records import Resident, Visit
from desk.service.desk import Desk
from desk.service.entries.save import blank, delete, save
from desk.service.lists.query import (
    Query,
    choices,
    columns,
    count,
    counts,
    ids,
    ledgers,
    sentence,
    texts,
    totals,
    values,
)
from desk.spec import Compare


def test_every_ledger_counts_its_rows(community: Community) -> None:
    desk = community.desk
    views = ledgers(desk)
    assert len({v.key for v in views}) == len(views) > 100
    assert {v.tab for v in views} == {"residents", "services", "mediation", "activities", "committee"}
    numbers = counts(desk, [v.key for v in views])
    for view in views:
        found = ids(desk, Query(view.key))
        assert len(found) == len(set(found)) == numbers[view.key], view.key


def test_the_ledgers_of_a_tab(community: Community) -> None:
    found = ledgers(community.desk, "mediation")
    assert found
    assert {v.tab for v in found} == {"mediation"}
    assert next(v for v in found if v.key == "case").time == "event"


@pytest.mark.parametrize(("since", "until"), [
    ("2025-01-01", "2025-12-31"), (None, "2024-06-30"), ("2026-01-01", None), ("2025-05-01", "2025-05-01"),
    (None, None),
])
def test_events_of_a_period(community: Community, since: str | None, until: str | None) -> None:
    for key in ("visit", "grant", "request", "case", "activity"):
        want = sorted(r["id"] for r in community.rows[key] if (since or "") <= r["date"] <= (until or "9999"))
        query = Query(key, since=since, until=until)
        assert sorted(ids(community.desk, query)) == want
        assert count(community.desk, query) == len(want)


@pytest.mark.parametrize("day", ["2021-07-01", "2023-02-28", "2024-02-29", "2026-06-30", "2027-01-01"])
def test_states_of_a_day(community: Community, day: str) -> None:
    for key in ("residence", "standing", "post", "unit"):
        want = sorted(
            r["id"] for r in community.rows[key]
            if (not r["start"] or r["start"] <= day) and (not r["end"] or r["end"] > day) and seen(community, key, r))
        assert sorted(ids(community.desk, Query(key, on=day))) == want, key


def seen(community: Community, record: str, row: dict[str, Any]) -> bool:
    return row.get("category") not in community.desk.closed(record)


def test_a_state_is_read_on_the_earlier_of_until_and_today(community: Community) -> None:
    desk = community.desk
    assert ids(desk, Query("residence", until="2024-05-01")) == ids(desk, Query("residence", on="2024-05-01"))
    assert ids(desk, Query("residence", until="2030-01-01")) == ids(desk, Query("residence"))
    assert ids(desk, Query("residence", on="2024-05-01", until="2025-01-01")) == ids(
        desk, Query("residence", on="2024-05-01"))


def test_filters_narrow_and_a_choice_tells_its_number(community: Community) -> None:
    desk = community.desk
    for ledger in ("resident", "visit", "case", "activity"):
        for choice in choices(desk, Query(ledger)):
            assert choice.title
            for code, label, number in choice.options:
                assert label
                assert count(desk, Query(ledger, Compare(choice.path, "=", code))) == number, (ledger, choice.path)


def test_rows_come_as_they_are_asked_for(community: Community) -> None:
    desk = community.desk
    found = list(ids(desk, Query("visit", order=("date",))))
    by_id = {r["id"]: r["date"] for r in community.rows["visit"]}
    assert [by_id[id] for id in found] == sorted(by_id.values())
    assert [by_id[id] for id in ids(desk, Query("visit", order=("-date",)))] == sorted(by_id.values(), reverse=True)
    some = found[:5][::-1]
    first = texts(desk, "visit", found)
    assert texts(desk, "visit", some) == [first[found.index(id)] for id in some]
    assert texts(desk, "visit", [10**9, *some]) == texts(desk, "visit", some)


def test_values_and_texts_have_the_ledgers_columns(community: Community) -> None:
    desk = community.desk
    for ledger in ("resident", "household", "visit", "case", "standing", "place"):
        some = ids(desk, Query(ledger))[:10]
        heads = columns(desk, ledger)
        assert all(len(row) == len(heads) for row in values(desk, Query(ledger), some))
        assert all(isinstance(text, str) for row in texts(desk, ledger, some) for text in row)
        assert all(view.title and view.width > 0 for view in heads)


def test_totals_are_the_sums_of_the_rows(community: Community) -> None:
    desk = community.desk
    total = 0
    for view in ledgers(desk):
        sums = totals(desk, Query(view.key))
        heads = [c.path for c in columns(desk, view.key)]
        for path, text in sums.items():
            rows = values(desk, Query(view.key), ids(desk, Query(view.key)))
            kind = columns(desk, view.key)[heads.index(path)].kind
            assert text == kind.show(sum(row[heads.index(path)] or 0 for row in rows)), (view.key, path)
            total += 1
    assert total > 5


def test_a_text_narrows_a_ledger(community: Community) -> None:
    desk = community.desk
    who = community.rows["resident"][0]
    assert set(ids(desk, Query("resident", text=who["name"]))) <= set(ids(desk, Query("resident")))
    assert count(desk, Query("resident", text="没有这样的人")) == 0


def test_a_filter_is_told_as_a_sentence(community: Community) -> None:
    assert sentence(community.desk, Query("resident")) == ""
    assert "女" in sentence(community.desk, Query("resident", Resident.sex.is_("2")))


def test_an_unknown_ledger_is_refused(community: Community) -> None:
    with pytest.raises(Invalid, match="没有这个台账"):
        count(community.desk, Query("nothing"))


def test_a_row_gone_meanwhile_is_left_out(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    who = save(desk, "resident", {"name": "钱娟", "address": "和平里"}).id
    visit = save(desk, "visit", {**blank(desk, "visit"), "resident": who}).id
    snapshot = ids(desk, Query("visit"))
    delete(desk, "visit", visit)
    assert list(snapshot) == [visit]
    assert count(desk, Query("visit")) == 0


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.dates(), st.integers(0, 900), st.integers(0, 400))
def test_a_longer_period_never_has_fewer_events(community: Community, day: Any, length: int, more: int) -> None:
    start = date(2021, 1, 1) + timedelta(days=day.toordinal() % 2000)
    end = start + timedelta(days=length)
    short = Query("visit", Visit.date.in_period(), since=start.isoformat(), until=end.isoformat())
    wide = Query("visit", Visit.date.in_period(), since=(start - timedelta(days=more)).isoformat(),
                 until=(end + timedelta(days=more)).isoformat())
    assert set(ids(community.desk, short)) <= set(ids(community.desk, wide))
