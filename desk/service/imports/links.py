"""Links told by words: which person, household, place or matter a row means."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from desk.kinds import Link, PersonName
from desk.kinds.address import normalise
from desk.service.desk import Desk
from desk.service.imports.homes import Houses
from desk.service.imports.look import PlanLook
from desk.service.imports.model import ParsedRow, ParsedTable
from desk.service.imports.people import Evidence, Many, People, Person, address_key, name_key
from desk.service.imports.reading import written
from desk.service.imports.said import DAMAGED, digits, offered
from desk.spec import Record

_CALLED = ("full", "name", "title", "number")
"""The fields by which a row of another record is called, best first."""


class Doubt(Exception):
    """A link that cannot be told: the target's key, a code, a sentence, and a number that the register offers."""

    def __init__(self, key: str, code: str, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.key, self.code, self.text, self.hint = key, code, text, hint


class Links:
    """Resolves the links of one record's rows."""

    def __init__(self, desk: Desk, conn: Connection, spec: Record, look: PlanLook, tables: list[ParsedTable]) -> None:
        self.desk, self.spec, self.look = desk, spec, look
        self.people = People()
        self.people.load(desk, conn, *_sought(tables))
        Houses(self.people).load(desk, conn, set())
        self.own_name = isinstance(getattr(spec.fields.get("name"), "kind", None), PersonName)
        found = {key: f.kind.record for key, f in spec.fields.items() if isinstance(f.kind, Link)}
        self.fields = {key: found[key] for key in (*spec.subjects, *found)}
        self._instead: dict[str, Any] = {}
        self.whom: dict[int, int | Doubt] = {}
        """Whom rows concern, by the identity of the row, where that is known already, or why it cannot be told."""

    def resolve(self, row: ParsedRow) -> tuple[dict[str, Any], list[Doubt]]:
        """The values of the row with links as ids, and what could not be told of optional ones."""
        values = {key: value for key, value in row.values.items() if key.split(".")[0] not in self.fields}
        doubts: list[Doubt] = []
        self._instead = {}
        taken = False
        order = sorted(self.fields, key=lambda key: key != "household") if self._of_house(row) else self.fields
        for key in order:
            record = self.fields[key]
            if key in self.spec.subjects and taken:
                continue
            try:
                id = self._one(key, record, row)
            except Doubt as doubt:
                doubts.append(doubt)
                id = None
            tried = id is not None or (any(doubt.key.startswith(key) for doubt in doubts) and order is self.fields)
            taken = taken or (key in self.spec.subjects and tried)
            if id is not None:
                values[key] = id
        self._seat(values)
        if self.own_name and values.get("resident"):
            values.pop("name", None)
        return values | self._instead, doubts

    def _of_house(self, row: ParsedRow) -> bool:
        """Whether the row names a household by its number or its head's, and no other person than that head."""
        values = row.values
        told = {"household.number", "household.head.id_number"} & set(values)
        name, head = (name_key(str(values.get(key) or "")) for key in ("resident.name", "household.head.name"))
        own, heads = (values.get(key) for key in ("resident.id_number", "household.head.id_number"))
        return bool(told) and "household" in self.spec.subjects and own in (None, heads) and name in ("", head)

    def stop_unread(self, row: ParsedRow) -> None:
        """A cell that could not be read stops the row, but for one that hides a part, and one of somebody who is told
        by another row. Raises Doubt."""
        for key, code, text in row.problems:
            if key.startswith("resident.") and isinstance(self.whom.get(id(row)), int):
                continue
            if key in row.masked and key.endswith(("name", "id_number", "phone")):
                continue
            name = row.values.get(f"{key.rpartition('.')[0]}.name") or row.values.get("name")
            hint = self.people.rescued(str(name or ""), digits(row.cells.get(key))) if code == DAMAGED else ""
            raise Doubt(key, code, text + offered(hint), hint)

    def _seat(self, values: dict[str, Any]) -> None:
        """A category that concerns households takes the person's: the one they lead."""
        category = self.desk.catalog.category(self.spec.key, values.get(self.spec.category))
        if category is None or not category.subjects or "resident" in category.subjects or not values.get("resident"):
            return
        houses = self.look.index("household", "head").get(values["resident"], [])
        if "household" in category.subjects and len(houses) == 1:
            values["household"] = houses[0]["id"]
            del values["resident"]

    def _one(self, key: str, record: str, row: ParsedRow) -> int | None:
        if record == "resident":
            return self.person(key, row)
        if record == "household":
            return self._household(key, row)
        text = row.values.get(key)
        return None if text is None else self._named(key, record, str(text), row)

    def _evidence(self, key: str, row: ParsedRow) -> Evidence:
        values = row.values
        name = values.get(f"{key}.name") or (values.get("name") if self.own_name else None)
        phone = values.get(f"{key}.phone") or (values.get("phone") if key == "resident" else None)
        address = values.get(f"{key}.address") or (values.get("address") if key == "resident" else None)
        number = f"{key}.id_number"
        masked = written(row.cells.get(number)) if number in row.masked else ""
        return Evidence(
            str(values.get(number) or ""), str(name or ""), "", str(address or ""), str(phone or ""), masked=masked)

    def person(self, key: str, row: ParsedRow) -> int | None:
        """The resident that the columns of a link tell; None for nobody, or for an outsider. Raises Doubt."""
        known = self.whom.get(id(row)) if key == "resident" else None
        if isinstance(known, Doubt):
            raise known
        return self._sought(key, row) if known is None else known

    def lacks(self, row: ParsedRow) -> bool:
        """Whether the row names somebody whom nobody knows."""
        seen = self._evidence("resident", row)
        if not (seen.number or seen.name) or self._of_house(row):
            return False
        try:
            return self._sought("resident", row) is None
        except Doubt as doubt:
            return doubt.code == "link_unknown"

    def _sought(self, key: str, row: ParsedRow) -> int | None:
        seen = self._evidence(key, row)
        at = next((k for k in (f"{key}.name", "name") if k in row.values), f"{key}.id_number")
        if not (seen.number or seen.name):
            return None
        try:
            person = self.people.find(seen) or self._only_namesake(seen)
        except Many:
            many = len(self.people.by_name.get(name_key(seen.name), ()))
            text = f"居民里有{many}位“{seen.name}”，分不清是哪一位，请补身份证号、住址或电话"
            raise Doubt(at, "link_ambiguous", text) from None
        if person is None:
            if self.own_name and key == "resident":
                return None
            what = f"身份证号为{seen.number}的人" if seen.number else f"“{seen.name}”"
            raise Doubt(f"{key}.id_number" if seen.number else at, "link_unknown", f"居民里没有{what}，请先登记或核对")
        names = {name_key(str(person.value(one) or "")) for one in ("name", "former_name")}
        if seen.name and name_key(seen.name) not in names:
            raise Doubt(at, "id_name_conflict", f"身份证号登记在“{person.name}”名下，表里的姓名是“{seen.name}”")
        return person.id

    def _only_namesake(self, seen: Evidence) -> Person | None:
        """A name that only one person has, unless the row says they live elsewhere."""
        if seen.number or seen.masked:
            return None
        found = self.people.by_name.get(name_key(seen.name), [])
        if len(found) > 1:
            raise Many
        if found and seen.address and found[0].address and address_key(seen.address) != address_key(found[0].address):
            return None
        return found[0] if found else None

    def _household(self, key: str, row: ParsedRow) -> int | None:
        number = row.values.get(f"{key}.number")
        name = str(row.values.get(f"{key}.head.name") or "")
        head_number = str(row.values.get(f"{key}.head.id_number") or "")
        if number is not None:
            found = self.look.index("household", "number").get(number, [])
            at, text = f"{key}.number", f"户号为{number}的户"
        elif name or head_number:
            at, text = f"{key}.head.name", f"户主为“{name or head_number}”的户"
            heads = [self.people.by_number[head_number]] if head_number in self.people.by_number else []
            heads = heads or ([] if head_number else self.people.by_name.get(name_key(name), []))
            found = [h for p in heads for h in self.look.index("household", "head").get(p.id, [])]
        else:
            return None
        return _single(found, at, text)

    def _named(self, key: str, record: str, text: str, row: ParsedRow) -> int | None:
        called = next(one for one in _CALLED if one in self.desk.catalog.record(record).fields)
        index = self.look.index(record, called)
        found = (index.get(normalise(text)) if record == "place" else None) or index.get(text) or []
        try:
            return _single(found, key, f"名为“{text}”的{self.desk.catalog.record(record).title}")
        except Doubt:
            if key == "unit" and "place" in self.spec.subjects and (place := self._place(text)):
                self._instead["place"] = place
                return None
            instead = self.spec.importing.as_text.get(key)
            if instead is None or instead in row.values or found:
                raise
            self._instead[instead] = text
            return None

    def _place(self, text: str) -> int | None:
        """The one place of that name (a column 单位或处所 may name one)."""
        index = self.look.index("place", "full")
        found = index.get(normalise(text)) or index.get(text) or []
        return int(found[0]["id"]) if len(found) == 1 else None

    def part(self, key: str, text: str) -> list[dict[str, Any]]:
        """The child rows of names in a cell: residents where a name is one person's, else names. Raises Invalid."""
        made: list[dict[str, Any]] = []
        own = {f.key: f for f in self.spec.parts[key].fields}
        for name in _names(text):
            found = self.people.by_name.get(name_key(name), [])
            row: dict[str, Any] = {f.key: f.default for f in own.values() if f.default is not None}
            if len(found) == 1 and "resident" in own:
                row["resident"] = found[0].id
            else:
                row["name"] = own["name"].kind.parse(name)
            made.append(row)
        return made


def _single(found: list[dict[str, Any]], key: str, text: str) -> int:
    if len(found) == 1:
        return int(found[0]["id"])
    code = "link_ambiguous" if found else "link_unknown"
    said = f"有{len(found)}个{text}，分不清是哪一个，请写全或补编号" if found else f"登记簿里没有{text}，请先登记或核对"
    raise Doubt(key, code, said)


def _names(text: str) -> list[str]:
    """张三、李四 → the single names."""
    for mark in "，,；;\n/":
        text = text.replace(mark, "、")
    return [name.strip() for name in text.split("、") if name.strip()]


def _sought(tables: list[ParsedTable]) -> tuple[set[str], dict[str, bool]]:
    """The numbers in the rows, and every name that may be a person's."""
    numbers: set[str] = set()
    names: dict[str, bool] = {}
    for table in tables:
        for row in table.rows:
            for key, value in row.values.items():
                last = key.split(".")[-1].partition(":")[0]
                if last == "id_number":
                    numbers.add(str(value))
                elif last == "name":
                    names[name_key(str(value))] = True
                elif last in _LISTS:
                    names.update((name_key(name), True) for name in _names(str(value)))
    return numbers, names


_LISTS = ("parties", "attendance")
"""Parts whose cells list people."""
