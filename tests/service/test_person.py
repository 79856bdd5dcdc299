"""一人一档: a row's page, masked until revealed, and everything that hangs on it in one timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from communities import Community
from sqlalchemy import select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.person import page, timeline
from desk.service.entries.save import blank, save
from desk.service.listing import shown

NUMBER = "11010519491231002X"
PHONE = "13812345678"


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    desk = fresh()
    person = {"name": "王秀英", "id_number": NUMBER, "phone": PHONE, "address": "和平里1幢", "moved_in": "2020-05-01"}
    save(desk, "resident", person)
    save(desk, "visit", {**blank(desk, "visit"), "resident": 1, "date": "2026-03-05"})
    save(desk, "standing", {"category": "volunteer", "resident": 1, "start": "2024-01-05"})
    parties = [{"side": "applicant", "resident": 1}, {"side": "respondent", "name": "赵六", "phone": PHONE}]
    save(desk, "case", {**blank(desk, "case"), "title": "漏水", "kind": "01", "date": "2026-04-01", "parties": parties})
    return desk


def facts(one: Any) -> dict[str, str]:
    return {title: text for _, group in one.groups for title, text in group}


def logged(desk: Desk) -> list[str]:
    with desk.read() as conn:
        return list(conn.execute(select(desk.meta.tables["export_log"].c.what)).scalars())


def test_numbers_are_masked_until_revealed_and_that_is_logged_once(desk: Desk) -> None:
    hidden = page(desk, "resident", 1)
    assert hidden.title == "王秀英"
    assert NUMBER not in str(hidden)
    assert PHONE not in str(hidden)
    assert facts(hidden)["身份证号"].endswith(NUMBER[-4:]) or "*" in facts(hidden)["身份证号"]
    assert logged(desk) == []
    open_page = page(desk, "resident", 1, reveal=True)
    assert facts(open_page)["身份证号"] == NUMBER
    assert facts(open_page)["联系电话"] != facts(hidden)["联系电话"]
    assert logged(desk) == ["查看居民完整信息"]


def test_numbers_in_child_rows_too(desk: Desk) -> None:
    hidden, open_page = page(desk, "case", 1), page(desk, "case", 1, reveal=True)
    assert PHONE not in str(hidden.parts)
    assert PHONE in str(open_page.parts).replace(" ", "").replace("-", "")
    (parties,) = hidden.parts
    assert parties[0] == "当事人"
    assert parties[2][0][parties[1].index("居民")] == "王秀英"


def test_the_timeline_is_everything_newest_first(desk: Desk) -> None:
    moments = timeline(desk, "resident", 1)
    assert [(m.record, m.date) for m in moments] == [
        ("case", "2026-04-01"), ("visit", "2026-03-05"), ("standing", "2024-01-05"), ("residence", "2020-05-01")]
    assert moments[1].title.startswith("走访：")
    assert page(desk, "resident", 1).timeline == moments


def test_blank_fields_are_left_out(desk: Desk) -> None:
    assert "曾用名" not in facts(page(desk, "resident", 1))
    assert page(desk, "visit", 1).parts == ()


def test_what_is_not_there_has_no_page(desk: Desk) -> None:
    for look in (page, shown):
        with pytest.raises(Invalid, match="没有这条记录"):
            look(desk, "resident", 99)


def test_timelines_hold_all_rows_that_lead_there(community: Community) -> None:
    desk, rows = community.desk, community.rows
    some = [r["resident"] for r in rows["visit"] if r["resident"]][:5]
    some += [r["resident"] for r in rows["case_parties"] if r["resident"]][:5]
    for who in some:
        want = {(key, r["id"]) for key in ("visit", "grant", "request", "residence", "post", "standing")
                for r in rows[key] if r["resident"] == who and r.get("category") not in desk.closed(key)}
        want |= {("case", r["owner"]) for r in rows["case_parties"] if r["resident"] == who}
        want |= {("activity", r["owner"]) for r in rows["activity_attendance"] if r["resident"] == who}
        want |= {("household", r["id"]) for r in rows["household"] if r["head"] == who}
        assert {(m.record, m.id) for m in timeline(desk, "resident", who)} == want
