"""小区—楼栋—单元—房屋: the tree of places."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import Code, Codes, Decimal, Link, LongText, Phone, Text, Value, Whole, YesNo, code_list
from desk.spec import Draft, Entry, Field, Importing, Inference, Look, Record, Words


def full_name(draft: Draft, look: Look) -> dict[str, Value]:
    """和平里31幢4单元1601室: the names from the estate down."""
    above = look.row("place", draft["parent"]) if draft.get("parent") else None
    return {"full": (str(above["full"]) if above else "") + str(draft.get("name") or "")}


def stands_in_tree(draft: Draft, look: Look) -> list[Problem]:
    """A place cannot lie in itself or below itself."""
    own, above, seen = draft.get("id"), draft.get("parent"), 0
    while own and above and seen < 20:
        if above == own:
            return [Problem("parent", "place_circle", "上级不能是它自己或它的下级")]
        row = look.row("place", above)
        above, seen = (row["parent"] if row else None), seen + 1
    return []


class Place(Entry):
    """A place: 出租房 and building items of GB/T 31000-2015. `level` 小区, 楼栋, 单元, 房屋."""

    spec = Record(
        "place", "房屋处所", "residents", name=("full",), detail=("level",), order=("full",),
        known_by=(("full",),), fills=(full_name,), rules=(stands_in_tree,),
        words=Words(counter="处", subject="房屋处所", file="房屋档案", tables=("房屋", "楼栋台账", "门牌")), rank=3,
        concerned=("place", "resident.home.place", "household.head.home.place"),
        importing=Importing(derived=("level", "name"), aliases={
            "full": ("地址", "房屋地址", "门牌号", "详细地址"), "name": (), "parent": ()}),
    )
    level = Field("层级", Code(codes=code_list("place_level")), required=True)
    name = Field("名称", Text(max=60), required=True, aliases=("小区名称", "楼栋名称", "房号"))
    parent = Field("上级", Link(record="place"), aliases=("所属小区", "所属楼栋"))
    full = Field("完整名称", Text(max=200), find="address", derived=True)
    kind = Field("用途", Code(codes=code_list("building_use")), aliases=(
        "建筑用途", "房屋用途", "使用性质", "房屋性质", "房屋类型", "出租用途"))
    estate_kind = Field("小区类型", Code(codes=code_list("estate_kind")), aliases=("小区类别", "小区性质"))
    facilities = Field("设施类型", Codes(codes=code_list("facility")), aliases=("设施类别", "场所类型", "功能室类型"),
                       inference=Inference(("name",)))
    grid = Field("所属网格", Text(max=40), dated=True, aliases=("网格", "网格号", "所在网格", "网格名称", "网格编号"))
    area = Field("面积", Decimal(places=2, unit="平方米"), aliases=("建筑面积", "房屋面积", "出租面积"))
    floors = Field("层数", Whole(min=0), aliases=("楼层数", "总层数"))
    built = Field("建成年份", Text(max=10), aliases=("建成年代", "建造年份", "建成时间", "建筑年代", "竣工年份"))
    rented = Field("出租房", YesNo(), aliases=("是否出租", "是否出租房", "出租情况"))
    owner = Field("房主", Text(max=60), find="text", aliases=(
        "产权人", "房东", "房主姓名", "产权人姓名", "房东姓名", "业主", "房屋所有人"))
    owner_phone = Field("房主电话", Phone(), sensitive=True, aliases=(
        "房东电话", "房主联系电话", "房东联系电话", "业主电话", "业主联系电话", "产权人电话", "联系电话"))
    hazard = Field("隐患类型", Code(codes=code_list("hazard")), aliases=("隐患", "安全隐患", "隐患情况"))
    note = Field("备注", LongText())
