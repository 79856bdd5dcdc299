"""纠纷案件: people's mediation from 受理 to 归档 (人民调解法; 司发通〔2010〕239号)."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import (
    Code,
    Date,
    Files,
    Link,
    LongText,
    Money,
    PaperNumber,
    PersonName,
    Phone,
    Text,
    Value,
    Whole,
    YesNo,
    code_list,
)
from desk.records.shared import in_order, listed, not_future, people, state_field, steps_part
from desk.spec import Draft, Entry, Field, Importing, Lack, Listed, Look, Path, Record, Words, part

SIDE = listed("case_side", "当事人身份", "applicant 申请人 甲方", "respondent 被申请人 乙方", "other 其他当事人 第三人")
SESSION = listed("case_session", "过程类型", "mediate 调解", "coordinate 协调会", "inquire 调查", "talk 走访谈话")

def count_people(draft: Draft, look: Look) -> dict[str, Value]:
    """涉及人数 is at least the parties entered."""
    entered = sum(1 for _ in people(draft, "parties"))
    return {"people": entered} if entered > int(draft.get("people") or 0) else {}


def two_sides(draft: Draft, look: Look) -> list[Problem]:
    rows = draft.get("parties") or []
    found = []
    if sum(1 for _ in people(draft, "parties")) < 2:
        found.append(Problem("parties", "parties_few", "纠纷至少要有两方当事人"))
    if any(not (r.get("resident") or r.get("name")) for r in rows):
        found.append(Problem("parties", "required", "当事人要选择居民或填写姓名、单位名称"))
    return found


def concluded_with_result(draft: Draft, look: Look) -> list[Problem]:
    if draft.get("result") and not draft.get("concluded"):
        return [Problem("concluded", "required", "有调解结果就要填写结案日期")]
    if draft.get("concluded") and not draft.get("result"):
        return [Problem("result", "required", "已结案要选择调解结果")]
    return []


_SETTLED = Path("result").is_("01")


class Case(Entry):
    """A dispute. Normally concluded within 30 days of acceptance. `amount` 协议金额, in 元."""

    spec = Record(
        "case", "纠纷案件", "mediation", event="date", state="state",
        name=("number", "title"), detail=("kind", "state"), order=("-date", "-id"), known_by=(("number",),),
        fills=(count_people,),
        rules=(two_sides, concluded_with_result, not_future("date", "受理日期"),
               in_order("date", "concluded", "结案日期早于受理日期"),
               in_order("concluded", "filed", "归档日期早于结案日期")),
        number="number", number_form="({year})人调字第{n:03d}号",
        words=Words(counter="起", tables=("纠纷", "调解案件")), rank=6,
        importing=Importing(derived=("title",), sides=(
            ("parties:applicant", "申请人", (
                "甲方", "申请方", "甲方当事人", "申请人姓名", "甲方姓名", "当事人甲", "当事人一")),
            ("parties:respondent", "被申请人", (
                "乙方", "对方当事人", "乙方当事人", "被申请人姓名", "乙方姓名", "当事人乙", "当事人二", "对方")),
        )),
        lacks=(
            Lack("件纠纷没有调解结果", Path("result").blank(), "填写调解结果和结案日期"),
            Lack("件纠纷没有涉及人数", Path("people").blank(), "填写涉及人数"),
            Lack("件纠纷没有案件来源", Path("source").blank(), "选择案件来源"),
            Lack("件调解成功的纠纷没有协议形式", _SETTLED & Path("form").blank(), "选择协议形式"),
            Lack("件调解成功的纠纷没有履行情况", _SETTLED & Path("performance").blank(), "选择履行情况"),
        ),
    )
    number = Field("卷号", Text(max=40), find="number", derived=True, aliases=(
        "编号", "案卷号", "案号", "卷宗号", "案件编号", "登记编号", "调解编号", "案卷编号", "卷宗编号"))
    date = Field("受理日期", Date(), required=True, aliases=(
        "日期", "调解日期", "登记日期", "排查日期", "发生日期", "申请日期", "立案日期", "调处日期"))
    title = Field("纠纷名称", Text(max=100), required=True, find="text", aliases=(
        "名称", "案由", "纠纷事由", "案件名称", "纠纷事项", "事由", "案名"))
    source = Field("案件来源", Code(codes=code_list("case_source")), aliases=(
        "来源", "受理方式", "受理来源", "纠纷来源"))
    kind = Field("纠纷类型", Code(codes=code_list("dispute_kind")), required=True, aliases=(
        "纠纷类别", "类别", "类型", "案件类型", "案件类别", "矛盾类型", "矛盾类别", "矛盾纠纷类型", "矛盾纠纷类别",
        "纠纷性质", "纠纷种类"))
    event_kind = Field("事件类别", Code(codes=code_list("event_kind")))
    scale = Field("事件规模", Code(codes=code_list("event_scale")))
    grade = Field("卷宗类别", Code(codes=code_list("case_grade")), aliases=("案件等级", "难易程度"))
    place = Field("发生房屋处所", Link(record="place"))
    scene = Field("发生地点", Text(max=200), find="address", aliases=("地点", "纠纷地点", "发生地", "事发地点"))
    people = Field("涉及人数", Whole(min=0, unit="人"), aliases=("人数", "当事人数", "当事人人数"))
    summary = Field("纠纷简要情况", LongText(), find="text", aliases=(
        "简要情况", "简述", "主要事实", "主要内容", "纠纷内容", "纠纷情况", "案情", "案情简介", "基本案情",
        "简要案情", "纠纷概况", "内容", "纠纷简述", "基本情况", "情况简介", "纠纷主要内容", "纠纷简要内容",
        "事件经过", "矛盾纠纷简要情况"))
    request = Field("申请事项", LongText(), aliases=("诉求", "当事人诉求", "申请人诉求", "请求事项"))
    mediator = Field("人民调解员", Text(max=60, names=True), find="text", aliases=(
        "调解员", "调解人", "调解员姓名", "责任人", "化解责任人", "调处责任人", "调处人", "承办人", "调解人员",
        "经办人", "负责人"))
    state = state_field(aliases=("化解状态",))
    result = Field("调解结果", Code(codes=code_list("mediation_result")), aliases=(
        "结果", "调处结果", "化解结果", "处理结果", "是否调解成功", "是否成功", "是否化解"))
    concluded = Field("结案日期", Date(), aliases=(
        "办结日期", "调结日期", "化解日期", "调解成功日期", "调处完成日期"))
    form = Field("协议形式", Code(codes=code_list("agreement_form")), aliases=("协议类型", "协议方式"))
    agreement_number = Field("协议编号", Text(max=40), find="number", aliases=("协议书编号", "协议书文号"))
    agreement = Field("协议内容", LongText(), aliases=(
        "调解协议", "化解情况", "协议主要内容", "调解协议内容", "调处情况", "调解情况", "处理情况", "化解措施",
        "调处意见"))
    amount = Field("协议金额", Money(), aliases=("涉及金额", "涉案金额", "标的额", "协议涉及金额"))
    performance = Field("履行情况", Code(codes=code_list("performance")), aliases=("是否履行", "协议履行情况"))
    performed = Field("履行日期", Date())
    confirmed = Field("司法确认日期", Date())
    escalated = Field("激化", YesNo(), aliases=("是否激化",))
    filed = Field("归档日期", Date())
    files = Field("附件", Files())
    note = Field("备注", LongText())

    parties = part(
        "当事人", aliases=(
        "双方当事人", "当事人姓名", "纠纷双方", "纠纷当事人", "主要当事人", "当事人双方", "双方姓名",
        "双方当事人姓名"),
        side=Field("身份", Code(codes=SIDE), required=True, default="applicant", aliases=("当事人类型", "当事人类别")),
        resident=Field("居民", Link(record="resident")),
        name=Field("姓名或单位", PersonName(), help="不是本社区居民时填写"),
        sex=Field("性别", Code(codes=code_list("sex"))),
        paper=Field("证件号码", PaperNumber(), sensitive=True),
        phone=Field("联系电话", Phone(), sensitive=True),
        address=Field("单位或住址", Text(max=200)),
    )
    steps = steps_part("办理步骤")
    sessions = part(
        "调解过程",
        date=Field("日期", Date(), required=True),
        kind=Field("类型", Code(codes=SESSION), required=True, default="mediate"),
        attendees=Field("参加人", Text(max=200), aliases=("参加人员",)),
        record=Field("记录", LongText()),
        outcome=Field("结果", Text(max=200)),
    )
    followups = part(
        "回访",
        date=Field("回访日期", Date(), required=True),
        by=Field("回访人", Text(max=40), aliases=("回访人员",)),
        situation=Field("回访情况", LongText(), aliases=("回访内容", "回访记录")),
    )
    party_names = Listed("parties", "first(resident.name|name)", "当事人")
