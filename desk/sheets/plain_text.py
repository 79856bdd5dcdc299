"""Text files with separated columns (.csv, .tsv, .txt) in the encodings that offices use; runs in the child only."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from desk.sheets.model import Row, SheetData
from desk.sheets.refusals import refuse

SEPARATORS = ",\t;|，"
LONGEST = 200_000
"""Characters in one field at most."""

_FORMULA_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)


def read(path: Path) -> SheetData:
    """The one sheet of a text file; every cell is text."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise refuse("book_blank")
    separator = find_separator(text)
    csv.field_size_limit(LONGEST)
    try:
        rows: list[Row] = [
            [_cell(field) for field in row] for row in csv.reader(io.StringIO(text), delimiter=separator)
        ]
    except csv.Error as error:
        raise refuse("book_damaged") from error
    return SheetData(path.stem, rows=rows)


def decode(data: bytes) -> str:
    """The text, by its mark, else UTF-8, UTF-16 without a mark, or GB 18030 (which includes GBK)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    zeros = data[:2000].count(0)
    if zeros:
        odd = data[1:2000:2].count(0)
        if zeros < 0.02 * min(len(data), 2000):
            raise refuse("book_unknown")
        return _decoded(data, "utf-16-le" if odd * 2 > zeros else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse("book_text") from error
    strange = sum(1 for character in text[:5000] if character < " " and character not in "\t\r\n\f\v\x1a")
    if strange > 0.01 * min(len(text), 5000):
        raise refuse("book_unknown")
    return text


def find_separator(text: str) -> str:
    """The separator that splits the first lines most and most evenly."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def weight(separator: str) -> float:
        counts = sorted(line.count(separator) for line in lines)
        usual = counts[len(counts) // 2]
        return usual * sum(count == usual for count in counts) / len(counts) + counts[-1] * 0.01

    return max(SEPARATORS, key=weight) if lines else ","


def _cell(field: str) -> str | None:
    """A field as text; ="123", by which programs keep digits as text, is 123."""
    found = _FORMULA_TEXT.match(field)
    return (found.group(1) if found else field.lstrip("\ufeff")) or None
