"""The street office's own blank workbook: find its table and its prepared rows, and fill them.

Only the XML of that sheet changes and what must follow it; formats, merged heads, drop-downs, pictures, print settings
and the other sheets stay as they are (see `desk.sheets.xmltext`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desk.errors import Invalid
from desk.sheets.choices import choices_of
from desk.sheets.following import everything_follows
from desk.sheets.formrows import FormRows, prepared_rows
from desk.sheets.layout import blank_tables
from desk.sheets.matching import match_columns
from desk.sheets.model import Book, Cell, ColumnMatch, Layout, SheetData, Target
from desk.sheets.package import Package
from desk.sheets.reading import read_book
from desk.sheets.refs import Insert
from desk.sheets.sheettext import SheetText
from desk.sheets.words import PARTS, SEQUENCE, variants, vocabulary

SEQUENCE_KEY = "#"
"""The key of a column of running numbers."""
STEP = 500
Place = tuple[str, int]
"""A sheet and the first row of a table's head in it."""


@dataclass(frozen=True)
class FormColumn:
    """A column of the form: `key` of the target that fills it ("#": running numbers, None: left as it is).

    `choices` are the words of its drop-down list; `fixed` says why it is not to be filled: "formula" (the form works it
    out by itself) or "merged" (another column's cell covers it). Columns with `stale` hold last time's entries, which
    are taken out."""

    column: int
    title: str
    key: str | None = None
    how: str = "none"
    choices: tuple[str, ...] = ()
    fixed: str = ""
    stale: bool = False


@dataclass(frozen=True)
class Form:
    """A table to be filled: its sheet, the rows of its head, the prepared rows `first`..`last`, its columns.

    `places` are all tables of the workbook that could be filled, as sheet and first row of the head; `protected` says
    that the sheet is locked (it stays so)."""

    sheet: str
    header_rows: tuple[int, ...]
    first: int
    last: int
    columns: tuple[FormColumn, ...]
    places: tuple[Place, ...] = ()
    protected: bool = False

    @property
    def filled(self) -> list[FormColumn]:
        """The columns that take values, in order."""
        return [one for one in self.columns if one.key and one.key != SEQUENCE_KEY and not one.fixed]


def find_form(path: Path, targets: Sequence[Target], mapping: Mapping[int, str] | None = None,
              sheet: str | None = None, row: int | None = None) -> Form:
    """The table of a blank workbook that fits the targets best, or that of a sheet, whose head begins in that row.

    `mapping` is the user's own {column from 0: key, "#" or ""}. Raises Invalid: no .xlsx (form_not_xlsx), no table
    with a head (form_no_table), no room under the head (form_no_rows), records of several rows (form_merged_rows).
    """
    book = read_book(path)
    if book.format != "xlsx":
        raise Invalid("form_not_xlsx", "只有 .xlsx 表格能作模板；请用 WPS 或 Excel 打开后另存为 .xlsx 再试。")
    own = {column: key for column, key in (mapping or {}).items() if key != SEQUENCE_KEY}
    words = vocabulary(targets)
    found = [
        (sum(match.confidence for match in matches if match.target), layout, reasons, data, matches)
        for data in book.sheets if data.visible
        for layouts, reasons in [blank_tables(data, words)] for one in layouts for layout in _with_heads(one, reasons)
        for matches in [match_columns(data, layout, targets, own)]
    ]
    wanted = [one for one in found if sheet in (None, one[3].name) and row in (None, one[1].header_rows[0])]
    best = max(wanted, key=lambda one: one[0], default=None)
    if best is None or (not best[0] and not mapping):
        raise Invalid("form_no_table", "没有在这个文件里找到能填的表：表头里没有认得的栏目。")
    package = Package(path.read_bytes())
    try:
        form = _form(package, book, best[3], best[1], best[2], best[4], mapping or {})
        return replace(form, places=tuple((one[3].name, one[1].header_rows[0]) for one in found if one[0]))
    finally:
        package.close()


