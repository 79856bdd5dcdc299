"""The figures that yearly reports quote, by hand: named groups, months, runs, durations, balances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import recount_activities as activities
import recount_committee as committee
import recount_mediation as mediation
import recount_residents as residents
import recount_services as services
from recompute import CATEGORIES, Counted, Raw, Row, added, different, mean, percent, rounded, under, x


def has(row: Row | None, key: str, text: str) -> bool:
    held = row and (x(row, key[2:]) if key.startswith("x.") else row[key])
    return bool(held) and text in str(held)


def days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def months(since: str, until: str) -> int:
    whole = int(until[:4]) * 12 + int(until[5:7]) - int(since[:4]) * 12 - int(since[5:7])
    return whole - 1 if int(until[8:]) < int(since[8:]) else whole


def middle(values: Iterable[Any]) -> float | None:
    known = sorted(v for v in values if v is not None)
    if not known:
        return None
    at = len(known) // 2
    return rounded(Decimal(known[at]) if len(known) % 2 else (Decimal(known[at]) + Decimal(known[at - 1])) / 2)


def number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else rounded(value, 2)


# months of a period

def first_month(w: Raw, ledger: Iterable[Row]) -> str:
    """The period's first day; without one, the first day of the books or of the ledger."""
    if w.since != "0001-01-01":
        return w.since
    return min([w.started, *(r["date"] for r in ledger if r["date"] and r["date"] <= w.on)])


def calendar(w: Raw, ledger: Iterable[Row]) -> list[str]:
    first = first_month(w, ledger)
    at, made = (int(first[:4]), int(first[5:7])), []
    while at <= (int(w.on[:4]), int(w.on[5:7])):
        made.append(f"{at[0]:04d}-{at[1]:02d}")
        at = (at[0], at[1] + 1) if at[1] < 12 else (at[0] + 1, 1)
    return made


def month_share(w: Raw, table: str, ledger: Callable[[Row], bool], kept: Callable[[Row], bool]) -> float | None:
    """Of the months of the period up to the day, those with such a row."""
    rows = [r for r in w.tables[table] if ledger(r)]
    planned = calendar(w, rows)
    had = {r["date"][:7] for r in rows if kept(r) and w.in_period(r["date"])}
    return rounded(Decimal(len([m for m in planned if m in had]) * 100) / len(planned)) if planned else None


def different_months(w: Raw, rows: list[Row]) -> int:
    return len({r["date"][:7] for r in rows if r["date"][:7] in calendar(w, rows)})


def is_held(*tops: str) -> Callable[[Row], bool]:
    kinds = under(CATEGORIES["activity"], *tops) if tops else None
    return lambda r: r["state"] == "held" and (kinds is None or r["category"] in kinds)


def topic(row: Row, code: str) -> bool:
    return code in (row["topics"] or "").split(",")


def by_month(w: Raw, rows: list[Row], ledger: list[Row], worth: Callable[[Row], int]) -> dict[str, int]:
    sums = dict.fromkeys(calendar(w, ledger), 0)
    for row in rows:
        if row["date"][:7] in sums:
            sums[row["date"][:7]] += worth(row)
    return sums


def month_average(w: Raw) -> float | None:
    rows, ledger = activities.held(w), [r for r in w.tables["activity"] if r["state"] == "held"]
    sums = by_month(w, rows, ledger, lambda r: 1)
    return rounded(Decimal(sum(sums.values())) / len(sums)) if sums else None


def best_month(sums: dict[str, int]) -> int | None:
    return max(sums.values(), default=None)


# people

def visited(w: Raw, *kinds: str) -> set[int]:
    return {r["resident"] for r in w.of_kind("visit", *kinds) if r["date"] <= w.on and r["resident"]}


def with_home_group(w: Raw, row: Row, group: str) -> bool:
    """A person whose household has the standing."""
    return w.household(row["id"]) in {r["household"] for r in w.group(group)} - {None}


def studied(w: Raw) -> set[int]:
    kinds = under(CATEGORIES["activity"], "party_life", "training")
    inside = {r["id"] for r in w.within("activity") if r["category"] in kinds and r["date"] <= w.on}
    return {r["resident"] for r in w.tables["activity_attendance"] if r["owner"] in inside and r["role"] != "10"}


def study_share(w: Raw) -> float | None:
    members = [r for r in w.people if w.belongs(r, "party_member")]
    return percent([r for r in members if r["id"] in studied(w)], members)


