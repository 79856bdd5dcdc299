"""The README names nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desk import cli
from desk.install import main
from desk.spec.load import built_in
from desk.store.place import Folder

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
HELP = (ROOT / "resources" / "help" / "index.md").read_text(encoding="utf-8")


def test_its_pictures_are_there_and_small() -> None:
    pictures = [ROOT / name for name in re.findall(r"!\[.*?\]\((.*?)\)", TEXT)]
    assert len(pictures) >= 3
    assert all(path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size < 100_000 for path in pictures)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:desk|tests|resources|forms)/[\w/.]+)`", TEXT))))
def test_files_it_names_exist(name: str) -> None:
    assert (ROOT / name).exists()


def test_commands_it_names_exist() -> None:
    """Those of the command line, in code; `desk` alone is the window."""
    named = set(re.findall(r"(?m)(?:^|  |`)desk ([a-z][a-z-]*) ", TEXT + HELP))
    assert len(named) >= 12
    assert named <= {command[0] for command in cli.ALL}


@pytest.mark.parametrize("words", re.findall(r"python3 -m desk\.install (\w+)", TEXT))
def test_its_two_commands_are_understood(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([words, "--help"])
    assert stop.value.code == 0
    assert words in capsys.readouterr().out


def test_what_lies_in_a_data_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for path in (folder.database, folder.keys, folder.attachments, folder.backups):
        assert f"`{path.name}" in TEXT


def test_examples_are_not_taken() -> None:
    """The category of the README's example is new: a reader who pastes it breaks nothing."""
    assert '"key": "wheelchair"' in TEXT
    assert "wheelchair" not in {category.key for category in built_in()[0]["request"]}


@pytest.mark.parametrize("word", sorted(set(re.findall(r"「([^「」→]{2,12}?…)」", TEXT + HELP))))
def test_buttons_it_names_exist(word: str) -> None:
    """Entries and buttons that end in … are in the window's code, letter by letter."""
    assert any(word in path.read_text(encoding="utf-8") for path in (ROOT / "desk" / "ui").rglob("*.py"))


def menu_paths() -> set[str]:
    """Every entry of the menu and of the menus in it, as the texts write it."""
    from desk.ui.commands import MENU

    found = set()
    for item in MENU:
        if item is not None and isinstance(item[2], tuple):
            found |= {f"菜单 → {item[0]}", *(f"菜单 → {item[0]} → {inner[1]}" for inner in item[2])}
        elif item is not None:
            found.add(f"菜单 → {item[1]}")
    return found


def test_menu_entries_it_names_stand_there() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "desk" / "ui").rglob("*.py"))
    named = {path.rstrip("…") for path in re.findall(r"「(菜单 → .+?)」", TEXT + HELP + said)}
    assert len(named) >= 10
    assert named <= {path.rstrip("…") for path in menu_paths()}
