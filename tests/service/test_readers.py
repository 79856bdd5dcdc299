"""What is frozen is frozen for each reader: a closing changes nobody's figures and tells nobody of hidden rows.

Recounted by hand: the visits of a year are the rows of that year, without the talks that not everybody may see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from communities import PASSWORD, WORKER
from sqlalchemy import select, update
from trust_records import change, enter, resident, visit

from desk.cli import run as command
from desk.service.desk import Caller, Desk
from desk.service.entries.save import delete
from desk.service.figures import compute
from desk.service.jobs import run
from desk.service.periods import Period, of_year
from desk.service.reports.writing import build, write
from desk.service.trust.closing import beside, changed_since, close, closings, issue, late_entries, printed, void
from desk.service.trust.told import Told, told
from desk.service.workers import set_rights

LAST = of_year(2025)
LIMITED = Caller("王芳")
TALKS = Caller("周敏华", frozenset({"visit:support_talk"}))
ALL = Caller("练习员", frozenset({"visit:support_talk", "standing:watched"}))
Fresh = Callable[..., Desk]


@pytest.fixture
def desk(fresh: Fresh) -> Iterator[Desk]:
    """Two years of visits: 5 open ones and 3 talks in 2025; one of three watched people is watched since then."""
    desk = fresh()
    desk.set(started="2024-01-01")
    desk.caller = ALL
    who = [resident(desk, name, start="2020-01-01", in_reason="10") for name in ("王秀英", "李国庆", "赵敏")]
    for day in ("2024-03-01", "2025-01-05", "2025-02-05", "2025-03-05", "2025-04-05", "2025-05-05"):
        visit(desk, who[0], day)
    for day in ("2024-04-01", "2024-05-01", "2025-06-01", "2025-07-01", "2025-08-01"):
        talk(desk, who[1], day)
    enter(desk, "standing", resident=who[0], category="dibao", start="2024-06-01")
    enter(desk, "standing", resident=who[1], category="released", start="2025-03-01")
    set_rights(desk, "周敏华", TALKS.rights)
    return desk


def talk(desk: Desk, who: int, day: str) -> int:
    return enter(desk, "visit", resident=who, date=day, category="support_talk", visitor="周", situation="好")


def seen(desk: Desk, caller: Caller, period: Period = LAST) -> Told:
    desk.caller = caller
    return told(desk, period)


def numbers(desk: Desk, caller: Caller) -> dict[str, tuple[Any, ...]]:
    return {key: (one.value, one.last_year, one.rows, one.of, one.why, one.text)
            for key, one in seen(desk, caller).values.items()}


READERS = [LIMITED, TALKS, ALL]


def test_closing_changes_nobodys_figures(desk: Desk) -> None:
    before = [numbers(desk, one) for one in READERS]
    assert [one["visit_count"][:2] for one in before] == [(5, 1), (8, 3), (8, 3)]
    desk.caller = LIMITED
    close(desk, LAST)
    for caller, was in zip(READERS, before, strict=True):
        now = seen(desk, caller)
        assert numbers(desk, caller) == was
        assert now.fixed is not None
        assert not [key for key in now.values if now.remark(key)]
        assert not beside(desk, LAST)


def test_what_comes_later_is_told_to_those_who_may_see_it(desk: Desk) -> None:
    desk.caller = LIMITED
    close(desk, LAST)
    desk.caller = ALL
    talk(desk, 2, "2025-09-01")
    assert {b.key: (b.printed, b.now) for b in beside(desk, LAST)}["visit_count"] == (8, 9)
    assert [e.what for e in late_entries(desk, LAST)] == ["补记"]
    for caller, now in ((LIMITED, 5), (TALKS, 9), (ALL, 9)):
        found = seen(desk, caller)
        assert found.now["visit_count"].value == now
        assert found.changed("visit_count") == (caller is not LIMITED)
    desk.caller = LIMITED
    assert beside(desk, LAST) == []
    assert late_entries(desk, LAST) == []
    visit(desk, 1, "2025-09-02")
    assert {b.key: (b.printed, b.now) for b in beside(desk, LAST)}["visit_count"] == (5, 6)
    assert seen(desk, LIMITED).remark("visit_count") == "结账数，按现在的记录为6"
    assert seen(desk, ALL).remark("visit_count") == "结账数，按现在的记录为10"


def test_the_report_prints_the_same(desk: Desk, tmp_path: Path) -> None:
    """By the one without the right: before the closing, after it, and after a hidden row came later."""
    printed_ = []
    for step in ("before", "closed", "later"):
        desk.caller = LIMITED
        if step == "closed":
            close(desk, LAST)
        if step == "later":
            desk.caller = ALL
            talk(desk, 2, "2025-09-01")
        desk.caller = LIMITED
        report = build(desk, "annual", LAST)
        printed_.append([s.text for _, said in report.sections for s in said])
        run(write(desk, "annual", LAST, tmp_path / f"{step}.pdf"))
    assert printed_[0] == printed_[1] == printed_[2]
    assert "走访、慰问、谈话和电话问候5人次" in paper(tmp_path / "closed.pdf")
    assert (report.beside, report.late) == ((), 0)
    desk.caller = ALL
    run(write(desk, "annual", LAST, tmp_path / "all.pdf"))
    assert "走访、慰问、谈话和电话问候8人次" in paper(tmp_path / "all.pdf")


def paper(file: Path) -> str:
    with pypdfium2.PdfDocument(file.read_bytes()) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_next_year_each_is_compared_with_their_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.caller = ALL
    close(desk, LAST)
    visit(desk, 1, "2025-09-02")
    monkeypatch.setenv("DESK_TODAY", "2026-12-31")
    for caller, last in ((LIMITED, 5), (TALKS, 8), (ALL, 8)):
        assert seen(desk, caller, of_year(2026)).values["visit_count"].last_year == last


def test_an_issued_report_is_read_by_each_with_their_own_rights(desk: Desk, tmp_path: Path) -> None:
    """Also where the one who issued it may see all, and where it is what the closing keeps."""
    desk.caller = ALL
    issued = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    talk(desk, 2, "2025-09-01")
    for caller, was, now in ((LIMITED, 5, 5), (TALKS, 8, 9), (ALL, 8, 9)):
        desk.caller = caller
        assert printed(desk, issued.id)["visit_count"].value == was
        assert len(printed(desk, issued.id)["visit_count"].rows_behind) == was
        assert ("visit_count" in {b.key for b in changed_since(desk, issued.id)}) == (now != was)
    desk.caller = LIMITED
    close(desk, LAST)
    assert [seen(desk, one).values["visit_count"].value for one in READERS] == [5, 8, 8]
    assert [seen(desk, one).changed("visit_count") for one in READERS] == [False, True, True]


def test_rights_given_later_see_what_was_kept_for_them(desk: Desk) -> None:
    """Each figure by the rights that concern it: of drugs there is nothing in a visit."""
    desk.caller = LIMITED
    set_rights(desk, "周敏华", frozenset())
    close(desk, LAST)
    visit(desk, 1, "2025-09-02")
    for rights, value in (("standing:drug", 5), ("visit:support_talk", 8)):
        found = seen(desk, Caller("新来的", frozenset({rights})))
        assert (found.values["visit_count"].value, found.values["dibao_count"].value) == (value, 1)
        assert found.remark("visit_count") == f"结账数，按现在的记录为{value + 1}"


def test_what_is_kept_of_a_public_figure_holds_nothing_of_hidden_rows(desk: Desk, tmp_path: Path) -> None:
    """Its stored text is, letter by letter, that of the same community without the hidden rows."""
    desk.caller = ALL
    talks = [r.id for r in _rows(desk, "visit", "support_talk")]
    close(desk, LAST)
    paper_ = run(issue(desk, "annual", LAST, tmp_path / "a.pdf"))
    closed, issued = public(desk, "closing"), public(desk, "paper", paper_.id)
    assert closed["visit_count"]["value"] == 5
    assert "watched_count" not in closed
    assert {id for part in issued["visit_count"]["behind"] for id in ranged(part[1])}.isdisjoint(talks)
    with desk.write("试") as writer:
        writer.conn.execute(desk.meta.tables["closing"].delete())
    void(desk, paper_.id, "重来")
    for record, category in (("visit", "support_talk"), ("standing", "released")):
        for row in _rows(desk, record, category):
            delete(desk, record, row.id)
    close(desk, LAST)
    again = public(desk, "closing")
    assert {key: one for key, one in again.items() if key in closed} == closed


def ranged(text: str) -> list[int]:
    return [id for part in text.split(",") if part
            for id in range(int(part.split("-")[0]), int(part.split("-")[-1]) + 1)]


def public(desk: Desk, table: str, id: int | None = None) -> dict[str, Any]:
    t = desk.meta.tables[table]
    with desk.read() as conn:
        text = conn.execute(select(t.c.figures).where(t.c.id == id) if id else select(t.c.figures)).scalar_one()
    found: dict[str, Any] = json.loads(text)["figures"]
    return found


def _rows(desk: Desk, record: str, category: str) -> list[Any]:
    t = desk.meta.tables[record]
    with desk.read() as conn:
        return list(conn.execute(select(t.c.id).where(t.c.category == category, t.c.deleted == 0)))


# ------------------------------------------------------------------ closings of before


def older(desk: Desk, table: str = "closing") -> None:
    """What an older program kept: every figure once, read with all rights."""
    t = desk.meta.tables[table]
    every = {key: {**vars(one)} for key, one in closings(desk)[0].figures.items()}
    with desk.write("试") as writer:
        writer.conn.execute(update(t).values(figures=json.dumps(
            {"kept": [], "figures": every}, ensure_ascii=False)))


def test_an_older_closing_keeps_its_numbers_where_nothing_hidden_took_part(desk: Desk) -> None:
    desk.caller = ALL
    close(desk, LAST)
    older(desk)
    before = seen(desk, ALL).values
    kept, hidden = seen(desk, LIMITED), ("visit_count", "watched_count")
    assert kept.values["visit_count"].value == 5
    assert "没有留存" in kept.remark("visit_count")
    assert kept.values["watched_count"].value is None
    for key in ("dibao_count", "resident_count", "case_count"):
        assert kept.values[key].value == before[key].value
    assert kept.fixed is not None
    assert {"dibao_count", "resident_count", "case_count"} <= set(kept.fixed.figures)
    assert set(hidden).isdisjoint(kept.fixed.figures)
    desk.caller = ALL
    visit(desk, 1, "2025-09-02")
    enter(desk, "standing", resident=3, category="dibao", start="2025-04-01")
    assert [seen(desk, one).values["dibao_count"].value for one in READERS] == [1, 1, 1], "as it was closed"
    assert [seen(desk, one).values["visit_count"].value for one in READERS] == [6, 8, 8], "kept for the right"
    assert seen(desk, ALL).values["watched_count"].value == before["watched_count"].value


def test_an_older_closing_whose_hidden_rows_went_since_is_not_given_away(desk: Desk) -> None:
    desk.caller = ALL
    close(desk, LAST)
    older(desk)
    for row in _rows(desk, "visit", "support_talk"):
        delete(desk, "visit", row.id)
    assert seen(desk, LIMITED).values["visit_count"].value == 5
    assert seen(desk, ALL).values["visit_count"].value == 8
    case = enter(desk, "case", date="2025-05-05", title="漏水", kind="02", parties=[
        {"side": "applicant", "name": "甲"}, {"side": "respondent", "name": "乙"}])
    assert case
    assert seen(desk, LIMITED).remark("case_count") == "结账数，按现在的记录为1"


# ------------------------------------------------------------------ the command line


def test_the_command_tells_each_their_own(desk: Desk, capsys: pytest.CaptureFixture[str],
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    desk.caller = ALL
    set_rights(desk, WORKER, frozenset())
    ask = ["figures", str(desk.folder.path), "--year", "2025", "--json"]
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)
    before = answer(capsys, ask)
    close(desk, LAST)
    assert answer(capsys, ask) == before
    talk(desk, 2, "2025-09-01")
    assert answer(capsys, ask) == before, "neither value nor `now` tells of the talk"
    set_rights(desk, WORKER, ALL.rights)
    now = {one["key"]: one for one in answer(capsys, ask)}
    assert (now["visit_count"]["value"], now["visit_count"]["now"]) == (8, 9)


def answer(capsys: pytest.CaptureFixture[str], ask: list[str]) -> Any:
    assert command(ask) == 0
    return json.loads(capsys.readouterr().out)


def test_a_change_of_what_is_open_is_told_to_all(desk: Desk) -> None:
    desk.caller = ALL
    close(desk, LAST)
    first = _rows(desk, "visit", "home")[1]
    change(desk, "visit", first.id, date="2024-12-31")
    assert [seen(desk, one).now["visit_count"].value for one in READERS] == [4, 7, 7]
    assert all(seen(desk, one).changed("visit_count") for one in READERS)
    assert compute(desk, LAST, ["visit_count"])[0].value == 7