def estates(w: Raw) -> int:
    """The estates three steps above the rooms where volunteers live."""
    found = set()
    for row in w.group("volunteer"):
        at = w.home(row["resident"]).get("place") if row["resident"] else None
        for _ in range(3):
            at = w.ids["place"][at]["parent"] if at else None
        if at:
            found.add(w.ids["place"][at]["name"])
    return len(found)


def grids(w: Raw) -> int:
    found = set()
    for row in w.people:
        place = w.home(row["id"]).get("place")
        if place:
            found.add(w.place_then(place, "grid"))
    return len(found - {None, ""})


def watched(w: Raw, *tops: str) -> list[Row]:
    return w.group(*tops)


def ending(w: Raw) -> int:
    """Those whose term ends within the year after the period."""
    first = (date.fromisoformat(w.until) + timedelta(days=1)).isoformat()
    last = f"{int(w.until[:4]) + 1:04d}{w.until[4:]}"
    last = last if last[5:] != "02-29" or int(last[:4]) % 4 == 0 else f"{last[:4]}-02-28"
    return different(r["resident"] for r in watched(w, "drug", "correction")
                     if x(r, "until") and first <= x(r, "until") <= last)


def drug_free(w: Raw) -> int:
    """Whole years back from the day without a new one."""
    begun = [r for r in w.tables["standing"] if r["category"] in under(CATEGORIES["standing"], "watched")
             and r["start"] and r["start"] <= w.on]
    new = {int(r["start"][:4]) for r in begun if r["category"] == "drug"}
    first = min([w.started, *(r["start"] for r in begun)])
    year, found = int(w.on[:4]), 0
    if w.on[5:] != "12-31" and year not in new:
        year -= 1
    while year not in new and f"{year:04d}-01-01" >= first:
        year, found = year - 1, found + 1
    return found


def person_months(w: Raw) -> dict[int, set[str]]:
    """The months of the period up to the day in which each person was served."""
    kinds = under(CATEGORIES["standing"], "mental")
    rows = [r for r in w.tables["standing"] if r["category"] in kinds]
    since = w.since
    if since == "0001-01-01":
        since = min((r["start"] for r in rows if r["start"] and r["start"] <= w.on), default=w.on)
    made: dict[int, set[str]] = {}
    for row in rows:
        last = (date.fromisoformat(row["end"]) - timedelta(days=1)).isoformat() if row["end"] else w.on
        first, last = max(row["start"] or since, since), min(last, w.on)
        if row["resident"] and first <= last:
            at = (int(first[:4]), int(first[5:7]))
            while at <= (int(last[:4]), int(last[5:7])):
                made.setdefault(row["resident"], set()).add(f"{at[0]}-{at[1]}")
                at = (at[0], at[1] + 1) if at[1] < 12 else (at[0] + 1, 1)
    return made


def whole_time(w: Raw) -> int:
    """Those served in every month of the period up to the day."""
    served = person_months(w)
    if w.since != "0001-01-01":
        total = months(w.since[:8] + "01", w.on[:8] + "01") + 1
    else:
        mental = [r for r in w.tables["standing"] if r["category"] == "mental"]
        first = min((r["start"] for r in mental if r["start"] and r["start"] <= w.on), default=w.on)
        total = months(first[:8] + "01", w.on[:8] + "01") + 1
    return len([1 for held in served.values() if len(held) >= max(total, 1)])


def longest_quiet(w: Raw) -> int:
    """The longest run of days without a dispute."""
    dates = sorted({r["date"] for r in w.tables["case"] if r["date"] and r["date"] <= w.on})
    first = min([w.started, *dates])
    first = max(first, w.since) if w.since != "0001-01-01" else first
    at, run, best = date.fromisoformat(first), 0, 0
    while at.isoformat() <= w.on:
        run = 0 if at.isoformat() in dates else run + 1
        best, at = max(best, run), at + timedelta(days=1)
    return best


def fund(w: Raw, opening: bool) -> int | float:
    end = w.until if not opening else (
        (date.fromisoformat(w.since) - timedelta(days=1)).isoformat() if w.since != "0001-01-01" else "0000")
    rows = [r for r in w.tables["grant"] if has(r, "occasion", "共建基金") and r["date"] <= end]
    return added([(r["amount"] or 0) * (1 if r["direction"] == "in" else -1) for r in rows], 100)


def parties(w: Raw) -> int:
    return different(r["resident"] for r in w.by_owner_date("case_parties", "case"))


def came(w: Raw) -> int:
    inside = {r["id"] for r in activities.held(w)}
    signed = [r for r in w.tables["activity_attendance"] if r["owner"] in inside and r["role"] != "10"]
    return different(r["resident"] for r in signed)


def legal(w: Raw) -> set[str]:
    return {r["date"] for r in services.requests(w, "legal") if r["date"] <= w.on}


