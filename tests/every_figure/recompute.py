"""Every figure once more, by hand over raw rows: nothing here is imported from the program.

`ALL` maps a figure's key to a function of `Raw`, written from the figure's Chinese title.
The trees of categories and codes are read from the data files that the office may look into.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Number = int | float | None
DATA = Path(__file__).resolve().parents[2] / "resources"


def rounded(value: Decimal, places: int = 1) -> float:
    return float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(part: Iterable[Row], whole: Iterable[Row]) -> float | None:
    part, whole = list(part), list(whole)
    return rounded(Decimal(len(part) * 100) / len(whole)) if whole else None


def mean(values: Iterable[Any], unit: int = 1) -> float | None:
    known = [v for v in values if v is not None]
    return rounded(Decimal(sum(known)) / len(known) / unit) if known else None


def added(values: Iterable[Any], unit: int = 1) -> int | float:
    whole = sum(v for v in values if v is not None)
    exact = Decimal(whole) / unit
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def largest(values: Iterable[Any], unit: int = 1) -> int | float | None:
    known = [v for v in values if v is not None]
    return added([max(known)], unit) if known else None


def smallest(values: Iterable[Any]) -> int | None:
    return min((v for v in values if v is not None), default=None)


def different(values: Iterable[Any]) -> int:
    return len({v for v in values if v is not None})


def _tree(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    above = dict(pairs)
    tree: dict[str, set[str]] = {key: {key} for key in above}
    for key in above:
        at = above[key]
        while at:
            tree[at].add(key)
            at = above[at]
    return tree


def category_tree(record: str) -> dict[str, set[str]]:
    stored = json.loads((DATA / "categories" / f"{record}.json").read_text("utf-8"))["categories"]
    return _tree((one["key"], one.get("parent", "")) for one in stored)


def code_tree(key: str) -> dict[str, set[str]]:
    with (DATA / "codes" / f"{key}.csv").open(encoding="utf-8", newline="") as file:
        return _tree((row["code"], row["parent"]) for row in csv.DictReader(file))


CATEGORIES = {name: category_tree(name) for name in ("standing", "request", "visit", "grant", "activity", "unit",
                                                     "post")}
NEVER_IN_FORCE = frozenset(("applied", "checked", "publicized", "reviewed", "refused", "withdrawn", "due", "urged"))
"""Where a standing that is not in force, and never has been, stands: applied for and not yet granted, or refused."""
CODES = {name: code_tree(name) for name in (
    "education", "marital", "case_source", "employment", "attend_role")}


def under(tree: dict[str, set[str]], *tops: str) -> set[str]:
    return set().union(*(tree[top] for top in tops))


def x(row: Row, key: str) -> Any:
    """A category's own field."""
    return json.loads(row["extra"] or "{}").get(key)


