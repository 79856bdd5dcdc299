"""The reader that runs in a process of its own, because some real files kill whoever reads them.

Called as `child.py MEGABYTES FILE`. Writes JSON lines to standard output: one line for the book, one for
each sheet, then lists of its rows (a whole number stands for that many empty rows), "end"; or a refusal.
Nothing is written to disk by the child.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from desk.errors import Invalid
from desk.sheets.model import Reading, Row
from desk.sheets.refusals import refuse
from desk.sweeping import no_sweeping

CELLS = 20_000_000
"""More cells than this in one book are refused; the largest honest rosters have one million."""


_ROWS = 500
"""Rows in one line."""

END = "end"
"""The last line: what stands before it is whole."""


def main(arguments: list[str]) -> int:
    """Read one file; 0 when a book or a refusal was written."""
    megabytes, path = int(arguments[0]), Path(arguments[1])
    out = sys.stdout
    out.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        _limit(megabytes)
        with no_sweeping():
            _write(read(path), out)
    except Invalid as refusal:
        _line(out, {"refused": [refusal.code, refusal.text]})
    except MemoryError:
        _line(out, {"refused": ["book_too_large", refuse("book_too_large").text]})
    except BaseException:  # a panic of the reading library is no Exception
        _line(out, {"refused": ["book_damaged", refuse("book_damaged").text]})
    out.flush()
    return 0


def _limit(megabytes: int) -> None:
    """Bound this process; where the system cannot, the parent watches."""
    try:
        import resource
    except ImportError:
        return
    wanted = megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path) -> Reading:
    """The book in that file, read in this process: only for the child and its tests."""
    from desk.sheets.sniff import sniff

    found = sniff(path)
    if found in ("html", "mhtml", "xml2003"):
        from desk.sheets import marked_text

        return Reading(found, iter(marked_text.read(path, found)))
    if found == "text":
        from desk.sheets import plain_text

        return Reading(found, iter([plain_text.read(path)]))
    from desk.sheets import workbook

    return workbook.read(path, found)


def _write(book: Reading, out: TextIO) -> None:
    _line(out, {"format": book.format, "epoch_1904": book.epoch_1904})
    left = CELLS
    for sheet in book.sheets:
        _line(
            out,
            {
                "name": sheet.name,
                "visible": sheet.visible,
                "merged": sheet.merged,
                "first_row": sheet.first_row,
                "hidden_rows": sorted(sheet.hidden_rows),
                "hidden_columns": sorted(sheet.hidden_columns),
                "uncomputed": sheet.uncomputed,
            },
        )
        packed = _packed(sheet.rows)
        while lines := list(islice(packed, _ROWS)):
            left -= sum(len(item) for item in lines if isinstance(item, list))
            if left < 0:
                raise refuse("book_too_large")
            _line(out, lines)
    _line(out, END)


def _packed(rows: Iterable[Row]) -> Iterator[list[object] | int]:
    """Rows without their empty ends; a run of empty rows as its length, trailing ones left out."""
    empty = 0
    for row in rows:
        cells = _packed_row(row)
        if not cells:
            empty += 1
            continue
        if empty:
            yield empty
            empty = 0
        yield cells


def _packed_row(row: Row) -> list[object]:
    """Cells as JSON values: dates and times as {letter: ISO text}; "" is nothing; blanks at the end are dropped."""
    cells: list[object] = [(cell or None) if type(cell) is str else _packed_cell(cell) for cell in row]
    while cells and ((last := cells[-1]) is None or (isinstance(last, str) and not last.strip())):
        cells.pop()
    return cells


def _packed_cell(cell: object) -> object:
    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, dt.datetime):
        return {"s": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, dt.time):
        return {"t": cell.isoformat()}
    return str(cell)


def _line(out: TextIO, value: object) -> None:
    out.write(_JSON.encode(value) + "\n")


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
