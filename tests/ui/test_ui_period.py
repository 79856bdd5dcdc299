"""Spans of time, and what a new record has already."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desk.service.catalog import build
from desk.ui.parts.period import PeriodButton, PeriodDialog, Span, month, offers, quarter, year
from desk.ui.records.preset import preset


@pytest.mark.parametrize(("span", "wanted"), [
    (year(date(2026, 6, 15), 1), ("2025-01-01", "2025-12-31")),
    (month(date(2026, 1, 31), 1), ("2025-12-01", "2025-12-31")),
    (month(date(2024, 2, 29)), ("2024-02-01", "2024-02-29")),
    (quarter(date(2026, 5, 2)), ("2026-04-01", "2026-06-30")),
])
def test_spans(span: Span, wanted: Span) -> None:
    assert span == wanted


def test_words(qtbot: QtBot) -> None:
    made = PeriodButton(year(date(2026, 6, 30)))
    qtbot.addWidget(made)
    assert made.words() == "本年"
    made.put(("2026-02-01", "2026-02-05"), single=False)
    assert made.words() == "2026-02-01 至 2026-02-05"
    made.put((None, None), single=True)
    assert made.words() == "今天的情况"
    assert dict(offers(date(2026, 6, 17)))["本周"] == ("2026-06-15", "2026-06-21")


def test_wrong_order_is_refused(qtbot: QtBot) -> None:
    dialog = PeriodDialog(None, "自定时间", ("2026-05-01", "2026-04-01"), single=False)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog._finish()
    assert dialog.problem.text() == "起始日期晚于截止日期"


def test_new_in_a_ledger_of_one_category() -> None:
    catalog = build(())
    found = {key: preset(catalog, one) for key, one in catalog.ledgers.items()}
    assert any(found.values())
    for key, given in found.items():
        record = catalog.record(catalog.ledgers[key].record)
        assert set(given) <= {record.category}
        assert all(code in catalog.fields(record.key)[record.category].kind.codes for code in given.values())


@pytest.mark.parametrize(("today", "quarter", "half"), [
    (date(2026, 6, 30), ("2026-01-01", "2026-03-31"), ("去年下半年", ("2025-07-01", "2025-12-31"))),
    (date(2026, 1, 5), ("2025-10-01", "2025-12-31"), ("上半年", ("2026-01-01", "2026-06-30"))),
    (date(2026, 8, 1), ("2026-04-01", "2026-06-30"), ("上半年", ("2026-01-01", "2026-06-30"))),
])
def test_the_quarter_and_the_half_before_are_offered(
    today: date, quarter: tuple[str, str], half: tuple[str, tuple[str, str]]
) -> None:
    found = dict(offers(today))
    assert found["上季度"] == quarter
    assert found[half[0]] == half[1]
