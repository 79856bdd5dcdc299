"""Figures that stand in no list: each made by clicking alone, and counted again by hand over the rows as stored."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from communities import Community
from unforeseen import FIGURES

from desk.service.figures import compute
from desk.service.own.making import make, tried
from desk.service.periods import of_year

Row = dict[str, Any]
SINCE, UNTIL = "2025-01-01", "2025-12-31"
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
CATEGORIES = Path(__file__).parents[2] / "resources" / "categories"


def half_up(value: Any, places: int = 1) -> float:
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def age(birth: str | None, on: str = UNTIL) -> int:
    return int(on[:4]) - int(birth[:4]) - (on[5:] < birth[5:]) if birth else -1


def days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def below(record: str, *codes: str) -> set[str]:
    """The categories, and those under them."""
    known = json.loads((CATEGORIES / f"{record}.json").read_text("utf-8"))["categories"]
    found, before = set(codes), 0
    while len(found) > before:
        before = len(found)
        found |= {one["key"] for one in known if one.get("parent") in found}
    return found


class Raw:
    """The rows as stored."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.person = {row["id"]: row for row in tables["resident"]}
        self.owners = {row["id"]: row for row in tables["activity"]}

    def events(self, table: str, since: str = SINCE, until: str = UNTIL) -> list[Row]:
        return [row for row in self.tables[table] if row["date"] and since <= row["date"] <= until]

    def lasting(self, table: str, on: str = UNTIL) -> list[Row]:
        return [row for row in self.tables[table]
                if (not row["start"] or row["start"] <= on) and (not row["end"] or row["end"] > on)]

    def standing(self, *codes: str) -> set[int]:
        kinds = below("standing", *codes)
        return {row["resident"] for row in self.lasting("standing") if row["category"] in kinds}

    def residents(self, on: str = UNTIL) -> list[Row]:
        at_home = {row["resident"] for row in self.lasting("residence", on)}
        return [row for row in self.tables["resident"]
                if row["id"] in at_home and not (row["death"] and row["death"] <= on)]

    def old(self, years: int) -> list[Row]:
        return [row for row in self.residents() if age(row["birth"]) >= years]

    def age_of(self, row: Row) -> int:
        person = self.person.get(row["resident"])
        return age(person["birth"]) if person else -1

    def household(self, resident: int) -> int | None:
        spells = sorted((row for row in self.lasting("residence") if row["resident"] == resident),
                        key=lambda row: (row["start"] or "", row["id"]))
        return spells[-1]["household"] if spells else None

    def given(self) -> list[Row]:
        return [row for row in self.events("grant") if row["direction"] == "out"]

    def condolence(self) -> list[Row]:
        kinds = below("grant", "condolence_goods", "condolence_money")
        return [row for row in self.given() if row["category"] in kinds]

    def held(self, since: str = SINCE, until: str = UNTIL) -> list[Row]:
        return [row for row in self.events("activity", since, until) if row["state"] == "held"]

    def building(self, place: int | None) -> int | None:
        known = {row["id"]: row for row in self.tables["place"]}
        while place is not None and known[place]["level"] != "2":
            place = known[place]["parent"]
        return place

    def visited_building(self, row: Row) -> int | None:
        """The place of the visit, of its person's home, of the head of its household, or of its unit."""
        def home(person: int | None) -> int | None:
            spells = sorted((one for one in self.lasting("residence", row["date"]) if one["resident"] == person),
                            key=lambda one: (one["start"] or "", one["id"])) if person else []
            return spells[-1]["place"] if spells else None

        heads = {one["id"]: one["head"] for one in self.tables["household"]}
        units = {one["id"]: one["place"] for one in self.tables["unit"]}
        found = (row["place"], home(row["resident"]), home(heads.get(row["household"])), units.get(row["unit"]))
        return self.building(next((one for one in found if one is not None), None))


