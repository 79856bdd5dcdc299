"""The days of a year that are off or worked: what is known, what the office enters, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from desk.errors import Invalid
from desk.kinds import DueDate
from desk.service.desk import Desk, put_settings
from desk.service.entries.checking import completed
from desk.service.holidays.notice import Notice
from desk.service.look import StoreLook, full_rows
from desk.spec import Record
from desk.store.changes import Writer

YEARS = range(2000, 2100)
_OVER = ("done", "failed", "void")
"""The classes of states in which a promised day is past."""
_CHUNK = 500


@dataclass(frozen=True)
class Arrangement:
    """A year as it stands. `days` are those not as Monday to Friday would have it: is it worked?

    `source` is "office", "library", or "" where the year is not known."""

    year: int
    source: str
    days: Mapping[str, bool]


@dataclass(frozen=True)
class Kept:
    """What keeping a year changed: the ids by record of what was counted anew."""

    year: int
    changes: Mapping[str, list[int]] = field(default_factory=dict)


def arrangement(desk: Desk, year: int) -> Arrangement:
    """A year's days off and moved working days, as known today. Raises Invalid("year")."""
    if year not in YEARS:
        raise Invalid("year", f"年份不对：{year}")
    source = "office" if year in _entered(desk) else "library" if desk.workdays.known(year) else ""
    return Arrangement(year, source, desk.workdays.differences(year))


def missing_year(desk: Desk) -> int | None:
    """The year whose notice has to be entered: this one, or from December on the next."""
    today = date.fromisoformat(desk.today)
    wanted = (today.year, today.year + 1) if today.month == 12 else (today.year,)
    return next((year for year in wanted if not desk.workdays.known(year)), None)


def whole_year(desk: Desk, notice: Notice) -> dict[str, bool]:
    """The days of a notice as `keep` takes them; a supplement adds to what is known of its year.

    Raises Invalid("notice_part") for a supplement to a year that is not known."""
    if notice.missing and not desk.workdays.known(notice.year):
        raise Invalid("notice_part", f"还缺{'、'.join(notice.missing)}的安排，请把{notice.year}年的通知粘贴完整")
    return (dict(desk.workdays.differences(notice.year)) if notice.missing else {}) | notice.days


def keep(desk: Desk, year: int, days: Mapping[str, bool]) -> Kept:
    """Enter a year: `days` are all that are not as Monday to Friday; the promised days of what is open follow.

    Days of the December before are kept with it. Raises Invalid: "year", "date" for any other day."""
    if year not in YEARS:
        raise Invalid("year", f"年份不对：{year}")
    if other := [day for day in days if not f"{year - 1}-12-01" <= day <= f"{year}-12-31"]:
        raise Invalid("date", f"{other[0]}不在{year}年")
    entered = {day: works for day, works in _corrections(desk).items() if day[:4] != str(year)} | dict(days)
    settings = {"workdays": json.dumps(dict(sorted(entered.items()))),
                "workday_years": json.dumps(sorted({*_entered(desk), year}))}
    then = replace(desk, settings={**desk.settings, **settings})
    with desk.write(f"录入{year}年放假安排") as writer:
        writer.change_set()
        put_settings(writer.conn, desk.meta, settings)
        _recount(then, writer)
        changes = dict(writer.touched)
    desk.settings.update(settings)
    desk.reload()
    return Kept(year, changes)


def _recount(desk: Desk, writer: Writer) -> None:
    """Count the promised days of what is not done yet anew; the log shows each."""
    look = StoreLook(desk, writer.conn)
    for spec in desk.catalog.records.values():
        for due in [key for key, one in spec.fields.items() if isinstance(one.kind, DueDate)]:
            ids = list(writer.conn.execute(_open(desk, spec, due)).scalars())
            for start in range(0, len(ids), _CHUNK):
                for id, row in full_rows(desk, writer.conn, spec.key, ids[start:start + _CHUNK]).items():
                    writer.update(spec.key, id, row, {**row, due: completed(desk, spec.key, row, look)[due]})


def _open(desk: Desk, spec: Record, due: str) -> Select[Any]:
    """The ids of the rows that have a promised day and are not over."""
    table = desk.meta.tables[spec.table]
    over = [key for key, state in desk.catalog.states(spec.key).items() if state.state_class in _OVER]
    return select(table.c.id).where(
        table.c.deleted == 0, table.c[due].is_not(None), table.c[spec.state].not_in(over)).order_by(table.c.id)


def _corrections(desk: Desk) -> dict[str, bool]:
    found: dict[str, bool] = json.loads(desk.settings.get("workdays", "{}"))
    return found


def _entered(desk: Desk) -> list[int]:
    found: list[int] = json.loads(desk.settings.get("workday_years", "[]"))
    return found
