"""The start: heavy libraries wait until they are wanted, so an old office PC shows its window soon."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LATE = {"alembic", "docx", "lxml", "msoffcrypto", "numpy", "openpyxl", "PIL", "python_calamine", "reportlab",
        "sqlalchemy.orm", "xlsxwriter"}
TELL = "import json, sys; print(json.dumps(sorted(sys.modules)))"

WINDOW = """
import sys
from pathlib import Path
from desk import app
application = app.application(["desk"])
from desk.service import desk as desks
from desk.ui.parts.prefs import Prefs
desk = desks.open_desk(Path(sys.argv[1]), "start-up 1")
window = app.show(desk, Prefs())
application.processEvents()
shown = sorted(sys.modules)
window.back.settle()
window.close()
desk.close()
import json
print(json.dumps(shown))
"""


def modules(code: str, *words: str, config: Path) -> set[str]:
    """What is loaded when a fresh Python has run this."""
    told = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DESK_CONFIG": str(config)}
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, env=told, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_command_line_starts_light(tmp_path: Path) -> None:
    """Even the grammar of the commands needs neither Qt nor the database."""
    code = f"import desk.cli\ndesk.cli._parser()\n{TELL}"
    loaded = modules(code, config=tmp_path)
    assert loaded & (LATE | {"PySide6", "sqlalchemy", "sqlcipher3", "desk.records"}) == set()


def test_the_first_window_starts_light(tmp_path: Path) -> None:
    """Shown on a community, the window has loaded nothing that only papers, sheets or upgrades need."""
    from desk.service.desk import create

    desk, _ = create(tmp_path / "社区", "起步社区", "起步员", "start-up 1")
    desk.close()
    assert modules(WINDOW, str(tmp_path / "社区"), config=tmp_path / "config") & LATE == set()


@pytest.mark.parametrize(
    ("words", "status"),
    [(["--version"], 0), (["--help"], 0), (["no-such-command"], 2), (["find"], 2), (["list", "no-such-folder"], 3)],
)
def test_the_program_starts_and_ends_as_it_says(words: list[str], status: int, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "desk", *words], cwd=tmp_path, capture_output=True, encoding="utf-8",
                          env={**os.environ, "DESK_PASSWORD": "x"}, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
