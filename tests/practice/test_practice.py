"""The practice community: as many people as promised, families that fit, records that a person would have saved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from cProfile import Profile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from desk import clock
from desk.kinds import CitizenId, CreditCode, birth_of, sex_of
from desk.kinds.address import normalise
from desk.practice import populate as populating
from desk.practice.populate import populate
from desk.practice.words import table
from desk.records import RECORDS
from desk.service.entries.checking import completed, problems
from desk.service.look import StoreLook, full_row
from desk.spec import load
from desk.spec.catalog import of_declarations
from desk.spec.dates import age_on, shifted
from desk.store.changes import Stamp, Writer
from desk.store.tables import tables
from desk.store.workdays import Workdays

Row = dict[str, Any]
Made = dict[str, list[Row]]


@dataclass
class Town:
    """What was made, by table, the steps that told of it, and how often functions of the maker were called."""

    rows: Made
    steps: list[tuple[int, int, str]]
    today: str
    calls: int = 0

    def by_id(self, name: str) -> dict[int, Row]:
        return {row["id"]: row for row in self.rows[name]}

    def in_force(self, name: str) -> list[Row]:
        day = self.today
        return [r for r in self.rows[name] if (r["start"] or "") <= day and (not r["end"] or r["end"] > day)]


def made(residents: int, seed: int = 1, today: str = "") -> Town:
    """Populate plain tables in memory."""
    day = today or clock.today().isoformat()
    engine = create_engine("sqlite://")
    meta = tables(RECORDS)
    meta.create_all(engine)
    catalog = of_declarations(RECORDS, *load.built_in(), (), ())
    with engine.begin() as conn:
        writer = Writer(conn, meta, catalog, Stamp("练习员", f"{day} 08:00", "练习数据"))
        profile = Profile()
        steps = profile.runcall(lambda: list(populate(writer, residents=residents, seed=seed, today=day)))
        rows = {t.name: [dict(r) for r in conn.execute(select(t)).mappings()] for t in meta.sorted_tables}
    engine.dispose()
    return Town(rows, steps, day, _calls(profile))


def _calls(profile: Profile) -> int:
    room = str(Path(populating.__file__).parent)
    return sum(one.callcount for one in profile.getstats()
               if not isinstance(one.code, str) and one.code.co_filename.startswith(room))


@pytest.fixture(scope="module")
def town(_today: None) -> Town:
    """The community as it is by default."""
    return made(2597)


def test_default_numbers(town: Town) -> None:
    """2,597 people, 1,009 households, 32 buildings, 36 party members; five years in proportion."""
    homes = town.in_force("residence")
    assert len(homes) == len({r["resident"] for r in homes}) == 2597
    assert len(town.in_force("household")) == len({r["household"] for r in homes}) == 1009
    assert Counter(r["level"] for r in town.rows["place"])["2"] == 32
    assert sum(r["category"] == "party_member" for r in town.in_force("standing")) == 36
    for name, usual in (("case", 35), ("activity", 60), ("visit", 400), ("request", 300)):
        assert usual * 0.9 <= len(town.rows[name]) / 5 <= usual * 1.1, name
        years = Counter(r["date"][:4] for r in town.rows[name])
        assert all(years[str(year)] > usual * 0.5 for year in (2022, 2023, 2024, 2025)), name
    assert len({r["title"].split("与")[1] for r in town.rows["case"]}) > 40
    assert len({r["name"] for r in town.rows["activity"]}) >= 60
    assert len({r["subject"] for r in town.rows["request"]}) >= 60


def test_a_larger_town_is_as_much_work_a_resident(town: Town) -> None:
    """Nine times the residents are nine times the rows and the calls: nothing grows with the square."""
    small = made(300)
    assert town.calls / 2597 <= small.calls / 300 * 1.03
    rows = {name: (len(small.rows[name]) / 300, len(many) / 2597) for name, many in town.rows.items()}
    assert {name: pair for name, pair in rows.items() if pair[1] > pair[0] * 1.3 + 0.01} == {}


def test_progress_counts_up(town: Town) -> None:
    done = [step[0] for step in town.steps]
    assert done == sorted(done)
    assert all(now <= total for now, total, _ in town.steps)
    assert town.steps[-1][0] == town.steps[-1][1]
    assert len(town.steps) > 100


def test_numbers_are_valid_and_nobodys(town: Town) -> None:
    """Check digit, birth date and sex agree; the county codes exist nowhere; telephones are invented ones."""
    codes = {line["code"] for line in table("origins")}
    numbers = [r["id_number"] for r in town.rows["resident"]]
    assert len(set(numbers)) == len(numbers)
    for person in town.rows["resident"]:
        CitizenId().check(person["id_number"])
        assert birth_of(person["id_number"]) == person["birth"]
        assert sex_of(person["id_number"]) == person["sex"]
        assert person["id_number"][:6] in codes
        assert person["id_number"][4:6] == "99"
        assert not person["phone"] or person["phone"][:5] in ("19100", "19800", "16600")
    for unit in town.rows["unit"]:
        CreditCode().check(unit["credit_code"])


def _families(town: Town) -> Iterator[dict[str, list[tuple[Row, Row]]]]:
    """Each household's people by relation, those gone too, as (resident, residence)."""
    people = town.by_id("resident")
    found: dict[int, dict[str, dict[int, tuple[Row, Row]]]] = defaultdict(lambda: defaultdict(dict))
    for home in town.rows["residence"]:
        found[home["household"]][home["relation"]][home["resident"]] = (people[home["resident"]], home)
    for family in found.values():
        yield {relation: list(rows.values()) for relation, rows in family.items()}


