"""名单比对: somebody else's list against ours: in both, only theirs, only ours, different in which fields."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.errors import Invalid
from desk.kinds import Link, PersonName, Phone, Value
from desk.kinds.tidy import hide_middle
from desk.service.desk import Desk
from desk.service.entries.titles import labels
from desk.service.imports.model import ParsedRow
from desk.service.imports.people import address_key, name_key
from desk.service.imports.reading import CellReader, written
from desk.service.imports.store import some_columns
from desk.service.jobs import Job, Step
from desk.service.lists.asked import people_asked
from desk.service.lists.columns import is_masked, rows_by_id
from desk.service.lists.exporting import log_export
from desk.service.lists.filltargets import fill_targets, identity
from desk.service.lists.find import Hit
from desk.service.lists.pairing import Side, pair
from desk.service.lists.query import Query, ids
from desk.sheets.model import Target
from desk.sheets.reading import read_book
from desk.sheets.tables import find_layouts, read_table
from desk.sheets.words import role_of_target, role_of_titles
from desk.spec.catalog import Resolved

_HEAD = "序号\t姓名\t身份证号\t联系电话\t备注"
"""The head that a bare list of names gets."""


@dataclass(frozen=True)
class Theirs:
    """A row of their list: sheet, spreadsheet row, name, number (hidden in part unless in full), and a remark."""

    sheet: str
    row: int
    name: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class Different:
    """A row of both whose fields differ: (title, theirs, ours)."""

    id: int
    name: str
    row: int
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Comparison:
    """Their list against ours. `different` are among `both`; `unsure` bear a name that several of ours bear."""

    title: str
    both: tuple[tuple[int, str], ...]
    only_theirs: tuple[Theirs, ...]
    only_ours: tuple[tuple[int, str, str], ...]
    """Id, name and what tells namesakes apart."""
    different: tuple[Different, ...]
    unsure: tuple[tuple[Theirs, tuple[Hit, ...]], ...] = ()
    twice: tuple[Theirs, ...] = ()
    """Rows of theirs about somebody whom an earlier row speaks of."""
    full: bool = False


def compare(desk: Desk, theirs: Path | str | Sequence[Sequence[str]], query: Query | str, full: bool = False
            ) -> Job[Comparison]:
    """Compare a file, pasted text (cells parted by tabs) or rows of cells with the people of a ledger.

    Numbers come first, then names that only one bears; columns are matched by their titles as in an import. Masked
    unless `full`, which is logged. Raises Invalid: a file that cannot be read, no list of people in it, a ledger that
    is not about people.
    """
    query = Query(query) if isinstance(query, str) else query
    ledger = desk.catalog.ledger(query.ledger)
    targets = fill_targets(desk, query.ledger)
    told = identity(targets)
    if "name" not in told:
        raise Invalid("compare_people", f"「{ledger.title}」不是人员名单，不能比对")
    yield Step(0, 0, "正在读取对方的名单")
    rows, titles, matched = _read(theirs, targets)
    yield Step(0, 0, "正在核对")
    work = _Work(desk, query, told, [one for one in targets if one.key in matched], titles, full)
    made = work.result(rows)
    if full:
        log_export(desk, f"名单比对（{ledger.title}）", len(made.both), True, "查看")
    return made


def _read(theirs: Path | str | Sequence[Sequence[str]], targets: Sequence[Target]
          ) -> tuple[list[tuple[str, ParsedRow]], dict[str, str], set[str]]:
    """Their rows by sheet, the titles over the columns by path, and the paths they have columns for."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        path = theirs if isinstance(theirs, Path) else _as_file(theirs, Path(folder))
        book = read_book(path)
    rows: list[tuple[str, ParsedRow]] = []
    titles: dict[str, str] = {}
    for sheet in book.sheets:
        for layout in find_layouts(sheet, targets)[0]:
            table = read_table(sheet, layout, targets)
            if layout.summary or not any(role_of_target(t) in ("person_name", "citizen_id")
                                         for t in targets if t.key in table.matched):
                continue
            reader = CellReader({t.key: t for t in targets}, book.epoch_1904)
            rows += [(sheet.name, reader.row(sheet.name, row.number, row.cells)) for row in table.rows]
            titles = {key: match.title for key, match in table.matched.items()} | titles
    if not rows:
        raise Invalid("no_table", "没有在对方的名单里找到带表头的人员名单，请检查表格内容")
    return rows, titles, set(titles)


