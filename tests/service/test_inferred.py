"""由文字推定: read out of texts by an import, marked until a person confirms, and undone like anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from import_books import book, imported, rows
from trust_records import resident

from desk.errors import Invalid
from desk.kinds import Code, Codes, Text, YesNo, code_list
from desk.service.desk import Caller, Desk
from desk.service.entries.form import form
from desk.service.entries.history import history, undo
from desk.service.entries.save import load, save
from desk.service.figures import compute
from desk.service.imports.batches import batches, undo_import
from desk.service.periods import of_year
from desk.service.trust.closing import close
from desk.service.trust.examining import Finding, confirm, examine
from desk.service.trust.late import late_entries
from desk.spec import Field, Inference
from desk.spec.inferring import infer

HEAD = ("日期", "类别", "收发", "捐赠人", "金额", "用途")
GIFTS = (
    ("2025-03-01", "捐款", "接收", "好心人", "100", "患病儿童手术"),
    ("2025-03-02", "捐款", "接收", "热心人", "200", "患病儿童和汶川地震"),
    ("2025-03-03", "捐款", "接收", "某公司", "300", "随便用"),
)


@pytest.fixture
def desk(fresh: Callable[..., Desk], tmp_path: Path) -> Desk:
    made = fresh()
    made.set(started="2020-01-01")
    resident(made, "张三", start="2020-01-01")
    imported(made, book(tmp_path / "捐赠.xlsx", [HEAD, *GIFTS]))
    return made


def finding(desk: Desk) -> Finding | None:
    return next((one for one in examine(desk) if one.code == "inferred:grant:purposes"), None)


def grants(desk: Desk) -> list[tuple[str | None, str | None]]:
    return [(row["purposes"], row["inferred"]) for row in rows(desk, "grant")]


def test_the_words_of_a_sheet_fill_the_field_and_are_marked(desk: Desk) -> None:
    assert grants(desk) == [("0302", "purposes"), ("0302,0401", "purposes"), (None, None)]
    money = {one.key: one.value for one in compute(desk, of_year(2025), ["sick_child_money", "wenchuan_money"])}
    assert money == {"sick_child_money": 300, "wenchuan_money": 200}
    waiting = finding(desk)
    assert waiting is not None
    assert waiting.confirms
    assert [title.partition("　")[2] for _, _, title in waiting.rows] == [
        "「患病儿童手术」→ 患病儿童", "「患病儿童和汶川地震」→ 患病儿童、汶川地震"]
    assert "「事由」" in waiting.why


def test_the_form_says_so_until_it_is_saved(desk: Desk) -> None:
    id = rows(desk, "grant")[0]["id"]
    draft = load(desk, "grant", id).draft
    said = {one.key for _, group in form(desk, "grant", draft).groups for one in group if one.inferred}
    assert said == {"purposes"}
    save(desk, "grant", draft, id)
    assert grants(desk)[0] == ("0302", None)
    lines = history(desk, "grant", id)[0].lines
    assert lines == (("发放用途", "由文字推定", "已核对"),)


def test_what_is_not_shown_to_a_person_is_not_confirmed(desk: Desk) -> None:
    id = rows(desk, "grant")[0]["id"]
    save(desk, "grant", {"note": "只改备注"}, id)
    assert grants(desk)[0] == ("0302", "purposes")
    save(desk, "grant", {"purposes": "0301"}, id)
    assert grants(desk)[0] == ("0301", None)


def test_many_are_confirmed_at_once_and_taken_back_as_one(desk: Desk) -> None:
    waiting = finding(desk)
    assert waiting is not None
    ids = [id for _, id, _ in waiting.rows]
    assert confirm(desk, waiting.code, ids) == {"grant": ids}
    assert finding(desk) is None
    assert [mark for _, mark in grants(desk)] == [None, None, None]
    undo(desk, history(desk, "grant", ids[0])[0].set_id)
    assert finding(desk) == waiting
    confirm(desk, waiting.code, ids[:1])
    left = finding(desk)
    assert left is not None
    assert [id for _, id, _ in left.rows] == ids[1:]


def test_an_undone_edit_is_inferred_again(desk: Desk) -> None:
    id = rows(desk, "grant")[1]["id"]
    save(desk, "grant", {"purposes": "0401"}, id)
    undo(desk, history(desk, "grant", id)[0].set_id)
    assert grants(desk)[1] == ("0302,0401", "purposes")


def test_an_import_with_inferred_fields_is_undone_whole(desk: Desk) -> None:
    done = undo_import(desk, batches(desk)[0].batch)
    assert (done.removed, done.kept) == (3, ())
    assert finding(desk) is None


def test_confirming_is_no_change_of_a_closed_period(desk: Desk) -> None:
    close(desk, of_year(2025))
    waiting = finding(desk)
    assert waiting is not None
    confirm(desk, waiting.code, [id for _, id, _ in waiting.rows])
    assert late_entries(desk, of_year(2025)) == []


def test_nothing_else_is_confirmed(desk: Desk) -> None:
    with pytest.raises(Invalid):
        confirm(desk, "two_heads", [1])
    with pytest.raises(Invalid):
        confirm(desk, "inferred:grant:purposes", [999])


def test_a_caller_without_the_right_neither_sees_nor_confirms(desk: Desk) -> None:
    desk.caller = Caller(desk.caller.worker, frozenset({"standing:correction"}))
    who = rows(desk, "resident")[0]["id"]
    secret = save(desk, "standing", {"resident": who, "category": "correction", "start": "2026-01-01"}).id
    with desk.write("旧数据") as writer:
        table = desk.meta.tables["standing"]
        writer.conn.execute(table.update().where(table.c.id == secret).values(
            inferred="x.correction_kind", extra='{"correction_kind":"缓刑"}'))
    assert any(one.code == "inferred:standing:x.correction_kind" for one in examine(desk))
    desk.caller = Caller(desk.caller.worker)
    assert not any(one.code.startswith("inferred:standing") for one in examine(desk))
    with pytest.raises(Invalid):
        confirm(desk, "inferred:standing:x.correction_kind", [secret])


FIELDS = {
    "kinds": Field("门类", Codes(codes=code_list("grant_purpose")), inference=Inference(("text", "more"))),
    "kind": Field("门类", Code(codes=code_list("profession")), inference=Inference(("text",))),
    "yes": Field("政策内", YesNo(), inference=Inference(("text",), (("政策外", 0), ("政策内", 1)))),
    "text": Field("事由", Text()), "more": Field("其他", Text()),
}


@pytest.mark.parametrize(("text", "more", "meant"), [
    ("患病儿童", "", {"kinds": "0302"}), ("患病救助", "患病儿童", {"kinds": "0302"}),
    ("社会工作和护理", "", {}), ("从事社会服务中的社会工作", "", {"kind": "0101"}),
    ("政策内", "", {"yes": 1}), ("政策外", "", {"yes": 0}), ("政策内、政策外", "", {}), ("", "", {}), ("路灯", "", {}),
])
def test_what_says_two_things_says_nothing(text: str, more: str, meant: dict[str, object]) -> None:
    assert infer(FIELDS, {"text": text, "more": more}) == meant


def test_what_is_filled_is_left_alone() -> None:
    assert infer(FIELDS, {"text": "患病儿童", "kinds": "01"}) == {}
