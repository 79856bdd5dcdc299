"""How figures are kept: one value for all, or, where rows take part that not all may see, one for each way of seeing.

A way of seeing is the set of guarded categories that are open to somebody. What is kept for it is what a caller
with these rights reads: the public value, that of each worker, that of all rights. A reader is given the value of
exactly what they may see, or none; so nothing that is kept tells them of more than they could count themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from desk.service.desk import Desk
from desk.service.figures.planning import Planner
from desk.service.figures.values import FigureValue
from desk.service.periods import Period

Open = frozenset[str]
"""Guarded categories that may be seen, as 「visit:support_talk」."""
Values = Mapping[str, FigureValue]
Data = dict[str, Any]
PUBLIC: Open = frozenset()


@dataclass(frozen=True)
class Fixed:
    """A figure as it was given out. `behind` are its records, where they were kept: their kind, and 「1-57,60」."""

    title: str
    value: int | float | None
    unit: str
    last_year: int | float | None
    rows: int
    of: int | None
    why: str
    text: str = ""
    definition: str = ""
    behind: tuple[tuple[str, str], ...] = ()

    @property
    def rows_behind(self) -> list[tuple[str, int]]:
        """The records behind it, one by one."""
        spans = [(record, part.split("-")) for record, ids in self.behind for part in ids.split(",") if part]
        return [(record, id) for record, span in spans for id in range(int(span[0]), int(span[-1]) + 1)]


def fixed(one: FigureValue) -> Fixed:
    """A figure to be kept."""
    return Fixed(one.title, one.value, one.unit, one.last_year, one.rows, one.of, one.why, one.text)


# who sees what


def opened(desk: Desk) -> Open:
    """The guarded categories that the caller may see."""
    return guarded(desk) - _closed(desk)


def guarded(desk: Desk) -> Open:
    """The categories that not all may see."""
    return _closed(desk.with_rights(PUBLIC))


def _closed(desk: Desk) -> Open:
    return frozenset(f"{record}:{key}" for record in desk.catalog.categories for key in desk.closed(record))


def readers(desk: Desk) -> dict[Open, Desk]:
    """The ways of seeing there are, each with a desk that sees so: nobody's rights, each worker's, all rights."""
    workers = (frozenset(json.loads(text)) for name, text in desk.settings.items() if name.startswith("rights:"))
    every = [desk.with_rights(rights) for rights in (PUBLIC, *workers, desk.caller.rights)]
    return {opened(one): one for one in (*every, desk.unbarred())}


def concerned(desk: Desk, figure: str, period: Period) -> Open:
    """The guarded categories whose rows may take part in a figure: those of the records that it reads."""
    planner = Planner(desk)
    planner.figure(desk.catalog.figure(figure), period)
    return frozenset(one for one in guarded(desk) if one.partition(":")[0] in planner.plan.columns)


# how it is kept


def stored(desk: Desk, period: Period, views: Mapping[Open, Mapping[str, Fixed]], kept: Iterable[str]) -> str:
    """The text in which the database keeps the figures of each way of seeing."""
    figures: Data = {key: asdict(one) for key, one in views[PUBLIC].items()}
    parted: Data = {}
    for key in dict.fromkeys(key for view in views.values() for key in view):
        known = {open: view[key] for open, view in views.items() if key in view}
        if any(one != views[PUBLIC].get(key) for one in known.values()):
            hidden = concerned(desk, key, period)
            apart = {open & hidden: one for open, one in known.items() if open & hidden}
            parted[key] = _apart(hidden, apart)
    return _text({"kept": sorted(kept), "figures": figures, "parted": parted})


def _apart(hidden: Open, values: Mapping[Open, Fixed | Data]) -> Data:
    return {"hidden": sorted(hidden), "readings": [
        {"open": sorted(open), "figure": one if isinstance(one, dict) else asdict(one)}
        for open, one in values.items()]}


def _text(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False)


def read(data: Data, open: Open) -> dict[str, Fixed]:
    """The figures that were kept for a way of seeing."""
    made: Data = dict(data.get("figures", {}))
    for key, one in data.get("parted", {}).items():
        mine = sorted(open.intersection(one["hidden"]))
        if mine:
            made[key] = next((each["figure"] for each in one["readings"] if each["open"] == mine), None)
    return {key: Fixed(**one) for key, one in made.items() if one is not None}


# what was kept before


def is_older(data: Data) -> bool:
    """Whether every figure was kept once, as somebody with all rights reads it."""
    return "figures" in data and "parted" not in data


def parted(desk: Desk, data: Data, period: Period, touched: Iterable[str], compute: Callable[[Desk], Values]) -> str:
    """An older text with those figures set apart in which rows take part that not all may see.

    What took part then is judged by the records of now, where that is possible: `touched` are the records of which
    rows that not all may see were changed since."""
    public, whole = compute(desk.with_rights(PUBLIC)), compute(desk.unbarred())
    figures, apart = dict[str, Any](), dict[str, Any]()
    changed = set(touched)
    for key, one in data["figures"].items():
        hidden = concerned(desk, key, period) if key in whole else PUBLIC
        moved = changed & {name.partition(":")[0] for name in hidden} and one["value"] != whole[key].value
        if not hidden or (_same(public[key], whole[key]) and not moved):
            figures[key] = one
        elif one["value"] == public[key].value != whole[key].value:
            figures[key], apart[key] = one, _apart(hidden, {})
        else:
            apart[key] = _apart(hidden, {hidden: one})
    return _text({"kept": data.get("kept", []), "figures": figures, "parted": apart})


def _same(one: FigureValue, other: FigureValue) -> bool:
    return replace(one, title=other.title) == other
