"""What differs between databases: JSON access, joined text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, case, cast, func

from desk.kinds import Kind, Storage

INTEGER = Integer()


def json_value(extra: ColumnElement[Any], key: str, kind: Kind) -> ColumnElement[Any]:
    """A category's own field out of the `extra` column."""
    value: ColumnElement[Any] = func.json_extract(extra, f'$."{key}"')
    return cast(value, Integer) if kind.storage is Storage.INTEGER else cast(value, Text)


def days_between(since: ColumnElement[Any], until: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whole days from one date to the other."""
    return cast(func.julianday(until) - func.julianday(since), Integer)


def months_between(since: ColumnElement[Any], until: ColumnElement[Any]) -> ColumnElement[Any]:
    """Completed months from one date to the other."""
    def part(date: ColumnElement[Any], at: int, length: int) -> ColumnElement[Any]:
        return cast(func.substr(date, at, length), Integer)

    months = (part(until, 1, 4) - part(since, 1, 4)) * 12 + part(until, 6, 2) - part(since, 6, 2)
    return months - case((part(until, 9, 2) < part(since, 9, 2), 1), else_=0)


def _weekday(date: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast((cast(func.strftime("%w", date), Integer) + 6) % 7 + 1, Text)


OF_DATES: dict[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[Any]]] = {
    "days": days_between, "months": months_between, "weekday": lambda date, _: _weekday(date),
    "month_of": lambda date, _: func.substr(date, 6, 2), "day_of": lambda date, _: func.substr(date, 9)}
"""Columns computed from one date and another, or the day of the reading; see `desk.spec.column.OVER`."""


def joined(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The values of a group as one text: 「张三、李四」."""
    return func.group_concat(value, "、")
