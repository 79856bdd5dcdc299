"""Find the tables of a sheet, whatever stands above, between, beside and below them."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.sheets import lines
from desk.sheets.content import is_name
from desk.sheets.family import split_family
from desk.sheets.grid import Grid, is_blank, text_of
from desk.sheets.heads import Head, find_head, is_head, is_title_like, split_side_by_side
from desk.sheets.lines import Filled
from desk.sheets.model import Cell, Ignored, Layout, Row, SheetData
from desk.sheets.words import PARTS, STATISTICS, plain, role_of_titles

HEAD_DEPTH = 60
"""Rows searched for the first head."""
CHOICES_MARK = "供下拉选择用"
BLANKS = 1000
"""A longer run of blank rows is not listed row by row."""


@dataclass
class Survey:
    """What was found in one sheet."""

    layouts: list[Layout] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


@dataclass
class _Walk:
    """The state of one walk down a sheet."""

    grid: Grid
    words: frozenset[str]
    reasons: dict[int, str] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    layouts: list[Layout] = field(default_factory=list)


def survey(sheet: SheetData, words: frozenset[str]) -> Survey:
    """All tables of a sheet and the rows that belong to none; `words` is `words.vocabulary(targets)`.

    The rows of a table's own head are not named again among the ignored ones; a head that is repeated is.
    """
    walk = _Walk(Grid(sheet), words)
    return _finished(walk) if _walk_down(walk) else _headless(walk)


def blank_tables(sheet: SheetData, words: frozenset[str]) -> tuple[list[Layout], dict[int, str]]:
    """Every table with a head, also one without any data (a form), and what the rows are that hold none."""
    walk = _Walk(Grid(sheet), words)
    return (walk.layouts, walk.reasons) if _walk_down(walk) else ([], {})


def _walk_down(walk: _Walk) -> bool:
    """Sort all rows of the sheet; False when it has no head."""
    sheet = walk.grid.sheet
    start = sheet.first_row
    head = find_head(walk.grid, start, min(start + HEAD_DEPTH, sheet.last_row), walk.words)
    if head is None or _is_for_choices(walk.grid):
        return False
    while head is not None:
        _above(walk, start, head.top - 1)
        following = _read_body(walk, head)
        start = following.top if following else sheet.last_row + 1
        head = following
    return True


def _is_for_choices(grid: Grid) -> bool:
    """The sheet of a template that only feeds its drop-down lists says so in its first cell."""
    return CHOICES_MARK in text_of(grid.cell(grid.first, 0))


def _above(walk: _Walk, start: int, end: int) -> None:
    titled = False
    for number in range(start, end + 1):
        if number in walk.reasons:
            continue
        why = lines.above(walk.grid, number, titled)
        if why == "blank" and not titled:
            continue
        titled = titled or why == "title"
        walk.reasons[number] = why
        if why in ("title", "unit_and_date"):
            walk.titles.update(plain(text_of(cell)) for _, cell in walk.grid.filled(number))


def _read_body(walk: _Walk, head: Head) -> Head | None:
    """Sort the rows below a head to its tables; gives the next, different head if one follows."""
    grid = walk.grid
    bodies = [_Body(walk, head, columns) for columns in split_side_by_side(head, grid) if columns]
    walk.layouts += [body.layout for body in bodies]
    known = frozenset(text for levels in head.titles.values() for text in levels)
    parted = False
    for number in range(head.bottom + 1, grid.last + 1):
        row = grid.row(number)
        if not row:
            walk.reasons[number] = "blank"
            parted = True
            continue
        if len(bodies) == 1 and bodies[0].take_at_once(number, row):
            parted = False
            continue
        if _may_be_head(row, known, parted) and is_head(grid, number, walk.words):
            again = sum(text_of(cell) in head.titles.get(column, ()) for column, cell in grid.filled(number))
            if again >= 0.6 * len(grid.filled(number)):
                walk.reasons[number] = "header"
                continue
            if (following := find_head(grid, number, number, walk.words)) and following.top > head.bottom:
                return _with_groups_above(walk, following)
        whys = [body.take(number) for body in bodies]
        if any(why == "" for why in whys):
            parted = False
            continue
        walk.reasons[number] = next((why for why in whys if why != "blank"), "blank")
        parted = True
    return None


def _with_groups_above(walk: _Walk, head: Head) -> Head:
    """The next table's head; a title right above it was taken for a section of the table before."""
    number = head.top - 1
    while walk.reasons.get(number) in ("section", "note") and len(walk.grid.filled(number)) == 1:
        walk.reasons[number] = "title"
        number -= 1
    return head


