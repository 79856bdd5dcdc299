"""Jobs: result, refusal, cancel; progress only when it takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk.errors import Cancelled, Invalid
from desk.service.jobs import Step
from desk.ui.parts import jobs


def counting(steps: int, pause: float, log: list[str]) -> Generator[Step, None, int]:
    try:
        for done in range(steps):
            time.sleep(pause)
            yield Step(done, steps, f"第 {done} 步")
        return steps
    except GeneratorExit:
        log.append("rolled back")
        raise


@pytest.mark.parametrize("here", [False, True])
def test_result(qtbot: QtBot, here: bool) -> None:
    assert jobs.run(None, "计数", counting(3, 0, []), here=here) == 3


def test_refusal_reaches_the_caller(qtbot: QtBot) -> None:
    def refused() -> Generator[Step, None, None]:
        yield Step(0, 1, "")
        raise Invalid("x", "不行")

    with pytest.raises(Invalid):
        jobs.run(None, "计数", refused())


def test_runs_elsewhere(qtbot: QtBot) -> None:
    seen: list[threading.Thread] = []

    def look() -> Generator[Step, None, None]:
        seen.append(threading.current_thread())
        yield Step(0, 0, "")

    jobs.run(None, "看", look())
    assert seen[0] is not threading.main_thread()


@pytest.mark.parametrize("here", [False, True])
def test_cancel_rolls_back(qtbot: QtBot, here: bool) -> None:
    log: list[str] = []

    def press() -> None:
        progress = QApplication.activeModalWidget()
        assert isinstance(progress, jobs._Progress)
        qtbot.mouseClick(progress._stop, Qt.MouseButton.LeftButton)

    QTimer.singleShot(jobs.PATIENCE + 300, press)
    with pytest.raises(Cancelled):
        jobs.run(None, "久", counting(10_000, 0.01, log), here=here)
    assert log == ["rolled back"]
