"""What may be clicked together, as choices under a typed text."""

from __future__ import annotations

from collections.abc import Sequence

from desk.service.desk import Desk
from desk.service.own import choices
from desk.spec.catalog import Catalog
from desk.ui.fields.base import Choice
from desk.ui.parts.pinyin import matches


def ledgers(desk: Desk, text: str = "") -> list[Choice]:
    """The ledgers whose title is meant by a typed text."""
    return picked([Choice(one.key, one.title, one.note) for one in desk.catalog.ledgers.values()], text)


def figures(desk: Desk, text: str = "") -> list[Choice]:
    """The figures whose title is meant by a typed text."""
    return picked([Choice(one.key, one.title, one.unit) for one in desk.catalog.figures.values()], text)


def columns(catalog: Catalog, record: str, text: str = "") -> list[Choice]:
    """The columns that a condition may ask about."""
    return picked([Choice(one.path, one.title) for one in choices.fields_for(catalog, record)], text)


def measured(catalog: Catalog, record: str, way: str, text: str = "") -> list[Choice]:
    """The columns that can be counted or added up."""
    return picked([Choice(one.path, one.title) for one in choices.measured_for(catalog, record, way)], text)


def groupings(catalog: Catalog, record: str, text: str = "") -> list[Choice]:
    """What rows can be grouped by."""
    return picked([Choice(*one) for one in choices.groupings_for(catalog, record)], text)


def universes(catalog: Catalog, record: str, by: str, text: str = "") -> list[Choice]:
    """The ledgers that tell all groups there are."""
    return picked([Choice(*one) for one in choices.universes_for(catalog, record, by)], text)


def linked(catalog: Catalog, record: str, text: str = "") -> list[Choice]:
    """The rows that lead here, or to what is linked here."""
    return picked([Choice(one, one.title) for one in choices.rows_for(catalog, record)], text)


def picked(offered: Sequence[Choice], text: str) -> list[Choice]:
    """Choices that a typed text means."""
    return [one for one in offered if not text or matches(text, one.title)]
