"""Photos and papers attached to records: kept encrypted, named by their content."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from desk.service.desk import Desk
from desk.service.lists.exporting import log_export


def keep(desk: Desk, path: Path) -> str:
    """Keep a copy of a file; the reference that a record's field holds. Raises Trouble or Invalid (too large)."""
    return desk.attachments.put(path, path.name)


def name(desk: Desk, ref: str) -> str:
    """The name it was attached under."""
    return desk.attachments.name(ref)


def get(desk: Desk, ref: str) -> bytes:
    """Its content. Raises Trouble when it is missing or damaged."""
    return desk.attachments.get(ref)


def take_out(desk: Desk, ref: str) -> Path:
    """A plain copy to be opened by another program; it goes when this program ends."""
    folder = Path(tempfile.mkdtemp(prefix="juwu-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    out = folder / Path(name(desk, ref) or "附件").name
    out.write_bytes(get(desk, ref))
    log_export(desk, "打开附件", 1, True, "查看")
    return out
