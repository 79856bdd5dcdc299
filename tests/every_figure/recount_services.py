"""The figures of the 服务 tab, by hand."""

from __future__ import annotations

from recompute import CATEGORIES, Counted, Raw, Row, added, age_on, different, largest, mean, percent, under, x

NOT_CALLING = {"phone", "receive", "inspect"}
VOID = {"declined", "withdrawn"}


def requests(w: Raw, *tops: str) -> list[Row]:
    return w.of_kind("request", *tops) if tops else w.within("request")


def ended(w: Raw, row: Row) -> bool:
    return bool(row["done"]) and row["done"] <= w.on


def achieved(w: Raw, *tops: str) -> list[Row]:
    """办成: done well by the day."""
    return [r for r in requests(w, *tops) if r["state"] == "done" and ended(w, r)]


def overdue(w: Raw, row: Row) -> bool:
    if ended(w, row):
        return bool(row["overdue"] == 1)
    return bool(row["due"]) and row["due"] < w.on


def valid(w: Raw) -> list[Row]:
    """Neither declined nor withdrawn by the day."""
    return [r for r in requests(w) if not (r["state"] in VOID and ended(w, r))]


def by_then(w: Raw, date: str | None) -> bool:
    return bool(date) and str(date) <= w.on


def finished(w: Raw, state: str) -> list[Row]:
    """Requests that ended so by the day."""
    return [r for r in requests(w) if r["state"] == state and ended(w, r)]


def people(rows: list[Row]) -> int:
    return different(r["resident"] for r in rows)


def homes(w: Raw, rows: list[Row]) -> int:
    return different(w.to_household(r) for r in rows)


def timely(w: Raw) -> list[Row]:
    return [r for r in requests(w) if r["overdue"] is not None and ended(w, r)]


def rated(w: Raw) -> list[Row]:
    """Opinions known on the day: given at the end, or when called back."""
    return [r for r in requests(w) if r["satisfaction"]
            and not any(r[date] and r[date] > w.on for date in ("done", "revisited"))]


def urged(w: Raw) -> int:
    inside = {r["id"] for r in requests(w)}
    return len([r for r in w.tables["request_steps"] if r["owner"] in inside and r["step"] == "urge"
                and by_then(w, r["date"])])


TOPS = ("agency", "opinion", "problem", "petition", "job", "legal", "consult", "certificate", "help", "match")
ERRANDS = ("elder_card", "bus_card", "disability_card", "residence_permit", "dibao_apply", "relief_apply", "insurance",
           "birth_register", "housing_apply")
TROUBLES = ("property", "repair", "environment", "noise", "safety")


def outside(w: Raw, table: str, top: str, *kinds: str) -> int:
    """Events below a category (or any) that lie below none of these."""
    others = under(CATEGORIES[table], *kinds)
    return len([r for r in (w.of_kind(table, top) if top else w.within(table)) if r["category"] not in others])


REQUESTS: dict[str, Counted] = {
    "request_count": lambda w: len(requests(w)),
    "request_people": lambda w: people(requests(w)),
    "request_done": lambda w: len(achieved(w)),
    "request_done_share": lambda w: percent([r for r in achieved(w) if r in valid(w)], valid(w)),
    "request_failed": lambda w: len(finished(w, "failed")),
    "request_open": lambda w: len([r for r in requests(w) if not ended(w, r)]),
    "request_pending": lambda w: len([
        r for r in w.tables["request"] if r["date"] <= w.until and not ended(w, r)]),
    "request_late": lambda w: len([r for r in requests(w) if overdue(w, r)]),
    "on_time_share": lambda w: percent([r for r in timely(w) if r["overdue"] == 0], timely(w)),
    "promise_average": lambda w: mean(r["workdays"] for r in requests(w)),
    "satisfied_share": lambda w: percent([r for r in rated(w) if r["satisfaction"] in ("5", "4", "3")], rated(w)),
    "dissatisfied_count": lambda w: len([r for r in rated(w) if r["satisfaction"] in ("1", "2")]),
    "replied_count": lambda w: len([r for r in requests(w) if by_then(w, r["replied"])]),
    "unreplied_count": lambda w: len([r for r in requests(w) if ended(w, r) and not by_then(w, r["replied"])]),
    "revisited_count": lambda w: len([r for r in requests(w) if by_then(w, r["revisited"])]),
    "revisited_share": lambda w: percent(
        [r for r in valid(w) if ended(w, r) and by_then(w, r["revisited"])], [r for r in valid(w) if ended(w, r)]),
    "urged_count": urged,
    "handled_here_count": lambda w: len([r for r in requests(w) if r["way"] == "01"]),
    "agent_way_count": lambda w: len([r for r in requests(w) if r["way"] == "02"]),
    "transferred_count": lambda w: len([r for r in requests(w) if r["way"] == "03"]),
    "declined_count": lambda w: len(finished(w, "declined")),
    "withdrawn_count": lambda w: len(finished(w, "withdrawn")),
    "request_other_count": lambda w: outside(w, "request", "", *TOPS),
    "agency_other_count": lambda w: outside(w, "request", "agency", *ERRANDS),
    "problem_other_count": lambda w: outside(w, "request", "problem", *TROUBLES),
    "hotline_count": lambda w: len([r for r in requests(w) if r["source"] == "05"]),
    "agency_count": lambda w: len(requests(w, "agency")),
    "agency_people": lambda w: people(requests(w, "agency")),
    "opinion_count": lambda w: len(requests(w, "opinion")),
    "opinion_replied_share": lambda w: percent(
        [r for r in requests(w, "opinion") if by_then(w, r["replied"])], requests(w, "opinion")),
    "problem_count": lambda w: len(requests(w, "problem")),
    "problem_solved_count": lambda w: len(achieved(w, "problem")),
    "problem_solved_share": lambda w: percent(achieved(w, "problem"), requests(w, "problem")),
    "petition_count": lambda w: len(requests(w, "petition")),
    "job_count": lambda w: len(requests(w, "job")),
    "hired_count": lambda w: people([r for r in requests(w, "job") if x(r, "employed") == 1]),
    "legal_count": lambda w: len(requests(w, "legal")),
    "legal_solved_count": lambda w: len(achieved(w, "legal")),
    "certificate_count": lambda w: len(achieved(w, "certificate")),
}