def _with_heads(layout: Layout, reasons: Mapping[int, str]) -> Iterator[Layout]:
    """The table, and those below it under the same head written again: each can be filled."""
    yield layout
    depth = len(layout.header_rows)
    again = sorted(row for row, why in reasons.items() if why == "header" and row > layout.header_rows[-1] + 1)
    for row in again:
        if row - 1 not in again and all(row + more in again for more in range(depth)):
            heads = tuple(range(row, row + depth))
            yield replace(layout, header_rows=heads, rows=[one for one in layout.rows if one > heads[-1]])


def _form(package: Package, book: Book, data: SheetData, layout: Layout, reasons: Mapping[int, str],
          matches: Sequence[ColumnMatch], mapping: Mapping[int, str]) -> Form:
    part = package.sheets.get(data.name)
    if part is None:
        raise Invalid("form_no_table", f"打不开工作表“{data.name}”。")
    text = SheetText(package.text(part))
    sequence = {c for c in layout.columns if any(one in SEQUENCE for one in variants(layout.titles[c]))}
    rows = prepared_rows(text, package.styles, data, layout, reasons, sequence)
    chosen = _chosen(matches, sequence, mapping)
    columns = []
    for column in layout.columns:
        title = "/".join(" ".join(one.split()) for one in layout.titles[column])
        key, how = chosen.get(column, (None, "none"))
        words = choices_of(package, book, data.name, text, column, rows.first)
        columns.append(FormColumn(column, title, key, how, words, rows.fixed(column), rows.stale(column)))
    locked = "<sheetProtection" in text.after
    return Form(data.name, layout.header_rows, rows.first, rows.last, tuple(columns), protected=locked)


def _chosen(matches: Sequence[ColumnMatch], sequence: set[int], mapping: Mapping[int, str]
            ) -> dict[int, tuple[str, str]]:
    """The key and the way of matching of each column; each target fills one column, parts of an address theirs."""
    made: dict[int, tuple[str, str]] = {}
    for match in matches:
        if match.column in made or match.target is None or match.how == "also":
            continue
        part = f"#{PARTS.index(match.role)}" if match.how == "address_part" else ""
        made[match.column] = (match.target + part, match.how)
    made |= {column: (SEQUENCE_KEY, "sequence") for column in sequence if column not in made}
    made |= {column: (key, "user") for column, key in mapping.items()}
    return {column: chosen for column, chosen in made.items() if chosen[0]}


def write_form(content: bytes, form: Form, rows: Sequence[Sequence[Cell]] | Iterator[Sequence[Cell]], total: int,
               out: Path) -> Iterator[tuple[int, int]]:
    """Fill the form into a copy, yielding (rows done, `total`); each row has a value for each of `form.filled`.

    Closing the generator leaves nothing. Raises Invalid for a workbook that changed since, Trouble of the disk.
    """
    package = Package(content)
    try:
        if package.has_macros and out.suffix.lower() != ".xlsm":
            raise Invalid("form_suffix", "这个模板带有宏，请把文件名改为 .xlsm 结尾再保存。")
        part = package.sheets.get(form.sheet)
        if part is None:
            raise Invalid("form_changed", f"模板里没有工作表“{form.sheet}”，请重新设置这个模板。")
        sheet = SheetText(package.text(part))
        insert = Insert(form.first, form.last, max(0, total - (form.last - form.first + 1)))
        if insert.count:
            sheet.unshare()
            sheet.follow(insert, form.sheet, own=True)
        filler = FormRows(sheet, package, form.first, form.last, [one.column for one in form.filled],
                          [one.column for one in form.columns if one.key == SEQUENCE_KEY and not one.fixed],
                          [one.column for one in form.columns if one.stale])
        for done in filler.fill(rows, total):
            if done % STEP == 0:
                yield done, total
        everything_follows(package, part, form.sheet, sheet, insert)
        package.write(out)
        yield total, total
    finally:
        package.close()


__all__ = ["SEQUENCE_KEY", "Form", "FormColumn", "find_form", "write_form"]
