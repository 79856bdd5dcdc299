"""What a standing of each category carries besides its dates: certificate, amount, its own fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from desk.practice.calendar import between
from desk.practice.making import Making
from desk.practice.people import Person, Town
from desk.practice.words import weighted, words
from desk.spec.dates import shifted


@dataclass(frozen=True)
class Fact:
    """To whom a standing is given."""

    make: Making
    rng: Random
    town: Town
    person: Person
    start: str
    end: str

    def unit(self, category: str) -> str:
        return self.rng.choice(self.town.units[category])[1]

    def word(self, part: str) -> str:
        return self.rng.choice(words("phrases", part))

    def kin(self) -> str:
        """Somebody of the family who answers for the person."""
        others = [p for p in self.person.family.living if p is not self.person and p.age(self.make.today) >= 18]
        return others[0].name if others else ""

    def doctor(self) -> str:
        return self.rng.choice(("签约一组", "签约二组", "签约三组"))


Extra = dict[str, Any]


def _party(f: Fact) -> Extra:
    kind = "离退休" if f.person.age(f.make.today) >= 60 else f.rng.choice(("自管", "自管", "流动"))
    stage = "预备党员" if f.person.facts["political"] == "02" else "正式党员"
    return {"x_party_stage": stage, "x_party_kind": kind, "x_branch": f.unit("party_branch"),
        "x_joined": f.person.joined,
            "basis": "组织关系接转"}


def _dibao(f: Fact) -> Extra:
    grade = weighted(f.rng, {"A类": 25.0, "B类": 45.0, "C类": 30.0})
    amount = {"A类": 110_000, "B类": 72_000, "C类": 43_000}[grade] + f.rng.randrange(0, 12_000, 500)
    f.person.relief = amount
    return {"x_relief_class": grade, "x_cause": f.word("cause"), "amount": amount, "certificate": _serial(f, "DB")}


def _serial(f: Fact, head: str) -> str:
    return f"{head}{f.start[:4]}{f.make.done:06d}"


def _disability(f: Fact) -> Extra:
    kind = weighted(f.rng, {"1": 14.0, "2": 16.0, "3": 3.0, "4": 44.0, "5": 10.0, "6": 9.0, "7": 4.0})
    grade = weighted(f.rng, {"1": 14.0, "2": 30.0, "3": 32.0, "4": 24.0})
    expires = shifted(f.start, years=10)
    if f.rng.random() < 0.08:
        expires = between(f.rng, shifted(f.make.today, days=5), shifted(f.make.today, days=55))
    return {"x_disability_kind": kind, "x_disability_grade": grade, "x_guardian": f.kin() if kind in ("5", "6") else "",
            "certificate": f"{f.person.facts['id_number']}{kind}{grade}", "expires": expires}


def _allowance(f: Fact) -> Extra:
    age = f.person.age(f.make.today)
    return {"amount": 50_000 if age >= 100 else 20_000 if age >= 90 else 10_000}


def _volunteer(f: Fact) -> Extra:
    return {"x_team": f.unit("volunteer_team"), "x_skill": f.word("skill") if f.rng.random() < 0.4 else "",
            "certificate": _serial(f, "ZY")}


def _floating(f: Fact) -> Extra:
    age, room = f.person.age(f.end or f.make.today), f.person.spells[-1].room
    reason = "06" if age < 16 else weighted(f.rng,
        {"01": 62.0, "03": 14.0, "06": 12.0, "05": 4.0, "04": 4.0, "08": 4.0})
    return {"x_origin": f.person.origin["prefix"], "x_inflow_reason": reason, "x_landlord": room.owner,
            "x_in_system": 1 if f.rng.random() < 0.9 else 0}


def _permit(f: Fact) -> Extra:
    """Valid for a year and endorsed yearly; some end in the coming weeks, a few have just ended."""
    last = shifted(f.start, years=1)
    while last < shifted(f.make.today, days=-20):
        last = shifted(last, years=1)
    return {"certificate": f"{f.person.facts['id_number'][:6]}{f.make.done:09d}", "expires": last,
        "x_permit_kind": "01"}


def _work(f: Fact) -> Extra:
    found = {"x_employed": 1, "x_employed_on": f.end} if f.end else {"x_employed": 0}
    return {"x_skill": f.word("skill"), "x_wish": f.word("wish"), **found}


def _retiree(f: Fact) -> Extra:
    checked = between(f.rng, shifted(f.end or f.make.today, days=-400), f.end or f.make.today)
    return {"x_employer": f.person.worked_at, "x_pension_checked": max(checked, f.start)}


def _watched(f: Fact) -> Extra:
    return {"x_until": shifted(f.end or f.make.today, days=0 if f.end else f.rng.randint(60, 600))}


FACTS: dict[str, Callable[[Fact], Extra]] = {
    "party_member": _party,
    "dibao": _dibao,
    "dibao_edge": lambda f: {"certificate": _serial(f, "BY")},
    "tekun": lambda f: {"x_care_grade": f.rng.choice(("全自理", "半护理")), "amount": 150_000},
    "hardship": lambda f: {"x_cause": f.word("cause")},
    "disabled_elder": lambda f: {"x_ability": weighted(f.rng, {"1": 30.0, "2": 35.0, "3": 25.0, "4": 10.0})},
    "age_allowance": _allowance,
    "disability": _disability,
    "party_applicant": lambda f: {"x_applicant_stage": f.rng.choice(("申请人", "申请人", "积极分子", "发展对象"))},
    "volunteer": _volunteer,
    "floating": _floating,
    "permit": _permit,
    "veteran": lambda f: {"x_veteran_class": weighted(
        f.rng, {"退役士兵": 70.0, "复员军人": 14.0, "军队转业干部": 10.0, "其他": 6.0})},
    "entitled": lambda f: {"x_entitled_class": f.rng.choice(("烈士遗属", "现役军人家属", "残疾军人", "参战退役",
        "病故军人遗属")),
                           "amount": 60_000 + f.rng.randrange(0, 90_000, 1_000)},
    "left_child": lambda f: {"x_guardian": f.person.family.head.name, "x_parents_at": f.word("away")},
    "hardship_child": lambda f: {"x_guardian": f.kin()},
    "orphan": lambda f: {"x_guardian": f.kin()},
    "unemployed": _work,
    "difficulty_4050": lambda f: {key: value for key, value in _work(f).items() if "employed" in key},
    "retiree": _retiree,
    "women_service": lambda f: {"x_method": f.word("method"), "x_checked": between(
        f.rng, max(f.start, shifted(f.make.today, days=-500)), f.make.today)},
    "association_member": lambda f: {"x_group": f.unit("association")},
    "health_record": lambda f: {"x_chronic": f.word("chronic") if f.rng.random() < 0.6 else "", "x_doctor": f.doctor(),
                                "certificate": _serial(f, "JK")},
    "contact_card": lambda f: {"certificate": _serial(f, "LX")},
    "correction": lambda f: {"x_correction_kind": "缓刑", **_watched(f)},
    "released": lambda f: {"x_released_on": f.start, "x_employed": f.rng.choice((0, 1))},
    "drug": lambda f: {**_watched(f), "x_employed": 0},
    "mental": lambda f: {"x_risk": f.rng.choice(("0级", "1级", "2级")), "x_guardian": f.kin()},
}
