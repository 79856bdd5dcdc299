"""Ledgers of the 服务 tab: requests, visits, grants, matters."""

from __future__ import annotations

from desk.ledgers.shared import ASKER, CALLED_ON, ORGANISATION, SUBJECT, belongs, people
from desk.records import Grant, Household, Matter, Request, Resident, Standing, Visit
from desk.records.visit import SEEN_AGAIN
from desk.spec import Column, Condition, Day, Ledger, Path, any_row, ledger, no_row

MATTER = Path("first(matter.name|subject)", "事项")
STAGE = (Request.state, Request.due, Request.handler)

ENDED = Request.done <= Day("on")
"""Done, failed, declined or withdrawn by the day."""

VOID = Request.state.classed("void") & ENDED
"""Declined or withdrawn by the day."""

REPLIED = Request.replied <= Day("on")
"""Answered by the day."""

RATED = ~(Request.done > Day("on")) & ~(Request.revisited > Day("on"))
"""What people thought of it is known by the day: they are asked at its end, or at the call-back."""

LATE = ((Request.due < Day("on")) & ~ENDED) | (Request.overdue.eq(1) & ENDED)
"""Not done by the promised day: still open after it, or done too late."""

LATE_OPEN = (Request.due < Day("on")) & ~ENDED

GIVEN = Grant.direction.is_("out")


def requests(key: str, title: str, where: Condition, *more: Column, everyday: bool = False, note: str = "") -> Ledger:
    """A ledger of requests with the usual columns and some of its own."""
    return ledger(key, title, Request, Request.number, Request.date, MATTER, *ASKER, *more, *STAGE,
                  where=where, everyday=everyday, note=note)


def visited(*categories: str) -> Condition:
    """A resident who had such a visit in the period."""
    return any_row("visit", "resident", Visit.category.is_(*categories) & Visit.date.in_period())


def visits(key: str, title: str, *categories: str, everyday: bool = False) -> Ledger:
    """A ledger of visits of some categories (without any: of its key)."""
    return ledger(key, title, Visit, Visit.date, *SUBJECT, ORGANISATION, Visit.occasion, Visit.visitor,
                  Visit.situation, Visit.problem, Visit.handling,
                  where=Visit.category.is_(*(categories or (key,))), everyday=everyday)


def grants(key: str, title: str, where: Condition, *more: Column) -> Ledger:
    """A ledger of what was given out or came in."""
    return ledger(key, title, Grant, Grant.date, *SUBJECT, *more, Grant.goods, Grant.quantity, Grant.measure,
                  Grant.amount, Grant.occasion, Grant.worker, where=where, totals=(Grant.amount,))


_REQUESTS = (
    ledger(
        "request", "受理件台账", Request, Request.number, Request.date, Request.category, MATTER, *ASKER,
        Request.source, Request.first_asked, *STAGE, Request.done, Request.satisfaction, everyday=True),
    requests("open_request", "待办件台账", ~ENDED, Request.category, everyday=True, note="到当天还没有办结的受理件"),
    requests("late_request", "逾期件台账", LATE, Request.category, Request.done, everyday=True,
             note="过了承诺日期还没有办结，或者办结晚于承诺日期"),
    requests("agency", "代办事项台账", Request.category.is_("agency"), Request.category, Request.agent, Request.done),
    requests("opinion", "意见建议台账", Request.category.is_("opinion"), Request.content, Request.replied,
             everyday=True),
    requests("problem", "问题诉求台账", Request.category.is_("problem"), Request.category, Request.content,
             Request.done),
    requests("property", "物业问题台账", Request.category.is_("property"), Request.content, Request.done),
    requests("repair", "报修台账", Request.category.is_("repair"), Request.content, Request.done),
    requests("environment", "环境卫生问题台账", Request.category.is_("environment"), Request.content, Request.done),
    requests("safety", "安全隐患反映台账", Request.category.is_("safety"), Request.content, Request.done),
    requests("petition", "信访台账", Request.category.is_("petition"), Path("x.petition_level"), Request.content,
             Request.replied),
    requests("job", "求职登记台账", Request.category.is_("job"), Path("x.wish"), Path("x.employed"),
             Path("x.employer", "录用单位")),
    requests("legal", "法律咨询援助台账", Request.category.is_("legal"), Path("x.lawyer"), Request.content,
             Request.result),
    requests("certificate", "开具证明台账", Request.category.is_("certificate"), Request.result, Request.done),
    requests("help", "求助台账", Request.category.is_("help"), Request.content, Request.result),
    requests("match", "红娘牵线台账", Request.category.is_("match"), Request.content, Request.result),
    requests("hotline", "12345热线件台账", Request.source.is_("05"), Request.content, Request.replied),
    requests("transferred", "转办件台账", Request.way.is_("03"), Request.category, Request.done, Request.replied),
    requests("declined", "不予受理件台账", Request.state.is_("declined") & ENDED, Request.category, Request.result),
    requests("unreplied", "办结未回复台账", ENDED & ~REPLIED, Request.category, Request.done),
    requests("dissatisfied", "不满意件台账", Request.satisfaction.is_("1", "2") & RATED, Request.satisfaction,
             Request.result),
)

