"""我们登记哪些台账: which registers the office keeps, and since when.

A register is a record kind, or a category of one. Unless the office says otherwise it is kept since 建账日, and a
category like what it lies under. Of a register that is not kept, or not yet, a figure is unknown and not nought.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.periods import Period
from desk.spec import And, Condition, Figure, Is
from desk.spec.figure_checks import used_by

NEVER = "9999-12-31"
"""Since when a register is kept that is not."""
_SETTING = "in_use"


@dataclass(frozen=True)
class Register:
    """A register: `since` as the office said it ("" where it said nothing, `NEVER` where it is not kept); `holds` is
    the day that holds, and what has been entered: the day of the first row, and the number of rows."""

    key: str
    title: str
    under: str
    since: str
    holds: str
    kept: bool
    first: str
    rows: int


def confirmed(desk: Desk) -> dict[str, str]:
    """What the office said: the day since when, by register."""
    found: dict[str, str] = json.loads(desk.settings.get(_SETTING, "{}"))
    return found


def confirm_in_use(desk: Desk, key: str, since: str) -> None:
    """The office says since when it keeps a register, `NEVER` that it does not; "" takes it back.

    Raises Invalid: an unknown register, "date" for no date."""
    record, _, category = key.partition(":")
    if desk.catalog.record(record).part_of or (category and desk.catalog.category(record, category) is None):
        raise Invalid("unknown_register", f"没有这项台账：{key}")
    known = {name: day for name, day in confirmed(desk).items() if name != key}
    if since:
        try:
            known[key] = date.fromisoformat(since).isoformat()
        except ValueError:
            raise Invalid("date", f"不是日期：{since}") from None
    desk.set(**{_SETTING: json.dumps(known)})


class Kept:
    """Since when each register is kept."""

    def __init__(self, desk: Desk) -> None:
        self._catalog, self._started, self._said = desk.catalog, desk.started, confirmed(desk)

    def since(self, figure: Figure) -> str:
        """Since when all registers are kept that a figure counts; "" where nobody knows of a beginning."""
        return max((self.register(key) for key in self._registers(figure)), default=self._started)

    def said(self, figure: Figure) -> bool:
        """Whether the office said something of a register that a figure counts."""
        return any(self._nearest(key) for key in self._registers(figure))

    def register(self, key: str) -> str:
        """Since when one is kept: as said of it, or of what it lies under; else 建账日."""
        return self._said.get(self._nearest(key), self._started)

    def _nearest(self, key: str) -> str:
        """The register itself or the one above it of which something was said."""
        record, _, category = key.partition(":")
        chain = reversed(self._catalog.ancestry(record, category)) if category else ()
        return next((one for one in (*(f"{record}:{above.key}" for above in chain), record) if one in self._said), "")

    def _registers(self, figure: Figure) -> list[str]:
        """The categories that a figure is limited to, else its record."""
        ledger = self._catalog.ledger(figure.ledger)
        spec = self._catalog.record(ledger.record)
        codes = [code for where in (ledger.where, figure.where) for code in _chosen(where, spec.category)]
        return [f"{spec.key}:{code}" for code in codes] or [spec.part_of or spec.key]


def _chosen(where: Condition | None, path: str) -> Iterator[str]:
    match where:
        case And(terms):
            for one in terms:
                yield from _chosen(one, path)
        case Is(by, codes) if path and by == path:
            yield from map(str, codes)


def begins_later(desk: Desk, key: str, period: Period) -> bool:
    """Whether a register that a figure counts is kept only since after the beginning of a time, or not at all."""
    figure = desk.catalog.figure(key)
    return any(begins_later(desk, one, period) for one in used_by(figure.measure)) or (
        Kept(desk).since(figure) > (period.since or period.day(desk.today)))


def registers(desk: Desk) -> list[Register]:
    """Every register that the caller may see, categories under their record kinds."""
    kept, said, made = Kept(desk), confirmed(desk), []
    with desk.read() as conn:
        for record, spec in desk.catalog.records.items():
            found = _entered(desk, conn, record)
            made.append(_register(kept, said, record, spec.title, "", found))
            shut = desk.closed(record)
            for key, category in desk.catalog.categories.get(record, {}).items():
                if key not in shut:
                    below = {one: row for one, row in found.items() if key in (
                        above.key for above in desk.catalog.ancestry(record, one))}
                    made.append(_register(kept, said, f"{record}:{key}", category.title, spec.title, below))
    return made


def _register(kept: Kept, said: dict[str, str], key: str, title: str, under: str,
              found: dict[str, tuple[int, str]]) -> Register:
    first = min((day for _, day in found.values() if day), default="")
    holds, rows = kept.register(key), sum(count for count, _ in found.values())
    return Register(key, title, under, said.get(key, ""), holds, holds != NEVER, first, rows)


def _entered(desk: Desk, conn: Connection, record: str) -> dict[str, tuple[int, str]]:
    """How many rows there are and the day of the first, by category; those that the caller may see."""
    spec, t = desk.catalog.record(record), desk.meta.tables[desk.catalog.record(record).table]
    by = spec.event or (spec.span[0] if spec.span else "")
    day = t.c[by] if by else None
    category, shut = t.c[spec.category] if spec.category else None, desk.closed(record)
    found = select(category if category is not None else func.max(""), func.count(),
                   func.min(day) if day is not None else func.max("")).where(t.c.deleted == 0)
    if category is not None:
        found = found.group_by(category)
    return {str(code or ""): (count, str(first or "")) for code, count, first in conn.execute(found)
            if count and code not in shut}