def _may_be_head(row: Row, known: frozenset[str], parted: bool) -> bool:
    """A quick look that spares most rows of data the long one."""
    cells = [cell for cell in row if type(cell) is str and len(cell) <= 24]
    return (parted and len(cells) > 0) or sum(cell.strip() in known for cell in cells) >= 2


class _Body:
    """One table below a head, row by row."""

    def __init__(self, walk: _Walk, head: Head, columns: list[int]) -> None:
        self.walk = walk
        self.first, self.stop = columns[0], columns[-1] + 1
        roles = {column: role_of_titles(head.titles.get(column, ())) for column in columns}
        self.sequence = {column for column, role in roles.items() if role == "sequence"}
        self.remarks = {column for column, role in roles.items() if role == "note"}
        names = [column for column, role in roles.items() if role == "person_name"]
        names = names or [column for column, role in roles.items() if role == "head_name"]
        self.name_column = names[0] if names else None
        self.layout = Layout(
            walk.grid.name,
            tuple(range(head.top, head.bottom + 1)),
            tuple(columns),
            {column: head.titles.get(column, ()) for column in columns},
        )
        self.footing = False
        self.begun = False
        self.id_column = -1
        """Where the row before had a citizen's number."""

    def take_at_once(self, number: int, row: Row) -> bool:
        """Keep a row that has a citizen's number where the row before had one: most rows need no longer look."""
        if not 0 <= self.id_column < len(row) or not _is_id_text(row[self.id_column]):
            return False
        first = next(cell for cell in row if not is_blank(cell))
        if len(row) - row.count(None) <= 3 or lines.is_sample([(0, first)]):
            return False
        self._keep(number)
        return True

    def _keep(self, number: int) -> None:
        self.layout.rows.append(number)
        self.begun, self.footing = True, False

    def take(self, number: int) -> str:
        """Keep a row as data and give "", or say why it is none."""
        row = self.walk.grid.row(number)[self.first : self.stop]
        filled = [(self.first + i, cell) for i, cell in enumerate(row) if cell is not None and not is_blank(cell)]
        if all(column in self.sequence and text_of(cell).isdigit() for column, cell in filled):
            return "blank"
        why = self._why(number, filled)
        if not why:
            self._keep(number)
            self.id_column = next((column for column, cell in filled[:8] if _is_id_text(cell)), -1)
        elif why in ("note", "signature"):
            self.footing = True
        return why

    def _why(self, number: int, filled: Filled) -> str:
        width = self.stop - self.first
        if not self.begun and (lines.is_numbering(filled, width) or lines.is_hint(filled)):
            return "header"
        if lines.is_labelled(filled) and not lines.is_signature(filled):
            return "section"
        if len(filled) > 3 and lines.looks_like_person(filled[:8]) and not lines.is_sample(filled):
            return ""
        if lines.is_totals(filled) and not self._is_named(filled):
            return "totals"
        if lines.is_sample(filled):
            return "instructions"
        if lines.same_text(filled, frozenset(self.walk.titles)):
            return "title"
        remark = filled[0][0] in self.remarks and self._is_named(filled)
        if not remark and lines.is_note(filled, self.footing):
            return "note"
        if not remark and lines.is_signature(filled):
            return "signature"
        if lines.is_section(self.walk.grid, number, filled, width, self.name_column):
            return "section"
        return ""

    def _is_named(self, filled: Filled) -> bool:
        """Somebody's name stands where names stand."""
        return any(column == self.name_column and is_name(cell) for column, cell in filled)


