"""The plain descriptions that travel between the sheets room and the service.

Rows are counted as the spreadsheet counts them, from 1 and hidden rows included; columns from 0 (A is 0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desk.kinds.base import Cell, Kind

Row = list[Cell]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; both ends are inside the merged range."""


@dataclass(frozen=True)
class Target:
    """One field that a column may be matched to."""

    key: str
    title: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass
class SheetData:
    """One sheet of a book, as it stands in the file."""

    name: str
    visible: bool = True
    rows: list[Row] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    first_row: int = 1
    """The spreadsheet's number of `rows[0]`."""
    uncomputed: int = 0
    """How many formulas stand in the sheet without a stored result (their cells read as empty)."""

    def row(self, number: int) -> Row:
        """The cells of the spreadsheet row with that number; [] outside the data."""
        index = number - self.first_row
        return self.rows[index] if 0 <= index < len(self.rows) else []

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1


@dataclass
class Book:
    """A workbook that was read; `format` is what the bytes were, not what the name says."""

    sheets: list[SheetData]
    format: str = "xlsx"
    epoch_1904: bool = False


@dataclass
class Reading:
    """A book while it is being read: its sheets come one after the other."""

    format: str
    sheets: Iterator[SheetData]
    epoch_1904: bool = False


@dataclass(frozen=True)
class ColumnMatch:
    """What was made of one column.

    `how` is one of title, alias, synonym, part (of a title),
    content, user, address_part, also (a further
    telephone), sequence (a running number, of no interest) and none."""

    column: int
    title: str
    target: str | None = None
    how: str = "none"
    confidence: float = 0.0
    role: str = ""
    """What the column means whatever is looked for (a role of resources/sheets/titles.csv)."""


@dataclass(slots=True)
class DataRow:
    """One row that speaks of somebody or something.

    `cells` holds the matched columns only; `inherited` names those keys whose value was taken from
    a merged cell or from the head of the household block above.
    """

    number: int
    cells: Mapping[str, Cell]
    raw: Row
    inherited: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ignored:
    """A row that is nobody, and why.

    `why` is one of title, unit_and_date, header, blank, totals, note, signature, section, instructions, summary.
    """

    row: int
    why: str


@dataclass
class Layout:
    """One table found in a sheet, before its columns are matched to anything."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[int, ...]
    titles: dict[int, tuple[str, ...]]
    """The heads over each column, the lowest last; () where the head is blank."""
    rows: list[int] = field(default_factory=list)
    """The numbers of the rows that hold data."""
    summary: bool = False
    """Statistics, no people: nothing in it is to be imported unless the user insists."""
    relation: str = ""
    """What everybody in it is to the head of household, where the heads of the columns say so (配偶姓名)."""


@dataclass
class Table:
    """One table with its columns matched and its rows read."""

    sheet: str
    header_rows: tuple[int, ...]
    first_row: int
    columns: list[ColumnMatch]
    rows: list[DataRow]

    @property
    def matched(self) -> dict[str, ColumnMatch]:
        """The matched columns by the key of their target."""
        return {match.target: match for match in self.columns if match.target}


__all__ = [
    "Book",
    "Cell",
    "ColumnMatch",
    "DataRow",
    "Ignored",
    "Kind",
    "Layout",
    "Merge",
    "Reading",
    "Row",
    "SheetData",
    "Table",
    "Target",
]
