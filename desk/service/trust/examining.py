"""数据体检: contradictions that rules can find. Most are conditions, and so read as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from desk.kinds import birth_of, sex_of
from desk.ledgers.shared import HELD, HERE, UNSETTLED
from desk.records import Activity, Case, Grant, Household, Post, Request, Residence, Resident, Standing, Visit
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.spec import Children, Condition, Day, Entry, Path, any_row, no_row
from desk.spec.sentence import sentence
from desk.store.sql import Reader

Row = tuple[str, int, str]
"""A record, an id and the row's title."""


@dataclass(frozen=True)
class Finding:
    """Rows that contradict themselves or each other: why they were found, and how to mend them."""

    code: str
    title: str
    why: str
    mend: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Rule:
    """A contradiction as a condition on the rows of a record (states: those in force today, unless `ever`)."""

    code: str
    title: str
    record: type[Entry]
    where: Condition
    mend: str
    ever: bool = False


_DEAD, _TODAY = Path("resident.death"), Day("on")
_END_IT = "如果确已去世，把这一条的终止日期填为死亡日期；如果登记错了，更正死亡日期"
_WHICH_DATE = "核对这一条的日期和对象，或者更正居民的死亡日期"
_BORN = "核对这一条的日期和对象，或者更正居民的出生日期"


def _later(first: str, second: str) -> Condition:
    """The second date lies after the first."""
    return Path(f"days({first}|{second})") > 0


def _events() -> Iterator[Rule]:
    """Things that happened to people after their death or before their birth."""
    for record, title in ((Visit, "走访"), (Grant, "发放"), (Request, "受理")):
        key = record.spec.key
        dead, unborn = _later("resident.death", "date"), _later("date", "resident.birth")
        yield Rule(f"{key}_after_death", f"{title}日期在对象死亡之后", record, dead, _WHICH_DATE)
        yield Rule(f"{key}_before_birth", f"{title}日期在对象出生之前", record, unborn, _BORN)
    for owner, part, title in ((Case, "parties", "纠纷当事人"), (Activity, "attendance", "活动签到人")):
        key = owner.spec.key
        dead = any_row(f"{key}.{part}", "owner", _later("resident.death", "owner.date"))
        yield Rule(f"{key}_after_death", f"{title}在那一天之前已经死亡", owner, dead, _WHICH_DATE)


RULES: tuple[Rule, ...] = (
    Rule("residence_of_dead", "已故人员的居住登记没有结束", Residence, _DEAD <= _TODAY, _END_IT),
    Rule("standing_of_dead", "已故人员的身份仍在册", Standing, _DEAD <= _TODAY, _END_IT),
    Rule("post_of_dead", "已故人员仍在任职", Post, _DEAD <= _TODAY, _END_IT),
    Rule("standing_after_death", "身份的起始日期在死亡之后", Standing, _later("resident.death", "start"),
         _WHICH_DATE, True),
    *_events(),
    Rule("standing_of_moved", "已迁出人员的身份仍在册", Standing,
         Standing.resident.such(no_row("residence", "resident") & ~(Resident.death <= _TODAY)),
         "如果已不再享受，填写终止日期；如果人还住在本社区，补上居住登记"),
    Rule("standing_of_closed_household", "已销户家庭的身份仍在册", Standing, Path("household.end") <= _TODAY,
         "填写身份的终止日期，或者更正家庭的销户日期"),
    Rule("expired", "证件已过有效期，身份仍在册并计入", Standing, Standing.expires < _TODAY,
         "换证的更新有效期；不再持有的填写终止日期"),
    Rule("grown_child", "已满18周岁，仍在关爱儿童名单", Standing,
         Standing.category.is_("child") & (Path("age(resident.birth)") >= 18),
         "填写终止日期，或者更正出生日期"),
    Rule("two_heads", "一户有两个户主", Household,
         Children("residence", "household", ">=", 2, Residence.relation.is_("01", "02")),
         "只保留一人为户主，其余改为与户主的关系"),
    Rule("no_head", "户没有户主", Household, Household.head.blank() & any_row("residence", "household"),
         "打开这一户，选择户主"),
    Rule("empty_household", "户内没有人", Household, no_row("residence", "household"),
         "人都已迁走的填写销户日期；漏登的补上居住登记"),
    Rule("no_household", "在册居民不在任何一户", Resident, HERE & Path("home.household").blank(),
         "打开居民，选择所在的户"),
    Rule("two_residences", "一人同时有两条居住登记", Resident, Children("residence", "resident", ">=", 2),
         "结束已经不住的那一条；重复登记的删除一条"),
    Rule("late_case", "纠纷受理超过30天还没有结果", Case, UNSETTLED & (Case.date < Day("on", days=-30)),
         "填写调解结果和结案日期"),
    Rule("held_without_people", "已举办的活动没有填参加人数", Activity, HELD & Activity.people.blank(),
         "填写参加人数"),
    Rule("planned_and_past", "计划的活动日期已过，没有登记举办情况", Activity,
         Activity.state.is_("planned") & (Activity.date < _TODAY), "改为已举办或已取消，或者改日期"),
    Rule("done_without_result", "已办结的受理件没有办理结果", Request,
         Request.state.classed("done") & Request.result.blank(),
         "填写办理结果"),
    Rule("visit_without_visitor", "走访没有填走访人", Visit, Visit.visitor.blank(), "填写走访人"),
)