_VISITS = (
    ledger(
        "visit", "走访台账", Visit, Visit.date, Visit.category, *SUBJECT, ORGANISATION, Visit.occasion, Visit.visitor,
        Visit.situation, Visit.problem, Visit.handling, Visit.feedback, everyday=True),
    visits("home_visit", "入户走访台账", "home"),
    visits("condolence", "走访慰问台账", everyday=True),
    visits("phone", "电话问候台账"),
    visits("talk", "谈心谈话台账"),
    visits("door", "上门服务台账"),
    visits("health", "健康随访台账"),
    visits("receive", "接访台账"),
    visits("inspect", "巡查检查台账"),
    ledger("visit_problem", "走访反映问题台账", Visit, Visit.date, *SUBJECT, ORGANISATION, Visit.visitor, Visit.problem,
           Visit.handling, Visit.feedback, where=Visit.problem.filled()),
    ledger("visit_due", "约定再次走访台账", Visit, Visit.next, *SUBJECT, ORGANISATION, Visit.visitor, Visit.situation,
           event=Visit.next, where=(Visit.date <= Day("on")) & ~SEEN_AGAIN,
           note="按约定的下次走访日期排列；后来已经去过的不列，打电话和接访不算去过"),
    people(
        "unvisited_elder", "近一年未走访的80岁以上独居老人台账",
        (Resident.age >= 80) & belongs("living_alone") & no_row(
            "visit", "resident", CALLED_ON & Visit.date.last(years=1)),
        Resident.contact, Resident.contact_phone, tab="services", everyday=True, note="电话问候、接访和巡查不算走访"),
)

_GRANTS = (
    ledger(
        "grant", "发放与捐赠台账", Grant, Grant.date, Grant.category, Grant.direction, *SUBJECT, ORGANISATION,
        Grant.donor,
        Grant.goods, Grant.quantity, Grant.measure, Grant.amount, Grant.occasion, Grant.worker),
    grants("given", "发放台账", GIVEN, ORGANISATION, Grant.category, Grant.signed),
    grants("condolence_grant", "慰问金物发放台账",
           GIVEN & Grant.category.is_("condolence_money", "condolence_goods"), Grant.category, Grant.signed),
    grants("relief_grant", "救助发放台账", GIVEN & Grant.category.is_("relief_money", "relief_goods"), Grant.category),
    grants("dibao_payment", "低保金发放台账", GIVEN & Grant.category.is_("dibao_money"), Grant.signed),
    grants("allowance", "津贴补贴发放台账", GIVEN & Grant.category.is_("allowance"), Grant.signed),
    grants("award", "奖励发放台账", GIVEN & Grant.category.is_("award_money"), Grant.signed),
    ledger(
        "donation", "捐赠接收台账", Grant, Grant.date, Grant.category,
        Path("first(donor|unit.name|resident.name)", "捐赠人"),
        Grant.goods, Grant.quantity, Grant.measure, Grant.amount, Grant.occasion, Grant.receipt, Grant.worker,
        where=Grant.direction.is_("in"), totals=(Grant.amount,)),
)

_ITEM = (Matter.name, Matter.line, Matter.way, Matter.workdays, Matter.decider, Matter.audience)

_MATTERS = (
    ledger("matter", "服务事项台账", Matter, *_ITEM, Matter.open, Matter.forbidden, Matter.elsewhere),
    ledger("offered_matter", "开办中的服务事项台账", Matter, *_ITEM, where=Matter.open.eq(1) & ~Matter.forbidden.eq(1)),
    ledger("forbidden_matter", "不得开具的证明台账", Matter, Matter.name, Matter.elsewhere, Matter.guide,
           where=Matter.forbidden.eq(1), note="民发〔2020〕20号列明社区不应出具的证明"),
)

_CROSSED = (
    ledger(
        "dibao_late", "有逾期事项的低保户台账", Household, Household.number,
        (Household.head / Resident.name).titled("户主"),
        Household.head / Resident.id_number, (Household.head / Resident.address).titled("地址"),
        Household.head / Resident.phone, Household.members,
        where=any_row("standing", "resident.home.household", Standing.category.is_("dibao"))
        & (any_row("request", "household", LATE_OPEN) | any_row("request", "resident.home.household", LATE_OPEN)),
        tab="services", note="有低保对象的家庭，其本户或成员有过期未办结的受理件"),
    people("relief_unvisited", "本期未走访的救助对象台账", belongs("relief") & no_row(
        "visit", "resident", CALLED_ON & Visit.date.in_period()), Resident.standings, tab="services"),
)

LEDGERS = (*_REQUESTS, *_VISITS, *_GRANTS, *_MATTERS, *_CROSSED)
