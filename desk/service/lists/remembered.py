"""What the office chose the last time: how a ledger goes out, and what the columns of a sender's sheet mean.

Kept among the community's own settings, as JSON by topic; no personal data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.service.desk import Desk
from desk.service.imports.model import ParsedTable, Preview
from desk.service.imports.reading import Mapped

SHEETS = 60
"""Kinds of sheets that are remembered; the oldest goes first."""
_MAPPINGS = "import_columns"


@dataclass(frozen=True)
class Way:
    """How a list goes to somebody: with whole numbers or masked, and what for."""

    full: bool = False
    purpose: str = ""


@dataclass(frozen=True)
class Outgoing:
    """How a ledger went out: its columns (none: all), to whom the last time, and the way for each receiver."""

    columns: tuple[str, ...] = ()
    receiver: str = ""
    ways: Mapping[str, Way] = field(default_factory=dict)


def recall(desk: Desk, topic: str) -> dict[str, Any]:
    """What was kept of a topic; {} where nothing was, or where it is damaged."""
    try:
        kept = json.loads(desk.settings.get(topic, "{}"))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(desk: Desk, topic: str, kept: Mapping[str, Any]) -> None:
    """Keep it; what is known already is not written again."""
    text = json.dumps(kept, ensure_ascii=False)
    if desk.settings.get(topic) != text:
        desk.set(**{topic: text})


def outgoing(desk: Desk, ledger: str) -> Outgoing:
    """How the ledger went out before."""
    kept = recall(desk, f"export:{ledger}")
    ways = {to: Way(bool(way.get("full")), str(way.get("purpose", ""))) for to, way in kept.get("ways", {}).items()}
    return Outgoing(tuple(kept.get("columns", ())), str(kept.get("receiver", "")), ways)


def went_out(desk: Desk, ledger: str, columns: tuple[str, ...], receiver: str, way: Way) -> None:
    """Keep how the ledger goes out."""
    known = outgoing(desk, ledger)
    ways = {**known.ways, receiver: way}
    remember(desk, f"export:{ledger}", {
        "columns": columns, "receiver": receiver,
        "ways": {to: {"full": one.full, "purpose": one.purpose} for to, one in ways.items()}})


def _signature(table: ParsedTable) -> str:
    """A sender's sheet is known by its titles."""
    return "｜".join(one.title for one in table.columns)


def keep_columns(desk: Desk, preview: Preview, mapping: Mapped) -> None:
    """Keep what the user said that columns mean, for the next sheet with the same titles."""
    known = recall(desk, _MAPPINGS)
    for table in preview.tables:
        if own := mapping.get(table.sheet):
            there = {one.column for one in table.columns}
            said = {str(column): key for column, key in own.items() if column in there}
            known.pop(_signature(table), None)
            known[_signature(table)] = {"record": table.record, "columns": said, "file": preview.file}
    remember(desk, _MAPPINGS, dict(list(known.items())[-SHEETS:]))


@dataclass(frozen=True)
class KnownColumns:
    """What the columns of a sender's sheet meant the last time, by sheet and column; in which file that was."""

    record: str
    columns: dict[str, dict[int, str]]
    file: str


def known_columns(desk: Desk, preview: Preview) -> KnownColumns | None:
    """What was kept for sheets with these titles."""
    known = recall(desk, _MAPPINGS)
    record, made, file = "", {}, ""
    for table in preview.tables:
        if kept := known.get(_signature(table)):
            record, file = record or str(kept["record"]), file or str(kept.get("file", ""))
            made[table.sheet] = {int(column): str(key) for column, key in kept["columns"].items()}
    return KnownColumns(record, made, file) if record in desk.catalog.records else None
