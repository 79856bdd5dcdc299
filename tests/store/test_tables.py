"""The tables made from the declarations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from desk.kinds import Link
from desk.service.desk import Desk
from desk.store.tables import COMMON


def test_every_record_and_part_has_its_table(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    for spec in desk.catalog.records.values():
        columns = set(desk.meta.tables[spec.table].c.keys())
        assert columns == {*COMMON, *spec.fields, *(f.sort_column for f in spec.fields.values() if f.sort_column)}
        for part in spec.parts:
            child = set(desk.meta.tables[f"{spec.table}_{part}"].c.keys())
            assert child == {"id", "owner", "uid", "position", *(f.key for f in spec.parts[part].fields)}


def test_links_and_dates_are_indexed(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    with desk.engine.connect() as conn:
        known = inspect(conn)
        for spec in desk.catalog.records.values():
            indexed = {i["column_names"][0] for i in known.get_indexes(spec.table)}
            links = {key for key, f in spec.fields.items() if isinstance(f.kind, Link)}
            assert links | {spec.event, *(spec.span or ())} - {""} <= indexed


def test_a_link_to_nowhere_is_stopped_by_the_database_too(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        insert_orphan(desk)
    with desk.read() as conn:
        assert conn.execute(select(desk.meta.tables["residence"])).all() == []


def insert_orphan(desk: Desk) -> None:
    with desk.write("试") as writer:
        writer.insert("residence", {"resident": 99})
