"""Contradictions that a condition cannot say: rows against rows, column against column, the citizen number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, exists, func, or_, select

from desk.kinds import birth_of, sex_of
from desk.service.desk import Desk
from desk.store.sql import Reader

_MANY_HOMES = 4
"""Households that one telephone may not belong to."""


@dataclass(frozen=True)
class Search:
    """A contradiction that takes a search of its own; it yields ids of `record`, mended at `field`."""

    code: str
    title: str
    record: str
    why: str
    mend: str
    search: Callable[[Desk, Connection], Iterable[int]]
    field: str = ""


def _against_number(desk: Desk, conn: Connection, field: str, told: Callable[[Any], str | None]) -> Iterator[int]:
    table = desk.meta.tables["resident"]
    stmt = select(table.c.id, table.c.id_number, table.c[field]).where(
        table.c.deleted == 0, table.c.id_number.is_not(None), table.c[field].is_not(None))
    for id, number, value in conn.execute(stmt):
        if (meant := told(number)) and meant != value and not (field == "sex" and value not in ("1", "2")):
            yield id


def _same(record: str, *keys: str) -> Callable[[Desk, Connection], Iterable[int]]:
    """Rows that agree with another one in all of some columns."""

    def search(desk: Desk, conn: Connection) -> Iterable[int]:
        table = desk.meta.tables[record]
        columns = [table.c[key] for key in keys]
        filled = [table.c.deleted == 0, *(one.is_not(None) for one in columns)]
        twice = select(*columns).where(*filled).group_by(*columns).having(func.count() > 1).subquery()
        same = and_(*(table.c[key] == twice.c[key] for key in keys))
        return conn.execute(select(table.c.id).join(twice, same).where(table.c.deleted == 0)).scalars()

    return search


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


def _spouses(desk: Desk, conn: Connection) -> Iterable[int]:
    """Spouses of a head of the same sex."""
    reader: Reader = desk.reader()
    t = reader.source("residence")
    own, other = (reader.column("residence", t, path) for path in ("resident.sex", "household.head.sex"))
    return conn.execute(select(t.c.id).where(
        reader.alive("residence", t), reader.in_force("residence", t), t.c.relation.in_(("10", "11", "12")),
        own.in_(("1", "2")), own == other)).scalars()


def _one_phone(desk: Desk, conn: Connection) -> Iterable[int]:
    """People here whose telephone is that of several households."""
    people, homes = desk.meta.tables["resident"], desk.meta.tables["residence"]
    lives = and_(homes.c.resident == people.c.id, homes.c.deleted == 0, homes.c.end.is_(None),
                 people.c.deleted == 0, people.c.phone.is_not(None))
    many = (select(people.c.phone).join(homes, lives).group_by(people.c.phone)
            .having(func.count(distinct(homes.c.household)) >= _MANY_HOMES))
    return conn.execute(select(people.c.id).join(homes, lives).where(people.c.phone.in_(many))).scalars()


def _given_after_leaving(desk: Desk, conn: Connection) -> Iterable[int]:
    """What was given to people who had left before that day, and not come back."""
    grant, homes = desk.meta.tables["grant"], desk.meta.tables["residence"]
    lived: ColumnElement[bool] = and_(homes.c.resident == grant.c.resident, homes.c.deleted == 0)
    then = and_(lived, or_(homes.c.start.is_(None), homes.c.start <= grant.c.date),
                or_(homes.c.end.is_(None), homes.c.end > grant.c.date))
    return conn.execute(select(grant.c.id).where(
        grant.c.deleted == 0, grant.c.direction == "out", exists().where(lived, homes.c.end <= grant.c.date),
        ~exists().where(then))).scalars()


def _more_than_all(desk: Desk, conn: Connection) -> Iterable[int]:
    t = desk.meta.tables["activity"]
    return conn.execute(select(t.c.id).where(
        t.c.deleted == 0, or_(t.c.party_members > t.c.people, t.c.volunteers > t.c.people))).scalars()


SEARCHES: tuple[Search, ...] = (
    Search("number_birth", "出生日期与身份证号不一致", "resident", "出生日期与身份证号第7至14位不一致",
           "以户口簿为准，更正出生日期或身份证号",
           lambda desk, conn: _against_number(desk, conn, "birth", birth_of), "birth"),
    Search("number_sex", "性别与身份证号不一致", "resident", "性别与身份证号第17位不一致",
           "以户口簿为准，更正性别或身份证号",
           lambda desk, conn: _against_number(desk, conn, "sex", sex_of), "sex"),
    Search("number_twice", "两个人身份证号相同", "resident", "身份证号与另一人相同",
           "同一个人的合并为一条（删除多余的）；填错的更正身份证号", _same("resident", "id_number"), "id_number"),
    Search("namesake", "两个人姓名和出生日期相同", "resident", "姓名和出生日期都与另一人相同，可能登记了两次",
           "同一个人的合并为一条（删除多余的）；确是两个人的点「这几条没有问题」",
           _same("resident", "name", "birth"), "name"),
    Search("certificate_twice", "两条身份的证号相同", "standing", "类别和证号都与另一条相同",
           "更正证号；重复登记的删除一条", _same("standing", "category", "certificate"), "certificate"),
    Search("one_phone", "一个电话登记在许多户", "resident", f"联系电话与另外{_MANY_HOMES - 1}户以上的人相同",
           "改为本人的电话；确实共用的点「这几条没有问题」", _one_phone, "phone"),
    Search("residence_overlap", "居住登记时间重叠", "residence", "同一个人的另一条居住登记在这一条开始时还没有结束",
           "更正迁入或迁出日期；重复登记的删除一条", _overlaps, "start"),
    Search("head_elsewhere", "户主不住在本户", "household", "户主当前的居住登记在另一户",
           "重新选择户主，或者更正户主的居住登记", _heads_elsewhere, "head"),
    Search("same_sex_spouse", "户主与配偶性别相同", "residence", "与户主的关系是配偶，性别与户主相同",
           "更正两人中一人的性别，或者更正与户主的关系", _spouses, "relation"),
    Search("grant_after_leaving", "发放给已经迁出的人", "grant", "发放那一天对象已经迁出，没有再迁入",
           "核对对象和日期；人还住在本社区的更正迁出日期", _given_after_leaving, "date"),
    Search("more_than_all", "活动的党员或志愿者人数多于参加人数", "activity", "其中党员或其中志愿者大于参加人数",
           "更正参加人数或其中数", _more_than_all, "people"),
)

__all__ = ["SEARCHES", "Search"]
