"""Each figure that a real report quoted comes out as quoted, and every term of its condition tells.

The rows are made for it: as many as it says, one that misses by each term, and one out of time.
Whoever drops a term gets another number. People and events above 3,000 are made in hundreds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crowd import all_rights
from fixtures import Rows, fixture
from mutants import mutants, terms_of
from quoted import QUOTED, Quoted
from sqlalchemy import Connection, delete, insert

from desk.service.desk import Desk, create
from desk.service.figures.engine import Engine
from desk.service.periods import Period, of_year
from desk.spec import Condition, Count, Distinct, Figure, Formula, Grouped, Ledger, Share, Total, all_of
from desk.spec.catalog import Catalog
from desk.spec.figure_checks import used_by

TODAY = "2026-12-31"
YEAR, EVER = of_year(2026), Period()

SAME = {
    *((key, "without 0") for key in (
        "condoled_left_child_households", "condoled_rural_worker_households", "condoled_hard_women_households",
        "nonfarm_households", "nonfarm_count", "only_child_names")),
    ("case_hard_months", "without 1"), ("condoled_hard_women_households", "1.1 without |1"),
    ("cobuild_units", "without 1"),
}
"""Terms that the rest implies: who has a household has a residence in force; a length of time needs its end."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_TODAY", TODAY)
        made, _ = create(Path(tmp_path_factory.mktemp("quoted")) / "data", "试验社区", "测试员", "demo", practice=True)
        made.set(started="2000-01-01")
        made.caller = all_rights(made)
        yield made
        made.close()


def put(conn: Connection, desk: Desk, rows: Rows) -> None:
    """The rows alone in the database, for as long as the transaction lasts."""
    for record, made in rows.items():
        spec, fields = desk.catalog.record(record), desk.catalog.fields(record)
        table = desk.meta.tables[spec.table]
        conn.execute(delete(table))
        common = {"deleted": 0, "version": 1, "extra": None} if not spec.part_of else {"position": 0}
        for row in made:
            row["uid"] = f"{record}{row['id']}"
        conn.execute(insert(table), [{**dict.fromkeys(fields), **common, **plain(row)} for row in made])


def plain(row: dict[str, Any]) -> dict[str, Any]:
    extra = {key[2:]: value for key, value in row.items() if key.startswith("x.") and value is not None}
    stored = {key: value for key, value in row.items() if not key.startswith("x.")}
    return {**stored, "extra": json.dumps(extra, ensure_ascii=False)} if extra else stored


def bare(desk: Desk, figure: Figure) -> tuple[Desk, Figure]:
    """The figure over a ledger without a condition: all its terms are its own."""
    ledger = desk.catalog.ledger(figure.ledger)
    open_ledger = Ledger("bare", "空", ledger.record, ledger.columns, event=ledger.event)
    catalog = replace(desk.catalog, ledgers={**desk.catalog.ledgers, "bare": open_ledger})
    return replace(desk, catalog=catalog), replace(figure, ledger="bare", where=all_of(ledger.where, figure.where))


def mutated(catalog: Catalog, record: str, figure: Figure) -> list[tuple[str, Figure]]:
    def weaker(term: Condition | None) -> list[tuple[str, Condition | None]]:
        return list(mutants(catalog, record, terms_of(term)))

    found = [(name, replace(figure, key=name, where=where)) for name, where in weaker(figure.where)]
    if isinstance(figure.measure, Share):
        found += [(f"part {name}", replace(figure, key=f"part {name}", measure=Share(part)))
                  for name, part in weaker(figure.measure.part) if part is not None]
    return found


def check(desk: Desk, quoted: Quoted, value: float, told: bool) -> None:
    figure = desk.catalog.figure(quoted.key)
    own = desk.catalog.figure(used_by(figure.measure)[0]) if isinstance(figure.measure, Formula) else figure
    opened, whole = bare(desk, own)
    rows = fixture(desk.catalog, opened.catalog.ledger("bare"), whole, quoted, value)
    weaker = mutated(desk.catalog, opened.catalog.ledger("bare").record, whole) if told else []
    with desk.engine.connect() as conn, conn.begin() as transaction, pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "read", lambda: nullcontext(conn))
        put(conn, desk, rows)
        asked = [(one, YEAR) for one in (figure, whole, *(m for _, m in weaker))]
        engine = Engine(opened, conn, [*asked, (whole, EVER)])
        found, plainly = engine.read(figure, YEAR), engine.read(whole, YEAR)
        assert found.value == value
        assert not quoted.text or value != quoted.value or found.text == quoted.text
        same = [name for name, one in weaker if engine.read(one, YEAR).value == plainly.value]
        assert [name for name in same if (quoted.key, name) not in SAME] == []
        if engine.is_event(whole) and isinstance(whole.measure, Count | Distinct | Total):
            assert engine.read(whole, EVER).value != plainly.value
        transaction.rollback()


@pytest.mark.parametrize("quoted", QUOTED, ids=lambda q: f"{q.id} {q.key}")
def test_a_quoted_figure_comes_out_and_each_term_tells(desk: Desk, quoted: Quoted) -> None:
    if quoted.key == "worker_dismissed_count":
        pytest.xfail("its near miss is a 离任方式 that is told by the text alone: no row of it is made yet")
    measure = desk.catalog.figure(quoted.key).measure
    full = quoted.value in (0, 100) and (isinstance(measure, Share) or (
        isinstance(measure, Grouped) and measure.how == "reach_share"))
    many = isinstance(measure, Count | Distinct) and quoted.value > 3000
    check(desk, quoted, quoted.value // 100 if many else quoted.value, told=not full)
    if full:
        check(desk, quoted, 50, told=True)


def test_there_are_enough_of_them() -> None:
    assert len({q.id for q in QUOTED}) == len(QUOTED) >= 180
