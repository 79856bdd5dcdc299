"""Where the files that travel with the program lie."""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _base() -> Path:
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", _HERE.parent))
    installed = _HERE / "_shipped"
    return installed if installed.is_dir() else _HERE.parent


RESOURCES = _base() / "resources"
FORMS = _base() / "forms"
