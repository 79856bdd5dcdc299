"""身份: who belongs to which group since when, and who no longer does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from desk.practice.calendar import between
from desk.practice.making import Making
from desk.practice.people import Person, Town
from desk.practice.standing_facts import FACTS, Fact
from desk.spec.dates import shifted

Test = Callable[[Person, str], bool]


@dataclass(frozen=True)
class Plan:
    """A category of people: a usual number of them, or (as a float) the share of those who fit."""

    category: str
    many: int | float
    fits: Test
    basis: str = ""
    ended: float = 0.0
    """Usual number of those who no longer belong to it."""
    since: int = 0
    """Belongs to it from the day of completing so many years."""
    years: int = 6
    """Since about so many years."""
    review: bool = False
    keeper: bool = False


def _aged(low: int, high: int = 120) -> Test:
    return lambda p, today: low <= p.age(today) <= high


def _local(low: int, high: int = 120) -> Test:
    return lambda p, today: p.nature in ("01", "02") and low <= p.age(today) <= high


def _alone(person: Person, today: str) -> bool:
    return person.age(today) >= 60 and len(person.family.living) == 1


def _nest(person: Person, today: str) -> bool:
    living = person.family.living
    return len(living) == 2 and all(p.age(today) >= 60 for p in living) and bool(person.family.of("spouse"))


def _working(person: Person, today: str) -> bool:
    return bool(person.facts.get("employment") == "70" and 20 <= person.age(today) <= 58)


PLANS = (
    Plan("party_member", 1.0, lambda p, d: bool(p.joined)),
    Plan("living_alone", 1.0, _alone, "入户走访核实", keeper=True),
    Plan("empty_nest", 1.0, _nest, "入户走访核实", since=60),
    Plan("age_allowance", 1.0, lambda p, d: p.nature == "01" and p.age(d) >= 80, "年满80周岁", since=80),
    Plan("floating", 1.0, lambda p, d: p.nature == "04", "入住登记"),
    Plan("permit", 0.68, lambda p, d: p.nature == "04" and p.age(d) >= 16 and p.start < shifted(d, days=-190),
        "居住满半年"),
    Plan("rural_worker", 60, lambda p, d: p.nature == "04" and 18 <= p.age(d) <= 60 and p.facts["employment"] != "31",
        "用工信息"),
    Plan("new_citizen", 14, lambda p, d: p.nature == "04" and p.age(d) >= 18, "积分审核通过"),
    Plan("dibao", 18, _local(18), "街道审核、区民政局确认", 7, review=True, keeper=True),
    Plan("dibao_edge", 8, _local(22), "区民政局认定", 3, review=True),
    Plan("tekun", 2, lambda p, d: p.age(d) >= 60 and len(p.family.members) == 1, "区民政局确认", 1, review=True,
        keeper=True),
    Plan("hardship", 22, _local(30), "社区评议、街道备案", 6, keeper=True),
    Plan("disabled_elder", 10, _aged(76), "能力评估报告", keeper=True),
    Plan("disability", 46, _local(6), "残疾人证", 3, years=9),
    Plan("party_applicant", 7, lambda p, d: not p.joined and 22 <= p.age(d) <= 50 and p.nature != "04", "本人申请",
        years=2),
    Plan("volunteer", 182, _aged(14, 76), "实名注册", 15),
    Plan("veteran", 26, lambda p, d: p.sex == "1" and p.nature != "04" and p.age(d) >= 24, "信息采集登记", years=5),
    Plan("entitled", 8, _local(50), "优抚证件", 1, years=9),
    Plan("left_child", 5, lambda p, d: p.role == "grand", "入户走访核实", keeper=True),
    Plan("hardship_child", 4, _local(3, 16), "街道认定", 1, review=True, keeper=True),
    Plan("orphan", 1, _local(6, 16), "区民政局认定", years=3, keeper=True),
    Plan("unemployed", 22, _working, "失业登记", 16, years=1),
    Plan("difficulty_4050", 10, lambda p, d: _working(p, d) and p.age(d) >= 40, "就业困难认定", 4, years=2),
    Plan("retiree", 0.72, lambda p, d: p.facts.get("employment") == "80" and bool(p.worked_at), "退休移交社区管理",
        since=55),
    Plan("women_service", 0.62, lambda p, d: p.sex == "2" and p.marital == "20" and 20 <= p.age(d) <= 49,
        "育龄妇女登记"),
    Plan("association_member", 36, _local(25, 65), "本人自愿", 3),
    Plan("health_record", 0.74, _aged(65), "社区卫生服务站建档"),
    Plan("contact_card", 40, _aged(25), "本人申领", years=3),
    Plan("correction", 2, _local(22, 55), "司法所移交", 2, years=1, keeper=True),
    Plan("released", 2, _local(25, 58), "安置帮教衔接", 2, years=2, keeper=True),
    Plan("drug", 1, _local(25, 52), "派出所通报", 1, years=1, keeper=True),
    Plan("mental", 4, _local(24, 66), "医院诊断", years=5, keeper=True),
)


def write_standings(make: Making, town: Town) -> Iterator[None]:
    """Everybody's; those of the departed end on the day they left."""
    rng = make.rng("standings")
    here = [p for p in town.people if p.lives_here]
    gone = [p for p in town.people if not p.stays and p.nature != "03"]
    for plan in PLANS:
        fit = [p for p in here if plan.fits(p, make.today)]
        wanted = round(len(fit) * plan.many) if isinstance(plan.many, float) else make.count(plan.many)
        chosen = rng.sample(fit, wanted) if wanted < len(fit) else fit
        for person in chosen:
            _give(make, rng, town, plan, person, "")
            yield
        for person, end in _former(make, rng, plan, [p for p in fit if plan.category not in p.groups], gone):
            _give(make, rng, town, plan, person, end)
            yield