def legal_share(w: Raw) -> float:
    planned = 1 if w.since == "0001-01-01" else len(calendar(w, ()))
    return rounded(Decimal(len(legal(w)) * 100) / (2 * planned))


def growth(w: Raw) -> float | None:
    now, then = len(services.requests(w)), len(services.requests(w.year_before))
    return rounded(Decimal((now - then) * 100) / then) if then else None


def concluded(w: Raw) -> list[Row]:
    return [r for r in mediation.cases(w) if r["concluded"]]


def day_set(rows: list[Row]) -> int:
    return len({r["date"] for r in rows})


def given_in(w: Raw, kind: str, key: str, text: str) -> list[Row]:
    return [r for r in services.received(w, kind) if has(r, key, text)]


def line(w: Raw, row: Row, table: str, key: str) -> Any:
    return w.ids[table][row[table]][key] if row[table] else None


PEOPLE: dict[str, Counted] = {
    "median_age": lambda w: middle(w.age(r) for r in w.people),
    "residents_by_grid": grids,
    "party_study_share": study_share,
    "volunteers_by_estate": estates,
    "joined_rural_association_count": lambda w: len([
        r for r in w.people if w.belongs(r, "rural_worker") and r["id"] in {
            s["resident"] for s in w.group("association_member") if w.in_period(s["start"])}]),
    "helped_to_work_count": lambda w: residents.people(
        [r for r in w.group("unemployed", "difficulty_4050") if x(r, "employed") == 1]),
    "women_service_share": lambda w: percent(
        [r for r in residents.women(w) if r["id"] in {
            s["resident"] for s in w.group("women_service") if w.in_period(x(s, "checked"))}], residents.women(w)),
    "method_followed_share": lambda w: percent(
        [r for r in w.group("women_service") if x(r, "method") and r["resident"] in visited(w, "health")],
        [r for r in w.group("women_service") if x(r, "method")]),
    "only_child_names": lambda w: len([r for r in w.aged(0, 14) if with_home_group(w, r, "one_child")]),
    "floating_married_women_count": lambda w: len([
        r for r in residents.floating(w) if r in residents.women(w) and w.then(r, "marital") in residents.MARRIED
        and r["employer"]]),
    "floating_by_employer": lambda w: different(r["employer"] for r in residents.floating(w)),
    "drug_free_years": drug_free,
    "drug_employed_share": lambda w: percent(
        [r for r in watched(w, "drug") if x(r, "employed") == 1], watched(w, "drug")),
    "ending_next_year_count": ending,
    "probation_count": lambda w: residents.people(
        [r for r in watched(w, "correction") if x(r, "correction_kind") == "缓刑"]),
    "mental_count": lambda w: residents.people(watched(w, "mental")),
    "mental_months": lambda w: sum(map(len, person_months(w).values())),
    "mental_whole_count": whole_time,
    "mental_cost": lambda w: sum(map(len, person_months(w).values())) * 400,
    "mental_extra_cost": lambda w: 0,
    **{key: (lambda w, t=title: different(
        r["household"] for r in w.group("model_family") if has(r, "x.award", t) and w.in_period(r["start"])))
       for key, title in (("five_good_households", "五好家庭"), ("good_mother_households", "好婆婆"),
                          ("civilised_households", "文明户"))},
    "garden_estate_count": lambda w: len([r for r in residents.places(w, "1") if has(r, "name", "花园")]),
    "community_area": lambda w: added((r["area"] for r in residents.places(w, "1")), 100),
    "office_area": lambda w: added((r["area"] for r in w.tables["place"] if r["kind"] == "03"), 100),
    "estate_names": lambda w: different(r["name"] for r in residents.places(w, "1")),
}

