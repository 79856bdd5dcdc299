"""户: a household of the register. Its members and address are told by `residence`."""

from __future__ import annotations

from desk.kinds import Code, Date, Link, LongText, Phone, Text, code_list
from desk.records.shared import in_order
from desk.spec import Entry, Field, Listed, Record, Words


class Household(Entry):
    """A household (户号, 户别, 户主: GB/T 31000-2015 户籍人口 items). `end` is its closing (销户)."""

    spec = Record(
        "household", "户", "residents", span=("start", "end"),
        name=("head.name", "number"), detail=("head.home.address",), order=("head.home.address", "number"),
        known_by=(("number",), ("head",)), lets_go=("head",), rules=(in_order("start", "end", "销户日期早于立户日期"),),
        words=Words(counter="户", subject="家庭", file="一户一档", tables=("家庭户", "户台账", "户册"),
                    through={"resident": "成员"}),
        rank=2, concerned=("household", "resident.home.household"),
        led_from=(("standing", "resident.home.household"), ("standing", "household"), ("resident", "home.household")),
    )
    number = Field("户号", Text(max=40), find="number", aliases=("户编号", "户口簿号", "家庭编号", "户籍编号"))
    head = Field("户主", Link(record="resident"), dated=True, aliases=("户主姓名",))
    kind = Field("户别", Code(codes=code_list("household_kind")), aliases=("户类型", "家庭户类型"))
    phone = Field("家庭电话", Phone(), find="number", sensitive=True)
    start = Field("立户日期", Date())
    end = Field("销户日期", Date())
    note = Field("备注", LongText())

    members = Listed("residence:household", "resident.name", "家庭成员")
