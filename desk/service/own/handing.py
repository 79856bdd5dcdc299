"""The office's own ledgers, figures and categories as a file: from one community to another.

A street office that wants one more figure from each of its communities makes it once and hands it round.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.errors import Invalid
from desk.service.desk import Desk, made_specs
from desk.service.own.making import WORDS, Spec, keep, new_key

_FORM = "juwu-own-1"
_ORDER = ("category", "codes", "ledger", "figure", "breakdown")


@dataclass(frozen=True)
class Received:
    """What a file brought: titles taken in, and those that were here under the same name and stay as they are."""

    added: tuple[str, ...]
    known: tuple[str, ...]


def hand_out(desk: Desk, out: Path) -> int:
    """Write everything the office has made to a file; how many. No person's data is in it."""
    with desk.read() as conn:
        made = [one for one in made_specs(conn, desk.meta) if one["kind"] in WORDS]
    out.write_text(json.dumps({"form": _FORM, "made": made}, ensure_ascii=False, indent=1), "utf-8")
    return len(made)


def take_in(desk: Desk, file: Path) -> Received:
    """Take in what another office has made: all of it, or nothing.

    One with a name that is known here stays as it is here, and stands in for the other.
    Raises Invalid: not such a file, or something in it that cannot be in force here.
    """
    with desk.read() as conn:
        here = made_specs(conn, desk.meta)
    ours = {(one["kind"], _title(one)): one["key"] for one in here}
    taken = {one["key"] for one in here}
    coming = sorted(_read(file), key=lambda one: _ORDER.index(one["kind"]))
    keys: dict[str, str] = {}
    for one in coming:
        keys[one["key"]] = ours.get((one["kind"], _title(one))) or (
            new_key(taken) if one["key"] in taken else one["key"])
        taken.add(keys[one["key"]])
    fresh = [one for one in coming if (one["kind"], _title(one)) not in ours]
    if fresh:
        keep(desk, [_renamed(one, keys) for one in fresh], "收入别处做的台账和指标")
    return Received(tuple(_title(one) for one in fresh), tuple(_title(one) for one in coming if one not in fresh))


def _title(one: Spec) -> str:
    return str(one.get("title", one["key"]))


def _renamed(value: Any, keys: Mapping[str, str]) -> Any:
    """The same with other keys; the office's own keys stand in no other text."""
    if isinstance(value, str):
        return re.sub(r"\bown_\d+\b", lambda found: keys.get(found.group(), found.group()), value)
    if isinstance(value, list):
        return [_renamed(one, keys) for one in value]
    if isinstance(value, dict):
        return {name: _renamed(one, keys) for name, one in value.items()}
    return value


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        document = json.loads(file.read_text("utf-8"))
        made = [dict(one) for one in document["made"]]
        if all(one["kind"] in _ORDER and isinstance(one["key"], str) for one in made) and document["form"] == _FORM:
            return made
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Invalid("own_file", f"「{file.name}」里没有从居务台存出的台账和指标")
