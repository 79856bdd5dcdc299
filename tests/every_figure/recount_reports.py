"""The figures that yearly reports quote, by hand: named groups, months, runs, durations, balances."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import recount_activities as activities
import recount_committee as committee
import recount_residents as residents
from recompute import CATEGORIES, Counted, Raw, Row, added, different, percent, rounded, under, x


def has(row: Row | None, key: str, *codes: str) -> bool:
    """Whether a field of one or several codes holds one of these, or one whose number begins with it."""
    held = row and (x(row, key[2:]) if key.startswith("x.") else row[key])
    return any(one.startswith(codes) for one in str(held or "").split(","))


def months(since: str, until: str) -> int:
    whole = int(until[:4]) * 12 + int(until[5:7]) - int(since[:4]) * 12 - int(since[5:7])
    return whole - 1 if int(until[8:]) < int(since[8:]) else whole


def middle(values: Iterable[Any]) -> float | None:
    known = sorted(v for v in values if v is not None)
    if not known:
        return None
    at = len(known) // 2
    return rounded(Decimal(known[at]) if len(known) % 2 else (Decimal(known[at]) + Decimal(known[at - 1])) / 2)


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


# people

def visited(w: Raw, *kinds: str) -> set[int]:
    return {r["resident"] for r in w.of_kind("visit", *kinds) if r["date"] <= w.on and r["resident"]}


def with_home_group(w: Raw, row: Row, group: str) -> bool:
    """A person whose household has the standing."""
    return w.household(row["id"]) in {r["household"] for r in w.group(group)} - {None}


def studied(w: Raw) -> set[int]:
    kinds = under(CATEGORIES["activity"], "party_life", "training")
    return {r["resident"] for r in activities.signed(w)
            if (held := w.ids["activity"][r["owner"]])["category"] in kinds and held["date"] <= w.on}


def study_share(w: Raw) -> float | None:
    members = [r for r in w.people if w.belongs(r, "party_member")]
    return percent([r for r in members if r["id"] in studied(w)], members)


def upwards(w: Raw, place: int | None) -> list[int]:
    """A place and those it lies in, the nearest first."""
    found: list[int] = []
    while place and place not in found:
        found.append(place)
        place = w.ids["place"][place]["parent"]
    return found


def standing_at(w: Raw, row: Row) -> int | None:
    """A standing's own place, its person's home, the home of its household's head, its unit's place."""
    head = w.ids["household"][row["household"]]["head"] if row["household"] else None
    homes = [w.home(one).get("place") for one in (row["resident"], head) if one]
    unit = w.ids["unit"][row["unit"]]["place"] if row["unit"] else None
    return next((one for one in (row["place"], *homes, unit) if one), None)


def estates(w: Raw) -> int:
    """The estates that the places of volunteers lie in, however many levels above."""
    above = [next((p for p in upwards(w, standing_at(w, r)) if w.ids["place"][p]["level"] == "1"), None)
             for r in w.group("volunteer")]
    return different(above)


def grids(w: Raw) -> int:
    """The grids of homes: a home without one has that of what it lies in."""
    return different(
        next((grid for p in upwards(w, w.home(r["id"]).get("place")) if (grid := w.place_then(p, "grid"))), None)
        for r in w.people)


def chosen(w: Raw, title: str, but: str = "") -> int:
    """Households given a title in the period; 五星文明户 is a title of its own."""
    return different(r["household"] for r in w.group("model_family") if w.in_period(r["start"])
                     and has(r, "x.awards", title) and not (but and has(r, "x.awards", but)))


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
        [r for r in w.group("unemployed", "difficulty_4050") if residents.at_work(w, r)]),
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
        [r for r in watched(w, "drug") if residents.at_work(w, r)], watched(w, "drug")),
    "ending_next_year_count": ending,
    "probation_count": lambda w: residents.people(
        [r for r in watched(w, "correction") if x(r, "correction_kind") == "缓刑"]),
    "mental_count": lambda w: residents.people(watched(w, "mental")),
    "mental_months": lambda w: sum(map(len, person_months(w).values())),
    "mental_whole_count": whole_time,
    "mental_cost": lambda w: sum(map(len, person_months(w).values())) * 400,
    "mental_extra_cost": lambda w: 0,
    **{key: (lambda w, c=code: chosen(w, c)) for key, code in (
        ("five_good_households", "01"), ("good_mother_households", "02"), ("five_star_households", "0301"))},
    "civilised_households": lambda w: chosen(w, "03", but="0301"),
    "garden_estate_count": lambda w: len([r for r in residents.estates(w) if has(r, "estate_kind", "02")]),
    "community_area": lambda w: added((r["area"] for r in residents.estates(w)), 100),
    "office_area": lambda w: added((r["area"] for r in w.tables["place"] if r["kind"] == "03"), 100),
    "estate_names": lambda w: different(r["name"] for r in residents.estates(w)),
}

COMMITTEE: dict[str, Counted] = {
    "donation_station_count": lambda w: len([r for r in committee.units(w, "outlet") if has(r, "business", "01")]),
    "library_count": lambda w: len([r for r in committee.units(w, "outlet") if has(r, "business", "02")]),
    "elder_team_count": lambda w: len([r for r in committee.units(w, "team") if has(r, "audiences", "01")]),
    "elder_team_names": lambda w: different(
        r["name"] for r in committee.units(w, "team") if has(r, "audiences", "01")),
    "team_names": lambda w: different(r["name"] for r in committee.units(w, "team")),
    "folk_team_count": lambda w: len([r for r in committee.units(w, "team") if has(r, "business", "21", "22")]),
    "founded_selfgov_names": lambda w: different(
        r["name"] for r in committee.units(w, "selfgov") if w.in_period(r["start"])),
    "cobuild_units": lambda w: different(r["unit"] for r in committee.pledges(w) if has(r, "x.pledges", "01")),
    "worker_below_college_count": lambda w: len([
        r for r in committee.posts(w, "worker") if committee.schooling(w, r) and r not in committee.college(w)]),
    "worker_league_share": lambda w: percent(
        [r for r in committee.posts(w, "worker") if w.then(w.person(r), "political") in ("01", "02", "03")],
        [r for r in committee.posts(w, "worker") if w.then(w.person(r), "political")]),
    "worker_dismissed_count": lambda w: len([
        r for r in w.within("post", "end") if r["category"] == "worker" and r["leaving"] == "03"
        and (w.age(w.person(r)) or 0) > 60]),
    "patrol_shift_count": lambda w: different(r["duty"] for r in committee.posts(w, "patrol_member")),
    "night_patrol_count": lambda w: len([r for r in committee.posts(w, "patrol_member") if x(r, "shift") == "03"]),
    "society_leader_names": lambda w: different(
        (w.person(r) or r)["name"] if r["resident"] else r["name"] for r in committee.posts(w, "team_leader")
        if r["unit"] and w.ids["unit"][r["unit"]]["category"] == "selfgov"),
}

def area(w: Raw, code: str, office: bool = False) -> int | float:
    return added((r["area"] for r in w.tables["place"]
                  if has(r, "facilities", code) or (office and r["kind"] == "03")), 100)


def rehabilitating(w: Raw) -> list[Row]:
    """Posts of organisations that give rehabilitation."""
    return [r for r in w.lasting("post") if r["unit"] and has(w.ids["unit"][r["unit"]], "business", "03")]


def births(w: Raw, **also: Any) -> int:
    """Births within the policy."""
    return len([r for r in w.of_kind("request", "birth_register")
                if x(r, "policy") == 1 and all(x(r, key) == value for key, value in also.items())])


LATER: dict[str, Counted] = {
    "watched_count": lambda w: w.members("watched"), "correction_count": lambda w: w.members("correction"),
    "released_count": lambda w: w.members("released"), "drug_count": lambda w: w.members("drug"),
    "service_area": lambda w: area(w, "01", True), "activity_area": lambda w: area(w, "02", True),
    "land_area": lambda w: area(w, "03"), "square_area": lambda w: area(w, "04"),
    "culture_room_area": lambda w: area(w, "0201"),
    **{key: (lambda w, code=code: len([r for r in w.tables["place"] if has(r, "facilities", code)])) for key, code in (
        ("fitness_path_count", "05"), ("police_room_count", "06"), ("window_count", "07"))},
    "policy_birth_count": lambda w: births(w), "policy_birth_girl_count": lambda w: births(w, child_sex="2"),
    "policy_birth_away_count": lambda w: births(w, lives_away=1),
    "rehab_worker_count": lambda w: len(rehabilitating(w)),
    "rehab_professional_share": lambda w: percent(
        [r for r in rehabilitating(w) if has(r, "profession", "01")], rehabilitating(w)),
    "rehab_social_share": lambda w: percent(
        [r for r in rehabilitating(w) if r["profession"] == "0101"], rehabilitating(w)),
}

ALL: dict[str, Counted] = {**PEOPLE, **COMMITTEE, **LATER}
