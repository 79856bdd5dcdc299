"""What differs between databases: JSON access, joined text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, cast, func

from desk.kinds import Kind, Storage

INTEGER = Integer()


def json_value(extra: ColumnElement[Any], key: str, kind: Kind) -> ColumnElement[Any]:
    """A category's own field out of the `extra` column."""
    value: ColumnElement[Any] = func.json_extract(extra, f'$."{key}"')
    return cast(value, Integer) if kind.storage is Storage.INTEGER else cast(value, Text)


def joined(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The values of a group as one text: 「张三、李四」."""
    return func.group_concat(value, "、")
