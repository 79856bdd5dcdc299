"""What the rows of rosters do to the people of the register: decided in memory, written by `write`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from desk.kinds import Value
from desk.service.desk import Desk
from desk.service.imports.homes import HEAD, HEAD_ID, HEAD_OF_HOUSEHOLD, KIND, NUMBER, House, Houses
from desk.service.imports.look import PlanLook
from desk.service.imports.model import ParsedRow, ParsedTable, Remark, RowResult
from desk.service.imports.people import Evidence, Many, People, Person, name_key
from desk.service.imports.reading import written
from desk.service.imports.said import DAMAGED, agrees, digits, offered, put_right, same, sought, told, where

HOUSEHOLD_KEYS = frozenset((NUMBER, HEAD, HEAD_ID, KIND))
_TOLD = ("birth", "sex")
"""Fields that a citizen number tells too."""
_LIVES = ("address", "nature", "moved_in")
"""Columns of a sheet that tells everybody's residence."""
_VITAL = ("name", "id_number", "birth", "other_number")
"""Cells that must be read before somebody can be told from others."""


@dataclass
class ResidentPlan:
    """The people, spells and households that an import writes, in the order of their rows."""

    people: People
    houses: Houses
    where: dict[str, tuple[bool, str]]
    """By target: whether it is a field of the spell, and its key there."""
    new: list[Person] = field(default_factory=list)
    keys: dict[int, Person | House] = field(default_factory=dict)
    """By provisional id: new people and households that other records of the import are linked to."""
    known: dict[int, Person] = field(default_factory=dict)
    changed: dict[int, tuple[Person, dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    """By person: what changes in their own row, and in their spell."""
    new_houses: list[House] = field(default_factory=list)
    changed_houses: dict[int, tuple[House, dict[str, Any]]] = field(default_factory=dict)


class ResidentPlanner:
    """Decides row by row; `settle` then compares what the file says last with what the register holds."""

    def __init__(self, desk: Desk, conn: Connection, tables: list[ParsedTable], existing: str) -> None:
        self.desk, self.existing = desk, existing
        self.spec = desk.catalog.record("resident")
        self.look = PlanLook(desk, conn, answered=frozenset({("resident", "id_number")}))
        people = People()
        people.load(desk, conn, *sought(tables))
        houses = Houses(people)
        houses.load(desk, conn, {str(row.values[NUMBER]) for t in tables for row in t.rows if NUMBER in row.values})
        self.plan = ResidentPlan(people, houses, where(desk))
        self.results: list[RowResult] = []
        self.tables: list[ParsedTable] = []
        self.rows: list[ParsedRow] = []
        self.waiting: list[Remark] = []
        self.warnings: list[Remark] = []
        self.whom: dict[int, tuple[Person, int]] = {}
        """By the identity of a row: who it is, and its place among the results."""
        self.held: list[tuple[ParsedTable, ParsedRow]] = []
        """The rows that wait, in the order of `waiting`."""

    # one row

    def take(self, table: ParsedTable, row: ParsedRow) -> None:
        """Decide about one row."""
        index = len(self.results)
        result = RowResult(row.sheet, row.number, "resident", "unchanged", str(row.values.get("name") or ""))
        self.results.append(result)
        self.tables.append(table)
        self.rows.append(row)
        put_right(row)
        house, is_head = self.plan.houses.of_row(row)
        if is_head:
            row.values["relation"] = HEAD_OF_HOUSEHOLD
        person, doubt = self._who(table, row, house)
        if doubt is None:
            doubt = self._checked(table, row, person)
        if doubt is not None:
            self.hold(index, doubt)
            return
        if person is None:
            person = self._newcomer(row, index)
            result.outcome = "new"
        elif person.stored is None:
            self._again(person, row, index)
        else:
            self._known(table, person, row, index)
        self.whom[id(row)] = person, index
        self._seat(person, row, index, house, is_head)

    def meet(self, table: ParsedTable, row: ParsedRow) -> Person | Remark:
        """Who a row of a list about something else names: somebody known, who stays as they are, or somebody new,
        who is added; or why not."""
        put_right(row)
        person, _ = self._who(table, row, None)
        if person is not None:
            return person
        before = len(self.waiting)
        self.take(table, row)
        if len(self.waiting) == before:
            return self.whom[id(row)][0]
        self.held.pop()
        return self.waiting.pop()

    def lead(self, person: Person, row: ParsedRow) -> House | None:
        """The household that somebody whom this file brings leads: their own, or a new one where they have none."""
        _, index = self.whom.get(id(row), (None, -1))
        if index >= 0 and person.house is None:
            self._seat(person, row, index, None, True)
        return person.house if person.house and person.house.head is person else None

    def hold(self, index: int, doubt: Remark) -> None:
        """Let a row wait."""
        self.results[index].outcome = "waiting"
        self.results[index].changes = ()
        self.waiting.append(doubt)
        self.held.append((self.tables[index], self.rows[index]))

    def _doubt(self, table: ParsedTable, row: ParsedRow, key: str, code: str, text: str, hint: str = "") -> Remark:
        value = written(row.cells.get(key))
        return Remark(row.sheet, row.number, table.title(key), value, code, f"第{row.number}行：{text}", key, hint)

    def _who(self, table: ParsedTable, row: ParsedRow, house: House | None) -> tuple[Person | None, Remark | None]:
        """The person of a row, or why that cannot be told."""
        values = row.values
        if doubt := self._unreadable(table, row):
            return None, doubt
        seen = Evidence(
            str(values.get("id_number") or ""), str(values.get("name") or ""), str(values.get("birth") or ""),
            str(values.get("address") or ""), str(values.get("phone") or ""), str(values.get("other_number") or ""),
            written(row.cells.get("id_number")) if "id_number" in row.masked else "", house)
        try:
            person = self.plan.people.find(seen)
        except Many:
            many = len(self.plan.people.by_name.get(name_key(seen.name), ()))
            text = f"叫“{seen.name}”的有{many}位，分不清是哪一位，请补身份证号"
            return None, self._doubt(table, row, "name", "person_ambiguous", text)
        if person is not None and seen.name and self._other_name(person, seen.name):
            text = f"身份证号已登记在“{person.name}”名下，表里的姓名是“{seen.name}”"
            return None, self._doubt(table, row, "name", "id_name_conflict", text)
        if person is None and (doubt := self._unknowable(table, row, seen)):
            return None, doubt
        return person, None

    def _unreadable(self, table: ParsedTable, row: ParsedRow) -> Remark | None:
        """A cell that tells who somebody is and could not be read."""
        for key, code, text in row.problems:
            if key not in _VITAL or key in row.masked or (key == "birth" and (row.sure or "id_number" in row.values)):
                continue
            hint = ""
            if code == DAMAGED:
                hint = self.plan.people.rescued(str(row.values.get("name") or ""), digits(row.cells.get(key)))
            return self._doubt(table, row, key, code, text + offered(hint), hint)
        return None

    def _other_name(self, person: Person, name: str) -> bool:
        known = {name_key(str(person.value(key) or "")) for key in ("name", "former_name")}
        return bool(person.name) and name_key(name) not in known

    def _unknowable(self, table: ParsedTable, row: ParsedRow, seen: Evidence) -> Remark | None:
        """Why somebody new cannot be entered."""
        masked = next(((k, c, t) for k, c, t in row.problems if k in row.masked and k in ("name", "id_number")), None)
        if masked:
            return self._doubt(table, row, *masked)
        if not seen.name:
            return self._doubt(table, row, "name", "required", "没有姓名")
        if not (row.sure or seen.number or seen.other_number or seen.birth or seen.address or seen.house):
            text = "只有姓名，分不清是谁，请补身份证号、出生日期或住址"
            return self._doubt(table, row, "name", "person_unclear", text)
        return None

    def _checked(self, table: ParsedTable, row: ParsedRow, person: Person | None) -> Remark | None:
        """The record's own rules over what the person would be; warnings are noted."""
        before: Mapping[str, Any] = person.stored or {} if person else {}
        draft = dict(before)
        if person is not None:
            draft |= {key: value for key, (value, _) in person.given.items()}
        draft |= row.values
        draft["id"] = person.id if person else None
        for fill in self.spec.fills:
            draft |= fill(draft, self.look)
        for rule in self.spec.rules:
            for problem in rule(draft, self.look):
                doubt = self._doubt(table, row, problem.field, problem.code, problem.text)
                if not problem.warning:
                    return doubt
                if problem.field in row.values:
                    self.warnings.append(doubt)
        self._note_unread(table, row, draft)
        return None

    def _note_unread(self, table: ParsedTable, row: ParsedRow, draft: Mapping[str, Any]) -> None:
        """Cells that could not be read and do not stop the row."""
        for key, code, text in row.problems:
            if key == "birth" and code == "date_partial" and agrees(written(row.cells.get(key)), draft.get("birth")):
                continue
            if key in row.masked and draft.get(key) is not None:
                continue
            self.warnings.append(self._doubt(table, row, key, code, f"{text}，这一格没有导入"))

    # what a row says

    def _newcomer(self, row: ParsedRow, index: int) -> Person:
        values = row.values
        person = Person(given={key: (value, index) for key, value in values.items() if key not in HOUSEHOLD_KEYS})
        person.elsewhere = self._elsewhere(row)
        for key, value in told(str(values.get("id_number") or "")).items():
            person.given.setdefault(key, (value, index))
        self.plan.people.add(person)
        self.plan.new.append(person)
        return person

    def _elsewhere(self, row: ParsedRow) -> bool:
        """A sheet that says of everybody how and since when they live here says of somebody with blanks that they
        do not."""
        return all(key in row.cells for key in _LIVES) and not any(
            key in HOUSEHOLD_KEYS or self.plan.where[key][0] for key in row.values)

    def _again(self, person: Person, row: ParsedRow, index: int) -> None:
        """Somebody whom an earlier row of the file has brought."""
        numbered = bool(person.value("id_number"))
        for key, value in row.values.items():
            if key in HOUSEHOLD_KEYS:
                continue
            old = person.given[key][0] if key in person.given else None
            if not same(key, old, value):
                person.given[key] = (value, index)
                self._change(index, key, old, value)
        if not numbered and person.value("id_number"):
            self._number(person, index)

    def _number(self, person: Person, index: int) -> None:
        """Somebody known without a number has got one."""
        self.plan.people.by_number.setdefault(str(person.value("id_number")), person)
        for key, value in told(str(person.value("id_number"))).items():
            if person.value(key) is None:
                person.given[key] = (value, index)

    def _known(self, table: ParsedTable, person: Person, row: ParsedRow, index: int) -> None:
        """Somebody of the register: what the file says is kept with its row, and compared at the end."""
        numbered = bool(person.value("id_number"))
        self.plan.known[person.id] = person
        wrong = told(str(row.values.get("id_number") or person.value("id_number") or ""))
        for key, value in row.values.items():
            if key in HOUSEHOLD_KEYS or (key == "name" and person.name):
                continue
            stored = self._stored(person, key)
            if key in _TOLD and stored is not None and wrong.get(key, value) != value:
                continue
            person.given[key] = (stored if same(key, stored, value) else value, index)
        if not numbered and person.value("id_number"):
            self._number(person, index)

    def _stored(self, person: Person, key: str) -> Value:
        of_home, column = self.plan.where[key]
        row = person.home if of_home else person.stored
        return row[column] if row else None

    def _seat(self, person: Person, row: ParsedRow, index: int, house: House | None, is_head: bool) -> None:
        """Put somebody into their household."""
        if is_head and house is None:
            house = self.plan.houses.of_head(row, person)
        if house is None:
            return
        if NUMBER in row.values:
            house.given["number"] = (row.values[NUMBER], index)
        if KIND in row.values:
            house.given["kind"] = (row.values[KIND], index)
        if is_head:
            if house.head not in (None, person):
                self.warnings.append(self._doubt(
                    self.tables[index], row, "relation", "two_heads", f"这一户已经有户主“{house.known_head}”"))
            house.head = person
            house.given["head"] = (person, index)
        person.house = house
        person.given["household"] = (house, index)

    # the end

    def _change(self, index: int, key: str, old: Value, new: Value) -> None:
        result = self.results[index]
        target = self.tables[index].targets.get(key)
        kind = target.kind if target else self.desk.catalog.column("resident", key).kind
        title = self.tables[index].title(key) or self.desk.catalog.column("resident", key).title
        result.changes += ((title, kind.show(old), kind.show(new)),)
        if result.outcome == "unchanged":
            result.outcome = "updated"
