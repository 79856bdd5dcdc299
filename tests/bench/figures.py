"""All figures of a year over 30,000 residents, in CPU seconds of a cold process. Run by hand:

    python tests/bench/figures.py [FOLDER of a practice community of 30,000] [FOLDER of one of 3,000]

Promised: at most 1.0 s beyond start-up; ten times the residents at most twelve times the work.
Without folders the communities are made first, which takes more than a minute.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

TODAY, YEAR, RUNS = "2026-06-30", "2025", 5
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


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        given = [Path(word) for word in sys.argv[1:3]]
        large, small = (given + [Path(scratch) / "large", Path(scratch) / "small"][len(given):])[:2]
        much, little = beyond(made(large, 30_000)), beyond(made(small, 3_000))
    sys.stdout.write(f"30,000 residents: {much:.2f} s of CPU beyond start-up (promised: 1.0)\n")
    sys.stdout.write(f"ten times the residents: {much / little:.1f} times the work (promised: 12)\n")


if __name__ == "__main__":
    main()
