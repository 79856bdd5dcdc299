"""XML edited as text, so that everything nobody meant to change stays letter for letter.

Only for the parts of workbooks: no entity is ever expanded, elements are found by their local names, whatever prefix
the writing program chose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from desk.sheets.refusals import refuse

_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|<(?P<close>/?)(?P<prefix>[\w.\-]+:)?(?P<name>[\w.\-]+)(?P<attrs>(?:[^>\"'/]|\"[^\"]*\"|'[^']*'|/(?!>))*)(?P<empty>/?)>",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Element:
    """Where an element stands: `start`..`end` the whole, `inner`..`close` what is inside."""

    text: str
    start: int
    inner: int
    close: int
    end: int
    prefix: str

    @property
    def whole(self) -> str:
        return self.text[self.start : self.end]

    @property
    def head(self) -> str:
        """The opening tag."""
        return self.text[self.start : self.inner]

    @property
    def body(self) -> str:
        return self.text[self.inner : self.close]

    def get(self, name: str) -> str | None:
        """An attribute's value; None where there is none."""
        return attribute(self.head, name)


def decode(data: bytes) -> tuple[str, str]:
    """The text of a part and its encoding. Raises Invalid("book_damaged")."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    if not encoding:
        told = re.match(rb"<\?xml[^>]*encoding=[\"']([\w.\-]+)", data[:200])
        encoding = told.group(1).decode("ascii") if told else "utf-8"
    try:
        return data.decode(encoding), encoding
    except (UnicodeDecodeError, LookupError) as error:
        raise refuse("book_damaged") from error


def elements(text: str, *names: str, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The elements with one of these local names, outermost first found, in order."""
    wanted = frozenset(names)
    depth, opened = 0, None
    for tag in _TAG.finditer(text, start, len(text) if end is None else end):
        name = tag["name"]
        if name not in wanted:
            continue
        if opened is None:
            if tag["close"]:
                continue
            if tag["empty"]:
                yield Element(text, tag.start(), tag.end(), tag.end(), tag.end(), tag["prefix"] or "")
            else:
                opened, depth = tag, 1
        elif name == opened["name"] and not tag["empty"]:
            depth += -1 if tag["close"] else 1
            if depth == 0:
                yield Element(text, opened.start(), opened.end(), tag.start(), tag.end(), opened["prefix"] or "")
                opened = None


def first(text: str, *names: str, start: int = 0) -> Element | None:
    """The first element with one of these local names."""
    return next(elements(text, *names, start=start), None)


@lru_cache(maxsize=64)
def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf"(\s)((?:[\w.\-]+:)?{re.escape(name)})\s*=\s*(\"[^\"]*\"|'[^']*')")


def attribute(head: str, name: str) -> str | None:
    """The attribute of an opening tag."""
    found = _attribute(name).search(head)
    return unescape(found.group(3)[1:-1]) if found else None


def with_attribute(head: str, name: str, value: str | None) -> str:
    """The opening tag with an attribute set, or taken away by None; the others stay as they stand."""
    found = _attribute(name).search(head)
    if value is None:
        return head[: found.start()] + head[found.end() :] if found else head
    quoted = f'"{escape(value)}"'
    if found:
        return head[: found.start(3)] + quoted + head[found.end(3) :]
    cut = len(head) - (2 if head.endswith("/>") else 1)
    return f"{head[:cut].rstrip()} {name}={quoted}{head[cut:]}"


def replaced(text: str, names: tuple[str, ...], change: Callable[[Element], str]) -> str:
    """The text with each element put through `change`, which gives its whole new text."""
    parts: list[str] = []
    at = 0
    for one in elements(text, *names):
        parts += [text[at : one.start], change(one)]
        at = one.end
    return "".join([*parts, text[at:]]) if at else text


def with_body(element: Element, body: str) -> str:
    """The element with another text inside."""
    return element.head + body + element.text[element.close : element.end]


def with_head(element: Element, name: str, value: str) -> str:
    """The element with an attribute set."""
    return with_attribute(element.head, name, value) + element.text[element.inner : element.end]


def escape(text: str) -> str:
    """Text as it may stand in XML, in an element or in double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def unescape(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED.get(name, found.group(0))
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
