"""Figures that stand in no list, as they are clicked together; what they come to is counted by hand in
`test_unforeseen`, and `test_ui_own` clicks each of them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def age(op: str, years: int, before: str = "") -> Json:
    return {"path": f"{before}age(birth)", "op": op, "value": years}


def stands(*codes: str) -> Json:
    where = {"path": "category", "is": [*codes]}
    return {"rows": "standing", "via": "resident", "op": ">=", "count": 1, "where": where}


def both(*terms: Json) -> Json:
    return {"and": [*terms]}


def last(path: str, **shift: int) -> tuple[Json, Json]:
    back = {key: -value for key, value in shift.items()}
    return ({"path": path, "op": ">=", "value": {"day": "on", **back}},
            {"path": path, "op": "<=", "value": {"day": "on"}})


def within(path: str) -> tuple[Json, Json]:
    return ({"path": path, "op": ">=", "value": {"day": "since"}},
            {"path": path, "op": "<=", "value": {"day": "until"}})


def members(op: str, count: int, where: Json) -> Json:
    return {"rows": "residence", "via": "household", "op": op, "count": count, "where": where}


def grouped(by: str, how: str, measure: Json | None = None, **more: float) -> Json:
    return {"kind": "grouped", "by": by, "how": how, "measure": measure or COUNT, **more}


def filled(path: str) -> Json:
    return {"not": {"path": path, "blank": True}}


COUNT: Json = {"kind": "count"}
AMOUNT: Json = {"kind": "sum", "path": "amount"}
LONELY = {"path": "resident", "such": stands("living_alone")}
INTO = {"path": "direction", "is": ["in"]}
OUT = {"path": "direction", "is": ["out"]}
CONDOLENCE = {"path": "category", "is": ["condolence_goods", "condolence_money"]}

FIGURES: dict[str, tuple[str, Json, Json | None]] = {
    "85岁以上独居老人中近90天未走访的人数": ("resident", COUNT, both(age(">=", 85), stands("living_alone"), {
        "rows": "visit", "via": "resident", "op": "=", "count": 0, "where": both(*last("date", days=90))})),
    "家中没有劳动年龄人口的老人人数": ("resident", COUNT, both(age(">=", 60), {
        "path": "home.household", "such": members(
            "=", 0, both(age(">=", 16, "resident."), age("<", 60, "resident.")))})),
    "有两名以上退休人员的户数": ("household", COUNT, members(">=", 2, {
        "path": "resident", "such": stands("retiree")})),
    "走访80岁以上独居老人次数": ("visit", COUNT, both(age(">=", 80, "resident."), LONELY)),
    "给空巢老人的500元以上发放笔数": ("given", COUNT, both(
        {"path": "amount", "op": ">", "value": 50000}, {"path": "resident", "such": stands("empty_nest")})),
    "20人以上的活动场次": ("held_activity", COUNT, {"path": "people", "op": ">=", "value": 20}),
    "活动不到2场的月数": ("held_activity", grouped("month", "below", target=2), None),
    "平均每案当事人数": ("case", {"kind": "average", "path": "count(parties)"}, None),
    "同一人同一天领取的最高金额": ("given", grouped("day&resident", "max", AMOUNT), filled("resident")),
    "每人每天领取金额的平均": ("given", grouped("day&resident", "average", AMOUNT), filled("resident")),
    "结案纠纷的调解天数中位数": ("case", {"kind": "median", "path": "days(date|concluded)"}, filled("concluded")),
    "承办人平均办理天数最长": ("request", grouped(
        "handler", "max", {"kind": "average", "path": "days(date|done)"}), filled("done")),
    "不同的走访人数": ("visit", {"kind": "distinct", "path": "visitor"}, None),
    "走访到的楼栋数": ("visit", grouped("building", "number"), None),
    "单个楼栋最多走访次数": ("visit", grouped("building", "max"), None),
    "周末的活动场次": ("held_activity", COUNT, {"path": "weekday(date)", "is": ["6", "7"]}),
    "六月过生日的老人人数": ("elder_60", COUNT, {"path": "month_of(birth)", "is": ["06"]}),
    "捐赠与发放的资金结余": ("grant", {"kind": "balance", "path": "amount", "into": INTO}, None),
    "捐赠与发放的上年结转": ("grant", {"kind": "balance", "path": "amount", "into": INTO, "opening": True}, None),
    "志愿者人月数": ("volunteer", {"kind": "months", "path": "resident"}, None),
    "全年每月都在册的志愿者人数": ("volunteer", {"kind": "months", "path": "resident", "least": 0}, None),
    "最长连续没有调解的周数": ("case", {"kind": "streak", "unit": "week", "having": False, "current": False}, None),
    "有走访的周占全部周的比例": ("visit", grouped("week", "reach_share"), None),
    "走访不少于5人次的月数": ("visit", grouped("month", "reach", target=5), None),
    "单月最多走访人数": ("visit", grouped("month", "max", {"kind": "distinct", "path": "resident"}), None),
    "月均发放金额": ("given", grouped("month", "average", AMOUNT), None),
    "走访次数比上年增长率": ("visit", {"kind": "growth", "of": "visit_count", "on": "last_year", "percent": True},
                             None),
    "活动场次比上期增减": ("visit", {"kind": "growth", "of": "activity_count", "on": "last_period", "percent": False},
                           None),
    "走访任务完成率": ("visit", {"kind": "against", "of": "visit_count", "target": 500, "how": "rate"}, None),
    "每千名居民纠纷数": ("case", {"kind": "formula", "text": "case_count * 1000 / resident_count"}, None),
    "居民比年初净增": ("resident", {"kind": "formula", "text": "resident_count - resident_count@opening"}, None),
    "志愿者中女性占比": ("volunteer", {"kind": "share", "part": {"path": "resident.sex", "is": ["2"]}}, None),
    "领过两次以上补助的居民人数": ("resident", COUNT, {
        "rows": "grant", "via": "resident", "op": ">=", "count": 2, "where": both(*within("date"), OUT)}),
    "领过慰问的居民名单": ("given", grouped("resident", "names"), CONDOLENCE),
    "各年龄段走访人次": ("visit", grouped("age", "each"), None),
    "60到69岁的走访人次最多时段": ("visit", grouped("month", "which_max"), both(
        age(">=", 60, "resident."), age("<", 70, "resident."))),
    "独居老人最大年龄": ("living_alone", {"kind": "max", "path": "age(birth)"}, None),
    "纠纷被申请人中老年人人次": ("case", {"kind": "parts", "part": "parties", "field": "", "different": False,
                                          "where": both({"path": "side", "is": ["respondent"]},
                                                        age(">=", 60, "resident."))}, None),
    "参加活动2次以上的居民人数": ("attendance", grouped("resident", "reach", target=2), None),
    "既被走访又参加过活动的老人人数": ("elder_60", COUNT, both(
        {"rows": "visit", "via": "resident", "op": ">=", "count": 1, "where": both(*within("date"))},
        {"rows": "activity.attendance", "via": "resident", "op": ">=", "count": 1,
         "where": both(*within("owner.date"))})),
    "住满5年的登记条数": ("residence", COUNT, {"path": "days(start)", "op": ">=", "value": 1826}),
    "办结后7天以上才回访的件数": ("request", COUNT, {"path": "days(done|revisited)", "op": ">", "value": 7}),
    "月走访次数超过3次部分按每次5元计": ("visit", grouped("month", "excess", floor=3, rate=5), None),
}
"""By title: the ledger, the measure, the condition."""
