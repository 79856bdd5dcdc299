"""Photos and papers attached to records: kept encrypted, named by their content."""

from __future__ import annotations

from pathlib import Path

from desk.service.desk import Desk


def put(desk: Desk, path: Path) -> str:
    """Keep a copy of a file; the reference that a record's field holds. Raises Trouble or Invalid (too large)."""
    return desk.attachments.put(path, path.name)


def name(desk: Desk, ref: str) -> str:
    """The name it was attached under."""
    return desk.attachments.name(ref)


def get(desk: Desk, ref: str) -> bytes:
    """Its content. Raises Trouble when it is missing or damaged."""
    return desk.attachments.get(ref)


def save_as(desk: Desk, ref: str, out: Path) -> None:
    """Write the content to a file of the person's choice."""
    from desk.store.place import write_file

    write_file(out, [desk.attachments.get(ref)])
