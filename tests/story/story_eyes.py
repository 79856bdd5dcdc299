"""Finds words on the screen by their pixels, as a reader does; knows nothing of the program's inside."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from story_screen import Picture, Screen

_STROKE = 12
"""Pixels of a stroke that are looked up first."""


@dataclass(frozen=True)
class Box:
    """Where words stand, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class _Look:
    """A drawn text: its font and colours, its lines, and its most telling stroke with its place."""

    kind: int
    lines: list[bytes]
    stroke: bytes
    x: int
    y: int

    @classmethod
    def of(cls, kind: int, lines: list[bytes]) -> _Look:
        """A stroke has no ground in it: a search for it flies over the empty screen."""
        ground = Counter(b"".join(lines)).most_common(1)[0][0]
        strokes = [(found.group()[:_STROKE], found.start(), y) for y, line in enumerate(lines)
                   for found in re.finditer(b"[^" + re.escape(bytes([ground])) + b"]+", line, re.DOTALL)]
        return cls(kind, lines, *max(strokes, key=lambda one: (len(set(one[0])), len(one[0]))))

    @property
    def opened(self) -> _Look:
        """The same without its right edge, into which bold neighbours reach."""
        return replace(self, lines=[line[:-2] for line in self.lines])


class Eyes:
    """Looks at one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._looks: dict[tuple[str, tuple[int, ...]], list[_Look]] = {}
        here = Path(__file__)
        self.scribe = subprocess.Popen(
            [sys.executable, str(here.with_name("story_scribe.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=screen.environment({"PYTHONPATH": str(here.parents[2])}))

    def _drawn(self, text: str, wanted: Sequence[int] = ()) -> list[_Look]:
        key = (text, tuple(wanted))
        if key not in self._looks:
            assert self.scribe.stdin is not None
            assert self.scribe.stdout is not None
            self.scribe.stdin.write(f"{json.dumps(key)}\n".encode())
            self.scribe.stdin.flush()
            self._looks[key] = [_Look.of(*one) for one in pickle.load(self.scribe.stdout)]
        return self._looks[key]

    def find(self, text: str, picture: Picture | None = None) -> list[Box]:
        """Every place of a text, from top to bottom: its first character in any colours, then all of it in those."""
        seen = picture or self.screen.look()
        page = _Page(seen.green(), seen.width)
        begun = sorted({look.kind for look in self._drawn(text[0]) if any(page.places(look.opened))})
        found = {box for look in self._drawn(text, begun) for box in page.places(look)} if begun else set()
        return sorted(found, key=lambda b: (b.y, b.x))


class _Page:
    """A picture being searched; each stroke is looked up once."""

    def __init__(self, green: bytes, width: int) -> None:
        self._green, self._width = green, width
        self._known: dict[bytes, list[int]] = {}

    def places(self, look: _Look) -> Iterator[Box]:
        """Where exactly these values stand."""
        for at in self._all(look.stroke):
            begin = at - look.y * self._width - look.x
            if begin >= 0 and all(
                    self._green.startswith(line, begin + i * self._width) for i, line in enumerate(look.lines)):
                yield Box(begin % self._width, begin // self._width, len(look.lines[0]), len(look.lines))

    def _all(self, stroke: bytes) -> list[int]:
        if stroke not in self._known:
            at, found = -1, []
            while (at := self._green.find(stroke, at + 1)) >= 0:
                found.append(at)
            self._known[stroke] = found
        return self._known[stroke]
