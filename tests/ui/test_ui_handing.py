"""What the office made goes into a file and comes back, by the buttons of its list."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.service.own import making
from desk.ui.making.ownlist import OwnList
from desk.ui.shell import MainWindow


def test_own_figures_go_into_a_file_and_come_back(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, file = window.session.desk, tmp_path / "own.json"
    spec = {"title": "入户走访", "ledger": "visit", "measure": {"kind": "count"}, "unit": "次"}
    key = making.make(desk, "figure", spec)
    monkeypatch.setattr("desk.ui.making.ownlist.ask_out", lambda *_: file)
    monkeypatch.setattr("desk.ui.making.ownlist.ask_files", lambda *_: [file])
    own = OwnList(window, window.session)
    own.hand_out()
    assert "已存出1项" in own._said.text()
    making.delete(desk, "figure", key)
    own.take_in()
    assert (own._said.text(), own.touched) == ("收入了1项。", True)
    assert [one.title for one in making.own(desk)] == ["入户走访"]
    own.take_in()
    assert own._said.text() == "收入了0项；这里已有同名的1项，没有改动。"
    making.delete(desk, "figure", making.own(desk)[0].key)
    own.accept()
