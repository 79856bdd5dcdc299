"""The figures of the 居民 tab, by hand."""

from __future__ import annotations

from typing import Any

from recompute import CODES, Counted, Raw, Row, added, different, largest, mean, percent, under, x

COLLEGE = under(CODES["education"], "10", "20", "30")
MARRIED = under(CODES["marital"], "20")
SEVERE = ("1", "2")


def here(raw: Raw, **fields: str) -> list[Row]:
    return [r for r in raw.people if all(r[k] in v.split() for k, v in fields.items())]


def living(raw: Raw, *natures: str) -> list[Row]:
    return [r for r in raw.people if raw.home(r["id"])["nature"] in natures]


def floating(raw: Raw) -> list[Row]:
    return [r for r in raw.people if raw.home(r["id"])["nature"] == "04" or raw.belongs(r, "floating")]


def women(raw: Raw) -> list[Row]:
    return [r for r in raw.aged(15, 49) if r["sex"] == "2"]


def places(raw: Raw, level: str) -> list[Row]:
    return [r for r in raw.tables["place"] if r["level"] == level]


def estates(raw: Raw) -> list[Row]:
    """小区: where people live, not a park of shops, offices, factories or stores."""
    return [r for r in places(raw, "1") if r["kind"] not in ("02", "03", "04", "05")]


def homes(raw: Raw, *but: str) -> int:
    """Households with somebody alive registered in them on the day."""
    full = {r["household"] for r in raw.lasting("residence") if r["nature"] not in but
            and not ((died := raw.ids["resident"][r["resident"]]["death"]) and died <= raw.on)}
    return len([h for h in raw.lasting("household") if h["id"] in full])


def permitted(raw: Raw) -> list[Row]:
    """Permits that were issued and are still good."""
    return [r for r in raw.group("permit") if r["certificate"] and not (r["expires"] and r["expires"] < raw.on)]


def at_work(raw: Raw, row: Row) -> bool:
    """Work was found by the day."""
    return x(row, "employed") == 1 and not (x(row, "employed_on") and x(row, "employed_on") > raw.on)


def nonfarm(raw: Raw) -> list[Row]:
    """With a town household register, here."""
    return [r for r in here(raw, hukou_kind="1 3") if raw.home(r["id"])["nature"] in ("01", "03")]


def rentals(raw: Raw) -> list[Row]:
    marked = {r["place"] for r in raw.group("rental")}
    return [r for r in raw.tables["place"] if r["rented"] == 1 or r["id"] in marked]


def of(raw: Raw, group: str, **fields: Any) -> list[Row]:
    return [r for r in raw.group(group) if all(x(r, k) == v for k, v in fields.items())]


def moved(raw: Raw, date: str, reason: str, code: str = "", but: tuple[str, ...] = ()) -> list[Row]:
    return [r for r in raw.within("residence", date) if (r[reason] == code if code else r[reason] not in but)]


def in_month(raw: Raw) -> str:
    """The day a month on, or that month's last."""
    year, month, day = int(raw.on[:4]), int(raw.on[5:7]) + 1, int(raw.on[8:])
    year, month = (year + 1, 1) if month > 12 else (year, month)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    return f"{year:04d}-{month:02d}-{min(day, last):02d}"


def people(rows: list[Row]) -> int:
    return different(r["resident"] for r in rows)


POPULATION: dict[str, Counted] = {
    "household_count": lambda w: homes(w),
    "lived_in_count": lambda w: homes(w, "03"),
    "resident_count": lambda w: len(w.people),
    "male_count": lambda w: len(here(w, sex="1")),
    "female_count": lambda w: len(here(w, sex="2")),
    "living_here_count": lambda w: len(w.people) - len(living(w, "03")),
    "registered_count": lambda w: len(living(w, "01", "03")),
    "separated_count": lambda w: len(living(w, "02", "03")),
    "hukou_elsewhere_count": lambda w: len(living(w, "02")),
    "hukou_only_count": lambda w: len(living(w, "03")),
    "nonfarm_count": lambda w: len(nonfarm(w)),
    "nonfarm_households": lambda w: different(w.household(r["id"]) for r in nonfarm(w)),
    "minority_count": lambda w: len([r for r in w.people if r["ethnic"] and r["ethnic"] != "01"]),
    "college_count": lambda w: len([r for r in w.people if r["education"] in COLLEGE]),
    "minor_count": lambda w: len(w.aged(-999, 17)),
    "infant_count": lambda w: len(w.aged(-999, 2)),
    "preschool_count": lambda w: len(w.aged(-999, 5)),
    "school_age_count": lambda w: len(w.aged(6, 15)),
    "working_age_count": lambda w: len(w.aged(16, 59)),
    "jobless_count": lambda w: len([r for r in w.aged(16, 59) if w.then(r, "employment") == "70"]),
    "childbearing_count": lambda w: len(women(w)),
    "married_childbearing_count": lambda w: len([r for r in women(w) if w.then(r, "marital") in MARRIED]),
    "average_age": lambda w: mean(w.age(r) for r in w.people),
    "oldest_age": lambda w: largest(w.age(r) for r in w.people),
    "no_number_count": lambda w: len([r for r in w.people if not r["id_number"] and not r["other_number"]]),
    "floating_count": lambda w: len(floating(w)),
    "floating_share": lambda w: percent(floating(w), w.people),
}