_CHILDREN = ("20", "21", "22", "23", "24", "30", "31", "32", "33", "34")


def test_families_fit(town: Town) -> None:
    """One head; children bear a parent's surname and are 20 to 40 years younger; spouses are close in age."""
    for family in _families(town):
        assert len(family["02"]) == 1
        head = family["02"][0][0]
        parents = [head, *(p for r in ("11", "12") for p, _ in family.get(r, ()))]
        for spouse in parents[1:]:
            assert abs(int(spouse["birth"][:4]) - int(head["birth"][:4])) <= 9
            assert spouse["sex"] != head["sex"]
        for child, _ in (one for r in _CHILDREN for one in family.get(r, ())):
            assert any(child["name"][0] == p["name"][0] for p in parents), (child["name"], [p["name"] for p in parents])
            assert all(_older(p, child) for p in parents if not p["death"])
        for parent, _ in (one for r in ("51", "52") for one in family.get(r, ())):
            assert parent["death"] or _older(parent, head)
            assert parent["sex"] == "2" or parent["name"][0] == head["name"][0]
        names = [p["name"] for rows in family.values() for p, _ in rows]
        assert len(names) == len(set(names))


def _older(parent: Row, child: Row) -> bool:
    return 20 <= age_on(parent["birth"], child["birth"]) <= 40


def test_facts_agree_with_family_and_age(town: Town) -> None:
    """Whoever lives with a husband or wife is married; children are neither married nor at work."""
    here = {r["resident"] for r in town.in_force("residence")}
    for family in _families(town):
        pair = [p for r in ("02", "11", "12") for p, _ in family.get(r, ()) if p["id"] in here]
        if len(pair) == 2:
            assert [p["marital"] for p in pair] == ["20", "20"]
    for person in town.rows["resident"]:
        age = age_on(person["birth"], town.today)
        assert age >= 20 or person["marital"] == "10"
        assert age >= 18 or person["employment"] == ("31" if age >= 6 else None)


def test_addresses_stand_in_the_tree(town: Town) -> None:
    """Every residence is linked to a room, its text is the room's name, and the tree is whole."""
    places = town.by_id("place")
    assert len({p["full"] for p in places.values()}) == len(places)
    for home in town.rows["residence"]:
        room = places[home["place"]]
        assert room["level"] == "4"
        assert home["address"] == room["full"] == normalise(room["full"])
    for place in places.values():
        above = places.get(place["parent"] or 0)
        assert (above is None) == (place["level"] == "1")
        if above:
            assert int(above["level"]) == int(place["level"]) - 1
            assert place["full"] == above["full"] + place["name"]


