"""Small answers about what the rows of a roster say."""

from __future__ import annotations

import re
from typing import Any

from desk.errors import Invalid
from desk.kinds import Cell, PaperNumber, Value, birth_of, sex_of
from desk.service.desk import Desk
from desk.service.imports.homes import HEAD, HEAD_ID, HEADS
from desk.service.imports.model import ParsedRow, ParsedTable
from desk.service.imports.people import address_key, name_key, numbers_of
from desk.service.imports.reading import written

_CHILD = ("20", "30")
_BY_SEX = {"子女": _CHILD, "儿女": _CHILD, "孩子": _CHILD, "孙子女": ("41", "42"), "父母": ("51", "52")}
"""Words for a relation that the list has for either sex (GB/T 4761): for a man, for a woman."""


def put_right(row: ParsedRow) -> None:
    """What the cells of a row say together."""
    _by_sex(row)
    _by_paper(row)
    _keep_birth(row)


def _by_sex(row: ParsedRow) -> None:
    """A relation that says both sexes, read by the person's own."""
    text = written(row.cells.get("relation"))
    sex = row.values.get("sex") or sex_of(row.values.get("id_number"))
    if text in _BY_SEX and sex in ("1", "2"):
        row.values["relation"] = _BY_SEX[text][sex == "2"]
        row.problems = tuple(one for one in row.problems if one[0] != "relation")


def _keep_birth(row: ParsedRow) -> None:
    """Of somebody who is added without a whole birth date, what was written of it goes into the note."""
    said = written(row.cells.get("birth")) if row.sure else ""
    if not (said and any(key == "birth" for key, _, _ in row.problems)):
        return
    row.problems = tuple(one for one in row.problems if one[0] != "birth")
    before, text = str(row.values.get("note") or ""), f"出生：{said}"
    row.values["note"] = "；".join(filter(None, (before, text)))


_CARD = "111"
"""居民身份证 of the list of papers."""


def _by_paper(row: ParsedRow) -> None:
    """Columns 证件类型 and 证件号码: the number of another paper is no citizen's number; the card is no other paper."""
    if "other_paper" not in row.values or "other_number" in row.values:
        return
    if row.values["other_paper"] == _CARD:
        del row.values["other_paper"]
    elif any(key == "id_number" and code in ("id_chars", "id_length") for key, code, _ in row.problems):
        try:
            row.values["other_number"] = PaperNumber().cell(row.cells.get("id_number"))
        except Invalid:
            return
        row.problems = tuple(one for one in row.problems if one[0] != "id_number")


def sought(tables: list[ParsedTable]) -> tuple[set[str], dict[str, bool]]:
    """The numbers in the file, and its names: True where a row has no number to go by."""
    numbers: set[str] = set()
    names: dict[str, bool] = {}
    for table in tables:
        for row in table.rows:
            values = row.values
            own = [str(values[key]) for key in ("id_number", HEAD_ID, "other_number") if key in values]
            numbers.update(own)
            if "name" in values:
                key = name_key(str(values["name"]))
                names[key] = names.get(key, False) or "id_number" not in values
            if HEAD in values and HEAD_ID not in values:
                names[name_key(str(values[HEAD]))] = True
    return numbers, names


def where(desk: Desk) -> dict[str, tuple[bool, str]]:
    """By target: whether it is a field of the spell, and its key there."""
    spec = desk.catalog.record("resident")
    made = {key: (False, key) for key in spec.fields}
    made |= {key: (True, one.of) for key, one in spec.shown.items()}
    made |= {f"home.{key}": (True, key) for key in desk.catalog.record("residence").fields}
    return made


def told(number: str) -> dict[str, str]:
    """Birth date and sex as the number tells them."""
    if not number:
        return {}
    told = {"birth": birth_of(number), "sex": sex_of(number)}
    return {key: value for key, value in told.items() if value}


def same(key: str, old: Value, new: Value) -> bool:
    """Whether a value says nothing new: another spelling of an address, some of the telephones known."""
    if old == new:
        return True
    if old is None or new is None:
        return False
    if key == "relation":
        return old in HEADS and new in HEADS
    if key == "phone":
        return numbers_of(new) <= numbers_of(old)
    return key in ("address", "hukou_address") and address_key(str(old)) == address_key(str(new))


DAMAGED = "id_number_cell"
"""The code of a number that Excel has cut."""


def offered(hint: str) -> str:
    """What is said of a number that the register offers instead of a damaged one."""
    return f"；登记簿里同名的人是{hint}，请核对" if hint else ""


def digits(cell: Cell) -> str:
    """The digits of a number cell, those of 1.10105196503120E+17 too; another text has none of interest."""
    text = written(cell)
    if isinstance(cell, str):
        if not _SCIENTIFIC.fullmatch(text.strip()):
            return ""
        text = text.upper().partition("E")[0]
    return "".join(sign for sign in text if sign.isdigit())


_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]+[Ee]\+?[0-9]{2}")


def agrees(partial: str, birth: Any) -> bool:
    """Whether a month or a year of birth is that of the full date."""
    numbers = [int(one) for one in "".join(s if s.isdigit() else " " for s in partial).split()]
    if len(numbers) == 1 and len(str(numbers[0])) == 6:
        numbers = [numbers[0] // 100, numbers[0] % 100]
    whole = [int(one) for one in str(birth or "").split("-") if one]
    return bool(numbers) and numbers == whole[:len(numbers)]
