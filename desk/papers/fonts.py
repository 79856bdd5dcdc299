"""The fonts of paper: which face draws which character, and how wide it is.

A role (宋 黑 楷 仿宋 小标宋) is a chain of faces; each character is taken from the first face that has it. The last
link, HanaMinB, is only unpacked (about 0.7 s) when a character beyond all others is met. A character that no face has
is drawn as 〓, never dropped; `missing` names them, so that the person can be told before printing.
"""

from __future__ import annotations

import lzma
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from typing import Any, Literal

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from desk.paths import RESOURCES

Role = Literal["song", "hei", "kai", "fang", "title"]

ABSENT = "〓"
_FOLDER = RESOURCES / "fonts"
_FILES = {
    "song": "NotoSerifSC-Regular.ttf",
    "hei": "NotoSansSC-Regular.ttf",
    "kai": "JuwuKai.ttf",
    "fang": "JuwuFang.ttf",
    "title": "JuwuTitle.ttf",
    "rare": "HanaMinB.ttf.xz",
}
_CHAINS: dict[Role, tuple[str, ...]] = {
    "song": ("song", "hei", "kai", "rare"),
    "hei": ("hei", "song", "kai", "rare"),
    "kai": ("kai", "song", "hei", "rare"),
    "fang": ("fang", "song", "hei", "kai", "rare"),
    "title": ("title", "song", "hei", "kai", "rare"),
}
_LOCK = threading.RLock()
_UNSEEN = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def _to_unicode(name: str, subset: Sequence[int]) -> str:
    """The table by which a reader copies text out of a PDF, right beyond U+FFFF too.

    reportlab writes such characters with %04X, which readers take for two other characters (𤦄 copies as ⒘); the
    PDF reference (5.9.2) asks for UTF-16, and for at most 100 characters a block.
    """
    entries = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(subset)]
    blocks = [entries[i : i + 100] for i in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


ttfonts.makeToUnicodeCMap = _to_unicode
rl_config.useA85 = 0  # plain binary streams: a fifth smaller and faster


def rare_font() -> bytes:
    """The bytes of HanaMinB (TrueType, 31 MB), for a window that must show a character of extensions B to F."""
    return lzma.decompress((_FOLDER / _FILES["rare"]).read_bytes())


@cache
def _face(key: str) -> Any:
    """Load and register one face (0.05 to 0.1 s; the rare one 1 s); the font object of reportlab."""
    with _LOCK:
        name = f"desk-{key}"
        if name not in pdfmetrics.getRegisteredFontNames():
            source = BytesIO(rare_font()) if key == "rare" else str(_FOLDER / _FILES[key])
            pdfmetrics.registerFont(ttfonts.TTFont(name, source))
        return pdfmetrics.getFont(name)


@cache
def registered(name: str) -> Any:
    """The reportlab font of a name that `runs` gave."""
    return pdfmetrics.getFont(name)


def _unseen(character: str) -> bool:
    """Control and format characters and variant selectors: they have no glyph of their own in any font."""
    return character in _UNSEEN or unicodedata.category(character) in ("Cc", "Cf")


class _Glyphs(dict[str, tuple[str, str, float]]):
    """Character -> (font name, text to draw, width in 1/1000 of the size); found on first use."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.chain = _CHAINS[role]

    def __missing__(self, character: str) -> tuple[str, str, float]:
        found = self[character] = self._find(character)
        return found

    def _find(self, character: str) -> tuple[str, str, float]:
        if character in "\n\t\r\v\f\x85\u2028\u2029\u3000\xa0":
            character = "\u3000" if character == "\u3000" else " "
        elif _unseen(character):
            return f"desk-{self.chain[0]}", "", 0.0
        code = ord(character)
        for key in self.chain:
            face = _face(key).face
            if code in face.charToGlyph:
                return f"desk-{key}", character, float(face.getCharWidth(code))
        return self[ABSENT]


class _Widths(dict[str, float]):
    """Character -> width in 1/1000 of the size."""

    def __init__(self, glyphs: _Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs

    def __missing__(self, character: str) -> float:
        found = self[character] = self.glyphs[character][2]
        return found


_GLYPHS: dict[Role, _Glyphs] = {role: _Glyphs(role) for role in _CHAINS}
_WIDTHS: dict[Role, _Widths] = {role: _Widths(glyphs) for role, glyphs in _GLYPHS.items()}


@lru_cache(maxsize=20_000)
def runs(text: str, role: Role) -> tuple[tuple[str, str], ...]:
    """The text as pieces of one font each, in order: (font name registered with reportlab, piece)."""
    parts = map(_GLYPHS[role].__getitem__, text)
    pieces = ((name, "".join(p[1] for p in group)) for name, group in groupby(parts, key=lambda p: p[0]))
    return tuple((name, piece) for name, piece in pieces if piece)


def drawn(text: str) -> int:
    """How many characters of the text have a glyph: what the gaps of justification are counted over."""
    glyphs = _GLYPHS["song"]
    return sum(1 for character in text if glyphs[character][1])


def width(text: str, role: Role, size: float) -> float:
    """The width in points of the text set in one line at this size."""
    return sum(map(_WIDTHS[role].__getitem__, text)) * size / 1000


def missing(text: str) -> str:
    """The characters of the text, each once, that no font here can draw; "" when all can be printed."""
    glyphs = _GLYPHS["song"]
    return "".join(c for c in dict.fromkeys(text) if glyphs[c][1] == ABSENT and c != ABSENT)
