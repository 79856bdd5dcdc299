"""What sheets with one child row a line do: a session of a case, a step of a request, a person at an activity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.entries.checking import completed
from desk.service.entries.titles import titles
from desk.service.imports.known import Known
from desk.service.imports.links import Doubt
from desk.service.imports.model import Change, ParsedRow, ParsedTable, RowResult
from desk.service.imports.people import name_key
from desk.service.imports.records import RecordPlan, RecordPlanner, differs
from desk.service.imports.store import Row
from desk.spec.lifecycle import EARLIER


class PartPlanner(RecordPlanner):
    """Finds the row that a child row belongs to, and adds it there unless it is known already."""

    def __init__(self, desk: Desk, conn: Connection, record: str, existing: str, tables: list[ParsedTable]) -> None:
        super().__init__(desk, conn, record, existing, tables)
        self.child, self.spec = self.spec, desk.catalog.record(self.spec.part_of)
        self.part = record.partition(".")[2]
        self.known = Known(self.spec, self.look)
        self.plan = RecordPlan(self.spec.key)
        self.record = self.spec.key
        self.of = record
        self.owners = {row["id"]: row for row in self.look.all(self.spec.key)}
        self.called = titles(desk, self.spec.key, list(self.owners))
        self._by_title: dict[str, list[int]] = {}
        for id, title in self.called.items():
            self._by_title.setdefault(title, []).append(id)
        self._before: dict[int, Row] = {}
        self._after: dict[int, Row] = {}
        self._claimed: dict[int, dict[int, int]] = {}
        """By owner: the places of the child rows that lines of the file have spoken of, with the line's own."""

    def take(self, table: ParsedTable, row: ParsedRow) -> None:
        super().take(table, row)
        self.results[-1].record = self.of

    def _take(self, table: ParsedTable, row: ParsedRow, result: RowResult) -> None:
        self.links.stop_unread(row)
        owner = self._owner(row)
        result.title = self.called.get(owner, "")
        if owner not in self._before:
            self._before[owner] = self._after[owner] = self.known.row(owner)
        now, child = self._after[owner], self._child(row)
        rows = list(now[self.part])
        at = self._same(owner, rows, child)
        if at is None:
            at = len(rows)
            rows.append({key: f.default for key, f in self.child.fields.items() if key != "owner"} | child)
            result.outcome = "new"
        elif fresh := self._fresh(rows[at], child, row, at < len(self._before[owner][self.part])):
            result.changes, result.outcome = self._lines(rows[at], fresh), "updated"
            rows[at] = rows[at] | fresh
        if result.outcome != "unchanged":
            draft = completed(
                self.desk, self.record, {**now, self.part: rows}, self.look, now, jump=True)
            self._check(draft)
            self._after[owner] = {**draft, self.part: rows}
        self._claimed.setdefault(owner, {}).setdefault(at, len(self.results))

    def _same(self, owner: int, rows: list[Row], child: Row) -> int | None:
        """Which of the owner's child rows a line means: one that it does not contradict, else the one of the same
        person or thing, or of the same day and kind. Each line of a file means another dated row."""
        claimed = {} if "name" in self.child.fields else self._claimed.get(owner, {})
        free = [at for at in range(len(rows)) if at not in claimed]
        agreeing = (at for at in free if _agree(rows[at], child))
        return next(agreeing, next((at for at in free if self._alike(rows[at], child)), None))

    def _alike(self, stored: Row, child: Row) -> bool:
        """Whether the natural keys are the same: the person or the thing, else the date and what happened."""
        own = self.child.fields
        if "name" in own:
            linked = (stored.get("resident"), child.get("resident"))
            if all(linked):
                return linked[0] == linked[1]
            return bool(self._called(child)) and self._called(stored) == self._called(child)
        keys = [key for key, field in own.items() if key in child and field.required and key != "owner"]
        return bool(keys) and all(stored.get(key) == child[key] for key in keys)

    def _called(self, child: Row) -> str:
        person = self.look.row("resident", child["resident"]) if child.get("resident") else None
        return name_key(str((person or child).get("name") or ""))

    def _fresh(self, stored: Row, child: Row, row: ParsedRow, of_register: bool) -> Row:
        """What the line changes in a known child row, by what a repeated import does. Raises Doubt."""
        fresh = {key: value for key, value in child.items() if stored.get(key) != value}
        asked = {key: value for key, value in fresh.items() if stored.get(key) is not None}
        way = (row.way or self.existing) if of_register else "overwrite"
        if self.existing == "ask" and of_register:
            self.results[-1].asked = self._lines(stored, asked)
        if way == "ask" and asked:
            raise Doubt(next(iter(asked)), "existing_differs", differs(self.results[-1].asked))
        if way == "fill":
            return {key: value for key, value in fresh.items() if key not in asked}
        if "resident" in fresh and stored.get("name") and "name" not in child:
            fresh["name"] = None
        return fresh

    def _lines(self, old: Row, new: Row) -> tuple[Change, ...]:
        own = self.child.fields
        return tuple((own[key].title, self._shown(key, old.get(key)), self._shown(key, value))
                     for key, value in new.items() if key in own)

    def _shown(self, key: str, value: Any) -> str:
        kind = self.child.fields[key].kind
        if not isinstance(kind, Link):
            return kind.show(value)
        row = self.look.row(kind.record, value) if value else None
        return str(row["name"]) if row else ""

    def _owner(self, row: ParsedRow) -> int:
        """The one row that the cells tell. Raises Doubt."""
        told = {key.partition(".")[2]: value for key, value in row.values.items() if key.partition(".")[0] == "owner"}
        number = told.pop("id", None)
        if not told:
            raise Doubt("owner", "required", f"没有写明属于哪一条{self.spec.title}，请补编号或日期和名称")
        found = [id for id in self._candidates(told)
                 if all(self._says(id, self.owners[id], key, value) for key, value in told.items())]
        if len(found) > 1 and number in found:
            found = [int(str(number))]
        if len(found) != 1:
            code = "link_ambiguous" if found else "link_unknown"
            text = f"登记簿里没有这条{self.spec.title}"
            if found:
                text = f"有{len(found)}条{self.spec.title}都符合，请补编号或日期"
            raise Doubt(next(f"owner.{key}" if key else "owner" for key in told), code, text)
        return int(found[0])

    def _candidates(self, told: Row) -> Iterable[int]:
        """The owners that one cell tells, so that not every owner is looked at for every line."""
        key = next((key for key in told if key and "." not in key), None)
        if key is None:
            return self._by_title.get(str(told.get("")), []) if "" in told else self.owners
        return [row["id"] for row in self.look.index(self.record, key).get(told[key], [])]

    def _says(self, id: int, owner: Row, key: str, value: Any) -> bool:
        """Whether a row is what one cell says."""
        if not key:
            return bool(self.called.get(id) == value)
        link, _, column = key.partition(".")
        if not column:
            return bool(owner.get(link) == value)
        person = self.look.row("resident", owner[link]) if owner.get(link) else None
        return person is not None and bool(person[column] == value)

    def _child(self, row: ParsedRow) -> Row:
        """The child row's own values, people as links where they are residents."""
        own = self.child.fields
        made = {key: value for key, value in row.values.items() if key in own and key != "owner"}
        for key, field in own.items():
            if key == "owner" or not isinstance(field.kind, Link) or not self._names_somebody(key, row):
                continue
            id = self.links.person(key, row)
            if id is not None:
                known = self.look.row("resident", id) or {}
                made = {k: v for k, v in made.items() if k not in _OF_PERSON or known.get(k) != v} | {key: id}
            elif (name := row.values.get(f"{key}.name")) is not None and "name" in own:
                made.setdefault("name", name)
        return made

    def _names_somebody(self, key: str, row: ParsedRow) -> bool:
        """Whether a line tells a resident. A sheet of ours has outsiders in a column of their own."""
        if f"{key}.name" in row.cells:
            return bool({f"{key}.name", f"{key}.id_number"} & set(row.values))
        return f"{key}.id_number" in row.values or "name" in row.values

    def finish(self) -> None:
        """What becomes of the owners."""
        self.plan.changed += [
            (self._before[id], self._in_order(id, new)) for id, new in self._after.items()
            if new is not self._before[id]]

    def _in_order(self, owner: int, new: Row) -> Row:
        """What happened on one day stands as the file has it, where the file speaks of all of it. Where it tells the
        steps, 此前 has said what it could."""
        lines = self._claimed[owner]
        rows = [(at, row) for at, row in enumerate(new[self.part]) if at in lines or row.get("step") != EARLIER]
        if "date" in self.child.fields and len(lines) == len(rows):
            rows.sort(key=lambda one: (str(one[1].get("date") or ""), lines[one[0]]))
        ordered = {**new, self.part: [row for _, row in rows]}
        return completed(self.desk, self.record, ordered, self.look, self._before[owner], jump=True)


def _agree(stored: Row, child: Row) -> bool:
    """Whether the line speaks of the child row: of the same person and day, and without contradiction."""
    return all(stored.get(key) == value or (stored.get(key) is None and key not in _TELLING)
               for key, value in child.items())


_OF_PERSON = ("name", "sex")
"""What lists show of the resident where a child row is linked to one: it says nothing new there."""
_TELLING = ("resident", "name", "date")
