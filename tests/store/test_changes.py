"""The one writer: rows, tokens, sort keys and the log in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.look import full_row
from desk.store.changes import extra_of, with_extra
from desk.store.tokens import tokens


@pytest.fixture
def desk(fresh: Callable[..., Desk]) -> Desk:
    return fresh()


def table(desk: Desk, name: str) -> list[dict[str, Any]]:
    with desk.read() as conn:
        return [dict(row) for row in conn.execute(select(desk.meta.tables[name])).mappings()]


def insert(desk: Desk, record: str, **values: Any) -> int:
    with desk.write("录入") as writer:
        return writer.insert(record, values)


def update(desk: Desk, record: str, id: int, **values: Any) -> bool:
    with desk.write("修改") as writer:
        old = full_row(desk, writer.conn, record, id) or {}
        return writer.update(record, id, old, {**old, **values})


def test_a_row_comes_with_its_tokens_and_its_log(desk: Desk) -> None:
    id = insert(desk, "resident", name="汤红旺", phone="13812345678")
    (row,) = table(desk, "resident")
    assert (row["id"], row["version"], row["deleted"], row["extra"]) == (id, 1, 0, None)
    assert len(row["uid"]) == 32
    assert {t["token"] for t in table(desk, "token")} == tokens(desk.catalog.record("resident"), row)
    (change_set,), (change,) = table(desk, "change_set"), table(desk, "change")
    assert (change_set["worker"], change_set["reason"], change_set["at"][:10]) == ("周敏华", "录入", desk.today)
    assert (change["change_set"], change["record"], change["record_id"], change["uid"]) == (
        change_set["id"], "resident", id, row["uid"])
    assert json.loads(change["values"]) == {
        "name": [None, "汤红旺"], "phone": [None, "13812345678"], "deleted": [None, 0]}


def test_one_save_is_one_change_set(desk: Desk) -> None:
    with desk.write("录入") as writer:
        who = writer.insert("resident", {"name": "汤红旺"})
        writer.insert("residence", {"resident": who})
        assert dict(writer.touched) == {"resident": [who], "residence": [1]}
    assert len(table(desk, "change_set")) == 1
    assert len(table(desk, "change")) == 2


def test_a_failure_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Invalid, match="别人修改过"):
        insert_and_fail(desk)
    assert [table(desk, name) for name in ("resident", "token", "change", "change_set")] == [[], [], [], []]


def insert_and_fail(desk: Desk) -> None:
    with desk.write("录入") as writer:
        id = writer.insert("resident", {"name": "汤红旺"})
        writer.update("resident", id, {"id": id, "uid": "x", "version": 9, "name": "汤红旺"}, {"name": "王"})


def test_rows_of_every_record_are_removed_together(desk: Desk) -> None:
    """Whatever their columns are called; a row that was changed since stops it."""
    for record, spec in desk.catalog.records.items():
        if spec.part_of:
            continue
        rows = [full_row_of(desk, record, insert(desk, record)) for _ in range(2)]
        with desk.write("撤销") as writer:
            writer.remove(record, rows)
        assert [row["deleted"] for row in table(desk, spec.table)] == [1, 1], record
        with pytest.raises(Invalid, match="别人修改过"), desk.write("撤销") as writer:
            writer.remove(record, rows)


def full_row_of(desk: Desk, record: str, id: int) -> dict[str, Any]:
    with desk.read() as conn:
        return full_row(desk, conn, record, id) or {}


def test_only_what_differs_is_logged(desk: Desk) -> None:
    id = insert(desk, "resident", name="汤红旺", phone="13812345678")
    assert not update(desk, "resident", id, name="汤红旺")
    assert update(desk, "resident", id, phone=None)
    assert [json.loads(c["values"]) for c in table(desk, "change")][1:] == [{"phone": ["13812345678", None]}]
    assert table(desk, "resident")[0]["version"] == 2
    assert not any(t["token"].startswith("#") for t in table(desk, "token"))


def test_sort_keys_stay_when_only_child_rows_change(desk: Desk) -> None:
    id = insert(desk, "matter", name="老年证", materials=[{"name": "照片"}])
    before = table(desk, "matter")[0]["name_sort"]
    assert before
    assert update(desk, "matter", id, materials=[{"name": "照片"}, {"name": "身份证"}])
    assert table(desk, "matter")[0]["name_sort"] == before
    assert update(desk, "matter", id, name="乘车证")
    assert table(desk, "matter")[0]["name_sort"] != before


def test_a_reading_changes_the_tokens(desk: Desk) -> None:
    id = insert(desk, "resident", name="钱娟")
    assert "ptj" not in {t["token"] for t in table(desk, "token")}
    update(desk, "resident", id, reading="tian juan")
    assert "ptj" in {t["token"] for t in table(desk, "token")}


def test_a_categorys_own_fields_stand_in_extra() -> None:
    assert extra_of({"x.b": 1, "x.a": "甲", "name": "钱", "x.c": None}) == '{"a":"甲","b":1}'
    assert extra_of({"name": "钱"}) is None
    assert with_extra({"id": 1, "extra": '{"a":"甲"}'}) == {"id": 1, "extra": '{"a":"甲"}', "x.a": "甲"}
    assert with_extra({"id": 1, "extra": None}) == {"id": 1, "extra": None}


def test_extra_is_logged_and_taken_away(desk: Desk) -> None:
    who = insert(desk, "resident", name="钱娟")
    id = insert(desk, "standing", category="dibao", resident=who, **{"x.relief_class": "A类"})
    update(desk, "standing", id, **{"x.relief_class": None})
    assert table(desk, "standing")[0]["extra"] is None
    assert json.loads(table(desk, "change")[-1]["values"]) == {"x.relief_class": ["A类", None]}


def logged(desk: Desk, at: int = -1) -> dict[str, Any]:
    return dict(json.loads(table(desk, "change")[at]["values"]))


def test_child_rows_are_logged_one_by_one(desk: Desk) -> None:
    id = insert(desk, "matter", name="老年证", materials=[{"name": "照片"}, {"name": "身份证"}])
    first, second = (row["uid"] for row in table(desk, "matter_materials"))
    assert logged(desk) == {
        "name": [None, "老年证"], "deleted": [None, 0],
        f"materials/{first}": {"name": [None, "照片"], "position": [None, 0]},
        f"materials/{second}": {"name": [None, "身份证"], "position": [None, 1]}}
    rows = full_row_of(desk, "matter", id)["materials"]
    assert update(desk, "matter", id, materials=[rows[1] | {"name": "身份证复印件"}, {"name": "户口簿"}])
    third = table(desk, "matter_materials")[-1]["uid"]
    assert logged(desk) == {
        f"materials/{first}": {"name": ["照片", None], "position": [0, None]},
        f"materials/{second}": {"name": ["身份证", "身份证复印件"]},
        f"materials/{third}": {"name": [None, "户口簿"], "position": [None, 2]}}
    assert [row["name"] for row in full_row_of(desk, "matter", id)["materials"]] == ["身份证复印件", "户口簿"]


def test_a_child_row_without_an_id_is_known_by_what_it_says(desk: Desk) -> None:
    id = insert(desk, "matter", name="老年证", materials=[{"name": "照片"}, {"name": "身份证"}])
    assert not update(desk, "matter", id, materials=[{"name": "照片"}, {"name": "身份证"}])
    before = table(desk, "matter_materials")
    assert update(desk, "matter", id, materials=[{"name": "身份证"}, {"name": "照片"}])
    assert {row["uid"] for row in before} == {row["uid"] for row in table(desk, "matter_materials")}
    assert [row["name"] for row in full_row_of(desk, "matter", id)["materials"]] == ["身份证", "照片"]


def test_one_past_value_a_day(desk: Desk) -> None:
    id = insert(desk, "resident", name="钱娟")
    for value in ("10", None):
        with desk.write("变更") as writer:
            writer.keep_past("resident", id, "marital", "2026-03-01", value)
    (row,) = table(desk, "past")
    assert (row["until"], row["value"]) == ("2026-03-01", "")


def test_a_large_save_is_sent_in_pieces(desk: Desk) -> None:
    with desk.write("导入") as writer:
        for n in range(1500):
            writer.insert("resident", {"name": f"钱{n}号", "address": "和平里"})
    assert len(table(desk, "resident")) == len(table(desk, "change")) == 1500
    assert [r["id"] for r in table(desk, "resident")] == list(range(1, 1501))
