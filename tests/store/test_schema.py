"""The schema: steps and declarations agree, older databases open, newer ones are refused, a new record is one step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from old_database import HERE, PASSWORD
from sqlalchemy import MetaData, select, text

from desk.errors import Trouble
from desk.kinds import Date, Link, Text
from desk.records import RECORDS
from desk.service.backups import check
from desk.service.desk import Desk, open_desk
from desk.service.entries.save import blank, load, save
from desk.service.figures import compute
from desk.service.lists.query import Query, count, ids, texts
from desk.service.look import full_row
from desk.service.periods import of_year
from desk.spec import Entry, Field, Record, ledger
from desk.spec.catalog import of_declarations
from desk.store import schema
from desk.store.difference import flat, flattened
from desk.store.engine import writing
from desk.store.tables import tables

OLD = sorted(path.name for path in HERE.iterdir() if path.name.isdigit())


def differences(desk: Desk, meta: MetaData) -> list[Any]:
    with desk.engine.connect() as conn:
        return list(compare_metadata(MigrationContext.configure(conn), meta))


def test_the_steps_make_what_the_declarations_say(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    assert differences(desk, desk.meta) == []
    with desk.read() as conn:
        assert schema.version(conn) == schema.head()
    assert not schema.needs_upgrade(desk.engine)


def test_the_steps_are_numbered_without_a_gap() -> None:
    numbers = sorted(p.name[:4] for p in (schema._HERE / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    assert {"0001", *OLD} <= set(numbers), "a database of each release is kept under tests/store/databases"


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / request.param
    shutil.copytree(HERE / request.param, path)
    desk = open_desk(path, PASSWORD)
    yield desk
    desk.close()


def test_an_older_database_opens_and_works(old: Desk) -> None:
    assert old.name == "老社区"
    assert old.practice
    assert differences(old, old.meta) == []
    assert count(old, Query("resident")) == 20
    assert [f for f in check(old) if f.code in ("damaged", "tokens", "catalog")] == []
    id = ids(old, Query("resident"))[0]
    opened = load(old, "resident", id)
    save(old, "resident", {**opened.draft, "note": "升级后修改"}, id, opened.version)
    assert any(one.value for one in compute(old, of_year(2026)))


def test_the_log_of_an_older_database_tells_its_rows(old: Desk) -> None:
    """Read from its beginning, the log gives each row as it stands: child rows by uid, category fields by key."""
    with old.read() as conn:
        log = list(conn.execute(select(old.meta.tables["change"])))
        told: dict[tuple[str, int], dict[str, Any]] = {}
        for one in log:
            pairs = flattened(json.loads(one.values))
            told.setdefault((one.record, one.record_id), {}).update({key: new for key, (_, new) in pairs.items()})
        stored = {key: full_row(old, conn, *key) for key in told}
    assert {record for record, _ in told} >= {"request", "case", "activity", "standing"}
    for (record, id), values in told.items():
        row = flat(old.catalog.record(record), stored[record, id] or {})
        assert {k: v for k, v in values.items() if v is not None} == row, (record, id)


def test_a_database_of_a_newer_program_is_refused(fresh: Callable[..., Desk], tmp_path: Path) -> None:
    desk = fresh("新")
    with writing(desk.engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    with pytest.raises(Trouble, match="更新版本的居务台"):
        open_desk(tmp_path / "新", "海棠花开了!")


def test_an_upgrade_is_backed_up_first(
    fresh: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a step more than the database has, opening makes a backup, then runs the step."""
    folder = steps(tmp_path)
    made = schema.write_step("more", with_clinic(), folder)
    assert made.name.startswith(schema.head(folder))
    desk = fresh("旧")
    desk.close()
    monkeypatch.setattr(schema, "_HERE", folder)
    monkeypatch.setattr(schema.head, "__defaults__", (folder,))
    monkeypatch.setattr(schema.upgrade, "__defaults__", (folder,))
    again = open_desk(tmp_path / "旧", "海棠花开了!")
    again.close()
    assert len(list((tmp_path / "旧" / "backups").iterdir())) == 1


# ------------------------------------------------------------------ a record kind is one file and one step


class Clinic(Entry):
    """A record kind as somebody would add it: this class is the whole of its file."""

    spec = Record("clinic", "义诊登记", "services", event="date", name=("doctor",), detail=("date",), order=("-date",))
    date = Field("日期", Date(), required=True)
    doctor = Field("医生", Text(max=40), required=True, find="name")
    resident = Field("居民", Link(record="resident"))
    advice = Field("建议", Text(max=200), find="text")


CLINIC = ledger("clinic", "义诊台账", Clinic, Clinic.date, Clinic.doctor, Clinic.advice)


def with_clinic() -> MetaData:
    return tables((*RECORDS, Clinic.spec))


def steps(tmp_path: Path) -> Path:
    """A copy of the steps, to add one to."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema._HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_a_record_kind_is_one_file_and_one_step(practice_copy: Desk, tmp_path: Path) -> None:
    desk, folder, meta = practice_copy, steps(tmp_path), with_clinic()
    before = count(desk, Query("resident"))
    step = schema.write_step("clinic", meta, folder)
    assert step.name == f"{int(schema.head()) + 1:04d}_clinic.py"
    assert "op.drop" not in step.read_text("utf-8")
    schema.upgrade(desk.engine, meta, folder)
    assert differences(desk, meta) == []
    was = desk.catalog
    desk.catalog = of_declarations(
        (*RECORDS, Clinic.spec), {k: tuple(v.values()) for k, v in was.categories.items()}, was.lifecycles,
        (*was.ledgers.values(), CLINIC), was.figures.values())
    desk.meta = meta
    assert count(desk, Query("resident")) == before
    who = ids(desk, Query("resident"))[0]
    draft = {**blank(desk, "clinic"), "doctor": "梅大夫", "resident": who, "advice": "少盐"}
    done = save(desk, "clinic", draft)
    assert texts(desk, "clinic", ids(desk, Query("clinic"))) == [[desk.today, "梅大夫", "少盐"]]
    assert list(ids(desk, Query("clinic", text="mdf"))) == [done.id]
    assert check(desk) == []
