"""What a table tells beside what its rows are: 《党员花名册》 gives people and that they are 党员; a list of grants
names people whom the register may not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.kinds import Link
from desk.service.desk import Desk
from desk.service.imports.guessing import PEOPLE, Guesser, names_tenants
from desk.service.imports.model import ParsedTable
from desk.service.imports.targets import targets
from desk.service.imports.told import category_meant, may_be_unsaid, own_list, sole_category, speaks_of
from desk.sheets.grid import is_blank, text_of
from desk.sheets.model import Cell, Layout, Row, SheetData, Table, Target
from desk.spec import Record

_WHO = frozenset(("name", "id_number", "phone", "address"))
"""Columns that tell who a person is; they serve both."""
_YES = frozenset(("√", "✓", "✔", "☑", "v", "y", "yes", "是", "有", "1", "对", "属于"))
_NO = frozenset((
    "×", "✕", "✗", "✘", "☐", "□", "x", "n", "no", "否", "无", "0", "不是", "没有", "/", "\\", "-", "--", "—"))


@dataclass(frozen=True)
class Beside:
    """How the same rows are read as rows of another record; `tick`: only those with a tick in that column."""

    record: str
    targets: list[Target]
    mapping: dict[int, str]
    given: dict[str, str]
    tick: int | None = None
    takes: int | None = None
    """A column that the table itself was to read, and that means something here."""

    def holds(self, row: Row) -> bool:
        """Whether a row of the sheet is one of that record."""
        if self.takes is not None:
            return self.takes < len(row) and not is_blank(row[self.takes])
        return self.tick is None or (self.tick < len(row) and _word(row[self.tick]) in _YES)


def besides(
    offered: Guesser, sheet: SheetData, layout: Layout, table: ParsedTable, texts: Sequence[str],
    day: str,
) -> Iterator[Beside]:
    """What else the rows of a table are; `texts` are the words over it, `day` the one they give."""
    desk = offered.desk
    if table.record != PEOPLE:
        if _hangs(desk, table.record) or _is_let(table):
            left = {column: key for column, key in _others(table).items() if column not in _rooms(table)}
            yield Beside(PEOPLE, targets(desk, PEOPLE), left, offered.told_of(PEOPLE, texts, day))
        return
    if own_list(desk, texts):
        return
    for record in _of_people(desk):
        told = _told(desk, record, texts)
        if told is not None:
            own = {**offered.told_of(record, texts, day), **told}
            yield _about(desk, record, table, own)
    spec = desk.catalog.record("standing")
    for match in table.columns:
        if match.target in (None, "nature") and _categories(desk, sheet, layout, match.column):
            mapping = {**_others(table), match.column: spec.category}
            yield Beside("standing", _persons(desk, spec), mapping, {}, takes=match.column)
            continue
        category = "" if match.target else category_meant(desk, "standing", match.title.rpartition("/")[2])
        if category and _ticked(sheet, layout, match.column):
            yield Beside("standing", _persons(desk, spec), _others(table), {spec.category: category}, match.column)


def _of_people(desk: Desk) -> list[str]:
    """The records that a list of people may be a list of too; first those of states, whose category its title tells."""
    specs = [spec for spec in desk.catalog.records.values() if spec.importing.beside_people]
    return [spec.key for spec in sorted(specs, key=lambda one: bool(one.event))]


def complete(desk: Desk, one: Beside, table: Table) -> bool:
    """Whether the table has what rows of that record need, and of an event more than whom it concerns."""
    lacking = [t.key for t in one.targets if t.required and t.key not in table.matched and t.key not in one.given]
    if any(not may_be_unsaid(desk, one.record, key) for key in lacking):
        return False
    if not desk.catalog.record(one.record).event:
        return True
    return any(_who(key) not in (*_WHO, "note") for key in table.matched)


def _hangs(desk: Desk, record: str) -> bool:
    """Whether rows of a record concern a person."""
    spec = desk.catalog.record(record)
    own = spec.fields.get("resident")
    return not spec.part_of and own is not None and isinstance(own.kind, Link)


def _is_let(table: ParsedTable) -> bool:
    """Whether a list of rooms names those who rent them."""
    return table.record == "place" and names_tenants(one.title.rpartition("/")[2] for one in table.columns)


def _rooms(table: ParsedTable) -> set[int]:
    """The columns of rooms, which are their tenants' addresses."""
    return {one.column for one in table.columns if table.record == "place" and (
        one.target == "full" or one.how == "address_part")}


def _told(desk: Desk, record: str, texts: Sequence[str]) -> dict[str, str] | None:
    """What the title says of everybody: the category, or that it speaks of the record at all."""
    if desk.catalog.record(record).event:
        return {} if speaks_of(desk, record, texts) else None
    category = sole_category(desk, record, texts)
    return {desk.catalog.record(record).category: category} if category else None


def _about(desk: Desk, record: str, table: ParsedTable, given: dict[str, str]) -> Beside:
    spec = desk.catalog.record(record)
    category = given.get(spec.category)
    own = desk.catalog.extra_fields(record, category)
    titles = {one.title for one in own.values()}
    left = [one for one in targets(desk, record) if one.key.partition(".")[0] not in spec.subjects[1:] and (
        not one.key.startswith("x.") or not category or one.key in own or one.title in titles)]
    return Beside(record, left, _others(table), given)


def _persons(desk: Desk, spec: Record) -> list[Target]:
    return [one for one in targets(desk, spec.key) if one.key == spec.category or one.key.startswith("resident.")]


def _others(table: ParsedTable) -> dict[int, str]:
    """The columns that tell who is meant do so here too; those that the table uses for more are left out."""
    before = "resident." if table.record == PEOPLE else ""
    used = {one.column: _who(one.target) for one in reversed(table.columns) if one.target}
    return {column: before + key if key in _WHO else "" for column, key in used.items()}


def _who(key: str) -> str:
    return key.removeprefix("resident.")


def _categories(desk: Desk, sheet: SheetData, layout: Layout, column: int) -> bool:
    """Whether a column holds nothing but names of what people are: 低保户, 残疾人."""
    said: set[str] = set()
    for row in map(sheet.row, layout.rows):
        text = text_of(row[column]) if column < len(row) and not is_blank(row[column]) else ""
        if text and text not in said:
            if not category_meant(desk, "standing", text):
                return False
            said.add(text)
    return len(said) > 1


def _ticked(sheet: SheetData, layout: Layout, column: int) -> bool:
    """Whether a column holds nothing but ticks, crosses and blanks."""
    rows = map(sheet.row, layout.rows)
    words = {_word(row[column]) for row in rows if column < len(row) and not is_blank(row[column])}
    return bool(words & _YES) and words <= _YES | _NO


def _word(cell: Cell) -> str:
    return text_of(cell).strip().lower()
