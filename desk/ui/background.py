"""Short questions answered beside the window: numbers that may come a moment later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal

from desk.ui.errors import note


class _Question(QRunnable):
    def __init__(self, home: Background, key: str, number: int, call: Callable[[], Any]) -> None:
        super().__init__()
        self._home, self._key, self._number, self._call = home, key, number, call

    def run(self) -> None:
        if not self._home.wanted(self._key, self._number):
            return
        try:
            answer = self._call()
        except Exception as error:  # a number that does not come is no reason to stop anybody
            note(error)
            return
        self._home.answered.emit(self._key, self._number, answer)


class Background(QObject):
    """Asks in one thread of its own; of questions with the same key only the last is answered."""

    answered = Signal(str, int, object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._last: dict[str, int] = {}
        self._then: dict[str, Callable[[Any], None]] = {}
        self._closed = False
        self.answered.connect(self._deliver)

    def ask(self, key: str, call: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Call in the thread; `then` takes the answer in the window's."""
        number = self._last.get(key, 0) + 1
        self._last[key], self._then[key] = number, then
        self._pool.start(_Question(self, key, number, call))

    def wanted(self, key: str, number: int) -> bool:
        return not self._closed and self._last.get(key) == number

    def _deliver(self, key: str, number: int, answer: Any) -> None:
        if self.wanted(key, number):
            self._then[key](answer)

    def settle(self) -> None:
        """Wait for every answer and deliver it: for a picture of the window."""
        self._pool.waitForDone()
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()

    def close(self) -> None:
        """Let the running question end and drop the others."""
        self._closed = True
        self._pool.clear()
        self._pool.waitForDone()
