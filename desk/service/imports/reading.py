"""From a file to parsed tables: which record each table speaks of, its columns, its rows as plain values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desk.errors import Invalid
from desk.kinds import Cell, Date, PartialDate, Value
from desk.service.desk import Desk
from desk.service.imports.beside import besides, complete
from desk.service.imports.certificates import by_certificate
from desk.service.imports.guessing import Guess, Guesser, of_tenants
from desk.service.imports.model import IgnoredRow, ParsedRow, ParsedTable, Remark, Source
from desk.service.imports.told import day_told
from desk.service.jobs import Job, Step
from desk.sheets.cards import straightened
from desk.sheets.grid import is_blank, text_of
from desk.sheets.model import Book, DataRow, Layout, SheetData, Table, Target
from desk.sheets.reading import read_book
from desk.sheets.tables import find_layouts, read_table
from desk.sheets.years import import_order

_STEP = 1000
_EMPTY_MARKS = frozenset(("/", "\\", "-", "--", "—", "——", "－"))
"""What people draw into a cell that stays empty."""

Mapped = Mapping[str, Mapping[int, str]]
"""The user's own matching: by sheet, by column (from 0), the field's key; "" leaves a column out."""


def read_source(
    desk: Desk, path: Path, record: str | None, sheet: str | None, mapping: Mapped | None,
    preset: Mapping[str, str] | None,
) -> Job[Source]:
    """Read a file. Raises Invalid: nothing that can be read, no such sheet, no such record, no table in it."""
    yield Step(0, 0, "正在读取表格")
    book = read_book(path)
    chosen = [one for one in book.sheets if sheet in (None, one.name)]
    if not chosen:
        raise Invalid("unknown_sheet", f"文件里没有名为“{sheet}”的工作表")
    source = Source(path, book, [], [])
    offered = Guesser(desk, record, preset or {})
    for number, one in enumerate(import_order(chosen), 1):
        yield Step(number, len(chosen), f"正在识别“{one.name}”")
        before = len(source.tables)
        yield from _read_sheet(source, one, offered, (mapping or {}).get(one.name))
        if any(table.fits for table in source.tables[before:]):
            source.notes += _notes(one)
    if not source.tables:
        raise Invalid("no_table", "没有在文件里找到带表头的名单，请检查表格内容")
    return source


def _read_sheet(
    source: Source, sheet: SheetData, offered: Guesser, mapping: Mapping[int, str] | None
) -> Job[None]:
    sheet = straightened(sheet, offered.known)
    layouts, ignored = find_layouts(sheet, offered.words)
    source.ignored += [IgnoredRow(sheet.name, one.row, one.why) for one in ignored]
    above = {one.row: one.why for one in ignored if one.why in ("title", "section", "unit_and_date")}
    words = {row: " ".join(filter(None, map(written, sheet.row(row)))) for row in above}
    for layout in layouts:
        if layout.summary:
            continue
        head = layout.header_rows[0] if layout.header_rows else layout.rows[0]
        over = [row for row in sorted(above, reverse=True) if row < head]
        texts = [words[row] for row in over if above[row] != "unit_and_date"] + [sheet.name, source.path.stem]
        day = day_told([words[row] for row in over if above[row] != "section"])
        made = offered.guess(sheet, layout, mapping, texts, day)
        parsed = yield from _read_table(source.book, sheet, layout, offered, mapping, made)
        if parsed.fits:
            yield from _read_beside(source.book, sheet, layout, offered, parsed, texts, day)
        source.tables.append(parsed)
        source.notes += parsed.notes
        if not parsed.fits:
            source.ignored += [IgnoredRow(sheet.name, row, "unmatched") for row in layout.rows]


def _read_table(
    book: Book, sheet: SheetData, layout: Layout, offered: Guesser, mapping: Mapping[int, str] | None, made: Guess
) -> Job[ParsedTable]:
    """The table as one of that record."""
    own = offered.by_record[made.record]
    left_out = of_tenants(layout) if made.record == "place" else {}
    table = read_table(sheet, layout, own, {**left_out, **(mapping or {})}, offered.known)
    parsed = _table(table, made.record, {one.key: one for one in own})
    parsed.others, parsed.fits = made.others, bool(made.fit)
    if made.fit:
        yield from _parse(parsed, table.rows, book, made.given)
    return parsed


def _read_beside(
    book: Book, sheet: SheetData, layout: Layout, offered: Guesser, parsed: ParsedTable, texts: Sequence[str], day: str
) -> Job[None]:
    """The same rows as rows of the other records that the table tells of."""
    for one in besides(offered, sheet, layout, parsed, texts, day):
        table = read_table(sheet, layout, one.targets, one.mapping, offered.known)
        if not complete(offered.desk, one, table):
            continue
        other = _table(table, one.record, {target.key: target for target in one.targets})
        yield from _parse(other, [row for row in table.rows if one.holds(row.raw)], book, one.given)
        if one.takes is not None:
            _give_up(parsed, one.takes)
        parsed.beside.append(other)


def _give_up(parsed: ParsedTable, column: int) -> None:
    """A column means something to what is beside, and nothing to the table itself."""
    keys = {one.target for one in parsed.columns if one.column == column}
    parsed.columns = tuple(replace(one, target=None) if one.column == column else one for one in parsed.columns)
    for row in parsed.rows:
        row.values = {key: value for key, value in row.values.items() if key not in keys}
        row.problems = tuple(one for one in row.problems if one[0] not in keys)


def _table(table: Table, record: str, own: dict[str, Target]) -> ParsedTable:
    titles = {match.target: match.title for match in reversed(table.columns) if match.target}
    head = table.header_rows[-1] if table.header_rows else 0
    return ParsedTable(table.sheet, record, head, tuple(table.columns), own, [], titles=titles)


def _parse(parsed: ParsedTable, rows: Sequence[DataRow], book: Book, preset: Mapping[str, str]) -> Job[None]:
    by_certificate(parsed, rows)
    reader = CellReader(parsed.targets, book.epoch_1904)
    dated = {key for key, one in parsed.targets.items() if key in parsed.titles and isinstance(one.kind, Date)}
    parsed.given = preset = {key: text for key, text in preset.items() if key not in dated}
    fixed = parsed.fixed = reader.row(parsed.sheet, 0, dict(preset)).values
    for count, row in enumerate(rows):
        if count % _STEP == 0:
            yield Step(count, 0, f"正在检查“{parsed.sheet}”")
        one = reader.row(parsed.sheet, row.number, row.cells)
        one.values = fixed | one.values if fixed else one.values
        parsed.rows.append(one)
    parsed.notes += [
        Remark(parsed.sheet, row, parsed.title(key), written(cell), "date_month",
               f"第{row}行：“{parsed.title(key)}”只写到月，按{day}登记", key)
        for row, key, cell, day in reader.months]


class CellReader:
    """Reads the cells of rows by their fields' kinds; the same text in a column is read once."""

    def __init__(self, own: Mapping[str, Target], epoch_1904: bool = False) -> None:
        self.kinds = {key: one.kind for key, one in own.items()}
        self.epoch_1904 = epoch_1904
        self.days = {key for key, one in own.items() if isinstance(one.kind, Date) and not (
            one.required or one.kind.past_only)}
        """Dates of which the month is enough."""
        self.months: list[tuple[int, str, Cell, str]] = []
        """Row, field and cell of dates without a day, and the day that stands for the month."""
        self._known: dict[str, dict[str, Value]] = {key: {} for key in own}

    def row(self, sheet: str, number: int, cells: Mapping[str, Cell]) -> ParsedRow:
        """The row with every cell read."""
        values: dict[str, Value] = {}
        problems: list[tuple[str, str, str]] = []
        masked: set[str] = set()
        for key, cell in cells.items():
            if cell is None or (read := self._known.get(key)) is None:
                continue
            if type(cell) is str and (known := read.get(cell)) is not None:
                values[key] = known
                continue
            try:
                value = self._value(key, cell)
            except Invalid as error:
                if first := self._first_day(key, cell, error.code):
                    values[key] = first
                    self.months.append((number, key, cell, first))
                    continue
                if isinstance(cell, str) and self.kinds[key].is_masked(cell.strip()):
                    masked.add(key)
                problems.append((key, error.code, error.text))
                continue
            if value is not None:
                values[key] = value
        return ParsedRow(sheet, number, values, cells, tuple(problems), frozenset(masked) if masked else _NONE)

    def _first_day(self, key: str, cell: Cell, code: str) -> str:
        """The first of a month that stands alone, 2024.3, where it only says since when something is so; "" elsewhere:
        nobody's birth and no event is given a day that nobody wrote."""
        if code != "date_partial" or key not in self.days:
            return ""
        month = str(PartialDate().cell(cell, epoch_1904=self.epoch_1904) or "")
        return f"{month}-01" if len(month) == len("2024-03") else ""

    def _value(self, key: str, cell: Cell) -> Value:
        if isinstance(cell, str):
            if is_blank(cell) or cell.strip() in _EMPTY_MARKS:
                return None
            value = self._known[key][cell] = self.kinds[key].cell(cell)
            return value
        return self.kinds[key].cell(cell, epoch_1904=self.epoch_1904)


