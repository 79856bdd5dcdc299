"""A new user's computer, with the end of every program on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from story_eyes import Eyes
from story_screen import Screen, stop
from story_user import User

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TODAY = "2026-12-21"
"""Near the end of a year that the program knows the working days of."""


class Office:
    """A new user's computer: a screen, a home folder with the street office's file, the program."""

    def __init__(self, folder: Path, letters: str) -> None:
        self.home, self.data = folder / "home", folder / "居务台资料"
        self.album = folder / "album"
        for made in (self.home, self.album):
            made.mkdir()
        self.roster = self.home / "居民花名册.xlsx"
        shutil.copy(ROOT / "tests" / "samples" / "01_标题合并花名册.xlsx", self.roster)
        self._programs: list[subprocess.Popen[Any]] = []
        self.screen = Screen(folder / "screen", letters)
        self._start("tests/story/story_manager.py")
        self.eyes = Eyes(self.screen)
        self._programs.append(self.eyes.scribe)
        self.user = User(self.screen, self.eyes, self.album)

    def _start(self, *words: str) -> subprocess.Popen[Any]:
        more = {"HOME": str(self.home), "DESK_CONFIG": str(self.home / ".config" / "juwu-desk"), "DESK_TODAY": TODAY,
                "PYTHONPATH": str(ROOT)}
        with (self.album / "programs.log").open("a") as log:
            started = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.screen.environment(more), text=True,
                                       stdout=log, stderr=log)
        self._programs.append(started)
        return started

    def window(self) -> subprocess.Popen[Any]:
        """Start the program on the data folder."""
        return self._start("-m", "desk", "--data", str(self.data))

    def file_manager(self, file: Path) -> subprocess.Popen[Any]:
        """A window that a file can be dragged from."""
        return self._start("tests/story/story_dragger.py", str(file))

    def close(self) -> None:
        stop(reversed(self._programs))
        self.screen.close()
