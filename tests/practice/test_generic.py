"""A new kind of record comes into the practice community by its declaration and one file of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from desk.errors import Invalid
from desk.kinds import Code, Date, Decimal, Link, LongText, Money, PersonName, Text, Whole, YesNo, code_list
from desk.practice.generic import FOLDER, write_rest
from desk.practice.lives import plan_lives
from desk.practice.making import Making
from desk.practice.marks import finish
from desk.practice.places import plan_rooms, write_places
from desk.practice.register import write_register
from desk.practice.units import plan_workers, write_units
from desk.records import RECORDS
from desk.records.shared import CATEGORY, state_field, steps_part
from desk.spec import Category, Entry, Field, Lifecycle, Move, Record, State, load, part
from desk.spec.catalog import of_declarations
from desk.store.changes import Stamp, Writer
from desk.store.tables import tables

DAY = "2026-06-30"
Row = dict[str, Any]


class Loan(Entry):
    """A wheelchair lent."""

    spec = Record(
        "loan", "借用", "services", event="date", category="category", subjects=("resident", "unit"),
        name=("number",), state="state", number="number", number_form="JY{year}{n:03d}",
    )
    number = Field("编号", Text(max=40), derived=True)
    date = Field("日期", Date(), required=True)
    category = Field("类别", Code(codes=CATEGORY), required=True)
    resident = Field("借用人", Link(record="resident"))
    unit = Field("借用单位", Link(record="unit"))
    thing = Field("物品", Text(max=60), required=True)
    worker = Field("经办人", PersonName(), required=True)
    count = Field("数量", Whole(min=1, max=3), required=True)
    weight = Field("重量", Decimal(places=2), required=True)
    deposit = Field("押金", Money(), required=True)
    back = Field("归还日期", Date())
    sound = Field("完好", YesNo(), required=True)
    grade = Field("等级", Code(codes=code_list("satisfaction")), required=True)
    note = Field("备注", LongText())

    state = state_field()

    steps = steps_part()
    signatures = part("签字", person=Field("居民", Link(record="resident")), words=Field("说明", Text(max=60)))


CATEGORIES = (
    Category("loan", "chair", "轮椅", subjects=("resident",),
             fields=(Field("型号", Text(max=20)).named("model", "loan"),)),
    Category("loan", "hall", "场地", subjects=("unit",)),
)
LIFE = Lifecycle(
    (State("asked", "已申请", "open"), State("lent", "借出", "open"), State("returned", "已归还", "done"),
     State("lost", "遗失", "failed")),
    (Move("lend", "借出", ("asked",), "lent"), Move("return", "归还", ("lent",), "returned", date="back"),
     Move("lose", "报失", ("lent",), "lost", needs=("note",)), Move("urge", "催还", ("lent",))))
TEXTS = {
    "a_year": 60,
    "rows": [
        {"category": "chair", "weight": 3, "thing": ["轮椅", "拐杖"], "x.model": "折叠式",
         "note": "{name}借用，住{address}"},
        {"category": "hall", "thing": "多功能厅"},
    ],
    "parts": {"signatures": {"least": 1, "most": 2, "rows": [{"words": "已签字"}]}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loan.json").write_text(json.dumps(TEXTS, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def loans(folder: Path, seed: int = 1) -> dict[str, list[Row]]:
    records = (*RECORDS, Loan.spec)
    categories, lifecycles = load.built_in()
    categories, lifecycles = {**categories, "loan": CATEGORIES}, {**lifecycles, "loan": LIFE}
    meta, engine = tables(records), create_engine("sqlite://")
    meta.create_all(engine)
    with engine.begin() as conn:
        catalog = of_declarations(records, categories, lifecycles, (), ())
        make = Making(Writer(conn, meta, catalog, Stamp("练习员", f"{DAY} 08:00", "练习")), 300, seed, DAY)
        town = plan_lives(make, plan_rooms(make, 120))
        finish(make, town)
        plan_workers(make, town)
        for stage in (write_places, write_register, write_units):
            list(stage(make, town))
        list(write_rest(make, town, folder))
        make.writer.flush()
        names = ("loan", "loan_signatures", "loan_steps", "resident", "unit")
        rows = {name: [dict(r) for r in conn.execute(select(meta.tables[name])).mappings()] for name in names}
    engine.dispose()
    return rows


def test_rows_by_the_declaration_and_a_file(folder: Path) -> None:
    """As many as the file says in proportion, each whole, of its own category and subject, numbered by its day."""
    made = loans(folder)
    rows = made["loan"]
    assert len(rows) == round(60 * 5 * 300 / 2597)
    people, units = ({row["id"] for row in made[name]} for name in ("resident", "unit"))
    kinds = {key: field.kind for key, field in Loan.spec.fields.items()}
    for row in rows:
        assert all(row[key] is not None for key, field in Loan.spec.fields.items() if field.required)
        for key in ("date", "thing", "worker", "count", "weight", "deposit", "back", "sound", "grade", "note"):
            kinds[key].check(row[key])
        assert (row["resident"] in people) == (row["category"] == "chair")
        assert (row["unit"] in units) == (row["category"] == "hall")
        assert "2021-06-30" < row["date"] <= DAY
        assert row["back"] is None or row["date"] <= row["back"] <= DAY
        assert (row["extra"] is not None) == (row["category"] == "chair")
        assert "{" not in (row["note"] or "")
    assert {row["thing"] for row in rows} == {"轮椅", "拐杖", "多功能厅"}
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
    owners = [row["owner"] for row in made["loan_signatures"]]
    assert set(owners) == {row["id"] for row in rows}
    assert all(1 <= owners.count(id) <= 2 for id in set(owners))


def test_steps_follow_the_lifecycle_up_to_today(folder: Path) -> None:
    """Nothing is skipped, nothing lies ahead; the state and the day of return are the last step's."""
    made = loans(folder)
    steps: dict[int, list[Row]] = {}
    for row in sorted(made["loan_steps"], key=lambda one: (one["owner"], one["position"])):
        steps.setdefault(row["owner"], []).append(row)
    for loan in made["loan"]:
        keys = [row["step"] for row in steps.get(loan["id"], [])]
        days = [row["date"] for row in steps.get(loan["id"], [])]
        assert keys in (["lend"], ["lend", "return"], ["lend", "lose"])
        assert days == sorted(days)
        assert loan["date"] <= days[0] <= days[-1] <= DAY
        assert loan["state"] == {"lend": "lent", "return": "returned", "lose": "lost"}[keys[-1]]
        assert loan["back"] == (days[-1] if keys[-1] == "return" else None)
        assert all(row["note"] for row in steps[loan["id"]] if row["step"] == "lose")
    assert sum(row["state"] == "returned" for row in made["loan"]) > len(made["loan"]) / 2


