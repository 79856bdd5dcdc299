"""Writing a file so that a cancelled or failed print leaves nothing behind and never half a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from desk.errors import Trouble

PDFIUM = Lock()
"""To be held by whoever calls pypdfium2, in this room and in the window: pdfium bears only one thread at a time."""


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A temporary path beside `out`, moved to `out` when the block ends well and removed when it does not.

    Raises Trouble when the folder cannot be written or `out` is open in another program: both are tried before the work
    begins.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.touch()
        if out.exists():
            out.open("ab").close()
        yield part
        os.replace(part, out)
    except PermissionError as error:
        text = f"无法写入“{out.name}”：文件可能正被其他程序打开，或者没有写入权限。请关闭后再试。"
        raise Trouble("file_in_use", text) from error
    except OSError as error:
        raise Trouble("not_written", f"无法写入“{out.name}”：磁盘可能已满或文件夹不存在。请检查后再试。") from error
    finally:
        with suppress(OSError):
            part.unlink()
