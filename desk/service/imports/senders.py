"""Whose sheet it is: by what the sheet says of itself, so that what its columns mean need be told once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.imports.model import ParsedTable, Preview
from desk.service.imports.reading import written
from desk.sheets.words import plain

_UNIT = re.compile(r"(?:填报|报送|制表|填表|发文|来文|主办)?单位[^：:]{0,6}[：:]\s*([^\s：:]{2,30})")
_TITLE = re.compile(r"^(.{2,20}?(?:街道办事处|街道|镇|乡|派出所|医院|学校|中心|局|办公室|委员会))")
_DATED = re.compile(r"[\d年月日季度第.\-_~—()（）\s]+")


def marks(desk: Desk, preview: Preview, table: ParsedTable) -> list[str]:
    """What a table's sender is known by, the surest first: its heads, the unit it names, its file's name."""
    heads = "｜".join(one.title for one in table.columns)
    stem = _DATED.sub("", preview.source.path.stem)
    units = [unit for text in _above(preview, table) if (unit := _unit(desk, text))]
    named = [f"file:{plain(stem)}"] if len(stem) > 1 else []
    return [f"heads:{heads}", *(f"unit:{unit}" for unit in units[:1]), *named]


def _above(preview: Preview, table: ParsedTable) -> Iterator[str]:
    """The title and unit rows over a table."""
    sheet = next((one for one in preview.source.book.sheets if one.name == table.sheet), None)
    for one in preview.source.ignored if sheet else ():
        if sheet and one.sheet == table.sheet and one.why in ("title", "unit_and_date"):
            yield " ".join(text for cell in sheet.row(one.row) if (text := written(cell)))


def _unit(desk: Desk, text: str) -> str:
    """The unit that a line names, but for ourselves: our name on a form does not tell who sent it."""
    found = _UNIT.search(text) or _TITLE.search(text)
    unit = plain(found[1]) if found else ""
    return "" if plain(desk.name) in unit else unit


def columns_told(preview: Preview, told: Sequence[str]) -> dict[str, dict[int, str]]:
    """The meaning of columns in words, 原列名=字段 (a field's key or title; nothing leaves the column out), by sheet
    and column. Raises Invalid: unclear words, no such column, no such field."""
    made: dict[str, dict[int, str]] = {}
    for one in told:
        head, equals, field = (part.strip() for part in one.partition("="))
        if not equals or not head:
            raise Invalid("usage", f"“{one}”要写成“原列名=字段”")
        at = [(table, match) for table in preview.tables for match in table.columns
              if plain(match.title) == plain(head)]
        if not at:
            raise Invalid("unknown_column", f"表里没有“{head}”这一列")
        for table, match in at:
            made.setdefault(table.sheet, {})[match.column] = _field(table, field)
    return made


def _field(table: ParsedTable, field: str) -> str:
    found = {key: key for key in table.targets} | {one.title: one.key for one in table.targets.values()}
    if field and field not in found:
        raise Invalid("unknown_field", f"没有“{field}”这个字段，可用 desk fields 列出")
    return found.get(field, "")


def by_title(table: ParsedTable, mapping: Mapping[int, str]) -> dict[str, str]:
    """A mapping by the titles of the columns; one without a title by its place."""
    return {_called(table, column): key for column, key in mapping.items()}


def by_place(table: ParsedTable, titles: Mapping[str, str]) -> dict[int, str]:
    """The other way round, for the columns that this table has."""
    return {one.column: titles[name] for one in table.columns if (name := _called(table, one.column)) in titles}


def _called(table: ParsedTable, column: int) -> str:
    title = next((one.title for one in table.columns if one.column == column), "")
    return plain(title) or f"#{column}"
