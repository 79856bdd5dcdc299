"""The office for the story; an application for what is tried without a screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from story_office import Office
from story_screen import missing_tools

from desk.app import application


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Needs an X server and a program that presses its keys; CI must have them."""
    if lacking := missing_tools():
        said = f"the story needs these Debian packages: {' '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    made = Office(tmp_path, request.module.LETTERS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application(["desk"])