COMMITTEE: dict[str, Counted] = {
    "donation_station_count": lambda w: len([r for r in committee.units(w, "outlet") if has(r, "founded_for", "捐赠")]),
    "library_count": lambda w: len([r for r in committee.units(w, "outlet") if has(r, "founded_for", "图书")]),
    "elder_team_count": lambda w: len([r for r in committee.units(w, "team") if has(r, "founded_for", "老年")]),
    "elder_team_names": lambda w: different(
        r["name"] for r in committee.units(w, "team") if has(r, "founded_for", "老年")),
    "team_names": lambda w: different(r["name"] for r in committee.units(w, "team")),
    "folk_team_count": lambda w: len([
        r for r in committee.units(w, "team") if has(r, "founded_for", "民俗") or has(r, "founded_for", "曲艺")]),
    "founded_selfgov_names": lambda w: different(
        r["name"] for r in committee.units(w, "selfgov") if w.in_period(r["start"])),
    "cobuild_units": lambda w: different(r["unit"] for r in w.group("responsibility") if has(r, "x.pledge", "共建")),
    "worker_below_college_count": lambda w: len([
        r for r in committee.posts(w, "worker") if committee.schooling(w, r) and r not in committee.college(w)]),
    "worker_league_share": lambda w: percent(
        [r for r in committee.posts(w, "worker") if w.then(w.person(r), "political") in ("01", "02", "03")],
        [r for r in committee.posts(w, "worker") if w.then(w.person(r), "political")]),
    "worker_dismissed_count": lambda w: len([
        r for r in w.within("post", "end") if r["category"] == "worker" and has(r, "reason", "考核")
        and (w.age(w.person(r)) or 0) > 60]),
    "patrol_shift_count": lambda w: different(r["duty"] for r in committee.posts(w, "patrol_member")),
    "night_patrol_count": lambda w: len([r for r in committee.posts(w, "patrol_member") if has(r, "duty", "夜")]),
    "society_leader_names": lambda w: different(
        (w.person(r) or r)["name"] if r["resident"] else r["name"] for r in committee.posts(w, "team_leader")
        if r["unit"] and w.ids["unit"][r["unit"]]["category"] == "selfgov"),
}

REQUESTS: dict[str, Counted] = {
    "request_days": lambda w: middle(days(r["date"], r["done"]) for r in services.requests(w) if r["done"]),
    "request_growth": growth,
    "request_busiest_month": lambda w: best_month(by_month(w, w.within("request"), w.tables["request"], lambda r: 1)),
    "elder_plan_people": lambda w: services.people(
        [r for r in services.requests(w) if r["matter"] and has(w.ids["matter"][r["matter"]], "line", "老")]),
    "child_insurance_people": lambda w: services.people(
        [r for r in services.requests(w, "insurance")
         if r["matter"] and has(w.ids["matter"][r["matter"]], "name", "独生子女")]),
    "lost_child_apply_households": lambda w: services.homes(
        w, [r for r in services.requests(w, "relief_apply") if has(r, "content", "独生子女死亡")]),
    "birth_waived_households": lambda w: services.homes(
        w, [r for r in services.requests(w, "birth_register") if has(r, "content", "放弃")]),
    "found_problem_count": lambda w: len([r for r in services.requests(w, "problem") if has(r, "content", "查摆")]),
    "match_people": lambda w: services.people(services.requests(w, "match")),
    "match_phone_count": lambda w: len([r for r in services.requests(w, "match") if r["source"] == "02"]),
    "match_done_count": lambda w: len(services.achieved(w, "match")),
    "legal_days": lambda w: len(legal(w)),
    "legal_days_share": legal_share,
}


def visits(w: Raw, *kinds: str, **texts: str) -> list[Row]:
    rows = w.of_kind("visit", *kinds) if kinds else w.within("visit")
    return [r for r in rows if all(has(r, key, text) for key, text in texts.items())]


def hard_women(w: Raw) -> int:
    seen = visited(w, "condolence")
    return different(w.household(r["id"]) for r in w.people if r["sex"] == "2" and r["id"] in seen and (
        w.belongs(r, "hardship", "unemployed") or with_home_group(w, r, "single_parent")))


VISITS: dict[str, Counted] = {
    "support_talk_count": lambda w: len(visits(w, "support_talk")),
    "petition_talk_count": lambda w: len(visits(w, "talk", occasion="访")),
    "family_planning_visit_count": lambda w: len(visits(w, "home", occasion="计生")),
    "birth_visit_people": lambda w: services.people(visits(w, occasion="产后")),
    "visit_complete_share": lambda w: percent(
        [r for r in visits(w, "home", "receive") if r["situation"] and r["handling"]], visits(w, "home", "receive")),
    "licence_units": lambda w: different(r["unit"] for r in visits(w, "inspect", handling="办照")),
    "licence_share": lambda w: percent(
        visits(w, "inspect", problem="无照", handling="办照"), visits(w, "inspect", problem="无照")),
    "quality_inspect_count": lambda w: len(visits(w, "inspect", occasion="质量")),
    "condoled_rural_worker_households": lambda w: different(
        w.household(r["id"]) for r in services.condoled(w, w.people, "rural_worker")),
    "condoled_hard_women_households": hard_women,
    "dibao_visit_count": lambda w: len([
        r for r in visits(w) if r["resident"] and "dibao" in w._groups.get(r["resident"], ())]),
    "visit_months": lambda w: different_months(w, visits(w)),
}