def _former(
    make: Making, rng: Random, plan: Plan, fit: list[Person], gone: list[Person]
) -> Iterator[tuple[Person, str]]:
    """Those who belonged to it: some of the people here, and of the departed everyone whom it fitted."""
    settled = [p for p in fit if p.start < shifted(make.today, days=-150)]
    for person in rng.sample(settled, min(len(settled), make.count(plan.ended))):
        first = max(person.start, make.since)
        yield person, between(rng, shifted(first, days=60), shifted(make.today, days=-10))
    if plan.category in ("floating", "retiree", "age_allowance", "health_record"):
        for person in gone:
            if plan.fits(person, person.end) and rng.random() < plan.many:
                yield person, person.end


def _give(make: Making, rng: Random, town: Town, plan: Plan, person: Person, end: str) -> None:
    last = end or shifted(make.today, days=-5)
    start = _start(rng, plan, person, last)
    if end and end <= start:
        start = person.start
    if end and end <= start:
        return
    fact = FACTS.get(plan.category)
    extra: dict[str, Any] = fact(Fact(make, rng, town, person, start, end)) if fact else {}
    person.groups[plan.category] = (start, end)
    in_office = [w for w in town.workers if not w.until]
    review = between(rng, shifted(make.today, days=-6),
        shifted(make.today, days=300)) if plan.review and not end else ""
    make.add(
        "standing", **{
            "category": plan.category, "resident": person.id, "start": start, "end": end, "basis": plan.basis,
            "review": review, "keeper": rng.choice(in_office).name if plan.keeper and not end else "",
            "reason": _reason(person, end), **extra})


def _start(rng: Random, plan: Plan, person: Person, last: str) -> str:
    """From the day of moving in, of an age, or some years ago."""
    if plan.category == "party_member":
        return max(person.joined, person.start)
    if plan.category == "floating":
        return person.start
    if plan.category == "living_alone":
        since = next((until for field, until, _ in person.past if field == "marital"), "")
        return max(person.start, since, shifted(person.birth, years=60))
    if plan.since:
        return max(person.start, min(shifted(person.birth, years=plan.since), last))
    if plan.category == "permit":
        return min(shifted(person.start, days=rng.randint(185, 300)), last)
    return between(rng, max(person.start, shifted(last, years=-plan.years)), last)


def _reason(person: Person, end: str) -> str:
    if not end:
        return ""
    return "死亡" if end == person.death else "迁出" if end == person.end else "条件变化，不再符合"
