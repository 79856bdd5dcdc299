"""The step that fills what figures used to search for: every such figure says after it what it said before.

`searched.json` holds the conditions as they stood; they are read over the texts, which the step leaves alone."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from old_database import HERE, PASSWORD
from sqlalchemy import text

from desk.service.desk import Desk, open_desk
from desk.service.figures.engine import Engine
from desk.service.periods import Period
from desk.spec import Figure, from_json
from desk.spec.measures import of_json
from desk.store.engine import open_engine, writing
from desk.store.keys import Keys
from desk.store.place import Folder

SEARCHED = json.loads((Path(__file__).parent / "searched.json").read_text("utf-8"))
PERIODS = (Period("2026-01-01", "2026-12-31"), Period("2025-01-01", "2025-12-31"), Period())
DAY = "2026-12-31"
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "activity": {
        "name": ("计生例会", "计生协理事会", "夜巡例会", "夜巡总结会", "出租房清查", "五星文明户评选", "文明户评选",
                 "法律咨询", "晚会"),
        "partner": ("司法所", "派出所"), "audience": ("农民工", "居民"), "topics": ("07", "05", "07,05", "01,07")},
    "unit": {
        "founded_for": ("捐赠接收", "图书借阅", "捐赠、图书", "老年舞蹈", "民俗表演", "曲艺", "民俗、曲艺、老年",
                        "零售"),
        "name": ("康复中心", "爱心康复站", "小卖部")},
    "matter": {"line": ("养老", "老龄", "民政"), "name": ("独生子女保险", "低保", "独生子女证")},
    "visit": {
        "occasion": ("上访", "来访", "计生", "产后访视", "质量检查", "春节慰问"),
        "problem": ("无照经营", "责任事故", "无照、责任事故", "路灯"), "handling": ("已办照", "协助办照", "已上报")},
    "grant": {
        "occasion": ("温暖工程", "汶川", "患病党员", "患病儿童", "装修", "健身器材", "独生子女奖励", "共建基金",
                     "为民办实事", "装修、健身器材"),
        "goods": ("衣物", "棉衣", "座椅", "电动车", "书法绘画", "书法作品", "剪纸", "书法绘画、剪纸", "大米")},
    "place": {"name": ("桂花花园", "服务用房", "活动室", "文化活动室", "文化活动室和活动室", "用地", "广场", "健身路径",
                       "警务室", "服务窗口", "3幢")},
    "post": {
        "duty": ("社会工作", "社会服务", "社会服务、社会工作", "夜班", "夜巡", "白班"),
        "reason": ("考核不合格", "辞职")},
    "request": {"subject": ("政策内生育", "政策外"),
                "content": ("女孩", "男孩，住外地", "女孩，住外地", "放弃再生育", "独生子女死亡", "查摆", "漏水")},
}
"""Texts that hold the words, several of them, and none."""
CATEGORIES = {
    "activity": ("meeting", "family_planning_meeting", "routine", "sweep", "contest", "lecture", "health_lecture",
                 "own_meeting"),
    "unit": ("outlet", "team", "shop", "own_team"), "visit": ("talk", "home", "inspect", "health"),
    "grant": ("donated_money", "donated_goods", "award_money", "money"),
    "post": ("worker", "patrol_member", "team_member"),
    "request": ("birth_register", "relief_apply", "problem", "repair", "insurance", "consult"),
    "standing": ("model_family", "responsibility"),
}
LINKS = ("resident", "household", "unit", "matter")
OWN = {"own_meeting": ("activity", "family_planning_meeting"), "own_team": ("unit", "team")}
"""Categories of the office's own, below ours."""


