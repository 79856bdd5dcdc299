"""Find the head of a table: which rows carry the titles, and what stands over each column."""

from __future__ import annotations

from dataclasses import dataclass

from desk.sheets.grid import Grid, is_blank, plain_cell, text_of
from desk.sheets.lines import ID_NUMBER, MOBILE
from desk.sheets.model import Cell
from desk.sheets.words import OTHERS, PARTS, ROLE_OF, SEQUENCE, STATISTICS, WEAK, variants

LONGEST_TITLE = 24
OF_ONE_TABLE = (*OTHERS, "家庭成员", "成员", "本人")
"""Groups of columns that belong to one table although their titles repeat (户主: 姓名 | 成员: 姓名)."""
DEEPEST = 4
"""Levels of a head at most."""


@dataclass(frozen=True)
class Head:
    """The rows of a head (both inclusive) and the titles over each column, the lowest last."""

    top: int
    bottom: int
    titles: dict[int, tuple[str, ...]]


def is_title_like(cell: Cell) -> bool:
    """Short text that is no value one recognises."""
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return (
        0 < len(text) <= LONGEST_TITLE
        and not ID_NUMBER.search(text)
        and not MOBILE.search(text)
        and not text.endswith(("。", "；"))
        and not any(mark in text[:-1] for mark in "：:")
    )


def hits(cells: list[Cell], words: frozenset[str]) -> tuple[int, int]:
    """How many cells are known heads for sure, and how many perhaps."""
    strong = weak = 0
    for cell in cells:
        if not is_title_like(cell):
            continue
        readings = variants([str(cell)])
        if any(reading in words and reading not in WEAK for reading in readings):
            strong += 1
        elif any(
            reading in words or any(len(word) > 2 and reading.endswith(word) for word in _ENDINGS)
            for reading in readings
        ):
            weak += 1
    return strong, weak


_ENDINGS = (
    "姓名",
    "电话",
    "地址",
    "日期",
    "时间",
    "证号",
    "号码",
    "类别",
    "类型",
    "情况",
    "状况",
    "名称",
    "金额",
    "人数",
)


def is_head(grid: Grid, number: int, words: frozenset[str]) -> bool:
    """Whether a row by itself reads as the head of a table."""
    filled = grid.filled(number)
    cells = [cell for _, cell in filled]
    if not cells:
        return False
    likely = sum(is_title_like(cell) or _is_year(cell) for cell in cells)
    if any(_is_number_of_somebody(cell) for cell in cells):
        return False
    strong, weak = hits(cells, words)
    if strong < 1 or likely < 0.8 * len(cells):
        return False
    if len(cells) <= 2:
        return strong == len(cells) and _lonely_head(grid, number, [column for column, _ in filled])
    return strong + weak >= 2 and strong + weak >= 0.35 * len(cells)


def _is_number_of_somebody(cell: Cell) -> bool:
    text = text_of(cell)
    return bool(ID_NUMBER.search(text) or MOBILE.search(text))


def _is_year(cell: Cell) -> bool:
    """A year or a running number may be a title too."""
    return isinstance(cell, int | float) and (1990 <= cell <= 2100 or 0 < cell < 100) and cell == int(cell)


def _lonely_head(grid: Grid, number: int, columns: list[int]) -> bool:
    """One or two titles are a head only when values stand right below all of them."""
    below = [grid.cell(number + 1, column) for column in columns]
    wide = any(grid.width_at(number, column) > 1 for column in columns)
    return not wide and all(not is_blank(cell) for cell in below) and len(grid.filled(number + 1)) <= len(columns) + 1


def find_head(grid: Grid, start: int, stop: int, words: frozenset[str]) -> Head | None:
    """The first head among the rows start..stop."""
    for number in range(start, stop + 1):
        if is_head(grid, number, words):
            return _whole_head(grid, number, start, words)
    return None


def _whole_head(grid: Grid, number: int, start: int, words: frozenset[str]) -> Head:
    top, bottom = number, number
    while bottom - top < DEEPEST - 1 and _goes_on(grid, bottom, words):
        bottom += 1
    while top > start and bottom - top < DEEPEST - 1 and _is_group_row(grid, top - 1, bottom):
        top -= 1
    return Head(top, bottom, _titles(grid, top, bottom))


def _goes_on(grid: Grid, number: int, words: frozenset[str]) -> bool:
    """Whether the row below belongs to the head too."""
    for column, _ in grid.filled(number):
        merge = grid.merge_at(number, column)
        if merge and number < merge[2] <= number + DEEPEST:
            return True
    below = grid.filled(number + 1)
    if not below or not all(is_title_like(cell) for _, cell in below):
        return False
    strong, _ = hits([cell for _, cell in below], words)
    if strong >= 2:
        return True
    grouped = [c for c, _ in below if _is_grouped(grid, number, c)]
    return len(grouped) == len(below) and any(grid.width_at(number, c) > 1 for c, _ in grid.filled(number))


def _is_grouped(grid: Grid, number: int, column: int) -> bool:
    """Whether the head cell over that column spans several columns or is blank."""
    return (
        grid.width_at(number, column) > 1
        or grid.covered_from_left(number, column) is not None
        or is_blank(grid.cell(number, column))
    )


