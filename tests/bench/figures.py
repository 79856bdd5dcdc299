"""All figures of a year over 30,000 residents, in CPU seconds of a cold process. Run by hand:

    python tests/bench/figures.py [FOLDER of a practice community of 30,000] [FOLDER of one of 3,000]

Promised: at most 1.0 s beyond start-up, with five years of 5,000 events each; ten times the residents at most twelve
times the work. A practice community has many more events a year: it is measured as it is, and once more thinned to
the promised number (in a copy; the rows taken out still lie in the file).
Without folders the communities are made first, which takes more than a minute.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from desk.service.desk import open_desk

TODAY, YEAR, RUNS = "2026-06-30", "2025", 5
A_YEAR = 5_000
"""The events of one year that the promise speaks of."""
ENV = {**os.environ, "DESK_TODAY": TODAY}


def cpu(*words: str) -> float:
    """CPU seconds of a command in a process of its own, the least of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        subprocess.run([sys.executable, "-m", "desk", *words], env=ENV, check=True, stdout=subprocess.DEVNULL)
        best = min(best, sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before)
    return best


def made(folder: Path, residents: int) -> str:
    if not folder.exists():
        words = [sys.executable, "-m", "desk", "demo", str(folder), "--residents", str(residents), "--today", TODAY]
        subprocess.run(words, env=ENV, check=True, stdout=subprocess.DEVNULL)
    return str(folder)


def beyond(folder: str) -> float:
    """The work of all figures, without starting, opening and declaring."""
    return cpu("figures", folder, "--year", YEAR, "--json") - cpu("fields", folder, "visit")


def events(folder: str, most: int = 0) -> int:
    """How many events of the year the community holds; with `most`, all years are then thinned to so many a year."""
    desk = open_desk(Path(folder))
    try:
        with desk.write("thinned") as writer:
            run = writer.conn.exec_driver_sql
            dated = [(one.table, one.event) for one in desk.catalog.records.values() if one.event and not one.part_of]
            held = sum(int(run(f'SELECT count(*) FROM "{table}" WHERE deleted = 0 AND substr("{day}", 1, 4) = ?',
                               (YEAR,)).scalar_one()) for table, day in dated)
            for table, _ in dated if most else ():
                run(f'UPDATE "{table}" SET deleted = 1 WHERE id * 7919 % ? >= ?', (held, most))
        return held
    finally:
        desk.close()


def thinned(folder: str, into: Path) -> str:
    """A copy with as many events a year as promised."""
    shutil.copytree(folder, into)
    events(str(into), A_YEAR)
    return str(into)


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        given = [Path(word) for word in sys.argv[1:3]]
        large, small = (given + [Path(scratch) / "large", Path(scratch) / "small"][len(given):])[:2]
        whole, tenth = made(large, 30_000), made(small, 3_000)
        promised = thinned(whole, Path(scratch) / "thinned")
        for folder in (whole, promised):
            sys.stdout.write(f"30,000 residents, {events(folder):,} events in {YEAR}: {beyond(folder):.2f} s of CPU"
                             " beyond start-up\n")
        sys.stdout.write(f"  (promised: 1.0 with {A_YEAR:,} events a year)\n")
        times = beyond(whole) / beyond(tenth)
        sys.stdout.write(f"ten times the residents: {times:.1f} times the work (promised: 12)\n")


if __name__ == "__main__":
    main()
