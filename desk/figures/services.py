"""Figures of the 服务 tab: requests, visits, grants, matters."""

from __future__ import annotations

from desk.ledgers.services import ENDED, RATED, REPLIED, VOID
from desk.ledgers.shared import CALLED_ON, belongs, x
from desk.records import Grant, Matter, Request, Resident, Standing, Visit
from desk.spec import (
    Age,
    Balance,
    Condition,
    Count,
    Day,
    Extreme,
    Figure,
    Grouped,
    Growth,
    Median,
    PartTotal,
    Path,
    Stock,
    any_row,
    average,
    computed,
    count,
    distinct,
    months_with,
    names,
    share,
    total,
)

HOUSEHOLD = Path("home.household")
TO_HOUSEHOLD = Path("first(household|resident.home.household)")
"""The household an event concerns: named itself, or that of the person."""

POLICY = x("policy").eq(1)
DONE = Request.state.classed("done") & ENDED
REVISITED = Request.revisited <= Day("on")
URGED = Path("step").is_("urge") & (Path("date") <= Day("on"))

_REQUESTS = (
    count("request_count", "受理件数", "request", "件"),
    distinct("request_people", "申请人人数", "request", Request.resident, "人"),
    count("request_done", "办成件数", "request", "件", DONE),
    share("request_done_share", "办成率", "request", DONE, ~VOID,
          "办成件占受理件的比例，不予受理和撤回的不计"),
    count("request_failed", "未办成件数", "request", "件", Request.state.classed("failed") & ENDED),
    count("request_open", "受理未办结件数", "open_request", "件", note="本期受理、到期末还没有办结的"),
    Figure("request_pending", "期末待办件数", "open_request", Stock(), "件",
           note="不论什么时候受理，到期末还没有办结的"),
    count("request_late", "逾期件数", "late_request", "件"),
    share("on_time_share", "按期办结率", "request", Request.overdue.eq(0), Request.overdue.filled() & ENDED,
          "有承诺日期的办结件中按期办结的"),
    average("promise_average", "平均承诺时限", "request", Request.workdays, "个工作日"),
    share("satisfied_share", "满意率", "request", Request.satisfaction.is_("3", "4", "5"),
          Request.satisfaction.filled() & RATED,
          "评价为基本满意以上的"),
    count("dissatisfied_count", "不满意件数", "dissatisfied", "件"),
    count("replied_count", "已回复件数", "request", "件", REPLIED),
    count("unreplied_count", "办结未回复件数", "unreplied", "件"),
    count("revisited_count", "已回访件数", "request", "件", REVISITED),
    share("revisited_share", "办结件回访率", "request", REVISITED, ENDED & ~VOID),
    Figure("urged_count", "催办次数", "request", PartTotal("steps", where=URGED), "次"),
    count("handled_here_count", "承办件数", "request", "件", Request.way.is_("01")),
    count("agent_way_count", "按代办方式办理件数", "request", "件", Request.way.is_("02")),
    count("transferred_count", "转办件数", "transferred", "件"),
    count("declined_count", "不予受理件数", "declined", "件"),
    count("withdrawn_count", "撤回件数", "request", "件", Request.state.is_("withdrawn") & ENDED),
    count("hotline_count", "12345热线件数", "hotline", "件"),
    count("agency_count", "代办事项件数", "agency", "件"),
    distinct("agency_people", "代办事项服务人数", "agency", Request.resident, "人"),
    count("opinion_count", "意见建议条数", "opinion", "条"),
    share("opinion_replied_share", "意见建议回复率", "opinion", REPLIED),
    count("problem_count", "问题诉求件数", "problem", "件"),
    count("problem_solved_count", "解决问题件数", "problem", "件", DONE),
    share("problem_solved_share", "问题解决率", "problem", DONE),
    count("petition_count", "信访件数", "petition", "件"),
    count("job_count", "求职登记人次", "job", "人次"),
    distinct("hired_count", "求职登记后录用人数", "job", Request.resident, "人", x("employed").eq(1)),
    count("legal_count", "法律咨询援助件数", "legal", "件"),
    count("legal_solved_count", "法律咨询援助办成件数", "legal", "件", DONE),
    Figure("request_days", "办结天数中位数", "request", Median("days(date|done)"), "天", ENDED),
    Figure("request_growth", "受理件数比上年增减", "request", Growth("request_count", percent=True), "%"),
    Figure("request_busiest_month", "受理最多的月份", "request", Grouped("month", Count(), "which_max"), "件"),
    distinct("elder_plan_people", "为老服务事项服务人数", "request", Request.resident, "人",
             Path("matter.audiences").is_("01")),
    distinct("child_insurance_people", "办理独生子女保险人数", "request", Request.resident, "人",
             Request.category.is_("insurance") & Path("matter.audiences").is_("06")),
    distinct("lost_child_apply_households", "申报独生子女死亡扶助户数", "request", TO_HOUSEHOLD, "户",
             Request.category.is_("relief_apply") & x("relief_kind").is_("03")),
    distinct("birth_waived_households", "自愿放弃再生育户数", "request", TO_HOUSEHOLD, "户",
             Request.category.is_("birth_register") & x("waived").eq(1)),
    *(count(key, title, "request", "件", Request.category.is_("birth_register") & where)
      for key, title, where in (
          ("policy_birth_count", "政策内出生登记件数", POLICY),
          ("policy_birth_girl_count", "政策内出生女孩登记件数", POLICY & x("child_sex").is_("2")),
          ("policy_birth_away_count", "政策内出生、住外地的登记件数", POLICY & x("lives_away").eq(1)))),
    count("found_problem_count", "查摆问题条数", "problem", "条", x("self_found").eq(1)),
    distinct("match_people", "红娘牵线登记人数", "match", Request.resident, "人"),
    count("match_phone_count", "红娘牵线电话咨询次数", "match", "次", Request.source.is_("02")),
    count("match_done_count", "红娘牵线成功件数", "match", "件", DONE),
    Figure("legal_days", "法律接待日数", "legal", Grouped("day", Count(), "number"), "天"),
    computed("legal_days_share", "法律接待日执行率", "legal", "legal_days / (2 * months)", "%",
            "每月安排两个法律接待日"),
    count("certificate_count", "开具证明件数", "certificate", "件", DONE),
)

