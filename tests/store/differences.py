"""Where the present program reads the old office otherwise than the program that made it (see `old_office`).

``python tests/store/differences.py`` prints the differences that stand now.
``python tests/store/differences.py "why"`` writes them to `databases/differences.tsv`: known lines keep their reasons,
lines that no longer differ go, new ones and those whose value is another now get this reason.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from old_office import FOLDER, HERE, PASSWORD, TODAY, WORKER, everything_read

if TYPE_CHECKING:
    from desk.service.desk import Desk

TABLE = HERE / "databases" / "differences.tsv"
GONE = "gone"
Key = tuple[str, str]
"""A reading and a figure's or ledger's key."""


@dataclass(frozen=True)
class Difference:
    """What the old program read and what the present one reads, as text; why they differ."""

    old: str
    new: str
    why: str = ""


def opened(folder: Path) -> Desk:
    """A copy of the old office in a folder, brought up to date."""
    from desk.service.desk import open_desk

    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("readings.json"))
    return open_desk(folder, PASSWORD, WORKER)


def recorded() -> dict[str, Any]:
    """What the old program read."""
    found: dict[str, Any] = json.loads((FOLDER / "readings.json").read_text("utf-8"))
    return found


def standing(desk: Desk) -> dict[Key, Difference]:
    """The differences that stand now; what the old program did not have is none."""
    old, new = flat(recorded()), flat(everything_read(desk))
    texts = {key: (text(value), text(new[key]) if key in new else GONE) for key, value in old.items()}
    return {key: Difference(*pair) for key, pair in texts.items() if pair[0] != pair[1]}


def flat(readings: dict[str, Any]) -> dict[Key, Any]:
    """Readings by name and key; those of the ledgers are called `ledger`."""
    return {(name, key): value for name, own in (*readings["figures"].items(), ("ledger", readings["ledgers"]))
            for key, value in own.items()}


def text(value: float | None) -> str:
    """A value as the table writes it."""
    return "unknown" if value is None else f"{value:.10g}"


def table() -> dict[Key, Difference]:
    """The named differences."""
    lines = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return {(reading, key): Difference(*rest) for reading, key, *rest in lines[1:]}


def write(found: dict[Key, Difference], why: str) -> None:
    """Write the differences with their known reasons, else `why`."""
    lines = TABLE.read_text("utf-8").splitlines()
    head = lines[:next(at for at, line in enumerate(lines) if line[:1] != "#") + 1]
    known = table()
    for key, one in sorted(found.items(), key=lambda item: item[0][::-1]):
        before = known.get(key)
        same = before is not None and (before.old, before.new) == (one.old, one.new)
        reasons = [before.why] if same and before else [*([before.why] if before else []), why]
        head.append("\t".join((*key, one.old, one.new, "; ".join(dict.fromkeys(reasons)))))
    TABLE.write_text("\n".join(head) + "\n", "utf-8")


def main(why: str = "") -> None:
    os.environ["DESK_TODAY"] = TODAY
    with TemporaryDirectory() as folder:
        desk = opened(Path(folder) / "office")
        found = standing(desk)
        desk.close()
    if why:
        write(found, why)
    for (reading, key), one in sorted(found.items()):
        sys.stdout.write(f"{reading}\t{key}\t{one.old}\t{one.new}\n")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    main(*sys.argv[1:2])
