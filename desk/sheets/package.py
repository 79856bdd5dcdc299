"""The parts of an .xlsx file: which sheet lies where, what cell styles mean, and a copy in which few parts differ."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from desk.sheets.files import replacing
from desk.sheets.refusals import refuse
from desk.sheets.sniff import check_entries
from desk.sheets.xmltext import attribute, decode, elements, first, unescape

LARGEST = 120_000_000
"""Bytes of a sheet's XML; a blank form has some thousands."""
WORKBOOK, CONTENT_TYPES = "xl/workbook.xml", "[Content_Types].xml"
_DAYS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
"""Built-in number formats that show a day."""
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True)
class Link:
    """A relation of one part to another."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True)
class Style:
    """What matters of a cell's style: whether it shows days (and the time of day), and whether it has borders."""

    day: bool = False
    time: bool = False
    border: bool = False


@dataclass
class Package:
    """An .xlsx in memory; `changed` are the parts that will differ in the copy, None for one that is left out."""

    content: bytes
    changed: dict[str, str | None] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _encodings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self.archive = zipfile.ZipFile(BytesIO(self.content))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise refuse("book_damaged") from error
        check_entries(self.archive.infolist())
        self.names = frozenset(self.archive.namelist())
        if self.main not in self.names:
            raise refuse("book_damaged")

    @cached_property
    def main(self) -> str:
        """The workbook part; nearly always xl/workbook.xml."""
        if WORKBOOK in self.archive.namelist():
            return WORKBOOK
        return next((one.target for one in self.links("") if one.kind == "officeDocument"), WORKBOOK)

    def text(self, part: str) -> str:
        """A part as text, as changed so far. Raises Invalid where it is missing, damaged or too large."""
        if part in self.changed:
            return self.changed[part] or ""
        if part not in self._texts:
            self._texts[part], self._encodings[part] = decode(self._raw(part))
        return self._texts[part]

    def _raw(self, part: str) -> bytes:
        try:
            if self.archive.getinfo(part).file_size > LARGEST:
                raise refuse("book_too_large")
            return self.archive.read(part)
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
            raise refuse("book_damaged") from error

    def put(self, part: str, text: str) -> None:
        """Give a part another text, if it is another."""
        if text != self.text(part):
            self.changed[part] = text

    def links(self, part: str) -> list[Link]:
        """What a part is related to inside the file."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.archive.namelist():
            return []
        found = []
        for one in elements(self.text(rels), "Relationship"):
            if one.get("TargetMode") != "External":
                target = one.get("Target") or ""
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = (one.get("Type") or "").rpartition("/")[2]
                found.append(Link(one.get("Id") or "", kind, posixpath.normpath(path)))
        return found

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The worksheets' parts by their names, in order."""
        targets = {one.id: one.target for one in self.links(self.main) if one.kind == "worksheet"}
        made: dict[str, str] = {}
        for one in elements(self.text(self.main), "sheet"):
            part = targets.get(one.get("id") or "")
            if part in self.names and part is not None:
                made[one.get("name") or ""] = part
        return made

    def parts(self, folder: str) -> list[str]:
        """The XML parts in a folder of the file."""
        return sorted(name for name in self.names if name.startswith(folder) and name.endswith(".xml"))

    @property
    def has_macros(self) -> bool:
        return any(name.endswith("vbaProject.bin") for name in self.names)

    @cached_property
    def epoch_1904(self) -> bool:
        found = first(self.text(self.main), "workbookPr")
        return found is not None and found.get("date1904") in ("1", "true")

    @cached_property
    def styles(self) -> list[Style]:
        """The cell styles by number."""
        part = next((one.target for one in self.links(self.main) if one.kind == "styles"), "")
        if part not in self.names:
            return []
        text = self.text(part)
        codes = {one.get("numFmtId"): one.get("formatCode") or "" for one in elements(text, "numFmt")}
        all_borders = first(text, "borders")
        borders = [_bordered(one.body) for one in elements(all_borders.body, "border")] if all_borders else []
        formats = first(text, "cellXfs")
        return [_style(one.head, codes, borders) for one in elements(formats.body, "xf")] if formats else []

    def leave_out(self, part: str) -> None:
        """Take a part out of the file, with what the workbook says of it."""
        self.changed[part] = None
        rels = posixpath.join(posixpath.dirname(self.main), "_rels", f"{posixpath.basename(self.main)}.rels")
        for place, tag, key in ((rels, "Relationship", "Target"), (CONTENT_TYPES, "Override", "PartName")):
            text = self.text(place)
            for one in elements(text, tag):
                if (one.get(key) or "").rpartition("/")[2] == part.rpartition("/")[2]:
                    self.put(place, text[: one.start] + text[one.end :])
                    break

    def write(self, out: Path) -> None:
        """Write the copy: every part that was not changed has its own bytes. Raises Trouble when the disk refuses."""
        with replacing(out) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as made:
            for info, data in self._members():
                made.writestr(copy(info), data)

    def _members(self) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        for info in self.archive.infolist():
            text = self.changed.get(info.filename, "")
            if text is None:
                continue
            if not text:
                yield info, self._raw(info.filename)
            else:
                yield info, text.encode(self._encodings.get(info.filename, "utf-8"))

    def close(self) -> None:
        self.archive.close()


def _bordered(text: str) -> bool:
    return any(one.get("style") not in (None, "none") for one in elements(text, *_SIDES))


def _style(head: str, codes: Mapping[str | None, str], borders: list[bool]) -> Style:
    number = attribute(head, "numFmtId") or "0"
    border = int(attribute(head, "borderId") or 0)
    code = codes.get(number)
    bordered = border < len(borders) and borders[border]
    if code is None:
        return Style(number.isdigit() and int(number) in _DAYS, number == "22", bordered)
    bare = _QUOTED.sub("", unescape(code)).lower()
    day = "y" in bare or "d" in bare or "年" in code
    return Style(day and not set(bare) & set("0#"), day and "h" in bare, bordered)
