"""What is written down about our own mistakes.

The log never holds personal data: of an exception it keeps the type and the places in the
program, not its message, which may quote a record.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

log = logging.getLogger("desk.ui")


def note(error: BaseException) -> None:
    """Write down the type and the places of an error, not its message."""
    places = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(p.filename).parent.name}/{Path(p.filename).name}:{p.lineno} {p.name}" for p in places]
    log.error("%s at %s", type(error).__name__, " < ".join(reversed(lines[-12:])))