GRANTS: dict[str, Counted] = {
    "one_child_award_households": lambda w: services.homes(
        w, [r for r in services.given(w, "award_money") if has(r, "occasion", "独生子女")]),
    "one_child_award_money": lambda w: services.yuan(
        [r for r in services.given(w, "award_money") if has(r, "occasion", "独生子女")]),
    "disabled_relief_count": lambda w: len([
        r for r in services.given(w, *services.RELIEF)
        if r["resident"] and w._groups.get(r["resident"], set()) & under(CATEGORIES["standing"], "disability")]),
    **{key: (lambda w, t=text: services.yuan(given_in(w, "donated_money", "occasion", t)))
       for key, text in (("warm_money", "温暖工程"), ("wenchuan_money", "汶川"), ("sick_member_money", "患病党员"),
                         ("sick_child_money", "患病儿童"))},
    "sick_child_days": lambda w: day_set(
        [r for r in given_in(w, "donated_money", "occasion", "患病儿童") if r["date"] <= w.on]),
    **{key: (lambda w, t=text: added(r["quantity"] for r in given_in(w, "donated_goods", "goods", t)))
       for key, text in (("donated_clothes", "衣"), ("donated_seats", "座椅"), ("donated_ebikes", "电动车"))},
    "unit_donation_money": lambda w: services.yuan([r for r in services.received(w, "donated_money") if r["unit"]]),
    "unit_donations": lambda w: different(r["unit"] for r in w.within("grant") if r["direction"] == "in"),
    "fund_balance": lambda w: fund(w, opening=False),
    "fund_opening": lambda w: fund(w, opening=True),
}

CASES: dict[str, Counted] = {
    "case_days": lambda w: middle(days(r["date"], r["concluded"]) for r in concluded(w)),
    "case_within_30_share": lambda w: percent(
        [r for r in concluded(w) if days(r["date"], r["concluded"]) <= 30], concluded(w)),
    "case_hard_months": lambda w: mean(
        months(r["date"], r["concluded"]) for r in concluded(w) if r["grade"] in ("03", "04")),
    "case_free_days": longest_quiet,
    "case_most_kind": lambda w: max(Counter(r["kind"] for r in mediation.cases(w) if r["kind"]).values(), default=None),
    "cases_by_mediator": lambda w: different(r["mediator"] for r in mediation.cases(w) if r["mediator"]),
    "case_people_known": parties,
}


def held(w: Raw, *tops: str, code: str = "", **texts: str) -> list[Row]:
    return [r for r in activities.held(w, *tops, topic=code) if all(has(r, key, text) for key, text in texts.items())]


ACTIVITIES: dict[str, Counted] = {
    "activity_median": lambda w: middle(r["people"] for r in held(w)),
    "activity_month_average": month_average,
    "activity_month_people": lambda w: best_month(by_month(
        w, held(w), [r for r in w.tables["activity"] if r["state"] == "held"], lambda r: r["people"] or 0)),
    "activity_month_share": lambda w: month_share(w, "activity", is_held(), lambda r: True),
    "rental_sweep_count": lambda w: len(held(w, "sweep", name="出租")),
    "rental_sweep_months": lambda w: different_months(w, held(w, "sweep", name="出租")),
    "justice_months": lambda w: different_months(w, held(w, code="07", partner="司法")),
    "family_planning_routine_share": lambda w: month_share(
        w, "activity", is_held("family_planning_meeting"), lambda r: has(r, "name", "例会")),
    "council_count": lambda w: len(held(w, "family_planning_meeting", name="理事会")),
    "patrol_meeting_share": lambda w: month_share(
        w, "activity", is_held("meeting"), lambda r: has(r, "name", "夜巡") and r["date"][8:] == "20"),
    "law_lecture_month_share": lambda w: month_share(w, "activity", is_held("law_lecture"), lambda r: True),
    "rural_health_lecture_count": lambda w: len(held(w, "lecture", code="05", audience="农民工")),
    "women_screening_count": lambda w: len(held(w, "screening", code="11")),
    "law_consult_count": lambda w: len(held(w, code="07", name="咨询")),
    "safety_training_count": lambda w: len(held(w, "lecture", "training", code="06")),
    "press_names": lambda w: different(r["organiser"] for r in held(w, "press") if r["organiser"]),
    "training_residents": lambda w: different(
        r["resident"] for r in activities.signed(w) if w.ids["activity"][r["owner"]]["category"] == "training"),
    "attended_people": came,
}

ALL: dict[str, Counted] = {**PEOPLE, **COMMITTEE, **REQUESTS, **VISITS, **GRANTS, **CASES, **ACTIVITIES}
