"""受理件: everything somebody asks of the desk, from 登记 to 归档."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import (
    Code,
    Date,
    DueDate,
    Files,
    Link,
    LongText,
    PersonName,
    Phone,
    Text,
    Value,
    Whole,
    YesNo,
    code_list,
)
from desk.records.shared import CATEGORY, in_order, not_future, one_subject, state_field, steps_part
from desk.spec import Button, Day, Draft, Due, Entry, Field, Importing, Lack, Look, Path, Presets, Record, Words, part


def promise(draft: Draft, look: Look) -> dict[str, Value]:
    """The promised day: so many working days after acceptance (调休 counted)."""
    made: dict[str, Value] = {}
    days = draft.get("workdays")
    if days is None and draft.get("matter"):
        matter = look.row("matter", draft["matter"])
        days = made["workdays"] = matter["workdays"] if matter else None
    if days is not None and draft.get("date"):
        made["due"] = look.add_workdays(str(draft["date"]), int(days))
    return made


def late(draft: Draft, look: Look) -> dict[str, Value]:
    """是否超期 is known once it is done."""
    done, due = draft.get("done"), draft.get("due")
    return {"overdue": (1 if str(done) > str(due) else 0) if done and due else None}


def steps_in_order(draft: Draft, look: Look) -> list[Problem]:
    """Steps do not precede acceptance."""
    days = [str(row["date"]) for row in draft.get("steps") or () if row.get("date")]
    if draft.get("date") and days and min(days) < str(draft["date"]):
        return [Problem("steps", "date_order", "办理步骤的日期早于受理日期")]
    return []


def may_certify(draft: Draft, look: Look) -> list[Problem]:
    """民发〔2020〕20号: twenty certificates a committee must not issue."""
    matter = look.row("matter", draft["matter"]) if draft.get("matter") else None
    if not matter or not matter["forbidden"]:
        return []
    where = f"，请引导居民到{matter['elsewhere']}办理" if matter["elsewhere"] else ""
    declined = draft.get("state") == "declined" or any(r.get("step") == "decline" for r in draft.get("steps") or ())
    text = f"「{matter['name']}」不属于社区出具证明的范围{where}"
    return [Problem("matter", "certificate_forbidden", text, warning=declined)]


_ENDED = Path("done") <= Day("on")


class Request(Entry):
    """One request (首问责任制, 一次性告知, 限时办结). `workdays` is the promise, `due` its day."""

    spec = Record(
        "request", "受理件", "services", event="date", category="category", state="state",
        subjects=("resident", "household", "unit"),
        name=("number", "first(matter.name|subject)", "first(resident.name|household.head.name|unit.name)"),
        detail=("state", "due"), order=("-date", "-id"), known_by=(("number",),),
        fills=(promise, late),
        rules=(one_subject("resident", "household", "unit"), not_future("date", "受理日期"), steps_in_order,
               may_certify, in_order("date", "due", "承诺办结日早于受理日期")),
        number="number", number_form="SL{year}{n:04d}",
        words=Words(counter="件", tables=("受理", "诉求", "代办", "首问", "报修", "来访登记")), rank=5,
        button=Button("新受理", 3), due=(Due("due", Path("state").classed("open")),),
        importing=Importing(as_text={"matter": "subject"}),
        presets=Presets(worker=("first_asked", "handler"), by_category={"agency": {"way": "02"}}),
        lacks=(
            Lack("件受理件没有类别", Path("category").blank(), "选择类别"),
            Lack("件已办结的受理件没有办理结果", _ENDED & Path("result").blank(), "填写办理结果"),
            Lack("件已办结的受理件没有评价", _ENDED & Path("state").classed("done") & Path("satisfaction").blank(),
                 "回访后填写满意度"),
        ),
    )
    number = Field("受理编号", Text(max=40), find="number", derived=True, aliases=(
        "编号", "受理号", "登记号", "工单编号", "工单号"))
    date = Field("受理日期", Date(), required=True, aliases=(
        "日期", "登记日期", "受理时间", "来访日期", "接待日期", "申请日期", "反映日期", "来电日期", "诉求日期",
        "收件日期", "投诉日期", "报修日期", "征集日期"))
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=(
        "事项类别", "诉求类别", "类型", "诉求类型", "问题类型", "问题类别", "事项类型", "业务类型", "受理类别",
        ), default="agency")
    matter = Field("事项", Link(record="matter"), aliases=(
        "事项名称", "办理事项", "申请事项", "代办事项", "服务事项", "申办事项", "受理事项"))
    subject = Field("事由", Text(max=100), find="text", aliases=(
        "标题", "诉求", "主题", "诉求事项", "反映事项", "来访事由", "问题概述"))
    source = Field("来源", Code(codes=code_list("request_source")), aliases=(
        "受理渠道", "来访方式", "来源渠道", "诉求来源", "受理方式", "渠道", "反映渠道", "接待方式"))
    resident = Field("申请人", Link(record="resident"), aliases=(
        "姓名", "申办人", "来访人", "申请人姓名", "诉求人", "诉求人姓名", "反映人", "反映人姓名", "来访人姓名",
        "来电人", "投诉人", "求助人", "报修人", "提出人", "信访人", "求职人", "办事人", "服务对象"))
    household = Field("申请家庭", Link(record="household"))
    unit = Field("申请单位", Link(record="unit"))
    phone = Field("联系电话", Phone(), find="number", sensitive=True)
    agent = Field("代理人", PersonName(), aliases=("代办人",))
    agent_relation = Field("代理人关系", Text(max=40))
    content = Field("诉求内容", LongText(), find="text", aliases=(
        "内容", "反映内容", "诉求描述", "问题描述", "反映的问题", "反映问题", "具体内容", "主要内容", "事项内容",
        "申请内容", "意见内容", "问题内容", "反映情况", "意见建议", "建议内容", "来访内容", "诉求情况", "咨询内容"))
    way = Field("办理方式", Code(codes=code_list("request_way")))
    first_asked = Field("首问责任人", Text(max=40), aliases=(
        "接待人", "受理人", "受理人员", "接待人员", "首问负责人", "登记人", "接访人", "首接人"))
    handler = Field("承办人", Text(max=40, names=True), find="text", aliases=(
        "经办人", "承办人员", "办理人", "办理人员", "责任人", "代办员", "处理人", "负责人", "代理员"))
    workdays = Field("承诺时限", Whole(min=0, max=365, unit="个工作日"), aliases=("时限", "办理时限", "承诺期限"))
    due = Field("承诺办结日", DueDate(), derived=True)
    state = state_field(aliases=("办理状态", "办结状态", "处理状态"))
    done = Field("办结日期", Date(), derived=True, aliases=("完成日期", "处理日期"))
    overdue = Field("超期", YesNo(), derived=True)
    result = Field("办理结果", LongText(), aliases=(
        "结果", "处理结果", "处理情况", "办理情况", "解决情况", "答复情况", "办结情况", "落实情况", "答复内容"))
    replied = Field("回复日期", Date(), derived=True, aliases=("反馈日期", "答复日期"))
    reply_way = Field("回复方式", Text(max=40))
    revisited = Field("回访日期", Date(), derived=True)
    satisfaction = Field("满意度", Code(codes=code_list("satisfaction")), aliases=(
        "评价", "是否满意", "满意程度", "评价结果", "群众满意度", "居民满意度"))
    files = Field("附件", Files())
    note = Field("备注", LongText())

    steps = steps_part(aliases=("流转记录",), to=Field("转往单位", Text(max=100)))
    materials = part(
        "材料清单",
        name=Field("材料名称", Text(max=100), required=True),
        received=Field("已收", YesNo(), aliases=("是否收到", "是否已收")),
        returned=Field("原件已退", YesNo(), aliases=("原件退还", "是否退还")),
        note=Field("备注", Text(max=200)),
    )
