"""Somebody at the screen: reads words, clicks on them, types. Keeps an album of what was seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from story_eyes import Box, Eyes
from story_screen import Screen

PATIENCE = 15.0
"""Seconds a person waits for a word; a busy machine may be slow."""
PANEL = 815
"""Where the record panel begins at 1366 pixels."""
T = TypeVar("T")


class User:
    """Everything goes in by keyboard and mouse; everything comes back as a picture."""

    def __init__(self, screen: Screen, eyes: Eyes, album: Path) -> None:
        self.screen, self.eyes, self.album = screen, eyes, album
        self.steps: list[tuple[str, float, int, int]] = []
        """What was done: seconds, keys and clicks it took."""
        self._number = 0

    def picture(self, name: str) -> Path:
        """Keep what is on the screen."""
        self._number += 1
        file = self.album / f"{self._number:02d} {name}.png"
        self.screen.look().save(file)
        return file

    def waits(self, for_what: str, ask: Callable[[], T], patience: float = PATIENCE) -> T:
        """Until the answer is true; a failure leaves a picture."""
        until = time.monotonic() + patience
        while not (answer := ask()):
            if time.monotonic() > until:
                raise AssertionError(f"not seen: {for_what}; the screen: {self.picture('失败')}")
            time.sleep(0.05)
        return answer

    def places(self, words: str, left: int = 0, right: int = 9999, top: int = 0) -> list[Box]:
        """Where the words stand now, within a part of the screen."""
        return [box for box in self.eyes.find(words) if left <= box.x < right and box.y >= top]

    def sees(self, words: str, which: int = 0, **where: int) -> Box:
        """Wait for the words."""
        return self.waits(f"「{words}」", lambda: self.places(words, **where)[which:][:1] or
                          (self.places(words, **where)[which:] if which < 0 else []))[0]

    def clicks(self, words: str, which: int = 0, **where: int) -> None:
        """Wait for the words and click on them."""
        self.screen.click(*self.sees(words, which, **where).middle)

    def presses(self, *keys: str) -> None:
        self.screen.keys(*keys)

    def types(self, text: str) -> None:
        self.screen.type(text)

    def scrolls_to(self, words: str, bottom: int = 705) -> Box:
        """Roll the record panel until the words are in sight: down to its end, then from its top."""
        for turns in (0, *[4] * 8, -99, *[4] * 8):
            if turns:
                self.screen.wheel(PANEL + 8, 400, turns)
                time.sleep(0.1)
            if found := [box for box in self.places(words, left=PANEL, top=130) if box.y < bottom]:
                return found[-1]
        raise AssertionError(f"not in the panel: 「{words}」; the screen: {self.picture('失败')}")

    def goes_to(self, title: str) -> None:
        """Click into the field below a title of the record panel."""
        found = self.scrolls_to(title, 665)
        self.screen.click(found.x + 16, found.y + 30)
        time.sleep(0.1)

    def fills(self, title: str, text: str) -> None:
        """A field of the record panel by its title."""
        self.goes_to(title)
        self.presses("ctrl+a")
        self.types(text)

    def chooses(self, title: str, text: str, shown: str) -> None:
        """A field with a list: type, see what is offered, take it with Enter."""
        self.fills(title, text)
        self.sees(shown, left=PANEL)
        self.presses("Return")

    def step(self, name: str) -> Step:
        """A part of the story, measured."""
        return Step(self, name)


class Step:
    """Measures what a part of the story costs, and keeps its last picture."""

    def __init__(self, user: User, name: str) -> None:
        self._user, self._name = user, name

    def __enter__(self) -> None:
        self._began = time.monotonic(), self._user.screen.pressed, self._user.screen.clicked

    def __exit__(self, kind: object, error: object, places: object) -> None:
        began, keys, clicks = self._began
        screen = self._user.screen
        self._user.steps.append(
            (self._name, time.monotonic() - began, screen.pressed - keys, screen.clicked - clicks))
        self._user.picture(self._name if error is None else f"{self._name} 失败")
