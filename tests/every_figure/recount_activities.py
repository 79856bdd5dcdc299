"""The figures of the 活动 tab, by hand."""

from __future__ import annotations

from recompute import CATEGORIES, CODES, Counted, Raw, Row, added, different, largest, mean, smallest, under

KINDS = (
    "meeting", "assembly", "routine", "deliberation", "joint", "women_meeting", "family_planning_meeting", "lecture",
    "health_lecture", "law_lecture", "science_lecture", "safety_lecture", "training", "culture", "show", "sport", "art",
    "festival", "volunteering", "cleaning", "clinic", "elder_help", "publicity", "column", "leaflet", "briefing",
    "press",
    "party_life", "party_meeting", "party_committee_meeting", "party_class", "theme_day", "fair", "flea_market",
    "job_fair", "charity", "contest", "screening", "drill", "sweep",
)
TOPICS = [f"{n:02d}" for n in range(1, 24)] + ["99"]
ABSENT = under(CODES["attend_role"], "10")
"""缺席 and 请假."""


def held(w: Raw, *tops: str, topic: str = "", state: str = "held") -> list[Row]:
    kinds = under(CATEGORIES["activity"], *tops) if tops else None
    return [r for r in w.within("activity") if r["state"] == state and (kinds is None or r["category"] in kinds)
            and (not topic or any(one.startswith(topic) for one in (r["topics"] or "").split(",")))]


def people(rows: list[Row]) -> int | float:
    return added(r["people"] for r in rows)


def signed(w: Raw) -> list[Row]:
    """Those who came: to what was held, and not noted as absent or on leave."""
    inside = {r["id"] for r in held(w)}
    return [r for r in w.tables["activity_attendance"] if r["owner"] in inside and r["role"] not in ABSENT]


def outside(w: Raw, top: str, *kinds: str) -> int:
    """Held activities below a category (or of any) that lie below none of these."""
    others = under(CATEGORIES["activity"], *kinds)
    return len([r for r in (held(w, top) if top else held(w)) if r["category"] not in others])


ALL: dict[str, Counted] = {
    "activity_count": lambda w: len(held(w)),
    "activity_people": lambda w: people(held(w)),
    "activity_average": lambda w: mean(r["people"] for r in held(w)),
    "activity_largest": lambda w: largest(r["people"] for r in held(w)),
    "activity_cost": lambda w: added((r["cost"] for r in held(w)), 100),
    "activity_party_members": lambda w: added(r["party_members"] for r in held(w)),
    "activity_volunteers": lambda w: added(r["volunteers"] for r in held(w)),
    "activity_series": lambda w: different(r["series"] for r in held(w)),
    "activity_unnumbered": lambda w: len([r for r in held(w) if r["people"] is None]),
    "planned_count": lambda w: len(held(w, state="planned")),
    "cancelled_count": lambda w: len(held(w, state="cancelled")),
    "attendance_count": lambda w: len(signed(w)),
    "attendance_people": lambda w: different(r["resident"] for r in signed(w)),
    "signed_in": lambda w: len(signed(w)),
    "activity_other_count": lambda w: outside(
        w, "", "meeting", "lecture", "training", "culture", "volunteering", "publicity", "party_life", "fair",
        "contest", "screening", "drill", "sweep"),
    "lecture_other_count": lambda w: outside(
        w, "lecture", "health_lecture", "law_lecture", "science_lecture", "safety_lecture"),
    "lecture_people": lambda w: people(held(w, "lecture")),
    "training_people": lambda w: people(held(w, "training")),
    "volunteering_people": lambda w: people(held(w, "volunteering")),
    "volunteering_hours": lambda w: added(r["hours"] for r in held(w, "volunteering")),
    "party_life_people": lambda w: people(held(w, "party_life")),
    "culture_people": lambda w: people(held(w, "culture")),
    "festival_people": lambda w: people(held(w, "festival")),
    "job_fair_people": lambda w: people(held(w, "job_fair")),
    "handed_count": lambda w: added(r["handed"] for r in held(w)),
    "flea_market_least": lambda w: smallest(r["people"] for r in held(w, "flea_market")),
    "flea_market_average": lambda w: mean(r["people"] for r in held(w, "flea_market")),
    "women_training_count": lambda w: len(held(w, "training", topic="11")),
    "law_publicity_count": lambda w: len(held(w, "publicity", topic="07")),
    **{f"{kind}_count": (lambda w, k=kind: len(held(w, k))) for kind in KINDS},
    **{f"topic_{code}_count": (lambda w, c=code: len(held(w, topic=c))) for code in TOPICS},
}
