"""The four sentences of the design as ledgers, on rows made for them: each has a near miss for every term."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import StaticPool, create_engine, insert, select
from sqlcipher3 import dbapi2

from desk.ledgers import LEDGERS
from desk.records import RECORDS
from desk.spec.catalog import of_declarations
from desk.spec.load import built_in
from desk.spec.reading import World
from desk.spec.sentence import sentence
from desk.store.sql import Reader
from desk.store.tables import tables

CATALOG = of_declarations(RECORDS, *built_in(), LEDGERS, ())
META = tables(RECORDS)
ON = "2026-06-30"
Rows = dict[str, list[dict[str, Any]]]


def made(rows: Rows) -> Rows:
    """Whole rows: every field that is not given is blank."""
    return {
        record: [dict.fromkeys(CATALOG.fields(record)) | {"extra": None, "id": at + 1} | row
                 for at, row in enumerate(rows.get(record, ()))]
        for record in CATALOG.records
    }


def found(key: str, rows: Rows) -> tuple[set[int], set[int]]:
    """The ids of a ledger's rows by SQL and by the plain reading."""
    ledger = CATALOG.ledger(key)
    whole = made(rows)
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    META.create_all(engine)
    with engine.begin() as conn:
        for record, own in whole.items():
            marked = [{**r, "uid": f"{record}{r['id']}", "version": 1, "deleted": 0} for r in own]
            if marked:
                conn.execute(insert(META.tables[record]), marked)
        reader = Reader(CATALOG, META, ON)
        t = reader.source(ledger.record)
        tests = (reader.where(ledger.record, t, ledger.where), reader.in_force(ledger.record, t))
        by_sql = set(conn.execute(select(t.c.id).where(*tests)).scalars())
    world = World(CATALOG, whole, ON)
    plain = {r["id"] for r in whole[ledger.record]
             if world.holds(ledger.record, r, ledger.where) and world.in_force(ledger.record, r)}
    engine.dispose()
    return by_sql, plain


def living(*people: int, **more: Any) -> list[dict[str, Any]]:
    return [{"resident": one, **more} for one in people]


UNVISITED: Rows = {
    "resident": [
        {"birth": "1946-06-30"},                          # 1: 80 today, lives alone, never visited
        {"birth": "1946-07-01"},                          # 2: 80 tomorrow
        {"birth": "1940-01-01"},                          # 3: has no standing
        {"birth": "1940-01-01"},                          # 4: the standing has ended today
        {"birth": "1940-01-01"},                          # 5: visited a year ago today
        {"birth": "1940-01-01"},                          # 6: visited a year and a day ago
        {"birth": "1940-01-01"},                          # 7: only telephoned
        {"birth": "1940-01-01"},                          # 8: has moved out
        {"birth": "1940-01-01", "death": "2026-06-29"},   # 9: has died
        {"birth": "1940-01-01"},                          # 10: an empty nester
    ],
    "residence": [*living(1, 2, 3, 4, 5, 6, 7, 9, 10), {"resident": 8, "end": "2026-06-30"}],
    "standing": [
        *living(1, 2, 5, 6, 7, 8, 9, category="living_alone"), {"resident": 4, "category": "living_alone", "end": ON},
        {"resident": 10, "category": "empty_nest"},
    ],
    "visit": [
        {"resident": 5, "date": "2025-06-30", "category": "home"},
        {"resident": 6, "date": "2025-06-29", "category": "home"},
        {"resident": 7, "date": "2026-06-01", "category": "phone"},
    ],
}

LATE_POOR: Rows = {
    "household": [{"number": str(n)} for n in range(1, 7)],
    "resident": [{} for _ in range(6)],
    "residence": [{"resident": n, "household": n} for n in range(1, 7)],
    "standing": [
        *living(1, 2, 3, 5, category="dibao"), {"resident": 4, "category": "dibao", "end": "2026-06-01"},
        {"resident": 6, "category": "hardship"},
    ],
    "request": [
        {"resident": 1, "date": "2026-05-01", "due": "2026-06-29"},                            # the member's, late
        {"household": 2, "date": "2026-05-01", "due": "2026-06-29"},                           # the household's, late
        {"resident": 3, "date": "2026-05-01", "due": "2026-06-30"},                            # due today
        {"resident": 4, "date": "2026-05-01", "due": "2026-06-29"},                            # no longer on 低保
        {"resident": 5, "date": "2026-05-01", "due": "2026-05-09", "done": "2026-06-30", "overdue": 1},  # done at last
        {"resident": 6, "date": "2026-05-01", "due": "2026-06-29"},                            # poor, but not on 低保
    ],
}

ENTRANCES: Rows = {
    "place": [
        {"level": "2"}, {"level": "3", "parent": 1}, {"level": "4", "parent": 2}, {"level": "3", "parent": 1},
        {"level": "4", "parent": 4}, {"level": "3", "parent": 1}, {"level": "4", "parent": 6},
    ],
    "case": [
        {"place": 2, "date": "2024-06-30"}, {"place": 3, "date": "2026-01-05"},   # entrance 2: itself and its room
        {"place": 5, "date": "2026-01-05"}, {"place": 5, "date": "2024-06-29"},   # entrance 4: one is too old
        {"place": 7, "date": "2026-01-05"}, {"place": 7, "date": "2026-07-01"},   # entrance 6: one lies ahead
    ],
}

ELSEWHERE: Rows = {
    "resident": [{} for _ in range(4)],
    "residence": [
        {"resident": 1, "nature": "02"}, {"resident": 2, "nature": "03"}, {"resident": 3, "nature": "02", "end": ON},
        {"resident": 4, "nature": "02", "start": "2020-01-01"}, {"resident": 4, "nature": "01", "start": "2025-01-01"},
    ],
}


@pytest.mark.parametrize(("key", "rows", "wanted"), [
    ("unvisited_elder", UNVISITED, {1, 6, 7}),
    ("dibao_late", LATE_POOR, {1, 2}),
    ("troubled_entrance", ENTRANCES, {2}),
    ("hukou_elsewhere", ELSEWHERE, {1}),
])
def test_exactly_those_meant_are_found(key: str, rows: Rows, wanted: set[int]) -> None:
    by_sql, plain = found(key, rows)
    assert by_sql == wanted
    assert plain == wanted


HERE = "有在册的居住登记；死亡日期没有填写或者晚于统计日"
LATE = "承诺办结日早于统计日，办结日期没有填写或者晚于统计日"


@pytest.mark.parametrize(("key", "words"), [
    ("unvisited_elder", f"{HERE}；年龄满80周岁；有在册的身份（类别为独居老人）；"
                        "近12个月内没有走访记录（走访方式不是电话问候、接访或巡查检查）"),
    ("dibao_late", f"成员有在册的身份（类别为低保）；（有受理件（{LATE}），或者成员有受理件（{LATE}））"),
    ("troubled_entrance", "层级为单元；本处及下级处所内近2年内有2起以上纠纷案件"),
    ("hukou_elsewhere", f"{HERE}；居住状况为人在户不在"),
])
def test_they_read_as_they_are_meant(key: str, words: str) -> None:
    ledger = CATALOG.ledger(key)
    assert sentence(CATALOG, ledger.record, ledger.where) == words
