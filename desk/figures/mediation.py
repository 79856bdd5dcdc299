"""Figures of the 调解 tab. A dispute counts when it was accepted, sessions and follow-ups by their own dates."""

from __future__ import annotations

from desk.kinds import code_list
from desk.ledgers.mediation import SETTLED
from desk.ledgers.shared import CONCLUDED, PERFORMED
from desk.records import Case
from desk.spec import (
    Count,
    Day,
    Extreme,
    Figure,
    Grouped,
    Median,
    PartTotal,
    Path,
    Stock,
    Streak,
    average,
    count,
    distinct,
    names,
    share,
    total,
)

AGREED = Case.form.is_("01", "02")
SO_FAR = Path("date") <= Day("on")
"""Of a dated row of a dispute: it has happened by the day."""

_CASES = (
    count("case_count", "纠纷件数", "case", "件"),
    total("case_people", "纠纷涉及人数", "case", Case.people, "人"),
    average("case_average_people", "平均每件纠纷涉及人数", "case", Case.people, "人"),
    Figure("case_largest", "单件纠纷最多涉及人数", "case", Extreme("people"), "人"),
    count("case_settled", "调解成功件数", "settled_case", "件"),
    share("case_settled_share", "调解成功率", "case", SETTLED,
          Case.result.filled() & ~Case.result.is_("04") & CONCLUDED, "已有结果的纠纷中调解成功的，不予受理的不计"),
    count("case_failed", "调解不成件数", "failed_case", "件"),
    count("case_ended", "终止调解件数", "case", "件", Case.result.is_("03") & CONCLUDED),
    count("case_declined", "不予受理的纠纷件数", "case", "件", Case.result.is_("04") & CONCLUDED),
    count("case_open", "尚未结案件数", "open_case", "件", note="本期受理、到期末还没有结案的"),
    Figure("case_pending", "期末在调纠纷件数", "open_case", Stock(), "件", note="不论什么时候受理，到期末还没有结案的"),
    count("case_late", "超过30天未结案件数", "late_case", "件"),
    Figure("case_days", "纠纷调解天数中位数", "case", Median("days(date|concluded)"), "天", CONCLUDED),
    share("case_within_30_share", "30天内结案比例", "case", Path("days(date|concluded)") <= 30, CONCLUDED),
    average("case_hard_months", "疑难复杂纠纷平均历时", "hard_case", Path("months(date|concluded)"), "个月",
            CONCLUDED),
    Figure("case_free_days", "连续没有纠纷的最长天数", "case", Streak("day", current=False), "天"),
    Figure("case_most_kind", "最多的纠纷类型", "case", Grouped("kind", Count(), "which_max"), "件"),
    names("cases_by_mediator", "各调解员调解件数", "case", "mediator", "人", each=True),
    Figure("case_people_known", "纠纷当事人中的居民人数", "case",
           PartTotal("parties", "resident", different=True), "人"),
    count("case_escalated", "激化件数", "escalated_case", "件"),
    count("case_mass", "群体性纠纷件数", "mass_case", "件"),
    count("case_written", "书面协议件数", "written_case", "件"),
    count("case_oral", "口头协议件数", "case", "件", Case.form.is_("02") & CONCLUDED),
    total("case_amount", "协议涉及金额", "case", Case.amount, "元", CONCLUDED),
    count("case_performed", "协议已履行件数", "settled_case", "件", PERFORMED),
    share("case_performed_share", "协议履行率", "settled_case", PERFORMED, AGREED,
          "有书面或口头协议的纠纷中已经履行的"),
    count("case_unperformed", "协议未履行完毕件数", "unperformed_case", "件"),
    count("case_confirmed", "司法确认件数", "confirmed_case", "件"),
    count("case_filed", "归档卷宗数", "filed_case", "份"),
    count("case_simple", "简易纠纷卷宗数", "simple_case", "份"),
    count("case_ordinary", "一般纠纷卷宗数", "ordinary_case", "份"),
    count("case_hard", "疑难复杂纠纷件数", "hard_case", "件", note="含重大纠纷"),
)

_KINDS = tuple(
    count(f"case_kind_{entry.code}", f"{entry.label}件数", "case", "件", Case.kind.is_(entry.code))
    for entry in code_list("dispute_kind").entries
)
"""The 18 kinds of the mediation statistics."""

_SOURCES = tuple(
    count(f"case_source_{entry.code}", f"{entry.label}的纠纷件数", "case", "件", Case.source.is_(entry.code))
    for entry in code_list("case_source").entries if not entry.parent
)

_UNPARTED = (
    count("case_source_none", "没有登记来源的纠纷件数", "case", "件", Case.source.blank()),
)

_WORK = (
    count("session_count", "调解和协调次数", "session", "次", note="按每次调解、协调会、调查、谈话的日期"),
    count("coordination_count", "协调会次数", "coordination", "次"),
    distinct("coordination_cases", "开过协调会的纠纷件数", "coordination", Path("owner"), "件"),
    count("case_followup_count", "纠纷回访次数", "case_followup", "次"),
    distinct("case_followed_count", "回访纠纷件数", "case_followup", Path("owner"), "件"),
    count("party_count", "当事人人次", "party", "人次"),
    distinct("party_people", "作为当事人的居民人数", "party", Path("resident"), "人"),
    Figure("case_sessions", "本期受理纠纷的调解过程次数", "case", PartTotal("sessions", where=SO_FAR), "次"),
    count("troubled_entrance_count", "两年内有两起以上纠纷的单元数", "troubled_entrance", "个"),
)

FIGURES = (*_CASES, *_KINDS, *_SOURCES, *_UNPARTED, *_WORK)
