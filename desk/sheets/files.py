"""Write a file beside its place and put it there only when it is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.errors import Trouble


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name in a folder of its own beside `path`; it replaces `path` when the block ends well.

    Nothing is left behind when it does not. Raises `Trouble` for what the disk refuses.
    """
    if path.is_dir():
        raise Trouble("is_a_folder", f"“{path.name}”是一个文件夹，请换一个文件名。")
    try:
        with tempfile.TemporaryDirectory(prefix=".desk-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            yield draft
            os.replace(draft, path)
    except PermissionError as error:
        text = f"“{path.name}”写不进去：可能正在 WPS 或 Excel 里打开，或没有写入权限。请关闭它再试。"
        raise Trouble("file_in_use", text) from error
    except FileNotFoundError as error:
        raise Trouble("folder_missing", f"文件夹“{path.parent.name}”不存在，请另选一个位置。") from error
    except OSError as error:
        raise Trouble("not_written", f"“{path.name}”没有写成：磁盘可能已满或已断开。原来的文件没有改动。") from error
