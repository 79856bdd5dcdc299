"""残疾人证号: a citizen's number with the kind and the grade of the disability behind it (20 signs).

Source: 中国残联 numbering of second and third generation certificates; a replacement may carry B1 or the like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desk.kinds import code_list
from desk.kinds.papers import check_character
from desk.service.imports.model import ParsedTable, Remark
from desk.sheets.grid import text_of
from desk.sheets.model import DataRow

_NUMBER = re.compile(r"(\d{17}[\dXx])([1-7])([1-4])(?:[A-Za-z]\d)?")
_LOOKED_AT = 20
"""Rows that tell which column holds such numbers."""
_LISTS = (("disability_kind", "残疾类别"), ("disability_grade", "残疾等级"))


def by_certificate(parsed: ParsedTable, rows: Sequence[DataRow]) -> None:
    """Where a column holds such numbers, blank numbers, kinds and grades of the same rows are filled from them; what
    the row says otherwise is noted."""
    column = next((at for row in rows[:_LOOKED_AT] for at, cell in enumerate(row.raw) if _parts(cell)), None)
    if column is None:
        return
    number = next((key for key in ("resident.id_number", "id_number") if key in parsed.targets), "")
    extra = {key.rpartition(".")[2]: key for key in parsed.targets if key.startswith("x.")}
    for row in rows:
        parts = _parts(row.raw[column]) if column < len(row.raw) else None
        if parts is None:
            continue
        told = {number: parts[0]} if number else {}
        cells = dict(row.cells)
        for (own, title), code in zip(_LISTS, parts[1:], strict=True):
            if own in extra:
                told[extra[own]] = code
                _compare(parsed, row, extra[own], title, own, code)
        row.cells = {**told, **{key: cell for key, cell in cells.items() if cell is not None or key not in told}}


def _compare(parsed: ParsedTable, row: DataRow, key: str, title: str, name: str, code: str) -> None:
    """Note a kind or a grade that is not what the certificate's number says."""
    listed = next(one for one in code_list(name).entries if one.code == code)
    said = text_of(row.cells.get(key)).strip()
    if not said or said in (code, listed.label, *listed.words) or said[:2] == listed.label[:2]:
        return
    text = f"第{row.number}行：残疾人证号里的{title}是“{listed.label}”，表里是“{said}”，请核对"
    parsed.notes.append(Remark(parsed.sheet, row.number, parsed.title(key), said, "certificate_differs", text, key))


def _parts(cell: object) -> tuple[str, str, str] | None:
    """The citizen's number, the kind and the grade; None for what is no such number."""
    found = _NUMBER.fullmatch(cell.replace(" ", "").strip()) if isinstance(cell, str) and len(cell) >= 20 else None
    if found is None or check_character(found[1][:17]) != found[1][17].upper():
        return None
    return found[1].upper(), found[2], found[3]
