"""发放与捐赠: money and goods, in and out."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import Code, Codes, Date, Link, LongText, Money, Text, Whole, YesNo, code_list
from desk.records.shared import CATEGORY, listed, not_future, state_field, steps_part
from desk.spec import Button, Draft, Entry, Field, Importing, Inference, Lack, Look, Path, Presets, Record, Words

DIRECTION = listed("grant_direction", "收发方向", "out 发放 支出|发出", "in 接收 收入|收到|捐入")


def something(draft: Draft, look: Look) -> list[Problem]:
    if draft.get("amount") or draft.get("goods"):
        return []
    return [Problem("amount", "required", "请填写金额，或填写物品")]


def somebody(draft: Draft, look: Look) -> list[Problem]:
    """What was given went to somebody; what came in names its giver."""
    if draft.get("direction") == "in":
        return [] if draft.get("donor") or draft.get("unit") or draft.get("resident") else [
            Problem("donor", "required", "请填写捐赠人")]
    if any(draft.get(key) for key in ("resident", "household", "place", "unit")):
        return []
    return [Problem("resident", "subject_missing", "请选择发放对象")]


class Grant(Entry):
    """One gift or payment to one subject, or one donation received. `amount` in 元."""

    spec = Record(
        "grant", "发放与捐赠", "services", event="date", category="category", state="state",
        subjects=("resident", "household", "place", "unit"),
        name=("category", "first(resident.name|household.head.name|unit.name|donor)"), detail=("goods", "amount"),
        order=("-date", "-id"), known_by=(("date", "category", "resident", "goods"),),
        rules=(something, somebody, not_future("date", "日期")),
        words=Words(counter="笔", row="发放与捐赠记录", tables=("发放", "捐赠", "捐款", "领取", "慰问品", "慰问金")),
        rank=9, button=Button("记发放", 2), presets=Presets(worker=("worker",)),
        importing=Importing(beside_people=True, unsaid="money"),
        lacks=(
            Lack("笔发放的物品没有数量", Path("category").is_("goods") & Path("quantity").blank(), "填写数量", "given"),
            Lack("笔发放的现金没有金额", Path("category").is_("money") & Path("amount").blank(), "填写金额", "given"),
        ),
    )
    date = Field("日期", Date(), required=True, aliases=(
        "发放日期", "慰问日期", "捐赠日期", "领取日期", "接收日期", "救助日期", "补助日期", "捐款日期"))
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=(
        "发放类别", "捐赠类别", "发放类型", "救助类型", "补助类型", "补贴类型", "发放项目", "类型", "款物类别"))
    direction = Field("收发", Code(codes=DIRECTION), required=True, default="out", aliases=("收发方向", "收支"))
    resident = Field("居民", Link(record="resident"), aliases=(
        "发放对象", "对象", "受益人", "领取人", "领取人姓名", "慰问对象", "受助人", "受助对象", "救助对象",
        "补助对象", "受赠人", "被慰问人", "受益对象", "服务对象", "发放对象姓名", "慰问对象姓名", "受益人姓名"))
    household = Field("家庭", Link(record="household"))
    place = Field("房屋处所", Link(record="place"))
    unit = Field("单位", Link(record="unit"), aliases=("受赠单位", "受益单位"))
    donor = Field("捐赠人", Text(max=100), find="text", aliases=(
        "捐赠单位", "来源", "捐赠者", "捐款人", "捐助人", "捐赠方", "捐赠人姓名", "捐赠单位或个人", "捐赠人或单位",
        "物资来源", "资金来源"))
    amount = Field("金额", Money(), aliases=(
        "慰问金", "金额(元)", "金额（元）", "慰问金额", "发放金额", "补助金额", "补贴金额", "救助金额", "捐款金额",
        "捐赠金额", "折合金额", "价值", "救助金", "补助金", "实发金额", "捐款"))
    goods = Field("物品", Text(max=100), find="text", aliases=(
        "慰问品", "物资", "物品名称", "物资名称", "慰问物品", "慰问物资", "慰问品名称", "发放物品", "发放物资",
        "捐赠物品", "捐赠物资", "救助物资", "领取物品", "物品及数量", "品名", "物品明细", "药具名称", "礼品"))
    goods_kinds = Field("实物种类", Codes(codes=code_list("goods_kind")), aliases=("物资类别", "物品种类"),
                        inference=Inference(("goods",)))
    quantity = Field("数量", Whole(min=0), aliases=("件数", "份数", "发放数量", "物品数量"))
    measure = Field("计量单位", Text(max=10))
    occasion = Field("事由", Text(max=60), find="text", aliases=(
        "节日", "用途", "慰问事由", "发放事由", "发放原因", "救助原因", "补助原因", "救助事由", "捐赠用途",
        "资金用途"))
    purposes = Field("发放用途", Codes(codes=code_list("grant_purpose")), aliases=("用途分类", "事由类别", "资金类别"),
                     inference=Inference(("occasion",)))
    worker = Field("经办人", Text(max=60), aliases=(
        "发放人", "慰问人", "经手人", "发放人员", "慰问人员", "接收人", "办理人"))
    signed = Field("已签收", YesNo(), aliases=("签收", "是否签收", "是否领取", "已领取"))
    receipt = Field("收据号", Text(max=40), aliases=("收据编号", "收据号码", "票据号", "凭证号"))
    state = state_field(aliases=("发放状态",))
    note = Field("备注", LongText())

    steps = steps_part("发放过程")