def by_month(rows: Iterable[Row], worth: Callable[[Row], float] = lambda row: 1) -> dict[str, float]:
    found = dict.fromkeys(MONTHS, 0.0)
    for row in rows:
        found[row["date"][:7]] += worth(row)
    return found


def summed(rows: Iterable[Row], *keys: str) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[tuple(row[key] for key in keys)] += Decimal(row["amount"] or 0) / 100
    return found


def no_workers(w: Raw) -> int:
    of_age = {row["household"] for row in w.lasting("residence") if 16 <= w.age_of(row) < 60}
    homes = {row["id"]: w.household(row["id"]) for row in w.old(60)}
    return sum(home is not None and home not in of_age for home in homes.values())


def two_retired(w: Raw) -> int:
    retired = w.standing("retiree")
    found = Counter(row["household"] for row in w.lasting("residence") if row["resident"] in retired)
    return sum(found[row["id"]] >= 2 for row in w.lasting("household"))


def slowest(w: Raw) -> float:
    took: dict[str, list[int]] = defaultdict(list)
    for row in w.events("request"):
        if row["done"] and row["handler"]:
            for name in row["handler"].split("、"):
                took[name.strip()].append(days(row["date"], row["done"]))
    return half_up(max(Decimal(sum(one)) / len(one) for one in took.values()), 2)


def balance(w: Raw, until: str) -> float:
    rows = [row for row in w.tables["grant"] if row["date"] and row["date"] <= until]
    return float(sum((1 if row["direction"] == "in" else -1) * Decimal(row["amount"] or 0) for row in rows) / 100)


def months_of(w: Raw) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for row in w.tables["standing"]:
        if row["category"] in below("standing", "volunteer") and row["resident"]:
            for month in MONTHS:
                first, beyond = f"{month}-01", f"{month}-32"
                if (not row["start"] or row["start"] < beyond) and (not row["end"] or row["end"] > first):
                    found[row["resident"]].add(month)
    return found


def weeks() -> list[tuple[str, bool]]:
    """The Mondays of the year's weeks, and whether the week lies wholly in the year."""
    day, found = date(2025, 1, 1), []
    while day.year == 2025:
        monday = day - timedelta(days=day.weekday())
        found.append((monday.isoformat(), monday.year == 2025 and (monday + timedelta(days=6)).year == 2025))
        day = monday + timedelta(days=7)
    return found


def monday(day: str) -> str:
    at = date.fromisoformat(day)
    return (at - timedelta(days=at.weekday())).isoformat()


def quiet_weeks(w: Raw) -> int:
    held = {monday(row["date"]) for row in w.tables["case"] if row["date"]}
    longest = run = 0
    for start, whole in weeks():
        if start in held:
            run = 0
        elif whole:
            run += 1
            longest = max(longest, run)
    return longest


def often_helped(w: Raw) -> int:
    found = Counter(row["resident"] for row in w.given())
    return sum(found[row["id"]] >= 2 for row in w.residents())


def came(w: Raw) -> list[Row]:
    return [row for row in w.tables["activity_attendance"]
            if SINCE <= (w.owners[row["owner"]]["date"] or "") <= UNTIL]


def old_respondents(w: Raw) -> int:
    inside = {row["id"] for row in w.events("case")}
    return sum(row["owner"] in inside and row["side"] == "respondent" and w.age_of(row) >= 60
               for row in w.tables["case_parties"])


def band(years: int) -> int | None:
    return max((low for low in (0, 6, 18, 35, 60, 80) if years >= low), default=None)


def parties(w: Raw) -> float:
    found = Counter(row["owner"] for row in w.tables["case_parties"])
    return half_up(Decimal(sum(found[row["id"]] for row in w.events("case"))) / len(w.events("case")))


def growth(w: Raw) -> float:
    now, then = len(w.events("visit")), len(w.events("visit", "2024-01-01", "2024-12-31"))
    return half_up(Decimal(now - then) * 100 / then)


