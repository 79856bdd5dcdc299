"""身份: a subject belongs to a category from a date to a date: 低保, 残疾, 党员, 志愿者, 独居 …"""

from __future__ import annotations

from desk.kinds import Code, Date, Link, LongText, Money, Text
from desk.records.shared import CATEGORY, in_order, one_subject, state_field, steps_part
from desk.spec import Button, Due, Entry, Field, Importing, Lack, Path, Record, Words

_WHO = ("resident", "household", "place", "unit")


class Standing(Entry):
    """Membership of a group, dated, with basis and certificate; in force until the day before `end`."""

    spec = Record(
        "standing", "身份", "residents", span=("start", "end"), category="category", state="state", subjects=_WHO,
        name=("category", "first(resident.name|household.head.name|place.full|unit.name)"),
        detail=("start", "certificate"),
        order=("category", "-start"), known_by=(("resident", "category", "start"),),
        goes_with=_WHO, last={"reason": "死亡"},
        rules=(one_subject(*_WHO), in_order("start", "end", "终止日期早于起始日期")),
        words=Words(counter="种"), rank=11, button=Button("登记身份", 4), due=(Due("review"), Due("expires")),
        importing=Importing(beside_people=True),
        lacks=(Lack("条身份没有起始日期，往年的数字会把它算进去", Path("start").blank(), "填写起始日期"),),
    )
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=(
        "身份类别", "人员类别", "对象类别", "人员类型", "对象类型", "身份类型"))
    resident = Field("居民", Link(record="resident"), aliases=("姓名",))
    household = Field("家庭", Link(record="household"))
    place = Field("房屋处所", Link(record="place"), aliases=("房屋地址", "出租房地址", "房屋坐落"))
    unit = Field("单位", Link(record="unit"))
    start = Field("起始日期", Date(), aliases=(
        "认定日期", "享受起始", "入党日期", "注册日期", "享受日期", "批准日期", "纳入日期", "办证日期", "发证日期",
        "入会日期", "参加日期", "登记日期", "转入日期", "享受起始日期"))
    end = Field("终止日期", Date(), help="从这一天起不再计入", aliases=(
        "取消日期", "退出日期", "注销日期", "终止享受日期", "期满日期"))
    basis = Field("认定依据", Text(max=200), aliases=("依据", "认定原因", "享受原因", "困难原因", "致困原因"))
    certificate = Field("证号", Text(max=60), find="number", aliases=(
        "证书编号", "低保证号", "残疾证号", "残疾证编号", "残疾人证号", "优待证号", "居住证号", "犬证号",
        "证件编号", "失业证号", "独生子女证号", "志愿者编号", "证书号"))
    amount = Field("月金额", Money(), sensitive=True, aliases=(
        "月保障金", "补助金额", "保障金额", "月保障金额", "补贴金额", "享受金额", "月享受金额", "低保金额",
        "月补助金额", "津贴金额", "补贴标准", "保障标准", "月补贴金额"))
    expires = Field("有效期至", Date(), aliases=(
        "到期日期", "证件到期日期", "有效期", "证件有效期", "有效期限", "到期日"))
    review = Field("下次复核", Date(), aliases=("复核日期", "年审日期", "下次复核日期", "下次年审"))
    keeper = Field("责任人", Text(max=40), aliases=(
        "联系人", "帮扶人", "包联干部", "包户干部", "帮扶责任人", "帮扶干部", "联系干部", "结对人", "结对帮扶人",
        "援助人", "培养人"))
    reason = Field("终止原因", Text(max=200), aliases=("退出原因", "取消原因", "退保原因", "注销原因"))
    state = state_field(aliases=("享受状态", "在保状态", "身份状态"))
    note = Field("备注", LongText())

    steps = steps_part("变动过程")
