"""单位与组织: employers, shops, property companies, teams, societies, party branches."""

from __future__ import annotations

from desk.kinds import Code, CreditCode, Date, Link, LongText, Phone, Text, Whole
from desk.records.shared import CATEGORY, in_order
from desk.spec import Entry, Field, Listed, Record


class Unit(Entry):
    """An organisation of the area; in force from its founding until the day before its closing."""

    spec = Record(
        "unit", "单位与组织", "committee", span=("start", "end"), category="category",
        name=("name",), detail=("category", "address"), order=("category", "name"),
        known_by=(("credit_code",), ("name",)), rules=(in_order("start", "end", "注销日期早于成立日期"),),
    )
    category = Field("类别", Code(codes=CATEGORY), required=True, aliases=("单位类型", "单位类别", "类型"))
    name = Field("名称", Text(max=100), required=True, find="name", aliases=(
        "单位名称", "商户名称", "组织名称", "队伍名称"))
    credit_code = Field("统一社会信用代码", CreditCode(), find="number", aliases=("信用代码",))
    person = Field("负责人", Text(max=40), find="name", aliases=("法定代表人", "队长", "书记"))
    phone = Field("联系电话", Phone(), find="number", sensitive=True, aliases=("电话", "负责人电话"))
    address = Field("地址", Text(max=200), find="address", aliases=("单位地址",))
    place = Field("所在房屋", Link(record="place"))
    above = Field("上级组织", Link(record="unit"))
    people = Field("从业人员数", Whole(min=0, unit="人"), aliases=("员工数", "从业人数", "成员数"))
    founded_for = Field("业务范围", Text(max=200), aliases=("经营范围", "活动内容"))
    start = Field("成立日期", Date(), aliases=("开业日期", "备案日期"))
    end = Field("注销日期", Date(), aliases=("歇业日期", "解散日期"))
    note = Field("备注", LongText())

    members = Listed("post:unit", "first(resident.name|name)", "成员")
