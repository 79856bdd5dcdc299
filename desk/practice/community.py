"""A practice community: invented people and five years of records, to train on."""

from __future__ import annotations

import os
from pathlib import Path

from desk import clock
from desk.practice.populate import populate
from desk.service.desk import Desk, create
from desk.service.jobs import Job, Step
from desk.spec.dates import shifted
from desk.store.keys import PRACTICE_PASSWORD

NAME = "阳光社区"


def practice(path: Path, residents: int = 2597, seed: int = 1, today: str = "") -> Job[Desk]:
    """Make one. Same residents, seed and day give the same content.

    Its password is "demo" unless DESK_PASSWORD says another. Raises Invalid for a folder that
    is not empty; nothing is left behind after a cancel.
    """
    day = today or clock.today().isoformat()
    desk, _ = create(path, NAME, "练习员", os.environ.get("DESK_PASSWORD") or PRACTICE_PASSWORD, practice=True)
    try:
        desk.set(started=shifted(day, years=-5))
        with desk.write("练习数据") as writer:
            for done, total, text in populate(writer, residents=residents, seed=seed, today=day):
                yield Step(done, total, text)
    except BaseException:
        desk.close()
        for file in sorted(path.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        raise
    return desk
