"""A template's sentence as plain text that an office can edit, and back.

A line is a clause; on paper the clauses are joined by commas. A figure is 「{受理件数}」, its growth
「{受理件数：增减}」 or 「{受理件数：同比}」. What stands in 〔〕 says when a clause is written:

    〔开头〕今年以来
    〔有才写〕受理{受理件数}〔没有时写：没有受理事项〕
    〔有{受理件数}才写〕满意率{满意率}〔全部时写：评价全部满意〕
    〔大的先写，最多3类：代办{代办事项件数}、求助{求助件数}〕

A line without a mark is written always, noughts too. Nothing is refused here: what cannot be read
stays text, and `drafting.mistakes` says so at its place; `Read.shown` tells where that is in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.spec.report import clauses_of

SLOT = re.compile(r"\{(?P<form>[@+~]?)(?P<name>[^{}@+~][^{}]*?)(?P<how>：(?:增减|同比|只写数|文字)|:[nt])?\}")
_HOW = {"增减": ("+", ""), "同比": ("~", ""), "只写数": ("", ":n"), "文字": ("", ":t")}
"""Ways to write a figure: what stands before and behind its key."""
_WORDS = {form: f"：{word}" for word, form in _HOW.items()}

MARK = re.compile(r"〔(?:(?P<lead>开头)|(?P<some>有才写)|有\{(?P<only>[^{}〔〕]+)\}才写|没有时写：(?P<none>[^〔〕]*)"
                  r"|全部时写：(?P<full>[^〔〕]*)|大的先写(?:，最多(?P<top>\d+)类)?：(?P<kinds>[^〔〕]*))〕")
ANY_MARK = re.compile(r"〔[^〔〕]*[^〔〕\d][^〔〕]*〕|〔[^〔〕]*$|〔(?=[^〔〕]*〔)|(?:(?<=^)|(?<=〕))[^〔〕]*〕")
"""Brackets that look like a mark; 〔2026〕 is the year of a paper's number and no mark."""
_CHAPTER = re.compile(r"〔归在：([^〔〕]*)〕")
_KIND = re.compile(r"(?P<name>[^{}、]*)\{(?P<key>[^{}]+)\}")


@dataclass(frozen=True)
class Piece:
    """Characters start..end of a part of a stored clause (-1: of the sentence) stand at first..last of the text."""

    clause: int
    part: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Read:
    """A sentence as it is stored, without its ticks, and where each part of it stands in the text."""

    sentence: dict[str, Any]
    pieces: tuple[Piece, ...]

    def shown(self, clause: int, part: str, start: int, end: int) -> tuple[int, int]:
        """Where a place of the stored sentence stands in the text."""
        own = [p for p in self.pieces if (p.clause, p.part) == (clause, part)]
        hit = [p for p in own if p.start < end and start < p.end]
        if not hit:
            return (0, 0)
        first, last = hit[0], hit[-1]
        same = first.end - first.start == first.last - first.first
        begin = first.first + (max(start - first.start, 0) if same else 0)
        same = last.end - last.start == last.last - last.first
        return begin, last.last - (max(last.end - end, 0) if same else 0)


# to read


def words(text: str, titles: Mapping[str, str]) -> str:
    """A stored text with the figures' titles (by key) in place of their keys."""
    def told(slot: re.Match[str]) -> str:
        form, how = slot["form"], slot["how"] or ""
        title = titles.get(slot["name"], slot["name"])
        return f"{{@{title}}}" if form == "@" else f"{{{title}{_WORDS.get((form, how), how)}}}"

    return SLOT.sub(told, text)


def write(sentence: Any, titles: Mapping[str, str]) -> str:
    """A stored sentence as text."""
    lines = []
    if isinstance(sentence, Mapping) and sentence.get("lead"):
        lines.append(f"〔开头〕{words(sentence['lead'], titles)}")
    lines += [_line({"text": one} if isinstance(one, str) else one, titles) for one in clauses_of(sentence)]
    return "\n".join(lines)


