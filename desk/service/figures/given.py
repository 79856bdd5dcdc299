"""Numbers that the office enters by hand: baselines of the years before its books, and targets."""

from __future__ import annotations

import json
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select

from desk.errors import Invalid
from desk.service.desk import Desk

_WORDS = {"baseline": "基数", "target": "目标"}
Given = dict[tuple[str, int], Decimal]


def known(desk: Desk, conn: Connection, kind: str) -> Given:
    """The entered numbers by figure and year."""
    made = desk.meta.tables["made"]
    specs = (json.loads(text) for text in conn.execute(select(made.c.spec).where(made.c.kind == kind)).scalars())
    return {(spec["figure"], int(spec["year"])): Decimal(str(spec["value"])) for spec in specs}


def given(desk: Desk, kind: str) -> dict[tuple[str, int], float]:
    """The entered numbers, for a list of them."""
    with desk.read() as conn:
        return {at: float(value) for at, value in known(desk, conn, kind).items()}


def set_baseline(desk: Desk, figure: str, year: int, value: float | None) -> None:
    """Enter what a figure came to in a year before 建账日; None takes it back. Raises Invalid."""
    _put(desk, "baseline", figure, year, value)


def set_target(desk: Desk, figure: str, year: int, value: float | None) -> None:
    """Enter what a figure is to come to in a year; None takes it back. Raises Invalid."""
    _put(desk, "target", figure, year, value)


def _put(desk: Desk, kind: str, figure: str, year: int, value: float | None) -> None:
    title = desk.catalog.figure(figure).title
    if not 1900 <= year <= 2200:
        raise Invalid("year", f"年份不对：{year}")
    table, key = desk.meta.tables["made"], f"{figure}:{year}"
    with desk.write(f"录入{_WORDS[kind]}：{title} {year}年") as writer:
        writer.change_set()
        writer.conn.execute(delete(table).where(table.c.kind == kind, table.c.key == key))
        if value is not None:
            spec = json.dumps({"figure": figure, "year": year, "value": value})
            writer.conn.execute(insert(table).values(kind=kind, key=key, spec=spec))
