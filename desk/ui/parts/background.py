"""Short questions answered beside the window: numbers that may come a moment later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal

from desk.ui.parts.log import note

Then = Callable[[Any], object]


class _Question(QRunnable):
    def __init__(self, home: Background, key: str, number: int, call: Callable[[], Any]) -> None:
        super().__init__()
        self._home, self._key, self._number, self._call = home, key, number, call

    def run(self) -> None:
        if not self._home.wanted(self._key, self._number):
            return
        try:
            answer, error = self._call(), None
        except Exception as failure:  # told by whoever asked, or written down
            answer, error = None, failure
        self._home.answered.emit(self._key, self._number, answer, error)


class Background(QObject):
    """Asks in one thread of its own; of questions with the same key only the last is answered."""

    answered = Signal(str, int, object, object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._last: dict[str, int] = {}
        self._then: dict[str, tuple[Then, Then]] = {}
        self.answered.connect(self._deliver)

    def ask(self, key: str, call: Callable[[], Any], then: Then, failed: Then = note) -> None:
        """Call in the thread; `then` takes the answer in the window's, `failed` the exception."""
        number = self._last.get(key, 0) + 1
        self._last[key], self._then[key] = number, (then, failed)
        self._pool.start(_Question(self, key, number, call))

    def forget(self, *keys: str) -> None:
        """Whoever asked is gone: the answers (all, without keys) are no longer wanted."""
        for key in keys or tuple(self._then):
            self._last[key] = self._last.get(key, 0) + 1
            self._then.pop(key, None)

    def wanted(self, key: str, number: int) -> bool:
        return key in self._then and self._last.get(key) == number

    def _deliver(self, key: str, number: int, answer: Any, error: Exception | None) -> None:
        if self.wanted(key, number):
            then, failed = self._then.pop(key)
            if error is None:
                then(answer)
            else:
                failed(error)

    def settle(self) -> None:
        """Wait for every answer and deliver it: for a picture of the window."""
        self._pool.waitForDone()
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()

    def close(self) -> None:
        """Let the running question end and drop the others."""
        self.forget()
        self._pool.clear()
        self._pool.waitForDone()
