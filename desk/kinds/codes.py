"""Code lists: what may be chosen, how it is called, and what stands below what.

The built-in lists are `resources/codes/<key>.csv` (code, label, parent, words); `index.csv`
names them and their sources. Codes are text and keep their leading zeros.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from desk.kinds.tidy import fold
from desk.paths import RESOURCES


@dataclass(frozen=True)
class CodeEntry:
    """One code. `parent` is another code of the list or ""; `words` are other spellings people use."""

    code: str
    label: str
    parent: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A list of codes in the order they are offered.

    `hidden` codes are no longer offered, but records that hold them still show their labels.
    """

    key: str
    title: str
    entries: tuple[CodeEntry, ...] = field(repr=False)
    hidden: frozenset[str] = field(default=frozenset(), repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __hash__(self) -> int:
        return hash((self.key, len(self.entries)))

    @cached_property
    def _by_code(self) -> dict[str, CodeEntry]:
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Folded spelling -> code. A code beats a label, a label a word, a word a code without its zeros."""
        found: dict[str, str] = {}
        ranks = (
            lambda e: (e.code,),
            lambda e: (e.label,),
            lambda e: e.words,
            lambda e: (e.code.lstrip("0"),),
        )
        for spellings in ranks:
            for entry in self.entries:
                for spelling in spellings(entry):
                    if spelling:
                        found.setdefault(fold(spelling), entry.code)
        return found

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, tuple[str, ...]] = {}
        for entry in self.entries:
            below[entry.parent] = (*below.get(entry.parent, ()), entry.code)
        return below

    @property
    def offered(self) -> tuple[CodeEntry, ...]:
        """The entries a person may choose."""
        return tuple(entry for entry in self.entries if entry.code not in self.hidden)

    def entry(self, code: str) -> CodeEntry | None:
        """The entry of a code, hidden ones too."""
        return self._by_code.get(code)

    def label(self, code: str) -> str:
        """What the code is called; an unknown code is shown as it stands."""
        entry = self._by_code.get(code)
        return entry.label if entry else code

    def find(self, text: str) -> str | None:
        """The code a person means: by code, label, another word, or code and label side by side."""
        sought = fold(text)
        code = self._spellings.get(sought) or self._spellings.get(sought.removesuffix(self.title))
        if code is not None:
            return code
        for pattern in (_CODE_THEN_LABEL, _LABEL_THEN_CODE):
            pair = pattern.fullmatch(sought)
            if pair and (code := self._spellings.get(pair["code"])) == self._spellings.get(pair["label"]):
                return code
        return None

    def readings(self, number: int) -> frozenset[str]:
        """The codes a bare number may mean: a spreadsheet drops leading zeros, so 1 may be 01 or 1."""
        text = str(number)
        padded = {entry.code for entry in self.entries if entry.code.isdigit() and int(entry.code) == number}
        spoken = self._spellings.get(text)
        return frozenset(padded | ({spoken} if spoken else set()))

    def below(self, code: str) -> frozenset[str]:
        """The code and everything under it."""
        found = {code}
        waiting = [code]
        while waiting:
            fresh = [child for child in self._children.get(waiting.pop(), ()) if child not in found]
            found.update(fresh)
            waiting.extend(fresh)
        return frozenset(found)

    def top(self, code: str) -> str:
        """The code of the first level above this one (itself when it has no parent)."""
        seen = {code}
        while (entry := self._by_code.get(code)) and entry.parent and entry.parent not in seen:
            code = entry.parent
            seen.add(code)
        return code

    def extended(
        self,
        entries: Iterable[CodeEntry] = (),
        relabel: Mapping[str, str] | None = None,
        hidden: Iterable[str] = (),
    ) -> CodeList:
        """The list with local entries added, labels changed and codes hidden; codes are never re-keyed.

        The label before a change stays a word, so an old sheet is still understood.
        """
        new_labels = relabel or {}
        kept = [
            replace(e, label=new_labels[e.code], words=(*e.words, e.label)) if e.code in new_labels else e
            for e in self.entries
        ]
        kept.extend(entry for entry in entries if entry.code not in self)
        return CodeList(self.key, self.title, tuple(kept), self.hidden | frozenset(hidden))


_CODE_THEN_LABEL = re.compile(r"(?P<code>[0-9a-z]+)[-_.、,，:：/|]?(?P<label>[^0-9a-z].*)")
_LABEL_THEN_CODE = re.compile(r"(?P<label>.*[^0-9a-z(])\(?(?P<code>[0-9a-z]+)\)?")


@cache
def code_titles() -> dict[str, str]:
    """Key -> title of every built-in list."""
    with (RESOURCES / "codes" / "index.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["title"] for row in csv.DictReader(file)}


@cache
def code_list(key: str) -> CodeList:
    """A built-in list. An unknown key is our own mistake and raises KeyError."""
    title = code_titles()[key]
    with (RESOURCES / "codes" / f"{key}.csv").open(encoding="utf-8", newline="") as file:
        entries = tuple(
            CodeEntry(row["code"], row["label"], row["parent"], tuple(row["words"].split("|")) if row["words"] else ())
            for row in csv.DictReader(file)
        )
    return CodeList(key, title, entries)
