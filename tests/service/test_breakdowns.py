"""Breakdown tables: groups, totals, shares, last year's, and the rows behind every number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from communities import Community
from trust_records import enter

from desk.cli import run as command
from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.save import blank, load, save
from desk.service.figures import compute
from desk.service.figures.breakdown_papers import cells, chart, head, lines, texts, write
from desk.service.figures.breakdowns import breakdown, cell_rows
from desk.service.figures.groupings import BLANK
from desk.service.jobs import run
from desk.service.lists.query import Query, count
from desk.service.own.choices import groupings_for
from desk.service.own.making import delete, make, tried
from desk.service.periods import Period, as_of, of_year
from desk.service.trust.told import told
from desk.spec import Is

YEAR = of_year(2025)


@pytest.fixture
def desk(community: Community) -> Desk:
    return community.desk


@pytest.mark.parametrize(("ledger", "by"), [
    ("visit", ("category",)), ("visit", ("category", "month")), ("case", ("kind", "result")),
    ("resident", ("building", "sex")), ("resident", ("age",)), ("request", ("quarter", "source")),
    ("given", ("category", "half")), ("worker", ("resident.sex",)), ("visit", ("grid",)),
    ("held_activity", ("month",)), ("room", ("estate",)), ("attendance", ("owner.category",)),
])
def test_groups_sum_to_the_whole(desk: Desk, ledger: str, by: tuple[str, ...]) -> None:
    table = breakdown(desk, ledger, by, period=YEAR)
    query = Query(ledger, since=YEAR.since, until=YEAR.until, on=YEAR.day(desk.today))
    assert table.whole.total == count(desk, query) == sum(line.total or 0 for line in table.lines)
    for at in range(len(table.heads)):
        assert table.whole.cells[at] == sum(line.cells[at] or 0 for line in table.lines)
    assert all(sum(cell or 0 for cell in line.cells) == line.total for line in table.lines if table.heads)
    assert table.whole.last_year == sum(line.last_year or 0 for line in table.lines)


def tree(desk: Desk) -> list[int]:
    """An estate with two buildings, a room in each; the second building is of a grid."""
    estate = enter(desk, "place", level="1", name="花园里")
    made = []
    for building, more in (("1幢", {}), ("2幢", {"grid": "第二网格"})):
        above = enter(desk, "place", level="2", name=building, parent=estate, **more)
        made.append(enter(desk, "place", level="4", name="101室", parent=above))
    return made


def test_households_are_grouped_by_estate_building_and_grid(fresh: Callable[..., Desk]) -> None:
    """A household is where its head lives; one without a head or whose head lives outside is nowhere."""
    desk = fresh()
    desk.set(started="2026-01-01")
    rooms = tree(desk)
    for at, room in enumerate((rooms[0], rooms[1], rooms[1], None)):
        home = enter(desk, "household", number=f"H{at}", start="2026-01-01")
        who = enter(desk, "resident", name=f"王{'甲乙丙丁'[at]}")
        enter(desk, "residence", resident=who, household=home, relation="02", place=room, start="2026-01-01",
              nature="01")
        save(desk, "household", {**load(desk, "household", home).draft, "head": who}, home)
    counted = {by: {line.title: line.total for line in breakdown(desk, "household", (by,)).lines}
               for by in ("estate", "building", "grid")}
    assert counted == {
        "estate": {"花园里": 3, BLANK: 1}, "building": {"花园里1幢": 1, "花园里2幢": 2, BLANK: 1},
        "grid": {"第二网格": 2, BLANK: 2}}
    assert {"estate", "building", "grid"} <= {by for by, _ in groupings_for(desk.catalog, "household")}


def test_those_who_signed_in_are_grouped_by_their_activity(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    desk.set(started="2026-01-01")
    for name, people in (("义诊", "甲乙丙"), ("读书会", "甲")):
        enter(desk, "activity", date="2026-03-01", name=name, category="lecture",
              attendance=[{"name": f"来宾{one}"} for one in people])
    assert ("owner", "活动") in groupings_for(desk.catalog, "activity.attendance")
    lines = breakdown(desk, "attendance", ("owner",)).lines
    assert {line.title: line.total for line in lines} == {"义诊": 3, "读书会": 1}
    with pytest.raises(Invalid, match="没有房屋处所"):
        breakdown(desk, "activity", ("building",))


def test_every_number_leads_to_its_rows(desk: Desk) -> None:
    table = breakdown(desk, "visit", ("category", "quarter"), period=YEAR)
    for line in table.lines:
        assert len(cell_rows(desk, "visit", table, line.key)) == line.total
        for key, cell in zip(table.head_keys, line.cells, strict=True):
            assert len(cell_rows(desk, "visit", table, line.key, key)) == cell
    assert [len(cell_rows(desk, "visit", table, head=key)) for key in table.head_keys] == list(table.whole.cells)
    assert len(cell_rows(desk, "visit", table)) == table.whole.total


def test_several_topics_total_each_activity_once(desk: Desk) -> None:
    table = breakdown(desk, "held_activity", "topics", period=YEAR)
    assert table.whole.total == compute(desk, YEAR, ["activity_count"])[0].value
    assert sum(line.total or 0 for line in table.lines) >= (table.whole.total or 0)
    assert "合计按不重复的记录计算" in table.note


def test_two_who_went_together_count_each(desk: Desk) -> None:
    """走访人「甲、乙」 is two people: each has the visit, and neither is a third person."""
    table = breakdown(desk, "visit", "visitor", period=YEAR)
    assert not [line.title for line in table.lines if "、" in line.title]
    assert sum(line.total or 0 for line in table.lines) > (table.whole.total or 0) == count(
        desk, Query("visit", since=YEAR.since, until=YEAR.until))
    assert "可以有几个走访人" in table.note
    for line in table.lines:
        assert len(cell_rows(desk, "visit", table, line.key)) == line.total


def test_measures_of_a_table(desk: Desk) -> None:
    money = breakdown(desk, "given", "category", "sum:amount", YEAR)
    assert money.whole.total == compute(desk, YEAR, ["given_money"])[0].value
    assert money.unit == "元"
    average = breakdown(desk, "held_activity", "category", {"kind": "average", "path": "people"}, YEAR)
    assert average.whole.total == compute(desk, YEAR, ["activity_average"])[0].value
    assert not average.shares
    people = breakdown(desk, "visit", "category", "distinct:resident", YEAR)
    assert people.whole.total == compute(desk, YEAR, ["visit_people"])[0].value
    assert "不重复" in people.note
    with pytest.raises(Invalid):
        breakdown(desk, "visit", "category", {"kind": "formula", "text": "visit_count"})


def test_states_by_month_are_not_added_up(desk: Desk) -> None:
    table = breakdown(desk, "dibao", "month", period=Period("2025-01-01", "2025-03-31"))
    assert [line.title for line in table.lines] == ["1月", "2月", "3月"]
    assert [line.total for line in table.lines] == [
        count(desk, Query("dibao", on=day)) for day in ("2025-01-31", "2025-02-28", "2025-03-31")]
    assert table.whole.total is None
    assert "不作合计" in table.note
    assert lines(table) == table.lines


def test_empty_months_stand_in_the_table(desk: Desk) -> None:
    table = breakdown(desk, "case", "month", period=YEAR)
    assert [line.title for line in table.lines] == [f"{month}月" for month in range(1, 13)]
    running = breakdown(desk, "case", "month", period=of_year(2026))
    assert len(running.lines) == 6, "up to the day"


def test_bands_and_blanks(desk: Desk) -> None:
    ages = breakdown(desk, "resident", "age", period=as_of("2026-06-30"))
    assert [line.title for line in ages.lines][-1] == "80岁以上"
    own = breakdown(desk, "resident", "band:age(birth):0,60", period=as_of("2026-06-30"))
    assert [line.title for line in own.lines] == ["0—59岁", "60岁以上"]
    assert own.lines[1].total == compute(desk, as_of("2026-06-30"), ["elder_60_count"])[0].value
    blank = breakdown(desk, "visit", "problem", period=YEAR)
    assert blank.lines[-1].title == BLANK
    for by in ("band:age(birth):", "band:name:1,2", "band:age(birth):9,3", "nothing", ("sex", "age", "month")):
        with pytest.raises(Invalid):
            breakdown(desk, "resident", by)
    with pytest.raises(Invalid):
        breakdown(desk, "matter", "age")


def test_what_lies_under_the_first_band_is_not_blank(desk: Desk) -> None:
    table = breakdown(desk, "resident", "band:age(birth):60,80", period=as_of("2026-06-30"))
    assert [line.title for line in table.lines] == ["不到60岁", "60—79岁", "80岁以上"]
    assert table.whole.total == sum(line.total or 0 for line in table.lines)


def test_last_years_number_leads_to_last_years_rows(desk: Desk) -> None:
    for ledger, by in (("visit", "category"), ("visit", "month"), ("resident", "sex"), ("dibao", "quarter")):
        table = breakdown(desk, ledger, by, period=YEAR)
        for line in table.lines:
            rows = cell_rows(desk, ledger, table, line.key, last_year=True)
            assert len(rows) == line.last_year
            assert all(row.date.startswith("2024") for row in rows if ledger == "visit")
    running = breakdown(desk, "visit", "month", period=of_year(2026))
    assert running.whole.last_year == sum(line.last_year or 0 for line in running.lines), "the same months"
    assert running.before_text == "2025年1月1日至2025年6月30日"


def test_per_cents_have_one_decimal(desk: Desk) -> None:
    table = breakdown(desk, "visit", "category", period=YEAR)
    at = head(table).index("占比（%）")
    assert all(line[at].count(".") == 1 for line in texts(table))


def test_rows_by_two_groupings_at_once(desk: Desk) -> None:
    table = breakdown(desk, "visit", "quarter&category", period=YEAR)
    assert table.by_titles == ("季度和走访方式",)
    assert table.whole.total == sum(line.total or 0 for line in table.lines)


def test_a_query_is_broken_down_as_it_stands(desk: Desk) -> None:
    where = Is("category", ("home",))
    table = breakdown(desk, Query("visit", where, since="2025-01-01", until="2025-12-31"), "month")
    assert table.whole.total == count(desk, Query("visit", where, since="2025-01-01", until="2025-12-31"))
    assert "入户走访" in table.note
    name = cell_rows(desk, "resident", breakdown(desk, "resident", "sex"))[0].title
    found = breakdown(desk, Query("resident", text=name), "sex", last_year=False)
    assert found.whole.total == count(desk, Query("resident", text=name))


def test_on_paper(desk: Desk, tmp_path: Path) -> None:
    table = breakdown(desk, "visit", ("category", "quarter"), period=YEAR)
    run(write(desk, table, tmp_path / "表.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx").active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert list(head(table)) in found
    assert found[-1][0] == "合计"
    assert found[-1][-5] is not None
    run(write(desk, table, tmp_path / "表.pdf"))
    with pypdfium2.PdfDocument(tmp_path / "表.pdf") as document:
        page = document[0]
        text = page.get_textpage().get_text_range()
    assert "走访方式" in text
    assert str(table.whole.total) in text
    with pytest.raises(Invalid):
        run(write(desk, table, tmp_path / "表.txt"))


def test_a_chart_of_many_groups_shows_the_largest_and_tells_the_others(desk: Desk) -> None:
    table = breakdown(desk, "visit", "resident", period=YEAR, last_year=False)
    drawn, totals = chart(table), sorted((line.total or 0 for line in table.lines), reverse=True)
    assert len(totals) > 16 == len(drawn.labels)
    assert drawn.series[0].values == tuple(totals[:16])
    assert drawn.title.endswith(f"，最大的16项，其余{len(totals) - 16}项合计{sum(totals[16:])}")
    middle = chart(breakdown(desk, "visit", "resident", "average:resident.age(birth)", YEAR, last_year=False))
    assert middle.title.endswith("，最大的16项")


def test_the_chart_and_the_texts(desk: Desk) -> None:
    table = breakdown(desk, "resident", ("building", "sex"), period=as_of("2026-06-30"))
    drawn = chart(table)
    assert [one.name for one in drawn.series] == ["男", "女"]
    assert drawn.series[0].values == tuple(line.cells[0] for line in table.lines)
    assert len(chart(breakdown(desk, "visit", "month", period=YEAR)).series) == 2
    assert texts(table)[-1][0] == "合计"
    assert len(cells(table, table.lines[0])) == len(head(table))


def test_the_command(community: Community, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(community.path)
    assert command(["breakdown", folder, "visit", "--by", "category", "--by", "quarter", "--year", "2025"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("走访方式\t第一季度")
    assert command(["breakdown", folder, "visit", "--by", "category", "--year", "2025", "--json"]) == 0
    assert '"title": "走访统计表' in capsys.readouterr().out
    out = tmp_path / "a.xlsx"
    assert command(["breakdown", folder, "visit", str(out), "--by", "month", "--measure", "distinct:resident"]) == 0
    assert out.exists()
    assert command(["breakdown", folder, "visit", "--by", "nothing"]) == 2
    assert command(["breakdown", folder, "nothing", "--by", "month"]) == 2


def test_a_running_year_is_compared_with_the_same_days(desk: Desk) -> None:
    running, days = of_year(2026), Period("2026-01-01", "2026-06-30")
    table = breakdown(desk, "visit", "category", period=running)
    same = compute(desk, days, ["visit_count"])[0].last_year
    assert table.whole.last_year == same
    growth = make(desk, "figure", {"title": "走访比上年增减", "unit": "人次", "ledger": "visit", "measure": {
        "kind": "growth", "of": "visit_count", "on": "last_year"}})
    assert told(desk, running, [growth]).values[growth].value == table.whole.total - same
    delete(desk, "figure", growth)


def test_before_the_books_began_nothing_is_known(fresh: Callable[..., Desk]) -> None:
    """Neither none, nor a month without: in a table as in the figures."""
    desk = fresh()
    desk.set(started="2026-04-01")
    who = save(desk, "resident", {**blank(desk, "resident"), "name": "王秀英", "sex": "2"}).id
    save(desk, "residence", {**blank(desk, "residence"), "resident": who, "start": "2020-01-01"})
    for day in ("2026-04-02", "2026-04-03", "2026-06-06"):
        save(desk, "visit", {**blank(desk, "visit"), "resident": who, "date": day, "visitor": "周"})
    year = of_year(2026)
    months = breakdown(desk, "visit", ["month", "visitor"], "count", year)
    assert [line.total for line in months.lines] == [None, None, None, 2, 0, 1]
    assert [line.cells for line in months.lines] == [(None,)] * 3 + [(2,), (0,), (1,)]
    assert {line.last_year for line in months.lines} == {months.whole.last_year} == {None}
    for ledger, by, key in (("visit", "visitor", "visit_count"), ("resident", "sex", "resident_count")):
        table, (said,) = breakdown(desk, ledger, by, "count", year), compute(desk, year, [key])
        assert (table.whole.total, table.whole.last_year) == (said.value, said.last_year) == (said.value, None)
        assert [line.last_year for line in table.lines] == [None]
    assert [line.total for line in breakdown(desk, "resident", "month", "count", year).lines] == [None] * 3 + [1] * 3
    for how, value, of in (("min", 0, None), ("average", 1.0, None), ("reach_share", 66.7, 3), ("below", 1, None)):
        measure = {"kind": "grouped", "by": "month", "how": how}
        spec = {"title": "自编", "ledger": "visit", "measure": measure, "unit": "个"}
        found = tried(desk, spec, year)
        assert (found.value, found.of) == (value, of), how
        assert tried(desk, spec, of_year(2025)).value is None


@pytest.mark.parametrize("measure", ["sum:visitor", "average:date", "sum:nothing"])
def test_only_numbers_are_added_up(community: Community, measure: str) -> None:
    with pytest.raises(Invalid, match=r"没有这一栏|不是数字栏"):
        breakdown(community.desk, "visit", "month", measure)
