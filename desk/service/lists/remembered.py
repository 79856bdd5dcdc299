"""What the office chose the last time: how a ledger goes out, and what the columns of a sender's sheet mean.

Kept among the community's own settings, as JSON by topic; no personal data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.service.desk import Desk
from desk.service.imports.model import Preview
from desk.service.imports.reading import Mapped
from desk.service.imports.senders import by_place, by_title, marks

SHEETS = 60
"""Kinds of sheets that are remembered; the oldest goes first."""
_MARKS = 4
"""By how many marks a sender may be known."""
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


def keep_columns(desk: Desk, preview: Preview, mapping: Mapped, sender: str = "") -> None:
    """Keep what the user said that columns mean, for the sender's next sheet.

    The sender is known by what the sheet says of itself (`senders.marks`), and by the name `sender` when one is given.
    """
    known = recall(desk, _MAPPINGS)
    for table in preview.tables:
        there = {one.column for one in table.columns}
        own = {column: key for column, key in mapping.get(table.sheet, {}).items() if column in there}
        if own:
            kept = {"record": table.record, "titles": by_title(table, own), "file": preview.file}
            for mark in [*([f"name:{sender}"] if sender else []), *marks(desk, preview, table)]:
                known.pop(mark, None)
                known[mark] = kept
    remember(desk, _MAPPINGS, dict(list(known.items())[-SHEETS * _MARKS:]))


@dataclass(frozen=True)
class KnownColumns:
    """What the columns of a sender's sheet meant the last time, by sheet and column; in which file that was."""

    record: str
    columns: dict[str, dict[int, str]]
    file: str


def known_columns(desk: Desk, preview: Preview, sender: str = "") -> KnownColumns | None:
    """What was kept for sheets of this sender: the one named, else the one that the sheet's heads, its unit or its
    file's name tell; None for nobody known, or where no column of this sheet was meant."""
    known = recall(desk, _MAPPINGS)
    record, made, file = "", {}, ""
    for table in preview.tables:
        kept = next((known[mark] for mark in ([f"name:{sender}"] if sender else marks(desk, preview, table))
                     if "titles" in known.get(mark, {})), None)
        if kept and (own := by_place(table, kept["titles"])):
            record, file = record or str(kept["record"]), file or str(kept["file"])
            made[table.sheet] = own
    return KnownColumns(record, made, file) if record in desk.catalog.records else None
