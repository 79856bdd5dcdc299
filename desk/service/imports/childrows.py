"""What sheets with one child row a line do: a session of a case, a step of a request, a person at an activity."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.entries.checking import completed
from desk.service.entries.titles import titles
from desk.service.imports.known import Known
from desk.service.imports.links import Doubt
from desk.service.imports.model import ParsedRow, ParsedTable, RowResult
from desk.service.imports.records import RecordPlan, RecordPlanner
from desk.service.imports.store import Row


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
        self._before: dict[int, Row] = {}
        self._after: dict[int, Row] = {}

    def take(self, table: ParsedTable, row: ParsedRow) -> None:
        super().take(table, row)
        self.results[-1].record = self.of

    def _take(self, table: ParsedTable, row: ParsedRow, result: RowResult) -> None:
        for key, code, text in row.problems:
            raise Doubt(key, code, text)
        owner = self._owner(row)
        result.title = self.called.get(owner, "")
        if owner not in self._before:
            self._before[owner] = self._after[owner] = self.known.row(owner)
        now = self._after[owner]
        child = self._child(row)
        rows = list(now[self.part])
        known = next((at for at, one in enumerate(rows) if _agree(one, child)), None)
        if known is None:
            rows.append({key: f.default for key, f in self.child.fields.items() if key != "owner"} | child)
            result.outcome = "new"
        elif any(rows[known].get(key) != value for key, value in child.items()):
            rows[known] = rows[known] | child
            result.outcome = "updated"
        else:
            return
        draft = completed(self.desk, self.record, {**now, self.part: rows}, self.look)
        self._check(draft)
        self._after[owner] = draft

    def _owner(self, row: ParsedRow) -> int:
        """The one row that the cells tell. Raises Doubt."""
        told = {key.partition(".")[2]: value for key, value in row.values.items() if key.partition(".")[0] == "owner"}
        number = told.pop("id", None)
        if not told:
            raise Doubt("owner", "required", f"没有写明属于哪一条{self.spec.title}，请补编号或日期和名称")
        found = [id for id, one in self.owners.items() if all(self._says(id, one, k, v) for k, v in told.items())]
        if len(found) > 1 and number in found:
            found = [int(str(number))]
        if len(found) != 1:
            code = "link_ambiguous" if found else "link_unknown"
            text = f"有几条{self.spec.title}都符合，分不清是哪一条" if found else f"登记簿里没有这条{self.spec.title}"
            raise Doubt(next(f"owner.{key}" if key else "owner" for key in told), code, text)
        return int(found[0])

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
            if key == "owner" or not isinstance(field.kind, Link):
                continue
            name = row.values.get(f"{key}.name")
            if name is None and f"{key}.id_number" not in row.values:
                continue
            id = self.links.person(key, row)
            if id is not None:
                made[key] = id
            elif name is not None and "name" in own:
                made.setdefault("name", name)
        return made

    def finish(self) -> None:
        """What becomes of the owners."""
        self.plan.changed += [
            (self._before[id], new) for id, new in self._after.items() if new is not self._before[id]]


def _agree(stored: Row, child: Row) -> bool:
    """Whether the line speaks of the child row: of the same person and day, and without contradiction."""
    return all(stored.get(key) == value or (stored.get(key) is None and key not in _TELLING)
               for key, value in child.items())


_TELLING = ("resident", "name", "date")
