"""The rows of a quoted figure: those it counts, and those it must not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mutants import misses, terms_of, ways
from nearmiss import INSIDE, OUTSIDE, Demand, Impossible
from quoted import Quoted

from desk.kinds import Link
from desk.spec import (
    Average,
    Balance,
    Count,
    Distinct,
    Extreme,
    Figure,
    Grouped,
    Ledger,
    PersonMonths,
    Share,
    Streak,
    Total,
)
from desk.spec.catalog import Catalog
from desk.spec.figure import UNITS
from desk.spec.groups import LEVELS

Rows = dict[str, list[dict[str, Any]]]
ODD = 7
"""The value of a row that must not count."""


class Fixture:
    """Makes the rows of one figure."""

    def __init__(self, catalog: Catalog, ledger: Ledger, figure: Figure, quoted: Quoted, value: float) -> None:
        self.catalog, self.figure, self.quoted, self.value = catalog, figure, quoted, value
        self.record, self.event = ledger.record, ledger.event or catalog.record(ledger.record).event
        self.terms, self.rows, self.made = terms_of(figure.where), Rows(), 0

    def all(self) -> Rows:
        for shape in self.shapes():
            way = self.made if self.made < ways(self.terms) else 0
            self.row(lambda demand, way=way: [demand.must(t, True, way) for t in self.terms], shape)
        for at in range(len([*misses(self.terms)])):
            any(self.row([*misses(self.terms, way)][at][1], self.odd) for way in range(ways(self.terms)))
        if not (isinstance(self.figure.measure, Balance | Streak | PersonMonths) or self.monthly):
            self.row(lambda demand: [demand.must(t) for t in self.terms], self.odd, out=True)
        return self.rows

    @property
    def monthly(self) -> bool:
        """States month by month: one that has ended was in force before."""
        return isinstance(self.figure.measure, Grouped) and not self.event and self.figure.measure.by in UNITS

    def row(self, ask: Callable[[Demand], Any], shape: Callable[[Demand], Any], out: bool = False) -> bool:
        """One row, unless no row can be like that."""
        demand, kept = Demand(self.catalog, self.record), {record: len(rows) for record, rows in self.rows.items()}
        try:
            ask(demand)
            shape(demand)
            if out:
                self.out(demand)
            elif self.event in self.catalog.record(self.record).fields and self.event not in demand.tests:
                demand.value(self.event, INSIDE)
            demand.make(self.rows)
            self.made += 1
            return True
        except Impossible:
            for record, rows in self.rows.items():
                del rows[kept.get(record, 0):]
            return False

    def out(self, demand: Demand) -> None:
        """Out of the period, or no longer in force."""
        spec = self.catalog.record(self.record)
        if self.event and "." not in self.event:
            demand.tests.pop(self.event, None)
            demand.value(self.event, OUTSIDE)
        elif self.event:
            demand.link("owner", str(spec.part_of)).value(self.event.partition(".")[2], OUTSIDE)
        elif spec.span:
            demand.value(spec.span[1], "2026-02-01")
        else:
            raise Impossible

    # what each row holds

    def shapes(self) -> Iterator[Callable[[Demand], None]]:
        measure, value = self.figure.measure, self.value
        match measure:
            case Count():
                yield from (self.plain for _ in range(int(value)))
            case Distinct(path):
                yield from (lambda d, at=at: self.named(d, path, at) for at in range(int(value)))
            case Total(path):
                whole = self.scaled(path, value)
                yield from (lambda d, part=part: d.value(path, part) for part in (whole - 1, 1))
            case Average(path) | Extreme(path):
                yield from self.levels(path)
            case Share():
                yield from self.shares(measure)
            case Balance(into, path):
                yield lambda d: (d.must(into), d.value(path, self.scaled(path, value + 10)))
                yield lambda d: (d.must(into, False), d.value(path, self.scaled(path, 10)))
            case Grouped() if self.quoted.dates:
                yield from (lambda d, day=day: self.dated(d, day) for day in self.dates())
            case Grouped(by) if self.quoted.names:
                yield from (lambda d, name=name: self.called(d, by, name) for name in self.quoted.names)
            case Grouped() | Streak() | PersonMonths():
                spans = self.quoted.spans * (self.quoted.rows or 1)
                yield from (lambda d, span=span: self.spanned(d, span) for span in spans)

    def plain(self, demand: Demand) -> None:
        return

    def named(self, demand: Demand, path: str, at: int | str) -> None:
        """A row with a value of its own in the column."""
        column = self.catalog.column(self.record, path)
        column = column.inner[0] if column.form == "first" else column
        if isinstance(column.kind, Link):
            demand._at(column)
            return
        owner = demand._over(column)
        owner.pools.setdefault(column.key, []).insert(0, f"{at}号夜班")
        owner.tests.setdefault(column.key, [])

    def scaled(self, path: str, value: float) -> int:
        return int(Decimal(str(value)) / Decimal(str(self.catalog.column(self.record, path).kind.plain(1))))

    def levels(self, path: str) -> Iterator[Callable[[Demand], None]]:
        """Rows of one value; of a smallest one, another above it."""
        column = self.catalog.column(self.record, path)
        if column.form == "months":
            span = self.quoted.spans[0]
            yield lambda d: [d.value(one.key, day) for one, day in zip(column.inner, span, strict=True)]
            return
        if column.form == "age":
            birth = f"{2026 - int(self.value)}-01-01"
            yield from (lambda d: d.value(column.inner[0].path, birth) for _ in range(3))
            return
        yield lambda d: d.value(path, self.scaled(path, self.value))
        if isinstance(self.figure.measure, Extreme):
            yield lambda d: d.value(path, self.scaled(path, self.value + 5))

    def shares(self, measure: Share) -> Iterator[Callable[[Demand], None]]:
        """So many rows of so many that satisfy the part; the others miss it by one of its terms."""
        lacking = [miss for _, miss in misses(terms_of(measure.part))] if self.value < 100 else []
        lacking = [miss for miss in lacking if self.possible(miss)]
        part, whole = ratio(self.value, ways(terms_of(measure.part)), len(lacking))
        parts = terms_of(measure.part)
        yield from (lambda d, at=at: [d.must(t, True, at) for t in parts] for at in range(part))
        yield from (lacking[at % len(lacking)] for at in range(whole - part))

    def possible(self, miss: Callable[[Demand], None]) -> bool:
        demand = Demand(self.catalog, self.record)
        try:
            for term in self.terms:
                demand.must(term)
            miss(demand)
            demand.make(Rows())
        except Impossible:
            return False
        return True

    def dates(self) -> tuple[str, ...]:
        """All the dates, or so many that half of the months have one."""
        dates = self.quoted.dates
        return dates if self.value == self.quoted.value else dates[:len(dates) // 2]

    def dated(self, demand: Demand, day: str) -> None:
        demand.value(self.event, day)

    def called(self, demand: Demand, by: str, name: str) -> None:
        if by == "id":
            demand.value("name", name)
            return
        if by in LEVELS:
            demand._over(self.catalog.column(self.record, "resident.home.place")).links["place"] = self.room(by, name)
            return
        column = self.catalog.column(self.record, by)
        demand.value((column.inner[0] if column.form == "first" else column).path, name)

    def room(self, level: str, name: str) -> int:
        """A new room in the place of that level and name."""
        places = self.rows.setdefault("place", [])
        at = next((one["id"] for one in places if one["name"] == name), None)
        if at is None:
            at = len(places) + 1
            places.append({"id": at, "level": LEVELS[level][0], "name": name, "full": name})
        places.append({"id": len(places) + 1, "level": "4", "name": f"{len(places)}室", "parent": at})
        return len(places)

    def spanned(self, demand: Demand, span: tuple[str | None, str | None]) -> None:
        demand.link("resident", "resident")
        for key, day in zip(self.catalog.record(self.record).span or (), span, strict=True):
            if day:
                demand.value(key, day)

    def odd(self, demand: Demand) -> None:
        """A row that would change the value if it counted."""
        measure = self.figure.measure
        match measure:
            case Distinct(path):
                self.named(demand, path, "别")
            case Total(path) | Balance(_, path):
                demand.value(path, ODD)
                if isinstance(measure, Balance):
                    demand.must(measure.into)
            case Average(path) | Extreme(path):
                self.odd_level(demand, path)
            case Share(part):
                demand.must(part, False) if self.value else demand.must(part)
            case Grouped() if self.quoted.dates:
                free = ["2026-10-16"] if self.value == self.quoted.value else ["2026-11-20", "2026-11-21"]
                demand.pools[self.event] = free + demand.pools.get(self.event, [])
                demand.tests.setdefault(self.event, [])
            case Grouped(by) if self.quoted.names:
                self.called(demand, by, "别的")
            case Grouped() | Streak() | PersonMonths():
                self.spanned(demand, ("2024-06-01", None) if isinstance(measure, Streak) else (None, None))

    def odd_level(self, demand: Demand, path: str) -> None:
        column = self.catalog.column(self.record, path)
        if column.form == "age":
            demand.value(column.inner[0].path, "1950-01-01")
        elif column.form == "months":
            demand.value(column.inner[0].key, INSIDE)
            if column.inner[1].key not in demand.tests:
                demand.value(column.inner[1].key, "2026-04-15")
        else:
            demand.value(path, ODD)


def ratio(share: float, most: int, least: int) -> tuple[int, int]:
    """The fewest rows of which so many are that share: at least `most` of them, and `least` others."""
    wanted = Decimal(str(share)).quantize(Decimal("0.1"))
    for whole in range(1, 400):
        for part in range(whole + 1):
            others = whole - part
            close = (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) == wanted
            if close and (part >= most or not share) and (others >= least or share == 100):
                return part, whole
    raise AssertionError(share)


def fixture(catalog: Catalog, ledger: Ledger, figure: Figure, quoted: Quoted, value: float) -> Rows:
    """Every row of the fixture, by record."""
    return Fixture(catalog, ledger, figure, quoted, value).all()


__all__ = ["UNITS", "Rows", "fixture", "ways"]
