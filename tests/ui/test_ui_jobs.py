"""Jobs: result, refusal, cancel; progress only when it takes long."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Generator
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk.errors import Cancelled, Invalid
from desk.service.jobs import Step
from desk.ui.parts import jobs
from desk.ui.parts.background import Background
from desk.ui.parts.garbage import Collector


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


class Circle(QObject):
    """Garbage that only the collector frees, and that says where it was freed."""

    freed: ClassVar[list[threading.Thread]] = []

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        self.freed.append(threading.current_thread())


def littering() -> int:
    """Enough objects for Python's own collector to run many times."""
    kept = [[n] for n in range(200_000)]
    return len(kept)


def test_background_threads_free_no_widget(qtbot: QtBot) -> None:
    back, got = Background(), []
    Circle.freed.clear()
    for _ in range(20):
        Circle()
    back.ask("litter", littering, got.append)
    back.settle()
    assert got == [200_000]
    gc.collect()
    assert set(Circle.freed) == {threading.main_thread()}


def test_collector_collects_what_is_due(qtbot: QtBot) -> None:
    collector = Collector()
    assert not gc.isenabled()
    Circle.freed.clear()
    Circle()
    kept = [[n] for n in range(gc.get_threshold()[0] + 100)]
    collector.look()
    assert (len(Circle.freed), len(kept)) == (1, gc.get_threshold()[0] + 100)
    collector.stop()
    assert gc.isenabled()


def test_what_a_question_holds_dies_in_the_window_thread(qtbot: QtBot) -> None:
    class Held(QObject):
        def __del__(self) -> None:
            freed.append(threading.current_thread())

        def fails(self) -> None:
            raise Invalid("x", "不行")

    freed: list[threading.Thread] = []
    for _ in range(50):
        back, told = Background(), list[Exception]()
        back.ask("held", Held().fails, told.append, told.append)
        back.settle()
        assert str(told.pop()) == "不行"
    gc.collect()
    assert freed == [threading.main_thread()] * 50


def test_only_the_last_of_equal_questions_is_answered(qtbot: QtBot) -> None:
    back, got = Background(), []
    go = threading.Event()
    back.ask("first", go.wait, lambda _: None)
    for n in range(3):
        back.ask("same", lambda n=n: n, got.append)
    back.ask("gone", lambda: "gone", got.append)
    back.forget("gone")
    go.set()
    back.settle()
    assert got == [2]
