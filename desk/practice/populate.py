"""The order of the work: places, people, units, groups, then what happened in five years."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desk.practice.activities import write_activities
from desk.practice.cases import write_cases
from desk.practice.families import household_count
from desk.practice.generic import write_rest
from desk.practice.grants import write_grants
from desk.practice.groups import write_groups
from desk.practice.lives import plan_lives
from desk.practice.making import Making
from desk.practice.marks import finish
from desk.practice.people import Town
from desk.practice.places import plan_rooms, write_places
from desk.practice.register import write_register
from desk.practice.requests import write_requests
from desk.practice.standings import write_standings
from desk.practice.units import plan_workers, write_matters, write_posts, write_units
from desk.practice.visits import write_visits
from desk.store.changes import Writer

Stage = Callable[[Making, Town], Iterator[None]]

_STAGES: tuple[tuple[str, Stage], ...] = (
    ("正在写入房屋", write_places), ("正在写入居民与户", write_register), ("正在写入单位", write_units),
    ("正在写入任职", write_posts), ("正在写入事项", write_matters), ("正在写入身份", write_standings),
    ("正在写入家庭身份", write_groups), ("正在写入受理件", write_requests), ("正在写入走访", write_visits),
    ("正在写入发放", write_grants), ("正在写入纠纷", write_cases), ("正在写入活动", write_activities),
    ("正在写入其他记录", write_rest),
)
_ROWS_A_RESIDENT = 6.6
"""Records a resident, about: the progress counts towards them."""
_STEP = 100


def populate(
    writer: Writer, *, residents: int = 2597, seed: int = 1, today: str
) -> Iterator[tuple[int, int, str]]:
    """Fill an empty community with invented people and five years of records up to `today` (ISO).

    Yields (records written, about how many in all, what is being written). The same
    residents, seed and day give the same content. Closing it is Cancel; the caller's
    transaction then rolls back.
    """
    make = Making(writer, residents, seed, today)
    total = round(residents * _ROWS_A_RESIDENT) + 500
    yield 0, total, "正在安排住户"
    town = plan_lives(make, plan_rooms(make, household_count(residents)))
    finish(make, town)
    plan_workers(make, town)
    shown = 0
    for text, stage in _STAGES:
        for _ in stage(make, town):
            if make.done - shown >= _STEP:
                shown = make.done
                yield min(shown, total), total, text
    writer.flush()
    yield total, total, "练习数据已写入"