def women(w: Raw) -> float:
    rows = [row for row in w.lasting("standing") if row["category"] in below("standing", "volunteer")]
    return half_up(Decimal(sum(w.person.get(row["resident"], {}).get("sex") == "2" for row in rows)) * 100 / len(rows))


def visited_buildings(w: Raw) -> Counter[int]:
    found = Counter(w.visited_building(row) for row in w.events("visit"))
    found.pop(None, None)
    return found


HANDS: dict[str, Callable[[Raw], Any]] = {
    "85岁以上独居老人中近90天未走访的人数": lambda w: len(
        {row["id"] for row in w.old(85)} & w.standing("living_alone")
        - {row["resident"] for row in w.events("visit", "2025-10-02")}),
    "家中没有劳动年龄人口的老人人数": no_workers,
    "有两名以上退休人员的户数": two_retired,
    "走访80岁以上独居老人次数": lambda w: sum(
        w.age_of(row) >= 80 and row["resident"] in w.standing("living_alone") for row in w.events("visit")),
    "给空巢老人的500元以上发放笔数": lambda w: sum(
        (row["amount"] or 0) > 50000 and row["resident"] in w.standing("empty_nest") for row in w.given()),
    "20人以上的活动场次": lambda w: sum((row["people"] or 0) >= 20 for row in w.held()),
    "活动不到2场的月数": lambda w: sum(number < 2 for number in by_month(w.held()).values()),
    "平均每案当事人数": parties,
    "同一人同一天领取的最高金额": lambda w: float(max(summed(
        (row for row in w.given() if row["resident"]), "date", "resident").values())),
    "每人每天领取金额的平均": lambda w: half_up(
        sum((found := summed((row for row in w.given() if row["resident"]), "date", "resident")).values())
        / len(found)),
    "结案纠纷的调解天数中位数": lambda w: median(
        days(row["date"], row["concluded"]) for row in w.events("case") if row["concluded"]),
    "承办人平均办理天数最长": slowest,
    "不同的走访人数": lambda w: len({
        name.strip() for row in w.events("visit") if row["visitor"] for name in row["visitor"].split("、")}),
    "走访到的楼栋数": lambda w: len(visited_buildings(w)),
    "单个楼栋最多走访次数": lambda w: max(visited_buildings(w).values()),
    "周末的活动场次": lambda w: sum(date.fromisoformat(row["date"]).weekday() >= 5 for row in w.held()),
    "六月过生日的老人人数": lambda w: sum(row["birth"][5:7] == "06" for row in w.old(60)),
    "捐赠与发放的资金结余": lambda w: balance(w, UNTIL),
    "捐赠与发放的上年结转": lambda w: balance(w, "2024-12-31"),
    "志愿者人月数": lambda w: sum(map(len, months_of(w).values())),
    "全年每月都在册的志愿者人数": lambda w: sum(len(held) == 12 for held in months_of(w).values()),
    "最长连续没有调解的周数": quiet_weeks,
    "有走访的周占全部周的比例": lambda w: half_up(Decimal(len(
        {monday(row["date"]) for row in w.events("visit")})) * 100 / len(weeks())),
    "走访不少于5人次的月数": lambda w: sum(number >= 5 for number in by_month(w.events("visit")).values()),
    "单月最多走访人数": lambda w: max(len({row["resident"] for row in w.events("visit")
                                           if row["date"][:7] == month and row["resident"]}) for month in MONTHS),
    "月均发放金额": lambda w: half_up(sum(summed(w.given()).values()) / 12),
    "走访次数比上年增长率": growth,
    "活动场次比上期增减": lambda w: len(w.held()) - len(w.held("2024-01-01", "2024-12-31")),
    "走访任务完成率": lambda w: half_up(Decimal(len(w.events("visit"))) * 100 / 500),
    "每千名居民纠纷数": lambda w: half_up(Decimal(len(w.events("case"))) * 1000 / len(w.residents()), 2),
    "居民比年初净增": lambda w: len(w.residents()) - len(w.residents("2024-12-31")),
    "志愿者中女性占比": women,
    "领过两次以上补助的居民人数": often_helped,
    "领过慰问的居民名单": lambda w: len({row["resident"] for row in w.condolence() if row["resident"]}),
    "各年龄段走访人次": lambda w: len({band(w.age_of(row)) for row in w.events("visit")} - {None}),
    "60到69岁的走访人次最多时段": lambda w: max(by_month(
        row for row in w.events("visit") if 60 <= w.age_of(row) < 70).values()),
    "独居老人最大年龄": lambda w: max(age(w.person[one]["birth"]) for one in w.standing("living_alone")
                                     if one in {row["id"] for row in w.residents()}),
    "纠纷被申请人中老年人人次": old_respondents,
    "参加活动2次以上的居民人数": lambda w: sum(number >= 2 for number in Counter(
        row["resident"] for row in came(w) if row["resident"] and row["role"] != "10").values()),
    "既被走访又参加过活动的老人人数": lambda w: len(
        {row["id"] for row in w.old(60)} & {row["resident"] for row in w.events("visit")}
        & {row["resident"] for row in came(w)}),
    "住满5年的登记条数": lambda w: sum(
        bool(row["start"]) and days(row["start"], UNTIL) >= 1826 for row in w.lasting("residence")),
    "办结后7天以上才回访的件数": lambda w: sum(bool(row["done"] and row["revisited"]) and days(
        row["done"], row["revisited"]) > 7 for row in w.events("request")),
    "月走访次数超过3次部分按每次5元计": lambda w: sum(
        max(0, number - 3) * 5 for number in by_month(w.events("visit")).values()),
}


