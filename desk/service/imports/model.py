"""What travels through an import: tables as read, rows as understood, what was decided, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from desk.kinds import Cell, Value
from desk.sheets.model import Book, ColumnMatch, Target

EXISTING = ("overwrite", "fill", "ask")
"""What a row does to somebody known: filled cells win; only blanks are filled; what differs is asked."""

Json = dict[str, Any]
At = tuple[str, int]
"""A sheet and a row of it."""
Spot = int | tuple[int, str]
"""A column (from 0) of a row; a field without a column has the first column of its table, and its key."""
Change = tuple[str, str, str]
"""A field's title, its old and its new text."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell of one row: why the row waits, or what to look at though it went in.

    `column` is the column's title as the sheet has it, `field` the key of the field, `hint` a number that the
    register offers instead (never filled in by itself), `id` the tray's own number once it waits there.
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    reason: str
    field: str = ""
    hint: str = ""
    id: int = 0

    def json(self) -> Json:
        """As the command line prints it."""
        return {k: v for k, v in asdict(self).items() if k not in ("field", "hint", "id") or v}


@dataclass(slots=True)
class RowResult:
    """What became of one row: new, updated, unchanged or waiting."""

    sheet: str
    row: int
    record: str
    outcome: str
    title: str
    changes: tuple[Change, ...] = ()
    beside: bool = False
    """It was told beside somebody (their standing), and is a result of its own only because it waits."""
    asked: tuple[Change, ...] = ()
    """What the row says otherwise than the register, where that is asked row by row; decided or not."""


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A row that is nobody, and why (`desk.sheets.model.Ignored`, or unmatched: its table fits no record)."""

    sheet: str
    row: int
    why: str


@dataclass(slots=True)
class ParsedRow:
    """One row with its cells as plain values; blank cells are left out.

    `problems` are (field, code, sentence) of cells that could not be read; `masked` are the fields of which the
    sheet shows only a part.
    """

    sheet: str
    number: int
    values: dict[str, Value]
    cells: Mapping[str, Cell]
    problems: tuple[tuple[str, str, str], ...] = ()
    masked: frozenset[str] = frozenset()
    way: str = ""
    """The user's own answer about this row: overwrite or fill; "" for that of the whole import."""
    sure: bool = False
    """The user wants somebody new to be added although neither a number nor a birth date tells who they are."""


@dataclass
class ParsedTable:
    """One table of a sheet with the record its rows are; `fits` is False when a required column is missing."""

    sheet: str
    record: str
    header_row: int
    columns: tuple[ColumnMatch, ...]
    targets: dict[str, Target]
    rows: list[ParsedRow]
    fits: bool = True
    titles: dict[str, str] = field(default_factory=dict)
    """The title of the column by the field's key."""
    others: tuple[str, ...] = ()
    """Records that the table may be about as well, the likeliest first: the user may choose one of them."""
    notes: list[Remark] = field(default_factory=list)
    """What the user should know of single cells that were read."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What every row of it is given, as text by field key, where it has no cell of its own."""
    fixed: dict[str, Value] = field(default_factory=dict)
    """The same as values."""
    beside: list[ParsedTable] = field(default_factory=list)
    """The same rows as rows of other records: what the people of a list are, or the people of a list of grants."""

    def title(self, key: str) -> str:
        """The title over a field: the sheet's own, else the field's."""
        return self.titles.get(key) or (self.targets[key].title if key in self.targets else "")

    def json(self) -> Json:
        """What the table was taken for, and what it may be as well."""
        return {"sheet": self.sheet, "record": self.record, "rows": len(self.rows), "others": list(self.others)}

    def mapping(self) -> list[Json]:
        """Which column became which field."""
        own = [(c.title, c.target) for c in self.columns if c.target]
        used = {title for title, _ in own}
        own += [(c.title, f"{one.record}:{c.target}") for one in self.beside for c in one.columns
                if c.target and c.title not in used]
        return [{"sheet": self.sheet, "header_row": self.header_row, "column": title, "field": key}
                for title, key in own]


