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
    ("post", "duty"): ("夜班", "早班", "社会工作", "社会服务"),
    ("post", "reason"): ("考核不合格", "到龄"), ("unit", "category"): ("team", "outlet", "selfgov"),
    ("unit", "founded_for"): ("老年合唱", "民俗曲艺", "图书借阅", "捐赠接收"), ("matter", "line"): ("为老服务", "低保"),
    ("matter", "name"): ("独生子女保险", "老年证"),
    ("place", "name"): ("花园里", "和平里", "健身路径", "警务室", "居民用地", "文化广场", "文化活动室",
                        "服务窗口", "服务用房"),
    ("request", "category"): ("insurance", "relief_apply", "birth_register", "problem", "match", "legal"),
    ("request", "content"): ("独生子女死亡扶助", "放弃再生育", "查摆问题", "女孩", "住外地"),
    ("request", "subject"): ("政策内出生",),
    ("visit", "occasion"): ("产后访视", "计生", "信访", "质量检查"),
    ("visit", "problem"): ("无照经营", "漏水", "责任事故"),
    ("visit", "handling"): ("已办照", "已答复"),
    ("grant", "category"): ("award_money", "donated_money", "donated_goods"),
    ("grant", "occasion"): ("独生子女奖励", "温暖工程", "汶川", "患病党员", "患病儿童", "共建基金", "装修",
                           "健身器材", "实事"),
    ("grant", "goods"): ("衣物", "座椅", "电动车", "书法绘画", "剪纸", "书法作品"), ("standing", "x.award"): (
        "五好家庭", "好婆婆", "五星文明户"),
    ("unit", "name"): ("康复中心", "合唱队"),
    ("standing", "x.pledge"): ("共驻共建", "安全"), ("activity", "audience"): ("农民工", "居民"),
    ("activity", "name"): ("出租屋清查", "计生例会", "理事会", "夜巡例会", "法律咨询", "五星文明户"),
    ("activity", "category"): ("sweep", "family_planning_meeting", "lecture", "training", "screening", "press",
                             "contest"),
    ("activity", "partner"): ("司法所", "学校"),
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
                rows = [{**a_row(desk, kind, id, rng), "position": id} for id in range(1, 400)]
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
