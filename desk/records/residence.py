"""居住/户籍关系: one spell of a person in a household at an address. History is never overwritten."""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import Code, Date, Link, LongText, Text, Value, code_list
from desk.kinds.address import normalise
from desk.records.shared import in_order
from desk.spec import NOT_SEARCHED, Button, Draft, Entry, Field, Importing, Look, Record, Words


def in_tree(draft: Draft, look: Look) -> dict[str, Value]:
    """Link the address to its room when the tree of places has it; the text stays as written."""
    address = draft.get("address")
    if draft.get("place"):
        row = look.row("place", draft["place"])
        return {} if address or row is None else {"address": row["full"]}
    found = look.rows("place", full=normalise(str(address))) if address else ()
    return {"place": found[0]["id"]} if len(found) == 1 else {}


def one_head(draft: Draft, look: Look) -> list[Problem]:
    """A household has one head at a time (shown, not refused: registers do carry two)."""
    if draft.get("relation") not in ("01", "02") or not draft.get("household") or draft.get("end"):
        return []
    others = [
        r for r in look.rows("residence", household=draft["household"])
        if r["relation"] in ("01", "02") and r["resident"] != draft.get("resident") and not r["end"]
    ]
    return [Problem("relation", "two_heads", "这一户已经有户主", warning=True)] if others else []


class Residence(Entry):
    """A spell of living or being registered here; in force from `start` until the day before `end`."""

    spec = Record(
        "residence", "居住登记", "residents", span=("start", "end"),
        name=("resident.name", "address"), detail=("nature", "start"), order=("-start",),
        known_by=(("resident", "start"),), goes_with=("resident",),
        turn=({"out_reason": "11"}, {"in_reason": "11", "come_from": None, "gone_to": None}), last={"out_reason": "02"},
        fills=(in_tree,),
        rules=(in_order("start", "end", "迁出日期早于迁入日期"), one_head),
        words=Words(by={"household": ("家庭成员", "人")}), rank=NOT_SEARCHED, button=Button("居住变动", 5),
        importing=Importing(not_in_roster=(
            "resident", "household", "place", "end", "out_reason", "gone_to", "note")),
    )
    resident = Field("居民", Link(record="resident"), required=True)
    nature = Field("居住状况", Code(codes=code_list("residence_nature")), aliases=("人员类别", "人口类别", "居住类型"))
    household = Field("户", Link(record="household"), aliases=("户号",))
    relation = Field("与户主关系", Code(codes=code_list("relation")), aliases=("关系",))
    address = Field("地址", Text(max=200), find="address", aliases=("现住址", "住址", "家庭住址", "居住地址", "门牌号"))
    place = Field("房屋", Link(record="place"))
    housing = Field("住所类型", Code(codes=code_list("housing")))
    start = Field("迁入日期", Date(), aliases=("入住日期", "流入日期", "登记日期"))
    in_reason = Field("迁入原因", Code(codes=code_list("in_reason")), aliases=("流入原因",))
    come_from = Field("迁自", Text(max=200), aliases=("来自",))
    end = Field("迁出日期", Date(), aliases=("离开日期", "流出日期"))
    out_reason = Field("迁出原因", Code(codes=code_list("out_reason")))
    gone_to = Field("迁往", Text(max=200))
    note = Field("备注", LongText())