def _is_id_text(cell: Cell) -> bool:
    return type(cell) is str and len(cell) == 18 and cell.isascii() and cell[:17].isdigit()


def _headless(walk: _Walk) -> Survey:
    """A sheet without a head: a bare list of people, or only words."""
    grid = walk.grid
    numbers = [number for number in range(grid.first, grid.last + 1) if grid.filled(number)]
    people = [
        number for number in numbers if lines.looks_like_person(grid.filled(number)) and len(grid.filled(number)) > 1
    ]
    if (len(people) >= 2 and len(people) >= 0.3 * len(numbers)) or (len(people) == 1 and len(numbers) <= 2):
        width = max(len(grid.row(number)) for number in people)
        bare = _silent_head(grid, people[0] - 1)
        _above(walk, grid.first, bare.top if not bare.titles else bare.top - 1)
        body = _Body(walk, bare, list(range(width)))
        body.layout.header_rows = (bare.top,) if bare.titles else ()
        walk.layouts.append(body.layout)
        for number in range(people[0], grid.last + 1):
            if why := body.take(number):
                walk.reasons[number] = why
        return _finished(walk)
    return Survey([], [Ignored(number, "instructions") for number in numbers])


def _silent_head(grid: Grid, number: int) -> Head:
    """The row right above the people, when it is one of titles that we do not know (列1 列2 …)."""
    filled = grid.filled(number)
    told = len(filled) >= 2 and all(is_title_like(cell) for _, cell in filled)
    return Head(number, number, {column: (text_of(cell),) for column, cell in filled} if told else {})


def _finished(walk: _Walk) -> Survey:
    layouts = [part for layout in walk.layouts if layout.rows for part in split_family(layout, walk.grid)]
    for layout in layouts:
        layout.summary = is_summary(walk.grid, layout)
    if (layouts and all(layout.summary for layout in layouts)) or (not layouts and walk.layouts):
        rows = [n for n in range(walk.grid.first, walk.grid.last + 1) if walk.grid.filled(n)]
        if layouts or is_summary(walk.grid, walk.layouts[0]):
            return Survey(layouts, [Ignored(number, "summary") for number in rows])
    data = {number for layout in layouts if not layout.summary for number in (*layout.header_rows, *layout.rows)}
    reasons = {number: why for number, why in walk.reasons.items() if number not in data}
    for layout in layouts:
        if layout.summary:
            reasons.update({number: "summary" for number in layout.rows if number not in data})
    return Survey(layouts, [Ignored(number, reasons[number]) for number in _listed(reasons)])


def _listed(reasons: dict[int, str]) -> list[int]:
    """The rows worth naming: without blank rows at the end and without endless runs of them."""
    spoken = [number for number, why in reasons.items() if why != "blank"]
    blanks = [number for number, why in reasons.items() if why == "blank"]
    return sorted(spoken + (blanks if len(blanks) <= BLANKS else []))


def is_summary(grid: Grid, layout: Layout) -> bool:
    """Statistics: heads that count, numbers below them, and nobody's name or number."""
    titles = {column: [plain(text) for text in layout.titles[column]] for column in layout.columns}
    roles = {role_of_titles(layout.titles[column]) for column in layout.columns} - {"", "sequence", "note", *PARTS}
    if roles & {"person_name", "citizen_id", "head_name", "head_id", "relation", "phone"}:
        return False
    counting = [
        column
        for column, texts in titles.items()
        if any(
            text in STATISTICS or text.endswith(("人数", "户数", "数量", "件数", "次数", "比例", "率", "占比"))
            for text in texts
        )
    ]
    titled = [column for column, texts in titles.items() if texts]
    if len(counting) < 2 or len(counting) < 0.5 * len(titled):
        return False
    cells = [grid.cell(number, column) for number in layout.rows[:100] for column in counting[1:]]
    numbers = [cell for cell in cells if is_blank(cell) or isinstance(cell, int | float) or _is_number(text_of(cell))]
    return len(numbers) >= 0.7 * len(cells)


def _is_number(text: str) -> bool:
    return text.strip("%％户人件次个元 ").replace(".", "", 1).isdigit()
