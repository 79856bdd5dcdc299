"""The databases of each release, kept under `databases/NNNN`: made once by the program of that release.

``python tests/store/old_database.py`` writes the one of the present schema: twenty invented
people and what hangs on them. A committed one is never made anew: it must open for ever.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent / "databases"
PASSWORD = "老社区的门牌"
DAY = "2026-06-30"


def main() -> None:
    """Write the database of the present schema."""
    os.environ |= {"DESK_TODAY": DAY, "DESK_PASSWORD": PASSWORD}
    from desk.practice.community import practice
    from desk.service.jobs import run
    from desk.store import schema

    path = HERE / schema.head()
    made = run(practice(path, residents=20, seed=20, today=DAY))
    made.set(name="老社区")
    made.close()
    for folder in ("attachments", "backups"):
        shutil.rmtree(path / folder)
    sys.stdout.write(f"{path}: {sum(f.stat().st_size for f in path.iterdir()) >> 10} KiB\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent.parent))
    main()
