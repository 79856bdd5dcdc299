"""What the words over a table say of all its rows: 《低保对象花名册》 means that everybody in it is 低保."""

from __future__ import annotations

from collections.abc import Iterable

from desk.service.desk import Desk
from desk.sheets.words import plain
from desk.spec import And, Condition, Is


def category_told(desk: Desk, record: str, texts: Iterable[str]) -> str:
    """The category that a title, a sheet's or a file's name speaks of: by a list's own title, else by the words of a
    category, the longest first; "" when they speak of none. The nearest text goes first."""
    spec = desk.catalog.record(record)
    if not spec.category:
        return ""
    words = _of_lists(desk, record) | _of_categories(desk, record)
    ordered = sorted(words, key=len, reverse=True)
    for text in texts:
        said = plain(text)
        for word in ordered:
            if word and word in said:
                return words[word]
    return ""


def _of_lists(desk: Desk, record: str) -> dict[str, str]:
    """The titles of lists that hold one category."""
    key = desk.catalog.record(record).category
    found = ((one.title, _single(one.where, key)) for one in desk.catalog.ledgers.values() if one.record == record)
    return {plain(title): category for title, category in found if category}


def _single(where: Condition | None, key: str) -> str:
    for term in where.terms if isinstance(where, And) else (where,):
        if isinstance(term, Is) and term.path == key and len(term.codes) == 1:
            return str(term.codes[0])
    return ""


def _of_categories(desk: Desk, record: str) -> dict[str, str]:
    own = desk.catalog.categories.get(record, {}).values()
    return {plain(word): one.key for one in own for word in (*one.words, one.title)}
