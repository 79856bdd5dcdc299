"""Code lists: the files themselves, finding, descendants, local changes."""

from __future__ import annotations

import pytest

from desk.errors import Invalid
from desk.kinds import Code, CodeEntry, Codes, code_list, code_titles

PROMISED = {
    "sex",
    "marital",
    "employment",
    "ethnic",
    "education",
    "political",
    "relation",
    "disability_kind",
    "disability_grade",
    "paper",
    "hukou_kind",
    "household_kind",
    "residence_nature",
    "inflow_reason",
    "in_reason",
    "out_reason",
    "housing",
    "health",
    "building_use",
    "dispute_kind",
    "event_kind",
    "event_scale",
    "mediation_result",
    "agreement_form",
    "performance",
    "case_grade",
    "case_source",
    "satisfaction",
    "request_source",
    "request_way",
    "request_result",
    "topic",
    "attend_role",
    "place_level",
    "honour_level",
}


def test_promised_lists_exist() -> None:
    assert set(code_titles()) >= PROMISED


@pytest.mark.parametrize("key", sorted(code_titles()))
def test_every_list_is_sound(key: str) -> None:
    codes = code_list(key)
    assert codes.title
    assert codes.entries
    for entry in codes.entries:
        assert "," not in entry.code
        assert codes.find(entry.code) == entry.code
        assert codes.find(entry.label) == entry.code
        assert codes.find(f"{entry.code} {entry.label}") == entry.code
        assert codes.find(f"{entry.label}（{entry.code}）") == entry.code
        assert all(codes.find(word) == entry.code for word in entry.words), entry
        assert not entry.parent or entry.parent in codes
        assert entry.code in codes.below(entry.parent or entry.code)
        assert entry.code in codes.below(codes.top(entry.code))


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("sex", "男", "1"),
        ("sex", "Ｍ", "1"),
        ("sex", "女性", "2"),
        ("ethnic", "汉", "01"),
        ("ethnic", "汉族", "01"),
        ("ethnic", "1", "01"),
        ("ethnic", " 维吾尔 ", "05"),
        ("education", "本科", "20"),
        ("education", "本科学历", "20"),
        ("education", "高中毕业", "61"),
        ("political", "党员", "01"),
        ("relation", "妻子", "12"),
        ("relation", "1", "10"),
        ("disability_grade", "2级", "2"),
        ("residence_nature", "人户分离", "02"),
        ("residence_nature", "租户", "04"),
        ("marital", "离异", "40"),
        ("dispute_kind", "邻里", "02"),
        ("sex", "男女", None),
        ("ethnic", "02汉族", None),
    ],
)
def test_spellings(key: str, text: str, code: str | None) -> None:
    assert code_list(key).find(text) == code


def test_descendants() -> None:
    education = code_list("education")
    assert education.below("20") == {"20", "21", "22", "23", "28"}
    assert education.top("61") == "60"
    assert "0201" in code_list("event_kind").below("02")


def test_a_number_cell_that_means_two_codes_is_asked_about() -> None:
    relation = Code(codes=code_list("relation"))
    with pytest.raises(Invalid) as refusal:
        relation.cell(1)
    assert refusal.value.code == "code_ambiguous"
    assert relation.cell(51.0) == "51"
    assert Code(codes=code_list("ethnic")).cell(1.0) == "01"
    assert Code(codes=code_list("sex")).cell(2) == "2"


def test_local_changes_keep_the_codes() -> None:
    built_in = code_list("event_kind")
    local = built_in.extended(
        [CodeEntry("L1", "停车位纠纷", "02"), CodeEntry("02", "不能替换")], {"03": "人格权"}, hidden=["16"]
    )
    assert local.find("停车位纠纷") == "L1"
    assert "L1" in local.below("02")
    assert local.label("02") == built_in.label("02")
    assert local.label("03") == "人格权"
    assert local.find(built_in.label("03")) == "03"
    assert local.label("16") == built_in.label("16")
    assert "16" not in {entry.code for entry in local.offered}
    assert "L1" not in built_in


def test_labels_that_hold_a_separator() -> None:
    codes = Codes(codes=code_list("event_kind"))
    value = "0701,0702"
    assert codes.show(value) == "劳动合同、劳务派遣争议、社会保险争议"
    assert codes.parse(codes.show(value)) == value


def test_unknown_codes_are_shown_as_they_stand() -> None:
    assert Code().show("7") == "7"
    with pytest.raises(KeyError):
        code_list("no_such_list")