_REQUEST_KINDS = tuple(
    count(f"{key}_count", f"{title}件数", "request", "件", Request.category.is_(key))
    for key, title in (
        ("elder_card", "老年证代办"), ("bus_card", "乘车证代办"), ("disability_card", "残疾证代办"),
        ("residence_permit", "居住证代办"), ("dibao_apply", "低保申请"), ("relief_apply", "救助申请"),
        ("insurance", "社保医保代办"), ("birth_register", "生育登记"), ("housing_apply", "住房保障申请"),
        ("consult", "政策咨询"), ("property", "物业问题"), ("repair", "报修"), ("environment", "环境卫生问题"),
        ("noise", "噪音扰民"), ("safety", "安全隐患反映"), ("help", "求助"), ("match", "红娘牵线"),
    )
)


_TOPS = ("agency", "opinion", "problem", "petition", "job", "legal", "consult", "certificate", "help", "match")
_ERRANDS = ("elder_card", "bus_card", "disability_card", "residence_permit", "dibao_apply", "relief_apply",
            "insurance", "birth_register", "housing_apply")
_TROUBLES = ("property", "repair", "environment", "noise", "safety")
"""The categories by which reports part requests, errands and problems; the rest lies under none of them."""

_REST = (
    count("request_other_count", "其他类别受理件数", "request", "件", ~Request.category.is_(*_TOPS)),
    count("agency_other_count", "其他代办事项件数", "agency", "件", ~Request.category.is_(*_ERRANDS)),
    count("problem_other_count", "其他问题诉求件数", "problem", "件", ~Request.category.is_(*_TROUBLES)),
)


def to(*groups: str) -> Condition:
    """A visit to a resident who was in one of the groups on the day."""
    return Visit.resident.such(belongs(*groups))


TO_POOR_HOUSEHOLD = TO_HOUSEHOLD.such(
    any_row("standing", "household", Standing.category.is_("dibao"))
    | any_row("standing", "resident.home.household", Standing.category.is_("dibao")))
"""A visit to a household that was on 低保 on the day, itself or by one of its people."""