def test_same_seed_same_rows(folder: Path) -> None:
    plain = [{k: v for k, v in row.items() if k != "uid"} for row in loans(folder)["loan"]]
    assert plain == [{k: v for k, v in row.items() if k != "uid"} for row in loans(folder)["loan"]]


def test_a_file_that_leaves_out_what_is_required_says_so(folder: Path) -> None:
    lacking = {"a_year": 60, "rows": [{"category": "chair"}]}
    (folder / "loan.json").write_text(json.dumps(lacking), encoding="utf-8")
    with pytest.raises(Invalid, match="「物品」"):
        loans(folder)


def test_every_file_is_of_a_record_and_of_its_fields() -> None:
    """A text under a key that is no field would be lost in silence."""
    categories, lifecycles = load.built_in()
    catalog = of_declarations(RECORDS, categories, lifecycles, (), ())
    for file in FOLDER.glob("*.json"):
        texts = json.loads(file.read_text(encoding="utf-8"))
        known = {*catalog.fields(file.stem), *catalog.extra_fields(file.stem), "weight", "who"}
        assert set(texts) <= {"a_year", "over", "rows", "parts", "steps"}
        assert {key for line in texts["rows"] for key in line} <= known
        for part_key, own in texts.get("parts", {}).items():
            fields = {*catalog.part_fields(file.stem, part_key), "weight"}
            assert {key for line in own["rows"] for key in line} <= fields
