"""What the rows of any record but people's do to the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from desk.kinds import address
from desk.service.desk import Desk
from desk.service.entries.checking import completed, problems
from desk.service.entries.gate import closed
from desk.service.imports.implied import case_title
from desk.service.imports.known import Known
from desk.service.imports.links import Doubt, Links
from desk.service.imports.look import PROVISIONAL, PlanLook
from desk.service.imports.model import Change, ParsedRow, ParsedTable, Remark, RowResult
from desk.service.imports.reading import written
from desk.service.imports.store import Row
from desk.service.imports.told import category_of
from desk.spec.inferring import inferred


@dataclass
class RecordPlan:
    """The rows of one record that an import writes; links to rows not written yet are provisional ids."""

    record: str
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    """The stored row, and what it becomes."""


class RecordPlanner:
    """Decides row by row; what changes in stored rows is settled by `finish`."""

    def __init__(self, desk: Desk, conn: Connection, record: str, existing: str, tables: list[ParsedTable]) -> None:
        self.desk, self.record, self.existing = desk, record, existing
        self.spec = desk.catalog.record(record)
        self.look = PlanLook(desk, conn)
        self.links = Links(desk, conn, self.spec, self.look, tables)
        self.known = Known(self.spec, self.look)
        self.plan = RecordPlan(record)
        self.results: list[RowResult] = []
        self.waiting: list[Remark] = []
        self.warnings: list[Remark] = []
        self.held: list[tuple[ParsedTable, ParsedRow]] = []
        self.also: dict[str, int] = {}
        self._given: dict[int, dict[str, tuple[Any, int]]] = {}
        self.rows: list[tuple[ParsedTable, ParsedRow]] = []

    def take(self, table: ParsedTable, row: ParsedRow) -> None:
        """Decide about one row."""
        result = RowResult(row.sheet, row.number, self.record, "unchanged", "")
        self.results.append(result)
        self.rows.append((table, row))
        try:
            self._take(table, row, result)
        except Doubt as doubt:
            self._wait(len(self.results) - 1, doubt)

    def _wait(self, index: int, doubt: Doubt) -> None:
        table, row = self.rows[index]
        self.results[index].outcome, self.results[index].changes = "waiting", ()
        self.waiting.append(self._remark(table, row, doubt))
        self.held.append((table, row))

    def _remark(self, table: ParsedTable, row: ParsedRow, doubt: Doubt, more: str = "") -> Remark:
        key, reason = doubt.key, f"第{row.number}行：{doubt.text}{more}"
        title = table.title(key) or next((table.title(k) for k in table.titles if k.split(".")[0] == key), "")
        return Remark(row.sheet, row.number, title, written(row.cells.get(key)), doubt.code, reason, key,
                      doubt.hint)

    def _take(self, table: ParsedTable, row: ParsedRow, result: RowResult) -> None:
        self.links.stop_unread(row)
        values, doubts = self.links.resolve(row)
        self._open_parts(row, values)
        if self.record == "place":
            self._place_of(values)
        draft = self._draft(values)
        result.title = self._title(draft, row)
        self._stop_at(doubts, draft)
        stored = self.known.match(draft, values) or self._by_household(draft, values)
        if stored is not None and self.spec.subjects:
            self._one_subject(stored, values)
        if stored is None:
            self._check(draft)
            self._add(draft)
            result.outcome = "new"
        elif stored["id"] >= PROVISIONAL:
            self._again(stored, values, result)
        else:
            old = self.known.row(stored["id"])
            self._check(completed(self.desk, self.record, {**old, **values}, self.look, old, jump=True))
            own = self._given.setdefault(stored["id"], {})
            own.update((key, (value, len(self.results) - 1)) for key, value in values.items())
        for doubt in doubts:
            self.warnings.append(self._remark(table, row, doubt, "，这一格没有导入"))

    def _by_household(self, draft: Row, values: Row) -> Row | None:
        """What concerns a household is shown under its head's name: the row may be one of those."""
        if "household" not in self.spec.subjects or not values.get("resident"):
            return None
        for house in self.look.index("household", "head").get(values["resident"], []):
            other = dict.fromkeys(self.spec.subjects) | {"household": house["id"]}
            stored = self.known.match({**draft, **other}, {**values, **other})
            if stored is not None:
                return stored
        return None

    def _one_subject(self, stored: Row, values: Row) -> None:
        """A stored row's subject stays when the file names the same by its head; else the file's takes its place."""
        house = self.look.row("household", stored["household"]) if stored.get("household") else None
        if house is not None and values.get("resident") == house["head"]:
            values.pop("resident", None)
        if any(values.get(key) for key in self.spec.subjects):
            values |= {key: None for key in self.spec.subjects if stored.get(key) and not values.get(key)}

    def _stop_at(self, doubts: list[Doubt], draft: Row) -> None:
        """An unknown link stops the row when it is needed, or when several fit."""
        for doubt in doubts:
            if doubt.code != "link_unknown" or doubt.key.split(".")[0] in self.spec.subjects:
                raise doubt
        if doubts and any(not p.warning for p in problems(self.desk, self.record, draft, self.look)):
            raise doubts[0]

    def _open_parts(self, row: ParsedRow, values: Row) -> None:
        """Cells that list people, as child rows; and the categories' fields under the row's own category."""
        for key in [k for k in values if k.partition(":")[0] in self.spec.parts]:
            part, _, side = key.partition(":")
            made = self.links.part(part, str(values.pop(key)))
            if not side and "side" in {f.key for f in self.spec.parts[part].fields}:
                for child in made[1:]:
                    child["side"] = "respondent"
            for child in made if side else ():
                child["side"] = side
            values.setdefault(part, []).extend(made)
        extra = [k for k in values if k.startswith("x.")]
        if extra:
            own = self.desk.catalog.extra_fields(self.record, values.get(self.spec.category))
            every = self.desk.catalog.extra_fields(self.record)
            by_title = {f.title: key for key, f in own.items()}
            for key in extra:
                value = values.pop(key)
                if (meant := key if key in own else by_title.get(every[key].title)) is None:
                    raise Doubt(key, "field_foreign", f"这个类别没有“{every[key].title}”一栏")
                values[meant] = value

    def _place_of(self, values: Row) -> None:
        """A place given by its whole address: the places above it are made where they are missing."""
        full = values.pop("full", None)
        if not full or values.get("name"):
            return
        if stored := self.look.index("place", "full").get(full):
            values |= {key: stored[0][key] for key in ("level", "name", "parent")}
            return
        parts = address.parse(str(full))
        if parts is None:
            values["level"], values["name"] = _LEVELS[0], full
            return
        chain = [(code, part + word) for code, part, word in zip(
            _LEVELS, parts, ("", "幢", "单元", "室"), strict=True) if part]
        for code, name in chain[:-1]:
            draft = self._draft({"level": code, "name": name, "parent": values.get("parent")})
            found = self.look.index("place", "full").get(draft["full"], [])
            if not found:
                self.also["place"] = self.also.get("place", 0) + 1
            values["parent"] = found[0]["id"] if found else self._add(draft)
        values["level"], values["name"] = chain[-1]

    def _draft(self, values: Row) -> Row:
        if self.spec.category and values.get(self.spec.category) is None:
            values = {self.spec.category: category_of(self.desk, self.record, values) or None} | {
                key: value for key, value in values.items() if key != self.spec.category}
            values = {key: value for key, value in values.items() if value is not None}
        fields = self.desk.catalog.fields(self.record, values.get(self.spec.category))
        made: Row = {key: f.default for key, f in fields.items()}
        made |= {part: [] for part in self.spec.parts} | values
        if self.record == "case" and not made.get("title"):
            made["title"] = case_title(made, self.look)
        return completed(self.desk, self.record, made | inferred(fields, made), self.look, jump=True)

    def _check(self, draft: Row) -> None:
        if self.spec.category and draft.get(self.spec.category) in closed(self.desk, self.record):
            raise Doubt(self.spec.category, "no_right", "没有登记这一类别的权限，请找管理员开通")
        for problem in problems(self.desk, self.record, draft, self.look):
            if not problem.warning:
                raise Doubt(problem.field, problem.code, problem.text)

    def _add(self, draft: Row) -> int:
        self.plan.new.append(draft)
        id = self.look.add(self.record, draft)
        self.known.add(draft)
        return id

    def _again(self, made: Row, values: Row, result: RowResult) -> None:
        """A row that an earlier row of this file has brought."""
        fresh = {key: value for key, value in values.items() if made.get(key) != value and key not in self.spec.parts}
        whole = completed(self.desk, self.record, {**made, **fresh}, self.look, made, jump=True)
        self._check(whole)
        result.changes = self._lines(made, fresh)
        result.outcome = "updated" if fresh else "unchanged"
        made.update(whole)

    def _lines(self, old: Row, new: Row) -> tuple[Change, ...]:
        fields = self.desk.catalog.fields(self.record) | self.desk.catalog.extra_fields(self.record)
        return tuple(
            (fields[key].title, fields[key].kind.show(old.get(key)), fields[key].kind.show(value))
            for key, value in new.items() if key in fields)

    def _title(self, draft: Row, row: ParsedRow) -> str:
        """The row in a few words, from its own cells."""
        words = [row.values.get(key) for key in _TITLES]
        if self.spec.event and draft.get(self.spec.event):
            words.append(draft[self.spec.event])
        return " ".join(str(word) for word in words if word)

    def finish(self) -> None:
        """Compare what the file says last with what the register holds."""
        for id, given in self._given.items():
            old = self.known.row(id)
            fresh = {k: v for k, v in given.items() if k not in self.spec.parts and old.get(k) != v[0]}
            waiting = self._ask(old, fresh) if self.existing == "ask" else set()
            self._change(old, {k: v for k, v in fresh.items() if v[1] not in waiting and (
                old.get(k) is None or self._way(v[1]) != "fill")})

    def _way(self, index: int) -> str:
        """What a row does to what is known already."""
        return self.rows[index][1].way or self.existing

    def _ask(self, old: Row, fresh: dict[str, tuple[Any, int]]) -> set[int]:
        """The rows that wait: they would change something filled, and the user has not decided about them."""
        asked: dict[int, Row] = {}
        for key, (value, index) in fresh.items():
            if old.get(key) is not None:
                asked.setdefault(index, {})[key] = value
        for index, own in asked.items():
            self.results[index].asked = self._lines(old, own)
            if self._way(index) == "ask":
                self._wait(index, Doubt(next(iter(own)), "existing_differs", differs(self.results[index].asked)))
        return {index for index in asked if self._way(index) == "ask"}

    def _change(self, old: Row, fresh: dict[str, tuple[Any, int]]) -> None:
        if not fresh:
            return
        plain = {key: value for key, (value, _) in fresh.items()}
        own = self.desk.catalog.fields(self.record, plain.get(self.spec.category, old.get(self.spec.category)))
        whole = {**old, **plain}
        told = {key: one for key, one in own.items() if one.inference and {*one.inference.sources} & plain.keys()}
        new = completed(self.desk, self.record, whole | inferred(told, whole), self.look, old, jump=True)
        self.plan.changed.append((old, new))
        for key, (value, index) in fresh.items():
            self.results[index].outcome = "updated"
            self.results[index].changes += self._lines(old, {key: value})


def differs(lines: Iterable[Change]) -> str:
    """What the register and a row say differently, as a sentence."""
    return "；".join(f"{title}登记为“{old}”，表里是“{new}”" for title, old, new in lines)


_TITLES = ("resident.name", "name", "title", "number", "full", "household.number")
_LEVELS = ("1", "2", "3", "4")
