"""What is missing before a report is printed: 3件无结果, 5场无人数, each leading to its rows."""

from __future__ import annotations

from dataclasses import dataclass

from desk.ledgers.services import ENDED
from desk.records import Activity, Case, Grant, Request, Standing, Visit
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.lists.query import Query, ids
from desk.service.periods import Period
from desk.service.reports.writing import template_for, whole_period
from desk.spec import Column, Condition, Day

Row = tuple[str, int, str]
"""A record, an id and the row's title."""


@dataclass(frozen=True)
class Gap:
    """Rows of a ledger that lack something the report counts by; a list of `ledger` with `where` shows them."""

    text: str
    ledger: str
    where: Condition
    period: Period
    count: int
    rows: tuple[Row, ...]
    mend: str


@dataclass(frozen=True)
class _Lack:
    ledger: str
    where: Condition
    text: str
    """Said after the number: 「件纠纷没有调解结果」."""
    mend: str


def _blank(ledger: str, column: Column, text: str, mend: str, among: Condition | None = None) -> _Lack:
    return _Lack(ledger, column.blank() if among is None else among & column.blank(), text, mend)


_SETTLED = Case.result.is_("01")
LACKS: tuple[_Lack, ...] = (
    _blank("request", Request.category, "件受理件没有类别", "选择类别"),
    _blank("request", Request.result, "件已办结的受理件没有办理结果", "填写办理结果", ENDED),
    _blank("request", Request.satisfaction, "件已办结的受理件没有评价", "回访后填写满意度",
           ENDED & Request.state.classed("done")),
    _blank("case", Case.result, "件纠纷没有调解结果", "填写调解结果和结案日期"),
    _blank("case", Case.people, "件纠纷没有涉及人数", "填写涉及人数"),
    _blank("case", Case.source, "件纠纷没有案件来源", "选择案件来源"),
    _blank("case", Case.form, "件调解成功的纠纷没有协议形式", "选择协议形式", _SETTLED),
    _blank("case", Case.performance, "件调解成功的纠纷没有履行情况", "选择履行情况", _SETTLED),
    _blank("held_activity", Activity.people, "场活动没有参加人数", "填写参加人数"),
    _blank("held_activity", Activity.topics, "场活动没有主题分类", "选择主题分类"),
    _Lack("planned_activity", Activity.date < Day("on"), "场计划的活动日期已过，没有登记举办情况",
          "改为已举办或已取消"),
    _blank("visit", Visit.visitor, "次走访没有走访人", "填写走访人"),
    _blank("visit", Visit.situation, "次走访没有情况", "填写走访情况"),
    _blank("visit_problem", Visit.handling, "条走访反映的问题没有处理结果", "填写处理情况"),
    _Lack("given", Grant.category.is_("goods") & Grant.quantity.blank(), "笔发放的物品没有数量", "填写数量"),
    _blank("given", Grant.amount, "笔发放的现金没有金额", "填写金额", Grant.category.is_("money")),
    _blank("standing", Standing.start, "条身份没有起始日期，往年的数字会把它算进去", "填写起始日期"),
)


def missing(desk: Desk, report: str, period: Period | None = None) -> list[Gap]:
    """What the records of a report lack for a period (the running one without), in the order of the lacks.

    Only records that the report counts are asked. Raises Invalid("unknown_report")."""
    one = template_for(desk, report)
    whole = whole_period(desk, one, period)
    figures = (desk.catalog.figures[key] for key in one.keys if key in desk.catalog.figures)
    counted = {desk.catalog.ledger(figure.ledger).record.partition(".")[0] for figure in figures}
    made = []
    for lack in LACKS:
        record = desk.catalog.ledger(lack.ledger).record
        if record not in counted:
            continue
        query = Query(lack.ledger, lack.where, since=whole.since, until=whole.until, on=whole.day(desk.today))
        if found := ids(desk, query):
            names = titles(desk, record, found)
            rows = tuple((record, id, names.get(id, "")) for id in found)
            made.append(Gap(f"{len(rows)}{lack.text}", lack.ledger, lack.where, whole, len(rows), rows, lack.mend))
    return made
