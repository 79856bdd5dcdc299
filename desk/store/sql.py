"""The SQL reading of conditions and columns; it agrees with `desk.spec.reading`.

Links are walked by scalar subqueries on primary keys. Conditions on linked rows are
uncorrelated `IN` sets, so that each is computed once however many rows are tested; as of each
row's own date (`Reader.by_row`) they are counted row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import (
    ColumnElement,
    MetaData,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.sql.selectable import FromClause

from desk.kinds import Code, Codes, Link
from desk.spec import And, AsOf, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.as_of import own_day, varies
from desk.spec.catalog import Catalog, Resolved, Step
from desk.spec.condition import denied
from desk.spec.dates import born_by, shifted
from desk.store import dialect

_OPS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass
class Reader:
    """Makes SQL for one day (states) and period (events); `past` reads dated fields as of the day."""

    catalog: Catalog
    meta: MetaData
    on: str
    since: str = ""
    until: str = ""
    past: bool = False
    closed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Categories by record whose rows are not there for the caller, wherever they are read from."""
    row: FromClause | None = None
    """The row on whose own date links, dated fields, groups and ages are read; without one on the day."""
    row_day: ColumnElement[str] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def by_row(self, record: str, t: FromClause, by: str = "") -> Reader:
        """The same as of the own date of a row of `t`, or as of the date that it counts `by`."""
        by = by or own_day(self.catalog, record)
        if not by:
            return self.by_day()
        return replace(self, row=t, row_day=func.coalesce(self.column(record, t, by), self.on))

    def by_day(self) -> Reader:
        """The same as of the day of the reading."""
        return replace(self, row=None, row_day=None) if self.row is not None else self

    @property
    def at(self) -> ColumnElement[str]:
        """The day that links, dated fields, groups and ages are read as of."""
        return literal(self.on) if self.row_day is None else self.row_day

    def _tied(self, query: Select[Any], t: FromClause) -> Select[Any]:
        """A query for each row of `t`."""
        return query.correlate(t) if self.row is None else query.correlate(t, self.row)

    def source(self, record: str) -> FromClause:
        """An alias of a record's table that this reader has not used; kept for the next reader, for they are dear."""
        number = next(self._numbers)
        table = self.meta.tables[self.catalog.record(record).table]
        known: dict[tuple[str, int], FromClause] = self.meta.info.setdefault("aliases", {})
        at = (table.name, number)
        if at not in known:
            known[at] = table.alias(f"{table.name[:3]}{number}")
        return known[at]

    def day(self, day: Day) -> str:
        anchor = {"on": self.on, "since": self.since or "0001-01-01", "until": self.until or self.on}[day.anchor]
        return shifted(anchor, day.years, day.months, day.days)

    # rows

    def alive(self, record: str, t: FromClause) -> ColumnElement[bool]:
        """Not deleted, and not of a closed category; a part lives with its owner."""
        spec = self.catalog.record(record)
        if spec.part_of:
            owner = self.source(spec.part_of)
            return t.c.owner.in_(select(owner.c.id).where(self.alive(spec.part_of, owner)))
        shut = self.closed.get(record)
        if not shut:
            return t.c.deleted == 0
        return and_(t.c.deleted == 0, func.coalesce(t.c[spec.category], "").not_in(shut))

    def in_force(self, record: str, t: FromClause) -> ColumnElement[bool]:
        """A state on the day; an event up to the day; a part as its owner."""
        spec = self.catalog.record(record)
        if spec.part_of:
            owner = self.source(spec.part_of)
            return t.c.owner.in_(self._tied(select(owner.c.id).where(self.in_force(spec.part_of, owner)), t))
        if spec.span:
            start, end = t.c[spec.span[0]], t.c[spec.span[1]]
            never = self.catalog.never_in_force(record)
            entered = or_(t.c[spec.state].is_(None), t.c[spec.state].not_in(never)) if never else true()
            return and_(or_(start.is_(None), start <= self.at), or_(end.is_(None), end > self.at), entered)
        return t.c[spec.event] <= self.at if spec.event else true()

    # columns

    def column(self, record: str, t: FromClause, path: str) -> ColumnElement[Any]:
        return self.read(self.catalog.column(record, path), t)

    def sort_key(self, column: Resolved, t: FromClause) -> ColumnElement[Any]:
        """What a column is ordered by: its stored sort key, else itself."""
        return self.read(_sorted(column), t)

    def read(self, column: Resolved, t: FromClause) -> ColumnElement[Any]:
        return self._walk(column, column.steps, t)

    def _walk(self, column: Resolved, steps: tuple[Step, ...], t: FromClause) -> ColumnElement[Any]:
        if not steps:
            return self.leaf(column, t)
        step, rest = steps[0], steps[1:]
        if not step.current and not rest and column.form == "id":
            return self.link(step, t)
        target = self.source(step.target)
        query = select(self._walk(column, rest, target))
        if step.current:
            query = self._latest(step.target, target, query.where(target.c[step.link] == t.c.id))
        else:
            query = query.where(target.c.id == self.link(step, t))
            query = query.where(self.alive(step.target, target)) if step.dated else query
        return self._tied(query, t).scalar_subquery()

    def link(self, step: Step, t: FromClause) -> ColumnElement[Any]:
        """Where a row's link leads."""
        own = t.c[step.link]
        return self._as_of(step.record, step.link, t, own, self.at) if step.dated else own

    def _latest(self, record: str, t: FromClause, query: Select[Any]) -> Select[Any]:
        span = self.catalog.record(record).span
        first = [func.coalesce(t.c[span[0]], "").desc()] if span else []
        return query.where(self.alive(record, t), self.in_force(record, t)).order_by(*first, t.c.id.desc()).limit(1)

    def current_id(self, step: Step, t: FromClause) -> ScalarSelect[Any]:
        """The id of the spell in force that a row's step leads to."""
        spell = self.source(step.target)
        query = select(spell.c.id).where(spell.c[step.link] == t.c.id)
        return self._tied(self._latest(step.target, spell, query), t).scalar_subquery()

    def leaf(self, column: Resolved, t: FromClause) -> ColumnElement[Any]:
        """What a column holds in a row at the end of its links."""
        if column.form == "first":
            return func.coalesce(*(self.read(one, t) for one in column.inner), null())
        if column.form in ("count", "list"):
            return self._gathered(column, t)
        if column.form == "age":
            return self._age(self.leaf(column.inner[0], t))
        if column.form in dialect.OF_DATES:
            ends = [*(self.read(one, t) for one in column.inner), literal(self.on)]
            return dialect.OF_DATES[column.form](ends[0], ends[1])
        if column.form == "extra":
            return dialect.json_value(t.c.extra, column.key, column.kind)
        own = t.c[column.key]
        day = literal(self.on) if column.outcome else self.at
        return self._as_of(column.record, column.key, t, own, day) if column.dated else own

    def _age(self, birth: ColumnElement[Any]) -> ColumnElement[Any]:
        def year(day: ColumnElement[Any]) -> ColumnElement[int]:
            return cast(func.substr(day, 1, 4), dialect.INTEGER)

        before = func.substr(self.at, 6) < func.substr(birth, 6)
        return year(self.at) - year(birth) - case((before, 1), else_=0)

    def _as_of(
        self, record: str, key: str, t: FromClause, own: ColumnElement[Any], day: ColumnElement[str]
    ) -> ColumnElement[Any]:
        """What a dated field held on the day."""
        if not self.past and self.row is None:
            return own
        past = self.meta.tables["past"].alias(f"past{next(self._numbers)}")
        older = self._tied(
            select(past.c.value)
            .where(past.c.record == record, past.c.record_id == t.c.id, past.c.field == key, past.c.until > day)
            .order_by(past.c.until).limit(1), t).scalar_subquery()
        known = func.nullif(older, "")
        linked = isinstance(self.catalog.record(record).fields[key].kind, Link)
        return case((older.is_(None), own), else_=cast(known, dialect.INTEGER) if linked else known)

    def _gathered(self, column: Resolved, t: FromClause) -> ScalarSelect[Any]:
        rows = self.source(column.rows)
        linked = (
            self.column(column.rows, rows, column.via) == t.c.id,
            self.alive(column.rows, rows), self.in_force(column.rows, rows))
        if column.form == "count":
            return self._tied(select(func.count()).select_from(rows).where(*linked), t).scalar_subquery()
        order = (rows.c.position, rows.c.id) if "position" in rows.c else (rows.c.id,)
        shown = select(self._shown(column.inner[0], rows).label("shown")).where(*linked).order_by(*order)
        found = self._tied(shown, t).subquery()
        return select(dialect.joined(found.c.shown)).scalar_subquery()

    def _shown(self, column: Resolved, t: FromClause) -> ColumnElement[Any]:
        """A column as text; codes by their labels."""
        value = self.read(column, t)
        if isinstance(column.kind, Code):
            labels = {entry.code: entry.label for entry in column.kind.codes.entries}
            return case(labels, value=value, else_=value) if labels else value
        return cast(value, SqlText)

    # conditions

    def where(self, record: str, t: FromClause, term: Condition | None) -> ColumnElement[bool]:
        """The SQL of a condition on rows of `t`. A blank value satisfies no test, and `Not` reverses that."""
        match term:
            case None:
                return true()
            case And(terms):
                return and_(true(), *(self.where(record, t, one) for one in terms))
            case Or(terms):
                return or_(false(), *(self.where(record, t, one) for one in terms))
            case Not(inner):
                return not_(self.where(record, t, inner))
            case Children():
                return self._children(record, t, term)
            case Linked(path, where):
                return self._linked(self.catalog.column(record, path), t, where)
            case AsOf(day, where):
                read = self.by_row(record, t) if day == "row" else self.by_day()
                return read.where(record, t, where)
            case Compare() | Is() | Blank() | Has() | Classed():
                return self._test(record, t, term)
        raise TypeError(f"not a condition: {term!r}")

    def _linked(self, to: Resolved, t: FromClause, where: Condition) -> ColumnElement[bool]:
        target = to.kind.record if isinstance(to.kind, Link) else ""
        rows, leads = self.source(target), self.read(to, t)
        if self.row is None or not varies(self.catalog, target, where):
            found = select(rows.c.id).where(self.alive(target, rows), self.by_day().where(target, rows, where))
            return and_(leads.is_not(None), leads.in_(found))
        found = select(rows.c.id).where(rows.c.id == leads, self.alive(target, rows), self.where(target, rows, where))
        return self._tied(found, t).exists()

    def _test(self, record: str, t: FromClause, term: Compare | Is | Blank | Has | Classed) -> ColumnElement[bool]:
        column = self.catalog.column(record, term.path)
        if isinstance(term, Compare) and column.form == "age" and isinstance(term.value, int) and self.row is None:
            return self._aged(column, t, term)
        value = self.read(column, t)
        if isinstance(term, Blank):
            return or_(value.is_(None), value == "")
        return func.coalesce(self._tested(column, value, term), false())

    def _tested(
        self, column: Resolved, value: ColumnElement[Any], term: Compare | Is | Has | Classed
    ) -> ColumnElement[bool]:
        match term:
            case Compare(_, op, wanted):
                return _OPS[op](value, self.day(wanted) if isinstance(wanted, Day) else wanted)
            case Has(_, text):
                return func.instr(value, text) > 0
            case Classed(_, state_class):
                states = self.catalog.states(column.record).values()
                return value.in_([s.key for s in states if s.state_class == state_class])
            case Is(_, codes):
                return self._is(column, value, codes)

    def _is(self, column: Resolved, value: ColumnElement[Any], codes: tuple[str | int, ...]) -> ColumnElement[bool]:
        kind = column.kind
        if isinstance(kind, Code | Codes):
            meant = sorted({one for code in codes for one in kind.codes.below(str(code))})
            if isinstance(kind, Codes):
                return or_(false(), *(func.instr("," + value + ",", f",{one},") > 0 for one in meant))
            return value.in_(meant)
        if isinstance(kind, Link) and "parent" in self.catalog.record(kind.record).fields:
            return value.in_(self._below(kind.record, codes))
        return value.in_(codes)

    def _below(self, record: str, roots: tuple[str | int, ...]) -> Select[Any]:
        table = self.meta.tables[record]
        tree = select(table.c.id).where(table.c.id.in_(roots)).cte(f"below{next(self._numbers)}", recursive=True)
        tree = tree.union(select(table.c.id).join(tree, table.c.parent == tree.c.id))
        return select(tree.c.id)

    def _aged(self, column: Resolved, t: FromClause, term: Compare) -> ColumnElement[bool]:
        """Ages compare birth dates, so that an index serves: age >= n means born by a date."""
        birth = self._walk(column.inner[0], column.steps, t)
        years = int(term.value)  # type: ignore[arg-type]
        at_least, over = birth <= born_by(self.on, years), birth <= born_by(self.on, years + 1)
        made = {
            ">=": at_least, ">": over, "<": not_(at_least), "<=": not_(over),
            "=": and_(at_least, not_(over)), "!=": or_(not_(at_least), over),
        }[term.op]
        return func.coalesce(made, false())

    def _children(self, record: str, t: FromClause, term: Children) -> ColumnElement[bool]:
        if (opposite := denied(term)) is not None:
            return not_(self._children(record, t, opposite))
        if term.op == ">":
            return self._children(record, t, replace(term, op=">=", count=term.count + 1))
        if term.op == ">=" and term.count <= 0:
            return true()
        if self.row is None or not varies(self.catalog, record, term):
            return t.c.id.in_(self.by_day()._counted(record, term))
        return self._counted_here(record, t, term)

    def _counted_here(self, record: str, t: FromClause, term: Children) -> ColumnElement[bool]:
        """The rows counted for each row of `t`, as of its day."""
        query = self._leading(record, term)
        here = self._tied(query.where(query.selected_columns[0] == t.c.id), t)
        if term.op == ">=" and term.count == 1:
            return here.exists()
        return _OPS[term.op](here.with_only_columns(func.count()).scalar_subquery(), term.count)

    def _leading(self, record: str, term: Children) -> Select[Any]:
        """Where the rows lead to that are counted."""
        rows = self.source(term.record)
        read = self.by_row(term.record, rows) if term.own_day else self
        leads = read.column(term.record, rows, term.via)
        query = select(leads.label("leads")).where(
            leads.is_not(None), self.alive(term.record, rows), read.where(term.record, rows, term.where),
            true() if term.ever else (self._since if term.after else self.in_force)(term.record, rows))
        if self.row is not None:
            query = query.correlate(self.row)
        return self._lifted(record, query) if term.below else query

    def _since(self, record: str, t: FromClause) -> ColumnElement[bool]:
        """Events after the day that groups are read as of, up to that of the reading."""
        date = t.c[self.catalog.record(record).event]
        return and_(date > self.at, date <= self.on)

    def _counted(self, record: str, term: Children) -> Select[Any]:
        query = self._leading(record, term)
        if term.op == ">=" and term.count == 1:
            return query
        found = query.subquery()
        return select(found.c.leads).group_by(found.c.leads).having(_OPS[term.op](func.count(), term.count))

    def _lifted(self, record: str, query: Select[Any]) -> Select[Any]:
        """Each row once for every place at or above the one it leads to."""
        table = self.meta.tables[record]
        chain = select(table.c.id.label("low"), table.c.id.label("high")).cte(
            f"above{next(self._numbers)}", recursive=True)
        chain = chain.union(
            select(chain.c.low, table.c.parent).join(chain, table.c.id == chain.c.high)
            .where(table.c.parent.is_not(None)))
        found = query.subquery()
        return select(chain.c.high.label("leads")).join(found, found.c.leads == chain.c.low)


def _sorted(column: Resolved) -> Resolved:
    inner = tuple(_sorted(one) for one in column.inner)
    return replace(column, key=column.sorted_by or column.key, inner=inner if column.form == "first" else column.inner)