def _is_group_row(grid: Grid, number: int, bottom: int) -> bool:
    """Whether a row above the head names groups of its columns (基本情况 | 家庭成员)."""
    filled = grid.filled(number)
    if not filled or not all(
        is_title_like(cell) and "：" not in str(cell) and ":" not in str(cell) for _, cell in filled
    ):
        return False
    if any(m and m[2] > number for m in (grid.merge_at(number, column) for column, _ in filled)):
        return True
    columns = [column for column, _ in grid.filled(bottom)]
    width = max(columns) - min(columns) + 1 if columns else 1
    widest = max(grid.width_at(number, column) for column, _ in filled)
    if len(filled) == 1:
        return 1 < widest < 0.7 * width and filled[0][0] > min(columns, default=0)
    return widest < 0.8 * width and all(min(columns) <= column <= max(columns) for column, _ in filled)


def _titles(grid: Grid, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
    last = max((len(grid.row(number)) for number in range(top, bottom + 1)), default=0)
    for number in range(top, bottom + 1):
        last = max([last, *(column + grid.width_at(number, column) for column, _ in grid.filled(number))])
    titles: dict[int, tuple[str, ...]] = {}
    for column in range(last):
        levels: list[str] = []
        for number in range(top, bottom + 1):
            text = grid.head_text(number, column) or (_carried(grid, number, column) if number < bottom else "")
            if text and text not in levels:
                levels.append(text)
        titles[column] = tuple(levels)
    return titles


def _carried(grid: Grid, number: int, column: int) -> str:
    """The group to the left, for heads whose groups are not merged: it goes on while the row below has titles."""
    if is_blank(grid.cell(number + 1, column)):
        return ""
    left = column - 1
    while left >= 0 and is_blank(grid.cell(number, left)) and not is_blank(grid.cell(number + 1, left)):
        left -= 1
    if left < 0 or is_blank(grid.cell(number, left)) or is_blank(grid.cell(number + 1, left)):
        return ""
    return "" if grid.merge_at(number, left) else text_of(grid.cell(number, left))


def split_side_by_side(head: Head, grid: Grid) -> list[list[int]]:
    """The columns of each table when several stand beside one another under one head."""
    columns = _used_columns(head, grid)
    lows = {c: plain_cell(head.titles[c][-1]) if head.titles.get(c) else "" for c in columns}
    groups = {c: plain_cell(head.titles[c][-2]) if len(head.titles.get(c, ())) > 1 else "" for c in columns}
    starts = columns[:1]
    for column in columns[1:]:
        before = [c for c in columns if starts[-1] <= c < column]
        after = [c for c in columns if c >= column]
        of_one = any(groups[c].startswith(OF_ONE_TABLE) for c in (*before, *after))
        if lows[column] and not of_one and _begins_again(lows, before, after):
            starts.append(column)
    ends = [*starts[1:], columns[-1] + 1 if columns else 0]
    parts = [[c for c in columns if a <= c < b] for a, b in zip(starts, ends, strict=True)]
    return [_trimmed(part, lows, grid, head) for part in parts]


def _used_columns(head: Head, grid: Grid) -> list[int]:
    """All columns from the first title to the last title or value (blank heads included)."""
    titled = [column for column, levels in head.titles.items() if levels]
    if not titled:
        return []
    last = max(titled)
    for number in range(head.bottom + 1, min(head.bottom + 60, grid.last) + 1):
        last = max([last, *(column for column, _ in grid.filled(number))])
    first = min(titled)
    while first > 0 and any(not is_blank(grid.cell(n, first - 1)) for n in range(head.bottom + 1, head.bottom + 6)):
        first -= 1
    return list(range(first, last + 1))


def _begins_again(lows: dict[int, str], before: list[int], after: list[int]) -> bool:
    """Whether a second table begins at after[0]: its titles repeat those before, or a gap parts two tables."""
    gap = not lows[before[-1]]
    old = [lows[c] for c in before if lows[c]]
    new = [lows[c] for c in after if lows[c]]
    if len(old) < 2:
        return False
    if old == new[: len(old)] or (new[0] == old[0] and len(set(new) & set(old)) >= 2 and _opens(new[0])):
        return True
    return gap and _has_person(old) and (_has_person(new) or _opens_statistics(new))


def _opens(title: str) -> bool:
    return title in SEQUENCE or ROLE_OF.get(title) in ("household_no",)


def _has_person(titles: list[str]) -> bool:
    return any(ROLE_OF.get(title) in ("person_name", "citizen_id", "head_name") for title in titles)


def _opens_statistics(titles: list[str]) -> bool:
    known = sum(title in STATISTICS or title.endswith(("人数", "户数", "数")) for title in titles)
    return known >= 1 and not any(ROLE_OF.get(t) and ROLE_OF[t] not in PARTS for t in titles)


def _trimmed(group: list[int], lows: dict[int, str], grid: Grid, head: Head) -> list[int]:
    """The group without the untitled empty columns at its end."""
    below = range(head.bottom + 1, min(head.bottom + 60, grid.last) + 1)
    while group and not lows[group[-1]] and all(is_blank(grid.cell(n, group[-1])) for n in below):
        group = group[:-1]
    return group