ELDERS: dict[str, Counted] = {
    "elder_60_count": lambda w: len(w.aged(60)),
    "elder_60_share": lambda w: percent(w.aged(60), w.people),
    "elder_65_count": lambda w: len(w.aged(65)),
    "elder_80_count": lambda w: len(w.aged(80)),
    "elder_80_share": lambda w: percent(w.aged(80), w.aged(60)),
    "elder_90_count": lambda w: len(w.aged(90)),
    "centenarian_count": lambda w: len(w.aged(100)),
    "living_alone_count": lambda w: len([r for r in w.people if w.belongs(r, "living_alone")]),
    "living_alone_80_count": lambda w: len([r for r in w.aged(80) if w.belongs(r, "living_alone")]),
    "empty_nest_count": lambda w: len([r for r in w.people if w.belongs(r, "empty_nest")]),
    "age_allowance_amount": lambda w: added((r["amount"] for r in w.group("age_allowance")), 100),
}

GROUPS: dict[str, Counted] = {
    "relief_households": lambda w: different(w.household(r["resident"]) for r in w.group("relief")),
    "dibao_households": lambda w: different(w.household(r["resident"]) for r in w.group("dibao")),
    "dibao_amount": lambda w: added((r["amount"] for r in w.group("dibao")), 100),
    "dibao_average": lambda w: mean((r["amount"] for r in w.group("dibao")), 100),
    "hardship_child_count": lambda w: w.members("hardship_child", "orphan"),
    "severe_disability_count": lambda w: people([r for r in w.group("disability") if x(r,
                                                                                       "disability_grade") in SEVERE]),
    "severe_disability_share": lambda w: percent(
        [r for r in w.group("disability") if x(r, "disability_grade") in SEVERE], w.group("disability")),
    "own_member_count": lambda w: people(of(w, "party_member", party_kind="自管")),
    "mobile_member_count": lambda w: people(of(w, "party_member", party_kind="流动")),
    "probationary_count": lambda w: people(of(w, "party_member", party_stage="预备党员")),
    "joined_member_count": lambda w: people([r for r in w.group("party_member") if w.in_period(x(r, "joined"))]),
    "member_average_age": lambda w: mean(w.age(w.person(r)) for r in w.group("party_member")),
    "volunteer_share": lambda w: percent([r for r in w.people if w.belongs(r, "volunteer")], w.people),
    "unemployed_count": lambda w: people([r for r in w.group("unemployed") if not at_work(w, r)]),
    "reemployed_count": lambda w: people([r for r in w.group("unemployed") if at_work(w, r)]),
    "reemployed_share": lambda w: percent(
        [r for r in w.group("unemployed") if at_work(w, r)], w.group("unemployed")),
    "in_system_count": lambda w: people([r for r in w.group("floating", but="permit") if x(r, "in_system") == 1]),
    "permit_count": lambda w: people(permitted(w)),
    "permit_share": lambda w: percent(
        [r for r in floating(w) if r["id"] in {p["resident"] for p in permitted(w)}], floating(w)),
    "contact_card_count": lambda w: people([
        r for r in w.group("contact_card") if not (r["expires"] and r["expires"] < w.on)]),
    "permit_due_count": lambda w: people([
        r for r in w.group("permit") if r["expires"] and r["expires"] <= in_month(w)]),
}

MEMBERS = {
    "disabled_elder_count": "disabled_elder", "age_allowance_count": "age_allowance", "relief_count": "relief",
    "dibao_count": "dibao", "dibao_edge_count": "dibao_edge", "tekun_count": "tekun", "hardship_count": "hardship",
    "disability_count": "disability", "party_member_count": "party_member", "applicant_count": "party_applicant",
    "volunteer_count": "volunteer", "veteran_count": "veteran", "entitled_count": "entitled",
    "retiree_count": "retiree", "association_member_count": "association_member", "new_citizen_count": "new_citizen",
    "rural_worker_count": "rural_worker", "health_record_count": "health_record",
    "left_child_count": "left_child", "difficulty_4050_count": "difficulty_4050",
}

MOVES: dict[str, Counted] = {
    "moved_in_count": lambda w: people(moved(w, "start", "in_reason", but=("02", "10", "11"))),
    "moved_out_count": lambda w: people(moved(w, "end", "out_reason", but=("02", "10", "11"))),
    "birth_count": lambda w: people(moved(w, "start", "in_reason", "02")),
    "birth_girl_count": lambda w: people(
        [r for r in moved(w, "start", "in_reason", "02") if w.ids["resident"][r["resident"]]["sex"] == "2"]),
    "death_count": lambda w: people(moved(w, "end", "out_reason", "02")),
}

PLACES: dict[str, Counted] = {
    "estate_count": lambda w: len(estates(w)),
    "building_count": lambda w: len(places(w, "2")),
    "home_building_count": lambda w: len([r for r in places(w, "2") if r["kind"] in ("01", "06")]),
    "entrance_count": lambda w: len(places(w, "3")),
    "room_count": lambda w: len(places(w, "4")),
    "room_area": lambda w: added((r["area"] for r in places(w, "4")), 100),
    "rental_count": lambda w: len(rentals(w)),
    "hazard_count": lambda w: len([r for r in w.tables["place"] if r["hazard"] and r["hazard"] != "00"]),
}

FAMILIES = ("one_child", "lost_child", "single_parent", "zero_job", "dog", "model_family")

ALL: dict[str, Counted] = {
    **POPULATION, **ELDERS, **GROUPS, **MOVES, **PLACES,
    **{key: (lambda w, g=group: w.members(g)) for key, group in MEMBERS.items()},
    **{f"{g}_households": (lambda w, g=g: different(r["household"] for r in w.group(g))) for g in FAMILIES},
}
