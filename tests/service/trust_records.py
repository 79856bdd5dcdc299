"""Records that the tests of trust are about, entered as a worker would."""

from __future__ import annotations

from typing import Any

from desk.service.desk import Desk
from desk.service.entries.save import blank, load, save


def enter(desk: Desk, record: str, **values: Any) -> int:
    """A new record; its id."""
    return save(desk, record, {**blank(desk, record), **values}).id


def change(desk: Desk, record: str, id: int, **values: Any) -> None:
    """A correction of a record."""
    save(desk, record, {**load(desk, record, id).draft, **values}, id)


def resident(desk: Desk, name: str, **more: Any) -> int:
    """Somebody who lives here."""
    lived = {k: more.pop(k) for k in ("household", "start", "in_reason", "relation") if k in more}
    id = enter(desk, "resident", name=name, **more)
    enter(desk, "residence", resident=id, **lived)
    return id


def visit(desk: Desk, who: int, date: str, **more: Any) -> int:
    told = {"visitor": "周敏华", "situation": "都好", **more}
    return enter(desk, "visit", resident=who, date=date, category="home", **told)


def case(desk: Desk, date: str, **more: Any) -> int:
    sides = [{"side": "applicant", "name": "甲"}, {"side": "respondent", "name": "乙"}]
    return enter(desk, "case", date=date, title="漏水", kind="02", parties=sides, **more)


def activity(desk: Desk, date: str, **more: Any) -> int:
    return enter(desk, "activity", date=date, name="讲座", category="lecture", **more)


def small(desk: Desk) -> None:
    """A community of two households in its first months."""
    desk.set(started="2026-01-01")
    homes = [enter(desk, "household", number=f"{n}", start="2026-01-01") for n in (1, 2)]
    for name, sex, home in (("王秀英", "2", 0), ("李国庆", "1", 0), ("赵敏", "2", 1)):  # the first of each is its head
        who = resident(desk, name, sex=sex, birth="1950-03-01", household=homes[home], start="2026-01-01",
                       in_reason="10", relation="02" if name != "李国庆" else "10")
        visit(desk, who, "2026-02-03")
        if name != "李国庆":
            change(desk, "household", homes[home], head=who)
    case(desk, "2026-03-01", people=4, result="01", concluded="2026-03-09", form="02", performance="01", source="01")
    activity(desk, "2026-04-01", people=12)
