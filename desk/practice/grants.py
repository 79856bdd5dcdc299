"""发放与捐赠 outside the condolence visits: relief, allowances, study money, gifts received."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from desk.practice.crowd import Crowd
from desk.practice.making import Making
from desk.practice.people import Town
from desk.practice.words import table

_GIVEN: tuple[tuple[str, str, int, int, int, int, str], ...] = (
    ("relief_money", "hardship", 0, 10, 500, 3000, "临时救助"), ("study_money", "child", 8, 4, 500, 2000, "金秋助学"),
    ("award_money", "parent", 12, 8, 120, 600, "独生子女奖励"), ("relief_goods", "hardship", 12, 5, 0, 0, "冬季送温暖"),
    ("medicine", "women_service", 0, 24, 0, 0, "药具发放"), ("souvenir", "volunteer", 12, 10, 0, 0, "志愿者表彰"),
)
"""Category, to whom, month (0: any), usual number a year, least and most in 元, occasion."""
_GOODS = {"relief_goods": ("棉衣", 1, "件"), "medicine": ("避孕药具", 1, "盒"), "souvenir": ("保温杯", 1, "个")}


def write_grants(make: Making, town: Town) -> Iterator[None]:
    """In the order of days."""
    rng = make.rng("grants")
    crowd = Crowd(town)
    plans = [*_given(make, rng, crowd), *_allowances(make, rng, crowd), *_received(make, rng, town)]
    for values in sorted(plans, key=lambda one: str(one["date"])):
        make.add("grant", **values)
        yield


def _given(make: Making, rng: Random, crowd: Crowd) -> Iterator[dict[str, Any]]:
    for category, who, month, usual, low, high, occasion in _GIVEN:
        season = tuple(1.0 if month in (0, m) else 0.0 for m in range(1, 13))
        goods, quantity, measure = _GOODS.get(category, ("", None, ""))
        for _ in range(make.count(usual * 5)):
            day = make.calendar.draw(rng, season)
            person = crowd.someone(rng, who, day)
            if person is not None:
                yield {"date": day, "category": category, "direction": "out", "resident": person.id,
                    "occasion": occasion,
                       "amount": rng.randrange(low, high, 10) * 100 if high else None, "goods": goods,
                       "quantity": quantity,
                       "measure": measure, "worker": crowd.worker(rng, day).name, "signed": 1}


def _allowances(make: Making, rng: Random, crowd: Crowd) -> Iterator[dict[str, Any]]:
    """Minimum living money and 高龄津贴 are paid out once a quarter by the street office; the desk keeps the list."""
    for year in make.calendar.years:
        for month in (3, 6, 9, 12):
            day = make.calendar.workday(f"{year}-{month:02d}-18")
            if not make.calendar.holds(day):
                continue
            for person in crowd.all("dibao", day):
                yield {"date": day, "category": "dibao_money", "direction": "out", "resident": person.id,
                       "amount": person.relief * 3,
                       "occasion": f"{year}年第{month // 3}季度低保金", "signed": 1}
            if month == 12:
                for person in crowd.all("age_allowance", day):
                    amount = 240_000 if person.age(day) >= 90 else 120_000
                    yield {"date": day, "category": "allowance", "direction": "out", "resident": person.id,
                        "amount": amount,
                           "occasion": f"{year}年高龄津贴", "signed": 1}


def _received(make: Making, rng: Random, town: Town) -> Iterator[dict[str, Any]]:
    """About a dozen donations a year, each with its receipt."""
    by_name = {name: id for units in town.units.values() for id, name in units}
    for number in range(make.count(60)):
        line = rng.choice(table("donations"))
        day = make.calendar.draw(rng)
        money = line["category"] == "donated_money"
        yield {
            "date": day, "category": line["category"], "direction": "in", "donor": line["donor"],
            "unit": by_name.get(line["donor"]),
            "amount": rng.randrange(int(line["low"]), int(line["high"]) + 1, 100) * 100 if money else None,
            "goods": line["goods"], "quantity": int(line["quantity"]) or None, "measure": line["measure"],
            "occasion": line["occasion"], "receipt": f"SJ{day[:4]}{number + 1:04d}",
            "worker": rng.choice([w for w in town.workers if not w.until]).name,
        }