@pytest.fixture(scope="module")
def raw(community: Community) -> Raw:
    return Raw(community.rows)


def test_all_are_counted_by_hand() -> None:
    assert HANDS.keys() == FIGURES.keys()
    assert len(FIGURES) >= 40


@pytest.mark.parametrize("title", FIGURES)
def test_it_comes_out_as_counted_by_hand(community: Community, raw: Raw, title: str) -> None:
    ledger, measure, where = FIGURES[title]
    spec = {"title": title, "ledger": ledger, "measure": measure, "unit": "%" if title.endswith("增长率") else "个",
            "where": where}
    assert tried(community.desk, spec, of_year(2025)).value == HANDS[title](raw)


def test_last_years_stays_what_it_was(community: Community, raw: Raw) -> None:
    """As of a past date: who moved, died or changed since counts as then."""
    ledger, measure, where = FIGURES["居民比年初净增"]
    spec = {"title": "净增", "ledger": ledger, "measure": measure, "unit": "人", "where": where}
    assert tried(community.desk, spec, of_year(2025)).last_year == len(raw.residents("2024-12-31")) - len(
        raw.residents("2023-12-31"))


def test_nothing_to_divide_by_says_so(community: Community) -> None:
    share = {"kind": "share", "part": {"path": "people", "op": ">", "value": 1}}
    spec = {"title": "占比", "ledger": "case", "measure": share, "unit": "%",
            "where": {"path": "title", "has": "没有这种"}}
    found = tried(community.desk, spec, of_year(2025))
    assert (found.value, found.why) == (None, "没有符合条件的记录，无法计算")


def test_one_made_is_used_by_another_at_once(practice_copy: Any) -> None:
    ledger, measure, where = FIGURES["20人以上的活动场次"]
    key = make(practice_copy, "figure", {
        "title": "大活动", "ledger": ledger, "measure": measure, "unit": "场", "where": where})
    share = make(practice_copy, "figure", {
        "title": "大活动占比", "ledger": ledger, "unit": "%",
        "measure": {"kind": "formula", "text": f"{key} / activity_count", "percent": True}})
    large, all_held, part = (one.value for one in compute(
        practice_copy, of_year(2025), [key, "activity_count", share]))
    assert part == half_up(Decimal(large) * 100 / Decimal(all_held))
