"""Communities of raw rows thrown together at random: every code, blank, overlap and edge day occurs in them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from desk.kinds import Code, Codes, Date, Kind, Link, Storage, YesNo
from desk.service.desk import Caller, Desk, create
from desk.spec import Record

CROWD = "试验社区"
SIZES = {"resident": 200, "residence": 330, "standing": 1800, "household": 80, "place": 80, "visit": 900,
         "request": 1200, "grant": 1000, "case": 300, "activity": 1800, "unit": 240, "post": 400, "matter": 30}
EDGES = ("2025-01-01", "2025-12-31", "2026-06-30", "2026-07-01", "2024-12-31", "2026-05-31", "2025-06-30")
"""Days on which periods begin and end."""

OFTEN = {
    ("residence", "nature"): ("01", "02", "03", "04"),
    ("standing", "category"): ("dibao", "living_alone", "permit", "model_family"),
    ("resident", "sex"): ("1", "2"), ("place", "level"): ("3", "4", "2"), ("activity", "state"): ("held",),
    ("visit", "category"): ("condolence", "home", "inspect", "talk"),
    ("post", "category"): ("worker", "building", "patrol_member"),
    ("post", "profession"): ("01", "0101", "0102", "04"), ("post", "x.shift"): ("01", "03"),
    ("post", "leaving"): ("03", "04"), ("unit", "category"): ("team", "outlet", "selfgov"),
    ("unit", "business"): ("01", "02", "03", "21", "22", "01,03"), ("unit", "audiences"): ("01", "02"),
    ("matter", "audiences"): ("01", "06", "01,02"),
    ("place", "estate_kind"): ("01", "02"),
    ("place", "facilities"): ("01", "02", "0201", "03", "04", "05", "06", "07", "03,05"),
    ("request", "category"): ("insurance", "relief_apply", "birth_register", "problem", "match", "legal"),
    ("request", "x.relief_kind"): ("01", "03"), ("request", "x.policy"): (1,),
    ("visit", "purposes"): ("01", "02", "03", "04", "01,03"), ("visit", "x.findings"): ("01", "02", "01,02"),
    ("grant", "category"): ("award_money", "donated_money", "donated_goods"),
    ("grant", "purposes"): ("01", "06", "07", "08", "0301", "0302", "0401", "0501", "0502"),
    ("grant", "goods_kinds"): ("01", "02", "03", "0401", "0402", "0403"),
    ("standing", "x.awards"): ("01", "02", "03", "0301"), ("standing", "x.pledges"): ("01", "02"),
    ("activity", "audiences"): ("05", "01"), ("activity", "partners"): ("02", "01"),
    ("activity", "x.meeting_kind"): ("01", "02", "03"), ("activity", "x.targets"): ("01", "02"),
    ("activity", "x.awards"): ("0301", "01"),
    ("activity", "category"): ("sweep", "family_planning_meeting", "lecture", "training", "screening", "press",
                             "contest"),
}
"""Values that rules look at: they come often enough to meet."""


def all_rights(desk: Desk) -> Caller:
    """A caller who may see the sensitive categories too."""
    return Caller("测试员", frozenset(
        f"{record}:{one.key}" for record, own in desk.catalog.categories.items() for one in own.values()))


def a_day(rng: random.Random, low: int = 2023, high: int = 2026) -> str:
    if rng.random() < 0.2:
        return rng.choice(EDGES)
    return f"{rng.randint(low, high)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def a_value(record: str, key: str, kind: Kind, rng: random.Random) -> Any:
    often = OFTEN.get((record, key))
    if often and rng.random() < 0.6:
        return rng.choice(often)
    if key == "birth":
        return rng.choice((f"{rng.randint(1920, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}", "1945-07-01",
                           "1945-06-30", "2008-02-29", "1990-12-31"))
    if isinstance(kind, Codes):
        return ",".join(dict.fromkeys(rng.choice(kind.codes.entries).code for _ in range(rng.randint(1, 3))))
    if isinstance(kind, Code):
        return rng.choice(kind.codes.entries).code
    if isinstance(kind, Date):
        return a_day(rng)
    if isinstance(kind, YesNo):
        return rng.randint(0, 1)
    return rng.randint(0, 90) if kind.storage is Storage.INTEGER else rng.choice(("甲", "乙丙", "丁1"))


def a_row(desk: Desk, spec: Record, id: int, rng: random.Random) -> dict[str, Any]:
    row: dict[str, Any] = {"id": id}
    for key, field in desk.catalog.fields(spec.key).items():
        kind = field.kind
        if isinstance(kind, Link) and key == "parent":
            row[key] = rng.randint(1, id - 1) if id > 1 and rng.random() < 0.8 else None
        elif isinstance(kind, Link):
            row[key] = rng.randint(1, SIZES[kind.record]) if field.required or rng.random() < 0.7 else None
        else:
            always = key in (spec.event, "birth") or field.required
            row[key] = a_value(spec.key, key, kind, rng) if always or rng.random() < 0.7 else None
    if spec.span and row[spec.span[1]] and rng.random() < 0.6:
        row[spec.span[1]] = None
    return row


def extra(desk: Desk, spec: Record, category: Any, rng: random.Random) -> str | None:
    own = desk.catalog.extra_fields(spec.key, category) if category else {}
    made = {k[2:]: a_value(spec.key, k, f.kind, rng) for k, f in own.items() if rng.random() < 0.8}
    return json.dumps(made, ensure_ascii=False) if made else None


def crowded(path: Path, seed: int) -> Desk:
    """An open community of random rows; some rows are deleted, nothing links to those."""
    rng = random.Random(seed)
    desk, _ = create(path, CROWD, "测试员", "demo", practice=True)
    desk.set(started="2000-01-01")
    with desk.engine.begin() as conn:
        for spec in desk.catalog.records.values():
            live = SIZES[spec.key]
            rows = []
            for id in range(1, live + live // 10 + 1):
                row = a_row(desk, spec, id, rng)
                made = extra(desk, spec, row.get(spec.category), rng)
                rows.append({**row, "uid": f"{spec.key}{id}", "version": 1, "deleted": int(id > live), "extra": made})
            conn.execute(insert(desk.meta.tables[spec.table]), rows)
        for spec in desk.catalog.records.values():
            for part in spec.parts:
                kind = desk.catalog.record(f"{spec.key}.{part}")
                rows = [{**a_row(desk, kind, id, rng), "position": id, "uid": f"{part}{id}"} for id in range(1, 400)]
                for row in rows:
                    row["owner"] = rng.randint(1, SIZES[spec.key] + SIZES[spec.key] // 10)
                conn.execute(insert(desk.meta.tables[kind.table]), rows)
        conn.execute(insert(desk.meta.tables["past"]), list(older(desk, rng)))
    return desk


def older(desk: Desk, rng: random.Random) -> list[dict[str, Any]]:
    """What dated fields of people held before."""
    made = []
    for field in desk.catalog.record("resident").fields.values():
        if field.dated:
            for id in rng.sample(range(1, SIZES["resident"] + 1), 60):
                for until in dict.fromkeys((a_day(rng), a_day(rng))):
                    value = a_value("resident", field.key, field.kind, rng) if rng.random() < 0.8 else ""
                    made.append({"record": "resident", "record_id": id, "field": field.key, "until": until,
                                 "value": value})
    return made
