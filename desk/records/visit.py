"""走访: home visits, condolence visits, talks, telephone calls."""

from __future__ import annotations

from desk.kinds import Code, Date, Files, Link, LongText, Text
from desk.records.shared import CATEGORY, in_order, not_future, one_subject
from desk.spec import Entry, Field, Record

_WHO = ("resident", "household", "place", "unit")


class Visit(Entry):
    """One visit to one subject (入户走访: 日期, 对象, 走访人, 情况, 问题, 处理)."""

    spec = Record(
        "visit", "走访", "services", event="date", category="category", subjects=_WHO,
        name=("category", "first(resident.name|household.head.name|place.full|unit.name)"),
        detail=("visitor", "situation"),
        order=("-date", "-id"), known_by=(("date", "category", "resident"),),
        rules=(one_subject(*_WHO), not_future("date", "走访日期"), in_order("date", "next", "下次走访日期早于本次")),
    )
    date = Field("走访日期", Date(), required=True, aliases=("日期", "慰问日期", "谈话日期", "时间"))
    category = Field("走访方式", Code(codes=CATEGORY), required=True, aliases=("方式", "类型"), default="home")
    resident = Field("居民", Link(record="resident"), aliases=("走访对象", "对象"))
    household = Field("家庭", Link(record="household"))
    place = Field("房屋处所", Link(record="place"))
    unit = Field("单位", Link(record="unit"))
    visitor = Field("走访人", Text(max=60), find="text", aliases=("走访干部", "慰问人", "谈话人"))
    occasion = Field("事由", Text(max=60), aliases=("节日", "缘由"))
    situation = Field("情况", LongText(), find="text", aliases=("走访情况", "基本情况", "内容"))
    problem = Field("反映问题", LongText(), aliases=("问题", "诉求"))
    handling = Field("处理", LongText(), aliases=("处理情况", "处理结果"))
    feedback = Field("反馈日期", Date())
    next = Field("下次走访", Date(), aliases=("下次日期",))
    files = Field("照片附件", Files())
    note = Field("备注", LongText())
