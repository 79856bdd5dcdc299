"""Short questions answered beside the window: numbers that may come a moment later.

The thread is Python's own, not of a pool of Qt's: a `QRunnable` written in Python is deleted by the pool and by
Python, and now and then by both. It ends when there is nothing left to ask. It never holds the last reference
to anything: the question, its answer and its exception stay in `_asked` until the window's thread takes them
out, so no widget dies elsewhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desk.ui.parts.log import note

Then = Callable[[Any], object]


@dataclass
class _Question:
    key: str
    call: Callable[[], Any]
    then: Then
    failed: Then
    answer: Any = None
    error: Exception | None = None


class Background(QObject):
    """Asks in one thread of its own; of questions with the same key only the last is answered."""

    answered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._thread, self._running = Lock(), Thread(), False
        self._waiting: deque[int] = deque()
        self._number = 0
        self._last: dict[str, int] = {}
        self._asked: dict[int, _Question] = {}
        self.answered.connect(self._deliver)

    def ask(self, key: str, call: Callable[[], Any], then: Then, failed: Then = note) -> None:
        """Call in the thread; `then` takes the answer in the window's, `failed` the exception."""
        self._number += 1
        self._last[key] = self._number
        self._asked[self._number] = _Question(key, call, then, failed)
        with self._lock:
            self._waiting.append(self._number)
            if not self._running:
                self._running, self._thread = True, Thread(target=self._run)
                self._thread.start()

    def _run(self) -> None:
        """The thread: one question after the other."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                number = self._waiting.popleft()
            self._work(number)

    def _work(self, number: int) -> None:
        """In the thread. No name here may keep the question alive."""
        if self._wanted(number):
            try:
                self._asked[number].answer = self._asked[number].call()
            except Exception as failure:  # told by whoever asked, or written down
                self._asked[number].error = failure
        self.answered.emit(number)

    def forget(self, *keys: str) -> None:
        """Whoever asked is gone: the answers (all, without keys) are no longer wanted."""
        for key in keys or tuple(self._last):
            self._last.pop(key, None)

    def _wanted(self, number: int) -> bool:
        return self._last.get(self._asked[number].key) == number

    def _deliver(self, number: int) -> None:
        wanted, question = self._wanted(number), self._asked.pop(number)
        if wanted:
            del self._last[question.key]
            if question.error is None:
                question.then(question.answer)
            else:
                question.failed(question.error)

    def settle(self) -> None:
        """Wait for every answer and deliver it: for a picture of the window."""
        self._end()
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()

    def close(self) -> None:
        """Let the running question end and drop the others."""
        self.forget()
        self._end()

    def _end(self) -> None:
        if self._thread.ident is not None:
            self._thread.join()
