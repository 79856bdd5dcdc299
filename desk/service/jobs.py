"""Long work: generators that yield `Step`s. Closing one is Cancel, and rolls back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """How far a job is; `total` 0 means unknown."""

    done: int
    total: int
    text: str


Job = Generator[Step, None, T]
"""A long job; its return value is the result."""


def run(job: Job[T]) -> T:
    """Run a job to its end, without progress."""
    try:
        while True:
            next(job)
    except StopIteration as stop:
        result: T = stop.value
        return result
