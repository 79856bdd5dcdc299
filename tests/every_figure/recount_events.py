"""What happened and what yearly reports quote of it, by hand: months, runs, durations, balances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import recount_activities as activities
import recount_mediation as mediation
import recount_services as services
from recompute import CATEGORIES, Counted, Raw, Row, added, began, different, mean, percent, rounded, under
from recount_reports import calendar, has, middle, months


def days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else rounded(value, 2)


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
    return has(row, "topics", code)


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
    rows = [r for r in w.tables["grant"] if has(r, "purposes", "07") and r["date"] <= end]
    return added([(r["amount"] or 0) * (1 if r["direction"] == "in" else -1) for r in rows], 100)


def parties(w: Raw) -> int:
    return different(r["resident"] for r in w.by_owner_date("case_parties", "case"))


def legal(w: Raw) -> set[str]:
    return {r["date"] for r in services.requests(w, "legal") if r["date"] <= w.on}


def legal_share(w: Raw) -> float:
    planned = 1 if w.since == "0001-01-01" else len(calendar(w, ()))
    return rounded(Decimal(len(legal(w)) * 100) / (2 * planned))


def growth(w: Raw) -> float | None:
    now, then = len(services.requests(w)), len(services.requests(w.year_before))
    return rounded(Decimal((now - then) * 100) / then) if then else None


def day_set(rows: list[Row]) -> int:
    return len({r["date"] for r in rows})


def given_in(w: Raw, kind: str, key: str, code: str) -> list[Row]:
    return [r for r in services.received(w, kind) if has(r, key, code)]


REQUESTS: dict[str, Counted] = {
    "request_days": lambda w: middle(days(r["date"], r["done"]) for r in services.requests(w) if services.ended(w, r)),
    "request_growth": growth,
    "request_busiest_month": lambda w: best_month(by_month(w, w.within("request"), w.tables["request"], lambda r: 1)),
    "elder_plan_people": lambda w: services.people(
        [r for r in services.requests(w) if r["matter"] and has(w.ids["matter"][r["matter"]], "audiences", "01")]),
    "child_insurance_people": lambda w: services.people(
        [r for r in services.requests(w, "insurance")
         if r["matter"] and has(w.ids["matter"][r["matter"]], "audiences", "06")]),
    "lost_child_apply_households": lambda w: services.homes(
        w, [r for r in services.requests(w, "relief_apply") if has(r, "x.relief_kind", "03")]),
    "birth_waived_households": lambda w: services.homes(
        w, [r for r in services.requests(w, "birth_register") if has(r, "x.waived", "1")]),
    "found_problem_count": lambda w: len([r for r in services.requests(w, "problem") if has(r, "x.self_found", "1")]),
    "match_people": lambda w: services.people(services.requests(w, "match")),
    "match_phone_count": lambda w: len([r for r in services.requests(w, "match") if r["source"] == "02"]),
    "match_done_count": lambda w: len(services.achieved(w, "match")),
    "legal_days": lambda w: len(legal(w)),
    "legal_days_share": legal_share,
}


def visits(w: Raw, *kinds: str, **codes: str) -> list[Row]:
    rows = w.of_kind("visit", *kinds) if kinds else w.within("visit")
    return [r for r in rows if all(has(r, key, code) for key, code in codes.items())]


def hard_women(w: Raw) -> int:
    """The households of women who were in need on the day of the visit, or whose household had a single parent."""
    seen = [r for r in visits(w, "condolence") if r["resident"] and w.ids["resident"][r["resident"]]["sex"] == "2"]
    return services.homes(w, [r for r in seen if w.belonged(r["resident"], r["date"], "hardship", "unemployed") or any(
        s["household"] == w.household_on(r["resident"], r["date"]) for s in w.tables["standing"]
        if s["category"] == "single_parent" and s["household"] and began(s, r["date"]))])


VISITS: dict[str, Counted] = {
    "support_talk_count": lambda w: len(visits(w, "support_talk")),
    "petition_talk_count": lambda w: len(visits(w, "talk", purposes="01")),
    "family_planning_visit_count": lambda w: len(visits(w, "home", purposes="02")),
    "birth_visit_people": lambda w: services.people(visits(w, purposes="03")),
    "visit_complete_share": lambda w: percent(
        [r for r in visits(w, "home", "receive") if r["situation"] and r["handling"]], visits(w, "home", "receive")),
    "licence_units": lambda w: different(r["unit"] for r in visits(w, "inspect", **{"x.licensed": "1"})),
    "licence_share": lambda w: percent(
        visits(w, "inspect", **{"x.findings": "01", "x.licensed": "1"}), visits(w, "inspect", **{"x.findings": "01"})),
    "accident_count": lambda w: len(visits(w, "inspect", **{"x.findings": "02"})),
    "quality_inspect_count": lambda w: len(visits(w, "inspect", purposes="04")),
    "condoled_rural_worker_households": lambda w: services.homes(w, services.condoled(w, "rural_worker")),
    "condoled_hard_women_households": hard_women,
    "dibao_visit_count": lambda w: len([r for r in visits(w) if w.belonged(r["resident"], r["date"], "dibao")]),
    "visit_months": lambda w: different_months(w, visits(w)),
}

GRANTS: dict[str, Counted] = {
    "one_child_award_households": lambda w: services.homes(
        w, [r for r in services.given(w, "award_money") if has(r, "purposes", "06")]),
    "one_child_award_money": lambda w: services.yuan(
        [r for r in services.given(w, "award_money") if has(r, "purposes", "06")]),
    "disabled_relief_count": lambda w: len([
        r for r in services.given(w, *services.RELIEF) if w.belonged(r["resident"], r["date"], "disability")]),
    **{key: (lambda w, c=code: services.yuan(given_in(w, "donated_money", "purposes", c)))
       for key, code in (("warm_money", "01"), ("wenchuan_money", "0401"), ("sick_member_money", "0301"),
                         ("renovation_money", "0501"), ("fitness_money", "0502"), ("sick_child_money", "0302"))},
    "sick_child_days": lambda w: day_set(
        [r for r in given_in(w, "donated_money", "purposes", "0302") if r["date"] <= w.on]),
    **{key: (lambda w, c=code: added(r["quantity"] for r in given_in(w, "donated_goods", "goods_kinds", c)))
       for key, code in (("donated_clothes", "01"), ("donated_seats", "02"), ("donated_ebikes", "03"),
                         ("donated_paintings", "0401"), ("donated_papercuts", "0403"),
                         ("donated_calligraphy", "0402"))},
    "unit_donation_money": lambda w: services.yuan([r for r in services.received(w, "donated_money") if r["unit"]]),
    "unit_deed_count": lambda w: len([
        r for r in w.within("grant") if r["direction"] == "in" and r["unit"] and has(r, "purposes", "08")]),
    "unit_donations": lambda w: different(r["unit"] for r in w.within("grant") if r["direction"] == "in"),
    "fund_balance": lambda w: fund(w, opening=False),
    "fund_opening": lambda w: fund(w, opening=True),
}

CASES: dict[str, Counted] = {
    "case_days": lambda w: middle(days(r["date"], r["concluded"]) for r in mediation.concluded(w)),
    "case_within_30_share": lambda w: percent(
        [r for r in mediation.concluded(w) if days(r["date"], r["concluded"]) <= 30], mediation.concluded(w)),
    "case_hard_months": lambda w: mean(
        months(r["date"], r["concluded"]) for r in mediation.concluded(w) if r["grade"] in ("03", "04")),
    "case_free_days": longest_quiet,
    "case_most_kind": lambda w: max(Counter(r["kind"] for r in mediation.cases(w) if r["kind"]).values(), default=None),
    "cases_by_mediator": lambda w: different(
        name.strip() for r in mediation.cases(w) if r["mediator"] for name in r["mediator"].split("、")),
    "case_people_known": parties,
}


def held(w: Raw, *tops: str, code: str = "", **codes: str) -> list[Row]:
    return [r for r in activities.held(w, *tops, topic=code) if all(has(r, key, one) for key, one in codes.items())]


ACTIVITIES: dict[str, Counted] = {
    "activity_median": lambda w: middle(r["people"] for r in held(w)),
    "activity_month_average": month_average,
    "activity_month_people": lambda w: best_month(by_month(
        w, held(w), [r for r in w.tables["activity"] if r["state"] == "held"], lambda r: r["people"] or 0)),
    "activity_month_share": lambda w: month_share(w, "activity", is_held(), lambda r: True),
    "rental_sweep_count": lambda w: len(held(w, "sweep", **{"x.targets": "01"})),
    "rental_sweep_months": lambda w: different_months(w, held(w, "sweep", **{"x.targets": "01"})),
    "justice_months": lambda w: different_months(w, held(w, code="07", partners="02")),
    "family_planning_routine_share": lambda w: month_share(
        w, "activity", is_held("family_planning_meeting"), lambda r: has(r, "x.meeting_kind", "01")),
    "council_count": lambda w: len(held(w, "family_planning_meeting", **{"x.meeting_kind": "02"})),
    "patrol_meeting_share": lambda w: month_share(
        w, "activity", is_held("meeting"), lambda r: has(r, "x.meeting_kind", "03") and r["date"][8:] == "20"),
    "law_lecture_month_share": lambda w: month_share(w, "activity", is_held("law_lecture"), lambda r: True),
    "rural_health_lecture_count": lambda w: len(held(w, "lecture", code="05", audiences="05")),
    "women_screening_count": lambda w: len(held(w, "screening", code="11")),
    "civilised_round_count": lambda w: len(held(w, "contest", **{"x.awards": "0301"})),
    "law_lecturer_count": lambda w: different(r["lecturer"] for r in held(w, code="07")),
    "law_consult_count": lambda w: len(held(w, code="0701")),
    "safety_training_count": lambda w: len(held(w, "lecture", "training", code="06")),
    "press_names": lambda w: different(r["organiser"] for r in held(w, "press") if r["organiser"]),
    "training_residents": lambda w: different(
        r["resident"] for r in activities.signed(w) if w.ids["activity"][r["owner"]]["category"] == "training"),
    "attended_people": lambda w: different(r["resident"] for r in activities.signed(w)),
}

ALL: dict[str, Counted] = {**REQUESTS, **VISITS, **GRANTS, **CASES, **ACTIVITIES}
