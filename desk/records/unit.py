"""单位与组织: employers, shops, property companies, teams, societies, party branches."""

from __future__ import annotations

from desk.kinds import Code, Codes, CreditCode, Date, Link, LongText, Phone, Text, Whole, code_list
from desk.records.shared import CATEGORY, in_order, state_field, steps_part
from desk.spec import Entry, Field, Importing, Inference, Listed, Record, Words


class Unit(Entry):
    """An organisation of the area; in force from its founding until the day before its closing."""

    spec = Record(
        "unit", "单位与组织", "committee", span=("start", "end"), category="category", state="state",
        name=("name",), detail=("category", "address"), order=("category", "name"),
        known_by=(("credit_code",), ("name",)), rules=(in_order("start", "end", "注销日期早于成立日期"),),
        words=Words(counter="家", subject="单位", file="单位档案", tables=("单位", "商户", "商铺", "企业", "社会组织")),
        rank=4, importing=Importing(unsaid="other"),
    )
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=(
        "单位类型", "单位类别", "类型", "单位性质", "企业类型", "行业类别", "行业", "商户类型", "组织类型",
        "组织类别", "机构类型", "店铺类型", "队伍类别", "性质"))
    name = Field("名称", Text(max=100), required=True, find="name", aliases=(
        "单位名称", "商户名称", "组织名称", "队伍名称", "店名", "店铺名称", "企业名称", "商铺名称", "门店名称",
        "公司名称", "机构名称", "团队名称", "社团名称", "社会组织名称", "物业公司", "物业名称", "招牌名称",
        "字号名称", "支部名称", "党组织名称", "学校名称"))
    credit_code = Field("统一社会信用代码", CreditCode(), find="number", aliases=(
        "信用代码", "社会信用代码", "统一信用代码", "统一代码"))
    person = Field("负责人", Text(max=40), find="name", aliases=(
        "法定代表人", "队长", "书记", "负责人姓名", "法人", "法人代表", "法定代表人姓名", "经营者", "经营者姓名",
        "经营人", "店主", "业主", "联系人", "会长", "团长", "主要负责人"))
    phone = Field("联系电话", Phone(), find="number", sensitive=True, aliases=(
        "电话", "负责人电话", "法人电话", "经营者电话", "联系人电话", "负责人联系电话"))
    address = Field("地址", Text(max=200), find="address", aliases=(
        "单位地址", "经营地址", "经营场所", "店铺地址", "注册地址", "办公地址", "所在地址", "门店地址"))
    place = Field("所在房屋", Link(record="place"))
    above = Field("上级组织", Link(record="unit"))
    people = Field("从业人员数", Whole(min=0, unit="人"), aliases=(
        "员工数", "从业人数", "成员数", "从业人员", "员工人数", "职工人数", "人数", "会员数", "队员数", "队员人数",
        "用工人数", "党员数"))
    founded_for = Field("业务范围", Text(max=200), aliases=(
        "经营范围", "活动内容", "主营业务", "经营项目", "主要业务", "经营内容", "业务内容"))
    business = Field("业务类别", Codes(codes=code_list("unit_business")), aliases=("服务类别", "门类", "文体类别"),
                     inference=Inference(("founded_for", "name")))
    audiences = Field("服务人群", Codes(codes=code_list("audience")), inference=Inference(("founded_for", "name")))
    start = Field("成立日期", Date(), aliases=("开业日期", "备案日期"))
    end = Field("注销日期", Date(), aliases=("歇业日期", "解散日期"))
    state = state_field(aliases=("经营状态", "单位状态"))
    note = Field("备注", LongText())

    steps = steps_part("变动过程")

    members = Listed("post:unit", "first(resident.name|name)", "成员")
