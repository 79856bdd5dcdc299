"""从备份恢复, before anything is open: a backup becomes a new data folder; the damaged one is left as it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desk.service import backups
from desk.ui.parts import errors
from desk.ui.parts.dialog import ask_files, ask_folder

_NAME = "居务台资料"


def new_place(folder: Path) -> Path:
    """An empty folder: the one chosen, or a new one in it."""
    if not any(folder.iterdir()):
        return folder
    names = (_NAME, *(f"{_NAME}{n}" for n in range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())


def restore(parent: QWidget, near: Path) -> Path | None:
    """Ask for a backup and a place, and restore it there; the new data folder, or None."""
    chosen = ask_files(parent, "选择备份文件", "居务台备份 (*.jwb);;所有文件 (*)")
    above = ask_folder(parent, "恢复到哪里（会新建一个文件夹，原有资料不动）", near) if chosen else None
    if above is None:
        return None
    with errors.told(parent):
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            made = backups.restore(chosen[0], new_place(above))
        finally:
            QGuiApplication.restoreOverrideCursor()
        errors.tell(parent, "已恢复", f"资料已恢复到 {made.folder.path}。请用做备份时的密码打开。", "check")
        return made.folder.path
    return None


__all__ = ["new_place", "restore"]