def scatter(conn: Any, rng: random.Random) -> None:
    """Words in all the rows there are, and many more rows."""
    for key, (record, parent) in OWN.items():
        spec = json.dumps({"record": record, "title": key, "parent": parent})
        conn.execute(text("INSERT INTO made VALUES ('category', :key, :spec)"), {"key": key, "spec": spec})
    spec = json.dumps({"entries": [{"code": "L1", "label": "宪法", "parent": "07"}]})
    conn.execute(text("INSERT INTO made VALUES ('codes', 'topic', :spec)"), {"spec": spec})
    conn.execute(text("UPDATE setting SET value = '2000-01-01' WHERE key = 'started'"))
    for record in (*WORDS, "standing"):
        multiply(conn, record)
        links = [key for key in LINKS if key in columns(conn, record)]
        for id in conn.execute(text(f'SELECT id FROM "{record}"')).scalars().all():
            values: dict[str, Any] = {key: rng.choice(words) for key, words in WORDS.get(record, {}).items()}
            if record in CATEGORIES:
                values["category"] = rng.choice(CATEGORIES[record])
            values |= {key: rng.randint(1, 7) for key in links} | special(record, rng, values)
            if rng.random() < 0.05:
                values["deleted"] = 1
            given = ", ".join(f'"{key}" = :{key}' for key in values)
            conn.execute(text(f'UPDATE "{record}" SET {given} WHERE id = :id'), {**values, "id": id})


def columns(conn: Any, record: str) -> list[str]:
    return [row[1] for row in conn.execute(text(f'PRAGMA table_info("{record}")'))]


def multiply(conn: Any, record: str) -> None:
    """At least three hundred rows, each like another."""
    names = ", ".join(f'"{one}"' for one in columns(conn, record) if one not in ("id", "uid"))
    while 0 < (number := conn.execute(text(f'SELECT count(*) FROM "{record}"')).scalar()) < 300:
        conn.execute(text(
            f"INSERT INTO \"{record}\" (uid, {names}) SELECT uid || '-{number}', {names} FROM \"{record}\""))
    assert number, f"no {record} to begin with"


def special(record: str, rng: random.Random, values: dict[str, Any]) -> dict[str, Any]:
    """What the figures ask besides words."""
    day = f"{rng.choice((2025, 2026))}-{rng.randint(1, 12):02d}-{rng.choice((5, 20)):02d}"
    made: dict[str, Any] = {}
    if record in ("activity", "visit", "grant", "request"):
        made["date"] = day
    if record == "activity":
        made |= {"state": "held", "topics": rng.choice((values["topics"], "L1"))}
    if record == "grant":
        made |= {"amount": rng.randint(1, 900) * 100, "quantity": rng.randint(1, 9),
                 "direction": rng.choice(("in", "in", "out"))}
    if record == "place":
        made |= {"level": rng.choice("14"), "area": rng.randint(100, 9000)}
    if record == "post":
        made |= {"start": None, "end": rng.choice((None, day))}
    if record == "standing":
        award = rng.choice(("五好家庭", "好婆婆", "文明户", "五星文明户", "最美家庭"))
        own = {"award": award} if values["category"] == "model_family" else {"pledge": rng.choice(("共驻共建", "安全"))}
        made |= {"start": day, "end": None, "extra": json.dumps(own, ensure_ascii=False)}
    return made


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The database of the first schema, with words everywhere, opened by this program."""
    path = Path(tmp_path_factory.mktemp("searched")) / "data"
    shutil.copytree(HERE / "0001", path)
    folder = Folder.open(path)
    _, key = Keys.load(folder).unlock(PASSWORD, None)
    engine = open_engine(folder.database, key)
    with writing(engine) as conn:
        scatter(conn, random.Random(8))
    engine.dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_TODAY", DAY)
        desk = open_desk(path, PASSWORD)
        yield desk.unbarred()
        desk.close()


def old(figure: Figure) -> Figure:
    """The figure as it searched."""
    was = SEARCHED[figure.key]
    where = from_json(was["where"]) if was["where"] else None
    return replace(figure, key=f"old {figure.key}", where=where, measure=of_json(was["measure"]))


@pytest.mark.parametrize("key", SEARCHED)
def test_a_figure_that_searched_says_the_same_after_the_step(searched: Desk, key: str) -> None:
    figure = searched.catalog.figure(key)
    before = old(figure)
    asked = [(one, period) for one in (figure, before) for period in PERIODS]
    with searched.read() as conn:
        engine = Engine(searched, conn, asked)
        values = [(engine.read(figure, period).value, engine.read(before, period).value) for period in PERIODS]
    assert [new for new, _ in values] == [was for _, was in values]
    assert any(new for new, _ in values), "nothing was counted"
