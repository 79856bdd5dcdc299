"""Numbers that the office enters by hand: baselines of times before its books, and targets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.periods import Period, of_year
from desk.spec.dates import year_of

_WORDS = {"baseline": "基数", "target": "目标"}
Given = dict[tuple[str, Period], Decimal]


def known(desk: Desk, conn: Connection, kind: str) -> Given:
    """The entered numbers by figure and period."""
    made = desk.meta.tables["made"]
    specs = (json.loads(text) for text in conn.execute(select(made.c.spec).where(made.c.kind == kind)).scalars())
    return {(spec["figure"], _period(spec)): Decimal(str(spec["value"])) for spec in specs}


def _period(spec: Mapping[str, Any]) -> Period:
    return of_year(int(spec["year"])) if "year" in spec else Period(spec["since"], spec["until"])


def given(desk: Desk, kind: str) -> dict[tuple[str, Period], float]:
    """The entered numbers, for a list of them."""
    with desk.read() as conn:
        return {at: float(value) for at, value in known(desk, conn, kind).items()}


def set_baseline(desk: Desk, figure: str, when: int | Period, value: float | None) -> None:
    """Enter what a figure came to in a year, or another period, before 建账日; None takes it back.

    Raises Invalid: an unknown figure, "year", "period" without both ends, "in_books" where the records tell."""
    period = _whole(when)
    if value is not None and desk.started and str(period.since) >= desk.started:
        raise Invalid("in_books", f"这段时间在建账日（{desk.started}）以后，由记录计算，不能填基数")
    _put(desk, "baseline", figure, period, value)


def set_target(desk: Desk, figure: str, when: int | Period, value: float | None) -> None:
    """Enter what a figure is to come to in a year or another period; None takes it back. Raises Invalid."""
    _put(desk, "target", figure, _whole(when), value)


def _whole(when: int | Period) -> Period:
    if isinstance(when, Period):
        if not (when.since and when.until):
            raise Invalid("period", "请选择有开始和结束的期间")
        return Period(when.since, when.until)
    if not 1900 <= when <= 2200:
        raise Invalid("year", f"年份不对：{when}")
    return of_year(when)


def _put(desk: Desk, kind: str, figure: str, period: Period, value: float | None) -> None:
    if value is not None and not isfinite(value):
        raise Invalid("number", "请填写一个数")
    title, since, until = desk.catalog.figure(figure).title, str(period.since), str(period.until)
    whole_year = (since, until) == year_of(int(since[:4]))
    table, key = desk.meta.tables["made"], f"{figure}:{since[:4] if whole_year else f'{since}:{until}'}"
    with desk.write(f"录入{_WORDS[kind]}：{title} {period.text(desk.today)}") as writer:
        writer.change_set()
        writer.conn.execute(delete(table).where(table.c.kind == kind, table.c.key == key))
        if value is not None:
            spec = json.dumps({"figure": figure, "since": since, "until": until, "value": value})
            writer.conn.execute(insert(table).values(kind=kind, key=key, spec=spec))
