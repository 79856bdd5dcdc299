"""The figures of the 调解 tab, by hand."""

from __future__ import annotations

from datetime import date, timedelta

from recompute import CODES, Counted, Raw, Row, added, different, largest, mean, percent

SUCCESS, FAILURE, BROKEN_OFF, DECLINED = "01", "02", "03", "04"
KINDS = [f"{n:02d}" for n in range(1, 19)]


def cases(w: Raw, **fields: str) -> list[Row]:
    return [r for r in w.within("case") if all(r[k] in v.split() for k, v in fields.items())]


def unsettled(w: Raw) -> list[Row]:
    return [r for r in cases(w) if not r["concluded"] or r["concluded"] > w.on]


def long_open(w: Raw) -> list[Row]:
    day = (date.fromisoformat(w.on) - timedelta(days=30)).isoformat()
    return [r for r in unsettled(w) if r["date"] < day]


def concluded(w: Raw, **fields: str) -> list[Row]:
    """Disputes whose outcome was known on the day: one concluded later was still open then."""
    return [r for r in cases(w, **fields) if r["concluded"] and r["concluded"] <= w.on]


def judged(w: Raw) -> list[Row]:
    return [r for r in concluded(w) if r["result"] and r["result"] != DECLINED]


def agreed(w: Raw) -> list[Row]:
    """Settled with an agreement, on paper or by word."""
    return concluded(w, result=SUCCESS, form="01 02")


def performed(w: Raw, row: Row) -> bool:
    """Carried out in full by the day."""
    return row["performance"] in ("01", "03") and (not row["performed"] or row["performed"] <= w.on)


def sessions(w: Raw, kind: str = "") -> list[Row]:
    return [r for r in w.within("case_sessions") if not kind or r["kind"] == kind]


def troubled(w: Raw) -> int:
    """Entrances with two or more disputes in them or their rooms within two years."""
    two_years = f"{int(w.on[:4]) - 2:04d}{w.on[4:]}"
    if two_years[5:] == "02-29" and int(two_years[:4]) % 4:
        two_years = f"{two_years[:4]}-02-28"
    found: dict[int, int] = {}
    for one in w.tables["case"]:
        if one["date"] and two_years <= one["date"] <= w.on:
            at = one["place"]
            while at is not None:
                found[at] = found.get(at, 0) + 1
                at = w.ids["place"][at]["parent"]
    return len([r for r in w.tables["place"] if r["level"] == "3" and found.get(r["id"], 0) >= 2])


CASES: dict[str, Counted] = {
    "case_count": lambda w: len(cases(w)),
    "case_people": lambda w: added(r["people"] for r in cases(w)),
    "case_average_people": lambda w: mean(r["people"] for r in cases(w)),
    "case_largest": lambda w: largest(r["people"] for r in cases(w)),
    "case_settled": lambda w: len(concluded(w, result=SUCCESS)),
    "case_settled_share": lambda w: percent(concluded(w, result=SUCCESS), judged(w)),
    "case_failed": lambda w: len(concluded(w, result=FAILURE)),
    "case_ended": lambda w: len(concluded(w, result=BROKEN_OFF)),
    "case_declined": lambda w: len(concluded(w, result=DECLINED)),
    "case_open": lambda w: len(unsettled(w)),
    "case_pending": lambda w: len([
        r for r in w.tables["case"] if r["date"] <= w.until and (not r["concluded"] or r["concluded"] > w.on)]),
    "case_late": lambda w: len(long_open(w)),
    "case_escalated": lambda w: len([r for r in cases(w) if r["escalated"] == 1]),
    "case_mass": lambda w: len(cases(w, scale="02 03")),
    "case_written": lambda w: len(concluded(w, form="01")),
    "case_oral": lambda w: len(concluded(w, form="02")),
    "case_amount": lambda w: added((r["amount"] for r in concluded(w)), 100),
    "case_performed": lambda w: len([r for r in concluded(w, result=SUCCESS) if performed(w, r)]),
    "case_performed_share": lambda w: percent([r for r in agreed(w) if performed(w, r)], agreed(w)),
    "case_unperformed": lambda w: len([
        r for r in concluded(w, result=SUCCESS) if r["performance"] and not performed(w, r)]),
    "case_confirmed": lambda w: len([r for r in cases(w) if r["confirmed"] and r["confirmed"] <= w.on]),
    "case_filed": lambda w: len([r for r in cases(w) if r["filed"] and r["filed"] <= w.on]),
    "case_simple": lambda w: len(cases(w, grade="01")),
    "case_ordinary": lambda w: len(cases(w, grade="02")),
    "case_hard": lambda w: len(cases(w, grade="03 04")),
    "case_source_none": lambda w: len([r for r in cases(w) if not r["source"]]),
    "session_count": lambda w: len(sessions(w)),
    "coordination_count": lambda w: len(sessions(w, "coordinate")),
    "coordination_cases": lambda w: different(r["owner"] for r in sessions(w, "coordinate")),
    "case_followup_count": lambda w: len(w.within("case_followups")),
    "case_followed_count": lambda w: different(r["owner"] for r in w.within("case_followups")),
    "party_count": lambda w: len(w.by_owner_date("case_parties", "case")),
    "party_people": lambda w: different(r["resident"] for r in w.by_owner_date("case_parties", "case")),
    "case_sessions": lambda w: len([
        r for r in w.by_owner_date("case_sessions", "case") if r["date"] and r["date"] <= w.on]),
    "troubled_entrance_count": troubled,
}


def from_source(w: Raw, code: str) -> int:
    return len([r for r in cases(w) if r["source"] in CODES["case_source"][code]])


ALL: dict[str, Counted] = {
    **CASES,
    **{f"case_kind_{kind}": (lambda w, k=kind: len(cases(w, kind=k))) for kind in KINDS},
    **{f"case_source_{code}": (lambda w, c=code: from_source(w, c)) for code in ("01", "02", "03")},
}
