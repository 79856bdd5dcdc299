"""任职: who holds which post where, dated: 社区工作者, 楼栋长, 网格员, 调解员, 队员 …"""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import Code, Date, Link, LongText, Money, PersonName, Phone, Text, Whole, code_list
from desk.records.shared import CATEGORY, in_order, state_field, steps_part
from desk.spec import Draft, Entry, Field, Importing, Inference, Look, Record, Words


def somebody(draft: Draft, look: Look) -> list[Problem]:
    if draft.get("resident") or draft.get("name"):
        return []
    return [Problem("resident", "required", "请选择任职的居民，或填写姓名")]


class Post(Entry):
    """A post held by a resident or by an outsider (then by name); until the day before `end`."""

    spec = Record(
        "post", "任职", "committee", span=("start", "end"), category="category", state="state",
        name=("first(resident.name|name)", "category"), detail=("unit.name", "place.full", "start"),
        order=("category", "-start"), known_by=(("resident", "category", "start"),),
        goes_with=("resident",), last={"reason": "死亡", "leaving": "07"},
        rules=(somebody, in_order("start", "end", "离任日期早于任职日期")),
        words=Words(counter="个"), rank=10, importing=Importing(beside_people=True, named_by_category=True),
    )
    category = Field("职务", Code(codes=CATEGORY), required=True, aliases=(
        "岗位", "职务类别", "职位", "岗位名称", "担任职务", "现任职务", "任职职务"))
    resident = Field("居民", Link(record="resident"))
    name = Field("姓名", PersonName(), find="name", help="不是本社区居民时填写")
    phone = Field("联系电话", Phone(), find="number", sensitive=True, aliases=("电话", "手机"))
    unit = Field("所在组织", Link(record="unit"), aliases=(
        "队伍", "支部", "所属组织", "所属队伍", "所属单位", "所在支部", "组织名称", "队伍名称", "所在队伍"))
    place = Field("负责楼栋", Link(record="place"), aliases=(
        "楼栋", "包片", "所属楼栋", "责任楼栋", "包干楼栋", "负责片区", "负责区域", "管辖楼栋", "所管楼栋", "责任区"))
    duty = Field("分工", Text(max=200), aliases=("职责", "分管工作", "工作职责", "职责分工", "负责工作", "岗位职责"))
    profession = Field("专业", Code(codes=code_list("profession")), aliases=("所学专业", "专业类别", "专业资格"),
                       inference=Inference(("duty",)))
    employed = Field("用工形式", Text(max=40), aliases=("用工性质", "聘用形式", "人员性质"))
    salary = Field("月薪", Money(), sensitive=True, aliases=("工资", "月工资", "工资待遇"))
    term = Field("届次", Whole(min=1), aliases=("届别",))
    start = Field("任职日期", Date(), aliases=(
        "聘任日期", "上岗日期", "到岗日期", "入职日期", "聘用日期", "当选日期"))
    end = Field("离任日期", Date(), aliases=("离岗日期", "离职日期", "卸任日期"))
    reason = Field("离任原因", Text(max=200), aliases=("离职原因", "卸任原因"))
    leaving = Field("离任方式", Code(codes=code_list("leave_reason")), aliases=("离任类别", "离岗方式"),
                    inference=Inference(("reason",)))
    state = state_field(aliases=("在职状态", "任职状态"))
    note = Field("备注", LongText())

    steps = steps_part("任职过程")
