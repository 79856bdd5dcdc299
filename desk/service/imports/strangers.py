"""People of lists of something else whom the register does not know: added with what concerns them."""

from __future__ import annotations

from desk.service.imports.guessing import PEOPLE
from desk.service.imports.homes import House
from desk.service.imports.links import Doubt
from desk.service.imports.look import PROVISIONAL
from desk.service.imports.model import ParsedRow, ParsedTable, RowResult
from desk.service.imports.people import Person
from desk.service.imports.records import RecordPlanner
from desk.service.imports.residents import ResidentPlanner
from desk.spec import Record

_STRANGERS = PROVISIONAL * 2
"""Ids from here on are of people not written yet."""


class Strangers:
    """Lends the people of one import to the planners of its other records."""

    def __init__(self, crowd: ResidentPlanner) -> None:
        self.crowd = crowd
        self._met: dict[int, Person] = {}
        """By the identity of the row: those whom another list has brought."""
        self.told: dict[int, RowResult] = {}
        """By the identity of a row told beside somebody: what became of their own row."""
        self.absent: set[int] = set()
        """Rows told beside somebody who waits."""

    def introduce(self, planner: RecordPlanner, table: ParsedTable, owner: ParsedTable) -> None:
        """Tell a planner who the rows of a table are: one beside a list of people, or one with people beside it."""
        if owner.record == PEOPLE:
            self._lend(planner, table, owner)
        for people in (one for one in table.beside if one.record == PEOPLE):
            if "resident" in planner.spec.fields:
                self._meet(planner, table, people)
                continue
            for row in people.rows:
                if {"name", "id_number"} <= row.values.keys():
                    self.crowd.meet(people, row)

    def _lend(self, planner: RecordPlanner, table: ParsedTable, owner: ParsedTable) -> None:
        people = {row.number: row for row in owner.rows}
        for row in table.rows:
            found = self.crowd.whom.get(id(people.get(row.number)))
            if found is None:
                self.absent.add(id(row))
                continue
            person, index = found
            self.told[id(row)] = self.crowd.results[index]
            self._give(planner, table, row, person, people[row.number])

    def _meet(self, planner: RecordPlanner, table: ParsedTable, people: ParsedTable) -> None:
        """Add whom the rows of a list name and nobody knows, where a row tells enough of them."""
        by_number = {row.number: row for row in people.rows}
        for row in table.rows:
            own = by_number.get(row.number)
            if own is None or not planner.links.lacks(row) or not _enough(planner, own):
                continue
            before = len(self.crowd.plan.new)
            met = self.crowd.meet(people, own)
            if isinstance(met, Person):
                self._give(planner, table, row, met, own)
                if len(self.crowd.plan.new) > before:
                    self._met[id(row)] = met
            elif met is not None:
                text = met.reason.partition("：")[2]
                planner.links.whom[id(row)] = Doubt(f"resident.{met.field}", met.code, text, met.hint)

    def part(self, planner: RecordPlanner) -> None:
        """Somebody whose rows all wait is not added either."""
        waiting = {id(row) for _, row in planner.held}
        needed = {planner.links.whom.get(id(row)) for _, row in planner.rows if id(row) not in waiting}
        gone = {id(person) for row, person in self._met.items() if row in waiting and person.key not in needed}
        self.crowd.plan.new = [person for person in self.crowd.plan.new if id(person) not in gone]

    def _give(
        self, planner: RecordPlanner, table: ParsedTable, row: ParsedRow, person: Person, own: ParsedRow
    ) -> None:
        """Let a row be linked to somebody; one that concerns a household, to the one they lead."""
        key = planner.links.whom[id(row)] = self._key(person)
        if not person.id:
            planner.look.lend("resident", key, {one: person.value(one) for one in self.crowd.spec.fields})
        if _of_households(planner, table) and (house := self.crowd.lead(person, own)) and not house.id:
            planner.look.lend("household", self._key(house), {
                "head": key, **dict.fromkeys(planner.desk.catalog.fields("household").keys() - {"head"})})

    def _key(self, one: Person | House) -> int:
        if not (one.id or one.key):
            one.key = _STRANGERS + len(self.crowd.plan.keys)
            self.crowd.plan.keys[one.key] = one
        return one.id or one.key


def _of_households(planner: RecordPlanner, table: ParsedTable) -> bool:
    """Whether all rows are of a category that concerns households, not people."""
    category = planner.desk.catalog.category(planner.record, table.fixed.get(planner.spec.category))
    return category is not None and "household" in category.subjects and "resident" not in category.subjects


def _enough(planner: RecordPlanner, row: ParsedRow) -> bool:
    """Whether a row tells who somebody is: by a sound number; where it says what somebody is, by name and address or
    birth date too. What happened to somebody, and who may be an outsider, needs the number."""
    if "name" not in row.values:
        return False
    if "id_number" in row.values:
        return True
    spec: Record = planner.spec
    return not spec.event and not planner.links.own_name and bool({"address", "birth"} & row.values.keys())
