"""From a sheet to its tables: rows with their cells under the keys of a record's fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from desk.sheets.cards import straightened
from desk.sheets.grid import is_blank, spread, text_of
from desk.sheets.joining import join, with_part, with_phone
from desk.sheets.layout import survey
from desk.sheets.matching import match_columns
from desk.sheets.model import Cell, ColumnMatch, DataRow, Ignored, Layout, Row, SheetData, Table, Target
from desk.sheets.words import PARTS, plain, role_of_target, vocabulary

HOUSEHOLD = ("household_no", "head_name", "head_id", "household_kind", "address", "hukou_address", *PARTS, "grid")
"""What all members of a household share: a blank cell of a member takes the value of the rows above."""
_HEAD = frozenset(("户主", "本人", "户主本人", "本人户主", "01", "02", "1"))
_NOT_WRITTEN = frozenset(("", "同上", "同前", "〃", "″", "〞", '"'))
"""A blank, and the marks that stand for what the row above says; inside they may have blanks."""
_STARTS = frozenset(one[:1] for one in _NOT_WRITTEN)
_NONE: frozenset[int] = frozenset()
_TEN_THOUSAND = "万元"
_CLOSING = (")", "）", "]", "】")
_ASIDE = re.compile(r"([^（(\[【]+)[（(\[【]([^（(\[【]+)[)）\]】]")
_FORMER = re.compile(r"(?:曾用名|原名|又名|别名)[:：为是叫]?\s*")


@dataclass
class SheetTables:
    """What one sheet gave: its tables, and the rows that are nobody."""

    sheet: str
    tables: list[Table] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


def find_layouts(sheet: SheetData, targets: Sequence[Target]) -> tuple[list[Layout], list[Ignored]]:
    """The tables of a sheet before matching. `targets` may be those of all record kinds: only their words are used."""
    found = survey(sheet, vocabulary(targets))
    return found.layouts, found.ignored


def read_tables(
    sheet: SheetData,
    targets: Sequence[Target],
    mapping: Mapping[int, str] | None = None,
) -> SheetTables:
    """All tables of a sheet with their columns matched to the targets; statistics are left out."""
    sheet = straightened(sheet, vocabulary(targets))
    layouts, ignored = find_layouts(sheet, targets)
    tables = [read_table(sheet, layout, targets, mapping) for layout in layouts if not layout.summary]
    return SheetTables(sheet.name, tables, ignored)


def read_table(
    sheet: SheetData,
    layout: Layout,
    targets: Sequence[Target],
    mapping: Mapping[int, str] | None = None,
    known: frozenset[str] = frozenset(),
) -> Table:
    """One table that was found: columns matched (`known` as there), rows read, households filled."""
    matches = match_columns(sheet, layout, targets, mapping, known)
    roles = {target.key: role_of_target(target) for target in targets}
    rows = _Rows(sheet, layout, matches, roles).read()
    kinds = {target.key: target.kind.key for target in targets}
    _in_yuan(rows, [m.target for m in matches if m.target and kinds[m.target] == "money" and _TEN_THOUSAND in m.title])
    first = layout.rows[0] if layout.rows else 0
    return Table(sheet.name, layout.header_rows, first, matches, rows)


def score(table: Table, targets: Sequence[Target]) -> float:
    """How well a table fits a record kind, from 0 to 1: how much of the table is understood, and of what is required.

    0 when a required field has no column.
    """
    found = table.matched
    if not found or any(target.required and target.key not in found for target in targets):
        return 0.0
    told = [match for match in table.columns if match.how != "sequence" and match.title]
    sure = sum(match.confidence for match in found.values())
    share = sure / max(len(told), len(found))
    breadth = len(found) / (len(found) + 2)
    return round(share * breadth, 4)


def _in_yuan(rows: Iterable[DataRow], keys: Collection[str]) -> None:
    """Put the unit of a head, 金额（万元）, behind the bare numbers below it."""
    for row in rows if keys else ():
        bare = {key: text for key in keys if (text := text_of(row.cells.get(key))) and _TEN_THOUSAND[0] not in text}
        row.cells = {**row.cells, **{key: text.removesuffix("元") + _TEN_THOUSAND for key, text in bare.items()}}


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, sheet: SheetData, layout: Layout, matches: list[ColumnMatch], roles: Mapping[str, str]) -> None:
        self.sheet, self.layout = sheet, layout
        matches = sorted(matches, key=lambda match: match.role == "landline")
        self.spread = spread(sheet)
        by_role: dict[str, list[str]] = {}
        for match in matches:
            if match.target:
                by_role.setdefault(roles[match.target], []).append(match.target)
        titles = {match.column: match.role for match in matches}
        self.names = by_role.get("person_name", [])
        self.relation = by_role.get("relation", [])
        self.shared = [key for role in HOUSEHOLD for key in by_role.get(role, [])]
        self.marks = by_role.get("household_no", []) + by_role.get("head_name", [])
        self.of_people = "relation" in roles.values()
        self.of_households = self.of_people and bool({"household_no", "head_name", "relation"} & set(titles.values()))
        self.parts = {match.column: titles[match.column] for match in matches if match.how == "address_part"}
        self.once = sorted(column for column in self.parts if self._is_written_once(column))
        self.standing: dict[int, Cell] = {}
        joined = {match.target for match in matches if match.how in ("also", "address_part")}
        self.wholes = [(m.column, m.target) for m in matches if m.target and m.target not in joined]
        self.pieces = [match for match in matches if match.target and match.target in joined]
        self.columns = {m.column: m.target for m in matches if m.target}
        self.width = max((match.column + 1 for match in matches), default=0)
        self.keys = {role: key for key, role in reversed(list(roles.items()))}
        self.stand_ins = self._stand_ins(by_role, titles)
        self.telling = [*self.names, *by_role.get("citizen_id", [])]
        self.called = [*self.names, *by_role.get("head_name", [])]

    def _stand_ins(self, by_role: Mapping[str, list[str]], titles: Mapping[int, str]) -> dict[str, int]:
        """{the person's key: the head's column}: a row that names only the head is about the head."""
        columns = {role: column for column, role in reversed(list(titles.items()))}
        pairs = {"person_name": "head_name", "citizen_id": "head_id"}
        found = {by_role[a][0]: columns[b] for a, b in pairs.items() if a in by_role and b in columns}
        if found and "head_phone" in columns and (phone := self.keys.get("phone")):
            found[phone] = columns["head_phone"]
        return found

    def read(self) -> list[DataRow]:
        rows: list[DataRow] = []
        above: dict[str, Cell] = {}
        cells: dict[str, Cell] = {}
        last = 0
        for number in self.layout.rows:
            raw, merged = self._raw(number)
            if number != last + 1:
                above, cells = {}, {}
            cells, inherited = self._cells(raw, merged, cells)
            inherited |= self._from_household(cells, above)
            self._from_head(cells, raw, merged)
            if self.layout.relation and (relation := self.keys.get("relation")):
                cells[relation] = self.layout.relation
            for key in self.called:
                if type(name := cells.get(key)) is str and name[-1:] in _CLOSING:
                    self._beside_name(key, name, cells)
            above = {key: cell for key in self.shared if (cell := cells.get(key)) is not None}
            if merged and self._goes_on(number, last, inherited):
                join(rows[-1], cells)
                last = number
                continue
            last = number
            rows.append(DataRow(number, cells, raw, frozenset(inherited)))
        return rows

    def _goes_on(self, number: int, last: int, inherited: Set[str]) -> bool:
        """Whether a row of a list of people has its name, and all that tells who it is, from the merged cells above:
        it only has more of the same person."""
        own = [key for key in self.telling if key in self.columns.values()]
        return self.of_people and number == last + 1 and bool(self.names) and inherited >= set(own)

    def _raw(self, number: int) -> tuple[Row, Set[int]]:
        """The row's cells with merged values put in, and the columns that got one."""
        row = self.sheet.row(number)
        if number not in self.spread:
            return row, _NONE
        given = self.spread.get(number, {})
        merged = {column for column in given if column >= len(row) or is_blank(row[column])}
        if not merged:
            return row, merged
        full = row + [None] * (max(merged) + 1 - len(row))
        for column in merged:
            full[column] = given[column]
        return full, merged

    def _is_written_once(self, column: int) -> bool:
        """Whether a column of buildings names each in its first row only: no two rows one below the other agree."""
        rows = map(self.sheet.row, self.layout.rows)
        cells = [plain(text_of(row[column])) if column < len(row) else "" for row in rows]
        return "" in cells and not any(a and a == b for a, b in pairwise(cells))

    def _with_standing(self, row: Row) -> Row:
        """The row with the buildings that still stand from above: those before the first part it names itself."""
        full = list(row)
        for column in self.once:
            if not is_blank(row[column]):
                break
            full[column] = self.standing.get(column)
        if all(is_blank(row[column]) for column in self.parts):
            return row
        self.standing = {column: full[column] for column in self.once}
        return full

    def _cells(self, raw: Row, merged: Set[int], before: Mapping[str, Cell]) -> tuple[dict[str, Cell], set[str]]:
        """The cells by key, blank ones as None, 同上 as the row `before` has it; the keys of those that stand in
        cells merged downwards."""
        row = raw + [None] * (self.width - len(raw))
        if self.once:
            row = self._with_standing(row)
        cells = {key: row[column] for column, key in self.wholes}
        for match in self.pieces:
            key, cell = str(match.target), row[match.column]
            if match.column in self.parts:
                cells[key] = with_part(cells.get(key), cell, self.parts[match.column])
            else:
                cells[key] = with_phone(cells.get(key), cell, match.role == "landline")
        for key, cell in cells.items():
            if type(cell) is str and (bare := cell.strip())[:1] in _STARTS and "".join(bare.split()) in _NOT_WRITTEN:
                cells[key] = before.get(key) if bare else None
        return cells, {self.columns[column] for column in merged if column in self.columns}

    def _from_household(self, cells: dict[str, Cell], above: Mapping[str, Cell]) -> set[str]:
        """Fill what a member shares with the household above; heads and other households take nothing."""
        if not self.of_households or not above or all(cells.get(key) is None for key in self.names):
            return set()
        if all(cells.get(key) is not None for key in self.shared):
            return set()
        if any(plain(text_of(cells.get(key))) in _HEAD for key in self.relation):
            return set()
        for key in self.marks:
            own = cells.get(key)
            if own is not None and plain(text_of(own)) != plain(text_of(above.get(key))):
                return set()
        if not self.marks and not self.relation:
            return set()
        if self.relation and self.marks and all(cells.get(key) is None for key in (*self.relation, *self.marks)):
            return set()
        filled = {key for key in self.shared if cells.get(key) is None and key in above}
        for key in filled:
            cells[key] = above[key]
        return filled

    def _from_head(self, cells: dict[str, Cell], raw: Row, merged: Set[int]) -> None:
        """A row without a member whose head is named in its own cells is about the head."""
        phone = self.keys.get("phone")
        if not self.stand_ins or any(cells.get(key) is not None for key in self.stand_ins if key != phone):
            return
        for person, column in self.stand_ins.items():
            if cells.get(person) is None and column < len(raw) and column not in merged and not is_blank(raw[column]):
                cells[person] = raw[column]


    def _beside_name(self, key: str, name: str, cells: dict[str, Cell]) -> None:
        """张三（曾用名李四）: what stands in brackets behind a name goes where it belongs, the rest into the note."""
        found = _ASIDE.fullmatch(name.strip())
        if not found:
            return
        cells[key], aside = found[1], found[2].strip()
        former = _FORMER.match(aside)
        place = "former_name" if former else "relation" if plain(aside) in _HEAD else "note"
        target = self.keys.get(place)
        if not target or key not in self.names:
            return
        if place != "note":
            if is_blank(cells.get(target)):
                cells[target] = aside[former.end() :] if former else aside
        else:
            cells[target] = "；".join(filter(None, (text_of(cells.get(target)), f"姓名栏注：{aside}")))
