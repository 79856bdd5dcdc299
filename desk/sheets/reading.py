"""Read any spreadsheet file in a child process with limits of time and memory."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import desk
from desk.errors import Cancelled, Invalid
from desk.sheets.child import END
from desk.sheets.model import Book, Cell, Row, SheetData
from desk.sheets.refusals import refuse

HIDDEN_COMMAND = "--read-sheet"
"""The argument by which a frozen program is asked to be the child: `desk.sheets.child.main(argv[2:])`."""
PATIENCE = 0.02
"""Seconds between two looks at the child."""


def child_command() -> list[str]:
    """The command that starts the reader; the limit in megabytes and the file are to follow."""
    if getattr(sys, "frozen", False):
        return [sys.executable, HIDDEN_COMMAND]
    return [sys.executable, "-m", "desk.sheets.child"]


def read_book(
    path: Path,
    *,
    seconds: float = 20,
    megabytes: int = 500,
    cancel: Callable[[], bool] | None = None,
) -> Book:
    """The book in that file.

    `cancel` is asked about fifty times a second; when it says yes, `Cancelled` is raised and the child ended.
    Raises `Invalid` with a code of `desk.sheets.refusals` for everything that cannot be read.
    """
    _look_at(path)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as answer:
        code = _run([*child_command(), str(megabytes), str(path.resolve())], answer, seconds, megabytes, cancel)
        answer.seek(0)
        try:
            return _parsed(answer)
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise refuse("book_too_large" if code == _KILLED_FOR_MEMORY else "book_crashed") from error


_KILLED_FOR_MEMORY = -1000


def _look_at(path: Path) -> None:
    if not path.exists():
        raise refuse("book_missing")
    if path.is_dir():
        raise refuse("book_folder")
    if not path.is_file():
        raise refuse("book_unknown")
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise refuse("book_empty")
    except OSError as error:
        raise refuse("book_locked") from error


def _run(
    command: list[str],
    answer: IO[str],
    seconds: float,
    megabytes: int,
    cancel: Callable[[], bool] | None,
) -> int:
    """Run the child to its end and give its exit status; end it when it takes too much of anything."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    environment = dict(os.environ, PYTHONPATH=_search_path(), PYTHONIOENCODING="utf-8")
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=flags,
    )
    end = time.monotonic() + seconds
    try:
        while child.poll() is None:
            if cancel is not None and cancel():
                raise Cancelled
            if time.monotonic() > end:
                raise refuse("book_slow")
            if os.name == "nt" and _memory(child.pid) > megabytes:
                return _KILLED_FOR_MEMORY
            _wait(child)
        return child.returncode
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def _wait(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)


def _search_path() -> str:
    """The folder that holds the package `desk` first, so that the child finds it from anywhere."""
    home = str(Path(desk.__file__).resolve().parent.parent)
    rest = os.environ.get("PYTHONPATH", "")
    return home + (os.pathsep + rest if rest else "")


def _memory(pid: int) -> float:
    """Megabytes held by a process, on systems where it cannot bound itself."""
    import psutil  # type: ignore[import-untyped]

    try:
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def _parsed(answer: IO[str]) -> Book:
    head: dict[str, Any] = _JSON.decode(answer.readline())
    if "refused" in head:
        raise Invalid(*head["refused"])
    book = Book([], str(head["format"]), bool(head["epoch_1904"]))
    for line in answer:
        item = _JSON.decode(line)
        if isinstance(item, list):
            rows = book.sheets[-1].rows
            for one in item:
                rows += [one] if isinstance(one, list) else [_EMPTY] * one
        elif item == END:
            return book
        elif "refused" in item:
            raise Invalid(*item["refused"])
        else:
            book.sheets.append(_sheet(item))
    raise ValueError("the child ended early")


_EMPTY: Row = []
_DATES: dict[str, Callable[[str], Cell]] = {
    "d": dt.date.fromisoformat,
    "s": dt.datetime.fromisoformat,
    "t": dt.time.fromisoformat,
}


def _date(item: dict[str, Any]) -> object:
    """The date or time that a cell is, or the description of a sheet as it is."""
    letter = next(iter(item))
    return _DATES[letter](item[letter]) if letter in _DATES else item


_JSON = json.JSONDecoder(object_hook=_date)


def _sheet(item: dict[str, Any]) -> SheetData:
    return SheetData(
        name=item["name"],
        visible=item["visible"],
        merged=[(m[0], m[1], m[2], m[3]) for m in item["merged"]],
        hidden_rows=frozenset(item["hidden_rows"]),
        hidden_columns=frozenset(item["hidden_columns"]),
        first_row=item["first_row"],
        uncomputed=item["uncomputed"],
    )
