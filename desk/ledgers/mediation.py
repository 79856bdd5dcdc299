"""Ledgers of the 调解 tab: disputes, their sessions, parties and follow-ups."""

from __future__ import annotations

from desk.ledgers.shared import CONCLUDED, PLACE, UNSETTLED, over
from desk.records import Case, Place
from desk.spec import Children, Column, Condition, Day, Ledger, Path, ledger

OUTCOME = (Case.mediator, Case.state, Case.result, Case.concluded)
SETTLED = Case.result.is_("01") & CONCLUDED
UNPERFORMED = Case.performance.is_("02", "04", "05") | (Case.performance.is_("01", "03") & (Case.performed > Day("on")))
"""An agreement not carried out in full by the day, though it may have been since."""


def cases(key: str, title: str, where: Condition | None, *more: Column, everyday: bool = False,
          note: str = "") -> Ledger:
    """A ledger of disputes with the usual columns and some of its own."""
    return ledger(key, title, Case, Case.number, Case.date, Case.title, Case.party_names, Case.kind, Case.people,
                  *more, *OUTCOME, where=where, totals=(Case.people,), everyday=everyday, note=note)


_CASES = (
    cases("case", "纠纷案件台账", None, Case.source, Case.form, Case.performance, everyday=True),
    cases("open_case", "在调纠纷台账", UNSETTLED, Case.summary, everyday=True, note="到当天还没有结案的纠纷"),
    cases("late_case", "超期未结纠纷台账", UNSETTLED & (Case.date < Day("on", days=-30)), Case.summary,
          note="受理超过30天还没有结案"),
    cases("settled_case", "调解成功台账", SETTLED, Case.form, Case.performance, everyday=True),
    cases("failed_case", "调解不成台账", Case.result.is_("02") & CONCLUDED, Case.summary),
    cases("hard_case", "疑难复杂纠纷台账", Case.grade.is_("03", "04"), Case.grade, Case.summary),
    cases("simple_case", "简易纠纷台账", Case.grade.is_("01"), Case.grade),
    cases("ordinary_case", "一般纠纷台账", Case.grade.is_("02"), Case.grade),
    cases("family_case", "婚姻家庭纠纷台账", Case.kind.is_("01"), Case.summary),
    cases("neighbour_case", "邻里纠纷台账", Case.kind.is_("02"), Case.summary),
    cases("property_case", "物业纠纷台账", Case.kind.is_("17"), Case.summary),
    cases("written_case", "书面协议台账", Case.form.is_("01") & CONCLUDED, Case.agreement_number, Case.agreement,
          Case.amount, Case.performance),
    cases("unperformed_case", "协议未履行完毕台账", SETTLED & UNPERFORMED, Case.performance, Case.agreement),
    cases("confirmed_case", "司法确认台账", Case.confirmed <= Day("on"), Case.agreement_number, Case.confirmed),
    cases("entrusted_case", "接受委托移送调解台账", Case.source.is_("03"), Case.source),
    cases("escalated_case", "激化纠纷台账", Case.escalated.eq(1), Case.summary),
    cases("mass_case", "群体性纠纷台账", Case.scale.is_("02", "03"), Case.scale, Case.summary),
    cases("filed_case", "调解卷宗归档台账", Case.filed <= Day("on"), Case.grade, Case.filed),
)

_OF_CASE = (Path("owner.number", "卷号"), Path("owner.title", "纠纷名称"))
_SESSION, _FOLLOWUP, _PARTY = Case.sessions, Case.followups, Case.parties

_PARTS = (
    over("session", "调解过程台账", Case, _SESSION, _SESSION.field("date"), *_OF_CASE, _SESSION.field("kind"),
         _SESSION.field("attendees"), _SESSION.field("record"), _SESSION.field("outcome"),
         event=_SESSION.field("date")),
    over("coordination", "协调会台账", Case, _SESSION, _SESSION.field("date"), *_OF_CASE, _SESSION.field("attendees"),
         _SESSION.field("record"), _SESSION.field("outcome"), event=_SESSION.field("date"),
         where=_SESSION.field("kind").is_("coordinate")),
    over("case_followup", "纠纷回访台账", Case, _FOLLOWUP, _FOLLOWUP.field("date"), *_OF_CASE, _FOLLOWUP.field("by"),
         _FOLLOWUP.field("situation"), event=_FOLLOWUP.field("date")),
    over("party", "纠纷当事人台账", Case, _PARTY, Path("owner.date", "受理日期"), *_OF_CASE,
         Path("first(resident.name|name)", "姓名"), Path("first(resident.id_number|paper)", "身份证号"),
         _PARTY.field("side"),
         Path("first(resident.sex|sex)", "性别"), Path("first(phone|resident.phone)", "联系电话"),
         event=Path("owner.date")),
)

_PLACES = (
    ledger(
        "troubled_entrance", "两年内有两起以上纠纷的单元台账", Place, *PLACE,
        where=Place.level.is_("3") & Children("case", "place", ">=", 2, Case.date.last(years=2), below=True),
        tab="mediation", note="本单元及其房屋内发生的纠纷"),
)

LEDGERS = (*_CASES, *_PARTS, *_PLACES)
