"""Fields for what figures searched for in texts, filled by the very words they searched for"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from desk.store.migrations.inferring import Filling, fill

revision = '0004'
down_revision = '0003'



# What figures searched for in texts, as they did.

def _has(path: str, word: str) -> dict[str, Any]:
    return {"path": path, "has": word}


def _is(path: str, *codes: str) -> dict[str, Any]:
    return {"path": path, "is": list(codes)}


def _all(*terms: dict[str, Any]) -> dict[str, Any]:
    return {"and": list(terms)}


def _but(path: str, word: str, other: str) -> dict[str, Any]:
    """The word, but not the longer one that holds it."""
    return _all(_has(path, word), {"not": _has(path, other)})


_MEETINGS = ("meeting", "assembly", "routine", "deliberation", "joint", "women_meeting", "family_planning_meeting")
_LECTURES = ("lecture", "health_lecture", "law_lecture", "science_lecture", "safety_lecture")
_PROBLEMS = ("problem", "property", "repair", "environment", "noise", "safety")

_CODES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    *(("activity", "x.meeting_kind", code, _all(_is("category", *_MEETINGS), _has("name", word)))
      for code, word in (("01", "例会"), ("02", "理事会"), ("03", "夜巡"))),
    ("activity", "x.targets", "01", _all(_is("category", "sweep"), _has("name", "出租"))),
    ("activity", "x.awards", "0301", _all(_is("category", "contest"), _has("name", "五星文明户"))),
    ("activity", "partners", "02", _all({**_is("topics", "07"), "list": "topic"}, _has("partner", "司法"))),
    ("activity", "audiences", "05", _all(_is("category", *_LECTURES), {**_is("topics", "05"), "list": "topic"},
                                         _has("audience", "农民工"))),
    ("activity", "topics", "0701", _all({**_is("topics", "07"), "list": "topic"}, _has("name", "咨询"))),
    ("unit", "business", "01", _all(_is("category", "outlet"), _has("founded_for", "捐赠"))),
    ("unit", "business", "02", _all(_is("category", "outlet"), _has("founded_for", "图书"))),
    ("unit", "business", "03", _has("name", "康复")),
    ("unit", "business", "21", _all(_is("category", "team"), _has("founded_for", "民俗"))),
    ("unit", "business", "22", _all(_is("category", "team"), _has("founded_for", "曲艺"))),
    ("unit", "audiences", "01", _all(_is("category", "team"), _has("founded_for", "老年"))),
    ("matter", "audiences", "01", _has("line", "老")),
    ("matter", "audiences", "06", _has("name", "独生子女")),
    ("visit", "purposes", "01", _all(_is("category", "talk"), _has("occasion", "访"))),
    ("visit", "purposes", "02", _all(_is("category", "home"), _has("occasion", "计生"))),
    ("visit", "purposes", "03", _has("occasion", "产后")),
    ("visit", "purposes", "04", _all(_is("category", "inspect"), _has("occasion", "质量"))),
    ("visit", "x.findings", "01", _all(_is("category", "inspect"), _has("problem", "无照"))),
    ("visit", "x.findings", "02", _all(_is("category", "inspect"), _has("problem", "责任事故"))),
    *(("grant", "purposes", code, _all(_is("category", "donated_money"), _has("occasion", word)))
      for code, word in (("01", "温暖工程"), ("0301", "患病党员"), ("0302", "患病儿童"), ("0401", "汶川"),
                         ("0501", "装修"), ("0502", "健身器材"))),
    ("grant", "purposes", "06", _all(_is("category", "award_money"), _has("occasion", "独生子女"))),
    ("grant", "purposes", "07", _has("occasion", "共建基金")),
    ("grant", "purposes", "08", _all(_is("direction", "in"), _has("occasion", "实事"))),
    *(("grant", "goods_kinds", code, _all(_is("category", "donated_goods"), _has("goods", word)))
      for code, word in (("01", "衣"), ("02", "座椅"), ("03", "电动车"), ("0401", "书法绘画"), ("0402", "书法作品"),
                         ("0403", "剪纸"))),
    ("place", "facilities", "01", _has("name", "服务用房")),
    ("place", "facilities", "02", _but("name", "活动室", "文化活动室")),
    *(("place", "facilities", code, _has("name", word))
      for code, word in (("0201", "文化活动室"), ("03", "用地"), ("04", "广场"), ("05", "健身路径"), ("06", "警务室"),
                         ("07", "服务窗口"))),
    ("standing", "x.awards", "01", _all(_is("category", "model_family"), _has("x.award", "五好家庭"))),
    ("standing", "x.awards", "02", _all(_is("category", "model_family"), _has("x.award", "好婆婆"))),
    ("standing", "x.awards", "03", _all(_is("category", "model_family"), _but("x.award", "文明户", "五星"))),
    ("standing", "x.awards", "0301", _all(_is("category", "model_family"), _has("x.award", "五星"))),
    ("standing", "x.pledges", "01", _all(_is("category", "responsibility"), _has("x.pledge", "共建"))),
)
"""Fields of several codes: record, field, code, condition."""

_ONE: tuple[tuple[str, str, str | int, dict[str, Any]], ...] = (
    ("place", "estate_kind", "02", _all(_is("level", "1"), _has("name", "花园"))),
    ("post", "profession", "0101", _has("duty", "社会工作")),
    ("post", "profession", "01", _but("duty", "社会服务", "社会工作")),
    ("post", "leaving", "03", _all(_is("category", "worker"), _has("reason", "考核"))),
    ("post", "x.shift", "03", _all(_is("category", "patrol_member"), _has("duty", "夜"))),
    ("visit", "x.licensed", 1, _all(_is("category", "inspect"), _has("handling", "办照"))),
    ("request", "x.policy", 1, _all(_is("category", "birth_register"), _has("subject", "政策内"))),
    ("request", "x.child_sex", "2", _all(_is("category", "birth_register"), _has("content", "女孩"))),
    ("request", "x.lives_away", 1, _all(_is("category", "birth_register"), _has("content", "外地"))),
    ("request", "x.waived", 1, _all(_is("category", "birth_register"), _has("content", "放弃"))),
    ("request", "x.relief_kind", "03", _all(_is("category", "relief_apply"), _has("content", "独生子女死亡"))),
    ("request", "x.self_found", 1, _all(_is("category", *_PROBLEMS), _has("content", "查摆"))),
)
"""Fields of one value."""

FILLINGS = (
    *(Filling(record, field, value, where, True) for record, field, value, where in _CODES),
    *(Filling(record, field, value, where) for record, field, value, where in _ONE),
)


def upgrade() -> None:
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('audiences', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('partners', sa.Text(), nullable=True))

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))

    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('goods_kinds', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('purposes', sa.Text(), nullable=True))

    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))

    with op.batch_alter_table('matter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('audiences', sa.Text(), nullable=True))

    with op.batch_alter_table('place', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('estate_kind', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('facilities', sa.Text(), nullable=True))

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('profession', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('leaving', sa.Text(), nullable=True))

    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))

    with op.batch_alter_table('residence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))

    with op.batch_alter_table('resident', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))

    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))

    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('business', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('audiences', sa.Text(), nullable=True))

    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inferred', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('purposes', sa.Text(), nullable=True))

    fill(op.get_bind(), FILLINGS)
