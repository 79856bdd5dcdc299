"""事项目录: what the desk can be asked for, with materials and time limits; and what it must not certify."""

from __future__ import annotations

from desk.kinds import Code, Codes, Files, LongText, Text, Whole, YesNo, code_list
from desk.spec import Entry, Field, Inference, Record, Words, part


class Matter(Entry):
    """An item of the service catalogue. `forbidden` ones must not be certified (民发〔2020〕20号)."""

    spec = Record(
        "matter", "服务事项", "services", name=("name",), detail=("line",), order=("line", "name"),
        known_by=(("name",),),
        words=Words(counter="项", tables=("事项目录", "服务事项", "办事指南")), rank=12,
    )
    name = Field("事项名称", Text(max=100), required=True, find="name", aliases=("事项", "服务事项", "办理事项"))
    line = Field("条线", Text(max=40), aliases=("业务条线", "分类"))
    way = Field("办理方式", Code(codes=code_list("request_way")))
    workdays = Field("承诺时限", Whole(min=0, max=365, unit="个工作日"), aliases=(
        "时限", "办理时限", "承诺期限", "办结时限"))
    decider = Field("办理单位", Text(max=100), aliases=("审批单位", "主管部门", "受理单位"))
    audience = Field("办理对象", Text(max=200), aliases=("对象", "服务对象", "申请对象"))
    audiences = Field("服务人群", Codes(codes=code_list("audience")), aliases=("人群类别", "对象类别"),
                      inference=Inference(("line", "name", "audience")))
    guide = Field("办事指南", LongText(), aliases=("办理流程", "办事流程", "申请条件", "办理条件"))
    forbidden = Field("不得开具", YesNo(), help="按民发〔2020〕20号，社区不应出具此项证明")
    elsewhere = Field("应到何处办理", Text(max=200))
    open = Field("开办中", YesNo(), default=1)
    files = Field("附件", Files())
    note = Field("备注", LongText())

    materials = part(
        "所需材料", aliases=("申请材料", "提交材料", "办理材料", "材料"),
        name=Field("材料名称", Text(max=100), required=True),
        required=Field("必须", YesNo(), default=1),
        copies=Field("份数", Whole(min=0)),
    )
