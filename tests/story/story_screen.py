"""A virtual screen with a real keyboard and mouse: X events are all that goes in, pixels all that comes out."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "xkbcomp": "x11-xkb-utils"}
"""What is needed and the Debian package that brings it."""

_SPARE = [code for code in range(97, 256) if code not in range(104, 120) and code not in (105, 108, 133, 134, 135)]
"""Key codes without a letter of their own on the keyboard of `_KEYMAP`."""
_KEYMAP = """xkb_keymap {{
  xkb_keycodes {{ include "evdev+aliases(qwerty)" {codes} }};
  xkb_types {{ include "complete" }};
  xkb_compat {{ include "complete" }};
  xkb_symbols {{ include "pc+us+inet(evdev)" {keys} }};
}};"""


def missing_tools() -> list[str]:
    """Debian packages of the tools that are not there."""
    return [package for tool, package in TOOLS.items() if shutil.which(tool) is None]


@dataclass(frozen=True)
class Picture:
    """What the screen showed: four bytes a pixel, blue first."""

    width: int
    height: int
    pixels: bytes

    def green(self) -> bytes:
        return self.pixels[1::4]

    def save(self, file: Path) -> None:
        """Write it as PNG."""
        blue, green, red = (self.pixels[i::4] for i in range(3))
        rgb = bytearray(len(green) * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = red, green, blue
        step = self.width * 3
        lines = b"".join(b"\0" + rgb[y * step : (y + 1) * step] for y in range(self.height))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
        made = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
                        for kind, data in parts)
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + made)


class Screen:
    """An X server of our own on a free display number. `letters` are the characters its keyboard can type."""

    def __init__(self, folder: Path, letters: str = "", size: tuple[int, int] = (1366, 768)) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.size = size
        self.pressed = self.clicked = 0
        """Keys and clicks so far: what the story costs a person."""
        self._folder = folder
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-dpi", "96", "-noreset",
             "-nolisten", "tcp", "-fbdir", str(folder)],
            pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{int(told.readline())}"
        self._label(letters)
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """For programs on this screen."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "DESK_", "WAYLAND"))}
        return {**kept, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "XMODIFIERS": "", **more}

    def _label(self, letters: str) -> None:
        """Give each letter a key of its own, two to a key, so that typing never relabels the keyboard."""
        wanted = sorted({c for c in letters if ord(c) > 126})
        if len(wanted) > 2 * len(_SPARE):
            raise ValueError(f"{len(wanted)} letters, {2 * len(_SPARE)} places on the keyboard")
        pairs = [(code, wanted[2 * i : 2 * i + 2]) for i, code in enumerate(_SPARE) if wanted[2 * i : 2 * i + 2]]
        codes = "".join(f"<J{code}> = {code};" for code, _ in pairs)
        keys = "".join(f"key <J{code}> {{ [ {', '.join(f'U{ord(c):04X}' for c in pair)} ] }};" for code, pair in pairs)
        file = self._folder / "story.xkb"
        file.write_text(_KEYMAP.format(codes=codes, keys=keys))
        subprocess.run(["xkbcomp", "-w0", str(file), self.display], check=True, capture_output=True)

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": self.display}, check=True, timeout=30,
                       capture_output=True)

    def keys(self, *names: str) -> None:
        """Press keys one after the other, e.g. "ctrl+i", "Return"."""
        self.pressed += len(names)
        self._do("key", "--delay", "12", *names)

    def type(self, text: str) -> None:
        """Press the key of each character."""
        self.pressed += len(text)
        self._do("type", "--delay", "6", "--", text)

    def click(self, x: int, y: int, times: int = 1) -> None:
        """Go there, click, and take the mouse out of the way."""
        self.clicked += 1
        self._do("mousemove", str(x), str(y), "sleep", "0.03", "click", "--repeat", str(times), "--delay", "60", "1",
                 "sleep", "0.03", "mousemove", str(self.size[0] - 1), str(self.size[1] - 1))

    def wheel(self, x: int, y: int, turns: int) -> None:
        """Roll the wheel over a place: down, or up where `turns` is negative."""
        button = "5" if turns > 0 else "4"
        self._do("mousemove", str(x), str(y), "click", "--repeat", str(abs(turns)), "--delay", "10", button,
                 "mousemove", str(self.size[0] - 1), str(self.size[1] - 1))

    def drag(self, begin: tuple[int, int], end: tuple[int, int]) -> None:
        """Take hold, go over in small steps, let go."""
        steps = [tuple(round(a + (b - a) * part / 12) for a, b in zip(begin, end, strict=True)) for part in range(13)]
        self._do("mousemove", *map(str, begin), "mousedown", "1")
        for x, y in steps:
            self._do("mousemove", str(x), str(y), "sleep", "0.02")
        time.sleep(0.3)
        self._do("mouseup", "1")

    def look(self) -> Picture:
        """What is on the screen now."""
        head = struct.unpack(">25I", self._memory[:100])
        start = head[0] + 12 * head[19]
        width, height = self.size
        step = head[12]
        data = self._memory[start : start + step * height]
        lines = data if step == width * 4 else b"".join(data[y * step : y * step + width * 4] for y in range(height))
        return Picture(width, height, bytes(lines))

    def close(self) -> None:
        self._memory.close()
        self._server.terminate()
        self._server.wait(10)


def stop(processes: Iterable[subprocess.Popen[Any]]) -> None:
    """End programs that were started; none is left."""
    for one in processes:
        if one.poll() is None:
            one.terminate()
            try:
                one.wait(5)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait(5)
        for stream in (one.stdin, one.stdout, one.stderr):
            if stream is not None:
                stream.close()