@dataclass
class Source:
    """A file as it was read, so that a plan can be made again without reading it again."""

    path: Path
    book: Book
    tables: list[ParsedTable]
    ignored: list[IgnoredRow]
    notes: list[Remark] = field(default_factory=list)
    mended: dict[At, dict[Spot, str]] = field(default_factory=dict)
    """Cells that were corrected in the preview."""
    left_out: dict[int, set[At]] = field(default_factory=dict)
    """Rows that were left out in the preview, by the first column of their table."""


@dataclass
class Preview:
    """What an import would do. Nothing is written."""

    source: Source
    existing: str
    rows: list[RowResult]
    waiting: list[Remark]
    warnings: list[Remark]
    also: dict[str, int]
    """How many rows of other records are made beside, by record."""
    plan: Any = field(repr=False, default=None)
    seen: int = 0
    """The last change-set that the plan knows of."""
    told: dict[str, dict[str, int]] = field(default_factory=dict)
    """What people become beside, by record: {"standing": {"党员": 12}}."""

    @property
    def file(self) -> str:
        return self.source.path.name

    @property
    def tables(self) -> list[ParsedTable]:
        return self.source.tables

    @property
    def ignored(self) -> list[IgnoredRow]:
        return self.source.ignored

    @property
    def read(self) -> int:
        """How many rows of people or things were read."""
        return sum(not row.beside for row in self.rows)

    def of(self, outcome: str) -> list[RowResult]:
        """The rows that are new, updated, unchanged or waiting."""
        return [row for row in self.rows if row.outcome == outcome]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    def hidden(self) -> list[Json]:
        """What the sheets hide of that which would go in: {sheet, rows, columns (their titles)}."""
        made = []
        for sheet in self.source.book.sheets:
            own = [table for table in self.tables if table.sheet == sheet.name and table.fits]
            rows = sorted(row.number for table in own for row in table.rows if row.number in sheet.hidden_rows)
            heads = [one.title for table in own for one in table.columns
                     if one.target and one.column in sheet.hidden_columns]
            made += [{"sheet": sheet.name, "rows": rows, "columns": heads}] if rows or heads else []
        return made

    def json(self) -> Json:
        """As `desk import --dry-run` prints it."""
        return _document(self, None)


@dataclass(frozen=True)
class ImportResult:
    """What an import did; `changes` are the ids written by record."""

    batch: int
    preview: Preview
    waiting: list[Remark]
    changes: dict[str, list[int]]

    def json(self) -> Json:
        """As `desk import` prints it."""
        return _document(self.preview, self.batch)


def _document(preview: Preview, batch: int | None) -> Json:
    return {
        "batch": batch,
        "read": preview.read,
        "added": preview.count("new"),
        "updated": preview.count("updated"),
        "unchanged": preview.count("unchanged"),
        "also": preview.also,
        "waiting": [one.json() for one in preview.waiting],
        "warnings": [one.json() for one in preview.warnings],
        "ignored": [asdict(one) for one in preview.ignored],
        "hidden": preview.hidden(),
        "tables": [table.json() for table in preview.tables if table.fits],
        "mapping": [line for table in preview.tables if table.fits for line in table.mapping()],
    }


@dataclass(frozen=True)
class WaitingRow:
    """A row in the 待处理 tray: its reason, and its cells by field key with their titles."""

    id: int
    batch: int
    file: str
    record: str
    remark: Remark
    cells: dict[str, str]
    titles: dict[str, str]


@dataclass(frozen=True)
class Batch:
    """An import made earlier. `undone` is when it was taken back."""

    batch: int
    file: str
    record: str
    at: str
    worker: str
    read: int
    added: int
    updated: int
    waiting: int
    undone: str | None = None


@dataclass(frozen=True)
class Mended:
    """What became of a waiting row: new, updated, unchanged, or waiting again for another reason."""

    outcome: str
    remark: Remark | None
    changes: dict[str, list[int]]
