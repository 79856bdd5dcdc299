"""Several cells that make one value: parts of an address, further telephones, two rows of one person."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desk.errors import Invalid
from desk.kinds import Phone
from desk.sheets.grid import text_of
from desk.sheets.model import Cell, DataRow

_SUFFIX = {"part_building": "幢", "part_entry": "单元", "part_room": "室"}


def join(row: DataRow, more: Mapping[str, Cell]) -> None:
    """Further cells of the same person: another telephone, another remark, and what was blank so far."""
    joined = dict(row.cells)
    for key, cell in more.items():
        before = joined.get(key)
        if before is None:
            joined[key] = cell
        elif key == "phone" and cell is not None:
            joined[key] = with_phone(before, cell, False)
        elif key == "note" and cell is not None and text_of(cell) not in text_of(before):
            joined[key] = f"{text_of(before)}；{text_of(cell)}"
    row.cells = joined


def with_phone(before: Cell, cell: Cell, landline: bool) -> Cell:
    """The telephones so far and one more, if it is one; a landline only where there is no other."""
    if not _is_something(before):
        return cell
    if not _is_something(cell) or landline or text_of(cell) in text_of(before):
        return before
    return f"{text_of(before)}、{text_of(cell)}"


def _is_something(cell: Cell) -> bool:
    """A telephone or what may have been meant as one; not a blank and not 无."""
    try:
        return Phone().cell(cell) is not None
    except Invalid:
        return True


def with_part(before: Cell, cell: Cell, role: str) -> Cell:
    """The address so far with one more part: 3 in a column of buildings becomes 3幢."""
    text = re.sub(r"\s", "", text_of(cell))
    if not text:
        return before
    bare = text.replace("-", "").isalnum() and text.isascii()
    return text_of(before) + text + (_SUFFIX.get(role, "") if bare else "")
