"""The same tests over every record kind and every category: form, save, find, page, history, export, bin."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from drafts import Maker
from sqlalchemy import select

from desk.errors import Invalid
from desk.kinds import Code, Date, DateTime, Money, Text
from desk.kinds import LongText as Long
from desk.records import RECORDS
from desk.service.desk import Caller, Desk
from desk.service.entries.form import form, link_title
from desk.service.entries.history import history
from desk.service.entries.person import page, timeline
from desk.service.entries.save import blank, check, delete, load, save, take, undelete
from desk.service.entries.steps import next_steps
from desk.service.imports.importing import commit, read, targets
from desk.service.jobs import run
from desk.service.listing import shown
from desk.service.lists.exporting import field_list, register, template
from desk.service.lists.find import find
from desk.service.lists.query import Query, choices, columns, count, ids, texts
from desk.spec import Is, Record, any_row
from desk.spec.checks import check as declarations
from desk.spec.lifecycle import STEPS, Lifecycle, Move
from desk.spec.load import built_in

KEYS = [spec.key for spec in RECORDS]
PARTS = [(spec.key, part) for spec in RECORDS for part in spec.parts]
CATEGORIES = [(record, one.key) for record, own in built_in()[0].items() for one in own]
EVERYTHING = frozenset(f"{record}:{key}" for record, key in CATEGORIES)


@pytest.fixture(scope="module")
def desk(fresh_at: Callable[[Path], Desk], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = fresh_at(tmp_path_factory.mktemp("records") / "社区")
    made.caller = Caller(made.caller.worker, EVERYTHING)
    yield made
    made.close()


@pytest.fixture(scope="module")
def maker(desk: Desk) -> Maker:
    return Maker(desk)


@dataclasses.dataclass(frozen=True)
class Made:
    """A record with every field filled, as drafted and as saved."""

    spec: Record
    draft: dict[str, Any]
    id: int


@pytest.fixture(scope="module")
def made(desk: Desk, maker: Maker) -> Callable[[str], Made]:
    known: dict[str, Made] = {}

    def of(record: str) -> Made:
        if record not in known:
            draft = maker.draft(record)
            known[record] = Made(desk.catalog.record(record), draft, save(desk, record, draft).id)
        return known[record]

    return of


def test_all_declarations_hold_together(desk: Desk) -> None:
    assert declarations(desk.catalog) == []


# ------------------------------------------------------------------ forms


@pytest.mark.parametrize("record", KEYS)
def test_a_blank_draft_has_a_form(desk: Desk, record: str) -> None:
    spec = desk.catalog.record(record)
    view = form(desk, record, blank(desk, record))
    shown_keys = [e.key for _, entries in view.groups for e in entries]
    assert len(shown_keys) == len(set(shown_keys))
    assert set(shown_keys) == {*spec.fields, *spec.shown}
    assert [p.key for p in view.parts] == list(spec.parts)
    assert all(e.title for _, entries in view.groups for e in entries)
    if spec.event:
        assert blank(desk, record)[spec.event] == desk.today


@pytest.mark.parametrize(("record", "category"), CATEGORIES)
def test_every_category_is_data_that_works(desk: Desk, maker: Maker, record: str, category: str) -> None:
    """Its form shows its fields and its subjects, it is saved, loaded, and found by its condition."""
    draft = maker.draft(record, category)
    own = desk.catalog.extra_fields(record, category)
    entries = [e for _, group in form(desk, record, draft).groups for e in group]
    assert set(own) <= {e.key for e in entries}
    spec, subjects = desk.catalog.record(record), desk.catalog.category(record, category).subjects  # type: ignore[union-attr]
    assert {e.key for e in entries} & set(spec.subjects) == set(subjects or spec.subjects)
    done = save(desk, record, draft)
    opened = load(desk, record, done.id).draft
    assert {key: opened.get(key) for key in own} == {key: draft.get(key) for key in own}
    assert done.id in ids(desk, Query(record, Is(spec.category, (category,))))
    assert page(desk, record, done.id).groups


# ------------------------------------------------------------------ saving


@pytest.mark.parametrize("record", KEYS)
def test_loads_back_equal(desk: Desk, made: Callable[[str], Made], record: str) -> None:
    one = made(record)
    opened = load(desk, record, one.id)
    assert opened.title
    assert opened.version == 1
    for key, value in one.draft.items():
        if key == STEPS:
            continue  # told by the dates
        if key in one.spec.parts:
            bare = [{k: row[k] for k in value[0]} for row in opened.draft[key]]
            assert bare == value, key
        elif key not in one.spec.fields or not one.spec.fields[key].derived:
            assert opened.draft[key] == value, key
    assert [p for p in check(desk, record, opened.draft, one.id) if not p.warning] == []


@pytest.mark.parametrize("record", KEYS)
def test_required_fields_are_refused_at_the_field(desk: Desk, maker: Maker, record: str) -> None:
    draft = maker.draft(record)
    for key, field in desk.catalog.fields(record).items():
        if field.required:
            with pytest.raises(Invalid) as refused:
                save(desk, record, {**draft, key: None})
            found = [p for p in refused.value.problems if p.field == key and p.code == "required"]
            assert [p.text for p in found] == [f"请填写{field.title}"]


@pytest.mark.parametrize(("record", "part"), PARTS)
def test_required_fields_of_child_rows_are_refused_with_the_row(
    desk: Desk, maker: Maker, record: str, part: str
) -> None:
    draft = maker.draft(record)
    for key, field in desk.catalog.part_fields(record, part).items():
        if field.required and key != "owner":
            own = draft[part] or [maker.child(record, part) for _ in range(2)]
            rows = [own[0], {**own[1], key: None}]
            with pytest.raises(Invalid) as refused:
                save(desk, record, {**draft, part: rows})
            assert (part, f"第2行：请填写{field.title}") in {(p.field, p.text) for p in refused.value.problems}


@pytest.mark.parametrize("record", KEYS)
def test_what_a_kind_cannot_hold_is_refused_at_the_field(desk: Desk, maker: Maker, record: str) -> None:
    draft = maker.draft(record)
    for key, field in desk.catalog.fields(record).items():
        if isinstance(field.kind, Code | Date | DateTime) and not field.derived:
            with pytest.raises(Invalid) as refused:
                save(desk, record, {**draft, key: "没有这个值"})
            assert key in {p.field for p in refused.value.problems}
            assert all(p.text for p in refused.value.problems)


@pytest.mark.parametrize("record", KEYS)
def test_a_stale_draft_is_refused(desk: Desk, maker: Maker, record: str) -> None:
    id = save(desk, record, maker.draft(record)).id
    opened = load(desk, record, id)
    save(desk, record, {**opened.draft, "note": "改过"}, id, opened.version)
    with pytest.raises(Invalid, match="别人修改过"):
        save(desk, record, {**opened.draft, "note": "再改"}, id, opened.version)
    assert load(desk, record, id).draft["note"] == "改过"


@pytest.mark.parametrize("record", KEYS)
def test_history_names_what_changed(desk: Desk, maker: Maker, record: str) -> None:
    id = save(desk, record, maker.draft(record)).id
    save(desk, record, {"note": "第二次"}, id)
    newest, *older = history(desk, record, id)
    assert ("备注", desk.catalog.fields(record)["note"].kind.samples()[0][1], "第二次") in newest.lines
    assert older
    assert newest.worker == desk.caller.worker


# ------------------------------------------------------------------ seeing


@pytest.mark.parametrize("record", KEYS)
def test_stands_in_its_ledger(desk: Desk, made: Callable[[str], Made], record: str) -> None:
    one = made(record)
    query = Query(record)
    assert one.id in ids(desk, query)
    assert count(desk, query) == len(ids(desk, query))
    (row,) = texts(desk, record, [one.id], full=True)
    assert len(row) == len(columns(desk, record))
    assert any(row)
    for choice in choices(desk, query):
        assert sum(number for _, _, number in choice.options) <= count(desk, query)


@pytest.mark.parametrize("record", KEYS)
def test_numbers_are_masked_in_lists(desk: Desk, made: Callable[[str], Made], record: str) -> None:
    one = made(record)
    (masked,), (full,) = texts(desk, record, [one.id]), texts(desk, record, [one.id], full=True)
    for view, hidden, open_text in zip(columns(desk, record), masked, full, strict=True):
        column = desk.catalog.column(record, view.path)
        sensitive = column.sensitive or any(inner.sensitive for inner in column.inner)
        assert hidden == (column.kind.masked(column.kind.parse(open_text)) if sensitive and open_text else open_text)


@pytest.mark.parametrize("record", KEYS)
def test_found_by_its_find_fields(desk: Desk, made: Callable[[str], Made], record: str) -> None:
    one = made(record)
    opened = load(desk, record, one.id).draft
    for key, field in one.spec.fields.items():
        if field.find:
            text = str(opened[key])
            tail = "".join(c for c in text if c.isascii() and c.isalnum())[-4:]
            for typed in (text, tail if field.find == "number" else text[:2]):
                assert one.id in [h.id for h in find(desk, typed, 10_000, record)], (key, typed)
            assert one.id in ids(desk, Query(record, text=text))


@pytest.mark.parametrize("record", KEYS)
def test_has_a_page_and_a_timeline(desk: Desk, made: Callable[[str], Made], record: str) -> None:
    one = made(record)
    hidden, open_page = page(desk, record, one.id), page(desk, record, one.id, reveal=True)
    assert hidden.title == open_page.title == link_title(desk, record, one.id)
    assert [len(facts) for _, facts in hidden.groups] == [len(facts) for _, facts in open_page.groups]
    assert len(hidden.parts) == len([part for part in one.spec.parts if load(desk, record, one.id).draft[part]])
    linked = [(f.kind.record, load(desk, record, one.id).draft[k]) for k, f in one.spec.fields.items()
              if hasattr(f.kind, "record") and load(desk, record, one.id).draft[k]]
    for target, id in linked:
        assert (record, one.id) in {(m.record, m.id) for m in timeline(desk, target, id)}
    document = shown(desk, record, one.id)
    assert json.loads(json.dumps(document, ensure_ascii=False)) == document
    assert set(document["parts"]) == set(one.spec.parts)


@pytest.mark.parametrize("record", KEYS)
def test_deleted_and_brought_back(desk: Desk, maker: Maker, record: str) -> None:
    id = save(desk, record, maker.draft(record)).id
    for target, one in [(m.record, m.id) for m in timeline(desk, record, id)]:
        if target not in ("residence", "standing", "post"):
            delete(desk, target, one)
    delete(desk, record, id)
    assert id not in ids(desk, Query(record))
    assert id not in [h.id for h in find(desk, "样", 10_000, record)]
    with pytest.raises(Invalid):
        load(desk, record, id)
    undelete(desk, record, id)
    assert id in ids(desk, Query(record))


# ------------------------------------------------------------------ in and out


@pytest.mark.parametrize("record", KEYS)
def test_its_fields_are_told_as_json(desk: Desk, record: str) -> None:
    told = field_list(desk, record)
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    assert len({f["key"] for f in told}) == len(told)
    assert all(set(f) == {"key", "title", "kind", "required", "codes", "aliases"} for f in told)
    assert {f["key"] for f in told} >= set(desk.catalog.fields(record))


@pytest.mark.parametrize("record", KEYS)
def test_exported_cells_are_the_ledgers(desk: Desk, made: Callable[[str], Made], tmp_path: Path, record: str) -> None:
    one = made(record)
    out = tmp_path / "登记簿.xlsx"
    number = run(register(desk, Query(record), out, full=True))
    rows = [list(row) for row in openpyxl.load_workbook(out).active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    heads = [view.title for view in columns(desk, record)]
    at = next(i for i, row in enumerate(rows) if row[:len(heads)] == heads)
    assert rows[at + 1 + number][0] == "合计"
    wanted = list(ids(desk, Query(record)))
    cells = rows[at + 1 + wanted.index(one.id)][:len(heads)]
    for view, cell, text in zip(columns(desk, record), cells, texts(desk, record, [one.id], full=True)[0], strict=True):
        if isinstance(view.kind, Money | Date) or view.kind.numeric:
            assert view.kind.show(view.kind.cell(cell)) == text, view.path
        else:
            assert (cell or "") == text, view.path


@pytest.mark.parametrize("record", KEYS)
def test_its_template_can_be_filled_in_and_read(desk: Desk, maker: Maker, tmp_path: Path, record: str) -> None:
    out = tmp_path / "填写.xlsx"
    template(desk, record, out)
    book = openpyxl.load_workbook(out)
    sheet = book["填写"]
    titles = [cell.value for cell in sheet[2]]
    assert titles == [t.title for t in targets(desk, record)]
    draft = maker.draft(record)
    by_title = {desk.catalog.column(record, key).title: (desk.catalog.column(record, key).kind, value)
                for key, value in draft.items() if key not in desk.catalog.record(record).parts and value is not None}
    who = maker.draft("resident")
    save(desk, "resident", who)
    known = {"resident.name": who["name"], "resident.id_number": who["id_number"], "parties:applicant": "甲",
             "parties:respondent": "乙", **({"name": who["name"]} if record == "post" else {})}
    for place, target in enumerate(targets(desk, record), 1):
        kind, value = by_title.get(target.title, (target.kind, None))
        if target.key in known:
            kind, value = target.kind, known[target.key]
        elif value is None and target.required:
            value = target.kind.samples()[0][1]
        if value is not None and not hasattr(kind, "record"):
            sheet.cell(3, place, kind.excel(value))
    book.save(out)
    preview = run(read(desk, out, record))
    assert [w.reason for w in preview.waiting] == []
    assert run(commit(desk, preview)).json()["read"] == 1


# ------------------------------------------------------------------ lifecycles


LIVES = [(record, None) for record in built_in()[1]] + [
    (record, one.key) for record, own in built_in()[0].items() for one in own if one.lifecycle]


def ways(life: Lifecycle) -> dict[str, list[Move]]:
    """The shortest way of steps to every state, from where a new row stands."""
    found: dict[str, list[Move]] = {life.first: []}
    waiting = [life.first]
    while waiting:
        here = waiting.pop(0)
        for move in life.moves:
            if move.to and move.follows(here) and move.to not in found:
                found[move.to] = [*found[here], move]
                waiting.append(move.to)
    return found


@pytest.mark.parametrize(("record", "category"), LIVES)
def test_every_state_is_reached_by_steps(desk: Desk, maker: Maker, record: str, category: str | None) -> None:
    """Taken one after the other as a person would; every side step too, where it may be taken."""
    life = desk.catalog.lifecycle(record, category)
    assert life is not None
    way_to = ways(life)
    assert set(way_to) == {state.key for state in life.states}
    for state, way in way_to.items():
        id = save(desk, record, maker.draft(record, category, full=False) | {"state": None}).id
        for move in way:
            step(desk, maker, record, id, move)
        draft = load(desk, record, id).draft
        assert draft["state"] == state
        offered = {one.key for one in next_steps(desk, record, draft)}
        assert offered == {m.key for m in life.moves if m.follows(state)}
        for move in (m for m in life.moves if m.side and m.follows(state)):
            step(desk, maker, record, id, move)
        assert load(desk, record, id).draft["state"] == state


def step(desk: Desk, maker: Maker, record: str, id: int, move: Move) -> None:
    category = load(desk, record, id).draft.get("category")
    own, fields = desk.catalog.part_fields(record, STEPS), desk.catalog.fields(record, category)
    row = {key: maker.value(own[key].kind) for key in move.needs if key in own}
    asked = {key: maker.value(fields[key].kind) for key in move.needs if key not in own}
    take(desk, record, id, move.key, {"date": desk.today, **row}, asked)


# ------------------------------------------------------------------ who may see


SENSITIVE = [(record, one.key) for record, own in built_in()[0].items() for one in own if one.sensitive]


@pytest.mark.parametrize(("record", "category"), SENSITIVE)
def test_nobody_sees_a_sensitive_category_without_the_right(
    desk: Desk, maker: Maker, monkeypatch: pytest.MonkeyPatch, record: str, category: str
) -> None:
    draft = maker.draft(record, category)
    id = save(desk, record, draft).id
    before = count(desk, Query(record))
    monkeypatch.setattr(desk, "caller", Caller("另一人"))
    assert id not in ids(desk, Query(record))
    assert count(desk, Query(record)) < before
    assert id not in [h.id for h in find(desk, str(draft.get("certificate") or draft["visitor"]), 100, record)]
    assert (record, id) not in {(m.record, m.id) for m in timeline(desk, "resident", draft["resident"])}
    offered = [option[0] for c in choices(desk, Query(record)) if c.path == "category" for option in c.options]
    assert category not in offered
    for refused in (lambda: load(desk, record, id), lambda: page(desk, record, id), lambda: history(desk, record, id),
                    lambda: save(desk, record, {"note": "改"}, id), lambda: delete(desk, record, id),
                    lambda: save(desk, record, draft)):
        with pytest.raises(Invalid):
            refused()
    title = desk.catalog.category(record, category).title  # type: ignore[union-attr]
    assert title not in standings_of(desk, draft["resident"])
    having = any_row(record, "resident", Is("category", (category,)))
    assert draft["resident"] not in ids(desk, Query("resident", having))


def standings_of(desk: Desk, resident: int) -> str:
    reader = desk.reader()
    t = reader.source("resident")
    with desk.read() as conn:
        stmt = select(reader.column("resident", t, "standings")).where(t.c.id == resident)
        return conn.execute(stmt).scalar() or ""


def test_samples_are_of_every_kind() -> None:
    """The drafts leave no kind of text empty."""
    assert Text().samples()
    assert Long().samples()
