"""The words that a form's drop-down list offers in a column."""

from __future__ import annotations

from collections.abc import Iterator

from desk.sheets.grid import text_of
from desk.sheets.model import Book
from desk.sheets.package import Package
from desk.sheets.refs import corners, each_reference
from desk.sheets.sheettext import SheetText
from desk.sheets.xmltext import Element, elements, first, unescape

MOST = 5000
"""More words are no drop-down list that anybody looks through."""


def choices_of(package: Package, book: Book, sheet: str, text: SheetText, column: int, row: int) -> tuple[str, ...]:
    """The words offered in that cell; () when there is no list, or one that only the program can work out."""
    for one in elements(text.after, "dataValidation"):
        if one.get("type") == "list" and _covers(one, column, row):
            formula = first(one.body, "formula1")
            if formula is not None:
                inner = first(formula.body, "f")
                return _words(package, book, sheet, unescape((inner or formula).body).strip())
    return ()


def _covers(rule: Element, column: int, row: int) -> bool:
    spoken = rule.get("sqref")
    if spoken is None:
        inner = first(rule.body, "sqref")
        spoken = inner.body if inner else ""
    for one in spoken.split():
        a, b = corners(one)
        if a.column <= column <= b.column and a.row <= row <= b.row:
            return True
    return False


def _words(package: Package, book: Book, sheet: str, formula: str) -> tuple[str, ...]:
    if formula.startswith('"'):
        return tuple(word for part in formula.strip('"').split(",") if (word := part.strip()))
    return tuple(dict.fromkeys(_of_range(book, sheet, _named(package, formula))))


def _named(package: Package, formula: str) -> str:
    """A defined name by what it stands for."""
    for one in elements(package.text(package.main), "definedName"):
        if (one.get("name") or "").casefold() == formula.casefold():
            return unescape(one.body)
    return formula


def _of_range(book: Book, sheet: str, formula: str) -> Iterator[str]:
    """The texts in a plain range; nothing for a formula."""
    found: list[tuple[str, str]] = []

    def note(name: str | None, reference: str) -> str:
        found.append((name or sheet, reference))
        return ""

    rest = each_reference(formula, note)
    if len(found) != 1 or "(" in rest or "[" in rest:
        return
    data = next((one for one in book.sheets if one.name.casefold() == found[0][0].casefold()), None)
    if data is None:
        return
    a, b = corners(found[0][1])
    for number in range(a.row or 1, min(b.row or data.last_row, data.last_row, (a.row or 1) + MOST) + 1):
        for cell in data.row(number)[a.column : b.column + 1]:
            if word := text_of(cell):
                yield word
