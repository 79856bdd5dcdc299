"""活动: activities, meetings, lectures, training, publicity, organisational life."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import Code, Codes, Date, Files, Link, LongText, Money, PersonName, Phone, Text, Value, Whole, code_list
from desk.records.shared import CATEGORY, STATE, people, steps_part
from desk.spec import Day, Draft, Due, Entry, Field, Importing, Inference, Lack, Listed, Look, Path, Record, Words, part


def count_people(draft: Draft, look: Look) -> dict[str, Value]:
    """参加人数 of an activity that was held is at least those named who came; who was not there is none of them."""
    if draft.get("state") not in ("held", None):
        return {}
    absent = look.below("activity.attendance", "role", "10")
    came = sum(1 for row in people(draft, "attendance") if row.get("role") not in absent)
    return {"people": came} if came > int(draft.get("people") or 0) else {}


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
        "activity", "活动", "activities", event="date", category="category", state="state",
        name=("name",), detail=("date", "category", "state", "people"), order=("-date", "-id"),
        known_by=(("date", "name"),), fills=(count_people,), rules=(once_each, held_has_happened),
        words=Words(counter="场", row="活动记录", tables=("活动台账", "活动登记", "活动记录", "会议", "讲座", "培训")),
        rank=7, due=(Due("date", Path("state").is_("planned")),), importing=Importing(unsaid="other"),
        lacks=(
            Lack("场活动没有参加人数", Path("people").blank(), "填写参加人数", "held_activity"),
            Lack("场活动没有主题分类", Path("topics").blank(), "选择主题分类", "held_activity"),
            Lack("场计划的活动日期已过，没有登记举办情况", Path("date") < Day("on"), "改为已举办或已取消",
                 "planned_activity"),
        ),
    )
    date = Field("日期", Date(), required=True, aliases=(
        "活动日期", "时间", "活动时间", "会议日期", "开展日期", "举办日期", "讲座日期", "培训日期", "宣传日期",
        "召开日期", "服务日期", "演练日期"))
    name = Field("活动名称", Text(max=100), required=True, find="text", aliases=(
        "名称", "主题", "会议名称", "活动主题", "讲座主题", "讲座名称", "讲座题目", "培训名称", "培训主题",
        "课程名称", "宣传主题", "活动项目", "会议主题", "题目", "项目名称", "服务项目", "演练名称"))
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=(
        "活动类别", "类型", "活动类型", "会议类型", "会议类别", "活动形式", "宣传形式", "讲座类型"))
    topics = Field("主题分类", Codes(codes=code_list("topic")), aliases=("主题类别",))
    state = Field("举办情况", Code(codes=STATE), dated=True, default="held", aliases=("活动状态",))
    audiences = Field("参加人群", Codes(codes=code_list("audience")), aliases=("人群类别", "对象类别"),
                      inference=Inference(("audience", "name")))
    partners = Field("协办部门", Codes(codes=code_list("department")), aliases=("协办部门类别",),
                     inference=Inference(("partner",)))
    series = Field("系列", Text(max=60), aliases=("活动系列",))
    place = Field("地点", Text(max=100), aliases=(
        "活动地点", "会议地点", "讲座地点", "培训地点", "举办地点", "场地", "活动场所", "宣传地点", "服务地点"))
    organiser = Field("主办单位", Text(max=100), aliases=("主办", "组织单位", "承办单位", "举办单位", "主办方"))
    partner = Field("协办单位", Text(max=100), aliases=("协办", "参与单位", "联办单位", "合作单位"))
    leader = Field("负责人", Text(max=40), find="text", aliases=(
        "主持人", "组织者", "主持", "活动负责人", "组织人", "召集人", "责任人"))
    lecturer = Field("讲师", Text(max=60), aliases=(
        "主讲人", "授课人", "主讲", "授课老师", "授课教师", "教师", "主讲老师", "授课专家", "培训老师", "讲课人"))
    audience = Field("参加对象", Text(max=100), aliases=("对象", "参加人群", "服务对象", "参与对象", "培训对象"))
    people = Field("参加人数", Whole(min=0, unit="人"), aliases=(
        "人数", "参加人次", "听讲人数", "参与人数", "参会人数", "参训人数", "受益人数", "受益人次", "到场人数",
        "人次", "出席人数", "实到人数", "服务人次", "培训人数", "参与人次", "活动人数", "受教育人数"))
    party_members = Field("其中党员", Whole(min=0, unit="人"), aliases=("党员人数", "党员数", "参加党员"))
    volunteers = Field("其中志愿者", Whole(min=0, unit="人"), aliases=("志愿者人数", "志愿者数"))
    hours = Field("时长", Whole(min=0, unit="小时"), aliases=("服务时长", "服务小时", "活动时长", "学时", "课时"))
    handed = Field("发放资料", Whole(min=0, unit="份"), aliases=(
        "发放份数", "资料份数", "发放资料数", "宣传资料份数", "发放宣传资料", "资料数量"))
    cost = Field("经费", Money(), aliases=("活动经费", "费用", "活动费用", "经费支出"))
    summary = Field("内容摘要", LongText(), find="text", aliases=(
        "活动内容", "小结", "议题", "会议内容", "内容", "主要内容", "会议记录", "活动情况", "活动简介", "讲座内容",
        "培训内容", "宣传内容", "活动小结", "活动概况", "会议纪要"))
    effect = Field("活动效果", LongText(), aliases=("效果", "取得效果", "活动成效", "成效"))
    above = Field("所属活动", Link(record="activity"))
    photos = Field("照片附件", Files())
    note = Field("备注", LongText())

    steps = steps_part("举办过程")
    attendance = part(
        "签到", aliases=("参加人员", "参会人员", "签到人员", "参与人员", "出席人员", "参加人", "参训人员"),
        resident=Field("居民", Link(record="resident")),
        name=Field("姓名", PersonName(), help="不是本社区居民时填写"),
        role=Field("身份", Code(codes=code_list("attend_role")), aliases=("参加身份",)),
        phone=Field("联系电话", Phone(), sensitive=True),
    )
    attendees = Listed("attendance", "first(resident.name|name)", "参加人员")
