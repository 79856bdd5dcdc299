"""Backups opened and counted; the check of a database; the search index made anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from communities import PASSWORD
from sqlalchemy import delete, update

from desk.service.backups import backup, check, restore
from desk.service.desk import Desk, open_desk, rebuild_search
from desk.service.entries.save import save
from desk.service.jobs import run
from desk.service.lists.find import find
from desk.service.lists.query import Query, count


def test_a_backup_comes_back_whole(fresh: Callable[..., Desk], tmp_path: Path) -> None:
    desk = fresh()
    for n in range(30):
        save(desk, "resident", {"name": f"钱{n}", "address": "和平里"})
    report = run(backup(desk, tmp_path / "备份.bak"))
    assert report.verified
    assert report.records["resident"] == 30
    restore(tmp_path / "备份.bak", tmp_path / "恢复")
    again = open_desk(tmp_path / "恢复", PASSWORD)
    assert count(again, Query("resident")) == 30
    assert check(again) == []
    again.close()


def test_a_backup_tells_how_far_it_is_and_may_be_cancelled(fresh: Callable[..., Desk], tmp_path: Path) -> None:
    desk = fresh()
    job = backup(desk, tmp_path / "备份.bak")
    assert next(job).text
    job.close()
    assert not (tmp_path / "备份.bak").exists()
    assert [p for p in tmp_path.iterdir() if p.is_file()] == []


def test_lost_and_strange_tokens_are_found_and_mended(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    one, two = (save(desk, "resident", {"name": name}).id for name in ("汤红旺", "王秀英"))
    token = desk.meta.tables["token"]
    with desk.write("试") as writer:
        writer.conn.execute(delete(token).where(token.c.record_id == one))
        writer.conn.execute(token.insert().values(token="n鬼", record="resident", record_id=99))
        writer.conn.execute(token.insert().values(token="n鬼", record="resident", record_id=two))
    assert {(f.code, f.id) for f in check(desk)} == {("tokens", one), ("tokens", two), ("tokens", 99)}
    assert find(desk, "汤红旺") == []
    assert rebuild_search(desk) > 0
    assert check(desk) == []
    assert [h.id for h in find(desk, "汤红旺")] == [one]


def test_records_against_their_own_rules_are_named(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    id = save(desk, "resident", {"name": "汤红旺", "birth": "1950-01-05"}).id
    table = desk.meta.tables["resident"]
    with desk.write("试") as writer:
        writer.conn.execute(update(table).where(table.c.id == id).values(death="1940-01-01"))
    (found,) = check(desk)
    assert (found.code, found.record, found.id) == ("date_order", "resident", id)
    assert found.text == "死亡日期早于出生日期"