def _as_file(told: str | Sequence[Sequence[str]], folder: Path) -> Path:
    """Pasted cells as a file of their own; names without a head get one."""
    lines = told.splitlines() if isinstance(told, str) else ["\t".join(map(_one_line, row)) for row in told]
    lines = [line for line in lines if line.strip()]
    titles = [cell for line in lines[:5] for cell in line.split("\t") if role_of_titles([cell])]
    if len(titles) < 2:
        people = enumerate(people_asked(lines), 1)
        lines = [_HEAD, *(f"{at}\t{one.name}\t{one.number}\t{one.phone}\t{one.hint}" for at, one in people)]
    path = folder / "名单.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def _one_line(cell: object) -> str:
    return " ".join(str(cell if cell is not None else "").split())


class _Work:
    """One comparison."""

    def __init__(
        self, desk: Desk, query: Query, told: dict[str, str], targets: Sequence[Target], titles: dict[str, str],
        full: bool,
    ) -> None:
        self.desk, self.told, self.titles, self.full = desk, told, titles, full
        self.record = desk.catalog.ledger(query.ledger).record
        self.title = desk.catalog.ledger(query.ledger).title
        paths = dict.fromkeys((*told.values(), *(one.key for one in targets)))
        self.columns = {path: desk.catalog.column(self.record, path) for path in paths}
        self.compared = [one.key for one in targets if self.columns[one.key].form not in ("age", "list", "count")]
        self.ours = self._people(list(ids(desk, query)))

    def _people(self, wanted: list[int]) -> dict[int, dict[str, Any]]:
        """Our rows by id, one a person (a list of standings may have several)."""
        rows = rows_by_id(self.desk, self.record, list(self.columns.values()), wanted)
        made: dict[int, dict[str, Any]] = {}
        seen: set[str] = set()
        for id, values in rows.items():
            row = dict(zip(self.columns, values, strict=True))
            number = row.get(self.told.get("number", ""))
            if not number or number not in seen:
                made[id] = row
            seen.add(number or "")
        return made

    def result(self, rows: list[tuple[str, ParsedRow]]) -> Comparison:
        """Everybody told apart."""
        sides = [self._side(row.values, _masked_number(row, self.told)) for _, row in rows]
        pairs, many, again = pair(sides, {id: self._side(row) for id, row in self.ours.items()})
        met, open_ = set(pairs.values()), {id for found in many.values() for id in found}
        ours = [id for id in self.ours if id not in met and id not in open_]
        known = labels(self.desk, self.record, [*ours, *open_])
        lone = [place for place in range(len(rows)) if place not in {*pairs, *many, *again}]
        notes = self._in_register([sides[place] for place in lone])
        hits = {id: Hit(self.record, id, *known.get(id, ("", ""))) for id in (*ours, *open_)}
        return Comparison(
            self.title,
            tuple((id, self._name(id)) for id in self.ours if id in met),
            tuple(self._theirs(rows[at], sides[at], note) for at, note in zip(lone, notes, strict=True)),
            tuple((id, self._name(id), hits[id].detail) for id in ours),
            tuple(one for at, id in pairs.items() if (one := self._different(rows[at][1], id))),
            tuple((self._theirs(rows[at], sides[at]), tuple(hits[id] for id in found)) for at, found in many.items()),
            tuple(self._theirs(rows[at], sides[at]) for at in again),
            self.full)

    def _different(self, row: ParsedRow, id: int) -> Different | None:
        fields = self._differences(row, self.ours[id])
        return Different(id, self._name(id), row.number, fields) if fields else None

    def _side(self, row: Any, masked: str = "") -> Side:
        told = {known: str(row.get(path) or "") for known, path in self.told.items()}
        return Side(**told, masked=masked)

    def _name(self, id: int) -> str:
        return str(self.ours[id][self.told["name"]] or "")

    def _theirs(self, row: tuple[str, ParsedRow], side: Side, note: str = "") -> Theirs:
        number = side.number
        if number and not self.full and "number" in self.told:
            number = self.columns[self.told["number"]].kind.masked(number)
        return Theirs(row[0], row[1].number, side.name, number or side.masked, note)

    def _in_register(self, lone: list[Side]) -> list[str]:
        """What the register knows of those who are not on our list."""
        with self.desk.read() as conn:
            found = list(some_columns(self.desk, conn, "resident", "name", "id_number"))
        numbers = {number for _, number in found if number}
        names = {name_key(name) for name, _ in found}
        return [
            "登记簿里有这个人，但不在本台账" if one.number in numbers
            else "登记簿里有同名的人" if name_key(one.name) in names else "登记簿里没有"
            for one in lone]

    def _differences(self, row: ParsedRow, ours: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
        made = []
        broken = {key for key, _, _ in row.problems}
        for path in self.compared:
            column, own = self.columns[path], ours[path]
            said = row.values.get(path)
            if path in row.masked or (said is None and path not in broken):
                continue
            if path in broken:
                said = written(row.cells.get(path))
                shown = hide_middle(said, 3, 4) if is_masked(column, self.full) else said
                made.append((self.titles[path], shown, self._text(column, own)))
            elif not _same(column, said, own, path == self.told.get("address")):
                made.append((self.titles[path], self._text(column, said), self._text(column, own)))
        return tuple(made)

    def _text(self, column: Resolved, value: Any) -> str:
        if isinstance(column.kind, Link):
            return str(value or "")
        return column.kind.masked(value) if is_masked(column, self.full) else column.kind.show(value)


def _masked_number(row: ParsedRow, told: dict[str, str]) -> str:
    """A number of which their list shows only a part."""
    path = told.get("number", "")
    return written(row.cells.get(path)) if path in row.masked else ""


def _same(column: Resolved, theirs: Value, ours: Value, address: bool) -> bool:
    """Whether two values mean the same; of telephones one in common is enough."""
    if theirs == ours:
        return True
    if ours is None or theirs is None:
        return False
    if isinstance(column.kind, Phone):
        return bool(set(Phone.split(theirs)) & set(Phone.split(ours)))
    if isinstance(column.kind, PersonName):
        return name_key(str(theirs)) == name_key(str(ours))
    return (address or column.key == "address") and address_key(str(theirs)) == address_key(str(ours))


def comparison_xlsx(desk: Desk, made: Comparison, out: Path, purpose: str = "名单比对") -> Job[int]:
    """Write a comparison as a workbook, one row a person or a difference; masked as the comparison is."""
    from desk.sheets.writing import OutColumn, Register, write_register

    rows = _lines(made)
    heads = [OutColumn(title) for title in _HEADS]
    register = Register(f"{desk.name}名单比对", f"填报单位：{desk.name}居民委员会", "", heads, rows, total=len(rows),
                        extra_titles=(f"与「{made.title}」比对",))
    for done, total in write_register(out, register):
        yield Step(done, total, "正在写出比对结果")
    log_export(desk, f"名单比对（{made.title}，Excel）", len(rows), made.full, purpose)
    return len(rows)


_HEADS = ("结果", "姓名", "身份证号", "项目", "对方的名单", "我们的台账", "对方行号", "说明")
"""The columns of the workbook."""


def _lines(made: Comparison) -> list[list[Any]]:
    differing = {one.id for one in made.different}
    rows: list[list[Any]] = []
    for one in made.different:
        rows += [["内容不同", one.name, None, *field, str(one.row), None] for field in one.fields]
    rows += [["只在对方", t.name, t.number, None, None, None, str(t.row), t.note] for t in made.only_theirs]
    rows += [["只在我们", name, None, None, None, None, None, detail] for _, name, detail in made.only_ours]
    for t, found in made.unsure:
        who = "；".join(f"{hit.title} {hit.detail}" for hit in found)
        rows.append(["同名待定", t.name, t.number, None, None, None, str(t.row), who])
    rows += [["对方重复", t.name, t.number, None, None, None, str(t.row), None] for t in made.twice]
    return rows + [["两边都有", name, *[None] * 6] for id, name in made.both if id not in differing]
