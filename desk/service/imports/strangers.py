"""A list of what concerns people whom the register does not know: the people come first."""

from __future__ import annotations

from desk.service.desk import Desk
from desk.service.imports.model import ParsedTable, Remark
from desk.service.imports.store import rows_by

_NUMBER, _NAMES = "resident.id_number", ("resident.name", "name")


def all_strangers(desk: Desk, table: ParsedTable) -> bool:
    """Whether a table tells several people by name and citizen number, and the register has none of them."""
    numbers = {str(row.values[_NUMBER]) for row in table.rows if {_NUMBER, *_NAMES} & row.values.keys() > {_NUMBER}}
    if len(numbers) < 2:
        return False
    with desk.read() as conn:
        return next(rows_by(desk, conn, "resident", "id_number", numbers), None) is None


def people_first(desk: Desk, table: ParsedTable) -> Remark:
    """What is said when such a table is read as a list of people for once."""
    title = desk.catalog.record(table.record).title
    text = f"“{table.sheet}”里的人都还没有登记，这次先登记人；再导入一次这个文件，就登记{title}"
    return Remark(table.sheet, table.header_row, "", "", "people_first", text)