KINDS = (
    "elder_card", "bus_card", "disability_card", "residence_permit", "dibao_apply", "relief_apply", "insurance",
    "birth_register", "housing_apply", "consult", "property", "repair", "environment", "noise", "safety", "help",
    "match",
)


def condoled(w: Raw, *groups: str) -> list[Row]:
    """The condolence visits of the period to people who were in one of the groups on the day."""
    return [r for r in w.of_kind("visit", "condolence") if w.belonged(r["resident"], r["date"], *groups)]


def condoled_elders(w: Raw) -> list[Row]:
    """The condolence visits of the period to people who were 80 on the day."""
    visits = [r for r in w.of_kind("visit", "condolence") if r["resident"]]
    return [r for r in visits if (age_on(w.ids["resident"][r["resident"]], r["date"]) or 0) >= 80]


def condoled_poor_homes(w: Raw) -> int:
    """Households that were on 低保 on the day of a condolence visit to them, or to one of their people."""
    visited = {(w.to_household(r), r["date"]) for r in w.of_kind("visit", "condolence")}
    return different(home for home, day in visited if w.household_belonged(home, day, "dibao"))


def called_on(w: Raw, row: Row, in_time: str) -> bool:
    """Whether somebody went to see the person within the last year, or within the period."""
    test = w.in_year if in_time == "year" else w.in_period
    return any(v["resident"] == row["id"] and v["category"] not in NOT_CALLING and test(v["date"]) and v["date"] <= w.on
               for v in w.tables["visit"])


def alone_80(w: Raw) -> list[Row]:
    return [r for r in w.aged(80) if w.belongs(r, "living_alone")]


def late_dibao_homes(w: Raw) -> int:
    """Households with somebody on 低保 and a request, its own or a member's, past its day."""
    poor = {w.household(r["resident"]) for r in w.group("dibao")}
    waiting = [r for r in w.tables["request"] if r["date"] and r["date"] <= w.on and r["due"] and r["due"] < w.on
               and not ended(w, r)]
    late = {r["household"] for r in waiting} | {w.household(r["resident"]) for r in waiting}
    return len([h for h in w.lasting("household") if h["id"] in poor and h["id"] in late])


