"""The word lists of `resources/demo`, and weighted draws from them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from desk.paths import RESOURCES

Line = Mapping[str, str]
T = TypeVar("T")


@cache
def table(name: str) -> tuple[Line, ...]:
    """The lines of a list by column title."""
    with (RESOURCES / "demo" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def words(name: str, part: str) -> tuple[str, ...]:
    """The short words that a list keeps on one line: ``words("places", "road")``."""
    return next(tuple(line["words"].split("|")) for line in table(name) if line["part"] == part)


class Drawer:
    """Draws lines of one list by their weight."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.running = tuple(accumulate(float(line["weight"]) for line in lines))

    def draw(self, rng: Random) -> Line:
        return rng.choices(self.lines, cum_weights=self.running)[0]


@cache
def drawer(name: str) -> Drawer:
    """The drawer over a whole list."""
    return Drawer(table(name))


def weighted(rng: Random, choices: Mapping[T, float]) -> T:
    """One of the keys, by its weight."""
    return rng.choices(list(choices), weights=list(choices.values()))[0]
