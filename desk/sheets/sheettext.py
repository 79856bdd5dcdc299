"""One worksheet's XML, row by row and cell by cell, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from desk.sheets.model import Cell, Merge
from desk.sheets.package import Style
from desk.sheets.refs import Insert, column_of, corners, follow, letters_of, translated
from desk.sheets.refusals import refuse
from desk.sheets.writing import safe_text
from desk.sheets.xmltext import (
    Element,
    attribute,
    elements,
    escape,
    first,
    replaced,
    unescape,
    with_attribute,
    with_body,
)

_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


@dataclass(frozen=True)
class CellText:
    """A cell: its column, its opening tag, what is inside and the closing tag ("" when the first tag closes itself)."""

    column: int
    head: str
    body: str
    tail: str

    def __str__(self) -> str:
        return self.head + self.body + self.tail

    @property
    def style(self) -> int:
        return int(attribute(self.head, "s") or 0)

    @property
    def formula(self) -> Element | None:
        return first(self.body, "f") if self.body else None

    @property
    def is_blank(self) -> bool:
        """Neither a formula nor a value."""
        return not self.body or (first(self.body, "v", "is", "f") is None)

    def at(self, row: int) -> CellText:
        """The same cell in another row."""
        return replace(self, head=with_attribute(self.head, "r", f"{letters_of(self.column)}{row}"))


@dataclass(frozen=True)
class RowText:
    """A row with its number; parts as those of a cell, blanks up to the next row behind the closing tag."""

    number: int
    head: str
    body: str
    tail: str

    def __str__(self) -> str:
        return self.head + self.body + self.tail

    def cells(self) -> list[CellText]:
        made: list[CellText] = []
        for one in elements(self.body, "c"):
            told = one.get("r")
            column = column_of(told) if told else (made[-1].column + 1 if made else 0)
            made.append(CellText(column, one.head, one.body, one.text[one.close : one.end]))
        return made

    def with_cells(self, cells: Iterator[CellText] | list[CellText], prefix: str) -> RowText:
        """The row with other cells, each told where it stands."""
        body = "".join(str(one.at(self.number)) for one in cells)
        head = with_attribute(with_attribute(self.head, "r", str(self.number)), "spans", None)
        tail = self.tail
        if head.endswith("/>"):
            head, tail = head[:-2].rstrip() + ">", f"</{prefix}row>{tail}"
        return RowText(self.number, head, body, tail)

    def to(self, number: int, prefix: str) -> RowText:
        """The row at another place."""
        return replace(self, number=number).with_cells(self.cells(), prefix)


class SheetText:
    """A worksheet: what stands before the rows, the rows, what stands behind them."""

    def __init__(self, text: str) -> None:
        data = first(text, "sheetData")
        if data is None:
            raise refuse("book_damaged")
        self.prefix = data.prefix
        self.before, self.after = text[: data.start], text[data.end :]
        self.open = data.head[:-2].rstrip() + ">" if data.head.endswith("/>") else data.head
        self.rows: list[RowText] = []
        found = list(elements(data.body, "row"))
        self.open += data.body[: found[0].start] if found else data.body
        ends = [*(one.start for one in found[1:]), len(data.body)]
        for one, end in zip(found, ends, strict=True):
            told = one.get("r")
            number = int(told) if told else (self.rows[-1].number + 1 if self.rows else 1)
            self.rows.append(RowText(number, one.head, one.body, data.body[one.close : end]))

    def __str__(self) -> str:
        rows = "".join(map(str, self.rows))
        return f"{self.before}{self.open}{rows}</{self.prefix}sheetData>{self.after}"

    def row(self, number: int) -> RowText:
        """The row with that number; an empty one where the sheet has none."""
        known = {one.number: one for one in self.rows}
        return known.get(number) or self.empty(number)

    def empty(self, number: int) -> RowText:
        return RowText(number, f'<{self.prefix}row r="{number}">', "", f"</{self.prefix}row>")

    @property
    def has_formulas(self) -> bool:
        return any("<f" in one.body or f"<{self.prefix}f" in one.body for one in self.rows)

    def column_styles(self) -> dict[int, int]:
        """The styles of whole columns, for cells that the sheet does not name."""
        made: dict[int, int] = {}
        for one in elements(self.before, "col"):
            if style := int(one.get("style") or 0):
                low, high = int(one.get("min") or 1), min(int(one.get("max") or 1), 512)
                made.update((column - 1, style) for column in range(low, high + 1))
        return made

    def merges(self) -> list[Merge]:
        made: list[Merge] = []
        for one in elements(self.after, "mergeCell"):
            a, b = corners(one.get("ref") or "A1")
            made.append((a.row, a.column, b.row, b.column))
        return made

    def each_formula(self, change: Callable[[int, CellText, Element], CellText]) -> None:
        """Put every cell with a formula through `change(row, cell, formula)`."""
        for place, row in enumerate(self.rows):
            if f"<{self.prefix}f" not in row.body:
                continue
            cells = row.cells()
            made = [change(row.number, one, found) if (found := one.formula) else one for one in cells]
            if made != cells:
                self.rows[place] = row.with_cells(made, self.prefix)

    def unshare(self) -> None:
        """Write shared formulas out, each in its own cell, so that every one can follow by itself."""
        if not any("shared" in row.body for row in self.rows):
            return
        known: dict[str, tuple[str, int, int]] = {}

        def change(row: int, cell: CellText, found: Element) -> CellText:
            if found.get("t") != "shared":
                return cell
            number, own = found.get("si") or "", unescape(found.body)
            if own:
                known.setdefault(number, (own, row, cell.column))
            elif number not in known:
                return cell
            master, top, left = known[number]
            return with_formula(cell, found, own or translated(master, row - top, cell.column - left), plain=True)

        self.each_formula(change)

    def follow(self, insert: Insert, sheet: str, own: bool) -> None:
        """Let all formulas follow rows put into `sheet`."""

        def change(row: int, cell: CellText, found: Element) -> CellText:
            formula = unescape(found.body)
            made = cell
            if (moved := follow(formula, insert, sheet, own, row)) != formula:
                made = with_formula(cell, found, moved)
            if own and (area := found.get("ref")) is not None:
                head = with_attribute(found.head, "ref", insert.moved(area))
                made = replace(made, body=made.body.replace(found.head, head, 1))
            return made

        self.each_formula(change)

    def forget(self) -> None:
        """Drop what formulas gave last time: whoever opens the file works them out anew."""
        self.each_formula(lambda _, cell, __: forgotten(cell))


def forgotten(cell: CellText) -> CellText:
    """The cell without the stored result of its formula."""
    body = replaced(cell.body, ("v",), lambda _: "")
    return cell if body == cell.body else replace(cell, head=with_attribute(cell.head, "t", None), body=body)


def with_formula(cell: CellText, found: Element, formula: str, plain: bool = False) -> CellText:
    """The cell with another formula; `plain` takes away that it was shared."""
    element = f"<{found.prefix}f>{escape(formula)}</{found.prefix}f>" if plain else with_body(found, escape(formula))
    return replace(cell, body=cell.body[: found.start] + element + cell.body[found.end :])


def blank_cell(prefix: str, column: int, style: int) -> CellText:
    """A cell that only has a style."""
    return CellText(column, f'<{prefix}c{_style_text(style)}/>', "", "")


def _style_text(style: int) -> str:
    return f' s="{style}"' if style else ""


def value_cell(prefix: str, column: int, style: int, look: Style, value: Cell, epoch_1904: bool = False) -> CellText:
    """A cell with a value: text as inline text, numbers as numbers, days as days where the style shows days."""
    if value is None or value == "":
        return blank_cell(prefix, column, style)
    if isinstance(value, bool):
        value = "是" if value else "否"
    if isinstance(value, dt.date) and look.day:
        value = serial(value, epoch_1904)
    if isinstance(value, int | float):
        head = f"<{prefix}c{_style_text(style)}>"
        return CellText(column, head, f"<{prefix}v>{value!r}</{prefix}v>", f"</{prefix}c>")
    text = escape(safe_text(_words(value)))
    head = f'<{prefix}c{_style_text(style)} t="inlineStr">'
    inside = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return CellText(column, head, inside, f"</{prefix}c>")


def _words(value: str | dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value if isinstance(value, str) else value.isoformat()


def serial(day: dt.date, epoch_1904: bool) -> int | float:
    """The number by which a spreadsheet knows a day; a time of day is its fraction."""
    moment = day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)
    days = (moment.replace(tzinfo=None) - (_EPOCH_1904 if epoch_1904 else _EPOCH)) / dt.timedelta(days=1)
    return int(days) if days == int(days) else days
