"""对账: opening + in − out = closing, and one figure has one value everywhere.

Each check names the rows that break it. A state that is in force on a day counts when it
began by then and ends later; what comes in begins after the opening and by the closing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from desk.ledgers.shared import HERE
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.periods import Period
from desk.service.trust.agreeing import Check, agreements
from desk.spec import Condition, Is
from desk.spec.dates import shifted

_WITHIN = "11"
"""社区内搬迁: moves within the community are neither in nor out."""


def checks(desk: Desk, period: Period) -> list[Check]:
    """Every reckoning of a period, up to today (the year so far without one)."""
    return [*balances(desk, period), *(_named(desk, one) for one in agreements(desk, _up_to_today(desk, period)))]


def balances(desk: Desk, period: Period) -> list[Check]:
    """What was there, came and went, and is there: people, states, gifts."""
    whole = _up_to_today(desk, period)
    with desk.read() as conn:
        made = [_residents(desk, conn, whole), *_states(desk, conn, whole), *_donations(desk, conn, whole)]
    return [_named(desk, one) for one in made]


def _up_to_today(desk: Desk, period: Period) -> Period:
    since = period.since or f"{(period.until or desk.today)[:4]}-01-01"
    return Period(since, min(period.until or desk.today, desk.today) if since <= desk.today else since)


def _named(desk: Desk, one: Check) -> Check:
    names = {record: titles(desk, record, [id for r, id, _ in one.rows if r == record])
             for record in {row[0] for row in one.rows}}
    return replace(one, rows=tuple((record, id, names[record].get(id, "")) for record, id, _ in one.rows))


def _balance(
    title: str, opening: int, added: int, removed: int, closing: int, unit: str,
    rows: Iterable[tuple[str, int]] = (), parts: Sequence[tuple[str, int]] = (),
) -> Check:
    expected, found = opening + added - removed, tuple((record, id, "") for record, id in rows)
    return Check(title, opening, added, removed, closing, expected, expected == closing and not found, unit,
                 tuple(parts), found)


# people


def _residents(desk: Desk, conn: Connection, period: Period) -> Check:
    """People of the register: everyone is there before, or comes; is there after, or goes."""
    before, after = (_here(desk, conn, day) for day in (_eve(period), str(period.until)))
    inward, outward = (_moves(desk, conn, period, way) for way in ("start", "end"))
    came, went = _persons(inward), _persons(outward)
    people = before | after | came.keys() | went.keys()
    broken = sorted(p for p in people
                    if (p in before) + came.get(p, 0) - went.get(p, 0) != (p in after))
    parts = [*_told(desk, "in_reason", inward), *((f"{t}（减）", n) for t, n in _told(desk, "out_reason", outward))]
    return _balance("在册居民", len(before), sum(came.values()), sum(went.values()), len(after), "人",
                    [("resident", p) for p in broken], parts)


def _eve(period: Period) -> str:
    return shifted(str(period.since), days=-1)


def _here(desk: Desk, conn: Connection, day: str) -> set[int]:
    reader = desk.reader(day)
    t = reader.source("resident")
    here = select(t.c.id).where(reader.alive("resident", t), reader.where("resident", t, HERE))
    return set(conn.execute(here).scalars())


def _moves(desk: Desk, conn: Connection, period: Period, way: str) -> list[tuple[int, str, str]]:
    """(resident, date, reason) of the spells that began or ended in the period; moves within the community are none."""
    table, people = desk.meta.tables["residence"], desk.meta.tables["resident"]
    reason = func.coalesce(table.c["in_reason" if way == "start" else "out_reason"], "")
    stmt = select(table.c.resident, table.c[way], reason).join(people, people.c.id == table.c.resident).where(
        table.c.deleted == 0, people.c.deleted == 0, table.c[way] >= period.since, table.c[way] <= period.until,
        reason != _WITHIN)
    return [(int(person), str(day), str(code)) for person, day, code in conn.execute(stmt)]


def _persons(moves: Iterable[tuple[int, str, str]]) -> dict[int, int]:
    made: dict[int, int] = {}
    for person, _, _ in moves:
        made[person] = made.get(person, 0) + 1
    return made


def _told(desk: Desk, field: str, moves: Sequence[tuple[int, str, str]]) -> list[tuple[str, int]]:
    """How many by each reason, the largest first."""
    kind = desk.catalog.fields("residence")[field].kind
    found: dict[str, int] = {}
    for _, _, code in moves:
        label = kind.show(code) if code else "没有填写原因"
        found[label] = found.get(label, 0) + 1
    return sorted(found.items(), key=lambda pair: -pair[1])


# states


def _states(desk: Desk, conn: Connection, period: Period) -> Iterator[Check]:
    """Households, standings, posts, units: the whole, and each category that has rows."""
    for record, spec in desk.catalog.records.items():
        if spec.span is None or any(spec.turn):
            continue
        groups: list[tuple[str, Condition | None]] = [(f"{spec.title}（合计）" if spec.category else spec.title, None)]
        known = desk.catalog.categories.get(record, {}).values() if spec.category else ()
        shut = desk.closed(record)
        groups += [(f"{spec.title}：{c.title}", Is(spec.category, (c.key,))) for c in known if c.key not in shut]
        for title, where in groups:
            made = _state(desk, conn, period, record, title, where, spec.words.counter)
            if where is None or any((made.opening, made.added, made.removed, made.closing)):
                yield made


def _state(
    desk: Desk, conn: Connection, period: Period, record: str, title: str, where: Condition | None, unit: str
) -> Check:
    spec = desk.catalog.record(record)
    begin, end = spec.span or ("", "")
    since, until = str(period.since), str(period.until)

    def number(test: Callable[..., ColumnElement[bool]], day: str = until) -> int:
        reader = desk.reader(day)
        t = reader.source(record)
        rows = select(func.count()).select_from(t).where(
            reader.alive(record, t), reader.where(record, t, where), test(reader, t))
        return int(conn.execute(rows).scalar() or 0)

    reader = desk.reader(until)
    t = reader.source(record)
    broken = conn.execute(select(t.c.id).where(
        reader.alive(record, t), reader.where(record, t, where), t.c[end] < t.c[begin],
        or_(t.c[begin].between(since, until), t.c[end].between(since, until)))).scalars()
    return _balance(
        title, number(lambda r, t: r.in_force(record, t), _eve(period)),
        number(lambda r, t: t.c[begin].between(since, until)), number(lambda r, t: t.c[end].between(since, until)),
        number(lambda r, t: r.in_force(record, t)), unit, [(record, id) for id in broken])


# gifts


def _donations(desk: Desk, conn: Connection, period: Period) -> Iterator[Check]:
    """What was given to the community: money and each fund in 元, each kind of goods by its name.

    No more can go out than came in."""
    t = desk.meta.tables["grant"]
    for title, which, of, unit, by in (
        ("捐款", t.c.category == "donated_money", t.c.amount, "元", ()),
        ("基金", and_(t.c.occasion.contains("基金"), t.c.amount.is_not(None)), t.c.amount, "元", (t.c.occasion,)),
        ("捐物", t.c.category == "donated_goods", t.c.quantity, "", (t.c.goods, t.c.measure)),
    ):
        signed = case((t.c.direction == "in", of), else_=-of)
        now = and_(t.c.date >= period.since, t.c.date <= period.until)
        stmt = select(
            *by, _sum(signed, t.c.date < period.since), _sum(of, and_(now, t.c.direction == "in")),
            _sum(of, and_(now, t.c.direction == "out")), _sum(signed, t.c.date <= period.until),
        ).where(t.c.deleted == 0, which).group_by(*by)
        for *names, opening, added, removed, closing in conn.execute(stmt):
            named = f"{title}：{names[0] or '未写物品'}" if names else title
            same = and_(which, *(column.is_not_distinct_from(name) for column, name in zip(by, names, strict=True)))
            short = _short(desk, conn, same, str(period.until)) if closing < 0 else ()
            made = _balance(named, opening, added, removed, closing, unit or str(names[1] or ""), short)
            if any((opening, added, removed)):
                yield _scaled(made, 100 if unit else 1)


def _sum(of: ColumnElement[int], where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, of), else_=0)), 0)


def _scaled(one: Check, scale: int) -> Check:
    """Stored 分 as 元."""
    if scale == 1:
        return one
    values = (one.opening or 0, one.added or 0, one.removed or 0, one.closing, one.expected)
    opening, added, removed, closing, expected = (int(v // scale) if not v % scale else v / scale for v in values)
    return replace(one, opening=opening, added=added, removed=removed, closing=closing, expected=expected)


def _short(desk: Desk, conn: Connection, same: ColumnElement[bool], until: str) -> list[tuple[str, int]]:
    """What was given out, by a day, of something of which too little came in."""
    t = desk.meta.tables["grant"]
    found = conn.execute(select(t.c.id).where(
        t.c.deleted == 0, t.c.direction == "out", t.c.date <= until, same).order_by(t.c.date, t.c.id)).scalars()
    return [("grant", id) for id in found]


__all__ = ["Check", "balances", "checks"]
