"""What is said when something goes wrong."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from desk.errors import Cancelled, Invalid, Trouble
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.icons import pixmap
from desk.ui.parts.log import log, note
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import C, em

_OUR_FAULT = (
    "这一步没有做成，已保存的资料没有受影响。可以再试一次；\n"
    "如果还是这样，请把「菜单 → 关于」中的日志文件交给维护人员，日志里没有居民信息。")


_showing = False
"""Whether an error is on the screen."""


class Message(Dialog):
    """A plain sentence, and what may be done about it."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, picture: str = "info", colour: str = C.accent
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(em(24))
        self.setMaximumWidth(em(44))
        image = QLabel()
        image.setPixmap(pixmap(picture, em(2.2), colour, 2.0))
        image.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = label(text, wrap=True, select=True)
        self.answers = row(None)
        body = row(image, column(label(title, "large", wrap=True), words, gap=0.4), gap=1)
        body.setStretch(1, 1)
        self.setLayout(column(body, self.answers, gap=1, edge=1.2))

    def answer(self, text: str, result: int, role: str = "", default: bool = False) -> None:
        """Add a button that ends the dialog with `result`."""
        made = button(text, lambda: self.done(result), role=role)
        made.setAutoDefault(True)
        made.setDefault(default)
        self.answers.addWidget(made)
        if default:
            made.setFocus()


def tell(parent: QWidget | None, title: str, text: str, picture: str = "info", colour: str = C.accent) -> None:
    """Say something and wait until it has been read."""
    box = Message(parent, title, text, picture, colour)
    box.answer("知道了", 0, default=True)
    box.exec()
    box.deleteLater()


def ask(parent: QWidget | None, title: str, text: str, *answers: str, danger: bool = False) -> int:
    """Ask; the number of the answer, from 0. The last answer is the careful one: Esc gives it too."""
    box = Message(parent, title, text, "warn" if danger else "help", C.bad if danger else C.accent)
    for place, words in enumerate(answers):
        last = place == len(answers) - 1
        box.answer(words, place + 1, "danger" if danger and not last else "" , default=last if danger else place == 0)
    chosen = box.exec()
    box.deleteLater()
    return chosen - 1 if chosen else len(answers) - 1


def show(parent: QWidget | None, error: BaseException) -> None:
    """Say what went wrong, once, in plain words; our own mistakes are written down too.

    While one is on the screen others are only written down, and so is what goes wrong in showing it: an error that
    comes with every painting or with the message itself must not fill the screen or the memory.
    """
    global _showing
    if isinstance(error, Cancelled):
        return
    if _showing or not isinstance(error, Invalid | Trouble):
        note(error)
    if _showing:
        return
    _showing = True
    try:
        tell(parent if parent is not None and isValid(parent) else None, *_words(error))
    except Exception as failed:  # nothing may come out of here
        note(failed)
    finally:
        _showing = False


def _words(error: BaseException) -> tuple[str, str, str, str]:
    """Title, text, picture and its colour."""
    match error:
        case Invalid():
            more = [p.text for p in error.problems if p.text != error.text]
            return "请再看一下", "\n".join([error.text, *more[:8]]), "warn", C.warn
        case Trouble():
            return "这一步没有做成", error.text, "warn", C.bad
    return "程序出了差错", _OUR_FAULT, "warn", C.bad


@contextmanager
def told(parent: QWidget | None, then: Callable[[], object] | None = None) -> Iterator[None]:
    """Run a step of the window: whatever goes wrong in it is told, then `then` is called."""
    try:
        yield
    except Exception as error:  # every kind is told by `show`
        show(parent, error)
        if then is not None:
            then()


class _Bridge(QObject):
    """Carries an error of any thread to the window's."""

    failed = Signal(object)


_bridge: _Bridge | None = None


def install(file: Path | None) -> None:
    """Catch what nobody caught, and Qt's own messages; `file` is where the log goes."""
    global _bridge
    _bridge = _Bridge()
    _bridge.failed.connect(lambda error: show(None, error), Qt.ConnectionType.QueuedConnection)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.propagate = False
    sys.excepthook = _caught
    threading.excepthook = lambda args: _caught(args.exc_type, args.exc_value, args.exc_traceback)
    qInstallMessageHandler(_qt)


def _caught(kind: type[BaseException], error: BaseException | None, places: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), places)
    elif error is not None and _bridge is not None:
        _bridge.failed.emit(error)


def _qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's warnings are about the program, not about people."""
    level = logging.DEBUG if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    log.log(level, "Qt: %s", text)


__all__ = ["Message", "ask", "install", "log", "note", "show", "tell", "told"]
