"""What the window remembers about its user: text size, last folder, place on the screen. No personal data."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from platformdirs import user_config_dir, user_data_dir

_FILE = "window.json"


@dataclass
class Prefs:
    """Kept in the user's configuration folder (DESK_CONFIG replaces it in tests)."""

    percent: int = 100
    folder: str = ""
    geometry: str = ""
    widths: dict[str, list[int]] = field(default_factory=dict)

    def save(self) -> None:
        """Write it down; where that cannot be done the window just forgets."""
        try:
            config_dir().mkdir(parents=True, exist_ok=True)
            fresh = config_dir() / f"{_FILE}.new"
            fresh.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
            os.replace(fresh, config_dir() / _FILE)
        except OSError:
            return


def config_dir() -> Path:
    """The folder of the window's own settings."""
    return Path(os.environ.get("DESK_CONFIG") or user_config_dir("juwu-desk", appauthor=False))


def default_folder() -> Path:
    """Where a community is kept when nobody says otherwise."""
    return Path(os.environ.get("DESK_CONFIG") or user_data_dir("juwu-desk", appauthor=False)) / "居务台资料"


def load() -> Prefs:
    """What was remembered; a damaged file counts as nothing."""
    try:
        data = json.loads((config_dir() / _FILE).read_text(encoding="utf-8"))
        usual = asdict(Prefs())
        return Prefs(**{key: data[key] for key, value in usual.items() if type(data.get(key)) is type(value)})
    except (OSError, ValueError, AttributeError):
        return Prefs()
