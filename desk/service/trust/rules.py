"""Contradictions as conditions: each reads as a sentence, and says how and at which field it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk.ledgers.committee import IN_TERM
from desk.ledgers.shared import EMPLOYED, HELD, HERE, UNSETTLED
from desk.records import (
    Activity,
    Case,
    Grant,
    Household,
    Post,
    Request,
    Residence,
    Resident,
    Standing,
    Unit,
    Visit,
)
from desk.spec import Children, Condition, Day, Entry, Path, any_row, no_row


@dataclass(frozen=True)
class Rule:
    """A contradiction as a condition on the rows of a record (states: those in force today, unless `ever`).

    `field` is where it is usually mended."""

    code: str
    title: str
    record: type[Entry]
    where: Condition
    mend: str
    field: str = ""
    ever: bool = False


_DEAD, _TODAY = Path("resident.death"), Day("on")
_END_IT = "如果确已去世，把这一条的终止日期填为死亡日期；如果登记错了，更正死亡日期"
_WHICH_DATE = "核对这一条的日期和对象，或者更正居民的死亡日期"
_BORN = "核对这一条的日期和对象，或者更正居民的出生日期"
_CHILD, _PARENT = Residence.relation.is_("20", "30"), Residence.relation.is_("50")
_AT_WORK = ("11", "13", "17", "21", "24", "27", "37", "51", "54")
_GENERATION = 12 * 365
"""Days that parents are older than their children, at the least."""


def _later(first: str, second: str) -> Condition:
    """The second date lies after the first."""
    return Path(f"days({first}|{second})") > 0


def _events() -> Iterator[Rule]:
    """Things that happened to people after their death or before their birth, or that have not happened yet."""
    for record, title in ((Visit, "走访"), (Grant, "发放"), (Request, "受理")):
        key = record.spec.key
        dead, unborn = _later("resident.death", "date"), _later("date", "resident.birth")
        yield Rule(f"{key}_after_death", f"{title}日期在对象死亡之后", record, dead, _WHICH_DATE, "date")
        yield Rule(f"{key}_before_birth", f"{title}日期在对象出生之前", record, unborn, _BORN, "date")
    for owner, part, title in ((Case, "parties", "纠纷当事人"), (Activity, "attendance", "活动签到人")):
        key = owner.spec.key
        dead = any_row(f"{key}.{part}", "owner", _later("resident.death", "owner.date"))
        yield Rule(f"{key}_after_death", f"{title}在那一天之前已经死亡", owner, dead, _WHICH_DATE, part)
    future = Path("date") > _TODAY
    happened: tuple[tuple[type[Entry], str, Condition], ...] = (
        (Visit, "走访", future), (Grant, "发放", future), (Request, "受理", future), (Case, "纠纷受理", future),
        (Activity, "已举办活动的", HELD & future))
    for one, title, where in happened:
        yield Rule(f"{one.spec.key}_in_future", f"{title}日期还没有到", one, where,
                   "更正日期；计划中的事办过以后再登记", "date")


def _spells() -> Iterator[Rule]:
    """States that end before they begin, or begin before the person was born."""
    for record in (Household, Residence, Standing, Post, Unit):
        spec = record.spec
        begin, end = spec.span or ("", "")
        yield Rule(f"{spec.key}_backwards", f"{spec.title}的终止日期早于起始日期", record, _later(end, begin),
                   "更正起始日期或终止日期", begin, True)
    for record in (Residence, Standing):
        yield Rule(f"{record.spec.key}_before_birth", f"{record.spec.title}的起始日期在出生之前", record,
                   _later("start", "resident.birth"), _BORN, "start", True)


_PEOPLE = (
    Rule("death_before_birth", "死亡日期早于出生日期", Resident, _later("death", "birth"),
         "以户口簿为准，更正出生日期或死亡日期", "death"),
    Rule("older_than_120", "在册居民年龄超过120岁", Resident, HERE & (Resident.age > 120),
         "核对出生日期；人已去世的填写死亡日期", "birth"),
    Rule("married_child", "未满20周岁，婚姻状况为已婚", Resident, Resident.marital.is_("20") & (Resident.age < 20),
         "更正婚姻状况或出生日期", "marital"),
    Rule("child_too_old", "子女与户主的年龄相差不到12岁", Residence,
         _CHILD & (Path("days(household.head.birth|resident.birth)") < _GENERATION),
         "更正与户主的关系，或者更正两人的出生日期", "relation"),
    Rule("parent_too_young", "父母与户主的年龄相差不到12岁", Residence,
         _PARENT & (Path("days(resident.birth|household.head.birth)") < _GENERATION),
         "更正与户主的关系，或者更正两人的出生日期", "relation"),
    Rule("relation_and_sex", "与户主的关系和性别不一致", Residence,
         (Residence.relation.is_("11", "20", "41", "43", "51") & Path("resident.sex").is_("2"))
         | (Residence.relation.is_("12", "30", "42", "44", "52") & Path("resident.sex").is_("1")),
         "更正与户主的关系，或者更正居民的性别", "relation"),
    Rule("two_heads", "一户有两个户主", Household,
         Children("residence", "household", ">=", 2, Residence.relation.is_("01", "02")),
         "只保留一人为户主，其余改为与户主的关系", "head"),
    Rule("two_spouses", "一户有两个户主配偶", Household,
         Children("residence", "household", ">=", 2, Residence.relation.is_("10")),
         "更正其中一人与户主的关系，或者分户", "head"),
    Rule("no_head", "户没有户主", Household, Household.head.blank() & any_row("residence", "household"),
         "打开这一户，选择户主", "head"),
    Rule("empty_household", "户内没有在册居民", Household, no_row("residence", "household", ~(_DEAD <= _TODAY)),
         "人都已迁走或去世的填写销户日期；漏登的补上居住登记", "end"),
    Rule("residence_of_closed_household", "户已销户，还有人登记在内", Residence, Path("household.end") <= _TODAY,
         "迁走的填写迁出日期，改到别户的选择现在的户；或者更正销户日期", "household"),
    Rule("no_household", "在册居民不在任何一户", Resident, HERE & Path("home.household").blank(),
         "打开居民，选择所在的户"),
    Rule("two_residences", "一人同时有两条居住登记", Resident, Children("residence", "resident", ">=", 2),
         "结束已经不住的那一条；重复登记的删除一条"),
    Rule("gone_but_counted", "填了迁出原因或迁往，没有迁出日期，仍计入在册", Residence,
         (Residence.out_reason.filled() | Residence.gone_to.filled()) & Residence.end.blank(),
         "已经迁出的填写迁出日期；没有迁出的清空迁出原因和迁往", "end"),
)

_STATES = (
    Rule("residence_of_dead", "已故人员的居住登记没有结束", Residence, _DEAD <= _TODAY, _END_IT, "end"),
    Rule("standing_of_dead", "已故人员的身份仍在册", Standing, _DEAD <= _TODAY, _END_IT, "end"),
    Rule("post_of_dead", "已故人员仍在任职", Post, _DEAD <= _TODAY, _END_IT, "end"),
    Rule("standing_after_death", "身份的起始日期在死亡之后", Standing, _later("resident.death", "start"),
         _WHICH_DATE, "start", True),
    Rule("standing_of_moved", "已迁出人员的身份仍在册", Standing,
         Standing.resident.such(no_row("residence", "resident") & ~(Resident.death <= _TODAY)),
         "如果已不再享受，填写终止日期；如果人还住在本社区，补上居住登记", "end"),
    Rule("standing_of_closed_household", "已销户家庭的身份仍在册", Standing, Path("household.end") <= _TODAY,
         "填写身份的终止日期，或者更正家庭的销户日期", "end"),
    Rule("post_of_closed_unit", "单位或组织已注销，任职仍在册", Post, Path("unit.end") <= _TODAY,
         "填写离任日期，或者更正单位的注销日期", "end"),
    Rule("expired", "证件已过有效期，身份仍在册", Standing, Standing.expires < _TODAY,
         "换证的更新有效期；不再持有的填写终止日期", "expires"),
    Rule("pledge_without_term", "责任书签订已满一年，没有填有效期", Standing,
         Standing.category.is_("responsibility") & Standing.expires.blank() & ~IN_TERM,
         "续签的填写有效期；不再续签的填写终止日期", "expires"),
    Rule("unemployed_at_work", "登记失业、没有就业，从业状况却是在业", Standing,
         Standing.category.is_("unemployed") & ~EMPLOYED & Path("resident.employment").is_(*_AT_WORK),
         "已就业的填写已实现就业和就业日期；没有就业的更正居民的从业状况"),
    Rule("grown_child", "已满18周岁，仍在关爱儿童名单", Standing,
         Standing.category.is_("child") & (Path("age(resident.birth)") >= 18),
         "填写终止日期，或者更正出生日期", "end"),
    Rule("young_member", "党员未满18周岁", Standing,
         Standing.category.is_("party_member") & (Path("age(resident.birth)") < 18),
         "更正居民的出生日期；登记错人的更正居民", "resident"),
    Rule("young_allowance", "高龄津贴对象未满60周岁", Standing,
         Standing.category.is_("age_allowance") & (Path("age(resident.birth)") < 60),
         "更正居民的出生日期；不该享受的填写终止日期", "end"),
    Rule("not_alone", "独居老人的户里还有别人", Standing,
         Standing.category.is_("living_alone")
         & Path("resident.home.household").such(Children("residence", "household", ">=", 2)),
         "不再独居的填写终止日期；同户的人已迁走的填写其迁出日期", "end"),
    Rule("no_certificate", "残疾登记没有残疾证号", Standing,
         Standing.category.is_("disability") & Standing.certificate.blank(), "填写残疾证号", "certificate"),
)

_DONE = (
    Rule("late_case", "纠纷受理超过30天还没有结果", Case, UNSETTLED & (Case.date < Day("on", days=-30)),
         "填写调解结果和结案日期", "result"),
    Rule("case_backwards", "纠纷结案早于受理", Case, _later("concluded", "date"), "更正受理日期或结案日期",
         "concluded"),
    Rule("case_without_date", "纠纷有调解结果，没有结案日期", Case, Case.result.filled() & Case.concluded.blank(),
         "填写结案日期", "concluded"),
    Rule("agreement_without_text", "书面协议没有协议内容", Case, Case.form.is_("01") & Case.agreement.blank(),
         "填写协议内容", "agreement"),
    Rule("agreement_unsettled", "没有调解成功，却有协议", Case,
         Case.form.is_("01", "02") & Case.result.filled() & ~Case.result.is_("01"),
         "更正调解结果，或者把协议形式改为无", "form"),
    Rule("performed_before_settled", "协议履行早于结案", Case, _later("performed", "concluded"),
         "更正履行日期或结案日期", "performed"),
    Rule("held_without_people", "已举办的活动没有填参加人数", Activity, HELD & Activity.people.blank(),
         "填写参加人数", "people"),
    Rule("people_of_none", "没有举办的活动填了参加人数", Activity, ~HELD & (Activity.people > 0),
         "已举办的改举办情况；没有举办的清空参加人数", "people"),
    Rule("planned_and_past", "计划的活动日期已过，没有登记举办情况", Activity,
         Activity.state.is_("planned") & (Activity.date < _TODAY), "改为已举办或已取消，或者改日期", "state"),
    Rule("request_backwards", "受理件办结早于受理", Request, _later("done", "date"),
         "更正受理日期或办结步骤的日期", "steps"),
    Rule("done_without_result", "已办结的受理件没有办理结果", Request,
         Request.state.classed("done") & Request.result.blank(),
         "填写办理结果", "result"),
    Rule("visit_without_visitor", "走访没有填走访人", Visit, Visit.visitor.blank(), "填写走访人", "visitor"),
)

RULES: tuple[Rule, ...] = (*_events(), *_spells(), *_STATES, *_PEOPLE, *_DONE)

__all__ = ["RULES", "Rule"]
