"""Long work off the window's thread, with progress and a 取消 that undoes it.

A job is a generator of `Step`; its StopIteration value is the result. Closing it is the
cancel: the generator rolls back. Everything the job does runs in one worker thread.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from desk.errors import Cancelled
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em

Job = Generator[Any, None, Any]
PATIENCE = 600
"""Milliseconds before progress is shown: shorter work does not flicker."""


class Worker(QThread):
    """Runs one job. After the thread has ended, `result` or `failure` is set."""

    step = Signal(object)

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._stop = threading.Event()
        self.result: Any = None
        self.failure: BaseException | None = None

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._stop.set()

    def run(self) -> None:
        try:
            while not self._stop.is_set():
                self.step.emit(next(self._job))
            self._job.close()
            self.failure = Cancelled()
        except StopIteration as end:
            self.result = end.value
        except BaseException as error:  # handed to the window's thread, which raises it
            self.failure = error


class HereWorker(QObject):
    """Runs a job between the events of the window's own thread, for what only that thread may do (printing)."""

    step = Signal(object)
    finished = Signal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job, self._stop, self._running = job, False, False
        self.result: Any = None
        self.failure: BaseException | None = None

    def start(self) -> None:
        self._running = True
        QTimer.singleShot(0, self._next)

    def cancel(self) -> None:
        self._stop = True

    def isRunning(self) -> bool:
        return self._running

    def wait(self) -> None:
        """It has ended when `finished` was emitted."""

    def _next(self) -> None:
        try:
            if self._stop:
                self._job.close()
                raise Cancelled
            self.step.emit(next(self._job))
            QTimer.singleShot(0, self._next)
            return
        except StopIteration as end:
            self.result = end.value
        except Exception as error:  # handed to whoever started the job
            self.failure = error
        self._running = False
        self.finished.emit()


class _Progress(Dialog):
    """What is being done, how far it is, and 取消."""

    def __init__(self, parent: QWidget | None, title: str, worker: Worker | HereWorker) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(em(26))
        self._worker = worker
        self._text = label("正在准备…", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._stop = button("取消", self._cancel)
        self.setLayout(column(label(title, "large"), self._text, self._bar, row(None, self._stop), gap=0.7, edge=1.2))
        worker.step.connect(self._show)

    def _show(self, step: Any) -> None:
        self._text.setText(step.text)
        self._bar.setRange(0, max(0, step.total))
        self._bar.setValue(step.done)

    def _cancel(self) -> None:
        self._stop.setEnabled(False)
        self._text.setText("正在取消，已做的会撤回…")
        self._worker.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._worker.isRunning():
            event.ignore()
            self._cancel()


class _Deaf(QObject):
    """Swallows keys and clicks while a job runs and its progress is not shown yet."""

    def eventFilter(self, watched: QObject, event) -> bool:  # type: ignore[no-untyped-def]
        return event.type() in (
            event.Type.KeyPress, event.Type.KeyRelease, event.Type.MouseButtonPress, event.Type.MouseButtonRelease,
            event.Type.MouseButtonDblClick, event.Type.Close, event.Type.Shortcut, event.Type.ShortcutOverride,
        )


def run(parent: QWidget | None, title: str, job: Job, here: bool = False) -> Any:
    """Run a job to its end and return its result. Raises what the job raised, or Cancelled.

    `here` keeps it in the window's thread.
    """
    worker: Worker | HereWorker = HereWorker(job) if here else Worker(job)
    progress = _Progress(parent, title, worker)
    loop, deaf, timer = QEventLoop(), _Deaf(), QTimer()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(deaf)
    QApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: app.removeEventFilter(deaf))
    timer.timeout.connect(progress.show)
    worker.finished.connect(loop.quit)
    try:
        timer.start(PATIENCE)
        worker.start()
        loop.exec()
        worker.wait()
    finally:
        timer.stop()
        app.removeEventFilter(deaf)
        QApplication.restoreOverrideCursor()
        progress.hide()
        progress.deleteLater()
    if worker.failure is not None:
        raise worker.failure
    return worker.result
