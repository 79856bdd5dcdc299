"""Kinds: the owners of values at every border of the program."""

from __future__ import annotations

from desk.kinds.base import Cell, Json, Kind, Storage, Value
from desk.kinds.choices import Code, Codes, Files, Link
from desk.kinds.codes import CodeEntry, CodeList, code_list, code_titles
from desk.kinds.dates import Date, DateTime, DueDate, Month, PartialDate
from desk.kinds.numbers import Decimal, Money, Whole, YesNo
from desk.kinds.papers import CitizenId, CreditCode, PaperNumber, birth_of, sex_of
from desk.kinds.phones import Phone
from desk.kinds.texts import LongText, PersonName, Text
from desk.kinds.tidy import is_masked

KINDS: tuple[type[Kind], ...] = (
    Text,
    LongText,
    PersonName,
    Whole,
    Decimal,
    Money,
    YesNo,
    Date,
    PartialDate,
    DateTime,
    Month,
    Code,
    Codes,
    CitizenId,
    PaperNumber,
    CreditCode,
    Phone,
    Link,
    Files,
)
"""Every kind, in the order a person who makes a field is offered them."""

__all__ = [
    "KINDS",
    "Cell",
    "CitizenId",
    "Code",
    "CodeEntry",
    "CodeList",
    "Codes",
    "CreditCode",
    "Date",
    "DateTime",
    "Decimal",
    "DueDate",
    "Files",
    "Json",
    "Kind",
    "Link",
    "LongText",
    "Money",
    "Month",
    "PaperNumber",
    "PartialDate",
    "PersonName",
    "Phone",
    "Storage",
    "Text",
    "Value",
    "Whole",
    "YesNo",
    "birth_of",
    "code_list",
    "code_titles",
    "is_masked",
    "sex_of",
]