_VISITS = (
    count("visit_count", "走访人次", "visit", "人次"),
    distinct("visit_people", "走访人数", "visit", Visit.resident, "人"),
    distinct("visit_households", "走访户数", "visit", TO_HOUSEHOLD, "户"),
    count("home_visit_count", "入户走访次数", "home_visit", "次"),
    distinct("home_visit_households", "入户走访户数", "home_visit", TO_HOUSEHOLD, "户"),
    count("condolence_count", "走访慰问人次", "condolence", "人次"),
    distinct("condolence_people", "走访慰问人数", "condolence", Visit.resident, "人"),
    distinct("condolence_households", "走访慰问户数", "condolence", TO_HOUSEHOLD, "户"),
    count("phone_count", "电话问候次数", "phone", "次"),
    count("talk_count", "谈心谈话次数", "talk", "次"),
    count("door_count", "上门服务次数", "door", "次"),
    count("health_visit_count", "健康随访次数", "health", "次"),
    count("receive_count", "接访次数", "receive", "次"),
    count("inspect_count", "巡查检查次数", "inspect", "次"),
    count("visit_problem_count", "走访收集问题条数", "visit_problem", "条"),
    count("visit_handled_count", "走访收集问题中有处理结果的条数", "visit_problem", "条",
          Visit.handling.filled() & ~(Visit.feedback > Day("on"))),
    distinct("condoled_dibao_households", "慰问低保户数", "condolence", TO_HOUSEHOLD, "户", TO_POOR_HOUSEHOLD,
             "慰问当日在低保的家庭"),
    distinct("condoled_hardship_people", "慰问困难居民人数", "condolence", Visit.resident, "人",
             to("hardship", "tekun")),
    distinct("condoled_disability_people", "慰问残疾人人数", "condolence", Visit.resident, "人", to("disability")),
    distinct("condoled_party_people", "慰问党员人数", "condolence", Visit.resident, "人", to("party_member")),
    distinct("condoled_elder_people", "慰问80岁以上老人人数", "condolence", Visit.resident, "人",
             Age(Visit.resident / Resident.birth) >= 80),
    distinct("condoled_left_child_households", "慰问留守儿童家庭户数", "condolence", TO_HOUSEHOLD, "户",
             to("left_child")),
    count("unvisited_elder_count", "近一年未走访的80岁以上独居老人人数", "unvisited_elder", "人"),
    share("elder_visited_share", "80岁以上独居老人走访率", "living_alone",
          any_row("visit", "resident", CALLED_ON & Visit.date.last(years=1)), Resident.age >= 80,
          "近一年内上门走访过的"),
    count("visit_other_count", "其他方式走访次数", "visit", "次", ~Visit.category.is_(
        "home", "condolence", "phone", "talk", "support_talk", "door", "health", "receive", "inspect")),
    count("support_talk_count", "帮教谈话次数", "visit", "次", Visit.category.is_("support_talk")),
    count("petition_talk_count", "上访人员思想工作例数", "talk", "例", Visit.purposes.is_("01")),
    count("family_planning_visit_count", "计生入户走访次数", "home_visit", "次", Visit.purposes.is_("02")),
    distinct("birth_visit_people", "看望产妇人数", "visit", Visit.resident, "人", Visit.purposes.is_("03")),
    share("visit_complete_share", "接访走访记录完整率", "visit", Visit.situation.filled() & Visit.handling.filled(),
          Visit.category.is_("home", "receive"), "入户走访和接访中情况和处理都填写了的"),
    distinct("licence_units", "协助办理执照的单位数", "inspect", Visit.unit, "家", x("licensed").eq(1)),
    share("licence_share", "无照经营办照率", "inspect", x("licensed").eq(1), x("findings").is_("01")),
    count("accident_count", "安全责任事故数", "inspect", "起", x("findings").is_("02")),
    count("quality_inspect_count", "服务质量检查次数", "inspect", "次", Visit.purposes.is_("04")),
    distinct("condoled_rural_worker_households", "慰问农民工家庭户数", "condolence", TO_HOUSEHOLD, "户",
             to("rural_worker")),
    distinct("condoled_hard_women_households", "慰问困难妇女家庭户数", "condolence", TO_HOUSEHOLD, "户",
             Visit.resident.such(Resident.sex.is_("2") & (
                 belongs("hardship", "unemployed") | HOUSEHOLD.such(
                     any_row("standing", "household", Standing.category.is_("single_parent")))))),
    count("dibao_visit_count", "走访低保对象人次", "visit", "人次", to("dibao")),
    months_with("visit_months", "有走访记录的月数", "visit"),
    count("relief_unvisited_count", "本期未走访的救助对象人数", "relief_unvisited", "人"),
    count("dibao_late_households", "有逾期事项的低保户数", "dibao_late", "户"),
)

