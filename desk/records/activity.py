"""活动: activities, meetings, lectures, training, publicity, organisational life."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import Code, Codes, Date, Files, Link, LongText, Money, PersonName, Phone, Text, Value, Whole, code_list
from desk.records.shared import CATEGORY, listed, people
from desk.spec import Draft, Entry, Field, Listed, Look, Record, part

HELD = listed("activity_state", "举办情况", "planned 计划中 计划", "held 已举办 已办", "cancelled 已取消 取消")


def count_people(draft: Draft, look: Look) -> dict[str, Value]:
    """参加人数 is at least those who signed in."""
    entered = sum(1 for _ in people(draft, "attendance"))
    return {"people": entered} if entered > int(draft.get("people") or 0) else {}


def once_each(draft: Draft, look: Look) -> list[Problem]:
    """A person signs in once; the form ticks people, so twice is a slip."""
    known = [r["resident"] for r in draft.get("attendance") or () if r.get("resident")]
    if len(known) != len(set(known)):
        return [Problem("attendance", "attendance_twice", "同一个人重复签到")]
    return []


def held_has_happened(draft: Draft, look: Look) -> list[Problem]:
    if draft.get("state") == "held" and draft.get("date") and str(draft["date"]) > look.today:
        return [Problem("date", "date_future", "已举办的活动日期不能晚于今天，请改为「计划中」")]
    return []


class Activity(Entry):
    """One activity. `people` 参加人数 (人次); `attendance` names those known; `cost` in 元."""

    spec = Record(
        "activity", "活动", "activities", event="date", category="category",
        name=("name",), detail=("date", "category", "people"), order=("-date", "-id"),
        known_by=(("date", "name"),), fills=(count_people,), rules=(once_each, held_has_happened),
    )
    date = Field("日期", Date(), required=True, aliases=("活动日期", "时间", "活动时间", "会议日期"))
    name = Field("活动名称", Text(max=100), required=True, find="text", aliases=("名称", "主题", "会议名称"))
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=("活动类别", "类型", "活动类型"))
    topics = Field("主题分类", Codes(codes=code_list("topic")), aliases=("主题类别",))
    state = Field("举办情况", Code(codes=HELD), required=True, default="held")
    series = Field("系列", Text(max=60), aliases=("活动系列",))
    place = Field("地点", Text(max=100), aliases=("活动地点", "会议地点"))
    organiser = Field("主办单位", Text(max=100), aliases=("主办",))
    partner = Field("协办单位", Text(max=100), aliases=("协办",))
    leader = Field("负责人", Text(max=40), find="text", aliases=("主持人", "组织者"))
    lecturer = Field("讲师", Text(max=60), aliases=("主讲人", "授课人"))
    audience = Field("参加对象", Text(max=100), aliases=("对象",))
    people = Field("参加人数", Whole(min=0, unit="人"), aliases=("人数", "参加人次", "听讲人数"))
    party_members = Field("其中党员", Whole(min=0, unit="人"))
    volunteers = Field("其中志愿者", Whole(min=0, unit="人"))
    hours = Field("时长", Whole(min=0, unit="小时"), aliases=("服务时长",))
    handed = Field("发放资料", Whole(min=0, unit="份"), aliases=("发放份数", "资料份数"))
    cost = Field("经费", Money(), aliases=("活动经费",))
    summary = Field("内容摘要", LongText(), find="text", aliases=("活动内容", "小结", "议题", "会议内容"))
    effect = Field("活动效果", LongText())
    above = Field("所属活动", Link(record="activity"))
    photos = Field("照片附件", Files())
    note = Field("备注", LongText())

    attendance = part(
        "签到", aliases=("参加人员",),
        resident=Field("居民", Link(record="resident")),
        name=Field("姓名", PersonName(), help="不是本社区居民时填写"),
        role=Field("身份", Code(codes=code_list("attend_role"))),
        phone=Field("联系电话", Phone(), sensitive=True),
    )
    attendees = Listed("attendance", "first(resident.name|name)", "参加人员")
