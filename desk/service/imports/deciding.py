"""Rows that say otherwise than the register, decided one by one before anything is written."""

from __future__ import annotations

from collections.abc import Collection

from desk.service.desk import Desk
from desk.service.imports.model import Preview, Remark
from desk.service.imports.plan import make_plan
from desk.service.jobs import Job

At = tuple[str, int]
"""A sheet and a row of it."""


def decide(desk: Desk, preview: Preview, rows: Collection[At], way: str) -> Job[Preview]:
    """The preview with an answer about some of its rows: overwrite, fill (the register wins), "" to ask."""
    for table in preview.tables:
        for row in (row for one in (table, *table.beside) for row in one.rows):
            if (row.sheet, row.number) in rows:
                row.way = way
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, preview.existing)
    return made


def decided(preview: Preview) -> dict[At, str]:
    """The answers given so far, by row."""
    return {(row.sheet, row.number): row.way for table in preview.tables for row in table.rows if row.way}


def unclear(preview: Preview) -> set[At]:
    """The rows of people that wait only because neither a number nor a whole birth date tells who they are."""
    return {(one.sheet, one.row) for one in preview.waiting if nameless(one)}


def nameless(one: Remark) -> bool:
    """Whether a row waits only because nothing but a name, a telephone or a month of birth tells who it is."""
    return one.code == "person_unclear" or (one.code == "date_partial" and one.field == "birth")


def add_unclear(desk: Desk, preview: Preview, rows: Collection[At]) -> Job[Preview]:
    """The preview with people added whom nothing but a name, a telephone or a month of birth tells."""
    for row in (row for table in preview.tables for row in table.rows):
        row.sure = row.sure or (row.sheet, row.number) in rows
    with desk.read() as conn:
        made = yield from make_plan(desk, conn, preview.source, preview.existing)
    return made