_NONE: frozenset[str] = frozenset()


_TRUE_DIGITS = 15
"""Digits of a number that a spreadsheet keeps; the rest are noise."""


def written(cell: Cell) -> str:
    """A cell as the sheet shows it, for people: a long number without an exponent, noughts behind its 15th digit."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        return _fifteen(int(cell))
    return text_of(cell)


def _fifteen(number: int) -> str:
    """A whole number as spreadsheets show it. A number that was cut already lies within the floating error of its
    cut form; any other is cut, not rounded, as its first digits are the true ones."""
    digits = str(abs(number))
    if len(digits) <= _TRUE_DIGITS:
        return str(number)
    unit = 10 ** (len(digits) - _TRUE_DIGITS)
    near = (abs(number) + unit // 2) // unit * unit
    cut = near if abs(near - abs(number)) <= math.ulp(float(number)) / 2 else abs(number) // unit * unit
    return str(cut if number >= 0 else -cut)


def _notes(sheet: SheetData) -> list[Remark]:
    """What the user should know of a sheet as a whole."""
    first = sheet.first_row
    found = []
    if not sheet.visible:
        found.append(Remark(sheet.name, first, "", "", "sheet_hidden", f"工作表“{sheet.name}”是隐藏的，也已读入"))
    if sheet.hidden_rows:
        rows = "、".join(str(row) for row in sorted(sheet.hidden_rows)[:10])
        more = f"等{len(sheet.hidden_rows)}行" if len(sheet.hidden_rows) > 10 else "行"
        text = f"第{rows}{more}是隐藏的，也已读入"
        found.append(Remark(sheet.name, min(sheet.hidden_rows), "", "", "row_hidden", text))
    if sheet.uncomputed:
        found.append(Remark(sheet.name, first, "", "", "formula_uncomputed",
                            f"“{sheet.name}”有{sheet.uncomputed}个公式没有结果，请用表格软件打开保存后再导入"))
    return found
