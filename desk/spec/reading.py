"""The plain-Python reading of conditions and columns, over rows in memory.

It is slow and obvious: tests hold the SQL reading against it, and the window uses it for a
single draft. Rows are plain values by field key, with ``id``; deleted rows are left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desk.kinds import Code, Codes, Link, Value
from desk.spec.as_of import own_day
from desk.spec.catalog import Catalog, Resolved, Step
from desk.spec.condition import And, AsOf, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.dates import age_on, date_part, days_between, months_between, shifted

Row = Mapping[str, Any]

_TESTS = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


@dataclass
class World:
    """All rows by record (parts as ``record.part``), and the day read for."""

    catalog: Catalog
    rows: Mapping[str, Sequence[Row]]
    on: str
    since: str = ""
    until: str = ""
    past: Sequence[Row] = ()
    as_of: str = ""
    """The day that links, dated fields, groups and ages are read as of; "" is that of the reading."""
    _by_id: dict[str, dict[int, Row]] = field(default_factory=dict)

    @property
    def at(self) -> str:
        return self.as_of or self.on

    def of_row(self, record: str, row: Row, by: str = "") -> World:
        """The world as of a row's own date (`by`: the one it counts by)."""
        by = by or own_day(self.catalog, record)
        return replace(self, as_of=str(self.value(record, row, by) or "") if by else "")

    def row(self, record: str, id: object) -> Row | None:
        if record not in self._by_id:
            self._by_id[record] = {r["id"]: r for r in self.rows.get(record, ())}
        return self._by_id[record].get(id) if isinstance(id, int) else None

    def day(self, day: Day) -> str:
        anchor = {"on": self.on, "since": self.since or "0001-01-01", "until": self.until or self.on}[day.anchor]
        return shifted(anchor, day.years, day.months, day.days)

    def in_force(self, record: str, row: Row) -> bool:
        """A state on the day; an event up to the day; a part as its owner."""
        spec = self.catalog.record(record)
        if spec.part_of:
            owner = self.row(spec.part_of, row["owner"])
            return owner is not None and self.in_force(spec.part_of, owner)
        if spec.span:
            start, end = row[spec.span[0]], row[spec.span[1]]
            entered = not spec.state or row.get(spec.state) not in self.catalog.never_in_force(record)
            return entered and (not start or start <= self.at) and (not end or end > self.at)
        return not spec.event or (bool(row[spec.event]) and row[spec.event] <= self.at)

    def _since(self, record: str, row: Row) -> bool:
        """Whether an event came after the day that groups are read as of, by the day of the reading."""
        date = row[self.catalog.record(record).event]
        return bool(date) and self.at < date <= self.on

    def value(self, record: str, row: Row | None, path: str) -> Value:
        """What a column holds in a row."""
        return None if row is None else self._read(self.catalog.column(record, path), row)

    def _read(self, column: Resolved, row: Row) -> Value:
        here: Row | None = row
        for step in column.steps:
            here = self._walk(step, here)
        return None if here is None else self._leaf(column, here)

    def _leaf(self, column: Resolved, row: Row) -> Value:
        match column.form:
            case "first":
                return next((v for one in column.inner if (v := self._read(one, row)) is not None), None)
            case "count":
                return len(self._linked(column, row))
            case "list":
                return self._list(column, row)
            case "age":
                birth = self._leaf(column.inner[0], row)
                return age_on(str(birth), self.at) if birth else None
            case "days" | "months":
                ends = [self._read(one, row) for one in column.inner]
                since, until = str(ends[0] or ""), str(ends[1] or "") if len(ends) > 1 else self.on
                between = days_between if column.form == "days" else months_between
                return between(since, until) if since and until else None
            case "weekday" | "month_of" | "day_of":
                day = self._read(column.inner[0], row)
                return date_part(column.form, str(day)) if day else None
        return self._stored(column, row)

    def _stored(self, column: Resolved, row: Row) -> Value:
        if column.form == "extra":
            extra = row.get("extra")
            value: Value = (json.loads(extra) if isinstance(extra, str) else extra or {}).get(column.key)
            return value
        own: Value = self._held(
            column.record, column.key, row, self.on if column.outcome else self.at) if column.dated else row[column.key]
        return own

    def _held(self, record: str, key: str, row: Row, day: str) -> Any:
        """What a dated field held on the day."""
        older = [p for p in self.past if p["record"] == record and p["record_id"] == row["id"] and p["field"] == key
                 and p["until"] > day]
        if not older:
            return row[key]
        value = min(older, key=lambda p: str(p["until"]))["value"]
        linked = isinstance(self.catalog.record(record).fields[key].kind, Link)
        return (int(value) if linked else value) if value else None

    def _walk(self, step: Step, row: Row | None) -> Row | None:
        if row is None:
            return None
        if not step.current:
            held = self._held(step.record, step.link, row, self.at) if step.dated else row[step.link]
            return self.row(step.target, held)
        spells = [r for r in self.rows.get(step.target, ())
                  if r[step.link] == row["id"] and self.in_force(step.target, r)]
        span = self.catalog.record(step.target).span
        return max(spells, key=lambda r: (str(r[span[0]] or "") if span else "", r["id"]), default=None)

    def _linked(self, column: Resolved, row: Row) -> list[Row]:
        """The rows that lead to a row: child rows as they were put, others as they came."""
        found = [r for r in self.rows.get(column.rows, ())
                 if self.in_force(column.rows, r) and self.value(column.rows, r, column.via) == row["id"]]
        return sorted(found, key=lambda r: (r.get("position") or 0, r["id"]))

    def _list(self, column: Resolved, row: Row) -> str | None:
        inner = column.inner[0]
        values = [self._read(inner, r) for r in self._linked(column, row)]
        return "、".join(inner.kind.show(v) for v in values if v is not None) or None

    def holds(self, record: str, row: Row, term: Condition | None) -> bool:
        """Whether the row satisfies the condition."""
        match term:
            case None:
                return True
            case And(terms):
                return all(self.holds(record, row, t) for t in terms)
            case Or(terms):
                return any(self.holds(record, row, t) for t in terms)
            case Not(inner):
                return not self.holds(record, row, inner)
            case Children():
                return bool(_TESTS[term.op](self._count(record, row, term), term.count))
            case Linked(path, where):
                to = self.catalog.column(record, path)
                target = to.kind.record if isinstance(to.kind, Link) else ""
                led = self.row(target, self._read(to, row))
                return led is not None and self.holds(target, led, where)
            case AsOf(day, where):
                return (self.of_row(record, row) if day == "row" else replace(self, as_of="")).holds(record, row, where)
            case Compare() | Is() | Blank() | Has() | Classed():
                return self._test(record, row, term)
        raise TypeError(f"not a condition: {term!r}")

    def _test(self, record: str, row: Row, term: Compare | Is | Blank | Has | Classed) -> bool:
        column = self.catalog.column(record, term.path)
        value = self._read(column, row)
        if isinstance(term, Blank):
            return value in (None, "")
        if value is None:
            return False
        match term:
            case Compare(_, op, wanted):
                return bool(_TESTS[op](value, self.day(wanted) if isinstance(wanted, Day) else wanted))
            case Has(_, text):
                return text in str(value)
            case Classed(_, state_class):
                return value in [
                    s.key for s in self.catalog.states(column.record).values() if s.state_class == state_class]
            case Is(_, codes):
                return bool(_chosen(column, value) & self._meant(column, codes))
        raise TypeError(f"not a test: {term!r}")

    def _meant(self, column: Resolved, codes: tuple[str | int, ...]) -> set[object]:
        kind = column.kind
        if isinstance(kind, Code | Codes):
            return {one for code in codes for one in kind.codes.below(str(code))}
        if isinstance(kind, Link) and "parent" in self.catalog.record(kind.record).fields:
            return {r["id"] for r in self.rows.get(kind.record, ()) if self._above(kind.record, r) & set(codes)}
        return set(codes)

    def _above(self, record: str, row: Row | None) -> set[object]:
        """The ids of a tree's row and of everything above it."""
        found: set[object] = set()
        while row is not None and row["id"] not in found:
            found.add(row["id"])
            row = self.row(record, row["parent"])
        return found

    def _count(self, record: str, row: Row, term: Children) -> int:
        found = 0
        for child in self.rows.get(term.record, ()):
            read = self.of_row(term.record, child) if term.own_day else self
            leads = read.value(term.record, child, term.via)
            to = self._above(record, self.row(record, leads)) if term.below else {leads}
            alive = term.ever or (self._since if term.after else self.in_force)(term.record, child)
            found += row["id"] in to and alive and read.holds(term.record, child, term.where)
        return found


def _chosen(column: Resolved, value: Value) -> set[object]:
    return set(str(value).split(",")) if isinstance(column.kind, Codes) else {value}