def _line(clause: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    text = str(clause["text"])
    some = "〔有才写〕" if not clause.get("zero") and _counts(text) else ""
    only = f"〔有{{{titles.get(clause['only'], clause['only'])}}}才写〕" if clause.get("only") else ""
    made = words(text.replace("{kinds}", "\0"), titles)
    if clause.get("kinds"):
        top = f"，最多{clause['top']}类" if clause.get("top") else ""
        named = "、".join(f"{name}{{{titles.get(key, key)}}}" for name, key in clause["kinds"])
        made = made.replace("\0", f"〔大的先写{top}：{named}〕", 1)
    none, full = (f"〔{mark}时写：{words(clause[part], titles)}〕" if clause.get(part) else ""
                  for mark, part in (("没有", "none"), ("全部", "full")))
    return f"{only}{some}{made.replace(chr(0), '{kinds}')}{none}{full}"


def _counts(text: str) -> bool:
    """Whether a clause has a figure that decides about it."""
    return any(slot["form"] != "@" and slot["name"] != "kinds" for slot in SLOT.finditer(text))


# to store


def read(text: str, titles: Mapping[str, str]) -> Read:
    """A sentence from its text."""
    reader = _Reader({title: key for key, title in titles.items()})
    at = 0
    for line in text.split("\n"):
        if line.strip():
            reader.line(line, at)
        at += len(line) + 1
    made: dict[str, Any] = {"clauses": reader.clauses}
    if reader.lead:
        made["lead"] = reader.lead
    return Read(made, tuple(reader.pieces))


class _Reader:
    """Takes line after line."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.keys, self.lead = keys, ""
        self.clauses: list[Any] = []
        self.pieces: list[Piece] = []

    def line(self, line: str, at: int) -> None:
        clause: dict[str, Any] = {"text": ""}
        number, last, is_lead = len(self.clauses), 0, False
        for mark in MARK.finditer(line):
            self._add(clause, number, "text", line[last:mark.start()], at + last)
            last = mark.end()
            if mark["lead"] and not self.lead:
                is_lead = True
            elif not self._mark(clause, number, mark, at):
                last = mark.start()
        self._add(clause, number, "text", line[last:], at + last)
        clause["text"] = clause["text"].rstrip()
        if is_lead and set(clause) == {"text"}:
            self.lead = clause["text"]
            self.pieces = [Piece(-1, "lead", p.start, p.end, p.first, p.last) if p.clause == number else p
                           for p in self.pieces]
        else:
            self.clauses.append(_tidy(clause))

    def _mark(self, clause: dict[str, Any], number: int, mark: re.Match[str], at: int) -> bool:
        """What a mark says; False where it cannot be, and stays text."""
        part = str(mark.lastgroup)
        if part == "top":
            part = "kinds"
        if part in clause or part == "lead":
            return False
        if part == "some":
            clause["some"] = True
        elif part == "only":
            clause["only"] = self.keys.get(mark["only"], mark["only"])
            self.pieces.append(Piece(number, "only", 0, 1, at + mark.start(), at + mark.end()))
        elif part == "kinds":
            return self._kinds(clause, number, mark, at)
        else:
            clause[part] = ""
            self._add(clause, number, part, mark[part], at + mark.start(part))
        return True

    def _kinds(self, clause: dict[str, Any], number: int, mark: re.Match[str], at: int) -> bool:
        found = list(_KIND.finditer(mark["kinds"]))
        if not found or "、".join(one[0] for one in found) != mark["kinds"]:
            return False
        clause["kinds"] = [[one["name"], self.keys.get(one["key"], one["key"])] for one in found]
        if mark["top"]:
            clause["top"] = int(mark["top"])
        first = at + mark.start("kinds")
        self.pieces += [Piece(number, "kinds", i, i + 1, first + one.start(), first + one.end())
                        for i, one in enumerate(found)]
        self._put(clause, number, "text", "{kinds}", at + mark.start(), at + mark.end())
        return True

    def _add(self, clause: dict[str, Any], number: int, part: str, text: str, at: int) -> None:
        """Text with figures by their titles is added to a part."""
        last = 0
        for slot in SLOT.finditer(text):
            self._put(clause, number, part, text[last:slot.start()], at + last, at + slot.start())
            self._put(clause, number, part, self._slot(slot), at + slot.start(), at + slot.end())
            last = slot.end()
        self._put(clause, number, part, text[last:], at + last, at + len(text))

    def _put(self, clause: dict[str, Any], number: int, part: str, text: str, first: int, last: int) -> None:
        if text:
            start = len(clause[part])
            clause[part] += text
            self.pieces.append(Piece(number, part, start, start + len(text), first, last))

    def _slot(self, slot: re.Match[str]) -> str:
        how = slot["how"] or ""
        form, behind = _HOW.get(how.removeprefix("："), (slot["form"], how))
        return f"{{{form}{self.keys.get(slot['name'], slot['name'])}{behind}}}"


def _tidy(clause: dict[str, Any]) -> Any:
    """A clause as our own templates hold it: a bare text where it is no more than that."""
    some = clause.pop("some", False)
    if not some and (_counts(clause["text"]) or "kinds" not in clause):
        clause["zero"] = True
    return clause["text"] if set(clause) == {"text"} else clause


def heading(section: Mapping[str, Any]) -> str:
    """A section's heading as text: 「〔归在：主要工作〕便民服务」 where it stands under a chapter."""
    chapter = section.get("chapter")
    return f"〔归在：{chapter}〕{section['heading']}" if chapter else str(section["heading"])


def read_heading(text: str) -> dict[str, str]:
    """The heading and the chapter of a section."""
    mark = _CHAPTER.match(text.strip())
    rest = text.strip()[mark.end():] if mark else text
    return {"heading": rest.replace("\n", "").strip(), "chapter": mark[1].strip() if mark else ""}


def brief(text: str) -> str:
    """A sentence's text in one line, for a list: what its marks hold beside the clauses is left out."""
    lines = [MARK.sub(lambda m: m["kinds"] or "", line).strip() for line in text.split("\n")]
    lead = lines.pop(0) if text.startswith("〔开头〕") else ""
    return lead + "，".join(filter(None, lines))