def examine(desk: Desk) -> list[Finding]:
    """All contradictions that the rules find today, in the order of the rules."""
    found = []
    with desk.read() as conn:
        for rule in RULES:
            if rows := _rows(desk, conn, rule):
                why = sentence(desk.catalog, rule.record.spec.key, rule.where)
                found.append(_finding(desk, rule.code, rule.title, why, rule.mend, rule.record.spec.key, rows))
        for one in SEARCHES:
            if rows := sorted(set(one.search(desk, conn))):
                found.append(_finding(desk, one.code, one.title, one.why, one.mend, one.record, rows))
    return found


def _finding(desk: Desk, code: str, title: str, why: str, mend: str, record: str, rows: Iterable[int]) -> Finding:
    ids = list(rows)
    names = titles(desk, record, ids)
    return Finding(code, title, why, mend, tuple((record, id, names.get(id, "")) for id in ids))


def _rows(desk: Desk, conn: Connection, rule: Rule) -> list[int]:
    record = rule.record.spec.key
    reader = desk.reader()
    t = reader.source(record)
    tests = [reader.alive(record, t), reader.where(record, t, rule.where)]
    if rule.record.spec.span and not rule.ever:
        tests.append(reader.in_force(record, t))
    return list(conn.execute(select(t.c.id).where(*tests).order_by(t.c.id)).scalars())


# what a condition cannot say: rows against rows, and the citizen number


@dataclass(frozen=True)
class Search:
    """A contradiction that takes a search of its own; it yields ids of `record`."""

    code: str
    title: str
    record: str
    why: str
    mend: str
    search: Callable[[Desk, Connection], Iterable[int]]


def _against_number(desk: Desk, conn: Connection, field: str, told: Callable[[Any], str | None]) -> Iterator[int]:
    table = desk.meta.tables["resident"]
    stmt = select(table.c.id, table.c.id_number, table.c[field]).where(
        table.c.deleted == 0, table.c.id_number.is_not(None), table.c[field].is_not(None))
    for id, number, value in conn.execute(stmt):
        if (meant := told(number)) and meant != value and not (field == "sex" and value not in ("1", "2")):
            yield id


def _namesakes(desk: Desk, conn: Connection) -> Iterable[int]:
    table = desk.meta.tables["resident"]
    alive = table.c.deleted == 0
    twice = (select(table.c.name, table.c.birth).where(alive, table.c.birth.is_not(None))
             .group_by(table.c.name, table.c.birth).having(func.count() > 1).subquery())
    return conn.execute(select(table.c.id).join(
        twice, and_(table.c.name == twice.c.name, table.c.birth == twice.c.birth)).where(alive)).scalars()


def _overlaps(desk: Desk, conn: Connection) -> Iterable[int]:
    """Spells of one person that share a day; the later of each two."""
    a, b = (desk.meta.tables["residence"].alias(name) for name in ("a", "b"))
    first, second = func.coalesce(a.c.start, ""), func.coalesce(b.c.start, "")
    return conn.execute(select(b.c.id).join(a, and_(a.c.resident == b.c.resident, a.c.id != b.c.id)).where(
        a.c.deleted == 0, b.c.deleted == 0, or_(first < second, and_(first == second, a.c.id < b.c.id)),
        or_(a.c.end.is_(None), a.c.end > second), or_(b.c.end.is_(None), b.c.end > second))).scalars()


def _heads_elsewhere(desk: Desk, conn: Connection) -> Iterable[int]:
    reader: Reader = desk.reader()
    t = reader.source("household")
    lives = reader.column("household", t, "head.home.household")
    return conn.execute(select(t.c.id).where(
        reader.alive("household", t), reader.in_force("household", t), lives.is_not(None), lives != t.c.id)).scalars()


SEARCHES: tuple[Search, ...] = (
    Search("number_birth", "出生日期与身份证号不一致", "resident", "出生日期与身份证号第7至14位不一致",
           "以户口簿为准，更正出生日期或身份证号",
           lambda desk, conn: _against_number(desk, conn, "birth", birth_of)),
    Search("number_sex", "性别与身份证号不一致", "resident", "性别与身份证号第17位不一致",
           "以户口簿为准，更正性别或身份证号",
           lambda desk, conn: _against_number(desk, conn, "sex", sex_of)),
    Search("namesake", "两个人姓名和出生日期相同", "resident", "姓名和出生日期都与另一人相同，可能登记了两次",
           "同一个人的合并为一条（删除多余的）；确是两个人的不必处理", _namesakes),
    Search("residence_overlap", "居住登记时间重叠", "residence", "同一个人的另一条居住登记在这一条开始时还没有结束",
           "更正迁入或迁出日期；重复登记的删除一条", _overlaps),
    Search("head_elsewhere", "户主不住在本户", "household", "户主当前的居住登记在另一户",
           "重新选择户主，或者更正户主的居住登记", _heads_elsewhere),
)