def test_spells_follow_each_other(town: Town) -> None:
    """Nobody lives in two places at once, before birth or after death; a home has one family at a time."""
    people = town.by_id("resident")
    of_person, of_room = defaultdict(list), defaultdict(dict)
    for home in town.rows["residence"]:
        person = people[home["resident"]]
        assert person["birth"] <= home["start"] <= town.today
        assert not person["death"] or home["end"] <= person["death"]
        assert not home["end"] or home["start"] < home["end"] <= town.today
        assert (home["out_reason"] == "02") == bool(person["death"] and home["end"] == person["death"])
        of_person[home["resident"]].append((home["start"], home["end"] or "9999"))
        span = of_room[home["place"]].setdefault(home["household"], [home["start"], home["end"] or "9999"])
        span[:] = [min(span[0], home["start"]), max(span[1], home["end"] or "9999")]
    for spans in (*of_person.values(), *(sorted(map(tuple, r.values())) for r in of_room.values())):
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(spans)))


def test_people_come_and_go(town: Town) -> None:
    """Births, deaths, moves in and out in each year; all ways of being registered occur."""
    for field, codes in (("in_reason", ("02", "04", "05")), ("out_reason", ("02", "04", "08"))):
        day = "start" if field == "in_reason" else "end"
        for code in codes:
            years = Counter((r[day] or "")[:4] for r in town.rows["residence"] if r[field] == code)
            assert all(years[str(y)] for y in (2022, 2023, 2024, 2025)), (field, code)
    assert {r["nature"] for r in town.in_force("residence")} == {"01", "02", "03", "04", "05"}
    fields = Counter(r["field"] for r in town.rows["past"])
    assert fields["marital"] > 50
    assert fields["employment"] > 50


def test_standings_say_what_the_data_say(town: Town) -> None:
    """独居 and 空巢 are those who really live so; nobody gone belongs to a group; each category occurs."""
    people = town.by_id("resident")
    homes = town.in_force("residence")
    size = Counter(r["household"] for r in homes)
    home_of = {r["resident"]: r for r in homes}
    groups = defaultdict(set)
    for row in town.in_force("standing"):
        groups[row["category"]].add(row["resident"])
        assert not row["resident"] or row["resident"] in home_of
    old = {i for i in home_of if age_on(people[i]["birth"], town.today) >= 60}
    assert groups["living_alone"] == {i for i in old if size[home_of[i]["household"]] == 1}
    assert all(size[home_of[i]["household"]] == 2 and i in old for i in groups["empty_nest"])
    assert groups["floating"] == {i for i, home in home_of.items() if home["nature"] == "04"}
    assert groups["party_member"] == {i for i in home_of if people[i]["political"] in ("01", "02")}
    parents = {c.parent for c in load.built_in()[0]["standing"]}
    kinds = {c.key for c in load.built_in()[0]["standing"]} - (parents - {"floating"})
    assert kinds <= {r["category"] for r in town.rows["standing"]}
    permits = [r["expires"] for r in town.in_force("standing") if r["category"] == "permit"]
    assert sum(town.today <= day <= shifted(town.today, days=30) for day in permits) >= 3
    assert any(r["end"] and r["end"] <= town.today for r in town.rows["standing"])


def test_numbers_run_without_gaps(town: Town) -> None:
    """Yearly numbers in the order of days, and the number book knows the last."""
    books = {(r["book"], r["year"]): r["last"] for r in town.rows["number_book"]}
    for name, form in (("case", "({})人调字第{:03d}号"), ("request", "SL{}{:04d}")):
        years = defaultdict(list)
        for row in sorted(town.rows[name], key=lambda r: (r["date"], r["id"])):
            years[int(row["date"][:4])].append(row["number"])
        for year, numbers in years.items():
            assert numbers == [form.format(year, n) for n in range(1, len(numbers) + 1)]
            assert books[name, year] == len(numbers)


