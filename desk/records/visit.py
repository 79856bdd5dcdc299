"""走访: home visits, condolence visits, talks, telephone calls."""

from __future__ import annotations

from desk.kinds import Code, Codes, Date, Files, Link, LongText, Text, code_list
from desk.records.shared import CATEGORY, in_order, not_future, one_subject, state_field, steps_part
from desk.spec import (
    AsOf,
    Button,
    Due,
    Entry,
    Field,
    Importing,
    Inference,
    Lack,
    Or,
    Path,
    Presets,
    Record,
    Words,
    any_row,
)

_WHO = ("resident", "household", "place", "unit")

SEEN_AGAIN = AsOf("row", Or(tuple(Path(link).such(any_row(
    "visit", link, ~Path("category").is_("phone", "receive"), after=True)) for link in _WHO)))
"""Somebody went to the same person, household, place or unit after the visit: what was agreed upon then is kept."""


class Visit(Entry):
    """One visit to one subject (入户走访: 日期, 对象, 走访人, 情况, 问题, 处理)."""

    spec = Record(
        "visit", "走访", "services", event="date", category="category", state="state", subjects=_WHO,
        name=("category", "first(resident.name|household.head.name|place.full|unit.name)"),
        detail=("visitor", "situation"),
        order=("-date", "-id"), known_by=(("date", "category", "resident"),),
        rules=(one_subject(*_WHO), not_future("date", "走访日期"), in_order("date", "next", "下次走访日期早于本次")),
        words=Words(counter="次", row="走访记录",
                    tables=("走访", "慰问", "谈话", "随访", "接访", "民情日记", "民情记录")),
        rank=8, button=Button("记走访", 1), due=(Due("next", ~SEEN_AGAIN),), importing=Importing(beside_people=True),
        presets=Presets(worker=("visitor",)),
        lacks=(
            Lack("次走访没有走访人", Path("visitor").blank(), "填写走访人"),
            Lack("次走访没有情况", Path("situation").blank(), "填写走访情况"),
            Lack("条走访反映的问题没有处理结果", Path("handling").blank(), "填写处理情况", "visit_problem"),
        ),
    )
    date = Field("走访日期", Date(), required=True, aliases=(
        "日期", "慰问日期", "谈话日期", "时间", "入户日期", "巡查日期", "检查日期", "接访日期", "随访日期",
        "走访慰问日期", "问候日期", "服务日期", "来访日期"))
    category = Field("走访方式", Code(codes=CATEGORY), required=True, aliases=(
        "方式", "类型", "走访类型", "走访形式", "走访类别", "慰问类型", "慰问方式", "形式"), default="home")
    resident = Field("居民", Link(record="resident"), aliases=(
        "走访对象", "对象", "慰问对象", "谈话对象", "被访人", "被走访人", "受访人", "受访者", "住户姓名", "服务对象",
        "被慰问人", "帮教对象", "走访户", "入户对象", "被谈话人", "来访人", "走访对象姓名", "慰问对象姓名"))
    household = Field("家庭", Link(record="household"))
    place = Field("房屋处所", Link(record="place"))
    unit = Field("单位", Link(record="unit"), aliases=("受检单位", "被检查单位", "走访单位"))
    visitor = Field("走访人", Text(max=60, names=True), find="text", aliases=(
        "走访干部", "慰问人", "谈话人", "走访人员", "入户人员", "入户人", "走访者", "包户干部", "检查人", "巡查人",
        "检查人员", "巡查人员", "接访人", "随访人", "慰问人员", "问候人", "服务人员", "工作人员", "网格员",
        "走访工作人员", "接待人"))
    occasion = Field("事由", Text(max=60), aliases=("节日", "缘由", "走访事由", "走访目的", "走访原因", "慰问事由"))
    purposes = Field("事由类别", Codes(codes=code_list("visit_purpose")), aliases=("走访事由类别", "慰问类别"),
                     inference=Inference(("occasion",)))
    situation = Field("情况", LongText(), find="text", aliases=(
        "走访情况", "基本情况", "内容", "走访内容", "慰问内容", "谈话内容", "走访记录", "谈话记录", "主要内容",
        "入户情况", "家庭情况", "慰问情况", "谈话情况", "巡查情况", "检查情况", "检查内容", "巡查内容", "随访情况",
        "问候内容", "服务内容", "走访慰问情况", "具体情况", "情况记录", "情况说明", "近况", "生活状况"))
    problem = Field("反映问题", LongText(), aliases=(
        "问题", "诉求", "存在问题", "存在的问题", "反映的问题", "反映的问题及诉求", "反映问题及诉求", "问题及诉求",
        "问题诉求", "群众诉求", "居民诉求", "发现问题", "发现的问题", "意见建议", "困难及诉求", "困难诉求",
        "存在困难", "主要问题", "需求"))
    handling = Field("处理", LongText(), aliases=(
        "处理情况", "处理结果", "解决情况", "办理情况", "办理结果", "落实情况", "处置情况", "处置结果", "解决措施",
        "解决办法", "整改情况", "处理意见", "帮扶措施", "帮扶情况", "跟进情况"))
    feedback = Field("反馈日期", Date())
    next = Field("下次走访", Date(), aliases=("下次日期", "下次走访日期", "复查日期", "下次随访日期"))
    files = Field("照片附件", Files())
    state = state_field()
    note = Field("备注", LongText())

    steps = steps_part("处理过程")
