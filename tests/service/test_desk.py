"""Communities: made, opened, refused, and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from communities import PASSWORD, TODAY, WORKER, Community, Template

from desk.errors import Invalid, Trouble
from desk.practice.community import practice
from desk.service.desk import Desk, create, is_practice, open_desk, open_with_key
from desk.service.entries.save import save
from desk.service.jobs import run
from desk.service.lists.find import find
from desk.store.keys import Keys
from desk.store.place import Folder
from desk.store.tokens import VERSION


def test_a_new_community_is_empty_and_opens_again(tmp_path: Path) -> None:
    desk, code = create(tmp_path / "新", " 和平里社区 ", "周敏华", PASSWORD)
    assert (desk.name, desk.started, desk.caller.worker, desk.practice) == ("和平里社区", TODAY, "周敏华", False)
    desk.close()
    again = open_desk(tmp_path / "新", PASSWORD)
    assert (again.name, again.caller.worker) == ("和平里社区", "周敏华")
    again.close()
    folder = Folder.open(tmp_path / "新")
    rescued = open_with_key(folder, Keys.load(folder).unlock_by_recovery(code), "周敏华")
    assert rescued.name == "和平里社区"
    rescued.close()
    assert not is_practice(tmp_path / "新")


@pytest.mark.parametrize(("name", "password", "said"), [("  ", PASSWORD, "社区名称"), ("社区", "1", "密码")])
def test_what_is_refused_leaves_nothing(tmp_path: Path, name: str, password: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        create(tmp_path / "新", name, "周敏华", password)
    assert not (tmp_path / "新").exists()


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.store import schema

    def full(*_: object) -> None:
        raise Trouble("disk_full", "磁盘空间已满")

    monkeypatch.setattr(schema, "upgrade", full)
    with pytest.raises(Trouble, match="磁盘"):
        create(tmp_path / "新", "社区", "周敏华", PASSWORD)
    assert list((tmp_path / "新").rglob("*")) == []


def test_a_wrong_password_opens_nothing(template: Template) -> None:
    for password in ("", "不是这个", None):
        with pytest.raises(Trouble, match="密码不对"):
            open_desk(template.path, password)
    with pytest.raises(Trouble, match="密码不对"):
        open_desk(template.path, PASSWORD, "别人")


def test_no_folder_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有居务台的数据"):
        open_desk(tmp_path, PASSWORD)


def test_the_key_of_another_community_opens_nothing(fresh: Callable[..., Desk], tmp_path: Path) -> None:
    desk = fresh("一")
    desk.close()
    with pytest.raises(Trouble, match="不配套"):
        open_with_key(Folder.open(tmp_path / "一"), bytes(32), WORKER)


def test_settings_are_kept(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    desk.set(name="翠湖社区", workdays=json.dumps({"2026-07-04": True}))
    assert desk.name == "翠湖社区"
    assert desk.workdays.is_workday("2026-07-04")
    again = open_with_key(desk.folder, desk.file_key, WORKER)
    assert again.name == "翠湖社区"
    again.close()


def test_a_reading_never_writes(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    with pytest.raises(Exception, match=r"readonly|read-only|query_only|attempt to write"):
        write_while_reading(desk)


def write_while_reading(desk: Desk) -> None:
    with desk.read() as conn:
        conn.exec_driver_sql("DELETE FROM setting")


def test_today_is_the_clocks(community: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    assert community.desk.today == TODAY
    monkeypatch.setenv("DESK_TODAY", "2025-03-04")
    assert community.desk.today == "2025-03-04"
    monkeypatch.setenv("DESK_TODAY", "gestern")
    with pytest.raises(Invalid, match="DESK_TODAY"):
        community.desk.today  # noqa: B018


def test_past_values_are_read_before_today_only(community: Community) -> None:
    assert not community.desk.reader().past
    assert community.desk.reader(on="2026-06-29").past
    assert community.desk.reader(until="2025-12-31").on == "2025-12-31"
    assert community.desk.reader(until="2099-12-31").on == TODAY


def test_a_practice_community_opens_with_its_known_password(community: Community) -> None:
    assert is_practice(community.path)
    assert community.desk.started == "2021-06-30"
    assert community.desk.practice


def test_a_cancelled_practice_community_leaves_nothing(tmp_path: Path) -> None:
    job = practice(tmp_path / "练习", residents=30, seed=1, today=TODAY)
    step = next(job)
    assert step.text
    job.close()
    assert not list((tmp_path / "练习").glob("**/*"))
    run(practice(tmp_path / "练习", residents=10, seed=1, today=TODAY)).close()


def test_a_community_with_older_search_tokens_is_indexed_anew(fresh_at: Callable[[Path], Desk], tmp_path: Path) -> None:
    desk = fresh_at(tmp_path / "旧")
    id = save(desk, "resident", {"name": "谢红旺", "address": "和平里"}).id
    with desk.write("测试") as writer:
        writer.conn.execute(desk.meta.tables["token"].delete())
    desk.set(tokens="0")
    desk.close()
    again = open_desk(tmp_path / "旧", PASSWORD)
    try:
        assert [hit.id for hit in find(again, "xhw", record="resident")] == [id]
        assert again.settings["tokens"] == VERSION
    finally:
        again.close()
