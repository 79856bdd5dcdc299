"""What the words of a record's texts say of its typed fields, and the marks of what was so found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desk.kinds import Code, CodeList, Codes
from desk.kinds.base import Kind
from desk.spec.column import Field, Inference

_LEAST = 2
"""Characters of a word that may tell: one alone stands in too many others."""
BLANK = (None, "")


def infer(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of blank fields that the texts among the values tell; what says two things tells nothing."""
    found: dict[str, Any] = {}
    for key, field in fields.items():
        if field.inference is not None and values.get(key) in BLANK:
            text = "\n".join(str(values[one]) for one in field.inference.sources if values.get(one))
            if text and (value := _read(field.kind, field.inference, text)) is not None:
                found[key] = value
    return found


def _read(kind: Kind, inference: Inference, text: str) -> Any:
    meant = list(dict.fromkeys(value for word, value in _words(kind, inference) if word in text))
    if isinstance(kind, Code | Codes):
        meant = _lowest(kind.codes, meant)
    if isinstance(kind, Codes):
        return ",".join(meant) or None
    return meant[0] if len(meant) == 1 else None


def _words(kind: Kind, inference: Inference) -> Iterator[tuple[str, Any]]:
    if inference.words:
        yield from inference.words
    elif isinstance(kind, Code | Codes):
        for entry in kind.codes.offered:
            yield from ((word, entry.code) for word in (entry.label, *entry.words) if len(word) >= _LEAST)


def _lowest(codes: CodeList, found: list[str]) -> list[str]:
    """Without the codes that stand above another of them."""
    return [one for one in found if not any(other != one and other in codes.below(one) for other in found)]


def marks(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a stored row that were inferred and not confirmed."""
    return tuple(str(row["inferred"]).split(",")) if row.get("inferred") else ()


def marked(keys: Iterable[str]) -> str | None:
    """The marks as a row stores them."""
    return ",".join(keys) or None


def inferred(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """`infer`, with the marks of what was found."""
    found = infer(fields, values)
    return found | ({"inferred": marked((*marks(values), *found))} if found else {})