class Raw:
    """Raw rows by table for a period (`since`..`until`) and a day (`on`); deleted rows are left out."""

    def __init__(self, tables: dict[str, list[Row]], since: str | None, until: str | None, on: str,
                 started: str = "") -> None:
        self.on, self.since, self.until, self.started = on, since or "0001-01-01", until or on, started
        self.given = (tables, since, until)
        gone = {name: {r["id"] for r in rows if r.get("deleted")} for name, rows in tables.items()}
        self.tables: dict[str, list[Row]] = {}
        for name, rows in tables.items():
            owner = name.rsplit("_", 1)[0] if rows and "owner" in rows[0] and "position" in rows[0] else ""
            self.tables[name] = [r for r in rows if not r.get("deleted") and not (owner and r["owner"] in gone[owner])]
        self.ids = {name: {r["id"]: r for r in rows if "id" in r} for name, rows in self.tables.items()}
        self._homes: dict[int, Row] = {}
        for spell in sorted(self.lasting("residence"), key=lambda r: (r["start"] or "", r["id"])):
            self._homes[spell["resident"]] = spell
        self._spells: dict[int, list[Row]] | None = None
        self._standings: dict[int | None, list[Row]] | None = None
        self._groups: dict[int, set[str]] = {}
        for one in self.lasting("standing"):
            if one["resident"]:
                self._groups.setdefault(one["resident"], set()).add(one["category"])

    @property
    def year_before(self) -> Raw:
        """The same dates a year earlier: of a running period, as many days."""
        tables, since, until = self.given
        until = min(until, self.on) if until else until
        since, until, on = (year_before(day) if day else day for day in (since, until, self.on))
        return Raw(tables, since, until, str(on), self.started)

    # what counts

    def lasting(self, table: str) -> list[Row]:
        """What is in force on the day: begun, and not yet ended."""
        return [r for r in self.tables[table] if began(r, self.on)]

    def within(self, table: str, date: str = "date") -> list[Row]:
        """What happened in the period."""
        return [r for r in self.tables[table] if r[date] and self.since <= r[date] <= self.until]

    def by_owner_date(self, table: str, owner: str) -> list[Row]:
        """Child rows whose owner happened in the period."""
        inside = {r["id"] for r in self.within(owner)}
        return [r for r in self.tables[table] if r["owner"] in inside]

    def in_period(self, date: Any) -> bool:
        return bool(date) and self.since <= date <= self.until

    def in_year(self, date: Any) -> bool:
        """In the year up to the day, both ends counted."""
        return bool(date) and year_before(self.on) <= date <= self.on

    # people

    @property
    def people(self) -> list[Row]:
        """在册居民."""
        return [r for r in self.tables["resident"]
                if r["id"] in self._homes and not (r["death"] and r["death"] <= self.on)]

    def home(self, resident: int | None) -> Row:
        """The spell a person lives in on the day; an empty one knows nothing."""
        return self._homes.get(resident, {"nature": None, "household": None}) if resident else {
            "nature": None, "household": None}

    def household(self, resident: int | None) -> int | None:
        return self.home(resident)["household"]

    def age(self, row: Row | None) -> int | None:
        if row is None or not row["birth"]:
            return None
        return int(self.on[:4]) - int(row["birth"][:4]) - (self.on[5:] < row["birth"][5:])

    def aged(self, low: int, high: int = 999) -> list[Row]:
        return [r for r in self.people if (a := self.age(r)) is not None and low <= a <= high]

    def then(self, row: Row | None, field: str) -> Any:
        """A person's field as it was on the day."""
        if row is None:
            return None
        later = [p for p in self.tables["past"] if p["record"] == "resident" and p["record_id"] == row["id"]
                 and p["field"] == field and p["until"] > self.on]
        return (min(later, key=lambda p: p["until"])["value"] or None) if later else row[field]

    def place_then(self, place: int, field: str) -> Any:
        """A place's field as it was on the day."""
        later = [p for p in self.tables["past"] if p["record"] == "place" and p["record_id"] == place
                 and p["field"] == field and p["until"] > self.on]
        return (min(later, key=lambda p: p["until"])["value"] or None) if later else self.ids["place"][place][field]

    def person(self, row: Row) -> Row | None:
        return self.ids["resident"].get(row["resident"])

    # groups

    def group(self, *tops: str, but: str = "") -> list[Row]:
        """Standings of these categories in force."""
        wanted = under(CATEGORIES["standing"], *tops) - (under(CATEGORIES["standing"], but) if but else set())
        return [r for r in self.lasting("standing") if r["category"] in wanted]

    def belongs(self, row: Row, *tops: str) -> bool:
        return bool(self._groups.get(row["id"], set()) & under(CATEGORIES["standing"], *tops))

    def members(self, *tops: str) -> int:
        """Different people of a group."""
        return different(r["resident"] for r in self.group(*tops))

    def of_kind(self, table: str, *tops: str) -> list[Row]:
        """Events of the period in these categories."""
        return [r for r in self.within(table) if r["category"] in under(CATEGORIES[table], *tops)]

    # on the day that something happened

    def home_on(self, resident: int | None, day: str) -> Row | None:
        """The spell a person lived in on a day: of several the one that began last."""
        if self._spells is None:
            self._spells = {}
            for spell in self.tables["residence"]:
                self._spells.setdefault(spell["resident"], []).append(spell)
        then = [r for r in self._spells.get(resident or 0, ()) if began(r, day)]
        return max(then, key=lambda r: (r["start"] or "", r["id"]), default=None)

    def household_on(self, resident: int | None, day: str) -> int | None:
        home = self.home_on(resident, day)
        return home["household"] if home else None

    def belonged(self, resident: int | None, day: str, *tops: str) -> bool:
        """Whether a person was in one of the groups on a day."""
        if self._standings is None:
            self._standings = {}
            for one in self.tables["standing"]:
                self._standings.setdefault(one["resident"], []).append(one)
        wanted = under(CATEGORIES["standing"], *tops)
        return bool(resident) and any(
            r["category"] in wanted and began(r, day) for r in self._standings.get(resident, ()))

    def household_belonged(self, household: int | None, day: str, *tops: str) -> bool:
        """Whether a household was in one of the groups on a day, itself or by one of its people."""
        wanted = under(CATEGORIES["standing"], *tops)
        return bool(household) and any(
            r["category"] in wanted and began(r, day)
            and (r["household"] == household or self.household_on(r["resident"], day) == household)
            for r in self.tables["standing"])

    def to_household(self, row: Row) -> int | None:
        """The household an event concerns: itself, or the one that the person belonged to on the day."""
        return row["household"] or self.household_on(row["resident"], row["date"])


def began(row: Row, day: str) -> bool:
    """Whether something was in force on a day: begun, and not yet ended, nor only applied for or refused."""
    entered = row.get("state") not in NEVER_IN_FORCE
    return entered and (not row["start"] or row["start"] <= day) and (not row["end"] or row["end"] > day)


def age_on(row: Row, day: str) -> int | None:
    """Completed years on a day."""
    born = row["birth"]
    return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:]) if born else None


def year_before(day: str) -> str:
    year = int(day[:4]) - 1
    return f"{year:04d}-02-28" if day[5:] == "02-29" else f"{year:04d}{day[4:]}"


Counted = Callable[[Raw], Number]