_GRANTS = (
    count("given_count", "发放人次", "given", "人次"),
    distinct("given_people", "发放人数", "given", Grant.resident, "人"),
    total("given_money", "发放金额", "given", Grant.amount, "元"),
    Figure("given_largest", "单笔最大发放金额", "given", Extreme("amount"), "元"),
    average("given_average", "平均每笔发放金额", "given", Grant.amount, "元", Grant.category.is_("money")),
    total("condolence_money", "慰问金额", "condolence_grant", Grant.amount, "元"),
    total("condolence_goods", "慰问品份数", "condolence_grant", Grant.quantity, "份",
          Grant.category.is_("condolence_goods")),
    distinct("condolence_given_households", "发放慰问金物户数", "condolence_grant", TO_HOUSEHOLD, "户"),
    total("relief_money", "救助金额", "relief_grant", Grant.amount, "元"),
    count("relief_given_count", "救助发放人次", "relief_grant", "人次"),
    distinct("relief_given_households", "救助户数", "relief_grant", TO_HOUSEHOLD, "户"),
    total("dibao_paid_money", "低保金发放金额", "dibao_payment", Grant.amount, "元"),
    distinct("dibao_paid_people", "领取低保金人数", "dibao_payment", Grant.resident, "人"),
    total("allowance_money", "津贴补贴发放金额", "allowance", Grant.amount, "元"),
    distinct("allowance_people", "领取津贴补贴人数", "allowance", Grant.resident, "人"),
    total("award_money", "奖励发放金额", "award", Grant.amount, "元"),
    distinct("award_households", "领取奖励户数", "award", TO_HOUSEHOLD, "户"),
    total("study_money", "助学金额", "given", Grant.amount, "元", Grant.category.is_("study_money")),
    total("souvenir_count", "发放纪念品份数", "given", Grant.quantity, "份", Grant.category.is_("souvenir")),
    count("donation_count", "接收捐赠笔数", "donation", "笔"),
    total("donation_money", "接收捐款金额", "donation", Grant.amount, "元", Grant.category.is_("donated_money")),
    distinct("one_child_award_households", "享受独生子女奖励户数", "award", TO_HOUSEHOLD, "户",
             Grant.purposes.is_("06")),
    total("one_child_award_money", "独生子女奖励金额", "award", Grant.amount, "元", Grant.purposes.is_("06")),
    count("disabled_relief_count", "残疾人困难补助人次", "relief_grant", "人次",
          Grant.resident.such(belongs("disability"))),
    *(total(key, f"{title}捐款金额", "donation", Grant.amount, "元",
            Grant.category.is_("donated_money") & Grant.purposes.is_(code))
      for key, title, code in (
          ("warm_money", "温暖工程", "01"), ("wenchuan_money", "汶川", "0401"),
          ("sick_member_money", "患病党员", "0301"), ("sick_child_money", "患病儿童", "0302"),
          ("renovation_money", "装修", "0501"), ("fitness_money", "健身器材", "0502"))),
    Figure("sick_child_days", "患病儿童捐款天数", "donation", Grouped("day", Count(), "number"), "天",
           Grant.category.is_("donated_money") & Grant.purposes.is_("0302")),
    *(total(key, f"接收捐赠{title}", "donation", Grant.quantity, unit,
            Grant.category.is_("donated_goods") & Grant.goods_kinds.is_(code))
      for key, title, code, unit in (
          ("donated_clothes", "衣物件数", "01", "件"), ("donated_seats", "座椅数", "02", "个"),
          ("donated_ebikes", "电动车数", "03", "辆"), ("donated_paintings", "书法绘画幅数", "0401", "幅"),
          ("donated_papercuts", "剪纸幅数", "0403", "幅"), ("donated_calligraphy", "书法作品幅数", "0402", "幅"))),
    count("unit_deed_count", "驻区单位办实事件数", "donation", "件", Grant.unit.filled() & Grant.purposes.is_("08")),
    total("unit_donation_money", "驻区单位捐款金额", "donation", Grant.amount, "元",
          Grant.category.is_("donated_money") & Grant.unit.filled()),
    names("unit_donations", "各单位捐赠笔数", "donation", "unit", "家单位", each=True),
    Figure("fund_balance", "共建基金余额", "grant", Balance(Grant.direction.is_("in"), "amount"), "元",
           Grant.purposes.is_("07")),
    Figure("fund_opening", "共建基金期初余额", "grant", Balance(Grant.direction.is_("in"), "amount", True), "元",
           Grant.purposes.is_("07")),
    total("donation_goods", "接收捐物件数", "donation", Grant.quantity, "件", Grant.category.is_("donated_goods")),
)

_MATTERS = (
    count("matter_count", "开办的服务事项数", "offered_matter", "项"),
    count("agency_matter_count", "全程代理事项数", "offered_matter", "项", Matter.way.is_("02")),
    average("matter_workdays", "服务事项平均承诺时限", "offered_matter", Matter.workdays, "个工作日"),
    count("forbidden_matter_count", "不得开具的证明项数", "forbidden_matter", "项"),
)

FIGURES = (*_REQUESTS, *_REQUEST_KINDS, *_REST, *_VISITS, *_GRANTS, *_MATTERS)