def test_cases_end(town: Town) -> None:
    """Each has two to four parties and an end, or is recent; about nine of ten succeed."""
    parties = Counter(r["owner"] for r in town.rows["case_parties"])
    assert set(parties.values()) <= {2, 3, 4}
    assert all(r["resident"] or r["name"] for r in town.rows["case_parties"])
    for case in town.rows["case"]:
        assert case["result"] or case["date"] > shifted(town.today, days=-45)
        assert not case["concluded"] or case["concluded"] <= shifted(case["date"], days=31)
        assert case["result"] != "01" or case["agreement"]
    ended = [r for r in town.rows["case"] if r["result"]]
    assert 0.82 <= sum(r["result"] == "01" for r in ended) / len(ended) <= 0.97


def test_requests_run_their_course(town: Town) -> None:
    """A few late, a few open and due around today; declined ones are the certificates that may not be issued."""
    open_ones = [r for r in town.rows["request"] if not r["done"]]
    assert 5 <= len(open_ones) <= 60
    assert any(shifted(town.today, days=-3) <= r["due"] <= shifted(town.today, days=3) for r in open_ones)
    assert any(r["due"] < town.today for r in open_ones)
    assert all(r["date"] > shifted(town.today, days=-120) for r in open_ones)
    late = sum(r["overdue"] or 0 for r in town.rows["request"])
    assert 10 <= late <= len(town.rows["request"]) * 0.08
    assert {r["satisfaction"] for r in town.rows["request"] if r["satisfaction"]} >= {"5", "4", "3"}
    forbidden = {r["id"] for r in town.rows["matter"] if r["forbidden"]}
    assert len(forbidden) == 20
    assert {r["matter"] in forbidden for r in town.rows["request"] if r["state"] == "declined"} == {True}
    assert all(r["date"] <= town.today for r in town.rows["request_steps"])


def test_activities_have_people(town: Town) -> None:
    named = Counter(r["owner"] for r in town.rows["activity_attendance"])
    assert max(named.values()) <= 42
    assert any(r["state"] == "planned" and r["date"] > town.today for r in town.rows["activity"])
    for row in town.rows["activity"]:
        assert (row["state"] == "planned") == (row["date"] > town.today)
        assert (row["people"] or 0) >= named[row["id"]]


def test_work_is_done_on_working_days(town: Town) -> None:
    days = Workdays()
    for name in ("request", "visit", "case"):
        dates = [r["date"] for r in town.rows[name]]
        assert sum(days.is_workday(day) for day in dates) > len(dates) * 0.97


def test_records_stand_as_if_saved(community: Any) -> None:
    """The fills change nothing any more, and the rules find nothing but warnings."""
    desk = community.desk
    with desk.read() as conn:
        look = StoreLook(desk, conn)
        for spec in RECORDS:
            for id in [row["id"] for row in community.rows[spec.table]]:
                row = full_row(desk, conn, spec.key, id)
                assert row is not None
                assert completed(desk, spec.key, row, look) == row
                assert [p for p in problems(desk, spec.key, row, look) if not p.warning] == []


def test_same_seed_same_content() -> None:
    """Residents, seed and day decide everything, identities too."""
    first, again, other = made(120), made(120), made(120, seed=2)
    names = [spec.table for spec in RECORDS] + [f"{s.table}_{part}" for s in RECORDS for part in s.parts]
    assert {n: first.rows[n] for n in names} == {n: again.rows[n] for n in names}
    assert first.rows["past"] == again.rows["past"]
    assert first.rows["resident"] != other.rows["resident"]


@pytest.mark.parametrize(("residents", "today"), [
    (1, "2026-06-30"), (2, "2026-05-02"), (17, "2024-02-29"), (250, "2026-01-01")])
def test_any_size_and_day(residents: int, today: str) -> None:
    small = made(residents, seed=5, today=today)
    homes = small.in_force("residence")
    assert len(homes) == len({r["resident"] for r in homes}) == residents
    assert all(r["date"] <= today for name in ("request", "visit", "grant", "case") for r in small.rows[name])
