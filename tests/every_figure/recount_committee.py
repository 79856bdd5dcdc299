"""The figures of the 居务 tab, by hand."""

from __future__ import annotations

from recompute import CATEGORIES, CODES, Counted, Raw, Row, added, different, mean, percent, under, year_before

COLLEGE = under(CODES["education"], "10", "20", "30")


def units(w: Raw, *tops: str) -> list[Row]:
    kinds = under(CATEGORIES["unit"], *tops) if tops else None
    return [r for r in w.lasting("unit") if kinds is None or r["category"] in kinds]


def posts(w: Raw, *tops: str) -> list[Row]:
    return [r for r in w.lasting("post") if r["category"] in under(CATEGORIES["post"], *tops)]


def schooling(w: Raw, row: Row) -> str | None:
    who = w.person(row)
    return who["education"] if who else None


def college(w: Raw) -> list[Row]:
    return [r for r in posts(w, "worker") if schooling(w, r) in COLLEGE]


def party(w: Raw) -> list[Row]:
    return [r for r in posts(w, "worker") if w.then(w.person(r), "political") in ("01", "02")]


def leaders(w: Raw, entrances: bool) -> list[Row]:
    return [r for r in posts(w, "building") if (r["category"] == "entrance") is entrances]


def pledges(w: Raw) -> list[Row]:
    """Pledges that bind on the day: up to their last day, or for a year where they name none."""
    year_ago = year_before(w.on)
    return [r for r in w.group("responsibility") if (
        r["expires"] >= w.on if r["expires"] else not r["start"] or r["start"] > year_ago)]


def party_orgs(w: Raw, kind: str) -> int:
    """Ours: not those of a firm, a school or another partner."""
    partners = under(CATEGORIES["unit"], "business", "institution", "estate", "partner_party") - {"office"}
    return len([r for r in units(w, kind)
                if not (r["above"] and w.ids["unit"][r["above"]]["category"] in partners)])


UNIT_COUNTS = {
    "business_count": ("business",), "shop_count": ("shop",), "enterprise_count": ("enterprise",),
    "institution_count": ("institution",), "school_count": ("school",), "property_company_count": ("property",),
    "owners_count": ("owners",), "team_count": ("team",), "volunteer_team_count": ("volunteer_team",),
    "patrol_count": ("patrol",), "society_count": ("society", "selfgov", "mutual"), "selfgov_count": ("selfgov",),
    "family_association_count": ("association",), "outlet_count": ("outlet",),
}

POST_COUNTS = {
    "worker_count": "worker", "committee_member_count": "committee", "party_post_count": "party_post",
    "grid_worker_count": "grid", "mediator_count": "mediator", "deputy_count": "deputy",
    "supervisor_count": "supervisor", "patrol_member_count": "patrol_member", "police_count": "police",
    "welfare_count": "welfare",
}

ALL: dict[str, Counted] = {
    "unit_count": lambda w: len(units(w)),
    "business_people": lambda w: added(r["people"] for r in units(w, "business")),
    "team_people": lambda w: added(r["people"] for r in units(w, "team")),
    "founded_count": lambda w: len([r for r in units(w) if w.in_period(r["start"])]),
    "responsibility_count": lambda w: different(r["unit"] for r in pledges(w)),
    "worker_average_age": lambda w: mean(w.age(w.person(r)) for r in posts(w, "worker")),
    "worker_35_count": lambda w: len([r for r in posts(w, "worker") if (w.age(w.person(r)) or 0) >= 35]),
    "worker_college_count": lambda w: len(college(w)),
    "worker_college_share": lambda w: percent(college(w), [r for r in posts(w, "worker") if schooling(w, r)]),
    "worker_party_count": lambda w: len(party(w)),
    "worker_party_share": lambda w: percent(
        party(w), [r for r in posts(w, "worker") if w.then(w.person(r), "political")]),
    "worker_joined_count": lambda w: len([r for r in posts(w, "worker") if w.in_period(r["start"])]),
    "worker_salary": lambda w: mean((r["salary"] for r in posts(w, "worker")), 100),
    "post_count": lambda w: len(w.lasting("post")),
    "post_residents": lambda w: different(r["resident"] for r in w.lasting("post")),
    "building_leader_count": lambda w: len(leaders(w, entrances=False)),
    "entrance_leader_count": lambda w: len(leaders(w, entrances=True)),
    "led_place_count": lambda w: different(r["place"] for r in posts(w, "building")),
    "patrol_salary": lambda w: mean((r["salary"] for r in posts(w, "patrol_member")), 100),
    "team_member_people": lambda w: different(r["resident"] for r in posts(w, "team_leader", "team_member")),
    **{f"{kind}_count": (lambda w, k=kind: party_orgs(w, k)) for kind in ("party_committee", "party_branch",
                                                                           "party_group")},
    **{key: (lambda w, t=tops: len(units(w, *t))) for key, tops in UNIT_COUNTS.items()},
    **{key: (lambda w, t=top: len(posts(w, t))) for key, top in POST_COUNTS.items()},
}
