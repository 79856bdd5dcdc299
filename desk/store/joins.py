"""Reading many linked columns of a row at once: every link is walked once, by a join, not once a column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.sql.selectable import FromClause

from desk.spec.catalog import Resolved, Step
from desk.store.sql import Reader


class Joins:
    """The rows of `t` with what their links lead to; `source` is what to select from."""

    def __init__(self, reader: Reader, t: FromClause) -> None:
        self._reader = reader
        self._at: dict[tuple[Step, ...], FromClause] = {(): t}
        self.source: FromClause = t

    def read(self, column: Resolved) -> ColumnElement[Any]:
        """A column of the joined rows."""
        bare = column.form == "id" and not (column.steps and column.steps[-1].current)
        steps = column.steps[:-1] if bare else column.steps
        if not steps:
            return self._reader.read(column, self._at[()])
        rest = column.steps[len(steps):]
        end = self._reach(steps)
        return self._reader.link(rest[0], end) if rest else self._reader.leaf(column, end)

    def _reach(self, steps: tuple[Step, ...]) -> FromClause:
        """The joined table at the end of the steps."""
        if steps not in self._at:
            before, step = self._reach(steps[:-1]), steps[-1]
            target = self._reader.source(step.target)
            key = self._reader.link(step, before) if not step.current else self._reader.current_id(step, before)
            there = self._reader.alive(step.target, target) if step.dated else true()
            self.source = self.source.outerjoin(target, and_(target.c.id == key, there))
            self._at[steps] = target
        return self._at[steps]