VISITS: dict[str, Counted] = {
    "visit_other_count": lambda w: outside(
        w, "visit", "", "home", "condolence", "phone", "talk", "support_talk", "door", "health", "receive", "inspect"),
    "visit_count": lambda w: len(w.within("visit")),
    "visit_people": lambda w: people(w.within("visit")),
    "visit_households": lambda w: homes(w, w.within("visit")),
    "home_visit_count": lambda w: len(w.of_kind("visit", "home")),
    "home_visit_households": lambda w: homes(w, w.of_kind("visit", "home")),
    "condolence_count": lambda w: len(w.of_kind("visit", "condolence")),
    "condolence_people": lambda w: people(w.of_kind("visit", "condolence")),
    "condolence_households": lambda w: homes(w, w.of_kind("visit", "condolence")),
    "phone_count": lambda w: len(w.of_kind("visit", "phone")),
    "talk_count": lambda w: len(w.of_kind("visit", "talk")),
    "door_count": lambda w: len(w.of_kind("visit", "door")),
    "health_visit_count": lambda w: len(w.of_kind("visit", "health")),
    "receive_count": lambda w: len(w.of_kind("visit", "receive")),
    "inspect_count": lambda w: len(w.of_kind("visit", "inspect")),
    "visit_problem_count": lambda w: len([r for r in w.within("visit") if r["problem"]]),
    "visit_handled_count": lambda w: len([r for r in w.within("visit") if r["problem"] and r["handling"]
                                          and not (r["feedback"] and r["feedback"] > w.on)]),
    "condoled_dibao_households": condoled_poor_homes,
    "condoled_hardship_people": lambda w: people(condoled(w, "hardship", "tekun")),
    "condoled_disability_people": lambda w: people(condoled(w, "disability")),
    "condoled_party_people": lambda w: people(condoled(w, "party_member")),
    "condoled_elder_people": lambda w: people(condoled_elders(w)),
    "condoled_left_child_households": lambda w: homes(w, condoled(w, "left_child")),
    "unvisited_elder_count": lambda w: len([r for r in alone_80(w) if not called_on(w, r, "year")]),
    "elder_visited_share": lambda w: percent([r for r in alone_80(w) if called_on(w, r, "year")], alone_80(w)),
    "relief_unvisited_count": lambda w: len(
        [r for r in w.people if w.belongs(r, "relief") and not called_on(w, r, "period")]),
    "dibao_late_households": late_dibao_homes,
}


def given(w: Raw, *tops: str) -> list[Row]:
    kinds = under(CATEGORIES["grant"], *tops) if tops else None
    return [r for r in w.within("grant") if r["direction"] == "out" and (kinds is None or r["category"] in kinds)]


def received(w: Raw, *tops: str) -> list[Row]:
    return [r for r in w.of_kind("grant", *tops) if r["direction"] == "in"]


def yuan(rows: list[Row]) -> int | float:
    return added((r["amount"] for r in rows), 100)


CONDOLENCE = ("condolence_money", "condolence_goods")
RELIEF = ("relief_money", "relief_goods")

GRANTS: dict[str, Counted] = {
    "given_count": lambda w: len(given(w)),
    "given_people": lambda w: people(given(w)),
    "given_money": lambda w: yuan(given(w)),
    "given_largest": lambda w: largest((r["amount"] for r in given(w)), 100),
    "given_average": lambda w: mean((r["amount"] for r in given(w, "money")), 100),
    "condolence_money": lambda w: yuan(given(w, *CONDOLENCE)),
    "condolence_goods": lambda w: added(r["quantity"] for r in given(w, "condolence_goods")),
    "condolence_given_households": lambda w: homes(w, given(w, *CONDOLENCE)),
    "relief_money": lambda w: yuan(given(w, *RELIEF)),
    "relief_given_count": lambda w: len(given(w, *RELIEF)),
    "relief_given_households": lambda w: homes(w, given(w, *RELIEF)),
    "dibao_paid_money": lambda w: yuan(given(w, "dibao_money")),
    "dibao_paid_people": lambda w: people(given(w, "dibao_money")),
    "allowance_money": lambda w: yuan(given(w, "allowance")),
    "allowance_people": lambda w: people(given(w, "allowance")),
    "award_money": lambda w: yuan(given(w, "award_money")),
    "award_households": lambda w: homes(w, given(w, "award_money")),
    "study_money": lambda w: yuan(given(w, "study_money")),
    "souvenir_count": lambda w: added(r["quantity"] for r in given(w, "souvenir")),
    "donation_count": lambda w: len([r for r in w.within("grant") if r["direction"] == "in"]),
    "donation_money": lambda w: yuan(received(w, "donated_money")),
    "donation_goods": lambda w: added(r["quantity"] for r in received(w, "donated_goods")),
}


def offered(w: Raw) -> list[Row]:
    return [r for r in w.tables["matter"] if r["open"] == 1 and r["forbidden"] != 1]


MATTERS: dict[str, Counted] = {
    "matter_count": lambda w: len(offered(w)),
    "agency_matter_count": lambda w: len([r for r in offered(w) if r["way"] == "02"]),
    "matter_workdays": lambda w: mean(r["workdays"] for r in offered(w)),
    "forbidden_matter_count": lambda w: len([r for r in w.tables["matter"] if r["forbidden"] == 1]),
}

ALL: dict[str, Counted] = {
    **REQUESTS, **VISITS, **GRANTS, **MATTERS,
    **{f"{kind}_count": (lambda w, k=kind: len(requests(w, k))) for kind in KINDS},
}
